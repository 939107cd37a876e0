//! YAML 1.2 (core schema) into the same tree and the same spans as JSON.
//!
//! `off`, `no` and dates are strings, numbers keep their digits, keys are strings (`200:` is `"200"`). Merge keys (`<<`)
//! are honoured. Refused: several documents in one stream, an alias to what contains it, aliases that unfold to more than
//! [`MAX_UNFOLDED`] nodes, `.nan` and `.inf`, tags outside the core schema.

pub mod scalar;

use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks, Tag};
use serde_json::{Map, Number, Value};

use crate::collections::HashMap;
use crate::json::span::ReadNode;
use crate::json::{DuplicateKey, MAX_DEPTH, Pointer, Span, Spans, SyntaxError};

/// How many nodes the aliases of one text may unfold to.
pub const MAX_UNFOLDED: usize = 1_000_000;

/// Reads one YAML document. A key that stands twice keeps the later value and is told in [`Spans::duplicates`].
///
/// # Errors
/// Malformed text, and all that the module's documentation names as refused.
pub fn parse(text: &str) -> Result<(Value, Spans), SyntaxError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offsets = Offsets::of(body, text.len() - body.len());
    let mut reader = Reader {
        parser: Parser::new_from_str(body),
        offsets,
        nodes: Vec::new(),
        duplicates: Vec::new(),
        anchors: HashMap::default(),
        unfolded: 0,
        place: Pointer::root(),
    };
    let value = reader.stream()?;
    Ok((value, Spans::from_nodes(reader.nodes, reader.duplicates)))
}

/// Byte offsets of characters: the parser counts characters, spans count bytes.
struct Offsets {
    /// Empty when every character is one byte.
    table: Vec<usize>,
    mark: usize,
}

impl Offsets {
    fn of(text: &str, mark: usize) -> Self {
        let table = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect()
        };
        Self { table, mark }
    }

    fn byte(&self, character: usize) -> usize {
        self.mark
            + if self.table.is_empty() { character } else { self.table[character.min(self.table.len() - 1)] }
    }

    fn span(&self, marks: &Marks) -> Span {
        Span { start: self.byte(marks.start.index()), end: self.byte(marks.end.index()) }
    }
}

/// A value, the node that holds its span, and how many nodes it unfolds to.
#[derive(Clone)]
struct Built {
    value: Rc<Value>,
    node: u32,
    size: usize,
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    offsets: Offsets,
    nodes: Vec<ReadNode>,
    duplicates: Vec<DuplicateKey>,
    /// `None` while the anchored node is still being read.
    anchors: HashMap<usize, Option<Built>>,
    unfolded: usize,
    place: Pointer,
}

