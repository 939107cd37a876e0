//! Spectral's array: what tools that read `spectral lint -f json` expect.

use std::io::{self, Write};

use crate::finding::Finding;
use crate::json::pretty;

/// Writes one array, a finding an element.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&pretty::to_vec(findings)?)?;
    writeln!(out)
}
