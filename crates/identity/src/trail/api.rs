//! The trail over the JSON API, for supervision from outside.

use axum::Json;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::{Filter, Finding};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/trail", list)
        .get("/identity/trail/root", root)
        .post("/identity/trail/verification", verify)
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct EntryJson {
    seq: i64,
    at: DateTime<Utc>,
    by: Option<uuid::Uuid>,
    by_role: String,
    action: String,
    subject_kind: String,
    subject: String,
    area: Option<String>,
    reason: Option<String>,
    #[schema(value_type = Object)]
    body: serde_json::Value,
}

/// The newest seal, to be kept where nobody who runs the database can change it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RootJson {
    /// One line: city, number, time, root, key and signature. Absent before the first seal.
    line: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReportJson {
    /// Nothing was found.
    sound: bool,
    seals: i64,
    entries: i64,
    waiting: i64,
    roots_compared: usize,
    findings: Vec<FindingJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct FindingJson {
    /// The number of the seal.
    batch: i64,
    /// `changed`, `entry-missing`, `entry-inserted`, `entry-twice`, `seal-missing`, `chain-broken`, `signature-wrong`,
    /// `rolled-back` or `root-not-ours`.
    what: &'static str,
    entry: Option<uuid::Uuid>,
}

impl From<Finding> for FindingJson {
    fn from(finding: Finding) -> FindingJson {
        FindingJson { batch: finding.batch, what: finding.what.as_str(), entry: finding.entry }
    }
}

/// The trail of the city, the newest first.
#[utoipa::path(get, path = "/identity/trail", tag = "identity",
    params(("action" = Option<String>, Query), ("subject" = Option<String>, Query),
           ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<EntryJson>), (status = 403, body = Problem)))]
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let filter = Filter {
        action: query.get("action").map(str::to_owned),
        subject: query.get("subject").map(str::to_owned),
        before: query.get("after").and_then(|text| text.parse().ok()),
        limit: 100,
        ..Filter::default()
    };
    let page = super::list(&mut tx, &filter).await?;
    let items = page.entries.into_iter().map(|entry| EntryJson {
        seq: entry.seq,
        at: entry.at,
        by: entry.by.map(|by| by.0),
        by_role: entry.by_role,
        action: entry.action,
        subject_kind: entry.kind,
        subject: entry.subject,
        area: entry.area,
        reason: entry.reason,
        body: entry.body,
    });
    Ok(Json(Listing { items: items.collect(), next: page.next.map(|seq| seq.to_string()) }).into_response())
}

/// The newest seal's root.
#[utoipa::path(get, path = "/identity/trail/root", tag = "identity",
    responses((status = 200, body = RootJson), (status = 403, body = Problem)))]
pub(crate) async fn root(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let line = super::root(&mut tx).await?.map(|root| root.to_string());
    Ok(Json(RootJson { line }).into_response())
}

/// Verifies the whole trail against its seals and the roots in the file store.
#[utoipa::path(post, path = "/identity/trail/verification", tag = "identity",
    responses((status = 200, body = ReportJson), (status = 403, body = Problem)))]
pub(crate) async fn verify(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let known = super::handed_out(&mut tx).await?;
    let report = super::verify(&mut tx, &known).await?;
    let body = ReportJson {
        sound: report.findings.is_empty(),
        seals: report.seals,
        entries: report.entries,
        waiting: report.waiting,
        roots_compared: report.roots,
        findings: report.findings.into_iter().map(FindingJson::from).collect(),
    };
    Ok(Json(body).into_response())
}
