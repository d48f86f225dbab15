//! What is held here of what became of somebody who has an account: for the page of own data, and its taking away.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten};
use serde_json::{Value, json};

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.outcome",
    title: "programmes-own-data-outcomes",
    read: |tx, account| Box::pin(outcomes(tx, account)),
};

/// Those of the record, and those in force of records that were joined to it, with what speaks for them.
async fn outcomes(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select o.kind, o.categories, o.area, o.on_day, o.recorded_at, o.voided_at, o.voided_reason,
                  coalesce((select jsonb_agg(jsonb_build_object('grade', e.grade, 'sort', e.sort, 'on', e.on_day,
                                     'note', e.note, 'withdrawn_at', e.withdrawn_at) order by e.added_at, e.id)
                            from programmes.evidence e where e.city = o.city and e.outcome = o.id), '[]') as "evidence!",
                  coalesce((select jsonb_agg(jsonb_build_object('helped_by', s.name, 'percent', s.share) order by s.number)
                            from programmes.attribution s where s.city = o.city and s.outcome = o.id), '[]') as "shares!"
           from programmes.outcome o
           left join programmes.outcome_figures f on f.city = o.city and f.outcome = o.id
           where o.city = $1 and (f.person = $2 or o.person = $2) order by o.on_day, o.id limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let told = rows.into_iter().map(|row| {
        json!({
            "kind": row.kind, "categories": row.categories, "area": row.area, "on": row.on_day,
            "recorded_at": row.recorded_at, "voided_at": row.voided_at, "voided_reason": row.voided_reason,
            "evidence": row.evidence, "helped_by": row.shares,
        })
    });
    Ok(told.collect())
}

/// Hears that a person was forgotten: what somebody wrote about the evidence goes; that there was an outcome stays.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.evidence e set note = null from programmes.outcome o
         where e.city = $1 and e.note is not null and o.city = $1 and o.id = e.outcome and o.person = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
