//! Making a session, changing it, cancelling it.

use axum::extract::Path;
use axum::response::IntoResponse;
use identity::account::{self, Login};
use kernel::city::Zone;
use kernel::id::AccountId;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Session, Training, Unit};
use super::{NewSession, RUN, UnitId, session};
use crate::call::{local_time, written};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/trainings/{id}/sessions/new", new)
        .post("/programmes/trainings/{id}/sessions/new", add)
        .get("/programmes/sessions/{id}/edit", editing)
        .post("/programmes/sessions/{id}/edit", edit)
        .get("/programmes/sessions/{id}/cancellation", cancelling)
        .post("/programmes/sessions/{id}/cancellation", cancel)
}

/// What a form of a session stands on.
struct Ground {
    training: Training,
    units: Vec<Unit>,
    was: Option<Session>,
    /// Who teaches now.
    trainers: Vec<(AccountId, String)>,
}

async fn ground(tx: &mut Tx, training: Training, was: Option<Session>) -> Result<Ground, Error> {
    let units = find::units(tx, training.id).await?;
    let ids: Vec<Uuid> = match &was {
        Some(session) => find::trainers(tx, session.id).await?.into_iter().map(|one| one.0).collect(),
        None => Vec::new(),
    };
    let trainers = account::names(tx, &ids).await?;
    Ok(Ground { training, units, was, trainers })
}

fn form(ui: &Ui, ground: &Ground) -> Form {
    let was = ground.was.as_ref();
    let training = format!("/programmes/trainings/{}", ground.training.id);
    let (action, back, submit) = match was {
        Some(session) => {
            let here = format!("/programmes/sessions/{}", session.id);
            (format!("{here}/edit"), here, "programmes-save")
        }
        None => (format!("{training}/sessions/new"), training, "programmes-session-add"),
    };
    let units = ground.units.iter().map(|unit| (unit.id.to_string(), unit.name.clone())).collect();
    let zone = ui.city.zone;
    let hint = Say::new("programmes-call-time-hint").with("zone", zone.abbreviation());
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let form = Form::post(ui.url(&action), submit)
        .field(
            Field::select("unit", "programmes-unit", units)
                .value(was.map(|one| one.unit.to_string()).unwrap_or_default()),
        )
        .field(
            Field::text("starts_at", "programmes-session-starts")
                .hint(hint.clone())
                .value(was.map(|one| written(zone, one.starts_at)).unwrap_or_default()),
        )
        .field(
            Field::text("ends_at", "programmes-session-ends-at")
                .hint(hint)
                .value(was.map(|one| written(zone, one.ends_at)).unwrap_or_default()),
        )
        .field(
            Field::text("place", "programmes-session-place")
                .optional()
                .value(text(was.and_then(|one| one.place.as_ref()))),
        )
        .field(
            Field::text("link", "programmes-session-link")
                .hint("programmes-session-link-hint")
                .optional()
                .value(text(was.and_then(|one| one.link.as_ref()))),
        )
        .field(
            Field::digits("capacity", "programmes-session-capacity")
                .narrow()
                .value(was.map(|one| one.capacity.to_string()).unwrap_or_default()),
        );
    teachers(form, ground).cancel(ui.url(&back))
}

/// Those who teach can be left out; others come by the address that they sign in with.
fn teachers(form: Form, ground: &Ground) -> Form {
    let now: Vec<Choice> =
        ground.trainers.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect();
    let all = ground.trainers.iter().map(|(id, _)| id.to_string()).collect();
    form.field_if(!now.is_empty(), || {
        Field::checks("trainers", "programmes-trainers", now).values(all).optional()
    })
    .field(Field::long("new_trainers", "programmes-trainers-new").hint("programmes-trainers-hint").optional())
}

