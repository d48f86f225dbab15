//! Businesses as makers of what stands on the market: what the public may know of them.

use kernel::{Error, Tx};
use registry::business::BusinessId;

/// A maker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maker {
    pub id: BusinessId,
    pub code: String,
    pub name: String,
    /// The kelurahan.
    pub area: String,
}

/// A business as a maker. Asks no permission: what it is called and where it is stands on what it sells.
pub async fn one(tx: &mut Tx, id: BusinessId) -> Result<Maker, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select now as "id!", code as "code!", name as "name!", area as "area!" from catalogue.maker
           where city = $1 and business = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("maker"))?;
    Ok(Maker { id: BusinessId(row.id), code: row.code, name: row.name, area: row.area })
}

/// The same by its code, as people type it.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Maker, Error> {
    let code = registry::code::read(registry::business::PREFIX, code).ok_or(Error::NotFound("maker"))?;
    let city = tx.city();
    let id = sqlx::query_scalar!(
        r#"select business as "id!" from catalogue.maker where city = $1 and code = $2 and business = now"#,
        city.0,
        code
    )
    .fetch_optional(tx.conn())
    .await?;
    one(tx, BusinessId(id.ok_or(Error::NotFound("maker"))?)).await
}
