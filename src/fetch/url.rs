//! URLs as they may be shown, and services named after them.

use url::Url;

use crate::json::canonical::sha256;

/// The longest service name in bytes; longer ones end in a digest.
const LONGEST_NAME: usize = 80;

/// Names that Windows keeps for devices, whatever the suffix.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A URL without what may be a secret: no user, no password, values of the query as `…`.
pub fn redacted(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.split(['?', '@']).next().unwrap_or_default().to_owned();
    };
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    parsed.set_fragment(None);
    let names: Vec<String> = parsed.query_pairs().map(|(name, _)| name.into_owned()).collect();
    parsed.set_query(None);
    let shown = parsed.to_string();
    if names.is_empty() {
        return shown;
    }
    let query: Vec<String> = names.iter().map(|name| format!("{}=…", plain(name))).collect();
    format!("{shown}?{}", query.join("&"))
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
}

/// The service of a page or document: its path with `-` for `/`, without suffix and leading dot.
///
/// Only letters, digits, `.` and `-` of ASCII remain, a name begins with a letter or digit, is at most 80 bytes long and no
/// device of Windows. A name that had to be changed ends in a digest of what it was, so that two of them stay two.
pub fn service_of(path: &str) -> String {
    let path = path.trim_matches('/');
    let path = [".json", ".yaml", ".yml"].iter().find_map(|suffix| path.strip_suffix(suffix)).unwrap_or(path);
    let wanted = path.replace('/', "-");
    let wanted = wanted.strip_prefix('.').unwrap_or(&wanted);
    let kept: String = wanted
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '.' { c } else { '-' })
        .collect();
    let kept = kept.trim_start_matches(['-', '.']).trim_end_matches('.');
    if kept == wanted && kept.len() <= LONGEST_NAME && !kept.is_empty() && !is_device(kept) {
        return kept.to_owned();
    }
    distinct(kept, path)
}

/// A name that ends in a digest of what it stands for.
pub fn distinct(name: &str, of: &str) -> String {
    let digest = &sha256(of.as_bytes())[..8];
    let name = if name.is_empty() || is_device(name) { "service" } else { name };
    format!("{}-{digest}", &name[..name.len().min(LONGEST_NAME - 9)])
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let letters = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = matches!(letters, "com" | "lpt");
    DEVICES.contains(&letters) && (numbered == (stem.len() == letters.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for (path, service) in [
            ("workflows/automations", "workflows-automations"),
            (".well-known", "well-known"),
            ("/apis/users.json", "apis-users"),
            ("com", "com"),
            ("console", "console"),
        ] {
            assert_eq!(service_of(path), service);
        }
    }

    #[test]
    fn hostile_names_become_harmless_and_stay_apart() {
        let long = "a".repeat(300);
        let names = [
            "../x",
            "..",
            "a\0b",
            "CON",
            "com1.txt",
            "-rf",
            "\u{202e}evil",
            &long,
            "a_b",
            "a:b",
            "x.",
            ".git/hooks",
            "a\\b",
        ];
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            let service = service_of(name);
            assert!(service.len() <= LONGEST_NAME, "{service}");
            assert!(service.starts_with(|c: char| c.is_ascii_alphanumeric()), "{name:?} became {service}");
            assert!(service.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.'), "{service}");
            assert!(!is_device(&service) && !service.contains(".."), "{service}");
            assert!(seen.insert(service), "{name:?} met another name");
        }
    }

    #[test]
    fn secrets_do_not_show() {
        let shown = redacted("https://me:hunter2@x.dev/a.json?key=hunter2&b=hunter2#hunter2");
        assert!(!shown.contains("hunter2") && !shown.contains("me"), "{shown}");
        assert_eq!(shown, "https://x.dev/a.json?key=…&b=…");
        assert_eq!(redacted("https://x.dev/a.json"), "https://x.dev/a.json");
    }
}
