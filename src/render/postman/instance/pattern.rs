//! Regular expressions of schemas: whether a text matches, and texts that do.

use std::fmt::Write as _;
use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::collections::HashSet;
use crate::regexp;

/// A pattern as `pattern` and `patternProperties` use it (ECMA-262, not anchored).
#[derive(Debug)]
pub enum Pattern {
    /// A regular expression.
    Compiled(Arc<regexp::Pattern>),
    /// No regular expression; nothing can be said about a text.
    Malformed,
}

/// Longest text that is made for a pattern.
const MAX_TEXT: usize = 4096;

impl Pattern {
    /// Compiles a pattern, as one of Unicode where it is one (JSON Schema 2020-12, core, section 6.4); a malformed one is
    /// data.
    pub fn compile(text: &str) -> Self {
        let compiled = regexp::Pattern::compile(text, "u").or_else(|_| regexp::Pattern::compile(text, ""));
        compiled.map_or(Self::Malformed, Self::Compiled)
    }

    /// Whether a text is a regular expression.
    pub fn is_one(text: &str) -> bool {
        matches!(Self::compile(text), Self::Compiled(_))
    }

    /// Whether a text matches somewhere; what cannot be decided counts as a match.
    pub fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Compiled(pattern) => pattern.is_match(text),
            Self::Malformed => true,
        }
    }
}

/// How many variations are made of a pattern with look-around, which is not looked at while they are made.
const VARIATIONS: usize = 12;

/// Texts that should match a pattern; each makes its repetitions longer or shorter than the one before. `nth` counts up
/// where texts must differ.
pub fn texts(pattern: &str, nth: usize) -> impl Iterator<Item = String> + use<> {
    let (plain, looks_around) = without_look_around(pattern);
    // Only trying shows which length a look-around asks for.
    let lengths: &'static [u32] =
        if looks_around { &[1, 0, 2, 3, 4, 5, 6, 8, 12, 16, 24] } else { &[1, 0, 3, 8, 24, 36] };
    let variations = nth..nth + if looks_around { VARIATIONS } else { 1 };
    let ways = variations.flat_map(move |variation| lengths.iter().map(move |more| (variation, *more)));
    let mut made: HashSet<String> = HashSet::default();
    let texts = regex_syntax::parse(&plain).into_iter().flat_map(move |tree| {
        ways.clone().map(move |(variation, more)| {
            let mut writer = Writer { variation, out: String::new() };
            writer.write(&tree, more, 0);
            writer.out
        })
    });
    texts.filter(move |text| text.len() < MAX_TEXT && made.insert(text.clone()))
}

/// The pattern without look-ahead and look-behind, `\uXXXX` as other engines write it, and whether there was any.
fn without_look_around(pattern: &str) -> (String, bool) {
    let mut out = String::with_capacity(pattern.len());
    let mut found = false;
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(character) = rest.chars().next() {
        let looks = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| rest.starts_with(start));
        if looks && !in_class {
            rest = &rest[group_length(rest)..];
            found = true;
            continue;
        }
        let taken = if character == '\\' {
            1 + rest[1..].chars().next().map_or(0, char::len_utf8)
        } else {
            character.len_utf8()
        };
        match character {
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        let code = rest
            .strip_prefix("\\u")
            .and_then(|code| code.get(..4))
            .filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(code) = code {
            let _ = write!(out, "\\x{{{code}}}");
            rest = &rest[6..];
            continue;
        }
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    (out, found)
}

/// How many bytes the group takes that a text begins with.
fn group_length(text: &str) -> usize {
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Writes one text of a pattern.
struct Writer {
    /// Which choice is taken, digit by digit: the first choice takes the lowest.
    variation: usize,
    out: String,
}

impl Writer {
    /// Repetitions happen `more` times, as far as their limits let them.
    fn write(&mut self, tree: &Hir, more: u32, depth: usize) {
        if depth > 64 || self.out.len() > MAX_TEXT {
            return;
        }
        match tree.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => {
                // The first variation takes the first of everything.
                let pleasant = pleasant(class, if self.variation == 0 { 1 } else { usize::MAX });
                let at = self.choose(pleasant.len());
                self.out.extend(pleasant.get(at));
            }
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(u32::MAX);
                for _ in 0..repetition.min.max(more).min(most).max(repetition.min) {
                    if self.out.len() > MAX_TEXT {
                        return;
                    }
                    self.write(&repetition.sub, more.min(1), depth + 1);
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub, more, depth + 1),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part, more, depth + 1)),
            HirKind::Alternation(parts) => {
                let at = self.choose(parts.len());
                parts.get(at).into_iter().for_each(|part| self.write(part, more, depth + 1));
            }
        }
    }

    fn choose(&mut self, options: usize) -> usize {
        let options = options.max(1);
        let at = self.variation % options;
        self.variation /= options;
        at
    }
}

/// Some characters of a class, at most so many, the one that reads best first.
fn pleasant(class: &Class, most: usize) -> Vec<char> {
    const PREFERRED: &str = "a10A-_ bcdef23456789BCDEF";
    match class {
        Class::Unicode(class) => {
            let has =
                |wanted: &char| class.iter().any(|range| range.start() <= *wanted && *wanted <= range.end());
            let mut found: Vec<char> = PREFERRED.chars().filter(has).take(most).collect();
            if found.is_empty() {
                found.extend(class.iter().take(8).map(regex_syntax::hir::ClassUnicodeRange::start));
            }
            found
        }
        Class::Bytes(class) => class.iter().take(8).map(|range| char::from(range.start())).collect(),
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
            let made: Vec<_> = texts(pattern, 0).collect();
            assert!(
                made.iter().any(|text| !text.is_empty() && compiled.is_match(text)),
                "{pattern} {made:?}"
            );
        }
    }

    #[test]
    fn look_around_is_kept_in_mind_by_trying() {
        for pattern in [r"^(?!0)[0-9]{4}$", r"^(?=.{4}$)[a-z]+$", r"^[^\u0000-\u001f]{2}(?<!aa)$"] {
            let compiled = Pattern::compile(pattern);
            assert!(texts(pattern, 0).any(|text| compiled.is_match(&text)), "{pattern}");
        }
    }

    #[test]
    fn texts_that_must_differ_do_and_match() {
        for pattern in ["^[0-9a-f]{24}$", "^(red|green|blue)$", "^x-[a-z]+$"] {
            let compiled = Pattern::compile(pattern);
            let made: Vec<String> =
                (0..3).filter_map(|nth| texts(pattern, nth).find(|text| compiled.is_match(text))).collect();
            assert!(
                made.len() == 3 && made[0] != made[1] && made[1] != made[2] && made[0] != made[2],
                "{made:?}"
            );
        }
    }

    #[test]
    fn a_huge_repetition_makes_no_huge_text() {
        assert!(texts("^(a{1000}){1000}$", 0).all(|text| text.len() <= MAX_TEXT));
    }

    #[test]
    fn what_only_ecmascript_understands_is_matched_too() {
        assert!(!Pattern::compile("^(?!admin)[a-z]+$").is_match("administrator"));
        assert!(Pattern::compile("^(?!admin)[a-z]+$").is_match("user"));
        assert!(Pattern::compile("(").is_match("anything"));
    }
}
