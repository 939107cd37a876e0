//! Reads a JSON text into a tree, and sees on the way whether a key got lost.

use std::cell::Cell;
use std::fmt;

use memchr::memmem;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::RESERVED_KEY;

/// The tree of a JSON text, and whether it holds every key that the text spells.
///
/// It does not where a key stands twice in one object, of which the later value is kept, and where a key is the one that
/// `serde_json` keeps for itself, which reads as a number.
pub(super) fn read(text: &str) -> serde_json::Result<(Value, bool)> {
    let lost = Cell::new(memmem::find(text.as_bytes(), RESERVED_KEY.as_bytes()).is_some());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Node { lost: &lost }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, !lost.get()))
}

/// One node of the tree.
#[derive(Clone, Copy)]
struct Node<'l> {
    lost: &'l Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(Name { lost: self.lost })? {
            let Some(key) = key else {
                // A number that is no small integer comes as a map with that one key and its digits.
                let digits: String = access.next_value()?;
                return digits.parse::<Number>().map(Value::Number).map_err(A::Error::custom);
            };
            if map.insert(key, access.next_value_seed(self)?).is_some() {
                self.lost.set(true);
            }
        }
        Ok(Value::Object(map))
    }
}

/// The key of an entry; `None` is the one by which a number is told.
struct Name<'l> {
    lost: &'l Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string key")
    }

    fn visit_borrowed_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok((key != RESERVED_KEY).then(|| key.to_owned()))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        // Only a key with escapes is not borrowed: this one is no number, it only reads as one.
        if key == RESERVED_KEY {
            self.lost.set(true);
        }
        self.visit_borrowed_str(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            r#"{"a": [1, -0, -2, 1.10, 1e400, 123456789012345678901234567890, "\u00e4", "\ud83d\ude00", null, true, {}]}"#,
            "0",
            r#""text""#,
            r#"{"a": {"b": 1}, "c": {"b": 2}}"#,
        ] {
            let expected: Value = serde_json::from_str(text).expect("JSON");
            let (value, every_key) = read(text).expect("JSON");
            assert_eq!(value.to_string(), expected.to_string(), "{text}");
            assert!(every_key, "{text}");
        }
        for text in ["", "{", "[1,]", "nul", r#"{"a" 1}"#, "1 2", "\"\u{1}\"", "01", r"{1: 2}"] {
            let expected = serde_json::from_str::<Value>(text).expect_err(text);
            assert_eq!(read(text).expect_err(text).to_string(), expected.to_string(), "{text}");
        }
    }

    #[test]
    fn a_key_that_got_lost_is_seen() {
        for text in [
            r#"{"a": 1, "a": 2}"#,
            r#"[{"a": {"b": 1, "\u0062": 1}}]"#,
            r#"{"$serde_json::private::Number": "1"}"#,
            r#"{"\u0024serde_json::private::Number": "1"}"#,
        ] {
            assert!(!read(text).expect("JSON").1, "{text}");
        }
    }
}
