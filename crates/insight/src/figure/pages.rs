//! The desk's pages of figures: an area's dashboard, the glossary, the panel on a territory's page.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{AreaCode, Error, Level, Say};
use web::blocks::{self, Tone};
use web::icon::Icon;
use web::{Answer, Html, ListQuery, Page, Ui, Visit};

use super::SEE;
use super::picture::{self, Part};
use super::seen::{Seen, What, see};
use crate::indicator::{self, Breakdown, Parts};

/// `GET /insight`: the figures of one's own territory.
pub(crate) async fn own(visit: Visit, query: ListQuery) -> Answer {
    let tx = visit.tx().await?;
    let area = AreaCode::parse(tx.scope(SEE)?.prefix())?;
    drop(tx);
    dashboard(&visit, &area, &query).await
}

/// `GET /insight/figures/{area}`
pub(crate) async fn show(visit: Visit, Path(area): Path<String>, query: ListQuery) -> Answer {
    let area = AreaCode::parse(&area).map_err(|_| Error::NotFound("area"))?;
    dashboard(&visit, &area, &query).await
}

async fn dashboard(visit: &Visit, area: &AreaCode, query: &ListQuery) -> Answer {
    let ui = &visit.ui;
    let seen = see(visit, area, query).await?;
    if query.wants_csv() {
        return Ok(csv(ui, &seen));
    }
    let mut main = Html::trusted("<div class=\"stack flow-6\">");
    main.push(&fresh(ui, &seen));
    main.push(&downloads(ui, &seen));
    main.push(&figures(ui, &seen));
    main.push(&tabs(ui, &seen));
    main.push(&parts(ui, &seen));
    main.push(&charts(ui, &seen)?);
    main.push(&definition(ui, &seen));
    main.push_trusted("</div>");
    let title = ui.say(&Say::new("insight-title").with("area", seen.title.clone()));
    let mut page = Page::new(title, main).desk();
    for (code, name) in &seen.above {
        page = page.under(address(ui, code, &seen), name.clone());
    }
    Ok(page.into_response())
}

/// The dashboard of an area that shows the same indicator.
fn address(ui: &Ui, area: &AreaCode, seen: &Seen) -> String {
    ui.url(&format!("/insight/figures/{area}?indikator={}", seen.indicator.key))
}

/// When the figures were counted, and what the count of last night said.
fn fresh(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<p class=\"row\">");
    match seen.fresh.computed_at {
        Some(at) => {
            html.push_trusted("<span>");
            html.push_text(&ui.t("insight-computed"));
            html.push_text(" ");
            html.push(&ui.time(at));
            html.push_trusted("</span>");
        }
        None => html.push(&blocks::badge(&ui.t("insight-never-computed"), Tone::Warn)),
    }
    if seen.fresh.waiting > 0 {
        html.push(&blocks::badge(&ui.t("insight-waiting"), Tone::Warn));
    }
    if let Some(checked) = &seen.fresh.checked {
        let say = |key| {
            let cells = ui.number(checked.cells);
            ui.say(&Say::new(key).with("cells", cells).with("wrong", ui.number(checked.wrong.unwrap_or(0))))
        };
        html.push(&match checked.wrong {
            Some(0) => blocks::badge(&say("insight-checked-same"), Tone::Good),
            Some(_) => blocks::badge(&say("insight-checked-wrong"), Tone::Bad),
            None => blocks::badge(&say("insight-checked-running"), Tone::Warn),
        });
    }
    html.push_trusted("</p>");
    html
}

fn downloads(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<p class=\"row no-print\">");
    let here = format!("/insight/figures/{}", seen.area);
    let csv = format!("{here}?indikator={}&bentuk=csv", seen.indicator.key);
    let files =
        [("PDF", format!("{here}/report.pdf")), ("XLSX", format!("{here}/report.xlsx")), ("CSV", csv)];
    for (name, path) in files {
        html.push_trusted("<a class=\"button quiet\" download");
        html.attr("href", &ui.url(&path));
        html.push_trusted(">");
        html.push(&blocks::icon(Icon::Download));
        html.push_text(name);
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

/// All figures of the area at a glance.
fn figures(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<dl class=\"facts\">");
    for indicator in indicator::ALL {
        let figure = ui.number(seen.found.value(indicator));
        html.push(&blocks::stat(indicator.name.of(ui.lang), &figure, Some(indicator.unit.of(ui.lang))));
    }
    html.push_trusted("</dl>");
    html
}

/// The indicators as tabs: which of them the map, the table and the charts are about.
fn tabs(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<nav class=\"tabs\"");
    html.attr("aria-label", &ui.t("insight-indicators"));
    html.push_trusted(">");
    for indicator in indicator::ALL {
        html.push_trusted("<a");
        html.attr("href", &ui.url(&format!("/insight/figures/{}?indikator={}", seen.area, indicator.key)));
        if indicator.key == seen.indicator.key {
            html.attr("aria-current", "true");
        }
        html.push_trusted(">");
        html.push_text(indicator.name.of(ui.lang));
        html.push_trusted("</a>");
    }
    html.push_trusted("</nav>");
    html
}

