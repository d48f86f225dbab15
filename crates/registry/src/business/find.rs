use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};
use serde_json::json;

use super::BusinessId;
use crate::source::claims::Standing;

/// Where a business is filed. `NotFound` when this city has none of this id. Asks no permission: what the caller may do
/// follows from it.
pub(crate) async fn area(tx: &mut Tx, id: BusinessId) -> Result<AreaCode, Error> {
    let city = tx.city();
    let area =
        sqlx::query_scalar!("select area from registry.business where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    AreaCode::parse(&area.ok_or(Error::NotFound("business"))?)
}

/// Whether the actor runs this business.
pub(crate) async fn is_own(tx: &mut Tx, id: BusinessId) -> Result<bool, Error> {
    let Some(account) = tx.actor().account() else { return Ok(false) };
    let city = tx.city();
    let own = sqlx::query_scalar!(
        r#"select exists (select 1 from registry.ownership o
                          join registry.person p on p.city = o.city and p.id = o.person
                          where o.city = $1 and o.business = $2 and p.account = $3) as "own!""#,
        city.0,
        id.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(own)
}

/// Whether it runs, and since when that is known. Locks the row, so that two who close and reopen take turns.
pub(crate) async fn standing(tx: &mut Tx, id: BusinessId) -> Result<(Standing, Option<NaiveDate>), Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select status, status_on from registry.business where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::NotFound("business"))?;
    Ok((serde_json::from_value(json!(row.status))?, row.status_on))
}
