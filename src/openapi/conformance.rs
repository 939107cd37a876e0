//! The typed reading: is this a document of OpenAPI 3.0 as the `openapiv3` types know it?
//!
//! It is asked at the fetch boundary and before publication, and never the thing that is written: the types drop what they
//! do not know.

use serde_json::Value;

use super::version::Version;

/// Why a 3.0 document does not fit the types of OpenAPI 3.0; `None` when it fits, and for versions that have no types.
pub fn misfit(root: &Value) -> Option<String> {
    if Version::of(root)? != Version::V3_0 {
        return None;
    }
    let text = serde_json::to_string(root).ok()?;
    serde_json::from_str::<openapiv3::OpenAPI>(&text).err().map(|error| error.to_string())
}
