//! The rulesets that are part of the program.

/// Every built-in ruleset with rules: its name in `extends` and its text.
pub const SETS: [(&str, &str); 4] = [
    ("spectral:oas", include_str!("../../../rulesets/oas.yaml")),
    ("specline:recommended", include_str!("../../../rulesets/recommended.yaml")),
    ("specline:owasp", include_str!("../../../rulesets/owasp.yaml")),
    ("specline:qlik", include_str!("../../../rulesets/qlik.yaml")),
];

/// Documents of these kinds are read as plain trees; their own rules are not part of this program.
const EMPTY: [(&str, &str); 2] = [("spectral:asyncapi", "rules: {}"), ("spectral:arazzo", "rules: {}")];

/// The names of all built-in rulesets.
pub fn names() -> impl Iterator<Item = &'static str> {
    SETS.iter().chain(&EMPTY).map(|(name, _)| *name)
}

/// The text of a built-in ruleset.
pub fn text(name: &str) -> Option<&'static str> {
    SETS.iter().chain(&EMPTY).find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Whether a ruleset is built in: its options are checked by our own tests, not at every start.
pub(super) fn is(origin: &str) -> bool {
    text(origin).is_some()
}
