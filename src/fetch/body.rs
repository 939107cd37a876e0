//! A body as it comes: unpacked by the HTTP library, counted here, given up when it is too large or stands still.

use std::io::Read as _;
use std::time::Duration;

use reqwest::Response;
use tokio::time::timeout;

use super::error::Failure;

/// Reads a whole body of at most `limit` unpacked bytes.
///
/// # Errors
/// A body that is larger, ends early, cannot be unpacked, or pauses for longer than `idle`.
pub async fn read(mut response: Response, limit: usize, idle: Duration) -> Result<Vec<u8>, Failure> {
    // What an unpacked body promises is known to its unpacker alone.
    let promised = response.content_length();
    if let Some(other) = response.headers().get(reqwest::header::CONTENT_ENCODING) {
        let name = other.to_str().unwrap_or("?").to_lowercase();
        if name != "identity" {
            return Err(Failure::Encoding(super::error::shown(&name, 40)));
        }
    }
    let mut bytes = Vec::new();
    loop {
        let chunk = match timeout(idle, response.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return whole(bytes, promised),
            Ok(Err(error)) => return Err(Failure::Body(broken(&error.without_url()))),
            Err(_) => return Err(Failure::Idle(idle)),
        };
        if bytes.len() + chunk.len() > limit {
            return Err(Failure::TooLarge(limit));
        }
        reserve(&mut bytes, chunk.len(), limit);
        bytes.extend_from_slice(&chunk);
    }
}

/// A stream of HTTP/2 that a server resets without an error ends like one that is complete (RFC 9113, section 8.1.1); half a
/// YAML text would look whole.
fn whole(bytes: Vec<u8>, promised: Option<u64>) -> Result<Vec<u8>, Failure> {
    match promised.filter(|&promised| u64::try_from(bytes.len()) != Ok(promised)) {
        Some(promised) => Err(Failure::Body(format!("{} of {promised} bytes came", bytes.len()))),
        None => Ok(bytes),
    }
}

/// Doubles the room, but never beyond the limit: a vector that grows by itself may take twice as much.
fn reserve(bytes: &mut Vec<u8>, more: usize, limit: usize) {
    let needed = bytes.len() + more;
    if needed > bytes.capacity() {
        let wanted = (bytes.capacity() * 2).max(needed).min(limit);
        bytes.reserve_exact(wanted - bytes.len());
    }
}

fn broken(error: &reqwest::Error) -> String {
    let mut at: &dyn std::error::Error = error;
    while let Some(below) = at.source() {
        at = below;
    }
    super::error::shown(&at.to_string(), 200)
}

/// Unpacks a file that is gzip in itself (`sitemap.xml.gz`); other bytes stay as they are.
///
/// # Errors
/// Broken packing, more than `limit` bytes.
pub fn gunzip(bytes: Vec<u8>, limit: usize) -> Result<Vec<u8>, Failure> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut out = Vec::new();
    let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let unpacked = flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(room).read_to_end(&mut out);
    unpacked.map_err(|error| Failure::Body(error.to_string()))?;
    if out.len() > limit { Err(Failure::TooLarge(limit)) } else { Ok(out) }
}

/// Whether a text's tree would have more than `limit` values: every value but the first stands behind a separator or an
/// opening bracket (JSON), a line break or one of these (YAML). Counted before any tree is built.
pub fn is_too_rich(bytes: &[u8], limit: usize) -> bool {
    let json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"{[".contains(byte));
    let separators: &[u8] = if json { b",[{" } else { b",[{\n" };
    bytes.iter().filter(|byte| separators.contains(byte)).count() > limit
}
