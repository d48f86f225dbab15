//! What this room holds about somebody who has an account: for the page of own data, and its taking away.

use identity::subject::{OwnData, SubjectErased};
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{Error, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NIK_PLACE, PersonForgotten, PersonId};
use crate::business::BusinessId;
use crate::source::settle;

/// The registry's parts of own data.
pub const fn own_data() -> [OwnData; 3] {
    [
        OwnData {
            key: "registry.person",
            title: "registry-own-data-person",
            read: |tx, account| Box::pin(record_of(tx, account)),
        },
        OwnData {
            key: "registry.source",
            title: "registry-own-data-sources",
            read: |tx, account| Box::pin(sources_of(tx, account)),
        },
        OwnData {
            key: "registry.request",
            title: "registry-own-data-requests",
            read: |tx, account| Box::pin(requests_of(tx, account)),
        },
    ]
}

/// The record in force of an account, if there is one. Asks no permission.
pub async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Option<PersonId>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        r#"select coalesce(became, id) as "id!" from registry.person where city = $1 and account = $2"#,
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(PersonId))
}

async fn record_of(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(id) = of_account(tx, account).await? else { return Ok(json!({})) };
    let person = super::find::record(tx, id).await?;
    let city = tx.city();
    let sealed = sqlx::query_scalar!(
        "select nik_sealed from registry.person where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_one(tx.conn())
    .await?;
    let place = Place { column: NIK_PLACE, city, row: id.0 };
    let nik = sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
    Ok(json!({
        "code": person.code, "name": person.name, "nik": nik.as_ref().map(|nik| nik.as_str()), "sex": person.sex,
        "birth_date": person.birth_date, "birth_place": person.birth_place, "area": person.area, "rw": person.rw,
        "rt": person.rt, "address": person.address, "phones": person.phones, "email": person.email,
        "education": person.education, "disabilities": person.disabilities,
        "assistive_need": person.assistive_need, "heads_family": person.heads_family,
        "registered_at": person.created_at,
    }))
}

/// Everything that was said, by whom and when, of the person and of the businesses that she or he runs.
async fn sources_of(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let Some(id) = of_account(tx, account).await? else { return Ok(json!([])) };
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select distinct on (s.at, s.id) s.id, s.kind, s.observed_on, s.at, s.person, s.business, b.file_name as "file?", s.sheet, s.row_number
           from registry.membership m
           join registry.source s on s.city = m.city and s.id = m.source
           left join registry.batch b on b.city = s.city and b.id = s.batch
           where m.city = $1 and m.ended_at is null
             and (m.person = $2 or m.business in (
                  select o.business from registry.ownership o where o.city = $1 and o.person = $2))
           order by s.at, s.id limit 5000"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            json!({
                "said_by": row.kind, "for_day": row.observed_on, "at": row.at, "file": row.file, "sheet": row.sheet,
                "row": row.row_number, "person": row.person, "business": row.business,
            })
        })
        .collect();
    Ok(Value::from(rows))
}

async fn requests_of(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, field, text_sealed, at, outcome, answer, answered_at from registry.request
         where city = $1 and account = $2 order by at, id limit 1000",
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let place = Place { column: crate::request::TEXT_PLACE, city, row: row.id };
        let text = row.text_sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
        all.push(json!({
            "about": row.field, "text": text.as_ref().map(|text| text.as_str()), "at": row.at,
            "outcome": row.outcome, "answer": row.answer, "answered_at": row.answered_at,
        }));
    }
    Ok(Value::from(all))
}

/// Hears that somebody was erased.
pub(crate) async fn erased(tx: &mut Tx, fact: SubjectErased) -> Result<(), Error> {
    forget(tx, fact.account).await
}

/// Takes away everything that says who somebody was. Identity has seen to it that no legal hold is in force before it
/// told of the erasure. The businesses stay as figures: without owner, contacts, street, or a name made of the owner's.
/// Doing it again changes nothing.
pub(crate) async fn forget(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    forget_requests(tx, account).await?;
    let Some(id) = of_account(tx, account).await? else { return Ok(()) };
    let area = super::find::area(tx, id).await?;
    let businesses = alone(tx, id).await?;
    forget_claims(tx, id, &businesses).await?;
    let all = every_business(tx, id).await?;
    forget_record(tx, id, &businesses).await?;
    settle(tx, &[id], &all).await?;
    tx.tell(&PersonForgotten { person: id }).await?;
    tx.audit(Entry::new("registry.person.forget", "person", id).area(area)).await
}

async fn forget_requests(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update registry.request set text_sealed = null, answer = case when answer is null then null else '–' end
         where city = $1 and account = $2",
        city.0,
        account.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn every_business(tx: &mut Tx, id: PersonId) -> Result<Vec<BusinessId>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select business from registry.ownership where city = $1 and person = $2 order by business limit 1000",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(BusinessId).collect())
}

/// The businesses that nobody else runs.
async fn alone(tx: &mut Tx, id: PersonId) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select o.business from registry.ownership o
         where o.city = $1 and o.person = $2
           and not exists (select 1 from registry.ownership x
                           where x.city = o.city and x.business = o.business and x.person <> o.person)
         order by o.business limit 1000",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// What any source ever claimed of the person, and what the sources of a business of this person alone claim that leads to
/// its owner. The row's fingerprint stays: without its key it says nothing, and with it the same list cannot bring the
/// person back unseen.
async fn forget_claims(tx: &mut Tx, id: PersonId, businesses: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update registry.source s
         set person = '{}', raw_sealed = null, nik_sealed = null, nik_index = null, number_state = 'none',
             npwp_sealed = null, npwp_index = null, remarks = '[]'
         where s.city = $1 and s.id in (
             select m.source from registry.membership m
             where m.city = $1 and (m.person = $2 or m.business = any($3))
               -- Not what stood here for a while and was found to speak of somebody else.
               and not exists (select 1 from registry.membership n
                               where n.city = m.city and n.source = m.source and n.id > m.id
                                 and (n.person is null) = (m.person is null)))",
        city.0,
        id.0,
        businesses
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update registry.source s
         set business = s.business - '{phones,email,street,rt,rw,latitude,longitude,online,qris,note}'::text[]
         where s.city = $1 and s.id in (
             select m.source from registry.membership m where m.city = $1 and m.business = any($2))",
        city.0,
        businesses
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn forget_record(tx: &mut Tx, id: PersonId, businesses: &[Uuid]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update registry.membership set ended_at = $3 where city = $1 and person = $2 and ended_at is null",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update registry.screening_row set person = null where city = $1 and person = $2",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    // Computing keeps the last name where no source says one.
    sqlx::query!(
        "update registry.person set name = 'Data dihapus', account = null where city = $1 and (id = $2 or became = $2)",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update registry.business set name = 'Usaha tanpa nama' where city = $1 and id = any($2) and not named",
        city.0,
        businesses
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
