//! Addresses.

use std::borrow::Cow;
use std::fmt::Write as _;

/// For the fragment or path of a URL in an `href` or a Markdown link: what RFC 3986 does not let stand is encoded.
pub fn url(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/?#:@&=+,;%".contains(&b);
    if text.bytes().all(plain) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_its_attribute_ends() {
        assert_eq!(url("a b\"c"), "a%20b%22c");
    }
}
