//! Environments: templates with the variables that a user fills in; secrets are typed secret and empty.

use serde_json::{Value, json};

use super::context::Context;
use super::ids::Ids;
use super::model::Variable;
use super::options::Environment;

/// One environment as Postman reads it.
pub fn of(context: &Context<'_>, kind: Environment, title: &str, base_url: &str, ids: &mut Ids) -> Value {
    let mut variables = vec![Variable::open("baseUrl", base_url)];
    let (label, own) = match kind {
        Environment::ApiKey => {
            let named = context.credentials.borrow();
            let others = named.iter().map(|name| match name.as_str() {
                "username" => Variable::open(name, ""),
                _ => Variable::secret(name),
            });
            ("API key", std::iter::once(Variable::secret("apiKey")).chain(others).collect())
        }
        Environment::OauthM2m => (
            "OAuth machine-to-machine",
            vec![
                Variable::open("clientId", ""),
                Variable::secret("clientSecret"),
                Variable::open("scope", &context.options.scope),
            ],
        ),
    };
    variables.extend(own);
    let values: Vec<Value> = variables.iter().map(value).collect();
    json!({
        "id": ids.id("environment", kind.word()),
        "name": format!("{title}: {label}"),
        "values": values,
        "_postman_variable_scope": "environment",
    })
}

fn value(variable: &Variable) -> Value {
    let kind = if variable.secret { "secret" } else { "default" };
    json!({"key": variable.key, "value": variable.value, "type": kind, "enabled": true})
}
