//! The books over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Error;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::{Ask, Correction, Kind, Listed, correct, find, reverse};
use crate::account::{self, Purpose};
use crate::money::{Currency, Money};
use crate::proof::{self, Finding, Sum};
use crate::shown;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/ledger/accounts", accounts)
        .get("/ledger/journals", list)
        .post("/ledger/journals", add)
        .get("/ledger/journals/{id}", one)
        .post("/ledger/journals/{id}/reversal", undo)
        .get("/ledger/proofs", proofs)
}

#[derive(OpenApi)]
#[openapi(paths(accounts, list, add, one, undo, proofs), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Rows on a page.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LedgerMoneyJson)]
struct MoneyJson {
    /// Three letters.
    currency: &'static str,
    /// Whole rupiah, or the smallest unit of another currency. Positive where it came in.
    units: i64,
}

impl From<Money> for MoneyJson {
    fn from(money: Money) -> MoneyJson {
        MoneyJson { currency: money.currency.code(), units: money.units }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct LedgerAccountJson {
    id: uuid::Uuid,
    /// `gateway`, `bank`, `cash`, `payable`, `due`, `commission` …
    purpose: &'static str,
    /// `asset`, `liability`, `income`, `expense` or `equity`.
    kind: &'static str,
    /// The business, outlet or courier; absent for the city's own.
    owner: Option<uuid::Uuid>,
    /// What came in less what went out; absent where nothing did.
    balance: Option<MoneyJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct JournalJson {
    id: uuid::Uuid,
    /// What caused it.
    key: String,
    kind: Kind,
    day: NaiveDate,
    note: String,
    /// The journal that it undoes.
    reverses: Option<uuid::Uuid>,
    /// The journal that undoes it.
    reversed_by: Option<uuid::Uuid>,
    posted_at: DateTime<Utc>,
}

impl From<Listed> for JournalJson {
    fn from(one: Listed) -> JournalJson {
        JournalJson {
            id: one.id.0,
            key: one.key,
            kind: one.kind,
            day: one.day,
            note: one.note,
            reverses: one.reverses.map(|id| id.0),
            reversed_by: one.reversed_by.map(|id| id.0),
            posted_at: one.at,
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct JournalLegJson {
    account: uuid::Uuid,
    purpose: &'static str,
    owner: Option<uuid::Uuid>,
    money: MoneyJson,
}

#[derive(Serialize, utoipa::ToSchema)]
struct JournalDetailJson {
    #[serde(flatten)]
    journal: JournalJson,
    /// They sum to zero in each currency.
    legs: Vec<JournalLegJson>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCorrectionJson {
    /// Sent twice with the same, it is posted once.
    key: String,
    /// What the account is for into which the money comes: one of the city's own.
    into: String,
    /// What the account is for from which it comes.
    from: String,
    currency: String,
    /// Above zero, in the smallest unit.
    units: i64,
    note: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ReversalJson {
    reason: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct PostedJournalJson {
    id: uuid::Uuid,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ProofJson {
    day: NaiveDate,
    counted_at: DateTime<Utc>,
    journals: i64,
    postings: i64,
    /// Per currency, `into` and `out`: equal.
    #[schema(value_type = Vec<Object>)]
    sums: Vec<Sum>,
    /// Per rule, how many rows break it.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<Finding>,
    holds: bool,
}

fn offset(query: &ListQuery) -> i64 {
    query.get("after").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0).max(0)
}

fn after(offset: i64, total: i64) -> Option<String> {
    (offset + PAGE < total).then(|| (offset + PAGE).to_string())
}

/// Accounts with their balances; one that holds two currencies stands there twice.
#[utoipa::path(get, path = "/ledger/accounts", tag = "ledger",
    params(("purpose" = Option<String>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<LedgerAccountJson>), (status = 403, body = Problem)))]
async fn accounts(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = offset(&query);
    let purpose = query.get("purpose").and_then(Purpose::parse);
    let (rows, total) = account::list(&mut tx, purpose, (offset, PAGE)).await?;
    let items = rows.into_iter().map(|row| LedgerAccountJson {
        id: row.id.0,
        purpose: row.purpose.as_str(),
        kind: row.purpose.kind().as_str(),
        owner: row.owner,
        balance: row.balance.map(MoneyJson::from),
    });
    Ok(Json(Listing { items: items.collect(), next: after(offset, total) }).into_response())
}

/// Journals, the newest first.
#[utoipa::path(get, path = "/ledger/journals", tag = "ledger",
    params(("kind" = Option<String>, Query), ("from" = Option<String>, Query), ("until" = Option<String>, Query),
           ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<JournalJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = offset(&query);
    let ask = Ask {
        kind: query.get("kind").and_then(Kind::parse),
        from: shown::day(query.get("from")),
        until: shown::day(query.get("until")),
        like: query.like(),
    };
    let (rows, total) = find::list(&mut tx, &ask, (offset, PAGE)).await?;
    let items = rows.into_iter().map(JournalJson::from).collect();
    Ok(Json(Listing { items, next: after(offset, total) }).into_response())
}

/// One journal with its legs.
#[utoipa::path(get, path = "/ledger/journals/{id}", tag = "ledger", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = JournalDetailJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let detail = find::one(&mut tx, id.parse()?).await?;
    let legs = detail.legs.into_iter().map(|(account, purpose, owner, money)| JournalLegJson {
        account: account.0,
        purpose: purpose.as_str(),
        owner,
        money: money.into(),
    });
    let legs = legs.collect();
    Ok(Json(JournalDetailJson { journal: detail.listed.into(), legs }).into_response())
}

/// Posts what no room caused, between two of the city's own accounts.
#[utoipa::path(post, path = "/ledger/journals", tag = "ledger", request_body = NewCorrectionJson,
    responses((status = 201, body = PostedJournalJson), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
async fn add(visit: Visit, Body(new): Body<NewCorrectionJson>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(super::CORRECT)?;
    let purpose =
        |field, text: &str| Purpose::parse(text).ok_or_else(|| Error::field(field, "ledger-account-unknown"));
    let correction = Correction {
        into: purpose("into", &new.into)?,
        from: purpose("from", &new.from)?,
        money: Money { currency: Currency::parse(&new.currency)?, units: new.units },
        key: new.key,
        note: new.note,
    };
    let id = correct(&mut tx, correction).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(PostedJournalJson { id: id.0 })).into_response())
}

/// Undoes a journal by its mirror, once.
#[utoipa::path(post, path = "/ledger/journals/{id}/reversal", tag = "ledger", request_body = ReversalJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 201, body = PostedJournalJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
async fn undo(visit: Visit, Path(id): Path<String>, Body(why): Body<ReversalJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let done = reverse(&mut tx, id.parse()?, &why.reason).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(PostedJournalJson { id: done.id.0 })).into_response())
}

/// The newest nightly proofs that the books agree.
#[utoipa::path(get, path = "/ledger/proofs", tag = "ledger", responses((status = 200, body = Listing<ProofJson>)))]
async fn proofs(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let items = proof::list(&mut tx, PAGE).await?.into_iter().map(|one| ProofJson {
        day: one.day,
        counted_at: one.at,
        journals: one.journals,
        postings: one.postings,
        sums: one.sums,
        findings: one.findings,
        holds: one.holds,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}
