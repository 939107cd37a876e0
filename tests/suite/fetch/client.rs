//! One service misbehaves in every way there is; the other one is well. The night ends in time, the bad one is held with a
//! reason, and its document is what it was.

use std::io::Write as _;
use std::time::{Duration, Instant};

use super::{House, document};
use crate::support::server::{Act, Reply, Server, head, json, reply};

fn house() -> House {
    let mut house = House::of(&["apps", "users"]);
    house.night().expect("a first night");
    house.server.forget();
    house
}

/// Runs a night in which `apps` answers so; it must be held, and the reason must say this.
#[track_caller]
fn held(reply: Reply, expected: &str) {
    let mut house = house();
    let before = house.specs.clone();
    house.portal.fault("/specs/apps.json", reply);
    let begun = Instant::now();
    let night = house.night().expect("one bad service does not stop the night");
    assert!(begun.elapsed() < Duration::from_secs(8), "it took {:?}", begun.elapsed());
    assert_eq!(House::verdict(&night, "users").0, "unchanged");
    let (word, why) = House::verdict(&night, "apps");
    assert_eq!(word, "held", "{why}");
    assert!(why.contains(expected), "`{why}` does not say `{expected}`");
    assert_eq!(house.specs, before, "the previous document must stay");
    assert!(house.lock.services["apps"].held_since.is_some());
}

/// Runs a night in which `apps` answers so, and the document must arrive.
#[track_caller]
fn arrives(reply: Reply) {
    let mut house = house();
    house.portal.fault("/specs/apps.json", reply);
    let night = house.night().expect("a night");
    assert_eq!(House::verdict(&night, "apps").0, "changed");
}

fn packed(encoding: &str, body: &[u8]) -> Reply {
    reply(200, &[("Content-Encoding", encoding)], body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 3, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).unwrap();
    out
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

#[test]
fn statuses_that_are_no_success_hold() {
    for status in [204, 206, 400, 401, 403, 404, 410, 500, 503] {
        held(reply(status, &[], b""), &format!("the server answered {status}"));
    }
}

#[test]
fn what_is_no_document_holds_and_shows_how_it_begins() {
    let page = "<!doctype html>\u{1b}[31m<html>Sign in\u{202e}</html>";
    held(json(page), "looks like a page");
    held(json(page), "<!doctype html>\\u{1b}[31m<html>Sign in\\u{202e}</html>");
    held(json(""), "the text is empty");
    held(json("null"), "found null");
    held(json("{\"openapi\":\"3.0.0\"}"), "no field `paths`");
    held(json("{\"paths\":{}}"), "no field `openapi`");
    held(json("{\"swagger\":\"2.0\",\"paths\":{}}"), "Swagger 2.0");
    held(json("{\"openapi\":\"3.0.0\",\"paths\":{},\"paths\":{}}"), "stands twice");
    held(json("{\"openapi\":\"3.0.0\",\"paths\":{\"x\":NaN}}"), "expected value");
    held(reply(200, &[], b"{\"openapi\":\"3.0.0\xff\"}"), "UTF-8");
    held(reply(200, &[], &[0xff, 0xfe, b'{', 0, b'}', 0]), "UTF-8");
    held(json(&"[".repeat(200_000)), "recursion");
    held(json("a: &a [*a]"), "inside the node that it names");
    held(json(&laughs()), "aliases");
    held(json("{\"openapi\":\"3.0.0\",\"info\":{},\"paths\":{}}"), "no operation (the previous one has 4)");
}

/// Nine lists of nine aliases each.
fn laughs() -> String {
    let mut text = "openapi: 3.0.0\npaths: {}\na0: &a0 [lol]\n".to_owned();
    for n in 1..10 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
    }
    text
}

#[test]
fn a_body_that_breaks_off_is_no_document() {
    let text = document(4, "other");
    let short = |headers: &[(String, String)], body: &[u8]| {
        vec![Act::Send(head(200, headers)), Act::Send(body.to_vec())]
    };
    let length = ("Content-Length".to_owned(), text.len().to_string());
    held(short(&[length], &text.as_bytes()[..text.len() / 2]), "broke off");
    let chunked = ("Transfer-Encoding".to_owned(), "chunked".to_owned());
    held(
        short(std::slice::from_ref(&chunked), format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()),
        "broke off",
    );
    let half = gzip(text.as_bytes());
    held(packed("gzip", &half[..half.len() - 12]), "broke off");
    held(packed("gzip", b"not gzip at all"), "broke off");
    let shorter = ("Content-Length".to_owned(), (text.len() - 9).to_string());
    held(short(std::slice::from_ref(&shorter), text.as_bytes()), "EOF while parsing");
    held(
        short(&[shorter, ("Content-Length".to_owned(), text.len().to_string())], text.as_bytes()),
        "no connection",
    );
    for chunk in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n{}",
        "2\r\n{}}}}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
    ] {
        held(short(std::slice::from_ref(&chunked), chunk.as_bytes()), "broke off");
    }
    held(vec![Act::Cut], "no connection");
    held(vec![Act::Send(b"SSH-2.0-OpenSSH_9\r\n\r\n".to_vec())], "no connection");
    held(packed("compress", text.as_bytes()), "unknown Content-Encoding `compress`");
}

