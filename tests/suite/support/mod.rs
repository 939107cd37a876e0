//! How tests run the program: the built binary in a folder of its own, with a clean environment.
#![allow(dead_code, reason = "each test module uses its part")]

pub mod bench;
pub mod secure;
pub mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a call of the program left behind.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Fails the test unless the program ended with this code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard error: {}", self.err);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// What the environment of a test's own run must not tell the program.
const FOREIGN: [&str; 7] = [
    "ALL_PROXY",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "SPECLINE_CONFIG",
];

/// Runs the program in a folder.
pub fn specline_in(folder: &Path, args: &[&str]) -> Ran {
    specline_with(folder, args, &[])
}

/// Runs the program in a folder, with variables in its environment.
pub fn specline_with(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specline"));
    for name in FOREIGN {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs the program in the root of the repository.
pub fn specline(args: &[&str]) -> Ran {
    specline_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

/// A folder of our own that goes away with the test.
pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder above")).expect("the folder");
    std::fs::write(path, text).expect("the file");
}

/// The real documents beside the repository. Tests that need them are marked `#[ignore = "needs real documents"]` and
/// run by `.ci/run` where the documents are; they fail, not pass, when the folder is missing.
#[track_caller]
pub fn real_documents() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    assert!(folder.is_dir(), "{} is missing", folder.display());
    folder
}
