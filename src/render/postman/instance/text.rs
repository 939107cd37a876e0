//! Texts and numbers for schemas.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::{format, pattern};
use crate::json::member;

/// Texts that may satisfy all of the schemas, the most telling first. The caller takes the first valid one, so each is made
/// when it is asked for.
///
/// `hint` is the name of the parameter or property; `nth` counts up where values must differ.
pub fn texts<'a>(parts: &'a [&'a Value], hint: &'a str, nth: usize) -> impl Iterator<Item = String> + 'a {
    // An empty text says nothing; it is for where nothing else is allowed. Nor does a number tell a fallback apart.
    let says = move |text: &String| !text.is_empty() && (nth == 0 || !FALLBACKS.contains(&text.as_str()));
    let first = telling(parts, hint, nth).filter(says);
    let others = move || {
        let mut made: Vec<String> = telling(parts, hint, nth).collect();
        let told = made.iter().filter(|text| says(text)).count();
        made.extend(FALLBACKS.map(str::to_owned));
        let least = bound(parts, "minLength").max().unwrap_or(0);
        let most = bound(parts, "maxLength").min().unwrap_or(usize::MAX);
        let fitted: Vec<String> = made.iter().map(|text| fitted(text, least, most)).collect();
        made.extend(fitted);
        if nth > 0 {
            let numbered: Vec<String> = made.iter().map(|text| format!("{text}{}", nth + 1)).collect();
            made.extend(numbered);
            // What no number tells apart comes last.
            made.sort_by_key(|text| FALLBACKS.contains(&text.as_str()));
        }
        made.sort_by_key(String::is_empty);
        made.into_iter().skip(told)
    };
    first.chain(std::iter::once_with(others).flatten())
}

/// What the schemas and the name themselves suggest.
fn telling<'a>(parts: &'a [&'a Value], hint: &'a str, nth: usize) -> impl Iterator<Item = String> + 'a {
    let words = |key: &'static str| parts.iter().filter_map(move |part| member(part, key)?.as_str());
    let formatted = words("format").filter_map(move |name| format::example(name, &salted(hint, nth), nth));
    let matching = words("pattern").flat_map(move |pattern| pattern::texts(pattern, nth));
    let named = [suggested, |hint: &str, nth| salted(hint, nth).into_owned()];
    formatted.chain(matching).chain(named.into_iter().map(move |name| name(hint, nth)))
}

/// A name, told apart from itself where values must differ.
fn salted(hint: &str, nth: usize) -> Cow<'_, str> {
    if nth == 0 { Cow::Borrowed(hint) } else { Cow::Owned(format!("{hint}-{}", nth + 1)) }
}

/// Tried when nothing that the schemas or the name suggest is valid; the last ones for rules about passwords.
const FALLBACKS: [&str; 4] = ["example", "example 2", "Example-1", "aA1!aA1!aA1!"];

/// What a name suggests.
fn suggested(hint: &str, nth: usize) -> String {
    let lower = hint.to_ascii_lowercase();
    let ends = |word: &str| lower.ends_with(word);
    let is_id = ends("guid") || ends("uuid") || hint == "id" || hint.ends_with("Id") || hint.ends_with("ID");
    match () {
        () if is_id || ends("_id") || ends("-id") => format::uuid(&salted(hint, nth)),
        () if ends("email") => format::email(nth),
        () if ends("url") || ends("uri") || ends("href") => format::uri(nth),
        () if ends("name") || ends("title") || ends("description") => {
            let number = if nth == 0 { String::new() } else { format!(" {}", nth + 1) };
            format!("Example {}{number}", spaced(hint))
        }
        () if ends("date") || ends("time") || hint.ends_with("At") => format::date_time(nth),
        () if hint.is_empty() => "example".to_owned(),
        () => salted(hint, nth).into_owned(),
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
    parts.iter().filter_map(move |part| member(part, key)?.as_u64()).filter_map(|n| usize::try_from(n).ok())
}

/// Numbers that may satisfy all of the schemas; the caller takes the first valid one. `nth` counts up where numbers must
/// differ, and begins again where there are no more.
pub fn numbers(parts: &[&Value], integer: bool, nth: usize) -> Vec<Value> {
    let range = Range::of(parts, integer);
    #[expect(clippy::cast_precision_loss, reason = "a handful of items")]
    let nth = nth as f64;
    let mut made = vec![range.on_grid(nth)];
    if let (Some(least), Some(most), false) = (range.least, range.most, integer) {
        made.extend([f64::midpoint(least, most), least + (most - least) / (nth + 3.0)]);
    }
    made.extend(range.least.into_iter().flat_map(|least| [least + nth, least + 0.5]));
    made.extend(range.most.into_iter().flat_map(|most| [most - nth, most - 0.5]));
    made.extend([1.0 + nth, nth, -1.0 - nth]);
    made.into_iter().filter(|number| !integer || number.fract() == 0.0).filter_map(number).collect()
}

/// Where numbers may lie.
struct Range {
    least: Option<f64>,
    most: Option<f64>,
    /// The distance of the numbers that are made.
    step: f64,
    /// Whether the bounds themselves are left out.
    open: (bool, bool),
}

impl Range {
    fn of(parts: &[&Value], integer: bool) -> Self {
        let numbers = |key: &'static str| parts.iter().filter_map(move |part| member(part, key)?.as_f64());
        let least = numbers("minimum").chain(numbers("exclusiveMinimum")).reduce(f64::max);
        let most = numbers("maximum").chain(numbers("exclusiveMaximum")).reduce(f64::min);
        let step = numbers("multipleOf").filter(|step| *step > 0.0).reduce(common_multiple);
        let is_open = |key: &str, bound: Option<f64>| {
            parts
                .iter()
                .filter_map(|part| member(part, key))
                .any(|value| value.as_bool() == Some(true) || (value.is_number() && value.as_f64() == bound))
        };
        let open = (is_open("exclusiveMinimum", least), is_open("exclusiveMaximum", most));
        let step = step.unwrap_or(1.0);
        Self { least, most, step: if integer && step.fract() != 0.0 { 1.0 } else { step }, open }
    }

    /// The nth multiple of the step within the bounds, from 1 on where that is one; around from the last to the first.
    fn on_grid(&self, nth: f64) -> f64 {
        let step = self.step;
        let first = self.least.map(|least| {
            let at = (least / step).ceil();
            if self.open.0 && at * step <= least { at + 1.0 } else { at }
        });
        let last = self.most.map(|most| {
            let at = (most / step).floor();
            if self.open.1 && at * step >= most { at - 1.0 } else { at }
        });
        let start = first.unwrap_or(f64::NEG_INFINITY).max(1.0).min(last.unwrap_or(f64::INFINITY));
        let at = match (first, last) {
            (Some(first), Some(last)) if last >= first => {
                first + (start - first + nth) % (last - first + 1.0)
            }
            (None, Some(last)) if start + nth > last => start - nth,
            _ => start + nth,
        };
        // A product of decimals carries noise that a reader need not see.
        (at * step * 1e9).round() / 1e9
    }
}

/// A number that is a multiple of both, where both are whole.
fn common_multiple(a: f64, b: f64) -> f64 {
    if a.fract() != 0.0 || b.fract() != 0.0 {
        return a.max(b);
    }
    let (mut x, mut y) = (a, b);
    while y != 0.0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}

/// A JSON number, written as an integer where it is one.
fn number(number: f64) -> Option<Value> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Some(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number)
}
