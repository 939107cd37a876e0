//! The formats of OpenAPI and JSON Schema that say something about a value.

use serde_json::Number;

/// Whether a text is of a format; unknown formats say nothing (JSON Schema 2020-12, validation, section 7.2.3).
pub fn text_is(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "time" => is_time(text),
        "duration" => is_duration(text),
        "uuid" => is_uuid(text),
        "uri" | "url" | "iri" => is_uri(text),
        "uri-reference" | "iri-reference" => {
            !text.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}'])
        }
        "email" | "idn-email" => is_email(text),
        "hostname" | "idn-hostname" => is_hostname(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "byte" => is_base64(text),
        "json-pointer" => text.is_empty() || text.starts_with('/'),
        "regex" => super::pattern::Pattern::is_one(text),
        _ => true,
    }
}

/// Whether a number is of a format.
pub fn number_is(format: &str, number: &Number) -> bool {
    match format {
        "int32" => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        // Clients written in JavaScript hold no larger one exactly.
        "int64" => number.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53),
        _ => true,
    }
}

/// A text of a format; `salt` and `nth` tell values apart that must differ.
pub fn example(format: &str, salt: &str, nth: usize) -> Option<String> {
    Some(match format {
        "date" => date(nth),
        "date-time" => date_time(nth),
        "time" => format!("09:{:02}:00Z", (30 + nth) % 60),
        "duration" => format!("P{}D", nth + 1),
        "uuid" => uuid(salt),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => uri(nth),
        "uri-template" => format!("https://example.com/{{id}}{}", number(nth)),
        "email" | "idn-email" => email(nth),
        "hostname" | "idn-hostname" => format!("example{}.com", number(nth)),
        "ipv4" => format!("192.0.2.{}", nth % 254 + 1),
        "ipv6" => format!("2001:db8::{:x}", nth % 0xffff + 1),
        "byte" => "ZXhhbXBsZQ==".to_owned(),
        "json-pointer" => format!("/name{}", number(nth)),
        "regex" => ".*".to_owned(),
        "password" => format!("correct-horse-battery-staple{}", number(nth)),
        "binary" => "example".to_owned(),
        _ => return None,
    })
}

/// Nothing for the first, then 2, 3 and so on.
fn number(nth: usize) -> String {
    if nth == 0 { String::new() } else { (nth + 1).to_string() }
}

fn date(nth: usize) -> String {
    format!("2026-01-{:02}", (14 + nth) % 28 + 1)
}

/// A date and time of day (RFC 3339).
pub fn date_time(nth: usize) -> String {
    format!("{}T09:30:00Z", date(nth))
}

/// An e-mail address that nobody has (RFC 2606).
pub fn email(nth: usize) -> String {
    format!("jane.doe{}@example.com", number(nth))
}

/// An address on the web that nobody has (RFC 2606).
pub fn uri(nth: usize) -> String {
    format!("https://example.com/{}", number(nth))
}

/// A UUID that always is the same for the same salt and looks like a random one.
pub fn uuid(salt: &str) -> String {
    let named = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, format!("specline:example:{salt}").as_bytes());
    let mut bytes = named.into_bytes();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    uuid::Uuid::from_bytes(bytes).to_string()
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.is_ascii() && jiff::civil::Date::strptime("%Y-%m-%d", text).is_ok()
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return false };
    is_date(date) && is_time(time)
}

/// RFC 3339, section 5.6: `full-time`, with its offset.
fn is_time(text: &str) -> bool {
    let Some(at) = text.find(['Z', 'z', '+', '-']) else { return false };
    let (clock, offset) = text.split_at(at);
    let offset_is = match offset.strip_prefix(['+', '-']) {
        Some(zone) => numbers(zone, &[23, 59]),
        None => offset.len() == 1,
    };
    let whole = match clock.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && digits(fraction) => whole,
        Some(_) => return false,
        None => clock,
    };
    offset_is && numbers(whole, &[23, 59, 60])
}

/// Two-digit numbers between colons, none above its limit.
fn numbers(text: &str, limits: &[u8]) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    parts.len() == limits.len()
        && parts.iter().zip(limits).all(|(part, limit)| {
            part.len() == 2 && digits(part) && part.parse::<u8>().is_ok_and(|number| number <= *limit)
        })
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// ISO 8601 as RFC 3339, appendix A has it.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    let parts = |text: &str, units: &str| {
        text.is_empty()
            || (text.ends_with(|c| units.contains(c))
                && text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || units.contains(c)))
    };
    !rest.is_empty() && parts(days, "YMWD") && time.is_none_or(|time| !time.is_empty() && parts(time, "HMS"))
}

fn is_uuid(text: &str) -> bool {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// RFC 3986: a scheme, and only characters that a URI may hold.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_is = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let bad = |c: char| !c.is_ascii() || c.is_ascii_control() || " \"<>\\^`{|}".contains(c);
    let host_is = rest.strip_prefix("//").is_none_or(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() || scheme == "file"
    });
    scheme_is && !rest.is_empty() && host_is && !rest.contains(bad) && percent_signs_hold(rest)
}

fn percent_signs_hold(text: &str) -> bool {
    text.split('%').skip(1).all(|part| part.len() >= 2 && part.bytes().take(2).all(|b| b.is_ascii_hexdigit()))
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_is = !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    local_is && domain.contains('.') && is_hostname(domain)
}

/// RFC 1123, section 2.1.
fn is_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.trim_end_matches('.').split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_of_its_format() {
        for format in [
            "date",
            "date-time",
            "time",
            "duration",
            "uuid",
            "uri",
            "uri-reference",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "byte",
            "json-pointer",
            "regex",
            "password",
        ] {
            assert!(text_is(format, &example(format, "x", 0).expect(format)), "{format}");
        }
        assert_ne!(example("uuid", "a", 0), example("uuid", "b", 0));
        assert_ne!(example("date", "a", 0), example("date", "a", 1));
    }

    #[test]
    fn what_documents_get_wrong_is_seen() {
        for (format, text) in [
            ("uuid", "507f191e810c19729de860ea"),
            ("date-time", "2021-13-01T00:00:00Z"),
            ("date-time", "2021-10-01"),
            ("date", "20211001"),
            ("uri", "example.com/a"),
            ("uri", "https://{tenant}/a"),
            ("email", "jane"),
            ("time", "9:30"),
            ("duration", "P"),
            ("byte", "abc"),
        ] {
            assert!(!text_is(format, text), "{format} {text}");
        }
        assert!(text_is("date-time", "2021-10-02T14:20:50.52+02:00"));
    }
}
