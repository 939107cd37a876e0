//! One page without scripts and without anything to load.

use std::io::{self, Write};

use super::Options;
use super::group::{self, File, Group};
use crate::escape::html;
use crate::finding::Finding;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
code{font-size:.9em}summary{cursor:pointer}.error{color:#a40000}.warn{color:#8a5a00}.info{color:#005a9c}.hint{color:#555}\
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}.error{color:#ff8a80}.warn{color:#ffcc66}.info{color:#8ac7ff}.hint{color:#aaa}}";

/// Writes the page: totals, then every file with its causes, each with all its places folded away.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let summary = group::summary(group::count(findings));
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width\">")?;
    writeln!(out, "<title>Lint: {summary}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>")?;
    writeln!(out, "<h1>Lint: {summary}</h1>")?;
    for file in group::by_file(findings) {
        write_file(&file, out)?;
    }
    writeln!(out, "</main>\n<footer><p>specline {}</p></footer>", html(&options.version))?;
    writeln!(out, "</body>\n</html>")
}

fn write_file(file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2><code>{}</code></h2>", html(file.source))?;
    for group in &file.groups {
        write_group(group, out)?;
    }
    writeln!(out, "</section>")
}

fn write_group(group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (word, count) = (group.severity.word(), group.findings.len());
    let first = group.findings[0];
    let same = group.findings.iter().all(|finding| finding.message == first.message);
    let message = if same { &first.message } else { &group.class };
    write!(out, "<details><summary><strong class=\"{word}\">{word}</strong> ")?;
    writeln!(out, "<code>{}</code> × {count}: {}</summary>\n<ul>", html(group.code), html(message))?;
    for finding in &group.findings {
        let line = finding.range.start.line + 1;
        write!(out, "<li>line {line}: <code>{}</code>", html(&finding.path.to_string()))?;
        if !same {
            write!(out, " {}", html(&finding.message))?;
        }
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ul></details>")
}
