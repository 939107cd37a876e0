//! Documents that try to be more than text wherever their text goes: each output is read by a reader of its own kind, and must
//! be built the same as that of documents with plain words in the same places.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::support::{scratch, write};

/// One line that every sink could trip over.
const LINE: &str = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> ]]><b> </details> @everyone fixes #1 ${{ github.token }} \u{1b}[31m \u{1b}]8;;http://e.test\u{7} \u{9b}2J \u{202e}txt javascript:alert(1) ![x](http://t.test/x.png) [x](javascript:alert(1)) | a | `x` %0A::error::x ##[error]y --> &lt; ' <!--";

/// Lines, for what is no Markdown in the document.
const LINES: &str = "a\r\n::set-output name=version::9\nghadelimiter\nEOF\nversion=9\nbreaking=9\n# Heading\n<script>\n\n---\n";

fn words(text: &str, hostile: bool) -> &str {
    if hostile { text } else { "plain" }
}

/// A service, before and after a change of nearly everything in it.
fn service(hostile: bool, after: bool) -> Value {
    let (line, lines) = (words(LINE, hostile), words(LINES, hostile));
    let mut path = json!({"get": {
        "operationId": lines, "summary": lines, "description": line, "tags": [line],
        "parameters": [{"name": line, "in": "query", "required": after, "description": line, "schema": {"type": "string", "enum": [line, lines]}}],
        "responses": {"200": {"description": line, "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Item"}, "example": {"a": lines}}}}}
    }});
    let removed = json!({"post": {"operationId": format!("{lines}2"), "summary": line, "responses": {"204": {"description": lines}}}});
    if after {
        path["get"]["description"] = json!(format!("{line} again"));
    } else {
        path["post"] = removed["post"].clone();
    }
    let property = if after {
        json!({"type": "integer", "description": lines})
    } else {
        json!({"type": "string", "description": line})
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": lines, "version": lines, "description": line, "contact": {"name": line, "url": "javascript:alert(1)"}},
        "servers": [{"url": "https://shop.example", "description": line}],
        "tags": [{"name": line, "description": lines}],
        "paths": {if hostile { "/a/<b>\"'`|&[x](y)" } else { "/a/plain" }: path},
        "components": {"schemas": {"Item": {"type": "object", "title": line, "description": line, "properties": {line: property}}}}
    })
}

/// What two nights over the service leave: every file and what the second night said.
fn nights(hostile: bool) -> BTreeMap<String, String> {
    let folder = scratch();
    let root = folder.path();
    write(
        &root.join("specline.toml"),
        "name = \"shop\"\n[[sources]]\nkind = \"folder\"\npath = \"services\"\n",
    );
    // The built-in rules know scripts when they see them; this one finds the same in both and repeats what it found.
    write(
        &root.join(".spectral.yaml"),
        "rules:\n  says:\n    given: $..[description,summary,operationId,title]\n    message: '{{property}} at {{path}} is {{value}}: {{error}}'\n    severity: error\n    then: {function: pattern, functionOptions: {match: ^none$}}\n",
    );
    let mut found = BTreeMap::new();
    for (after, date) in [(false, "2026-01-14"), (true, "2026-01-15")] {
        write(&root.join("services/one.json"), &service(hostile, after).to_string());
        write(&root.join("output"), "");
        write(&root.join("summary"), "");
        let (out, err) = specline(root, &["run", "--date", date]);
        found.insert("terminal".to_owned(), out + &err);
    }
    for (name, folder) in [("before", false), ("after", true)] {
        write(&root.join(format!("{name}.json")), &service(hostile, folder).to_string());
    }
    let formats =
        ["text", "markdown", "html", "sarif", "junit", "github", "singleline", "codeclimate", "json"];
    for format in formats.into_iter().filter(|format| *format != "codeclimate") {
        let (out, err) = specline(root, &["diff", "before.json", "after.json", "-f", format]);
        found.extend([(format!("diff.{format}"), out), (format!("diff.{format}.err.text"), err)]);
    }
    for format in formats.into_iter().filter(|format| *format != "singleline") {
        let (out, err) = specline(root, &["lint", "after.json", "-f", format]);
        found.extend([(format!("lint.{format}"), out), (format!("lint.{format}.err.text"), err)]);
    }
    write(
        &root.join("broken.json"),
        &service(hostile, true).to_string().replace("schemas/Item\"", "schemas/Gone\""),
    );
    found.insert("refusal".to_owned(), specline(root, &["merge", "broken.json", "-o", "x.json"]).1);
    collect(root, root, &mut found);
    found
}

/// Both streams of a call.
fn specline(root: &Path, args: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_specline"))
        .args(args)
        .current_dir(root)
        .env("GITHUB_OUTPUT", root.join("output"))
        .env("GITHUB_STEP_SUMMARY", root.join("summary"))
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    assert!(output.status.code().is_some_and(|code| code <= 5), "{args:?}: {}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            found.insert(name, std::fs::read_to_string(&path).expect("a file"));
        }
    }
}

/// The tags of a page with the names of their attributes, read as browsers do: `<` and a letter begins one.
fn html(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let begins = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?');
        if !begins {
            continue;
        }
        let end = tag_end(rest);
        let (tag, behind) = rest.split_at(end);
        found.push(outline(tag));
        let raw = ["script", "style"].into_iter().find(|name| tag.to_lowercase().starts_with(name));
        rest = match raw {
            Some(name) => behind.find(&format!("</{name}")).map_or("", |at| &behind[at..]),
            None => behind,
        };
    }
    found
}

