//! Figures for everybody, at `/angka`.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Level, Say};
use territory::Gazetteer;
use web::blocks::{self, Tone};
use web::chart::{Chart, Kind};
use web::icon::Icon;
use web::{Answer, Html, ListQuery, Page, Ui, Visit};

use super::{Released, latest};
use crate::figure::picture::{self, Part};
use crate::figure::seen::{areas, growth, titled};
use crate::indicator::{self, Breakdown, Indicator, Items};
use crate::names::Names;

/// `GET /insight/releases`: the city, and on the platform itself the way to each city's.
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    match AreaCode::of_city(ui.city.id) {
        Some(city) => area(&visit, &city, &query).await,
        None => Ok(Page::new(ui.t("insight-menu-public"), blocks::cities(ui, "/angka"))
            .about(ui.t("insight-public-about"))
            .into_response()),
    }
}

/// `GET /insight/releases/{area}`
pub(crate) async fn show(visit: Visit, Path(code): Path<String>, query: ListQuery) -> Answer {
    let code = AreaCode::parse(&code).map_err(|_| Error::NotFound("area"))?;
    area(&visit, &code, &query).await
}

struct Shown<'a> {
    ui: &'a Ui,
    area: &'a AreaCode,
    title: String,
    released: &'a Released,
    indicator: &'static Indicator,
    names: &'a Names,
}

async fn area(visit: &Visit, area: &AreaCode, query: &ListQuery) -> Answer {
    let ui = &visit.ui;
    let gazetteer = territory::gazetteer(&visit.db).await?;
    let here = AreaCode::of_city(ui.city.id).filter(|city| city.contains(area));
    let (Some(city), Some(name)) = (here, gazetteer.name_of(area)) else {
        return Err(Error::NotFound("area").into());
    };
    if area.level() > Level::Kelurahan {
        return Err(Error::NotFound("area").into());
    }
    let mut tx = visit.tx().await?;
    let released = latest(&mut tx, Some(area)).await?;
    let names = Names::read(&mut tx).await?;
    let title = ui.say(&Say::new("insight-public-title").with("area", titled(ui, area, &name)));
    let page = |main| Page::new(title.clone(), main).about(ui.t("insight-public-about"));
    let Some(released) = released else {
        return Ok(page(blocks::empty(ui, "insight-public-none", "insight-public-none-hint")).into_response());
    };
    let asked = query.get("indikator").and_then(indicator::find).filter(|indicator| indicator.public);
    let indicator = asked.or_else(|| indicator::ALL.first().copied()).ok_or(Error::NotFound("indicator"))?;
    let shown =
        Shown { ui, area, title: titled(ui, area, &name), released: &released, indicator, names: &names };
    let mut main = Html::trusted("<div class=\"stack flow-6\">");
    main.push(&lead(&shown));
    main.push(&figures(&shown));
    main.push(&parts(&shown, &gazetteer));
    main.push(&charts(&shown, query.get("rincian"))?);
    main.push(&about(ui, indicator));
    main.push(&data(ui));
    main.push_trusted("</div>");
    let mut page = page(main);
    for (above, name) in gazetteer.path_of(area) {
        if above != *area && city.contains(&above) {
            page = page.under(address(ui, &above, indicator), titled(ui, &above, &name));
        }
    }
    Ok(page.into_response())
}

/// What the figure is, shortly; the glossary has all of it, with what is run.
fn about(ui: &Ui, indicator: &Indicator) -> Html {
    let text = |key: &'static str, text: &str| (Say::new(key), Html::text(text));
    let mut html = blocks::facts(
        ui,
        &[
            text("insight-definition", indicator.definition.of(ui.lang)),
            text("insight-source", indicator.source.of(ui.lang)),
        ],
    );
    html.push_trusted("<p>");
    let glossary = ui.url(&format!("/insight/indicators#{}", indicator.key));
    html.push(&blocks::link(&glossary, &ui.t("insight-definition-more")));
    html.push_trusted("</p>");
    html
}

fn address(ui: &Ui, area: &AreaCode, indicator: &Indicator) -> String {
    ui.url(&format!("/insight/releases/{area}?indikator={}", indicator.key))
}

/// A figure in large type; a word would not fit there.
fn stat(ui: &Ui, indicator: &Indicator, value: Option<i64>) -> Html {
    let name = indicator.name.of(ui.lang);
    match value {
        Some(value) => blocks::stat(name, &ui.number(value), Some(indicator.unit.of(ui.lang))),
        None => blocks::stat(name, "–", Some(&ui.t("insight-withheld"))),
    }
}

