//! Aid at the desk: the list, one entry, and the timelines of a person and of a business.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Rupiah, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::context::{MenuEntry, Panel};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Aid, Filter, Received, Source};
use super::{AidKind, FIGURES, RECORD, SEE, record};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/aids", list)
        .get("/programmes/aids/{id}", one)
        .get("/programmes/people/{person}/aids", of_person)
        .get("/programmes/businesses/{business}/aids", of_business)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "programmes-menu",
        label: "programmes-aids",
        note: "programmes-aids-note",
        path: "/programmes/aids",
        icon: web::icon::Icon::Check,
        can: Some(SEE),
    }
}

pub(super) const OF_PERSON: Panel = Panel {
    slot: "registry.person",
    title: "programmes-aids",
    path: "/programmes/people/{subject}/aids",
    can: Some(SEE),
};

pub(super) const OF_BUSINESS: Panel = Panel {
    slot: "registry.business",
    title: "programmes-aids",
    path: "/programmes/businesses/{subject}/aids",
    can: Some(SEE),
};

/// What somebody received, whose it is, and from whom.
type Line = (String, String, Received);

/// What a kind is called, also that of a place in a programme.
pub(super) fn kind(ui: &Ui, kind: &str) -> String {
    ui.t_of("programmes-aid-kind-", kind)
}

/// What agencies are called.
pub(super) async fn agencies(tx: &mut Tx) -> Result<BTreeMap<Uuid, String>, Error> {
    Ok(identity::agency::list(tx).await?.into_iter().map(|one| (one.id.0, one.name)).collect())
}

/// What people and businesses are called, as far as the actor may see them.
pub(super) async fn names(
    tx: &mut Tx,
    whose: impl Iterator<Item = (Option<Uuid>, Option<Uuid>)>,
) -> Result<BTreeMap<Uuid, String>, Error> {
    let (people, businesses): (Vec<_>, Vec<_>) = whose.unzip();
    let people: Vec<Uuid> = people.into_iter().flatten().collect();
    let businesses: Vec<Uuid> = businesses.into_iter().flatten().collect();
    let people = registry::person::find::these(tx, people).await?;
    let businesses = registry::business::find::these(tx, businesses).await?;
    let people = people.into_iter().map(|row| (row.id.0, row.name));
    Ok(people.chain(businesses.into_iter().map(|row| (row.id.0, row.name))).collect())
}

/// Whose it is, in a word.
pub(super) fn whose(
    ui: &Ui,
    names: &BTreeMap<Uuid, String>,
    person: Option<Uuid>,
    business: Option<Uuid>,
) -> String {
    let known = [person, business].into_iter().flatten().find_map(|id| names.get(&id).cloned());
    known.unwrap_or_else(|| ui.t("programmes-aid-somebody"))
}

fn filter(query: &ListQuery) -> Filter {
    Filter {
        kind: query.get("jenis").filter(|text| !text.is_empty()).map(str::to_owned),
        year: query.get("tahun").and_then(|text| text.parse().ok()),
        agency: query.get("dinas").and_then(|text| text.parse().ok()),
        area: query.get("wilayah").and_then(|text| AreaCode::parse(text).ok()),
        offset: query.offset(),
        limit: PER_PAGE,
        ..Filter::default()
    }
}

/// The most rows of a file.
const MOST: i64 = 20_000;

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let file = query.wants_csv();
    let mut filter = filter(&query);
    if file {
        (filter.offset, filter.limit) = (0, MOST);
    }
    let (rows, total) = find::list(&mut tx, &filter).await?;
    let agencies = agencies(&mut tx).await?;
    let names = names(&mut tx, rows.iter().map(|row| (row.person, row.business))).await?;
    let rows: Vec<Line> = rows
        .into_iter()
        .map(|row| (whose(ui, &names, row.person, row.business), agency(&agencies, row.agency), row))
        .collect();
    let table = columns(table(ui, &query, &agencies, &rows, total));
    if file {
        return Ok(table.csv(ui, &format!("bantuan-{}", ui.today())));
    }
    let tools = [
        visit
            .actor()
            .may_somewhere(FIGURES)
            .then(|| blocks::quiet(ui, "/programmes/aids/totals", "programmes-aid-totals")),
        Some(blocks::quiet(ui, "/programmes/aids/repeats", "programmes-aid-repeats")),
        visit
            .actor()
            .may_somewhere(registry::screening::SCREEN)
            .then(|| blocks::quiet(ui, "/registry/screenings", "programmes-aid-screenings")),
    ];
    let tools: Vec<Html> = tools.into_iter().flatten().collect();
    let lead = blocks::paragraph(ui, "programmes-aids-lead");
    let main = blocks::stack(&[lead, blocks::row(&tools), table.html(ui)]);
    Ok(Page::new(ui.t("programmes-aids"), main).desk().into_response())
}

