//! Aliases: names for expressions, some of them by format.

use std::collections::BTreeMap;

use super::definition::{self, Alias};
use crate::lint::format::Formats;

/// Why an alias cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// Nobody defines it.
    #[error("there is no alias `#{0}`")]
    Unknown(String),
    /// It leads back to itself.
    #[error("the alias `#{0}` leads back to itself")]
    Circular(String),
    /// `#` without a name.
    #[error("`{0}` names no alias")]
    Nameless(String),
}

/// The expressions that an expression stands for in documents of these formats; `None` asks for all formats, to check.
pub fn resolve(
    aliases: &BTreeMap<String, Alias>,
    text: &str,
    formats: Option<Formats>,
) -> Result<Vec<String>, AliasError> {
    expand(aliases, text, formats, &mut Vec::new())
}

fn expand<'t>(
    aliases: &'t BTreeMap<String, Alias>,
    text: &str,
    formats: Option<Formats>,
    open: &mut Vec<&'t str>,
) -> Result<Vec<String>, AliasError> {
    let Some(rest) = text.trim_start().strip_prefix('#') else { return Ok(vec![text.to_owned()]) };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
    let (name, tail) = rest.split_at(end);
    if name.is_empty() {
        return Err(AliasError::Nameless(text.to_owned()));
    }
    let Some((name, alias)) = aliases.get_key_value(name) else {
        return Err(AliasError::Unknown(name.to_owned()));
    };
    if open.contains(&name.as_str()) {
        return Err(AliasError::Circular(name.clone()));
    }
    open.push(name);
    let mut found = Vec::new();
    for expression in expressions(alias, formats) {
        found.extend(expand(aliases, &format!("{expression}{tail}"), formats, open)?);
    }
    open.pop();
    Ok(found)
}

fn expressions(alias: &Alias, formats: Option<Formats>) -> Vec<&String> {
    match (alias, formats) {
        (Alias::Plain(expressions), _) => expressions.iter().collect(),
        (Alias::Scoped(targets), None) => targets.iter().flat_map(|(_, given)| given).collect(),
        (Alias::Scoped(targets), Some(formats)) => {
            let meets = |names: &[String]| definition::formats(names).meets(formats);
            let target = targets.iter().rev().find(|(names, _)| meets(names));
            target.into_iter().flat_map(|(_, given)| given).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::format::Format;

    fn plain(text: &str) -> Alias {
        Alias::Plain(vec![text.to_owned()])
    }

    #[test]
    fn the_last_target_of_a_format_counts() {
        let scoped = Alias::Scoped(vec![
            (vec!["oas3".into()], vec!["$.a".into()]),
            (vec!["oas3_1".into()], vec!["$.b".into(), "#P.c".into()]),
        ]);
        let aliases = BTreeMap::from([("S".to_owned(), scoped), ("P".to_owned(), plain("$.p"))]);
        let formats: Formats = [Format::Oas3, Format::Oas3_1].into_iter().collect();
        assert_eq!(resolve(&aliases, "#S.x", Some(formats)), Ok(vec!["$.b.x".into(), "$.p.c.x".into()]));
        assert_eq!(resolve(&aliases, "#S", Some(Formats::default())), Ok(vec![]));
    }

    #[test]
    fn circles_and_unknown_names_are_told() {
        let aliases = BTreeMap::from([("A".to_owned(), plain("#B")), ("B".to_owned(), plain("#A.x"))]);
        assert_eq!(resolve(&aliases, "#A", None), Err(AliasError::Circular("A".into())));
        assert_eq!(resolve(&aliases, "#C", None), Err(AliasError::Unknown("C".into())));
    }
}
