//! Rows about the structure of a schema: properties, composition, conditions, and what only readers see.

use super::super::change::Level::{Breaking, Info, Warning};
use super::super::check::Effect::{Both, Narrows, Neutral, Unknown, Widens};
use super::Example::Schema;
use super::Row;

const PROPERTY: &str = "Callers fill and read properties by name: one that goes is missed, one that must be there is missing in old calls.";
const REQUIRED: &str = "Leaving out a required property is an error, even where it has a default; a reader relies on it being there.";
const CLOSED: &str = "A schema that allows no further properties or items refuses what old callers may send beside the known ones.";
const COMPOSED: &str =
    "Each member of `allOf` is one more demand, each branch of `oneOf` or `anyOf` one more possibility.";
const CONDITION: &str = "A condition that comes refuses values that were valid; a condition that goes lets values through that were not.";
const POSITION: &str = "An array with positions is written and read by them. What the position demands is told by a change of its own, which compares it with what was in force for it before.";
const TAG: &str = "A discriminator tells readers which schema applies; another property or mapping makes them choose another one.";
const MODE: &str = "A read-only property is not sent, a write-only one is not received.";
const WORDS: &str = "Only people read it.";
const CONTENT: &str = "How a string is encoded and what it holds decides how it is read.";

/// Properties, composition, conditions, annotations.
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
