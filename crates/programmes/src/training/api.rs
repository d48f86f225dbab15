//! Trainings over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use kernel::Error;
use kernel::id::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::attend::{self, Seen, Verdict, Why};
use super::find::{self, Session, Training, Unit, Which, Who};
use super::token::{self, Door};
use super::{
    NewSession, NewTraining, ParticipantId, SEE, SessionId, TrainingId, UnitId, book, curriculum, door_pages,
    session, session_pages, write,
};
use crate::programme::ProgrammeId;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/trainings", list)
        .get("/programmes/trainings/{id}", one)
        .post("/programmes/programmes/{id}/trainings", add)
        .post("/programmes/trainings/{id}/participants", enrol)
        .post("/programmes/trainings/{id}/sessions", add_session)
        .get("/programmes/sessions/{id}", one_session)
        .post("/programmes/sessions/{id}/bookings", fill)
        .get("/programmes/sessions/{id}/tokens", tokens)
        .post("/programmes/sessions/{id}/attendances", attendance)
}

#[derive(OpenApi)]
#[openapi(
    paths(list, one, add, enrol, add_session, one_session, fill, tokens, attendance),
    components(schemas(Problem))
)]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct TrainingJson {
    id: uuid::Uuid,
    programme: uuid::Uuid,
    name: String,
    about: String,
    /// Takes new participants and sessions.
    open: bool,
    participants: i64,
    units: Vec<UnitJson>,
    sessions: Vec<TrainingSessionJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct UnitJson {
    id: uuid::Uuid,
    name: String,
    minutes: i32,
    required: bool,
    material: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TrainingSessionJson {
    id: uuid::Uuid,
    training: uuid::Uuid,
    unit: uuid::Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    place: Option<String>,
    link: Option<String>,
    capacity: i32,
    /// Chairs that are taken.
    taken: i64,
    waiting: i64,
    present: i64,
    cancelled: bool,
}

impl From<Unit> for UnitJson {
    fn from(one: Unit) -> UnitJson {
        UnitJson {
            id: one.id.0,
            name: one.name,
            minutes: one.minutes,
            required: one.required,
            material: one.material,
        }
    }
}

impl From<Session> for TrainingSessionJson {
    fn from(one: Session) -> TrainingSessionJson {
        TrainingSessionJson {
            id: one.id.0,
            training: one.training.0,
            unit: one.unit.0,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            place: one.place,
            link: one.link,
            capacity: one.capacity,
            taken: one.taken,
            waiting: one.waiting,
            present: one.present,
            cancelled: one.cancelled_at.is_some(),
        }
    }
}

fn training(one: Training, units: Vec<Unit>, sessions: Vec<Session>) -> TrainingJson {
    TrainingJson {
        id: one.id.0,
        programme: one.programme.0,
        name: one.name,
        about: one.about,
        open: one.closed_at.is_none(),
        participants: one.participants,
        units: units.into_iter().map(UnitJson::from).collect(),
        sessions: sessions.into_iter().map(TrainingSessionJson::from).collect(),
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct TrainingNameJson {
    id: uuid::Uuid,
    name: String,
    programme: uuid::Uuid,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TrainingIdJson {
    id: uuid::Uuid,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TrainedCountJson {
    count: usize,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTrainingJson {
    name: String,
    #[serde(default)]
    about: String,
    /// A unit to a line: `Perizinan; 2 jam; wajib; https://…`.
    units: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSessionJson {
    unit: uuid::Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    #[serde(default)]
    place: String,
    #[serde(default)]
    link: String,
    capacity: i32,
    /// Accounts of those who teach.
    #[serde(default)]
    trainers: Vec<uuid::Uuid>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TokenJson {
    participant: uuid::Uuid,
    token: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenJson {
    /// As it was read: `57-34-7K3F-9QXM`.
    token: String,
    /// When, by the clock of the device that read it.
    at: Option<DateTime<Utc>>,
    /// Made by that device for this sight: telling it again is no second time.
    key: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct VerdictJson {
    /// Counted: now, or when the same sight was told before.
    present: bool,
    why: Option<Why>,
    participant: Option<uuid::Uuid>,
    /// Whose token it is, where it is one.
    name: Option<String>,
    /// In the language of whoever asks.
    text: String,
}

/// The trainings of the city.
#[utoipa::path(get, path = "/programmes/trainings", tag = "programmes",
    responses((status = 200, body = Listing<TrainingNameJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let all = find::list(&mut tx).await?.into_iter();
    let items = all
        .map(|one| TrainingNameJson { id: one.id.0, name: one.name, programme: one.programme.0 })
        .collect();
    Ok(Json(Listing::<TrainingNameJson> { items, next: None }).into_response())
}

/// One training with its curriculum and its sessions.
#[utoipa::path(get, path = "/programmes/trainings/{id}", tag = "programmes", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = TrainingJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let id: TrainingId = id.parse()?;
    let one = find::one(&mut tx, id).await?;
    let units = find::units(&mut tx, id).await?;
    let which = Which { training: Some(id), ..Which::default() };
    let sessions = find::sessions(&mut tx, which).await?;
    Ok(Json(training(one, units, sessions)).into_response())
}

/// Adds a training to a programme.
#[utoipa::path(post, path = "/programmes/programmes/{id}/trainings", tag = "programmes",
    params(("id" = uuid::Uuid, Path)), request_body = NewTrainingJson,
    responses((status = 201, body = TrainingIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Path(id): Path<String>, Body(new): Body<NewTrainingJson>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(super::RUN)?;
    let id: ProgrammeId = id.parse()?;
    let new = NewTraining { name: new.name, about: new.about, units: curriculum::read(&new.units)? };
    let id = write::add(&mut tx, id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(TrainingIdJson { id: id.0 })).into_response())
}

/// Takes everybody in who has a place in the programme. Again takes in whoever came since.
#[utoipa::path(post, path = "/programmes/trainings/{id}/participants", tag = "programmes",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = TrainedCountJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn enrol(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let count = book::enrol(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(Json(TrainedCountJson { count }).into_response())
}

/// Adds a session of a unit.
#[utoipa::path(post, path = "/programmes/trainings/{id}/sessions", tag = "programmes",
    params(("id" = uuid::Uuid, Path)), request_body = NewSessionJson,
    responses((status = 201, body = TrainingIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_session(visit: Visit, Path(id): Path<String>, Body(new): Body<NewSessionJson>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(super::RUN)?;
    let trainers = identity::account::names(&mut tx, &new.trainers).await?;
    if trainers.len() != new.trainers.len() {
        return Err(Error::field("trainers", "programmes-trainers-unknown").into());
    }
    let new = NewSession {
        unit: UnitId(new.unit),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        place: new.place,
        link: new.link,
        capacity: new.capacity,
        trainers: trainers.into_iter().map(|(id, _)| AccountId(id.0)).collect(),
    };
    let id = session::add(&mut tx, id.parse()?, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(TrainingIdJson { id: id.0 })).into_response())
}

/// One session.
#[utoipa::path(get, path = "/programmes/sessions/{id}", tag = "programmes", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = TrainingSessionJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one_session(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = session_pages::looked(&mut tx, id.parse()?).await?;
    Ok(Json(TrainingSessionJson::from(it.session)).into_response())
}

/// Gives a chair to everybody of the training who has none for this unit; whoever finds none waits.
#[utoipa::path(post, path = "/programmes/sessions/{id}/bookings", tag = "programmes",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = TrainedCountJson), (status = 403, body = Problem), (status = 409, body = Problem)))]
async fn fill(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let count = book::fill(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(Json(TrainedCountJson { count }).into_response())
}

/// What those who have a chair show at the door: for whoever prints cards.
#[utoipa::path(get, path = "/programmes/sessions/{id}/tokens", tag = "programmes",
    params(("id" = uuid::Uuid, Path), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<TokenJson>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn tokens(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let session = attend::door(&mut tx, id.parse()?).await?;
    let offset: i64 = query.get("after").and_then(|after| after.parse().ok()).unwrap_or(0).max(0);
    let who = Who {
        training: session.training,
        session: Some(session.id),
        one: None,
        prefix: "",
        offset,
        most: PAGE,
    };
    let rows = find::seated(&mut tx, &who).await?;
    let total = find::count(&mut tx, &who).await?;
    let (at, city) = (Door { session: session.id, number: session.number }, tx.city());
    let make = |row: find::Seated| TokenJson {
        participant: row.participant.0,
        token: token::make(&visit.db, city, at, row.participant, row.number),
    };
    let items = rows.into_iter().filter(|row| row.chair.is_some()).map(make).collect();
    let next = Some(offset + PAGE).filter(|next| *next < total).map(|next| next.to_string());
    Ok(Json(Listing::<TokenJson> { items, next }).into_response())
}

/// Says that a token was seen at the door, and hears whether its holder counts. A refusal is an answer, not an error.
#[utoipa::path(post, path = "/programmes/sessions/{id}/attendances", tag = "programmes",
    params(("id" = uuid::Uuid, Path)), request_body = SeenJson,
    responses((status = 200, body = VerdictJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn attendance(visit: Visit, Path(id): Path<String>, Body(seen): Body<SeenJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SessionId = id.parse()?;
    let seen = Seen { token: &seen.token, at: seen.at, key: seen.key.as_deref() };
    let verdict = attend::check_in(&mut tx, id, seen).await?;
    let (text, name) = door_pages::said(&mut tx, &visit.ui, verdict).await?;
    tx.commit().await?;
    let (present, why, who): (_, _, Option<ParticipantId>) = match verdict {
        Verdict::Present(who) => (true, None, Some(who)),
        Verdict::Refused(why, who) => (false, Some(why), who),
    };
    let participant = who.map(|who| who.0);
    Ok(Json(VerdictJson { present, why, participant, name, text }).into_response())
}
