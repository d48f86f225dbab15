//! How a promise's future is shown.

use chrono::Datelike as _;
use web::blocks::{self, Tone};
use web::{Html, Ui};

use super::pages::Seen;
use super::project::{Outlook, Projection, project};
use super::rules::Cell;

/// Whether it will be kept, by the end of the term and a year before.
pub(super) fn section(ui: &Ui, seen: &Seen) -> Html {
    let revision = &seen.promise.revision;
    let term = Cell { year: 0, ..seen.cell.clone() };
    let Some(promised) = seen.figures.promised(&term).filter(|promised| *promised > 0) else {
        return Html::default();
    };
    let reached: Vec<(i32, i64)> = seen
        .figures
        .years()
        .into_iter()
        .map(|year| (i32::from(year), seen.figures.reached(&Cell { year, ..term.clone() })))
        .collect();
    let early = revision.until.with_year(revision.until.year() - 1).filter(|day| *day > ui.today());
    let mut rows = Vec::new();
    for until in std::iter::once(revision.until).chain(early) {
        let from = revision.from;
        let outlook = Outlook { from, today: ui.today(), until, promised, reached: reached.clone() };
        if let Some(projection) = project(&outlook) {
            rows.push(outlook_row(ui, until, promised, &projection));
        }
    }
    if rows.is_empty() {
        return blocks::paragraph(ui, "programmes-promise-no-pace");
    }
    let heads = [
        "programmes-promise-by-day",
        "programmes-promise-likely",
        "programmes-promise-range",
        "programmes-promise-chance",
        "programmes-promise-pace",
        "programmes-promise-needed",
    ];
    let mut parts = vec![blocks::table(ui, "programmes-promise-outlook", &heads, &rows)];
    parts.push(blocks::paragraph(ui, "programmes-promise-outlook-how"));
    blocks::section(ui, "programmes-promise-outlook", &blocks::stack(&parts))
}

fn outlook_row(ui: &Ui, until: chrono::NaiveDate, promised: i64, projection: &Projection) -> Vec<Html> {
    let tone = match projection.chance {
        80.. => Tone::Good,
        20..80 => Tone::Warn,
        _ => Tone::Bad,
    };
    let likely = format!("{} / {}", ui.number(projection.likely), ui.number(promised));
    let range = format!("{}–{}", ui.number(projection.low), ui.number(projection.high));
    vec![
        Html::text(&ui.date(until)),
        Html::text(&likely),
        Html::text(&range),
        blocks::badge(&format!("{} %", projection.chance), tone),
        Html::text(&ui.decimal(projection.pace, 0)),
        Html::text(&projection.needed.map_or_else(|| "–".to_owned(), |needed| ui.decimal(needed, 0))),
    ]
}
