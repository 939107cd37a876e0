//! Our reading of JSON Schema against a validator that is not ours, on schemas and values made at random.
//!
//! Left out, because the two differ on purpose: `format` (theirs has other lists), `nullable` (an OpenAPI word), fractions in
//! `multipleOf` (theirs divides in floating point), `contains` beside `unevaluatedItems` (ajv, whose findings ours are, does
//! not count what `contains` looked at), `$ref` beside other keywords of draft 4 (ignored there, and a finding of its own).

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use specline::lint::json_schema::{Dialect, Schema};
use specline::lint::resolve::View;

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..8).prop_map(Value::from),
        Just(json!(2.5)),
        "[ab1é]{0,3}".prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn entry(key: &'static str, value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<(String, Value)> {
    value.prop_map(move |value| (key.to_owned(), value)).boxed()
}

fn kind() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["null", "boolean", "integer", "number", "string", "array", "object"])
        .prop_map(Value::from)
}

fn count() -> impl Strategy<Value = Value> {
    (0_u64..4).prop_map(Value::from)
}

fn names() -> impl Strategy<Value = Value> {
    prop::collection::btree_set("[abc]", 1..3).prop_map(|names| names.into_iter().collect::<Vec<_>>().into())
}

/// Keywords without schemas in them, of any draft.
fn plain() -> Vec<BoxedStrategy<(String, Value)>> {
    vec![
        entry("type", kind()),
        entry(
            "type",
            prop::collection::btree_set(0_usize..7, 1..3).prop_map(|at| {
                let all = ["null", "boolean", "integer", "number", "string", "array", "object"];
                at.into_iter().map(|at| all[at]).collect::<Vec<_>>().into()
            }),
        ),
        entry("enum", prop::collection::vec(value(), 1..3).prop_map(|values| distinct(values).into())),
        entry("minimum", (-2_i64..6).prop_map(Value::from)),
        entry("maximum", (-2_i64..6).prop_map(Value::from)),
        entry("multipleOf", (1_i64..4).prop_map(Value::from)),
        entry("minLength", count()),
        entry("maxLength", count()),
        entry("pattern", prop::sample::select(vec!["^a", "b$", "1", "^[^b]*$", "é"]).prop_map(Value::from)),
        entry("minItems", count()),
        entry("maxItems", count()),
        entry("uniqueItems", any::<bool>().prop_map(Value::from)),
        entry("minProperties", count()),
        entry("maxProperties", count()),
        entry("required", names()),
    ]
}

/// Schemas forbid an `enum` that says the same twice.
fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

fn applying(inner: &BoxedStrategy<Value>, modern: bool) -> Vec<BoxedStrategy<(String, Value)>> {
    let one = || inner.clone();
    let list = || prop::collection::vec(inner.clone(), 1..3).prop_map(Value::from);
    let map = |keys: &'static str| {
        prop::collection::btree_map(keys, inner.clone(), 1..3)
            .prop_map(|map| Value::Object(map.into_iter().collect()))
    };
    let mut all = vec![
        entry("not", one()),
        entry("allOf", list()),
        entry("anyOf", list()),
        entry("oneOf", list()),
        entry("items", one()),
        entry("properties", map("[abc]")),
        entry("patternProperties", map("\\^[ab]|c\\$")),
        entry("additionalProperties", one()),
    ];
    let needs = || prop::collection::btree_map("[abc]", names(), 1..3).prop_map(|map| json!(map));
    if modern {
        all.extend([
            entry("if", one()),
            entry("then", one()),
            entry("else", one()),
            entry("prefixItems", list()),
            entry("propertyNames", one()),
            entry("dependentRequired", needs()),
            entry("dependentSchemas", map("[abc]")),
            entry("unevaluatedProperties", prop_oneof![any::<bool>().prop_map(Value::from), inner.clone()]),
            entry("unevaluatedItems", prop_oneof![any::<bool>().prop_map(Value::from), inner.clone()]),
            entry("const", value()),
            entry("exclusiveMinimum", (-2_i64..6).prop_map(Value::from)),
            entry("exclusiveMaximum", (-2_i64..6).prop_map(Value::from)),
        ]);
    } else {
        all.extend([
            entry("items", list()),
            entry("additionalItems", one()),
            entry("dependencies", map("[abc]")),
            entry("dependencies", needs()),
        ]);
    }
    all
}

fn schema(modern: bool) -> BoxedStrategy<Value> {
    let of = |entries: Vec<BoxedStrategy<(String, Value)>>| {
        prop::collection::vec(prop::strategy::Union::new(entries), 0..4)
            .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>()))
    };
    let leaf = of(plain()).boxed();
    leaf.prop_recursive(3, 24, 3, move |inner| {
        let all = plain().into_iter().chain(applying(&inner, modern)).collect();
        of(all)
    })
    .boxed()
}

fn ours(schema: &Value, dialect: Dialect, value: &Value) -> bool {
    let view = View::unresolved();
    let schema =
        Schema { view: &view, root: schema, dialect, x_nullable: false, relaxed: None, all_errors: false };
    schema.validate(&view, value).is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn draft_4_means_what_others_read(schema in schema(false), values in prop::collection::vec(value(), 1..5)) {
        let theirs = jsonschema::draft4::new(&schema).expect("a schema");
        for value in &values {
            prop_assert_eq!(ours(&schema, Dialect::Draft4, value), theirs.is_valid(value), "{} on {}", schema, value);
        }
    }

    #[test]
    fn draft_2020_means_what_others_read(schema in schema(true), values in prop::collection::vec(value(), 1..5)) {
        let theirs = jsonschema::draft202012::new(&schema).expect("a schema");
        for value in &values {
            prop_assert_eq!(ours(&schema, Dialect::Draft2020, value), theirs.is_valid(value), "{} on {}", schema, value);
        }
    }
}
