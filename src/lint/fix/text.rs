//! Edits of a tree as changes of its text.

use serde_json::Value;

use super::edit::Edit;
use crate::json::span::Node;
use crate::json::{Pointer, Span};
use crate::openapi::Document;
use crate::yaml::scalar;

/// The text with all edits made; `None` when one of them cannot be made in this text, or two of them touch the same place.
pub(super) fn rewrite(document: &Document, edits: &[&Edit]) -> Option<String> {
    let page = Page { document, text: &document.text };
    let mut changes = edits.iter().map(|edit| page.change(edit)).collect::<Option<Vec<_>>>()?;
    changes.sort_by_key(|change| (change.span.start, change.span.end));
    if changes.windows(2).any(|pair| pair[1].span.start < pair[0].span.end) {
        return None;
    }
    let mut out = String::with_capacity(document.text.len() + 64 * changes.len());
    let mut at = 0;
    for change in changes {
        out.push_str(page.text.get(at..change.span.start)?);
        out.push_str(&change.text);
        at = change.span.end;
    }
    out.push_str(page.text.get(at..)?);
    Some(out)
}

/// Another text in the place of a span.
struct Change {
    span: Span,
    text: String,
}

fn change(start: usize, end: usize, text: impl Into<String>) -> Option<Change> {
    (start <= end).then(|| Change { span: Span { start, end }, text: text.into() })
}

#[derive(Clone, Copy)]
struct Page<'d> {
    document: &'d Document,
    text: &'d str,
}

impl<'d> Page<'d> {
    fn change(self, edit: &Edit) -> Option<Change> {
        match edit {
            Edit::Add { object, after, key, value } => self.add(object, after, key, value),
            Edit::Append { array, items } => self.append(array, items),
            Edit::Remove(place) => self.remove(place),
            Edit::Rename(place, key) => {
                let old = self.node(place)?.key?;
                change(old.start, old.end, self.key(old, key))
            }
            Edit::Set(place, value) => {
                let span = self.node(place)?.value;
                change(span.start, span.end, value.to_string())
            }
            Edit::Reorder(array, order) => self.reorder(array, order),
        }
    }

