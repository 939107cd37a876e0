//! Reference pages: configuration, commands, formats, template context.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::source::{Type, kebab};

const PRINTED: &str = "Printed from the code; a test keeps it fresh.";

/// `docs/configuration.md`, out of the schema.
pub fn configuration(schema: &Value) -> String {
    let mut page = format!(
        "# Configuration\n\n{PRINTED} What is in force in a repository is printed by `specline config`.\n\n\
        `specline.toml` stands in the root of the repository; every path in it is relative to that. `--config FILE` or the variable\n\
        `SPECLINE_CONFIG` names another file. A variable such as `SPECLINE_FETCH__CONCURRENCY=2` overrides one key: `__` stands between\n\
        tables, `_` for `-`. A flag of a command overrules both. An unknown key is an error that names the nearest one.\n\n\
        For completion and checks in an editor there is a [JSON Schema](specline.schema.json); `specline config --schema` prints it.\n\
        With Even Better TOML or Taplo, begin the file with `#:schema ./specline.schema.json`.\n\n"
    );
    let mut tables = Vec::new();
    let root: Map<String, Value> = properties(schema)
        .iter()
        .filter(|(_, property)| !is_table(property) && !is_tables(property))
        .map(|(name, property)| (name.clone(), property.clone()))
        .collect();
    page.push_str("## Top of the file\n\n");
    page.push_str(&rows(&root, &BTreeSet::new()));
    collect("", schema, &mut tables);
    for (name, doc, body) in tables {
        let level = if name.trim_matches(['[', ']']).contains('.') { "###" } else { "##" };
        let _ = write!(page, "\n{level} `{name}`\n\n{doc}\n\n{body}");
    }
    page
}

fn properties(schema: &Value) -> &Map<String, Value> {
    schema["properties"].as_object().expect("properties")
}

fn is_table(property: &Value) -> bool {
    property.get("properties").is_some()
}

/// An array of tables of our own.
fn is_tables(property: &Value) -> bool {
    let items = &property["items"];
    items.get("properties").is_some() || items.get("oneOf").is_some()
}

/// Every table below with its heading, its sentence and its rows.
fn collect(above: &str, schema: &Value, tables: &mut Vec<(String, String, String)>) {
    for (key, property) in properties(schema) {
        let name = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        let doc = property["description"].as_str().unwrap_or_default().to_owned();
        if is_table(property) {
            let inner: Map<String, Value> = properties(property)
                .iter()
                .filter(|(_, inner)| !is_table(inner) && !is_tables(inner))
                .map(|(key, inner)| (key.clone(), inner.clone()))
                .collect();
            let required = required(property);
            tables.push((format!("[{name}]"), doc, rows(&inner, &required)));
            collect(&name, property, tables);
        } else if is_tables(property) {
            let items = &property["items"];
            let body = match items.get("oneOf").and_then(Value::as_array) {
                None => rows(properties(items), &required(items)),
                Some(kinds) => kinds.iter().map(of_kind).collect::<Vec<_>>().join("\n"),
            };
            tables.push((format!("[[{name}]]"), doc, body));
        }
    }
}

fn of_kind(kind: &Value) -> String {
    let word = kind["properties"]["kind"]["const"].as_str().unwrap_or_default();
    let doc = kind["properties"]["kind"]["description"].as_str().unwrap_or_default();
    let fields: Map<String, Value> = properties(kind)
        .iter()
        .filter(|(name, _)| name.as_str() != "kind")
        .map(|(name, property)| (name.clone(), property.clone()))
        .collect();
    format!("`kind = \"{word}\"`: {doc}\n\n{}", rows(&fields, &required(kind)))
}

fn required(schema: &Value) -> BTreeSet<String> {
    let names = schema["required"].as_array().into_iter().flatten();
    names.filter_map(|name| Some(name.as_str()?.to_owned())).collect()
}

fn rows(properties: &Map<String, Value>, required: &BTreeSet<String>) -> String {
    let mut table = String::from("| key | value | default | |\n|---|---|---|---|\n");
    for (name, property) in properties {
        let default = match property.get("default") {
            Some(value) => format!("`{}`", toml_of(value)),
            None if required.contains(name) => "must be there".to_owned(),
            None => String::new(),
        };
        let doc = cell(property["description"].as_str().unwrap_or_default());
        let _ = writeln!(table, "| `{name}` | {} | {} | {doc} |", cell(&kind_of(property)), cell(&default));
    }
    table
}

