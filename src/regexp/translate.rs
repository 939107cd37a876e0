//! A pattern of ECMAScript as `regex` and `fancy_regex` write it.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern in the words of the other engines.
pub(super) struct Translated {
    pub pattern: String,
    /// Whether it means the same on all texts, or only on those of ASCII characters.
    pub everywhere: bool,
    /// Whether it has look-ahead or look-behind.
    pub looks_around: bool,
}

/// Rewrites what differs; `None` for what only ECMAScript knows or what means something else there.
pub(super) fn translated(source: &str, flags: &str) -> Option<Translated> {
    if flags.contains('v') {
        return None;
    }
    let mut translator = Translator {
        rest: source.chars().peekable(),
        unicode: flags.contains('u'),
        dot_all: flags.contains('s'),
        in_class: false,
        done: Translated {
            pattern: String::with_capacity(source.len() + 16),
            everywhere: true,
            looks_around: false,
        },
    };
    while let Some(character) = translator.rest.next() {
        translator.character(character)?;
    }
    Some(translator.done)
}

/// The largest count that all engines take.
const MAX_COUNT: u16 = 1000;

struct Translator<'s> {
    rest: Peekable<Chars<'s>>,
    unicode: bool,
    dot_all: bool,
    in_class: bool,
    done: Translated,
}

impl Translator<'_> {
    fn push(&mut self, text: &str) {
        self.done.pattern.push_str(text);
    }

    fn character(&mut self, character: char) -> Option<()> {
        match character {
            '\\' => self.escape()?,
            '[' if self.in_class => return None,
            ']' if self.in_class => {
                self.in_class = false;
                self.push("]");
            }
            '&' | '~' | '-' if self.in_class && self.rest.peek() == Some(&character) => return None,
            other if self.in_class => self.literal(other)?,
            '.' if !self.dot_all => self.push("[^\\n\\r\\u{2028}\\u{2029}]"),
            '[' => self.class()?,
            '(' if self.rest.peek() == Some(&'?') => self.group()?,
            '{' => self.count()?,
            '}' => self.push("\\}"),
            other => self.literal(other)?,
        }
        Some(())
    }

    fn literal(&mut self, character: char) -> Option<()> {
        match character {
            plain if plain.is_ascii() && !plain.is_ascii_control() => self.done.pattern.push(plain),
            other => self.code(u32::from(other))?,
        }
        Some(())
    }

    /// A character by its number. Without the flag `u`, what takes two code units are two characters.
    fn code(&mut self, code: u32) -> Option<()> {
        let known = char::from_u32(code).is_some() && (self.unicode || code <= 0xFFFF);
        known.then(|| self.push(&format!("\\x{{{code:X}}}")))
    }

    /// `[]` matches nothing and `[^]` anything in ECMAScript; the others read both otherwise.
    fn class(&mut self) -> Option<()> {
        self.in_class = true;
        self.push("[");
        if self.rest.next_if_eq(&'^').is_some() {
            self.push("^");
        }
        (self.rest.peek() != Some(&']')).then_some(())
    }

    /// What a group begins with that is none of the plain ones. Its name is nobody's business where nothing refers to it.
    fn group(&mut self) -> Option<()> {
        self.rest.next();
        let begin = match self.rest.next()? {
            ':' => "(?:",
            '=' => "(?=",
            '!' => "(?!",
            '<' => match self.rest.next()? {
                '=' => "(?<=",
                '!' => "(?<!",
                _ => self.rest.any(|c| c == '>').then_some("(?:")?,
            },
            _ => return None,
        };
        self.done.looks_around |= begin != "(?:";
        self.push(begin);
        Some(())
    }

    /// `{2}`, `{2,}` and `{2,5}` count; anything else between braces stands for itself (ECMA-262, annex B.1.2).
    fn count(&mut self) -> Option<()> {
        let inner: String = self.rest.clone().take_while(|c| *c != '}').collect();
        let (from, to) = inner.split_once(',').unwrap_or((&inner, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let closed = self.rest.clone().nth(inner.chars().count()).is_some();
        if !closed || from.is_empty() || !digits(from) || !digits(to) {
            self.push("\\{");
            return Some(());
        }
        let small = |part: &str| part.is_empty() || part.parse::<u16>().is_ok_and(|n| n <= MAX_COUNT);
        if !small(from) || !small(to) {
            return None;
        }
        self.push(&format!("{{{inner}}}"));
        self.rest.nth(inner.len());
        Some(())
    }

    fn escape(&mut self) -> Option<()> {
        const SPACE: &str = "\\t-\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}";
        let escaped = self.rest.next()?;
        match escaped {
            'd' => self.set("0-9"),
            'w' => self.set("A-Za-z0-9_"),
            's' => self.set(SPACE),
            'D' => self.set_without("0-9"),
            'W' => self.set_without("A-Za-z0-9_"),
            'S' => self.set_without(SPACE),
            'b' if self.in_class => self.push("\\x08"),
            'b' | 'B' => {
                self.done.everywhere = false;
                self.push(if escaped == 'b' { "\\b" } else { "\\B" });
            }
            'n' | 'r' | 't' => self.push(&format!("\\{escaped}")),
            'f' => self.push("\\x0C"),
            'v' => self.push("\\x0B"),
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => self.push("\\x00"),
            'x' => {
                let code = self.digits(2)?;
                self.code(code)?;
            }
            'u' if self.unicode && self.rest.peek() == Some(&'{') => {
                self.rest.next();
                let digits: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                self.code(u32::from_str_radix(&digits, 16).ok()?)?;
            }
            'u' => {
                let code = self.digits(4)?;
                self.code(code)?;
            }
            'p' | 'P' if self.unicode => self.property(escaped)?,
            mark if mark.is_ascii_punctuation() => self.push(&regex::escape(&mark.to_string())),
            _ => return None,
        }
        Some(())
    }

    /// A class of characters, inside of another or by itself.
    fn set(&mut self, inner: &str) {
        let text = if self.in_class { inner.to_owned() } else { format!("[{inner}]") };
        self.push(&text);
    }

    /// All characters but those.
    fn set_without(&mut self, inner: &str) {
        self.push(&format!("[^{inner}]"));
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits: String = self.rest.by_ref().take(count).collect();
        (digits.len() == count).then(|| u32::from_str_radix(&digits, 16).ok())?
    }

    /// `\p{…}`: both take the names of categories and of scripts.
    fn property(&mut self, escaped: char) -> Option<()> {
        self.rest.next_if_eq(&'{')?;
        let name: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
        self.push(&format!("\\{escaped}{{{name}}}"));
        Some(())
    }
}
