//! Rows about the life of operations, parameters and properties: deprecation, sunset, stability.

use super::super::change::Level::{Breaking, Info, Warning};
use super::super::check::Effect::Neutral;
use super::Example::{Operation, Parameter, Schema};
use super::Row;

const NOTICE: &str = "Who uses it should move on; the date says until when.";
const EARLY: &str =
    "Callers plan by the date that was announced; the notice period that applies was not kept.";
const STABILITY: &str = "A lower stability takes a promise back.";
const DEPRECATED: &str = r#"{"responses":{},"deprecated":true,"x-sunset":"2999-01-01"}"#;
const PLAIN: &str = r#"{"responses":{}}"#;

/// Properties.
pub const PROPERTIES: &[Row] = &[
    Row::of(
        "deprecated",
        Neutral,
        "deprecated",
        NOTICE,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","deprecated":true}"#),
    ),
    Row::of(
        "deprecated-with-sunset",
        Neutral,
        "deprecated, with sunset date `{after}`",
        NOTICE,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","deprecated":true,"x-sunset":"2999-01-01"}"#),
    ),
    Row::of(
        "deprecated-sunset-missing",
        Neutral,
        "deprecated without the sunset date that is demanded",
        EARLY,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","deprecated":true}"#),
    )
    .in_request(Breaking)
    .in_response(Breaking),
    Row::of(
        "deprecated-sunset-invalid",
        Neutral,
        "deprecated with the unreadable sunset date `{after}`",
        EARLY,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","deprecated":true,"x-sunset":"soon"}"#),
    )
    .in_request(Breaking)
    .in_response(Breaking),
    Row::of(
        "sunset-date-too-small",
        Neutral,
        "deprecated with the sunset date `{after}`, too early",
        EARLY,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","deprecated":true,"x-sunset":"2026-01-02"}"#),
    )
    .in_request(Breaking)
    .in_response(Breaking),
    Row::of(
        "reactivated",
        Neutral,
        "no longer deprecated",
        NOTICE,
        Schema(r#"{"type":"string","deprecated":true}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "deprecation-notice-changed",
        Neutral,
        "deprecation notice changed from `{before}` to `{after}`",
        NOTICE,
        Schema(
            r#"{"type":"string","deprecated":true,"x-sunset":"2999-01-01"}"#,
            r#"{"type":"string","deprecated":true,"x-sunset":"2999-02-01"}"#,
        ),
    ),
    Row::of(
        "stability-decreased",
        Neutral,
        "stability lowered from `{before}` to `{after}`",
        STABILITY,
        Schema(
            r#"{"type":"string","x-stability-level":"stable"}"#,
            r#"{"type":"string","x-stability-level":"beta"}"#,
        ),
    )
    .in_request(Breaking)
    .in_response(Breaking),
    Row::of(
        "stability-increased",
        Neutral,
        "stability raised from `{before}` to `{after}`",
        STABILITY,
        Schema(
            r#"{"type":"string","x-stability-level":"beta"}"#,
            r#"{"type":"string","x-stability-level":"stable"}"#,
        ),
    ),
];

/// Operations and parameters.
pub const ROWS: &[Row] = &[
    Row::fixed(
        "endpoint-deprecated",
        Info,
        "endpoint deprecated",
        NOTICE,
        Operation(PLAIN, r#"{"responses":{},"deprecated":true}"#),
    ),
    Row::fixed(
        "endpoint-deprecated-with-sunset",
        Info,
        "endpoint deprecated, with sunset date `{after}`",
        NOTICE,
        Operation(PLAIN, DEPRECATED),
    ),
    Row::fixed(
        "endpoint-reactivated",
        Info,
        "endpoint is no longer deprecated",
        NOTICE,
        Operation(DEPRECATED, PLAIN),
    ),
    Row::fixed(
        "api-deprecated-sunset-parse",
        Breaking,
        "deprecated with the unreadable sunset date `{after}`",
        EARLY,
        Operation(PLAIN, r#"{"responses":{},"deprecated":true,"x-sunset":"soon"}"#),
    ),
    Row::fixed(
        "api-deprecated-sunset-missing",
        Breaking,
        "deprecated without the sunset date that is demanded",
        EARLY,
        Operation(PLAIN, r#"{"responses":{},"deprecated":true}"#),
    ),
    Row::fixed(
        "api-sunset-date-too-small",
        Breaking,
        "sunset date `{after}` is too early: at least {name} days of notice are demanded",
        EARLY,
        Operation(PLAIN, r#"{"responses":{},"deprecated":true,"x-sunset":"2026-01-02"}"#),
    ),
    Row::fixed(
        "api-path-sunset-parse",
        Breaking,
        "sunset date `{before}` cannot be read",
        EARLY,
        Operation(r#"{"responses":{},"deprecated":true,"x-sunset":"soon"}"#, ""),
    ),
    Row::fixed(
        "sunset-deleted",
        Breaking,
        "sunset date `{before}` removed while the endpoint stays deprecated",
        EARLY,
        Operation(DEPRECATED, r#"{"responses":{},"deprecated":true}"#),
    ),
    Row::fixed(
        "api-sunset-date-changed-too-small",
        Breaking,
        "sunset date moved from `{before}` to `{after}`, which is too early",
        EARLY,
        Operation(DEPRECATED, r#"{"responses":{},"deprecated":true,"x-sunset":"2026-01-02"}"#),
    ),
    Row::fixed(
        "endpoint-sunset-changed",
        Info,
        "sunset date changed from `{before}` to `{after}`",
        NOTICE,
        Operation(r#"{"responses":{},"deprecated":true}"#, DEPRECATED),
    ),
    Row::fixed(
        "endpoint-sunset-postponed",
        Info,
        "sunset date moved from `{before}` to `{after}`, later than before",
        NOTICE,
        Operation(DEPRECATED, r#"{"responses":{},"deprecated":true,"x-sunset":"2999-06-01"}"#),
    )
    .quiet(),
    Row::fixed(
        "endpoint-sunset-overdue",
        Warning,
        "sunset date `{after}` is over and the endpoint is still there",
        NOTICE,
        Operation(DEPRECATED, r#"{"responses":{},"deprecated":true,"x-sunset":"2020-01-01"}"#),
    ),
    Row::fixed(
        "endpoint-deprecation-notice-changed",
        Info,
        "deprecation notice `{name}` changed from `{before}` to `{after}`",
        NOTICE,
        Operation(
            r#"{"responses":{},"deprecated":true}"#,
            r#"{"responses":{},"deprecated":true,"x-qlik-deprecated-description":"gone soon"}"#,
        ),
    ),
    Row::fixed(
        "endpoint-replaced-by-changed",
        Info,
        "`{name}` changed from {before} to {after}",
        NOTICE,
        Operation(PLAIN, r#"{"responses":{},"x-qlik-replaced-by":[{"uniqueIdentifier":"GET:/v2"}]}"#),
    ),
    Row::fixed(
        "api-stability-decreased",
        Breaking,
        "stability lowered from `{before}` to `{after}`",
        STABILITY,
        Operation(
            r#"{"responses":{},"x-stability-level":"stable"}"#,
            r#"{"responses":{},"x-stability-level":"beta"}"#,
        ),
    ),
    Row::fixed(
        "api-stability-increased",
        Info,
        "stability raised from `{before}` to `{after}`",
        STABILITY,
        Operation(
            r#"{"responses":{},"x-stability-level":"beta"}"#,
            r#"{"responses":{},"x-stability-level":"stable"}"#,
        ),
    ),
    Row::fixed(
        "api-invalid-stability-level",
        Breaking,
        "`{after}` is no stability level",
        STABILITY,
        Operation(PLAIN, r#"{"responses":{},"x-stability-level":"ok"}"#),
    ),
    Row::fixed(
        "request-parameter-deprecated",
        Info,
        "deprecated",
        NOTICE,
        Parameter(r#"{"name":"q","in":"query"}"#, r#"{"name":"q","in":"query","deprecated":true}"#),
    ),
    Row::fixed(
        "request-parameter-deprecated-sunset-missing",
        Breaking,
        "deprecated without the sunset date that is demanded",
        EARLY,
        Parameter(r#"{"name":"q","in":"query"}"#, r#"{"name":"q","in":"query","deprecated":true}"#),
    ),
    Row::fixed(
        "request-parameter-sunset-date-too-small",
        Breaking,
        "sunset date `{after}` is too early",
        EARLY,
        Parameter(
            r#"{"name":"q","in":"query"}"#,
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2026-01-02"}"#,
        ),
    ),
    Row::fixed(
        "request-parameter-sunset-parse",
        Breaking,
        "sunset date `{after}` cannot be read",
        EARLY,
        Parameter(
            r#"{"name":"q","in":"query"}"#,
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"soon"}"#,
        ),
    ),
    Row::fixed(
        "request-parameter-reactivated",
        Info,
        "no longer deprecated",
        NOTICE,
        Parameter(r#"{"name":"q","in":"query","deprecated":true}"#, r#"{"name":"q","in":"query"}"#),
    ),
    Row::fixed(
        "request-parameter-sunset-deleted",
        Breaking,
        "sunset date `{before}` removed while it stays deprecated",
        EARLY,
        Parameter(
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2999-01-01"}"#,
            r#"{"name":"q","in":"query","deprecated":true}"#,
        ),
    ),
    Row::fixed(
        "request-parameter-sunset-date-changed-too-small",
        Breaking,
        "sunset date moved from `{before}` to `{after}`, which is too early",
        EARLY,
        Parameter(
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2999-01-01"}"#,
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2026-01-02"}"#,
        ),
    ),
    Row::fixed(
        "request-parameter-sunset-changed",
        Info,
        "sunset date changed from `{before}` to `{after}`",
        NOTICE,
        Parameter(
            r#"{"name":"q","in":"query","deprecated":true}"#,
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2999-01-01"}"#,
        ),
    ),
    Row::fixed(
        "request-parameter-sunset-postponed",
        Info,
        "sunset date moved from `{before}` to `{after}`, later than before",
        NOTICE,
        Parameter(
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2999-01-01"}"#,
            r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2999-06-01"}"#,
        ),
    )
    .quiet(),
    Row::fixed(
        "request-parameter-removed-with-deprecation",
        Info,
        "removed after it was deprecated",
        NOTICE,
        Parameter(r#"{"name":"q","in":"query","deprecated":true}"#, ""),
    ),
    Row::fixed(
        "request-parameter-removed-before-sunset",
        Breaking,
        "removed before its sunset date `{before}`",
        EARLY,
        Parameter(r#"{"name":"q","in":"query","deprecated":true,"x-sunset":"2999-01-01"}"#, ""),
    ),
    Row::fixed(
        "request-parameter-stability-decreased",
        Breaking,
        "stability lowered from `{before}` to `{after}`",
        STABILITY,
        Parameter(
            r#"{"name":"q","in":"query","x-stability-level":"stable"}"#,
            r#"{"name":"q","in":"query","x-stability-level":"beta"}"#,
        ),
    ),
    Row::fixed(
        "request-parameter-stability-increased",
        Info,
        "stability raised from `{before}` to `{after}`",
        STABILITY,
        Parameter(
            r#"{"name":"q","in":"query","x-stability-level":"beta"}"#,
            r#"{"name":"q","in":"query","x-stability-level":"stable"}"#,
        ),
    ),
];
