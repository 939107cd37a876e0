//! Globs of `overrides`, as minimatch reads them with `matchBase`.

/// Whether a glob means a path. A glob without a slash is compared with the file's name alone.
pub fn matches(glob: &str, path: &str) -> bool {
    if let Some(glob) = glob.strip_prefix('!') {
        return !matches(glob, path);
    }
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    let path = path.strip_prefix("./").unwrap_or(path);
    braces(glob).iter().any(|glob| {
        let path = if glob.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
        let parts: Vec<Vec<char>> = glob.split('/').map(|part| part.chars().collect()).collect();
        let names: Vec<Vec<char>> = path.split('/').map(|part| part.chars().collect()).collect();
        folders(&parts, &names)
    })
}

/// `a{b,c}d` as `abd` and `acd`, at most a thousand.
fn braces(glob: &str) -> Vec<String> {
    let mut open = vec![glob.to_owned()];
    let mut done = Vec::new();
    while let Some(glob) = open.pop() {
        match glob.split_once('{').and_then(|(head, rest)| Some((head, closing(rest)?, rest))) {
            Some((head, end, rest)) if open.len() + done.len() < 1000 => {
                open.extend(
                    alternatives(&rest[..end])
                        .into_iter()
                        .map(|word| format!("{head}{word}{}", &rest[end + 1..])),
                );
            }
            _ => done.push(glob),
        }
    }
    done
}

fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn alternatives(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found
}

fn folders(parts: &[Vec<char>], names: &[Vec<char>]) -> bool {
    match parts.split_first() {
        None => names.is_empty(),
        Some((part, rest)) if part == &['*', '*'] => {
            if rest.is_empty() {
                return names.iter().all(|name| name.first() != Some(&'.') || name == &['.', '.']);
            }
            (0..=names.len()).any(|skip| {
                names[..skip].iter().all(|name| name.first() != Some(&'.')) && folders(rest, &names[skip..])
            })
        }
        Some((part, rest)) => match names.split_first() {
            Some((name, further)) => {
                let hidden = name.first() == Some(&'.') && part.first() != Some(&'.');
                !hidden && word(part, name) && folders(rest, further)
            }
            None => false,
        },
    }
}

fn word(glob: &[char], name: &[char]) -> bool {
    match glob.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|skip| word(rest, &name[skip..])),
        Some(('?', rest)) => !name.is_empty() && word(rest, &name[1..]),
        Some(('[', rest)) => match (rest.iter().position(|c| *c == ']'), name.split_first()) {
            (Some(end), Some((first, further))) if end > 0 => {
                class(&rest[..end], *first) && word(&rest[end + 1..], further)
            }
            _ => false,
        },
        Some((literal, rest)) => name.first() == Some(literal) && word(rest, &name[1..]),
    }
}

fn class(set: &[char], character: char) -> bool {
    let (negated, set) = match set.split_first() {
        Some(('!' | '^', rest)) => (true, rest),
        _ => (false, set),
    };
    let mut held = false;
    let mut at = 0;
    while at < set.len() {
        if at + 2 < set.len() && set[at + 1] == '-' {
            held |= (set[at]..=set[at + 2]).contains(&character);
            at += 3;
        } else {
            held |= set[at] == character;
            at += 1;
        }
    }
    held != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_mean_what_minimatch_means() {
        for (glob, path, expected) in [
            ("*.json", "deep/down/a.json", true),
            ("v2/**/*.json", "v2/document.json", true),
            ("v2/**/*.json", "v2/a/b/document.json", true),
            ("v2/*.json", "v2/a/b.json", false),
            ("legacy/**.json", "legacy/a.json", true),
            ("**", "a/b.yaml", true),
            ("**/*.{yaml,yml}", "x/y.yml", true),
            ("spec-[0-9].yaml", "spec-7.yaml", true),
            ("a?.json", "ab.json", true),
            ("*.json", ".hidden.json", false),
            ("!v1/*", "v2/a", true),
        ] {
            assert_eq!(matches(glob, path), expected, "{glob} on {path}");
        }
    }
}
