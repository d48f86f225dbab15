use kernel::audit::Entry;
use kernel::secret::Place;
use kernel::{AreaCode, Error, Level, Tx};
use serde_json::json;

use super::{FIELDS, RequestId, TEXT_PLACE};
use crate::business::{self, BusinessId};
use crate::person;

/// Requests that one person may have open at once.
const OPEN: i64 = 10;

/// What somebody asks.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// Of [`FIELDS`].
    pub field: String,
    pub business: Option<BusinessId>,
    /// Where the person lives, for those without a record.
    pub area: Option<AreaCode>,
    pub text: String,
}

/// Asks the officers who serve the territory of one's own record. Who has no record says in which kelurahan to look.
pub async fn ask(tx: &mut Tx, new: NewRequest) -> Result<RequestId, Error> {
    let account = tx.actor().account().ok_or(Error::Forbidden)?;
    let text = new.text.trim();
    if !(5..=2_000).contains(&text.chars().count()) {
        return Err(Error::field("text", "registry-request-text-length"));
    }
    let person = person::register::own(tx).await?;
    let known = FIELDS.contains(&new.field.as_str()) && (new.field == "find_me") == person.is_none();
    if !known {
        return Err(Error::field("field", "registry-request-field-unknown"));
    }
    if let Some(business) = new.business
        && !business::find::is_own(tx, business).await?
    {
        return Err(Error::NotFound("business"));
    }
    let area = match person {
        Some(id) => person::find::area(tx, id).await?,
        None => living(tx, new.area)?,
    };
    let (city, now, id): (_, _, RequestId) = (tx.city(), tx.now(), tx.id());
    let open = sqlx::query_scalar!(
        r#"select count(*) as "open!" from registry.request where city = $1 and account = $2 and outcome is null"#,
        city.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?;
    if open >= OPEN {
        return Err(Error::refused("registry-request-many"));
    }
    let sealed = tx.db().keys().seal(Place { column: TEXT_PLACE, city, row: id.0 }, text)?;
    sqlx::query!(
        "insert into registry.request (city, id, account, person, business, area, field, text_sealed, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        city.0,
        id.0,
        account.0,
        person.map(|person| person.0),
        new.business.map(|business| business.0),
        area.as_str(),
        new.field,
        sealed,
        now
    )
    .execute(tx.conn())
    .await?;
    tx.audit(
        Entry::new("registry.request.ask", "request", id).area(area).body(json!({ "field": new.field })),
    )
    .await?;
    Ok(id)
}

/// A kelurahan of this city.
fn living(tx: &Tx, area: Option<AreaCode>) -> Result<AreaCode, Error> {
    let area = area.ok_or_else(|| Error::field("area", "registry-area-missing"))?;
    let inside = AreaCode::of_city(tx.city()).is_some_and(|city| city.contains(&area));
    if inside && area.level() == Level::Kelurahan {
        Ok(area)
    } else {
        Err(Error::field("area", "registry-area-elsewhere"))
    }
}
