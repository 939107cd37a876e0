//! Where a node stands in its text: one pass over the bytes.

use std::sync::OnceLock;

use memchr::memchr2;

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

/// One node of the text: its span, the key it stands under, whether it has children.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The value.
    pub value: Span,
    /// The key with its quotes, when it stands in an object.
    pub key: Option<Span>,
    /// Whether the children have names.
    pub object: bool,
    /// Where the key as it reads stands in [`Spans`]' names; empty in arrays.
    name: Span,
    /// Which of [`Spans`]' children are its own.
    children: Span,
}

impl Node {
    /// Whether nothing stands below it.
    pub fn is_leaf(&self) -> bool {
        self.children.start == self.children.end
    }
}

/// A node of a tree that somebody else has read.
#[derive(Debug, Clone, Default)]
pub struct ReadNode {
    /// The value.
    pub value: Span,
    /// The key with its quotes, when it stands in an object.
    pub key: Option<Span>,
    /// The key as it reads; empty in arrays.
    pub name: Box<str>,
    /// The places of its children in the list of all nodes, in order.
    pub children: Vec<u32>,
    /// Whether the children have names.
    pub object: bool,
}

/// The spans of every node of a text.
///
/// Names and children of all nodes stand in one text and one list: a document has so many that room for each of them apart
/// would take longer than to find them.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    nodes: Vec<Node>,
    names: String,
    children: Vec<u32>,
    /// Keys that stand twice in one object; the later value won.
    pub duplicates: Vec<DuplicateKey>,
    /// The children of wide objects in order of their names, made when a place is asked for: each of ten thousand findings
    /// would look through ten thousand names otherwise.
    sorted: OnceLock<HashMap<u32, Vec<u32>>>,
}

/// So many names are looked through as quickly as they are searched for.
const WIDE: usize = 32;

impl Spans {
    /// Finds every node of a JSON text that [`super::parse`] accepts, and the keys that stand twice in one object.
    ///
    /// # Errors
    /// Nesting deeper than [`MAX_DEPTH`], a key that `serde_json` keeps for itself, text that is no JSON.
    pub fn scan(text: &str) -> Result<Self, SyntaxError> {
        let mut spans = Self::scan_unique(text)?;
        let mut duplicates = Vec::new();
        spans.part_with_duplicates(0, &mut Pointer::root(), &mut duplicates);
        spans.duplicates = duplicates;
        Ok(spans)
    }

    /// As [`Spans::scan`], of a text that is known to spell no key twice.
    ///
    /// # Errors
    /// As [`Spans::scan`].
    pub fn scan_unique(text: &str) -> Result<Self, SyntaxError> {
        let mut scanner = Scanner {
            text,
            bytes: text.as_bytes(),
            at: 0,
            spans: Self::default(),
            depth: 0,
            open: Vec::new(),
        };
        // Real documents have a node for every 40 bytes or so.
        scanner.spans.nodes.reserve(text.len() / 40);
        scanner.spans.children.reserve(text.len() / 40);
        if text.starts_with('\u{feff}') {
            scanner.at = '\u{feff}'.len_utf8();
        }
        scanner.value(None, Span::default())?;
        Ok(scanner.spans)
    }

    /// Spans of a tree that somebody else has read; node 0 is the root.
    pub fn from_nodes(nodes: Vec<ReadNode>, duplicates: Vec<DuplicateKey>) -> Self {
        let mut spans = Self { duplicates, ..Self::default() };
        for ReadNode { value, key, name, children, object } in nodes {
            let name = spans.add_name(&name);
            let children = spans.add_children(&children);
            spans.nodes.push(Node { value, key, object, name, children });
        }
        spans
    }

    fn add_name(&mut self, name: &str) -> Span {
        let start = self.names.len();
        self.names.push_str(name);
        Span { start, end: self.names.len() }
    }

    fn add_children(&mut self, children: &[u32]) -> Span {
        let start = self.children.len();
        self.children.extend_from_slice(children);
        Span { start, end: self.children.len() }
    }

