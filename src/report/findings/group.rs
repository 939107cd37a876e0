//! Findings that say the same thing, said once: by file, then by rule and kind of message.

use crate::collections::HashMap;
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
    let mut file_of: HashMap<&str, usize> = HashMap::default();
    let mut group_of: HashMap<(usize, &str, Severity, String), usize> = HashMap::default();
    for finding in findings {
        let at = *file_of.entry(&finding.source).or_insert_with(|| {
            files.push(File { source: &finding.source, groups: Vec::new() });
            files.len() - 1
        });
        let class = finding.message_class();
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
