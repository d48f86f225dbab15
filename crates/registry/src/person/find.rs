use kernel::{AreaCode, Error, Tx};

use super::PersonId;

/// Where a person's record is filed. `NotFound` when this city has none of this id. Asks no permission: what the caller
/// may do follows from it.
pub(crate) async fn area(tx: &mut Tx, id: PersonId) -> Result<AreaCode, Error> {
    let city = tx.city();
    let area =
        sqlx::query_scalar!("select area from registry.person where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    AreaCode::parse(&area.ok_or(Error::NotFound("person"))?)
}
