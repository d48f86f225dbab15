use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use kernel::{Error, Tx};
use registry::business::BusinessId;
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{kept, refresh, words};
use crate::product::ProductId;
use ::words::Strength;

/// In what order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// What fits best; among equals each day another first.
    #[default]
    Best,
    Newest,
    Cheapest,
    Dearest,
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Wish {
    /// As it was typed.
    pub text: Option<String>,
    /// The words as they were typed, none set right.
    pub exact: bool,
    /// Codes of categories, any of them.
    pub categories: Vec<String>,
    pub maker: Option<BusinessId>,
    /// Whole rupiah, both ends included.
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// Only what can be bought now.
    pub available: bool,
    /// `option:value` in lower case; one variant meets all of them.
    pub facets: Vec<String>,
    pub order: Order,
}

/// A product as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub product: ProductId,
    pub code: String,
    pub maker: BusinessId,
    pub maker_name: String,
    pub area: String,
    pub category: String,
    /// By language; Indonesian is there.
    pub names: BTreeMap<String, String>,
    /// The cheapest and the dearest variant, by currency.
    pub prices: BTreeMap<String, (i64, i64)>,
    pub available: bool,
    pub photo: Option<Value>,
}

impl Card {
    /// Its name in a language, or in Indonesian.
    pub fn name(&self, lang: &str) -> &str {
        self.names.get(lang).or_else(|| self.names.get("id")).map_or("", String::as_str)
    }

    /// What its variants cost at home, from and to.
    pub fn rupiah(&self) -> Option<(i64, i64)> {
        self.prices.get("IDR").copied()
    }
}

/// One entry of a filter: what it narrows to, and how much that leaves with the other filters as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    pub value: String,
    pub count: i64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// What was looked for instead, where words were set right.
    pub understood: Option<String>,
    pub cards: Vec<Card>,
    pub total: i64,
    /// By category, counted without the wish for one.
    pub categories: Vec<Facet>,
    /// By option and value, counted without the wish for any.
    pub facets: Vec<Facet>,
}

/// More entries than this in a filter nobody reads.
const FACETS: i64 = 24;

/// The listings that fit, those that can be bought first. Among those that fit equally well the order changes with the day,
/// so that each maker is first in turn; on one day it is the same for everybody, so that pages follow each other.
///
/// What was found is kept in memory until the city's listings change.
pub async fn find(tx: &mut Tx, wish: &Wish, offset: i64, most: i64) -> Result<Arc<Found>, Error> {
    let Some(key) = kept::key(tx, wish, offset, most).await? else {
        return Ok(Arc::new(look(tx, wish, offset, most).await?));
    };
    if let Some(found) = kept::get(&key) {
        return Ok(found);
    }
    let found = Arc::new(look(tx, wish, offset, most).await?);
    kept::put(key, found.clone());
    Ok(found)
}

async fn look(tx: &mut Tx, wish: &Wish, offset: i64, most: i64) -> Result<Found, Error> {
    let said = match &wish.text {
        Some(text) => Some(words::asked(tx, text, wish.exact).await?),
        None => None,
    };
    let question = said.as_ref().map(|said| said.question(Strength::Translated));
    if question == Some(None) {
        return Ok(Found::default());
    }
    let (city, today) = (tx.city().0, tx.today());
    let mut asked = Asked { city, today, question: question.flatten(), wish };
    let mut total = count(tx, &asked).await?;
    if total == 0 && said.is_some() {
        // Nothing of that name: what is near it.
        asked.question = said.as_ref().and_then(|said| said.question(Strength::Near));
        total = count(tx, &asked).await?;
    }
    let mut query = asked.cards(offset, most);
    // bounded: by `most`
    let rows = query.build().fetch_all(tx.conn()).await?;
    let cards = rows.iter().map(card).collect::<Result<Vec<_>, Error>>()?;
    let categories = facets(tx, &mut asked.by_category()).await?;
    let facets = facets(tx, &mut asked.by_facet()).await?;
    let understood = said.filter(|said| said.query.corrected).map(|said| said.query.understood);
    Ok(Found { understood, cards, total, categories, facets })
}

async fn count(tx: &mut Tx, asked: &Asked<'_>) -> Result<i64, Error> {
    let mut query = QueryBuilder::new("select count(*)");
    asked.narrow(&mut query, true, true);
    Ok(query.build_query_scalar().fetch_one(tx.conn()).await?)
}

/// Whether anything stands on the market.
pub async fn any(tx: &mut Tx) -> Result<bool, Error> {
    let city = tx.city();
    let any = sqlx::query_scalar!(
        r#"select exists (select from catalogue.listing where city = $1) as "any!""#,
        city.0
    );
    Ok(any.fetch_one(tx.conn()).await?)
}

/// The newest listings.
pub async fn recent(tx: &mut Tx, most: i64) -> Result<Vec<Card>, Error> {
    let wish = Wish { order: Order::Newest, ..Wish::default() };
    let asked = Asked { city: tx.city().0, today: tx.today(), question: None, wish: &wish };
    // bounded: by `most`
    let rows = asked.cards(0, most).build().fetch_all(tx.conn()).await?;
    rows.iter().map(card).collect()
}