pub(super) fn agency(agencies: &BTreeMap<Uuid, String>, id: Option<Uuid>) -> String {
    id.and_then(|id| agencies.get(&id).cloned()).unwrap_or_default()
}

fn table<'a>(
    ui: &Ui,
    query: &'a ListQuery,
    agencies: &BTreeMap<Uuid, String>,
    rows: &'a [Line],
    total: i64,
) -> Table<'a, Line> {
    let all = || std::iter::once((String::new(), ui.t("programmes-aid-all")));
    let kinds = AidKind::ALL.iter().map(|one| one.as_str()).chain(["place"]);
    let kinds = all().chain(kinds.map(|one| (one.to_owned(), kind(ui, one)))).collect();
    let givers = all().chain(agencies.iter().map(|(id, name)| (id.to_string(), name.clone()))).collect();
    Table::new(ui.t("programmes-aids"), query, &[], rows, total)
        .filter("jenis", "programmes-aid-kind", kinds)
        .filter("dinas", "programmes-aid-agency", givers)
        .keep("tahun", "programmes-aid-year")
        .keep("wilayah", "programmes-promise-area")
        .empty(blocks::empty(ui, "programmes-aids-none", "programmes-aids-none-hint"))
        .export()
}

fn columns(table: Table<'_, Line>) -> Table<'_, Line> {
    let link = |ui: &Ui, (name, _, row): &Line| blocks::link(&ui.url(&address(row)), name);
    table
        .column(Column::html("programmes-aid-whose", link, |_, (name, _, _): &Line| name.clone()))
        .column(Column::text("programmes-aid-kind", |ui, (_, _, row): &Line| kind(ui, &row.kind)))
        .column(Column::text("programmes-aid-what", |_, (_, _, row): &Line| row.what.clone()))
        .column(Column::text("programmes-aid-agency", |_, (_, agency, _): &Line| agency.clone()))
        .column(Column::text("programmes-aid-on", |ui, (_, _, row): &Line| ui.date(row.on)).whole())
        .column(Column::text("programmes-aid-worth", |ui, (_, _, row): &Line| money(ui, row.worth)).numeric())
        .column(Column::text("programmes-promise-area", |ui, (_, _, row): &Line| ui.place(&row.area)))
}

pub(super) fn money(ui: &Ui, worth: Option<i64>) -> String {
    worth.map(|worth| ui.money(Rupiah(worth))).unwrap_or_default()
}

/// Where more of it is told.
fn address(row: &Received) -> String {
    match row.source {
        Source::Aid => format!("/programmes/aids/{}", row.subject),
        Source::Place | Source::Training => format!("/programmes/applicants/{}", row.subject),
    }
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let aid = find::one(&mut tx, id.parse()?).await?;
    let agencies = agencies(&mut tx).await?;
    let names = names(&mut tx, std::iter::once((aid.person, aid.business))).await?;
    let name = whose(ui, &names, aid.person, aid.business);
    let mut parts = Vec::new();
    if let Some(reason) = &aid.voided_reason {
        let say = Say::new("programmes-aid-voided").with("reason", reason.clone());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    } else if record::may_change(&tx, &aid) {
        let path = |what: &str| format!("/programmes/aids/{}/{what}", aid.id);
        parts.push(blocks::row(&[
            blocks::quiet(ui, &path("correction"), "programmes-aid-correct"),
            blocks::quiet(ui, &path("voiding"), "programmes-aid-void"),
        ]));
    }
    parts.push(blocks::facts(ui, &facts(ui, &aid, &name, agency(&agencies, aid.agency))));
    let page = Page::new(format!("{}: {name}", kind(ui, &aid.kind)), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/aids"), ui.t("programmes-aids")).into_response())
}

fn facts(ui: &Ui, aid: &Aid, name: &str, agency: String) -> Vec<(Say, Html)> {
    let home = match (aid.person, aid.business) {
        (Some(person), _) => format!("/registry/people/{person}"),
        (None, Some(business)) => format!("/registry/businesses/{business}"),
        (None, None) => "/programmes/aids".to_owned(),
    };
    let mut facts = vec![
        (Say::new("programmes-aid-whose"), blocks::link(&ui.url(&home), name)),
        (Say::new("programmes-aid-what"), Html::text(&aid.what)),
        (Say::new("programmes-aid-agency"), Html::text(&agency)),
        (Say::new("programmes-aid-on"), Html::text(&ui.date(aid.on))),
        (Say::new("programmes-promise-area"), Html::text(&ui.place(&aid.area))),
    ];
    if aid.worth.is_some() {
        facts.push((Say::new("programmes-aid-worth"), Html::text(&money(ui, aid.worth))));
    }
    if let Some(paper) = &aid.paper {
        facts.push((Say::new("programmes-aid-paper"), Html::text(paper)));
    }
    if let Some(old) = aid.replaces {
        let address = ui.url(&format!("/programmes/aids/{old}"));
        facts.push((
            Say::new("programmes-aid-replaces"),
            blocks::link(&address, &ui.t("programmes-aid-replaces")),
        ));
    }
    facts
}

/// `GET /programmes/people/{person}/aids`: on the person's page.
async fn of_person(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let person = registry::person::find::one(&mut tx, id.parse()?).await?;
    tx.must(SEE, &person.area)?;
    let filter = Filter { person: Some(person.id.0), limit: 200, ..Filter::default() };
    let path = format!("/programmes/people/{}/aids/new", person.id);
    timeline(&visit, tx, filter, &person.area, &path).await
}

/// `GET /programmes/businesses/{business}/aids`: on the business's page.
async fn of_business(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let business = registry::business::record::one(&mut tx, id.parse()?).await?;
    tx.must(SEE, &business.area)?;
    let filter = Filter { business: Some(business.id.0), limit: 200, ..Filter::default() };
    let path = format!("/programmes/businesses/{}/aids/new", business.id);
    timeline(&visit, tx, filter, &business.area, &path).await
}

async fn timeline(visit: &Visit, mut tx: Tx, filter: Filter, area: &AreaCode, path: &str) -> Answer {
    let ui = &visit.ui;
    let (all, _) = find::list(&mut tx, &filter).await?;
    let agencies = agencies(&mut tx).await?;
    let mut parts = Vec::new();
    if all.is_empty() {
        parts.push(blocks::paragraph(ui, "programmes-aid-none-of-somebody"));
    } else {
        let row = |one: &Received| {
            vec![
                Html::text(&ui.date(one.on)),
                Html::text(&kind(ui, &one.kind)),
                blocks::link(&ui.url(&address(one)), &one.what),
                Html::text(&agency(&agencies, one.agency)),
                Html::text(&money(ui, one.worth)),
            ]
        };
        let heads = [
            "programmes-aid-on",
            "programmes-aid-kind",
            "programmes-aid-what",
            "programmes-aid-agency",
            "programmes-aid-worth",
        ];
        parts.push(blocks::table(ui, "programmes-aids", &heads, &all.iter().map(row).collect::<Vec<_>>()));
    }
    if tx.may(RECORD, area) {
        parts.push(blocks::row(&[blocks::quiet(ui, path, "programmes-aid-record")]));
    }
    Ok(Page::new(ui.t("programmes-aids"), blocks::stack(&parts)).desk().into_response())
}