#[test]
fn every_packing_that_is_asked_for_is_unpacked() {
    let text = document(4, "other");
    arrives(packed("gzip", &gzip(text.as_bytes())));
    arrives(packed("br", &brotli(text.as_bytes())));
    arrives(packed("zstd", &zstd(text.as_bytes())));
    arrives(json(&format!("\u{feff}{text}")));
    let house = house();
    let accepted: Vec<_> =
        house.server.requests().iter().map(|r| r.headers["accept-encoding"].clone()).collect();
    assert!(accepted.iter().all(|names| ["gzip", "br", "zstd"].iter().all(|name| names.contains(name))));
}

#[test]
fn silence_dripping_and_bombs_end_in_time_and_in_memory() {
    let text = document(4, "other");
    let length = ("Content-Length".to_owned(), text.len().to_string());
    held(vec![Act::Pause(Duration::from_secs(20))], "sent nothing");
    let stalls =
        vec![Act::Send(head(200, std::slice::from_ref(&length))), Act::Pause(Duration::from_secs(20))];
    held(stalls, "sent nothing");
    let drip = Act::Drip(text.clone().into_bytes(), Duration::from_millis(100));
    held(vec![Act::Send(head(200, &[length])), drip], "did not arrive within 3s");
    let bomb = gzip(&vec![b'a'; 24 << 20]);
    held(packed("gzip", &bomb), "larger than 16777216 bytes");
    held(packed("br", &brotli(&vec![b'a'; 24 << 20])), "larger than");
    held(packed("zstd", &zstd(&vec![b'a'; 24 << 20])), "larger than");
    let twice = zstd(&gzip(&vec![b'a'; 24 << 20]));
    held(packed("gzip, zstd", &twice), "unknown Content-Encoding `gzip, zstd`");
    held(packed("zstd", &twice), "UTF-8");
    held(vec![Act::Send(head(200, &[])), Act::Flood(24 << 20)], "larger than");
    held(json(&format!("[{}0]", "0,".repeat(1_000_001))), "more than 1000000 values");
}

#[test]
fn headers_without_end_are_given_up() {
    let begun = b"HTTP/1.1 200 x\r\n".to_vec();
    let drip = Act::Drip(b"x: y\r\n".repeat(500), Duration::from_millis(20));
    held(vec![Act::Send(begun.clone()), drip], "sent nothing");
    held(vec![Act::Send(begun.clone()), Act::Send(b"x: y\r\n".repeat(200_000))], "no connection");
    held(vec![Act::Send(begun), Act::Flood(4 << 20)], "no connection");
    let early = Act::Drip(b"HTTP/1.1 103 x\r\n\r\n".repeat(500), Duration::from_millis(5));
    held(vec![early], "sent nothing");
}

#[test]
fn redirects_stay_where_they_may() {
    let to = |url: &str| reply(302, &[("Location", url)], b"");
    held(
        to("http://127.0.0.2:9/elsewhere.json"),
        "redirected to http://127.0.0.2:9/elsewhere.json, which is not among",
    );
    held(to("http://169.254.169.254/latest/meta-data?key=hunter2"), "169.254.169.254/latest/meta-data?key=…");
    held(to("file:///etc/passwd"), "not among the allowed hosts");
    held(to("//evil.example/x"), "not among the allowed hosts");
    held(to("/specs/apps.json"), "one redirect too many");
    held(reply(302, &[], b""), "no URL");
    arrives(to("/specs/users.json"));
}

#[test]
fn a_redirect_to_another_host_sends_no_request_there() {
    let canary = Server::start(|_| json("{}"));
    let mut house = house();
    house.portal.fault("/specs/apps.json", reply(302, &[("Location", &format!("{}/x", canary.url))], b""));
    house.night().expect("a night");
    assert_eq!(canary.requests().len(), 0);
    house.options.allowed_hosts = vec![canary.url.trim_start_matches("http://").to_owned()];
    house.night().expect("a night");
    assert_eq!(canary.requests().len(), 1);
}

#[test]
fn what_may_pass_is_tried_again_and_what_may_not_is_not() {
    for (status, tries) in [(500, 3), (503, 3), (429, 3), (408, 3), (404, 1), (401, 1), (501, 1)] {
        let mut house = house();
        house.portal.fault("/specs/apps.json", reply(status, &[], b""));
        house.night().expect("a night");
        assert_eq!(house.server.count("/specs/apps.json"), tries, "{status}");
    }
}

#[test]
fn a_server_that_asks_for_time_gets_it_but_not_for_ever() {
    let mut house = house();
    house.options.longest_wait = Duration::from_secs(1);
    house.portal.fault("/specs/apps.json", reply(429, &[("Retry-After", "86400")], b""));
    house.options.retries = 1;
    house.night().expect("a night");
    let at: Vec<Instant> =
        house.server.requests().iter().filter(|r| r.path == "/specs/apps.json").map(|r| r.at).collect();
    let waited = at[1] - at[0];
    assert!(waited >= Duration::from_millis(990) && waited < Duration::from_secs(4), "{waited:?}");
}