/// A figure, or that it is withheld.
fn words(ui: &Ui, value: Option<i64>) -> String {
    value.map_or_else(|| ui.t("insight-withheld"), |value| ui.number(value))
}

/// Which day it stands for, what is withheld and why.
fn lead(shown: &Shown<'_>) -> Html {
    let ui = shown.ui;
    let day = Say::new("insight-public-lead").with("date", ui.date(shown.released.day)).with("k", super::K);
    let mut html = Html::trusted("<p class=\"lead\">");
    html.push_text(&ui.say(&day));
    html.push_trusted("</p>");
    html
}

/// The same as files, and what explains them.
fn data(ui: &Ui) -> Html {
    let mut html = Html::trusted("<p class=\"row\">");
    for (word, path) in [("CSV", "/insight/releases/data.csv"), ("JSON", "/insight/releases/data.json")] {
        html.push_trusted("<a class=\"button quiet\" download");
        html.attr("href", &ui.url(path));
        html.push_trusted(">");
        html.push(&blocks::icon(Icon::Download));
        html.push_text(&format!("{} {word}", ui.t("insight-open-data")));
        html.push_trusted("</a>");
    }
    for (key, path) in
        [("insight-glossary", "/insight/indicators"), ("insight-statements", "/insight/statements")]
    {
        html.push(&blocks::link(&ui.url(path), &ui.t(key)));
    }
    html.push_trusted("</p>");
    html
}

/// The main figures. Each leads to its own map; the one that is shown is marked.
fn figures(shown: &Shown<'_>) -> Html {
    let ui = shown.ui;
    let mut html = Html::trusted("<dl class=\"facts\">");
    for indicator in indicator::ALL.into_iter().filter(|indicator| indicator.public) {
        html.push_trusted("<div class=\"stat\"><dt><a");
        html.attr("href", &format!("{}#peta", address(ui, shown.area, indicator)));
        if indicator.key == shown.indicator.key {
            html.attr("aria-current", "true");
        }
        html.push_trusted(">");
        html.push_text(indicator.name.of(ui.lang));
        html.push_trusted("</a></dt><dd>");
        let value = shown.released.value(indicator, shown.area);
        html.push_text(&value.map_or_else(|| "–".to_owned(), |value| ui.number(value)));
        html.push_trusted("</dd>");
        if value.is_none() {
            html.push_trusted("<dd>");
            html.push_text(&ui.t("insight-withheld"));
            html.push_trusted("</dd>");
        }
        html.push_trusted("</div>");
    }
    html.push_trusted("</dl>");
    html
}

fn parts(shown: &Shown<'_>, gazetteer: &Gazetteer) -> Html {
    let (ui, indicator) = (shown.ui, shown.indicator);
    if shown.area.level() == Level::Kelurahan {
        return Html::default();
    }
    let below = areas(gazetteer, shown.area, Level::Kecamatan);
    let parts: Vec<Part> = below
        .into_iter()
        .map(|(code, name)| Part { value: shown.released.value(indicator, &code), code, name })
        .collect();
    let say = Say::new("insight-map-title")
        .with("figure", indicator.name.of(ui.lang))
        .with("area", shown.title.clone());
    let title = ui.say(&say);
    let mut html = Html::trusted("<section class=\"stack\"><h2 id=\"peta\">");
    html.push_text(&title);
    html.push_trusted("</h2><div class=\"split\">");
    html.push(&picture::map(ui, gazetteer, &title, indicator.unit.of(ui.lang), &parts, |code| {
        address(ui, code, indicator)
    }));
    html.push_trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"peta\"><table class=\"table\"><thead><tr><th scope=\"col\">");
    html.push_text(&ui.t("insight-area"));
    html.push_trusted("</th><th scope=\"col\" class=\"num\">");
    html.push_text(indicator.unit.of(ui.lang));
    html.push_trusted("</th></tr></thead><tbody>");
    for part in &parts {
        html.push_trusted("<tr><th scope=\"row\">");
        html.push(&blocks::link(&address(ui, &part.code, indicator), &part.name));
        html.push_trusted("</th><td class=\"num\">");
        html.push_text(&words(ui, part.value));
        html.push_trusted("</td></tr>");
    }
    html.push_trusted("</tbody></table></div></div></section>");
    html
}

