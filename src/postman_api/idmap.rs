//! What a push remembers: which id in Postman is whose, so that a later push knows its own from what people made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The file beside the collection; it holds no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct IdMap {
    /// The uid of the collection.
    pub collection: Option<String>,
    /// Method and path template to the id of the request.
    pub requests: BTreeMap<String, String>,
    /// Ids of folders and saved responses that were pushed.
    pub others: std::collections::BTreeSet<String>,
    /// Environment word to uid.
    pub environments: BTreeMap<String, String>,
}

impl IdMap {
    /// Whether an id was pushed.
    pub fn owns(&self, id: &str) -> bool {
        self.others.contains(id) || self.requests.values().any(|known| known == id)
    }
}
