//! Adding a stop, changing and cancelling it, saying what came of it and what is to be done.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::city::Zone;
use kernel::{AreaCode, Error, Tx};
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Roadshow, Stop};
use super::forms::{day, invited};
use super::{Held, Invited, NewAction, NewStop, write};
use crate::call::{local_time, written};
use crate::programme::RUN;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/roadshows/{id}/stops/new", new)
        .post("/programmes/roadshows/{id}/stops/new", add)
        .get("/programmes/stops/{id}/edit", editing)
        .post("/programmes/stops/{id}/edit", edit)
        .get("/programmes/stops/{id}/cancellation", cancelling)
        .post("/programmes/stops/{id}/cancellation", cancel)
        .get("/programmes/stops/{id}/minutes", holding)
        .post("/programmes/stops/{id}/minutes", hold)
        .get("/programmes/stops/{id}/actions/new", acting)
        .post("/programmes/stops/{id}/actions/new", act)
        .post("/programmes/actions/{id}/done", done)
}

/// What a form of a stop stands on.
struct Ground {
    roadshow: Roadshow,
    was: Option<Stop>,
    kecamatan: Vec<(String, String)>,
    agencies: Vec<Choice>,
}

async fn ground(tx: &mut Tx, roadshow: Roadshow, was: Option<Stop>) -> Result<Ground, Error> {
    let home = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    let places = territory::gazetteer(tx.db()).await?;
    let kecamatan = places.children_of(&home).into_iter().map(|(code, name)| (code.to_string(), name));
    let agencies = identity::agency::list(tx).await?;
    let open = agencies.into_iter().filter(|agency| agency.closed_at.is_none());
    Ok(Ground {
        roadshow,
        was,
        kecamatan: kecamatan.collect(),
        agencies: open.map(|agency| Choice::new(agency.id.to_string(), agency.name)).collect(),
    })
}

fn form(ui: &Ui, ground: &Ground) -> Form {
    let was = ground.was.as_ref();
    let roadshow = format!("/programmes/roadshows/{}", ground.roadshow.id);
    let (action, back, submit) = match was {
        Some(stop) => {
            let here = format!("/programmes/stops/{}", stop.id);
            (format!("{here}/edit"), here, "programmes-save")
        }
        None => (format!("{roadshow}/stops/new"), roadshow, "programmes-stop-add"),
    };
    let zone = ui.city.zone;
    let time = |at: Option<kernel::Instant>| at.map(|at| written(zone, at)).unwrap_or_default();
    let hint = kernel::Say::new("programmes-call-time-hint").with("zone", zone.abbreviation());
    let agencies =
        was.map(|stop| stop.agencies.iter().map(ToString::to_string).collect()).unwrap_or_default();
    Form::post(ui.url(&action), submit)
        .field(
            Field::select("area", "programmes-stop-area", ground.kecamatan.clone())
                .value(was.map(|stop| stop.area.to_string()).unwrap_or_default()),
        )
        .field(
            Field::text("starts_at", "programmes-stop-starts")
                .hint(hint.clone())
                .value(time(was.map(|stop| stop.starts_at))),
        )
        .field(
            Field::text("ends_at", "programmes-stop-ends")
                .hint(hint)
                .value(time(was.map(|stop| stop.ends_at))),
        )
        .field(
            Field::text("place", "programmes-stop-place").value(was.map_or("", |stop| stop.place.as_str())),
        )
        .field(
            Field::radio("guests", "programmes-stop-guests", invited(ui))
                .value(was.map_or(Invited::All, |stop| stop.invited).as_str()),
        )
        .field_if(!ground.agencies.is_empty(), || {
            Field::checks("agencies", "programmes-stop-agencies", ground.agencies.clone())
                .values(agencies)
                .optional()
        })
        .field(
            Field::long("agenda", "programmes-stop-agenda")
                .optional()
                .value(was.map_or("", |stop| stop.agenda.as_str())),
        )
        .cancel(ui.url(&back))
}

fn read(tx: &Tx, posted: &Posted) -> Result<NewStop, Error> {
    let zone = Zone::of(tx.city());
    Ok(NewStop {
        area: AreaCode::parse(posted.text("area"))
            .map_err(|_| Error::field("area", "programmes-roadshow-area-form"))?,
        starts_at: local_time(zone, posted.text("starts_at"), "starts_at")?,
        ends_at: local_time(zone, posted.text("ends_at"), "ends_at")?,
        place: posted.text("place").to_owned(),
        agenda: posted.text("agenda").to_owned(),
        guests: Invited::parse(posted.text("guests"))
            .ok_or_else(|| Error::field("guests", "web-field-empty"))?,
        agencies: posted.all("agencies").filter_map(|id| id.parse().ok()).collect(),
    })
}

fn page(ui: &Ui, ground: &Ground, form: &Form) -> Page {
    let title = if ground.was.is_some() { "programmes-stop-edit" } else { "programmes-stop-add" };
    let back = ui.url(&format!("/programmes/roadshows/{}", ground.roadshow.id));
    Page::new(ui.t(title), form.html(ui)).desk().under(back, ground.roadshow.name.clone())
}

async fn fresh(visit: &Visit, id: &str) -> Result<(Tx, Ground), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let roadshow = find::one(&mut tx, id.parse()?).await?;
    let ground = ground(&mut tx, roadshow, None).await?;
    Ok((tx, ground))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, ground) = fresh(&visit, &id).await?;
    Ok(page(&visit.ui, &ground, &form(&visit.ui, &ground)).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, ground) = fresh(&visit, &id).await?;
    let done = match read(&tx, &posted) {
        Ok(new) => write::add_stop(&mut tx, ground.roadshow.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/stops/{id}"), "programmes-saved"))
        }
        Err(error) => visit
            .again(error, form(&visit.ui, &ground).fill(&posted), |form| Ok(page(&visit.ui, &ground, &form))),
    }
}

