use kernel::audit::Entry;
use kernel::{AreaCode, Error, Tx};
use serde_json::json;

use super::{LINK, SourceId, record, settle};
use crate::business::BusinessId;
use crate::link::{self, Side};
use crate::person::PersonId;

/// To whom a source may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Person(PersonId),
    Business(BusinessId),
}

/// Says that a source speaks of another person or business than was thought: its membership on that side ends, and one
/// in `to` begins. Nothing is lost: linking it back restores the records to the last value.
pub async fn relink(tx: &mut Tx, source: SourceId, to: Subject) -> Result<(), Error> {
    let area = match to {
        Subject::Person(id) => crate::person::find::area(tx, id).await?,
        Subject::Business(id) => crate::business::find::area(tx, id).await?,
    };
    must(tx, &area)?;
    let from = unjoin(tx, source, matches!(to, Subject::Person(_))).await?;
    let (side, home, person, business) = match to {
        Subject::Person(id) => (Side::Person, id.0, Some(id), None),
        Subject::Business(id) => (Side::Business, id.0, None, Some(id)),
    };
    record::join(tx, source, person, business, "desk").await?;
    let (mut people, mut businesses) = touched(tx, source).await?;
    people.extend(from.person);
    businesses.extend(from.business);
    settle(tx, &people, &businesses).await?;
    // What was decided on the source goes with it.
    link::refold(tx, side, [from.home, home].into()).await?;
    let body = json!({ "person": person, "business": business });
    tx.audit(Entry::new(LINK.name, "source", source).area(area).body(body)).await
}

fn must(tx: &Tx, area: &AreaCode) -> Result<(), Error> {
    tx.must(LINK, area)
}

async fn unjoin(tx: &mut Tx, source: SourceId, of_person: bool) -> Result<Left, Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let ended = sqlx::query!(
        "update registry.membership set ended_at = $3, ended_by = $4
         where city = $1 and source = $2 and ended_at is null and (person is not null) = $5
         returning person, business, home",
        city.0,
        source.0,
        now,
        by.map(|by| by.0),
        of_person
    )
    .fetch_optional(tx.conn())
    .await?;
    let ended = ended.ok_or(Error::NotFound("source"))?;
    Ok(Left {
        person: ended.person.map(PersonId),
        business: ended.business.map(BusinessId),
        home: ended.home,
    })
}

/// Where a source stood.
struct Left {
    person: Option<PersonId>,
    business: Option<BusinessId>,
    home: uuid::Uuid,
}

/// Of whom a source speaks now.
async fn touched(tx: &mut Tx, source: SourceId) -> Result<(Vec<PersonId>, Vec<BusinessId>), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select person, business from registry.membership
         where city = $1 and source = $2 and ended_at is null order by id limit 2",
        city.0,
        source.0
    )
    .fetch_all(tx.conn())
    .await?;
    let people = rows.iter().filter_map(|row| row.person.map(PersonId)).collect();
    Ok((people, rows.iter().filter_map(|row| row.business.map(BusinessId)).collect()))
}
