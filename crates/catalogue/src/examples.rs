//! Products of invented makers, for the demo and for tests: made through the doings by which makers sell.

use chrono::Datelike as _;
use kernel::{Error, Rupiah, Tx};
use registry::business::BusinessId;
use registry::permit::{self, Kind, NewPermit};

use crate::category::{self, Category};
use crate::listing;
use crate::product::{self, Change, Made, New, NewVariant, ProductId, Wording};

/// A good that several makers could make.
struct Good {
    sector: &'static str,
    name: &'static str,
    english: &'static str,
    category: &'static str,
    price: i64,
    unit: &'static str,
    weight: i32,
    shelf_days: Option<i32>,
    ingredients: &'static str,
    option: &'static str,
    values: Vec<&'static str>,
    /// Of what is sold abroad; empty for the rest.
    hs_code: &'static str,
}

fn goods() -> Vec<Good> {
    include_str!("examples.csv").lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
}

fn read(line: &'static str) -> Option<Good> {
    let mut parts = line.split(';');
    let mut next = || parts.next();
    Some(Good {
        sector: next()?,
        name: next()?,
        english: next()?,
        category: next()?,
        price: next()?.parse().ok()?,
        unit: next()?,
        weight: next()?.parse().ok()?,
        shelf_days: next()?.parse().ok(),
        ingredients: next()?,
        option: next()?,
        values: next()?.split(',').filter(|value| !value.is_empty()).collect(),
        hs_code: next()?,
    })
}

/// How many makers of a city sell in the demo, and how many products each of them has.
const MAKERS: i64 = 60;
const EACH: usize = 4;

/// A market of a few hundred products of a city's makers, without photos: the cloth of each maker stands in. Where there are
/// products already it does nothing.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    let any = sqlx::query_scalar!(
        r#"select exists (select from catalogue.product where city = $1) as "any!""#,
        city.0
    );
    if any.fetch_one(tx.conn()).await? {
        return Ok(());
    }
    let makers = sqlx::query!(
        r#"select b.business as "business!", b.sector as "sector!" from catalogue.maker b
           where b.city = $1 and b.business = b.now and b.active and b.sector in ('culinary', 'fashion', 'craft')
           order by uuid_hash(b.business) limit $2"#,
        city.0,
        MAKERS
    )
    .fetch_all(tx.conn())
    .await?;
    let goods = goods();
    for (maker, turn) in makers.iter().zip(0_usize..) {
        let own: Vec<&Good> = goods.iter().filter(|good| good.sector == maker.sector).collect();
        for number in 0..EACH {
            // A step that shares no factor with any of the lists goes through all of them.
            if let Some(good) = own.get((turn * 7 + number * 11) % own.len().max(1)) {
                let waits = turn == 0 && number == 0;
                listed(tx, BusinessId(maker.business), good, turn + number, waits).await?;
            }
        }
    }
    listing::count(tx).await
}

/// Products of a maker on the market, by the names that the demo's goods have; one that it does not know is left out.
pub async fn offer(tx: &mut Tx, business: BusinessId, names: &[&str]) -> Result<(), Error> {
    for (good, turn) in goods().iter().filter(|good| names.contains(&good.name)).zip(1_usize..) {
        listed(tx, business, good, turn, false).await?;
    }
    listing::count(tx).await
}

/// A product of a maker; on the market unless it waits to be completed.
async fn listed(
    tx: &mut Tx,
    business: BusinessId,
    good: &Good,
    turn: usize,
    waits: bool,
) -> Result<ProductId, Error> {
    let step = i64::try_from(turn % 5).unwrap_or(0);
    let price = good.price + step * (good.price / 2_000) * 100;
    let made = if good.category == "meal" || turn % 9 == 8 { Made::Order } else { Made::Stock };
    let new = New {
        name: good.name.to_owned(),
        about: format!(
            "{} buatan tangan, dibuat sedikit demi sedikit supaya selalu baru. Cocok untuk dinikmati sendiri atau untuk oleh-oleh.",
            good.name
        ),
        category: good.category.to_owned(),
        price: Rupiah(price),
        unit: good.unit.to_owned(),
        weight: Some(good.weight),
        made,
        quantity: i32::try_from(turn * 13 % 60).ok(),
        lead_days: if made == Made::Order { 3 } else { 0 },
    };
    let id = product::create(tx, business, new).await?;
    let there = product::one(tx, id).await?;
    let change = Change {
        wording: Wording { ingredients: good.ingredients.to_owned(), ..there.wording.clone() },
        category: there.category.clone(),
        unit: there.unit.clone(),
        made: there.made,
        lead_days: there.lead_days,
        weekly: there.weekly,
        shelf_days: good.shelf_days,
        allergens: allergens(good.ingredients),
        hs_code: None,
        origin: there.origin.clone(),
    };
    product::amend(tx, id, change).await?;
    let english = Wording {
        name: good.english.to_owned(),
        about: format!("{} made by hand in small batches, so that they are always fresh.", good.english),
        ..Wording::default()
    };
    product::say(tx, id, "en", english).await?;
    if !good.values.is_empty() {
        let first = there.variants.first().map(|variant| variant.id);
        let variants = good.values.iter().zip(0_i64..).map(|(value, number)| NewVariant {
            id: first.filter(|_| number == 0),
            choice: vec![(*value).to_owned()],
            sku: None,
            weight: Some(good.weight),
            price: Some(price + number * 1_000),
        });
        product::set_variants(tx, id, vec![good.option.to_owned()], variants.collect()).await?;
    }
    if !good.hs_code.is_empty() {
        for_export(tx, id, good.hs_code).await?;
        price_abroad(tx, id).await?;
    }
    if !waits {
        publish(tx, id).await?;
    }
    Ok(id)
}

