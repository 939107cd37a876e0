//! What stands in a field: numbers, texts, words, lists, maps, and the choice between several.

use serde_json::Value;

use super::Walk;
use super::table::Type;
use crate::json::number::equal;
use crate::jsonpath::Key;
use crate::lint::json_schema::{formats, is_type};

/// The names of the types of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

impl<'v> Walk<'v> {
    pub(super) fn demand(&mut self, fine: bool, message: &str) {
        if !fine {
            self.tell(message);
        }
    }

    pub(super) fn number(&mut self, value: &'v Value, kind: &str, within: fn(f64) -> bool, limit: &str) {
        if !is_type(value, kind) {
            self.tell(&format!("must be {kind}"));
        }
        self.demand(value.as_f64().is_none_or(within), limit);
    }

    pub(super) fn text(&mut self, value: &'v Value, format: Option<&str>) {
        let Value::String(text) = value else { return self.tell("must be string") };
        if let Some(format) = format.filter(|format| !formats::string_is(format, text)) {
            self.tell(&format!("must match format \"{format}\""));
        }
    }

    pub(super) fn word(&mut self, value: &'v Value, words: &[Value]) {
        if words.contains(value) {
            return;
        }
        let listed: Vec<String> = words.iter().map(ToString::to_string).collect();
        let nearest = value.as_str().and_then(|found| nearest(found, words));
        let hint = nearest.map(|word| format!(". Did you mean \"{word}\"?")).unwrap_or_default();
        self.tell(&format!("must be equal to one of the allowed values: {}{hint}", listed.join(", ")));
    }

    /// `type` of JSON Schema 2020-12: a name, or several.
    pub(super) fn types(&mut self, value: &'v Value) {
        let names: Vec<Value> = TYPES.iter().map(|name| Value::from(*name)).collect();
        match value {
            Value::String(_) => self.word(value, &names),
            Value::Array(items) => {
                self.size(items, true, true);
                for (at, item) in items.iter().enumerate() {
                    self.place.push(Key::Index(at));
                    self.word(item, &names);
                    self.place.pop();
                }
            }
            _ => self.tell("must be either a string or an array of strings"),
        }
    }

    pub(super) fn list(&mut self, value: &'v Value, item: &'static Type, unique: bool, filled: bool) {
        let Value::Array(items) = value else { return self.tell("must be array") };
        self.size(items, unique, filled);
        for (at, value) in items.iter().enumerate() {
            self.below(Key::Index(at), item, value);
        }
    }

    fn size(&mut self, items: &'v [Value], unique: bool, filled: bool) {
        if filled && items.is_empty() {
            self.tell("must not have fewer than 1 items");
        }
        let doubled = |at: usize| items[..at].iter().any(|earlier| equal(earlier, &items[at]));
        if unique && (1..items.len()).any(doubled) {
            self.tell("must not have duplicate items");
        }
    }

    pub(super) fn map(&mut self, value: &'v Value, item: &'static Type, one: bool, named: bool) {
        let Value::Object(map) = value else { return self.tell("must be object") };
        if one && map.is_empty() {
            self.tell("must not have fewer than 1 properties");
        }
        if one && map.len() > 1 {
            self.tell("must not have more than 1 properties");
        }
        let fine = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        let bad: Vec<&str> =
            map.keys().map(String::as_str).filter(|name| name.is_empty() || !fine(name)).collect();
        if named && !bad.is_empty() {
            self.tell(&format!("must match pattern \"^[a-zA-Z0-9._-]+$\" in its names: {}", bad.join(", ")));
            self.tell("property name must be valid");
        }
        for (key, value) in map {
            self.below(Key::Name(key), item, value);
        }
    }

    /// Several types of which one must fit; when none does, what each of them has to say is told too.
    pub(super) fn choice(&mut self, value: &'v Value, of: &'static [Type], exactly_one: bool) {
        let mut before = std::mem::take(&mut self.told);
        let mut fitting = 0;
        for kind in of {
            let told = self.told.len();
            self.check(kind, value);
            fitting += usize::from(self.told.len() == told);
            if fitting > 1 {
                break;
            }
        }
        if fitting == 1 || (fitting > 1 && !exactly_one) {
            self.told = before;
            return;
        }
        before.append(&mut self.told);
        self.told = before;
        let message = if exactly_one {
            "must match exactly one schema in oneOf"
        } else {
            "must match a schema in anyOf"
        };
        self.tell(message);
    }
}

/// The word that was probably meant: fewer changes than it has letters.
fn nearest<'w>(found: &str, words: &'w [Value]) -> Option<&'w str> {
    let near = words.iter().filter_map(Value::as_str).min_by_key(|word| strsim::levenshtein(found, word))?;
    (strsim::levenshtein(found, near) < near.len()).then_some(near)
}
