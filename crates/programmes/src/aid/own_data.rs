//! What is held here about somebody who has an account: for the page of own data, and its taking away.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten};
use serde_json::{Value, json};

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.aid",
    title: "programmes-own-data-aid",
    read: |tx, account| Box::pin(received(tx, account)),
};

async fn received(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select r.kind as "kind!", r.what as "what!", r.agency, r.on_day as "on_day!", r.worth, a.paper as "paper?"
           from programmes.aid_received r
           left join programmes.aid a on a.city = r.city and a.id = r.id
           where r.city = $1 and r.person = $2 order by r.on_day, r.id limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let agencies = identity::agency::list(tx).await?;
    let name = |id| agencies.iter().find(|one| Some(one.id.0) == id).map(|one| one.name.clone());
    let told = rows.into_iter().map(|row| {
        json!({
            "kind": row.kind, "what": row.what, "agency": name(row.agency), "on": row.on_day, "worth": row.worth,
            "document": row.paper,
        })
    });
    Ok(told.collect())
}

/// Hears that a person was forgotten: the number of the paper goes; that something was given stays, as a figure.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.aid set paper = null where city = $1 and person = $2 and paper is not null",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
