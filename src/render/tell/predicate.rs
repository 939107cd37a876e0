//! What happened to a thing, check by check; a check without words of its own keeps those of the differ.

use serde_json::Value;

use super::Told;
use super::place::{Part, Place, code};
use crate::diff::change::Change;
use crate::render::words::grouped;

/// The sentence of a change, where its check or its place is known.
pub fn told(change: &Change) -> Option<Told> {
    if let Some(told) = of_operation(change) {
        return Some(told);
    }
    let (place, rest) = Place::of(&change.text)?;
    let place = if change.id.contains("-status-") { place } else { place.of_all(change) };
    let component = place.component.is_some();
    let one = One { change, place, sends: sends(&change.id) };
    let told = one
        .existence()
        .or_else(|| one.state())
        .or_else(|| one.values())
        .or_else(|| one.limit())
        .or_else(|| one.words(rest))
        .or_else(|| one.branches(rest))
        .unwrap_or_else(|| one.as_differ_says(rest));
    Some(Told { component, ..told })
}

/// Whether the caller sends what the check speaks of.
pub fn sends(id: &str) -> bool {
    id.contains("response") == id.starts_with("outgoing-")
}

/// What concerns the operation as a whole.
fn of_operation(change: &Change) -> Option<Told> {
    let gone = |value: &Value| value.is_null();
    let text = match change.id.as_ref() {
        "endpoint-replaced-by-changed" if gone(&change.before) => "has a successor now".to_owned(),
        "endpoint-replaced-by-changed" if gone(&change.after) => "has no successor any more".to_owned(),
        "endpoint-replaced-by-changed" => "has another successor now".to_owned(),
        "api-rate-limit-lowered" | "api-rate-limit-raised" => rate_limit(change)?,
        "api-permissions-changed" => permissions(change)?,
        "api-operation-id-added" => "has an `operationId` now".to_owned(),
        "api-path-removed-without-deprecation" | "api-removed-without-deprecation" => {
            "removed without having been deprecated".to_owned()
        }
        "api-summary-changed" => "the summary changed".to_owned(),
        "api-description-changed" => "the description changed".to_owned(),
        "request-body-added-optional" => "takes a body now, which is optional".to_owned(),
        "request-body-added-required" => "takes a body now, which is required".to_owned(),
        "request-body-became-optional" => "the request body may be left out now".to_owned(),
        "request-body-became-required" => "the request body is required now".to_owned(),
        _ => return None,
    };
    Some(Told::all(&text))
}

/// `{"tier": "special", "limit": 10}`: requests a minute of one user.
fn rate_limit(change: &Change) -> Option<String> {
    let limit = |value: &Value| {
        value.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok())
    };
    let (before, after) = (limit(&change.before)?, limit(&change.after)?);
    let word = if after < before { "lowered" } else { "raised" };
    Some(format!(
        "the rate limit was {word} from {} to {} requests a minute",
        grouped(before),
        grouped(after)
    ))
}

/// What is listed now and what no longer is.
fn permissions(change: &Change) -> Option<String> {
    let names = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(code).collect()
    };
    let (before, after) = (names(&change.before), names(&change.after));
    let missing = |from: &[String], list: &[String]| -> Vec<String> {
        list.iter().filter(|name| !from.contains(name)).cloned().collect()
    };
    let says = |list: Vec<String>, words: &str| {
        (!list.is_empty()).then(|| format!("{words} {}", super::super::words::listed(&list)))
    };
    match (says(missing(&before, &after), "asks for"), says(missing(&after, &before), "no longer asks for")) {
        (Some(new), Some(gone)) => Some(format!("{new} now and {gone}")),
        (Some(new), None) => Some(format!("{new} now")),
        (None, gone) => gone,
    }
}

/// One change with its place.
struct One<'a> {
    change: &'a Change,
    place: Place<'a>,
    sends: bool,
}

