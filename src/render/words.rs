//! Words that a person would write: plural and singular, lists, dates, large numbers.

use jiff::civil::Date;

/// A number with its noun: `1 operation`, `2 operations`, `1,200 entries`.
pub fn counted(number: usize, noun: &str, plural: Option<&str>) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    match plural {
        Some(plural) => format!("{} {plural}", grouped(number)),
        None => format!("{} {}", grouped(number), plural_of(noun)),
    }
}

/// The regular plural of the last word.
pub fn plural_of(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// A number with commas between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(items: &[String]) -> String {
    joined(items, "and")
}

/// As [`listed`], with a word of one's own before the last: `a, b or c`.
pub fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// `24 July 2026`.
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `July`.
pub fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(date.month()).unwrap_or(1);
    MONTHS[index.clamp(1, 12) - 1]
}

/// A sentence begins with a capital, unless it begins with a name, and ends with a mark.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let is_inner = |c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '/' | '-');
    let is_name = word.chars().skip(1).any(is_inner);
    let head: String =
        if is_name && !word.ends_with('.') { first.to_string() } else { first.to_uppercase().collect() };
    let end = if text.ends_with(['.', '!', '?', '…', ':']) { "" } else { "." };
    format!("{head}{}{end}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(counted(1, "entry", None), "1 entry");
        assert_eq!(counted(1234, "entry", None), "1,234 entries");
        assert_eq!(counted(2, "breaking change", None), "2 breaking changes");
        assert_eq!(counted(0, "change of wording", Some("changes of wording")), "0 changes of wording");
        assert_eq!(counted(2, "day", None), "2 days");
    }

    #[test]
    fn sentences_begin_and_end() {
        assert_eq!(sentence("the field was added"), "The field was added.");
        assert_eq!(sentence("`a` was added."), "`a` was added.");
        assert_eq!(sentence("operationId was changed"), "operationId was changed.");
        assert_eq!(sentence(""), "");
    }
}
