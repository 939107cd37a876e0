//! Reads a script by the precedence of its operators.

use super::lex::{Lexer, Token};
use super::{Kind, Operator, Term};
use crate::regexp::Pattern;

/// How deep parentheses and operators may nest.
const MAX_DEPTH: usize = 100;

/// Reads one expression from the start of a text; what cannot belong to it stays in the rest.
pub(super) fn read(text: &str) -> Result<(Term, &str), (String, usize)> {
    let mut parser = Parser { lexer: Lexer::new(text), token: Token::End, before: text, depth: 0 };
    let term = parser.advance().and_then(|()| parser.choice());
    match term {
        Ok(term) => Ok((term, parser.before)),
        Err(reason) => Err((reason, parser.before.len())),
    }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token,
    /// The text from the current token on.
    before: &'t str,
    depth: usize,
}

impl Parser<'_> {
    fn advance(&mut self) -> Result<(), String> {
        self.before = self.lexer.rest.trim_start();
        self.token = self.lexer.next()?;
        Ok(())
    }

    fn is(&self, mark: &str) -> bool {
        matches!(self.token, Token::Mark(found) if found == mark)
    }

    fn take(&mut self, mark: &str) -> Result<bool, String> {
        let found = self.is(mark);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, mark: &str) -> Result<(), String> {
        if self.take(mark)? { Ok(()) } else { Err(format!("`{mark}` was expected")) }
    }

    fn choice(&mut self) -> Result<Term, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("nested too deeply".to_owned());
        }
        let mut term = self.binary(0)?;
        if self.take("?")? {
            let yes = self.choice()?;
            self.expect(":")?;
            let no = self.choice()?;
            term = Term::Choice(Box::new(term), Box::new(yes), Box::new(no));
        }
        self.depth -= 1;
        Ok(term)
    }

    fn binary(&mut self, least: u8) -> Result<Term, String> {
        let mut left = self.unary()?;
        while let Some((word, strength)) = self.operator().filter(|(_, strength)| *strength >= least) {
            self.advance()?;
            let right = self.binary(strength + 1)?;
            left = combine(word, left, right)?;
        }
        Ok(left)
    }

    fn operator(&self) -> Option<(&'static str, u8)> {
        let strength = |mark: &str| match mark {
            "||" => Some(1),
            "&&" => Some(2),
            "==" | "!=" | "===" | "!==" => Some(3),
            "<" | ">" | "<=" | ">=" => Some(4),
            "+" | "-" => Some(5),
            "*" | "/" | "%" => Some(6),
            "~=" => Some(7),
            _ => None,
        };
        match &self.token {
            Token::Mark(mark) => strength(mark).map(|strength| (*mark, strength)),
            Token::Name(name) if name == "in" => Some(("in", 4)),
            _ => None,
        }
    }

    fn unary(&mut self) -> Result<Term, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("nested too deeply".to_owned());
        }
        let wrap: Option<fn(Box<Term>) -> Term> = match &self.token {
            Token::Mark("!") => Some(Term::Not),
            Token::Mark("-") => Some(Term::Negate),
            Token::Mark("+") => Some(Term::Plus),
            Token::Name(name) if name == "void" => Some(Term::Void),
            Token::Name(name) if name == "typeof" => Some(Term::TypeOf),
            _ => None,
        };
        let term = match wrap {
            Some(wrap) => {
                self.advance()?;
                wrap(Box::new(self.unary()?))
            }
            None => self.postfix()?,
        };
        self.depth -= 1;
        Ok(term)
    }

    fn postfix(&mut self) -> Result<Term, String> {
        let mut term = self.primary()?;
        loop {
            if self.take(".")? || self.take("?.")? {
                let Token::Name(name) = &self.token else { return Err("a name was expected".to_owned()) };
                let name = name.clone();
                self.advance()?;
                term = if self.take("(")? {
                    Term::Call(Box::new(term), name, self.list(")")?)
                } else {
                    Term::Member(Box::new(term), name)
                };
            } else if self.take("[")? {
                term = self.bracket(term)?;
            } else if self.take("(")? {
                self.list(")")?;
                term = Term::Unknown;
            } else {
                return Ok(term);
            }
        }
    }

    fn bracket(&mut self, of: Term) -> Result<Term, String> {
        if self.take("?")? {
            // A filter inside a filter: no engine of Spectral evaluates it.
            self.choice()?;
            self.expect("]")?;
            return Ok(Term::Unknown);
        }
        let index = self.choice()?;
        self.expect("]")?;
        Ok(match index {
            Term::Text(name) => Term::Member(Box::new(of), name),
            index => Term::Index(Box::new(of), Box::new(index)),
        })
    }

    fn list(&mut self, end: &str) -> Result<Vec<Term>, String> {
        let mut items = Vec::new();
        while !self.take(end)? {
            items.push(self.choice()?);
            if !self.is(end) {
                self.expect(",")?;
            }
        }
        Ok(items)
    }

    fn primary(&mut self) -> Result<Term, String> {
        if self.take("(")? {
            let term = self.choice()?;
            self.expect(")")?;
            return Ok(term);
        }
        if self.take("[")? {
            return Ok(Term::List(self.list("]")?));
        }
        let token = std::mem::replace(&mut self.token, Token::End);
        let term = match token {
            Token::Number(number) => Term::Number(number),
            Token::Text(text) => Term::Text(text),
            Token::Regex(pattern) => Term::Regex(pattern),
            Token::Name(name) => return self.name(&name),
            Token::Mark(mark) => return Err(format!("`{mark}` cannot stand here")),
            Token::End => return Err("a value was expected".to_owned()),
        };
        self.advance()?;
        Ok(term)
    }

    fn name(&mut self, name: &str) -> Result<Term, String> {
        self.advance()?;
        if let Some(kind) = kind_of(name) {
            if self.take("(")? {
                self.list(")")?;
            }
            return Ok(Term::Is(kind));
        }
        Ok(match name {
            "@" => Term::Value,
            "@root" => Term::Root,
            "@property" => Term::Property,
            "@parent" => Term::Parent,
            "@parentProperty" => Term::ParentProperty,
            "@path" => Term::Path,
            "undefined" => Term::Undefined,
            "null" => Term::Null,
            "true" => Term::Bool(true),
            "false" => Term::Bool(false),
            _ => Term::Unknown,
        })
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "@string" => Kind::String,
        "@number" => Kind::Number,
        "@boolean" => Kind::Boolean,
        "@scalar" => Kind::Scalar,
        "@array" => Kind::Array,
        "@null" => Kind::Null,
        "@object" => Kind::Object,
        "@integer" => Kind::Integer,
        _ => return None,
    })
}

fn combine(word: &str, left: Term, right: Term) -> Result<Term, String> {
    let (left, right) = (Box::new(left), Box::new(right));
    let operator = match word {
        "&&" => return Ok(Term::And(left, right)),
        "||" => return Ok(Term::Or(left, right)),
        "~=" => {
            let Term::Text(source) = *right else { return Err("`~=` takes a string".to_owned()) };
            return Ok(Term::Test(left, Pattern::compile(&source, "")?));
        }
        "==" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "===" => Operator::StrictEqual,
        "!==" => Operator::StrictNotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterEqual,
        "in" => Operator::In,
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        _ => Operator::Remainder,
    };
    Ok(Term::Binary(operator, left, right))
}
