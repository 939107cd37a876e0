//! What of a collection counts when two are compared: not what the API adds by itself.

use serde_json::{Map, Value};

use crate::json::{canonical, is_void};

/// Added by the API, or by the app.
const ADDED: [&str; 8] =
    ["uid", "owner", "createdAt", "updatedAt", "lastUpdatedBy", "_postman_id", "_exporter_id", "schema"];

/// A digest that is the same for collections that mean the same.
pub fn digest(collection: &Value) -> String {
    canonical::digest(&essence(collection))
}

fn essence(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, value)| !ADDED.contains(&key.as_str()) && !is_void(value));
            Value::Object(kept.map(|(key, value)| (key.clone(), essence(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(essence).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_api_adds_is_no_difference_and_what_a_request_needs_is_one() {
        let ours = json!({"item": [{"name": "Search", "request": {"method": "GET"}}]});
        let live = json!({"uid": "1-2", "item": [{"name": "Search", "request": {"method": "GET", "header": []},
            "protocolProfileBehavior": {}}]});
        assert_eq!(digest(&ours), digest(&live));
        let sends_a_body = json!({"item": [{"name": "Search", "request": {"method": "GET"},
            "protocolProfileBehavior": {"disableBodyPruning": true}}]});
        assert_ne!(digest(&ours), digest(&sends_a_body));
    }
}
