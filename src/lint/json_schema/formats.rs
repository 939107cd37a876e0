//! The values of `format` that are checked; all others are words for people.
//!
//! They accept what Spectral's validator accepts, which is sometimes more than the RFCs: a `date-time` may lack its offset.

use serde_json::Number;

use crate::json::number::Decimal;
use crate::regexp::Pattern;

/// Whether a string is of a format; unknown formats take everything.
pub fn string_is(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "time" => is_time(text),
        "date-time" => is_date_time(text),
        "duration" => is_duration(text),
        "uri" => is_uri(text),
        "uri-reference" => is_uri_reference(text),
        "uri-template" => is_uri_template(text),
        "url" => is_url(text),
        "email" => is_email(text),
        "hostname" => is_hostname(text),
        "ipv4" => is_ipv4(text),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "regex" => Pattern::compile(text, "").is_ok(),
        "uuid" => is_uuid(text),
        "json-pointer" => is_pointer(text),
        "json-pointer-uri-fragment" => {
            text.strip_prefix('#').is_some_and(|rest| is_pointer(rest) && is_uri_reference(text))
        }
        "relative-json-pointer" => is_relative_pointer(text),
        "byte" => text.split('\n').any(is_base64),
        _ => true,
    }
}

/// Whether a number is of a format; unknown formats take everything.
pub fn number_is(format: &str, number: &Number) -> bool {
    match format {
        "int32" => number.as_i64().or_else(|| whole(number)).is_some_and(|n| i32::try_from(n).is_ok()),
        "int64" => Decimal::of(number).is_integer(),
        _ => true,
    }
}

/// `1.0` and `1e3` are whole numbers too.
fn whole(number: &Number) -> Option<i64> {
    let float = number.as_f64().filter(|float| Decimal::of(number).is_integer() && float.abs() < 1e15)?;
    format!("{float:.0}").parse().ok()
}

/// Digits at fixed places: `dddd-dd-dd` with `d` for a digit.
fn digits_at(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
}

fn number_at(text: &str, from: usize, to: usize) -> u32 {
    text.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or(u32::MAX)
}

fn is_date(text: &str) -> bool {
    if !digits_at(text, "dddd-dd-dd") {
        return false;
    }
    let (year, month, day) = (number_at(text, 0, 4), number_at(text, 5, 7), number_at(text, 8, 10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let Some(clock) = text.get(..8).filter(|clock| digits_at(clock, "dd:dd:dd")) else { return false };
    let (hour, minute, second) = (number_at(clock, 0, 2), number_at(clock, 3, 5), number_at(clock, 6, 8));
    let real = (hour <= 23 && minute <= 59 && second <= 59) || (hour, minute, second) == (23, 59, 60);
    let mut rest = &text[8..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let after = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.len() == fraction.len() {
            return false;
        }
        rest = after;
    }
    let offset = rest
        .strip_prefix(['+', '-'])
        .is_some_and(|rest| ["dd", "dddd", "dd:dd"].iter().any(|shape| digits_at(rest, shape)));
    real && (rest.is_empty() || rest.eq_ignore_ascii_case("z") || offset)
}

fn is_date_time(text: &str) -> bool {
    let mut parts = text.split(|c: char| c == 't' || c == 'T' || c.is_whitespace());
    let (date, time, more) = (parts.next(), parts.next(), parts.next());
    date.is_some_and(is_date) && time.is_some_and(is_time) && more.is_none()
}

/// ISO 8601: `P1Y2M3DT4H5M6S` with at least one part, or weeks alone.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P').filter(|rest| !rest.is_empty()) else { return false };
    let week = rest.strip_suffix('W').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    week || (has_units(date, "YMD") && time.is_none_or(|time| !time.is_empty() && has_units(time, "HMS")))
}

/// Numbers each followed by one of the units, in their order, each once at the most.
fn has_units(text: &str, units: &str) -> bool {
    let mut units = units.chars();
    let mut digits = 0;
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits += 1;
        } else if digits == 0 || !units.any(|unit| unit == character) {
            return false;
        } else {
            digits = 0;
        }
    }
    digits == 0
}

/// Characters that a part of a URL may hold (RFC 3986, appendix A), `%` only before two hexadecimal digits.
fn is_made_of(text: &str, more: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => true,
        b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => true,
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)),
        byte => more(*byte),
    })
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    named && !rest.starts_with(['?', '#']) && !rest.is_empty() && is_rest(rest, false)
}

fn is_uri_reference(text: &str) -> bool {
    is_rest(text, true)
}

/// What follows a scheme: authority and path, query, fragment; with quotes where they are let through.
fn is_rest(text: &str, quotes: bool) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let path = match text.strip_prefix("//[").and_then(|rest| rest.split_once(']')) {
        Some((address, path)) if address.parse::<std::net::Ipv6Addr>().is_ok() => path,
        _ => text,
    };
    let in_path = |byte| byte == b'/' || (quotes && byte == b'"');
    let behind = |byte| byte == b'?' || in_path(byte);
    is_made_of(path, in_path) && is_made_of(query, behind) && is_made_of(fragment, behind)
}

