//! YAML for people and their diffs: blocks, texts of several lines as they are, quotes only where they are needed.

use serde_json::{Map, Value};

use crate::yaml::scalar;

/// A value as a YAML 1.2 document.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => mapping(map, 0, &mut out),
        Value::Array(items) if !items.is_empty() => sequence(items, 0, &mut out),
        other => {
            out.push_str(&scalar::value(other));
            out.push('\n');
        }
    }
    out
}

fn mapping(map: &Map<String, Value>, depth: usize, out: &mut String) {
    for (at, (key, value)) in map.iter().enumerate() {
        // The first key of a mapping in a sequence stands behind the dash.
        if at > 0 || !out.ends_with("- ") {
            out.push_str(&"  ".repeat(depth));
        }
        out.push_str(&scalar::text(key));
        out.push(':');
        below(value, depth, out);
    }
}

fn sequence(items: &[Value], depth: usize, out: &mut String) {
    for item in items {
        out.push_str(&"  ".repeat(depth));
        match item {
            Value::Object(map) if !map.is_empty() => {
                out.push_str("- ");
                mapping(map, depth + 1, out);
            }
            other => {
                out.push('-');
                below(other, depth, out);
            }
        }
    }
}

/// What stands behind a key or a dash.
fn below(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            mapping(map, depth + 1, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            sequence(items, depth + 1, out);
        }
        Value::String(text) if is_block(text) => block(text, depth + 1, out),
        other => {
            out.push(' ');
            out.push_str(&scalar::value(other));
            out.push('\n');
        }
    }
}

/// Whether a text of several lines can stand as it is: a literal block begins with a line that is neither empty nor
/// indented, and holds no character that would have to be escaped.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with("\n\n")
        && text.chars().all(|character| character == '\n' || scalar::is_printable(character))
}

fn block(text: &str, depth: usize, out: &mut String) {
    out.push_str(if text.ends_with('\n') { " |\n" } else { " |-\n" });
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str(&"  ".repeat(depth));
            out.push_str(line);
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let value = json!({"$kind": "http-request", "empty": {}, "none": [], "yes": "yes", "number": "01", "real": 1.5, "on": null,
            "text": "a\n  b\n\nc", "script": "x\n", "tail": "a\n\n", "lead": "\n a", "tab": "a\tb\n", "odd": "\u{85}\u{2028}\u{feff}\u{0}\"\\",
            "colon": "a: b", "hash": "a #b", "url": "{{baseUrl}}/a?b=c", "list": [["a", ["b"]], {"k": [{"x": "y\nz"}], "l": true}, "- x"],
            "a b: c": {"deep": {"er": [1]}}});
        let text = write(&value);
        let (read, _) = crate::yaml::parse(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        assert_eq!(read, value, "{text}");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(
            write(&json!({"code": "a\nb", "list": [{"k": "v"}]})),
            "code: |-\n  a\n  b\nlist:\n  - k: v\n"
        );
    }
}
