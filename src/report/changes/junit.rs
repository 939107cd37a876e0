//! JUnit XML, as CI servers read it: what breaks fails, everything else passes.

use std::io::{self, Write};

use super::Located;
use crate::diff::change::Level;
use crate::escape::xml;

/// Writes one document; a run without changes is one passed case.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], out: &mut dyn Write) -> io::Result<()> {
    let failures = changes.iter().filter(|located| located.change.level == Level::Breaking).count();
    let total = changes.len().max(1);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"specline diff\" tests=\"{total}\" failures=\"{failures}\">")?;
    writeln!(out, "  <testsuite name=\"specline diff\" tests=\"{total}\" failures=\"{failures}\">")?;
    if changes.is_empty() {
        writeln!(out, "    <testcase classname=\"specline\" name=\"no changes\"/>")?;
    }
    for located in changes {
        let change = located.change;
        let name = format!("{} {}", located.heading(), change.fingerprint);
        write!(out, "    <testcase classname=\"{}\" name=\"{}\"", xml(&change.id), xml(&name))?;
        if change.level == Level::Breaking {
            writeln!(out, ">")?;
            writeln!(out, "      <failure type=\"breaking\" message=\"{}\"/>", xml(&change.text))?;
            writeln!(out, "    </testcase>")?;
        } else {
            writeln!(out, "/>")?;
        }
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}