    fn node(self, place: &Pointer) -> Option<&'d Node> {
        self.document.spans().node(place)
    }

    fn children(self, node: &Node) -> Vec<&'d Node> {
        self.document.spans().children(node)
    }

    fn part(self, span: Span) -> &'d str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Whether an object or array is written with brackets.
    fn is_flow(self, node: &Node) -> bool {
        self.part(node.value).starts_with(['{', '['])
    }

    fn line_start(self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// The end of the line that a block node ends in, before the line break; a node may take its line break along.
    fn line_end(self, node: &Node) -> usize {
        let end = node.value.start + self.part(node.value).trim_end().len();
        self.text[end..].find('\n').map_or(self.text.len(), |at| end + at)
    }

    /// As many spaces as stand before a place in its line.
    fn indent(self, at: usize) -> String {
        " ".repeat(self.text[self.line_start(at)..at].chars().count())
    }

    /// A key, with the quotes that another key has.
    fn key(self, like: Span, key: &str) -> String {
        match self.part(like).chars().next() {
            Some(quote @ ('"' | '\'')) => format!("{quote}{key}{quote}"),
            _ => key.to_owned(),
        }
    }

    fn add(self, object: &Pointer, after: &str, key: &str, value: &Value) -> Option<Change> {
        let (holder, before) = (self.node(object)?, self.node(&object.join(after))?);
        let old = before.key?;
        let key = self.key(old, key);
        if !self.is_flow(holder) {
            let indent = self.indent(old.start);
            let end = self.line_end(before);
            return change(end, end, format!("\n{indent}{}", block_entry(&key, value, &indent)));
        }
        let colon = self.part(Span { start: old.end, end: before.value.start });
        let gap = self.gap(holder, before);
        let value = flow(value, &gap);
        change(before.value.end, before.value.end, format!(",{gap}{key}{colon}{value}"))
    }

    /// What separates entries of an object: the space before the first of two, or what a comma is followed by.
    fn gap(self, holder: &Node, before: &Node) -> String {
        let children = self.children(holder);
        let at = children.iter().position(|child| child.value == before.value).unwrap_or_default();
        let between = |one: &Node, next: &Node| {
            let start = next.key.unwrap_or(next.value).start;
            let gap = self.part(Span { start: one.value.end, end: start });
            gap.split_once(',').map(|(_, gap)| gap.to_owned())
        };
        let next = children.get(at + 1).and_then(|next| between(children[at], next));
        let last = at.checked_sub(1).and_then(|earlier| between(children[earlier], children[at]));
        next.or(last).filter(|gap| gap.chars().all(char::is_whitespace)).unwrap_or_else(|| " ".to_owned())
    }

    fn append(self, array: &Pointer, items: &[Value]) -> Option<Change> {
        let holder = self.node(array)?;
        let last = *self.children(holder).last()?;
        if self.is_flow(holder) {
            let gap = self.gap(holder, last);
            let items: Vec<String> = items.iter().map(|item| format!(",{gap}{}", flow(item, &gap))).collect();
            return change(last.value.end, last.value.end, items.concat());
        }
        let line = self.line_start(last.value.start);
        let dash = line + self.text[line..last.value.start].rfind('-')?;
        let indent = self.indent(dash);
        let items: Vec<String> =
            items.iter().map(|item| format!("\n{indent}- {}", block_item(item, &indent))).collect();
        let end = self.line_end(last);
        change(end, end, items.concat())
    }

    fn remove(self, place: &Pointer) -> Option<Change> {
        let (holder, node) = (self.node(&place.parent()?)?, self.node(place)?);
        let start = node.key.unwrap_or(node.value).start;
        let children = self.children(holder);
        let at = children.iter().position(|child| child.value == node.value && child.key == node.key)?;
        if children.len() == 1 {
            return change(start, node.value.end, if self.is_flow(holder) { "" } else { "{}" });
        }
        let next = children.get(at + 1).map(|next| next.key.unwrap_or(next.value).start);
        if self.is_flow(holder) {
            let earlier = at.checked_sub(1).map(|at| children[at].value.end);
            return match (earlier, next) {
                (Some(earlier), _) => change(earlier, node.value.end, ""),
                (None, Some(next)) => change(start, next, ""),
                (None, None) => None,
            };
        }
        let line = self.line_start(start);
        let blank = |mark: &[char]| self.text[line..start].trim_matches(' ').trim_matches(mark).is_empty();
        if blank(if node.key.is_some() { &[] } else { &['-'] }) {
            let end = self.line_end(node);
            return change(line, (end + 1).min(self.text.len()), "");
        }
        change(start, next?, "")
    }

    fn reorder(self, array: &Pointer, order: &[usize]) -> Option<Change> {
        let children = self.children(self.node(array)?);
        let text = |at: usize| children.get(at).map(|child| self.part(child.value).trim_end());
        let end =
            |at: usize| children.get(at).map(|child| child.value.start + text(at).unwrap_or_default().len());
        let mut out = String::new();
        for (at, from) in order.iter().enumerate() {
            out.push_str(text(*from)?);
            if at + 1 < order.len() {
                out.push_str(self.text.get(end(at)?..children.get(at + 1)?.value.start)?);
            }
        }
        change(children.first()?.value.start, end(children.len() - 1)?, out)
    }
}

/// A value between brackets: on lines of its own when `gap`, what stands before its key, begins a line.
fn flow(value: &Value, gap: &str) -> String {
    let Some((_, indent)) = gap.rsplit_once('\n').filter(|_| crate::json::len(value) > 0) else {
        return value.to_string();
    };
    let lines = serde_json::to_string_pretty(value).unwrap_or_default();
    lines.replace('\n', &format!("\n{indent}"))
}

/// `key: value` of a block mapping, further lines below it.
fn block_entry(key: &str, value: &Value, indent: &str) -> String {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let indent = format!("{indent}  ");
            let items: Vec<String> =
                items.iter().map(|item| format!("\n{indent}- {}", block_item(item, &indent))).collect();
            format!("{key}:{}", items.concat())
        }
        value => format!("{key}: {}", scalar::value(value)),
    }
}

/// An item of a block sequence, behind its dash.
fn block_item(item: &Value, indent: &str) -> String {
    let Value::Object(map) = item else { return scalar::value(item) };
    let indent = format!("{indent}  ");
    let entries: Vec<String> = map.iter().map(|(key, value)| block_entry(key, value, &indent)).collect();
    entries.join(&format!("\n{indent}"))
}