    /// Notes the keys that stand twice below a node; a later value takes the place of an earlier one with the same key.
    fn part_with_duplicates(&mut self, node: u32, place: &mut Pointer, found: &mut Vec<DuplicateKey>) {
        let Node { children: Span { start, end }, object, .. } = self.nodes[node as usize];
        let mut seen: HashMap<String, usize> = HashMap::default();
        let mut kept = start;
        for at in start..end {
            let child = self.children[at];
            let name = if object { self.name(child).to_owned() } else { (at - start).to_string() };
            place.push(name.as_str());
            self.part_with_duplicates(child, place, found);
            place.pop();
            if let Some(&earlier) = seen.get(&name) {
                self.children[earlier] = child;
                let offset = self.nodes[child as usize].key.unwrap_or_default().start;
                found.push(DuplicateKey { object: place.clone(), key: name, offset });
            } else {
                self.children[kept] = child;
                seen.insert(name, kept);
                kept += 1;
            }
        }
        self.nodes[node as usize].children.end = kept;
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
        self.below(node).iter().filter_map(|&child| self.nodes.get(child as usize)).collect()
    }

    fn below(&self, node: &Node) -> &[u32] {
        &self.children[node.children.start..node.children.end]
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
        let below = self.below(node);
        if !node.object {
            return below.get(pointer::index(token)?).copied();
        }
        if below.len() <= WIDE {
            return below.iter().copied().find(|&child| self.name(child) == token);
        }
        let sorted = self.sorted().get(&at)?;
        let place = sorted.binary_search_by(|&child| self.name(child).cmp(token));
        place.ok().map(|place| sorted[place])
    }

    fn sorted(&self) -> &HashMap<u32, Vec<u32>> {
        let in_order = |node: &Node| {
            let mut children = self.below(node).to_vec();
            children.sort_unstable_by(|&one, &other| self.name(one).cmp(self.name(other)));
            children
        };
        self.sorted.get_or_init(|| {
            let wide =
                (0..).zip(&self.nodes).filter(|(_, node)| node.object && self.below(node).len() > WIDE);
            wide.map(|(at, node)| (at, in_order(node))).collect()
        })
    }

    fn name(&self, node: u32) -> &str {
        let Span { start, end } = self.nodes[node as usize].name;
        &self.names[start..end]
    }
}

/// The next quote or backslash from a place on. Most strings end soon: eight bytes at a time find that before a wider search
/// has begun.
fn mark(bytes: &[u8], mut at: usize) -> Option<usize> {
    const SHORT: usize = 4;
    for _ in 0..SHORT {
        let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) else { break };
        let eight = u64::from_le_bytes(*eight);
        let marks = zeros(eight ^ (ONES * u64::from(b'"'))) | zeros(eight ^ (ONES * u64::from(b'\\')));
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(b'"', b'\\', bytes.get(at..)?).map(|found| at + found)
}

/// Eight bytes that are each 1.
const ONES: u64 = u64::from_le_bytes([1; 8]);

/// The first of eight bytes that is zero, as the lowest bit that is set; nothing when none is.
fn zeros(eight: u64) -> u64 {
    eight.wrapping_sub(ONES) & !eight & (ONES << 7)
}

/// The byte behind the quote that ends a string, from within the string, and whether anything in it is escaped.
fn string_end(bytes: &[u8], mut at: usize) -> Option<(usize, bool)> {
    let mut escaped = false;
    loop {
        at = mark(bytes, at)? + 1;
        if bytes[at - 1] == b'"' {
            return Some((at, escaped));
        }
        escaped = true;
        at += 1;
    }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    spans: Spans,
    /// How many containers are around the next value.
    depth: usize,
    /// The children of these containers so far; they find their place among all when the container ends.
    open: Vec<u32>,
}

