//! ECMAScript regular expressions that always answer: `regress` means what JavaScript means, `regex` answers in linear time
//! where both agree, and `fancy_regex` in a bounded number of steps where a pattern looks around. What is left to `regress`
//! is asked only where it cannot take for ever: documents and their patterns come from strangers.

mod effort;
mod literal;
mod translate;

use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use crate::collections::HashMap;
use literal::Literal;
use translate::{Translated, translated};

/// A compiled pattern.
pub struct Pattern {
    source: String,
    flags: String,
    exact: regress::Regex,
    fast: OnceLock<Option<Fast>>,
}

/// The same pattern for an engine whose time is bounded.
struct Fast {
    engine: Engine,
    /// Whether both agree on texts with characters beyond ASCII too.
    everywhere: bool,
    /// Whether a character is one, as the flag `u` has it, even if it takes two code units.
    whole: bool,
}

impl Fast {
    fn agrees_on(&self, text: &str) -> bool {
        self.everywhere && (self.whole || is_basic(text)) || text.is_ascii()
    }
}

/// Whether every character of a text is one code unit: in UTF-8 the others begin with these bytes.
fn is_basic(text: &str) -> bool {
    !text.bytes().any(|byte| byte >= 0xF0)
}

enum Engine {
    /// Looks for a text.
    Literal(Literal),
    /// Takes linear time.
    Linear(regex::Regex),
    /// Gives up after [`MAX_STEPS`].
    Stepwise(fancy_regex::Regex),
}

/// How often one match may go back. Patterns that people write need a few hundred.
const MAX_STEPS: usize = 20_000;

/// The longest pattern that looks around: each step may take as long as the pattern is.
const MAX_STEPWISE: usize = 4096;

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

    /// Whether the pattern matches anywhere in a text; `None` when finding out would take too long.
    pub fn matches(&self, text: &str) -> Option<bool> {
        match self.fast() {
            Some(fast) if fast.agrees_on(text) => match &fast.engine {
                Engine::Literal(literal) => Some(literal.is_in(text)),
                Engine::Linear(regex) => Some(regex.is_match(text)),
                Engine::Stepwise(regex) => regex.is_match(text).ok(),
            },
            _ if effort::is_bearable(&self.source, text.len()) => Some(self.exact.find(text).is_some()),
            _ => None,
        }
    }

    /// Whether the pattern matches anywhere in a text, for what is asked of a text: what takes too long to find out counts
    /// as a match.
    pub fn is_match(&self, text: &str) -> bool {
        self.matches(text).unwrap_or(true)
    }

    fn fast(&self) -> Option<&Fast> {
        self.fast.get_or_init(|| self.translate()).as_ref()
    }

    fn translate(&self) -> Option<Fast> {
        if let Some(literal) = Literal::of(&self.source, &self.flags) {
            return Some(Fast { engine: Engine::Literal(literal), everywhere: true, whole: true });
        }
        let has = |flag: char| self.flags.contains(flag);
        let Translated { pattern, everywhere, looks_around } = translated(&self.source, &self.flags)?;
        let engine = if looks_around {
            if pattern.len() > MAX_STEPWISE {
                return None;
            }
            let regex = fancy_regex::RegexBuilder::new(&pattern)
                .case_insensitive(has('i'))
                .multi_line(has('m'))
                .dot_matches_new_line(true)
                .delegate_size_limit(MAX_SIZE)
                .backtrack_limit(MAX_STEPS)
                .build();
            Engine::Stepwise(regex.ok()?)
        } else {
            let regex = regex::RegexBuilder::new(&pattern)
                .case_insensitive(has('i'))
                .multi_line(has('m'))
                .dot_matches_new_line(true)
                .size_limit(MAX_SIZE)
                .build();
            Engine::Linear(regex.ok()?)
        };
        let plain = self.flags.chars().all(|flag| matches!(flag, 's' | 'u'));
        Some(Fast { engine, everywhere: everywhere && plain, whole: has('u') })
    }
}

