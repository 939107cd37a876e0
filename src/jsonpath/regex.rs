//! ECMAScript regular expressions: `regress` means what JavaScript means; `regex` answers in linear time where both agree.

use std::sync::OnceLock;

/// A compiled pattern.
pub struct Pattern {
    source: String,
    ignore_case: bool,
    multi_line: bool,
    dot_all: bool,
    exact: regress::Regex,
    fast: OnceLock<Option<regex::Regex>>,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/{}", self.source, if self.ignore_case { "i" } else { "" })
    }
}

impl Pattern {
    /// Compiles a pattern (ECMA-262, section 22.2) with flags such as `i`; `g` and `y` change nothing here.
    ///
    /// # Errors
    /// What JavaScript would not compile: the reason.
    pub fn new(source: &str, flags: &str) -> Result<Self, String> {
        if let Some(flag) = flags.chars().find(|flag| !"dgimsuvy".contains(*flag)) {
            return Err(format!("`{flag}` is no flag of a regular expression"));
        }
        let exact = regress::Regex::with_flags(source, flags).map_err(|error| error.to_string())?;
        Ok(Self {
            source: source.to_owned(),
            ignore_case: flags.contains('i'),
            multi_line: flags.contains('m'),
            dot_all: flags.contains('s'),
            exact,
            fast: OnceLock::new(),
        })
    }

    /// Compiles `/pattern/flags`, or the text itself when it is not written so.
    ///
    /// # Errors
    /// As [`Pattern::new`].
    pub fn of_literal(text: &str) -> Result<Self, String> {
        let parts = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
        match parts.filter(|(_, flags)| flags.chars().all(|flag| flag.is_ascii_alphabetic())) {
            Some((source, flags)) => Self::new(source, flags),
            None => Self::new(text, ""),
        }
    }

    /// The pattern as it is written, without delimiters and flags.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the pattern matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        if text.is_ascii()
            && let Some(fast) = self.fast.get_or_init(|| self.translate())
        {
            return fast.is_match(text);
        }
        self.exact.find(text).is_some()
    }

    /// The same pattern for `regex`, meant for ASCII texts only; `None` when it would mean something else there.
    fn translate(&self) -> Option<regex::Regex> {
        let pattern = translated(&self.source, self.dot_all)?;
        regex::RegexBuilder::new(&pattern)
            .case_insensitive(self.ignore_case)
            .multi_line(self.multi_line)
            .dot_matches_new_line(true)
            .size_limit(1 << 22)
            .build()
            .ok()
    }
}

/// Rewrites the escapes that differ and refuses what only one side knows.
fn translated(source: &str, dot_all: bool) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut characters = source.chars().peekable();
    let mut class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push_str(escape(characters.next()?, class)?.as_str()),
            '.' if !class && !dot_all => out.push_str("[^\\n\\r]"),
            '[' if class => return None,
            '[' => {
                class = true;
                out.push('[');
                if characters.peek() == Some(&']') || characters.peek() == Some(&'^') {
                    open_class(&mut characters, &mut out)?;
                }
            }
            ']' if class => {
                class = false;
                out.push(']');
            }
            '&' | '~' | '-' if class && characters.peek() == Some(&character) => return None,
            '(' if !class && characters.peek() == Some(&'?') => {
                characters.next();
                if characters.next() != Some(':') {
                    return None;
                }
                out.push_str("(?:");
            }
            character if character.is_ascii() => out.push(character),
            _ => return None,
        }
    }
    Some(out)
}

/// `[]` matches nothing and `[^]` anything in ECMAScript; `regex` reads both otherwise.
fn open_class(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    if characters.peek() == Some(&'^') {
        characters.next();
        out.push('^');
    }
    (characters.peek() != Some(&']')).then_some(())
}

fn escape(character: char, class: bool) -> Option<String> {
    const SPACE: &str = " \\t\\n\\x0B\\x0C\\r";
    let set = |inner: &str| if class { inner.to_owned() } else { format!("[{inner}]") };
    Some(match character {
        'd' => set("0-9"),
        'w' => set("A-Za-z0-9_"),
        's' => set(SPACE),
        'D' if !class => "[^0-9]".to_owned(),
        'W' if !class => "[^A-Za-z0-9_]".to_owned(),
        'S' if !class => format!("[^{SPACE}]"),
        'b' if !class => "(?-u:\\b)".to_owned(),
        'B' if !class => "(?-u:\\B)".to_owned(),
        'n' | 'r' | 't' => format!("\\{character}"),
        mark if mark.is_ascii_punctuation() => regex::escape(&mark.to_string()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(literal: &str, text: &str) -> bool {
        let pattern = Pattern::of_literal(literal).expect(literal);
        let exact = pattern.exact.find(text).is_some();
        assert_eq!(pattern.is_match(text), exact, "{literal} on {text}");
        exact
    }

    #[test]
    fn both_engines_agree_where_both_are_asked() {
        for literal in [
            "/^[a-z]+(-[a-z]+)*$/",
            "/a.c/i",
            "/\\d{3}\\s\\w/",
            "/[\\w-]+@[^\\s]+/",
            "/\\bcat\\b/",
            "/^(4|5)/",
            "/[]/",
            "/[^]/",
            "/\\Z/",
            "/[a&&b]/",
            "/{id}/",
        ] {
            for text in
                ["", "abc", "A\nC", "123 x", "kebab-case", "the cat", "x@y.z", "Z", "{id}", "&b", "404"]
            {
                matches(literal, text);
            }
        }
    }

    #[test]
    fn javascript_meaning_wins() {
        assert!(matches("/^(?!.*foo).*$/", "bar"));
        assert!(!matches("/^\\Aa$/", "a"));
        assert!(matches("^\\w$", "a") && !matches("^\\w$", "ä"));
        assert!(Pattern::of_literal("(?i)a").is_err());
        assert!(Pattern::of_literal("/a/x").is_err());
        assert!(Pattern::of_literal("/a").is_ok());
    }
}
