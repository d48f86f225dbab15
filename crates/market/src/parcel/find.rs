use catalogue::product::VariantId;
use catalogue::stock::{self, Shelf};
use kernel::{Error, Instant, Rupiah, Tx};
use registry::business::{self, BusinessId};
use registry::person;
use uuid::Uuid;

use super::{ParcelId, SEND, State};
use crate::order::{Line, Order, OrderId};
use crate::sum::Sum;

/// What one maker has to hand over.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    pub id: ParcelId,
    pub order: OrderId,
    pub maker: BusinessId,
    pub maker_name: String,
    pub number: i32,
    pub state: State,
    /// As the books have it.
    pub goods: Rupiah,
    pub shipping: Rupiah,
    /// What the city keeps, as agreed when it was bought.
    pub commission: Rupiah,
    /// What the buyer paid for it, in the order's currency, and what of it is for sending.
    pub charged: i64,
    pub charged_shipping: i64,
    /// Grams.
    pub weight: i32,
    pub courier: Option<String>,
    pub tracking: Option<String>,
    pub confirm_until: Option<Instant>,
    pub changed_at: Instant,
}

impl Parcel {
    /// What its buyer paid for it.
    pub(crate) fn sum(&self, order: &Order) -> Sum {
        let worth = Rupiah(self.goods.0 + self.shipping.0);
        Sum { money: order.money(self.charged), worth }
    }

    /// What of that is for goods.
    pub(crate) fn goods_sum(&self, order: &Order) -> Sum {
        Sum { money: order.money(self.charged - self.charged_shipping), worth: self.goods }
    }
}

struct Row {
    id: Uuid,
    order: Uuid,
    maker: Uuid,
    maker_name: String,
    number: i32,
    state: String,
    goods: i64,
    shipping: i64,
    commission: i64,
    charged: i64,
    charged_shipping: i64,
    weight: i32,
    courier: Option<String>,
    tracking: Option<String>,
    confirm_until: Option<Instant>,
    changed_at: Instant,
}

impl Row {
    fn parcel(self) -> Result<Parcel, Error> {
        Ok(Parcel {
            id: ParcelId(self.id),
            order: OrderId(self.order),
            maker: BusinessId(self.maker),
            maker_name: self.maker_name,
            number: self.number,
            state: State::of(&self.state)?,
            goods: Rupiah(self.goods),
            shipping: Rupiah(self.shipping),
            commission: Rupiah(self.commission),
            charged: self.charged,
            charged_shipping: self.charged_shipping,
            weight: self.weight,
            courier: self.courier,
            tracking: self.tracking,
            confirm_until: self.confirm_until,
            changed_at: self.changed_at,
        })
    }
}

/// The parcels of an order, in their order. Asks no permission: see [`crate::order::one`].
pub async fn of_order(tx: &mut Tx, order: OrderId) -> Result<Vec<Parcel>, Error> {
    let city = tx.city();
    // bounded: by the makers in a cart
    let rows = sqlx::query_as!(
        Row,
        r#"select id, "order", maker, maker_name, number, state, goods, shipping, commission, charged, charged_shipping, weight,
                  courier, tracking, confirm_until, changed_at
           from market.parcel where city = $1 and "order" = $2 order by number"#,
        city.0,
        order.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::parcel).collect()
}

/// These parcels. Asks no permission.
pub(crate) async fn these(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Parcel>, Error> {
    let city = tx.city();
    // bounded: by those asked for
    let rows = sqlx::query_as!(
        Row,
        r#"select id, "order", maker, maker_name, number, state, goods, shipping, commission, charged, charged_shipping, weight,
                  courier, tracking, confirm_until, changed_at
           from market.parcel where city = $1 and id = any($2) order by confirm_until, id"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::parcel).collect()
}

/// One parcel. Asks no permission.
pub async fn one(tx: &mut Tx, id: ParcelId) -> Result<Parcel, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        r#"select id, "order", maker, maker_name, number, state, goods, shipping, commission, charged, charged_shipping, weight,
                  courier, tracking, confirm_until, changed_at
           from market.parcel where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("parcel"))?.parcel()
}

/// One parcel, if the actor may move it: its maker, or officers of the market.
pub(crate) async fn allowed(tx: &mut Tx, id: ParcelId) -> Result<Parcel, Error> {
    let parcel = match one(tx, id).await {
        Err(Error::NotFound(_)) => return Err(tx.hidden("parcel")),
        found => found?,
    };
    match business::may(tx, parcel.maker, SEND).await {
        Ok(_) if parcel.state != State::Waiting => Ok(parcel),
        Ok(_) | Err(Error::NotFound(_)) => Err(Error::NotFound("parcel")),
        Err(error) => Err(error),
    }
}

