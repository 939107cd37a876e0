//! What functions take: small readers that say what is wrong with `functionOptions`.

use serde_json::{Map, Value};

/// The options of a function that knows these names and no others.
///
/// # Errors
/// Options that are no object, a name that the function does not know; with an example of options that are fine.
pub fn object<'o>(
    function: &str,
    options: Option<&'o Value>,
    known: &[&str],
    example: &str,
) -> Result<&'o Map<String, Value>, String> {
    let Some(Value::Object(map)) = options else {
        return Err(format!("the function `{function}` needs options, such as {example}"));
    };
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(unknown) => Err(format!(
            "the function `{function}` has no option `{unknown}`; it takes {}, such as {example}",
            known.join(", ")
        )),
        None => Ok(map),
    }
}

/// For a function without options.
///
/// # Errors
/// Options that hold anything.
pub fn none(function: &str, options: Option<&Value>) -> Result<(), String> {
    match options {
        None | Some(Value::Null) => Ok(()),
        Some(_) => Err(format!("the function `{function}` takes no options")),
    }
}

/// An option that may be absent, of one type.
///
/// # Errors
/// A value of another type.
pub fn optional<'o, T>(
    function: &str,
    options: &'o Map<String, Value>,
    name: &str,
    what: &str,
    read: impl Fn(&'o Value) -> Option<T>,
) -> Result<Option<T>, String> {
    let Some(value) = options.get(name) else { return Ok(None) };
    read(value).map(Some).ok_or_else(|| {
        format!("the option `{name}` of the function `{function}` must be {what}, not {value}")
    })
}

/// An option that must be there, of one type.
///
/// # Errors
/// No such option, a value of another type.
pub fn required<'o, T>(
    function: &str,
    options: &'o Map<String, Value>,
    name: &str,
    what: &str,
    read: impl Fn(&'o Value) -> Option<T>,
) -> Result<T, String> {
    optional(function, options, name, what, read)?
        .ok_or_else(|| format!("the function `{function}` needs the option `{name}`: {what}"))
}

/// A list of at least `least` strings.
pub fn strings(value: &Value, least: usize) -> Option<Vec<String>> {
    let items = value.as_array().filter(|items| items.len() >= least)?;
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
