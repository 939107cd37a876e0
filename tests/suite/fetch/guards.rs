//! What reads as a removal and is none, what is one, and how long it takes to believe it.

use super::{House, document};
use crate::support::server::{json, reply};

fn house(services: usize) -> House {
    let names: Vec<String> = (0..services).map(|n| format!("s{n:02}")).collect();
    let mut house = House::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    house.night().expect("a first night");
    house
}

#[test]
fn a_respelled_document_is_unchanged_and_a_changed_one_is_not() {
    let mut house = house(2);
    let (specs, lock) = (house.specs.clone(), house.lock.clone());
    let text = document(4, "s00");
    let respelled =
        text.replace("\"openapi\":\"3.0.0\",", "").replacen('{', "{ \"openapi\" : \"3.0.0\",\n", 1);
    house.portal.set("s00", &respelled);
    assert_eq!(House::verdict(&house.night().expect("a night"), "s00").0, "unchanged");
    assert_eq!((&house.specs, &house.lock), (&specs, &lock), "another spelling touches nothing");
    house.portal.set("s00", &document(5, "s00"));
    assert_eq!(House::verdict(&house.night().expect("a night"), "s00").0, "changed");
    house.portal.set("s99", &document(1, "s99"));
    assert_eq!(House::verdict(&house.night().expect("a night"), "s99").0, "new");
}

#[test]
fn a_service_is_removed_after_three_nights_and_not_before() {
    let mut house = house(5);
    house.portal.remove("s01");
    for count in 1..=2 {
        let night = house.night().expect("a night");
        assert!(House::verdict(&night, "s01").1.contains(&format!("({count} nights)")));
        let lock = house.lock.clone();
        house.again().expect("the same night again");
        assert_eq!(house.lock, lock, "a night counts once");
        assert!(house.specs.contains_key("s01"));
    }
    assert_eq!(House::verdict(&house.night().expect("a night"), "s01").0, "removed");
    assert!(!house.specs.contains_key("s01") && !house.lock.services.contains_key("s01"));
    assert_eq!(house.night().expect("a night").services.len(), 4);
}

#[test]
fn a_service_that_comes_back_is_forgiven() {
    let mut house = house(5);
    house.portal.remove("s01");
    house.night().expect("a night");
    house.night().expect("a night");
    house.portal.set("s01", &document(4, "s01"));
    assert_eq!(House::verdict(&house.night().expect("a night"), "s01").0, "unchanged");
    assert!(house.lock.services["s01"].missing.is_empty());
    house.portal.remove("s01");
    assert_eq!(House::verdict(&house.night().expect("a night"), "s01").0, "missing");
}

#[test]
fn a_service_goes_at_once_when_a_person_says_so() {
    let mut house = house(5);
    house.portal.remove("s01");
    house.accepted = vec!["s01".into()];
    assert_eq!(House::verdict(&house.night().expect("a night"), "s01").0, "removed");
}

#[test]
fn out_of_the_sitemap_but_still_there_is_held_and_so_is_gone_but_listed() {
    let mut house = house(5);
    house.portal.unlist("s01");
    house.portal.fault("/specs/s02.json", reply(404, &[], b""));
    for _ in 0..5 {
        let night = house.night().expect("a night");
        assert!(House::verdict(&night, "s01").1.contains("still answers"));
        assert!(House::verdict(&night, "s02").1.contains("404"));
    }
    house.portal.unlist("s02");
    house.portal.fault("/specs/s02.json", reply(500, &[], b""));
    assert!(
        House::verdict(&house.night().expect("a night"), "s02").1.contains("500"),
        "an error is no absence"
    );
    assert_eq!(house.specs.len(), 5);
}

#[test]
fn held_since_is_the_first_night_and_the_lock_is_touched_once() {
    let mut house = house(2);
    house.portal.fault("/specs/s00.json", reply(500, &[], b""));
    house.night().expect("a night");
    let since = house.lock.services["s00"].held_since;
    let lock = house.lock.clone();
    house.portal.fault("/specs/s00.json", reply(200, &[], b"<html>"));
    house.night().expect("a night");
    assert_eq!(house.lock, lock, "another reason is no news for the lock");
    assert!(since.is_some());
    house.portal.heal();
    house.night().expect("a night");
    assert_eq!(house.lock.services["s00"].held_since, None);
}

