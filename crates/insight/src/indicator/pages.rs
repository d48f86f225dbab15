//! The glossary: every indicator with its definition, its formula and where it comes from.

use axum::response::IntoResponse;
use kernel::Say;
use web::{Answer, Html, Page, Ui, Visit, blocks};

use super::{ALL, Indicator, Parts};

/// `GET /insight/indicators`
pub(crate) async fn list(visit: Visit) -> Answer {
    let ui = &visit.ui;
    let mut main = Html::trusted("<div class=\"stack flow-6\"><p class=\"lead\">");
    main.push_text(&ui.t("insight-glossary-lead"));
    main.push_trusted("</p>");
    for indicator in ALL {
        main.push_trusted("<section class=\"stack\"><h2");
        main.attr("id", indicator.key);
        main.push_trusted(">");
        main.push_text(indicator.name.of(ui.lang));
        main.push_trusted("</h2>");
        main.push(&words(ui, indicator));
        main.push_trusted("</section>");
    }
    main.push_trusted("</div>");
    Ok(Page::new(ui.t("insight-glossary"), main).about(ui.t("insight-glossary-lead")).into_response())
}

/// What an indicator is.
pub(crate) fn words(ui: &Ui, indicator: &Indicator) -> Html {
    let text = |key: &'static str, text: &str| (Say::new(key), Html::text(text));
    let breakdowns: Vec<String> = indicator
        .breakdowns
        .iter()
        .map(|breakdown| match breakdown.parts {
            Parts::Whole => breakdown.name.of(ui.lang).to_owned(),
            Parts::Overlapping => format!("{} ({})", breakdown.name.of(ui.lang), ui.t("insight-may-overlap")),
        })
        .collect();
    let mut rows = vec![
        text("insight-definition", indicator.definition.of(ui.lang)),
        text("insight-formula", indicator.formula.of(ui.lang)),
        text("insight-unit", indicator.unit.of(ui.lang)),
        text("insight-counted", &ui.t_of("insight-counted-", indicator.counted.as_str())),
        text("insight-source", indicator.source.of(ui.lang)),
        text("insight-view", indicator.view),
        text("insight-basis", indicator.basis.of(ui.lang)),
    ];
    if !breakdowns.is_empty() {
        rows.push(text("insight-breakdowns", &breakdowns.join(", ")));
    }
    let mut html = blocks::facts(ui, &rows);
    if let Some(tally) = indicator.tally() {
        html.push_trusted("<details class=\"more\"><summary>");
        html.push_text(&ui.t("insight-statement-run"));
        html.push_trusted("</summary><pre class=\"scroll\" tabindex=\"0\"><code>");
        html.push_text(&tally.sql());
        html.push_trusted("</code></pre></details>");
    }
    html
}
