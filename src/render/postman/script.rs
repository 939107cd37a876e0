//! Scripts that run around requests.

use super::auth::{BEARER, token_url};
use super::context::Context;
use super::model::{Script, When};
use super::options::{Csrf, Mode};

/// The line that begins a script of ours; a push replaces what stands between it and [`END`], and nothing else.
pub const BEGIN: &str = "// specline: begin (replaced by every push; write your own above or below)";
/// The line that ends a script of ours.
pub const END: &str = "// specline: end";

/// The scripts around every request.
pub fn of_collection(context: &Context<'_>) -> Vec<Script> {
    let mut scripts = Vec::new();
    if context.options.auth != Mode::None {
        let variable = if context.options.auth == Mode::Oauth2 { "accessToken" } else { BEARER };
        let text = include_str!("token.js");
        let text = text.replace("%TOKEN_URL%", &token_url(context)).replace("%VARIABLE%", variable);
        scripts.push(script(When::Before, &text));
    }
    if context.options.pagination {
        scripts.push(script(When::After, include_str!("next.js")));
    }
    scripts
}

/// The script of the request that gives the token against cross-site request forgery.
pub fn keep_csrf_token(csrf: &Csrf) -> Script {
    let header = serde_json::Value::from(csrf.header.as_str());
    script(
        When::After,
        &format!("pm.collectionVariables.set(\"csrfToken\", pm.response.headers.get({header}));"),
    )
}

/// A script of a text's lines.
pub fn script(when: When, text: &str) -> Script {
    let lines = std::iter::once(BEGIN).chain(text.lines()).chain(std::iter::once(END));
    Script { when, lines: lines.map(str::to_owned).collect() }
}