impl<'a> Reader<'a> {
    fn stream(&mut self) -> Result<Value, SyntaxError> {
        let mut document = None;
        loop {
            let (event, marks) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(_) if document.is_some() => {
                    return Err(
                        self.error(&marks, "a second document begins; one document a file was expected")
                    );
                }
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                event => {
                    let built = self.node(event, marks, None)?;
                    document = Some(Rc::unwrap_or_clone(built.value));
                }
            }
        }
        document.ok_or_else(|| SyntaxError { offset: 0, message: "the text is empty".to_owned() })
    }

    fn next(&mut self) -> Result<(Event<'a>, Marks), SyntaxError> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(SyntaxError {
                offset: self.offsets.byte(error.marker().index()),
                message: error.info().to_owned(),
            }),
            None => Ok((Event::StreamEnd, Marks::default())),
        }
    }

    fn error(&self, marks: &Marks, message: &str) -> SyntaxError {
        SyntaxError { offset: self.offsets.byte(marks.start.index()), message: message.to_owned() }
    }

    /// Reads the node that an event begins. `key` is where its key stands and how it reads.
    fn node(
        &mut self,
        event: Event<'a>,
        marks: Marks,
        key: Option<(Span, &str)>,
    ) -> Result<Built, SyntaxError> {
        if self.place.tokens().len() > MAX_DEPTH {
            return Err(self.error(&marks, &format!("nested deeper than {MAX_DEPTH} levels")));
        }
        if let Event::Alias(anchor) = event {
            return self.alias(anchor, &marks, key);
        }
        let id = u32::try_from(self.nodes.len())
            .map_err(|_| self.error(&marks, "more nodes than can be counted"))?;
        self.nodes.push(ReadNode {
            value: self.offsets.span(&marks),
            key: key.map(|(span, _)| span),
            name: key.map_or("", |(_, name)| name).into(),
            ..ReadNode::default()
        });
        let (anchor, (value, size)) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref()).map_err(|why| self.error(&marks, &why))?;
                (anchor, (value, 1))
            }
            Event::SequenceStart(anchor, tag) => {
                self.container_tag(tag.as_deref(), "seq", &marks)?;
                self.open(anchor);
                (anchor, self.sequence(id)?)
            }
            Event::MappingStart(anchor, tag) => {
                self.container_tag(tag.as_deref(), "map", &marks)?;
                self.open(anchor);
                (anchor, self.mapping(id)?)
            }
            _ => return Err(self.error(&marks, "a value was expected")),
        };
        let built = Built { value: Rc::new(value), node: id, size };
        if anchor != 0 {
            self.anchors.insert(anchor, Some(built.clone()));
        }
        Ok(built)
    }

    fn open(&mut self, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
    }

    fn alias(
        &mut self,
        anchor: usize,
        marks: &Marks,
        key: Option<(Span, &str)>,
    ) -> Result<Built, SyntaxError> {
        let built = match self.anchors.get(&anchor) {
            Some(Some(built)) => built.clone(),
            Some(None) => return Err(self.error(marks, "an alias stands inside the node that it names")),
            None => return Err(self.error(marks, "an alias names an anchor that is not there")),
        };
        self.unfolded = self.unfolded.saturating_add(built.size);
        if self.unfolded > MAX_UNFOLDED {
            return Err(self.error(marks, &format!("the aliases unfold to more than {MAX_UNFOLDED} nodes")));
        }
        let target = &self.nodes[built.node as usize];
        let (children, object) = (target.children.clone(), target.object);
        let node = u32::try_from(self.nodes.len())
            .map_err(|_| self.error(marks, "more nodes than can be counted"))?;
        let name = key.map_or("", |(_, name)| name).into();
        let value = self.offsets.span(marks);
        self.nodes.push(ReadNode { value, key: key.map(|(span, _)| span), name, children, object });
        Ok(Built { node, ..built })
    }

    fn sequence(&mut self, id: u32) -> Result<(Value, usize), SyntaxError> {
        let (mut items, mut size) = (Vec::new(), 1);
        loop {
            let (event, marks) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                self.close(id, &marks);
                return Ok((Value::Array(items), size));
            }
            self.place.push(items.len().to_string());
            let built = self.node(event, marks, None)?;
            self.place.pop();
            size += built.size;
            self.nodes[id as usize].children.push(built.node);
            items.push(Rc::unwrap_or_clone(built.value));
        }
    }

    fn mapping(&mut self, id: u32) -> Result<(Value, usize), SyntaxError> {
        let mut entries = Entries::default();
        loop {
            let (event, marks) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                self.close(id, &marks);
                break;
            }
            let merge = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let key = self.key(event, &marks)?;
            let (event, value_marks) = self.next()?;
            self.place.push(key.clone());
            let built = self.node(event, value_marks, Some((self.offsets.span(&marks), &key)))?;
            self.place.pop();
            if merge {
                self.merge(&mut entries, &built).map_err(|why| self.error(&marks, why))?;
            } else if entries.insert(key.clone(), built) {
                let offset = self.offsets.byte(marks.start.index());
                self.duplicates.push(DuplicateKey { object: self.place.clone(), key, offset });
            }
        }
        let size = 1 + entries.list.iter().map(|entry| entry.built.size).sum::<usize>();
        let node = &mut self.nodes[id as usize];
        node.object = true;
        node.children = entries.list.iter().map(|entry| entry.built.node).collect();
        let map: Map<_, _> =
            entries.list.into_iter().map(|e| (e.key, Rc::unwrap_or_clone(e.built.value))).collect();
        Ok((Value::Object(map), size))
    }

    /// Takes over the entries of a merge key: a mapping or a sequence of mappings, earlier ones first
    /// (<https://yaml.org/type/merge.html>).
    fn merge(&self, entries: &mut Entries, from: &Built) -> Result<(), &'static str> {
        const EXPECTED: &str = "`<<` takes a mapping or a sequence of mappings";
        match &*from.value {
            Value::Object(map) => {
                let nodes = &self.nodes[from.node as usize].children;
                for ((key, value), &node) in map.iter().zip(nodes) {
                    entries.offer(key, || Built { value: Rc::new(value.clone()), node, size: count(value) });
                }
                Ok(())
            }
            Value::Array(items) => {
                for (value, &node) in items.iter().zip(&self.nodes[from.node as usize].children) {
                    if !value.is_object() {
                        return Err(EXPECTED);
                    }
                    self.merge(entries, &Built { value: Rc::new(value.clone()), node, size: 0 })?;
                }
                Ok(())
            }
            _ => Err(EXPECTED),
        }
    }

    fn key(&mut self, event: Event<'a>, marks: &Marks) -> Result<String, SyntaxError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let null = text.is_empty() && style == ScalarStyle::Plain && tag.is_none();
                let key = if null { "null".to_owned() } else { text.into_owned() };
                if anchor != 0 {
                    let built = Built { value: Rc::new(Value::String(key.clone())), node: 0, size: 1 };
                    self.anchors.insert(anchor, Some(built));
                }
                Ok(key)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(Some(Built { value, .. })) if value.is_string() => {
                    Ok(value.as_str().unwrap_or_default().to_owned())
                }
                _ => Err(self.error(marks, "a key must be a plain text")),
            },
            _ => Err(self.error(marks, "a key must be a plain text")),
        }
    }

    /// A container ends where its last event says.
    fn close(&mut self, id: u32, marks: &Marks) {
        let end = self.offsets.byte(marks.end.index());
        let last =
            self.nodes[id as usize].children.last().map_or(0, |&child| self.nodes[child as usize].value.end);
        let span = &mut self.nodes[id as usize].value;
        // The end of a block container is only noticed at the next token, lines further down.
        span.end = if marks.start.index() == marks.end.index() && last > span.start {
            last
        } else {
            end.max(span.end)
        };
    }

    fn container_tag(&self, tag: Option<&Tag>, core: &str, marks: &Marks) -> Result<(), SyntaxError> {
        match tag {
            Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == core) => {
                Err(self
                    .error(marks, &format!("the tag `{}{}` means nothing in JSON", tag.handle, tag.suffix)))
            }
            _ => Ok(()),
        }
    }
}

