//! Scripts that run around requests.

use super::auth::{BEARER, token_url};
use super::bruno;
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
        scripts.push(token(context));
    }
    if context.options.pagination {
        scripts.push(script(When::After, include_str!("next.js"), &[]));
    }
    scripts
}

/// The script that asks for a token. Bruno does so by itself where the collection authenticates with OAuth 2.0.
fn token(context: &Context<'_>) -> Script {
    let is_oauth = context.options.auth == Mode::Oauth2;
    let url = token_url(context);
    let words = [("%TOKEN_URL%", &*url), ("%VARIABLE%", if is_oauth { "accessToken" } else { BEARER })];
    let bruno = filled(include_str!("token.bruno.js"), &words);
    Script { bruno: (!is_oauth).then_some(bruno), ..script(When::Before, include_str!("token.js"), &words) }
}

/// The script of the request that gives the token against cross-site request forgery.
pub fn keep_csrf_token(csrf: &Csrf) -> Script {
    let header = serde_json::Value::from(csrf.header.as_str()).to_string();
    script(When::After, include_str!("csrf.js"), &[("%HEADER%", &header)])
}

/// A script of a template's lines, with texts in place of the words that stand for them.
pub fn script(when: When, template: &str, words: &[(&str, &str)]) -> Script {
    let text = filled(template, words);
    let lines = std::iter::once(BEGIN).chain(text.lines()).chain(std::iter::once(END));
    let bruno = filled(&bruno::translated(template), words);
    Script { when, lines: lines.map(str::to_owned).collect(), bruno: Some(bruno) }
}

fn filled(template: &str, words: &[(&str, &str)]) -> String {
    words.iter().fold(template.to_owned(), |text, (word, value)| text.replace(word, value))
}