impl One<'_> {
    fn is(&self, end: &str) -> bool {
        self.change.id.ends_with(end)
    }

    /// The thing and what became of it: for one, and for several.
    fn about(&self, [one, many]: [&str; 2]) -> Told {
        let within = self.place.owner() + &self.place.within("in");
        self.said([format!("{within} {one}"), format!("{within} {many}")])
    }

    /// As [`Self::about`], with the part behind the verb: `a` is new in the request body.
    fn moved(&self, [one, many]: [&str; 2], preposition: &str) -> Told {
        let (owner, within) = (self.place.owner(), self.place.within(preposition));
        self.said([format!("{owner} {one}{within}"), format!("{owner} {many}{within}")])
    }

    /// The thing, and what follows it: for one, and for several.
    fn said(&self, [one, many]: [String; 2]) -> Told {
        let (article, articles) = self.place.article();
        Told::several([&article, &articles], self.things(), "and", [&one, &many])
    }

    fn things(&self) -> Vec<String> {
        self.place.thing().into_iter().collect()
    }

    /// The one thing in words: `` `a` in the request body ``.
    fn subject(&self) -> String {
        let thing = self.place.thing().unwrap_or_default();
        self.place.article().0 + &thing + &self.place.owner() + &self.place.within("in")
    }

    /// What came or went.
    fn existence(&self) -> Option<Told> {
        let id = self.change.id.as_ref();
        let kinds = [
            ("optional ", "new-optional-request-"),
            ("required ", "new-required-request-"),
            ("", "new-request-"),
        ];
        if let Some((kind, _)) = kinds.iter().find(|(_, start)| id.starts_with(start)) {
            return Some(self.newcomer(kind));
        }
        if self.is("status-added") {
            return self.response(["may be answered with status ", " now"]);
        }
        if self.is("status-removed") {
            return self.response(["is not answered with status ", " any more"]);
        }
        if self.is("media-type-added") || self.is("media-type-removed") {
            return self.media_type();
        }
        let gone = self.is("-removed") || self.is("-removed-with-deprecation");
        let named = self.is("property-added") || self.is("header-added");
        if named {
            return Some(self.moved(["is new", "are new"], "in"));
        }
        let parts = ["-property-removed", "-parameter-removed", "-header-removed"];
        let undeclared = id.contains("undeclared");
        let part = parts.iter().any(|part| id.contains(part)) && !undeclared;
        let announced = self.is("-with-deprecation") && self.place.property.is_none();
        let verbs = if announced {
            ["was removed, as it was deprecated", "were removed, as they were deprecated"]
        } else {
            ["was removed", "were removed"]
        };
        (gone && part).then(|| self.moved(verbs, "from"))
    }

    /// What is sent and was not known before.
    fn newcomer(&self, kind: &str) -> Told {
        if self.place.property.is_none() {
            let Part::Parameter(location, _) = self.place.part else {
                return self.about(["is new", "are new"]);
            };
            let head =
                [format!("the {kind}{location} parameter "), format!("the {kind}{location} parameters ")];
            return Told::several([&head[0], &head[1]], self.things(), "and", [" is new", " are new"]);
        }
        match kind.trim() {
            "required" => self.moved(["is new and required", "are new and required"], "in"),
            _ => self.moved(["is new", "are new"], "in"),
        }
    }

    fn response(&self, [head, tail]: [&str; 2]) -> Option<Told> {
        let Part::Response(status, _) = self.place.part else { return None };
        Some(Told::several([head, head], vec![code(status)], "or", [tail, tail]))
    }

    fn media_type(&self) -> Option<Told> {
        let new = self.is("-added");
        let media = if new { &self.change.after } else { &self.change.before }.as_str()?;
        let article = self.place.article().0;
        let (verb, end) = match (self.sends, new) {
            (true, true) => ("may be", " now"),
            (true, false) => ("must not be", " any more"),
            (false, true) => ("may be", " now"),
            (false, false) => ("is never", " any more"),
        };
        let head = format!("{article} {verb} ");
        Some(Told::several([&head, &head], vec![code(media)], "or", [end, end]))
    }

    /// What a value may be or need not be.
    fn state(&self) -> Option<Told> {
        let sends = self.sends;
        let state: [&str; 2] = if self.is("became-nullable") {
            if sends { ["may be sent as `null` now"; 2] } else { ["may be `null` now"; 2] }
        } else if self.is("became-not-nullable") {
            if sends {
                ["must not be `null` any more"; 2]
            } else {
                ["is never `null` any more", "are never `null` any more"]
            }
        } else if self.is("became-optional") {
            if sends { ["may be left out now"; 2] } else { ["may be missing now"; 2] }
        } else if self.is("became-required-with-default") {
            ["is required now and has a default", "are required now and have a default"]
        } else if self.is("became-required") {
            if sends {
                ["is required now", "are required now"]
            } else {
                ["is always there now", "are always there now"]
            }
        } else if self.is("-deprecated") || self.is("-deprecated-with-sunset") {
            ["is deprecated", "are deprecated"]
        } else if self.is("-reactivated") {
            ["is no longer deprecated", "are no longer deprecated"]
        } else {
            return None;
        };
        Some(self.about(state))
    }

    /// Values that came, went or changed.
    fn values(&self) -> Option<Told> {
        let (before, after) = (plain(&self.change.before), plain(&self.change.after));
        if self.is("enum-value-added") {
            return Some(self.value(if self.sends { "may be sent as" } else { "may be" }, &after?, " now"));
        }
        if self.is("enum-value-removed") {
            return Some(self.value(
                if self.sends { "must not be" } else { "is never" },
                &before?,
                " any more",
            ));
        }
        if self.is("format-annotation-changed") {
            let text = match (before, after) {
                (Some(before), Some(after)) => {
                    format!("marked with the format {} now, not {}", code(&after), code(&before))
                }
                (None, after) => format!("marked with the format {} now", code(&after?)),
                (before, None) => format!("marked with the format {} any more", code(&before?)),
            };
            let not = if text.ends_with("any more") { "not " } else { "" };
            return Some(self.about([&format!("is {not}{text}"), &format!("are {not}{text}")]));
        }
        if self.is("became-enum") {
            let list = listed(&self.change.after)?;
            return Some(
                self.about([
                    &format!("is restricted to {list} now"),
                    &format!("are restricted to {list} now"),
                ]),
            );
        }
        if self.is("-enum-removed") {
            let list = listed(&self.change.before)?;
            let text = format!("restricted to {list} any more");
            return Some(self.about([&format!("is not {text}"), &format!("are not {text}")]));
        }
        let typed =
            ["-type-changed", "-type-specialized", "-type-generalized"].iter().any(|end| self.is(end));
        if typed && !self.is("media-type-changed") {
            let (before, after) = (type_word(&before?), type_word(&after?));
            return Some(self.about([&format!("changed from {before} to {after}"); 2].map(String::as_str)));
        }
        if self.is("default-value-added") {
            let default = code(&after?);
            return Some(
                self.about([
                    &format!("is {default} by default now"),
                    &format!("are {default} by default now"),
                ]),
            );
        }
        if self.is("default-value-changed") {
            let text = format!("{} by default now, not {}", code(&after?), code(&before?));
            return Some(self.about([&format!("is {text}"), &format!("are {text}")]));
        }
        if self.is("default-value-removed") {
            let default = code(&before?);
            return Some(self.about([
                &format!("is no longer {default} by default"),
                &format!("are no longer {default} by default"),
            ]));
        }
        None
    }

    /// A thing and one of its values; several values of one thing are one sentence.
    fn value(&self, verb: &str, value: &str, end: &str) -> Told {
        let subject = self.subject();
        let head = format!("{subject} {verb} ");
        Told::several([&head, &head], vec![code(value)], "or", [end, end])
    }

    /// Limits of size and length, where they were set or moved.
    fn limit(&self) -> Option<Told> {
        const LIMITS: [(&str, &str, &str); 8] = [
            ("max-items", "may hold at most", " items"),
            ("max-length", "may have at most", " characters"),
            ("max-properties", "may have at most", " properties"),
            ("min-items", "must hold at least", " items"),
            ("min-length", "must have at least", " characters"),
            ("min-properties", "must have at least", " properties"),
            ("max", "may be at most", ""),
            ("min", "must be at least", ""),
        ];
        let id = &self.change.id;
        let (kind, moved) = ["-set", "-increased", "-decreased"]
            .iter()
            .find_map(|end| Some((id.strip_suffix(end)?, *end)))?;
        let (_, verb, noun) = LIMITS.iter().find(|(name, ..)| kind.ends_with(&format!("-{name}")))?;
        let exclusive = kind.contains("exclusive");
        let after = number(&self.change.after).filter(|_| !exclusive)?;
        let was =
            number(&self.change.before).filter(|_| moved != "-set").map(|before| format!(", not {before}"));
        let text = format!("{verb} {after}{noun} now{}", was.unwrap_or_default());
        Some(self.about([&text, &text]))
    }

    /// Descriptions, examples and extensions.
    fn words(&self, rest: &str) -> Option<Told> {
        let (article, articles) = self.place.article();
        let within = self.place.owner() + &self.place.within("in");
        let (noun, nouns) = match rest.strip_suffix(" changed")? {
            noun @ ("description" | "example" | "title") => (noun.to_owned(), format!("{noun}s")),
            noun if noun.starts_with("description of the ") => {
                ("description".to_owned(), "descriptions".to_owned())
            }
            noun if noun.starts_with("example of the ") => ("example".to_owned(), "examples".to_owned()),
            noun if noun.starts_with('`') && !noun.contains(' ') => {
                (format!("field {noun}"), format!("fields {noun}"))
            }
            noun => {
                let part = noun.strip_prefix("encoding of ")?;
                return Some(Told::all(&format!("the encoding of {part} in {article} changed")));
            }
        };
        let head = [format!("the {noun} of {article}"), format!("the {nouns} of {articles}")];
        let [one, many] = match (&self.change.before, &self.change.after) {
            (Value::Null, Value::Null) => ["changed"; 2],
            (Value::Null, _) => ["is new", "are new"],
            (_, Value::Null) => ["was removed", "were removed"],
            _ => ["changed"; 2],
        };
        let tails = [format!("{within} {one}"), format!("{within} {many}")];
        Some(Told::several([&head[0], &head[1]], self.things(), "and", [&tails[0], &tails[1]]))
    }

    /// Branches of a composition that came or went.
    fn branches(&self, rest: &str) -> Option<Told> {
        let new = rest.contains(" added to ");
        let word = rest.rsplit_once(if new { " added to " } else { " removed from " })?.1;
        let value = if new { &self.change.after } else { &self.change.before };
        let shapes: Vec<String> = match value {
            Value::Null => return None,
            Value::Array(several) => several.iter().map(shape).collect(),
            one => vec![shape(one)],
        };
        let (verb, joint, end) = match (word, self.sends, new) {
            ("oneOf" | "anyOf", true, true) => ("may also be sent as ", "or", " now"),
            ("oneOf" | "anyOf", true, false) => ("must not be ", "or", " any more"),
            ("oneOf" | "anyOf", false, true) => ("may also be ", "or", " now"),
            ("oneOf" | "anyOf", false, false) => ("is never ", "or", " any more"),
            ("allOf", _, true) => ("must also be ", "and", " now"),
            ("allOf", _, false) => ("need not be ", "and", " any more"),
            _ => return None,
        };
        let head = format!("{} {verb}", self.subject());
        Some(Told::several([&head, &head], shapes, joint, [end, end]))
    }

    /// The differ's own words behind the place in ours.
    fn as_differ_says(&self, rest: &str) -> Told {
        const VERBS: [&str; 7] = ["became", "was", "is", "need", "must", "accepts", "may"];
        if self.is("media-type-schema-added") {
            return self.about(["is described by a schema now"; 2]);
        }
        if self.is("media-type-schema-removed") {
            return self.about(["is not described by a schema any more"; 2]);
        }
        let subject = self.subject();
        let verb = rest.split(' ').next().is_some_and(|word| VERBS.contains(&word));
        let rest = rest.replace("need not fit a branch of oneOf", "need not fit a branch of its `oneOf`");
        let rest = rest.replace("need not fit a branch of anyOf", "need not fit a branch of its `anyOf`");
        Told::whole(&format!("{subject}{}{rest}", if verb { " " } else { ": " }))
    }
}

