//! Names that every client takes: one line, short, and no two alike in a folder.

use std::borrow::Cow;

use crate::collections::HashMap;
use crate::escape;

/// Longest name in bytes: names become file names, with a suffix, where file systems stop at 255.
const MAX_BYTES: usize = 120;

/// A summary of more bytes than the second is cut behind its first sentence, if that has more than the first: `E.g. …`.
const SHORT_BYTES: (usize, usize) = (15, 70);

/// A text in one line without leading, trailing and doubled white space.
pub fn one_line(text: &str) -> String {
    if escape::is_plain_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A text of at most `limit` bytes in one line, cut between words where it can be.
pub fn short(text: &str, limit: usize) -> String {
    let line = one_line(text);
    if line.len() <= limit {
        return line;
    }
    let mut end = limit.saturating_sub('…'.len_utf8());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let cut = line[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", line[..cut].trim_end_matches([' ', ',', '.', ';', ':']))
}

/// A title as a name: one line, short, no full stop at its end.
pub fn title(text: &str) -> String {
    short(text, MAX_BYTES).trim_end_matches('.').to_owned()
}

/// A summary as people begin a name: with a capital, and of a long one the first sentence.
pub fn summary(text: &str) -> String {
    let line = one_line(text);
    let first_sentence = line.find(". ").filter(|end| *end > SHORT_BYTES.0 && line.len() > SHORT_BYTES.1);
    let line = first_sentence.map_or(line.as_str(), |end| &line[..end]);
    let is_word = line.split(' ').next().is_some_and(|word| word.chars().all(char::is_lowercase));
    let mut rest = line.chars();
    match rest.next() {
        Some(first) if is_word => first.to_uppercase().chain(rest).collect(),
        _ => line.to_owned(),
    }
}

/// Names that are told apart whatever the case and on every file system: where titles are alike, each gets what it
/// is known by behind it.
pub fn distinct(titles: &[(&str, &str)]) -> Vec<String> {
    let alike: Vec<String> = titles.iter().map(|(title, _)| folded(title)).collect();
    let mut count: HashMap<&str, usize> = HashMap::default();
    for fold in &alike {
        *count.entry(fold).or_default() += 1;
    }
    let mut taken: HashMap<Cow<'_, str>, usize> = HashMap::default();
    let each = titles.iter().zip(&alike).map(|((title, key), fold)| {
        let suffixed = (count[fold.as_str()] > 1).then(|| with_suffix(title, key));
        let fold = suffixed.as_deref().map_or(Cow::Borrowed(fold.as_str()), |name| Cow::Owned(folded(name)));
        let name = suffixed.unwrap_or_else(|| (*title).to_owned());
        let seen = taken.entry(fold).or_default();
        *seen += 1;
        if *seen > 1 { with_suffix(&name, &seen.to_string()) } else { name }
    });
    each.collect()
}

/// What of a name a file system that ignores case can tell apart.
fn folded(name: &str) -> String {
    name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

fn with_suffix(title: &str, key: &str) -> String {
    let key = short(key, MAX_BYTES * 2 / 3);
    format!("{} ({key})", short(title, (MAX_BYTES - 3).saturating_sub(key.len()).max(20)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(title("  Lists\n all   apps. "), "Lists all apps");
        let long = title(&"word ".repeat(60));
        assert!(long.len() <= MAX_BYTES && long.ends_with("word…"), "{long}");
        assert!(title(&"ä".repeat(200)).len() <= MAX_BYTES);
    }

    #[test]
    fn a_summary_begins_with_a_capital_and_is_one_sentence() {
        assert_eq!(summary("update the settings"), "Update the settings");
        assert_eq!(summary("iOS devices"), "iOS devices");
        assert_eq!(summary("Get it. Now."), "Get it. Now.");
        let long =
            "Creates a new connection. Depending on the fields of the body, credentials are made as well.";
        assert_eq!(summary(long), "Creates a new connection");
    }

    #[test]
    fn equal_names_are_told_apart_by_what_they_are_known_by() {
        let names = distinct(&[
            ("Get app", "GET /apps/{id}"),
            ("get app", "GET /v2/apps/{id}"),
            ("List", "GET /apps"),
        ]);
        assert_eq!(names, ["Get app (GET /apps/{id})", "get app (GET /v2/apps/{id})", "List"]);
        let same = distinct(&[("a", "k"), ("a", "k")]);
        assert_ne!(same[0], same[1]);
    }
}
