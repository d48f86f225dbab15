//! What is known before any record is read: how one and the same usually compares with itself in two lists.
//!
//! These are starting points and, for levels that are too rare to be met among a few thousand records, what stands in for
//! experience. The records at hand outweigh them soon: a prior counts as many pairs as its strength says.
#![expect(clippy::indexing_slicing, reason = "levels are constants below LEVELS")]

use super::level::{LEVELS, date, identity, letters, name, number, place, sex, trade};
use super::model::Comparison;

/// What is known of one comparison beforehand.
pub(super) struct Prior {
    /// How probable each level is of one and the same.
    pub(super) same: [f64; LEVELS],
    /// How probable at most for strangers, where a sample shows none.
    pub(super) other: [f64; LEVELS],
    /// Of neighbours: how far they are like strangers, and what they are like otherwise.
    like_strangers: f64,
    near: [f64; LEVELS],
    /// Where the worth of a level depends on the value.
    pub(super) by_value: [bool; LEVELS],
    /// Whether neighbours have the value in common for a reason (a shared telephone) and not by chance (a name).
    pub(super) shared_by_neighbours: bool,
    /// How many pairs the prior counts as.
    pub(super) strength: f64,
    pub(super) strength_near: f64,
}

impl Prior {
    /// How neighbours compare, once it is known how strangers do.
    pub(super) fn near(&self, other: &[f64; LEVELS]) -> [f64; LEVELS] {
        let mut near = [0.0; LEVELS];
        for level in 1..LEVELS {
            near[level] = (self.like_strangers * other[level]
                + (1.0 - self.like_strangers) * self.near[level])
                .max(1e-7);
        }
        near
    }

    /// How much a level speaks for one and the same before anything was learned, in bits.
    pub(super) fn bits(&self, level: u8) -> f64 {
        let level = usize::from(level);
        if level == 0 { 0.0 } else { (self.same[level] / self.other[level]).log2() }
    }

    pub(super) fn of(comparison: Comparison) -> Prior {
        match comparison {
            Comparison::Name { .. } => name_prior(),
            Comparison::Identity { .. } => identity_prior(),
            Comparison::Date { .. } => date_prior(),
            Comparison::Sex { .. } => {
                prior(&[(sex::SAME, 0.985), (sex::OTHER, 0.015)], &[(sex::SAME, 0.5), (sex::OTHER, 0.5)])
                    .sharing(0.2, &[(sex::SAME, 0.3), (sex::OTHER, 0.7)])
            }
            Comparison::Number { .. } => prior(
                &[
                    (number::SAME, 0.8),
                    (number::SLIP, 0.05),
                    (number::TWO_SLIPS, 0.01),
                    (number::OTHER, 0.14),
                ],
                &[
                    (number::SAME, 1e-6),
                    (number::SLIP, 1e-6),
                    (number::TWO_SLIPS, 3e-5),
                    (number::OTHER, 1.0),
                ],
            )
            .by_value(&[number::SAME])
            .sharing(
                0.0,
                &[
                    (number::SAME, 0.35),
                    (number::SLIP, 0.01),
                    (number::TWO_SLIPS, 1e-4),
                    (number::OTHER, 0.64),
                ],
            ),
            Comparison::Trade { .. } => trade_prior(),
            Comparison::Place { .. } => place_prior(),
            Comparison::Text { .. } => text_prior(),
        }
    }

    fn by_value(mut self, levels: &[u8]) -> Prior {
        for level in levels {
            self.by_value[usize::from(*level)] = true;
        }
        self
    }

    fn sharing(mut self, like_strangers: f64, levels: &[(u8, f64)]) -> Prior {
        self.like_strangers = like_strangers;
        self.near = filled(levels);
        self.shared_by_neighbours = like_strangers < 0.5;
        self
    }
}

fn prior(same: &[(u8, f64)], other: &[(u8, f64)]) -> Prior {
    Prior {
        same: filled(same),
        other: filled(other),
        like_strangers: 1.0,
        near: [0.0; LEVELS],
        by_value: [false; LEVELS],
        shared_by_neighbours: false,
        strength: 40.0,
        strength_near: 3000.0,
    }
}

fn filled(levels: &[(u8, f64)]) -> [f64; LEVELS] {
    let mut all = [1e-9; LEVELS];
    for (level, chance) in levels {
        all[usize::from(*level)] = *chance;
    }
    all
}

fn name_prior() -> Prior {
    prior(
        &[
            (name::SAME, 0.62),
            (name::ORDER, 0.02),
            (name::SPELLING, 0.06),
            (name::SLIP, 0.12),
            (name::INITIAL, 0.03),
            (name::PART, 0.04),
            (name::PART_ONE, 0.06),
            (name::PART_SLIP, 0.02),
            (name::FIRST, 0.01),
            (name::SOME, 0.01),
            (name::NEAR, 0.005),
            (name::OTHER, 0.005),
        ],
        &[
            (name::SAME, 1e-3),
            (name::ORDER, 1e-4),
            (name::SPELLING, 1e-4),
            (name::SLIP, 1e-4),
            (name::INITIAL, 1e-4),
            (name::PART, 1e-4),
            (name::PART_ONE, 1e-2),
            (name::PART_SLIP, 1e-3),
            (name::FIRST, 1e-2),
            (name::SOME, 1e-2),
            (name::NEAR, 1e-3),
            (name::OTHER, 1.0),
        ],
    )
    .by_value(&[
        name::SAME,
        name::ORDER,
        name::SPELLING,
        name::SLIP,
        name::INITIAL,
        name::PART,
        name::PART_ONE,
        name::PART_SLIP,
        name::FIRST,
        name::SOME,
    ])
    .sharing(0.8, &[(name::FIRST, 0.4), (name::SOME, 0.2), (name::PART_ONE, 0.1), (name::OTHER, 0.3)])
}

