//! Rows about who sends a property, what a string holds, and what only readers see.

use super::super::change::Level::Warning;
use super::super::check::Effect::{Both, Narrows, Neutral, Unknown, Widens};
use super::Example::Schema;
use super::Row;

const MODE: &str = "A read-only property is not sent, a write-only one is not received.";
const WORDS: &str = "Only people read it.";
const CONTENT: &str = "How a string is encoded and what it holds decides how it is read.";

/// Modes, content, annotations.
pub const ROWS: &[Row] = &[
    Row::of(
        "became-read-only",
        Neutral,
        "became read-only",
        MODE,
        Schema(
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
            r#"{"type":"object","properties":{"p":{"type":"string","readOnly":true}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "became-not-read-only",
        Neutral,
        "is no longer read-only",
        MODE,
        Schema(
            r#"{"type":"object","properties":{"p":{"type":"string","readOnly":true}}}"#,
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "became-write-only",
        Neutral,
        "became write-only",
        MODE,
        Schema(
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
            r#"{"type":"object","properties":{"p":{"type":"string","writeOnly":true}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "became-not-write-only",
        Neutral,
        "is no longer write-only",
        MODE,
        Schema(
            r#"{"type":"object","properties":{"p":{"type":"string","writeOnly":true}}}"#,
            r#"{"type":"object","properties":{"p":{"type":"string"}}}"#,
        ),
    )
    .of_properties(),
    Row::of(
        "content-schema-added",
        Narrows,
        "contentSchema added",
        CONTENT,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","contentSchema":{"type":"object"}}"#),
    ),
    Row::of(
        "content-schema-removed",
        Widens,
        "contentSchema removed",
        CONTENT,
        Schema(r#"{"type":"string","contentSchema":{"type":"object"}}"#, r#"{"type":"string"}"#),
    ),
    Row::of(
        "content-media-type-changed",
        Both,
        "contentMediaType changed from `{before}` to `{after}`",
        CONTENT,
        Schema(
            r#"{"type":"string","contentMediaType":"text/csv"}"#,
            r#"{"type":"string","contentMediaType":"text/html"}"#,
        ),
    ),
    Row::of(
        "content-encoding-changed",
        Both,
        "contentEncoding changed from `{before}` to `{after}`",
        CONTENT,
        Schema(
            r#"{"type":"string","contentEncoding":"base64"}"#,
            r#"{"type":"string","contentEncoding":"base32"}"#,
        ),
    ),
    Row::of(
        "xml-changed",
        Unknown,
        "xml changed",
        CONTENT,
        Schema(r#"{"type":"string","xml":{"name":"a"}}"#, r#"{"type":"string","xml":{"name":"b"}}"#),
    ),
    Row::of(
        "description-changed",
        Neutral,
        "description changed",
        WORDS,
        Schema(r#"{"type":"string","description":"a"}"#, r#"{"type":"string","description":"b"}"#),
    )
    .documentation(),
    Row::of(
        "title-changed",
        Neutral,
        "title changed from `{before}` to `{after}`",
        WORDS,
        Schema(r#"{"type":"string","title":"a"}"#, r#"{"type":"string","title":"b"}"#),
    )
    .documentation(),
    Row::of(
        "example-changed",
        Neutral,
        "example changed",
        WORDS,
        Schema(r#"{"type":"string","example":"a"}"#, r#"{"type":"string","example":"b"}"#),
    )
    .documentation(),
    Row::of(
        "extension-changed",
        Neutral,
        "`{name}` changed",
        WORDS,
        Schema(r#"{"type":"string","x-a":1}"#, r#"{"type":"string","x-a":2}"#),
    )
    .documentation(),
    Row::of(
        "external-docs-changed",
        Neutral,
        "externalDocs changed",
        WORDS,
        Schema(
            r#"{"type":"string","externalDocs":{"url":"https://a.example"}}"#,
            r#"{"type":"string","externalDocs":{"url":"https://b.example"}}"#,
        ),
    )
    .documentation(),
    Row::of(
        "format-annotation-changed",
        Neutral,
        "format changed from `{before}` to `{after}`, neither of which is in the format registry",
        WORDS,
        Schema(r#"{"type":"string"}"#, r#"{"type":"string","format":"my own"}"#),
    )
    .documentation(),
    Row::of(
        "unclassified-change",
        Unknown,
        "`{name}` changed, and what that does is not known",
        "No check knows this keyword; look at it.",
        Schema(r#"{"type":"string","mystery":1}"#, r#"{"type":"string","mystery":2}"#),
    )
    .in_response(Warning),
];
