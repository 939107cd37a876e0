//! The process is ended at every single change that it makes to the disk; the next start must leave the old night or the
//! new one. Then the same with a disk that refuses, once or for good.

use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use specline::artefact::Artefact;
use specline::publish::{self, Disk, PublishError, Recovered, System};

use super::{NOW, tree};
use crate::support::{scratch, write};

/// What happens at the chosen change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The process ends; a file that is being written is left half-written.
    Abort,
    /// From then on, nothing works any more: a process that has ended, seen from within.
    Dead,
    /// The disk refuses once.
    Refuse,
    /// The disk has no room any more, but names can still be changed.
    Full,
}

/// A disk on which something happens at each of the chosen changes.
struct Doomed {
    ends: Vec<(usize, End)>,
    count: Rc<Cell<usize>>,
    /// A folder that somebody takes away at a change.
    vanishes: Option<(usize, PathBuf)>,
}

fn doomed(ends: &[(usize, End)]) -> Doomed {
    Doomed { ends: ends.to_vec(), count: Rc::default(), vanishes: None }
}

impl Doomed {
    fn step(&self, writes: Option<(&Path, &[u8])>) -> io::Result<()> {
        let now = self.count.get();
        self.count.set(now + 1);
        if let Some((_, folder)) = self.vanishes.as_ref().filter(|(at, _)| *at == now) {
            std::fs::remove_dir_all(folder)?;
        }
        self.ends.iter().filter(|(at, _)| now >= *at).try_for_each(|(at, end)| end.strike(now == *at, writes))
    }
}

impl End {
    fn strike(self, first: bool, writes: Option<(&Path, &[u8])>) -> io::Result<()> {
        if let Some((path, bytes)) = writes.filter(|_| first && matches!(self, Self::Abort | Self::Dead)) {
            let _ = std::fs::write(path, &bytes[..bytes.len() / 2]);
        }
        match self {
            Self::Abort => std::process::abort(),
            Self::Dead => Err(io::Error::other("dead")),
            Self::Refuse if first => Err(io::ErrorKind::PermissionDenied.into()),
            Self::Full if writes.is_some() => Err(io::ErrorKind::StorageFull.into()),
            Self::Refuse | Self::Full => Ok(()),
        }
    }
}

impl Disk for Doomed {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step(None)?;
        System.create_folder(path)
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step(Some((path, bytes)))?;
        System.write(path, bytes)
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(None)?;
        System.link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(None)?;
        System.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(None)?;
        System.remove_file(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step(None)?;
        System.remove_folder(path)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step(None)?;
        System.sync_folder(path)
    }
}

const OLD: [(&str, &str); 5] = [
    ("specs/changes.json", "the old content"),
    ("specs/stays.json", "the same content"),
    ("specs/goes.json", "goodbye"),
    ("site/gone/index.html", "goodbye"),
    ("consolidated/all.json", "old and long, so that half of it is not all of it"),
];

const NEW: [(&str, &str); 5] = [
    ("specs/changes.json", "the new content"),
    ("specs/stays.json", "the same content"),
    ("specs/comes.json", "hello"),
    ("site/new/deep/index.html", "hello"),
    ("consolidated/all.json", "new and long, so that half of it is not all of it"),
];

fn old_night() -> tempfile::TempDir {
    // Where there is a disk in memory: this is about the order of changes, and every one of them is synced.
    let folder = tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| scratch());
    for (path, text) in OLD {
        write(&folder.path().join(path), text);
    }
    folder
}

fn publish_new(root: &Path, disk: impl Disk + 'static) -> Result<(), PublishError> {
    let artefacts: Vec<Artefact> = NEW.iter().map(|(path, text)| Artefact::text(*path, *text)).collect();
    let removed = ["specs/goes.json".to_owned(), "site/gone/index.html".to_owned()];
    publish::begin_on(root, NOW, Box::new(disk))?.publish(&artefacts, &removed).map(drop)
}

fn is_night(root: &Path, night: &[(&str, &str)]) -> bool {
    let expected = night.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    tree(root) == expected
}

/// How many changes a whole night makes.
fn changes() -> usize {
    let folder = old_night();
    let disk = doomed(&[]);
    let count = Rc::clone(&disk.count);
    publish_new(folder.path(), disk).unwrap();
    assert!(is_night(folder.path(), &NEW));
    count.get()
}

