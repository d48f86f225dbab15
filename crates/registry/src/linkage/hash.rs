//! Hashing that is quick and the same on every machine and in every run: block keys are stored and compared across runs.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map for keys that are numbers or short texts of ours, never of an attacker's choosing alone: a flood of equal hashes
/// only makes one import slow.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

#[derive(Default, Clone, Copy)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((whole, after)) = rest.split_first_chunk::<8>() {
            self.write_u64(u64::from_le_bytes(*whole) ^ (1 << 63));
            rest = after;
        }
        if !rest.is_empty() {
            self.write_u64(rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0 ^ value.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }
}

/// Spreads the bits of a number (the finish of SplitMix64).
pub(super) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// One number for two, in order.
pub(super) fn join(left: u64, right: u64) -> u64 {
    mix(left.rotate_left(25) ^ right.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// One number for a text.
pub(super) fn text(bytes: &[u8]) -> u64 {
    let mut mixer = Mixer(0x51_7C_C1_B7);
    mixer.write(bytes);
    mixer.finish()
}
