//! The Merkle tree of RFC 9162: leaves and nodes are hashed under different prefixes, so that neither passes for the
//! other.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub(super) type Hash = [u8; 32];

/// The hash of a leaf.
pub(super) fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The root over leaves; of none, the hash of nothing.
pub(super) fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        [_, _, ..] => {
            // The largest power of two below the length.
            let half = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(half);
            let (left, right) = (root(left), root(right));
            Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
        }
    }
}

/// What a seal signs and the next one chains to: the batch's root, bound to city, number, size, time and what came
/// before.
pub(super) fn chain(link: &Link<'_>) -> Hash {
    Sha256::new()
        .chain_update(b"berdaya seal 1\n")
        .chain_update(link.city.to_be_bytes())
        .chain_update(link.number.to_be_bytes())
        .chain_update(u64::try_from(link.leaves.len()).unwrap_or(u64::MAX).to_be_bytes())
        .chain_update(link.at.timestamp_micros().to_be_bytes())
        .chain_update(u64::try_from(link.previous.len()).unwrap_or(u64::MAX).to_be_bytes())
        .chain_update(link.previous)
        .chain_update(root(link.leaves))
        .finalize()
        .into()
}

/// What goes into a seal's root.
pub(super) struct Link<'a> {
    pub(super) city: i32,
    pub(super) number: i64,
    pub(super) at: kernel::Instant,
    pub(super) previous: &'a [u8],
    pub(super) leaves: &'a [Hash],
}

/// What stands in for the root before a city's first seal.
pub(super) fn genesis(city: i32) -> Hash {
    Sha256::new().chain_update(b"berdaya first seal 1\n").chain_update(city.to_be_bytes()).finalize().into()
}

/// The bytes that are signed: a root under a prefix of its own, so that the key signs nothing else by mistake.
pub(super) fn signed(root: &[u8]) -> Vec<u8> {
    [b"berdaya root 1\n".as_slice(), root].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_depends_on_every_leaf_its_place_and_the_number_of_leaves() {
        let leaves: Vec<Hash> = (0_u8..7).map(|n| leaf(&[n])).collect();
        let whole = root(&leaves);
        for i in 0..leaves.len() {
            let mut other = leaves.clone();
            other[i] = leaf(b"other");
            assert_ne!(root(&other), whole);
            other = leaves.clone();
            other.remove(i);
            assert_ne!(root(&other), whole);
            other = leaves.clone();
            other.swap(i, (i + 1) % 7);
            assert_ne!(root(&other), whole);
        }
        // A node does not pass for a leaf, and the last leaf is not doubled (CVE-2012-2459).
        assert_ne!(root(&[root(&leaves[..4]), root(&leaves[4..])]), leaf(&whole));
        assert_ne!(root(&leaves[..3]), root(&[leaves[0], leaves[1], leaves[2], leaves[2]]));
    }

    #[test]
    fn the_tree_is_that_of_rfc_9162() {
        // The test vectors of Certificate Transparency's reference implementation.
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let leaves: Vec<Hash> = inputs.iter().map(|input| leaf(input)).collect();
        for (count, expected) in [
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ] {
            assert_eq!(data_encoding::HEXLOWER.encode(&root(&leaves[..count])), expected, "{count}");
        }
    }
}
