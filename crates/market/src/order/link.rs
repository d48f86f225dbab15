//! The signed link by which a buyer sees an order without an account: `/pesanan/PSN-7K3F-9QWM-2-AB12-CD34-EF56`.

use kernel::seal::{self, Thing};
use kernel::{CityId, Error, Tx};

use super::{OrderId, PREFIX};

fn thing(city: CityId, code: &str) -> Thing<'_> {
    // Sixty bits in twelve signs: nobody finds one by trying.
    Thing { purpose: "market.order.link", city, message: code, groups: 3 }
}

/// The part of the address that names an order and proves that whoever has it was given it.
pub fn token(tx: &Tx, code: &str) -> String {
    format!("{code}-{}", seal::seal(tx.db(), thing(tx.city(), code)))
}

/// The address of an order's page within the city.
pub fn path(tx: &Tx, code: &str) -> String {
    format!("/pesanan/{}", token(tx, code))
}

/// Which order a link leads to.
pub async fn open(tx: &mut Tx, token: &str) -> Result<OrderId, Error> {
    let nothing = || Error::NotFound("order");
    let token = seal::typed(token);
    let plain: Vec<&str> = token.split('-').collect();
    let cut = plain.len().checked_sub(3).ok_or_else(nothing)?;
    let (code, told) = plain.split_at_checked(cut).ok_or_else(nothing)?;
    let code = registry::code::read(PREFIX, &code.join("-")).ok_or_else(nothing)?;
    let city = tx.city();
    if !seal::is_right(tx.db(), thing(city, &code), &told.concat()) {
        return Err(nothing());
    }
    let id = sqlx::query_scalar!("select id from market.order where city = $1 and code = $2", city.0, code)
        .fetch_optional(tx.conn())
        .await?;
    id.map(OrderId).ok_or_else(nothing)
}
