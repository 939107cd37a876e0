//! Where a node stands in its text: one pass over the bytes, lines and columns only for whom they are asked.

use std::sync::OnceLock;

use memchr::{memchr_iter, memchr2};

use super::pointer::{self, Pointer};
use super::{DuplicateKey, MAX_DEPTH, RESERVED_KEY, SyntaxError};
use crate::collections::HashMap;

/// Bytes `start..end` of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

/// A line and a column, both from 0; columns count UTF-16 code units, as editors and the Language Server Protocol do.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Position {
    /// From 0.
    pub line: usize,
    /// From 0.
    pub character: usize,
}

/// One node of the text: its span, the key it stands under, its children in order.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The value.
    pub value: Span,
    /// The key with its quotes, when it stands in an object.
    pub key: Option<Span>,
    /// The key as it reads; empty in arrays.
    pub name: Box<str>,
    /// Indices into [`Spans`]' nodes.
    pub children: Vec<u32>,
    /// Whether the children have names.
    pub object: bool,
}

/// The spans of every node of a text.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    nodes: Vec<Node>,
    /// Keys that stand twice in one object; the later value won.
    pub duplicates: Vec<DuplicateKey>,
    /// The children of wide objects in order of their names, made when a place is asked for: each of ten thousand findings
    /// would look through ten thousand names otherwise.
    sorted: OnceLock<HashMap<u32, Vec<u32>>>,
}

/// So many names are looked through as quickly as they are searched for.
const WIDE: usize = 32;

impl Spans {
    /// Finds every node of a JSON text that [`super::parse`] accepts.
    ///
    /// # Errors
    /// Nesting deeper than [`MAX_DEPTH`], a key that `serde_json` keeps for itself, text that is no JSON.
    pub fn scan(text: &str) -> Result<Self, SyntaxError> {
        let mut scanner =
            Scanner { text, bytes: text.as_bytes(), at: 0, spans: Self::default(), open: Vec::new() };
        // Real documents have a node for every 40 bytes or so.
        scanner.spans.nodes.reserve(text.len() / 40);
        if text.starts_with('\u{feff}') {
            scanner.at = '\u{feff}'.len_utf8();
        }
        scanner.value(None, Box::default())?;
        Ok(scanner.spans)
    }

    /// Spans of a tree that somebody else has read; node 0 is the root.
    pub fn from_nodes(nodes: Vec<Node>, duplicates: Vec<DuplicateKey>) -> Self {
        Self { nodes, duplicates, sorted: OnceLock::new() }
    }

    /// The node at a place, or `None` when nothing stands there.
    pub fn node(&self, place: &Pointer) -> Option<&Node> {
        self.descend(place.tokens().iter().map(String::as_str)).1
    }

    /// The node at a place or, when nothing stands there, the closest one above it.
    pub fn closest<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        self.descend(tokens).0
    }

    /// The nodes below a node, in order.
    pub fn children(&self, node: &Node) -> Vec<&Node> {
        node.children.iter().filter_map(|&child| self.nodes.get(child as usize)).collect()
    }

    fn descend<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> (Option<&Node>, Option<&Node>) {
        let (mut at, mut found) = (0, self.nodes.first());
        let Some(mut node) = found else { return (None, None) };
        for token in tokens {
            let below = self.child(at, node, token);
            found = below.and_then(|below| self.nodes.get(below as usize));
            match (below, found) {
                (Some(below), Some(child)) => (at, node) = (below, child),
                _ => return (Some(node), None),
            }
        }
        (Some(node), found)
    }

    /// The child of node `at` that has this name or number.
    fn child(&self, at: u32, node: &Node, token: &str) -> Option<u32> {
        if !node.object {
            return node.children.get(pointer::index(token)?).copied();
        }
        match self.sorted().get(&at) {
            Some(sorted) => {
                let place = sorted.binary_search_by(|&child| self.name(child).cmp(token));
                place.ok().map(|place| sorted[place])
            }
            None => node.children.iter().copied().find(|&child| self.name(child) == token),
        }
    }

    fn sorted(&self) -> &HashMap<u32, Vec<u32>> {
        let in_order = |node: &Node| {
            let mut children = node.children.clone();
            children.sort_unstable_by(|&one, &other| self.name(one).cmp(self.name(other)));
            children
        };
        self.sorted.get_or_init(|| {
            let wide = (0..).zip(&self.nodes).filter(|(_, node)| node.object && node.children.len() > WIDE);
            wide.map(|(at, node)| (at, in_order(node))).collect()
        })
    }

    fn name(&self, node: u32) -> &str {
        &self.nodes[node as usize].name
    }
}

/// The byte behind the quote that ends a string, from within the string.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)? + 1;
        if bytes[at - 1] == b'"' {
            return Some(at);
        }
        at += 1;
    }
}

