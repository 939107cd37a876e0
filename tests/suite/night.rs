//! Whole nights over the real documents, served the way the developer portal serves them.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use crate::support::{Ran, real_documents, scratch, specline_in, write};

/// A portal in a process of its own; it ends with the test.
struct Portal {
    child: Child,
    url: String,
}

impl Portal {
    fn open(documents: &Path, faults: &[&str]) -> Self {
        let script = real_documents().join("../acceptance/portal.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(documents).stdout(Stdio::piped()).stderr(Stdio::null());
        for fault in faults {
            command.arg("--fault").arg(fault);
        }
        let mut child = command.spawn().expect("python3 starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = lines.next().expect("a first line").expect("text");
        let url = first.strip_prefix("listening on ").expect("the address").to_owned();
        // Somebody has to read on, or the portal stops at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A repository of the first user and the documents that its portal serves.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(snapshot: &str) -> Self {
        let place = Self { folder: scratch() };
        place.serve(snapshot);
        place
    }

    fn served(&self) -> PathBuf {
        self.folder.path().join("served")
    }

    fn repository(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    /// From now on, the portal has the documents of this snapshot.
    fn serve(&self, snapshot: &str) {
        let _ = std::fs::remove_dir_all(self.served());
        std::fs::create_dir_all(self.served()).expect("a folder");
        for entry in
            std::fs::read_dir(real_documents().join("qlik/snapshots").join(snapshot)).expect("a snapshot")
        {
            let path = entry.expect("an entry").path();
            std::fs::copy(&path, self.served().join(path.file_name().expect("a name"))).expect("a copy");
        }
    }

    fn run(&self, portal: &Portal, date: &str) -> Ran {
        let own = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("specline.toml"))
            .expect("ours");
        write(&self.repository().join("specline.toml"), &own.replace("https://qlik.dev", &portal.url));
        specline_in(&self.repository(), &["run", "--date", date])
    }

    fn changelog(&self) -> serde_json::Value {
        let text = std::fs::read_to_string(self.repository().join("consolidated/changelog.json"))
            .expect("a changelog");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Every file below the repository with its content and time.
    fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut found = BTreeMap::new();
        collect(&self.repository(), &mut found);
        found
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.file_name().is_some_and(|name| name != "specline.toml") {
            let time = path.metadata().and_then(|data| data.modified()).expect("a time");
            found.insert(path.clone(), (std::fs::read(&path).expect("a file"), time));
        }
    }
}

#[test]
#[ignore = "needs real documents"]
fn the_second_night_is_one_added_endpoint_and_the_third_touches_nothing() {
    let place = Place::new("2026-07-23");
    let portal = Portal::open(&place.served(), &[]);
    place.run(&portal, "2026-07-23").expect(0);
    let baseline = place.changelog();
    assert_eq!(baseline["entries"].as_array().map(Vec::len), Some(1));
    assert_eq!(baseline["entries"][0]["summary"]["breaking"], 0);

    place.serve("2026-07-24");
    place.run(&portal, "2026-07-24").expect(0);
    let entry = &place.changelog()["entries"][0];
    let changes = entry["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(changes[0]["id"], "endpoint-added");
    assert_eq!(changes[0]["operation"], "GET");
    assert_eq!(changes[0]["path"], "/api/workflows/automation-connectors/{connectorId}");
    let version = |value: &serde_json::Value| {
        semver::Version::parse(value.as_str().expect("a version")).expect("semver")
    };
    let (before, after) = (version(&entry["previous_version"]), version(&entry["version"]));
    assert_eq!((after.major, after.minor, after.patch), (before.major, before.minor + 1, 0));

    let files = place.files();
    let third = place.run(&portal, "2026-07-25").expect(0);
    assert!(third.out.contains("nothing changed"), "{}", third.out);
    assert!(place.files() == files, "the third night touched a file");
}

#[test]
#[ignore = "needs real documents"]
fn a_page_instead_of_a_document_keeps_the_last_document_and_says_so() {
    let place = Place::new("2026-07-24");
    place.run(&Portal::open(&place.served(), &[]), "2026-07-24").expect(0);
    let before = std::fs::read(place.repository().join("specs/apps.json")).expect("apps");
    let ran = place.run(&Portal::open(&place.served(), &["apps=html"]), "2026-07-25").expect(0);
    assert!(ran.err.contains("held: apps"), "{}", ran.err);
    assert_eq!(std::fs::read(place.repository().join("specs/apps.json")).expect("apps"), before);
    assert_eq!(place.changelog()["entries"].as_array().map(Vec::len), Some(1));
}

#[test]
#[ignore = "needs real documents"]
fn when_every_document_fails_the_night_is_given_up_and_nothing_changes() {
    let place = Place::new("2026-07-24");
    place.run(&Portal::open(&place.served(), &[]), "2026-07-24").expect(0);
    let files = place.files();
    let ran = place.run(&Portal::open(&place.served(), &["*=500"]), "2026-07-25").expect(4);
    assert!(!ran.err.is_empty());
    assert!(place.files() == files, "a night that was given up touched a file");
}
