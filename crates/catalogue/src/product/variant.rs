use std::collections::BTreeSet;

use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Say, Tx};
use ledger::money::Currency;
use serde_json::json;

use super::{KEEP, Made, Product, ProductId, VariantId, kept, rules};
use crate::listing;
use crate::stock::{self, Shelf};

/// More variants than this nobody chooses from.
pub const MOST: usize = 60;
/// What one thing costs at most, in the smallest unit of any currency.
const DEAREST: i64 = 1_000_000_000_000;

/// A variant as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVariant {
    /// Which of those that are there; none for a new one.
    pub id: Option<VariantId>,
    /// One value for each option.
    pub choice: Vec<String>,
    pub sku: Option<String>,
    /// Grams, packed.
    pub weight: Option<i32>,
    /// Whole rupiah.
    pub price: Option<i64>,
}

impl Product {
    /// Where a variant of it lies at its maker's.
    pub fn shelf(&self, variant: VariantId) -> Shelf {
        Shelf { place: self.shelved.0, variant, owner: self.shelved.0 }
    }
}

/// Says in what options a product comes and in which variants. Those that are not named are retired; what is on their
/// shelves stays known.
pub async fn set_variants(
    tx: &mut Tx,
    id: ProductId,
    options: Vec<String>,
    variants: Vec<NewVariant>,
) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    let (options, variants) = sound(&product, &options, variants)?;
    let (city, now) = (tx.city(), tx.now());
    let named: Vec<uuid::Uuid> = variants.iter().filter_map(|variant| variant.id).map(|id| id.0).collect();
    sqlx::query!(
        "update catalogue.variant set retired_at = $4
         where city = $1 and product = $2 and retired_at is null and id <> all($3)",
        city.0,
        id.0,
        &named,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update catalogue.product set options = $3, changed_at = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        &options,
        now
    )
    .execute(tx.conn())
    .await?;
    // Out of each other's way first: two that change places would meet.
    sqlx::query!(
        "update catalogue.variant set choice = array[id::text] where city = $1 and product = $2 and retired_at is null",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    for (variant, place) in variants.iter().zip(0_i32..) {
        let before = product.variants.iter().find(|there| Some(there.id) == variant.id);
        let this = match before {
            Some(there) => {
                update(tx, there.id, variant, place).await?;
                there.id
            }
            None => {
                let fresh: VariantId = tx.id();
                let (sku, weight) = (variant.sku.as_deref(), variant.weight);
                insert(tx, id, fresh, &variant.choice, sku, weight, place).await?;
                let backorder = match product.made {
                    Made::Stock => 0,
                    Made::Order => product.weekly.unwrap_or(stock::UNLIMITED),
                };
                stock::set_backorder(tx, product.shelf(fresh), backorder).await?;
                fresh
            }
        };
        let cost = before.and_then(|there| there.prices.get("IDR").copied());
        if cost != variant.price {
            write_price(tx, this, "IDR", variant.price).await?;
        }
    }
    let entry = Entry::new(KEEP.name, "product", id).area(area);
    tx.audit(entry.body(json!({ "variants": variants.len() }))).await?;
    listing::refresh(tx, &[id]).await
}

fn sound(
    product: &Product,
    options: &[String],
    variants: Vec<NewVariant>,
) -> Result<(Vec<String>, Vec<NewVariant>), Error> {
    let options: Vec<String> = options.iter().map(|option| rules::tidy(option)).collect();
    let named: BTreeSet<String> = options.iter().map(|option| option.to_lowercase()).collect();
    let fits = |option: &String| (1..=30).contains(&option.chars().count()) && !option.contains(':');
    if options.len() > 3 || named.len() < options.len() || !options.iter().all(fits) {
        return Err(Error::field("options", "catalogue-options-form"));
    }
    if variants.is_empty() || variants.len() > MOST {
        return Err(Error::field("variants", Say::new("catalogue-variants-count").with("most", MOST)));
    }
    let mut seen = BTreeSet::new();
    let mut sound = Vec::with_capacity(variants.len());
    for variant in variants {
        let choice = rules::choice(&options, &variant.choice).map_err(|say| Error::field("variants", say))?;
        if !seen.insert(choice.iter().map(|value| value.to_lowercase()).collect::<Vec<_>>()) {
            return Err(Error::field("variants", "catalogue-variants-alike"));
        }
        if variant.id.is_some_and(|id| !product.variants.iter().any(|there| there.id == id)) {
            return Err(Error::NotFound("variant"));
        }
        if let Some(say) = variant.price.and_then(wrong_price).or_else(|| wrong_weight(variant.weight)) {
            return Err(Error::field("variants", say));
        }
        let sku = variant.sku.map(|sku| rules::tidy(&sku)).filter(|sku| !sku.is_empty());
        sound.push(NewVariant { choice, sku, ..variant });
    }
    Ok((options, sound))
}

/// Says what a variant costs in a currency, in its smallest unit; nothing to sell it no more for that currency.
pub async fn set_price(
    tx: &mut Tx,
    id: ProductId,
    variant: VariantId,
    currency: &str,
    amount: Option<i64>,
) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    if !product.variants.iter().any(|there| there.id == variant) {
        return Err(Error::NotFound("variant"));
    }
    if Currency::parse(currency).is_err() {
        return Err(Error::field("currency", "catalogue-currency-form"));
    }
    if let Some(say) = amount.and_then(wrong_price) {
        return Err(Error::field("price", say));
    }
    write_price(tx, variant, currency, amount).await?;
    let entry = Entry::new(KEEP.name, "product", id).area(area);
    tx.audit(entry.body(json!({ "price": currency }))).await?;
    listing::refresh(tx, &[id]).await
}

pub(super) fn wrong_price(amount: i64) -> Option<Say> {
    (!(1..=DEAREST).contains(&amount)).then(|| Say::new("catalogue-price-range"))
}

pub(super) fn wrong_weight(weight: Option<i32>) -> Option<Say> {
    weight.is_some_and(|grams| !(1..=1_000_000).contains(&grams)).then(|| Say::new("catalogue-weight-range"))
}

pub(super) async fn insert(
    tx: &mut Tx,
    product: ProductId,
    id: VariantId,
    choice: &[String],
    sku: Option<&str>,
    weight: Option<i32>,
    place: i32,
) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "insert into catalogue.variant (city, id, product, choice, sku, weight, place) values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id.0,
        product.0,
        choice,
        sku,
        weight,
        place
    )
    .execute(tx.conn())
    .await
    .on_constraint("variant_choice_key", || Error::field("variants", "catalogue-variants-alike"))?;
    Ok(())
}

async fn update(tx: &mut Tx, id: VariantId, variant: &NewVariant, place: i32) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update catalogue.variant set choice = $3, sku = $4, weight = $5, place = $6 where city = $1 and id = $2",
        city.0,
        id.0,
        &variant.choice,
        variant.sku,
        variant.weight,
        place
    )
    .execute(tx.conn())
    .await
    .on_constraint("variant_choice_key", || Error::field("variants", "catalogue-variants-alike"))?;
    Ok(())
}

/// Writes what a variant costs from now on. Twice in one instant the later holds.
pub(super) async fn write_price(
    tx: &mut Tx,
    variant: VariantId,
    currency: &str,
    amount: Option<i64>,
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into catalogue.price (city, variant, currency, from_at, amount, by)
         select $1, $2, $3,
                greatest($4, (select max(p.from_at) + interval '1 microsecond' from catalogue.price p
                              where p.city = $1 and p.variant = $2 and p.currency = $3)),
                $5, $6",
        city.0,
        variant.0,
        currency,
        now,
        amount,
        by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
