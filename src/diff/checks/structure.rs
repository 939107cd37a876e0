//! Rows about the structure of a schema: properties, items, positions, conditions.

use super::super::change::Level::Breaking;
use super::super::check::Effect::{Narrows, Neutral, Unknown, Widens};
use super::Example::Schema;
use super::Row;

const PROPERTY: &str = "Callers fill and read properties by name: one that goes is missed, one that must be there is missing in old calls.";
const REQUIRED: &str = "Leaving out a required property is an error, even where it has a default; a reader relies on it being there.";
const CLOSED: &str = "A schema that allows no further properties or items refuses what old callers may send beside the known ones.";
const CONDITION: &str = "A condition that comes refuses values that were valid; a condition that goes lets values through that were not.";
const POSITION: &str = "An array with positions is written and read by them. What the position demands is told by a change of its own, which compares it with what was in force for it before.";

/// Properties, items, positions, conditions.
pub const ROWS: &[Row] = &[
    Row::of(
        "property-added",
        Neutral,
        "property added",
        PROPERTY,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","properties":{"p":{"type":"string"}}}"#),
    )
    .of_properties(),
    Row::of(
        "property-added-with-default",
        Neutral,
        "property with the default `{default}` added",
        PROPERTY,
        Schema(
            r#"{"type":"object"}"#,
            r#"{"type":"object","required":["p"],"properties":{"p":{"type":"string","default":"a"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "property-removed",
        Neutral,
        "property removed",
        PROPERTY,
        Schema(r#"{"type":"object","properties":{"p":{"type":"string"}}}"#, r#"{"type":"object"}"#),
    )
    .of_properties(),
    Row::of(
        "became-required",
        Narrows,
        "became required",
        REQUIRED,
        Schema(
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
            r#"{"type":"object","required":["p"],"properties":{"p":{"type":"string"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "became-required-with-default",
        Narrows,
        "became required and has a default",
        REQUIRED,
        Schema(
            r#"{"type":"object","properties":{"p":{"type":"string","default":"a"}}}"#,
            r#"{"type":"object","required":["p"],"properties":{"p":{"type":"string","default":"a"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "became-optional",
        Widens,
        "became optional",
        REQUIRED,
        Schema(
            r#"{"type":"object","required":["p"],"properties":{"p":{"type":"string"}}}"#,
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "declared-and-optional",
        Widens,
        "became optional, now that it is declared",
        REQUIRED,
        Schema(
            r#"{"type":"object","required":["p"]}"#,
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "required-undeclared-added",
        Narrows,
        "the undeclared property `{after}` became required",
        REQUIRED,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","required":["p"]}"#),
    ),
    Row::of(
        "required-undeclared-removed",
        Widens,
        "the undeclared property `{before}` is no longer required",
        REQUIRED,
        Schema(r#"{"type":"object","required":["p"]}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "additional-properties-closed",
        Narrows,
        "no further properties are allowed now",
        CLOSED,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","additionalProperties":false}"#),
    ),
    Row::of(
        "additional-properties-opened",
        Widens,
        "further properties are allowed now",
        CLOSED,
        Schema(r#"{"type":"object","additionalProperties":false}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "additional-properties-schema-added",
        Narrows,
        "further properties must fit a schema now",
        CLOSED,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","additionalProperties":{"type":"string"}}"#),
    ),
    Row::of(
        "additional-properties-schema-removed",
        Widens,
        "further properties need not fit a schema any more",
        CLOSED,
        Schema(r#"{"type":"object","additionalProperties":{"type":"string"}}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "unevaluated-properties-added",
        Narrows,
        "unevaluatedProperties added",
        CLOSED,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","unevaluatedProperties":false}"#),
    ),
    Row::of(
        "unevaluated-properties-removed",
        Widens,
        "unevaluatedProperties removed",
        CLOSED,
        Schema(r#"{"type":"object","unevaluatedProperties":false}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "unevaluated-items-added",
        Narrows,
        "unevaluatedItems added",
        CLOSED,
        Schema(r#"{"type":"array"}"#, r#"{"type":"array","unevaluatedItems":false}"#),
    ),
    Row::of(
        "unevaluated-items-removed",
        Widens,
        "unevaluatedItems removed",
        CLOSED,
        Schema(r#"{"type":"array","unevaluatedItems":false}"#, r#"{"type":"array"}"#),
    ),
    Row::of(
        "items-added",
        Narrows,
        "items must fit a schema now",
        CLOSED,
        Schema(r#"{"type":"array"}"#, r#"{"type":"array","items":{"type":"string"}}"#),
    ),
    Row::of(
        "items-removed",
        Widens,
        "items need not fit a schema any more",
        CLOSED,
        Schema(r#"{"type":"array","items":{"type":"string"}}"#, r#"{"type":"array"}"#),
    ),
    Row::of(
        "property-names-added",
        Narrows,
        "propertyNames added",
        CONDITION,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","propertyNames":{"pattern":"^a"}}"#),
    ),
    Row::of(
        "property-names-removed",
        Widens,
        "propertyNames removed",
        CONDITION,
        Schema(r#"{"type":"object","propertyNames":{"pattern":"^a"}}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "pattern-property-added",
        Narrows,
        "patternProperties `{name}` added",
        CONDITION,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","patternProperties":{"^a":{"type":"string"}}}"#),
    ),
    Row::of(
        "pattern-property-removed",
        Widens,
        "patternProperties `{name}` removed",
        CONDITION,
        Schema(r#"{"type":"object","patternProperties":{"^a":{"type":"string"}}}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "dependent-required-added",
        Narrows,
        "dependentRequired `{name}` added",
        CONDITION,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","dependentRequired":{"a":["b"]}}"#),
    ),
    Row::of(
        "dependent-required-removed",
        Widens,
        "dependentRequired `{name}` removed",
        CONDITION,
        Schema(r#"{"type":"object","dependentRequired":{"a":["b"]}}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "dependent-required-changed",
        Narrows,
        "dependentRequired `{name}` changed from {before} to {after}",
        CONDITION,
        Schema(
            r#"{"type":"object","dependentRequired":{"a":["b"]}}"#,
            r#"{"type":"object","dependentRequired":{"a":["b","c"]}}"#,
        ),
    ),
    Row::of(
        "dependent-schema-added",
        Narrows,
        "dependentSchemas `{name}` added",
        CONDITION,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","dependentSchemas":{"a":{"required":["b"]}}}"#),
    ),
    Row::of(
        "dependent-schema-removed",
        Widens,
        "dependentSchemas `{name}` removed",
        CONDITION,
        Schema(r#"{"type":"object","dependentSchemas":{"a":{"required":["b"]}}}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "contains-added",
        Narrows,
        "contains added",
        CONDITION,
        Schema(r#"{"type":"array"}"#, r#"{"type":"array","contains":{"type":"string"}}"#),
    ),
    Row::of(
        "contains-removed",
        Widens,
        "contains removed",
        CONDITION,
        Schema(r#"{"type":"array","contains":{"type":"string"}}"#, r#"{"type":"array"}"#),
    ),
    Row::of(
        "if-added",
        Narrows,
        "if added",
        CONDITION,
        Schema(
            r#"{"type":"object"}"#,
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
        ),
    ),
    Row::of(
        "if-removed",
        Widens,
        "if removed",
        CONDITION,
        Schema(
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
            r#"{"type":"object"}"#,
        ),
    ),
    Row::of(
        "if-changed",
        Unknown,
        "if changed",
        CONDITION,
        Schema(
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
            r#"{"type":"object","if":{"required":["c"]},"then":{"required":["b"]}}"#,
        ),
    ),
    Row::of(
        "then-added",
        Narrows,
        "then added",
        CONDITION,
        Schema(
            r#"{"type":"object","if":{"required":["a"]}}"#,
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
        ),
    ),
    Row::of(
        "then-removed",
        Widens,
        "then removed",
        CONDITION,
        Schema(
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
            r#"{"type":"object","if":{"required":["a"]}}"#,
        ),
    ),
    Row::of(
        "else-added",
        Narrows,
        "else added",
        CONDITION,
        Schema(
            r#"{"type":"object","if":{"required":["a"]}}"#,
            r#"{"type":"object","if":{"required":["a"]},"else":{"required":["b"]}}"#,
        ),
    ),
    Row::of(
        "else-removed",
        Widens,
        "else removed",
        CONDITION,
        Schema(
            r#"{"type":"object","if":{"required":["a"]},"else":{"required":["b"]}}"#,
            r#"{"type":"object","if":{"required":["a"]}}"#,
        ),
    ),
    Row::of("not-added", Narrows, "not added", CONDITION, Schema("{}", r#"{"not":{"type":"string"}}"#)),
    Row::of("not-removed", Widens, "not removed", CONDITION, Schema(r#"{"not":{"type":"string"}}"#, "{}")),
    Row::of(
        "prefix-items-added",
        Neutral,
        "prefixItems position {name} added",
        POSITION,
        Schema(r#"{"type":"array"}"#, r#"{"type":"array","prefixItems":[{"type":"string"}]}"#),
    )
    .in_response(Breaking),
    Row::of(
        "prefix-items-removed",
        Neutral,
        "prefixItems position {name} removed",
        POSITION,
        Schema(r#"{"type":"array","prefixItems":[{"type":"string"}]}"#, r#"{"type":"array"}"#),
    )
    .in_request(Breaking),
];
