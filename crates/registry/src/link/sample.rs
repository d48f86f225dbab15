//! How good the machine's answers are, by a blind sample.
//!
//! Words: a *sample* is drawn at random from what the machine joined, what it asked, and what it left apart just below the
//! line, each part a *stratum*; a *judgement* is what a person says of a pair without seeing what the machine said.
//!
//! Always true: nothing of a sample is changed after it was drawn; whoever judges is shown what two sources say, and neither
//! stratum nor weight nor records; of one pair the last judgement holds; a judgement decides nothing.

use kernel::job::JobKind;

pub use super::sample_draw::{Draw, draw, later};
pub use super::sample_judge::{Pair, Said, Sample, drawn, judge, list, next, one, pair};
pub use super::sample_rules as rules;

kernel::id!(
    /// A sample.
    SampleId
);

kernel::id!(
    /// A pair of a sample.
    PairId
);

/// Jobs of this part.
pub(super) const JOBS: [JobKind; 1] = [JobKind::of::<Draw>()];
