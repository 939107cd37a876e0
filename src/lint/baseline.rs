//! What was there already: a committed list of findings, so that only new ones are news.
//!
//! A finding is known by its service, its rule, the operation or component it is about, the way from there, and its
//! message without names and numbers; never by lines. Places that stand side by side are counted, not told apart. What
//! moved, to another path prefix or another service, is matched before anything counts as new. What goes away stays on
//! the list for a few snapshots: when it comes back, it is `returned`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::finding::{BaselineState, Finding};
use crate::openapi::document::service_of;

/// How many snapshots a finding stays on the list after it went away.
const REMEMBERED: u32 = 7;

/// By what a finding is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The service whose document it is in.
    pub service: String,
    /// The rule.
    pub code: String,
    /// The operation as `GET /items/{}`, the component as `schemas/Item`, or nothing.
    pub subject: String,
    /// The way from there; indices are `*`.
    pub place: String,
    /// The message without names and numbers.
    pub message: String,
}

/// One line of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    fingerprint: Fingerprint,
    count: usize,
    /// For how many snapshots fewer have been there than `count` says.
    #[serde(default, skip_serializing_if = "is_zero")]
    absent: u32,
    /// How many have been there of late; absent when all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    present: Option<usize>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Known findings with how often each is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Fingerprint, Known>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Known {
    count: usize,
    absent: u32,
    present: usize,
}

/// A baseline that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the baseline: {message}; write it anew with --update-baseline")]
pub struct BaselineError {
    /// From 1.
    pub line: usize,
    /// What was found.
    pub message: String,
}

/// What a comparison with a baseline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Findings that nothing in the baseline explains.
    pub new: usize,
    /// Findings that were there.
    pub unchanged: usize,
    /// Of these, how many stand elsewhere now.
    pub moved: usize,
    /// Findings that had gone away not long ago.
    pub returned: usize,
    /// What is no longer there, with how many.
    pub fixed: Vec<(Fingerprint, usize)>,
}

impl Baseline {
    /// A baseline of all these findings.
    pub fn of(findings: &[Finding]) -> Self {
        let mut entries: BTreeMap<Fingerprint, Known> = BTreeMap::new();
        for finding in findings {
            let known = entries.entry(Fingerprint::of(finding)).or_default();
            known.count += 1;
            known.present += 1;
        }
        Self { entries }
    }

    /// Reads what [`Baseline::print`] wrote.
    ///
    /// # Errors
    /// The first line that is none of it.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut entries = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim().trim_end_matches(',');
            if line.is_empty() || line == "[" || line == "]" || line == "[]" {
                continue;
            }
            let line: Line = serde_json::from_str(line)
                .map_err(|error| BaselineError { line: at + 1, message: error.to_string() })?;
            let known =
                Known { count: line.count, absent: line.absent, present: line.present.unwrap_or(line.count) };
            entries.insert(line.fingerprint, known);
        }
        Ok(Self { entries })
    }

    /// A JSON array, sorted, one line an element: a change of one finding is a change of one line.
    pub fn print(&self) -> String {
        let lines: Vec<String> =
            self.entries.iter().map(|(fingerprint, known)| print_line(fingerprint, *known)).collect();
        if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
    }

    /// Writes into each finding how it stands to this baseline, and sums up.
    pub fn judge(&self, findings: &mut [Finding]) -> Verdict {
        let mut verdict = Verdict::default();
        let mut left = self.entries.clone();
        let mut open: Vec<(usize, Fingerprint)> =
            findings.iter().enumerate().map(|(at, finding)| (at, Fingerprint::of(finding))).collect();
        for (round, key) in KEYS.iter().enumerate() {
            open = settle(*key, round > 0, open, &mut left, findings, &mut verdict);
        }
        for (at, _) in open {
            findings[at].baseline = Some(BaselineState::New);
            verdict.new += 1;
        }
        let gone = left.into_iter().filter(|(_, known)| known.present > 0);
        verdict.fixed = gone.map(|(fingerprint, known)| (fingerprint, known.present)).collect();
        verdict
    }

    /// The baseline of the next snapshot: what went away is remembered for a while and then dropped, what moved has its
    /// new place, what is new stays out unless `accept` lets it in.
    #[must_use]
    pub fn ratchet(&self, findings: &[Finding], accept: bool) -> Self {
        let mut judged = findings.to_vec();
        let verdict = self.judge(&mut judged);
        judged.retain(|finding| accept || finding.baseline != Some(BaselineState::New));
        let mut next = Self::of(&judged);
        let dormant = self.entries.iter().filter(|(_, known)| known.count > known.present);
        let gone = verdict.fixed.iter().map(|(fingerprint, count)| (fingerprint, *count, 0));
        let dormant =
            dormant.map(|(fingerprint, known)| (fingerprint, known.count - known.present, known.absent));
        for (fingerprint, count, absent) in gone.chain(dormant).filter(|(_, _, absent)| *absent < REMEMBERED)
        {
            let known = next.entries.entry(fingerprint.clone()).or_default();
            let most = self.entries.get(fingerprint).map_or(count, |known| known.count);
            known.count = (known.count + count).min(most.max(known.present));
            known.absent = if known.count > known.present { known.absent.max(absent + 1) } else { 0 };
        }
        next
    }

    /// How many findings are on the list.
    pub fn len(&self) -> usize {
        self.entries.values().map(|known| known.count).sum()
    }

    /// Whether nothing is on the list.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Matches findings with what is left by one key; gives back those that found nothing.
