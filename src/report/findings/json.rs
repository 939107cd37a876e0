//! Spectral's array: what tools that read `spectral lint -f json` expect.

use std::io::{self, Write};

use crate::finding::Finding;

/// Writes one array, a finding an element.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, findings)?;
    writeln!(out)
}
