//! Terminals, and the logs of jobs that obey some of their lines.

use std::borrow::Cow;

use super::{replace, shown};

/// For the message of a GitHub workflow command (`::error …::MESSAGE`).
pub fn workflow_message(text: &str) -> Cow<'_, str> {
    replace(text, |c| workflow(c).or_else(|| shown(c)))
}

/// For the value of a property of a GitHub workflow command (`::error file=VALUE,…`).
pub fn workflow_property(text: &str) -> Cow<'_, str> {
    replace(text, |c| match c {
        ':' => Some("%3A".into()),
        ',' => Some("%2C".into()),
        _ => workflow(c).or_else(|| shown(c)),
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
/// a GitHub job, where `##[` is a command in the middle of a line, too, and `::` at its beginning.
pub fn terminal(text: &str) -> Cow<'_, str> {
    let line = replace(text, |c| match c {
        '\n' | '\r' | '\t' => Some(" ".into()),
        _ => shown(c),
    });
    let line = if line.contains("##[") { Cow::Owned(line.replace("##[", "# #[")) } else { line };
    match line.strip_prefix("::") {
        Some(command) => Cow::Owned(format!(" : :{command}")),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_terminals_nor_workflows_obey_a_document() {
        assert_eq!(terminal("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb c");
        assert_eq!(terminal("::error::x"), " : :error::x");
        assert!(!terminal("a ##[error]x").contains("##["));
        assert_eq!(workflow_message("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(workflow_property("a:b,c\r"), "a%3Ab%2Cc%0D");
    }
}
