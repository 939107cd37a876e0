//! Which kinds of document a rule is for: Spectral's names of formats and how a document shows that it is one.

use serde_json::Value;

/// A format that a ruleset can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Format {
    /// `oas2`
    Oas2,
    /// `oas3`: any 3.x.
    Oas3,
    /// `oas3_0` or `oas3.0`
    Oas3_0,
    /// `oas3_1` or `oas3.1`
    Oas3_1,
    /// `oas3_2` or `oas3.2`
    Oas3_2,
    /// `json-schema`, any draft, by `$schema` or by shape.
    JsonSchema,
    /// `json-schema-loose`
    JsonSchemaLoose,
    /// `json-schema-draft4`
    JsonSchemaDraft4,
    /// `json-schema-draft6`
    JsonSchemaDraft6,
    /// `json-schema-draft7`
    JsonSchemaDraft7,
    /// `json-schema-2019-09`
    JsonSchemaDraft2019,
    /// `json-schema-2020-12`
    JsonSchemaDraft2020,
    /// Formats of documents that specline reads as plain trees: AsyncAPI, Arazzo and whatever else a ruleset names.
    Other,
}

/// A set of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Formats(u32);

impl Formats {
    /// The set with one more.
    #[must_use]
    pub fn with(self, format: Format) -> Self {
        Self(self.0 | 1 << format as u8)
    }

    /// Whether a format is in the set.
    pub fn contains(self, format: Format) -> bool {
        self.0 & (1 << format as u8) != 0
    }

    /// Whether any format is in both sets.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Every format that a document is.
    pub fn of(document: &Value) -> Self {
        Format::ALL
            .into_iter()
            .filter(|(_, format)| format.matches(document))
            .fold(Self::default(), |set, (_, format)| set.with(format))
    }
}

impl FromIterator<Format> for Formats {
    fn from_iter<I: IntoIterator<Item = Format>>(formats: I) -> Self {
        formats.into_iter().fold(Self::default(), Self::with)
    }
}

impl Format {
    /// Every format by its name in rulesets; the first name of a format is the one that messages use.
    pub const ALL: [(&'static str, Self); 24] = [
        ("oas2", Self::Oas2),
        ("oas3", Self::Oas3),
        ("oas3.0", Self::Oas3_0),
        ("oas3_0", Self::Oas3_0),
        ("oas3.1", Self::Oas3_1),
        ("oas3_1", Self::Oas3_1),
        ("oas3.2", Self::Oas3_2),
        ("oas3_2", Self::Oas3_2),
        ("json-schema", Self::JsonSchema),
        ("json-schema-loose", Self::JsonSchemaLoose),
        ("json-schema-draft4", Self::JsonSchemaDraft4),
        ("json-schema-draft6", Self::JsonSchemaDraft6),
        ("json-schema-draft7", Self::JsonSchemaDraft7),
        ("json-schema-draft-2019-09", Self::JsonSchemaDraft2019),
        ("json-schema-2019-09", Self::JsonSchemaDraft2019),
        ("json-schema-draft-2020-12", Self::JsonSchemaDraft2020),
        ("json-schema-2020-12", Self::JsonSchemaDraft2020),
        ("asyncapi2", Self::Other),
        ("aas2", Self::Other),
        ("asyncapi3", Self::Other),
        ("aas3", Self::Other),
        ("arazzo1", Self::Other),
        ("arazzo1_0", Self::Other),
        ("arazzo1.0", Self::Other),
    ];

    /// The format of a name, as rulesets write it.
    pub fn of_name(name: &str) -> Option<Self> {
        let minor = |prefix: &str| name.starts_with(prefix) && name[prefix.len()..].starts_with(['.', '_']);
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, format)| format).or_else(|| {
            ["aas2", "asyncapi2", "aas3", "asyncapi3"].iter().any(|p| minor(p)).then_some(Self::Other)
        })
    }

    /// Whether a document is of this format.
    pub fn matches(self, document: &Value) -> bool {
        let Some(root) = document.as_object() else { return false };
        let openapi =
            |minor: &str| root.get("openapi").and_then(Value::as_str).is_some_and(|v| is_minor(v, minor));
        let schema = || root.get("$schema").and_then(Value::as_str).unwrap_or_default();
        match self {
            Self::Oas2 => root.get("swagger").and_then(major) == Some(2),
            Self::Oas3 => root.get("openapi").and_then(major) == Some(3),
            Self::Oas3_0 => openapi("3.0"),
            Self::Oas3_1 => openapi("3.1"),
            Self::Oas3_2 => openapi("3.2"),
            Self::JsonSchema => schema().contains("//json-schema.org/"),
            Self::JsonSchemaLoose => schema().contains("//json-schema.org/") || looks_like_a_schema(document),
            Self::JsonSchemaDraft4 => schema().contains("//json-schema.org/draft-04/"),
            Self::JsonSchemaDraft6 => schema().contains("//json-schema.org/draft-06/"),
            Self::JsonSchemaDraft7 => schema().contains("//json-schema.org/draft-07/"),
            Self::JsonSchemaDraft2019 => schema().contains("//json-schema.org/draft/2019-09/"),
            Self::JsonSchemaDraft2020 => schema().contains("//json-schema.org/draft/2020-12/"),
            Self::Other => false,
        }
    }
}

/// `3.1` itself, or `3.1.` with digits.
fn is_minor(version: &str, minor: &str) -> bool {
    let Some(rest) = version.strip_prefix(minor) else { return false };
    rest.is_empty() || rest.strip_prefix('.').is_some_and(|patch| patch.bytes().all(|b| b.is_ascii_digit()))
}

/// The number that a version begins with: `2.0` and `"2.0"` are both 2.
fn major(version: &Value) -> Option<u64> {
    let text = match version {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// An object whose own keywords say that it is a JSON Schema.
fn looks_like_a_schema(document: &Value) -> bool {
    const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
    let known = |name: &Value| name.as_str().is_some_and(|name| TYPES.contains(&name));
    let typed = match document.get("type") {
        Some(Value::Array(names)) => names.iter().all(known),
        Some(name) => known(name),
        None => false,
    };
    let compound = |keyword: &str| document.get(keyword).is_some_and(|v| v.is_object() || v.is_array());
    typed
        || document.get("enum").is_some_and(Value::is_array)
        || ["allOf", "oneOf", "anyOf", "not", "if"].iter().any(|keyword| compound(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_shows_what_it_is() {
        let three = Formats::of(&json!({"openapi": "3.1.0"}));
        assert!(
            three.contains(Format::Oas3) && three.contains(Format::Oas3_1) && !three.contains(Format::Oas3_0)
        );
        assert!(Formats::of(&json!({"swagger": "2.0"})).contains(Format::Oas2));
        assert!(!Formats::of(&json!({"openapi": "3.10.0"})).contains(Format::Oas3_1));
        assert!(Formats::of(&json!([])).is_empty());
        assert_eq!(Format::of_name("oas3.1"), Format::of_name("oas3_1"));
        assert_eq!(Format::of_name("asyncapi2_6"), Some(Format::Other));
        assert_eq!(Format::of_name("oas4"), None);
    }
}
