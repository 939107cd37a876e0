//! Names that rules had in older versions of Spectral.

use super::definition::{Entry, Level};

/// From the old name to the new one.
pub const RENAMED: [(&str, &str); 11] = [
    ("operation-2xx-response", "operation-success-response"),
    ("oas3-unused-components-schema", "oas3-unused-component"),
    ("oas2-valid-parameter-example", "oas2-valid-schema-example"),
    ("oas2-valid-response-schema-example", "oas2-valid-schema-example"),
    ("oas2-valid-definition-example", "oas2-valid-schema-example"),
    ("oas2-valid-response-example", "oas2-valid-media-example"),
    ("oas3-valid-oas-parameter-example", "oas3-valid-media-example"),
    ("oas3-valid-oas-content-example", "oas3-valid-media-example"),
    ("oas3-valid-oas-header-example", "oas3-valid-media-example"),
    ("oas3-valid-header-schema-example", "oas3-valid-schema-example"),
    ("oas3-valid-parameter-schema-example", "oas3-valid-schema-example"),
];

/// Adds an entry, under its new name when it only switches a rule that was renamed. Where both names are there, the
/// one that reports more severely counts.
pub(super) fn add(rules: &mut Vec<(String, Entry)>, name: String, entry: Entry) {
    let new = RENAMED.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
    let (Some(new), false) = (new, matches!(entry, Entry::Rule(_))) else {
        rules.push((name, entry));
        return;
    };
    match rules.iter_mut().find(|(known, _)| known == new) {
        None => rules.push((new.to_owned(), entry)),
        Some((_, known)) => {
            if rank(&entry) < rank(known) {
                *known = entry;
            }
        }
    }
}

/// Severe first; off last.
fn rank(entry: &Entry) -> u8 {
    match entry {
        Entry::Rule(_) => 0,
        Entry::Level(Level::At(severity)) => severity.number() + 1,
        Entry::Switch(true) => 5,
        Entry::Level(Level::Off) | Entry::Switch(false) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn an_old_name_switches_the_new_rule() {
        let mut rules = Vec::new();
        for (name, level) in [
            ("oas3-valid-oas-content-example", Level::Off),
            ("oas3-valid-oas-header-example", Level::At(Severity::Warn)),
            ("mine", Level::Off),
        ] {
            add(&mut rules, name.to_owned(), Entry::Level(level));
        }
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0].0, "oas3-valid-media-example");
        assert!(matches!(rules[0].1, Entry::Level(Level::At(Severity::Warn))));
    }
}
