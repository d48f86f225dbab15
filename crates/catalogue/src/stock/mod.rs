//! What there is of a variant, at which place, and whose it is.
//!
//! Words. *On hand* is what somebody who counts would find. Of it some is *held* for buyers who are paying, and some is
//! *allocated* to orders that are paid. A *hold* says for what: it is kept until an instant, and without end once it is paid.
//! A *movement* is a change of what is on hand, with its *cause*. *Backorder* is how many may be promised beyond what is on
//! hand: what is made to order.
//!
//! Always true: nothing is promised that is neither there nor made to order, whoever asks at the same time, because the
//! database holds no such row; on hand is the sum of the movements; the same cause moves a variant once; rows are locked in
//! the order of place, variant and owner, so that carts do not wait for each other in a circle.

mod count;
mod find;
mod hold;
#[cfg(test)]
mod tests;

pub use count::{Moved, Movement, count, hand_over, lose, receive, set_backorder, take_back};
pub use find::{Level, broken, levels, movements};
pub use hold::{Expire, Short, allocate, hold, release};

pub(crate) use count::MOST;
use uuid::Uuid;

use crate::product::VariantId;

/// How many of what is made to order may be promised where its maker names no limit.
pub(crate) const UNLIMITED: i32 = 100_000;

/// Where something lies and whose it is: a variant of an owner at a place. At its maker's own shelf place and owner are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shelf {
    /// A business with its shelf, an outlet, a stall.
    pub place: Uuid,
    pub variant: VariantId,
    pub owner: Uuid,
}

/// So many of what lies on a shelf, for a cause: an order's part that one maker sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub cause: Uuid,
    pub shelf: Shelf,
    /// At least one.
    pub quantity: i32,
}

/// Lines as the columns of a query.
struct Columns {
    causes: Vec<Uuid>,
    places: Vec<Uuid>,
    variants: Vec<Uuid>,
    owners: Vec<Uuid>,
    quantities: Vec<i32>,
}

impl Columns {
    fn of(lines: &[Line]) -> Columns {
        Columns {
            causes: lines.iter().map(|line| line.cause).collect(),
            places: lines.iter().map(|line| line.shelf.place).collect(),
            variants: lines.iter().map(|line| line.shelf.variant.0).collect(),
            owners: lines.iter().map(|line| line.shelf.owner).collect(),
            quantities: lines.iter().map(|line| line.quantity).collect(),
        }
    }
}
