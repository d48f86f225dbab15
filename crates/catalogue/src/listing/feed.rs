use std::collections::BTreeMap;

use kernel::{Error, Rupiah, Tx};
use serde_json::Value;
use uuid::Uuid;

/// A variant that stands on the market, as other markets are told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fed {
    pub variant: Uuid,
    /// The product's.
    pub code: String,
    /// In the language asked for, in Indonesian where nothing is said in it.
    pub name: String,
    pub about: String,
    /// Options and what was chosen of each.
    pub options: Vec<String>,
    pub choice: Vec<String>,
    pub maker_name: String,
    pub category: String,
    pub price: Rupiah,
    /// Grams, packed.
    pub weight: Option<i32>,
    pub available: bool,
    pub photo: Option<Value>,
}

/// Variants on the market that have a price in rupiah, in a lasting order: a page of them. Asks no permission: it is public.
pub async fn feed(tx: &mut Tx, lang: &str, offset: i64, most: i64) -> Result<Vec<Fed>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query!(
        r#"select v.id, l.code, l.names, w.about, p.options, v.choice, l.maker_name, l.category, n.amount as "price!",
                  v.weight, l.photo,
                  exists (select from catalogue.stock s
                          where s.city = v.city and s.variant = v.id
                                and s.on_hand + s.backorder - s.allocated - s.held
                                    + coalesce((select sum(h.quantity) from catalogue.hold h
                                                where h.city = s.city and h.variant = s.variant and h.place = s.place
                                                      and h.owner = s.owner and h.until <= $5), 0) > 0) as "available!"
           from catalogue.listing l
           join catalogue.product p on p.city = l.city and p.id = l.product
           join catalogue.variant v on v.city = l.city and v.product = l.product and v.retired_at is null
           join catalogue.price_now n on n.city = v.city and n.variant = v.id and n.currency = 'IDR' and n.amount is not null
           join lateral (
               select w.about from catalogue.wording w
               where w.city = l.city and w.product = l.product and w.lang in ($2, 'id')
               order by w.lang = $2 desc limit 1) w on true
           where l.city = $1 order by l.product, v.place, v.id limit $3 offset $4"#,
        city.0,
        lang,
        most,
        offset,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    let fed = rows.into_iter().map(|row| {
        let mut names: BTreeMap<String, String> = serde_json::from_value(row.names)?;
        let name = names.remove(lang).or_else(|| names.remove("id")).unwrap_or_default();
        Ok(Fed {
            variant: row.id,
            code: row.code,
            name,
            about: row.about,
            options: row.options,
            choice: row.choice,
            maker_name: row.maker_name,
            category: row.category,
            price: Rupiah(row.price),
            weight: row.weight,
            available: row.available,
            photo: row.photo,
        })
    });
    fed.collect()
}
