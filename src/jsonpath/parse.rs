//! Reads an expression of Spectral's dialect.
//!
//! Beyond the textbook: `.[x]` means `..[x]`, `[[x]]` and `...x` do too; names need no quotes, not even
//! `application/json`; a trailing dot means nothing; `^` goes up anywhere, `~` at the end asks for the key.

use super::ast::{Expression, Selector, Slice, Step};
use super::script::Script;

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at character {} of `{text}`)", at + 1)]
pub struct ParseError {
    /// The expression.
    pub text: String,
    /// Characters before the place.
    pub at: usize,
    /// What was found or expected, in lower case.
    pub message: String,
}

/// Reads an expression that starts with `$`.
///
/// # Errors
/// What is no expression in this dialect.
pub fn parse(text: &str) -> Result<Expression, ParseError> {
    let mut parser = Parser { rest: text.trim(), steps: Vec::new() };
    parser.expression().map_err(|message| ParseError {
        text: text.to_owned(),
        at: text.trim_end().chars().count().saturating_sub(parser.rest.chars().count()),
        message,
    })?;
    let (up, key) = parser.modifiers();
    let steps = compact(parser.steps).into_iter().map(by_name).collect();
    Ok(Expression { text: text.to_owned(), steps, up, key })
}

/// A filter that asks for nothing but names is a list of names, and those are found without running a script.
fn by_name(step: Step) -> Step {
    let names = |selector: Selector| match &selector {
        Selector::Filter(script) => script.keys().map_or(selector, Selector::Names),
        _ => selector,
    };
    match step {
        Step::Child(selector) => Step::Child(names(selector)),
        Step::Deep(selector) => Step::Deep(names(selector)),
        step => step,
    }
}

struct Parser<'t> {
    rest: &'t str,
    steps: Vec<Raw>,
}

/// A step as it is written.
enum Raw {
    Step(Box<Step>),
    Up,
    Key,
}