/// The next start, and then a whole new night.
#[track_caller]
fn recover(root: &Path, what: &str) -> Recovered {
    let recovered = publish::begin(root, NOW).unwrap_or_else(|error| panic!("{what}: {error}")).recovered();
    let expected: &[(&str, &str)] = if recovered == Recovered::Finished { &NEW } else { &OLD };
    assert!(
        is_night(root, expected) || is_night(root, &NEW),
        "{what}: neither night: {:?}",
        tree(root).keys()
    );
    assert!(!root.join(".specline").exists(), "{what}: the working folder stays");
    publish_new(root, System).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(is_night(root, &NEW), "{what}: the next night is not whole");
    recovered
}

#[test]
fn a_process_killed_at_any_change_leaves_one_night_or_the_other() {
    let all = changes();
    assert!(all > 40, "only {all} changes are seen");
    let mut seen = [0; 2];
    for at in 0..all {
        let folder = old_night();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["publish::kill::a_process_that_will_be_killed", "--exact", "--ignored"])
            .env("SPECLINE_TEST_KILL", format!("{at} {}", folder.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(!child.success(), "change {at} was not reached");
        let finished = recover(folder.path(), &format!("killed at change {at}")) == Recovered::Finished;
        seen[usize::from(finished)] += 1;
    }
    assert!(seen[0] > 10 && seen[1] > 10, "both sides of the decision were tried: {seen:?}");
}

#[test]
#[ignore = "is started and killed by the test above"]
fn a_process_that_will_be_killed() {
    let Ok(order) = std::env::var("SPECLINE_TEST_KILL") else { return };
    let (at, root) = order.split_once(' ').unwrap();
    publish_new(&PathBuf::from(root), doomed(&[(at.parse().unwrap(), End::Abort)])).unwrap();
}

#[test]
fn a_recovery_killed_at_any_change_is_recovered_from_too() {
    for at in (0..changes()).step_by(2) {
        for second in (at % 3..30).step_by(3) {
            let folder = old_night();
            let _ = publish_new(folder.path(), doomed(&[(at, End::Dead)]));
            let _ = publish::begin_on(folder.path(), NOW, Box::new(doomed(&[(second, End::Dead)])));
            recover(
                folder.path(),
                &format!("killed at change {at}, then at change {second} of the recovery"),
            );
        }
    }
}

#[test]
fn a_disk_that_refuses_once_leaves_the_old_night_and_an_error_or_the_new_one() {
    for at in 0..changes() {
        let folder = old_night();
        match publish_new(folder.path(), doomed(&[(at, End::Refuse)])) {
            Ok(()) => assert!(is_night(folder.path(), &NEW), "change {at}"),
            Err(error) => {
                assert!(is_night(folder.path(), &OLD), "change {at}: {error}");
                assert!(error.to_string().contains("cannot be"), "{error}");
            }
        }
        recover(folder.path(), &format!("refused at change {at}"));
    }
}

#[test]
fn an_undoing_killed_at_any_change_is_recovered_from_too() {
    // The disk refuses a change in the middle of the swap, and the process ends while it goes back.
    let all = changes();
    for at in (all / 2)..all {
        for later in 1..12 {
            let folder = old_night();
            let _ = publish_new(folder.path(), doomed(&[(at, End::Refuse), (at + later, End::Dead)]));
            recover(folder.path(), &format!("refused at change {at}, killed {later} changes later"));
        }
    }
}

#[test]
fn a_full_disk_changes_nothing_and_says_so() {
    for at in 0..changes() {
        let folder = old_night();
        match publish_new(folder.path(), doomed(&[(at, End::Full)])) {
            Ok(()) => assert!(is_night(folder.path(), &NEW), "change {at}"),
            Err(error) => {
                assert!(error.to_string().contains("make room"), "{error}");
                assert!(is_night(folder.path(), &OLD), "change {at}");
            }
        }
    }
    let folder = old_night();
    publish_new(folder.path(), doomed(&[(0, End::Full)])).expect_err("no room at all");
}

#[test]
fn a_folder_that_vanishes_in_the_middle_is_told_and_not_made_again() {
    let all = changes();
    for at in 0..all {
        let folder = old_night();
        let root = folder.path();
        let disk = Doomed { vanishes: Some((at, root.to_owned())), ..doomed(&[]) };
        match publish_new(root, disk) {
            Ok(()) => assert!(at + 15 > all, "change {at} of {all}: nothing is there, and nobody was told"),
            Err(error) => {
                assert!(error.to_string().contains("vanished during the run"), "change {at}: {error}");
            }
        }
        assert!(!root.exists(), "change {at}: the folder was made again");
    }
}
