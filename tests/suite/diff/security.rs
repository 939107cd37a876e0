//! Security as a set of credentials that suffice: who gets in, whatever the schemes are called.

use serde_json::{Value, json};

use super::{document, ids};

#[expect(clippy::needless_pass_by_value, reason = "reads better without a borrow before each")]
fn guarded(security: Value) -> Value {
    let operation = json!({ "security": security, "responses": {} });
    let key = json!({ "type": "apiKey", "in": "header", "name": "X-Key" });
    let schemes = json!({
        "key": key, "same-key": key, "token": { "type": "http", "scheme": "bearer" },
        "oauth": { "type": "oauth2", "flows": {} },
    });
    document(json!({ "/a": { "get": operation } }), json!({ "securitySchemes": schemes }))
}

fn verdict(base: Value, revision: Value) -> Vec<String> {
    let mut found = ids(&guarded(base), &guarded(revision));
    found.retain(|id| id.starts_with("api-security-credentials") || id.starts_with("api-security-became"));
    found
}

#[test]
fn who_got_in_before_gets_in_or_is_told() {
    let (key, token) = (json!({ "key": [] }), json!({ "token": [] }));
    let both = json!({ "key": [], "token": [] });
    let refused = ["api-security-credentials-refused"];
    let narrowed = ["api-security-credentials-narrowed"];
    assert_eq!(verdict(json!([key]), json!([token])), refused);
    assert_eq!(verdict(json!([key]), json!([both])), refused, "one more scheme is asked for");
    assert_eq!(verdict(json!([key, token]), json!([token])), narrowed);
    assert_eq!(verdict(json!([token]), json!([key, token])), [""; 0], "another way in");
    assert_eq!(verdict(json!([both]), json!([key])), [""; 0], "less is asked for");
    assert_eq!(verdict(json!([key]), json!([{ "same-key": [] }])), [""; 0], "another name");
    assert_eq!(verdict(json!([key, token]), json!([token, key])), [""; 0], "another order");
    assert_eq!(verdict(json!([{}, key]), json!([key])), ["api-security-became-required"]);
    assert_eq!(verdict(json!([key]), json!([key, {}])), ["api-security-became-optional"]);
}

#[test]
fn what_moves_from_the_document_to_its_operations_is_the_same() {
    let own = guarded(json!([{ "key": [] }]));
    let mut above = own.clone();
    above["security"] = json!([{ "key": [] }]);
    above["paths"]["/a"]["get"].as_object_mut().expect("an object").shift_remove("security");
    let found = ids(&above, &own);
    assert!(found.iter().all(|id| id.starts_with("api-global-security")), "{found:?}");
}
