//! Sharing figures out, setting them by hand, telling what was published, and who may see a promise.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Level, Tx};
use web::field::Choice;
use web::{Answer, Field, Form, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Promise};
use super::forms::{day, key, number};
use super::make::{self, NewTold, Visible};
use super::set::{self, NewFigure};
use super::share_out::{self, Basis, NewAllocation};
use super::{KEEP, show};
use crate::allocation::Ties;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/promises/{id}/allocations/new", sharing)
        .post("/programmes/promises/{id}/allocations/new", share)
        .get("/programmes/promises/{id}/parts/edit", setting)
        .post("/programmes/promises/{id}/parts/edit", edit)
        .get("/programmes/promises/{id}/told/new", telling)
        .post("/programmes/promises/{id}/told/new", tell)
        .post("/programmes/promises/{id}/publication", publish)
}

fn page(ui: &Ui, promise: &Promise, title: &'static str, form: &Form) -> Page {
    Page::new(ui.t(title), form.html(ui))
        .desk()
        .under(ui.url(&format!("/programmes/promises/{}", promise.id)), promise.name.clone())
}

/// A promise that the actor may change.
async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Promise), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(KEEP)?;
    let promise = find::one(&mut tx, id.parse()?, None).await?;
    Ok((tx, promise))
}

/// The figures of the whole city that can be shared out: value of the choice, and what it is called.
async fn figures(tx: &mut Tx, ui: &Ui, promise: &Promise) -> Result<Vec<(String, String)>, Error> {
    let parts = find::parts(tx, promise.id, promise.revision.number, Level::City).await?;
    let choice = |part: super::Part| {
        let value = format!("{}:{}", part.cell.year, part.cell.category);
        let name = format!("{}, {}", show::year(ui, part.cell.year), show::category(ui, &part.cell.category));
        (value, format!("{name}: {}", ui.number(part.figure)))
    };
    Ok(parts.into_iter().map(choice).collect())
}

async fn share_form(tx: &mut Tx, ui: &Ui, promise: &Promise) -> Result<Form, Error> {
    let here = format!("/programmes/promises/{}", promise.id);
    let levels = ["kecamatan", "kelurahan", "rt"];
    let levels = levels.map(|level| (level.to_owned(), ui.t_of("programmes-promise-down-to-", level)));
    let bases = Basis::NAMES.iter().map(|basis| {
        Choice::new(*basis, ui.t_of("programmes-promise-basis-", basis))
            .note(ui.t_of("programmes-promise-basis-note-", basis))
    });
    let ties = ["code", "lot"].map(|ties| {
        Choice::new(ties, ui.t_of("programmes-promise-ties-", ties))
            .note(ui.t_of("programmes-promise-ties-note-", ties))
    });
    Ok(Form::post(ui.url(&format!("{here}/allocations/new")), "programmes-promise-share-out")
        .field(Field::select("figure", "programmes-promise-which", figures(tx, ui, promise).await?))
        .field(Field::select("down_to", "programmes-promise-down-to", levels.to_vec()).value("kelurahan"))
        .field(Field::radio("basis", "programmes-promise-basis", bases.collect()).value("equal"))
        .field(Field::long("own", "programmes-promise-own").hint("programmes-promise-own-hint").optional())
        .field(Field::digits("least", "programmes-promise-least").narrow().value("0"))
        .field(Field::digits("most", "programmes-promise-most").narrow().optional())
        .field(Field::radio("ties", "programmes-promise-ties", ties.to_vec()).value("code"))
        .field(
            Field::text("seed", "programmes-promise-seed")
                .hint("programmes-promise-seed-hint")
                .optional()
                .value(promise.revision.decree.clone()),
        )
        .cancel(ui.url(&here)))
}

async fn sharing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let form = share_form(&mut tx, &visit.ui, &promise).await?;
    Ok(page(&visit.ui, &promise, "programmes-promise-share-out", &form).into_response())
}