fn settle(
    key: fn(&Fingerprint) -> Fingerprint,
    moved: bool,
    open: Vec<(usize, Fingerprint)>,
    left: &mut BTreeMap<Fingerprint, Known>,
    findings: &mut [Finding],
    verdict: &mut Verdict,
) -> Vec<(usize, Fingerprint)> {
    let mut by_key: BTreeMap<Fingerprint, Vec<Fingerprint>> = BTreeMap::new();
    for fingerprint in left.iter().filter(|(_, known)| known.count > 0).map(|(fingerprint, _)| fingerprint) {
        by_key.entry(key(fingerprint)).or_default().push(fingerprint.clone());
    }
    let mut unmatched = Vec::new();
    for (at, fingerprint) in open {
        let candidates = by_key.get(&key(&fingerprint)).into_iter().flatten();
        let found = candidates
            .into_iter()
            .find(|candidate| left.get(*candidate).is_some_and(|known| known.count > 0));
        let Some(known) = found.and_then(|found| left.get_mut(found)) else {
            unmatched.push((at, fingerprint));
            continue;
        };
        known.count -= 1;
        let state = if known.present > 0 { BaselineState::Unchanged } else { BaselineState::Returned };
        known.present = known.present.saturating_sub(1);
        findings[at].baseline = Some(state);
        match state {
            BaselineState::Returned => verdict.returned += 1,
            _ => verdict.unchanged += 1,
        }
        verdict.moved += usize::from(moved);
    }
    unmatched
}

fn print_line(fingerprint: &Fingerprint, known: Known) -> String {
    let line = Line {
        fingerprint: fingerprint.clone(),
        count: known.count,
        absent: known.absent,
        present: (known.present < known.count).then_some(known.present),
    };
    serde_json::to_string(&line).expect("a line is plain data")
}

/// From exact to loose: the same place; another service; another path prefix.
const KEYS: [fn(&Fingerprint) -> Fingerprint; 3] = [Fingerprint::clone, anywhere, by_tail];

fn anywhere(fingerprint: &Fingerprint) -> Fingerprint {
    Fingerprint { service: String::new(), ..fingerprint.clone() }
}

/// The method and the last two segments of the path.
fn by_tail(fingerprint: &Fingerprint) -> Fingerprint {
    let subject = match fingerprint.subject.split_once(' ') {
        Some((method, path)) => {
            let tail: Vec<&str> = path.rsplit('/').take(2).collect();
            format!("{method} {}", tail.join("/"))
        }
        None => fingerprint.subject.clone(),
    };
    Fingerprint { subject, ..fingerprint.clone() }
}

impl Fingerprint {
    /// By what a finding is known.
    pub fn of(finding: &Finding) -> Self {
        let tokens: Vec<&str> = finding.path.tokens().iter().map(String::as_str).collect();
        let (subject, rest) = subject(&tokens);
        Self {
            service: service_of(Path::new(&finding.source)),
            code: finding.code.clone(),
            subject,
            place: rest.iter().fold(String::new(), |place, token| place + "/" + &blanked_token(token)),
            message: finding.message_class(),
        }
    }
}

