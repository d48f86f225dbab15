use std::collections::BTreeMap;

use kernel::{Error, Tx};
use uuid::Uuid;

use super::{LedgerAccountId, Purpose};

/// The account of a purpose and an owner, opened if it is not there. What needs it has asked permission.
pub async fn account(tx: &mut Tx, purpose: Purpose, owner: Option<Uuid>) -> Result<LedgerAccountId, Error> {
    let all = accounts(tx, &[(purpose, owner)]).await?;
    all.into_values().next().ok_or_else(|| Error::broken("an account that was just opened is not there"))
}

/// The same for many at once.
#[expect(clippy::as_conversions, reason = "this is how a checked query learns that elements may be null")]
pub async fn accounts(
    tx: &mut Tx,
    wanted: &[(Purpose, Option<Uuid>)],
) -> Result<BTreeMap<(Purpose, Option<Uuid>), LedgerAccountId>, Error> {
    let found = known(tx, wanted).await?;
    let missing: Vec<_> = wanted.iter().filter(|one| !found.contains_key(*one)).copied().collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    // In one order, so that two who open the same accounts wait for each other and never in a ring.
    let mut missing = missing;
    missing.sort();
    missing.dedup();
    let ids: Vec<Uuid> = missing.iter().map(|_| tx.id::<LedgerAccountId>().0).collect();
    let purposes: Vec<String> = missing.iter().map(|(purpose, _)| purpose.as_str().to_owned()).collect();
    let kinds: Vec<String> = missing.iter().map(|(purpose, _)| purpose.kind().as_str().to_owned()).collect();
    let owners: Vec<Option<Uuid>> = missing.iter().map(|(_, owner)| *owner).collect();
    sqlx::query!(
        "insert into ledger.account (city, id, purpose, kind, owner, opened_at, opened_by)
         select $1, n.id, n.purpose, n.kind, n.owner, $2, $3
         from unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[]) as n (id, purpose, kind, owner)
         on conflict (city, purpose, owner) do nothing",
        city.0,
        now,
        by,
        &ids,
        &purposes,
        &kinds,
        &owners as &[Option<Uuid>]
    )
    .execute(tx.conn())
    .await?;
    known(tx, wanted).await
}

#[expect(clippy::as_conversions, reason = "this is how a checked query learns that elements may be null")]
async fn known(
    tx: &mut Tx,
    wanted: &[(Purpose, Option<Uuid>)],
) -> Result<BTreeMap<(Purpose, Option<Uuid>), LedgerAccountId>, Error> {
    let city = tx.city();
    let purposes: Vec<String> = wanted.iter().map(|(purpose, _)| purpose.as_str().to_owned()).collect();
    let owners: Vec<Option<Uuid>> = wanted.iter().map(|(_, owner)| *owner).collect();
    let rows = sqlx::query!(
        "select a.id, a.purpose, a.owner
         from unnest($2::text[], $3::uuid[]) as w (purpose, owner)
         join ledger.account a on a.city = $1 and a.purpose = w.purpose
              and coalesce(a.owner, $4) = coalesce(w.owner, $4)
         -- bounded: those that were asked for",
        city.0,
        &purposes,
        &owners as &[Option<Uuid>],
        // Stands for no owner, so that owners are compared by hashing.
        Uuid::nil()
    )
    .fetch_all(tx.conn())
    .await?;
    let known = rows
        .into_iter()
        .filter_map(|row| Some(((Purpose::parse(&row.purpose)?, row.owner), LedgerAccountId(row.id))));
    Ok(known.collect())
}
