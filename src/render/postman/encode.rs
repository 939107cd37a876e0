//! Percent-encoding (RFC 3986) of values that stand in a URL.

use crate::percent::encoded;

/// A value in a path segment: everything that is not unreserved.
pub fn segment(text: &str) -> String {
    encoded(text, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)).into_owned()
}

/// A name or value in a query: what would end it or be read as something else; brackets and commas stay readable.
pub fn query(text: &str) -> String {
    encoded(text, |byte| byte.is_ascii_alphanumeric() || b"-._~:/?@!$'()*,;[]=".contains(&byte)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_misread_is_encoded() {
        assert_eq!(segment("qri:app:a/b"), "qri%3Aapp%3Aa%2Fb");
        assert_eq!(query("name eq \"a&b\" +{{x}}"), "name%20eq%20%22a%26b%22%20%2B%7B%7Bx%7D%7D");
        assert_eq!(query("ä"), "%C3%A4");
    }
}
