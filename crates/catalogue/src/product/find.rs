use std::collections::BTreeMap;

use kernel::{Error, Instant, Rupiah, Tx};
use ledger::money::{Currency, Money};
use registry::business::BusinessId;
use serde_json::Value;
use uuid::Uuid;

use super::{CURATE, KEEP, Made, ProductId, State, VariantId, Wording, may};

/// A product with its variants.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub id: ProductId,
    pub code: String,
    /// Its maker, as the record is called now.
    pub business: BusinessId,
    pub maker: String,
    /// Its maker as the record was called when the product was made: so its shelf is named for ever.
    pub shelved: BusinessId,
    pub category: String,
    pub state: State,
    pub made: Made,
    pub lead_days: i32,
    /// Units that can be made in a week; nothing where it is not limited.
    pub weekly: Option<i32>,
    pub options: Vec<String>,
    pub unit: String,
    pub shelf_days: Option<i32>,
    pub allergens: Vec<String>,
    pub hs_code: Option<String>,
    pub origin: String,
    /// In Indonesian.
    pub wording: Wording,
    /// Those that are offered, in their order.
    pub variants: Vec<Variant>,
    pub changed_at: Instant,
}

/// A variant that is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    pub id: VariantId,
    pub choice: Vec<String>,
    pub sku: Option<String>,
    /// Grams, packed.
    pub weight: Option<i32>,
    /// What it costs, by currency, in its smallest unit.
    pub prices: BTreeMap<String, i64>,
}

impl Variant {
    /// What it costs at home.
    pub fn rupiah(&self) -> Option<Rupiah> {
        self.prices.get("IDR").copied().map(Rupiah)
    }

    /// What it costs abroad, in each currency that its maker typed a price for.
    pub fn abroad(&self) -> impl Iterator<Item = Money> {
        let prices = self.prices.iter().filter(|(code, _)| *code != Currency::IDR.code());
        prices
            .filter_map(|(code, units)| Some(Money { currency: Currency::parse(code).ok()?, units: *units }))
    }
}

/// One product. Asks no permission: see [`super::kept`] and the market for who may see what.
pub async fn one(tx: &mut Tx, id: ProductId) -> Result<Product, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select p.id, p.code, p.category, p.state, p.made, p.lead_days, p.weekly, p.options, p.unit, p.shelf_days,
                  p.allergens, p.hs_code, p.origin, p.changed_at, p.business, b.now as "now!", b.name as "maker!",
                  w.name, w.about, w.story, w.care, w.ingredients
           from catalogue.product p
           join catalogue.maker b on b.city = p.city and b.business = p.business
           join catalogue.wording w on w.city = p.city and w.product = p.id and w.lang = 'id'
           where p.city = $1 and p.id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("product"))?;
    let variants = variants(tx, id).await?;
    Ok(Product {
        id,
        code: row.code,
        business: BusinessId(row.now),
        maker: row.maker,
        shelved: BusinessId(row.business),
        category: row.category,
        state: State::parse(&row.state)
            .ok_or_else(|| Error::broken("a state that the table does not hold"))?,
        made: Made::parse(&row.made).ok_or_else(|| Error::broken("a making that the table does not hold"))?,
        lead_days: row.lead_days,
        weekly: row.weekly,
        options: row.options,
        unit: row.unit,
        shelf_days: row.shelf_days,
        allergens: row.allergens,
        hs_code: row.hs_code,
        origin: row.origin,
        wording: Wording {
            name: row.name,
            about: row.about,
            story: row.story,
            care: row.care,
            ingredients: row.ingredients,
        },
        variants,
        changed_at: row.changed_at,
    })
}

async fn variants(tx: &mut Tx, id: ProductId) -> Result<Vec<Variant>, Error> {
    let city = tx.city();
    // bounded: by the variants a product may have
    let rows = sqlx::query!(
        r#"select v.id, v.choice, v.sku, v.weight,
                  (select jsonb_object_agg(n.currency, n.amount) from catalogue.price_now n
                   where n.city = v.city and n.variant = v.id and n.amount is not null) as prices
           from catalogue.variant v
           where v.city = $1 and v.product = $2 and v.retired_at is null
           order by v.place, v.id limit 200"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let variants = rows.into_iter().map(|row| {
        let prices: BTreeMap<String, i64> =
            serde_json::from_value(row.prices.unwrap_or(Value::Null)).map(Option::unwrap_or_default)?;
        Ok(Variant { id: VariantId(row.id), choice: row.choice, sku: row.sku, weight: row.weight, prices })
    });
    variants.collect()
}

