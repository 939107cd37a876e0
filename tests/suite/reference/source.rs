//! Reads the declarations of our own structs and enums: names, types, serde's attributes and the sentences above them.

use std::collections::BTreeMap;
use std::path::Path;

/// A struct or an enum.
#[derive(Debug, Clone, Default)]
pub struct Type {
    /// The room that it is declared in, for types that it names.
    pub room: String,
    pub doc: String,
    pub attributes: String,
    pub is_enum: bool,
    /// Fields of a struct, variants of an enum.
    pub members: Vec<Member>,
}

/// A field or a variant.
#[derive(Debug, Clone, Default)]
pub struct Member {
    pub doc: String,
    pub attributes: String,
    pub name: String,
    /// The type of a field, or what a variant holds.
    pub ty: String,
    /// The fields of a variant.
    pub fields: Vec<Member>,
}

/// Every public type of some files, as `room::Name`.
pub fn types(files: &[(&str, &str)]) -> BTreeMap<String, Type> {
    let mut found = BTreeMap::new();
    for (room, file) in files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        read(room, &text, &mut found);
    }
    found
}

/// Every public type of one text.
pub fn types_of(room: &str, text: &str) -> BTreeMap<String, Type> {
    let mut found = BTreeMap::new();
    read(room, text, &mut found);
    found
}

fn read(room: &str, text: &str, found: &mut BTreeMap<String, Type>) {
    let mut lines = text.lines();
    let mut above = Above::default();
    while let Some(line) = lines.next() {
        if above.takes(line, &mut lines) {
            continue;
        }
        let declared = ["pub struct ", "pub enum "].iter().find_map(|word| line.strip_prefix(word));
        if let Some(name) = declared.and_then(|rest| rest.strip_suffix(" {")) {
            let (doc, attributes) = above.take();
            let is_enum = line.starts_with("pub enum");
            let members = members(&mut lines, "}");
            let ty = Type { room: room.to_owned(), doc, attributes, is_enum, members };
            found.insert(format!("{room}::{name}"), ty);
        }
        above = Above::default();
    }
}

/// The lines up to `end`, as fields or variants.
fn members(lines: &mut std::str::Lines<'_>, end: &str) -> Vec<Member> {
    let mut members = Vec::new();
    let mut above = Above::default();
    while let Some(line) = lines.next() {
        if line.trim() == end {
            break;
        }
        if above.takes(line, lines) {
            continue;
        }
        let (doc, attributes) = above.take();
        let plain = line.trim().trim_start_matches("pub ").trim_end_matches(',');
        let member = if let Some(name) = plain.strip_suffix(" {") {
            Member {
                name: name.to_owned(),
                fields: self::members(lines, "},"),
                doc,
                attributes,
                ..Member::default()
            }
        } else if let Some((name, ty)) = plain.split_once(": ") {
            Member { name: name.to_owned(), ty: ty.to_owned(), doc, attributes, ..Member::default() }
        } else if let Some((name, ty)) = plain.split_once('(') {
            let ty = ty.trim_end_matches(')').to_owned();
            Member { name: name.to_owned(), ty, doc, attributes, ..Member::default() }
        } else {
            Member { name: plain.to_owned(), doc, attributes, ..Member::default() }
        };
        members.push(member);
    }
    members
}

/// Comments and attributes that stand above what comes next.
#[derive(Default)]
struct Above {
    doc: String,
    attributes: String,
}

impl Above {
    fn takes(&mut self, line: &str, rest: &mut std::str::Lines<'_>) -> bool {
        let line = line.trim();
        if let Some(words) = line.strip_prefix("///") {
            self.doc.push_str(words);
            return true;
        }
        if !line.starts_with("#[") {
            return false;
        }
        let mut all = line.to_owned();
        while all.matches('[').count() > all.matches(']').count() {
            all.push_str(rest.next().expect("an attribute that ends"));
        }
        self.attributes.push_str(&all);
        true
    }

    fn take(&mut self) -> (String, String) {
        let above = std::mem::take(self);
        (above.doc.trim().to_owned(), above.attributes)
    }
}

impl Type {
    pub fn has(&self, words: &str) -> bool {
        self.attributes.contains(words)
    }

    /// The name of a member in a file.
    pub fn spelled(&self, member: &Member) -> String {
        if let Some(name) = value_of(&member.attributes, "rename") {
            return name;
        }
        match (self.has("rename_all = \"kebab-case\""), self.is_enum) {
            (true, true) => kebab(&member.name),
            (true, false) => member.name.replace('_', "-"),
            _ => member.name.clone(),
        }
    }
}

impl Member {
    pub fn has(&self, words: &str) -> bool {
        self.attributes.contains(words)
    }

    /// Other words that are read as this one.
    pub fn aliases(&self) -> Vec<String> {
        let parts = self.attributes.split("alias = \"").skip(1);
        parts.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
    }
}

fn value_of(attributes: &str, key: &str) -> Option<String> {
    let rest = attributes.split(&format!("{key} = \"")).nth(1)?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// `OauthM2m` as `oauth-m2m`.
pub fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
