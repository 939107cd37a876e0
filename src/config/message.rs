//! What is wrong with a configuration, in the words of somebody who writes one.

/// Words of the reader that speak of Rust, and what a person would say.
const PLAIN: [(&str, &str); 12] = [
    ("expected struct Options", "expected a table"),
    ("expected usize", "expected a whole number"),
    ("expected u32", "expected a whole number"),
    ("expected a sequence", "expected a list"),
    ("expected a map", "expected a table"),
    ("expected a boolean", "expected true or false"),
    ("expected a string", "expected a text in quotes"),
    ("expected an unsigned duration string", "expected a duration such as \"15s\""),
    ("expected literal string", "as in name = \"x\""),
    ("missing field", "there is no"),
    ("wanted string or table", "a text in quotes was expected"),
    (
        "data did not match any variant of untagged enum Urls",
        "a list of URLs, or a table from service to URL, was expected",
    ),
];

/// Beginnings of messages that tell more about the reader than about the text.
const BEGINNINGS: [(&str, &str); 4] = [
    (
        "failed to parse input in the \"friendly\" duration format",
        "a duration such as \"15s\" or \"2m\" was expected",
    ),
    ("failed to parse four digit integer as year", "a date such as 2027-01-31 was expected"),
    ("unexpected end of input while parsing", "a version such as 1.0.0 was expected"),
    ("unexpected character", "a version such as 1.0.0 was expected"),
];

/// The message in plain words, with the nearest name where one is unknown.
pub fn told(message: &str) -> String {
    if let Some((_, plain)) = BEGINNINGS.iter().find(|(begins, _)| message.starts_with(begins)) {
        return (*plain).to_owned();
    }
    let plain = PLAIN.iter().fold(message.to_owned(), |said, (from, to)| said.replace(from, to));
    with_suggestion(&plain)
}

/// Adds "did you mean" to serde's "unknown field `x`, expected one of `a`, `b`".
fn with_suggestion(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown ");
    let Some(found) = quoted.next().filter(|_| unknown) else { return message.to_owned() };
    let nearest = quoted.map(|name| (strsim::damerau_levenshtein(found, name), name)).min();
    match nearest {
        Some((distance, name)) if distance <= 1 + found.len() / 3 => {
            format!("{message}; did you mean `{name}`?")
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    /// Every kind of mistake with what is said about it: place, what was found, what was expected.
    #[test]
    fn mistakes_are_told_in_plain_words() {
        for (text, told) in [
            ("fetch = 3", "x:1:9: invalid type: integer `3`, expected a table"),
            ("[fetch]\nretries = -1", "x:2:11: invalid value: integer `-1`, expected a whole number"),
            (
                "[fetch]\nidle-timeout = 5",
                "x:2:16: invalid type: integer `5`, expected a duration such as \"15s\"",
            ),
            ("[fetch]\nidle-timeout = '5'", "x:2:16: a duration such as \"15s\" or \"2m\" was expected"),
            ("[fetch]\nprivate-addresses = 1", "x:2:21: invalid type: integer `1`, expected true or false"),
            ("[lint]\nonly = 'x'", "x:2:8: invalid type: string \"x\", expected a list"),
            ("[changelog]\nfirst-version = '1'", "x:2:17: a version such as 1.0.0 was expected"),
            ("[[sources]]\nkind = 'list'", "x:1:1: there is no `urls`"),
            (
                "[[sources]]\nkind = 'list'\nurls = 3",
                "x:1:1: a list of URLs, or a table from service to URL, was expected",
            ),
            (
                "[[compatibility.exceptions]]\nreason = 'x'\nexpires = 'soon'",
                "x:3:11: a date such as 2027-01-31 was expected",
            ),
            (
                "[[sources]]\nkind = 'sitmap'",
                "x:2:8: unknown variant `sitmap`, expected one of `sitemap`, `list`, `folder`; did you mean `sitemap`?",
            ),
        ] {
            let error = Config::parse(text, "x", &[]).expect_err(text).to_string();
            assert_eq!(error, told, "{text}");
        }
    }
}
