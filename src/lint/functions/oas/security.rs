//! `oasSecurityDefined`: a security requirement names schemes and scopes that are defined.

use serde_json::{Map, Value};

use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Options: `oasVersion` 2 or 3.
///
/// # Errors
/// Another version.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    let map = options::object("oasSecurityDefined", given, &["oasVersion"], "{ \"oasVersion\": 3 }")?;
    let version = options::required("oasSecurityDefined", map, "oasVersion", "2 or 3", Value::as_u64)?;
    Ok(Box::new(move |input| check(input, version == 2)))
}

fn check(input: &Input<'_>, version2: bool) -> Vec<Outcome> {
    let Some(Value::Object(requirement)) = input.value else { return Vec::new() };
    if !requirement.values().all(is_list_of_texts) {
        return Vec::new();
    }
    let root = &input.document.value;
    let schemes =
        if version2 { root.get("securityDefinitions") } else { root.pointer("/components/securitySchemes") };
    let schemes = schemes.and_then(Value::as_object);
    let path = input.path();
    let mut told = Vec::new();
    for (name, scopes) in requirement {
        let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) else {
            let whose = if path.tokens().len() == 2 { "API" } else { "Operation" };
            let where_to = if version2 { "securityDefinitions" } else { "components.securitySchemes" };
            let message =
                format!("{whose} \"security\" must name a scheme that is defined in \"{where_to}\".");
            told.push(Outcome::at(path.join(name), message));
            continue;
        };
        for (at, scope) in scopes.as_array().into_iter().flatten().enumerate() {
            let scope = scope.as_str().unwrap_or_default();
            if !has_scope(scheme, scope, version2) {
                let place = path.join(name).join(at.to_string());
                told.push(Outcome::at(place, format!("\"{scope}\" must be listed among scopes.")));
            }
        }
    }
    told
}

fn is_list_of_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

fn has_scope(scheme: &Value, scope: &str, version2: bool) -> bool {
    let lists = |holder: &Value| {
        holder.get("scopes").and_then(Value::as_object).is_some_and(|s| s.contains_key(scope))
    };
    if version2 {
        return lists(scheme);
    }
    scheme.get("flows").and_then(Value::as_object).into_iter().flat_map(Map::values).any(lists)
}
