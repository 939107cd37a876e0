//! For people at a terminal: grouped by file, then by cause; a group says how often and shows two examples.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Options;
use super::group::{self, File, Group};
use crate::escape::terminal;
use crate::finding::{BaselineState, Finding, Severity};

/// How many places of a group are shown.
const EXAMPLES: usize = 2;

/// Writes the report and a last line with the totals. What a baseline knows is counted and not shown, unless every finding is
/// asked for: nobody has to act on it.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint { color: options.color };
    let is_known = |finding: &&Finding| finding.baseline == Some(BaselineState::Unchanged);
    let known = if options.every { 0 } else { findings.iter().filter(is_known).count() };
    let news: Vec<Finding>;
    let findings = if known == 0 {
        findings
    } else {
        news = findings.iter().filter(|finding| !is_known(finding)).cloned().collect();
        &news
    };
    let files = group::by_file(findings);
    for file in &files {
        write_file(file, options.every, paint, out)?;
    }
    let counts = group::count(findings);
    let groups: usize = files.iter().map(|file| file.groups.len()).sum();
    match (findings.len(), known) {
        (0, 0) => write!(out, "no findings")?,
        (0, _) => write!(out, "no new findings")?,
        _ => write!(
            out,
            "{} in {} {}, {groups} {}",
            group::summary(counts),
            files.len(),
            plural(files.len(), "file", "files"),
            plural(groups, "cause", "causes"),
        )?,
    }
    if known > 0 {
        let more = if findings.is_empty() { "" } else { " more" };
        write!(out, "; the baseline knows {known}{more}, which --every lists")?;
    }
    writeln!(out)
}

fn write_file(file: &File<'_>, every: bool, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint.bold(&terminal(file.source)))?;
    for group in &file.groups {
        write_group(group, every, paint, out)?;
    }
    writeln!(out)
}

fn write_group(group: &Group<'_>, every: bool, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let count = group.findings.len();
    let first = group.findings[0];
    let same = group.findings.iter().all(|finding| finding.message == first.message);
    let times = if count > 1 { format!(" ({count}×)") } else { String::new() };
    let message = if same { &first.message } else { &group.class };
    let severity = paint.severity(group.severity);
    writeln!(out, "  {severity} {}{times}: {}", paint.bold(&terminal(group.code)), terminal(message))?;
    let shown = if every { count } else { count.min(EXAMPLES) };
    for finding in &group.findings[..shown] {
        write_place(finding, same, out)?;
    }
    if shown < count {
        writeln!(out, "      … and {} more", count - shown)?;
    }
    Ok(())
}

fn write_place(finding: &Finding, same: bool, out: &mut dyn Write) -> io::Result<()> {
    let start = finding.range.start;
    write!(out, "      {}:{}  {}", start.line + 1, start.character + 1, terminal(&finding.path.to_string()))?;
    if !same {
        write!(out, "  {}", terminal(&finding.message))?;
    }
    if let Some(state @ (BaselineState::New | BaselineState::Returned)) = finding.baseline {
        write!(out, "  [{}]", state.word())?;
    }
    if let Some(uses) = &finding.uses {
        let line = uses.range.start.line + 1;
        let more = if uses.count > 1 { format!(" and {} more", uses.count - 1) } else { String::new() };
        let file = if uses.source == finding.source { String::new() } else { format!("{}:", uses.source) };
        write!(out, "  used by {}{line}  {}{more}", terminal(&file), terminal(&uses.path.to_string()))?;
    }
    writeln!(out)
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

#[derive(Clone, Copy)]
struct Paint {
    color: bool,
}

impl Paint {
    fn bold(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    fn severity(self, severity: Severity) -> String {
        let (color, word) = match severity {
            Severity::Error => (AnsiColor::Red, "error"),
            Severity::Warn => (AnsiColor::Yellow, "warn "),
            Severity::Info => (AnsiColor::Blue, "info "),
            Severity::Hint => (AnsiColor::Cyan, "hint "),
        };
        self.with(color.on_default(), word)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Pointer;

    fn said(states: &[BaselineState], every: bool) -> String {
        let finding = |(at, state): (usize, &BaselineState)| Finding {
            source: "api.json".to_owned(),
            baseline: Some(*state),
            ..Finding::new(
                "info-contact",
                Severity::Warn,
                Pointer::of([at.to_string()]),
                "No contact.".to_owned(),
            )
        };
        let findings: Vec<Finding> = states.iter().enumerate().map(finding).collect();
        let mut out = Vec::new();
        write(&findings, &Options { every, ..Options::default() }, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn what_a_baseline_knows_is_counted_and_not_shown() {
        use BaselineState::{New, Unchanged};
        assert_eq!(
            said(&[Unchanged, Unchanged], false),
            "no new findings; the baseline knows 2, which --every lists\n"
        );
        let mixed = said(&[Unchanged, New], false);
        assert!(mixed.contains("/1  [new]") && !mixed.contains("/0"), "{mixed}");
        assert!(
            mixed.ends_with("1 warning in 1 file, 1 cause; the baseline knows 1 more, which --every lists\n"),
            "{mixed}"
        );
        assert!(said(&[Unchanged, New], true).contains("/0"));
    }
}