/// A schema in words: its name, or its type.
fn shape(schema: &Value) -> String {
    let with_article = |name: &str| {
        let vowel = name.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
        format!("{} {}", if vowel { "an" } else { "a" }, code(name))
    };
    let text = |name: &str| schema.get(name).and_then(Value::as_str);
    match (schema.as_str().or_else(|| text("$ref")), text("title"), text("type")) {
        (Some(name), ..) => with_article(name.rsplit('/').next().unwrap_or(name)),
        (None, Some(title), _) => with_article(title),
        (None, None, Some("array")) => match schema.pointer("/items/type").and_then(Value::as_str) {
            Some(items) => format!("{} of {}", with_article("array"), code(items)),
            None => with_article("array"),
        },
        (None, None, Some(name)) => with_article(name),
        (None, None, None) => "of another shape".to_owned(),
    }
}

/// A limit as people write it.
fn number(value: &Value) -> Option<String> {
    match value.as_u64().and_then(|number| usize::try_from(number).ok()) {
        Some(number) => Some(grouped(number)),
        None => plain(value),
    }
}

/// A value as text; nothing for none and for what has parts.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The values of a list, as many as a sentence holds.
fn listed(value: &Value) -> Option<String> {
    const MOST: usize = 12;
    let values: Vec<String> = value.as_array()?.iter().filter_map(plain).collect();
    let mut named: Vec<String> = values.iter().take(MOST).map(|value| code(value)).collect();
    let more = values.len().saturating_sub(MOST);
    named.extend((more > 0).then(|| format!("{more} more")));
    (!named.is_empty()).then(|| crate::render::words::listed(&named))
}

fn type_word(name: &str) -> String {
    if name == "any" { "any type".to_owned() } else { code(name) }
}
