use catalogue::product::VariantId;
use catalogue::stock::{self, Line};
use chrono::TimeDelta;
use kernel::contact::{Email, Phone};
use kernel::{AreaCode, Error, Instant, OnConstraint as _, Say, Tx};
use ledger::money::Money;
use payment::{Method, Name};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Contact, OrderId, PREFIX, State, Way, find};
use crate::abroad::{self, To};
use crate::attempt::{self, AttemptId};
use crate::cart::{MOST_LINES, MOST_OF_ONE, Quote, QuotedLine, QuotedParcel, quote};

/// What a buyer wants.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// Made up by the buyer's side, 8 to 100 characters: sent again, it is the same order.
    pub key: String,
    /// In which language the buyer is written to.
    pub lang: String,
    pub contact: Contact,
    pub way: Way,
    /// Where to, down to a kelurahan where it is known; a city at least. Without it nothing is sent.
    pub to: Option<AreaCode>,
    /// To which country other than Indonesia it is sent, and in which currency it is paid.
    pub abroad: Option<To>,
    pub lines: Vec<(VariantId, i32)>,
    pub provider: Name,
    pub method: Method,
    /// What the buyer saw that it costs. Another sum is refused: `market-order-total-changed`.
    pub seen: Money,
}

/// An order that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub id: OrderId,
    /// The try to pay it, to be charged now; none where the key was used before.
    pub attempt: Option<AttemptId>,
}

/// Writes an order down and holds what it needs, or says what is short; nothing is asked of a provider yet. Anybody may buy.
/// The same key with the same wish is the same order; with another, it is refused.
pub async fn place(tx: &mut Tx, new: NewOrder) -> Result<Placed, Error> {
    let new = checked(new)?;
    let digest = digest(&new);
    // Whoever sends the same at the same time waits here for the first.
    let city = tx.city();
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('market.order' || $2, $1::int::bigint))",
        city.0,
        new.key
    )
    .execute(tx.conn())
    .await?;
    if let Some((id, known)) = find::by_key(tx, &new.key).await? {
        return match known == digest {
            true => Ok(Placed { id, attempt: None }),
            false => Err(Error::refused("market-order-key-other")),
        };
    }
    let quote = match new.abroad {
        Some(to) => abroad::quote(tx, &new.lines, to).await?,
        None => quote(tx, &new.lines, new.to.as_ref().filter(|_| new.way == Way::Sent)).await?,
    };
    if !quote.gone.is_empty() {
        return Err(Error::refused("market-order-gone"));
    }
    if quote.charged != new.seen {
        return Err(Error::refused("market-order-total-changed"));
    }
    let id: OrderId = tx.id();
    let until = tx.now() + TimeDelta::minutes(i64::from(quote.terms.minutes));
    let parcels: Vec<(Uuid, &QuotedParcel)> =
        quote.parcels.iter().map(|parcel| (tx.id::<Uuid>(), parcel)).collect();
    hold(tx, &parcels, until).await?;
    write(tx, id, &new, &quote, &digest, until).await?;
    write_parcels(tx, id, &parcels, &quote, &new.lang).await?;
    super::step(tx, id, None, State::Open.as_str(), "").await?;
    let attempt = attempt::open(tx, id, new.provider, new.method, quote.charged, until).await?;
    Ok(Placed { id, attempt: Some(attempt) })
}

/// The longest name, and the longest address.
const LONGEST: (usize, usize) = (100, 300);

