//! Percent-encoding (RFC 3986, section 2.1).

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text in which every byte that is not `plain` stands as `%` and two digits; borrowed when all are.
pub fn encoded(text: &str, plain: impl Fn(u8) -> bool) -> Cow<'_, str> {
    if text.bytes().all(&plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Cow::Owned(out)
}
