use std::collections::{BTreeMap, BTreeSet};

use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{kept, words};
use crate::product::{self, Product, ProductId, State, Wording};
use crate::{category, photo, stock};

/// Writes the listings of these products anew, or takes them away. Called by every doing that changes what is listed.
pub async fn refresh(tx: &mut Tx, ids: &[ProductId]) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    kept::changed(tx).await?;
    for id in ids {
        let product = match product::one(tx, *id).await {
            Ok(product) => product,
            Err(Error::NotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        if product.state == State::Published && is_active(tx, &product).await? {
            write(tx, &product).await?;
        } else {
            forget(tx, *id).await?;
        }
    }
    Ok(())
}

async fn is_active(tx: &mut Tx, product: &Product) -> Result<bool, Error> {
    let city = tx.city();
    let active = sqlx::query_scalar!(
        r#"select active as "active!" from catalogue.maker where city = $1 and business = $2"#,
        city.0,
        product.business.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(active.unwrap_or(false))
}

async fn forget(tx: &mut Tx, id: ProductId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("delete from catalogue.listing where city = $1 and product = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn write(tx: &mut Tx, product: &Product) -> Result<(), Error> {
    let wordings = product::wordings(tx, product.id).await?;
    let names: BTreeMap<&str, &str> =
        wordings.iter().map(|(lang, wording)| (lang.as_str(), wording.name.as_str())).collect();
    let prices = prices(product);
    let lowest = prices.get("IDR").map_or(0, |range| range.0);
    let photo = photo::shown(tx, product).await?.into_iter().next().map(|photo| {
        json!({ "alt": photo.alt, "sizes": photo.sizes.iter().map(|size| json!({
            "name": size.name, "width": size.width, "height": size.height
        })).collect::<Vec<_>>() })
    });
    let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
    let available = stock::levels(tx, &ids).await?.into_iter().any(|level| level.left() > 0);
    let vector = words::vector(tx.city(), &texts(product, &wordings));
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        r#"insert into catalogue.listing (city, product, code, maker, maker_name, area, category, names, prices, lowest,
                                          available, facets, photo, words, edition, published_at, sold)
           select $1, $2, $3, $4, b.name, b.area, $5, $6, $7, $8, $9, $10, $11, $12::text::tsvector, $14, $13, 0
           from catalogue.maker b where b.city = $1 and b.business = $4
           on conflict (city, product) do update
           set maker = excluded.maker, maker_name = excluded.maker_name, area = excluded.area,
               category = excluded.category, names = excluded.names, prices = excluded.prices, lowest = excluded.lowest,
               available = excluded.available, facets = excluded.facets, photo = excluded.photo, words = excluded.words,
               edition = excluded.edition"#,
        city.0,
        product.id.0,
        product.code,
        product.business.0,
        product.category,
        serde_json::to_value(names)?,
        serde_json::to_value(prices)?,
        lowest,
        available,
        &facets(product),
        photo,
        vector,
        now,
        words::edition()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The cheapest and the dearest variant, by currency in which all are sold.
fn prices(product: &Product) -> BTreeMap<String, (i64, i64)> {
    let mut prices: BTreeMap<String, (i64, i64, usize)> = BTreeMap::new();
    for (currency, amount) in product.variants.iter().flat_map(|variant| &variant.prices) {
        let range = prices.entry(currency.clone()).or_insert((*amount, *amount, 0));
        *range = (range.0.min(*amount), range.1.max(*amount), range.2 + 1);
    }
    let all = product.variants.len();
    prices
        .into_iter()
        .filter(|(_, range)| range.2 == all)
        .map(|(currency, range)| (currency, (range.0, range.1)))
        .collect()
}

/// For the filters: `option:value` with the number of the variant before it, so that two wishes are met by one variant.
fn facets(product: &Product) -> Vec<String> {
    let mut facets = BTreeSet::new();
    for variant in &product.variants {
        for (option, value) in product.options.iter().zip(&variant.choice) {
            facets.insert(format!("{option}:{value}").to_lowercase());
        }
    }
    facets.into_iter().collect()
}

/// What a product is found by, the most telling first: names, then maker and category, then what is said of it.
fn texts(product: &Product, wordings: &[(String, Wording)]) -> [String; 3] {
    let join = |parts: Vec<&str>| parts.join(" ");
    let names = join(wordings.iter().map(|(_, wording)| wording.name.as_str()).collect());
    let category = category::find(&product.category);
    let mut second = vec![product.maker.as_str(), product.code.as_str()];
    for lang in [web::Lang::Id, web::Lang::En] {
        second.extend(category.map(|category| category.name(lang)));
    }
    second.extend(product.variants.iter().flat_map(|variant| &variant.choice).map(String::as_str));
    let said = wordings.iter().flat_map(|(_, wording)| {
        [wording.about.as_str(), wording.ingredients.as_str(), wording.story.as_str()]
    });
    [names, join(second), join(said.collect())]
}

/// Writes anew whether there is any of what is listed: buyers and makers change it all day, and lists need not wait for each.
#[derive(Serialize, Deserialize)]
pub struct Recount {}

impl Job for Recount {
    const NAME: &'static str = "catalogue.listing.recount";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        kept::lock(tx).await?;
        let city = tx.city();
        let written = sqlx::query!(
            r#"with there as (
                   select v.product, bool_or(s.on_hand + s.backorder > s.allocated + s.held) as available
                   from catalogue.variant v
                   join catalogue.stock s on s.city = v.city and s.variant = v.id
                   where v.city = $1 and v.retired_at is null group by v.product
               )
               update catalogue.listing l set available = t.available from there t
               where l.city = $1 and l.product = t.product and l.available <> t.available"#,
            city.0
        )
        .execute(tx.conn())
        .await?;
        if written.rows_affected() > 0 {
            kept::changed(tx).await?;
        }
        Ok(())
    }
}

/// As a value of the row.
pub(super) fn range(prices: &Value, currency: &str) -> Option<(i64, i64)> {
    let range = prices.get(currency)?;
    Some((range.get(0)?.as_i64()?, range.get(1)?.as_i64()?))
}