async fn known(visit: &Visit, id: &str) -> Result<(Tx, Stop), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let stop = find::stop(&mut tx, id.parse()?).await?;
    Ok((tx, stop))
}

async fn grounded(visit: &Visit, id: &str) -> Result<(Tx, Stop, Ground), Error> {
    let (mut tx, stop) = known(visit, id).await?;
    let roadshow = find::one(&mut tx, stop.roadshow).await?;
    let ground = ground(&mut tx, roadshow, Some(stop.clone())).await?;
    Ok((tx, stop, ground))
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, _, ground) = grounded(&visit, &id).await?;
    Ok(page(&visit.ui, &ground, &form(&visit.ui, &ground)).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, stop, ground) = grounded(&visit, &id).await?;
    let done = match read(&tx, &posted) {
        Ok(new) => write::amend_stop(&mut tx, stop.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => back(&visit, tx, &stop).await,
        Err(error) => visit
            .again(error, form(&visit.ui, &ground).fill(&posted), |form| Ok(page(&visit.ui, &ground, &form))),
    }
}

async fn back(visit: &Visit, tx: Tx, stop: &Stop) -> Answer {
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/stops/{}", stop.id), "programmes-saved"))
}

/// A page with a form of a stop.
fn under(ui: &Ui, stop: &Stop, title: &'static str, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/stops/{}", stop.id));
    Page::new(ui.t(title), form.html(ui)).desk().under(back, ui.place(&stop.area))
}

fn cancel_form(ui: &Ui, stop: &Stop) -> Form {
    let here = format!("/programmes/stops/{}", stop.id);
    Form::post(ui.url(&format!("{here}/cancellation")), "programmes-stop-cancel")
        .field(Field::long("reason", "programmes-reason").hint("programmes-stop-cancel-hint"))
        .danger()
        .cancel(ui.url(&here))
}

async fn cancelling(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, stop) = known(&visit, &id).await?;
    let form = cancel_form(&visit.ui, &stop);
    Ok(under(&visit.ui, &stop, "programmes-stop-cancel", &form).into_response())
}

async fn cancel(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, stop) = known(&visit, &id).await?;
    match write::cancel_stop(&mut tx, stop.id, posted.text("reason")).await {
        Ok(()) => back(&visit, tx, &stop).await,
        Err(error) => visit.again(error, cancel_form(&visit.ui, &stop).fill(&posted), |form| {
            Ok(under(&visit.ui, &stop, "programmes-stop-cancel", &form))
        }),
    }
}

fn hold_form(ui: &Ui, stop: &Stop) -> Form {
    let here = format!("/programmes/stops/{}", stop.id);
    let held = stop.held.as_ref();
    Form::post(ui.url(&format!("{here}/minutes")), "programmes-save")
        .field(
            Field::digits("present", "programmes-stop-present")
                .narrow()
                .value(held.map(|held| held.present.to_string()).unwrap_or_default()),
        )
        .field(
            Field::long("minutes", "programmes-stop-minutes")
                .hint("programmes-stop-minutes-hint")
                .optional()
                .value(held.map_or("", |held| held.minutes.as_str())),
        )
        .cancel(ui.url(&here))
}

async fn holding(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, stop) = known(&visit, &id).await?;
    let form = hold_form(&visit.ui, &stop);
    Ok(under(&visit.ui, &stop, "programmes-stop-hold", &form).into_response())
}

async fn hold(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, stop) = known(&visit, &id).await?;
    let number: String = posted.text("present").chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let held = Held { present: number.parse().unwrap_or(-1), minutes: posted.raw("minutes").to_owned() };
    match write::hold(&mut tx, stop.id, held).await {
        Ok(()) => back(&visit, tx, &stop).await,
        Err(error) => visit.again(error, hold_form(&visit.ui, &stop).fill(&posted), |form| {
            Ok(under(&visit.ui, &stop, "programmes-stop-hold", &form))
        }),
    }
}

fn act_form(ui: &Ui, stop: &Stop) -> Form {
    let here = format!("/programmes/stops/{}", stop.id);
    Form::post(ui.url(&format!("{here}/actions/new")), "programmes-action-add")
        .field(Field::text("what", "programmes-action-what"))
        .field(Field::text("who", "programmes-action-who").hint("programmes-action-who-hint"))
        .field(Field::date("due_on", "programmes-action-due"))
        .cancel(ui.url(&here))
}

async fn acting(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, stop) = known(&visit, &id).await?;
    let form = act_form(&visit.ui, &stop);
    Ok(under(&visit.ui, &stop, "programmes-action-add", &form).into_response())
}

async fn act(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, stop) = known(&visit, &id).await?;
    let done = match day(&posted, "due_on") {
        Ok(due_on) => {
            let new = NewAction {
                what: posted.text("what").to_owned(),
                who: posted.text("who").to_owned(),
                due_on,
            };
            write::act(&mut tx, stop.id, new).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => back(&visit, tx, &stop).await,
        Err(error) => visit.again(error, act_form(&visit.ui, &stop).fill(&posted), |form| {
            Ok(under(&visit.ui, &stop, "programmes-action-add", &form))
        }),
    }
}

async fn done(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let stop = write::done(&mut tx, id.parse()?, posted.text("done") != "tidak").await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/stops/{stop}"), "programmes-saved"))
}