/// A product by its code, as people type it.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<ProductId, Error> {
    let code = registry::code::read(super::PREFIX, code).ok_or(Error::NotFound("product"))?;
    let city = tx.city();
    let id =
        sqlx::query_scalar!("select id from catalogue.product where city = $1 and code = $2", city.0, code)
            .fetch_optional(tx.conn())
            .await?;
    id.map(ProductId).ok_or(Error::NotFound("product"))
}

/// A product in a list of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub business: Uuid,
    pub maker: String,
    pub category: String,
    /// As stored: see [`State`].
    pub state: String,
    /// The cheapest variant.
    pub lowest: Option<i64>,
    pub variants: i64,
    pub changed_at: Instant,
}

/// The products of a business, the last changed first, and how many there are.
pub async fn of_business(
    tx: &mut Tx,
    business: BusinessId,
    offset: i64,
    most: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    may(tx, business, KEEP).await?;
    listed(tx, Some(business), None, None, offset, most).await
}

/// The products of a city by where they stand and by name, the last changed first, and how many there are. For those who
/// let products onto the market.
pub async fn queue(
    tx: &mut Tx,
    state: Option<State>,
    like: Option<&str>,
    offset: i64,
    most: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    tx.must_in_city(CURATE)?;
    listed(tx, None, state, like, offset, most).await
}

async fn listed(
    tx: &mut Tx,
    business: Option<BusinessId>,
    state: Option<State>,
    like: Option<&str>,
    offset: i64,
    most: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let city = tx.city();
    let (business, state) = (business.map(|id| id.0), state.map(State::as_str));
    let rows = sqlx::query_as!(
        Listed,
        r#"select p.id, p.code, w.name, b.now as "business!", b.name as "maker!", p.category, p.state, p.changed_at,
                  (select min(n.amount) from catalogue.variant v
                   join catalogue.price_now n on n.city = v.city and n.variant = v.id and n.currency = 'IDR'
                   where v.city = p.city and v.product = p.id and v.retired_at is null) as lowest,
                  (select count(*) from catalogue.variant v
                   where v.city = p.city and v.product = p.id and v.retired_at is null) as "variants!"
           from catalogue.product p
           join catalogue.maker b on b.city = p.city and b.business = p.business
           join catalogue.wording w on w.city = p.city and w.product = p.id and w.lang = 'id'
           where p.city = $1 and ($2::uuid is null or b.now = $2) and ($3::text is null or p.state = $3)
                 and ($4::text is null or w.name ilike $4 or b.name ilike $4 or p.code ilike $4)
           order by p.changed_at desc, p.id limit $5 offset $6"#,
        city.0,
        business,
        state,
        like,
        most,
        offset
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!"
           from catalogue.product p
           join catalogue.maker b on b.city = p.city and b.business = p.business
           join catalogue.wording w on w.city = p.city and w.product = p.id and w.lang = 'id'
           where p.city = $1 and ($2::uuid is null or b.now = $2) and ($3::text is null or p.state = $3)
                 and ($4::text is null or w.name ilike $4 or b.name ilike $4 or p.code ilike $4)"#,
        city.0,
        business,
        state,
        like
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((rows, total))
}

/// One step of a product's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// As stored: see [`State`].
    pub state: String,
    pub at: Instant,
    pub reason: String,
    /// Of a curation: each question and whether it was met.
    pub answers: Value,
}

/// The way of a product, the last step first. Asks no permission.
pub async fn steps(tx: &mut Tx, id: ProductId) -> Result<Vec<Step>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Step,
        "select state, at, reason, answers from catalogue.step
         where city = $1 and product = $2 order by at desc, id desc limit 100",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The permits of a maker that matter to buyers. Asks no permission: that they hold is public.
pub async fn permits(tx: &mut Tx, business: BusinessId) -> Result<Vec<super::rules::Permit>, Error> {
    let city = tx.city();
    let shown: Vec<String> = super::rules::SHOWN.iter().map(|kind| (*kind).to_owned()).collect();
    // bounded: by the permits of a business
    let rows = sqlx::query!(
        r#"select kind as "kind!", number as "number!", expires_on, verified as "verified!"
           from catalogue.permit where city = $1 and business = $2 and kind = any($3)
           order by kind, expires_on desc nulls first limit 100"#,
        city.0,
        business.0,
        &shown
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| super::rules::Permit {
            kind: row.kind,
            number: row.number,
            expires_on: row.expires_on,
            verified: row.verified,
        })
        .collect())
}
