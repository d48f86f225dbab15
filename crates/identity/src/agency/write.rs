use kernel::audit::Entry;
use kernel::id::AgencyId;
use kernel::{Error, OnConstraint, Say, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{ADD, AgencyAdded, AgencyClosed, AgencyRenamed, CLOSE, Kind, Names, RENAME, one};

/// Adds an agency.
pub async fn add(tx: &mut Tx, names: Names, kind: Kind) -> Result<AgencyId, Error> {
    tx.must_in_city(ADD)?;
    let (city, now, id): (_, _, AgencyId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let added = sqlx::query!(
        "insert into identity.agency (city, id, name, short_name, kind, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id.0,
        names.name,
        names.short_name,
        kind.as_str(),
        now,
        by
    )
    .execute(tx.conn())
    .await;
    taken(added)?;
    remember(tx, id, &names).await?;
    tx.tell(&AgencyAdded { agency: id }).await?;
    tx.audit(Entry::new(ADD.name, "agency", id).body(json!({ "name": names.name }))).await?;
    Ok(id)
}

/// Gives an open agency another name. The former one is kept.
pub async fn rename(tx: &mut Tx, id: AgencyId, names: Names) -> Result<(), Error> {
    tx.must_in_city(RENAME)?;
    let agency = locked(tx, id).await?;
    if agency.closed_at.is_some() {
        return Err(Error::refused("identity-agency-closed"));
    }
    if agency.name == names.name && agency.short_name == names.short_name {
        return Ok(());
    }
    let city = tx.city();
    let renamed = sqlx::query!(
        "update identity.agency set name = $3, short_name = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        names.name,
        names.short_name
    )
    .execute(tx.conn())
    .await;
    taken(renamed)?;
    remember(tx, id, &names).await?;
    tx.tell(&AgencyRenamed { agency: id }).await?;
    let body = json!({ "from": agency.name, "to": names.name });
    tx.audit(Entry::new(RENAME.name, "agency", id).body(body)).await
}

/// Closes an agency that nobody acts for any more.
pub async fn close(tx: &mut Tx, id: AgencyId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(CLOSE)?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-agency-reason-length"));
    }
    let agency = locked(tx, id).await?;
    if agency.closed_at.is_some() {
        return Ok(());
    }
    if agency.grants > 0 {
        return Err(Error::Refused(Say::new("identity-agency-has-grants").with("count", agency.grants)));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update identity.agency set closed_at = $3, closed_by = $4, closed_reason = $5 where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.tell(&AgencyClosed { agency: id }).await?;
    tx.audit(Entry::new(CLOSE.name, "agency", id).reason(reason)).await
}

async fn locked(tx: &mut Tx, id: AgencyId) -> Result<super::Agency, Error> {
    let city = tx.city();
    sqlx::query!("select id from identity.agency where city = $1 and id = $2 for update", city.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    one(tx, id).await
}

async fn remember(tx: &mut Tx, agency: AgencyId, names: &Names) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into identity.agency_name (city, id, agency, name, short_name, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id,
        agency.0,
        names.name,
        names.short_name,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn taken<T>(done: Result<T, sqlx::Error>) -> Result<T, Error> {
    done.on_constraint("agency_open_name_key", || Error::field("name", "identity-agency-name-taken"))
        .on_constraint("agency_open_short_name_key", || {
            Error::field("short_name", "identity-agency-short-name-taken")
        })
}