/// The entries of a mapping in order, with where each came from.
#[derive(Default)]
struct Entries {
    list: Vec<Entry>,
    index: HashMap<String, usize>,
}

struct Entry {
    key: String,
    built: Built,
    merged: bool,
}

impl Entries {
    /// Adds an entry that is written out; says whether the same key was already written out.
    fn insert(&mut self, key: String, built: Built) -> bool {
        if let Some(&at) = self.index.get(&key) {
            let doubled = !self.list[at].merged;
            self.list[at] = Entry { key, built, merged: false };
            return doubled;
        }
        self.index.insert(key.clone(), self.list.len());
        self.list.push(Entry { key, built, merged: false });
        false
    }

    /// Adds an entry of a merge key unless the key is there.
    fn offer(&mut self, key: &str, built: impl FnOnce() -> Built) {
        if !self.index.contains_key(key) {
            self.index.insert(key.to_owned(), self.list.len());
            self.list.push(Entry { key: key.to_owned(), built: built(), merged: true });
        }
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// A scalar by the core schema (YAML 1.2.2, section 10.3.2).
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    match tag {
        None if style == ScalarStyle::Plain => plain(text),
        None => Ok(Value::String(text.to_owned())),
        Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Ok(Value::String(text.to_owned())),
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => Ok(Value::String(text.to_owned())),
        Some(tag)
            if tag.is_yaml_core_schema()
                && ["null", "bool", "int", "float"].contains(&tag.suffix.as_str()) =>
        {
            let value = plain(text)?;
            if value.is_string() { Err(format!("`{text}` is no {}", tag.suffix)) } else { Ok(value) }
        }
        Some(tag) => Err(format!("the tag `{}{}` means nothing in JSON", tag.handle, tag.suffix)),
    }
}

fn plain(text: &str) -> Result<Value, String> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf"
        | "-.Inf" | "-.INF" => return Err(format!("`{text}` cannot be said in JSON")),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    })
}