/// Dearer than at home, as what is packed for a long way is; typed, not converted.
async fn price_abroad(tx: &mut Tx, id: ProductId) -> Result<(), Error> {
    for variant in product::one(tx, id).await?.variants {
        let home = variant.rupiah().map_or(0, |price| price.0);
        for (currency, rupiah) in [("USD", 14_000), ("SGD", 11_000), ("EUR", 16_000)] {
            let units = (home * 2 / rupiah + 1) * 50;
            product::set_price(tx, id, variant.id, currency, Some(units)).await?;
        }
    }
    Ok(())
}

/// Gives an invented product what customs asks: a code, and where it is eaten, a permit of its maker.
pub async fn for_export(tx: &mut Tx, id: ProductId, hs_code: &str) -> Result<(), Error> {
    let there = product::one(tx, id).await?;
    let change = Change {
        wording: there.wording.clone(),
        category: there.category.clone(),
        unit: there.unit.clone(),
        made: there.made,
        lead_days: there.lead_days,
        weekly: there.weekly,
        shelf_days: there.shelf_days,
        allergens: there.allergens.clone(),
        hs_code: Some(hs_code.to_owned()),
        origin: there.origin.clone(),
    };
    product::amend(tx, id, change).await?;
    let permits = product::permits(tx, there.business).await?;
    let eaten = category::find(&there.category).is_some_and(Category::is_eaten);
    if !eaten || permits.iter().any(|permit| matches!(permit.kind.as_str(), "pirt" | "bpom")) {
        return Ok(());
    }
    let (number, year) = (there.business.0.as_u128() % 10_000, (tx.today().year() + 3) % 100);
    let number = format!("207{:04}01{number:04}-{year:02}", tx.city().0);
    let new = NewPermit { kind: Kind::Pirt, number, issued: None, expires: None };
    permit::add(tx, there.business, new).await.map(|_| ())
}

/// Lets an invented product onto the market without a curator.
pub async fn publish(tx: &mut Tx, id: ProductId) -> Result<(), Error> {
    product::publish_as_taken_over(tx, id).await?;
    listing::refresh(tx, &[id]).await
}

/// What people must be told of, by the words of what is in it.
fn allergens(ingredients: &str) -> Vec<String> {
    let said = ingredients.to_lowercase();
    let known = [
        ("terigu", "gluten"),
        ("udang", "crustacean"),
        ("telur", "egg"),
        ("ikan", "fish"),
        ("kacang tanah", "peanut"),
        ("kedelai", "soy"),
        ("susu", "milk"),
        ("mentega", "milk"),
        ("keju", "milk"),
    ];
    known.iter().filter(|(word, _)| said.contains(word)).map(|(_, allergen)| (*allergen).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_good_of_a_category() {
        let lines = include_str!("examples.csv").lines().filter(|line| !line.starts_with('#')).count();
        let goods = goods();
        assert_eq!(goods.len(), lines, "each line is read");
        for good in &goods {
            let category = category::find(good.category).expect(good.name);
            assert_eq!(category.is_eaten(), !good.ingredients.is_empty(), "{}", good.name);
            assert_eq!(category.is_eaten(), good.shelf_days.is_some(), "{}", good.name);
            assert_eq!(good.option.is_empty(), good.values.is_empty(), "{}", good.name);
            assert!(product::UNITS.contains(&good.unit), "{}", good.name);
            let figures = good.hs_code.len() == 6 && good.hs_code.bytes().all(|byte| byte.is_ascii_digit());
            assert!(good.hs_code.is_empty() || figures, "{}", good.name);
        }
    }
}