async fn share(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let form = share_form(&mut tx, &visit.ui, &promise).await?;
    let done = async { share_out::share_out(&mut tx, promise.id, read(&posted)?).await };
    match done.await {
        Ok(_) => {
            tx.commit().await?;
            let (year, category) = of(&posted)?;
            let path = format!(
                "/programmes/promises/{}?tahun={}&kategori={category}",
                promise.id,
                year.unwrap_or(0)
            );
            Ok(visit.see_saying(&path, "programmes-promise-shared"))
        }
        Err(error) => visit.again(error, form.fill(&posted), |form| {
            Ok(page(&visit.ui, &promise, "programmes-promise-share-out", &form))
        }),
    }
}

fn of(posted: &Posted) -> Result<(Option<i16>, String), Error> {
    let wrong = || Error::field("figure", "programmes-promise-no-such-part");
    let (year, category) = posted.text("figure").split_once(':').ok_or_else(wrong)?;
    let year: i16 = year.parse().map_err(|_| wrong())?;
    Ok((Some(year).filter(|year| *year != 0), category.to_owned()))
}

fn read(posted: &Posted) -> Result<NewAllocation, Error> {
    let (year, category) = of(posted)?;
    let own = posted
        .text("own")
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(own)
        .collect::<Result<_, _>>()?;
    let basis = Basis::parse(posted.text("basis"), own)
        .ok_or_else(|| Error::field("basis", "programmes-promise-basis-missing"))?;
    if matches!(&basis, Basis::Own(lines) if lines.is_empty()) {
        return Err(Error::field("own", "programmes-promise-own-missing"));
    }
    let down_to = match posted.text("down_to") {
        "kecamatan" => Level::Kecamatan,
        "rt" => Level::Rt,
        _ => Level::Kelurahan,
    };
    let ties = match (posted.text("ties"), posted.optional("seed")) {
        ("lot", Some(seed)) => Ties::Lot(seed.to_owned()),
        ("lot", None) => return Err(Error::field("seed", "programmes-promise-seed-missing")),
        (_, _) => Ties::Code,
    };
    let most = posted.optional("most").map(|text| number(text, "most")).transpose()?;
    let least = number(posted.optional("least").unwrap_or("0"), "least")?;
    Ok(NewAllocation { year, category, of: None, down_to, basis, ties, least, most })
}

/// `33.71.01.1003; 812`
fn own(line: &str) -> Result<(AreaCode, i64), Error> {
    let wrong = || {
        let line = line.trim().to_owned();
        Error::field("own", kernel::Say::new("programmes-promise-own-form").with("line", line))
    };
    let (area, figure) = line.split_once([';', '\t']).ok_or_else(wrong)?;
    let figure = number(figure, "own").map_err(|_| wrong())?;
    if figure < 0 {
        return Err(wrong());
    }
    Ok((AreaCode::parse(area).map_err(|_| wrong())?, figure))
}

/// Which figure a form is about, from its address.
fn asked(query: &ListQuery) -> Result<(Option<i16>, String, AreaCode), Error> {
    let area = query.get("wilayah").ok_or(Error::NotFound("area"))?;
    let area = AreaCode::parse(area).map_err(|_| Error::NotFound("area"))?;
    let year = query.get("tahun").and_then(|text| text.parse().ok()).filter(|year| *year != 0);
    Ok((year, query.get("kategori").unwrap_or_default().to_owned(), area))
}

