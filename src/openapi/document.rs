//! One document: its text, the tree it spells, where each node stands, and the service it belongs to.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use super::version::Version;
use crate::json::lines::Lines;
use crate::json::span::Node;
use crate::json::{self, DuplicateKey, Pointer, Position, Span, Spans, SyntaxError};
use crate::yaml;

/// How a text spells its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// RFC 8259.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// A document and everything that can be asked about its text.
#[derive(Debug, Clone)]
pub struct Document {
    /// The service: the file's name without suffix and leading dot.
    pub name: String,
    /// The file or URL it came from, as errors and reports name it.
    pub origin: String,
    /// The text as it was read.
    pub text: String,
    /// How the text is spelled.
    pub syntax: Syntax,
    /// The tree.
    pub value: Value,
    /// Whether the tree is known to hold every key that the text spells.
    every_key: bool,
    spans: OnceLock<Spans>,
    lines: OnceLock<Lines>,
}

/// Why an input is not a usable OpenAPI document: which one, where, what was found, what is expected, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct LoadError {
    /// File or URL.
    pub origin: String,
    /// The place in the text, when there is one.
    pub position: Option<Position>,
    /// The place in the tree, when there is one.
    pub pointer: Option<Pointer>,
    /// What was found, in lower case.
    pub found: String,
    /// What was expected, or what to do about it.
    pub help: String,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(position) = self.position {
            write!(f, ":{}:{}", position.line + 1, position.character + 1)?;
        }
        if let Some(pointer) = self.pointer.as_ref().filter(|pointer| !pointer.is_root()) {
            write!(f, " at {pointer}")?;
        }
        write!(f, ": {}; {}", self.found, self.help)
    }
}

impl Document {
    /// Reads a text as JSON or YAML, whatever it describes. Doubled keys are kept in [`Document::spans`].
    ///
    /// # Errors
    /// Bytes that are not UTF-8, a text that is neither JSON nor YAML.
    pub fn read(name: &str, origin: &str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(origin, &error))?;
        let tree = read_tree(origin, &text).map_err(|error| not_syntax(origin, &text, &error))?;
        let (syntax, value, every_key, spans) = match tree {
            ReadTree::Json { value, every_key } => (Syntax::Json, value, every_key, OnceLock::new()),
            ReadTree::Yaml { value, spans } => (Syntax::Yaml, value, false, OnceLock::from(spans)),
        };
        Ok(Self { text, syntax, every_key, spans, ..Self::unprinted(name, origin, value) })
    }

    /// Reads a text as an OpenAPI 3.x document that can be merged and compared.
    ///
    /// # Errors
    /// What [`Document::read`] refuses, doubled keys, another version, a root or `paths` of the wrong type.
    pub fn parse(name: &str, origin: &str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        let document = Self::read(name, origin, bytes)?;
        document.check_keys()?;
        document.check_root()?;
        Ok(document)
    }

    /// A document out of a tree that was made here: its text is the canonical print.
    pub fn from_value(name: &str, origin: &str, value: Value) -> Self {
        let text = json::canonical::print(&value);
        Self { text, ..Self::unprinted(name, origin, value) }
    }

    /// As [`Document::from_value`], before it is printed: its text is empty and nothing stands anywhere yet.
    pub fn unprinted(name: &str, origin: &str, value: Value) -> Self {
        Self {
            name: name.to_owned(),
            origin: origin.to_owned(),
            text: String::new(),
            syntax: Syntax::Json,
            value,
            every_key: true,
            spans: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }

    /// The version that the root names.
    pub fn version(&self) -> Option<Version> {
        Version::of(&self.value)
    }

    /// The spans of all nodes; found at the first call.
    pub fn spans(&self) -> &Spans {
        let scan = if self.every_key { Spans::scan_unique } else { Spans::scan };
        self.spans.get_or_init(|| scan(&self.text).unwrap_or_default())
    }

    /// The line and column of a byte.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.get_or_init(|| Lines::of(&self.text)).position(&self.text, offset)
    }

    /// First and last position of a span.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }

    /// The node at a place or the closest one above it.
    pub fn closest(&self, pointer: &Pointer) -> Option<&Node> {
        self.spans().closest(pointer.tokens().iter().map(String::as_str))
    }

    /// An error about a place of this document.
    pub fn error(&self, pointer: &Pointer, found: impl Into<String>, help: impl Into<String>) -> LoadError {
        LoadError {
            origin: self.origin.clone(),
            position: self.closest(pointer).map(|node| self.position(node.key.unwrap_or(node.value).start)),
            pointer: Some(pointer.clone()),
            found: found.into(),
            help: help.into(),
        }
    }

    /// The keys that stand twice in one object, each with its place.
    pub fn doubled_keys(&self) -> &[DuplicateKey] {
        if self.every_key { &[] } else { &self.spans().duplicates }
    }

    fn check_keys(&self) -> Result<(), LoadError> {
        if self.every_key {
            return Ok(());
        }
        if self.syntax == Syntax::Json {
            let spans =
                Spans::scan(&self.text).map_err(|error| not_syntax(&self.origin, &self.text, &error))?;
            let _ = self.spans.set(spans);
        }
        let Some(doubled) = self.spans().duplicates.first() else { return Ok(()) };
        Err(LoadError {
            origin: self.origin.clone(),
            position: Some(self.position(doubled.offset)),
            pointer: Some(doubled.object.clone()),
            found: format!("the key `{}` stands twice in one object", doubled.key),
            help: "keep one of them: readers disagree about which one counts".to_owned(),
        })
    }

    fn check_root(&self) -> Result<(), LoadError> {
        let root = Pointer::root();
        if !self.value.is_object() {
            return Err(self.error(
                &root,
                format!("found {}", kind_of(&self.value)),
                "an object was expected",
            ));
        }
        match self.version() {
            Some(Version::V2_0) => Err(self.error(
                &root.join("swagger"),
                "Swagger 2.0",
                "convert it to OpenAPI 3.0, 3.1 or 3.2 first",
            )),
            Some(_) => self.check_paths(),
            None => {
                let found = match self.value.get("openapi") {
                    Some(version) => format!("`openapi` is {version}"),
                    None => "no field `openapi`".to_owned(),
                };
                Err(self.error(&root, found, "an OpenAPI document of version 3.0, 3.1 or 3.2 was expected"))
            }
        }
    }

    fn check_paths(&self) -> Result<(), LoadError> {
        let root = Pointer::root();
        let optional = self.version().is_some_and(Version::is_json_schema)
            && ["components", "webhooks"].iter().any(|field| self.value.get(field).is_some());
        match self.value.get("paths") {
            Some(Value::Object(_)) => Ok(()),
            Some(other) => {
                let found = format!("`paths` is {}", kind_of(other));
                Err(self.error(&root.join("paths"), found, "an object from path to path item was expected"))
            }
            None if optional => Ok(()),
            None => {
                Err(self.error(&root, "no field `paths`", "an object from path to path item was expected"))
            }
        }
    }
}

