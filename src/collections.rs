//! Maps and sets that are asked often: the standard ones with a hash that costs a few instructions for a short key.
//!
//! The standard hash withstands whoever chooses the keys without seeing the answers for years; this one is seeded anew in each
//! process, which is enough here: documents are read, never asked about their order. serde_json's objects keep the standard one.

use foldhash::fast::RandomState;

/// A map without order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set without order.
pub type HashSet<K> = std::collections::HashSet<K, RandomState>;
