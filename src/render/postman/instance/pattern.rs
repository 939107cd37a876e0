//! Regular expressions of schemas: whether a text matches, and texts that do.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A pattern as `pattern` and `patternProperties` use it (ECMA-262, not anchored).
#[derive(Debug)]
pub enum Pattern {
    /// Runs in linear time.
    Linear(Box<regex::Regex>),
    /// Only ECMAScript understands it (look-around, back-references).
    Backtracking(Box<regress::Regex>),
    /// No regular expression; nothing can be said about a text.
    Malformed,
}

/// Texts longer than this are not given to a backtracking matcher.
const MAX_BACKTRACKED: usize = 256;

/// Longest text that is made for a pattern.
const MAX_TEXT: usize = 4096;

impl Pattern {
    /// Compiles a pattern; a malformed one is data.
    pub fn compile(text: &str) -> Self {
        if let Ok(linear) = regex::RegexBuilder::new(text).size_limit(1 << 20).build() {
            return Self::Linear(Box::new(linear));
        }
        match regress::Regex::with_flags(text, "u").or_else(|_| regress::Regex::new(text)) {
            Ok(compiled) => Self::Backtracking(Box::new(compiled)),
            Err(_) => Self::Malformed,
        }
    }

    /// Whether a text matches somewhere; what cannot be decided counts as a match.
    pub fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Linear(regex) => regex.is_match(text),
            Self::Backtracking(regex) => text.len() > MAX_BACKTRACKED || regex.find(text).is_some(),
            Self::Malformed => true,
        }
    }
}

/// Texts that should match a pattern, shortest first: each makes its repetitions longer than the one before.
pub fn texts(pattern: &str) -> Vec<String> {
    let Ok(tree) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut made: Vec<String> = Vec::new();
    for more in [1, 0, 3, 8, 24, 36] {
        let mut text = String::new();
        write(&tree, more, 0, &mut text);
        if !made.contains(&text) && text.len() < MAX_TEXT {
            made.push(text);
        }
    }
    made
}

/// Writes one text; repetitions happen `more` times, as far as their limits let them.
fn write(tree: &Hir, more: u32, depth: usize, out: &mut String) {
    if depth > 64 || out.len() > MAX_TEXT {
        return;
    }
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(pleasant(class)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.max(more).min(most).max(repetition.min) {
                if out.len() > MAX_TEXT {
                    return;
                }
                write(&repetition.sub, more.min(1), depth + 1, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, more, depth + 1, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, more, depth + 1, out)),
        HirKind::Alternation(parts) => {
            if let Some(first) = parts.first() {
                write(first, more, depth + 1, out);
            }
        }
    }
}

/// The character of a class that reads best.
fn pleasant(class: &Class) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let has =
                |wanted: char| class.iter().any(|range| range.start() <= wanted && wanted <= range.end());
            ['a', '1', '0', 'A', '-', '_', ' ']
                .into_iter()
                .find(|&c| has(c))
                .or_else(|| class.iter().next().map(regex_syntax::hir::ClassUnicodeRange::start))
        }
        Class::Bytes(class) => class.iter().next().map(|range| char::from(range.start())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_the_pattern_they_were_made_for() {
        for pattern in [
            "^[a-z0-9](-?[a-z0-9])*$",
            "^[a-fA-F0-9]{24}$",
            "^[+-]?(createdAt|updatedAt)$",
            r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$",
            r"^(\S.*\S|\S)*$",
            "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            r#"^[^<>":\u0000|?*]+$"#.replace("\\u0000", "\\x00").as_str(),
        ] {
            let compiled = Pattern::compile(pattern);
            let made = texts(pattern);
            assert!(
                made.iter().any(|text| !text.is_empty() && compiled.is_match(text)),
                "{pattern} {made:?}"
            );
        }
    }

    #[test]
    fn a_huge_repetition_makes_no_huge_text() {
        assert!(texts("^(a{1000}){1000}$").iter().all(|text| text.len() <= MAX_TEXT));
    }

    #[test]
    fn what_only_ecmascript_understands_is_matched_too() {
        assert!(!Pattern::compile("^(?!admin)[a-z]+$").is_match("administrator"));
        assert!(Pattern::compile("^(?!admin)[a-z]+$").is_match("user"));
        assert!(Pattern::compile("(").is_match("anything"));
    }
}
