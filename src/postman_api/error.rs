//! Why a push was given up. No message holds the key.

/// Why a push was given up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The connection failed.
    #[error("{call}: {why}; check the network and the address of the API, then push again")]
    Network {
        /// Method and path.
        call: String,
        /// What the system says.
        why: String,
    },
    /// The API refused.
    #[error("{call}: HTTP {status}: {message}{}", advice(*status, message))]
    Refused {
        /// Method and path.
        call: String,
        /// HTTP status.
        status: u16,
        /// What the API says, in either of its two forms.
        message: String,
    },
    /// The answer is not what the API describes.
    #[error("{call}: the answer has no `{field}`; push again, and report it if it stays")]
    Answer {
        /// Method and path.
        call: String,
        /// What is missing.
        field: &'static str,
    },
    /// An update that the API carries out later did not end well.
    #[error("the update task {task} ended as `{status}`; look at the collection, then push again")]
    Task {
        /// The task's id.
        task: String,
        /// Its last status.
        status: String,
    },
    /// More requests would vanish than is plausible.
    #[error(
        "refused: {removed} of {known} requests would be removed ({}); when that is meant, push with --accept-removals",
        .examples.join(", ")
    )]
    Shrink {
        /// How many vanish.
        removed: usize,
        /// How many there are.
        known: usize,
        /// Some of them.
        examples: Vec<String>,
    },
    /// What was read back is not what was written.
    #[error("after the update the collection lacks {} ({} in all); push again", .missing.first().map_or("nothing", String::as_str), .missing.len())]
    ReadBack {
        /// Requests that are not there.
        missing: Vec<String>,
    },
    /// The client cannot be made.
    #[error("{0}")]
    Setup(String),
}

fn advice(status: u16, message: &str) -> &'static str {
    match status {
        401 | 403 => "; check the key in POSTMAN_API_KEY and what it may write",
        404 => "; check the uid of the collection and the id of the workspace",
        400 if message.contains("instanceFoundError") => {
            "; ids of this collection belong to another one: render with `key` set to this collection's uid"
        }
        413 => "; render with `responses = \"none\"`",
        429 => "; wait for the limit to reset, then push again",
        _ => "",
    }
}
