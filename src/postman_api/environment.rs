//! Environments: made when they are not there, given the variables they lack; values that people set are theirs.

use serde_json::{Value, json};

use super::client::Client;
use super::error::Error;

/// Makes or completes one environment; returns its uid and what was done, when anything was.
pub async fn keep(
    client: &Client,
    workspace: Option<&str>,
    known: Option<&str>,
    rendered: &Value,
    dry_run: bool,
) -> Result<(Option<String>, Option<String>), Error> {
    let name = rendered.get("name").and_then(Value::as_str).unwrap_or_default();
    let query = workspace.map(|id| format!("?workspace={id}")).unwrap_or_default();
    let listed = client.get(&format!("/environments{query}")).await?;
    let listed = listed.get("environments").and_then(Value::as_array).cloned().unwrap_or_default();
    let word = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let by_uid = listed.iter().find(|one| known.is_some() && word(one, "uid").as_deref() == known);
    let found = by_uid.or_else(|| listed.iter().find(|one| word(one, "name").as_deref() == Some(name)));
    let Some(uid) = found.and_then(|one| word(one, "uid")) else {
        let said = Some(format!("environment `{name}`: created"));
        if dry_run {
            return Ok((None, said));
        }
        let body = json!({"environment": {"name": name, "values": without_secrets(rendered)}});
        let answer = client.post(&format!("/environments{query}"), &body).await?;
        let uid = answer.get("environment").and_then(|one| word(one, "uid"));
        return Ok((uid, said));
    };
    let live = client.get(&format!("/environments/{uid}")).await?;
    let live = live.get("environment").cloned().unwrap_or_default();
    let mut values = live.get("values").and_then(Value::as_array).cloned().unwrap_or_default();
    let missing: Vec<Value> = without_secrets(rendered)
        .into_iter()
        .filter(|ours| !values.iter().any(|theirs| word(theirs, "key") == word(ours, "key")))
        .collect();
    if missing.is_empty() {
        return Ok((Some(uid), None));
    }
    let said = Some(format!("environment `{name}`: {} variables added", missing.len()));
    if !dry_run {
        values.extend(missing);
        let name = word(&live, "name").unwrap_or_else(|| name.to_owned());
        client
            .put(&format!("/environments/{uid}"), &json!({"environment": {"name": name, "values": values}}))
            .await?;
    }
    Ok((Some(uid), said))
}

/// The values of a template; a secret never has one.
fn without_secrets(rendered: &Value) -> Vec<Value> {
    let values = rendered.get("values").and_then(Value::as_array).cloned().unwrap_or_default();
    let emptied = values.into_iter().map(|mut value| {
        if value.get("type").and_then(Value::as_str) == Some("secret") {
            value["value"] = Value::from("");
        }
        value
    });
    emptied.collect()
}
