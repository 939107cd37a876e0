//! The functions of our own rulesets: `specline:recommended`, `specline:owasp`, `specline:qlik`.

pub mod ambiguous;
pub mod extension;
pub mod months;
pub mod replacement;
pub mod required;
pub mod secured;
