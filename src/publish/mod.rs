//! Writing: all of a night, or nothing. The only place that writes files.

use std::io::Write as _;
use std::path::Path;

/// Writes one file of its own (not part of a night) so that a reader sees the old content or the new one, never half.
///
/// # Errors
/// What the system says.
#[expect(clippy::disallowed_methods, reason = "the only place that writes files")]
pub fn write_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut staged = tempfile::NamedTempFile::new_in(folder)?;
    staged.write_all(bytes)?;
    staged.as_file().sync_all()?;
    staged.persist(path).map_err(|error| error.error)?;
    Ok(())
}
