//! Names of businesses, laid side by side where it is known already that one person or one house stands behind both.

use super::distance::edits;
use super::spelling::{self, Tongue};

/// A name of a business, as compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TradeName {
    /// Without legal forms and forms of address, abbreviations written out.
    words: Vec<String>,
    /// Each two letters that stand side by side in the whole name, in the order of the alphabet.
    pairs: Vec<[u8; 2]>,
}

/// How much of the letters two names of one owner's businesses have in common: `kripik tempe sari` and `keripik tempe bu
/// sari` have so much.
const ALIKE: f64 = 0.6;

impl TradeName {
    pub fn parse(name: &str) -> TradeName {
        let folded = spelling::fold(name);
        let words = spelling::trade_words(&folded).into_iter().map(str::to_owned).collect();
        let letters: Vec<u8> = folded.bytes().filter(|letter| *letter != b' ').collect();
        let mut pairs: Vec<[u8; 2]> =
            letters.windows(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).collect();
        pairs.sort_unstable();
        TradeName { words, pairs }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether one owner's two businesses of these names are one: spelt nearly alike, or one name is the other with a word
    /// left out (`Berkah`, `Bambu Berkah`). `Warung Bu Siti` and `Salon Bu Siti` are two.
    pub fn is_like(&self, other: &TradeName) -> bool {
        !self.is_empty()
            && !other.is_empty()
            && (self.likeness(other) >= ALIKE || self.lies_in(other) || other.lies_in(self))
    }

    /// What is common to all ways of writing a name of two words and more. A single word tells too little to know a
    /// business by.
    pub fn mark(&self) -> Option<String> {
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.sort_unstable();
        (words.len() > 1).then(|| words.join(" "))
    }

    /// Twice the pairs of letters that both have, of all that they have.
    fn likeness(&self, other: &TradeName) -> f64 {
        let (mut rest, mut both) = (other.pairs.as_slice(), 0_u32);
        for pair in &self.pairs {
            rest = rest.get(rest.partition_point(|other| other < pair)..).unwrap_or_default();
            if let Some((first, after)) = rest.split_first()
                && first == pair
            {
                both += 1;
                rest = after;
            }
        }
        let all = u32::try_from(self.pairs.len() + other.pairs.len()).unwrap_or(u32::MAX);
        if all == 0 { 0.0 } else { f64::from(2 * both) / f64::from(all) }
    }

    /// Whether each word, but for a slip, is one of the other's.
    fn lies_in(&self, other: &TradeName) -> bool {
        self.words.iter().all(|word| other.words.iter().any(|other| same_word(word, other)))
    }
}

/// Street and number, however they are written; nothing where no number says which house it is.
pub fn house(address: &str) -> Option<String> {
    let folded = spelling::fold(address);
    let words = spelling::words(&folded, Tongue::Street);
    let numbered = words.iter().any(|word| word.bytes().any(|letter| letter.is_ascii_digit()));
    (words.len() > 1 && numbered).then(|| words.join(" "))
}

fn same_word(one: &str, other: &str) -> bool {
    one == other || one.len().min(other.len()) > 3 && edits(one.as_bytes(), other.as_bytes(), 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_owners_businesses_may_differ_by_a_slip_or_a_word() {
        for (one, other, same) in [
            ("warung sari", "Warung Sari", true),
            ("kripik tempe sari", "keripik tempe bu sari", true),
            ("bengkel budi", "bengkel motor budi", true),
            ("Makmur", "Cuci Motor Makmur", true),
            ("UD Bambu Berkah", "Berkah", true),
            ("Katering Bu Maya", "Cateringn Maya", true),
            ("Wr. Bu Siti", "Warung Mbak Siti", true),
            ("Warung Bu Siti", "Salon Bu Siti", false),
            ("warung sari", "laundry sari", false),
            ("warung sari", "bengkel budi", false),
            ("", "warung sari", false),
            ("", "", false),
        ] {
            let (one, other) = (TradeName::parse(one), TradeName::parse(other));
            assert_eq!(one.is_like(&other), same, "{one:?} {other:?} {}", one.likeness(&other));
            assert_eq!(other.is_like(&one), same, "{other:?} {one:?}");
        }
    }

    #[test]
    fn a_business_is_known_by_two_words_in_any_order() {
        let mark = |name| TradeName::parse(name).mark();
        assert_eq!(mark("UD. Tempe Berkah"), mark("berkah tempe"));
        assert_eq!(mark("Toko Berkah"), mark("TK BERKAH"));
        assert_ne!(mark("Tempe Berkah"), mark("Tempe Barokah"));
        assert_eq!(house("Jl. Mawar II No. 7").as_deref(), house("JL MAWAR II 7").as_deref());
        assert_eq!((house("Jl. Mawar"), house("7")), (None, None));
        assert_eq!((mark("Berkah"), mark("CV Berkah"), mark("")), (None, None, None));
    }
}
