//! The consolidated document that is published, asked what has changed since without being read: most of it is printed as it
//! was, and what is printed alike means the same.

use std::collections::BTreeSet;

use memchr::memmem;
use serde_json::{Map, Value};

use super::names::{self, SEPARATOR};
use super::rewrite::RECORD;
use super::split;
use crate::collections::{HashMap, HashSet};
use crate::json::printed::Part;
use crate::json::{self, canonical};
use crate::openapi::grammar::COMPONENT_SECTIONS;
use crate::openapi::{Document, LoadError};

/// A consolidated document as it was printed.
#[derive(Debug)]
pub struct Published {
    origin: String,
    text: String,
}

/// The maps of a consolidated document whose members belong to one or more services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Section {
    Record,
    Items(&'static str),
    Components(&'static str),
}

impl Section {
    fn all() -> impl Iterator<Item = Self> {
        let components = COMPONENT_SECTIONS.into_iter().map(|(name, _)| Self::Components(name));
        [Self::Record, Self::Items("paths"), Self::Items("webhooks")].into_iter().chain(components)
    }

    /// The section of a document, when it has one.
    fn of<'p, 't>(self, whole: &'p Part<'t>) -> Option<&'p Part<'t>> {
        let section = match self {
            Self::Record => whole.member(RECORD),
            Self::Items(name) => whole.member(name),
            Self::Components(name) => whole.member("components").and_then(|all| all.member(name)),
        };
        section.filter(|section| section.value.starts_with('{'))
    }
}

impl Published {
    /// Takes a document as it stands in its file.
    ///
    /// # Errors
    /// See [`Document::parse`]; what a text that begins as we print it holds is seen when it is needed.
    pub fn read(origin: &str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        let origin = origin.to_owned();
        match String::from_utf8(bytes) {
            Ok(text) if text.starts_with(HEAD) => Ok(Self { origin, text }),
            other => {
                let bytes = other.map_or_else(std::string::FromUtf8Error::into_bytes, String::into_bytes);
                let value = Document::parse("", &origin, bytes)?.value;
                Ok(Self { origin, text: canonical::print(&value) })
            }
        }
    }

    /// Reads all of it, where nobody asks it anything.
    ///
    /// # Errors
    /// The document cannot be read.
    pub fn check(&self) -> Result<(), LoadError> {
        self.parse().map(drop)
    }

    fn parse(&self) -> Result<Value, LoadError> {
        Ok(Document::parse("", &self.origin, self.text.clone().into_bytes())?.value)
    }

    /// Finds its parts.
    pub fn cut(&self) -> Cut<'_> {
        Cut { published: self, whole: Part::cut(&self.text).filter(has_paths) }
    }
}

/// A consolidated document and its parts, unless it is laid out in another way.
#[derive(Debug)]
pub struct Cut<'p> {
    published: &'p Published,
    whole: Option<Part<'p>>,
}

impl Cut<'_> {
    /// The services that a later document may tell differently; `print` is the print of `later`.
    ///
    /// # Errors
    /// The document cannot be read, and not all of it is printed as it was.
    pub fn differing(&self, later: &Value, print: &str) -> Result<BTreeSet<String>, LoadError> {
        Ok(match self.differences(print) {
            Some((before, after)) => split::differing(&before, &after),
            None => split::differing(&self.published.parse()?, later),
        })
    }

    /// As [`split::split`].
    ///
    /// # Errors
    /// The document cannot be read.
    pub fn split(&self, services: &BTreeSet<String>) -> Result<Vec<Document>, LoadError> {
        if services.is_empty() {
            return Ok(Vec::new());
        }
        let part = self.whole.as_ref().and_then(|whole| reduced(whole, &belonging(services)));
        Ok(split::split(&part.map_or_else(|| self.published.parse(), Ok)?, services))
    }

    /// What this document and a later one print differently, each as far as it does.
    fn differences(&self, print: &str) -> Option<(Value, Value)> {
        let (before, after) = (self.whole.as_ref()?, Part::cut(print)?);
        Some((reduced(before, &unlike(&after))?, reduced(&after, &unlike(before))?))
    }
}

/// How we print the beginning of a document that can be merged.
const HEAD: &str = "{\n  \"openapi\": \"3.";

fn has_paths(whole: &Part<'_>) -> bool {
    whole.member("paths").is_some_and(|paths| paths.value.starts_with('{'))
}

/// Keeps what another document does not print alike.
fn unlike<'p>(other: &'p Part<'_>) -> impl Fn(Section, &Part<'_>) -> bool + 'p {
    let sections = Section::all().filter_map(|section| Some((section, section.of(other)?)));
    let members = sections.flat_map(|(section, all)| all.members.iter().map(move |m| (section, m)));
    let printed: HashMap<_, _> = members.map(|(section, m)| ((section, m.key), m.value)).collect();
    move |section, member| printed.get(&(section, member.key)) != Some(&member.value)
}

