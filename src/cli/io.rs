//! What a command may touch of the world: two streams, how loud to be, and the only clock.

use std::io::{IsTerminal as _, Write};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::report::escape::terminal;

/// The streams and settings of one call.
pub struct Io {
    /// Data.
    pub out: Box<dyn Write>,
    /// Everything else.
    pub err: Box<dyn Write>,
    /// `-q`: errors only.
    pub quiet: bool,
    /// How many `-v`.
    pub verbose: u8,
    /// Whether `out` gets colours.
    pub color: bool,
    /// When this call began; the clock is read once.
    pub now: Timestamp,
    /// Whether progress may be shown.
    pub progress: bool,
    /// `--config FILE`.
    pub config: Option<std::path::PathBuf>,
}

/// `--color`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Io {
    /// The streams of the process.
    pub fn of_process(color: Color, quiet: bool, verbose: u8, config: Option<std::path::PathBuf>) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            out: Box::new(std::io::BufWriter::new(std::io::stdout())),
            err: Box::new(std::io::stderr()),
            quiet,
            verbose,
            color: match color {
                Color::Auto => terminal && wanted,
                Color::Always => true,
                Color::Never => false,
            },
            now: now(),
            progress: !quiet && std::io::stderr().is_terminal(),
            config,
        }
    }

    /// The clock of a night: now, or the first second (UTC) of the day that was asked for.
    ///
    /// # Errors
    /// A day that no time stamp reaches.
    pub fn clock(&self, date: Option<Date>) -> anyhow::Result<Timestamp> {
        match date {
            Some(date) => Ok(date.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp()),
            None => Ok(self.now),
        }
    }

    /// Says something beside the data, unless `-q`.
    pub fn note(&mut self, text: impl std::fmt::Display) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Says something that `-q` does not silence.
    pub fn warn(&mut self, text: impl std::fmt::Display) {
        let _ = writeln!(self.err, "{}", harmless(&text.to_string()));
    }
}

/// Text that may hold words of a document, as a terminal and the log of a job may show it: no control characters, nothing
/// that turns the direction of a line, no line that a runner of GitHub Actions takes for a command.
pub fn harmless(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(harmless_line).collect();
    lines.join("\n")
}

fn harmless_line(line: &str) -> String {
    let shown = terminal(line);
    match shown.trim_start().strip_prefix("::") {
        Some(rest) => format!(": :{rest}"),
        None => shown.into_owned(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_document_says_commands_nobody() {
        assert_eq!(harmless("a\u{1b}[31mred\u{7}\n  at /b"), "a\\u{1b}[31mred\\u{7}\n  at /b");
        assert_eq!(
            harmless("x\n ::set-output name=a::b\n##[error]y"),
            "x\n: :set-output name=a::b\n# #[error]y"
        );
        assert_eq!(harmless("\u{202e}abc"), "\\u{202e}abc");
    }
}
