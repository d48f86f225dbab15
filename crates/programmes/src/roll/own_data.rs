//! What lists of applicants hold of somebody who has an account, and its taking away.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten};
use serde_json::{Value, json};

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.roll",
    title: "programmes-own-data-lists",
    read: |tx, account| Box::pin(listed(tx, account)),
};

async fn listed(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        "select c.name, i.sent_at, r.result, r.failed
         from programmes.person_joined j
         join programmes.roll_row r on r.city = j.city and r.person = j.record
         join programmes.roll i on i.city = r.city and i.id = r.roll
         join programmes.call c on c.city = i.city and c.id = i.call
         where j.city = $1 and j.now = $2
         union all
         select c.name, i.sent_at, r.result, r.failed
         from programmes.roll_row r
         join programmes.roll i on i.city = r.city and i.id = r.roll
         join programmes.call c on c.city = i.city and c.id = i.call
         where r.city = $1 and r.person = $2
         order by 2 limit 1000",
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .iter()
        .map(|row| json!({ "call": row.name, "sent_at": row.sent_at, "result": row.result, "failed": row.failed }))
        .collect())
}

/// Hears that a person was forgotten: that a row stood in a list stays, not whose it was.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.roll_row set person = null, failed = '{}' where city = $1 and person = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