/// Keeps what may belong to one of these services.
fn belonging(services: &BTreeSet<String>) -> impl Fn(Section, &Part<'_>) -> bool + use<> {
    const NOTE: &str = "\"service\": ";
    let prefixes: Vec<_> =
        services.iter().map(|name| format!("{}{SEPARATOR}", names::prefix(name))).collect();
    let names: HashSet<_> = services.iter().map(|name| Value::from(name.as_str()).to_string()).collect();
    move |section, member| match section {
        Section::Record | Section::Components("securitySchemes") => true,
        Section::Components(_) => prefixes.iter().any(|prefix| member.key.starts_with(prefix)),
        Section::Items(_) => memmem::find_iter(member.value.as_bytes(), NOTE).any(|at| {
            let name = member.value[at + NOTE.len()..].lines().next().unwrap_or_default();
            names.contains(name.strip_suffix(',').unwrap_or(name))
        }),
    }
}

/// The records of a document and what is kept of the rest; `None` when it cannot be read, or doubles a key.
fn reduced(whole: &Part<'_>, keep: &dyn Fn(Section, &Part<'_>) -> bool) -> Option<Value> {
    let mut out = Map::new();
    let is_section = |key: &str| [RECORD, "paths", "webhooks", "components"].contains(&key);
    for member in whole.members.iter().filter(|member| !is_section(member.key)) {
        if out.insert(unescaped(member.key)?, read(member.value)?).is_some() {
            return None;
        }
    }
    let mut components = Map::new();
    for section in Section::all() {
        let Some(all) = section.of(whole) else { continue };
        let mut kept = Map::new();
        for member in &all.members {
            // The records name the services.
            let wanted = section == Section::Record || keep(section, member);
            if wanted && kept.insert(unescaped(member.key)?, read(member.value)?).is_some() {
                return None;
            }
        }
        match section {
            Section::Record => out.insert(RECORD.to_owned(), Value::Object(kept)),
            Section::Items(name) => out.insert(name.to_owned(), Value::Object(kept)),
            Section::Components(name) => components.insert(name.to_owned(), Value::Object(kept)),
        };
    }
    out.insert("components".to_owned(), Value::Object(components));
    Some(Value::Object(out))
}

fn read(text: &str) -> Option<Value> {
    json::parse_all(text).ok().filter(|(_, every_key)| *every_key).map(|(value, _)| value)
}

fn unescaped(key: &str) -> Option<String> {
    read(&format!("\"{key}\""))?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::split::tests::{merged, service};
    use super::*;

    fn published(text: &str) -> Published {
        Published::read("consolidated/a.json", text.as_bytes().to_vec()).expect("a document")
    }

    fn split_values(all: Vec<Document>) -> Vec<(String, Value)> {
        all.into_iter().map(|one| (one.name, one.value)).collect()
    }

    #[test]
    fn it_says_what_the_whole_document_says() {
        let of = |kinds: [&str; 3]| {
            let names = ["users", "users_old", "it \"is\""];
            merged(&names.iter().zip(kinds).map(|(name, kind)| service(name, kind)).collect::<Vec<_>>())
        };
        let before = of(["string", "string", "string"]);
        for kinds in [["string"; 3], ["integer", "string", "string"], ["string", "integer", "number"]] {
            let after = of(kinds);
            let expected = split::differing(&before, &after);
            let compact = before.to_string();
            for text in [canonical::print(&before), compact] {
                let published = published(&text);
                let cut = published.cut();
                let found = cut.differing(&after, &canonical::print(&after)).expect("readable");
                assert_eq!(found, expected);
                let split = cut.split(&found).expect("readable");
                assert_eq!(split_values(split), split_values(split::split(&before, &expected)));
            }
        }
    }

    #[test]
    fn what_is_broken_where_nothing_is_asked_does_no_harm() {
        let before = merged(&[service("a", "string"), service("b", "string")]);
        let after = merged(&[service("a", "integer"), service("b", "string")]);
        let print = canonical::print(&before);
        let broken = published(&print.replacen("\"type\": \"string\"", "\"type\": string", 1));
        let error = broken.cut().differing(&after, &canonical::print(&after)).expect_err("it is no JSON");
        assert!(error.to_string().starts_with("consolidated/a.json:"), "{error}");
        let doubled =
            published(&print.replacen("\"type\": \"string\"", "\"type\": 1,\n        \"type\": 2", 1));
        let error =
            doubled.cut().differing(&after, &canonical::print(&after)).expect_err("a key stands twice");
        assert!(error.to_string().contains("stands twice"), "{error}");
        let info = published(&print.replacen("\"title\": \"", "\"title\": ", 1));
        assert!(info.cut().differing(&before, &print).is_err() && info.check().is_err());
        assert!(published(&print).check().is_ok());
        for text in ["", "{", "{\n  \"openapi\": \"2.0\",\n  \"paths\": {}\n}\n"] {
            assert!(Published::read("a.json", text.as_bytes().to_vec()).is_err(), "{text}");
        }
        let without_paths = published("{\n  \"openapi\": \"3.0.3\"\n}\n");
        assert!(without_paths.cut().differing(&after, &canonical::print(&after)).is_err());
    }
}