/// So many bytes a compiled pattern may take.
const MAX_SIZE: usize = 1 << 22;

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
            "/^\\/{.+}$/",
            "/a{b}|}/",
            "/a{2|B/",
            "/[\\D]b/",
            "/\\u0041\\x42/",
            "/é+|\\u{41}/u",
            "/^\\p{L}+$/u",
            "/[\\b\\f\\v\\0]/",
            "/^\\s+$/",
            "/(?<=a)\\b.|(?!b)c/",
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
                "\u{a0}\u{feff}",
                "é",
                "/{a}",
                "}",
                "AB",
                "1b",
            ] {
                matches(literal, text);
            }
        }
    }

    #[test]
    fn a_long_text_beyond_ascii_is_answered_in_linear_time() {
        let text = format!("Modules \u{2013} {}", "and more of them ".repeat(200));
        for literal in
            ["/^[A-Z][\\s\\S]*[.!?]\\s*$/", "/^[A-Z][\\s\\S]*[.!?]\\s*$/u", "/^[A-Z].*[.!?]\\s*$/s"]
        {
            let pattern = Pattern::of_literal(literal).expect(literal);
            assert_eq!(pattern.matches(&text), Some(false), "{literal}");
            assert_eq!(pattern.matches(&format!("{text}.")), Some(true), "{literal}");
        }
        assert!(matches("/^\\S$/u", "\u{1f600}"));
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
        for source in ["^[a-z][a-z0-9-]*$", "^(?:a|b)\\.c$", "(a+)+\\s$"] {
            let pattern = Pattern::compile(source, "").expect(source);
            assert!(matches!(pattern.fast(), Some(Fast { engine: Engine::Linear(_), .. })), "{source}");
        }
    }

    #[test]
    fn a_text_is_looked_for_as_it_is() {
        for (source, text, right) in [
            ("eval\\(", "x eval(1)", true),
            ("<script", "<scrip", false),
            ("^x-", "x-a", true),
            ("^x-", "a-x-", false),
            ("/$", "/a/", true),
            ("/$", "/a/\n", false),
            ("^a\\.b$", "a.b", true),
            ("^a\\.b$", "aab", false),
            ("^$", "", true),
            ("", "a", true),
            ("é\u{1f600}", "-é\u{1f600}-", true),
        ] {
            let pattern = Pattern::compile(source, "").expect(source);
            assert!(matches!(pattern.fast(), Some(Fast { engine: Engine::Literal(_), .. })), "{source}");
            let exact = pattern.exact.find(text).is_some();
            assert_eq!((pattern.matches(text), exact), (Some(right), right), "{source} on {text:?}");
        }
        for literal in ["a.b", "a*", "(a)", "a|b", "a{2}", "a^", "a$b", "\\d", "[a]", "/a/i", "/^a/m"] {
            let pattern = Pattern::of_literal(literal).expect(literal);
            assert!(!matches!(pattern.fast(), Some(Fast { engine: Engine::Literal(_), .. })), "{literal}");
        }
    }

    #[test]
    fn no_pattern_takes_for_ever() {
        let long = "a".repeat(5000);
        let (short_marked, long_marked) = (format!("{}!", &long[..40]), format!("{long}!"));
        let many = (0..300).map(|n| "a".repeat(n)).collect::<Vec<_>>().join("|");
        let counted = format!("^(?!x){}$", "[a-z]{1,65535}".repeat(50));
        let many = format!("^(?!x)({many})*$");
        for pattern in [
            "^(?!x)(a+)+$",
            "^(a*)*\\1!$",
            "^(?!x)((a|a)*)*$",
            "^(?=(a+)+$)",
            "^(\\u0061+)+$",
            "^(é|a+)*$",
            &many,
            &counted,
        ] {
            let compiled = Pattern::compile(pattern, "").expect(pattern);
            let marked = pattern.contains('!') && pattern.ends_with("!$");
            for (text, right) in [(&short_marked, marked), (&long_marked, marked), (&long, !marked)] {
                assert_ne!(compiled.matches(text), Some(!right), "{pattern} on {} bytes", text.len());
            }
        }
    }

    #[test]
    fn look_around_is_answered_in_bounded_steps() {
        for (pattern, text, right) in [
            ("^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", "a.b-c.example.com", true),
            ("^(?!.*\\.\\.)[a-z]+(\\.[a-z]+)*$", "a..b", false),
            ("(?<!a)b(?<name>c)", "abc bc", true),
            ("^(?=\\bcat\\b).*$", "cat", true),
        ] {
            let compiled = Pattern::compile(pattern, "").expect(pattern);
            let engine = compiled.fast().map(|fast| &fast.engine);
            assert!(matches!(engine, Some(Engine::Stepwise(_))), "{pattern}");
            assert_eq!(
                (compiled.matches(text), compiled.exact.find(text).is_some()),
                (Some(right), right),
                "{pattern}"
            );
        }
    }
}
