//! Promises for everybody: what was promised, what was reached, and what of it does not add up. What could tell of single
//! people is withheld.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::withhold::{Sums, Told};
use kernel::{AreaCode, Error, Level, Say, Tx};
use web::context::MenuEntry;
use web::{Answer, Html, Page, Routes, Ui, Visit, blocks};

use super::find::{self, Promise};
use super::rules::Cell;
use super::show::{self, Figures};
use super::{check, pages};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/pledges", list).get("/programmes/pledges/{id}", one)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Public,
        group: "programmes-menu",
        label: "programmes-pledges",
        note: "programmes-pledges-note",
        path: "/janji",
        icon: web::icon::Icon::TrendingUp,
        can: None,
    }
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let all = find::public(&mut tx).await?;
    if all.is_empty() {
        let none = blocks::empty(ui, "programmes-pledges-none", "programmes-pledges-none-hint");
        return Ok(Page::new(ui.t("programmes-pledges"), none).into_response());
    }
    let mut html = Html::trusted("<div class=\"grid\">");
    for row in &all {
        html.push_trusted("<article class=\"card\"><h2>");
        html.push(&blocks::link(&ui.url(&format!("/janji/{}", row.id)), &row.name));
        html.push_trusted("</h2><p>");
        let say = Say::new("programmes-pledge-says")
            .with("total", ui.number(row.total))
            .with("kind", Ui::inside(&show::kind(ui, &row.kind)))
            .with("term", pages::term(ui, row.from, row.until));
        html.push_text(&ui.say(&say));
        html.push_trusted("</p></article>");
    }
    html.push_trusted("</div>");
    Ok(Page::new(ui.t("programmes-pledges"), html).into_response())
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let promise = find::pledge(&mut tx, id.parse()?).await?;
    let checked = check::check(&mut tx, &promise).await?;
    let parts = find::parts(&mut tx, promise.id, promise.revision.number, Level::Kecamatan).await?;
    let told = find::told(&mut tx, promise.id).await?;
    let figures = Figures::new(parts, &[]);
    let public = public(&mut tx, &promise).await?;
    let mut main = check::remarks(ui, &checked);
    main.push(lead(ui, &promise));
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("promise"))?;
    let cell = |year: i16, area: &AreaCode| Cell { year, category: String::new(), area: area.clone() };
    let row = |name: String, promised: Option<i64>, reached: &Shown, told: Option<i64>| {
        vec![
            Html::text(&name),
            Html::text(&show::figure(ui, promised)),
            Html::text(&shown(ui, reached)),
            Html::text(&show::figure(ui, told)),
        ]
    };
    let mut years: std::collections::BTreeSet<i16> = figures.years().into_iter().collect();
    years.extend(public.years.keys().copied());
    let published =
        |year: i16| told.iter().find(|t| t.year == year && t.category.is_empty()).map(|t| t.figure);
    let mut rows: Vec<Vec<Html>> = Vec::new();
    for year in years {
        let reached = public.years.get(&year).copied().unwrap_or(Shown::Count(0));
        rows.push(row(year.to_string(), figures.promised(&cell(year, &whole)), &reached, published(year)));
    }
    rows.push(row(show::year(ui, 0), figures.promised(&cell(0, &whole)), &public.total, published(0)));
    let heads = [
        "programmes-promise-year",
        "programmes-promise-promised",
        "programmes-promise-reached",
        "programmes-promise-told",
    ];
    let table = show::table(ui, &ui.t("programmes-promise-years"), &heads.map(|head| ui.t(head)), &rows);
    main.push(blocks::section(ui, "programmes-promise-years", &table));
    main.push(kecamatan(&mut tx, ui, &figures, &public).await?);
    main.push(blocks::paragraph(ui, "programmes-pledge-withheld-why"));
    let page = Page::new(promise.name.clone(), blocks::stack(&main));
    Ok(page.under(ui.url("/janji"), ui.t("programmes-pledges")).into_response())
}

fn lead(ui: &Ui, promise: &Promise) -> Html {
    let revision = &promise.revision;
    let say = Say::new("programmes-promise-by-revision")
        .with("number", revision.number.to_string())
        .with("decree", revision.decree.clone())
        .with("day", ui.date(revision.decided_on))
        .with("term", pages::term(ui, revision.from, revision.until));
    let mut lead = Html::trusted("<p class=\"lead\">");
    lead.push_text(&ui.say(&say));
    lead.push_text(" ");
    lead.push_text(&ui.t_of("programmes-promise-overlap-says-", revision.overlap.as_str()));
    lead.push_trusted("</p>");
    lead
}