/// What lies in a parcel.
pub async fn lines(tx: &mut Tx, id: ParcelId) -> Result<Vec<Line>, Error> {
    let city = tx.city();
    // bounded: by the lines of a cart
    let rows = sqlx::query!(
        "select product, variant, place, owner, name, choice, price, quantity, charged, hs_code, origin, weight
         from market.line where city = $1 and parcel = $2 order by number",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(|row| Line {
        product: row.product,
        variant: row.variant,
        place: row.place,
        owner: row.owner,
        name: row.name,
        choice: row.choice,
        price: Rupiah(row.price),
        quantity: row.quantity,
        charged: row.charged,
        hs_code: row.hs_code,
        origin: row.origin,
        weight: row.weight,
    });
    Ok(lines.collect())
}

/// All lines of an order, as stock is asked for them: each for its parcel.
pub(crate) async fn stock_lines(tx: &mut Tx, order: OrderId) -> Result<Vec<stock::Line>, Error> {
    let city = tx.city();
    // bounded: by the lines of a cart
    let rows = sqlx::query!(
        r#"select l.parcel, l.variant, l.place, l.owner, l.quantity
           from market.line l join market.parcel p on p.city = l.city and p.id = l.parcel
           where p.city = $1 and p."order" = $2 and p.state <> 'cancelled' order by p.number, l.number"#,
        city.0,
        order.0
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(|row| stock::Line {
        cause: row.parcel,
        shelf: Shelf { place: row.place, variant: VariantId(row.variant), owner: row.owner },
        quantity: row.quantity,
    });
    Ok(lines.collect())
}

/// The businesses of whoever asks.
pub(crate) async fn own(tx: &mut Tx) -> Result<Vec<BusinessId>, Error> {
    match person::register::own(tx).await? {
        Some(me) => Ok(business::find::of_person(tx, me).await?.iter().map(|tie| tie.business).collect()),
        None => Ok(Vec::new()),
    }
}

/// A parcel in a maker's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: Uuid,
    /// The order's.
    pub code: String,
    pub maker_name: String,
    pub state: String,
    pub amount: i64,
    /// What lies in it, in a line.
    pub what: String,
    pub confirm_until: Option<Instant>,
    pub changed_at: Instant,
}

/// Parcels of these businesses, or for officers of all: those to be done first, then the last.
pub async fn list(
    tx: &mut Tx,
    makers: Option<&[BusinessId]>,
    state: Option<State>,
    offset: i64,
    most: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    if makers.is_none() {
        tx.must_in_city(SEND)?;
    }
    let (city, state) = (tx.city(), state.map(State::as_str));
    let makers: Option<Vec<Uuid>> = makers.map(|makers| makers.iter().map(|one| one.0).collect());
    let rows = sqlx::query_as!(
        Listed,
        r#"select p.id, o.code, p.maker_name, p.state, p.goods + p.shipping as "amount!", p.confirm_until, p.changed_at,
                  (select string_agg(l.quantity || ' × ' || l.name, ', ' order by l.number) from market.line l
                   where l.city = p.city and l.parcel = p.id) as "what!"
           from market.parcel p join market.order o on o.city = p.city and o.id = p."order"
           where p.city = $1 and p.state <> 'waiting' and ($2::uuid[] is null or p.maker = any($2))
                 and ($3::text is null or p.state = $3)
           order by array_position(array['new', 'confirmed', 'packed'], p.state), p.changed_at desc, p.id
           limit $4 offset $5"#,
        city.0,
        makers.as_deref(),
        state,
        most,
        offset
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!" from market.parcel p
           where p.city = $1 and p.state <> 'waiting' and ($2::uuid[] is null or p.maker = any($2))
                 and ($3::text is null or p.state = $3)"#,
        city.0,
        makers.as_deref(),
        state
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((rows, total))
}

/// How many parcels of an order were neither received nor returned nor cancelled.
pub async fn open_of(tx: &mut Tx, order: OrderId) -> Result<usize, Error> {
    let parcels = of_order(tx, order).await?;
    let open =
        |parcel: &&Parcel| !matches!(parcel.state, State::Received | State::Returned | State::Cancelled);
    Ok(parcels.iter().filter(open).count())
}
