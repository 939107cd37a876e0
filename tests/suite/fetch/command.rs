//! `specline fetch` as its users run it: into a folder, twice, on a bad night, and while another run is at work.

use std::path::Path;

use super::document;
use crate::publish::tree;
use crate::support::server::{Portal, Server, reply};
use crate::support::{Ran, scratch, specline_in, write};

fn repository(server: &Server) -> tempfile::TempDir {
    let folder = scratch();
    let text = format!(
        "[[sources]]\nkind = 'sitemap'\nindex = '{}/sitemap.xml'\npages = '/apis/'\ndocument = '/specs/{{path}}.json'\n\
         [fetch]\nbackoff = '1ms'\nidle-timeout = '1s'\n",
        server.url
    );
    write(&folder.path().join("specline.toml"), &text);
    folder
}

fn fetch(folder: &Path, day: u8) -> Ran {
    specline_in(folder, &["fetch", "--date", &format!("2026-07-{day:02}")])
}

#[test]
fn a_folder_from_night_to_night() {
    let portal = Portal::default();
    for name in ["apps", "users", ".well-known"] {
        portal.set(name, &document(3, name.trim_start_matches('.')));
    }
    let server = portal.serve();
    let folder = repository(&server);
    let first = fetch(folder.path(), 1).expect(0);
    assert_eq!(first.out, "apps: new\nusers: new\nwell-known: new\n");
    let before = tree(folder.path());
    assert!(
        before.contains_key("specs/well-known.json") && before.contains_key("consolidated/specline.lock")
    );
    assert_eq!(fetch(folder.path(), 2).expect(0).out, "");
    assert_eq!(tree(folder.path()), before, "a quiet night touches nothing");

    portal.fault("/specs/apps.json", reply(200, &[], b"<html>\x1b[31m"));
    let held = fetch(folder.path(), 3).expect(0);
    assert!(held.out.starts_with("apps: held since 2026-07-03: "), "{}", held.out);
    assert!(!held.out.contains('\x1b'));
    assert_eq!(tree(folder.path())["specs/apps.json"], before["specs/apps.json"]);

    portal.fault("/sitemap.xml", reply(500, &[], b""));
    let before = tree(folder.path());
    let failed = fetch(folder.path(), 4).expect(4);
    assert!(failed.err.contains("no document could be fetched"), "{}", failed.err);
    assert_eq!(tree(folder.path()), before);

    portal.heal();
    let _writer = specline::publish::begin(folder.path(), jiff::Timestamp::UNIX_EPOCH).unwrap();
    let busy = fetch(folder.path(), 5).expect(2);
    assert!(busy.err.contains("another run is at work"), "{}", busy.err);
    specline_in(folder.path(), &["fetch", "--dry-run"]).expect(0);
}

#[test]
fn without_a_configuration_it_says_what_to_do() {
    let folder = scratch();
    let ran = specline_in(folder.path(), &["fetch"]).expect(2);
    assert!(ran.err.contains("specline init"), "{}", ran.err);
}

#[test]
fn the_day_that_is_named_is_the_day_of_every_stage() {
    let portal = Portal::default();
    for name in ["apps", "users"] {
        portal.set(name, &document(3, name));
    }
    let server = portal.serve();
    let folder = repository(&server);
    let night =
        |day: u8| specline_in(folder.path(), &["run", "--date", &format!("2026-07-{day:02}")]).expect(0);
    night(1);
    portal.fault("/specs/apps.json", reply(500, &[], b""));
    let held = night(2);
    assert!(held.err.contains("apps keeps its last document since 2026-07-02"), "{}", held.err);
    portal.heal();
    portal.remove("users");
    for day in 3..5 {
        night(day);
        assert!(folder.path().join("specs/users.json").exists(), "missing for fewer than three nights");
    }
    night(5);
    assert!(!folder.path().join("specs/users.json").exists(), "missing for three nights");
}