fn checked(mut new: NewOrder) -> Result<NewOrder, Error> {
    let length = |text: &str| text.chars().count();
    if !(8..=100).contains(&length(&new.key)) {
        return Err(Error::field("key", "market-order-key-length"));
    }
    if new.lines.is_empty() {
        return Err(Error::refused("market-cart-empty"));
    }
    let contact = &mut new.contact;
    contact.name = contact.name.trim().to_owned();
    if contact.name.is_empty() || length(&contact.name) > LONGEST.0 {
        return Err(Error::field("name", Say::new("market-order-name-length").with("most", LONGEST.0)));
    }
    contact.phone = Phone::parse(&contact.phone)?.reveal().to_owned();
    contact.mail = match contact.mail.as_deref().map(str::trim).filter(|mail| !mail.is_empty()) {
        Some(mail) => Some(Email::parse(mail).map_err(|_| Error::field("mail", "market-order-mail-form"))?)
            .map(|mail| mail.reveal().to_owned()),
        None => None,
    };
    if new.abroad.is_some() && contact.mail.is_none() {
        return Err(Error::field("mail", "market-abroad-mail-missing"));
    }
    contact.address = contact.address.trim().to_owned();
    if new.way == Way::Sent {
        if contact.address.is_empty() || length(&contact.address) > LONGEST.1 {
            let say = Say::new("market-order-address-length").with("most", LONGEST.1);
            return Err(Error::field("address", say));
        }
        if new.abroad.is_none() && new.to.as_ref().is_none_or(|to| to.level() == kernel::Level::Province) {
            return Err(Error::field("area", "market-order-area-unknown"));
        }
    }
    if new.lines.len() > MOST_LINES || new.lines.iter().any(|(_, some)| !(1..=MOST_OF_ONE).contains(some)) {
        return Err(Error::refused("market-cart-full"));
    }
    let mut variants: Vec<VariantId> = new.lines.iter().map(|(variant, _)| *variant).collect();
    variants.sort();
    variants.dedup();
    match variants.len() == new.lines.len() {
        true => Ok(new),
        false => Err(Error::refused("market-cart-twice")),
    }
}

/// What tells two wishes under one key apart.
fn digest(new: &NewOrder) -> Vec<u8> {
    let mut hash = Sha256::new();
    let to = new.to.as_ref().map_or("", AreaCode::as_str);
    let contact = &new.contact;
    let mail = contact.mail.as_deref().unwrap_or_default();
    let how = [new.way.as_str(), to, new.provider.as_str(), attempt::word(new.method)];
    let abroad = new.abroad.map(|to| [to.country.code, to.currency.code()]);
    for part in how.into_iter().chain(abroad.into_iter().flatten()).chain([
        &*contact.name,
        &contact.phone,
        mail,
        &contact.address,
    ]) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    for (variant, quantity) in &new.lines {
        hash.update(variant.0.as_bytes());
        hash.update(quantity.to_be_bytes());
    }
    hash.finalize().to_vec()
}

async fn hold(tx: &mut Tx, parcels: &[(Uuid, &QuotedParcel)], until: Instant) -> Result<(), Error> {
    let lines: Vec<Line> = parcels
        .iter()
        .flat_map(|(cause, parcel)| {
            let line =
                |line: &QuotedLine| Line { cause: *cause, shelf: line.offer.shelf, quantity: line.quantity };
            parcel.lines.iter().map(line).collect::<Vec<Line>>()
        })
        .collect();
    let short = stock::hold(tx, &lines, until).await?;
    let Some(first) = short.first() else { return Ok(()) };
    let mut all = parcels.iter().flat_map(|(_, parcel)| &parcel.lines);
    let name = all.find(|line| line.offer.shelf == first.shelf).map_or("", |line| line.offer.name("id"));
    let say = Say::new("market-order-short").with("name", name.to_owned()).with("left", first.left);
    Err(Error::refused(say))
}

async fn write(
    tx: &mut Tx,
    id: OrderId,
    new: &NewOrder,
    quote: &Quote,
    digest: &[u8],
    until: Instant,
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let contact = new.contact.sealed(tx, id)?;
    let area = new.to.as_ref().filter(|_| new.way == Way::Sent && new.abroad.is_none());
    let area = area.map(|area| area.as_str().to_owned());
    let country = new.abroad.map_or("ID", |to| to.country.code);
    sqlx::query!(
        "insert into market.order (city, id, code, key, digest, state, contact, lang, way, area, goods, shipping,
                                   placed_at, pay_until, country, currency, charged, charged_shipping, rate, rate_day)
         values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        city.0,
        id.0,
        registry::code::of(PREFIX, id.0, 0),
        new.key,
        digest,
        contact,
        new.lang,
        new.way.as_str(),
        area,
        quote.goods.0,
        quote.shipping.0,
        now,
        until,
        country,
        quote.charged.currency.code(),
        quote.charged.units,
        quote.charged_shipping.units,
        quote.rate.as_ref().map(|rate| rate.hundredths),
        quote.rate.as_ref().map(|rate| rate.day)
    )
    .execute(tx.conn())
    .await
    .on_constraint("order_key_key", || Error::refused("market-order-key-other"))
    .on_constraint("order_code_key", || Error::refused("market-order-again"))?;
    Ok(())
}