async fn kecamatan(tx: &mut Tx, ui: &Ui, figures: &Figures, public: &Public) -> Result<Html, Error> {
    let gazetteer = territory::gazetteer(tx.db()).await?;
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("promise"))?;
    let row = |(area, name): (AreaCode, String)| {
        let reached = public.areas.get(&area).copied().unwrap_or(Shown::Count(0));
        let promised = figures.promised(&Cell { year: 0, category: String::new(), area });
        vec![Html::text(&name), Html::text(&show::figure(ui, promised)), Html::text(&shown(ui, &reached))]
    };
    let rows: Vec<Vec<Html>> = gazetteer.children_of(&whole).into_iter().map(row).collect();
    let heads = ["programmes-promise-area", "programmes-promise-promised", "programmes-promise-reached"];
    let table = show::table(ui, &ui.t("programmes-promise-where"), &heads.map(|head| ui.t(head)), &rows);
    Ok(blocks::section(ui, "programmes-promise-where", &table))
}

/// A figure as everybody sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Count(i64),
    Withheld,
}

fn shown(ui: &Ui, shown: &Shown) -> String {
    match shown {
        Shown::Count(count) => ui.number(*count),
        Shown::Withheld => ui.t("programmes-pledge-withheld"),
    }
}

/// What everybody may see of what was reached.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Public {
    pub(super) total: Shown,
    pub(super) years: std::collections::BTreeMap<i16, Shown>,
    pub(super) areas: std::collections::BTreeMap<AreaCode, Shown>,
}

/// Who was reached, by year and by kecamatan, without what would tell of fewer than [`kernel::withhold::K`] people.
pub(super) async fn public(tx: &mut Tx, promise: &Promise) -> Result<Public, Error> {
    let cells = super::tally::by_kecamatan(tx, promise).await?;
    let cells = cells.into_iter().map(|((year, area), (value, people))| (year, area, Told { value, people }));
    Ok(withhold(&cells.collect::<Vec<_>>()))
}

/// Years and kecamatan each add up to the total.
fn withhold(cells: &[(i16, AreaCode, Told)]) -> Public {
    let mut total = Told::default();
    let mut years: std::collections::BTreeMap<i16, Told> = std::collections::BTreeMap::new();
    let mut areas: std::collections::BTreeMap<AreaCode, Told> = std::collections::BTreeMap::new();
    for (year, area, told) in cells {
        total.join(told);
        years.entry(*year).or_default().join(told);
        areas.entry(area.clone()).or_default().join(told);
    }
    let (many, few) = (years.len(), areas.len());
    let told: Vec<Told> =
        std::iter::once(total).chain(years.values().cloned()).chain(areas.values().cloned()).collect();
    let sums = Sums {
        sums: vec![(0, (1..=many).collect()), (0, (many + 1..=many + few).collect())],
        stated: false,
        told,
    };
    let hidden = sums.withheld();
    let mut all = sums
        .told
        .iter()
        .zip(hidden)
        .map(|(told, hidden)| if hidden { Shown::Withheld } else { Shown::Count(told.value) });
    let total = all.next().unwrap_or(Shown::Count(0));
    let years = years.keys().copied().zip(all.by_ref().take(many)).collect();
    Public { total, years, areas: areas.into_keys().zip(all).collect() }
}

#[cfg(test)]
mod tests {
    use kernel::withhold::K;
    use uuid::Uuid;

    use super::*;

    fn told(value: i64, from: u128) -> Told {
        let people = (0..value.min(K)).map(|n| Uuid::from_u128(from + u128::try_from(n).unwrap())).collect();
        Told { value, people }
    }

    #[test]
    fn a_kecamatan_of_three_is_withheld_with_another_beside_it() {
        let area = |code: &str| AreaCode::parse(code).unwrap();
        let cells = [
            (2023, area("32.76.01"), told(40, 100)),
            (2023, area("32.76.02"), told(30, 200)),
            (2024, area("32.76.03"), told(3, 300)),
            (2024, area("32.76.01"), told(50, 400)),
        ];
        let public = withhold(&cells);
        assert_eq!(public.total, Shown::Count(123));
        assert_eq!(public.years.values().copied().collect::<Vec<_>>(), [Shown::Count(70), Shown::Count(53)]);
        assert_eq!(public.areas[&area("32.76.03")], Shown::Withheld);
        assert_eq!(public.areas[&area("32.76.02")], Shown::Withheld);
        assert_eq!(public.areas[&area("32.76.01")], Shown::Count(90));
    }
}