impl Parser<'_> {
    fn eat(&mut self, mark: &str) -> bool {
        let found = self.rest.strip_prefix(mark);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn expression(&mut self) -> Result<(), String> {
        if !self.rest.starts_with('$') {
            return Err("an expression starts with `$`".to_owned());
        }
        // `$ref` is a name and not the root, whatever stands behind it.
        if !self.rest[1..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            self.eat("$");
        }
        while !self.rest.is_empty() {
            self.step()?;
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), String> {
        if self.eat("~") {
            self.steps.push(Raw::Key);
            // Of several expressions joined by commas only the first is read.
            if self.rest.trim_start().starts_with(',') {
                self.rest = "";
            }
        } else if self.eat("^") {
            self.steps.push(Raw::Up);
        } else if self.rest.starts_with("[[") {
            self.eat("[");
            self.bracket(true)?;
            self.eat("]");
        } else if self.rest.starts_with('[') {
            self.bracket(false)?;
        } else if self.eat("...") || self.eat("..") {
            self.behind_dots()?;
        } else if self.eat(".") {
            self.behind_dot()?;
        } else if self.eat("]") {
            // `[?(…)]]` is written in real rulesets and read without complaint.
        } else if self.rest.starts_with(char::is_whitespace) {
            self.rest = self.rest.trim_start();
        } else {
            let name = self.name();
            self.push(false, name);
        }
        Ok(())
    }

    fn push(&mut self, deep: bool, selector: Selector) {
        let step = if deep { Step::Deep(selector) } else { Step::Child(selector) };
        self.steps.push(Raw::Step(Box::new(step)));
    }

    fn behind_dots(&mut self) -> Result<(), String> {
        if self.rest.is_empty() || self.rest.starts_with(['~', '^']) {
            self.steps.push(Raw::Step(Box::new(Step::Containers)));
        } else if self.rest.starts_with('[') {
            self.bracket(true)?;
        } else {
            let name = self.name();
            self.push(true, name);
        }
        Ok(())
    }

    fn behind_dot(&mut self) -> Result<(), String> {
        if self.rest.starts_with("[[") {
            self.eat("[");
            self.bracket(true)?;
            self.eat("]");
        } else if self.rest.starts_with('[') {
            self.bracket(true)?;
        } else if !self.rest.is_empty() && !self.rest.starts_with(['~', '^']) {
            let name = self.name();
            self.push(false, name);
        }
        Ok(())
    }

    /// A name behind a dot: quoted, `*`, or everything up to the next mark.
    fn name(&mut self) -> Selector {
        if let Some(quote) = self.rest.chars().next().filter(|c| ['\'', '"'].contains(c))
            && let Some(end) = self.rest[1..].find(quote)
        {
            let name = self.rest[1..=end].to_owned();
            self.rest = &self.rest[end + 2..];
            return Selector::Names(vec![name]);
        }
        let end = self.rest.find(['.', '[', '^', '~']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        match name.trim() {
            "*" => Selector::Any,
            name => Selector::Names(vec![name.to_owned()]),
        }
    }

    fn bracket(&mut self, deep: bool) -> Result<(), String> {
        self.eat("[");
        self.rest = self.rest.trim_start();
        let selector = if self.eat("?") {
            Selector::Filter(self.script()?)
        } else if self.rest.starts_with('(') {
            Selector::Computed(self.script()?)
        } else {
            self.list()?
        };
        self.push(deep, selector);
        Ok(())
    }

    /// `(…)]`
    fn script(&mut self) -> Result<Script, String> {
        let read = Script::read(self.rest);
        let (script, rest) = read.map_err(|(message, left)| {
            self.rest = &self.rest[self.rest.len() - left..];
            message
        })?;
        self.rest = rest.trim_start();
        if self.eat("]") { Ok(script) } else { Err("`]` was expected behind the filter".to_owned()) }
    }

    fn list(&mut self) -> Result<Selector, String> {
        let mut words: Vec<(String, bool)> = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            words.push(self.word()?);
            self.rest = self.rest.trim_start();
            if self.eat("]") {
                break;
            }
            if !self.eat(",") {
                return Err("`,` or `]` was expected".to_owned());
            }
        }
        if let [(word, false)] = words.as_slice() {
            if word == "*" {
                return Ok(Selector::Any);
            }
            if let Some(slice) = slice(word) {
                return Ok(Selector::Slice(slice));
            }
        }
        Ok(Selector::Names(words.into_iter().map(|(word, _)| word).collect()))
    }

    /// One entry of a list and whether it has quotes.
    fn word(&mut self) -> Result<(String, bool), String> {
        let Some(quote) = self.rest.chars().next().filter(|c| ['\'', '"'].contains(c)) else {
            let end = self.rest.find([',', ']']).ok_or("`]` was expected")?;
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Ok((word.trim().to_owned(), false));
        };
        let mut word = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => word.extend(characters.next().map(|(_, escaped)| escaped)),
                c if c == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Ok((word, true));
                }
                other => word.push(other),
            }
        }
        Err(format!("a name that begins with {quote} does not end"))
    }

    /// Takes the trailing `~` and `^` off: how far up, and whether the key is meant. As in nimma, a `^` before the last
    /// `~` still counts and one behind it does not.
    fn modifiers(&mut self) -> (usize, bool) {
        let (mut up, mut key) = (0, false);
        while let Some(Raw::Up | Raw::Key) = self.steps.last() {
            match self.steps.pop() {
                Some(Raw::Key) => (up, key) = (0, true),
                _ => up += 1,
            }
        }
        (up, key)
    }
}

/// `start:end:step`, or a negative index.
fn slice(word: &str) -> Option<Slice> {
    if !word.contains(':') {
        let start: i64 = word.parse().ok().filter(|at| *at < 0)?;
        let end = Some(start + 1).filter(|end| *end != 0);
        return Some(Slice { start, end, step: 1 });
    }
    let mut parts = word.split(':').map(str::trim);
    let mut part = || match parts.next() {
        None | Some("") => Some(None),
        Some(number) => number.parse::<i64>().ok().map(Some),
    };
    let (start, end, step) = (part()?, part()?, part()?);
    Some(Slice { start: start.unwrap_or(0), end, step: step.unwrap_or(1) })
}

