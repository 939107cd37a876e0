//! The difference of two texts, for reading: what stayed shortened, what went and what came in whole words.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::diff::change::Change;
use crate::escape::{shortened, visible};

/// The most characters of one piece.
const MOST: usize = 300;
/// The most characters of a text that are compared.
const LONG: usize = 4_000;
/// Words around a difference.
const AROUND: usize = 6;
/// So few characters between two differences do not keep them apart.
const LITTLE: usize = 3;

/// Words that stayed, went or came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// `same`, `gone` or `new`.
    pub what: &'static str,
    /// The words.
    pub text: String,
}

/// The difference of two texts by words, with what stayed shortened; empty unless both are texts of some length.
pub fn words(change: &Change) -> Vec<Words> {
    let (Some(before), Some(after)) = (change.before.as_str(), change.after.as_str()) else {
        return Vec::new();
    };
    if !before.contains(char::is_whitespace) && !after.contains(char::is_whitespace) {
        return Vec::new();
    }
    let (before, after) = (visible(before), visible(after));
    let skip = alike(&before, &after);
    let (before, after) = (shortened(&before[skip..], LONG), shortened(&after[skip..], LONG));
    let mut pieces = readable(differing(&before, &after));
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate().filter(|(_, piece)| piece.what == "same") {
        piece.text = around(&piece.text, at > 0, at < last);
    }
    for piece in &mut pieces {
        piece.text = shortened(&piece.text, MOST);
    }
    if pieces.iter().all(|piece| piece.what == "same") { Vec::new() } else { pieces }
}

/// How many bytes long texts have in common at their beginning, up to some words before they part.
fn alike(before: &str, after: &str) -> usize {
    let same = before.chars().zip(after.chars()).take_while(|(one, other)| one == other);
    let same: usize = same.map(|(one, _)| one.len_utf8()).sum();
    if same < LONG / 2 {
        return 0;
    }
    before[..same].rmatch_indices(' ').nth(2 * AROUND).map_or(0, |(at, _)| at)
}

/// The words next to a difference on either side.
fn around(text: &str, after: bool, before: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let keep = AROUND * (usize::from(after) + usize::from(before));
    if words.len() <= keep + 3 {
        return text.to_owned();
    }
    let head = if after { words[..AROUND].join(" ") + " " } else { String::new() };
    let tail = if before { format!(" {}", words[words.len() - AROUND..].join(" ")) } else { String::new() };
    format!("{head}…{tail}")
}

/// What stays, goes and comes, word by word.
fn differing(before: &str, after: &str) -> Vec<Words> {
    let mut pieces = Vec::new();
    for part in TextDiff::from_words(before, after).iter_all_changes() {
        let what = match part.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "gone",
            ChangeTag::Insert => "new",
        };
        push(&mut pieces, what, part.value());
    }
    pieces
}

fn push(pieces: &mut Vec<Words>, what: &'static str, text: &str) {
    match pieces.last_mut() {
        Some(last) if last.what == what => last.text.push_str(text),
        _ => pieces.push(Words { what, text: text.to_owned() }),
    }
}

/// Differences with next to nothing between them are one: what went stands together, then what came.
fn readable(pieces: Vec<Words>) -> Vec<Words> {
    let last = pieces.len().saturating_sub(1);
    let (mut out, mut gone, mut new) = (Vec::new(), String::new(), String::new());
    for (at, piece) in pieces.into_iter().enumerate() {
        let between = at > 0 && at < last && piece.text.trim().chars().count() <= LITTLE;
        match piece.what {
            "gone" => gone.push_str(&piece.text),
            "new" => new.push_str(&piece.text),
            _ if between => {
                gone.push_str(&piece.text);
                new.push_str(&piece.text);
            }
            _ => {
                settle(&mut out, &mut gone, &mut new);
                out.push(piece);
            }
        }
    }
    settle(&mut out, &mut gone, &mut new);
    out
}

/// Writes down what went and what came; white space that both end with stays outside.
fn settle(out: &mut Vec<Words>, gone: &mut String, new: &mut String) {
    let space = gone.ends_with(' ') && new.ends_with(' ');
    for (what, text) in [("gone", &mut *gone), ("new", &mut *new)] {
        let text = std::mem::take(text);
        let text = if space { text.trim_end() } else { &text };
        if !text.is_empty() {
            push(out, what, text);
        }
    }
    if space {
        push(out, "same", " ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_far_down_a_long_text_is_found() {
        let long = "word ".repeat(2_000);
        let change = |before: String, after: String| -> Change {
            let json = serde_json::json!({
                "id": "api-description-changed", "level": 1, "text": "description changed", "section": "documentation",
                "pointer": {"base": "", "revision": ""}, "before": before, "after": after, "fingerprint": "x",
            });
            serde_json::from_value(json).expect("a change")
        };
        let told = words(&change(format!("{long}one end"), format!("{long}another end")));
        assert!(told.iter().any(|piece| piece.what == "new" && piece.text.contains("another")), "{told:?}");
        assert!(told.iter().all(|piece| piece.text.len() < 400), "{told:?}");
        assert!(words(&change(format!("a{long}"), format!("a {long}"))).len() > 1);
    }

    #[test]
    fn neighbouring_differences_are_read_as_one() {
        let pieces = readable(differing("Lists all of the items", "Finds some of a item"));
        let told: Vec<(&str, &str)> = pieces.iter().map(|piece| (piece.what, piece.text.as_str())).collect();
        assert_eq!(told, [("gone", "Lists all of the items"), ("new", "Finds some of a item")]);
        let pieces =
            readable(differing("Returns one item of a tenant.", "Returns the first item of a tenant."));
        let told: Vec<(&str, &str)> = pieces.iter().map(|piece| (piece.what, piece.text.as_str())).collect();
        assert_eq!(
            told,
            [("same", "Returns "), ("gone", "one"), ("new", "the first"), ("same", " item of a tenant.")]
        );
    }
}
