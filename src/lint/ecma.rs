//! Regular expressions as ECMAScript means them: in linear time where both mean the same, else by `regress`.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A compiled expression.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// Means the same in both languages.
    Linear(regex::Regex),
    /// Needs ECMAScript's own rules.
    Backtracking(regress::Regex),
}

type Compiled = Result<Arc<Pattern>, String>;

/// Expressions come back again and again, from schemas above all; each is compiled once.
static KNOWN: LazyLock<Mutex<HashMap<(String, String), Compiled>>> = LazyLock::new(Mutex::default);

/// How many compiled expressions are kept.
const KEPT: usize = 4096;

impl Pattern {
    /// Compiles `source` with ECMAScript's flags.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn compile(source: &str, flags: &str) -> Result<Arc<Self>, String> {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (source.to_owned(), flags.to_owned());
        if let Some(found) = known.get(&key) {
            return found.clone();
        }
        let compiled = Self::build(source, flags).map(Arc::new);
        if known.len() < KEPT {
            known.insert(key, compiled.clone());
        }
        compiled
    }

    /// Compiles what rulesets write: `/source/flags`, or the bare source.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_literal(text: &str) -> Result<Arc<Self>, String> {
        let literal = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
        match literal {
            Some((source, flags))
                if !source.is_empty() && flags.bytes().all(|flag| flag.is_ascii_lowercase()) =>
            {
                Self::compile(source, flags)
            }
            _ => Self::compile(text, ""),
        }
    }

    fn build(source: &str, flags: &str) -> Result<Self, String> {
        if let Some(unknown) = flags.chars().find(|flag| !"dgimsuvy".contains(*flag)) {
            return Err(format!("`{unknown}` is no flag of a regular expression"));
        }
        // `g`, `y` and `d` change what a search returns, not whether there is a match from the start.
        let meaningful: String = flags.chars().filter(|flag| "imsuv".contains(*flag)).collect();
        if meaningful.is_empty()
            && let Some(same) = linear(source)
            && let Ok(regex) = regex::Regex::new(&same)
        {
            return Ok(Self::Linear(regex));
        }
        regress::Regex::with_flags(source, meaningful.as_str())
            .map(Self::Backtracking)
            .map_err(|error| error.to_string())
    }

    /// Whether the expression matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Linear(regex) => regex.is_match(text),
            Self::Backtracking(regex) => regex.find(text).is_some(),
        }
    }
}

/// The same expression for `regex`, when every construct in it is known to mean the same; `None` otherwise.
fn linear(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 8);
    let mut characters = source.chars().peekable();
    let mut class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                'd' => out.push_str(if class { "0-9" } else { "[0-9]" }),
                'w' => out.push_str(if class { "A-Za-z0-9_" } else { "[A-Za-z0-9_]" }),
                escaped if escaped.is_ascii_punctuation() => {
                    out.push('\\');
                    out.push(escaped);
                }
                escaped @ ('n' | 't' | 'r') => {
                    out.push('\\');
                    out.push(escaped);
                }
                _ => return None,
            },
            '[' if class => return None,
            '[' => {
                class = true;
                out.push('[');
                if characters.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if characters.peek() == Some(&']') {
                    return None;
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
            '.' if !class => out.push_str("[^\\n\\r\\u{2028}\\u{2029}]"),
            '{' | '}' if !class => {
                let digits: String = characters.clone().take_while(|c| *c != '}').collect();
                if character == '}' || !is_count(&digits) {
                    return None;
                }
                out.push_str(&format!("{{{digits}}}"));
                characters.by_ref().find(|c| *c == '}');
            }
            plain if plain.is_ascii() && !plain.is_ascii_control() => out.push(plain),
            _ => return None,
        }
    }
    Some(out)
}

/// `2`, `2,` and `2,5`, small enough for both.
fn is_count(text: &str) -> bool {
    let (from, to) = text.split_once(',').unwrap_or((text, ""));
    let small = |part: &str| part.parse::<u16>().is_ok_and(|n| n <= 1000);
    small(from) && (to.is_empty() || small(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(literal: &str, text: &str) -> bool {
        Pattern::of_literal(literal).expect(literal).is_match(text)
    }

    #[test]
    fn both_engines_mean_what_ecmascript_means() {
        for (literal, text, expected) in [
            ("^[a-z]+$", "abc\n", false),
            ("/^ABC$/i", "abc", true),
            ("/[abc]+/gi", "xBx", true),
            ("{}", "/a/{}/b", true),
            ("^.$", "\u{2028}", false),
            ("\\d", "٣", false),
            ("^\\w+$", "é", false),
            ("(?<!a)b", "ab", false),
            ("^(?=.*\\d).{2,}$", "a1", true),
            ("[-a-z]", "-", true),
            ("^https://", "https://x", true),
            ("^a{2}$", "aa", true),
            ("/a/b/", "a/b", true),
        ] {
            assert_eq!(matches(literal, text), expected, "{literal} on {text:?}");
        }
    }

    #[test]
    fn what_is_linear_stays_linear() {
        for source in ["^[a-z][a-z0-9-]*$", "eval\\(", "<script", "^(?:a|b)\\.c$"] {
            assert!(matches!(*Pattern::compile(source, "").expect(source), Pattern::Linear(_)), "{source}");
        }
    }

    #[test]
    fn a_broken_expression_is_told() {
        assert!(Pattern::compile("(", "").is_err());
        assert!(Pattern::compile("a", "q").is_err());
    }
}
