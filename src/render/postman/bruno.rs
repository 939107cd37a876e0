//! Our scripts in the words of Bruno.

/// What Postman's objects are called in Bruno. A script that uses others has a text of its own for Bruno.
const WORDS: [(&str, &str); 10] = [
    ("pm.response.to.have", "expect(res.getBody()).to.have"),
    ("pm.response.code", "res.getStatus()"),
    ("pm.response.headers.get(", "res.getHeader("),
    ("pm.response.json()", "res.getBody()"),
    ("pm.collectionVariables.get(", "bru.getCollectionVar("),
    ("pm.collectionVariables.set(", "bru.setVar("),
    ("pm.collectionVariables.unset(", "bru.deleteVar("),
    ("pm.test(", "test("),
    ("pm.expect(", "expect("),
    // Its validator is a later one, which has other words for: let be what you do not know.
    ("unknownFormats: \"ignore\"", "strict: false, logger: false"),
];

/// A script of Postman's as one of Bruno's.
pub fn translated(script: &str) -> String {
    WORDS.iter().fold(script.to_owned(), |text, (postman, bruno)| text.replace(postman, bruno))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_speaks_to_postman_in_bruno() {
        for script in
            [include_str!("next.js"), include_str!("contract.js"), include_str!("csrf.js")].map(translated)
        {
            assert!(!script.contains("pm."), "{script}");
        }
        assert!(!include_str!("token.bruno.js").contains("pm."));
    }
}
