//! Promises at the desk: the list, and one with how far it is kept.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::Datelike as _;
use kernel::{AreaCode, Error, Level, Say, Tx};
use web::blocks::{self, Tone};
use web::chart::{Chart, Kind, Series};
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Listed, Past, Promise, Told};
use super::rules::Cell;
use super::show::{self, Figures};
use super::territory_pages::{self as place, Coverage};
use super::{KEEP, SEE, check, outlook, tally};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/promises", list).get("/programmes/promises/{id}", one)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let rows = find::list(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if tx.must_in_city(KEEP).is_ok() {
        let address = ui.url("/programmes/promises/new");
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("programmes-promise-make"), false)]));
    }
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let table = Table::new(ui.t("programmes-promises"), &query, &[], &rows, total)
        .empty(blocks::empty(ui, "programmes-promises-none", "programmes-promises-none-hint"))
        .column(Column::html(
            "programmes-promise-name",
            |ui, row: &Listed| blocks::link(&ui.url(&format!("/programmes/promises/{}", row.id)), &row.name),
            |_, row| row.name.clone(),
        ))
        .column(Column::text("programmes-promise-kind", |ui, row: &Listed| show::kind(ui, &row.kind)))
        .column(Column::text("programmes-promise-term", |ui, row: &Listed| term(ui, row.from, row.until)))
        .column(Column::text("programmes-promise-total", |ui, row: &Listed| ui.number(row.total)).numeric())
        .column(Column::text("programmes-promise-public", |ui, row: &Listed| {
            ui.t(if row.published {
                "programmes-promise-is-public"
            } else {
                "programmes-promise-is-not-public"
            })
        }));
    parts.push(table.html(ui));
    Ok(Page::new(ui.t("programmes-promises"), blocks::stack(&parts)).desk().into_response())
}

/// The years of a term, or its days where these do not make whole years.
pub(super) fn term(ui: &Ui, from: chrono::NaiveDate, until: chrono::NaiveDate) -> String {
    if from.ordinal() == 1 && until.month() == 12 && until.day() == 31 {
        format!("{}–{}", from.year(), until.year())
    } else {
        format!("{}–{}", ui.date(from), ui.date(until))
    }
}

/// What a promise's page is made from.
pub(super) struct Seen {
    pub(super) promise: Promise,
    pub(super) cell: Cell,
    pub(super) level: Level,
    pub(super) figures: Figures,
    pub(super) checked: check::Checked,
    pub(super) told: Vec<Told>,
    pub(super) coverage: Coverage,
    past: Vec<Past>,
    pub(super) keep: bool,
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let seen = see(&mut tx, id.parse()?, &query).await?;
    let mut main = Html::trusted("<div class=\"stack flow-6\">");
    for part in head(ui, &seen) {
        main.push(&part);
    }
    main.push(&stats(ui, &seen));
    main.push(&outlook::section(ui, &seen));
    main.push(&years(ui, &seen)?);
    main.push(&place::section(&mut tx, ui, &seen).await?);
    main.push(&history(ui, &seen));
    main.push_trusted("</div>");
    let page = Page::new(title(ui, &seen), main).desk();
    let mut page = page.under(ui.url("/programmes/promises"), ui.t("programmes-promises"));
    if seen.cell.area.level() > Level::City {
        let whole = Cell { area: city(&tx)?, ..seen.cell.clone() };
        page = page.under(address(ui, &seen.promise, &whole), seen.promise.name.clone());
    }
    Ok(page.into_response())
}

fn city(tx: &Tx) -> Result<AreaCode, Error> {
    AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)
}

fn title(ui: &Ui, seen: &Seen) -> String {
    if seen.cell.area.level() > Level::City {
        format!("{}: {}", seen.promise.name, ui.place(&seen.cell.area))
    } else {
        seen.promise.name.clone()
    }
}

/// The page of a cell of a promise.
pub(super) fn address(ui: &Ui, promise: &Promise, cell: &Cell) -> String {
    let mut path = format!("/programmes/promises/{}?wilayah={}", promise.id, cell.area);
    if promise.revision.number != promise.newest {
        path += &format!("&revisi={}", promise.revision.number);
    }
    if cell.year != 0 {
        path += &format!("&tahun={}", cell.year);
    }
    if !cell.category.is_empty() {
        path += &format!("&kategori={}", cell.category);
    }
    ui.url(&path)
}

