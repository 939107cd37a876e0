//! Findings that somebody has accepted, each with a reason and, where wanted, a last day: `[[lint.exceptions]]` of the
//! configuration, and `x-lint-ignore` in a document.
//!
//! `x-lint-ignore` stands on any object and speaks of it and of all below it: the id of a rule, a list of ids, or
//! `{id, reason, expires}` in the place of each.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::finding::Finding;
use crate::json::Pointer;
use crate::openapi::operation::blanked;
use crate::openapi::{Document, document::kind_of};

/// The extension that holds ignores.
pub const KEY: &str = "x-lint-ignore";

/// One accepted finding: what it is, why it is accepted, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Exception {
    /// The rule.
    pub id: String,
    /// The service whose document it is in; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Method and path, `GET /api/v1/items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The place, as a JSON Pointer; what stands below it is meant too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

impl Exception {
    /// Whether its last day is over.
    pub fn has_expired(&self, today: Option<Date>) -> bool {
        is_over(self.expires, today)
    }

    /// Whether it speaks of a finding in the document of a service.
    pub fn speaks_of(&self, finding: &Finding, service: &str) -> bool {
        let below =
            |pointer: &String| Pointer::parse(pointer).is_some_and(|place| finding.path.starts_with(&place));
        self.id == finding.code
            && self.service.as_ref().is_none_or(|wanted| wanted == service)
            && self.operation.as_ref().is_none_or(|wanted| in_operation(wanted, &finding.path))
            && self.pointer.as_ref().is_none_or(below)
    }
}

/// Whether a place is part of an operation; names of path parameters do not matter.
fn in_operation(wanted: &str, place: &Pointer) -> bool {
    let [paths, path, method, ..] = place.tokens() else { return false };
    let same = |(verb, template): (&str, &str)| {
        verb.eq_ignore_ascii_case(method) && blanked(template.trim()) == blanked(path)
    };
    paths == "paths" && wanted.trim().split_once(' ').is_some_and(same)
}

fn is_over(expires: Option<Date>, today: Option<Date>) -> bool {
    matches!((expires, today), (Some(last), Some(today)) if today > last)
}

/// What is left of the findings of one document, and what its exceptions came to.
#[derive(Debug, Default)]
pub struct Accepted {
    /// How many findings were left out.
    pub count: usize,
    /// Which exceptions left something out, by their place in the list.
    pub used: Vec<usize>,
    /// Ignores in the document that do nothing, each as a sentence that names its place.
    pub idle: Vec<String>,
}

/// Leaves out what exceptions and the document's own ignores accept.
///
/// `ran` says of the id of a rule whether the rule looked at this document: an ignore for one that did not is no news.
pub fn accept(
    document: &Document,
    findings: &mut Vec<Finding>,
    exceptions: &[Exception],
    today: Option<Date>,
    ran: &dyn Fn(&str) -> bool,
) -> Accepted {
    let mut ignores = ignores(document);
    let before = findings.len();
    let mut used = vec![false; exceptions.len()];
    findings.retain(|finding| {
        let mut kept = true;
        for (at, exception) in exceptions.iter().enumerate() {
            if !exception.has_expired(today) && exception.speaks_of(finding, &document.name) {
                used[at] = true;
                kept = false;
            }
        }
        for ignore in
            ignores.iter_mut().filter(|ignore| finding.source == document.origin && ignore.holds(today))
        {
            if ignore.id == finding.code && finding.path.starts_with(&ignore.holder) {
                ignore.used = true;
                kept = false;
            }
        }
        kept
    });
    Accepted {
        count: before - findings.len(),
        used: (0..used.len()).filter(|at| used[*at]).collect(),
        idle: ignores.iter().filter_map(|ignore| ignore.complaint(document, today, ran)).collect(),
    }
}

/// One entry of an `x-lint-ignore`.
#[derive(Debug)]
struct Ignore {
    /// The object that it stands on.
    holder: Pointer,
    /// Where the entry stands.
    place: Pointer,
    id: String,
    expires: Option<Date>,
    /// What is wrong with the entry.
    fault: Option<String>,
    used: bool,
}

impl Ignore {
    fn holds(&self, today: Option<Date>) -> bool {
        self.fault.is_none() && !is_over(self.expires, today)
    }

    fn complaint(
        &self,
        document: &Document,
        today: Option<Date>,
        ran: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let told = match &self.fault {
            Some(fault) => fault.clone(),
            None if is_over(self.expires, today) => format!("the ignore of `{}` has expired", self.id),
            None if !self.used && ran(&self.id) => {
                format!("the ignore of `{}` speaks of no finding", self.id)
            }
            None => return None,
        };
        let start =
            document.closest(&self.place).map(|node| document.position(node.value.start)).unwrap_or_default();
        Some(format!("{}:{}:{}: {told}", document.origin, start.line + 1, start.character + 1))
    }
}

/// Every ignore of a document. The text is searched first: nearly all documents have none.
fn ignores(document: &Document) -> Vec<Ignore> {
    let mut found = Vec::new();
    if memchr::memmem::find(document.text.as_bytes(), KEY.as_bytes()).is_some() {
        collect(&document.value, &mut Pointer::root(), &mut found);
    }
    found
}

