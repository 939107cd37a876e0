//! What is in force for an operation without standing in it: parameters of its path, security and servers of the document.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::compare::{Comparer, brief};
use super::side::Found;
use crate::json::{self, number};
use crate::merge::options::Options;
use crate::merge::rewrite::SOURCE;
use crate::openapi::grammar::Of;
use crate::openapi::operation::parameter_names;
use crate::openapi::{Kind, reference};

/// Fields that are compared by what is in force, or that the consolidated document may have of its own.
pub(super) const APART: [&str; 6] =
    ["operationId", "parameters", "security", "servers", "deprecated", SOURCE];

/// Parameters by where they are sent and what they are called.
type Parameters<'a> = Vec<((&'a str, Cow<'a, str>), &'a Value)>;

impl<'a> Comparer<'_, 'a> {
    /// Compares everything that is in force for an operation; one entry a field that differs.
    pub(super) fn same_operation(&mut self, a: &Found<'a>, b: &Found<'a>, options: &Options) -> bool {
        let (Some(one), Some(other)) = (a.value.as_object(), b.value.as_object()) else { return false };
        self.same_fields(one, other, Kind::Operation, |key| APART.contains(&key))
            && self.same_deprecation(one, other, options)
            && self.same_parameters(a, b)
            && (a.home == "webhooks" || self.same_security(a, b, options))
            && self.same_servers(a, b, options)
            && self.same_above(a, b)
    }

    fn same_deprecation(
        &mut self,
        a: &Map<String, Value>,
        b: &Map<String, Value>,
        options: &Options,
    ) -> bool {
        let flagged =
            options.deprecation_flag.as_ref().and_then(|flag| a.get(flag)) == Some(&Value::Bool(true));
        match (a.get("deprecated"), b.get("deprecated")) {
            (None, Some(Value::Bool(true))) if flagged => true,
            (one, other) if one == other => true,
            _ => self.below("deprecated", |this| this.differs(|| "deprecation differs".to_owned())),
        }
    }

    fn same_parameters(&mut self, a: &Found<'a>, b: &Found<'a>) -> bool {
        let (left, right) = (parameters(self.source.root, a), parameters(self.result.root, b));
        self.below("parameters", |this| {
            if left.len() != right.len() {
                return this.differs(|| format!("{} parameters became {}", left.len(), right.len()));
            }
            left.iter().all(|(identity, a)| match right.iter().find(|(other, _)| other == identity) {
                Some((_, b)) => this.below(&identity.1, |this| this.same(a, b, Kind::Parameter)),
                None => this.differs(|| format!("the {} parameter `{}` is missing", identity.0, identity.1)),
            })
        })
    }

    fn same_security(&mut self, a: &Found<'a>, b: &Found<'a>, options: &Options) -> bool {
        let said = a.value.get("security").or_else(|| self.source.root.get("security"));
        let there = b.value.get("security").or_else(|| self.result.root.get("security"));
        let (left, right) = (requirements(said), requirements(there));
        let configured = said.is_none() && !options.security.is_empty() && !options.exempts(b.path);
        self.below("security", |this| {
            if configured {
                let asked = right.len() == options.security.len()
                    && right
                        .iter()
                        .zip(&options.security)
                        .all(|(found, asked)| found.as_object() == Some(asked));
                return asked || this.differs(|| "the configured security is not in force".to_owned());
            }
            if left.len() != right.len() {
                return this.differs(|| format!("{} became {}", count(left.len()), count(right.len())));
            }
            let kind = Kind::List(Of::SecurityRequirement);
            left.iter().zip(right).all(|(a, b)| this.same(a, b, crate::openapi::grammar::child(kind, "")))
        })
    }

    /// Servers by the addresses that come out: a base may stand in the URL or in the path.
    fn same_servers(&mut self, a: &Found<'a>, b: &Found<'a>, options: &Options) -> bool {
        if a.home == "webhooks" {
            return true;
        }
        let (left, right) = (a.servers(self.source.root), b.servers(self.result.root));
        let same = match (left, right) {
            (None, None) => a.path == b.path,
            (None, Some(servers)) => a.path == b.path && (is_default(servers) || servers == options.servers),
            (Some(servers), None) => servers.len() == 1 && whole_urls(servers, a.path) == [b.path],
            (Some(one), Some(other)) => {
                whole_urls(one, a.path) == whole_urls(other, b.path)
                    && one.iter().zip(other).all(|(one, other)| same_but_url(one, other))
            }
        };
        let said = |servers: Option<&[Value]>| servers.map_or("no server".to_owned(), |list| brief(&list[0]));
        same || self
            .below("servers", |this| this.differs(|| format!("{} became {}", said(left), said(right))))
    }

    /// The summary, description and extensions of the path: there still, or kept beside the operation's source.
    fn same_above(&mut self, a: &Found<'a>, b: &Found<'a>) -> bool {
        let kept = b.value.get(SOURCE).and_then(|source| source.get("pathItem"));
        let apart = |key: &str| matches!(key, "parameters" | "servers");
        let lost = a.item.iter().filter(|(key, _)| !apart(key)).find(|(key, value)| {
            let there = b.above(key).or_else(|| kept?.get(key));
            there.is_none_or(|there| !number::equal(there, value))
        });
        let gained = b.item.iter().filter(|(key, _)| !apart(key)).find(|(key, _)| a.above(key).is_none());
        match (lost, gained) {
            (None, None) => true,
            (Some((key, _)), _) => self.differs(|| format!("`{key}` of the path is missing")),
            (_, Some((key, _))) => self.differs(|| format!("`{key}` of the path was added")),
        }
    }
}

