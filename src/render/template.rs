//! The templates: built in, or a user's own of the same name. What they print is escaped for their sink.

use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::escape;

/// Every built-in template by its name.
const BUILT_IN: &[(&str, &str)] = &[
    ("CHANGELOG.md", include_str!("../../templates/CHANGELOG.md")),
    ("entry.md", include_str!("../../templates/entry.md")),
    ("pull-request.md", include_str!("../../templates/pull-request.md")),
    ("release-notes.md", include_str!("../../templates/release-notes.md")),
    ("step-summary.md", include_str!("../../templates/step-summary.md")),
    ("entry.txt", include_str!("../../templates/entry.txt")),
    ("entry.html", include_str!("../../templates/entry.html")),
    ("atom.xml", include_str!("../../templates/atom.xml")),
    ("rss.xml", include_str!("../../templates/rss.xml")),
    ("site/page.html", include_str!("../../templates/site/page.html")),
    ("site/macros.html", include_str!("../../templates/site/macros.html")),
    ("site/index.html", include_str!("../../templates/site/index.html")),
    ("site/changes.html", include_str!("../../templates/site/changes.html")),
    ("site/entry.html", include_str!("../../templates/site/entry.html")),
    ("site/services.html", include_str!("../../templates/site/services.html")),
    ("site/service.html", include_str!("../../templates/site/service.html")),
    ("site/growth.html", include_str!("../../templates/site/growth.html")),
    ("site/sunsets.html", include_str!("../../templates/site/sunsets.html")),
    ("site/breaking-changes.html", include_str!("../../templates/site/breaking-changes.html")),
];

/// Why nothing was rendered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template of the user's cannot be read.
    #[error("the template {file} cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A template does not do what its author meant.
    #[error(
        "the template {name} fails at line {line}: {message}; `specline changelog context` prints what it gets"
    )]
    Template {
        /// Its name.
        name: String,
        /// The line in it, counted from 1; 0 when it is not known.
        line: usize,
        /// What the engine says.
        message: String,
    },
}

/// Templates that are ready to print.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// The built-in templates, and those of a folder in place of their namesakes. A built-in one is compiled when it is asked
    /// for.
    ///
    /// # Errors
    /// A file that cannot be read, a template with a wrong syntax.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        let mut environment = environment();
        environment.set_loader(|wanted| {
            let found = BUILT_IN.iter().find(|(name, _)| *name == wanted);
            Ok(found.map(|(_, text)| (*text).to_owned()))
        });
        let own = |name: &str| folder.map(|folder| folder.join(name)).filter(|file| file.is_file());
        for (name, file) in BUILT_IN.iter().filter_map(|(name, _)| Some((*name, own(name)?))) {
            let text = std::fs::read_to_string(&file)
                .map_err(|source| Error::Unreadable { file: file.to_string_lossy().into_owned(), source })?;
            environment.add_template_owned(name, text).map_err(|error| explained(name, &error))?;
        }
        Ok(Self { environment })
    }

    /// Prints a template.
    ///
    /// # Errors
    /// A template that names what is not there.
    pub fn print(&self, name: &str, context: &impl Serialize) -> Result<String, Error> {
        let explain = |error| explained(name, &error);
        let template = self.environment.get_template(name).map_err(explain)?;
        template.render(Value::from(Serde(context))).map_err(explain)
    }
}

fn explained(name: &str, error: &minijinja::Error) -> Error {
    let message = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let name = error.name().unwrap_or(name).to_owned();
    Error::Template { name, line: error.line().unwrap_or(0), message }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the default delimiters differ"));
    environment.set_auto_escape_callback(|name| match name.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("md") => AutoEscape::Custom("markdown".into()),
        Some("html" | "xml" | "svg") => AutoEscape::Custom("html".into()),
        _ => AutoEscape::Custom("terminal".into()),
    });
    environment.set_formatter(format_value);
    environment.add_filter("code", code);
    environment.add_filter("sentence", |text: &str| Value::from_safe_string(escape::sentence_html(text)));
    environment.add_filter("count", counted);
    environment.add_filter("slug", super::site::slug);
    environment.add_filter("times", |text: &str, times: usize| text.repeat(times.min(80)));
    environment
}

/// Escapes what a template prints, unless it was made safe.
fn format_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let escaped: fn(&str) -> String = match state.auto_escape() {
        AutoEscape::Custom(sink) if sink == "markdown" => escape::sentence_markdown,
        AutoEscape::Custom(sink) if sink == "terminal" => for_terminal,
        AutoEscape::Custom(_) => |text| escape::html(text).into_owned(),
        _ => return minijinja::escape_formatter(out, state, value),
    };
    if value.is_undefined() {
        return minijinja::escape_formatter(out, state, value);
    }
    if value.is_none() {
        return Ok(());
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = if value.is_safe() || value.is_number() { text } else { escaped(&text) };
    out.write_str(&text).map_err(|_| minijinja::Error::new(ErrorKind::WriteFailure, "the text is too long"))
}

fn for_terminal(text: &str) -> String {
    escape::terminal(&escape::visible_part(text)).into_owned()
}

/// `{{ path | code }}`: a code span in Markdown, an element in HTML.
fn code(state: &mut State<'_, '_>, text: &str) -> Value {
    Value::from_safe_string(match state.auto_escape() {
        AutoEscape::Custom(sink) if sink == "markdown" => escape::markdown_code(text),
        AutoEscape::Custom(sink) if sink == "terminal" => for_terminal(text),
        AutoEscape::Custom(_) => format!("<code>{}</code>", escape::html(&escape::visible(text))),
        _ => escape::visible(text),
    })
}

/// `{{ 3 | count("operation") }}`: `3 operations`; another plural can follow.
fn counted(number: usize, noun: &str, plural: Option<&str>) -> String {
    super::words::counted(number, noun, plural)
}
