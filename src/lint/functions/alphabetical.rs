//! `alphabetical`: keys, or items, or what items hold under one key, stand in order.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};

/// Options: `keyedBy`, the key of the items that decides.
///
/// # Errors
/// Other options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    let keyed_by = match given {
        None | Some(Value::Null) => None,
        Some(_) => {
            let map = options::object("alphabetical", given, &["keyedBy"], "{ \"keyedBy\": \"name\" }")?;
            options::optional("alphabetical", map, "keyedBy", "a string", Value::as_str)?.map(str::to_owned)
        }
    };
    Ok(Box::new(move |input| check(input, keyed_by.as_deref())))
}

fn check(input: &Input<'_>, keyed_by: Option<&str>) -> Vec<Outcome> {
    let names: Vec<Value>;
    let items: Vec<&Value> = match input.value {
        Some(Value::Object(map)) => {
            names = map.keys().map(|key| Value::String(key.clone())).collect();
            names.iter().collect()
        }
        Some(value @ Value::Array(_)) => {
            input.view.children(value).into_iter().map(|(_, item)| item).collect()
        }
        _ => return Vec::new(),
    };
    if items.len() < 2 {
        return Vec::new();
    }
    let keyed = match keyed_by {
        Some(key) => {
            if items.iter().any(|item| !item.is_object() && !item.is_array()) {
                return vec![Outcome::here("#{{print(\"property\")}}must be an object")];
            }
            items.iter().map(|item| input.view.get(item, key).unwrap_or(&Value::Null)).collect()
        }
        None => items,
    };
    if keyed.iter().any(|item| !item.is_string() && !item.is_number()) {
        return vec![Outcome::here(
            "#{{print(\"property\")}}must be one of the allowed types: number, string",
        )];
    }
    let Some(at) = (1..keyed.len()).find(|&at| compare(keyed[at - 1], keyed[at]) == Ordering::Greater) else {
        return Vec::new();
    };
    if keyed_by.is_some() {
        return vec![Outcome::here("properties must follow the alphabetical order")];
    }
    let token = match input.value {
        Some(Value::Array(_)) => (at - 1).to_string(),
        _ => keyed[at - 1].as_str().unwrap_or_default().to_owned(),
    };
    vec![Outcome::at(
        input.path().join(token),
        format!("{} must be placed after {}", keyed[at - 1], keyed[at]),
    )]
}

/// Numbers by value, texts as a reader sorts them: letters before case, what is no letter before letters. Spectral reads a
/// text as a number only behind what is none, where either order is right: `9` stands behind `10`, and `default` before both.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => crate::json::number::compare(a, b),
        (Value::Number(a), Value::String(b)) => {
            let (a, b) = (a.as_f64(), b.trim().parse::<f64>().ok());
            a.zip(b).and_then(|(a, b)| a.partial_cmp(&b)).unwrap_or(Ordering::Equal)
        }
        (Value::String(a), Value::String(b)) if !is_numeric(a) && is_numeric(b) => Ordering::Equal,
        (Value::String(a), Value::String(b)) => compare_texts(a, b),
        _ => Ordering::Equal,
    }
}

/// Whether JavaScript makes a number of a text; an empty one is 0.
fn is_numeric(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) && text.parse::<f64>().is_ok()
}

/// A small part of the Unicode Collation Algorithm: marks and case decide only between texts that are equal without.
fn compare_texts(a: &str, b: &str) -> Ordering {
    let primary = |text: &str| text.chars().map(weight).collect::<Vec<_>>();
    let lower_first = |text: &str| text.chars().map(char::is_uppercase).collect::<Vec<_>>();
    primary(a).cmp(&primary(b)).then_with(|| lower_first(a).cmp(&lower_first(b)))
}

/// The class of a character, then its place in the class.
fn weight(character: char) -> (u8, u32) {
    const PUNCTUATION: &str = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
    let lower = character.to_lowercase().next().unwrap_or(character);
    match lower {
        c if c.is_whitespace() => (0, 0),
        c if c.is_ascii_punctuation() => {
            (1, PUNCTUATION.find(c).and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX))
        }
        c if c.is_ascii_digit() => (2, u32::from(c)),
        c => (3, u32::from(base(c)) * 0x100 + u32::from(base(c) != c)),
    }
}

/// The Latin letter below a mark.
fn base(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}
