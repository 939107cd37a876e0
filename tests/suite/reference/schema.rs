//! The JSON Schema of `specline.toml`, out of the declarations of the options.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::source::{Member, Type};

/// The options and where they are declared. The room is the word that other options use for it.
pub const FILES: [(&str, &str); 11] = [
    ("config", "src/config.rs"),
    ("fetch", "src/fetch/options.rs"),
    ("fetch", "src/fetch/source.rs"),
    ("merge", "src/merge/options.rs"),
    ("merge", "src/merge/bundle.rs"),
    ("merge", "src/merge/repair.rs"),
    ("lint", "src/lint/options.rs"),
    ("lint", "src/lint/exception.rs"),
    ("diff", "src/diff/options.rs"),
    ("postman", "src/render/postman/options.rs"),
    ("release", "src/release/options.rs"),
];

/// The schema of the whole file, with the defaults that are in force without one.
pub fn schema(types: &BTreeMap<String, Type>, defaults: &Value) -> Value {
    let config = &types["config::Config"];
    let mut schema = of_struct(types, config, &config.members, Some(defaults));
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    whole.insert("title".to_owned(), "specline.toml".into());
    whole.append(schema.as_object_mut().expect("an object"));
    Value::Object(whole)
}

fn of_struct(
    types: &BTreeMap<String, Type>,
    ty: &Type,
    members: &[Member],
    defaults: Option<&Value>,
) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for member in members.iter().filter(|member| !member.has("serde(skip)")) {
        let name = if ty.is_enum { member.name.replace('_', "-") } else { ty.spelled(member) };
        let default = defaults.and_then(|all| all.get(&name)).filter(|value| !value.is_null());
        let mut property = of_type(types, &ty.room, member, default);
        let described = property.as_object_mut().expect("an object");
        described.insert("description".to_owned(), member.doc.clone().into());
        if let Some(default) = default.filter(|_| !described.contains_key("properties")) {
            described.insert("default".to_owned(), default.clone());
        }
        let optional = ty.has("default") || member.has("default") || member.ty.starts_with("Option<");
        if !optional {
            required.push(Value::from(name.clone()));
        }
        properties.insert(name, property);
    }
    let mut object = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        object["required"] = required.into();
    }
    if ty.has("deny_unknown_fields") {
        object["additionalProperties"] = false.into();
    }
    object
}

fn of_type(types: &BTreeMap<String, Type>, room: &str, member: &Member, default: Option<&Value>) -> Value {
    if member.has("with = \"friendly\"") {
        return json!({"type": "string", "pattern": "^[0-9]"});
    }
    of_name(types, room, &member.ty, default)
}

/// The schema of a Rust type by its name.
fn of_name(types: &BTreeMap<String, Type>, room: &str, name: &str, default: Option<&Value>) -> Value {
    let inside = |outer: &str| name.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return of_name(types, room, inner, default);
    }
    if let Some(inner) = inside("Vec<") {
        return json!({"type": "array", "items": of_name(types, room, inner, None)});
    }
    if let Some(inner) = inside("BTreeMap<String, ").or_else(|| inside("Map<String, ")) {
        return json!({"type": "object", "additionalProperties": of_name(types, room, inner, None)});
    }
    match name {
        "String" | "PathBuf" => json!({"type": "string"}),
        "Version" => json!({"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+"}),
        "Date" => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        "bool" => json!({"type": "boolean"}),
        "usize" | "u32" | "u64" => json!({"type": "integer", "minimum": 0}),
        "Value" => json!({}),
        _ => of_declared(types, room, name, default),
    }
}

fn of_declared(types: &BTreeMap<String, Type>, room: &str, name: &str, default: Option<&Value>) -> Value {
    let mut parts = name.rsplit("::");
    let last = parts.next().expect("a name");
    let key = format!("{}::{last}", parts.next().unwrap_or(room));
    let ty = types.get(&key).unwrap_or_else(|| panic!("{key} is declared in none of the files"));
    if !ty.is_enum {
        return of_struct(types, ty, &ty.members, default);
    }
    if ty.has("untagged") {
        let each: Vec<Value> =
            ty.members.iter().map(|member| of_name(types, &ty.room, &member.ty, None)).collect();
        return json!({"anyOf": each});
    }
    if ty.has("tag = \"kind\"") {
        let each: Vec<Value> = ty.members.iter().map(|variant| of_variant(types, ty, variant)).collect();
        return json!({"oneOf": each});
    }
    let words = ty.members.iter().flat_map(|member| {
        let mut words = vec![ty.spelled(member)];
        words.extend(member.aliases());
        words
    });
    json!({"enum": words.collect::<Vec<_>>()})
}

/// One kind of a tagged enum: its fields beside `kind`.
fn of_variant(types: &BTreeMap<String, Type>, ty: &Type, variant: &Member) -> Value {
    let mut object = of_struct(types, ty, &variant.fields, None);
    object["properties"]["kind"] = json!({"const": ty.spelled(variant), "description": variant.doc});
    let mut required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    required.insert(0, "kind".into());
    object["required"] = required.into();
    object["additionalProperties"] = false.into();
    object
}
