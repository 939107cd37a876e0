//! Which node of a tree, not what it says: addresses, and maps by them.
//!
//! Nobody who writes a document chooses them, so a few instructions hash them well enough.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde_json::{Map, Value};

/// Where a node is in memory, for as long as its tree stays there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(usize);

impl Address {
    // Not generic: the address of a reference to a node would be another one, and nobody would notice.

    /// The address of a node.
    pub fn of(node: &Value) -> Self {
        Self(std::ptr::from_ref(node).addr())
    }

    /// The address of an object's entries; not that of the node that holds them.
    pub fn of_object(map: &Map<String, Value>) -> Self {
        Self(std::ptr::from_ref(map).addr())
    }
}

/// A map by addresses.
pub type IdentityMap<K, V> = HashMap<K, V, BuildHasherDefault<AddressHasher>>;

/// A set of addresses.
pub type IdentitySet<K> = HashSet<K, BuildHasherDefault<AddressHasher>>;

/// Mixes addresses and small numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct AddressHasher(u64);

/// 2^64 divided by the golden ratio: spreads what differs in few bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(SPREAD);
        self.0 ^= self.0 >> 32;
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number.cast_unsigned() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_stand_apart() {
        let hash = |number: usize| {
            let mut hasher = AddressHasher::default();
            hasher.write_usize(number);
            hasher.finish()
        };
        // Tables look at the lowest and the highest bits.
        let low: HashSet<u64> = (0..1_000).map(|at| hash(0x7f00_0000 + at * 72) % 4_096).collect();
        let high: HashSet<u64> = (0..1_000).map(|at| hash(0x7f00_0000 + at * 72) >> 57).collect();
        assert!(low.len() > 700 && high.len() > 100, "{} {}", low.len(), high.len());
    }
}
