//! The one way we print JSON, and digests of what a value means.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::number::Decimal;
use super::pretty;

/// Prints a value as it is published: two spaces a level, keys in the order they have, one line break at the end.
pub fn print(value: &Value) -> String {
    let mut text = pretty::tree(value);
    text.push('\n');
    text
}

/// Prints a value without any white space.
pub fn print_compact(value: &Value) -> String {
    serde_json::to_string(value).expect("a tree of JSON values prints")
}

/// The SHA-256 of bytes in lower-case hexadecimal, as `sha256sum` prints it.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest of what a value means: the order of keys, white space and the spelling of numbers make no difference.
pub fn digest(value: &Value) -> String {
    let mut hasher = Sha256::new();
    feed(&mut hasher, value);
    hex(&hasher.finalize())
}

/// Feeds a value to a hasher so that equal values (see [`super::number::equal`]) feed equal bytes, and no others do:
/// every string and every container carries its length.
pub fn feed(hasher: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hasher.update(b"n"),
        Value::Bool(flag) => hasher.update(if *flag { b"t" } else { b"f" }),
        Value::Number(number) => feed_text(hasher, b'#', &format!("{:?}", Decimal::of(number))),
        Value::String(text) => feed_text(hasher, b'"', text),
        Value::Array(items) => {
            feed_length(hasher, b'[', items.len());
            for item in items {
                feed(hasher, item);
            }
        }
        Value::Object(map) => {
            feed_length(hasher, b'{', map.len());
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|&(key, _)| key);
            for (key, value) in entries {
                feed_text(hasher, b'k', key);
                feed(hasher, value);
            }
        }
    }
}

/// Feeds a tagged string with its length.
pub fn feed_text(hasher: &mut Sha256, tag: u8, text: &str) {
    feed_length(hasher, tag, text.len());
    hasher.update(text.as_bytes());
}

fn feed_length(hasher: &mut Sha256, tag: u8, length: usize) {
    hasher.update([tag]);
    hasher.update((length as u64).to_be_bytes());
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        digest(&super::super::parse(text).expect("JSON"))
    }

    #[test]
    fn order_space_and_spelling_are_no_difference() {
        assert_eq!(of(r#"{"a":1.0,"b":[true,null]}"#), of("{\"b\": [true, null],\n\"a\": 1}"));
        assert_ne!(of(r#"{"a":["b"]}"#), of(r#"{"a":[["b"]]}"#));
        assert_ne!(of(r#"["ab","c"]"#), of(r#"["a","bc"]"#));
        assert_ne!(of("[[],1]"), of("[[1]]"));
    }

    #[test]
    fn sha256_is_what_sha256sum_prints() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
