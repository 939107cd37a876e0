//! Verdicts on edits that are easily judged wrong: tuples, `not`, unknown types, text that has no type, good news.

use serde_json::{Value, json};
use specline::diff::select;

use super::{changes, document, exchange};

/// What is said about one schema in place of another, as `id level`, in requests only.
fn in_requests(base: Value, revision: Value) -> Vec<String> {
    said(base, revision, "request")
}

fn in_responses(base: Value, revision: Value) -> Vec<String> {
    said(base, revision, "response")
}

fn said(base: Value, revision: Value, direction: &str) -> Vec<String> {
    let whole = |schema: Value| {
        document(exchange(json!({ "type": "object", "properties": { "p": schema } })), json!({}))
    };
    let found = changes(&whole(base), &whole(revision));
    let here = found.iter().filter(|change| change.id.contains(direction));
    here.map(|change| format!("{} {}", change.id, change.level.number())).collect()
}

#[test]
fn a_position_of_a_tuple_is_compared_with_what_was_in_force_for_it() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let tuple = |first: &str| json!({ "type": "array", "items": { "type": "string" }, "prefixItems": [{ "type": first }] });
    assert_eq!(in_requests(list.clone(), tuple("string")), ["request-property-prefix-items-added 1"]);
    assert_eq!(
        in_requests(list.clone(), tuple("integer")),
        ["request-property-type-changed 3", "request-property-prefix-items-added 1"]
    );
    assert_eq!(
        in_responses(tuple("integer"), list),
        ["response-property-type-changed 3", "response-property-prefix-items-removed 1"]
    );
    let open = json!({ "type": "array" });
    assert_eq!(
        in_requests(open, tuple("integer")),
        [
            "request-property-items-added 3",
            "request-property-type-changed 3",
            "request-property-prefix-items-added 1"
        ]
    );
}

#[test]
fn what_is_gone_from_not_is_excluded_no_more_narrowly() {
    let not = |properties: Value, required: &[&str]| json!({ "not": { "type": "object", "required": required, "properties": properties } });
    let (one, both) = (json!({ "a": {} }), json!({ "a": {}, "b": { "type": "string" } }));
    // Fewer values are excluded where more is demanded of them.
    assert_eq!(
        in_requests(not(one.clone(), &["a"]), not(both.clone(), &["a", "b"])),
        ["new-required-request-property 1"]
    );
    assert_eq!(
        in_requests(not(both.clone(), &["a", "b"]), not(one.clone(), &["a"])),
        ["request-property-removed 3"]
    );
    assert_eq!(
        in_responses(not(one, &["a"]), not(both, &["a", "b"])),
        ["response-required-property-added 3"]
    );
}

#[test]
fn a_word_that_is_no_type_is_another_type() {
    let changed = in_requests(json!({ "type": "int" }), json!({ "type": "string" }));
    assert_eq!(changed, ["request-property-type-changed 3"]);
    assert_eq!(in_requests(json!({ "type": "int" }), json!({ "type": "int" })), [""; 0]);
}

#[test]
fn branches_that_come_together_are_one_change() {
    let one_of = |titles: &[&str]| {
        let branch = |title: &&str| json!({ "title": title, "type": "object", "required": [title] });
        json!({ "oneOf": titles.iter().map(branch).collect::<Vec<_>>() })
    };
    assert_eq!(in_responses(one_of(&["A"]), one_of(&["A", "B", "C"])), ["response-property-one-of-added 3"]);
    assert_eq!(in_requests(one_of(&["A", "B", "C"]), one_of(&["B"])), ["request-property-one-of-removed 3"]);
}

#[test]
fn good_news_is_a_change_on_which_nobody_has_to_act() {
    let limited = |most: Option<u8>| {
        let mut schema = json!({ "type": "string" });
        if let Some(most) = most {
            schema["maxLength"] = json!(most);
        }
        document(exchange(schema), json!({}))
    };
    let lifted = changes(&limited(Some(9)), &limited(None));
    let of = |id: &str| lifted.iter().find(|change| change.id == id).expect("a change");
    let request = of("request-body-max-length-unset");
    assert!(select::is_quiet(request) && !request.is_documentation());
    assert_eq!((request.level.number(), request.section.as_ref()), (1, "paths"));
    assert!(!select::is_quiet(of("response-body-max-length-unset")));
}

#[test]
fn a_parameter_without_a_type_was_text_all_along() {
    let parameter = |schema: Value| {
        let parameters = json!([{ "name": "q", "in": "query", "schema": schema }]);
        document(json!({ "/orders": { "get": { "parameters": parameters, "responses": {} } } }), json!({}))
    };
    let found = changes(&parameter(json!({})), &parameter(json!({ "type": "string" })));
    let ids: Vec<_> = found.iter().map(|change| (change.id.as_ref(), change.level.number())).collect();
    assert_eq!(ids, [("request-parameter-type-generalized", 1)]);
}

