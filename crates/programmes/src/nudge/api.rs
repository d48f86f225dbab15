//! Next steps over the JSON API: who is stuck at what, and what was done about it.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use kernel::{AreaCode, Error};
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Filter, Next, Standing};
use super::mark::{self, Word};
use super::{Key, NextStep};
use crate::programme::ProgrammeId;

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/nudges", list).post("/programmes/applicants/{id}/nudges", add)
}

#[derive(OpenApi)]
#[openapi(paths(list, add), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct NudgeJson {
    applicant: Uuid,
    /// The code of the application.
    code: String,
    person: Uuid,
    area: String,
    programme: Uuid,
    step: NextStep,
    /// Tells apart steps that come again.
    about: Uuid,
    since_at: DateTime<Utc>,
    /// Until when it can be done, where it ends.
    until_at: Option<DateTime<Utc>>,
    /// What was done about it last, and when.
    word: Option<Word>,
    marked_at: Option<DateTime<Utc>>,
    /// When a mail was sent.
    mailed_at: Option<DateTime<Utc>>,
}

impl From<Next> for NudgeJson {
    fn from(next: Next) -> NudgeJson {
        NudgeJson {
            applicant: next.key.applicant.0,
            code: next.code,
            person: next.person.0,
            area: next.area.to_string(),
            programme: next.programme.0,
            step: next.key.step,
            about: next.key.about,
            since_at: next.since_at,
            until_at: next.until_at,
            word: next.word,
            marked_at: next.marked_at,
            mailed_at: next.mailed_at,
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NudgeMarkJson {
    step: NextStep,
    about: Uuid,
    word: Word,
}

/// Who is stuck in the actor's territory, the longest first: those about whom nothing was done, or long enough ago, where no
/// other standing is asked for.
#[utoipa::path(get, path = "/programmes/nudges", tag = "programmes",
    params(("standing" = Option<Standing>, Query), ("step" = Option<NextStep>, Query),
           ("programme" = Option<Uuid>, Query), ("area" = Option<String>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<NudgeJson>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let wrong = |name: &'static str| Error::field(name, "programmes-nudge-filter");
    let programme = query.get("programme").map(str::parse::<ProgrammeId>).transpose();
    let area = query.get("area").map(AreaCode::parse).transpose();
    let step =
        query.get("step").map(|text| NextStep::parse(text).ok_or_else(|| wrong("step"))).transpose()?;
    let standing = query.get("standing").map(|text| Standing::parse(text).ok_or_else(|| wrong("standing")));
    let filter = Filter {
        standing: Some(standing.transpose()?.unwrap_or(Standing::Open)),
        step,
        programme: programme.map_err(|_| wrong("programme"))?,
        area: area.map_err(|_| wrong("area"))?,
        offset,
        limit: PAGE,
        ..Filter::default()
    };
    let (rows, total) = find::list(&mut tx, &filter).await?;
    let next = Some(offset + PAGE).filter(|next| *next < total).map(|next| next.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(NudgeJson::from).collect(), next }).into_response())
}

/// Says what was done about a step; whose it is may say `never`.
#[utoipa::path(post, path = "/programmes/applicants/{id}/nudges", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = NudgeMarkJson,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn add(visit: Visit, Path(id): Path<String>, Body(new): Body<NudgeMarkJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let key = Key { applicant: id.parse()?, step: new.step, about: new.about };
    mark::mark(&mut tx, key, new.word).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}
