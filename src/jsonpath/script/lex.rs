//! The words of a script.

use std::sync::Arc;

use crate::regexp::Pattern;

/// One word.
#[derive(Debug)]
pub(super) enum Token {
    Name(String),
    Number(f64),
    Text(String),
    Regex(Arc<Pattern>),
    Mark(&'static str),
    End,
}

/// Every mark, longer ones first.
const MARKS: [&str; 30] = [
    "===", "!==", "==", "!=", "<=", ">=", "&&", "||", "~=", "?.", "<", ">", "!", "(", ")", "[", "]", ",",
    ".", "+", "-", "*", "/", "%", "?", ":", "{", "}", ";", "=",
];

/// Reads words one by one; whether a slash begins a regular expression depends on what stood before it.
pub(super) struct Lexer<'t> {
    pub(super) rest: &'t str,
    operand_before: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text, operand_before: false }
    }

    pub(super) fn next(&mut self) -> Result<Token, String> {
        self.rest = self.rest.trim_start();
        let token = self.token()?;
        self.operand_before = match &token {
            Token::Name(name) => !["in", "typeof", "void"].contains(&name.as_str()),
            Token::Number(_) | Token::Text(_) | Token::Regex(_) => true,
            Token::Mark(mark) => [")", "]"].contains(mark),
            Token::End => false,
        };
        Ok(token)
    }

    fn token(&mut self) -> Result<Token, String> {
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        match first {
            '"' | '\'' | '`' => self.text(first),
            '/' if !self.operand_before => self.regex(),
            c if c.is_ascii_digit() => Ok(self.number()),
            c if is_name(c) => {
                let end = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
                let (name, rest) = self.rest.split_at(end);
                self.rest = rest;
                Ok(Token::Name(name.to_owned()))
            }
            _ => {
                let mark = MARKS.into_iter().find(|mark| self.rest.starts_with(mark));
                let mark = mark.ok_or_else(|| format!("`{first}` cannot stand here"))?;
                self.rest = &self.rest[mark.len()..];
                Ok(Token::Mark(mark))
            }
        }
    }

    fn number(&mut self) -> Token {
        let part_of = |c: char| c.is_ascii_alphanumeric() || c == '.';
        let end = self.rest.find(|c| !part_of(c)).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        Token::Number(digits.parse().unwrap_or(f64::NAN))
    }

    fn text(&mut self, quote: char) -> Result<Token, String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                c if c == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(Token::Text(text));
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'b')) => text.push('\u{8}'),
                    Some((_, 'f')) => text.push('\u{c}'),
                    Some((_, 'v')) => text.push('\u{b}'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                other => text.push(other),
            }
        }
        Err(format!("a string that begins with {quote} does not end"))
    }

    fn regex(&mut self) -> Result<Token, String> {
        let mut class = false;
        let mut escaped = false;
        for (at, character) in self.rest.char_indices().skip(1) {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '/' if !class => {
                    let source = &self.rest[1..at];
                    let behind = &self.rest[at + 1..];
                    let end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
                    let (flags, rest) = behind.split_at(end);
                    self.rest = rest;
                    return Pattern::compile(source, flags).map(Token::Regex);
                }
                _ => {}
            }
        }
        Err("a regular expression does not end".to_owned())
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || c == '@'
}
