//! Every built-in rule speaks on its failing example, is silent on its passing one, and is documented.

use specline::catalogue;
use specline::lint::described;
use specline::lint::ruleset::builtin;

use crate::support::{scratch, specline_in, write};

#[test]
fn every_rule_has_examples_that_show_it() {
    let folder = scratch();
    let mut wrong = Vec::new();
    for (set, _) in builtin::SETS {
        write(&folder.path().join("all.yaml"), &format!("extends: [[\"{set}\", all]]\n"));
        for rule in described::all().into_iter().filter(|rule| rule.set == set) {
            let (Some(failing), Some(passing)) = (&rule.failing, &rule.passing) else {
                wrong.push(format!("{} has no examples", rule.id));
                continue;
            };
            for (text, speaks) in [(failing, true), (passing, false)] {
                write(&folder.path().join("document.yaml"), &whole(text));
                let args = [
                    "lint",
                    "document.yaml",
                    "-r",
                    "all.yaml",
                    "-f",
                    "json",
                    "--fail-on",
                    "never",
                    "--as-of",
                    "2030-01-15",
                ];
                let ran = specline_in(folder.path(), &args);
                assert_eq!(ran.code, 0, "{}: {}", rule.id, ran.err);
                let found = ran.json();
                let found =
                    found.as_array().unwrap().iter().any(|finding| finding["code"] == rule.id.as_str());
                if found != speaks {
                    wrong.push(format!(
                        "{} {} on:\n{text}",
                        rule.id,
                        if speaks { "is silent" } else { "speaks" }
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fills up a part of a document.
fn whole(part: &str) -> String {
    let mut text = part.to_owned();
    let has = |key: &str| part.lines().any(|line| line.starts_with(&format!("{key}:")));
    if !has("openapi") && !has("swagger") {
        text.insert_str(0, "openapi: 3.0.3\n");
    }
    if !has("info") {
        text.push_str("\ninfo: {title: Items, version: 1.0.0}\n");
    }
    if !has("paths") && !has("webhooks") {
        text.push_str("\npaths: {}\n");
    }
    text
}

#[test]
fn the_page_of_rules_is_fresh() {
    let page = include_str!("../../../docs/rules.md");
    assert_eq!(page, catalogue::rules_page(), "write it anew: specline rules -f markdown > docs/rules.md");
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = scratch();
    let listed = specline_in(folder.path(), &["rules", "-f", "json"]).expect(0).json();
    let ids: Vec<&str> = listed.as_array().unwrap().iter().filter_map(|entry| entry["id"].as_str()).collect();
    assert!(ids.contains(&"path-params") && ids.contains(&"qlik-deprecated-flag"));
    let told = specline_in(folder.path(), &["explain", "path-params"]).expect(0).out;
    assert!(told.contains("Fails:") && told.contains("/items/{id}"), "{told}");
    let unknown = specline_in(folder.path(), &["explain", "path-parms"]).expect(2).err;
    assert!(unknown.contains("did you mean path-params"), "{unknown}");
    let one = specline_in(folder.path(), &["rules", "--set", "specline:qlik"]).expect(0).out;
    assert!(one.contains("qlik-tier") && !one.contains("path-params"));
}

#[test]
fn ids_are_never_given_twice() {
    let mut ids: Vec<String> = described::all().into_iter().map(|rule| rule.id).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}
