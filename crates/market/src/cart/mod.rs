//! What a buyer wants: variants and how many of each.
//!
//! A cart lies in the buyer's own browser, in a cookie, and says nothing about a person. Nothing is promised by it: what is
//! left and what it costs is looked up each time that it is shown.

pub(crate) mod api;
pub(crate) mod pages;
mod quote;

pub use quote::{Customs, Quote, QuotedLine, QuotedParcel, quote};

use catalogue::product::VariantId;
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

/// More different things than this nobody buys in one go; the cookie stays far below what browsers keep.
pub const MOST_LINES: usize = 40;
/// The most of one thing.
pub const MOST_OF_ONE: i32 = 999;

/// Variants and how many of each, in the order in which they were put in; each variant once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cart {
    lines: Vec<(VariantId, i32)>,
}

impl Cart {
    /// From lines as they come: repeated variants are summed, what is not positive or too much is cut.
    pub fn new(lines: impl IntoIterator<Item = (VariantId, i32)>) -> Cart {
        let mut cart = Cart::default();
        for (variant, quantity) in lines {
            cart.add(variant, quantity);
        }
        cart
    }

    /// What [`Cart::write`] wrote. What cannot be read is left out: a cookie is anybody's to change.
    pub fn read(text: &str) -> Cart {
        Cart::new(text.split('~').filter_map(|line| {
            let (id, quantity) = line.split_once('.')?;
            let bytes = BASE64URL_NOPAD.decode(id.as_bytes()).ok()?;
            Some((VariantId(Uuid::from_slice(&bytes).ok()?), quantity.parse().ok()?))
        }))
    }

    /// As the value of a cookie: letters, digits, `-_.~`.
    pub fn write(&self) -> String {
        let lines = self.lines.iter().map(|(variant, quantity)| {
            format!("{}.{quantity}", BASE64URL_NOPAD.encode(variant.0.as_bytes()))
        });
        lines.collect::<Vec<_>>().join("~")
    }

    /// So many more of a variant. False where the cart is full.
    pub fn add(&mut self, variant: VariantId, quantity: i32) -> bool {
        let more = quantity.clamp(0, MOST_OF_ONE);
        let full = self.lines.len() >= MOST_LINES;
        match self.lines.iter_mut().find(|(known, _)| *known == variant) {
            Some((_, known)) => *known = (*known + more).min(MOST_OF_ONE),
            None if more > 0 && !full => self.lines.push((variant, more)),
            None => return more == 0,
        }
        true
    }

    /// So many of a variant that is in it; none takes it out.
    pub fn set(&mut self, variant: VariantId, quantity: i32) {
        match quantity {
            ..=0 => self.lines.retain(|(known, _)| *known != variant),
            some => {
                if let Some((_, known)) = self.lines.iter_mut().find(|(known, _)| *known == variant) {
                    *known = some.min(MOST_OF_ONE);
                }
            }
        }
    }

    /// Variants and how many of each.
    pub fn lines(&self) -> &[(VariantId, i32)] {
        &self.lines
    }

    /// How many things in all.
    pub fn count(&self) -> i64 {
        self.lines.iter().map(|(_, quantity)| i64::from(*quantity)).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn variant(number: u128) -> VariantId {
        VariantId(Uuid::from_u128(number))
    }

    #[test]
    fn what_nobody_can_have_written_is_left_out() {
        for text in ["", "~", "x.1", "AAAA.1", "..", "AAAAAAAAAAAAAAAAAAAAAA.x", "AAAAAAAAAAAAAAAAAAAAAA.-3"]
        {
            assert!(Cart::read(text).is_empty(), "{text}");
        }
        assert_eq!(Cart::read("AAAAAAAAAAAAAAAAAAAAAA.99999").count(), i64::from(MOST_OF_ONE));
    }

    #[test]
    fn a_full_cart_says_so() {
        let mut cart = Cart::new((0..40).map(|number| (variant(number), 1)));
        assert!(!cart.add(variant(99), 1));
        assert!(cart.add(variant(3), 1), "what is in it may become more");
        cart.set(variant(3), 0);
        assert!(cart.add(variant(99), 1));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(lines in prop::collection::vec((any::<u128>(), 1..=999), 0..60)) {
            let cart = Cart::new(lines.into_iter().map(|(number, quantity)| (variant(number), quantity)));
            prop_assert_eq!(Cart::read(&cart.write()), cart.clone());
            prop_assert!(cart.write().len() < 1_100);
        }
    }
}
