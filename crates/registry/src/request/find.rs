use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::{ANSWER, RequestId, TEXT_PLACE};
use crate::business::BusinessId;
use crate::person::PersonId;

/// A request and how it stands.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    pub account: AccountId,
    pub person: Option<PersonId>,
    pub business: Option<BusinessId>,
    pub area: AreaCode,
    pub field: String,
    pub at: Instant,
    /// `done`, `refused` or `withdrawn`.
    pub outcome: Option<String>,
    pub answer: Option<String>,
    pub answered_at: Option<Instant>,
    text_sealed: Option<Vec<u8>>,
}

impl Request {
    /// What the person wrote; empty once it was taken away.
    pub fn text(&self, tx: &Tx) -> Result<String, Error> {
        let place = Place { column: TEXT_PLACE, city: tx.city(), row: self.id.0 };
        let opened =
            self.text_sealed.as_ref().map(|sealed| tx.db().keys().open(place, sealed)).transpose()?;
        Ok(opened.map(|text| text.as_str().to_owned()).unwrap_or_default())
    }
}

struct Row {
    id: Uuid,
    account: Uuid,
    person: Option<Uuid>,
    business: Option<Uuid>,
    area: AreaCode,
    field: String,
    at: Instant,
    outcome: Option<String>,
    answer: Option<String>,
    answered_at: Option<Instant>,
    text_sealed: Option<Vec<u8>>,
}

impl From<Row> for Request {
    fn from(row: Row) -> Request {
        Request {
            id: RequestId(row.id),
            account: AccountId(row.account),
            person: row.person.map(PersonId),
            business: row.business.map(BusinessId),
            area: row.area,
            field: row.field,
            at: row.at,
            outcome: row.outcome,
            answer: row.answer,
            answered_at: row.answered_at,
            text_sealed: row.text_sealed,
        }
    }
}

/// The unanswered requests of the actor's subtree, the oldest first, at most 200.
pub async fn open(tx: &mut Tx) -> Result<Vec<Request>, Error> {
    let scope = tx.scope(ANSWER)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select id, account, person, business, area as "area: AreaCode", field, at, outcome, answer, answered_at,
                  text_sealed
           from registry.request
           where city = $1 and outcome is null and area like $2 || '%' order by at, id limit 200"#,
        city.0,
        scope.prefix()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// The actor's own requests, the newest first, at most 50.
pub async fn own(tx: &mut Tx) -> Result<Vec<Request>, Error> {
    let account = tx.actor().account().ok_or(Error::Forbidden)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select id, account, person, business, area as "area: AreaCode", field, at, outcome, answer, answered_at,
                  text_sealed
           from registry.request where city = $1 and account = $2 order by at desc, id desc limit 50"#,
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// One request, for whoever may answer it and for the person who asked. `NotFound` for everybody else.
pub async fn one(tx: &mut Tx, id: RequestId) -> Result<Request, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        r#"select id, account, person, business, area as "area: AreaCode", field, at, outcome, answer, answered_at,
                  text_sealed
           from registry.request where city = $1 and id = $2 for update"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let request = Request::from(row.ok_or(Error::NotFound("request"))?);
    if tx.actor().account() == Some(request.account) || tx.may(ANSWER, &request.area) {
        return Ok(request);
    }
    Err(tx.hidden("request"))
}