/// The service that a file belongs to: its name without suffix and leading dot.
pub fn service_of(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem =
        [".json", ".yaml", ".yml"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(&name);
    stem.strip_prefix('.').unwrap_or(stem).to_owned()
}

/// The JSON type of a value with its article, for messages.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// What a text was read into.
enum ReadTree {
    Json { value: Value, every_key: bool },
    Yaml { value: Value, spans: Spans },
}

/// The content decides: a text that begins as JSON does is JSON, unless its name says YAML and it reads as that.
fn read_tree(origin: &str, text: &str) -> Result<ReadTree, SyntaxError> {
    let as_yaml = || yaml::parse(text).map(|(value, spans)| ReadTree::Yaml { value, spans });
    let body = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    if !body.starts_with(['{', '[', '"', '<']) {
        return as_yaml();
    }
    json::parse_all(text).map(|(value, every_key)| ReadTree::Json { value, every_key }).or_else(|error| {
        let named_yaml = [".yaml", ".yml"].iter().any(|suffix| origin.to_lowercase().ends_with(suffix));
        if named_yaml { as_yaml().map_err(|_| error) } else { Err(error) }
    })
}

fn not_utf8(origin: &str, error: &std::string::FromUtf8Error) -> LoadError {
    let offset = error.utf8_error().valid_up_to();
    LoadError {
        origin: origin.to_owned(),
        position: None,
        pointer: None,
        found: format!("byte {offset} is not UTF-8"),
        help: "save the document as UTF-8".to_owned(),
    }
}

fn not_syntax(origin: &str, text: &str, error: &SyntaxError) -> LoadError {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let help = if body.is_empty() {
        "an OpenAPI document was expected"
    } else if body.starts_with('<') {
        "this looks like a page, and an OpenAPI document in JSON or YAML was expected"
    } else {
        "an OpenAPI document in JSON or YAML was expected"
    };
    LoadError {
        origin: origin.to_owned(),
        position: Some(Lines::of(text).position(text, error.offset)),
        pointer: None,
        found: if body.is_empty() { "the text is empty".to_owned() } else { error.message.clone() },
        help: help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Document::parse("x", "x.json", text.as_bytes().to_vec()).expect_err(text).to_string()
    }

    #[test]
    fn each_refusal_names_place_and_help() {
        assert_eq!(
            refused("{\"openapi\":\"3.0.0\",\n \"paths\":{},\"paths\":{}}"),
            "x.json:2:13: the key `paths` stands twice in one object; keep one of them: readers disagree about which one counts"
        );
        assert!(refused("{\"paths\":{}}").contains("no field `openapi`"));
        assert!(refused("{\"openapi\":\"3.0.0\"}").contains("no field `paths`"));
        assert!(refused("{\"openapi\":\"3.0.0\",\"paths\":[]}").contains("`paths` is an array"));
        assert!(refused("<!doctype html>").contains("looks like a page"));
        assert!(refused("").contains("empty"));
        assert!(refused("{\"swagger\":\"2.0\",\"paths\":{}}").contains("Swagger 2.0"));
        assert!(
            Document::parse("x", "x", vec![b'{', 0xff])
                .expect_err("not UTF-8")
                .to_string()
                .contains("byte 1")
        );
    }

    #[test]
    fn the_content_decides_not_the_suffix() {
        let yaml = Document::parse("x", "x.json", b"openapi: 3.0.0\npaths: {}".to_vec()).expect("YAML");
        assert_eq!(yaml.syntax, Syntax::Yaml);
        let flow =
            Document::parse("x", "x.yaml", b"{openapi: 3.0.0, paths: {}}".to_vec()).expect("flow YAML");
        assert_eq!(flow.syntax, Syntax::Yaml);
    }

    #[test]
    fn a_service_is_named_after_its_file() {
        for (path, service) in [("specs/.well-known.json", "well-known"), ("a.b.yaml", "a.b"), ("x", "x")] {
            assert_eq!(service_of(Path::new(path)), service);
        }
    }
}
