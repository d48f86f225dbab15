//! What the columns of a list mean: shown with samples, confirmed or put right by somebody.

use kernel::Say;
use web::blocks::{self, Tone};
use web::{Html, Posted, Ui};

use super::BatchId;
use super::mapping::Choice;
use crate::import::{Column, Field, LayoutPlan, Plan, letters};

/// What amounts can be multiplied with, and the message of it.
const SCALES: [(&str, &str); 3] = [
    ("1", "registry-batch-scale-one"),
    ("1000", "registry-batch-scale-thousand"),
    ("1000000", "registry-batch-scale-million"),
];

/// The form of all tables in the file.
pub(super) fn form(ui: &Ui, id: BatchId, plan: &Plan) -> Html {
    let mut html = Html::trusted("<form class=\"form\" method=\"post\"");
    let action = ui.url(&format!("/registry/batches/{id}/mapping"));
    html.attr("action", &web::form::keyed(&action, ui));
    html.push_trusted(">");
    for (place, layout) in plan.lists().enumerate() {
        table(ui, place, layout, &mut html);
    }
    html.push(&blocks::paragraph(ui, "registry-batch-confirm-note"));
    html.push_trusted("<div class=\"actions\"><button class=\"button\">");
    html.push_text(&ui.t("registry-batch-confirm"));
    html.push_trusted("</button></div></form>");
    blocks::section(ui, "registry-batch-layout", &html)
}

fn table(ui: &Ui, place: usize, layout: &LayoutPlan, html: &mut Html) {
    for doubt in &layout.doubts {
        html.push(&blocks::notice(&ui.say(&doubt.say()), Tone::City));
    }
    if layout.remembered {
        html.push(&blocks::badge(&ui.t("registry-batch-layout-remembered"), Tone::Good));
    }
    let sheets = Say::new("registry-batch-layout-sheets")
        .with("sheets", shortened(&layout.sheets))
        .with("rows", ui.number(i64::from(layout.rows)));
    html.push_trusted("<p class=\"muted\">");
    html.push_text(&ui.say(&sheets));
    html.push_trusted("</p>");
    let heads =
        ["registry-batch-column", "registry-batch-header", "registry-batch-samples", "registry-batch-means"];
    let rows: Vec<Vec<Html>> =
        layout.mapping.columns.iter().map(|column| row(ui, place, layout, column)).collect();
    html.push(&blocks::table(ui, "registry-batch-layout", &heads, &rows));
}

fn shortened(sheets: &[String]) -> String {
    match sheets {
        [first, second, third, _, ..] => format!("{first}, {second}, {third} … ({})", sheets.len()),
        [] | [_] | [_, _] | [_, _, _] => sheets.join(", "),
    }
}

fn row(ui: &Ui, place: usize, layout: &LayoutPlan, column: &Column) -> Vec<Html> {
    let samples = layout.samples.get(&column.column).cloned().unwrap_or_default();
    let mut means = Html::default();
    let name = format!("kolom-{place}-{}", column.column);
    let label = format!("{} {}", ui.t("registry-batch-means"), letters(column.column));
    let fields = Field::ALL.iter().map(|field| (field.code(), ui.t_of("registry-column-", field.code())));
    select(&mut means, &name, &label, column.field.code(), fields);
    if column.field.of_money() {
        let scale = column.scale.unwrap_or(1).to_string();
        let scales = SCALES.into_iter().map(|(value, key)| (value, ui.t(key)));
        let name = format!("kali-{place}-{}", column.column);
        select(&mut means, &name, &ui.t("registry-batch-scale"), &scale, scales);
    }
    vec![
        Html::text(&letters(column.column)),
        Html::text(&column.header),
        Html::text(&samples.join(" · ")),
        means,
    ]
}

fn select<'a>(
    html: &mut Html,
    name: &str,
    label: &str,
    chosen: &str,
    choices: impl Iterator<Item = (&'a str, String)>,
) {
    html.push_trusted("<select");
    html.attr("name", name);
    html.attr("aria-label", label);
    html.push_trusted(">");
    for (value, text) in choices {
        html.push_trusted("<option");
        html.attr("value", value);
        if value == chosen {
            html.push_trusted(" selected");
        }
        html.push_trusted(">");
        html.push_text(&text);
        html.push_trusted("</option>");
    }
    html.push_trusted("</select>");
}

/// What the form says of each column.
pub(super) fn choices(plan: &Plan, posted: &Posted) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (place, layout) in plan.lists().enumerate() {
        for column in &layout.mapping.columns {
            let Some(field) = Field::parse(posted.text(&format!("kolom-{place}-{}", column.column))) else {
                continue;
            };
            let scale = posted.text(&format!("kali-{place}-{}", column.column)).parse().ok();
            choices.push(Choice {
                layout: layout.mapping.key.clone(),
                column: column.column,
                field,
                side: None,
                scale,
            });
        }
    }
    choices
}