async fn facets(tx: &mut Tx, query: &mut QueryBuilder<Postgres>) -> Result<Vec<Facet>, Error> {
    // bounded: by FACETS
    let rows = query.build().fetch_all(tx.conn()).await?;
    let facets = rows.iter().map(|row| Ok(Facet { value: row.try_get(0)?, count: row.try_get(1)? }));
    facets.collect()
}

fn card(row: &PgRow) -> Result<Card, Error> {
    let names: Value = row.try_get("names")?;
    let prices: Value = row.try_get("prices")?;
    let currencies = prices.as_object().into_iter().flat_map(|prices| prices.keys());
    let ranges = currencies
        .filter_map(|currency| refresh::range(&prices, currency).map(|range| (currency.clone(), range)))
        .collect();
    Ok(Card {
        product: ProductId(row.try_get("product")?),
        code: row.try_get("code")?,
        maker: BusinessId(row.try_get::<Uuid, _>("maker")?),
        maker_name: row.try_get("maker_name")?,
        area: row.try_get("area")?,
        category: row.try_get("category")?,
        names: serde_json::from_value(names)?,
        prices: ranges,
        available: row.try_get("available")?,
        photo: row.try_get("photo")?,
    })
}

/// A wish with what it is judged by.
struct Asked<'a> {
    city: i32,
    today: NaiveDate,
    question: Option<String>,
    wish: &'a Wish,
}

impl Asked<'_> {
    fn cards(&self, offset: i64, most: i64) -> QueryBuilder<Postgres> {
        let mut query = QueryBuilder::new(
            "select l.product, l.code, l.maker, l.maker_name, l.area, l.category, l.names, l.prices, l.available, l.photo",
        );
        self.narrow(&mut query, true, true);
        query.push(" order by ");
        match self.wish.order {
            Order::Best => {
                query.push("l.available desc, ");
                if let Some(question) = &self.question {
                    // In steps of a tenth: what fits as well takes turns.
                    query.push("round(ts_rank('{0, 0.1, 0.4, 1}', l.words, ").push_bind(question.clone());
                    query.push("::text::tsquery)::numeric, 1) desc, ");
                }
                query
                    .push("hashtextextended(l.product::text, ")
                    .push_bind(turn(self.today))
                    .push("), l.product");
            }
            Order::Newest => {
                query.push("l.published_at desc, l.product");
            }
            Order::Cheapest => {
                query.push("l.lowest, l.product");
            }
            Order::Dearest => {
                query.push("l.lowest desc, l.product");
            }
        }
        query.push(" limit ").push_bind(most).push(" offset ").push_bind(offset);
        query
    }

    fn by_category(&self) -> QueryBuilder<Postgres> {
        let mut query = QueryBuilder::new("select l.category, count(*)");
        self.narrow(&mut query, false, true);
        query.push(" group by l.category order by count(*) desc, l.category limit ").push_bind(FACETS);
        query
    }

    fn by_facet(&self) -> QueryBuilder<Postgres> {
        let mut query = QueryBuilder::new("select f.value, count(*) from (select unnest(l.facets) as value");
        self.narrow(&mut query, true, false);
        query.push(") f group by f.value order by count(*) desc, f.value limit ").push_bind(FACETS);
        query
    }

    /// What is looked at: all that the wish allows, with or without what it says of categories and options.
    fn narrow(&self, query: &mut QueryBuilder<Postgres>, category: bool, facet: bool) {
        query.push(" from catalogue.listing l where l.city = ").push_bind(self.city);
        if let Some(question) = &self.question {
            query.push(" and l.words @@ ").push_bind(question.clone()).push("::text::tsquery");
        }
        if category && !self.wish.categories.is_empty() {
            query.push(" and l.category = any(").push_bind(self.wish.categories.clone()).push(")");
        }
        if let Some(maker) = self.wish.maker {
            query.push(" and l.maker = ").push_bind(maker.0);
        }
        if let Some(from) = self.wish.from {
            query.push(" and l.lowest >= ").push_bind(from);
        }
        if let Some(to) = self.wish.to {
            query.push(" and l.lowest <= ").push_bind(to);
        }
        if self.wish.available {
            query.push(" and l.available");
        }
        if facet && !self.wish.facets.is_empty() {
            query.push(" and l.facets @> ").push_bind(self.wish.facets.clone());
            query.push(
                " and exists (select from catalogue.variant v join catalogue.product p on p.city = v.city and p.id = v.product
                   where v.city = l.city and v.product = l.product and v.retired_at is null
                         and array(select lower(c.option || ':' || c.value) from unnest(p.options, v.choice) as c (option, value)) @> ",
            );
            query.push_bind(self.wish.facets.clone()).push(")");
        }
    }
}

/// Which of the orders among equals holds on a day.
fn turn(day: NaiveDate) -> i64 {
    use chrono::Datelike as _;
    i64::from(day.num_days_from_ce())
}

/// The codes of all that stands on the market, as many as a map of a site may hold (sitemaps.org: 50,000).
pub async fn codes(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let city = tx.city();
    let codes = sqlx::query_scalar!(
        "select code from catalogue.listing where city = $1 order by published_at desc, product limit 50000",
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(codes)
}