/// One breakdown at a time, the others a tap away: a page with all of them is too heavy for a slow line.
fn charts(shown: &Shown<'_>, asked: Option<&str>) -> Result<Html, Error> {
    let ui = shown.ui;
    let drawn: Vec<(&Breakdown, Chart)> = shown
        .indicator
        .breakdowns
        .iter()
        .filter_map(|breakdown| chart(shown, breakdown).map(|chart| (breakdown, chart)))
        .collect();
    let at = drawn.iter().position(|(breakdown, _)| Some(breakdown.key) == asked).unwrap_or(0);
    let Some((_, chart)) = drawn.get(at) else { return Ok(Html::default()) };
    let mut html = web::chart::sheet(ui);
    html.push_trusted("<section class=\"stack\" id=\"rincian\"><h2>");
    html.push_text(&chart.title);
    html.push_trusted("</h2><nav class=\"tags\"");
    html.attr("aria-label", &ui.t("insight-breakdowns"));
    html.push_trusted(">");
    for (number, (breakdown, _)) in drawn.iter().enumerate() {
        html.push_trusted("<a class=\"tag\"");
        let address = address(ui, shown.area, shown.indicator);
        html.attr("href", &format!("{address}&rincian={}#rincian", breakdown.key));
        if number == at {
            html.attr("aria-current", "true");
        }
        html.push_trusted(">");
        html.push_text(breakdown.name.of(ui.lang));
        html.push_trusted("</a>");
    }
    html.push_trusted("</nav>");
    html.push(&chart.figure(ui)?);
    html.push_trusted("</section>");
    Ok(html)
}

fn chart(shown: &Shown<'_>, breakdown: &Breakdown) -> Option<Chart> {
    let (ui, indicator) = (shown.ui, shown.indicator);
    let parts = shown.released.breakdown(indicator.key, shown.area, breakdown.key);
    let known = parts.iter().map(|(item, value)| (*item, value.unwrap_or(0))).collect();
    let rows: Vec<(String, String, i64)> = Names::ordered(breakdown, &known)
        .into_iter()
        .map(|(item, value)| (shown.names.item(ui, breakdown, &item), item, value))
        .collect();
    let id = format!("{}-{}", indicator.key, breakdown.key).replace('_', "-");
    let title = |key| {
        let say = Say::new(key)
            .with("figure", indicator.name.of(ui.lang))
            .with("by", breakdown.name.of(ui.lang).to_lowercase());
        ui.say(&say)
    };
    let all = parts.values().all(Option::is_some);
    let (kind, title, values) = match breakdown.items {
        // Growth is a sum over months: with one of them withheld it would be wrong, and it would tell.
        Items::Months if breakdown.key == "recorded" && all => {
            (Kind::Lines, title("insight-chart-growth"), growth(ui, &rows))
        }
        Items::Months | Items::Years => return None,
        Items::Named(_) | Items::Sectors | Items::Permits | Items::Agencies | Items::Decades => {
            let value = |item: &str| parts.get(item).copied().flatten();
            let values = rows.iter().map(|(name, item, _)| (name.clone(), value(item))).collect();
            (Kind::Bars, title("insight-chart-title"), values)
        }
    };
    let chart =
        Chart::new(id, kind, title).of(breakdown.name.of(ui.lang), indicator.unit.of(ui.lang)).values(values);
    (!chart.is_empty()).then_some(chart)
}

/// The panel on a territory's page, for everybody.
pub(crate) async fn panel(visit: &Visit, area: &AreaCode) -> Answer {
    let ui = &visit.ui;
    let here = AreaCode::of_city(ui.city.id).is_some_and(|city| city.contains(area));
    if !here || area.level() > Level::Kelurahan {
        return Err(Error::NotFound("area").into());
    }
    let mut tx = visit.tx().await?;
    let Some(released) = latest(&mut tx, Some(area)).await? else {
        let none = blocks::notice(&ui.t("insight-public-none-hint"), Tone::Plain);
        return Ok(Page::new(ui.t("insight-panel"), none).into_response());
    };
    let mut main = Html::trusted("<dl class=\"facts\">");
    for indicator in indicator::ALL.into_iter().filter(|indicator| indicator.public).take(3) {
        main.push(&stat(ui, indicator, released.value(indicator, area)));
    }
    main.push_trusted("</dl><p>");
    main.push(&blocks::link(&ui.url(&format!("/insight/releases/{area}")), &ui.t("insight-more")));
    main.push_trusted("</p>");
    Ok(Page::new(ui.t("insight-panel"), main).into_response())
}
