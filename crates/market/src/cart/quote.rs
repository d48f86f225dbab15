use std::collections::BTreeMap;

use catalogue::product::{self, Offer, VariantId};
use catalogue::stock;
use kernel::{AreaCode, Error, Rupiah, Tx};
use ledger::money::Money;
use ledger::rate::Rate;
use registry::business::BusinessId;

use crate::term::{self, Terms};

/// What a cart comes to now.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// One for each maker, in the order of their names.
    pub parcels: Vec<QuotedParcel>,
    /// As the books have it.
    pub goods: Rupiah,
    pub shipping: Rupiah,
    /// What the buyer pays, in the buyer's currency; and what of it is for sending.
    pub charged: Money,
    pub charged_shipping: Money,
    /// By which another currency is counted in the books.
    pub rate: Option<Rate>,
    /// What was asked for and is not on the market any more.
    pub gone: Vec<VariantId>,
    pub terms: Terms,
}

/// What one maker sends.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotedParcel {
    pub maker: BusinessId,
    pub maker_code: String,
    pub maker_name: String,
    pub lines: Vec<QuotedLine>,
    pub goods: Rupiah,
    pub shipping: Rupiah,
    /// In the buyer's currency, sending and all; and what of it is for sending.
    pub charged: i64,
    pub charged_shipping: i64,
    /// Grams.
    pub weight: i32,
}

/// So many of an offer.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotedLine {
    pub offer: Offer,
    pub quantity: i32,
    /// How many can be bought now.
    pub left: i64,
    pub amount: Rupiah,
    /// What one costs, in the buyer's currency.
    pub charged: i64,
    /// What customs asks, where it goes abroad.
    pub customs: Option<Customs>,
}

/// What customs asks of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customs {
    /// The Harmonised System's.
    pub hs_code: String,
    /// ISO 3166-1.
    pub origin: String,
}

impl Quote {
    /// What the buyer pays, as the books have it.
    pub fn total(&self) -> Rupiah {
        Rupiah(self.goods.0 + self.shipping.0)
    }

    /// The first line of which there is too little.
    pub fn short(&self) -> Option<&QuotedLine> {
        self.parcels.iter().flat_map(|parcel| &parcel.lines).find(|line| line.left < i64::from(line.quantity))
    }
}

/// What these come to, sent to a territory or fetched; abroad, [`crate::abroad::quote`] says. Promises nothing.
pub async fn quote(tx: &mut Tx, lines: &[(VariantId, i32)], to: Option<&AreaCode>) -> Result<Quote, Error> {
    let ids: Vec<VariantId> = lines.iter().map(|(variant, _)| *variant).collect();
    let offers = product::offers(tx, &ids).await?;
    let levels = stock::levels(tx, &ids).await?;
    let terms = term::now(tx).await?;
    let city = tx.city();
    let mut gone = Vec::new();
    let mut makers: BTreeMap<BusinessId, QuotedParcel> = BTreeMap::new();
    for (variant, quantity) in lines {
        let Some(offer) = offers.iter().find(|offer| offer.variant == *variant) else {
            gone.push(*variant);
            continue;
        };
        let left =
            levels.iter().filter(|one| one.shelf == offer.shelf).map(|one| i64::from(one.left())).sum();
        let amount = offer.price.0.checked_mul(i64::from(*quantity)).map(Rupiah);
        let amount = amount.ok_or_else(|| Error::refused("market-too-dear"))?;
        let parcel = makers.entry(offer.maker).or_insert_with(|| QuotedParcel {
            maker: offer.maker,
            maker_code: offer.maker_code.clone(),
            maker_name: offer.maker_name.clone(),
            lines: Vec::new(),
            goods: Rupiah(0),
            shipping: Rupiah(0),
            charged: 0,
            charged_shipping: 0,
            weight: 0,
        });
        parcel.weight = parcel.weight.saturating_add(offer.weight.saturating_mul(*quantity));
        parcel.goods = parcel.goods.plus(amount).ok_or_else(|| Error::refused("market-too-dear"))?;
        parcel.lines.push(QuotedLine {
            offer: offer.clone(),
            quantity: *quantity,
            left,
            amount,
            charged: offer.price.0,
            customs: None,
        });
    }
    let mut parcels: Vec<QuotedParcel> = makers.into_values().collect();
    parcels.sort_by(|one, other| (&one.maker_name, one.maker).cmp(&(&other.maker_name, other.maker)));
    for parcel in &mut parcels {
        if let Some(to) = to {
            parcel.shipping = terms.shipping(city, to, parcel.weight);
        }
        let whole = parcel.goods.plus(parcel.shipping).ok_or_else(|| Error::refused("market-too-dear"))?;
        (parcel.charged, parcel.charged_shipping) = (whole.0, parcel.shipping.0);
    }
    let sum = |part: fn(&QuotedParcel) -> Rupiah| {
        let mut all = parcels.iter().map(part);
        all.try_fold(Rupiah(0), |sum, one| sum.plus(one)).ok_or_else(|| Error::refused("market-too-dear"))
    };
    let (goods, shipping) = (sum(|one| one.goods)?, sum(|one| one.shipping)?);
    let whole = goods.plus(shipping).ok_or_else(|| Error::refused("market-too-dear"))?;
    let (charged, charged_shipping) = (Money::rupiah(whole), Money::rupiah(shipping));
    Ok(Quote { goods, shipping, charged, charged_shipping, rate: None, parcels, gone, terms })
}