async fn see(tx: &mut Tx, id: super::PromiseId, query: &ListQuery) -> Result<Seen, Error> {
    let scope = tx.scope(SEE)?;
    let revision = query.get("revisi").and_then(|text| text.parse().ok());
    let promise = find::one(tx, id, revision).await?;
    let own = AreaCode::parse(scope.prefix())?;
    let area = match query.get("wilayah") {
        Some(code) => AreaCode::parse(code).map_err(|_| Error::NotFound("area"))?,
        None => own,
    };
    if !city(tx)?.contains(&area) || area.level() > Level::Kelurahan {
        return Err(Error::NotFound("area"));
    }
    let year = query.get("tahun").and_then(|text| text.parse().ok()).unwrap_or(0);
    let cell = Cell { year, category: query.get("kategori").unwrap_or_default().to_owned(), area };
    let level = match (cell.area.level(), query.get("tingkat")) {
        (Level::Province | Level::City, Some("kelurahan")) | (Level::Kecamatan, _) => Level::Kelurahan,
        (Level::Province | Level::City, _) => Level::Kecamatan,
        (Level::Kelurahan | Level::Rw | Level::Rt, _) => Level::Rt,
    };
    let parts = find::parts(tx, id, promise.revision.number, level).await?;
    let fresh = tally::fresh(tx, &promise, &cell.area).await?;
    let reached = tally::reached_with(tx, &promise, &cell.area, level.max(Level::Kelurahan), &fresh).await?;
    let coverage = place::coverage(tx, &promise, &cell, &fresh).await?;
    Ok(Seen {
        figures: Figures::new(parts, &reached),
        checked: check::check(tx, &promise).await?,
        told: find::told(tx, id).await?,
        past: find::revisions(tx, id).await?,
        keep: tx.must_in_city(KEEP).is_ok(),
        coverage,
        promise,
        cell,
        level,
    })
}

