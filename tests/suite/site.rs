//! The pages as they are written: links that lead somewhere, nothing loaded from elsewhere, the same bytes again.

use std::collections::BTreeSet;

use serde_json::json;
use specline::release::{Changelog, Facts, Options};
use specline::render;

use crate::changelog::{change, night, recorded};
use crate::support::{scratch, specline_in, write};

/// Three nights with everything that pages tell, and a document that would rather be markup.
pub fn sample() -> Changelog {
    let mut log = recorded();
    let naughty = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    let changes = vec![
        change(json!({"operation": "GET", "path": "/words", "service": "../words",
            "after": {"summary": "Lists words"}, "attributes": {"tags": ["Words & more"]}})),
        change(
            json!({"operation": "PUT", "path": naughty, "service": "items", "text": naughty, "comment": naughty,
            "id": "api-rate-limit-lowered", "level": 2, "before": 1000, "after": 100}),
        ),
        change(
            json!({"id": "api-removed-without-deprecation", "level": 3, "operation": "GET", "path": "/items/{key}",
            "text": "the endpoint was removed"}),
        ),
    ];
    let next = specline::release::bump(log.version(), &changes);
    let entry = log.record("2026-01-05".parse().unwrap(), next, changes);
    entry.facts = Some(Facts::new(None, &["../words".to_owned(), "items".to_owned()], 4, 1));
    log
}

fn pages() -> Vec<(String, String)> {
    let artefacts =
        render::artefacts(&sample(), &Options::default(), std::path::Path::new("."), "consolidated").unwrap();
    artefacts
        .into_iter()
        .map(|artefact| (artefact.path, String::from_utf8(artefact.bytes).expect("pages are UTF-8")))
        .collect()
}

fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|suffix| suffix == "html")
}

#[test]
fn every_link_leads_to_a_page_and_a_place_on_it() {
    let pages = pages();
    let files: BTreeSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    let mut followed = 0;
    for (path, text) in pages.iter().filter(|(path, _)| is_page(path)) {
        let folder = path.rsplit_once('/').expect("a folder").0;
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                _ => match file.strip_prefix("../") {
                    Some(up) => format!("{}/{up}", folder.rsplit_once('/').expect("above").0),
                    None => format!("{folder}/{file}"),
                },
            };
            assert!(files.contains(target.as_str()), "{path} links to {link}");
            let there = &pages.iter().find(|(file, _)| *file == target).expect("is there").1;
            assert!(
                anchor.is_empty() || there.contains(&format!("id=\"{anchor}\"")),
                "{path} links to {link}"
            );
            followed += 1;
        }
    }
    assert!(followed > 100, "{followed}");
}

#[test]
fn documents_add_no_markup_and_pages_load_nothing_from_elsewhere() {
    for (path, text) in pages().iter().filter(|(path, _)| is_page(path)) {
        assert!(!text.contains("<script>") && !text.contains("<img"), "{path}");
        assert!(
            !text.contains(" style=") && !text.contains("onerror=a") || text.contains("onerror=alert(2)&gt;"),
            "{path}"
        );
        for loading in ["src=\"http", "href=\"http", "url(", "@import"] {
            assert!(!text.contains(loading), "{path} holds {loading}");
        }
        assert!(text.contains("default-src 'none'"), "{path} has no policy");
    }
}

#[test]
fn names_of_services_are_names_of_files() {
    use render::site::slug;
    assert_eq!(slug("data-files"), "data-files");
    for name in ["../x", "A/B", "", "a b", "CON", "x".repeat(300).as_str(), "é"] {
        let slug = slug(name);
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        assert!(!slug.is_empty() && slug.len() < 100 && slug.chars().all(legal), "{name:?} became {slug:?}");
    }
    assert_ne!(slug("A"), slug("a"));
}

#[test]
fn rendering_again_writes_nothing_and_searches_find() {
    let folder = scratch();
    write(&folder.path().join("consolidated/changelog.json"), &sample().print());
    let first = specline_in(folder.path(), &["changelog"]).expect(0);
    assert!(!first.err.contains("0 files written"), "{}", first.err);
    let again = specline_in(folder.path(), &["changelog"]).expect(0);
    assert!(again.err.contains("0 files written"), "{}", again.err);

    let shown = specline_in(folder.path(), &["changelog", "show", "2026-01-02"]).expect(0);
    assert!(shown.out.contains("2 breaking changes, 1 deprecation and 1 new endpoint"), "{}", shown.out);
    specline_in(folder.path(), &["changelog", "show", "1999-01-01"]).expect(2);
    specline_in(folder.path(), &["changelog", "show", "yesterday"]).expect(2);

    let since = specline_in(folder.path(), &["changelog", "since", "v1.0.0", "-f", "json"]).expect(0).json();
    let text = since.to_string();
    assert!(!text.contains("endpoint-added\",\"level\":1,\"text\":\"the endpoint was added\",\"operation\":\"GET\",\"path\":\"/items/{id}"), "{text}");
    assert!(!text.contains("api-removed"), "what came and went cancels: {text}");

    write(&folder.path().join("calls"), "GET https://x.example/items?limit=1\n");
    let args = ["changelog", "impact", "--operations", "calls", "--fail-on", "breaking"];
    let impact = specline_in(folder.path(), &args).expect(1);
    assert!(
        impact.out.contains("`limit` is required now") && !impact.out.contains("/words"),
        "{}",
        impact.out
    );
    let context = specline_in(folder.path(), &["changelog", "context"]).expect(0).json();
    assert_eq!(context["entries"].as_array().map(Vec::len), Some(3));
    assert_eq!(night().len(), 5);
}
