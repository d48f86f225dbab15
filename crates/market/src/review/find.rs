use catalogue::product::ProductId;
use kernel::{Error, Instant, Tx};
use registry::business::BusinessId;
use uuid::Uuid;

use super::{MODERATE, ReviewId, State};
use crate::parcel::ParcelId;

/// What a buyer said of a product.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub id: ReviewId,
    pub product: ProductId,
    /// What the product was called when it was bought.
    pub product_name: String,
    pub maker: BusinessId,
    /// 1 to 5.
    pub stars: i32,
    /// As the buyer wants to be called; may be empty.
    pub name: String,
    pub said: String,
    pub state: State,
    /// Why it is not shown.
    pub reason: String,
    pub answer: String,
    pub written_at: Instant,
}

/// What those who reviewed a product say together. Hidden reviews count too: that words are not fit to be shown makes no
/// product better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    pub count: i64,
    /// Tenths of a star, rounded.
    pub tenths: i64,
}

struct Row {
    id: Uuid,
    product: Uuid,
    product_name: String,
    maker: Uuid,
    stars: i32,
    name: String,
    said: String,
    state: String,
    reason: String,
    answer: String,
    written_at: Instant,
}

impl Row {
    fn review(self) -> Result<Review, Error> {
        let state = State::parse(&self.state);
        Ok(Review {
            id: ReviewId(self.id),
            product: ProductId(self.product),
            product_name: self.product_name,
            maker: BusinessId(self.maker),
            stars: self.stars,
            name: self.name,
            said: self.said,
            state: state.ok_or_else(|| Error::broken("a review's state that the table does not hold"))?,
            reason: self.reason,
            answer: self.answer,
            written_at: self.written_at,
        })
    }
}

/// How a product is rated; nothing where nobody has.
pub async fn rating(tx: &mut Tx, product: ProductId) -> Result<Option<Rating>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select count(*) as "count!", round(avg(stars) * 10)::bigint as tenths
           from market.review where city = $1 and product = $2"#,
        city.0,
        product.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row.tenths.map(|tenths| Rating { count: row.count, tenths }))
}

/// What is shown of a product, the newest first; those with words before bare stars.
pub async fn of_product(tx: &mut Tx, product: ProductId, most: i64) -> Result<Vec<Review>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select r.id, r.product, l.name as "product_name!", p.maker, r.stars, r.name, r.said, r.state, r.reason, r.answer,
                  r.written_at
           from market.review r join market.parcel p on p.city = r.city and p.id = r.parcel
           join lateral (select name from market.line where city = r.city and parcel = r.parcel and product = r.product
                         order by number limit 1) l on true
           where r.city = $1 and r.product = $2 and r.state = 'shown'
           order by r.said = '', r.written_at desc, r.id limit $3"#,
        city.0,
        product.0,
        most
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::review).collect()
}

/// One review. Asks no permission.
pub async fn one(tx: &mut Tx, id: ReviewId) -> Result<Review, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        r#"select r.id, r.product, l.name as "product_name!", p.maker, r.stars, r.name, r.said, r.state, r.reason, r.answer,
                  r.written_at
           from market.review r join market.parcel p on p.city = r.city and p.id = r.parcel
           join lateral (select name from market.line where city = r.city and parcel = r.parcel and product = r.product
                         order by number limit 1) l on true
           where r.city = $1 and r.id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("review"))?.review()
}

/// What was said of a product of a parcel, by whoever bought it. Asks no permission: the order's link was checked.
pub async fn mine(tx: &mut Tx, parcel: ParcelId, product: ProductId) -> Result<Option<Review>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from market.review where city = $1 and parcel = $2 and product = $3",
        city.0,
        parcel.0,
        product.0
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => one(tx, ReviewId(id)).await.map(Some),
        None => Ok(None),
    }
}

/// Reviews of these makers' products that are shown, or for officers of all in a state; the newest first, but what waits in
/// the order in which it came.
pub async fn listed(
    tx: &mut Tx,
    makers: Option<&[BusinessId]>,
    state: State,
    offset: i64,
    most: i64,
) -> Result<(Vec<Review>, i64), Error> {
    if makers.is_none() {
        tx.must_in_city(MODERATE)?;
    }
    let city = tx.city();
    let makers: Option<Vec<Uuid>> = makers.map(|makers| makers.iter().map(|one| one.0).collect());
    let rows = sqlx::query_as!(
        Row,
        r#"select r.id, r.product, l.name as "product_name!", p.maker, r.stars, r.name, r.said, r.state, r.reason, r.answer,
                  r.written_at
           from market.review r join market.parcel p on p.city = r.city and p.id = r.parcel
           join lateral (select name from market.line where city = r.city and parcel = r.parcel and product = r.product
                         order by number limit 1) l on true
           where r.city = $1 and r.state = $3 and ($2::uuid[] is null or p.maker = any($2))
           order by case when $3 = 'waiting' then r.written_at end, r.written_at desc, r.id limit $4 offset $5"#,
        city.0,
        makers.as_deref(),
        state.as_str(),
        most,
        offset
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!" from market.review r join market.parcel p on p.city = r.city and p.id = r.parcel
           where r.city = $1 and r.state = $3 and ($2::uuid[] is null or p.maker = any($2))"#,
        city.0,
        makers.as_deref(),
        state.as_str()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((rows.into_iter().map(Row::review).collect::<Result<_, _>>()?, total))
}
