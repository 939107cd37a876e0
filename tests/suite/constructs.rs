//! Constructs that a document may have beside the plain ones, for properties that must hold whatever a document has.

#![allow(clippy::needless_pass_by_value, reason = "documents read better without a borrow before each")]

use serde_json::{Value, json};

/// Adds something to a document whose own path is `/own`.
type Add = fn(&mut Value);

/// What each version of OpenAPI has: from 3.0, from 3.1, from 3.2.
const ADDS: [&[Add]; 3] = [
    &[
        deep_pointer,
        encoded_name,
        path_that_names_another,
        path_with_siblings,
        callbacks,
        servers_of_an_operation,
        servers_of_a_path,
        links,
        heirs,
        reference_into_a_path,
        extensions,
        shared_path_fields,
        alias_of_a_component,
        optional_security,
        names_by_case,
    ],
    &[webhooks, path_items, anchors, conditions],
    &[additional_operations, media_types, default_mapping, security_by_reference],
];

/// How many constructs a version has.
pub fn count(version: &str) -> usize {
    of(version).count()
}

/// Adds the constructs whose flags are set.
pub fn add(root: &mut Value, flags: &[bool]) {
    let version = root["openapi"].as_str().expect("a version").to_owned();
    for (add, _) in of(&version).zip(flags).filter(|(_, flag)| **flag) {
        add(root);
    }
}

fn of(version: &str) -> impl Iterator<Item = &'static Add> {
    let known = match version {
        "3.0.3" => 1,
        "3.1.0" => 2,
        _ => 3,
    };
    ADDS[..known].iter().copied().flatten()
}

fn returning(schema: Value) -> Value {
    json!({"responses": {"default": {"description": "d", "content": {"application/json": {"schema": schema}}}}})
}

fn to(section: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{section}/{name}")})
}

fn deep_pointer(root: &mut Value) {
    root["components"]["schemas"]["Deep"] =
        json!({"properties": {"a/b~c": {"items": {"anyOf": [{}, to("schemas", "A")]}}}});
    root["paths"]["/own/deep"]["get"] = returning(to("schemas", "Deep/properties/a~1b~0c/items/anyOf/1"));
}

fn encoded_name(root: &mut Value) {
    root["components"]["schemas"]["a b"] = json!({"items": to("schemas", "a b")});
    let mut schema = json!({"oneOf": [to("schemas", "a%20b"), to("schemas", "B")]});
    schema["discriminator"] = json!({"propertyName": "p"});
    root["paths"]["/own/encoded/{id}"]["get"] = returning(schema);
    root["paths"]["/own/into"]["get"] = returning(
        json!({"$ref": "#/paths/~1own~1encoded~1%7Bid%7D/get/responses/default/content/application~1json/schema"}),
    );
}

fn path_that_names_another(root: &mut Value) {
    root["paths"]["/own/alias"] = json!({"$ref": "#/paths/~1own"});
    if root["paths"].get("/shared").is_some() {
        root["paths"]["/own/shared"] = json!({"$ref": "#/paths/~1shared"});
    }
}

fn path_with_siblings(root: &mut Value) {
    root["paths"]["/own/more"] =
        json!({"$ref": "#/paths/~1own", "trace": returning(to("schemas", "C")), "description": "more"});
}

fn callbacks(root: &mut Value) {
    root["components"]["callbacks"]["C"] = json!({"{$request.body#/u}": {
        "parameters": [{"name": "c", "in": "query", "schema": to("schemas", "B")}],
        "post": {"operationId": "called", "requestBody": {"content": {"a/b": {"schema": to("schemas", "A")}}}, "responses": {}}
    }, "x-literal": to("schemas", "A")});
    let mut post = returning(to("schemas", "A"));
    post["callbacks"] =
        json!({"named": to("callbacks", "C"), "inline": {"{$url}": {"put": returning(to("schemas", "B"))}}});
    root["paths"]["/own/callbacks"]["post"] = post;
}

fn servers_of_an_operation(root: &mut Value) {
    root["paths"]["/own"]["get"]["servers"] = json!([{"url": "https://own.test/v2", "description": "own"}]);
}

fn servers_of_a_path(root: &mut Value) {
    root["paths"]["/own/served"] = json!({"servers": [{"url": "/relative"}], "get": returning(json!({}))});
    root["paths"]["/own/unserved"] = json!({"servers": [], "get": returning(json!({}))});
}

fn links(root: &mut Value) {
    root["components"]["links"]["L"] = json!({"operationId": "linked", "server": {"url": "https://l.test"}});
    let mut get = returning(json!({}));
    get["operationId"] = json!("linked");
    get["responses"]["default"]["links"] = json!({
        "named": to("links", "L"), "self": {"operationId": "linked"}, "gone": {"operationId": "nothing"},
        "place": {"operationRef": "#/paths/~1own~1links~1{id}/get"}, "out": {"operationRef": "https://o.test/x.json#/paths/~1x/get"}
    });
    root["paths"]["/own/links/{id}"]["get"] = get;
}

