use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Rupiah, Say, Tx};
use registry::business::BusinessId;

use super::{KEEP, Made, PREFIX, ProductId, State, UNITS, VariantId, Wording, curate, may, variant, wording};
use crate::category;
use crate::stock::{self, Shelf};

/// What is asked for a first product: a name, where it belongs, what it costs, how it is sold. The rest can follow.
#[derive(Debug, Clone)]
pub struct New {
    pub name: String,
    pub about: String,
    pub category: String,
    pub price: Rupiah,
    /// See [`UNITS`].
    pub unit: String,
    /// Grams, packed.
    pub weight: Option<i32>,
    pub made: Made,
    /// How many are there; of what is made to order, how many in a week.
    pub quantity: Option<i32>,
    /// Days until it is made.
    pub lead_days: i32,
}

/// A draft with one variant, on its maker's own shelf.
pub async fn create(tx: &mut Tx, business: BusinessId, new: New) -> Result<ProductId, Error> {
    let area = may(tx, business, KEEP).await?;
    let wording = sound(&new)?;
    let (city, now, id): (_, _, ProductId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let weekly = if new.made == Made::Order { new.quantity } else { None };
    sqlx::query!(
        "insert into catalogue.product (city, id, business, code, category, state, made, lead_days, weekly, options,
                                        unit, allergens, origin, created_at, created_by, changed_at)
         values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, '{}', $9, '{}', 'ID', $10, $11, $10)",
        city.0,
        id.0,
        business.0,
        registry::code::of(PREFIX, id.0, 0),
        new.category,
        new.made.as_str(),
        new.lead_days,
        weekly,
        new.unit,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("product_code_key", || Error::refused("catalogue-code-taken"))?;
    wording::write(tx, id, "id", &wording).await?;
    let only: VariantId = tx.id();
    variant::insert(tx, id, only, &[], None, new.weight, 0).await?;
    variant::write_price(tx, only, "IDR", Some(new.price.0)).await?;
    let shelf = Shelf { place: business.0, variant: only, owner: business.0 };
    match (new.made, new.quantity) {
        (Made::Stock, Some(quantity)) if quantity > 0 => {
            stock::receive(tx, shelf, quantity, &format!("first/{only}"), "").await?;
        }
        (Made::Stock, _) => stock::set_backorder(tx, shelf, 0).await?,
        (Made::Order, weekly) => stock::set_backorder(tx, shelf, weekly.unwrap_or(stock::UNLIMITED)).await?,
    }
    curate::step(tx, id, State::Draft, "", serde_json::json!({})).await?;
    tx.audit(Entry::new(KEEP.name, "product", id).area(area)).await?;
    Ok(id)
}

fn sound(new: &New) -> Result<Wording, Error> {
    let mut wrong = Vec::new();
    let wording = Wording { name: new.name.clone(), about: new.about.clone(), ..Wording::default() }.sound();
    let wording = wording.unwrap_or_else(|error| {
        if let Error::Invalid(fields) = error {
            wrong.extend(fields);
        }
        Wording::default()
    });
    if category::find(&new.category).is_none_or(|category| category.parent.is_empty()) {
        wrong.push(("category", Say::new("catalogue-category-unknown")));
    }
    if !UNITS.contains(&new.unit.as_str()) {
        wrong.push(("unit", Say::new("catalogue-unit-unknown")));
    }
    wrong.extend(variant::wrong_price(new.price.0).map(|say| ("price", say)));
    wrong.extend(variant::wrong_weight(new.weight).map(|say| ("weight", say)));
    if new.quantity.is_some_and(|quantity| !(0..=stock::MOST).contains(&quantity)) {
        wrong.push(("quantity", Say::new("catalogue-count-range").with("most", stock::MOST)));
    }
    if !(0..=365).contains(&new.lead_days) {
        wrong.push(("lead-days", Say::new("catalogue-lead-days-range")));
    }
    if new.made == Made::Order && new.lead_days == 0 {
        wrong.push(("lead-days", Say::new("catalogue-needs-lead-days")));
    }
    if wrong.is_empty() { Ok(wording) } else { Err(Error::Invalid(wrong)) }
}