impl Scanner<'_> {
    fn value(&mut self, key: Option<Span>, name: Span) -> Result<(), SyntaxError> {
        self.blank();
        let at = self.spans.nodes.len();
        let id = u32::try_from(at).map_err(|_| self.error("more nodes than can be counted"))?;
        let start = self.at;
        if self.depth > MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.open.push(id);
        self.spans.nodes.push(Node { key, name, ..Node::default() });
        match self.bytes.get(self.at) {
            Some(b'{') => self.container(at, b'}')?,
            Some(b'[') => self.container(at, b']')?,
            Some(b'"') => {
                self.at += 1;
                self.string()?;
            }
            Some(_) => self.word()?,
            None => return Err(self.error("the text ends where a value was expected")),
        }
        self.spans.nodes[at].value = Span { start, end: self.at };
        Ok(())
    }

    fn container(&mut self, node: usize, end: u8) -> Result<(), SyntaxError> {
        let object = end == b'}';
        let first = self.open.len();
        self.at += 1;
        self.depth += 1;
        while !self.closes(end)? {
            let (key, name) = if object { self.key()? } else { (None, Span::default()) };
            self.value(key, name)?;
        }
        self.depth -= 1;
        let children = self.spans.add_children(&self.open[first..]);
        self.open.truncate(first);
        let node = &mut self.spans.nodes[node];
        (node.object, node.children) = (object, children);
        Ok(())
    }

    /// A key with the colon behind it: its span, and its name among all names.
    fn key(&mut self) -> Result<(Option<Span>, Span), SyntaxError> {
        let start = self.at;
        self.expect(b'"')?;
        let escaped = self.string()?;
        let key = Span { start, end: self.at };
        let name = self.name(key, escaped)?;
        self.blank();
        self.expect(b':')?;
        Ok((Some(key), name))
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

    /// A string behind its first quote; says whether anything in it is escaped.
    fn string(&mut self) -> Result<bool, SyntaxError> {
        let Some((end, escaped)) = string_end(self.bytes, self.at) else {
            self.at = self.bytes.len();
            return Err(self.error("the text ends inside a string"));
        };
        self.at = end;
        Ok(escaped)
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

    fn name(&mut self, key: Span, escaped: bool) -> Result<Span, SyntaxError> {
        if escaped {
            let read: Result<String, _> = serde_json::from_str(&self.text[key.start..key.end]);
            let name = read.map_err(|error| SyntaxError { offset: key.start, message: error.to_string() })?;
            return self.spelled(key, &name);
        }
        self.spelled(key, &self.text[key.start + 1..key.end - 1])
    }

    fn spelled(&mut self, key: Span, name: &str) -> Result<Span, SyntaxError> {
        if name == RESERVED_KEY {
            return Err(SyntaxError {
                offset: key.start,
                message: format!("the key `{RESERVED_KEY}` cannot be used"),
            });
        }
        Ok(self.spans.add_name(name))
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
            self.spaces();
        }
    }

    /// Steps over spaces, eight at a time: nearly half of a printed document is the spaces before its lines.
    fn spaces(&mut self) {
        const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
        while let Some(eight) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let bits = (u64::from_le_bytes(*eight) ^ SPACES).trailing_zeros();
            self.at += bits as usize / 8;
            if bits < u64::BITS {
                return;
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), SyntaxError> {
        if self.bytes.get(self.at) == Some(&byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.without(byte))
    }

    #[cold]
    fn too_deep(&self) -> SyntaxError {
        self.error(&format!("nested deeper than {MAX_DEPTH} levels"))
    }

    /// Apart from [`Scanner::expect`], which is short enough without it to be part of its callers.
    #[cold]
    fn without(&self, byte: u8) -> SyntaxError {
        self.error(&format!("`{}` was expected", char::from(byte)))
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError { offset: self.at.min(self.bytes.len()), message: message.to_owned() }
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
    fn strings_of_every_length_end_at_their_quote() {
        for length in 0..80 {
            let text = format!("[\"{}\",\"{}\\\"\",1]", "!#[]\u{e9}".repeat(length), "a".repeat(length));
            let quoted = format!("\"{}\\\"\"", "a".repeat(length));
            assert_eq!((shown(&text, "/1"), shown(&text, "/2")), (quoted.as_str(), "1"));
        }
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
    fn depth_and_reserved_keys_are_refused() {
        assert!(Spans::scan(&"[".repeat(100_000)).is_err());
        assert!(Spans::scan("{\"$serde_json::private::Number\":\"1\"}").is_err());
    }
}
