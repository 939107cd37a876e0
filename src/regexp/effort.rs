//! How long a backtracking matcher may take: an upper bound that is read off the pattern.

/// The binary logarithm of the steps that are taken at most; about a second.
const MAX_BITS: u32 = 27;

/// What stands inside a group that has not ended.
#[derive(Default)]
struct Group {
    /// Whether there is more than one way through it.
    chooses: bool,
}

/// Whether a backtracking matcher ends soon on every text of so many bytes. What repeats a choice may take two to the power
/// of the length and is not bearable, whatever the text; otherwise each repetition multiplies by the length, and each
/// choice by two.
pub(super) fn is_bearable(pattern: &str, length: usize) -> bool {
    let Some((repetitions, choices)) = count(pattern) else { return false };
    let bits = usize::BITS - length.leading_zeros();
    (repetitions + 1).saturating_mul(bits).saturating_add(choices) <= MAX_BITS
}

/// How many repetitions stand one after the other, and how many choices; `None` when a choice is repeated.
fn count(pattern: &str) -> Option<(u32, u32)> {
    let (mut repetitions, mut choices) = (0_u32, 0_u32);
    let mut open = vec![Group::default()];
    let mut rest = pattern.chars().peekable();
    while let Some(character) = rest.next() {
        let mut chose = false;
        match character {
            '\\' => drop(rest.next()),
            '[' => skip_class(&mut rest),
            '(' => {
                open.push(Group::default());
                if rest.peek() == Some(&'?') {
                    rest.next();
                }
                continue;
            }
            ')' => chose = if open.len() > 1 { open.pop()?.chooses } else { false },
            '|' => {
                choices += 1;
                open.last_mut()?.chooses = true;
                continue;
            }
            _ => {}
        }
        match quantifier(&mut rest) {
            Quantifier::None => {}
            Quantifier::Optional => {
                choices += 1;
                chose = true;
            }
            Quantifier::Exactly if chose => return None,
            Quantifier::Exactly => {}
            Quantifier::Many if chose => return None,
            Quantifier::Many => {
                repetitions += 1;
                chose = true;
            }
        }
        open.last_mut()?.chooses |= chose;
    }
    Some((repetitions, choices))
}

#[derive(Clone, Copy)]
enum Quantifier {
    None,
    /// `?`
    Optional,
    /// `{2}`
    Exactly,
    /// `*`, `+`, `{2,}`, `{2,5}`
    Many,
}

fn quantifier(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Quantifier {
    let found = match rest.peek() {
        Some('*' | '+') => Quantifier::Many,
        Some('?') => Quantifier::Optional,
        Some('{') => {
            let inner: String = rest.clone().skip(1).take_while(|c| *c != '}').collect();
            if inner.is_empty() || inner.contains(|c: char| !c.is_ascii_digit() && c != ',') {
                return Quantifier::None;
            }
            rest.nth(inner.len());
            if inner.contains(',') { Quantifier::Many } else { Quantifier::Exactly }
        }
        _ => return Quantifier::None,
    };
    rest.next();
    // Lazy.
    if rest.peek() == Some(&'?') {
        rest.next();
    }
    found
}

fn skip_class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while let Some(character) = rest.next() {
        match character {
            '\\' => drop(rest.next()),
            ']' => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_bearable() {
        for pattern in [
            "^\\p{L}+$",
            "^(?=.*\\d)(?=.*[a-z]).{8,}$",
            "^(\\w+)@\\1$",
            "é?|ü",
            "^[^()*+]+[)]{3}$",
            "^\\u{1F600}$",
            "a{,2}",
        ] {
            assert!(is_bearable(pattern, 30), "{pattern}");
        }
    }

    #[test]
    fn repeated_choices_are_not() {
        for pattern in ["(a+)+$", "(a|a)*$", "((a?)){30}", "((a*)b)*", "(?:a{1,9}){2,}"] {
            assert!(!is_bearable(pattern, 1), "{pattern}");
        }
        assert!(!is_bearable(&"a?".repeat(30), 10));
        assert!(is_bearable("^a+b+$", 200) && !is_bearable("^a+b+$", 100_000));
    }
}