/// Where a tag ends: at the first `>` outside of quotes.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// A tag without the values of its attributes; where a link leads stays, without what is behind the scheme.
fn outline(tag: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    for character in tag.chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            (None, other) => out.push(other),
            (Some(_), _) => {}
        }
    }
    assert!(!tag.to_lowercase().contains("=\"javascript:"), "{tag}");
    out
}

/// Each once: how findings are grouped depends on their words.
fn distinct(all: Vec<String>) -> BTreeSet<String> {
    all.into_iter().collect()
}

/// What a Markdown text is built of, without its words.
fn markdown(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let outline = |event: Event<'_>| match event {
        Event::Start(Tag::Link { dest_url, .. }) => {
            Some(format!("link {}", dest_url.split(':').next().unwrap_or_default()))
        }
        Event::Start(Tag::Image { dest_url, .. }) => Some(format!("image {dest_url}")),
        Event::Start(tag) => Some(format!("{:?}", tag.to_end())),
        Event::Html(text) | Event::InlineHtml(text) => Some(format!("html {:?}", html(&text))),
        Event::Rule => Some("rule".to_owned()),
        _ => None,
    };
    Parser::new_ext(text, options).filter_map(outline).collect()
}

/// The elements of an XML text with the names of their attributes.
fn xml(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Eof => return found,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let keys: Vec<String> =
                    tag.attributes().map(|one| one.expect("an attribute").key.as_ref().to_owned()).collect();
                found.push(format!("{} {keys:?}", tag.name().as_ref()));
            }
            _ => {}
        }
    }
}

/// The outputs that a runner of GitHub Actions reads: `NAME=VALUE` and `NAME<<DELIMITER`.
fn outputs(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match (line.find('='), line.find("<<")) {
            (equals, Some(at)) if equals.is_none_or(|equals| at < equals) => {
                names.push(line[..at].to_owned());
                let delimiter = &line[at + 2..];
                assert!(lines.any(|line| line == delimiter), "`{}` never ends", &line[..at]);
            }
            (Some(at), _) => names.push(line[..at].to_owned()),
            _ => assert!(line.is_empty(), "`{line}` is no output"),
        }
    }
    names
}

/// The commands of a log with the names of their properties: a runner takes any line that begins so.
fn commands(text: &str) -> Vec<String> {
    let command = |line: &str| {
        let head = line.trim_start().strip_prefix("::")?.split("::").next()?;
        let names: Vec<&str> =
            head.split([' ', ',']).map(|part| part.split('=').next().unwrap_or_default()).collect();
        Some(names.join(" "))
    };
    // The older form of commands may stand anywhere in a line that is none of the newer form.
    let older = |line: &str| !line.trim_start().starts_with("::") && line.contains("##[");
    assert!(!text.lines().any(older), "{text}");
    text.lines().filter_map(command).collect()
}

/// The types of a JSON text, key by key; keys that the document chose are left out.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let own = |key: &&String| key.chars().all(|c| c.is_ascii_alphanumeric() || "$_-.".contains(c));
            map.iter().filter(|(key, _)| own(key)).map(|(key, value)| (key.clone(), shape(value))).collect()
        }
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::String(_) => json!("text"),
        Value::Number(_) => json!(0),
        other => other.clone(),
    }
}

fn is_plain(text: &str) -> bool {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.chars().any(|c| (c.is_control() && c != '\n') || turns(c))
}

#[test]
fn no_sink_takes_a_documents_words_for_its_own() {
    let (hostile, plain) = (nights(true), nights(false));
    let names = |all: &BTreeMap<String, String>| -> Vec<String> {
        all.keys()
            .map(|name| name.replace("a-b-x-y", "a-plain"))
            .filter(|name| !name.contains("/site/"))
            .collect()
    };
    assert_eq!(names(&hostile), names(&plain), "other files");
    let mut looked_at = 0;
    for (name, text) in &hostile {
        let Some(other) = plain.get(name) else { continue };
        looked_at += 1;
        let kind = name.rsplit('.').next().unwrap_or_default();
        match (name.as_str(), kind) {
            ("output", _) => assert_eq!(outputs(text), outputs(other), "{text}"),
            ("summary", _) | (_, "md" | "markdown") => {
                assert_eq!(distinct(markdown(text)), distinct(markdown(other)), "{name}:\n{text}");
            }
            ("terminal" | "refusal", _) | (_, "text" | "singleline" | "github") => {
                assert_eq!(commands(text), commands(other), "{name}:\n{text}");
                assert!(is_plain(text), "{name}:\n{text:?}");
            }
            (_, "html") => assert_eq!(distinct(html(text)), distinct(html(other)), "{name}"),
            (_, "xml" | "junit") => assert_eq!(xml(text), xml(other), "{name}:\n{text}"),
            (_, "sarif" | "codeclimate") => {
                let read = |text: &str| shape(&serde_json::from_str(text.trim()).expect("JSON"));
                assert_eq!(read(text), read(other), "{name}");
            }
            (_, "json") => drop(
                serde_json::from_str::<Value>(text.trim()).unwrap_or_else(|error| panic!("{name}: {error}")),
            ),
            _ => {}
        }
    }
    assert!(looked_at > 25, "{looked_at} outputs");
}
