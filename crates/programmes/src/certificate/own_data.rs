//! Certificates, marks and what somebody said of sessions: for the page of own data, and its taking away.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten};
use serde_json::{Value, json};

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.certificate",
    title: "programmes-own-data-certificates",
    read: |tx, account| Box::pin(certificates(tx, account)),
};

async fn certificates(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select t.name as training,
                  coalesce((select jsonb_agg(jsonb_build_object('number', c.number, 'year', c.year, 'name', c.name,
                                'minutes', c.minutes, 'mark', c.mark, 'on', c.on_day, 'signer', c.signer,
                                'revoked_at', c.revoked_at, 'revoked_reason', c.revoked_reason) order by c.issued_at)
                            from programmes.certificate c where c.city = p.city and c.participant = p.id), '[]')
                      as "certificates!",
                  coalesce((select jsonb_agg(jsonb_build_object('mark', m.mark, 'given_at', m.given_at,
                                'ended_at', m.ended_at) order by m.given_at)
                            from programmes.test_mark m where m.city = p.city and m.participant = p.id), '[]') as "marks!",
                  coalesce((select jsonb_agg(jsonb_build_object('session', u.name, 'useful', f.useful, 'taught', f.taught,
                                'place', f.place, 'said', f.said, 'given_at', f.given_at) order by f.given_at)
                            from programmes.feedback f
                            join programmes.session s on s.city = f.city and s.id = f.session
                            join programmes.unit u on u.city = s.city and u.training = s.training and u.id = s.unit
                            where f.city = p.city and f.participant = p.id), '[]') as "feedback!"
           from programmes.participant p
           join programmes.training t on t.city = p.city and t.id = p.training
           join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where p.city = $1 and a.root = $2 order by p.joined_at, p.id limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let none = json!([]);
    let told = rows
        .into_iter()
        .filter(|row| [&row.certificates, &row.marks, &row.feedback].into_iter().any(|part| *part != none));
    let told = told.map(|row| {
        json!({ "training": row.training, "certificates": row.certificates, "marks": row.marks,
                "feedback": row.feedback })
    });
    Ok(told.collect())
}

/// Hears that a person was forgotten: the name on certificates goes, and what was written in own words. That a certificate was
/// given under a number stays, so that the number is not given twice.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.certificate c set name = '-', revoked_reason = case when c.revoked_reason is not null then '-' end
         from programmes.participant p join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where c.city = $1 and p.city = $1 and p.id = c.participant and a.root = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.feedback f set said = null
         from programmes.participant p join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where f.city = $1 and f.said is not null and p.city = $1 and p.id = f.participant and a.root = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