#[test]
fn many_services_gone_at_once_end_the_night() {
    let mut house = house(20);
    for n in 0..4 {
        house.portal.remove(&format!("s{n:02}"));
    }
    let (specs, lock) = (house.specs.clone(), house.lock.clone());
    let error = house.night().expect_err("4 of 20").to_string();
    assert!(error.contains("4 of 20 services would be gone, more than 10 %: s00, s01, s02, s03"), "{error}");
    assert!(error.contains("--accept-removal"), "{error}");
    assert_eq!((&house.specs, &house.lock), (&specs, &lock));
    house.accepted = (0..4).map(|n| format!("s{n:02}")).collect();
    house.night().expect("a person said so");
    assert_eq!(house.specs.len(), 16);
}

#[test]
fn many_operations_gone_at_once_end_the_night() {
    let mut house = house(10);
    for n in 0..10 {
        house.portal.set(&format!("s{n:02}"), &document(10, &format!("s{n:02}")));
    }
    house.night().expect("100 operations");
    for n in 0..4 {
        house.portal.set(&format!("s{n:02}"), &document(7, &format!("s{n:02}")));
    }
    let error = house.night().expect_err("12 of 100").to_string();
    assert!(error.contains("12 of 100 operations would be gone"), "{error}");
    house.portal.set("s00", &document(9, "s00"));
    house.night().expect("10 of 100 is not more than 10 %");
}

#[test]
fn a_document_that_shrank_is_held_for_three_nights() {
    let mut house = house(10);
    house.portal.set("s00", &document(10, "s00"));
    house.night().expect("a night");
    house.portal.set("s00", &document(6, "s00"));
    for _ in 0..2 {
        let (word, why) = House::verdict(&house.night().expect("a night"), "s00");
        assert_eq!(word, "held", "{why}");
        assert!(why.contains("6 of 10 operations"), "{why}");
        assert!(house.specs["s00"].contains("/api/v1/s00/9"));
    }
    assert_eq!(House::verdict(&house.night().expect("a night"), "s00").0, "changed");
    house.portal.set("s00", &document(1, "s00"));
    house.accepted = vec!["s00".into()];
    assert_eq!(House::verdict(&house.night().expect("a night"), "s00").0, "changed");
}

/// On 30 July 2025 a published document of 4 MB became 2,480 bytes with `paths: {}`; it was published, versioned, repaired
/// some hours later, and reverted two days after.
#[test]
fn the_day_on_which_a_large_document_became_an_empty_one() {
    let mut house = house(1);
    let large = document(200, &"accounts".repeat(1_000));
    assert!(large.len() > 3_000_000);
    house.portal.set("s00", &large);
    house.night().expect("a night");
    let before = house.specs.clone();
    let padding = "x".repeat(2_300);
    let hollow = format!(
        "{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"{padding}\",\"version\":\"4\"}},\"paths\":{{}}}}"
    );
    house.portal.set("small", &document(3, "small"));
    house.portal.set("s00", &hollow);
    for _ in 0..4 {
        let night = house.night().expect("a night");
        assert!(House::verdict(&night, "s00").1.contains("no operation (the previous one has 200)"));
        assert_eq!(house.specs["s00"], before["s00"]);
    }
    house.portal.set("s00", &large);
    assert_eq!(House::verdict(&house.night().expect("a night"), "s00").0, "unchanged");
    assert_eq!(house.specs["s00"], before["s00"]);
}

#[test]
fn a_bootstrap_is_replaced_without_a_question() {
    let mut house = House::of(&["apps"]);
    house.specs.insert("apps".into(), document(40, "made up"));
    house.specs.insert("ghosts".into(), document(40, "made up"));
    let night = house.night().expect("a night");
    assert!(night.baseline);
    assert_eq!(House::verdict(&night, "apps").0, "changed");
    assert_eq!(House::verdict(&night, "ghosts").0, "removed");
    assert!(!house.night().expect("a night").baseline);
}

#[test]
fn everything_failing_is_no_night() {
    let mut house = house(8);
    let (specs, lock) = (house.specs.clone(), house.lock.clone());
    for bad in [
        reply(500, &[], b""),
        reply(404, &[], b""),
        json("<html>"),
        json("{\"openapi\":\"3.0.0\",\"paths\":{}}"),
    ] {
        for n in 0..8 {
            house.portal.fault(&format!("/specs/s{n:02}.json"), bad.clone());
        }
        let error = house.night().expect_err("nothing came").to_string();
        assert!(error.contains("no document could be fetched (8 tried)"), "{error}");
        assert_eq!((&house.specs, &house.lock), (&specs, &lock));
    }
}