/// Turns byte offsets of one text into lines and columns.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<usize>,
    /// How many UTF-16 code units stand before each block: a document may be one line, and a line has many findings.
    units: Vec<usize>,
}

/// Bytes a block.
const BLOCK: usize = 1024;

impl Lines {
    /// Finds the line breaks once.
    pub fn of(text: &str) -> Self {
        let breaks = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let mut before = 0;
        let units = text.as_bytes().chunks(BLOCK).map(|block| {
            let units = before;
            before += utf16_units(block);
            units
        });
        Self { units: units.collect(), starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The position of a byte of that text.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor(text, offset.min(text.len()));
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let character = self.units_before(text, offset) - self.units_before(text, self.starts[line]);
        Position { line, character }
    }

    fn units_before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let Some(before) = self.units.get(block) else {
            // The offset is the end of a text that fills its last block.
            return self
                .units
                .last()
                .map_or(0, |before| before + utf16_units(&text.as_bytes()[offset - BLOCK..]));
        };
        before + utf16_units(&text.as_bytes()[block * BLOCK..offset])
    }
}

/// How many UTF-16 code units begin in these bytes of UTF-8: one a character, two a character of four bytes.
fn utf16_units(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.iter().map(|&byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum()
}

/// The closest character boundary at or before a byte.
fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The byte offset of a line and a column that both count from 1, as `serde_json` does.
pub(super) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => text
            .bytes()
            .enumerate()
            .filter(|&(_, b)| b == b'\n')
            .nth(line - 2)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    (start + column.saturating_sub(1)).min(text.len())
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    spans: Spans,
    /// The containers around the next value, outermost first.
    open: Vec<u32>,
}

