//! Every exit code, once.

use std::process::ExitCode;

use crate::fetch::{Failure as Failed, FetchError};
use crate::merge::Refusal;
use crate::openapi::LoadError;
use crate::pipeline::RunError;

/// What a bug in specline ends with, as every panic of a Rust program does.
pub const BUG: i32 = 101;

/// How a command ended; a bug ends with [`BUG`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; also when nothing changed.
    Done,
    /// Done, and something reached the `--fail-on` threshold.
    Threshold,
    /// Wrong usage or configuration.
    Usage,
    /// An input is not a usable OpenAPI document.
    Input,
    /// The network or the Postman API failed and the work was given up; nothing was published.
    Network,
    /// Refused to publish: the merge could not be proved faithful, or two sources contradict each other.
    Refused,
}

impl Exit {
    /// All of them with their meaning, for the documentation.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Done, "done; also when nothing changed"),
        (
            Self::Threshold,
            "done, and something reached the `--fail-on` threshold (a lint finding, a breaking change, a failed verification)",
        ),
        (Self::Usage, "wrong usage or configuration"),
        (Self::Input, "an input is not a usable OpenAPI document (which one, where, why)"),
        (
            Self::Network,
            "the network or the Postman API failed and the work was given up; nothing was published",
        ),
        (
            Self::Refused,
            "refused to publish: the merge could not be proved faithful, or two sources contradict each other",
        ),
    ];

    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Threshold => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Network => 4,
            Self::Refused => 5,
        }
    }

    /// The code of an error: that of the first link of its chain that has one, else usage.
    pub fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(code_of).unwrap_or(Self::Usage)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

fn code_of(link: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    if link.is::<LoadError>() {
        return Some(Exit::Input);
    }
    if link.is::<Refusal>() {
        return Some(Exit::Refused);
    }
    if let Some(error) = link.downcast_ref::<FetchError>() {
        return Some(of_fetch(error));
    }
    if let Some(error) = link.downcast_ref::<RunError>() {
        return Some(of_run(error));
    }
    link.downcast_ref::<Failure>().map(|failure| failure.exit)
}

/// How a night that was given up ends the program.
fn of_fetch(error: &FetchError) -> Exit {
    match error {
        FetchError::Source { .. } | FetchError::Setup(_) => Exit::Usage,
        FetchError::NothingCame { .. } => Exit::Network,
        FetchError::Vanished { .. } => Exit::Refused,
        FetchError::Document { failure: Failed::Unusable { .. }, .. } => Exit::Input,
        FetchError::Document { .. } => Exit::Network,
    }
}

fn of_run(error: &RunError) -> Exit {
    match error {
        RunError::Snapshot(_) => Exit::Input,
        RunError::Fetch(error) => of_fetch(error),
        RunError::Merge(_) | RunError::Unfaithful(_) | RunError::Misfit { .. } => Exit::Refused,
        RunError::Record { .. }
        | RunError::Nothing
        | RunError::Ruleset(_)
        | RunError::Overlay(_)
        | RunError::Render(_)
        | RunError::Publish(_) => Exit::Usage,
    }
}

/// An error that says how the program ends, for what has no type of its own.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// What happened and what to do next.
    pub message: String,
}

impl Failure {
    /// An error that ends the program as `exit` says.
    pub fn error(exit: Exit, message: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self { exit, message: message.into() })
    }
}
