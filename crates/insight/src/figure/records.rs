//! The records behind a figure, for those who may see them: exactly those that it counts.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Can, Error, Level, Say, Tx};
use registry::{business, permit, person};
use territory::Gazetteer;
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::{Answer, Column, Html, ListQuery, Page, Table, Ui, Visit};

use super::find::{months, units};
use super::seen::titled;
use super::zone;
use crate::indicator::{self, Breakdown, Indicator, List, Listed, Method, Slice};
use crate::names::Names;

/// How far a list can be paged through: whoever looks further asks for a smaller area.
const PAGED_TO: i64 = 10_000;

/// What whoever is led to a list must be allowed.
pub(super) fn may(list: List) -> Can {
    match list {
        List::Businesses => business::SEE,
        List::People => person::SEE,
        List::Permits => permit::SEE,
    }
}

/// Which figure's records are asked for.
struct Asked {
    area: AreaCode,
    indicator: &'static Indicator,
    part: Option<(&'static Breakdown, String)>,
    rest: Option<Level>,
}

impl Asked {
    /// `?indikator=`, and of it `?rincian=&bagian=` or `?sisa=`.
    fn read(area: &str, query: &ListQuery) -> Result<Asked, Error> {
        let area = AreaCode::parse(area).map_err(|_| Error::NotFound("area"))?;
        let indicator = match query.get("indikator") {
            Some(key) => indicator::find(key),
            None => indicator::ALL.first().copied(),
        };
        let indicator = indicator.ok_or(Error::NotFound("indicator"))?;
        let part = match (query.get("rincian"), query.get("bagian")) {
            (Some(key), Some(item)) => {
                let breakdown = indicator.breakdown(key).ok_or(Error::NotFound("breakdown"))?;
                Some((breakdown, item.to_owned()))
            }
            _ => None,
        };
        let rest = match query.get("sisa") {
            None => None,
            Some("kecamatan") => Some(Level::Kecamatan),
            Some("kelurahan") => Some(Level::Kelurahan),
            Some(_) => return Err(Error::NotFound("area")),
        };
        Ok(Asked { area, indicator, part, rest })
    }

    /// Disabilities are specific data: who may see people may not see of whom one is known.
    fn specific(&self) -> bool {
        self.part.as_ref().is_some_and(|(breakdown, _)| breakdown.key.ends_with("disability"))
    }

    /// What is run, and what of it is listed.
    fn listed(&self, ui: &Ui) -> Option<(&'static Indicator, Listed)> {
        let (counted, breakdown, items) = match self.indicator.method {
            Method::Counted(_) => {
                let (key, item) = self.part.as_ref().map_or(("", ""), |(by, item)| (by.key, item.as_str()));
                (self.indicator, key, (item.to_owned(), item.to_owned()))
            }
            Method::Months { of, breakdown, from, to } => {
                let (from, to) = months(ui.today(), from, to);
                (indicator::find(of)?, breakdown, (from.unwrap_or_default(), to))
            }
        };
        // A code of a kecamatan has eight characters, one of a kelurahan thirteen.
        let coarser_than = self.rest.map(|level| if level == Level::Kecamatan { 8 } else { 13 });
        Some((counted, Listed { breakdown, items, coarser_than }))
    }

