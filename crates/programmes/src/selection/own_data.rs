//! What a selection keeps of whoever applied, for the page of own data, and its taking away.

use kernel::secret::Place;
use kernel::{Error, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::TEXT_PLACE;

/// Interviews, marks and objections by application. Marks only of what was published: before, they are no outcome.
pub(crate) async fn of(tx: &mut Tx, applicants: &[Uuid]) -> Result<Vec<(Uuid, Value)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select a.id, a.tie, o.id as "objection?", o.text_sealed, o.outcome as "outcome?", o.answer as "answer?",
                  (select s.starts_at from programmes.interview i
                   join programmes.slot s on s.city = i.city and s.id = i.slot
                   where i.city = a.city and i.applicant = a.id and i.released_at is null) as heard_at,
                  (select i.outcome from programmes.interview i
                   where i.city = a.city and i.applicant = a.id and i.released_at is null) as heard,
                  (select i.note from programmes.interview i
                   where i.city = a.city and i.applicant = a.id and i.released_at is null) as note,
                  array(select k.name || ': ' || m.points from programmes.review v
                        join programmes.mark m on m.city = v.city and m.review = v.id
                        join programmes.criterion k on k.city = m.city and k.id = m.criterion
                        where v.city = a.city and v.applicant = a.id and v.submitted_at is not null
                          and c.published_at is not null
                        order by k.place, m.points, v.id) as "marks!",
                  array(select v.remark from programmes.review v
                        where v.city = a.city and v.applicant = a.id and v.submitted_at is not null
                          and v.remark is not null and c.published_at is not null
                        order by v.remark) as "remarks!"
           from programmes.applicant a
           join programmes.call c on c.city = a.city and c.id = a.call
           left join programmes.objection o on o.city = a.city and o.applicant = a.id
           where a.city = $1 and a.id = any($2) order by a.id limit 1000"#,
        city.0,
        applicants
    )
    .fetch_all(tx.conn())
    .await?;
    let keys = tx.db().clone();
    rows.into_iter()
        .map(|row| {
            let text = match (row.objection, row.text_sealed) {
                (Some(id), Some(sealed)) => {
                    let place = Place { column: TEXT_PLACE, city, row: id };
                    Some(keys.keys().open(place, &sealed)?.to_string())
                }
                _ => None,
            };
            let said = json!({
                "interview_at": row.heard_at, "interview": row.heard, "interview_note": row.note,
                "marks": row.marks, "remarks": row.remarks, "among_equals": row.tie,
                "objection": text, "objection_outcome": row.outcome, "objection_answer": row.answer,
            });
            Ok((row.id, said))
        })
        .collect()
}

/// What was said by or of a forgotten person goes; marks stay as figures.
pub(crate) async fn forget(tx: &mut Tx, applicants: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.objection set text_sealed = null,
             answer = case when answer is not null then '-' end
         where city = $1 and applicant = any($2)",
        city.0,
        applicants
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.interview set note = null where city = $1 and applicant = any($2)",
        city.0,
        applicants
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.review set remark = null where city = $1 and applicant = any($2)",
        city.0,
        applicants
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
