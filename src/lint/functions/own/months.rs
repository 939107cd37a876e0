//! Months in fields: `monthsInOrder`, of two months in one object one comes before the other; `monthsAway`, a month is not
//! so and so far from today.

use serde_json::Value;

use crate::lint::functions::{Input, Outcome, Prepared, options};

/// `monthsInOrder`. Options: `earlier` and `later`, the names of two fields that hold `YYYY-MM`.
///
/// # Errors
/// No two names.
pub fn in_order(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"earlier\": \"x-since\", \"later\": \"x-sunset\" }";
    let map = options::object("monthsInOrder", given, &["earlier", "later"], EXAMPLE)?;
    let name =
        |option: &str| options::required("monthsInOrder", map, option, "the name of a field", Value::as_str);
    let (earlier, later) = (name("earlier")?.to_owned(), name("later")?.to_owned());
    Ok(Box::new(move |input| order(input, &earlier, &later)))
}

fn order(input: &Input<'_>, earlier: &str, later: &str) -> Vec<Outcome> {
    let month = |field: &str| input.value?.get(field)?.as_str()?.get(..7).filter(|month| is_month(month));
    match (month(earlier), month(later)) {
        (Some(first), Some(second)) if first >= second => {
            let message = format!("{later} {second} must come after {earlier} {first}.");
            vec![Outcome::at(input.path().join(later), message)]
        }
        _ => Vec::new(),
    }
}

/// `monthsAway`. Options: `field`, the name of a field that holds `YYYY-MM`, and `from` and `to`, how many months from today
/// it must not be: -1 is the last month, 0 this one. One of them may be left out.
///
/// # Errors
/// No field, or numbers that are none.
pub fn away(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"field\": \"x-sunset\", \"to\": -1 }";
    let map = options::object("monthsAway", given, &["field", "from", "to"], EXAMPLE)?;
    let number = |option: &str| options::optional("monthsAway", map, option, "a whole number", Value::as_i64);
    let field =
        options::required("monthsAway", map, "field", "the name of a field", Value::as_str)?.to_owned();
    let (from, to) = (number("from")?.unwrap_or(i64::MIN), number("to")?.unwrap_or(i64::MAX));
    Ok(Box::new(move |input| {
        let month = input.value.and_then(|value| value.get(&field)).and_then(Value::as_str);
        let (Some(today), Some((year, month))) = (input.today, month.and_then(month_of)) else {
            return Vec::new();
        };
        let now = i64::from(today.year()) * 12 + i64::from(today.month());
        let distance = year * 12 + month - now;
        if distance < from || distance > to {
            return Vec::new();
        }
        let when = match distance {
            0 => "is this month".to_owned(),
            1.. => format!("is {distance} {} away", if distance == 1 { "month" } else { "months" }),
            _ => format!("is {} {} ago", -distance, if distance == -1 { "month" } else { "months" }),
        };
        vec![Outcome::at(input.path().join(&field), format!("{field} {year:04}-{month:02} {when}."))]
    }))
}

/// The year and the month that a text begins with.
fn month_of(text: &str) -> Option<(i64, i64)> {
    let (year, month) = text.get(..7).filter(|month| is_month(month))?.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok().filter(|month| (1..=12).contains(month))?))
}

fn is_month(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(year, month)| year.len() == 4 && digits(year) && digits(month))
}
