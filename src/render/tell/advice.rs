//! What a caller does about a change that breaks, or may.

use super::predicate::sends;
use crate::diff::change::{Change, Level};

/// Advice for a check whose id holds a word; the first line that fits counts.
struct Row(&'static str, &'static str);

/// Advice where the caller sends.
const SENDING: &[Row] = &[
    Row("new-request-path-parameter", "Put this into the path of every call."),
    Row("new-required", "Send this with every call."),
    Row("became-required", "Send this with every call."),
    Row("media-type-removed", "Send another media type."),
    Row("body-removed", "Send no body."),
    Row("body-added-required", "Send a body."),
    Row("parameter-removed", "Stop sending this: it is ignored at best, and the call refused at worst."),
    Row("property-removed", "Stop sending this: it is ignored at best, and the call refused at worst."),
    Row("parameter-renamed", "Send this under its new name."),
    Row("became-not-nullable", "Send a value instead of `null`."),
    Row("became-enum", "Send only what is listed."),
    Row("enum-value-removed", "Send one of the other values."),
    Row("const", "Send the new value."),
    Row("default-value", "Send the value that you rely on yourself."),
    Row("type-", "Send the new type."),
    Row("format", "Send the new format."),
    Row("encoding", "Look up how this part of the body is written now."),
    Row("pattern", "Check that what you send fits."),
    Row("-max", "Check that what you send keeps the limit."),
    Row("-min", "Check that what you send keeps the limit."),
    Row("-of-", "Check what you send against the schema."),
    Row("additional-propert", "Send only properties that are described."),
];

/// Advice where the caller receives.
const RECEIVING: &[Row] = &[
    Row("undeclared-removed", "Be ready for answers without."),
    Row("property-removed", "Programs that read this must do without."),
    Row("header-removed", "Programs that read this must do without."),
    Row("media-type-removed", "Ask for another media type."),
    Row("media-type-added", "Ask for the media type that you read."),
    Row("success-status-removed", "Do not wait for this status."),
    Row("status-removed", "Do not wait for this status."),
    Row("status-added", "Handle the new status."),
    Row("became-optional", "Be ready for answers without."),
    Row("became-nullable", "Be ready for `null`."),
    Row("enum-value-added", "Make sure that your program copes with values it does not know."),
    Row("enum-removed", "Make sure that your program copes with values it does not know."),
    Row("type-", "Read the new type."),
    Row("format", "Read the new format."),
    Row("const", "Expect the new value."),
    Row("pattern", "Be ready for values that did not come before."),
    Row("-max", "Be ready for values beyond the old limit."),
    Row("-min", "Be ready for values beyond the old limit."),
    Row("-of-", "Be ready for values of another shape."),
    Row("additional-propert", "Be ready for properties that are not described."),
];

/// Advice for what concerns the operation as a whole.
const OPERATION: &[Row] = &[
    Row("api-removed", "Calls fail; stop making them."),
    Row("api-path-removed", "Calls fail; stop making them."),
    Row("rate-limit", "Call it less often, and wait as long as `Retry-After` says when it answers 429."),
    Row("security", "Check that your credentials and their scopes still suffice."),
    Row("permission", "Check that your callers have what it asks for."),
    Row("scope", "Check that your credentials and their scopes still suffice."),
];

/// What to do about a change; nothing for one that cannot hurt.
pub fn advice(change: &Change) -> Option<&'static str> {
    if change.level == Level::Info {
        return None;
    }
    let id = change.id.as_ref();
    let sides = if sends(id) { SENDING } else { RECEIVING };
    OPERATION.iter().chain(sides).find(|Row(word, _)| id.contains(word)).map(|row| row.1)
}