/// The steps as the engine that Spectral chooses takes them: nimma drops a `..*` that is not the last step and makes the next
/// step a deep one; what is too tangled for it goes to jsonpath-plus, which takes every step as it is written.
fn compact(raw: Vec<Raw>) -> Vec<Step> {
    let tangled = is_tangled(&raw);
    let mut steps: Vec<Step> = Vec::with_capacity(raw.len());
    let mut dropped = false;
    for step in raw {
        let step = match step {
            Raw::Up => Step::Up,
            // A `~` in the middle finds nothing to go on from; no engine reads it otherwise.
            Raw::Key => continue,
            Raw::Step(step) => *step,
        };
        let any = !tangled && matches!(step, Step::Deep(Selector::Any));
        match step {
            Step::Child(selector) | Step::Deep(selector) if dropped => {
                steps.pop();
                steps.push(Step::Deep(selector));
            }
            step => steps.push(step),
        }
        dropped = any;
    }
    steps
}

/// Whether nimma leaves an expression to jsonpath-plus: it goes down to any depth more than once, but for names that follow
/// each other.
fn is_tangled(raw: &[Raw]) -> bool {
    let is_deep =
        |step: &Raw| matches!(step, Raw::Step(step) if matches!(**step, Step::Deep(_) | Step::Containers));
    let selects = |step: &Raw, any: bool| match step {
        Raw::Step(step) => match &**step {
            Step::Child(selector) | Step::Deep(selector) => match selector {
                Selector::Any => any,
                Selector::Names(names) => !any && names.len() == 1,
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    let (is_name, is_any) = (|step: &Raw| selects(step, false), |step: &Raw| selects(step, true));
    let Some(first) = raw.iter().position(is_deep) else { return false };
    if !is_name(&raw[first]) {
        return raw[first + 1..].iter().any(is_deep);
    }
    let (mut flat, mut deep) = (false, 1);
    for step in raw.get(first + 1..raw.len() - 1).unwrap_or_default() {
        if !is_deep(step) {
            flat |= is_name(step) || is_any(step);
            continue;
        }
        deep += 1;
        if flat || !(is_name(step) || is_any(step)) {
            return true;
        }
    }
    let last = &raw[raw.len() - 1];
    if is_deep(last) { flat || is_any(last) } else { deep > 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let expression = parse(text).expect(text);
        let steps: Vec<String> = expression
            .steps
            .iter()
            .map(|step| match step {
                Step::Child(selector) => format!("/{}", selector_shown(selector)),
                Step::Deep(selector) => format!("//{}", selector_shown(selector)),
                Step::Containers => "//".to_owned(),
                Step::Up => "^".to_owned(),
            })
            .collect();
        format!("{} up {} key {}", steps.join(" "), expression.up, expression.key)
    }

    fn selector_shown(selector: &Selector) -> String {
        match selector {
            Selector::Any => "*".to_owned(),
            Selector::Names(names) => names.join("|"),
            Selector::Slice(slice) => format!("{}:{:?}:{}", slice.start, slice.end, slice.step),
            Selector::Filter(_) => "?".to_owned(),
            Selector::Computed(_) => "()".to_owned(),
        }
    }

    #[test]
    fn the_dialect_is_read_as_its_users_mean_it() {
        for (text, expected) in [
            ("$", " up 0 key false"),
            ("$.paths[*][get,put]", "/paths /* /get|put up 0 key false"),
            ("$.paths.[*].get", "/paths //get up 0 key false"),
            ("$..[?(@ && @.a=='b')].c~", "//? /c up 0 key true"),
            ("$.a.'/b.c'.application/json.", "/a //b.c /application/json up 0 key false"),
            ("$.a['x-y', \"z\"]^^.b^~", "/a /x-y|z ^ ^ /b up 1 key true"),
            ("$...a[[b]]", "//a //b up 0 key false"),
            ("$..", "// up 0 key false"),
            ("$.a[0][-1][1:3]", "/a /0 /-1:None:1 /1:Some(3):1 up 0 key false"),
            ("$.a[?(@property.match(/[\\])(]/i))].b", "/a /? /b up 0 key false"),
            ("$..*.*", "//* up 0 key false"),
            ("$..[?(@property === '$ref' || \"x\" == @property)]", "//$ref|x up 0 key false"),
            ("$..[?(@property == '1')]", "//? up 0 key false"),
            ("$ref", "/$ref up 0 key false"),
            ("$..a~, $..b~", "//a up 0 key true"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_names_the_place() {
        assert_eq!(parse("a").expect_err("no $").at, 0);
        let error = parse("$.a[?(@.b == )]").expect_err("a value is missing");
        assert_eq!((error.at, error.message.as_str()), (13, "`)` cannot stand here"));
        assert!(parse("$.a[").is_err());
    }
}
