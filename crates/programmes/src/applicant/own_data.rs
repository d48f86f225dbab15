//! What is held here about somebody who has an account: for the page of own data, and its taking away.

use std::collections::BTreeMap;

use identity::subject::OwnData;
use kernel::file::FileId;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten};
use serde_json::{Value, json};
use uuid::Uuid;

use super::document::Forget;
use crate::followup::baseline;
use crate::selection;

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.applicant",
    title: "programmes-own-data",
    read: |tx, account| Box::pin(applications(tx, account)),
};

async fn applications(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select a.id, a.code, c.name, a.state, a.applied_at, a.answers, a.idea,
                  case when c.published_at is not null then a.score end as score,
                  case when c.published_at is not null then a.rank end as rank,
                  (select count(*) from programmes.document d where d.city = a.city and d.applicant = a.id) as "papers!",
                  array(select coalesce(s.reason, s.because) from programmes.step s
                        where s.city = a.city and s.applicant = a.id order by s.at, s.id) as "steps!"
           from programmes.applicant a join programmes.call c on c.city = a.city and c.id = a.call
           where a.city = $1 and a.root = $2 order by a.applied_at, a.id limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut baselines: BTreeMap<Uuid, Value> =
        baseline::of(tx, &ids).await?.into_iter().map(|(id, kept)| (id, kept.json())).collect();
    let mut selected: BTreeMap<Uuid, Value> = selection::own_data::of(tx, &ids).await?.into_iter().collect();
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            json!({
                "code": row.code, "call": row.name, "state": row.state, "applied_at": row.applied_at,
                "answers": row.answers, "plan": row.idea, "points_in_hundredths": row.score, "rank": row.rank,
                "papers": row.papers, "steps": row.steps,
                "selection": selected.remove(&row.id),
                "business_when_applying": baselines.remove(&row.id),
            })
        })
        .collect();
    Ok(Value::from(rows))
}

/// Hears that a person was forgotten: what the applications say is emptied and the papers go; that there were some stays.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "update programmes.applicant set answers = '{}', idea = null where city = $1 and root = $2 returning id",
        city.0,
        fact.person.0
    )
    // bounded: by the applications of one person
    .fetch_all(tx.conn())
    .await?;
    selection::own_data::forget(tx, &ids).await?;
    baseline::forget(tx, &ids).await?;
    forget_papers(tx, &ids).await
}

async fn forget_papers(tx: &mut Tx, ids: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    let files = sqlx::query_scalar!(
        "delete from programmes.document where city = $1 and applicant = any($2) returning file",
        city.0,
        ids
    )
    // bounded: by the papers of one person's applications
    .fetch_all(tx.conn())
    .await?;
    for file in files {
        tx.enqueue(Forget { file: FileId(file) }).await?;
    }
    Ok(())
}