/// The map and the table beside it.
fn parts(ui: &Ui, seen: &Seen) -> Html {
    let Some(level) = seen.level else { return total(ui, seen) };
    let indicator = seen.indicator;
    let say = Say::new("insight-map-title")
        .with("figure", indicator.name.of(ui.lang))
        .with("area", seen.title.clone());
    let title = ui.say(&say);
    let map = picture::map(ui, &seen.gazetteer, &title, indicator.unit.of(ui.lang), &seen.parts, |code| {
        address(ui, code, seen)
    });
    let mut html = Html::trusted("<section class=\"stack\"><h2 id=\"peta\">");
    html.push_text(&title);
    html.push_trusted("</h2>");
    if seen.area.level() == Level::City {
        html.push(&levels(ui, seen, level));
    }
    html.push_trusted("<div class=\"split\">");
    html.push(&map);
    html.push(&table(ui, seen));
    html.push_trusted("</div></section>");
    html
}

/// Per kecamatan or per kelurahan.
fn levels(ui: &Ui, seen: &Seen, level: Level) -> Html {
    let mut html = Html::trusted("<nav class=\"tags\"");
    html.attr("aria-label", &ui.t("insight-level"));
    html.push_trusted(">");
    for (key, word, at) in [
        ("insight-level-kecamatan", "kecamatan", Level::Kecamatan),
        ("insight-level-kelurahan", "kelurahan", Level::Kelurahan),
    ] {
        html.push_trusted("<a class=\"tag\"");
        html.attr("href", &format!("{}&tingkat={word}", address(ui, &seen.area, seen)));
        if at == level {
            html.attr("aria-current", "true");
        }
        html.push_trusted(">");
        html.push_text(&ui.t(key));
        html.push_trusted("</a>");
    }
    html.push_trusted("</nav>");
    html
}

fn table(ui: &Ui, seen: &Seen) -> Html {
    let mut html =
        Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"peta\">");
    html.push_trusted("<table class=\"table\" data-rows><thead><tr><th scope=\"col\">");
    html.push_text(&ui.t("insight-area"));
    html.push_trusted("</th><th scope=\"col\" class=\"num\">");
    html.push_text(seen.indicator.name.of(ui.lang));
    html.push_trusted("</th></tr></thead><tbody>");
    for Part { code, name, value } in &seen.parts {
        html.push_trusted("<tr><th scope=\"row\">");
        html.push(&blocks::link(&address(ui, code, seen), name));
        html.push_trusted("</th><td class=\"num\">");
        html.push(&figure(ui, seen, (code, What::All), value.unwrap_or(0), name));
        html.push_trusted("</td></tr>");
    }
    if seen.rest != 0 {
        html.push_trusted("<tr><th scope=\"row\">");
        html.push_text(&ui.t("insight-rest"));
        html.push_trusted("</th><td class=\"num\">");
        html.push(&figure(ui, seen, (&seen.area, What::Rest), seen.rest, &ui.t("insight-rest")));
        html.push_trusted("</td></tr>");
    }
    html.push_trusted("</tbody><tfoot><tr><th scope=\"row\">");
    html.push_text(&seen.title);
    html.push_trusted("</th><td class=\"num\">");
    let whole = seen.found.value(seen.indicator);
    html.push(&figure(ui, seen, (&seen.area, What::All), whole, &seen.title));
    html.push_trusted("</td></tr></tfoot></table></div>");
    if seen.sum() != whole {
        let mut both = html;
        both.push(&gap(ui, seen.sum(), whole));
        return both;
    }
    html
}

