//! One function for each sink that reads text as commands: what a document says must never be obeyed.
//!
//! Every text of a document that reaches a report goes through the function of its sink, exactly once, where it is written.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Replaces the characters for which `replacement` has another text; borrows when there is none.
fn replace(text: &str, replacement: impl Fn(char) -> Option<Cow<'static, str>>) -> Cow<'_, str> {
    let Some(first) = text.char_indices().find(|&(_, c)| replacement(c).is_some()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first.0]);
    for character in text[first.0..].chars() {
        match replacement(character) {
            Some(other) => out.push_str(&other),
            None => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// For HTML text and for attribute values in quotes.
pub fn html(text: &str) -> Cow<'_, str> {
    replace(text, |c| markup(c).or_else(|| invisible(c)))
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

/// Characters that turn the direction of a line around, and controls: shown by their number.
fn invisible(character: char) -> Option<Cow<'static, str>> {
    let shown = match character {
        '\n' | '\t' | '\r' => return None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => true,
        other => other.is_control(),
    };
    shown.then(|| Cow::Owned(format!("\\u{{{:x}}}", u32::from(character))))
}

/// For the message of a GitHub workflow command (`::error …::MESSAGE`).
pub fn workflow_message(text: &str) -> Cow<'_, str> {
    replace(text, |c| workflow(c).or_else(|| invisible(c)))
}

/// For the value of a property of a GitHub workflow command (`::error file=VALUE,…`).
pub fn workflow_property(text: &str) -> Cow<'_, str> {
    replace(text, |c| match c {
        ':' => Some("%3A".into()),
        ',' => Some("%2C".into()),
        _ => workflow(c).or_else(|| invisible(c)),
    })
}

fn workflow(character: char) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match character {
        '%' => "%25",
        '\r' => "%0D",
        '\n' => "%0A",
        _ => return None,
    }))
}

/// For one line of a terminal: no control character gets through, line breaks become spaces. A terminal may be the log of
/// a GitHub job, where `##[` is a command in the middle of a line, too.
pub fn terminal(text: &str) -> Cow<'_, str> {
    let line = replace(text, |c| match c {
        '\n' | '\r' | '\t' => Some(" ".into()),
        _ => invisible(c),
    });
    if line.contains("##[") { Cow::Owned(line.replace("##[", "# #[")) } else { line }
}

/// For Markdown text that stays in its paragraph, list item or table cell: no markup, no HTML, no mention, no line break.
pub fn markdown(text: &str) -> Cow<'_, str> {
    let escaped = replace(text, |c| match c {
        '\n' | '\r' | '\t' => Some(" ".into()),
        '&' => Some("&amp;".into()),
        '<' => Some("&lt;".into()),
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~' | '>'
        | '$' => Some(format!("\\{c}").into()),
        _ => invisible(c),
    });
    let opens_block = |c: char| matches!(c, '-' | '=' | ' ' | '.') || c.is_ascii_digit();
    if escaped.contains('@') || escaped.contains("://") || escaped.starts_with(opens_block) {
        return Cow::Owned(quiet_links(&escaped));
    }
    escaped
}

/// Takes the meaning from what begins a list or a heading, from mentions and from bare links.
fn quiet_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let trimmed = text.trim_start();
    let digits = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if trimmed.starts_with(['-', '=']) {
        out.push('\\');
        trimmed
    } else if digits.starts_with('.') && digits.len() < trimmed.len() {
        out.push_str(&trimmed[..trimmed.len() - digits.len()]);
        out.push('\\');
        digits
    } else {
        trimmed
    };
    for character in rest.replace("://", ":&#8203;//").chars() {
        out.push(character);
        if character == '@' {
            out.push_str("&#8203;");
        }
    }
    out
}

/// For Markdown text in backticks, the fence included; a pipe is escaped for tables.
pub fn markdown_code(text: &str) -> String {
    let text = terminal(text).replace('|', "\\|");
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

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
    fn each_sink_disarms_its_own_commands() {
        assert_eq!(html("<b a='1'>&\"\u{202e}"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;\\u{202e}");
        assert_eq!(xml("a\u{1}\n<"), "a\u{fffd}&#10;&lt;");
        assert_eq!(workflow_message("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(workflow_property("a:b,c\r"), "a%3Ab%2Cc%0D");
        assert_eq!(terminal("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb c");
        assert_eq!(url("a b\"c"), "a%20b%22c");
    }

    #[test]
    fn markdown_stays_in_its_cell_and_mentions_nobody() {
        assert_eq!(markdown("a|b\n# c"), "a\\|b \\# c");
        assert_eq!(markdown("<img src=x>"), "&lt;img src=x\\>");
        assert_eq!(markdown("ask @all"), "ask @&#8203;all");
        assert_eq!(markdown("1. x"), "1\\. x");
        assert_eq!(markdown("- x"), "\\- x");
        assert!(!markdown("see https://x.example").contains("https://"));
        assert_eq!(markdown("plain text, nothing to do"), "plain text, nothing to do");
    }

    #[test]
    fn a_code_span_cannot_be_closed_from_within() {
        assert_eq!(markdown_code("a`b"), "``a`b``");
        assert_eq!(markdown_code("`x"), "`` `x ``");
        assert_eq!(markdown_code("a|b"), "`a\\|b`");
    }
}
