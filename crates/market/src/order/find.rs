use kernel::{AreaCode, Error, Instant, Rupiah, Tx};
use ledger::money::{Currency, Money};
use ledger::rate::Rate;
use uuid::Uuid;

use super::{Contact, OrderId, State, Way};
use crate::sum::Sum;

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: OrderId,
    pub code: String,
    pub state: State,
    /// None once nothing needs it any more.
    pub contact: Option<Contact>,
    pub lang: String,
    pub way: Way,
    pub area: Option<AreaCode>,
    /// ISO 3166-1; `ID` within the country.
    pub country: String,
    /// As the books have it.
    pub goods: Rupiah,
    pub shipping: Rupiah,
    /// What the buyer pays, and what of it is for sending.
    pub charged: Money,
    pub charged_shipping: Money,
    /// Hundredths of a rupiah for one unit of the buyer's currency, where that is another; and of which day.
    pub rate: Option<i64>,
    pub rate_day: Option<chrono::NaiveDate>,
    pub placed_at: Instant,
    pub pay_until: Instant,
}

impl Order {
    /// What the buyer pays, as the books have it.
    pub fn total(&self) -> Rupiah {
        Rupiah(self.goods.0 + self.shipping.0)
    }

    /// So many smallest units of the buyer's currency.
    pub fn money(&self, units: i64) -> Money {
        Money { currency: self.charged.currency, units }
    }

    /// Whether it leaves the country.
    pub fn is_abroad(&self) -> bool {
        self.country != "ID"
    }

    /// What money that came for it is in the books: all of it what was agreed, else by the rate of its day.
    pub(crate) fn sum(&self, money: Money) -> Result<Sum, Error> {
        let other = || Error::broken("money in a currency that the order is not in");
        if money == self.charged {
            return Ok(Sum { money, worth: self.total() });
        }
        if money.currency != self.charged.currency {
            return Err(other());
        }
        match (self.rate, self.rate_day) {
            (Some(hundredths), Some(day)) => {
                let rate = Rate { currency: money.currency, day, hundredths, source: String::new() };
                Ok(Sum { money, worth: rate.worth(money.units).ok_or_else(other)? })
            }
            _ => Ok(Sum { money, worth: Rupiah(money.units) }),
        }
    }
}

/// What lies in a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub product: Uuid,
    pub variant: Uuid,
    pub place: Uuid,
    pub owner: Uuid,
    pub name: String,
    pub choice: Vec<String>,
    /// As the books have it.
    pub price: Rupiah,
    pub quantity: i32,
    /// In the buyer's currency.
    pub charged: i64,
    /// What customs asks, where it goes abroad: the code of the Harmonised System and the country of origin.
    pub hs_code: Option<String>,
    pub origin: Option<String>,
    /// Grams of one, where it was noted.
    pub weight: Option<i32>,
}

impl Line {
    /// What it is, in its choice.
    pub fn called(&self) -> String {
        match self.choice.is_empty() {
            true => self.name.clone(),
            false => format!("{} ({})", self.name, self.choice.join(" / ")),
        }
    }
}

/// One order. Asks no permission: whoever calls has the buyer's link, or has judged who may.
pub async fn one(tx: &mut Tx, id: OrderId) -> Result<Order, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select code, state, contact, lang, way, area, goods, shipping, placed_at, pay_until, country, currency, charged,
                charged_shipping, rate, rate_day
         from market.order where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("order"))?;
    let currency = Currency::parse(&row.currency)?;
    Ok(Order {
        id,
        code: row.code,
        state: State::of(&row.state)?,
        contact: row.contact.map(|sealed| Contact::opened(tx, id, &sealed)).transpose()?,
        lang: row.lang,
        way: Way::parse(&row.way).ok_or_else(|| Error::broken("a way that the table does not hold"))?,
        area: row.area.map(|area| AreaCode::parse(&area)).transpose()?,
        goods: Rupiah(row.goods),
        shipping: Rupiah(row.shipping),
        country: row.country,
        charged: Money { currency, units: row.charged },
        charged_shipping: Money { currency, units: row.charged_shipping },
        rate: row.rate,
        rate_day: row.rate_day,
        placed_at: row.placed_at,
        pay_until: row.pay_until,
    })
}

/// Where an order stands, with its row locked until commit. Orders are locked before anything that belongs to them.
pub(crate) async fn lock(tx: &mut Tx, id: OrderId) -> Result<State, Error> {
    let city = tx.city();
    let state = sqlx::query_scalar!(
        "select state from market.order where city = $1 and id = $2 for no key update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("order"))?;
    State::of(&state)
}

/// The order that was placed under a key, with the digest of what was wanted.
pub async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<(OrderId, Vec<u8>)>, Error> {
    let city = tx.city();
    let row = sqlx::query!("select id, digest from market.order where city = $1 and key = $2", city.0, key)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| (OrderId(row.id), row.digest)))
}

/// An order in a list of the desk. Who bought is on its own page.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: Uuid,
    pub code: String,
    pub state: String,
    pub total: i64,
    pub parcels: i64,
    pub placed_at: Instant,
}

/// Orders of the city, the last first, and how many there are.
pub async fn list(
    tx: &mut Tx,
    state: Option<State>,
    like: Option<&str>,
    offset: i64,
    most: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    tx.must_in_city(super::DECIDE)?;
    let (city, state) = (tx.city(), state.map(State::as_str));
    let rows = sqlx::query_as!(
        Listed,
        r#"select o.id, o.code, o.state, o.goods + o.shipping as "total!", o.placed_at,
                  (select count(*) from market.parcel p where p.city = o.city and p."order" = o.id) as "parcels!"
           from market.order o
           where o.city = $1 and ($2::text is null or o.state = $2) and ($3::text is null or o.code ilike $3)
           order by o.placed_at desc, o.id limit $4 offset $5"#,
        city.0,
        state,
        like,
        most,
        offset
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!" from market.order
           where city = $1 and ($2::text is null or state = $2) and ($3::text is null or code ilike $3)"#,
        city.0,
        state,
        like
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((rows, total))
}

/// What became of an order or of one of its parcels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub parcel: Option<Uuid>,
    pub state: String,
    pub at: Instant,
    pub note: String,
}

/// What became of an order, the first first.
pub async fn steps(tx: &mut Tx, id: OrderId) -> Result<Vec<Step>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Step,
        r#"select parcel, state, at, note from market.step where city = $1 and "order" = $2 order by at, id limit 500"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
