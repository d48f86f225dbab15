//! What is held here about somebody who has an account. When a person is forgotten, nothing here needs to go: it says of which
//! step an application was reminded, and names nobody.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person;
use serde_json::{Value, json};

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.nudge",
    title: "programmes-own-data-nudges",
    read: |tx, account| Box::pin(told(tx, account)),
};

async fn told(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select a.code as "code!", d.step as "step!", 'mailed' as "word!", d.sent_at as "at!"
           from programmes.nudge d join programmes.applicant a on a.city = d.city and a.id = d.applicant
           where d.city = $1 and a.root = $2 and d.mailed
           union all
           select a.code, k.step, k.word, k.at
           from programmes.nudge_mark k join programmes.applicant a on a.city = k.city and a.id = k.applicant
           where k.city = $1 and a.root = $2
           order by 4, 1, 2 limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let all = rows
        .into_iter()
        .map(|row| json!({ "code": row.code, "step": row.step, "what": row.word, "at": row.at }));
    Ok(Value::from_iter(all))
}