/// A number that keeps its digits: `1.10` stays `1.10`.
fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0o") {
        return u128::from_str_radix(digits, 8).ok()?.to_string().parse().ok();
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return u128::from_str_radix(digits, 16).ok()?.to_string().parse().ok();
    }
    let (sign, rest) = match text.strip_prefix(['+', '-']) {
        Some(rest) if text.starts_with('-') => ("-", rest),
        Some(rest) => ("", rest),
        None => ("", text),
    };
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (mantissa, power) = rest.find(['e', 'E']).map_or((rest, ""), |at| rest.split_at(at));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}{power}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).0
    }

    #[test]
    fn the_core_schema_and_nothing_more() {
        let text = "{a: off, b: no, c: 2020-01-01, d: 1.10, e: 0x1F, f: ~, g: 'true', h: True, i: 007, j: .5, k: 1e3, l: 1_0}";
        let value = read(text);
        let shown = crate::json::canonical::print_compact(&value);
        assert_eq!(
            shown,
            r#"{"a":"off","b":"no","c":"2020-01-01","d":1.10,"e":31,"f":null,"g":"true","h":true,"i":7,"j":0.5,"k":1e+3,"l":"1_0"}"#
        );
        assert_eq!(read("200: ok\nnull: x\non: y"), json!({"200": "ok", "null": "x", "on": "y"}));
    }

    #[test]
    fn merge_keys_give_way_to_what_is_written() {
        let text = "base: &b {x: 1, y: 2}\nmore: &m {y: 5, z: 6}\nuse: {<<: [*b, *m], y: 3}";
        assert_eq!(read(text)["use"], json!({"x": 1, "y": 3, "z": 6}));
        assert!(parse("<<: 1").is_err());
    }

    #[test]
    fn bombs_and_circles_are_refused() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for n in 1..10 {
            let refs = vec![format!("*a{}", n - 1); 10].join(",");
            bomb.push_str(&format!("a{n}: &a{n} [{refs}]\n"));
        }
        for text in [bomb.as_str(), "a: &a [*a]", "a: *b", "--- 1\n--- 2", "a: .nan", "a: !x 1", "", "{a: [}"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(5000)).is_err());
    }

    #[test]
    fn spans_point_into_the_text() {
        let text = "ä: 1\npaths:\n  /a:\n    get: {x: \"y\"}\n  /b: &t\n    - one\n  /c: *t\n";
        let (_, spans) = parse(text).expect("YAML");
        let shown = |place: &str| {
            let node = spans.node(&Pointer::parse(place).expect("a pointer")).expect("a node");
            &text[node.value.start..node.value.end]
        };
        assert_eq!(shown("/paths/~1a/get"), "{x: \"y\"}");
        assert_eq!(shown("/paths/~1b/0"), "one");
        assert_eq!(shown("/paths/~1c"), "*t");
        assert_eq!(shown("/paths/~1c/0"), "one");
    }

    #[test]
    fn a_doubled_key_is_told() {
        let (value, spans) = parse("a: 1\nb: {c: 1, c: 2}").expect("YAML");
        assert_eq!(value["b"]["c"], json!(2));
        assert_eq!(spans.duplicates.len(), 1);
        assert_eq!(spans.duplicates[0].object.to_string(), "/b");
    }
}
