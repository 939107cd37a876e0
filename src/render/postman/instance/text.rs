//! Texts and numbers for schemas.

use serde_json::{Number, Value};

use super::{format, pattern};

/// Texts that may satisfy all of the schemas, the most telling first. The caller takes the first valid one.
///
/// `hint` is the name of the parameter or property; `nth` counts up where values must differ.
pub fn texts(parts: &[&Value], hint: &str, nth: usize) -> Vec<String> {
    let words = |key: &'static str| parts.iter().filter_map(move |part| part.get(key)?.as_str());
    let salt = if nth == 0 { hint.to_owned() } else { format!("{hint}-{}", nth + 1) };
    let mut made: Vec<String> = words("format").filter_map(|name| format::example(name, &salt)).collect();
    made.extend(words("pattern").flat_map(pattern::texts).filter(|text| !text.is_empty()));
    made.push(suggested(hint, &salt));
    made.push(salt);
    made.push("example".to_owned());
    made.extend(words("pattern").flat_map(pattern::texts).filter(String::is_empty));
    let least = bound(parts, "minLength").max().unwrap_or(0);
    let most = bound(parts, "maxLength").min().unwrap_or(usize::MAX);
    let fitted: Vec<String> = made.iter().map(|text| fitted(text, least, most)).collect();
    made.extend(fitted);
    if nth > 0 {
        let numbered: Vec<String> = made.iter().map(|text| format!("{text}{}", nth + 1)).collect();
        made.splice(0..0, numbered);
    }
    made
}

/// What a name suggests.
fn suggested(hint: &str, salt: &str) -> String {
    let lower = hint.to_ascii_lowercase();
    let ends = |word: &str| lower.ends_with(word);
    let is_id = ends("guid") || ends("uuid") || hint == "id" || hint.ends_with("Id") || hint.ends_with("ID");
    match () {
        () if is_id || ends("_id") || ends("-id") => format::uuid(salt),
        () if ends("email") => "jane.doe@example.com".to_owned(),
        () if ends("url") || ends("uri") || ends("href") => "https://example.com/".to_owned(),
        () if ends("name") || ends("title") || ends("description") => format!("Example {}", spaced(hint)),
        () if ends("date") || ends("time") || hint.ends_with("At") => "2026-01-15T09:30:00Z".to_owned(),
        () if hint.is_empty() => "example".to_owned(),
        () => hint.to_owned(),
    }
}

/// `displayName` as `display name`.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        match character {
            '_' | '-' | '.' => out.push(' '),
            _ => out.extend(character.to_lowercase()),
        }
    }
    out
}

/// A text repeated or cut until its length in characters is within limits.
fn fitted(text: &str, least: usize, most: usize) -> String {
    let filler = if text.is_empty() { "x" } else { text };
    let count = text.chars().count();
    if count < least {
        let least = least.min(65_536);
        return text.chars().chain(filler.chars().cycle()).take(least).collect();
    }
    text.chars().take(most).collect()
}

fn bound<'a>(parts: &'a [&Value], key: &'static str) -> impl Iterator<Item = usize> + 'a {
    parts.iter().filter_map(move |part| part.get(key)?.as_u64()).filter_map(|n| usize::try_from(n).ok())
}

/// Numbers that may satisfy all of the schemas.
pub fn numbers(parts: &[&Value], integer: bool, nth: usize) -> Vec<Value> {
    let numbers = |key: &'static str| parts.iter().filter_map(move |part| part.get(key)?.as_f64());
    let least = numbers("minimum").chain(numbers("exclusiveMinimum")).reduce(f64::max);
    let most = numbers("maximum").chain(numbers("exclusiveMaximum")).reduce(f64::min);
    let step = numbers("multipleOf").find(|step| *step > 0.0);
    #[expect(clippy::cast_precision_loss, reason = "a handful of items")]
    let shift = nth as f64;
    let mut made = vec![1.0 + shift, shift];
    made.extend(
        least.into_iter().flat_map(|least| [least + shift, least.floor() + 1.0 + shift, least + 0.5]),
    );
    made.extend(most.into_iter().flat_map(|most| [most - shift, most.ceil() - 1.0 - shift, most - 0.5]));
    if let (Some(least), Some(most)) = (least, most) {
        made.push(f64::midpoint(least, most));
    }
    if let Some(step) = step {
        made.extend([step * (shift + 1.0), (least.unwrap_or(0.0) / step).ceil() * step + step * shift]);
    }
    made.into_iter().filter(|number| !integer || number.fract() == 0.0).filter_map(number).collect()
}

/// A JSON number, written as an integer where it is one.
fn number(number: f64) -> Option<Value> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Some(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number)
}