#[test]
fn a_server_that_names_a_time_means_it_by_its_own_clock() {
    let mut house = house();
    house.options.longest_wait = Duration::from_secs(1);
    house.options.retries = 1;
    let theirs =
        [("Date", "Sun, 06 Nov 1994 08:49:30 GMT"), ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")];
    house.portal.fault("/specs/apps.json", reply(503, &theirs, b""));
    house.night().expect("a night");
    let at: Vec<Instant> =
        house.server.requests().iter().filter(|r| r.path == "/specs/apps.json").map(|r| r.at).collect();
    assert!(at[1] - at[0] >= Duration::from_millis(990), "ours would say that 1994 is long past");
}

#[test]
fn a_server_that_recovers_gives_its_document() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| match times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => reply(500, &[], b""),
        1 => vec![Act::Cut],
        _ => json(&document(2, "well")),
    });
    let url = format!("{}/apps.json", server.url);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let document = specline::fetch::document(&url, &super::hasty(), now).expect("the third answer");
    assert_eq!(document.name, "apps");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn an_unchanged_document_is_asked_for_with_its_tag_and_costs_no_body() {
    let mut house = house();
    let lock = house.lock.clone();
    house.night().expect("a night");
    let request = house.server.requests().into_iter().find(|r| r.path == "/specs/apps.json").unwrap();
    assert!(request.headers.contains_key("if-none-match"));
    assert!(request.headers["user-agent"].starts_with("specline/"));
    assert_eq!(house.lock, lock, "a quiet night leaves the lock alone");
    // Somebody edited the file: what the server has not changed is not what we have.
    let edited = house.specs["apps"].replace("\"apps\"", "\"edited\"");
    house.specs.insert("apps".into(), edited);
    house.server.forget();
    let night = house.night().expect("a night");
    let request = house.server.requests().into_iter().find(|r| r.path == "/specs/apps.json").unwrap();
    assert!(!request.headers.contains_key("if-none-match"));
    assert_eq!(House::verdict(&night, "apps").0, "changed");
}

#[test]
fn a_304_that_nobody_asked_for_is_no_document() {
    let mut house = House::of(&["apps", "users"]);
    house.portal.fault("/specs/apps.json", vec![Act::Send(head(304, &[]))]);
    let night = house.night().expect("a night");
    assert!(House::verdict(&night, "apps").1.contains("had no condition"));
    assert!(!house.specs.contains_key("apps"));
}

#[test]
fn few_requests_of_a_host_are_under_way_at_a_time() {
    let names: Vec<String> = (0..12).map(|n| format!("s{n:02}")).collect();
    let mut house = House::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    house.options.concurrency = 2;
    house.options.idle_timeout = Duration::from_secs(2);
    for name in &names {
        let body = document(1, name);
        let slow = [vec![Act::Pause(Duration::from_millis(100))], json(&body)].concat();
        house.portal.fault(&format!("/specs/{name}.json"), slow);
    }
    let begun = Instant::now();
    house.night().expect("a night");
    assert!(begun.elapsed() >= Duration::from_millis(550), "{:?}", begun.elapsed());
}

#[test]
fn a_dead_host_is_left_alone_and_the_deadline_holds() {
    let names: Vec<String> = (0..40).map(|n| format!("s{n:02}")).collect();
    let mut house = House::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    house.night().expect("a night");
    house.server.forget();
    for name in &names {
        house.portal.fault(&format!("/specs/{name}.json"), vec![Act::Pause(Duration::from_secs(30))]);
    }
    let begun = Instant::now();
    let error = house.night().expect_err("nothing came").to_string();
    assert!(error.contains("no document could be fetched (40 tried)"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
    assert!(house.server.requests().len() < 60, "{} requests", house.server.requests().len());
    house.options.patience = 1000;
    house.options.deadline = Duration::from_secs(1);
    let begun = Instant::now();
    house.night().expect_err("nothing came");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn secrets_go_to_the_portal_only_and_are_shown_nowhere() {
    let canary = Server::start(|_| json(&document(4, "moved")));
    let mut house = house();
    // A variable that cargo sets for every test stands for a token.
    house.options.headers_from_env.insert("X-Token".into(), "CARGO_PKG_NAME".into());
    house.options.allowed_hosts = vec![canary.url.trim_start_matches("http://").to_owned()];
    house.portal.fault(
        "/specs/apps.json",
        reply(302, &[("Location", &format!("{}/x?key=hunter2", canary.url))], b""),
    );
    let night = house.night().expect("a night");
    assert!(
        house
            .server
            .requests()
            .iter()
            .all(|request| request.headers.get("x-token").is_some_and(|v| v == "specline"))
    );
    assert!(canary.requests().iter().all(|request| !request.headers.contains_key("x-token")));
    assert!(!format!("{night:?}{}", house.lock.print()).contains("hunter2"));
    house.options.headers_from_env.insert("X-Other".into(), "SPECLINE_NO_SUCH_VARIABLE".into());
    let error = house.night().expect_err("the variable is not set").to_string();
    assert!(error.contains("SPECLINE_NO_SUCH_VARIABLE"), "{error}");
}
