//! Making a training, changing and closing it; taking somebody out of it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Tx};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Participant, Training, Unit};
use super::{NewTraining, RUN, book, curriculum, write};
use crate::programme;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/programmes/{id}/trainings/new", new)
        .post("/programmes/programmes/{id}/trainings/new", add)
        .get("/programmes/trainings/{id}/edit", editing)
        .post("/programmes/trainings/{id}/edit", edit)
        .get("/programmes/trainings/{id}/closure", closing)
        .post("/programmes/trainings/{id}/closure", close)
        .get("/programmes/participants/{id}/leaving", leaving)
        .post("/programmes/participants/{id}/leaving", leave)
}

fn form(ui: &Ui, action: &str, back: &str, was: Option<(&Training, &[Unit])>) -> Form {
    let submit = if was.is_some() { "programmes-save" } else { "programmes-training-add" };
    let units = was.map(|(_, units)| {
        let parts = |unit: &'_ Unit| (unit.name.clone(), unit.minutes, unit.required, unit.material.clone());
        let all: Vec<_> = units.iter().map(parts).collect();
        curriculum::lines(all.iter().map(|(name, m, r, material)| (&**name, *m, *r, material.as_deref())))
    });
    Form::post(ui.url(action), submit)
        .field(
            Field::text("name", "programmes-name")
                .value(was.map_or("", |(training, _)| training.name.as_str())),
        )
        .field(
            Field::long("about", "programmes-about")
                .optional()
                .value(was.map_or("", |(training, _)| training.about.as_str())),
        )
        .field(
            Field::long("units", "programmes-curriculum")
                .hint("programmes-curriculum-hint")
                .value(units.unwrap_or_default()),
        )
        .cancel(ui.url(back))
}

fn read(posted: &Posted) -> Result<NewTraining, Error> {
    Ok(NewTraining {
        name: posted.text("name").to_owned(),
        about: posted.text("about").to_owned(),
        units: curriculum::read(posted.raw("units"))?,
    })
}

async fn under(visit: &Visit, id: &str) -> Result<(Tx, programme::Programme), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    Ok((tx, programme))
}

fn new_page(ui: &Ui, programme: &programme::Programme, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/programmes/{}", programme.id));
    Page::new(ui.t("programmes-training-add"), form.html(ui)).desk().under(back, programme.name.clone())
}

fn new_form(ui: &Ui, programme: &programme::Programme) -> Form {
    let here = format!("/programmes/programmes/{}", programme.id);
    form(ui, &format!("{here}/trainings/new"), &here, None)
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, programme) = under(&visit, &id).await?;
    let ui = &visit.ui;
    Ok(new_page(ui, &programme, &new_form(ui, &programme)).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, programme) = under(&visit, &id).await?;
    let done = match read(&posted) {
        Ok(new) => write::add(&mut tx, programme.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/trainings/{id}"), "programmes-saved"))
        }
        Err(error) => {
            let form = new_form(&visit.ui, &programme).fill(&posted);
            visit.again(error, form, |form| Ok(new_page(&visit.ui, &programme, &form)))
        }
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Training), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let training = find::one(&mut tx, id.parse()?).await?;
    Ok((tx, training))
}

fn page(ui: &Ui, training: &Training, title: &'static str, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/trainings/{}", training.id));
    Page::new(ui.t(title), form.html(ui)).desk().under(back, training.name.clone())
}

fn edit_form(ui: &Ui, training: &Training, units: &[Unit]) -> Form {
    let here = format!("/programmes/trainings/{}", training.id);
    form(ui, &format!("{here}/edit"), &here, Some((training, units)))
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, training) = loaded(&visit, &id).await?;
    let units = find::units(&mut tx, training.id).await?;
    let form = edit_form(&visit.ui, &training, &units);
    Ok(page(&visit.ui, &training, "programmes-training-edit", &form).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, training) = loaded(&visit, &id).await?;
    let units = find::units(&mut tx, training.id).await?;
    let done = match read(&posted) {
        Ok(new) => write::amend(&mut tx, training.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/trainings/{}", training.id), "programmes-saved"))
        }
        Err(error) => {
            let form = edit_form(&visit.ui, &training, &units).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &training, "programmes-training-edit", &form)))
        }
    }
}

fn close_form(ui: &Ui, training: &Training) -> Form {
    let here = format!("/programmes/trainings/{}", training.id);
    Form::post(ui.url(&format!("{here}/closure")), "programmes-training-close")
        .field(Field::long("reason", "programmes-reason").hint("programmes-training-close-hint"))
        .danger()
        .cancel(ui.url(&here))
}

async fn closing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, training) = loaded(&visit, &id).await?;
    Ok(page(&visit.ui, &training, "programmes-training-close", &close_form(&visit.ui, &training))
        .into_response())
}

async fn close(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, training) = loaded(&visit, &id).await?;
    match write::close(&mut tx, training.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/trainings/{}", training.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, close_form(&visit.ui, &training).fill(&posted), |form| {
            Ok(page(&visit.ui, &training, "programmes-training-close", &form))
        }),
    }
}

/// The participant, for whoever runs trainings.
async fn leaver(visit: &Visit, id: &str) -> Result<(Tx, Participant, Training), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let participant = find::participant(&mut tx, id.parse()?).await?;
    let training = find::one(&mut tx, participant.training).await?;
    Ok((tx, participant, training))
}

fn leave_form(ui: &Ui, participant: &Participant) -> Form {
    let back = format!("/programmes/trainings/{}/participants", participant.training);
    Form::post(ui.url(&format!("/programmes/participants/{}/leaving", participant.id)), "programmes-leave")
        .field(Field::long("reason", "programmes-reason").hint("programmes-leave-hint"))
        .danger()
        .cancel(ui.url(&back))
}

async fn leaving(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, participant, training) = leaver(&visit, &id).await?;
    let form = leave_form(&visit.ui, &participant);
    Ok(page(&visit.ui, &training, "programmes-leave", &form).into_response())
}

async fn leave(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, participant, training) = leaver(&visit, &id).await?;
    match book::leave(&mut tx, participant.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            let list = format!("/programmes/trainings/{}/participants", training.id);
            Ok(visit.see_saying(&list, "programmes-saved"))
        }
        Err(error) => visit.again(error, leave_form(&visit.ui, &participant).fill(&posted), |form| {
            Ok(page(&visit.ui, &training, "programmes-leave", &form))
        }),
    }
}
