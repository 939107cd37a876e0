//! How long to wait before asking again: exponential backoff with full jitter, or what the server asks for.

use std::time::Duration;

use jiff::civil::DateTime;

use crate::json::canonical::sha256;

/// The wait before attempt `attempt` (the first repetition is 1): between nothing and `first × 2^(attempt-1)`, at most
/// `longest`. The draw depends on the seed alone, so that a night can be repeated; documents differ in their seed, so that
/// they do not come back all at once.
pub fn backoff(seed: &str, attempt: u32, first: Duration, longest: Duration) -> Duration {
    let ceiling =
        first.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX)).min(longest);
    let digest = sha256(format!("{seed}#{attempt}").as_bytes());
    let draw = u32::from_str_radix(&digest[..8], 16).unwrap_or_default();
    ceiling.mul_f64(f64::from(draw) / f64::from(u32::MAX))
}

/// The wait that a `Retry-After` asks for (RFC 9110, section 10.2.3): seconds, or a date in any of the three forms of
/// section 5.6.7. `now` is the server's own time in UTC, if it tells it. A date that is past asks for no wait; `None` for
/// anything else. Never more than `longest`.
pub fn asked_for(header: &str, now: DateTime, longest: Duration) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse().map_or(longest, Duration::from_secs).min(longest));
    }
    Some(Duration::try_from(date(header)?.duration_since(now)).unwrap_or(Duration::ZERO).min(longest))
}

/// A date of HTTP, in UTC; read as such, because the year 9999 has no time stamp.
pub fn date(text: &str) -> Option<DateTime> {
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .into_iter()
        .find_map(|format| DateTime::strptime(format, text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_mins(1);

    #[test]
    fn retry_after_is_read_in_every_form_and_clamped() {
        let now: DateTime = "1994-11-06T08:49:30".parse().expect("a time");
        for (header, seconds) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("86400", Some(60)),
            ("99999999999999999999999", Some(60)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(7)),
            ("Sun Nov  6 08:49:37 1994", Some(7)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(60)),
            ("", None),
            ("-5", None),
            ("soon", None),
            ("1.5", None),
            ("NaN", None),
        ] {
            assert_eq!(asked_for(header, now, LONGEST), seconds.map(Duration::from_secs), "{header}");
        }
    }

    #[test]
    fn backoff_grows_is_spread_and_repeats_itself() {
        let first = Duration::from_millis(500);
        let draws: Vec<_> = (0..200).map(|n| backoff(&format!("seed {n}"), 3, first, LONGEST)).collect();
        assert!(draws.iter().all(|wait| *wait <= Duration::from_secs(2)));
        assert!(draws.iter().any(|wait| *wait < Duration::from_millis(200)));
        assert!(draws.iter().any(|wait| *wait > Duration::from_millis(1800)));
        assert_eq!(backoff("x", 2, first, LONGEST), backoff("x", 2, first, LONGEST));
        assert!(backoff("x", 4_000_000_000, first, LONGEST) <= LONGEST);
    }
}