/// A text within a table of Markdown.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn kind_of(property: &Value) -> String {
    if let Some(words) = property.get("enum").and_then(Value::as_array) {
        return words.iter().map(|word| format!("`{}`", toml_of(word))).collect::<Vec<_>>().join(", ");
    }
    if let Some(each) = property.get("anyOf").and_then(Value::as_array) {
        return each.iter().map(kind_of).collect::<Vec<_>>().join(", or ");
    }
    match (property["type"].as_str(), property["pattern"].as_str()) {
        (Some("string"), Some("^[0-9]")) => "a duration, such as `15s`".to_owned(),
        (Some("string"), Some(pattern)) if pattern.contains("{4}") => "a date".to_owned(),
        (Some("string"), Some(_)) => "a version".to_owned(),
        (Some("string"), None) => "text".to_owned(),
        (Some("integer"), _) => "a number".to_owned(),
        (Some("boolean"), _) => "`true` or `false`".to_owned(),
        (Some("array"), _) => format!("a list: {}", kind_of(&property["items"])),
        (Some("object"), _) => format!("a table to {}", kind_of(&property["additionalProperties"])),
        _ => "anything".to_owned(),
    }
}

fn toml_of(value: &Value) -> String {
    if let Value::Number(number) = value {
        return number.to_string();
    }
    let own = toml::Value::try_from(value).expect("a value that TOML has");
    own.to_string()
}

/// `docs/commands.md`, out of the definition of the command line.
pub fn commands(program: &clap::Command) -> String {
    let mut page = format!(
        "# Commands\n\n{PRINTED} `specline COMMAND --help` says the same.\n\nData goes to standard output, everything else to standard \
        error; `-` is standard input or output. A path may be JSON, YAML or a folder; the content decides, not the suffix. [Exit codes](exit-codes.md).\n\n\
        ## Options of every command\n\n"
    );
    page.push_str(&arguments(program.get_arguments().filter(|argument| argument.is_global_set())));
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        describe(&format!("specline {}", command.get_name()), command, 2, &mut page);
    }
    page
}

fn describe(name: &str, command: &clap::Command, level: usize, page: &mut String) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n{} {name}\n\n{about}.\n", "#".repeat(level));
    let own: Vec<&clap::Arg> = command
        .get_arguments()
        .filter(|argument| {
            !argument.is_global_set() && !argument.is_hide_set() && argument.get_id() != "version"
        })
        .collect();
    if !own.is_empty() {
        let _ = write!(page, "\n{}", arguments(own.into_iter()));
    }
    if let Some(after) = command.get_after_help().map(ToString::to_string) {
        let (words, examples) = after.split_once("Examples:\n").unwrap_or((&after, ""));
        if !words.trim().is_empty() {
            let _ = write!(page, "\n{}\n", words.trim());
        }
        if !examples.is_empty() {
            let lines: Vec<&str> =
                examples.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
            let _ = write!(page, "\n```sh\n{}\n```\n", lines.join("\n"));
        }
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        describe(&format!("{name} {}", inner.get_name()), inner, level + 1, page);
    }
}

fn arguments<'a>(arguments: impl Iterator<Item = &'a clap::Arg>) -> String {
    let mut table = String::from("| argument | |\n|---|---|\n");
    for argument in arguments {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let _ =
            writeln!(table, "| {} | {} |", cell(&spelled(argument)), cell(&(help + &said_beside(argument))));
    }
    table
}