async fn set_form(tx: &mut Tx, ui: &Ui, promise: &Promise, query: &ListQuery) -> Result<Form, Error> {
    let (year, category, area) = asked(query)?;
    let cell = super::Cell { year: year.unwrap_or(0), category, area };
    let kept = find::within(tx, (promise.id, promise.revision.number), &cell, Level::Rt).await?;
    let part = kept.into_iter().find(|part| part.area == cell.area).ok_or(Error::NotFound("part"))?;
    let address = format!(
        "/programmes/promises/{}/parts/edit?wilayah={}&tahun={}&kategori={}",
        promise.id, cell.area, cell.year, cell.category
    );
    let label = kernel::Say::new("programmes-promise-figure-of").with("of", show::cell(ui, &cell));
    Ok(Form::post(ui.url(&address), "programmes-promise-set")
        .field(
            Field::digits("figure", label)
                .hint("programmes-promise-set-hint")
                .narrow()
                .optional()
                .value(part.figure.to_string()),
        )
        .field(Field::text("reason", "programmes-promise-reason").value(part.pinned.unwrap_or_default()))
        .cancel(ui.url(&format!("/programmes/promises/{}", promise.id))))
}

async fn setting(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let form = set_form(&mut tx, &visit.ui, &promise, &query).await?;
    Ok(page(&visit.ui, &promise, "programmes-promise-change", &form).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, query: ListQuery, posted: Posted) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let form = set_form(&mut tx, &visit.ui, &promise, &query).await?;
    let (year, category, area) = asked(&query)?;
    let above = area.as_str().split('/').next().unwrap_or_default().to_owned();
    let above = if area.level() > Level::Kelurahan {
        above
    } else {
        area.parent().map(String::from).unwrap_or_default()
    };
    let path = format!(
        "/programmes/promises/{}?wilayah={above}&tahun={}&kategori={category}",
        promise.id,
        year.unwrap_or(0)
    );
    let done = async {
        let figure = posted.optional("figure").map(|text| number(text, "figure")).transpose()?;
        let reason = posted.text("reason").to_owned();
        set::set(&mut tx, promise.id, NewFigure { year, category, area, figure, reason }).await
    };
    match done.await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&path, "programmes-promise-balanced"))
        }
        Err(error) => visit.again(error, form.fill(&posted), |form| {
            Ok(page(&visit.ui, &promise, "programmes-promise-change", &form))
        }),
    }
}

fn tell_form(ui: &Ui, promise: &Promise) -> Form {
    let here = format!("/programmes/promises/{}", promise.id);
    Form::post(ui.url(&format!("{here}/told/new")), "programmes-promise-tell")
        .field(Field::digits("year", "programmes-promise-year").narrow().optional())
        .field(
            Field::text("category", "programmes-promise-category")
                .hint("programmes-promise-category-hint")
                .optional(),
        )
        .field(Field::digits("figure", "programmes-promise-told").narrow())
        .field(Field::text("source", "programmes-promise-source"))
        .field(Field::date("published_on", "programmes-promise-published-on"))
        .cancel(ui.url(&here))
}

async fn telling(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, promise) = loaded(&visit, &id).await?;
    Ok(page(&visit.ui, &promise, "programmes-promise-tell", &tell_form(&visit.ui, &promise)).into_response())
}

async fn tell(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let done = async {
        let year = posted.optional("year").map(str::parse).transpose();
        let year = year.map_err(|_| Error::field("year", "programmes-promise-year-form"))?;
        let new = NewTold {
            year,
            category: key(posted.text("category")),
            figure: number(posted.text("figure"), "figure")?,
            source: posted.required("source", 300)?.to_owned(),
            published_on: day(&posted, "published_on")?,
        };
        make::tell(&mut tx, promise.id, new).await
    };
    match done.await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/promises/{}", promise.id), "programmes-promise-told-saved"))
        }
        Err(error) => visit.again(error, tell_form(&visit.ui, &promise).fill(&posted), |form| {
            Ok(page(&visit.ui, &promise, "programmes-promise-tell", &form))
        }),
    }
}

async fn publish(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let visible = if posted.text("visible") == "everybody" { Visible::Everybody } else { Visible::Desk };
    make::publish(&mut tx, promise.id, visible).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/promises/{}", promise.id), "programmes-promise-saved"))
}
