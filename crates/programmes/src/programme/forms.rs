//! Making a programme, changing it, closing it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::AgencyId;
use kernel::{Error, Tx};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Programme, Stage};
use super::{Category, NewProgramme, RUN, stages, write};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/programmes/new", new)
        .post("/programmes/programmes/new", add)
        .get("/programmes/programmes/{id}/edit", editing)
        .post("/programmes/programmes/{id}/edit", edit)
        .get("/programmes/programmes/{id}/closure", closing)
        .post("/programmes/programmes/{id}/closure", close)
}

/// The agencies of the city that are open.
type Agencies = Vec<(String, String)>;

async fn agencies(tx: &mut Tx, ui: &Ui) -> Result<Agencies, Error> {
    let open = identity::agency::list(tx).await?.into_iter().filter(|agency| agency.closed_at.is_none());
    let none = std::iter::once((String::new(), ui.t("programmes-agency-none")));
    Ok(none.chain(open.map(|agency| (agency.id.to_string(), agency.name))).collect())
}

/// A programme with its stages, as it stands.
type Was<'a> = Option<(&'a Programme, &'a [Stage])>;

fn form(ui: &Ui, agencies: Agencies, was: Was<'_>) -> Form {
    let (action, back, submit) = match was {
        Some((one, _)) => {
            let here = format!("/programmes/programmes/{}", one.id);
            (format!("{here}/edit"), here, "programmes-save")
        }
        None => {
            ("/programmes/programmes/new".to_owned(), "/programmes/programmes".to_owned(), "programmes-add")
        }
    };
    let categories =
        Category::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("programmes-for-", one.as_str())));
    let lines = match was {
        Some((_, stages)) => stages.iter().map(|stage| stage.name.as_str()).collect::<Vec<_>>().join("\n"),
        None => stages::USUAL.to_owned(),
    };
    let agency = was.and_then(|(one, _)| one.agency).or(ui.actor.agency());
    Form::post(ui.url(&action), submit)
        .field(Field::text("name", "programmes-name").value(was.map_or("", |(one, _)| one.name.as_str())))
        .field(
            Field::select("category", "programmes-category", categories.to_vec())
                .value(was.map_or(Category::Wub, |(one, _)| one.category).as_str()),
        )
        .field(
            Field::select("agency", "programmes-agency", agencies)
                .value(agency.map(|id| id.to_string()).unwrap_or_default()),
        )
        .field(
            Field::long("about", "programmes-about")
                .optional()
                .value(was.map_or("", |(one, _)| one.about.as_str())),
        )
        .field(Field::long("stages", "programmes-stages").hint("programmes-stages-hint").value(lines))
        .cancel(ui.url(&back))
}

fn read(posted: &Posted) -> Result<NewProgramme, Error> {
    let category = Category::parse(posted.text("category"));
    let agency = posted.optional("agency").map(str::parse::<AgencyId>).transpose();
    Ok(NewProgramme {
        name: posted.text("name").to_owned(),
        category: category.ok_or_else(|| Error::field("category", "web-field-empty"))?,
        agency: agency.map_err(|_| Error::field("agency", "programmes-agency-unknown"))?,
        about: posted.text("about").to_owned(),
        stages: stages::read(posted.raw("stages"))?,
    })
}

fn page(ui: &Ui, title: &'static str, form: &Form) -> Page {
    let page = Page::new(ui.t(title), form.html(ui)).desk();
    page.under(ui.url("/programmes/programmes"), ui.t("programmes-programmes"))
}

async fn new(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let agencies = agencies(&mut tx, &visit.ui).await?;
    Ok(page(&visit.ui, "programmes-add", &form(&visit.ui, agencies, None)).into_response())
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let agencies = agencies(&mut tx, &visit.ui).await?;
    let done = match read(&posted) {
        Ok(new) => write::add(&mut tx, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/programmes/{id}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, form(&visit.ui, agencies, None).fill(&posted), |form| {
            Ok(page(&visit.ui, "programmes-add", &form))
        }),
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Programme), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let programme = find::one(&mut tx, id.parse()?).await?;
    Ok((tx, programme))
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    let stages = find::stages(&mut tx, programme.id).await?;
    let agencies = agencies(&mut tx, &visit.ui).await?;
    let form = form(&visit.ui, agencies, Some((&programme, &stages)));
    Ok(page(&visit.ui, "programmes-edit", &form).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    let stages = find::stages(&mut tx, programme.id).await?;
    let agencies = agencies(&mut tx, &visit.ui).await?;
    let done = match read(&posted) {
        Ok(new) => write::amend(&mut tx, programme.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/programmes/{}", programme.id), "programmes-saved"))
        }
        Err(error) => {
            let form = form(&visit.ui, agencies, Some((&programme, &stages))).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, "programmes-edit", &form)))
        }
    }
}

fn close_form(ui: &Ui, programme: &Programme) -> Form {
    let here = format!("/programmes/programmes/{}", programme.id);
    Form::post(ui.url(&format!("{here}/closure")), "programmes-close")
        .field(Field::long("reason", "programmes-reason").hint("programmes-close-hint"))
        .danger()
        .cancel(ui.url(&here))
}

async fn closing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, programme) = loaded(&visit, &id).await?;
    Ok(page(&visit.ui, "programmes-close", &close_form(&visit.ui, &programme)).into_response())
}

async fn close(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    match write::close(&mut tx, programme.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/programmes/{}", programme.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, close_form(&visit.ui, &programme).fill(&posted), |form| {
            Ok(page(&visit.ui, "programmes-close", &form))
        }),
    }
}
