//! Objects: their fields, what must be there, what must not stand together.

use serde_json::Value;

use super::Walk;
use super::table::{Kind, When};
use crate::json::members::Members;
use crate::jsonpath::Key;
use crate::lint::functions::Outcome;

impl<'v> Walk<'v> {
    pub(super) fn named(&mut self, name: &str, value: &'v Value) {
        let version = self.version;
        let Some(kind) = version.kinds.get(name) else { return };
        if kind.said_once {
            return self.said_once(kind, value);
        }
        if let Some(choice) = &kind.choice {
            self.check(choice, value);
        }
        match value {
            Value::Object(map) => self.object(kind, Members::of(map)),
            Value::Bool(_) if kind.boolean => {}
            _ if kind.boolean => self.tell("must be a valid Schema Object"),
            _ => self.no_object(kind),
        }
    }

    /// Conditions on fields hold vacuously for what has none, and so do their opposites not.
    fn no_object(&mut self, kind: &Kind) {
        self.tell("must be object");
        let always = kind.parts.iter().filter(|part| matches!(part.when, When::Always));
        let mut parts = always.filter_map(|part| self.version.kinds.get(&part.kind));
        if !kind.not_together.is_empty() || parts.any(|part| !part.not_together.is_empty()) {
            self.tell("must not be valid");
        }
        if !kind.one_of.is_empty() {
            self.tell("must match exactly one schema in oneOf");
        }
        if kind.content {
            self.schema_or_content(true, true);
            self.schema_or_content(false, false);
        }
    }

    /// Whatever is wrong below is one finding, or one for each of the names that the kind lists.
    fn said_once(&mut self, kind: &'static Kind, value: &'v Value) {
        let Value::Object(map) = value else { return self.tell("must be object") };
        let before = std::mem::take(&mut self.told);
        let (mut listed, mut others) = (Vec::new(), false);
        for (key, value) in map {
            kind.rest.iter().for_each(|of| self.below(Key::Name(key), of, value));
            if !std::mem::take(&mut self.told).is_empty() {
                if kind.any_of.contains(key) {
                    listed.push(key);
                } else {
                    others = true;
                }
            }
        }
        self.told = before;
        for key in listed {
            self.place.push(Key::Name(key));
            self.tell("is not a valid definition");
            self.place.pop();
        }
        self.demand(!others, "has an invalid definition");
    }

    fn object(&mut self, kind: &'static Kind, map: Members<'v>) {
        let (own, known) = self.members(kind, map);
        if own == map.map().len() {
            return;
        }
        let mut unexpected = Vec::new();
        for (key, value) in map.map() {
            if !self.further(kind, key, value) && !known.contains(&key.as_str()) {
                unexpected.push(key.as_str());
            }
        }
        if self.version.at_field {
            for key in unexpected {
                let message = format!("Property \"{key}\" is not expected to be here");
                self.told.push(Outcome::at(self.place().join(key), message));
            }
        } else if !unexpected.is_empty() {
            self.tell(&format!("must not have unevaluated properties: {}", unexpected.join(", ")));
        }
    }

    /// Fields and relations of a kind and of its parts. Returns how many members are fields of the kind, and the fields
    /// that parts add; a part under a condition adds none when something in it is wrong, which leaves its fields unexpected.
    fn members(&mut self, kind: &'static Kind, map: Members<'v>) -> (usize, Vec<&'static str>) {
        for missing in kind.required.iter().filter(|field| !map.has(field)) {
            self.tell(&format!("must have required property \"{missing}\""));
        }
        let mut own = 0;
        for (key, value) in map.map() {
            if let Some(of) = kind.fields.get(key) {
                self.below(Key::Name(key), of, value);
                own += 1;
            }
        }
        self.relations(kind, map);
        let mut known = Vec::new();
        for part in kind.parts.iter().filter(|part| part.when.holds(map)) {
            let version = self.version;
            let Some(further) = version.kinds.get(&part.kind) else { continue };
            if part.whole {
                self.object(further, map);
                continue;
            }
            let told = self.told.len();
            let (_, within) = self.members(further, map);
            if self.told.len() == told || matches!(part.when, When::Always) {
                known.extend(within);
                known.extend(further.fields.keys().map(String::as_str));
            }
        }
        (own, known)
    }

    /// Whether a key is expected; those that are known by pattern, or that are all the rest, are checked here.
    fn further(&mut self, kind: &'static Kind, key: &'v str, value: &'v Value) -> bool {
        if kind.fields.contains_key(key) {
            return true;
        }
        if let Some((_, of)) = kind.keys.iter().find(|(pattern, _)| pattern.is_match(key)) {
            self.below(Key::Name(key), of, value);
            return true;
        }
        if (key.starts_with("x-") && !kind.closed) || kind.open {
            return true;
        }
        if let Some(of) = &kind.rest {
            self.below(Key::Name(key), of, value);
        }
        kind.rest.is_some()
    }

    fn relations(&mut self, kind: &Kind, map: Members<'v>) {
        let has = |field: &String| map.has(field);
        if kind.filled && map.map().is_empty() {
            self.tell("must not have fewer than 1 properties");
        }
        if kind.more_than_extensions && map.map().keys().all(|key| key.starts_with("x-")) {
            self.tell("must not be valid: it holds extensions only");
        }
        let clash = kind.not_together.iter().find(|fields| fields.iter().all(has));
        if let Some(fields) = clash {
            self.tell(&format!("must not be valid: it has both {}", fields.join(" and ")));
        }
        if !kind.one_of.is_empty() {
            self.one_of(&kind.one_of, map);
        }
        if !kind.any_of.is_empty() && !kind.any_of.iter().any(has) {
            self.tell(&format!("must have one of {}", kind.any_of.join(", ")));
        }
        if kind.coded {
            self.coded(kind, map);
        }
        if kind.content {
            let (schema, content) = (map.has("schema"), map.has("content"));
            self.schema_or_content(schema, content);
            let only_with_schema = ["style", "explode", "allowReserved", "example", "examples"];
            if content && !schema && clash.is_none() && only_with_schema.iter().any(|f| map.has(f)) {
                self.tell("must not be valid: style and examples stand beside a schema, not beside content");
            }
        }
    }

    fn one_of(&mut self, fields: &[String], map: Members<'v>) {
        let present = fields.iter().filter(|field| map.has(field)).count();
        if present == 0 {
            for field in fields {
                self.tell(&format!("must have required property \"{field}\""));
            }
        }
        self.demand(present == 1, "must match exactly one schema in oneOf");
    }

    /// Without any field that a pattern names, `default` is required.
    fn coded(&mut self, kind: &Kind, map: Members<'v>) {
        let coded = |key: &String| kind.keys.iter().any(|(pattern, _)| pattern.is_match(key));
        if !map.has("default") && !map.map().keys().any(coded) {
            self.tell("must have required property \"default\"");
        }
    }

    fn schema_or_content(&mut self, schema: bool, content: bool) {
        match (schema, content) {
            (true, true) => self.tell("must not have both \"schema\" and \"content\""),
            (false, false) => self.tell("must have \"schema\" or \"content\""),
            _ => {}
        }
    }
}
