//! Night after night with faults drawn at random: the state machine's promises are checked after each.

use std::collections::BTreeMap;
use std::time::Duration;

use specline::fetch::Verdict;

use super::{House, document};
use crate::support::server::{Act, head, json, reply};

/// A generator of our own, so that a failure can be repeated from its seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % limit
    }
}

/// What is true of a service at the portal, whatever its servers say tonight.
#[derive(Clone)]
struct Truth {
    text: String,
    operations: usize,
    /// On how many nights in a row it was taken away and seen to be.
    absent: usize,
}

fn fault(dice: &mut Dice, name: &str) -> Vec<Act> {
    let text = document(5, name);
    match dice.below(9) {
        0 => reply(404, &[], b""),
        1 => reply(500, &[], b""),
        2 => json("<html>Sign in</html>"),
        3 => vec![
            Act::Send(head(200, &[("Content-Length".into(), "9999".into())])),
            Act::Send(text.into_bytes()),
        ],
        4 => vec![Act::Cut],
        5 => json(""),
        6 => json("{\"openapi\":\"3.0.0\",\"paths\":{}}"),
        7 => reply(302, &[("Location", "http://127.0.0.2:9/")], b""),
        _ => reply(429, &[("Retry-After", "0")], b""),
    }
}

fn soak(nights: u32, seed: u64) {
    let mut dice = Dice(seed);
    let names: Vec<String> = (0..12).map(|n| format!("s{n:02}")).collect();
    let mut house = House::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    house.options.backoff = Duration::ZERO;
    house.options.retries = 1;
    house.options.patience = 1000;
    let mut truth: BTreeMap<String, Truth> = names
        .iter()
        .map(|name| (name.clone(), Truth { text: document(4, name), operations: 4, absent: 0 }))
        .collect();
    let mut ever: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for night in 0..nights {
        house.portal.heal();
        let changed = names[usize::try_from(dice.below(12)).unwrap()].clone();
        if let Some(one) = truth.get_mut(&changed).filter(|one| one.absent == 0) {
            one.operations = 4 + usize::try_from(dice.below(2)).unwrap();
            one.text = document(one.operations, &changed).replace("\"1\"", &format!("\"{night}\""));
            house.portal.set(&changed, &one.text);
        }
        let mut faulty = Vec::new();
        for _ in 0..dice.below(4) {
            let name = names[usize::try_from(dice.below(12)).unwrap()].clone();
            let reply = fault(&mut dice, &name);
            house.portal.fault(&format!("/specs/{name}.json"), reply);
            faulty.push(name);
        }
        if dice.below(20) == 0 {
            house.portal.fault("/sitemap.xml", reply(503, &[], b""));
        }
        let (specs, lock) = (house.specs.clone(), house.lock.clone());
        for (name, one) in &truth {
            ever.entry(name.clone()).or_default().push(one.text.clone());
        }
        let what = format!("seed {seed} night {night}");
        match house.night() {
            Err(_) => {
                assert_eq!((&house.specs, &house.lock), (&specs, &lock), "{what}: an error changes nothing");
            }
            Ok(done) => {
                for one in &done.services {
                    let now = house.specs.get(&one.name);
                    match &one.verdict {
                        Verdict::New | Verdict::Changed => {
                            assert_ne!(now, specs.get(&one.name), "{what}: {}", one.name);
                        }
                        Verdict::Removed { .. } => panic!("{what}: {} was never taken away", one.name),
                        other => assert_eq!(now, specs.get(&one.name), "{what}: {} is {other}", one.name),
                    }
                    if !faulty.contains(&one.name) && !matches!(one.verdict, Verdict::Held { .. }) {
                        assert!(
                            same(now.unwrap(), &truth[&one.name].text),
                            "{what}: {} is not what is served",
                            one.name
                        );
                    }
                    let texts = &ever[&one.name];
                    assert!(
                        now.is_none_or(|now| texts.iter().any(|text| same(text, now))),
                        "{what}: never served"
                    );
                }
            }
        }
        assert!(house.specs.len() >= specs.len(), "{what}: a service was lost");
    }
    assert_eq!(house.specs.len(), 12);
    house.portal.heal();
    let last = house.night().expect("a healthy night");
    assert!(last.services.iter().all(|one| one.verdict.is_fetched()));
    assert!(house.lock.services.values().all(|entry| entry.held_since.is_none() && entry.missing.is_empty()));
}

fn same(one: &str, other: &str) -> bool {
    let read = |text: &str| specline::json::parse(text).expect("JSON");
    specline::json::number::equal(&read(one), &read(other))
}

#[test]
fn twenty_nights_of_faults_lose_nothing() {
    soak(20, 7);
}

#[test]
#[ignore = "takes a minute"]
fn a_thousand_nights_of_faults_lose_nothing() {
    soak(1000, 42);
}
