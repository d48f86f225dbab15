//! What is held here about somebody who has an account: for the page of own data, and its taking away.

use identity::subject::OwnData;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use registry::person::{self, PersonForgotten};
use serde_json::{Value, json};

use super::report_back;

/// The part of own data.
pub(crate) const OWN_DATA: OwnData = OwnData {
    key: "programmes.followup",
    title: "programmes-own-data-followups",
    read: |tx, account| Box::pin(told(tx, account)),
};

async fn told(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(person) = person::of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select f.month, f.due_on, r.id as "id?", r.at as "at?", r.way as "way?", r.active as "active?",
                  r.permit as "permit?", r.sold as "sold?", r.employees as "employees?", r.sells as "sells?",
                  t.sealed as "sealed?"
           from programmes.followup f
           join programmes.followup_now n on n.city = f.city and n.followup = f.id
           left join programmes.report_back r on r.city = f.city and r.followup = f.id
           left join programmes.takings t on t.city = r.city and t.id = r.id
           where f.city = $1 and n.person = $2 order by f.due_on, f.id, r.at limit 1000"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all = Vec::new();
    for row in rows {
        let takings = match row.id {
            Some(id) => report_back::takings(tx, id, row.sealed.as_deref())?,
            None => None,
        };
        all.push(json!({
            "month": row.month, "due_on": row.due_on, "told_at": row.at, "way": row.way, "active": row.active,
            "permit": row.permit, "sold": row.sold, "employees": row.employees, "sells": row.sells,
            "takings": takings,
        }));
    }
    Ok(Value::from(all))
}

/// Hears that a person was forgotten: the takings go; that there were words stays, as a figure.
pub(crate) async fn forgotten(tx: &mut Tx, fact: PersonForgotten) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "delete from programmes.takings t using programmes.report_back r, programmes.followup f
         where t.city = $1 and r.city = $1 and r.id = t.id and f.city = $1 and f.id = r.followup and f.person = $2",
        city.0,
        fact.person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