impl Scanner<'_> {
    fn value(&mut self, key: Option<Span>, name: Box<str>) -> Result<u32, SyntaxError> {
        self.blank();
        let id = u32::try_from(self.spans.nodes.len())
            .map_err(|_| self.error("more nodes than can be counted"))?;
        let start = self.at;
        self.spans.nodes.push(Node { key, name, ..Node::default() });
        if self.open.len() > MAX_DEPTH {
            return Err(self.error(&format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.open.push(id);
        match self.bytes.get(self.at) {
            Some(b'{') => self.object(id)?,
            Some(b'[') => self.array(id)?,
            Some(b'"') => self.string()?,
            Some(_) => self.word()?,
            None => return Err(self.error("the text ends where a value was expected")),
        }
        self.open.pop();
        self.spans.nodes[id as usize].value = Span { start, end: self.at };
        Ok(id)
    }

    fn object(&mut self, id: u32) -> Result<(), SyntaxError> {
        self.spans.nodes[id as usize].object = true;
        self.at += 1;
        let mut seen = Seen::default();
        while !self.closes(b'}')? {
            let from = self.at;
            self.string()?;
            let key = Span { start: from, end: self.at };
            let name = self.name(key)?;
            self.blank();
            self.expect(b':')?;
            let child = self.value(Some(key), name)?;
            self.adopt(id, child, from, &mut seen);
        }
        Ok(())
    }

    /// Puts a child under its object; a later value takes the place of an earlier one with the same key.
    fn adopt(&mut self, id: u32, child: u32, offset: usize, seen: &mut Seen) {
        let name = &*self.spans.nodes[child as usize].name;
        let earlier = seen.find(&self.spans.nodes, &self.spans.nodes[id as usize].children, name);
        if let Some(position) = earlier {
            let (object, key) = (self.place(), name.to_owned());
            self.spans.nodes[id as usize].children[position] = child;
            self.spans.duplicates.push(DuplicateKey { object, key, offset });
        } else {
            self.spans.nodes[id as usize].children.push(child);
            let (nodes, children) = (&self.spans.nodes, &self.spans.nodes[id as usize].children);
            seen.remember(nodes, children, &nodes[child as usize].name, children.len() - 1);
        }
    }

    /// Where the innermost open container stands.
    fn place(&self) -> Pointer {
        let mut place = Pointer::root();
        for pair in self.open.windows(2) {
            let (around, inside) = (&self.spans.nodes[pair[0] as usize], &self.spans.nodes[pair[1] as usize]);
            place.push(if around.object {
                inside.name.to_string()
            } else {
                around.children.len().to_string()
            });
        }
        place
    }

    fn array(&mut self, id: u32) -> Result<(), SyntaxError> {
        self.at += 1;
        while !self.closes(b']')? {
            let child = self.value(None, Box::default())?;
            self.spans.nodes[id as usize].children.push(child);
        }
        Ok(())
    }

    /// Steps over white space and one comma; says whether the container ends here.
    fn closes(&mut self, end: u8) -> Result<bool, SyntaxError> {
        self.blank();
        if self.bytes.get(self.at) == Some(&b',') {
            self.at += 1;
            self.blank();
        }
        match self.bytes.get(self.at) {
            Some(&byte) if byte == end => {
                self.at += 1;
                Ok(true)
            }
            Some(_) => Ok(false),
            None => Err(self.error("the text ends inside an object or array")),
        }
    }

    fn string(&mut self) -> Result<(), SyntaxError> {
        self.expect(b'"')?;
        let Some(end) = string_end(self.bytes, self.at) else {
            self.at = self.bytes.len();
            return Err(self.error("the text ends inside a string"));
        };
        self.at = end;
        Ok(())
    }

    /// A number or a literal.
    fn word(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
        while self.bytes.get(self.at).is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
        if self.at == start { Err(self.error("a value was expected")) } else { Ok(()) }
    }

    fn name(&self, key: Span) -> Result<Box<str>, SyntaxError> {
        let quoted = &self.text[key.start..key.end];
        let inner = &quoted[1..quoted.len() - 1];
        let name: Box<str> = if inner.contains('\\') {
            serde_json::from_str(quoted)
                .map_err(|error| SyntaxError { offset: key.start, message: error.to_string() })?
        } else {
            inner.into()
        };
        if &*name == RESERVED_KEY {
            return Err(SyntaxError {
                offset: key.start,
                message: format!("the key `{RESERVED_KEY}` cannot be used"),
            });
        }
        Ok(name)
    }

    fn blank(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), SyntaxError> {
        if self.bytes.get(self.at) == Some(&byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.error(&format!("`{}` was expected", char::from(byte))))
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError { offset: self.at.min(self.bytes.len()), message: message.to_owned() }
    }
}

/// The keys of one object: a short list is searched, a long one gets an index.
#[derive(Default)]
struct Seen {
    index: HashMap<Box<str>, usize>,
}

impl Seen {
    const SHORT: usize = 12;

    fn find(&self, nodes: &[Node], children: &[u32], name: &str) -> Option<usize> {
        if children.len() <= Self::SHORT {
            return children.iter().position(|&child| &*nodes[child as usize].name == name);
        }
        self.index.get(name).copied()
    }

    fn remember(&mut self, nodes: &[Node], children: &[u32], name: &str, position: usize) {
        match children.len() {
            n if n <= Self::SHORT => {}
            n if n == Self::SHORT + 1 => {
                let names =
                    children.iter().enumerate().map(|(at, &child)| (nodes[child as usize].name.clone(), at));
                self.index.extend(names);
            }
            _ => drop(self.index.insert(name.into(), position)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'a>(text: &'a str, place: &str) -> &'a str {
        let spans = Spans::scan(text).expect("JSON");
        let span = spans.node(&Pointer::parse(place).expect("a pointer")).expect("a node").value;
        &text[span.start..span.end]
    }

    #[test]
    fn every_node_has_its_own_text() {
        let text = "\u{feff}{ \"a\" : [1, {\"b\\u0041\": \"x\\\"y\"}], \"\": -1.50e2 }";
        assert_eq!(shown(text, "/a"), "[1, {\"b\\u0041\": \"x\\\"y\"}]");
        assert_eq!(shown(text, "/a/1/bA"), "\"x\\\"y\"");
        assert_eq!(shown(text, "/"), "-1.50e2");
    }

    #[test]
    fn a_doubled_key_is_told_and_the_later_value_wins() {
        let many: Vec<String> = (0..20).map(|n| format!("\"k{n}\":{n}")).collect();
        let text = format!("{{\"o\":{{{},\"k3\":99}}}}", many.join(","));
        let spans = Spans::scan(&text).expect("JSON");
        assert_eq!(spans.duplicates.len(), 1);
        assert_eq!(
            (spans.duplicates[0].object.to_string(), spans.duplicates[0].key.as_str()),
            ("/o".into(), "k3")
        );
        assert_eq!(shown(&text, "/o/k3"), "99");
    }

    #[test]
    fn positions_count_lines_and_utf16_units_from_zero() {
        let text = "{\n \"😀\": 1}";
        let at = text.find('1').expect("it is there");
        assert_eq!(Lines::of(text).position(text, at), Position { line: 1, character: 7 });
    }

    #[test]
    fn columns_of_long_lines_are_those_that_counting_from_the_start_gives() {
        for part in ["a", "é", "€x", "😀", "a\n😀é"] {
            for times in [511, 512, 1023, 1024, 1025, 3000] {
                let text = part.repeat(times);
                let lines = Lines::of(&text);
                for (offset, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
                    let line = &text[text[..offset].rfind('\n').map_or(0, |at| at + 1)..offset];
                    assert_eq!(lines.position(&text, offset).character, line.encode_utf16().count());
                }
            }
        }
    }

    #[test]
    fn depth_and_reserved_keys_are_refused() {
        assert!(Spans::scan(&"[".repeat(100_000)).is_err());
        assert!(Spans::scan("{\"$serde_json::private::Number\":\"1\"}").is_err());
    }
}
