//! Where a change stands, in words: `` `a/b` of response 200 application/json `` is `a/b` in the 200 response.
//!
//! The differ names the place in the first operation that a change reaches. Where a component is the cause in several,
//! the place is said as it is in the component, since path and status differ from one operation to the next.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diff::change::{Change, OperationRef};

/// A part of an exchange, as the differ names it before the colon of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The path of a property, or nothing when the whole part is meant.
    pub property: Option<Cow<'a, str>>,
    /// The component that the path of the property begins in; absent when it begins in the part.
    pub component: Option<&'a str>,
    /// The part.
    pub part: Part<'a>,
}

/// A part of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// The request body, in a media type.
    Request(&'a str),
    /// The response of a status, in a media type; the status is empty for all that succeed, and `error` for all that
    /// do not.
    Response(&'a str, &'a str),
    /// A header of the response of a status.
    Header(&'a str, &'a str),
    /// A parameter: where it is sent, and its name.
    Parameter(&'a str, &'a str),
}

/// Where parameters are sent.
const LOCATIONS: [&str; 5] = ["query", "path", "header", "cookie", "querystring"];

impl<'a> Place<'a> {
    /// The place that a sentence begins with, and the rest of the sentence.
    pub fn of(text: &'a str) -> Option<(Self, &'a str)> {
        let (head, rest) = outside_code(text, ": ")?;
        let place = match head.strip_prefix('`').and_then(|head| head.split_once("` of ")) {
            Some((name, part)) => {
                let part = Part::of(part.strip_prefix("the ").unwrap_or(part))?;
                match part {
                    Part::Response(status, "") => Self::whole(Part::Header(name, status)),
                    part => Self { property: Some(Cow::Borrowed(name)), ..Self::whole(part) },
                }
            }
            None => Self::whole(Part::of(head)?),
        };
        Some((place, rest))
    }

    fn whole(part: Part<'a>) -> Self {
        Self { property: None, component: None, part }
    }

    /// The place of a change in all operations that it reaches through a component.
    #[must_use]
    pub fn of_all(self, change: &'a Change) -> Self {
        let origin = change.origin.as_ref().filter(|origin| is_elsewhere(change, &origin.operation_list));
        let Some(component) = origin.and_then(|origin| origin.component.as_deref()) else { return self };
        let part = match self.part {
            Part::Response(status, media) => Part::Response(outcome(status), media),
            part => part,
        };
        match below(change, component).filter(|_| self.property.is_some()) {
            Some(path) => {
                Self { property: Some(Cow::Owned(path)), component: component.rsplit('/').next(), part }
            }
            None => Self { part, ..self },
        }
    }

    /// The thing itself, in backticks; nothing where the part has no name of its own.
    pub fn thing(&self) -> Option<String> {
        match (&self.property, &self.part) {
            (Some(name), _) => Some(code(name)),
            (None, Part::Header(name, _) | Part::Parameter(_, name)) => Some(code(name)),
            (None, Part::Request(_) | Part::Response(..)) => None,
        }
    }

    /// What stands before the thing when there is one, and when there are several.
    pub fn article(&self) -> (String, String) {
        match (&self.property, &self.part) {
            (Some(_), _) => (String::new(), String::new()),
            (None, Part::Header(..)) => ("the header ".to_owned(), "the headers ".to_owned()),
            (None, Part::Parameter(location, _)) => {
                (format!("the {location} parameter "), format!("the {location} parameters "))
            }
            (None, part) => (part.words(), part.words()),
        }
    }

    /// The component that the thing belongs to, with `of` before it; nothing where it is not said.
    pub fn owner(&self) -> String {
        self.component.map(|name| format!(" of {}", code(name))).unwrap_or_default()
    }

    /// What the thing is a part of, with a preposition such as `in` before it; nothing when it is the part itself.
    pub fn within(&self, preposition: &str) -> String {
        match (&self.property, &self.part) {
            (Some(_), part) => format!(" {preposition} {}", part.words()),
            (None, Part::Header(_, status)) => format!(" {preposition} the {status} response"),
            (None, _) => String::new(),
        }
    }
}

impl<'a> Part<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let words: Vec<&str> = text.splitn(4, ' ').collect();
        match words.as_slice() {
            ["response", status] => Some(Self::Response(status, "")),
            ["response", status, "header", name] => Some(Self::Header(name, status)),
            ["response", status, media] if media.contains('/') => Some(Self::Response(status, media)),
            ["request"] => Some(Self::Request("")),
            ["request", media] if media.contains('/') => Some(Self::Request(media)),
            [location, "parameter", ..] if LOCATIONS.contains(location) => {
                let name = text.splitn(3, ' ').nth(2)?;
                Some(Self::Parameter(location, name.strip_prefix('`')?.strip_suffix('`')?))
            }
            [media] if is_media(media) => Some(Self::Request(media)),
            _ => {
                let (location, name) = text.split_once(':')?;
                LOCATIONS.contains(&location).then_some(Self::Parameter(location, name))
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Request("" | "application/json") => "the request body".to_owned(),
            Self::Request(media) => format!("the {} request body", code(media)),
            Self::Response("", "" | "application/json") => "the response".to_owned(),
            Self::Response("", media) => format!("the {} response", code(media)),
            Self::Response(status, "" | "application/json") => format!("the {status} response"),
            Self::Response(status, media) => format!("the {} {status} response", code(media)),
            Self::Header(name, status) => format!("the header {} of the {status} response", code(name)),
            Self::Parameter(location, name) => format!("the {location} parameter {}", code(name)),
        }
    }
}