/// The parameters in force: the operation's own, then those of its path that it does not override.
fn parameters<'a>(root: &'a Value, found: &Found<'a>) -> Parameters<'a> {
    let list =
        |value: Option<&'a Value>| value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut all: Parameters<'a> = Vec::new();
    for parameter in list(found.value.get("parameters")) {
        all.push((identity(root, parameter, all.len()), parameter));
    }
    let own = all.len();
    for parameter in list(found.above("parameters")) {
        let identity = identity(root, parameter, all.len());
        if !all[..own].iter().any(|(known, _)| *known == identity) {
            all.push((identity, parameter));
        }
    }
    all
}

fn identity<'a>(root: &'a Value, parameter: &'a Value, at: usize) -> (&'a str, Cow<'a, str>) {
    let fields = reference::object(root, parameter);
    let text = |key: &str| json::field(fields?, key)?.as_str();
    match (text("in"), text("name")) {
        (Some(place), Some(name)) => (place, name.into()),
        _ => ("unnamed", at.to_string().into()),
    }
}

fn requirements(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn count(requirements: usize) -> String {
    if requirements == 0 { "no security".to_owned() } else { format!("{requirements} security requirements") }
}

fn is_default(servers: &[Value]) -> bool {
    matches!(servers, [only] if only.get("url").and_then(Value::as_str) == Some("/"))
}

/// The URLs that come out for a path.
fn whole_urls(servers: &[Value], path: &str) -> Vec<String> {
    let url = |server: &Value| {
        server.get("url").and_then(Value::as_str).unwrap_or("/").trim_end_matches('/').to_owned()
    };
    servers.iter().map(|server| format!("{}{path}", url(server))).collect()
}

fn same_but_url(a: &Value, b: &Value) -> bool {
    let without = |value: &Value| {
        let mut fields = value.as_object().cloned().unwrap_or_default();
        fields.shift_remove("url");
        Value::Object(fields)
    };
    number::equal(&without(a), &without(b))
}

/// Whether two templates name the same parameters; servers cannot tell them apart, documents can.
pub(super) fn same_names(a: &str, b: &str) -> bool {
    parameter_names(a) == parameter_names(b)
}
