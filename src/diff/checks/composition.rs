//! Rows about what a schema is made of: `allOf`, `oneOf`, `anyOf`, and the discriminator that tells branches apart.

use super::super::change::Level::{Info, Warning};
use super::super::check::Effect::{Both, Narrows, Neutral, Widens};
use super::Example::Schema;
use super::Row;

const COMPOSED: &str =
    "Each member of `allOf` is one more demand, each branch of `oneOf` or `anyOf` one more possibility.";
const TAG: &str = "A discriminator tells readers which schema applies; another property or mapping makes them choose another one.";

/// Members, branches, discriminators.
pub const ROWS: &[Row] = &[
    Row::of(
        "all-of-added",
        Narrows,
        "`{after}` added to allOf",
        COMPOSED,
        Schema(
            r#"{"allOf":[{"type":"object","title":"A"}]}"#,
            r#"{"allOf":[{"type":"object","title":"A"},{"title":"B","required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "all-of-removed",
        Widens,
        "`{before}` removed from allOf",
        COMPOSED,
        Schema(
            r#"{"allOf":[{"type":"object","title":"A"},{"title":"B","properties":{"b":{"type":"string"}}}]}"#,
            r#"{"allOf":[{"type":"object","title":"A"}]}"#,
        ),
    )
    .in_request(Warning)
    .in_response(Info),
    Row::of(
        "all-of-added-annotation-only",
        Neutral,
        "`{after}`, which only describes, added to allOf",
        COMPOSED,
        Schema(
            r#"{"allOf":[{"type":"object","title":"A"}]}"#,
            r#"{"allOf":[{"type":"object","title":"A"},{"description":"b"}]}"#,
        ),
    ),
    Row::of(
        "all-of-removed-annotation-only",
        Neutral,
        "`{before}`, which only described, removed from allOf",
        COMPOSED,
        Schema(
            r#"{"allOf":[{"type":"object","title":"A"},{"description":"b"}]}"#,
            r#"{"allOf":[{"type":"object","title":"A"}]}"#,
        ),
    ),
    Row::of(
        "any-of-added",
        Widens,
        "`{after}` added to anyOf",
        COMPOSED,
        Schema(
            r#"{"anyOf":[{"title":"A","type":"object","required":["a"]}]}"#,
            r#"{"anyOf":[{"title":"A","type":"object","required":["a"]},{"title":"B","type":"object","required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "any-of-removed",
        Narrows,
        "`{before}` removed from anyOf",
        COMPOSED,
        Schema(
            r#"{"anyOf":[{"title":"A","type":"object","required":["a"]},{"title":"B","type":"object","required":["b"]}]}"#,
            r#"{"anyOf":[{"title":"A","type":"object","required":["a"]}]}"#,
        ),
    ),
    Row::of(
        "one-of-added",
        Widens,
        "`{after}` added to oneOf",
        COMPOSED,
        Schema(
            r#"{"oneOf":[{"title":"A","type":"object","required":["a"]}]}"#,
            r#"{"oneOf":[{"title":"A","type":"object","required":["a"]},{"title":"B","type":"object","required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "one-of-removed",
        Narrows,
        "`{before}` removed from oneOf",
        COMPOSED,
        Schema(
            r#"{"oneOf":[{"title":"A","type":"object","required":["a"]},{"title":"B","type":"object","required":["b"]}]}"#,
            r#"{"oneOf":[{"title":"A","type":"object","required":["a"]}]}"#,
        ),
    ),
    Row::of(
        "one-of-introduced",
        Narrows,
        "must fit one of the branches of a oneOf now",
        COMPOSED,
        Schema(
            r#"{"type":"object"}"#,
            r#"{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "one-of-dropped",
        Widens,
        "need not fit a branch of oneOf any more",
        COMPOSED,
        Schema(
            r#"{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
            r#"{"type":"object"}"#,
        ),
    ),
    Row::of(
        "any-of-introduced",
        Narrows,
        "must fit a branch of an anyOf now",
        COMPOSED,
        Schema(
            r#"{"type":"object"}"#,
            r#"{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "any-of-dropped",
        Widens,
        "need not fit a branch of anyOf any more",
        COMPOSED,
        Schema(
            r#"{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
            r#"{"type":"object"}"#,
        ),
    ),
    Row::of(
        "one-of-became-any-of",
        Widens,
        "may fit several branches now: oneOf became anyOf",
        COMPOSED,
        Schema(
            r#"{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
            r#"{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "any-of-became-one-of",
        Narrows,
        "must fit exactly one branch now: anyOf became oneOf",
        COMPOSED,
        Schema(
            r#"{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
            r#"{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
        ),
    ),
    Row::of(
        "wrapped-in-one-of",
        Both,
        "was restructured into a oneOf, where a value must fit exactly one branch",
        COMPOSED,
        Schema(
            r#"{"type":"object","properties":{"a":{"type":"string"}}}"#,
            r#"{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"object","properties":{"b":{"type":"string"}}}]}"#,
        ),
    ),
    Row::of(
        "discriminator-added",
        Neutral,
        "discriminator `{after}` added",
        TAG,
        Schema(r#"{"type":"object"}"#, r#"{"type":"object","discriminator":{"propertyName":"k"}}"#),
    ),
    Row::of(
        "discriminator-removed",
        Neutral,
        "discriminator `{before}` removed",
        TAG,
        Schema(r#"{"type":"object","discriminator":{"propertyName":"k"}}"#, r#"{"type":"object"}"#),
    ),
    Row::of(
        "discriminator-property-name-changed",
        Neutral,
        "discriminator property changed from `{before}` to `{after}`",
        TAG,
        Schema(
            r#"{"type":"object","discriminator":{"propertyName":"k"}}"#,
            r#"{"type":"object","discriminator":{"propertyName":"l"}}"#,
        ),
    ),
    Row::of(
        "discriminator-mapping-added",
        Neutral,
        "discriminator mapping `{name}` to `{after}` added",
        TAG,
        Schema(
            r#"{"type":"object","discriminator":{"propertyName":"k"}}"#,
            r#"{"type":"object","discriminator":{"propertyName":"k","mapping":{"a":"A"}}}"#,
        ),
    ),
    Row::of(
        "discriminator-mapping-deleted",
        Neutral,
        "discriminator mapping `{name}` removed",
        TAG,
        Schema(
            r#"{"type":"object","discriminator":{"propertyName":"k","mapping":{"a":"A"}}}"#,
            r#"{"type":"object","discriminator":{"propertyName":"k"}}"#,
        ),
    ),
    Row::of(
        "discriminator-mapping-changed",
        Neutral,
        "discriminator mapping `{name}` changed from `{before}` to `{after}`",
        TAG,
        Schema(
            r#"{"type":"object","discriminator":{"propertyName":"k","mapping":{"a":"A"}}}"#,
            r#"{"type":"object","discriminator":{"propertyName":"k","mapping":{"a":"B"}}}"#,
        ),
    ),
];
