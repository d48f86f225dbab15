//! The page of published figures, for everybody.

use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say};
use web::blocks::{self, Tone};
use web::{Answer, Html, Page, Ui, Visit};

use super::rules::groups;
use super::{Group, Role, Statement, Verdict, of_city};

/// `GET /insight/statements`
pub(crate) async fn list(visit: Visit) -> Answer {
    let ui = &visit.ui;
    let city = AreaCode::of_city(ui.city.id).ok_or(Error::NotFound("statement"))?;
    let all = of_city(&city);
    let mut main = Html::trusted("<div class=\"stack flow-6\"><p class=\"lead\">");
    main.push_text(&ui.t("insight-statements-lead"));
    main.push_trusted("</p>");
    if all.is_empty() {
        main.push(&blocks::empty(ui, "insight-statements-none", "insight-statements-none-hint"));
    }
    for group in groups(&all) {
        main.push(&checked(ui, &group));
    }
    let alone: Vec<&Statement> = all.into_iter().filter(|statement| statement.role == Role::Alone).collect();
    if !alone.is_empty() {
        main.push_trusted("<section class=\"stack\"><h2>");
        main.push_text(&ui.t("insight-statements-others"));
        main.push_trusted("</h2>");
        main.push(&table(ui, &ui.t("insight-statements-others"), &alone, None));
        main.push_trusted("</section>");
    }
    main.push_trusted("</div>");
    let title = ui.say(&Say::new("insight-statements-title").with("city", ui.city.name.clone()));
    Ok(Page::new(title, main).about(ui.t("insight-statements-lead")).into_response())
}

/// A total with its parts, and whether they make it.
fn checked(ui: &Ui, group: &Group<'_>) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push_text(&format!("{} ({})", group.total.name.of(ui.lang), group.total.year));
    html.push_trusted("</h2>");
    let parts: Vec<String> = group.parts.iter().map(|part| ui.number(part.value)).collect();
    let say = |key, sum: i64, gap: i64| {
        Say::new(key)
            .with("parts", parts.join(" + "))
            .with("sum", ui.number(sum))
            .with("total", ui.number(group.total.value))
            .with("gap", ui.number(gap.abs()))
    };
    html.push(&match group.verdict() {
        Verdict::AddsUp => {
            let total = group.total.value;
            blocks::notice(&ui.say(&say("insight-adds-up", total, 0)), Tone::Good)
        }
        Verdict::Misses { sum, gap } => blocks::notice(&ui.say(&say("insight-misses", sum, gap)), Tone::Bad),
    });
    let mut rows = group.parts.clone();
    rows.push(group.total);
    html.push(&table(ui, group.total.name.of(ui.lang), &rows, Some(group.total)));
    html.push_trusted("</section>");
    html
}

/// The columns, and whether they are figures.
const HEADS: [(&str, bool); 6] = [
    ("insight-statement-name", false),
    ("insight-statement-place", false),
    ("insight-statement-value", true),
    ("insight-unit", false),
    ("insight-statement-year", true),
    ("insight-source", false),
];

fn table(ui: &Ui, title: &str, rows: &[&Statement], total: Option<&Statement>) -> Html {
    let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", title);
    html.push_trusted("><table class=\"table cards\"><thead><tr>");
    let heads = HEADS.map(|(key, numeric)| (ui.t(key), numeric));
    for (head, numeric) in &heads {
        html.push_trusted(if *numeric { "<th scope=\"col\" class=\"num\">" } else { "<th scope=\"col\">" });
        html.push_text(head);
        html.push_trusted("</th>");
    }
    html.push_trusted("</tr></thead><tbody>");
    for row in rows {
        let strong = total == Some(*row);
        html.push_trusted("<tr><th scope=\"row\">");
        html.push_text(row.name.of(ui.lang));
        html.push_trusted("</th>");
        let cells = [
            row.place.clone(),
            ui.number(row.value),
            row.unit.of(ui.lang).to_owned(),
            row.year.to_string(),
            row.source.clone(),
        ];
        for ((head, numeric), cell) in heads.iter().skip(1).zip(cells) {
            html.push_trusted("<td");
            match (numeric, strong) {
                (true, true) => html.attr("class", "num strong"),
                (true, false) => html.attr("class", "num"),
                (false, _) => {}
            }
            html.attr("data-l", head);
            html.push_trusted(">");
            html.push_text(&cell);
            html.push_trusted("</td>");
        }
        html.push_trusted("</tr>");
    }
    html.push_trusted("</tbody></table></div>");
    html
}
