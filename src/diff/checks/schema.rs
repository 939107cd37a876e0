//! Rows about the values that a schema allows: types, `null`, enumerations, limits, patterns.

use super::super::change::Level::{Info, Warning};
use super::super::check::Effect::{Both, Narrows, Neutral, Unknown, Widens};
use super::Example::Schema;
use super::Row;

const TYPE: &str =
    "A program that writes or reads the value is built for its type; another one is refused or misread.";
const NULL: &str = "A reader that does not expect `null` fails on it; a writer that sends it is refused once it is not allowed.";
const ENUM: &str = "Callers send one of the listed values and branch on them; a value that goes is refused, a value that comes is unknown to them.";
const CONST: &str = "Only one value fits a `const`; another one makes the old value invalid.";
const DEFAULT: &str =
    "A default says what leaving the value out means; another default changes what old calls do.";
const RANGE: &str = "A tighter limit refuses values that were valid; a looser one lets values through that readers did not expect.";
const PATTERN: &str = "Strings that matched before may not match any more. Whether one pattern covers another cannot be decided in general.";
const OPEN: &str = "`x-extensible-enum` lists known values of an open list: readers must cope with others.";

/// Types, nullability, enumerations, constants and defaults.
pub const VALUES: &[Row] = &[
    Row::of(
        "type-changed",
        Both,
        "type changed from `{before}` to `{after}`",
        TYPE,
        Schema(r#"{"type":"integer"}"#, r#"{"type":"boolean"}"#),
    ),
    Row::of(
        "type-generalized",
        Widens,
        "type generalized from `{before}` to `{after}`",
        TYPE,
        Schema(r#"{"type":"integer"}"#, r#"{"type":"number"}"#),
    ),
    Row::of(
        "type-dropped",
        Widens,
        "type changed from `{before}` to any",
        TYPE,
        Schema(r#"{"type":"integer"}"#, "{}"),
    ),
    Row::of(
        "type-specialized",
        Narrows,
        "type specialized from `{before}` to `{after}`",
        TYPE,
        Schema(r#"{"type":"number"}"#, r#"{"type":"integer"}"#),
    ),
    Row::of(
        "type-to-text",
        Neutral,
        "type changed from `{before}` to `{after}`, which is written as the same text",
        TYPE,
        Schema(r#"{"type":"integer"}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "type-from-text",
        Narrows,
        "type changed from `{before}` to `{after}`, which was written as any text",
        TYPE,
        Schema(r#"{"type":"string"}"#, r#"{"type":"integer"}"#),
    ),
    Row::of(
        "type-still-text",
        Neutral,
        "type changed from `{before}` to `{after}`, which is written as the same text",
        TYPE,
        Schema(r#"{"type":["string","integer"]}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "type-generalized-otherwise-formatted",
        Both,
        "type generalized from `{before}` to `{after}`, in another format",
        TYPE,
        Schema(
            r#"{"type":"integer","format":"int64"}"#,
            r#"{"type":["integer","boolean"],"format":"int32"}"#,
        ),
    ),
    Row::of(
        "format-generalized",
        Widens,
        "format generalized from `{before}` to `{after}`",
        TYPE,
        Schema(r#"{"type":"string","format":"uuid"}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "list-of-types-widened",
        Widens,
        "list of types widened by `{after}`",
        TYPE,
        Schema(
            r#"{"oneOf":[{"type":"string"},{"type":"integer"}]}"#,
            r#"{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"boolean"}]}"#,
        ),
    ),
    Row::of(
        "list-of-types-narrowed",
        Narrows,
        "list of types narrowed by `{before}`",
        TYPE,
        Schema(
            r#"{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"boolean"}]}"#,
            r#"{"oneOf":[{"type":"string"},{"type":"integer"}]}"#,
        ),
    ),
    Row::of(
        "became-nullable",
        Widens,
        "became nullable",
        NULL,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","nullable":true}"#),
    ),
    Row::of(
        "became-not-nullable",
        Narrows,
        "became not nullable",
        NULL,
        Schema(r#"{"type":"string","nullable":true}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "enum-value-added",
        Widens,
        "enum value `{after}` added",
        ENUM,
        Schema(r#"{"type":"string","enum":["a"]}"#, r#"{"type":"string","enum":["a","b"]}"#),
    )
    .in_response(Warning),
    Row::of(
        "enum-value-removed",
        Narrows,
        "enum value `{before}` removed",
        ENUM,
        Schema(r#"{"type":"string","enum":["a","b"]}"#, r#"{"type":"string","enum":["a"]}"#),
    ),
    Row::of(
        "became-enum",
        Narrows,
        "was restricted to a list of enum values: {after}",
        ENUM,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","enum":["a"]}"#),
    ),
    Row::of(
        "enum-removed",
        Widens,
        "is no longer restricted to the enum values {before}",
        ENUM,
        Schema(r#"{"type":"string","enum":["a"]}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "became-extensible-enum",
        Widens,
        "enum {before} became an open list",
        OPEN,
        Schema(r#"{"type":"string","enum":["a"]}"#, r#"{"type":"string","x-extensible-enum":["a"]}"#),
    ),
    Row::of(
        "became-closed-enum",
        Narrows,
        "open list became the enum {after}",
        OPEN,
        Schema(r#"{"type":"string","x-extensible-enum":["a"]}"#, r#"{"type":"string","enum":["a"]}"#),
    ),
    Row::of(
        "x-extensible-enum-value-added",
        Neutral,
        "`{after}` added to the open list of values",
        OPEN,
        Schema(
            r#"{"type":"string","x-extensible-enum":["a"]}"#,
            r#"{"type":"string","x-extensible-enum":["a","b"]}"#,
        ),
    )
    .documentation(),
    Row::of(
        "x-extensible-enum-value-removed",
        Narrows,
        "`{before}` removed from the open list of values",
        OPEN,
        Schema(
            r#"{"type":"string","x-extensible-enum":["a","b"]}"#,
            r#"{"type":"string","x-extensible-enum":["a"]}"#,
        ),
    ),
    Row::of(
        "const-added",
        Narrows,
        "became the constant `{after}`",
        CONST,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","const":"a"}"#),
    ),
    Row::of(
        "const-removed",
        Widens,
        "is no longer the constant `{before}`",
        CONST,
        Schema(r#"{"type":"string","const":"a"}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "const-changed",
        Both,
        "constant changed from `{before}` to `{after}`",
        CONST,
        Schema(r#"{"type":"string","const":"a"}"#, r#"{"type":"string","const":"b"}"#),
    ),
    Row::of(
        "default-value-added",
        Neutral,
        "default `{after}` added",
        DEFAULT,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","default":"a"}"#),
    ),
    Row::of(
        "default-value-removed",
        Neutral,
        "default `{before}` removed",
        DEFAULT,
        Schema(r#"{"type":"string","default":"a"}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "default-value-changed",
        Neutral,
        "default changed from `{before}` to `{after}`",
        DEFAULT,
        Schema(r#"{"type":"string","default":"a"}"#, r#"{"type":"string","default":"b"}"#),
    ),
];

/// Limits of numbers, lengths and counts, multiples and patterns.
pub const LIMITS: &[Row] = &[
    Row::of(
        "max-set",
        Narrows,
        "maximum {after} set",
        RANGE,
        Schema(r#"{"type":"number"}"#, r#"{"type":"number","maximum":9}"#),
    )
    .in_request(Warning),
    Row::of(
        "max-unset",
        Widens,
        "maximum {before} lifted",
        RANGE,
        Schema(r#"{"type":"number","maximum":9}"#, r#"{"type":"number"}"#),
    ),
    Row::of(
        "max-increased",
        Widens,
        "maximum raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","maximum":9}"#, r#"{"type":"number","maximum":10}"#),
    ),
    Row::of(
        "max-decreased",
        Narrows,
        "maximum lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","maximum":9}"#, r#"{"type":"number","maximum":8}"#),
    ),
    Row::of(
        "exclusive-max-set",
        Narrows,
        "exclusive maximum {after} set",
        RANGE,
        Schema(r#"{"type":"number"}"#, r#"{"type":"number","maximum":9,"exclusiveMaximum":true}"#),
    )
    .in_request(Warning),
    Row::of(
        "exclusive-max-unset",
        Widens,
        "exclusive maximum {before} lifted",
        RANGE,
        Schema(r#"{"type":"number","maximum":9,"exclusiveMaximum":true}"#, r#"{"type":"number"}"#),
    ),
    Row::of(
        "exclusive-max-increased",
        Widens,
        "exclusive maximum raised from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"number","maximum":9,"exclusiveMaximum":true}"#,
            r#"{"type":"number","maximum":10,"exclusiveMaximum":true}"#,
        ),
    ),
    Row::of(
        "exclusive-max-decreased",
        Narrows,
        "exclusive maximum lowered from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"number","maximum":9,"exclusiveMaximum":true}"#,
            r#"{"type":"number","maximum":8,"exclusiveMaximum":true}"#,
        ),
    ),
    Row::of(
        "min-set",
        Narrows,
        "minimum {after} set",
        RANGE,
        Schema(r#"{"type":"number"}"#, r#"{"type":"number","minimum":2}"#),
    )
    .in_request(Warning),
    Row::of(
        "min-unset",
        Widens,
        "minimum {before} lifted",
        RANGE,
        Schema(r#"{"type":"number","minimum":2}"#, r#"{"type":"number"}"#),
    ),
    Row::of(
        "min-increased",
        Narrows,
        "minimum raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","minimum":2}"#, r#"{"type":"number","minimum":3}"#),
    ),
    Row::of(
        "min-decreased",
        Widens,
        "minimum lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","minimum":2}"#, r#"{"type":"number","minimum":1}"#),
    ),
    Row::of(
        "exclusive-min-set",
        Narrows,
        "exclusive minimum {after} set",
        RANGE,
        Schema(r#"{"type":"number"}"#, r#"{"type":"number","minimum":2,"exclusiveMinimum":true}"#),
    )
    .in_request(Warning),
    Row::of(
        "exclusive-min-unset",
        Widens,
        "exclusive minimum {before} lifted",
        RANGE,
        Schema(r#"{"type":"number","minimum":2,"exclusiveMinimum":true}"#, r#"{"type":"number"}"#),
    ),
    Row::of(
        "exclusive-min-increased",
        Narrows,
        "exclusive minimum raised from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"number","minimum":2,"exclusiveMinimum":true}"#,
            r#"{"type":"number","minimum":3,"exclusiveMinimum":true}"#,
        ),
    ),
    Row::of(
        "exclusive-min-decreased",
        Widens,
        "exclusive minimum lowered from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"number","minimum":2,"exclusiveMinimum":true}"#,
            r#"{"type":"number","minimum":1,"exclusiveMinimum":true}"#,
        ),
    ),
    Row::of(
        "max-length-set",
        Narrows,
        "maxLength {after} set",
        RANGE,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","maxLength":9}"#),
    )
    .in_request(Warning),
    Row::of(
        "max-length-unset",
        Widens,
        "maxLength {before} lifted",
        RANGE,
        Schema(r#"{"type":"string","maxLength":9}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "max-length-increased",
        Widens,
        "maxLength raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"string","maxLength":9}"#, r#"{"type":"string","maxLength":10}"#),
    ),
    Row::of(
        "max-length-decreased",
        Narrows,
        "maxLength lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"string","maxLength":9}"#, r#"{"type":"string","maxLength":8}"#),
    ),
    Row::of(
        "min-length-increased",
        Narrows,
        "minLength raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","minLength":3}"#),
    ),
    Row::of(
        "min-length-decreased",
        Widens,
        "minLength lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"string","minLength":3}"#, r#"{"type":"string","minLength":1}"#),
    ),
    Row::of(
        "max-items-set",
        Narrows,
        "maxItems {after} set",
        RANGE,
        Schema(r#"{"type":"array","items":{}}"#, r#"{"type":"array","items":{},"maxItems":9}"#),
    ),
    Row::of(
        "max-items-unset",
        Widens,
        "maxItems {before} lifted",
        RANGE,
        Schema(r#"{"type":"array","items":{},"maxItems":9}"#, r#"{"type":"array","items":{}}"#),
    ),
    Row::of(
        "max-items-increased",
        Widens,
        "maxItems raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"array","items":{},"maxItems":9}"#, r#"{"type":"array","items":{},"maxItems":10}"#),
    ),
    Row::of(
        "max-items-decreased",
        Narrows,
        "maxItems lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"array","items":{},"maxItems":9}"#, r#"{"type":"array","items":{},"maxItems":8}"#),
    ),
    Row::of(
        "min-items-increased",
        Narrows,
        "minItems raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"array","items":{}}"#, r#"{"type":"array","items":{},"minItems":3}"#),
    ),
    Row::of(
        "min-items-decreased",
        Widens,
        "minItems lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"array","items":{},"minItems":3}"#, r#"{"type":"array","items":{},"minItems":1}"#),
    ),
    Row::of(
        "max-properties-set",
        Narrows,
        "maxProperties {after} set",
        RANGE,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","maxProperties":9}"#),
    ),
    Row::of(
        "max-properties-unset",
        Widens,
        "maxProperties {before} lifted",
        RANGE,
        Schema(r#"{"type":"object","maxProperties":9}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "max-properties-increased",
        Widens,
        "maxProperties raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"object","maxProperties":9}"#, r#"{"type":"object","maxProperties":10}"#),
    ),
    Row::of(
        "max-properties-decreased",
        Narrows,
        "maxProperties lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"object","maxProperties":9}"#, r#"{"type":"object","maxProperties":8}"#),
    ),
    Row::of(
        "min-properties-increased",
        Narrows,
        "minProperties raised from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","minProperties":3}"#),
    ),
    Row::of(
        "min-properties-decreased",
        Widens,
        "minProperties lowered from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"object","minProperties":3}"#, r#"{"type":"object","minProperties":1}"#),
    ),
    Row::of(
        "max-contains-set",
        Narrows,
        "maxContains {after} set",
        RANGE,
        Schema(
            r#"{"type":"array","contains":{"type":"string"}}"#,
            r#"{"type":"array","contains":{"type":"string"},"maxContains":9}"#,
        ),
    ),
    Row::of(
        "max-contains-unset",
        Widens,
        "maxContains {before} lifted",
        RANGE,
        Schema(
            r#"{"type":"array","contains":{"type":"string"},"maxContains":9}"#,
            r#"{"type":"array","contains":{"type":"string"}}"#,
        ),
    ),
    Row::of(
        "max-contains-increased",
        Widens,
        "maxContains raised from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"array","contains":{"type":"string"},"maxContains":9}"#,
            r#"{"type":"array","contains":{"type":"string"},"maxContains":10}"#,
        ),
    ),
    Row::of(
        "max-contains-decreased",
        Narrows,
        "maxContains lowered from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"array","contains":{"type":"string"},"maxContains":9}"#,
            r#"{"type":"array","contains":{"type":"string"},"maxContains":8}"#,
        ),
    ),
    Row::of(
        "min-contains-increased",
        Narrows,
        "minContains raised from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"array","contains":{"type":"string"}}"#,
            r#"{"type":"array","contains":{"type":"string"},"minContains":3}"#,
        ),
    ),
    Row::of(
        "min-contains-decreased",
        Widens,
        "minContains lowered from {before} to {after}",
        RANGE,
        Schema(
            r#"{"type":"array","contains":{"type":"string"},"minContains":3}"#,
            r#"{"type":"array","contains":{"type":"string"},"minContains":2}"#,
        ),
    ),
    Row::of(
        "multiple-of-set",
        Narrows,
        "multipleOf {after} set",
        RANGE,
        Schema(r#"{"type":"number"}"#, r#"{"type":"number","multipleOf":2}"#),
    ),
    Row::of(
        "multiple-of-unset",
        Widens,
        "multipleOf {before} lifted",
        RANGE,
        Schema(r#"{"type":"number","multipleOf":2}"#, r#"{"type":"number"}"#),
    ),
    Row::of(
        "multiple-of-tightened",
        Narrows,
        "multipleOf tightened from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","multipleOf":2}"#, r#"{"type":"number","multipleOf":4}"#),
    ),
    Row::of(
        "multiple-of-loosened",
        Widens,
        "multipleOf loosened from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","multipleOf":4}"#, r#"{"type":"number","multipleOf":2}"#),
    ),
    Row::of(
        "multiple-of-changed",
        Both,
        "multipleOf changed from {before} to {after}",
        RANGE,
        Schema(r#"{"type":"number","multipleOf":2}"#, r#"{"type":"number","multipleOf":3}"#),
    ),
    Row::of(
        "unique-items-set",
        Narrows,
        "items must be unique now",
        RANGE,
        Schema(r#"{"type":"array","items":{}}"#, r#"{"type":"array","items":{},"uniqueItems":true}"#),
    ),
    Row::of(
        "unique-items-unset",
        Widens,
        "items may repeat now",
        RANGE,
        Schema(r#"{"type":"array","items":{},"uniqueItems":true}"#, r#"{"type":"array","items":{}}"#),
    ),
    Row::of(
        "pattern-added",
        Narrows,
        "pattern `{after}` added",
        PATTERN,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","pattern":"^a"}"#),
    ),
    Row::of(
        "pattern-removed",
        Widens,
        "pattern `{before}` removed",
        PATTERN,
        Schema(r#"{"type":"string","pattern":"^a"}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "pattern-changed",
        Unknown,
        "pattern changed from `{before}` to `{after}`",
        PATTERN,
        Schema(r#"{"type":"string","pattern":"^a"}"#, r#"{"type":"string","pattern":"^b"}"#),
    )
    .in_response(Info),
    Row::of(
        "pattern-generalized",
        Widens,
        "pattern `{before}` replaced by `{after}`, which matches everything",
        PATTERN,
        Schema(r#"{"type":"string","pattern":"^a"}"#, r#"{"type":"string","pattern":".*"}"#),
    ),
    Row::of(
        "pattern-specialized",
        Narrows,
        "pattern `{before}`, which matches everything, replaced by `{after}`",
        PATTERN,
        Schema(r#"{"type":"string","pattern":".*"}"#, r#"{"type":"string","pattern":"^a"}"#),
    ),
];
