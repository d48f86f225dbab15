//! Making and revising promises at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{Datelike as _, NaiveDate};
use kernel::{AreaCode, Error, Level, Tx};
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::Promise;
use super::make::{self, NewPart, NewPromise, NewRest, NewRevision};
use super::rules::{Along, Overlap};
use super::{KEEP, find, show};
use crate::outcome::{Grade, NEW_ENTREPRENEUR};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/promises/new", new)
        .post("/programmes/promises/new", add)
        .get("/programmes/promises/{id}/revisions/new", revising)
        .post("/programmes/promises/{id}/revisions/new", revise)
}

fn page(ui: &Ui, title: &'static str, form: &Form) -> Page {
    Page::new(ui.t(title), form.html(ui))
        .desk()
        .under(ui.url("/programmes/promises"), ui.t("programmes-promises"))
}

/// The fields of a revision, filled with those of the one before it.
fn revision_fields(ui: &Ui, form: Form, known: Option<(&Promise, &[NewPart], &[NewRest])>) -> Form {
    let revision = known.map(|(promise, _, _)| &promise.revision);
    let january = NaiveDate::from_ymd_opt(ui.today().year(), 1, 1).unwrap_or_default();
    let grades = Grade::ALL.iter().map(|grade| {
        Choice::new(grade.as_str(), ui.t_of("programmes-outcome-grade-", grade.as_str()))
            .note(ui.t_of("programmes-outcome-grade-note-", grade.as_str()))
    });
    let overlaps = [Overlap::First, Overlap::Each].map(|overlap| {
        Choice::new(overlap.as_str(), ui.t_of("programmes-promise-overlap-", overlap.as_str()))
            .note(ui.t_of("programmes-promise-overlap-says-", overlap.as_str()))
    });
    let least = revision.and_then(|r| r.grades.first().cloned()).unwrap_or_else(|| "document".to_owned());
    let overlap = revision.map_or(Overlap::First, |r| r.overlap);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    form.section("programmes-promise-decision", None)
        .field(Field::text("decree", "programmes-promise-decree").hint("programmes-promise-decree-hint"))
        .field(Field::date("decided_on", "programmes-promise-decided-on"))
        .field(
            Field::date("from", "programmes-promise-from")
                .value(day(Some(revision.map_or(january, |r| r.from)))),
        )
        .field(Field::date("until", "programmes-promise-until").value(day(revision.map(|r| r.until))))
        .section("programmes-promise-figures", None)
        .field(
            Field::digits("total", "programmes-promise-total")
                .narrow()
                .value(revision.map(|r| r.total.to_string()).unwrap_or_default()),
        )
        .field(
            Field::long("parts", "programmes-promise-parts")
                .hint("programmes-promise-parts-hint")
                .optional()
                .value(known.map(|(_, parts, _)| written(parts)).unwrap_or_default()),
        )
        .field(
            Field::long("rests", "programmes-promise-rests")
                .hint("programmes-promise-rests-hint")
                .optional()
                .value(known.map(|(_, _, rests)| written_rests(ui, rests)).unwrap_or_default()),
        )
        .field(
            Field::radio("overlap", "programmes-promise-overlap", overlaps.to_vec()).value(overlap.as_str()),
        )
        .field(Field::radio("grade", "programmes-promise-grade", grades.collect()).value(least))
        .section("programmes-promise-origin", None)
        .field(
            Field::check("as_published", "programmes-promise-keep-as-published")
                .hint("programmes-promise-keep-as-published-hint"),
        )
        .field(
            Field::text("source", "programmes-promise-source")
                .optional()
                .value(revision.map(|r| r.source.clone()).unwrap_or_default()),
        )
}

/// Parts as they are typed: `2023; wub; 1750`.
fn written(parts: &[NewPart]) -> String {
    let line = |part: &NewPart| {
        let year = part.year.map(|year| year.to_string()).unwrap_or_default();
        let area = part.area.as_ref().map(|area| format!("; {area}")).unwrap_or_default();
        format!("{year}; {}; {}{area}", part.category, part.figure)
    };
    parts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn written_rests(ui: &Ui, rests: &[NewRest]) -> String {
    let line = |rest: &NewRest| {
        let year = rest.year.map(|year| year.to_string()).unwrap_or_default();
        let along = ui.t_of("programmes-promise-along-", rest.along.as_str());
        format!("{year}; {}; {along}; {}", rest.category, rest.name)
    };
    rests.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn new_form(ui: &Ui) -> Form {
    let kinds = vec![(NEW_ENTREPRENEUR.to_owned(), show::kind(ui, NEW_ENTREPRENEUR))];
    let form = Form::post(ui.url("/programmes/promises/new"), "programmes-promise-make")
        .field(Field::text("name", "programmes-promise-name"))
        .field(Field::select("kind", "programmes-promise-kind", kinds))
        .cancel(ui.url("/programmes/promises"));
    revision_fields(ui, form, None)
}

async fn new(visit: Visit) -> Answer {
    let tx = visit.tx().await?;
    tx.must_in_city(KEEP)?;
    Ok(page(&visit.ui, "programmes-promise-make", &new_form(&visit.ui)).into_response())
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(KEEP)?;
    let done = async {
        let (name, kind) = (posted.text("name").to_owned(), posted.text("kind").to_owned());
        make::make(&mut tx, NewPromise { name, kind, revision: read(&posted, "")? }).await
    };
    match done.await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/promises/{id}"), "programmes-promise-made"))
        }
        Err(error) => {
            let form = new_form(&visit.ui).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, "programmes-promise-make", &form)))
        }
    }
}