fn identity_prior() -> Prior {
    prior(
        &[
            (identity::SAME, 0.37),
            (identity::ROUNDED, 0.04),
            (identity::SLIP, 0.04),
            (identity::TWO_SLIPS, 0.002),
            (identity::SERIAL, 0.004),
            (identity::OTHER_BORN_SAME, 0.001),
            (identity::OTHER, 0.002),
            (identity::BORN_SAME, 0.48),
            (identity::BORN_SWAPPED, 0.012),
            (identity::BORN_NEAR, 0.03),
            (identity::BORN_YEAR, 0.01),
            (identity::BORN_OTHER, 0.005),
        ],
        &[
            (identity::SAME, 1e-8),
            (identity::ROUNDED, 1e-8),
            (identity::SLIP, 1e-7),
            (identity::TWO_SLIPS, 3e-6),
            (identity::SERIAL, 1e-6),
            (identity::OTHER_BORN_SAME, 3e-5),
            (identity::OTHER, 1.0),
            (identity::BORN_SAME, 5e-5),
            (identity::BORN_SWAPPED, 3e-5),
            (identity::BORN_NEAR, 1e-2),
            (identity::BORN_YEAR, 1e-3),
            (identity::BORN_OTHER, 1.0),
        ],
    )
    .sharing(
        0.97,
        &[
            (identity::SERIAL, 0.15),
            (identity::OTHER_BORN_SAME, 0.2),
            (identity::OTHER, 0.3),
            (identity::BORN_SAME, 0.15),
            (identity::BORN_OTHER, 0.2),
        ],
    )
}

fn trade_prior() -> Prior {
    prior(
        &[
            (trade::LICENCE, 0.2),
            (trade::LICENCE_SLIP, 0.005),
            (trade::SAME, 0.42),
            (trade::SLIP, 0.1),
            (trade::PART, 0.13),
            (trade::SOME, 0.07),
            (trade::OTHER, 0.075),
        ],
        &[
            (trade::LICENCE, 1e-6),
            (trade::LICENCE_SLIP, 1e-6),
            (trade::SAME, 1e-3),
            (trade::SLIP, 1e-3),
            (trade::PART, 1e-2),
            (trade::SOME, 0.1),
            (trade::OTHER, 1.0),
        ],
    )
    .by_value(&[trade::SAME, trade::SLIP, trade::PART, trade::SOME])
    .sharing(
        0.4,
        &[
            (trade::LICENCE, 0.25),
            (trade::SAME, 0.45),
            (trade::SLIP, 0.1),
            (trade::PART, 0.1),
            (trade::SOME, 0.1),
        ],
    )
}

fn place_prior() -> Prior {
    prior(
        &[
            (place::STREET, 0.5),
            (place::STREET_SLIP, 0.06),
            (place::RT, 0.2),
            (place::STREET_ELSEWHERE, 0.02),
            (place::RW, 0.02),
            (place::AREA, 0.1),
            (place::AREA_OTHER_RT, 0.01),
            (place::DISTRICT, 0.03),
            (place::OTHER, 0.06),
        ],
        &[
            (place::STREET, 1e-5),
            (place::STREET_SLIP, 1e-5),
            (place::RT, 1e-3),
            (place::STREET_ELSEWHERE, 1e-4),
            (place::RW, 1e-2),
            (place::AREA, 1e-2),
            (place::AREA_OTHER_RT, 1e-2),
            (place::DISTRICT, 0.1),
            (place::OTHER, 1.0),
        ],
    )
    .by_value(&[place::STREET, place::STREET_SLIP, place::STREET_ELSEWHERE])
    .sharing(
        0.0,
        &[
            (place::STREET, 0.5),
            (place::STREET_SLIP, 0.05),
            (place::RT, 0.2),
            (place::STREET_ELSEWHERE, 0.02),
            (place::RW, 0.03),
            (place::AREA, 0.12),
            (place::AREA_OTHER_RT, 0.02),
            (place::DISTRICT, 0.03),
            (place::OTHER, 0.03),
        ],
    )
}

fn date_prior() -> Prior {
    prior(
        &[
            (date::SAME, 0.9),
            (date::SWAPPED, 0.01),
            (date::NEAR, 0.05),
            (date::SLIPS, 0.02),
            (date::OTHER, 0.02),
        ],
        &[
            (date::SAME, 1e-4),
            (date::SWAPPED, 1e-4),
            (date::NEAR, 1e-2),
            (date::SLIPS, 1e-2),
            (date::OTHER, 1.0),
        ],
    )
    .by_value(&[date::SAME])
}

fn text_prior() -> Prior {
    prior(
        &[
            (letters::SAME, 0.8),
            (letters::SLIP, 0.1),
            (letters::LIKE, 0.03),
            (letters::SOMEWHAT, 0.02),
            (letters::OTHER, 0.05),
        ],
        &[
            (letters::SAME, 1e-4),
            (letters::SLIP, 1e-4),
            (letters::LIKE, 1e-4),
            (letters::SOMEWHAT, 1e-2),
            (letters::OTHER, 1.0),
        ],
    )
    .by_value(&[letters::SAME])
}