/// Whether a change reaches other operations than the one that the differ places it in.
fn is_elsewhere(change: &Change, reached: &[Arc<OperationRef>]) -> bool {
    let first = (change.operation.as_deref(), change.path.as_deref());
    reached.len() > 1
        || reached.iter().any(|one| (Some(one.operation.as_str()), Some(one.path.as_str())) != first)
}

/// What responses of a status have in common with those that other operations give in its stead.
fn outcome(status: &str) -> &str {
    match status.as_bytes().first() {
        Some(b'2') => "",
        Some(b'4' | b'5') => "error",
        _ => status,
    }
}

/// Where a change stands below the component that is its cause, as the differ spells paths; nothing where that is the
/// component itself, or where the path leads through a composition.
fn below(change: &Change, component: &str) -> Option<String> {
    let pointer = change.pointer.base.as_ref().or(change.pointer.revision.as_ref())?;
    let [components, kind, name, steps @ ..] = pointer.tokens() else { return None };
    if components != "components" || component.split_once('/') != Some((kind.as_str(), name.as_str())) {
        return None;
    }
    let mut path = Vec::new();
    let mut steps = steps.iter().map(String::as_str);
    while let Some(step) = steps.next() {
        path.push(match step {
            "properties" => steps.next()?,
            "items" | "additionalProperties" => step,
            _ => return None,
        });
    }
    (!path.is_empty()).then(|| path.join("/"))
}

/// A part of an operation, as its change names it, in words: `` `a` in the 200 response ``.
pub fn in_words(part: &str) -> Option<String> {
    let text = format!("{part}: ");
    let (place, _) = Place::of(&text)?;
    Some(format!("{}{}{}{}", place.article().0, place.thing()?, place.owner(), place.within("in")))
}

fn is_media(word: &str) -> bool {
    word.split_once('/').is_some_and(|(kind, rest)| {
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.*".contains(c));
        !kind.is_empty() && !rest.is_empty() && plain(kind) && plain(rest)
    })
}

/// A name in backticks. One that holds backticks itself gets quotes in their place: pairs would no longer match.
pub fn code(name: &str) -> String {
    format!("`{}`", name.replace('`', "'"))
}

/// Splits a text where a mark first stands outside backticks.
fn outside_code<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices(mark)
        .find(|(at, _)| text[..*at].matches('`').count().is_multiple_of(2))
        .map(|(at, _)| (&text[..at], &text[at + mark.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_said() {
        let table = [
            ("`a/b` of response 200 application/json: x", "`a/b` in the 200 response"),
            (
                "`a` of response 404 application/problem+json: x",
                "`a` in the `application/problem+json` 404 response",
            ),
            ("`a` of request multipart/form-data: x", "`a` in the `multipart/form-data` request body"),
            ("application/json: x", "the request body"),
            ("response 202: x", "the 202 response"),
            ("`Deprecation` of response 202: x", "the header `Deprecation` in the 202 response"),
            ("response 202 header Location: x", "the header `Location` in the 202 response"),
            ("query parameter `a: b`: x", "the query parameter `a: b`"),
            ("query:sort: x", "the query parameter `sort`"),
            ("`a` of the query parameter `f`: x", "`a` in the query parameter `f`"),
        ];
        for (text, said) in table {
            let (place, rest) = Place::of(text).expect(text);
            assert_eq!(rest, "x");
            let words = place.article().0 + &place.thing().unwrap_or_default() + &place.within("in");
            assert_eq!(words, said, "{text}");
        }
        for text in ["endpoint added", "server: `x` added", "was restricted to a list: [1]"] {
            assert_eq!(Place::of(text), None, "{text}");
        }
    }

    #[test]
    fn a_cause_in_several_operations_is_placed_in_its_component() {
        let change = |text: &str, pointer: &str, operations: usize, path: &str| -> Change {
            let operations = vec![serde_json::json!({"operation": "GET", "path": "/a"}); operations];
            let origin = serde_json::json!({"component": "schemas/User", "operation_list": operations});
            let json = serde_json::json!({
                "id": "x", "level": 1, "text": text, "operation": "GET", "path": path, "section": "paths", "fingerprint": "x", "origin": origin,
                "pointer": {"base": format!("/components/schemas/{pointer}"), "revision": null},
            });
            serde_json::from_value(json).expect("a change")
        };
        let ok = "`data/items/name` of response 200 application/json: x";
        let refused = "`errors/items` of response 404 text/csv: x";
        let table = [
            (ok, "User/properties/name", 2, "/a", "`name` of `User` in the response"),
            (ok, "User/items/properties/a~1b", 2, "/a", "`items/a/b` of `User` in the response"),
            (ok, "User/properties/name", 1, "/a", "`data/items/name` in the 200 response"),
            (ok, "User/properties/name", 1, "/b", "`name` of `User` in the response"),
            (ok, "User", 2, "/a", "`data/items/name` in the response"),
            (ok, "Other/properties/name", 2, "/a", "`data/items/name` in the response"),
            (refused, "User/oneOf/1", 2, "/a", "`errors/items` in the `text/csv` error response"),
        ];
        for (text, pointer, operations, path, said) in table {
            let change = change(text, pointer, operations, path);
            let place = Place::of(text).expect(text).0.of_all(&change);
            let words = place.article().0 + &place.thing().unwrap_or_default() + &place.owner();
            assert_eq!(words + &place.within("in"), said);
        }
    }
}
