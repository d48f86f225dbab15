//! What a product must have, by where it is sold. Pure: no database, no clock.

use chrono::NaiveDate;
use kernel::Say;

use super::{Made, Product};
use crate::category;

/// Fewer signs than this tell a buyer nothing.
pub const ABOUT: usize = 40;

/// What is still missing before a product can be submitted, each as a sentence with what to do. `photos` are those that can
/// be shown.
pub fn missing(product: &Product, photos: usize) -> Vec<Say> {
    let mut missing = Vec::new();
    let mut needs = |there: bool, key: &'static str| {
        if !there {
            missing.push(Say::new(key));
        }
    };
    let eaten = category::find(&product.category).is_some_and(category::Category::is_eaten);
    needs(photos > 0, "catalogue-needs-photo");
    needs(product.wording.about.chars().count() >= ABOUT, "catalogue-needs-about");
    needs(!product.variants.is_empty(), "catalogue-needs-variant");
    needs(product.variants.iter().all(|variant| variant.rupiah().is_some()), "catalogue-needs-price");
    needs(product.variants.iter().all(|variant| variant.weight.is_some()), "catalogue-needs-weight");
    needs(!eaten || !product.wording.ingredients.is_empty(), "catalogue-needs-ingredients");
    needs(!eaten || product.shelf_days.is_some(), "catalogue-needs-shelf-days");
    needs(product.made == Made::Stock || product.lead_days > 0, "catalogue-needs-lead-days");
    missing
}

/// A permit of a business, as far as it matters to what is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// As the registry stores it: pirt, bpom, halal …
    pub kind: String,
    pub number: String,
    pub expires_on: Option<NaiveDate>,
    /// Somebody compared it with the document.
    pub verified: bool,
}

impl Permit {
    /// Whether it holds on a day.
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.expires_on.is_none_or(|expires| expires >= today)
    }
}

/// The kinds of permits that a buyer is shown.
pub const SHOWN: [&str; 5] = ["halal", "pirt", "bpom", "sni", "trademark"];

/// Why a product cannot be sold abroad; empty where it can.
pub fn abroad(product: &Product, permits: &[Permit], today: NaiveDate) -> Vec<Say> {
    let mut reasons = Vec::new();
    let mut needs = |there: bool, key: &'static str| {
        if !there {
            reasons.push(Say::new(key));
        }
    };
    needs(product.hs_code.is_some(), "catalogue-abroad-hs-code");
    needs(!product.origin.is_empty(), "catalogue-abroad-origin");
    needs(product.variants.iter().all(|variant| variant.weight.is_some()), "catalogue-needs-weight");
    let food = category::find(&product.category);
    needs(food.is_none_or(|category| category.kind != category::Kind::Fresh), "catalogue-abroad-fresh");
    if food.is_some_and(category::Category::is_eaten) {
        let mut food =
            permits.iter().filter(|permit| matches!(permit.kind.as_str(), "bpom" | "pirt")).peekable();
        let has = food.peek().is_some();
        needs(has, "catalogue-abroad-permit");
        needs(!has || food.any(|permit| permit.holds(today)), "catalogue-abroad-permit-expired");
    }
    reasons
}

/// A choice of options without blanks at its ends, or what is wrong with it.
pub(crate) fn choice(options: &[String], choice: &[String]) -> Result<Vec<String>, Say> {
    if choice.len() != options.len() {
        return Err(Say::new("catalogue-choice-length"));
    }
    let clean: Vec<String> = choice.iter().map(|value| tidy(value)).collect();
    if clean.iter().any(|value| value.is_empty() || value.chars().count() > 40) {
        return Err(Say::new("catalogue-choice-empty"));
    }
    Ok(clean)
}

/// Text on one line, without doubled blanks.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
