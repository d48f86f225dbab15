use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Tx};
use serde_json::json;

use super::{GroupId, KEEP, MemberId, Part, may};
use crate::person::{self, PersonId};

/// Says that somebody belongs to a group.
pub async fn join(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
    part: Part,
    since: Option<NaiveDate>,
) -> Result<MemberId, Error> {
    let area = may(tx, group, KEEP).await?;
    // A member may live elsewhere in the city, but not where the actor sees nobody.
    let home = person::find::area(tx, person).await?;
    if !tx.may(person::SEE, &home) {
        return Err(Error::NotFound("person"));
    }
    if since.is_some_and(|since| since > tx.today()) {
        return Err(Error::field("since", "registry-group-since-to-come"));
    }
    let (city, now, id): (_, _, MemberId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into registry.kelompok_member (city, id, kelompok, person, role, since, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id.0,
        group.0,
        person.0,
        part.as_str(),
        since,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("kelompok_member_once_key", || Error::field("person", "registry-group-member-already"))?;
    tx.audit(
        Entry::new(KEEP.name, "group", group).area(area).body(json!({ "member": id, "person": person })),
    )
    .await?;
    Ok(id)
}

/// Says that a membership ended on a day.
pub async fn leave(tx: &mut Tx, group: GroupId, id: MemberId, until: NaiveDate) -> Result<(), Error> {
    let area = may(tx, group, KEEP).await?;
    if until > tx.today() {
        return Err(Error::field("until", "registry-group-since-to-come"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update registry.kelompok_member set until_day = $4, ended_at = $5, ended_by = $6
         where city = $1 and kelompok = $2 and id = $3 and ended_at is null",
        city.0,
        group.0,
        id.0,
        until,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("kelompok_member_ends_later", || Error::field("until", "registry-group-until-before"))?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound("member"));
    }
    tx.audit(Entry::new(KEEP.name, "group", group).area(area).body(json!({ "left": id }))).await
}

/// Records that a member agreed to be named on the public page, or does so no more. An officer says it by the member's word.
pub async fn name(tx: &mut Tx, group: GroupId, id: MemberId, agreed: bool) -> Result<(), Error> {
    let area = may(tx, group, KEEP).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update registry.kelompok_member
         set named_at = case when $6 then coalesce(named_at, $4) end,
             named_by = case when $6 then coalesce(named_by, $5) end
         where city = $1 and kelompok = $2 and id = $3",
        city.0,
        group.0,
        id.0,
        now,
        by.map(|by| by.0),
        agreed
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound("member"));
    }
    tx.audit(Entry::new(KEEP.name, "group", group).area(area).body(json!({ "member": id, "named": agreed })))
        .await
}
