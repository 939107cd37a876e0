//! `monthsInOrder`: of two months in one object one comes before the other.

use serde_json::Value;

use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Options: `earlier` and `later`, the names of two fields that hold `YYYY-MM`.
///
/// # Errors
/// No two names.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"earlier\": \"x-since\", \"later\": \"x-sunset\" }";
    let map = options::object("monthsInOrder", given, &["earlier", "later"], EXAMPLE)?;
    let name =
        |option: &str| options::required("monthsInOrder", map, option, "the name of a field", Value::as_str);
    let (earlier, later) = (name("earlier")?.to_owned(), name("later")?.to_owned());
    Ok(Box::new(move |input| check(input, &earlier, &later)))
}

fn check(input: &Input<'_>, earlier: &str, later: &str) -> Vec<Outcome> {
    let month = |field: &str| input.value?.get(field)?.as_str()?.get(..7).filter(|month| is_month(month));
    match (month(earlier), month(later)) {
        (Some(first), Some(second)) if first >= second => {
            let message = format!("{later} {second} must come after {earlier} {first}.");
            vec![Outcome::at(input.path().join(later), message)]
        }
        _ => Vec::new(),
    }
}

fn is_month(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(year, month)| year.len() == 4 && digits(year) && digits(month))
}