/// What the node at a path is about, and the way on from there.
fn subject<'a>(tokens: &'a [&'a str]) -> (String, &'a [&'a str]) {
    match tokens {
        ["paths", path, method, rest @ ..] if !method.starts_with("x-") => {
            (format!("{} {}", method.to_uppercase(), plain_path(path)), rest)
        }
        ["paths", path] => (plain_path(path), &[]),
        ["components", section, name, rest @ ..] => (format!("{section}/{name}"), rest),
        ["definitions", name, rest @ ..] => (format!("schemas/{name}"), rest),
        all => (String::new(), all),
    }
}

/// Everything in a document that a finding can be about, as in [`Fingerprint::subject`]: a finding that went away
/// together with its subject was not put right.
pub fn subjects(document: &Value) -> BTreeSet<String> {
    let names = |holder: Option<&Value>| -> Vec<String> {
        holder.and_then(Value::as_object).into_iter().flat_map(|map| map.keys().cloned()).collect()
    };
    let mut found = BTreeSet::from([String::new()]);
    for path in names(document.get("paths")) {
        found.insert(subject(&["paths", &path]).0);
        for method in names(document.get("paths").and_then(|paths| paths.get(&path))) {
            found.insert(subject(&["paths", &path, &method]).0);
        }
    }
    for section in names(document.get("components")) {
        for name in names(document.get("components").and_then(|components| components.get(&section))) {
            found.insert(subject(&["components", &section, &name]).0);
        }
    }
    found.extend(names(document.get("definitions")).iter().map(|name| subject(&["definitions", name]).0));
    found
}

/// A path template without a leading `/api` and version, and without the names of its parameters.
fn plain_path(path: &str) -> String {
    let path = crate::openapi::operation::blanked(path);
    let mut rest = path.as_str();
    rest = rest.strip_prefix("/api/").map_or(rest, |_| &rest[4..]);
    let version = rest.strip_prefix("/v").and_then(|after| after.split_once('/'));
    match version {
        Some((digits, after)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            format!("/{after}")
        }
        _ => rest.to_owned(),
    }
}

fn blanked_token(token: &str) -> String {
    if token.bytes().all(|byte| byte.is_ascii_digit()) && token.len() < 3 {
        return "*".to_owned();
    }
    crate::json::pointer::escape(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::json::Pointer;

    fn finding(source: &str, path: &str, message: &str) -> Finding {
        let place = Pointer::parse(path).expect("a pointer");
        Finding { source: source.into(), ..Finding::new("rule", Severity::Warn, place, message) }
    }

    fn states(baseline: &Baseline, findings: &[Finding]) -> Vec<BaselineState> {
        let mut findings = findings.to_vec();
        baseline.judge(&mut findings);
        findings.into_iter().filter_map(|finding| finding.baseline).collect()
    }

    #[test]
    fn what_moved_is_not_new() {
        let base = Baseline::of(&[
            finding("a.json", "/paths/~1v1~1items~1{id}/get/parameters/0", "no \"x\""),
            finding("a.json", "/components/schemas/Item/type", "12 wrong"),
        ]);
        let now = [
            finding("b.json", "/paths/~1api~1v1~1items~1{itemId}/get/parameters/3", "no \"y\""),
            finding("a.json", "/components/schemas/Item/type", "13 wrong"),
        ];
        assert_eq!(states(&base, &now), [BaselineState::Unchanged; 2]);
        let prefix = [finding("a.json", "/paths/~1shop~1items~1{id}/get/parameters/0", "no \"x\"")];
        assert_eq!(states(&base, &prefix), [BaselineState::Unchanged]);
        let other = [finding("a.json", "/paths/~1v1~1items~1{id}/post/parameters/0", "no \"x\"")];
        assert_eq!(states(&base, &other), [BaselineState::New]);
    }

    #[test]
    fn one_more_of_the_same_is_new() {
        let twice = [finding("a.json", "/info", "m"), finding("a.json", "/info", "m")];
        let base = Baseline::of(&twice[..1]);
        assert_eq!(states(&base, &twice), [BaselineState::Unchanged, BaselineState::New]);
    }

    #[test]
    fn the_ratchet_shrinks_by_itself_and_grows_only_when_told() {
        let (one, two) = (finding("a.json", "/info", "one"), finding("a.json", "/tags", "two"));
        let base = Baseline::of(std::slice::from_ref(&one));
        assert_eq!(base.ratchet(&[one.clone(), two.clone()], false), base);
        assert_eq!(base.ratchet(&[one.clone(), two.clone()], true).len(), 2);
        let mut gone = base.ratchet(&[], false);
        assert_eq!(states(&gone, std::slice::from_ref(&one)), [BaselineState::Returned]);
        assert_eq!(gone.ratchet(std::slice::from_ref(&one), false), base);
        for _ in 0..REMEMBERED {
            gone = Baseline::parse(&gone.print()).expect("what was printed").ratchet(&[], false);
        }
        assert!(gone.is_empty(), "{}", gone.print());
        assert_eq!(states(&gone, &[one]), [BaselineState::New]);
    }

    #[test]
    fn what_is_printed_is_read_back_and_is_one_line_a_finding() {
        let base = Baseline::of(&[finding("a.json", "/info", "one"), finding("b.json", "/info", "\"two\"")]);
        let text = base.print();
        assert_eq!(Baseline::parse(&text), Ok(base));
        assert_eq!(text.lines().count(), 4);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        assert_eq!(Baseline::parse("[\n{}\n]").map_err(|error| error.line), Err(2));
    }
}
