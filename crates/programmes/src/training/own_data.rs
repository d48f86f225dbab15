//! What is held here of the trainings of somebody who has an account: for the page of own data, and its taking away.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten, PersonId};
use serde_json::{Value, json};

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.training",
    title: "programmes-own-data-trainings",
    read: |tx, account| Box::pin(trainings(tx, account)),
};

async fn trainings(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let city = tx.city();
    let taught = sqlx::query!(
        "select u.name, s.starts_at, t.added_at, t.ended_at from programmes.trainer t
         join programmes.session s on s.city = t.city and s.id = t.session
         join programmes.unit u on u.city = s.city and u.training = s.training and u.id = s.unit
         where t.city = $1 and t.account = $2 order by s.starts_at, t.id limit 1000",
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    let taught: Vec<Value> = taught
        .into_iter()
        .map(|row| json!({ "unit": row.name, "starts_at": row.starts_at, "from": row.added_at, "until": row.ended_at }))
        .collect();
    let took = match person::of_account(tx, account).await? {
        Some(person) => took_part(tx, person).await?,
        None => Vec::new(),
    };
    let listed = match person::of_account(tx, account).await? {
        Some(person) => on_sheets(tx, person).await?,
        None => Vec::new(),
    };
    if taught.is_empty() && took.is_empty() && listed.is_empty() {
        return Ok(json!([]));
    }
    Ok(json!({ "took_part": took, "taught": taught, "on_sheets": listed }))
}

/// Rows of sign-in sheets that are, or may be, the person, who takes no part in the training.
async fn on_sheets(tx: &mut Tx, person: PersonId) -> Result<Vec<Value>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select t.name as training, s.starts_at, r.name, r.place, r.verdict from programmes.sheet_row r
         join programmes.session s on s.city = r.city and s.id = r.session
         join programmes.training t on t.city = s.city and t.id = s.training
         where r.city = $1 and r.person = $2 and r.verdict <> 'different' order by s.starts_at, r.id limit 1000",
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            json!({ "training": row.training, "starts_at": row.starts_at, "name": row.name, "place": row.place,
                    "verdict": row.verdict })
        })
        .collect())
}

async fn took_part(tx: &mut Tx, person: PersonId) -> Result<Vec<Value>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select t.name, p.number, p.joined_at, p.left_at, p.left_reason,
                  coalesce((select jsonb_agg(jsonb_build_object('session', u.name, 'starts_at', s.starts_at,
                                'chair', b.chair, 'booked_at', b.booked_at, 'ended_at', b.ended_at) order by b.booked_at)
                            from programmes.booking b
                            join programmes.session s on s.city = b.city and s.id = b.session
                            join programmes.unit u on u.city = s.city and u.training = s.training and u.id = s.unit
                            where b.city = p.city and b.participant = p.id), '[]') as "bookings!",
                  coalesce((select jsonb_agg(jsonb_build_object('session', u.name, 'way', d.way, 'seen_at', d.seen_at,
                                'voided_at', d.voided_at, 'voided_reason', d.voided_reason) order by d.recorded_at)
                            from programmes.attendance d
                            join programmes.session s on s.city = d.city and s.id = d.session
                            join programmes.unit u on u.city = s.city and u.training = s.training and u.id = s.unit
                            where d.city = p.city and d.participant = p.id), '[]') as "attendances!"
           from programmes.participant p
           join programmes.training t on t.city = p.city and t.id = p.training
           join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where p.city = $1 and a.root = $2 order by p.joined_at, p.id limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let took = rows
        .into_iter()
        .map(|row| {
            json!({
                "training": row.name, "number": row.number, "joined_at": row.joined_at, "left_at": row.left_at,
                "left_reason": row.left_reason, "bookings": row.bookings, "attendances": row.attendances,
            })
        })
        .collect();
    Ok(took)
}

/// Hears that a person was forgotten: what somebody wrote about leaving and about corrections goes; that somebody was there
/// stays as a figure.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.participant p set left_reason = case when p.left_reason is not null then '-' end
         from programmes.applicant a where p.city = $1 and a.city = $1 and a.id = p.applicant and a.root = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.attendance d set voided_reason = '-'
         from programmes.participant p join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where d.city = $1 and d.voided_reason is not null and p.city = $1 and p.id = d.participant and a.root = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.sheet_row r set name = '-', place = '-'
         from programmes.participant p join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where r.city = $1 and p.city = $1 and p.id = r.participant and a.root = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.sheet_row set name = '-', place = '-' where city = $1 and person = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
