//! Names that every client takes: one line, short, and no two alike in a folder.

use std::collections::BTreeMap;

/// Longest name in bytes: names become file names, with a suffix, where file systems stop at 255.
const MAX_BYTES: usize = 120;

/// A summary of more bytes than the second is cut behind its first sentence, if that has more than the first: `E.g. …`.
const SHORT_BYTES: (usize, usize) = (15, 70);

/// A text in one line without leading, trailing and doubled white space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
pub fn distinct(titles: &[(String, String)]) -> Vec<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (title, _) in titles {
        *count.entry(folded(title)).or_default() += 1;
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    titles
        .iter()
        .map(|(title, key)| {
            let name = if count[&folded(title)] > 1 { with_suffix(title, key) } else { title.clone() };
            let seen = taken.entry(folded(&name)).or_default();
            *seen += 1;
            if *seen > 1 { with_suffix(&name, &seen.to_string()) } else { name }
        })
        .collect()
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
            ("Get app".into(), "GET /apps/{id}".into()),
            ("get app".into(), "GET /v2/apps/{id}".into()),
            ("List".into(), "GET /apps".into()),
        ]);
        assert_eq!(names, ["Get app (GET /apps/{id})", "get app (GET /v2/apps/{id})", "List"]);
        let same = distinct(&[("a".into(), "k".into()), ("a".into(), "k".into())]);
        assert_ne!(same[0], same[1]);
    }
}
