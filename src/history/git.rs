//! The git program: what it is asked and how its answers read. Nothing that a user names can become an option.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{Clock, Commit, Error};

/// A file of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// From the root of the repository.
    pub path: String,
    /// The object name of its content.
    pub object: String,
}

/// The object name of the commit that a revision names.
pub fn resolve(repository: &Path, revision: &str) -> Result<String, Error> {
    let peeled = format!("{revision}^{{commit}}");
    let out = run(repository, &["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled])
        .map_err(|error| unknown_revision(error, revision))?;
    Ok(String::from_utf8_lossy(&out).trim().to_owned())
}

fn unknown_revision(error: Error, revision: &str) -> Error {
    match error {
        Error::Git { command, message } => Error::Git {
            command,
            message: match message.as_str() {
                "" => format!("`{revision}` names no commit of this repository"),
                _ => message,
            },
        },
        other => other,
    }
}

/// The files of a commit below a folder (or that one file).
pub fn tree(repository: &Path, commit: &str, folder: &str) -> Result<Vec<Blob>, Error> {
    let mut args = vec!["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit];
    if !folder.is_empty() {
        args.extend(["--", folder]);
    }
    let out = run(repository, &args)?;
    Ok(out.split(|byte| *byte == 0).filter_map(blob).collect())
}

/// `100644 blob 1f3c…<tab>specs/apps.json`; links and submodules are not read.
fn blob(line: &[u8]) -> Option<Blob> {
    let line = std::str::from_utf8(line).ok()?;
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split(' ');
    let (mode, kind, object) = (words.next()?, words.next()?, words.next()?);
    (kind == "blob" && mode != "120000").then(|| Blob { path: path.to_owned(), object: object.to_owned() })
}

/// First-parent commits that touch a folder, oldest first.
pub fn log(repository: &Path, commit: &str, folder: &str, clock: Clock) -> Result<Vec<Commit>, Error> {
    let format = match clock {
        Clock::Committer => "--format=%H %ct",
        Clock::Author => "--format=%H %at",
    };
    let top = format!(":(top,literal){folder}");
    let mut args = vec!["log", "--first-parent", "--reverse", format, commit, "--"];
    if !folder.is_empty() {
        args.push(&top);
    }
    let out = run(repository, &args)?;
    Ok(String::from_utf8_lossy(&out).lines().filter_map(commit_of).collect())
}

fn commit_of(line: &str) -> Option<Commit> {
    let (id, seconds) = line.split_once(' ')?;
    let time = jiff::Timestamp::from_second(seconds.parse().ok()?).ok()?;
    Some(Commit { id: id.to_owned(), time })
}

/// What the git program prints; it changes nothing in the repository, not even what it remembers for its own speed.
///
/// # Errors
/// No git program, or one that refuses.
pub fn run(repository: &Path, args: &[&str]) -> Result<Vec<u8>, Error> {
    let output = git(repository)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::Program { source })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let message = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
    let command = args.iter().find(|arg| !arg.starts_with('-')).copied().unwrap_or_default();
    Err(Error::Git { command: command.to_owned(), message })
}

fn git(repository: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(repository).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command
}

/// One `git cat-file --batch` that answers for many objects.
#[derive(Debug)]
pub struct Batch {
    child: Child,
    ask: Option<ChildStdin>,
    answer: BufReader<ChildStdout>,
}

impl Batch {
    /// Starts it.
    ///
    /// # Errors
    /// No git.
    pub fn open(repository: &Path) -> Result<Self, Error> {
        let mut child = git(repository)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| Error::Program { source })?;
        let ask = child.stdin.take();
        let answer = BufReader::new(child.stdout.take().expect("standard output is piped"));
        Ok(Self { child, ask, answer })
    }

    /// The bytes of an object, by its full name.
    ///
    /// # Errors
    /// No such object.
    pub fn read(&mut self, object: &str) -> Result<Vec<u8>, Error> {
        self.exchange(object).map_err(|message| Error::Git { command: "cat-file".to_owned(), message })
    }

    fn exchange(&mut self, object: &str) -> Result<Vec<u8>, String> {
        let text = |error: std::io::Error| format!("{object}: {error}");
        let ask = self.ask.as_mut().expect("open until dropped");
        writeln!(ask, "{object}").and_then(|()| ask.flush()).map_err(text)?;
        let mut head = String::new();
        self.answer.read_line(&mut head).map_err(text)?;
        let size = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<usize>().ok());
        let Some(size) = size else { return Err(format!("no object {object}")) };
        let mut bytes = vec![0; size.checked_add(1).ok_or("an object of impossible size")?];
        self.answer.read_exact(&mut bytes).map_err(text)?;
        bytes.pop();
        Ok(bytes)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.ask = None;
        let _ = self.child.wait();
    }
}