/// A figure, as a link to its records where the reader may see them.
fn figure(ui: &Ui, seen: &Seen, (area, what): (&AreaCode, What<'_>), value: i64, name: &str) -> Html {
    let words = ui.number(value);
    match seen.records(ui, area, what) {
        Some(address) if value > 0 => {
            let mut html = Html::trusted("<a");
            html.attr("href", &address);
            html.push_trusted(">");
            html.push_text(&words);
            html.push_trusted("<span class=\"sr\"> ");
            html.push_text(&ui.say(&Say::new("insight-records-of").with("name", name.to_owned())));
            html.push_trusted("</span></a>");
            html
        }
        Some(_) | None => Html::text(&words),
    }
}

/// In a kelurahan there is no map: the figure and its records.
fn total(ui: &Ui, seen: &Seen) -> Html {
    let whole = seen.found.value(seen.indicator);
    let mut html = Html::trusted("<p class=\"row\"><strong>");
    html.push_text(&format!(
        "{}: {} {}",
        seen.indicator.name.of(ui.lang),
        ui.number(whole),
        seen.indicator.unit.of(ui.lang)
    ));
    html.push_trusted("</strong>");
    if let Some(address) = seen.records(ui, &seen.area, What::All).filter(|_| whole > 0) {
        html.push(&blocks::button_link(&address, &ui.t("insight-records"), true));
    }
    html.push_trusted("</p>");
    html
}

fn gap(ui: &Ui, sum: i64, total: i64) -> Html {
    let say = Say::new("insight-gap")
        .with("sum", ui.number(sum))
        .with("total", ui.number(total))
        .with("gap", ui.number((total - sum).abs()));
    blocks::notice(&ui.say(&say), Tone::Bad)
}

/// The breakdowns, each as a chart with its table.
fn charts(ui: &Ui, seen: &Seen) -> Result<Html, Error> {
    let mut html = web::chart::sheet(ui);
    html.push_trusted("<div class=\"panels\">");
    for breakdown in seen.indicator.breakdowns {
        let rows = seen.broken(ui, breakdown);
        if rows.is_empty() {
            continue;
        }
        let chart = seen.chart(ui, breakdown);
        html.push_trusted("<section class=\"panel\"><header><h3>");
        html.push_text(&chart.title);
        html.push_trusted("</h3></header>");
        if let Some((sum, total)) = seen.gap(breakdown) {
            html.push(&gap(ui, sum, total));
        }
        html.push(&chart.figure_with(ui, &broken(ui, seen, breakdown, &rows))?);
        if breakdown.parts == Parts::Overlapping {
            html.push_trusted("<p class=\"muted\">");
            html.push_text(&ui.t("insight-overlapping"));
            html.push_trusted("</p>");
        }
        html.push_trusted("</section>");
    }
    html.push_trusted("</div>");
    Ok(html)
}

/// A breakdown as a table whose figures lead to their records.
fn broken(ui: &Ui, seen: &Seen, breakdown: &Breakdown, rows: &[(String, String, i64)]) -> Html {
    let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", breakdown.name.of(ui.lang));
    html.push_trusted("><table class=\"table dense\"><thead><tr><th scope=\"col\">");
    html.push_text(breakdown.name.of(ui.lang));
    html.push_trusted("</th><th scope=\"col\" class=\"num\">");
    html.push_text(seen.indicator.unit.of(ui.lang));
    html.push_trusted("</th></tr></thead><tbody>");
    for (name, item, value) in rows {
        html.push_trusted("<tr><th scope=\"row\">");
        html.push_text(name);
        html.push_trusted("</th><td class=\"num\">");
        html.push(&figure(ui, seen, (&seen.area, What::Part(breakdown, item)), *value, name));
        html.push_trusted("</td></tr>");
    }
    html.push_trusted("</tbody></table></div>");
    html
}

/// What the figure is, in words and as what is run.
fn definition(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push_text(&ui.t("insight-definition-title"));
    html.push_trusted("</h2>");
    html.push(&crate::indicator::pages::words(ui, seen.indicator));
    if let Some(at) = seen.fresh.computed_at {
        html.push_trusted("<p class=\"muted\">");
        html.push_text(&ui.t("insight-computed"));
        html.push_text(" ");
        html.push(&ui.time(at));
        html.push_trusted("</p>");
    }
    html.push_trusted("</section>");
    html
}

/// The table beside the map, and each breakdown, as one file.
fn csv(ui: &Ui, seen: &Seen) -> Response {
    let mut rows = vec![
        [
            &ui.t("insight-csv-area"),
            &ui.t("insight-csv-name"),
            &ui.t("insight-csv-by"),
            &ui.t("insight-csv-part"),
            &ui.t("insight-csv-value"),
        ]
        .map(ToString::to_string)
        .to_vec(),
    ];
    let mut push = |area: &str, name: &str, by: &str, part: &str, value: i64| {
        rows.push(vec![area.to_owned(), name.to_owned(), by.to_owned(), part.to_owned(), value.to_string()]);
    };
    push(seen.area.as_str(), &seen.title, "", "", seen.found.value(seen.indicator));
    for Part { code, name, value } in &seen.parts {
        push(code.as_str(), name, "", "", value.unwrap_or(0));
    }
    if seen.rest != 0 {
        push("", &ui.t("insight-rest"), "", "", seen.rest);
    }
    for breakdown in seen.indicator.breakdowns {
        for (part, _, value) in seen.broken(ui, breakdown) {
            push(seen.area.as_str(), &seen.title, breakdown.name.of(ui.lang), &part, value);
        }
    }
    web::table::csv(&rows, &format!("{}-{}", seen.indicator.key, seen.area))
}

/// `GET /insight/panels/{area}`: the figures of an area on its territory's page; to those who may not see them, what was
/// released.
pub(crate) async fn panel(visit: Visit, Path(area): Path<String>) -> Answer {
    let area = AreaCode::parse(&area).map_err(|_| Error::NotFound("area"))?;
    let ui = &visit.ui;
    if !visit.actor().may(SEE, &area) {
        return crate::release::pages::panel(&visit, &area).await;
    }
    let seen = see(&visit, &area, &ListQuery::default()).await?;
    let mut main = figures(ui, &seen);
    main.push_trusted("<p>");
    main.push(&blocks::link(&address(ui, &area, &seen), &ui.t("insight-more")));
    main.push_trusted("</p>");
    Ok(Page::new(ui.say(&Say::new("insight-title").with("area", seen.title.clone())), main)
        .desk()
        .into_response())
}