fn spelled(argument: &clap::Arg) -> String {
    let value = argument
        .get_value_names()
        .filter(|_| argument.get_action().takes_values())
        .map(|names| names.join(" "))
        .unwrap_or_default();
    let long = argument.get_long().map(|long| format!("--{long}"));
    let short = argument.get_short().map(|short| format!("-{short}"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    match (flags.is_empty(), value.is_empty()) {
        (true, _) => format!("`{value}`"),
        (false, true) => format!("`{}`", flags.join("`, `")),
        (false, false) => format!("`{} {value}`", flags.join("`, `")),
    }
}

/// Possible values, default and variable of an argument.
fn said_beside(argument: &clap::Arg) -> String {
    let mut said = String::new();
    let values: Vec<String> =
        argument.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    if argument.get_action().takes_values() && !values.is_empty() && !argument.is_hide_possible_values_set() {
        let _ = write!(said, ": {}", values.join(", "));
    }
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if argument.get_action().takes_values() && !defaults.is_empty() && !argument.is_hide_default_value_set() {
        let _ = write!(said, " (default `{}`)", defaults.join(","));
    }
    if let Some(variable) = argument.get_env() {
        let _ = write!(said, " (variable `{}`)", variable.to_string_lossy());
    }
    said
}

/// The enums that name formats, and the commands that take them.
pub const FORMATS: [(&str, &str, &str); 7] = [
    ("specline lint -f", "findings", "src/report/findings/mod.rs"),
    ("specline diff -f", "changes", "src/report/changes/mod.rs"),
    ("specline changelog show -f`, `since -f`, `impact -f", "changelog", "src/cli/changelog.rs"),
    ("specline verify -f", "verify", "src/cli/verify.rs"),
    ("specline fetch -f", "fetch", "src/cli/fetch.rs"),
    ("specline doctor -f", "doctor", "src/cli/doctor.rs"),
    ("specline postman render --format", "postman", "src/render/postman/mod.rs"),
];

/// `docs/formats.md`, out of the enums.
pub fn formats(types: &BTreeMap<String, Type>) -> String {
    let mut page = format!(
        "# Output formats\n\n{PRINTED} Every format says the same; what differs is the reader. Control characters, text that turns its\n\
        direction and whatever could be a command of the reader are escaped in each of them.\n"
    );
    for (command, room, _) in FORMATS {
        let _ = write!(page, "\n## `{command}`\n\n| format | |\n|---|---|\n");
        let ty = &types[&format!("{room}::Format")];
        for member in &ty.members {
            let spelled = Some(ty.spelled(member)).filter(|word| *word != member.name);
            let word = spelled.unwrap_or_else(|| kebab(&member.name));
            let _ = writeln!(page, "| `{word}` | {} |", cell(member.doc.trim_end_matches('.')));
        }
    }
    page.push_str(SHAPES);
    page
}

const SHAPES: &str = "
## Shapes of the JSON

`specline lint -f json` prints Spectral's array: `code`, `path` (the segments of a JSON Pointer), `message`, `severity` (0 error, 1 warning,
2 information, 3 hint), `range` with `start` and `end` (`line` and `character` count from 0), `source`.

`specline diff -f json` prints an array of changes: `id`, `level` (3 breaking, 2 warning, 1 information), `text`, `operation`, `path`, `operationId`,
`section` (`documentation` for what only people read), `service`, `pointer` with `base` and `revision`, `before`, `after`, `fingerprint`. Where one edit
reaches many operations, the change stands once, with `origin`: the `component` and the `operation_list`.

`consolidated/changelog.json` holds `entries`, newest first: `date`, `version`, `previous_version`, `summary` (counts), `changes` as above, and
where a night has them `facts` (how many services and operations there were) and `lint_fixed` (`service`, `rule`, `count`: known
findings that were put right upstream).
";

/// The types that templates get, from the whole to its parts.
pub const CONTEXT: [(&str, &str); 7] = [
    ("view", "src/render/view/mod.rs"),
    ("view", "src/render/view/section.rs"),
    ("view", "src/render/view/item.rs"),
    ("view", "src/render/view/difference.rs"),
    ("view", "src/release/kind.rs"),
    ("view", "src/release/changelog.rs"),
    ("view", "src/diff/change.rs"),
];

/// `docs/template-context.md`, out of the structs.
pub fn context(types: &BTreeMap<String, Type>, templates: &[String]) -> String {
    let mut page = format!(
        "# What templates get\n\n{PRINTED} `specline changelog context` prints it as JSON for the entries that are recorded.\n\n\
        Templates are [minijinja](https://docs.rs/minijinja) (Jinja2); a name that is not defined is an error. `[changelog] templates`, or\n\
        `--templates DIR`, names a folder whose files stand in for the built-in ones of the same name: {}.\n\
        Values are escaped for what the template's suffix says: Markdown, HTML, XML or plain text.\n",
        templates.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    );
    let mut waiting = vec!["View".to_owned()];
    let mut told = BTreeSet::new();
    while !waiting.is_empty() {
        let name = waiting.remove(0);
        let Some(ty) = types.get(&format!("view::{name}")).filter(|_| told.insert(name.clone())) else {
            continue;
        };
        let _ = write!(page, "\n## {}\n\n{}\n\n", title(&name), ty.doc);
        if ty.is_enum {
            let words: Vec<String> =
                ty.members.iter().map(|member| format!("`{}`", ty.spelled(member))).collect();
            let _ = writeln!(page, "One of {}.", words.join(", "));
            continue;
        }
        page.push_str("| name | value | |\n|---|---|---|\n");
        for member in &ty.members {
            let (value, inner) = told_type(&member.ty, types);
            let name = super::source_name(ty, member);
            let _ = writeln!(page, "| `{name}` | {value} | {} |", cell(&member.doc));
            waiting.extend(inner);
        }
    }
    page
}

fn title(name: &str) -> String {
    if name == "View" { "The whole changelog".to_owned() } else { format!("`{name}`") }
}

/// A Rust type in words, and the type that is told in a section of its own.
fn told_type(ty: &str, types: &BTreeMap<String, Type>) -> (String, Option<String>) {
    if let Some(inner) = ty.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        let (words, inner) = told_type(inner, types);
        return (format!("{words}, or none"), inner);
    }
    if let Some(inner) = ty.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
        let (words, inner) = told_type(inner, types);
        return (format!("list: {words}"), inner);
    }
    match ty {
        "String" | "&'static str" => ("text".to_owned(), None),
        "usize" | "u32" => ("number".to_owned(), None),
        "bool" => ("yes or no".to_owned(), None),
        "Date" => ("date".to_owned(), None),
        name if types.contains_key(&format!("view::{name}")) => (format!("`{name}`"), Some(name.to_owned())),
        other => panic!("{other} is declared in none of the files"),
    }
}