async fn read(tx: &mut Tx, posted: &Posted, ground: &Ground) -> Result<NewSession, Error> {
    let zone = Zone::of(tx.city());
    let unit = posted.text("unit").parse::<UnitId>();
    let capacity: String = posted.text("capacity").chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let mut trainers: Vec<AccountId> = posted
        .all("trainers")
        .filter_map(|id| id.parse().ok())
        .filter(|id| ground.trainers.iter().any(|(one, _)| one == id))
        .collect();
    for line in posted.raw("new_trainers").lines().map(str::trim).filter(|line| !line.is_empty()).take(20) {
        let unknown =
            || Error::field("new_trainers", Say::new("programmes-trainer-unknown").with("login", line));
        let login = Login::parse(line).map_err(|_| unknown())?;
        trainers.push(account::of_login(tx, &login).await?.ok_or_else(unknown)?);
    }
    trainers.sort_unstable();
    trainers.dedup();
    Ok(NewSession {
        unit: unit.map_err(|_| Error::field("unit", "programmes-unit-unknown"))?,
        starts_at: local_time(zone, posted.text("starts_at"), "starts_at")?,
        ends_at: local_time(zone, posted.text("ends_at"), "ends_at")?,
        place: posted.text("place").to_owned(),
        link: posted.text("link").to_owned(),
        capacity: capacity
            .parse()
            .map_err(|_| Error::field("capacity", "programmes-session-capacity-form"))?,
        trainers,
    })
}

fn page(ui: &Ui, ground: &Ground, form: &Form) -> Page {
    let title = if ground.was.is_some() { "programmes-session-edit" } else { "programmes-session-add" };
    let back = ui.url(&format!("/programmes/trainings/{}", ground.training.id));
    Page::new(ui.t(title), form.html(ui)).desk().under(back, ground.training.name.clone())
}

async fn fresh(visit: &Visit, id: &str) -> Result<(Tx, Ground), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let training = find::one(&mut tx, id.parse()?).await?;
    let ground = ground(&mut tx, training, None).await?;
    Ok((tx, ground))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, ground) = fresh(&visit, &id).await?;
    Ok(page(&visit.ui, &ground, &form(&visit.ui, &ground)).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, ground) = fresh(&visit, &id).await?;
    let done = match read(&mut tx, &posted, &ground).await {
        Ok(new) => session::add(&mut tx, ground.training.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/sessions/{id}"), "programmes-saved"))
        }
        Err(error) => visit
            .again(error, form(&visit.ui, &ground).fill(&posted), |form| Ok(page(&visit.ui, &ground, &form))),
    }
}

async fn known(visit: &Visit, id: &str) -> Result<(Tx, Ground, Session), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let session = find::session(&mut tx, id.parse()?).await?;
    let training = find::one(&mut tx, session.training).await?;
    let ground = ground(&mut tx, training, Some(session.clone())).await?;
    Ok((tx, ground, session))
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, ground, _) = known(&visit, &id).await?;
    Ok(page(&visit.ui, &ground, &form(&visit.ui, &ground)).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, ground, was) = known(&visit, &id).await?;
    let done = match read(&mut tx, &posted, &ground).await {
        Ok(new) => session::amend(&mut tx, was.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/sessions/{}", was.id), "programmes-saved"))
        }
        Err(error) => visit
            .again(error, form(&visit.ui, &ground).fill(&posted), |form| Ok(page(&visit.ui, &ground, &form))),
    }
}

fn cancel_form(ui: &Ui, session: &Session) -> Form {
    let here = format!("/programmes/sessions/{}", session.id);
    Form::post(ui.url(&format!("{here}/cancellation")), "programmes-session-cancel")
        .field(Field::long("reason", "programmes-reason").hint("programmes-session-cancel-hint"))
        .danger()
        .cancel(ui.url(&here))
}

fn cancel_page(ui: &Ui, session: &Session, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/sessions/{}", session.id));
    Page::new(ui.t("programmes-session-cancel"), form.html(ui)).desk().under(back, session.unit_name.clone())
}

async fn cancelling(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, _, session) = known(&visit, &id).await?;
    Ok(cancel_page(&visit.ui, &session, &cancel_form(&visit.ui, &session)).into_response())
}

async fn cancel(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, _, session) = known(&visit, &id).await?;
    match session::cancel(&mut tx, session.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/sessions/{}", session.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, cancel_form(&visit.ui, &session).fill(&posted), |form| {
            Ok(cancel_page(&visit.ui, &session, &form))
        }),
    }
}
