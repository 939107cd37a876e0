//! The life of an operation, parameter or property as its extensions tell it: deprecation, sunset, stability.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::options::{Options, Words};

/// When something will be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sunset {
    /// Nothing is said.
    Unknown,
    /// After this day.
    On(Date),
    /// Something that is no date.
    Unreadable,
}

/// What is said about the life of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Until when it stays.
    pub sunset: Sunset,
    /// The text of the date.
    pub sunset_text: Value,
    /// The stability as it is written.
    pub stability: Option<String>,
}

impl Life {
    /// Reads it from an object.
    pub fn of(map: &Map<String, Value>, words: &Words) -> Self {
        let flag = |key: &str| map.get(key).is_some_and(is_set);
        let text = words.sunset.iter().find_map(|word| map.get(word)).cloned().unwrap_or_default();
        let stability = words.stability.iter().find_map(|word| map.get(word));
        Self {
            deprecated: flag("deprecated") || words.deprecated.iter().any(|word| flag(word)),
            sunset: read_sunset(&text),
            sunset_text: text,
            stability: stability.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        }
    }

    /// How mature it is, from 0 (draft) to 3 (stable, and everything that says nothing); `None` for an unknown word.
    pub fn rank(&self) -> Option<u8> {
        self.stability.as_deref().map_or(Some(3), rank)
    }

    /// The days of notice that are owed.
    pub fn notice_days(&self, options: &Options) -> u32 {
        if let Some(days) = self.stability.as_ref().and_then(|word| options.notice_days.get(word)) {
            return *days;
        }
        match self.rank() {
            Some(0 | 1) => 0,
            Some(2) => options.deprecation_days_beta,
            _ => options.deprecation_days_stable,
        }
    }

    /// Whether the sunset is closer than the notice that is owed.
    pub fn is_too_soon(&self, options: &Options) -> bool {
        let (Sunset::On(date), Some(today)) = (&self.sunset, options.as_of) else { return false };
        let days = i64::from(self.notice_days(options));
        let earliest = today.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX);
        *date < earliest
    }

    /// Whether the sunset is over.
    pub fn is_over(&self, options: &Options) -> bool {
        matches!((&self.sunset, options.as_of), (Sunset::On(date), Some(today)) if *date <= today)
    }
}

/// `true`, or anything that an extension says instead.
fn is_set(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != "false"
}

/// How mature a word says something is.
pub fn rank(word: &str) -> Option<u8> {
    match word {
        "draft" => Some(0),
        "alpha" | "experimental" => Some(1),
        "beta" => Some(2),
        "stable" | "locked" | "" => Some(3),
        _ => None,
    }
}

/// A full date, a date with a time (RFC 3339), or a month, which is over at its end.
pub fn read_sunset(value: &Value) -> Sunset {
    let text = match value {
        Value::Null => return Sunset::Unknown,
        Value::String(text) => text.trim(),
        _ => return Sunset::Unreadable,
    };
    let month = (text.len() == 7).then(|| format!("{text}-01").parse::<Date>().ok()).flatten();
    let whole = text.get(..10).and_then(|start| start.parse::<Date>().ok());
    let timed = text.len() == 10 || text.parse::<jiff::Timestamp>().is_ok();
    match (month, whole) {
        (Some(first), _) => Sunset::On(first.last_of_month()),
        (None, Some(date)) if timed => Sunset::On(date),
        _ => Sunset::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sunset_is_a_day_a_moment_or_a_month() {
        let on = |text: &str| Sunset::On(text.parse().expect("a date"));
        assert_eq!(read_sunset(&json!("2026-02-10")), on("2026-02-10"));
        assert_eq!(read_sunset(&json!("2026-02-10T10:00:00Z")), on("2026-02-10"));
        assert_eq!(read_sunset(&json!("2026-02")), on("2026-02-28"));
        assert_eq!(read_sunset(&Value::Null), Sunset::Unknown);
        for wrong in [json!("soon"), json!(3), json!("2026-02-30"), json!("2026-02-10 or so")] {
            assert_eq!(read_sunset(&wrong), Sunset::Unreadable, "{wrong}");
        }
    }
}
