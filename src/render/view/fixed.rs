//! What was put right upstream, in one sentence at the end of an entry.

use super::super::words::{counted, listed};
use crate::escape::{shortened, visible};
use crate::release::Fixed;

/// The most services, and the most rules of one, that the sentence names.
const MOST: (usize, usize) = (8, 4);

/// `3 findings of the linter were put right upstream: apps (2 `array-items`) and items (1 `typed-enum`).`
pub(super) fn told(fixed: &[Fixed]) -> Option<String> {
    let total: usize = fixed.iter().map(|fixed| fixed.count).sum();
    if total == 0 {
        return None;
    }
    let of_services: Vec<&[Fixed]> = fixed.chunk_by(|one, next| one.service == next.service).collect();
    let mut named: Vec<String> = of_services.iter().take(MOST.0).map(|fixed| service(fixed)).collect();
    let more = of_services.len() - named.len();
    named.extend((more > 0).then(|| counted(more, "more service", None)));
    let verb = if total == 1 { "was" } else { "were" };
    let findings = counted(total, "finding", None);
    Some(format!("{findings} of the linter {verb} put right upstream: {}.", listed(&named)))
}

fn service(fixed: &[Fixed]) -> String {
    let name = fixed.first().map(|fixed| shortened(&visible(&fixed.service), 80)).unwrap_or_default();
    let one = |fixed: &Fixed| {
        let rule = shortened(&visible(&fixed.rule), 80).replace('`', "'");
        format!("{} `{rule}`", fixed.count)
    };
    let mut rules: Vec<String> = fixed.iter().take(MOST.1).map(one).collect();
    let rest: usize = fixed.iter().skip(MOST.1).map(|fixed| fixed.count).sum();
    rules.extend((rest > 0).then(|| format!("{rest} more")));
    format!("{name} ({})", rules.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(service: &str, rule: &str, count: usize) -> Fixed {
        Fixed { service: service.to_owned(), rule: rule.to_owned(), count }
    }

    #[test]
    fn what_was_put_right_is_one_sentence_of_bounded_length() {
        assert_eq!(told(&[]), None);
        let one = told(&[fixed("items", "array-items", 1)]);
        assert_eq!(
            one.as_deref(),
            Some("1 finding of the linter was put right upstream: items (1 `array-items`).")
        );
        let two = told(&[fixed("apps", "a", 2), fixed("apps", "b`c", 3), fixed("items", "a", 1)]);
        assert_eq!(
            two.as_deref(),
            Some(
                "6 findings of the linter were put right upstream: apps (2 `a`, 3 `b'c`) and items (1 `a`)."
            )
        );
        let many: Vec<Fixed> =
            (0..500).map(|at| fixed(&format!("s{:03}", at / 5), &format!("r{at}"), 1)).collect();
        let told = told(&many).expect("a sentence");
        assert!(
            told.ends_with("s007 (1 `r35`, 1 `r36`, 1 `r37`, 1 `r38`, 1 more) and 92 more services."),
            "{told}"
        );
    }
}
