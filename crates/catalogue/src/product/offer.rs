use std::collections::BTreeMap;

use kernel::{Error, Rupiah, Tx};
use registry::business::BusinessId;
use serde_json::Value;
use uuid::Uuid;

use super::{Made, ProductId, VariantId};
use crate::stock::Shelf;

/// A variant as it can be bought now.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub variant: VariantId,
    pub product: ProductId,
    /// The product's.
    pub code: String,
    /// Its maker, as the record is called now.
    pub maker: BusinessId,
    pub maker_code: String,
    pub maker_name: String,
    /// Where it lies.
    pub shelf: Shelf,
    /// By language; Indonesian is there.
    pub names: BTreeMap<String, String>,
    pub choice: Vec<String>,
    pub price: Rupiah,
    /// Grams, packed; a kilogram where its maker has not said.
    pub weight: i32,
    pub made: Made,
    pub lead_days: i32,
}

impl Offer {
    /// Its name in a language, or in Indonesian.
    pub fn name(&self, lang: &str) -> &str {
        self.names.get(lang).or_else(|| self.names.get("id")).map_or("", String::as_str)
    }
}

/// What a parcel is taken to weigh where nobody has said.
const UNWEIGHED: i32 = 1_000;

/// Those of these variants that stand on the market, are offered and have a price in rupiah. Asks no permission: it is public.
/// How many there are of each, the stock says.
pub async fn offers(tx: &mut Tx, variants: &[VariantId]) -> Result<Vec<Offer>, Error> {
    let city = tx.city();
    let ids: Vec<Uuid> = variants.iter().map(|id| id.0).collect();
    // bounded: by the variants asked for
    let rows = sqlx::query!(
        r#"select v.id, v.choice, v.weight, p.id as product, p.code, p.made, p.lead_days, p.business,
                  m.now as "now!", m.code as "maker_code!", m.name as "maker_name!", n.amount as "price!",
                  (select jsonb_object_agg(w.lang, w.name) from catalogue.wording w
                   where w.city = p.city and w.product = p.id) as "names!"
           from catalogue.variant v
           join catalogue.product p on p.city = v.city and p.id = v.product and p.state = 'published'
           join catalogue.maker m on m.city = p.city and m.business = p.business
           join lateral (
               select amount from catalogue.price r
               where r.city = v.city and r.variant = v.id and r.currency = 'IDR'
               order by r.from_at desc limit 1) n on n.amount is not null
           where v.city = $1 and v.id = any($2) and v.retired_at is null
           order by v.id"#,
        city.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let offers = rows.into_iter().map(|row| {
        let names: Value = row.names;
        Ok(Offer {
            variant: VariantId(row.id),
            product: ProductId(row.product),
            code: row.code,
            maker: BusinessId(row.now),
            maker_code: row.maker_code,
            maker_name: row.maker_name,
            shelf: Shelf { place: row.business, variant: VariantId(row.id), owner: row.business },
            names: serde_json::from_value(names)?,
            choice: row.choice,
            price: Rupiah(row.price),
            weight: row.weight.unwrap_or(UNWEIGHED),
            made: Made::parse(&row.made)
                .ok_or_else(|| Error::broken("a making that the table does not hold"))?,
            lead_days: row.lead_days,
        })
    });
    offers.collect()
}