/// Another member of `allOf` that demands the same: what it no longer promises is told all the same.
#[test]
fn a_property_that_goes_with_a_member_of_all_of_is_not_lost() {
    let whole = |member: &str, promised: Value| {
        let reference = format!("#/components/schemas/{member}");
        let all = json!({ "allOf": [{ "$ref": reference }, { "type": "object", "properties": { "x": { "type": "string" } } }] });
        document(
            exchange(all),
            json!({ "schemas": { member: { "type": "object", "properties": promised } } }),
        )
    };
    let both = json!({ "a": { "type": "string" }, "b": { "type": "string" } });
    let one = json!({ "a": { "type": "string" } });
    let found = changes(&whole("Old", both), &whole("New", one));
    let ids: Vec<&str> = found.iter().map(|change| change.id.as_ref()).collect();
    assert!(ids.contains(&"response-optional-property-removed"), "{ids:?}");
    assert!(ids.contains(&"request-property-removed"), "{ids:?}");
}

/// Edits after which the same values fit, whichever way round they are made.
#[test]
fn what_refuses_nothing_and_lets_nothing_in_is_nothing_to_tell() {
    let text = json!({ "type": "string" });
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] });
    let with = |schema: &Value, more: Value| {
        let mut schema = schema.clone();
        let more = more.as_object().expect("keywords").clone();
        schema.as_object_mut().expect("a schema").extend(more);
        schema
    };
    let kind = |name: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": name } } });
    let same = [
        // Limits that every value keeps to.
        (text.clone(), with(&text, json!({ "required": ["a"], "pattern": "^" }))),
        (json!({ "type": "integer" }), json!({ "type": "integer", "multipleOf": 1 })),
        // Demands that demand nothing.
        (text.clone(), with(&text, json!({ "not": false }))),
        (
            object.clone(),
            with(&object, json!({ "dependentRequired": { "a": [] }, "dependentSchemas": { "a": true } })),
        ),
        (object.clone(), with(&object, json!({ "patternProperties": { "^x-": {} } }))),
        (object.clone(), with(&object, json!({ "if": { "required": ["b"] } }))),
        (object.clone(), with(&object, json!({ "then": { "required": ["b"] } }))),
        // One demand in two spellings.
        (
            with(&object, json!({ "additionalProperties": false })),
            with(&object, json!({ "unevaluatedProperties": false })),
        ),
        (
            with(&object, json!({ "additionalProperties": false })),
            with(&object, json!({ "additionalProperties": { "not": {} } })),
        ),
        (json!({ "type": "string", "enum": ["a", "b"] }), json!({ "enum": ["b", "a"] })),
        (json!({ "oneOf": [kind("a"), kind("b")] }), json!({ "anyOf": [kind("a"), kind("b")] })),
    ];
    for (one, other) in same {
        for (base, revision) in [(&one, &other), (&other, &one)] {
            let said: Vec<String> = ["request", "response"]
                .into_iter()
                .flat_map(|direction| self::said(base.clone(), revision.clone(), direction))
                .collect();
            assert_eq!(said, [""; 0], "{base} to {revision}");
        }
    }
}

#[test]
fn a_demand_that_moves_into_a_member_of_all_of_breaks_nobody() {
    let beside = json!({ "type": "string", "maxLength": 5 });
    let inside = json!({ "type": "string", "allOf": [{ "maxLength": 5 }] });
    for (base, revision) in [(&beside, &inside), (&inside, &beside)] {
        for direction in ["request", "response"] {
            let said = said(base.clone(), revision.clone(), direction);
            assert!(said.iter().all(|change| change.ends_with(" 1")), "{said:?}");
        }
    }
    let shorter = json!({ "type": "string", "allOf": [{ "maxLength": 3 }] });
    let said = in_requests(beside, shorter);
    assert!(said.iter().any(|change| change.ends_with(" 3")), "{said:?}");
}

#[test]
fn branches_that_overlap_make_one_of_and_any_of_two_demands() {
    let by =
        |keyword: &str| json!({ "type": "object", keyword: [{ "required": ["a"] }, { "required": ["b"] }] });
    assert_eq!(in_requests(by("oneOf"), by("anyOf")), ["request-property-one-of-became-any-of 1"]);
    assert_eq!(in_responses(by("oneOf"), by("anyOf")), ["response-property-one-of-became-any-of 3"]);
    assert_eq!(in_requests(by("anyOf"), by("oneOf")), ["request-property-any-of-became-one-of 3"]);
}
