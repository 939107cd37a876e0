//! The array of changes that other programs read.

use std::io::{self, Write};

use serde::Serialize;

use super::{Located, Place};
use crate::diff::change::Change;
use crate::json::pretty;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(flatten)]
    change: &'a Change,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_source: Option<Source<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision_source: Option<Source<'a>>,
}

/// Lines and columns count from 1, as oasdiff's do.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

fn source(place: &Place) -> Source<'_> {
    Source {
        file: &place.file,
        line: place.start.line + 1,
        column: place.start.character + 1,
        end_line: place.end.line + 1,
        end_column: place.end.character + 1,
    }
}

/// Writes the array.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row<'_>> = changes
        .iter()
        .map(|located| Row {
            change: located.change,
            base_source: located.base.as_ref().map(source),
            revision_source: located.revision.as_ref().map(source),
        })
        .collect();
    out.write_all(&pretty::to_vec(&rows)?)?;
    writeln!(out)
}
