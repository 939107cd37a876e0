//! `casing`: a name is written in camel, kebab, snake … case.

use serde_json::{Map, Value};

use super::{Input, Outcome, Prepared, options};

const EXAMPLE: &str = "{ \"type\": \"camel\" }";

/// How the words of a name are put together.
#[derive(Debug, Clone, Copy)]
enum Style {
    /// Words that begin with a capital, the first perhaps not.
    Humps { first: Letters },
    /// Words of one case with a character between them; without one there is one word.
    Words { letters: Letters, between: Option<char> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    Lower,
    Upper,
}

const STYLES: [(&str, Style); 7] = [
    ("flat", Style::Words { letters: Letters::Lower, between: None }),
    ("camel", Style::Humps { first: Letters::Lower }),
    ("pascal", Style::Humps { first: Letters::Upper }),
    ("kebab", Style::Words { letters: Letters::Lower, between: Some('-') }),
    ("cobol", Style::Words { letters: Letters::Upper, between: Some('-') }),
    ("snake", Style::Words { letters: Letters::Lower, between: Some('_') }),
    ("macro", Style::Words { letters: Letters::Upper, between: Some('_') }),
];

struct Casing {
    name: &'static str,
    style: Style,
    digits: bool,
    separator: Option<(char, bool)>,
}

/// Options: `type`, `disallowDigits`, `separator: {char, allowLeading}`.
///
/// # Errors
/// An unknown type, a separator of more than one character.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    let map = options::object("casing", given, &["type", "disallowDigits", "separator"], EXAMPLE)?;
    let known: Vec<&str> = STYLES.iter().map(|(name, _)| *name).collect();
    let (name, style) =
        options::required("casing", map, "type", &format!("one of {}", known.join(", ")), |value| {
            STYLES.into_iter().find(|(name, _)| value == name)
        })?;
    let digits =
        options::optional("casing", map, "disallowDigits", "a boolean", Value::as_bool)? != Some(true);
    let separator = options::optional("casing", map, "separator", "an object", Value::as_object)?;
    // An empty separator separates nothing.
    let separator = separator.map(read_separator).transpose()?.flatten();
    let casing = Casing { name, style, digits, separator };
    Ok(Box::new(move |input| check(input, &casing)))
}

fn read_separator(map: &Map<String, Value>) -> Result<Option<(char, bool)>, String> {
    if let Some(unknown) = map.keys().find(|key| !["char", "allowLeading"].contains(&key.as_str())) {
        return Err(format!("`separator` has no `{unknown}`; it takes char and allowLeading"));
    }
    let one = |value: &Value| {
        let mut characters = value.as_str()?.chars();
        let first = characters.next();
        characters.next().is_none().then_some(first)
    };
    let character = options::required("casing", map, "char", "one character, such as \"/\"", one)?;
    let leading = options::optional("casing", map, "allowLeading", "a boolean", Value::as_bool)?;
    Ok(character.map(|character| (character, leading == Some(true))))
}

fn check(input: &Input<'_>, casing: &Casing) -> Vec<Outcome> {
    match input.value {
        Some(Value::String(text)) if !text.is_empty() && !casing.accepts(text) => {
            vec![Outcome::here(format!("must be {} case", casing.name))]
        }
        _ => Vec::new(),
    }
}

impl Casing {
    fn accepts(&self, text: &str) -> bool {
        let Some((separator, leading)) = self.separator else { return self.is_name(text, true) };
        if leading && text.chars().eq([separator]) {
            return true;
        }
        // The separator may be a character of the style itself, so every way to cut is tried.
        let mut starts = vec![0];
        if leading && text.starts_with(separator) {
            starts.push(separator.len_utf8());
        }
        let cuts: Vec<usize> = text.match_indices(separator).map(|(at, _)| at).chain([text.len()]).collect();
        let mut done = 0;
        while let Some(&start) = starts.get(done) {
            for &cut in cuts.iter().filter(|&&cut| cut > start) {
                if self.is_name(&text[start..cut], cut == text.len()) {
                    if cut == text.len() {
                        return true;
                    }
                    let next = cut + separator.len_utf8();
                    if !starts.contains(&next) {
                        starts.push(next);
                    }
                }
            }
            done += 1;
        }
        false
    }

    fn is_name(&self, text: &str, last: bool) -> bool {
        match self.style {
            Style::Humps { first } => self.is_humps(text, first, last),
            Style::Words { letters, between } => {
                let mut words = text.split(|c| Some(c) == between);
                let of = |c: char| letters.has(c) || (self.digits && c.is_ascii_digit());
                text.starts_with(|c| letters.has(c))
                    && words.all(|word| !word.is_empty() && word.chars().all(of))
            }
        }
    }

    /// A capital is followed by a small letter or a digit, unless it is the last character of the whole name.
    fn is_humps(&self, text: &str, first: Letters, last: bool) -> bool {
        let of = |c: char| c.is_ascii_alphabetic() || (self.digits && c.is_ascii_digit());
        if !text.starts_with(|c| first.has(c)) || !text.chars().all(of) {
            return false;
        }
        let bytes = text.as_bytes();
        let skipped = usize::from(first == Letters::Upper);
        let ends_bare = bytes.len() > 1 && bytes[bytes.len() - 1].is_ascii_uppercase();
        let mut pairs = bytes.windows(2).skip(skipped);
        pairs.all(|pair| !(pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase()))
            && (last || !ends_bare)
    }
}

impl Letters {
    fn has(self, character: char) -> bool {
        match self {
            Self::Lower => character.is_ascii_lowercase(),
            Self::Upper => character.is_ascii_uppercase(),
        }
    }
}
