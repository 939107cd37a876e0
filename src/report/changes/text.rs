//! For people at a terminal: by operation or component, each cause once, with where it is and whom it reaches.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Located, summary, word};
use crate::escape::terminal;

/// How many of the operations that a cause reaches are named.
const NAMED: usize = 3;

/// Writes the report and a last line with the totals.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], color: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut last = String::new();
    for located in changes {
        let heading = group(located);
        if heading != last {
            writeln!(out, "{}{}", if last.is_empty() { "" } else { "\n" }, bold(&terminal(&heading), color))?;
            last = heading;
        }
        writeln!(
            out,
            "  {} [{}] {}",
            painted(located, color),
            terminal(&located.change.id),
            terminal(&located.change.text)
        )?;
        if let Some(comment) = &located.change.comment {
            writeln!(out, "      {}", terminal(comment))?;
        }
        reached(located, out)?;
    }
    if !changes.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{}", summary(changes))
}

/// What a change is listed under: its component, else its operation, else its service.
fn group(located: &Located<'_>) -> String {
    let origin = located.change.origin.as_ref();
    let service = &located.change.service;
    match origin.and_then(|origin| origin.component.as_ref()) {
        Some(component) => format!("{component} ({service})"),
        None => located.heading(),
    }
}

fn reached(located: &Located<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(place) = located.place() {
        writeln!(
            out,
            "      at {}:{}:{}",
            terminal(&place.file),
            place.start.line + 1,
            place.start.character + 1
        )?;
    }
    let Some(origin) = &located.change.origin else { return Ok(()) };
    if origin.operation_list.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = origin
        .operation_list
        .iter()
        .take(NAMED)
        .map(|one| format!("{} {}", one.operation, terminal(&one.path)))
        .collect();
    let more = origin.operation_list.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    writeln!(out, "      reaches {}{more}", names.join(", "))
}

/// Writes one line a change.
///
/// # Errors
/// Those of the writer.
pub fn write_lines(changes: &[Located<'_>], color: bool, out: &mut dyn Write) -> io::Result<()> {
    for located in changes {
        let place = located.place().map_or_else(String::new, |place| {
            format!("{}:{}:{}: ", terminal(&place.file), place.start.line + 1, place.start.character + 1)
        });
        writeln!(
            out,
            "{place}{} in {}: {} [{}]",
            painted(located, color),
            terminal(&located.heading()),
            terminal(&located.change.text),
            terminal(&located.change.id),
        )?;
    }
    Ok(())
}

fn painted(located: &Located<'_>, color: bool) -> String {
    let word = word(located.change);
    let style = match word {
        "breaking" => AnsiColor::Red.on_default(),
        "warning" => AnsiColor::Yellow.on_default(),
        "info" => AnsiColor::Blue.on_default(),
        _ => AnsiColor::BrightBlack.on_default(),
    };
    if color { format!("{style}{word}{style:#}") } else { word.to_owned() }
}

fn bold(text: &str, color: bool) -> String {
    let style = Style::new().bold();
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
