//! Nodes told apart by where they stand in memory: a tree does not move while it is looked at.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde_json::Value;

/// Where a node stands.
pub fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// Something for each of some nodes.
pub type AddressMap<T> = HashMap<usize, T, BuildHasherDefault<AddressHasher>>;
/// Some nodes.
pub type AddressSet = HashSet<usize, BuildHasherDefault<AddressHasher>>;

/// Spreads addresses; they are nobody's input, so nothing has to be guarded against.
#[derive(Debug, Default, Clone, Copy)]
pub struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        let mixed = (self.0 ^ number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
