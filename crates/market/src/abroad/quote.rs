use std::collections::{BTreeMap, BTreeSet};

use catalogue::product::{self, Product, ProductId, VariantId};
use kernel::{Error, Rupiah, Say, Tx};
use ledger::money::{Currency, Money};
use ledger::rate::{self, Rate};

use super::{Tariff, To, tariffs};
use crate::cart::{self, Customs, Quote, QuotedLine};

/// Something in a cart that cannot be sold abroad, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    pub product: ProductId,
    pub name: String,
    pub reasons: Vec<Say>,
}

/// The products of a quote.
async fn products(tx: &mut Tx, quote: &Quote) -> Result<BTreeMap<ProductId, Product>, Error> {
    let lines = quote.parcels.iter().flat_map(|parcel| &parcel.lines);
    let ids: BTreeSet<ProductId> = lines.map(|line| line.offer.product).collect();
    let mut products = BTreeMap::new();
    for id in ids {
        products.insert(id, product::one(tx, id).await?);
    }
    Ok(products)
}

/// What of a quote cannot be sold abroad at all. `lang`: in which it is called.
pub async fn obstacles(tx: &mut Tx, quote: &Quote, lang: &str) -> Result<Vec<Obstacle>, Error> {
    let mut obstacles = Vec::new();
    for (id, product) in products(tx, quote).await? {
        let mut reasons = product::abroad(tx, &product).await?;
        if product.variants.iter().all(|variant| variant.abroad().next().is_none()) {
            reasons.push(Say::new("market-abroad-no-price"));
        }
        let mut lines = quote.parcels.iter().flat_map(|parcel| &parcel.lines);
        let name = lines.find(|line| line.offer.product == id).map_or("", |line| line.offer.name(lang));
        if !reasons.is_empty() {
            obstacles.push(Obstacle { product: id, name: name.to_owned(), reasons });
        }
    }
    Ok(obstacles)
}

/// The currencies in which all of a quote has a price, that somewhere can be sent to, and that have a rate.
pub async fn choices(tx: &mut Tx, quote: &Quote) -> Result<Vec<Currency>, Error> {
    let (products, tariffs, today) = (products(tx, quote).await?, tariffs(tx).await?, tx.today());
    let mut all: Vec<Currency> = tariffs.iter().map(|tariff| tariff.currency).collect();
    all.sort();
    all.dedup();
    let mut choices = Vec::new();
    for currency in all {
        let lines = quote.parcels.iter().flat_map(|parcel| &parcel.lines);
        let mut prices = lines.map(|line| price(&products, line, currency));
        if prices.all(|price| price.is_some()) && rate::on(tx, currency, today).await?.is_some() {
            choices.push(currency);
        }
    }
    Ok(choices)
}

fn price(products: &BTreeMap<ProductId, Product>, line: &QuotedLine, currency: Currency) -> Option<i64> {
    let product = products.get(&line.offer.product)?;
    let variant = product.variants.iter().find(|variant| variant.id == line.offer.variant)?;
    variant.prices.get(currency.code()).copied()
}

/// What these come to, sent to a country and paid in a currency: refused where something cannot be sold there. Promises
/// nothing.
pub async fn quote(tx: &mut Tx, lines: &[(VariantId, i32)], to: To) -> Result<Quote, Error> {
    let home = cart::quote(tx, lines, None).await?;
    if !home.gone.is_empty() {
        return Ok(home);
    }
    if let Some(first) = obstacles(tx, &home, "id").await?.into_iter().next() {
        return Err(Error::refused(Say::new("market-abroad-not").with("name", first.name)));
    }
    let today = tx.today();
    let rate = rate::on(tx, to.currency, today).await?;
    let rate = rate.ok_or_else(|| Error::field("currency", "market-abroad-no-rate"))?;
    let tariff =
        tariffs(tx).await?.into_iter().find(|one| one.zone == to.country.zone && one.currency == to.currency);
    let tariff = tariff.ok_or_else(|| Error::field("currency", "market-abroad-no-tariff"))?;
    let products = products(tx, &home).await?;
    charged(home, &products, tariff, rate)
}

fn too_dear() -> Error {
    Error::refused("market-too-dear")
}

/// The same in another currency: the prices that were typed for it, and what they are worth. Each is rounded once.
fn charged(
    mut quote: Quote,
    products: &BTreeMap<ProductId, Product>,
    tariff: Tariff,
    rate: Rate,
) -> Result<Quote, Error> {
    let currency = tariff.currency;
    let worth = |units: i64| rate.worth(units).filter(|worth| worth.0 > 0).ok_or_else(too_dear);
    let (mut goods, mut shipping, mut all, mut sent) = (0_i64, 0_i64, 0_i64, 0_i64);
    for parcel in &mut quote.parcels {
        (parcel.goods, parcel.charged) = (Rupiah(0), 0);
        for line in &mut parcel.lines {
            let unpriced = || {
                let say = Say::new("market-abroad-no-price-in")
                    .with("name", line.offer.name("id").to_owned())
                    .with("currency", currency.code());
                Error::field("currency", say)
            };
            line.charged = price(products, line, currency).ok_or_else(unpriced)?;
            line.offer.price = worth(line.charged)?;
            let times = |amount: i64| amount.checked_mul(i64::from(line.quantity)).ok_or_else(too_dear);
            line.amount = Rupiah(times(line.offer.price.0)?);
            parcel.charged = parcel.charged.checked_add(times(line.charged)?).ok_or_else(too_dear)?;
            parcel.goods = parcel.goods.plus(line.amount).ok_or_else(too_dear)?;
            let product = products.get(&line.offer.product);
            line.customs = product.map(|product| Customs {
                hs_code: product.hs_code.clone().unwrap_or_default(),
                origin: product.origin.clone(),
            });
        }
        let cost = tariff.shipping(parcel.weight).ok_or_else(too_dear)?;
        parcel.charged_shipping = cost.units;
        parcel.charged = parcel.charged.checked_add(cost.units).ok_or_else(too_dear)?;
        parcel.shipping = worth(cost.units)?;
        let plus = |sum: i64, one: i64| sum.checked_add(one).ok_or_else(too_dear);
        (goods, shipping) = (plus(goods, parcel.goods.0)?, plus(shipping, parcel.shipping.0)?);
        (all, sent) = (plus(all, parcel.charged)?, plus(sent, parcel.charged_shipping)?);
    }
    Ok(Quote {
        goods: Rupiah(goods),
        shipping: Rupiah(shipping),
        charged: Money { currency, units: all },
        charged_shipping: Money { currency, units: sent },
        rate: Some(rate),
        ..quote
    })
}
