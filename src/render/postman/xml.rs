//! A JSON value as a small XML document, for bodies that are XML.

use serde_json::Value;

use super::parameter::plain;

/// Writes a value below a root element of its own.
pub fn write(value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element("root", value, 0, &mut out);
    out
}

fn element(name: &str, value: &Value, depth: usize, out: &mut String) {
    let name: String =
        name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let indent = "  ".repeat(depth);
    match value {
        Value::Array(items) => items.iter().for_each(|item| element(&name, item, depth, out)),
        Value::Object(map) => {
            out.push_str(&format!("{indent}<{name}>\n"));
            map.iter().for_each(|(key, value)| element(key, value, depth + 1, out));
            out.push_str(&format!("{indent}</{name}>\n"));
        }
        other => {
            let text = plain(other).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            out.push_str(&format!("{indent}<{name}>{text}</{name}>\n"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_are_escaped() {
        let text = super::write(&serde_json::json!({"a b": ["<x>", 1]}));
        assert!(text.contains("  <a_b>&lt;x&gt;</a_b>\n  <a_b>1</a_b>\n"), "{text}");
    }
}
