//! ECMAScript regular expressions: `regress` means what JavaScript means; `regex` answers in linear time where both agree.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

/// A compiled pattern.
pub struct Pattern {
    source: String,
    flags: String,
    exact: regress::Regex,
    fast: OnceLock<Option<Fast>>,
}

/// The same pattern for `regex`.
struct Fast {
    regex: regex::Regex,
    /// Whether both agree on texts with characters beyond ASCII too.
    everywhere: bool,
}

type Compiled = Result<Arc<Pattern>, String>;

/// Patterns come back again and again, from schemas above all; each is compiled once.
static KNOWN: LazyLock<Mutex<HashMap<(String, String), Compiled>>> = LazyLock::new(Mutex::default);

/// How many compiled patterns are kept.
const KEPT: usize = 4096;

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/{}", self.source, self.flags)
    }
}

impl Pattern {
    /// Compiles a pattern (ECMA-262, section 22.2) with flags such as `i`; `g`, `y` and `d` change nothing here.
    ///
    /// # Errors
    /// What JavaScript would not compile: the reason.
    pub fn compile(source: &str, flags: &str) -> Compiled {
        let key = (source.to_owned(), flags.to_owned());
        if let Some(found) = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return found.clone();
        }
        let compiled = Self::build(source, flags).map(Arc::new);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < KEPT {
            known.insert(key, compiled.clone());
        }
        compiled
    }

    /// Compiles `/pattern/flags`, or the text itself when it is not written so.
    ///
    /// # Errors
    /// As [`Pattern::compile`].
    pub fn of_literal(text: &str) -> Compiled {
        let parts = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
        let literal = |(source, flags): &(&str, &str)| {
            !source.is_empty() && flags.bytes().all(|flag| flag.is_ascii_lowercase())
        };
        match parts.filter(literal) {
            Some((source, flags)) => Self::compile(source, flags),
            None => Self::compile(text, ""),
        }
    }

    fn build(source: &str, flags: &str) -> Result<Self, String> {
        if let Some(flag) = flags.chars().find(|flag| !"dgimsuvy".contains(*flag)) {
            return Err(format!("`{flag}` is no flag of a regular expression"));
        }
        let flags: String = flags.chars().filter(|flag| "imsuv".contains(*flag)).collect();
        let exact = regress::Regex::with_flags(source, flags.as_str()).map_err(|error| error.to_string())?;
        Ok(Self { source: source.to_owned(), flags, exact, fast: OnceLock::new() })
    }

    /// The pattern as it is written, without delimiters and flags.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the pattern matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        match self.fast() {
            Some(fast) if fast.everywhere || text.is_ascii() => fast.regex.is_match(text),
            _ => self.exact.find(text).is_some(),
        }
    }

    fn fast(&self) -> Option<&Fast> {
        self.fast.get_or_init(|| self.translate()).as_ref()
    }

    fn translate(&self) -> Option<Fast> {
        let has = |flag: char| self.flags.contains(flag);
        let (pattern, everywhere) = translated(&self.source, has('s'))?;
        let regex = regex::RegexBuilder::new(&pattern)
            .case_insensitive(has('i'))
            .multi_line(has('m'))
            .dot_matches_new_line(true)
            .size_limit(1 << 22)
            .build();
        Some(Fast { regex: regex.ok()?, everywhere: everywhere && self.flags.is_empty() })
    }
}

/// Rewrites what differs and refuses what only one side knows; says whether the result means the same on all texts, or only
/// on those of ASCII characters.
fn translated(source: &str, dot_all: bool) -> Option<(String, bool)> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut characters = source.chars().peekable();
    let mut class = false;
    let mut everywhere = true;
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let escaped = characters.next()?;
                everywhere &= !"sSbBDW".contains(escaped);
                out.push_str(escape(escaped, class)?.as_str());
            }
            '.' if !class && !dot_all => out.push_str("[^\\n\\r\\u{2028}\\u{2029}]"),
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
            '}' if !class => return None,
            '{' if !class => {
                let count: String = characters.clone().take_while(|c| *c != '}').collect();
                if !is_count(&count) {
                    return None;
                }
                out.push_str(&format!("{{{count}}}"));
                characters.by_ref().find(|c| *c == '}');
            }
            character if character.is_ascii() && !character.is_ascii_control() => out.push(character),
            _ => return None,
        }
    }
    Some((out, everywhere))
}

/// `2`, `2,` and `2,5`, small enough for both; anything else between braces stands for itself in ECMAScript.
fn is_count(text: &str) -> bool {
    let (from, to) = text.split_once(',').unwrap_or((text, ""));
    let small = |part: &str| part.parse::<u16>().is_ok_and(|n| n <= 1000);
    small(from) && (to.is_empty() || small(to))
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
            "/a{,2}$/",
            "/^.$/",
        ] {
            for text in [
                "",
                "abc",
                "A\nC",
                "123 x",
                "kebab-case",
                "the cat",
                "x@y.z",
                "Z",
                "{id}",
                "&b",
                "404",
                "\u{2028}",
                "é",
            ] {
                matches(literal, text);
            }
        }
    }

    #[test]
    fn javascript_meaning_wins() {
        for (literal, text, expected) in [
            ("/^(?!.*foo).*$/", "bar", true),
            ("/^\\Aa$/", "a", false),
            ("^\\w$", "ä", false),
            ("^[a-z]+$", "abc\n", false),
            ("/^ABC$/i", "abc", true),
            ("/[abc]+/gi", "xBx", true),
            ("{}", "/a/{}/b", true),
            ("\\d", "٣", false),
            ("(?<!a)b", "ab", false),
            ("^(?=.*\\d).{2,}$", "a1", true),
            ("[-a-z]", "-", true),
            ("^a{2}$", "aa", true),
            ("/a/b/", "a/b", true),
        ] {
            assert_eq!(matches(literal, text), expected, "{literal} on {text:?}");
        }
    }

    #[test]
    fn a_broken_pattern_is_told() {
        for literal in ["(", "(?i)a", "/a/x"] {
            assert!(Pattern::of_literal(literal).is_err(), "{literal}");
        }
        assert!(Pattern::of_literal("/a").is_ok());
    }

    #[test]
    fn what_can_be_linear_is() {
        for source in ["^[a-z][a-z0-9-]*$", "eval\\(", "<script", "^(?:a|b)\\.c$", "(a+)+\\s$"] {
            assert!(Pattern::compile(source, "").expect(source).fast().is_some(), "{source}");
        }
    }
}