async fn revision_form(tx: &mut Tx, ui: &Ui, promise: &Promise) -> Result<Form, Error> {
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let parts = find::parts(tx, promise.id, promise.revision.number, Level::City).await?;
    let parts: Vec<NewPart> = parts
        .into_iter()
        .filter(|part| part.cell.area == whole && (part.cell.year != 0 || !part.cell.category.is_empty()))
        .map(|part| NewPart {
            year: Some(part.cell.year).filter(|year| *year != 0),
            category: part.cell.category,
            area: None,
            figure: part.figure,
        })
        .collect();
    let rests: Vec<NewRest> = find::rests(tx, promise.id, promise.revision.number)
        .await?
        .into_iter()
        .filter(|rest| rest.of.area == whole)
        .map(|rest| NewRest {
            year: Some(rest.of.year).filter(|year| *year != 0),
            category: rest.of.category,
            along: rest.along,
            name: rest.name,
        })
        .collect();
    let here = format!("/programmes/promises/{}", promise.id);
    let form = Form::post(ui.url(&format!("{here}/revisions/new")), "programmes-promise-revise")
        .field(Field::long("reason", "programmes-promise-reason").hint("programmes-promise-reason-hint"))
        .cancel(ui.url(&here));
    Ok(revision_fields(ui, form, Some((promise, &parts, &rests))))
}

async fn revising(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(KEEP)?;
    let promise = find::one(&mut tx, id.parse()?, None).await?;
    let form = revision_form(&mut tx, &visit.ui, &promise).await?;
    Ok(page(&visit.ui, "programmes-promise-revise", &form).into_response())
}

async fn revise(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(KEEP)?;
    let promise = find::one(&mut tx, id.parse()?, None).await?;
    let form = revision_form(&mut tx, &visit.ui, &promise).await?;
    let done = async { make::revise(&mut tx, promise.id, read(&posted, posted.text("reason"))?).await };
    match done.await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/promises/{}", promise.id), "programmes-promise-revised"))
        }
        Err(error) => visit
            .again(error, form.fill(&posted), |form| Ok(page(&visit.ui, "programmes-promise-revise", &form))),
    }
}

/// A day of a form.
pub(super) fn day(posted: &Posted, name: &'static str) -> Result<NaiveDate, Error> {
    posted.text(name).parse().map_err(|_| Error::field(name, "programmes-promise-day-form"))
}

/// A whole number as people write it, with points between thousands.
pub(super) fn number(text: &str, name: &'static str) -> Result<i64, Error> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',' | ' ')).collect();
    digits.parse().map_err(|_| Error::field(name, "programmes-promise-figure"))
}

fn read(posted: &Posted, reason: &str) -> Result<NewRevision, Error> {
    Ok(NewRevision {
        decree: posted.required("decree", 200)?.to_owned(),
        decided_on: day(posted, "decided_on")?,
        from: day(posted, "from")?,
        until: day(posted, "until")?,
        total: number(posted.text("total"), "total")?,
        parts: posted
            .text("parts")
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(part)
            .collect::<Result<_, _>>()?,
        rests: posted
            .text("rests")
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(rest)
            .collect::<Result<_, _>>()?,
        overlap: Overlap::parse(posted.text("overlap")).unwrap_or(Overlap::First),
        grade: Grade::parse(posted.text("grade"))
            .ok_or_else(|| Error::field("grade", "programmes-promise-grade-missing"))?,
        as_published: posted.checked("as_published"),
        source: posted.text("source").to_owned(),
        reason: reason.to_owned(),
    })
}

fn cells(line: &str) -> Vec<&str> {
    line.split([';', '\t']).map(str::trim).collect()
}

fn year(text: &str, name: &'static str) -> Result<Option<i16>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Error::field(name, "programmes-promise-year-form"))
}

/// `2023; wub; 1750`, with a territory's code at the end where it is one's.
fn part(line: &str) -> Result<NewPart, Error> {
    let wrong = || {
        Error::field(
            "parts",
            kernel::Say::new("programmes-promise-part-form").with("line", line.trim().to_owned()),
        )
    };
    let cells = cells(line);
    let (of, category, figure, area) = match cells.as_slice() {
        [of, category, figure] => (of, category, figure, None),
        [of, category, figure, area] => {
            (of, category, figure, Some(AreaCode::parse(area).map_err(|_| wrong())?))
        }
        _ => return Err(wrong()),
    };
    let figure = number(figure, "parts").map_err(|_| wrong())?;
    Ok(NewPart { year: year(of, "parts").map_err(|_| wrong())?, category: key(category), area, figure })
}

/// `; ; tahun; Cadangan wali kota`
fn rest(line: &str) -> Result<NewRest, Error> {
    let wrong = || {
        Error::field(
            "rests",
            kernel::Say::new("programmes-promise-rest-form").with("line", line.trim().to_owned()),
        )
    };
    let cells = cells(line);
    let [of, category, along, name] = cells.as_slice() else { return Err(wrong()) };
    let along = match along.to_lowercase().as_str() {
        "tahun" | "year" => Along::Year,
        "kategori" | "category" => Along::Category,
        "wilayah" | "area" | "territory" => Along::Area,
        _ => return Err(wrong()),
    };
    if name.is_empty() {
        return Err(wrong());
    }
    Ok(NewRest {
        year: year(of, "rests").map_err(|_| wrong())?,
        category: key(category),
        along,
        name: (*name).to_owned(),
    })
}

/// A category as it is kept: the words that everybody uses, or the city's own.
pub(super) fn key(text: &str) -> String {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "perempuan" | "wanita" | "women" | "perempuan pengusaha" => "women".to_owned(),
        "difabel" | "disabilitas" | "disability" => "disability".to_owned(),
        "pemuda" | "youth" => "youth".to_owned(),
        other => other
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect::<String>()
            .trim_matches('_')
            .to_owned(),
    }
}
