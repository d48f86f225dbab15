//! Why two records are, or are not, taken for one: in words that an officer of a kelurahan would use.
#![expect(clippy::indexing_slicing, reason = "levels are below LEVELS; odds are as many as comparisons")]

use super::learn::Weights;
use super::level::{date, identity, letters, name, number, place, sex, trade};
use super::model::Comparison;
use super::score::{MOST, Scale};

/// The messages of explanations, Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// One thing that was compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// What was compared.
    pub comparison: Comparison,
    /// The message that says what was found, such as "the same birth date".
    pub message: &'static str,
    /// In bits: above 0 it speaks for one, below for two.
    pub weight: f32,
}

/// All that was compared of a pair. What one of the two does not tell is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What speaks loudest, for or against, first.
    pub reasons: Vec<Reason>,
    /// In bits, of everything together: 0 is even odds, 10 a thousand to one.
    pub weight: f32,
    /// Whether two valid NIKs contradict each other, which no likeness outweighs.
    pub contradiction: bool,
}

pub(super) fn explain(scale: &mut Scale<'_>, weights: &Weights, a: u32, b: u32) -> Explanation {
    let seen = scale.see(a, b);
    let mut reasons: Vec<Reason> = Vec::with_capacity(MOST);
    for (at, (comparison, odds)) in scale.model.comparisons.iter().zip(&weights.odds).enumerate() {
        let level = usize::from(seen[at].level);
        if level == 0 {
            continue;
        }
        let other = match odds.scale[level] {
            by_value if by_value > 0.0 => (f64::from(-seen[at].rarity).exp2() * by_value).min(1.0),
            _ => odds.other[level],
        };
        let weight = short((odds.same[level] / other).log2());
        reasons.push(Reason {
            comparison: *comparison,
            message: message(*comparison, seen[at].level),
            weight,
        });
    }
    reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()));
    Explanation { reasons, weight: short(scale.weigh(weights, &seen)), contradiction: scale.contradict(a, b) }
}

#[expect(clippy::as_conversions, reason = "a weight of a few dozen bits loses nothing that matters")]
pub(super) fn short(weight: f64) -> f32 {
    weight as f32
}

fn message(comparison: Comparison, level: u8) -> &'static str {
    match comparison {
        Comparison::Name { .. } => of_name(level),
        Comparison::Identity { .. } => of_identity(level),
        Comparison::Date { .. } => match level {
            date::SAME => "registry-linkage-born-same",
            date::SWAPPED => "registry-linkage-born-swapped",
            date::NEAR | date::SLIPS => "registry-linkage-born-near",
            _ => "registry-linkage-born-other",
        },
        Comparison::Sex { .. } if level == sex::SAME => "registry-linkage-sex-same",
        Comparison::Sex { .. } => "registry-linkage-sex-other",
        Comparison::Number { .. } => match level {
            number::SAME => "registry-linkage-phone-same",
            number::SLIP | number::TWO_SLIPS => "registry-linkage-phone-slip",
            _ => "registry-linkage-phone-other",
        },
        Comparison::Trade { .. } => match level {
            trade::LICENCE => "registry-linkage-trade-nib",
            trade::LICENCE_SLIP => "registry-linkage-trade-nib-slip",
            trade::SAME => "registry-linkage-trade-same",
            trade::SLIP | trade::PART => "registry-linkage-trade-like",
            trade::SOME => "registry-linkage-trade-some",
            _ => "registry-linkage-trade-other",
        },
        Comparison::Place { .. } => of_place(level),
        Comparison::Text { .. } => match level {
            letters::SAME => "registry-linkage-text-same",
            letters::SLIP | letters::LIKE | letters::SOMEWHAT => "registry-linkage-text-like",
            _ => "registry-linkage-text-other",
        },
    }
}

fn of_name(level: u8) -> &'static str {
    match level {
        name::SAME => "registry-linkage-name-same",
        name::ORDER => "registry-linkage-name-order",
        name::SPELLING => "registry-linkage-name-spelling",
        name::SLIP | name::NEAR => "registry-linkage-name-slip",
        name::INITIAL => "registry-linkage-name-initial",
        name::PART | name::PART_ONE | name::PART_SLIP => "registry-linkage-name-part",
        name::FIRST => "registry-linkage-name-first",
        name::SOME => "registry-linkage-name-some",
        _ => "registry-linkage-name-other",
    }
}

fn of_identity(level: u8) -> &'static str {
    match level {
        identity::SAME => "registry-linkage-nik-same",
        identity::ROUNDED => "registry-linkage-nik-rounded",
        identity::SLIP | identity::TWO_SLIPS => "registry-linkage-nik-slip",
        identity::SERIAL => "registry-linkage-nik-serial",
        identity::OTHER_BORN_SAME => "registry-linkage-nik-other-born-same",
        identity::OTHER => "registry-linkage-nik-other",
        identity::BORN_SAME => "registry-linkage-born-same",
        identity::BORN_SWAPPED => "registry-linkage-born-swapped",
        identity::BORN_NEAR => "registry-linkage-born-near",
        identity::BORN_YEAR => "registry-linkage-born-year",
        _ => "registry-linkage-born-other",
    }
}

fn of_place(level: u8) -> &'static str {
    match level {
        place::STREET => "registry-linkage-place-street",
        place::STREET_SLIP => "registry-linkage-place-street-like",
        place::RT => "registry-linkage-place-rt",
        place::STREET_ELSEWHERE => "registry-linkage-place-street-elsewhere",
        place::RW => "registry-linkage-place-rw",
        place::AREA | place::AREA_OTHER_RT => "registry-linkage-place-area",
        place::DISTRICT => "registry-linkage-place-district",
        _ => "registry-linkage-place-other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::level::LEVELS;
    use crate::linkage::model::Model;

    #[test]
    fn whatever_is_found_has_words_in_both_languages() {
        let says = |messages: &str, key: &str| {
            messages
                .lines()
                .filter_map(|line| line.split_once(" = "))
                .any(|(name, text)| name == key && !text.is_empty())
        };
        let mut met = std::collections::BTreeSet::new();
        for comparison in [Model::people(), Model::febrl(false)].iter().flat_map(|model| &model.comparisons) {
            met.extend((1..u8::try_from(LEVELS).unwrap()).map(|level| message(*comparison, level)));
        }
        assert!(met.len() > 40, "{met:?}");
        for key in &met {
            assert!(says(MESSAGES.0, key) && says(MESSAGES.1, key), "{key}");
        }
        // And nothing is said that nobody would ever hear.
        for line in [MESSAGES.0, MESSAGES.1].iter().flat_map(|text| text.lines()) {
            assert!(line.split_once(" = ").is_some_and(|(key, _)| met.contains(key)), "{line}");
        }
    }
}
