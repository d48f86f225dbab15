//! Example neighbourhoods: tests and the demonstration use the same ones.

use kernel::{CityId, Error, Tx};

use crate::neighbourhood::{self, Spread};

/// The published totals of a city, to be spread over its kelurahan. Only Magelang's are known: 1,034 RT (2021) in 190 RW
/// (2013); nobody published them by kelurahan, so the spread is invented and every page says so.
pub fn totals(city: CityId) -> Option<Spread> {
    const MAGELANG: CityId = CityId(3371);
    (city == MAGELANG).then_some(Spread { rw: 190, rt: 1034 })
}

/// Fills the city of the transaction, where totals are known. Doing it again adds nothing.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    if let Some(totals) = totals(tx.city()) {
        neighbourhood::spread(tx, totals).await?;
    }
    Ok(())
}
