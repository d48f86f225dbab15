//! Whether published parts make their published total.

use super::{Role, Statement};

/// A total with the parts that were published with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'a> {
    pub total: &'a Statement,
    pub parts: Vec<&'a Statement>,
}

/// What adding up says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    AddsUp,
    /// The sum of the parts, and how much of the total they leave unexplained: negative where they are more.
    Misses {
        sum: i64,
        gap: i64,
    },
}

impl Group<'_> {
    pub fn verdict(&self) -> Verdict {
        let sum: i64 = self.parts.iter().map(|part| part.value).sum();
        match self.total.value - sum {
            0 => Verdict::AddsUp,
            gap => Verdict::Misses { sum, gap },
        }
    }
}

/// The groups among statements, in the order of their totals.
pub(crate) fn groups<'a>(statements: &[&'a Statement]) -> Vec<Group<'a>> {
    let totals = statements.iter().copied().filter(|statement| statement.role == Role::Total);
    totals
        .map(|total| {
            let same = |statement: &&&Statement| {
                statement.role == Role::Part && statement.group == total.group && statement.area == total.area
            };
            Group { total, parts: statements.iter().filter(same).copied().collect() }
        })
        .collect()
}
