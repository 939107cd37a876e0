//! `defined`, `undefined`, `truthy`, `falsy`: whether something is there, and whether JavaScript takes it for true.

use serde_json::Value;

use super::{Outcome, Prepared, options};

/// `defined`: the field is there, whatever it holds.
///
/// # Errors
/// Any options.
pub fn defined(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("defined", given)?;
    Ok(Box::new(|input| complain(input.value.is_none(), "defined")))
}

/// `undefined`: the field is not there.
///
/// # Errors
/// Any options.
pub fn undefined(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("undefined", given)?;
    Ok(Box::new(|input| complain(input.value.is_some(), "undefined")))
}

/// `truthy`: neither absent nor null, false, 0 or "".
///
/// # Errors
/// Any options.
pub fn truthy(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("truthy", given)?;
    Ok(Box::new(|input| complain(!is_truthy(input.value), "truthy")))
}

/// `falsy`: absent, null, false, 0 or "".
///
/// # Errors
/// Any options.
pub fn falsy(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("falsy", given)?;
    Ok(Box::new(|input| complain(is_truthy(input.value), "falsy")))
}

fn complain(wrong: bool, must_be: &str) -> Vec<Outcome> {
    if wrong {
        vec![Outcome::here(format!("#{{{{print(\"property\")}}}}must be {must_be}"))]
    } else {
        Vec::new()
    }
}

/// What an `if` of JavaScript makes of a value.
pub fn is_truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn truth_is_javascripts() {
        for value in [json!(null), json!(false), json!(0), json!(-0.0), json!("")] {
            assert!(!is_truthy(Some(&value)), "{value}");
        }
        for value in [json!([]), json!({}), json!("0"), json!(0.1), json!(true)] {
            assert!(is_truthy(Some(&value)), "{value}");
        }
        assert!(!is_truthy(None));
    }
}
