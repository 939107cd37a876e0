//! HTML and XML.

use std::borrow::Cow;

use super::{Piece, pieces, replace, shown, visible};

/// A sentence as HTML: what stands between backticks as code.
pub fn sentence_html(sentence: &str) -> String {
    pieces(&visible(sentence))
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => html(text).into_owned(),
            Piece::Code(text) => format!("<code>{}</code>", html(text)),
        })
        .collect()
}

/// For HTML text and for attribute values in quotes.
pub fn html(text: &str) -> Cow<'_, str> {
    replace(text, |c| markup(c).or_else(|| shown(c)))
}

/// For XML 1.0 text and for attribute values in quotes; characters that XML 1.0 (section 2.2) cannot hold become U+FFFD.
pub fn xml(text: &str) -> Cow<'_, str> {
    replace(text, |c| match c {
        '\n' => Some("&#10;".into()),
        '\r' => Some("&#13;".into()),
        '\t' => Some("&#9;".into()),
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}".into()),
        _ => markup(c),
    })
}

fn markup(character: char) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_an_element_an_attribute_or_an_entity() {
        assert_eq!(
            html("<b a='1'>&\"\u{202e}\u{61c}"),
            "&lt;b a=&#39;1&#39;&gt;&amp;&quot;\\u{202e}\\u{61c}"
        );
        assert_eq!(xml("a\u{1}\n<"), "a\u{fffd}&#10;&lt;");
        assert_eq!(sentence_html("`<b>` is <i>"), "<code>&lt;b&gt;</code> is &lt;i&gt;");
    }
}