async fn write_parcels(
    tx: &mut Tx,
    id: OrderId,
    parcels: &[(Uuid, &QuotedParcel)],
    quote: &Quote,
    lang: &str,
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let column = |value: &dyn Fn(&QuotedParcel) -> i64| {
        parcels.iter().map(|(_, parcel)| value(parcel)).collect::<Vec<i64>>()
    };
    sqlx::query!(
        r#"insert into market.parcel (city, id, "order", maker, maker_name, number, state, goods, shipping, commission,
                                      weight, changed_at, charged, charged_shipping)
           select $1, p.id, $2, p.maker, p.name, p.number, 'waiting', p.goods, p.shipping, p.commission, p.weight, $3,
                  p.charged, p.charged_shipping
           from unnest($4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
                       $11::bigint[], $12::bigint[])
                with ordinality as p (id, maker, name, goods, shipping, commission, weight, charged, charged_shipping, number)"#,
        city.0,
        id.0,
        now,
        &parcels.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &parcels.iter().map(|(_, parcel)| parcel.maker.0).collect::<Vec<_>>(),
        &parcels.iter().map(|(_, parcel)| parcel.maker_name.clone()).collect::<Vec<_>>(),
        &column(&|parcel| parcel.goods.0),
        &column(&|parcel| parcel.shipping.0),
        &column(&|parcel| quote.terms.kept(parcel.goods).0),
        &column(&|parcel| i64::from(parcel.weight.max(1))),
        &column(&|parcel| parcel.charged),
        &column(&|parcel| parcel.charged_shipping)
    )
    .execute(tx.conn())
    .await?;
    write_lines(tx, parcels, lang).await
}

async fn write_lines(tx: &mut Tx, parcels: &[(Uuid, &QuotedParcel)], lang: &str) -> Result<(), Error> {
    let mut lines = Lines::default();
    for (parcel, quoted) in parcels {
        for (number, line) in (1_i32..).zip(&quoted.lines) {
            lines.push(*parcel, number, line, lang)?;
        }
    }
    let city = tx.city();
    sqlx::query!(
        r#"insert into market.line (city, parcel, number, product, variant, place, owner, name, choice, price, quantity,
                                    charged, hs_code, origin, weight)
           select $1, l.parcel, l.number, l.product, l.variant, l.place, l.place, l.name,
                  array(select jsonb_array_elements_text(l.choice::jsonb)), l.price, l.quantity,
                  l.charged, nullif(l.hs_code, ''), nullif(l.origin, ''), l.weight
           from unnest($2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::bigint[],
                       $10::int[], $11::bigint[], $12::text[], $13::text[], $14::int[])
                as l (parcel, number, product, variant, place, name, choice, price, quantity, charged, hs_code, origin, weight)"#,
        city.0,
        &lines.parcels,
        &lines.numbers,
        &lines.products,
        &lines.variants,
        &lines.places,
        &lines.names,
        &lines.choices,
        &lines.prices,
        &lines.quantities,
        &lines.charged,
        &lines.hs_codes,
        &lines.origins,
        &lines.weights
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lines by column, as one statement takes them.
#[derive(Default)]
struct Lines {
    parcels: Vec<Uuid>,
    numbers: Vec<i32>,
    products: Vec<Uuid>,
    variants: Vec<Uuid>,
    places: Vec<Uuid>,
    names: Vec<String>,
    choices: Vec<String>,
    prices: Vec<i64>,
    quantities: Vec<i32>,
    charged: Vec<i64>,
    /// Empty within the country.
    hs_codes: Vec<String>,
    origins: Vec<String>,
    weights: Vec<i32>,
}

impl Lines {
    fn push(&mut self, parcel: Uuid, number: i32, line: &QuotedLine, lang: &str) -> Result<(), Error> {
        let (offer, customs) = (&line.offer, line.customs.as_ref());
        self.parcels.push(parcel);
        self.numbers.push(number);
        self.products.push(offer.product.0);
        self.variants.push(offer.variant.0);
        self.places.push(offer.shelf.place);
        self.names.push(offer.name(lang).to_owned());
        self.choices.push(serde_json::to_string(&offer.choice)?);
        self.prices.push(offer.price.0);
        self.quantities.push(line.quantity);
        self.charged.push(line.charged);
        self.hs_codes.push(customs.map_or_else(String::new, |customs| customs.hs_code.clone()));
        self.origins.push(customs.map_or_else(String::new, |customs| customs.origin.clone()));
        self.weights.push(offer.weight);
        Ok(())
    }
}