/// RFC 6570: text and expressions in braces.
fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { return false };
        if !is_template_text(&rest[..open]) || !is_expression(&rest[open + 1..open + close]) {
            return false;
        }
        rest = &rest[open + close + 1..];
    }
    is_template_text(rest)
}

fn is_template_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)),
        byte => *byte > b' ' && !b"\"'<>\\^`{|}".contains(byte),
    })
}

fn is_expression(text: &str) -> bool {
    let variables =
        text.strip_prefix(['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|']).unwrap_or(text);
    variables.split(',').all(|variable| {
        let (name, length) = variable.split_once(':').unwrap_or((variable, "1"));
        let name = if length == "1" { name.strip_suffix('*').unwrap_or(name) } else { name };
        let counted = length.len() <= 4 && !length.starts_with('0') && length.parse::<u16>().is_ok();
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_%".contains(byte);
        counted && !name.is_empty() && name.as_bytes().iter().all(plain)
    })
}

/// A web address that others can reach: `http`, `https` or `ftp`, and a host with a dot.
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let scheme = scheme.to_ascii_lowercase();
    if !["http", "https", "ftp"].contains(&scheme.as_str()) || rest.contains(char::is_whitespace) {
        return false;
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    let port = (2..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        let first = address.octets()[0];
        return port
            && !address.is_private()
            && !address.is_link_local()
            && (1..224).contains(&first)
            && first != 127;
    }
    let label = |label: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c >= '\u{a1}' || c == '-';
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(plain)
    };
    let top = host.rsplit_once('.').is_some_and(|(_, top)| {
        top.chars().count() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic() || c >= '\u{a1}')
    });
    port && top && host.split('.').all(label)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |atom: &str| {
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(b);
        !atom.is_empty() && atom.as_bytes().iter().all(plain)
    };
    local.split('.').all(atom)
        && domain.contains('.')
        && domain.split('.').all(|part| is_label(part, usize::MAX))
}

fn is_label(label: &str, longest: usize) -> bool {
    !label.is_empty()
        && label.len() <= longest
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    (1..=253).contains(&name.len()) && name.split('.').all(|label| is_label(label, 63))
}

fn is_ipv4(text: &str) -> bool {
    let octet = |part: &str| {
        (1..=3).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u16>().is_ok_and(|n| n <= 255)
    };
    text.split('.').count() == 4 && text.split('.').all(octet)
}

fn is_uuid(text: &str) -> bool {
    let text = match text.get(..9) {
        Some(urn) if urn.eq_ignore_ascii_case("urn:uuid:") => &text[9..],
        _ => text,
    };
    let sizes = [8, 4, 4, 4, 12];
    let mut groups = text.split('-');
    sizes.iter().all(|size| {
        groups
            .next()
            .is_some_and(|group| group.len() == *size && group.bytes().all(|b| b.is_ascii_hexdigit()))
    }) && groups.next().is_none()
}

fn is_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes
}

fn is_relative_pointer(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let steps = &text[..text.len() - rest.len()];
    !steps.is_empty() && (steps == "0" || !steps.starts_with('0')) && (rest == "#" || is_pointer(rest))
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    text.len().is_multiple_of(4)
        && padding <= 2
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_takes_its_own_and_refuses_others() {
        for (format, good, bad) in [
            ("date", "2024-02-29", "2023-02-29"),
            ("time", "23:59:60Z", "24:00:00Z"),
            ("date-time", "2024-01-01T10:00:00.5+01:00", "2024-01-01"),
            ("date-time", "2024-01-01 10:00:00", "2024-01-01T10:00"),
            ("duration", "P1DT2H", "P1H"),
            ("duration", "P3W", "P"),
            ("uri", "https://[::1]:80/a?b#c", "/relative"),
            ("uri", "urn:x:y", "http://a b"),
            ("uri-reference", "../a%20b", "a^b"),
            ("uri-template", "/a/{b}{?c,d*}", "/a/{b"),
            ("url", "https://example.com:8080/x", "https://localhost"),
            ("email", "a.b@c.de", "a@b"),
            ("hostname", "a-b.c", "-a.b"),
            ("ipv4", "1.2.3.4", "1.2.3.256"),
            ("ipv6", "::1", ":::1"),
            ("regex", "^a+$", "("),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", "507f1f77bcf86cd799439011"),
            ("json-pointer", "/a~1b", "a"),
            ("json-pointer-uri-fragment", "#/a~1b", "/a"),
            ("relative-json-pointer", "1/a", "01/a"),
            ("byte", "aGk=", "a"),
        ] {
            assert!(string_is(format, good), "{format} takes {good}");
            assert!(!string_is(format, bad), "{format} refuses {bad}");
        }
        assert!(string_is("anything-else", "x"));
    }

    #[test]
    fn numbers_have_formats_too() {
        let number = |text: &str| serde_json::from_str::<Number>(text).expect("a number");
        assert!(number_is("int32", &number("2147483647")) && number_is("int32", &number("5.0")));
        assert!(!number_is("int32", &number("2147483648")) && !number_is("int32", &number("1.5")));
        assert!(number_is("int64", &number("99999999999")) && number_is("float", &number("1.5")));
    }
}
