//! Patterns that are nothing but text: half of those that rules and tables have.

use memchr::memmem::Finder;

/// A text, and where it must stand.
pub(super) enum Literal {
    /// `text`
    Anywhere(Box<Finder<'static>>),
    /// `^text`
    First(String),
    /// `text$`
    Last(String),
    /// `^text$`
    Alone(String),
}

impl Literal {
    /// Reads a pattern; `None` for one that is more than text, or that flags make more.
    pub(super) fn of(source: &str, flags: &str) -> Option<Self> {
        if flags.contains(['i', 'm', 'v']) {
            return None;
        }
        let inner = source.strip_prefix('^');
        let first = inner.is_some();
        let (text, last) = plain(inner.unwrap_or(source))?;
        Some(match (first, last) {
            (true, true) => Self::Alone(text),
            (true, false) => Self::First(text),
            (false, true) => Self::Last(text),
            (false, false) => Self::Anywhere(Box::new(Finder::new(&text).into_owned())),
        })
    }

    /// Whether it stands in a text. Texts are compared byte by byte: in UTF-8 no character is part of another.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Anywhere(finder) => finder.find(text.as_bytes()).is_some(),
            Self::First(own) => text.starts_with(own.as_str()),
            Self::Last(own) => text.ends_with(own.as_str()),
            Self::Alone(own) => text == own,
        }
    }
}

/// The text that a pattern stands for, and whether `$` ends it.
fn plain(source: &str) -> Option<(String, bool)> {
    let mut text = String::with_capacity(source.len());
    let mut rest = source.chars();
    while let Some(character) = rest.next() {
        match character {
            '$' if rest.as_str().is_empty() => return Some((text, true)),
            '\\' => text.push(rest.next().filter(char::is_ascii_punctuation)?),
            '^' | '$' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => return None,
            other => text.push(other),
        }
    }
    Some((text, false))
}