/// What must be known before the figures are read, and what can be done.
fn head(ui: &Ui, seen: &Seen) -> Vec<Html> {
    let (promise, revision) = (&seen.promise, &seen.promise.revision);
    let mut parts = Vec::new();
    if revision.number != promise.newest {
        let say = Say::new("programmes-promise-old-revision").with("number", revision.number.to_string());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    if revision.as_published && !seen.checked.promised.is_empty() {
        let say = Say::new("programmes-promise-as-published").with("source", revision.source.clone());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    parts.extend(check::remarks(ui, &seen.checked));
    let say = Say::new("programmes-promise-by-revision")
        .with("number", revision.number.to_string())
        .with("decree", revision.decree.clone())
        .with("day", ui.date(revision.decided_on))
        .with("term", term(ui, revision.from, revision.until));
    let mut lead = Html::trusted("<p class=\"lead\">");
    lead.push_text(&ui.say(&say));
    lead.push_text(" ");
    lead.push_text(&ui.t_of("programmes-promise-overlap-says-", revision.overlap.as_str()));
    lead.push_text(" ");
    let least = revision.grades.first().map(String::as_str).unwrap_or_default();
    let grade = ui.t_of("programmes-outcome-grade-", least);
    lead.push_text(&ui.say(&Say::new("programmes-promise-grade-says").with("grade", grade)));
    lead.push_trusted("</p>");
    parts.push(lead);
    if seen.keep && revision.number == promise.newest {
        let path = |what: &str| format!("/programmes/promises/{}/{what}", promise.id);
        let (public, to) = match promise.published_at {
            Some(_) => ("programmes-promise-unpublish", "desk"),
            None => ("programmes-promise-publish", "everybody"),
        };
        parts.push(blocks::row(&[
            blocks::quiet(ui, &path("allocations/new"), "programmes-promise-share-out"),
            blocks::quiet(ui, &path("revisions/new"), "programmes-promise-revise"),
            blocks::quiet(ui, &path("told/new"), "programmes-promise-tell"),
            blocks::post_button(
                &ui.url(&path("publication")),
                &ui.t(public),
                &[("visible", to)],
                "quiet",
                None,
            ),
            blocks::link(&ui.url(&path("withdrawal")), &ui.t("programmes-promise-withdraw")),
        ]));
    }
    parts
}

/// Coverage before totals: a total says nothing of where.
fn stats(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<dl class=\"facts\">");
    let coverage = &seen.coverage;
    if coverage.units > 0 {
        let say = Say::new("programmes-promise-of-units").with("count", ui.number(coverage.units));
        let none = ui.number(coverage.units - coverage.reached);
        html.push(&blocks::stat(&ui.t("programmes-promise-without"), &none, Some(&ui.say(&say))));
    }
    let promised = seen.figures.promised(&seen.cell);
    let reached = seen.figures.reached(&seen.cell);
    html.push(&blocks::stat(
        &ui.t("programmes-promise-promised"),
        &show::figure(ui, promised),
        Some(&show::cell(ui, &seen.cell)),
    ));
    html.push(&blocks::stat(
        &ui.t("programmes-promise-reached"),
        &ui.number(reached),
        Some(&show::share(ui, promised, reached)),
    ));
    html.push_trusted("</dl>");
    html
}

/// Year by year: promised, reached, and what was published.
fn years(ui: &Ui, seen: &Seen) -> Result<Html, Error> {
    let years = seen.figures.years();
    let categories: Vec<String> =
        std::iter::once(String::new()).chain(seen.promise.revision.categories.iter().cloned()).collect();
    let mut rows = Vec::new();
    for year in years.iter().copied().chain(std::iter::once(0)) {
        for category in &categories {
            let cell = Cell { year, category: category.clone(), area: seen.cell.area.clone() };
            rows.extend(year_row(ui, seen, &cell));
        }
    }
    let heads = [
        "programmes-promise-year-and-category",
        "programmes-promise-promised",
        "programmes-promise-reached",
        "programmes-promise-share",
        "programmes-promise-told",
    ];
    let title = ui.t("programmes-promise-years");
    let table = show::table(ui, &title, &heads.map(|head| ui.t(head)), &rows);
    let value = |year: i16| Cell { year, ..seen.cell.clone() };
    let series = vec![
        Series {
            name: ui.t("programmes-promise-promised"),
            values: years.iter().map(|year| seen.figures.promised(&value(*year))).collect(),
        },
        Series {
            name: ui.t("programmes-promise-reached"),
            values: years.iter().map(|year| Some(seen.figures.reached(&value(*year)))).collect(),
        },
    ];
    let known = |series: &Series| series.values.iter().any(Option::is_some);
    let series: Vec<Series> = series.into_iter().filter(known).collect();
    let chart = Chart::new("tahun", Kind::Lines, title)
        .of(ui.t("programmes-promise-year"), ui.t("programmes-promise-people"))
        .series(years.iter().map(i16::to_string).collect(), series);
    let mut parts = Vec::new();
    if !chart.is_empty() {
        parts.push(web::chart::sheet(ui));
        parts.push(chart.figure(ui)?);
    }
    parts.push(table);
    Ok(blocks::section(ui, "programmes-promise-years", &blocks::stack(&parts)))
}

fn year_row(ui: &Ui, seen: &Seen, cell: &Cell) -> Option<Vec<Html>> {
    let promised = seen.figures.promised(cell);
    let reached = seen.figures.reached(cell);
    let told = seen.told.iter().find(|told| {
        (told.year, &told.category) == (cell.year, &cell.category) && cell.area.level() <= Level::City
    });
    if promised.is_none() && reached == 0 && told.is_none() {
        return None;
    }
    let name = format!("{}, {}", show::year(ui, cell.year), show::category(ui, &cell.category));
    Some(vec![
        Html::text(&name),
        Html::text(&show::figure(ui, promised)),
        people(ui, &seen.promise, cell, reached),
        Html::text(&show::share(ui, promised, reached)),
        Html::text(&show::figure(ui, told.map(|told| told.figure))),
    ])
}

/// A figure that opens its people, for those who may see them.
pub(super) fn people(ui: &Ui, promise: &Promise, cell: &Cell, reached: i64) -> Html {
    let text = ui.number(reached);
    if reached == 0 || !ui.actor.may(registry::person::SEE, &cell.area) {
        return Html::text(&text);
    }
    let mut path = format!("/programmes/promises/{}/people?wilayah={}", promise.id, cell.area);
    path += &format!("&tahun={}&kategori={}&revisi={}", cell.year, cell.category, promise.revision.number);
    blocks::link(&ui.url(&path), &text)
}

/// All revisions, and where the published figures come from.
fn history(ui: &Ui, seen: &Seen) -> Html {
    let here = format!("/programmes/promises/{}", seen.promise.id);
    let row = |past: &Past| {
        let number = format!("{}. {}", past.number, past.decree);
        vec![
            blocks::link(&ui.url(&format!("{here}?revisi={}", past.number)), &number),
            Html::text(&ui.date(past.decided_on)),
            Html::text(&term(ui, past.from_day, past.until_day)),
            Html::text(&ui.number(past.total)),
            Html::text(&past.reason),
        ]
    };
    let rows: Vec<Vec<Html>> = seen.past.iter().map(row).collect();
    let heads = [
        "programmes-promise-revision",
        "programmes-promise-decided-on",
        "programmes-promise-term",
        "programmes-promise-total",
        "programmes-promise-reason",
    ];
    let mut parts = vec![blocks::table(ui, "programmes-promise-revisions", &heads, &rows)];
    if !seen.told.is_empty() {
        let row = |told: &Told| {
            let name = format!("{}, {}", show::year(ui, told.year), show::category(ui, &told.category));
            vec![
                Html::text(&name),
                Html::text(&ui.number(told.figure)),
                Html::text(&told.source),
                Html::text(&ui.date(told.published_on)),
                if seen.keep { untell(ui, seen, told) } else { Html::default() },
            ]
        };
        let rows: Vec<Vec<Html>> = seen.told.iter().map(row).collect();
        let heads = [
            "programmes-promise-year-and-category",
            "programmes-promise-told",
            "programmes-promise-source",
            "programmes-promise-published-on",
            "programmes-outcome-tools",
        ];
        parts.push(blocks::table(ui, "programmes-promise-tolds", &heads, &rows));
    }
    blocks::section(ui, "programmes-promise-revisions", &blocks::stack(&parts))
}

fn untell(ui: &Ui, seen: &Seen, told: &Told) -> Html {
    let path = format!("/programmes/promises/{}/told/{}/withdrawal", seen.promise.id, told.id);
    blocks::link(&ui.url(&path), &ui.t("programmes-promise-untell"))
}