fn collect(value: &Value, place: &mut Pointer, found: &mut Vec<Ignore>) {
    let mut below = |key: String, value: &Value| {
        if value.is_object() || value.is_array() {
            place.push(key);
            collect(value, place, found);
            place.pop();
        }
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(at.to_string(), item)),
        Value::Object(map) => {
            map.iter().filter(|(key, _)| *key != KEY).for_each(|(key, value)| below(key.clone(), value));
            if let Some(entries) = map.get(KEY) {
                read_all(entries, place, found);
            }
        }
        _ => {}
    }
}

fn read_all(entries: &Value, holder: &Pointer, found: &mut Vec<Ignore>) {
    let place = holder.join(KEY);
    match entries {
        Value::Array(items) => {
            found.extend(
                items.iter().enumerate().map(|(at, item)| read(item, holder, place.join(at.to_string()))),
            );
        }
        one => found.push(read(one, holder, place)),
    }
}

fn read(entry: &Value, holder: &Pointer, place: Pointer) -> Ignore {
    let mut ignore =
        Ignore { holder: holder.clone(), place, id: String::new(), expires: None, fault: None, used: false };
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let Some(id) = entry.as_str().or_else(|| text("id")) else {
        ignore.fault = Some(format!(
            "`{KEY}` names no rule: found {}, and the id of a rule or {{id, reason, expires}} was expected",
            kind_of(entry)
        ));
        return ignore;
    };
    id.clone_into(&mut ignore.id);
    let known = |key: &&String| !["id", "reason", "expires"].contains(&key.as_str());
    if let Some(key) = entry.as_object().and_then(|map| map.keys().find(known)) {
        ignore.fault = Some(format!("`{KEY}` does not know `{key}`; it takes id, reason and expires"));
    }
    if let Some(expires) = entry.get("expires") {
        ignore.expires = expires.as_str().and_then(|day| day.parse().ok());
        if ignore.expires.is_none() {
            ignore.fault = Some(format!("`expires` is {expires}, and a day such as 2026-12-31 was expected"));
        }
    }
    ignore
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn finding(code: &str, place: &str) -> Finding {
        let path = Pointer::parse(place).expect("a pointer");
        Finding { source: "a.yaml".into(), ..Finding::new(code, Severity::Warn, path, "m") }
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn accepted(text: &str, exceptions: &[Exception]) -> (Vec<String>, Accepted) {
        let document = Document::read("a", "a.yaml", text.as_bytes().to_vec()).expect("a document");
        let mut findings = vec![
            finding("one", "/info"),
            finding("one", "/paths/~1a~1{id}/get/tags"),
            finding("two", "/info/title"),
        ];
        let accepted = accept(&document, &mut findings, exceptions, Some(day("2026-05-01")), &|_| true);
        (findings.iter().map(|finding| format!("{} {}", finding.code, finding.path)).collect(), accepted)
    }

    #[test]
    fn an_exception_speaks_of_a_rule_at_a_place() {
        let exception = Exception { id: "one".into(), reason: "r".into(), ..Exception::default() };
        let operation = Some("GET /a/{other}".to_owned());
        let (left, told) = accepted("{}", &[Exception { operation, ..exception.clone() }]);
        assert_eq!((left.len(), told.count, told.used), (2, 1, vec![0]));
        let pointer = Some("/info".to_owned());
        let (left, _) = accepted("{}", &[Exception { pointer, ..exception.clone() }]);
        assert_eq!(left, ["one /paths/~1a~1{id}/get/tags", "two /info/title"]);
        let (left, _) = accepted("{}", std::slice::from_ref(&exception));
        assert_eq!(left, ["two /info/title"]);
        let (left, _) = accepted("{}", &[Exception { service: Some("b".into()), ..exception.clone() }]);
        assert_eq!(left.len(), 3);
        let (left, told) = accepted("{}", &[Exception { expires: Some(day("2026-04-30")), ..exception }]);
        assert_eq!((left.len(), told.used), (3, vec![]));
    }

    #[test]
    fn an_ignore_speaks_of_its_object_and_of_all_below() {
        let (left, told) = accepted("info: {title: x, x-lint-ignore: [two, {id: one, reason: r}]}\n", &[]);
        assert_eq!((left, told.count), (vec!["one /paths/~1a~1{id}/get/tags".to_owned()], 2));
        assert!(told.idle.is_empty());
    }

    #[test]
    fn an_ignore_that_does_nothing_is_told_with_its_place() {
        for (entry, expected) in [
            ("three", "a.yaml:2:18: the ignore of `three` speaks of no finding"),
            ("{id: one, expires: 2026-04-30}", "a.yaml:2:18: the ignore of `one` has expired"),
            (
                "{id: one, expires: soon}",
                "a.yaml:2:18: `expires` is \"soon\", and a day such as 2026-12-31 was expected",
            ),
            (
                "{id: one, until: 2026}",
                "a.yaml:2:18: `x-lint-ignore` does not know `until`; it takes id, reason and expires",
            ),
            (
                "3",
                "a.yaml:2:18: `x-lint-ignore` names no rule: found a number, and the id of a rule or {id, reason, expires} was expected",
            ),
        ] {
            let (left, told) = accepted(&format!("info:\n  x-lint-ignore: {entry}\n"), &[]);
            assert_eq!((left.len(), told.idle), (3, vec![expected.to_owned()]), "{entry}");
        }
    }
}
