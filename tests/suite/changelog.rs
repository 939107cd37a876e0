//! Entries as people and readers of feeds get them, from changes made by hand.

use serde_json::{Value, json};
use specline::diff::change::Change;
use specline::release::{self, Changelog, Facts, Fixed, Options};
use specline::render::feed::{Feed, Selection, calendar};
use specline::render::view::View;
use specline::render::{Templates, changelog};

use crate::support::{scratch, specline_in};

/// A change out of the fields that matter; the others have values.
#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
pub fn change(fields: Value) -> Change {
    let mut whole = json!({
        "id": "endpoint-added", "level": 1, "text": "the endpoint was added", "section": "paths", "service": "items",
        "pointer": {"base": null, "revision": null}, "before": null, "after": null, "fingerprint": "0"
    });
    let number =
        fields.to_string().bytes().fold(7u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    whole["fingerprint"] = json!(format!("{number:012x}"));
    for (name, value) in fields.as_object().expect("fields") {
        whole[name] = value.clone();
    }
    serde_json::from_value(whole).expect("a change")
}

pub fn night() -> Vec<Change> {
    vec![
        change(json!({"operation": "GET", "path": "/items/{id}", "after": {"summary": "Returns an item"}})),
        change(json!({
            "id": "request-parameter-became-required", "level": 3, "operation": "GET", "path": "/items",
            "text": "query parameter `limit`: became required", "comment": "calls without it are refused; send it",
            "before": false, "after": true
        })),
        change(json!({
            "id": "response-property-type-changed", "level": 3, "text": "`code` of response 200 application/json: type changed from `string` to `integer`",
            "before": "string", "after": "integer",
            "origin": {"component": "schemas/Error", "operation_list": [
                {"operation": "GET", "path": "/items", "service": "items"},
                {"operation": "GET", "path": "/items/{id}", "service": "items"}
            ]}
        })),
        change(json!({
            "id": "endpoint-deprecated-with-sunset", "operation": "DELETE", "path": "/items/{id}", "service": "items",
            "text": "the endpoint was deprecated", "after": "2026-02",
            "attributes": {"x-qlik-replaced-by": [{"namespace": "items", "uniqueIdentifier": "POST:/v1/items/remove"}]}
        })),
        change(json!({
            "id": "description-changed", "section": "documentation", "operation": "GET", "path": "/items",
            "text": "description changed", "before": "Lists all the items of a tenant.",
            "after": "Lists some of the items of a tenant."
        })),
    ]
}

pub fn recorded() -> Changelog {
    let mut changelog = Changelog::default();
    let first = release::bump(None, &[]);
    let entry = changelog.record("2026-01-01".parse().unwrap(), first, Vec::new());
    entry.facts = Some(Facts::new(None, &["items".to_owned()], 3, 0));
    let next = release::bump(changelog.version(), &night());
    changelog.record("2026-01-02".parse().unwrap(), next, night());
    changelog
}

fn templates() -> Templates {
    Templates::load(None).expect("the built-in templates are sound")
}

#[test]
fn a_night_is_told_in_the_order_of_its_weight() {
    let text = changelog::markdown(&recorded(), &Options::default(), &templates()).unwrap();
    insta::assert_snapshot!("night", text);
}

#[test]
fn the_version_follows_the_weightiest_change() {
    let previous = semver::Version::new(1, 2, 3);
    let next = |changes: &[Change]| release::bump(Some(&previous), changes).to_string();
    let breaking =
        json!({"id": "api-removed-without-deprecation", "level": 3, "operation": "GET", "path": "/x"});
    let mut experimental = breaking.clone();
    experimental["attributes"] = json!({"x-qlik-stability": "experimental"});
    assert_eq!(next(&[]), "1.2.3");
    assert_eq!(next(&[change(json!({"section": "documentation"}))]), "1.2.4");
    assert_eq!(next(&[change(json!({})), change(json!({"section": "documentation"}))]), "1.3.0");
    assert_eq!(next(&[change(json!({"id": "endpoint-deprecated"}))]), "1.3.0");
    assert_eq!(next(&[change(experimental)]), "1.3.0");
    assert_eq!(next(&[change(breaking)]), "2.0.0");
    assert_eq!(release::bump(None, &[]).to_string(), "1.0.0");
}

#[test]
fn recorded_entries_read_back_as_they_were_with_fields_of_tomorrow() {
    let mut log = recorded();
    log.other.insert("tomorrow".to_owned(), json!({"number": 1.50}));
    log.entries[0].other.insert("note".to_owned(), json!("kept"));
    let text = log.print();
    let again = Changelog::parse(&text).expect("reads back");
    assert_eq!(again, log);
    assert_eq!(again.print(), text);
    assert_eq!(again.entries[0].summary.breaking, 2);
    assert!(Changelog::parse("{\"entries\": 1}").unwrap_err().to_string().contains("another shape"));
    assert!(Changelog::parse("{").unwrap_err().to_string().contains("no JSON"));
}

#[test]
fn two_nights_of_a_day_are_two_entries() {
    let mut log = recorded();
    let next = release::bump(log.version(), &night());
    log.record("2026-01-02".parse().unwrap(), next, night());
    let view = View::new(&log, &Options::default());
    assert_ne!(view.entries[0].id, view.entries[1].id);
    assert!(view.entries[0].updated > view.entries[1].updated);
}

#[test]
fn what_is_alike_is_one_sentence_and_every_change_keeps_its_permalink() {
    let value = |value: &str| {
        change(
            json!({"id": "response-property-enum-value-added", "level": 2, "operation": "GET", "path": "/items",
            "text": format!("`kind` of response 200 application/json: enum value `{value}` added"), "after": value}),
        )
    };
    let gone = |path: &str| {
        change(json!({"id": "request-parameter-removed", "level": 2, "operation": "GET", "path": path,
            "text": "query parameter `fields`: parameter removed"}))
    };
    let mut log = Changelog::default();
    let changes = vec![value("a"), gone("/items"), value("b"), gone("/items/{id}"), value("c")];
    log.record("2026-01-02".parse().unwrap(), semver::Version::new(1, 1, 0), changes);
    let view = View::new(&log, &Options::default());
    let section = &view.entries[0].sections[0];
    assert_eq!((section.count, section.groups[0].items.len()), (5, 2));
    let [values, removed] = &section.groups[0].items[..] else { panic!("two items") };
    assert_eq!(values.sentence, "`kind` in the 200 response may be `a`, `b` or `c` now.");
    assert_eq!((values.changes, values.also.len(), values.operations.len()), (3, 2, 1));
    assert_eq!(removed.sentence, "The query parameter `fields` was removed.");
    assert_eq!(removed.shown, ["GET /items", "GET /items/{id}"]);
    let ids: std::collections::BTreeSet<&String> =
        section.groups[0].items.iter().flat_map(|item| std::iter::once(&item.id).chain(&item.also)).collect();
    assert_eq!(ids.len(), 5);
}

#[test]
fn a_long_night_is_cut_at_a_change_with_a_count() {
    let mut changes = night();
    changes.extend((0..5_000).map(|number| {
        change(json!({"operation": "GET", "path": format!("/items/{number}"), "after": {"summary": "x".repeat(260)}}))
    }));
    let mut log = Changelog::default();
    log.record("2026-01-01".parse().unwrap(), semver::Version::new(1, 0, 0), Vec::new());
    log.record("2026-01-02".parse().unwrap(), semver::Version::new(2, 0, 0), changes);
    let (entry, options, templates) = (&log.entries[0], Options::default(), templates());
    for (text, most) in [
        (changelog::pull_request(entry, &options, &templates).unwrap(), 65_536),
        (changelog::release_notes(entry, &options, &templates).unwrap(), 125_000),
        (changelog::step_summary(entry, &options, &templates).unwrap(), 1_048_576),
    ] {
        assert!(text.len() <= most && text.len() > most / 2, "{} of {most}", text.len());
        assert!(text.contains("left out to fit"), "the cut is told");
        assert!(text.contains("`limit` is required now"), "what breaks stays");
    }
}

#[test]
fn what_came_and_went_cancels() {
    let mut log = Changelog::default();
    let added = |path: &str| change(json!({"operation": "GET", "path": path}));
    let removed = change(json!({
        "id": "api-removed-without-deprecation", "level": 3, "operation": "GET", "path": "/items/{itemId}"
    }));
    let nights = [vec![], vec![added("/items/{id}"), added("/other")], vec![removed]];
    for (day, changes) in nights.into_iter().enumerate() {
        let version = release::bump(log.version(), &changes);
        log.record(format!("2026-01-0{}", day + 1).parse().unwrap(), version, changes);
    }
    let since = release::since(&log, &"v1.0.0".parse().unwrap());
    let sum = release::between(since);
    assert_eq!(since.len(), 2);
    assert_eq!(sum.iter().map(|(_, change)| change.path.clone().unwrap()).collect::<Vec<_>>(), ["/other"]);
    assert_eq!(release::since(&log, &"2026-01-02".parse().unwrap()).len(), 1);
}

#[test]
fn sunsets_stand_until_they_are_over_or_taken_back() {
    let mut log = recorded();
    assert_eq!(release::upcoming(&log)[0].last_day.to_string(), "2026-02-28");
    let back = change(json!({"id": "endpoint-reactivated", "operation": "DELETE", "path": "/items/{id}"}));
    let mut taken_back = log.clone();
    taken_back.record("2026-01-03".parse().unwrap(), semver::Version::new(2, 1, 0), vec![back]);
    assert!(release::upcoming(&taken_back).is_empty());
    log.record("2026-03-01".parse().unwrap(), semver::Version::new(2, 1, 0), vec![change(json!({}))]);
    assert!(release::upcoming(&log).is_empty());
}

#[test]
fn branches_of_a_composition_are_said_in_words() {
    let branch = |id: &str, text: &str, before: Value, after: Value| {
        let json = json!({"id": id, "level": 1, "text": text, "before": before, "after": after, "section": "paths",
            "pointer": {"base": "", "revision": ""}, "fingerprint": "x"});
        let change = serde_json::from_value(json).expect("a change");
        specline::render::tell::Told::of(&change).sentence(300)
    };
    let types = json!([{"type": "boolean"}, {"type": "array", "items": {"type": "string"}}, {"minimum": 1}]);
    assert_eq!(
        branch(
            "request-property-one-of-added",
            "`a` of request application/json: `x`, `y` added to oneOf",
            Value::Null,
            types
        ),
        "`a` in the request body may also be sent as a `boolean`, an `array` of `string` or of another shape now."
    );
    assert_eq!(
        branch(
            "response-body-any-of-removed",
            "response 200 application/json: `x` removed from anyOf",
            json!("#/components/schemas/Old"),
            Value::Null
        ),
        "The 200 response is never an `Old` any more."
    );
    assert_eq!(
        branch(
            "request-body-all-of-added",
            "request application/json: `x` added to allOf",
            Value::Null,
            json!({"title": "Strict"})
        ),
        "The request body must also be a `Strict` now."
    );
}

#[test]
fn the_calendar_knows_the_ends_of_parameters_and_properties() {
    let property = |id: &str, text: &str, after: Value| {
        change(
            json!({"id": id, "text": text, "after": after, "origin": {"component": "schemas/Item", "operation_list": [
                {"operation": "GET", "path": "/items", "service": "items"},
                {"operation": "GET", "path": "/items/{id}", "service": "items"}
            ]}}),
        )
    };
    let announced = "`secret` of response 200 application/json: deprecated, with sunset date `2026-05`";
    let mut log = recorded();
    let deprecated = property("response-property-deprecated-with-sunset", announced, json!("2026-05"));
    log.record("2026-01-03".parse().unwrap(), semver::Version::new(2, 1, 0), vec![deprecated]);
    let part = release::upcoming(&log).pop().expect("the property's end");
    assert_eq!(part.part.as_deref(), Some("`secret` of response 200 application/json"));
    assert_eq!((part.operation.path.as_str(), part.others), ("/items", 1));
    let view = View::new(&log, &Options::default());
    let events = calendar(&view).replace("\r\n ", "");
    assert!(events.contains("SUMMARY:Sunset of secret in the 200 response of GET /items"), "{events}");
    let text = changelog::markdown(&log, &Options::default(), &templates()).unwrap();
    assert!(text.contains("`secret` in the 200 response of `GET /items` and 1 more"), "{text}");

    let mut removed = log.clone();
    let gone = property(
        "response-property-removed",
        "`secret` of response 200 application/json: removed",
        Value::Null,
    );
    removed.record("2026-01-04".parse().unwrap(), semver::Version::new(3, 0, 0), vec![gone]);
    assert!(release::upcoming(&removed).iter().all(|sunset| sunset.part.is_none()));
    let whole =
        |path: &str| change(json!({"id": "api-removed-before-sunset", "operation": "GET", "path": path}));
    let mut without = log.clone();
    let both = vec![whole("/items"), whole("/items/{id}")];
    without.record("2026-01-04".parse().unwrap(), semver::Version::new(3, 0, 0), both);
    assert!(release::upcoming(&without).iter().all(|sunset| sunset.part.is_none()));
}

#[test]
fn what_the_linter_no_longer_finds_is_told_at_the_end_of_an_entry() {
    let mut log = recorded();
    assert!(!log.print().contains("lint_fixed"), "{}", log.print());
    let fixed =
        |service: &str, rule: &str| Fixed { service: service.to_owned(), rule: rule.to_owned(), count: 2 };
    log.entries[0].lint_fixed = vec![fixed("items", "array-items"), fixed("shop <b>", "a`b")];
    assert_eq!(Changelog::parse(&log.print()).expect("reads back"), log);
    let said = "4 findings of the linter were put right upstream: items (2 `array-items`) and";
    let options = Options::default();
    assert!(changelog::entry(&log.entries[0], &options, &templates()).unwrap().contains(said));
    assert!(changelog::text(&log.entries[0], &options, &templates()).unwrap().contains("put right upstream"));
    let view = View::new(&log, &options);
    let feed = Feed::new(&view, Selection::All, 50, &templates()).unwrap().json("x");
    assert!(feed.contains("put right upstream") && !feed.contains("<b>"), "{feed}");
    let pages = specline::render::site::pages(&log, &view, &options, &templates()).unwrap();
    let page = pages.iter().find(|page| page.path == "entries/2026-01-02-v2.0.0.html").expect("its page");
    let page = String::from_utf8_lossy(&page.bytes);
    assert!(page.contains("put right upstream: items (2 <code>array-items</code>)"), "{page}");
}

/// Feeds are well-formed, their ids stay, and nothing of a document becomes an element.
#[test]
fn feeds_hold_naughty_documents() {
    let mut log = recorded();
    let naughty = "]]><script>alert(1)</script>\u{1b}[31m&amp;\u{0}\n# x";
    let changes = vec![change(json!({
        "operation": "GET", "path": naughty, "service": naughty, "after": {"summary": naughty}, "comment": naughty
    }))];
    log.record("2026-01-04".parse().unwrap(), semver::Version::new(2, 1, 0), changes);
    let options = Options { link: Some("https://example.org/api".to_owned()), ..Options::default() };
    let (view, templates) = (View::new(&log, &options), templates());
    let feed = Feed::new(&view, Selection::All, 50, &templates).unwrap();
    for xml in [feed.atom("feed.xml", &templates).unwrap(), feed.rss("rss.xml", &templates).unwrap()] {
        let mut names = std::collections::BTreeSet::new();
        let mut reader = quick_xml::Reader::from_str(&xml);
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
                quick_xml::events::Event::Start(tag) => {
                    names.insert(tag.name().as_ref().to_owned());
                }
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert!(!names.contains("script"), "{names:?}");
        assert!(!xml.contains('\u{1b}') && !xml.contains('\u{0}'));
    }
    let json: Value = serde_json::from_str(&feed.json("feed.json")).unwrap();
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert!(!json["items"][0]["content_html"].as_str().unwrap().contains("<script"));
    assert_eq!(json["items"][2]["url"], "https://example.org/api/entries/2026-01-01-v1.0.0.html");
}

#[test]
fn feeds_of_a_part_hold_only_that_part() {
    let (view, templates) = (View::new(&recorded(), &Options::default()), templates());
    let breaking = Feed::new(&view, Selection::Breaking, 50, &templates).unwrap().json("x");
    assert!(breaking.contains("is required now") && !breaking.contains("Returns an item"));
    assert!(Feed::new(&view, Selection::Service("none".to_owned()), 50, &templates).unwrap().is_empty());
    let calendar = calendar(&view);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20260228\r\n"), "{calendar}");
    assert!(calendar.lines().all(|line| line.len() <= 75));
}

#[test]
fn a_template_of_ones_own_stands_in_and_its_faults_are_explained() {
    let folder = crate::support::scratch();
    crate::support::write(&folder.path().join("CHANGELOG.md"), "{{ entries[0].version }} {{ title }}");
    let own = Templates::load(Some(folder.path())).unwrap();
    let options = Options { title: "*A* <b>".to_owned(), ..Options::default() };
    assert_eq!(changelog::markdown(&recorded(), &options, &own).unwrap(), "2.0.0 \\*A\\* \\<b\\>\n");
    crate::support::write(&folder.path().join("CHANGELOG.md"), "x\n{{ titel }}");
    let own = Templates::load(Some(folder.path())).unwrap();
    let error = changelog::markdown(&recorded(), &options, &own).unwrap_err().to_string();
    assert!(error.contains("CHANGELOG.md fails at line 2"), "{error}");
}

#[test]
fn what_is_missing_is_told_with_what_makes_it() {
    let folder = scratch();
    for (args, code, help) in [
        (&["changelog"][..], 2, "`specline run` and `specline changelog backfill` record entries"),
        (&["changelog", "backfill", "--repository", "."], 2, "say where the history is"),
        (&["postman", "push", "none.json"], 3, "`specline postman render` writes collections"),
    ] {
        let ran = specline_in(folder.path(), args).expect(code);
        assert!(ran.err.contains(help), "{args:?}: {}", ran.err);
    }
}
