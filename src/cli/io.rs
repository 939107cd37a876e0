//! What a command may touch of the world: two streams, how loud to be, and the only clock.

use std::io::{IsTerminal as _, Write};

use jiff::Timestamp;

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

    /// Says something beside the data, unless `-q`.
    pub fn note(&mut self, text: impl std::fmt::Display) {
        if !self.quiet {
            let _ = writeln!(self.err, "{text}");
        }
    }

    /// Says something that `-q` does not silence.
    pub fn warn(&mut self, text: impl std::fmt::Display) {
        let _ = writeln!(self.err, "{text}");
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn now() -> Timestamp {
    Timestamp::now()
}
