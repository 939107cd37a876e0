//! One page that needs nothing else.

use std::io::{self, Write};

use super::{Located, summary, word};
use crate::escape::html;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
li{margin:.5rem 0}code{font-size:.9em}.breaking{color:#b00020}.warning{color:#8a5300}.info{color:#0b57a4}\
.documentation{color:#555}details{margin-left:1rem}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}\
.breaking{color:#ff8a80}.warning{color:#ffcc80}.info{color:#90caf9}.documentation{color:#bbb}}";

/// Writes the page.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>API changes</title>\n<style>{STYLE}</style>\n</head>\n<body>")?;
    writeln!(out, "<h1>API changes</h1>\n<p>{}</p>\n<ul>", html(&summary(changes)))?;
    for located in changes {
        write_change(located, out)?;
    }
    writeln!(out, "</ul>\n</body>\n</html>")
}

fn write_change(located: &Located<'_>, out: &mut dyn Write) -> io::Result<()> {
    let change = located.change;
    let word = word(change);
    writeln!(
        out,
        "<li id=\"{0}\"><strong class=\"{word}\">{word}</strong> {1}: {2} <code>{3}</code>",
        html(&change.fingerprint),
        html(&located.heading()),
        html(&change.text),
        html(&change.id),
    )?;
    if let Some(origin) = change.origin.as_ref().filter(|origin| origin.operation_list.len() > 1) {
        writeln!(out, "<details><summary>{} operations</summary><ul>", origin.operation_list.len())?;
        for one in &origin.operation_list {
            writeln!(out, "<li><code>{} {}</code></li>", html(&one.operation), html(&one.path))?;
        }
        writeln!(out, "</ul></details>")?;
    }
    writeln!(out, "</li>")
}
