//! Addresses.

use std::borrow::Cow;

use crate::percent;

/// For the fragment or path of a URL in an `href` or a Markdown link: what RFC 3986 does not let stand is encoded.
pub fn url(text: &str) -> Cow<'_, str> {
    percent::encoded(text, |b| b.is_ascii_alphanumeric() || b"-._~/?#:@&=+,;%".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_its_attribute_ends() {
        assert_eq!(url("a b\"c"), "a%20b%22c");
    }
}
