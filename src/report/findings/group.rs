//! Findings that say the same thing, said once: by file, then by rule and kind of message.

use std::collections::HashMap;

use crate::finding::{Finding, Severity};

/// Findings of one file with one cause, in the order of the first.
#[derive(Debug)]
pub struct Group<'a> {
    /// The rule.
    pub code: &'a str,
    /// How much they matter.
    pub severity: Severity,
    /// What they have in common: the message with quoted words and numbers blanked.
    pub class: String,
    /// The findings.
    pub findings: Vec<&'a Finding>,
}

/// The findings of one file.
#[derive(Debug)]
pub struct File<'a> {
    /// The file or URL.
    pub source: &'a str,
    /// Its groups: errors first, then larger groups first, then in order of appearance.
    pub groups: Vec<Group<'a>>,
}

/// Groups findings; files keep the order in which they appear.
pub fn by_file(findings: &[Finding]) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = Vec::new();
    let mut file_of: HashMap<&str, usize> = HashMap::new();
    let mut group_of: HashMap<(usize, &str, Severity, String), usize> = HashMap::new();
    for finding in findings {
        let at = *file_of.entry(&finding.source).or_insert_with(|| {
            files.push(File { source: &finding.source, groups: Vec::new() });
            files.len() - 1
        });
        let class = message_class(&finding.message);
        let groups = &mut files[at].groups;
        let group =
            *group_of.entry((at, &finding.code, finding.severity, class.clone())).or_insert_with(|| {
                let (code, severity) = (finding.code.as_str(), finding.severity);
                groups.push(Group { code, severity, class, findings: Vec::new() });
                groups.len() - 1
            });
        groups[group].findings.push(finding);
    }
    for file in &mut files {
        file.groups.sort_by_key(|group| (group.severity, std::cmp::Reverse(group.findings.len())));
    }
    files
}

/// A message without what differs from place to place: quoted words become `…`, numbers `N`.
pub fn message_class(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message.chars().peekable();
    let mut before = ' ';
    while let Some(character) = rest.next() {
        let quote = matches!(character, '"' | '`') || (character == '\'' && !before.is_alphanumeric());
        if quote && rest.clone().any(|c| c == character) {
            rest.by_ref().find(|&c| c == character);
            out.push('…');
        } else if character.is_ascii_digit() && !before.is_alphanumeric() {
            while rest.next_if(char::is_ascii_digit).is_some() {}
            out.push('N');
        } else {
            out.push(character);
        }
        before = character;
    }
    out
}

/// How many findings there are of each severity: errors, warnings, informations, hints.
pub fn count(findings: &[Finding]) -> [usize; 4] {
    let mut counts = [0; 4];
    for finding in findings {
        counts[usize::from(finding.severity.number())] += 1;
    }
    counts
}

/// `2 errors, 1 warning`, without what is zero; `nothing` when all are.
pub fn summary(counts: [usize; 4]) -> String {
    let words =
        [("error", "errors"), ("warning", "warnings"), ("information", "informations"), ("hint", "hints")];
    let parts: Vec<String> = counts
        .into_iter()
        .zip(words)
        .filter(|(count, _)| *count > 0)
        .map(|(count, (one, many))| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_place_to_place_is_blanked() {
        assert_eq!(message_class("\"a\" must be at least 12 long"), "… must be at least N long");
        assert_eq!(message_class("it doesn't match 'x', isn't"), "it doesn't match …, isn't");
        assert_eq!(message_class("oas3 is v2"), "oas3 is v2");
        assert_eq!(message_class("an open \" quote"), "an open \" quote");
    }
}