    fn title(&self, ui: &Ui, names: &Names, area: &str) -> String {
        let part = match (&self.part, self.rest) {
            (Some((by, item)), _) => names.item(ui, by, item),
            (None, Some(_)) => ui.t("insight-rest"),
            (None, None) => String::new(),
        };
        let words = [self.indicator.name.of(ui.lang), &part, area];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// `GET /insight/figures/{area}/records`
pub(crate) async fn list(visit: Visit, Path(area): Path<String>, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let asked = Asked::read(&area, &query)?;
    let gazetteer = territory::gazetteer(&visit.db).await?;
    let here = AreaCode::of_city(ui.city.id).is_some_and(|city| city.contains(&asked.area));
    let name = gazetteer.name_of(&asked.area).filter(|_| here).ok_or(Error::NotFound("area"))?;
    let name = titled(ui, &asked.area, &name);
    let mut tx = visit.tx().await?;
    tx.must(super::SEE, &asked.area)?;
    tx.must(may(asked.indicator.list), &asked.area)?;
    if asked.specific() {
        tx.must(person::SEE_SPECIFIC, &asked.area)?;
    }
    let (total, ids) = ids(&mut tx, ui, &asked, &query).await?;
    let names = Names::read(&mut tx).await?;
    let title = asked.title(ui, &names, &name);
    let table = table(&mut tx, ui, &gazetteer, (&title, &query), asked.indicator.list, (total, ids)).await?;
    let mut main = vec![lead(ui, &asked, total)];
    if asked.indicator.stated {
        main.push(blocks::notice(&ui.t("insight-records-stated"), Tone::Plain));
    }
    main.push(table);
    let back = ui.url(&format!("/insight/figures/{}?indikator={}", asked.area, asked.indicator.key));
    let above = ui.say(&Say::new("insight-title").with("area", name));
    Ok(Page::new(title, blocks::stack(&main)).desk().under(back, above).into_response())
}

async fn ids(tx: &mut Tx, ui: &Ui, asked: &Asked, query: &ListQuery) -> Result<(i64, Vec<Uuid>), Error> {
    let (counted, listed) = asked.listed(ui).ok_or(Error::NotFound("indicator"))?;
    let tally = counted.tally().ok_or(Error::NotFound("indicator"))?;
    let zone = zone(tx).await?;
    let scope = tx.scope(may(asked.indicator.list))?;
    // Counting 300,000 one by one is what figures are kept for.
    let total = units(tx, counted.key, &asked.area, &listed).await?;
    let page = Slice { offset: query.offset().min(PAGED_TO), limit: PER_PAGE };
    let ids = tally.records(tx, zone.as_str(), (&scope, asked.area.as_str()), &listed, page).await?;
    Ok((total, ids))
}

/// How many there are, and by which rule they are these.
fn lead(ui: &Ui, asked: &Asked, total: i64) -> Html {
    let mut html = Html::trusted("<p class=\"lead\">");
    let key = if total > PAGED_TO { "insight-records-first" } else { "insight-records-count" };
    let say = Say::new(key).with("count", ui.number(total)).with("first", ui.number(PAGED_TO));
    html.push_text(&ui.say(&say));
    html.push_text(" ");
    html.push_text(asked.indicator.definition.of(ui.lang));
    html.push_trusted("</p>");
    html
}

async fn table(
    tx: &mut Tx,
    ui: &Ui,
    gazetteer: &Gazetteer,
    (title, query): (&str, &ListQuery),
    list: List,
    (total, ids): (i64, Vec<Uuid>),
) -> Result<Html, Error> {
    let rows = match list {
        List::Businesses => business::find::these(tx, ids)
            .await?
            .into_iter()
            .map(|row| of_business(ui, gazetteer, row))
            .collect(),
        List::People => {
            person::find::these(tx, ids).await?.into_iter().map(|row| of_person(ui, gazetteer, row)).collect()
        }
        List::Permits => permit::find::these(tx, &ids)
            .await?
            .into_iter()
            .map(|row| of_permit(ui, gazetteer, row))
            .collect(),
    };
    let rows: Vec<Line> = rows;
    let (first, more) = heads(list);
    let link = |ui: &Ui, line: &Line| blocks::link(&ui.url(&line.path), &line.name);
    let mut table = Table::new(title, query, &[], &rows, total.min(PAGED_TO)).column(Column::html(
        first,
        link,
        |_, line: &Line| line.name.clone(),
    ));
    for (at, head) in more.into_iter().enumerate() {
        let cell = move |_: &Ui, line: &Line| line.cells.get(at).cloned().unwrap_or_default();
        table = table.column(Column::text(head, cell));
    }
    Ok(table.html(ui))
}

/// A record as it is listed.
struct Line {
    path: String,
    name: String,
    cells: [String; 4],
}

fn heads(list: List) -> (&'static str, [&'static str; 4]) {
    match list {
        List::Businesses => {
            ("registry-business-name", ["registry-owners", "registry-area", "registry-size", "registry-code"])
        }
        List::People => (
            "registry-person-name",
            ["registry-sex", "registry-area", "registry-businesses-count", "registry-code"],
        ),
        List::Permits => (
            "registry-permit-number",
            ["registry-permit-kind", "registry-permit-expires", "registry-permit-business", "registry-area"],
        ),
    }
}

fn place(gazetteer: &Gazetteer, area: &AreaCode) -> String {
    gazetteer.name_of(area).unwrap_or_else(|| area.to_string())
}

fn of_business(ui: &Ui, gazetteer: &Gazetteer, row: business::find::Row) -> Line {
    let size = ui.t_of("registry-size-", &row.size_class);
    Line {
        path: format!("/registry/businesses/{}", row.id),
        name: row.name,
        cells: [row.owners.join(", "), place(gazetteer, &row.area), size, row.code],
    }
}

fn of_person(ui: &Ui, gazetteer: &Gazetteer, row: person::find::Row) -> Line {
    let sex = row.sex.map(|sex| ui.t_of("registry-sex-", &sex)).unwrap_or_default();
    Line {
        path: format!("/registry/people/{}", row.id),
        name: row.name,
        cells: [sex, place(gazetteer, &row.area), ui.number(row.businesses), row.code],
    }
}

fn of_permit(ui: &Ui, gazetteer: &Gazetteer, row: permit::find::Held) -> Line {
    let expires = row.permit.expires_on.map(|day| ui.date(day)).unwrap_or_default();
    let number = Some(row.permit.shown()).filter(|number| !number.is_empty());
    Line {
        path: format!("/registry/permits/{}", row.permit.id),
        name: number.unwrap_or_else(|| ui.t("insight-records-no-number")),
        cells: [ui.t(row.permit.kind.key()), expires, row.business_name, place(gazetteer, &row.area)],
    }
}
