use kernel::audit::Entry;
use kernel::{Error, Say, Tx};
use serde_json::json;

use super::{ALLERGENS, KEEP, Made, ProductId, UNITS, Wording, kept, wording};
use crate::{category, listing, stock};

/// What is to stand of a product instead of what does: all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub wording: Wording,
    pub category: String,
    pub unit: String,
    pub made: Made,
    pub lead_days: i32,
    pub weekly: Option<i32>,
    pub shelf_days: Option<i32>,
    /// See [`ALLERGENS`].
    pub allergens: Vec<String>,
    pub hs_code: Option<String>,
    /// Two letters, ISO 3166-1.
    pub origin: String,
}

/// Changes what is said of a product. Buyers see it at once where it is on the market.
pub async fn amend(tx: &mut Tx, id: ProductId, change: Change) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    let change = sound(change)?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update catalogue.product
         set category = $3, unit = $4, made = $5, lead_days = $6, weekly = $7, shelf_days = $8, allergens = $9,
             hs_code = $10, origin = $11, changed_at = $12
         where city = $1 and id = $2",
        city.0,
        id.0,
        change.category,
        change.unit,
        change.made.as_str(),
        change.lead_days,
        change.weekly,
        change.shelf_days,
        &change.allergens,
        change.hs_code,
        change.origin,
        now
    )
    .execute(tx.conn())
    .await?;
    wording::write(tx, id, "id", &change.wording).await?;
    let backorder = match change.made {
        Made::Stock => 0,
        Made::Order => change.weekly.unwrap_or(stock::UNLIMITED),
    };
    if (product.made, product.weekly) != (change.made, change.weekly) {
        for variant in &product.variants {
            stock::set_backorder(tx, product.shelf(variant.id), backorder).await?;
        }
    }
    let entry = Entry::new(KEEP.name, "product", id).area(area);
    tx.audit(entry.body(json!({ "state": product.state.as_str() }))).await?;
    listing::refresh(tx, &[id]).await
}

fn sound(mut change: Change) -> Result<Change, Error> {
    let mut wrong = Vec::new();
    match change.wording.clone().sound() {
        Ok(wording) => change.wording = wording,
        Err(Error::Invalid(fields)) => wrong.extend(fields),
        Err(error) => return Err(error),
    }
    if category::find(&change.category).is_none_or(|category| category.parent.is_empty()) {
        wrong.push(("category", Say::new("catalogue-category-unknown")));
    }
    if !UNITS.contains(&change.unit.as_str()) {
        wrong.push(("unit", Say::new("catalogue-unit-unknown")));
    }
    if !(0..=365).contains(&change.lead_days) {
        wrong.push(("lead-days", Say::new("catalogue-lead-days-range")));
    }
    if change.weekly.is_some_and(|weekly| !(1..=stock::MOST).contains(&weekly)) {
        wrong.push(("weekly", Say::new("catalogue-quantity-range").with("most", stock::MOST)));
    }
    if change.shelf_days.is_some_and(|days| !(1..=3650).contains(&days)) {
        wrong.push(("shelf-days", Say::new("catalogue-shelf-days-range")));
    }
    change.hs_code =
        change.hs_code.map(|code| code.chars().filter(|c| !matches!(c, '.' | ' ')).collect::<String>());
    let figures = |code: &String| matches!(code.len(), 6 | 8) && code.bytes().all(|b| b.is_ascii_digit());
    if !change.hs_code.as_ref().is_none_or(figures) {
        wrong.push(("hs-code", Say::new("catalogue-hs-code-form")));
    }
    change.origin = change.origin.trim().to_uppercase();
    if change.origin.len() != 2 || !change.origin.bytes().all(|byte| byte.is_ascii_uppercase()) {
        wrong.push(("origin", Say::new("catalogue-origin-form")));
    }
    change.allergens.retain(|allergen| ALLERGENS.contains(&allergen.as_str()));
    change.allergens.sort();
    change.allergens.dedup();
    if wrong.is_empty() { Ok(change) } else { Err(Error::Invalid(wrong)) }
}
