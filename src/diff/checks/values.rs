//! Rows about the values that fit: types, formats, nullability, enumerations, constants, defaults.

use super::super::change::Level::Warning;
use super::super::check::Effect::{Both, Narrows, Neutral, Widens};
use super::Example::Schema;
use super::Row;

const TYPE: &str =
    "A program that writes or reads the value is built for its type; another one is refused or misread.";
const NULL: &str = "A reader that does not expect `null` fails on it; a writer that sends it is refused once it is not allowed.";
const ENUM: &str = "Callers send one of the listed values and branch on them; a value that goes is refused, a value that comes is unknown to them.";
const CONST: &str = "Only one value fits a `const`; another one makes the old value invalid.";
const DEFAULT: &str =
    "A default says what leaving the value out means; another default changes what old calls do.";
const OPEN: &str = "`x-extensible-enum` lists known values of an open list: readers must cope with others.";

/// Types, nullability, enumerations, constants and defaults.
pub const ROWS: &[Row] = &[
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
