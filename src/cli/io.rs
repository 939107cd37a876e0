//! What a command may touch of the world: two streams, how loud to be, and the only clock.

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::escape::terminal;
use crate::publish;

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
            Some(date) => Ok(date.to_zoned(TimeZone::UTC)?.timestamp()),
            None => Ok(self.now),
        }
    }

    /// The day of this call in UTC.
    pub fn today(&self) -> Date {
        day(self.now)
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

/// Writes a file and the folders above it.
///
/// # Errors
/// What the system says, with the file's name.
pub fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    publish::write_file(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// As [`write_file`], but a file that holds these bytes already is left alone, and its time with it; says whether it was written.
///
/// # Errors
/// As [`write_file`].
pub fn refresh_file(path: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    let differs = !std::fs::read(path).is_ok_and(|own| own == bytes);
    if differs {
        write_file(path, bytes)?;
    }
    Ok(differs)
}

/// The day of a time in UTC, as the whole program counts days.
pub fn day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
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