fn heirs(root: &mut Value) {
    root["components"]["schemas"]["Parent"] = json!({"discriminator": {"propertyName": "t"}});
    root["components"]["schemas"]["Kid"] = json!({"allOf": [to("schemas", "Parent"), to("schemas", "A")]});
    root["paths"]["/own/heirs"]["get"] = returning(to("schemas", "Parent"));
}

fn reference_into_a_path(root: &mut Value) {
    root["paths"]["/own/reference"]["get"]["responses"]["default"] =
        json!({"$ref": "#/paths/~1own/get/responses/default"});
}

fn extensions(root: &mut Value) {
    root["x-root"] = to("schemas", "A");
    root["paths"]["x-paths"] = to("schemas", "A");
    root["components"]["x-components"] = json!({"a": to("schemas", "A")});
    root["paths"]["/own"]["x-item"] = to("schemas", "A");
    root["paths"]["/own"]["get"]["x-operation"] = json!([to("schemas", "A")]);
}

fn shared_path_fields(root: &mut Value) {
    if let Some(item) = root["paths"].get_mut("/shared") {
        item["parameters"] = json!([{"name": "above", "in": "header", "schema": to("schemas", "A")}]);
        item["x-above"] = json!({"n": 1.0});
    }
}

fn alias_of_a_component(root: &mut Value) {
    root["components"]["schemas"]["Alias"] = to("schemas", "A");
    root["components"]["responses"] = json!({"One": to("responses", "Two"), "Two": returning(to("schemas", "Alias"))["responses"]["default"]});
    root["paths"]["/own/alias-of"]["get"]["responses"]["2XX"] = to("responses", "One");
}

fn optional_security(root: &mut Value) {
    root["components"]["securitySchemes"]["other"] = to("securitySchemes", "s");
    let mut get = returning(json!({}));
    get["security"] = json!([{"s": [], "other": []}, {}]);
    root["paths"]["/own/optional"]["get"] = get;
}

fn names_by_case(root: &mut Value) {
    root["components"]["schemas"]["href"] = json!({"title": "small"});
    root["components"]["schemas"]["Href"] = json!({"title": "large"});
    root["paths"]["/own/case"]["get"] =
        returning(json!({"allOf": [to("schemas", "href"), to("schemas", "Href")]}));
}

fn webhooks(root: &mut Value) {
    root["webhooks"]["own"] = json!({"post": returning(to("schemas", "A"))});
    root["webhooks"]["same"] =
        json!({"post": {"operationId": "same", "responses": {"default": {"description": "d"}}}});
}

fn path_items(root: &mut Value) {
    root["components"]["pathItems"] = json!({
        "P": {"summary": "shared", "get": returning(to("schemas", "A"))}, "Q": to("pathItems", "P")
    });
    root["paths"]["/own/item"] = to("pathItems", "Q");
    root["paths"]["/own/sibling"] = json!({"$ref": "#/components/pathItems/P", "put": returning(json!({}))});
    let mut post = returning(json!({}));
    post["callbacks"] = json!({"shared": {"{$url}": to("pathItems", "P")}});
    root["paths"]["/own/calls"]["post"] = post;
}

fn anchors(root: &mut Value) {
    root["components"]["schemas"]["Tree"] = json!({"$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}, "$defs": {"leaf": {"$anchor": "leaf", "title": "leaf"}}});
    root["paths"]["/own/anchors"]["get"] =
        returning(json!({"prefixItems": [{"$ref": "#leaf", "title": "beside"}, {"$ref": "#node"}]}));
}

fn conditions(root: &mut Value) {
    let a = || to("schemas", "A");
    root["paths"]["/own/conditions"]["get"] = returning(json!({
        "if": a(), "then": a(), "else": true, "not": false, "contains": a(), "propertyNames": a(), "patternProperties": {"^x-": a()},
        "dependentSchemas": {"p": a()}, "unevaluatedProperties": a(), "contentSchema": a(), "$defs": {"$ref": a()}, "const": a()
    }));
}

fn additional_operations(root: &mut Value) {
    root["paths"]["/own"]["query"] = returning(to("schemas", "A"));
    root["paths"]["/own"]["additionalOperations"] =
        json!({"COPY": returning(to("schemas", "B")), "x-odd": returning(json!({}))});
}

fn media_types(root: &mut Value) {
    root["components"]["mediaTypes"]["M"] = json!({"itemSchema": to("schemas", "A"), "prefixEncoding": [{"headers": {"h": {"schema": to("schemas", "B")}}}]});
    root["paths"]["/own/media"]["get"]["responses"]["200"] =
        json!({"content": {"a/b": to("mediaTypes", "M")}});
}

fn default_mapping(root: &mut Value) {
    root["paths"]["/own/default"]["get"] = returning(json!({
        "oneOf": [to("schemas", "A"), to("schemas", "B")], "discriminator": {"propertyName": "p", "mapping": {"b": "B"}, "defaultMapping": "C"}
    }));
}

fn security_by_reference(root: &mut Value) {
    let mut get = returning(json!({}));
    get["security"] = json!([{"#/components/securitySchemes/s": []}]);
    root["paths"]["/own/by-reference"]["get"] = get;
}
