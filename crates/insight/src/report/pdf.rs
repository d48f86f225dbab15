//! The report on paper.

use kernel::{Error, Say};
use paper::{Head, Paper, Sheet};
use web::Ui;
use web::chart::Chart;

use super::Contents;
use super::draw::OnPaper;
use crate::indicator::{self, Breakdown, Indicator, Items};

/// Breakdowns by month and year are drawn; their tables would fill pages and are in the workbook.
const FEW: usize = 30;

pub(crate) fn write(ui: &Ui, contents: &mut Contents) -> Result<Vec<u8>, Error> {
    let mut paper = Paper::new(Sheet {
        title: contents.title.clone(),
        lang: ui.lang.as_str().to_owned(),
        foot: format!("{} · {}", ui.city.name, contents.origin.first().cloned().unwrap_or_default()),
        page: ui.t("insight-report-page"),
    });
    for line in &contents.origin {
        paper.paragraph(line);
    }
    let heads = [
        Head::text(ui.t("insight-figure")),
        Head::number(ui.t("insight-value")),
        Head::text(ui.t("insight-unit")),
    ];
    let main: Vec<Vec<String>> = indicator::ALL
        .into_iter()
        .map(|indicator| {
            let value = ui.number(contents.seen.found.value(indicator));
            vec![indicator.name.of(ui.lang).to_owned(), value, indicator.unit.of(ui.lang).to_owned()]
        })
        .collect();
    paper.table(&ui.t("insight-report-main"), &heads, &main, None);
    areas(ui, &mut paper, contents);
    for indicator in indicator::ALL {
        contents.seen.indicator = indicator;
        figures(ui, &mut paper, contents, indicator)?;
    }
    paper.heading(2, &ui.t("insight-glossary"));
    for indicator in indicator::ALL {
        paper.heading(3, indicator.name.of(ui.lang));
        paper.paragraph(indicator.definition.of(ui.lang));
        paper.remark(&format!("{}: {}", ui.t("insight-formula"), indicator.formula.of(ui.lang)));
        let (view, basis) = (ui.t("insight-view"), ui.t("insight-basis"));
        paper.remark(&format!("{view}: {}. {basis}: {}", indicator.view, indicator.basis.of(ui.lang)));
    }
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}

fn areas(ui: &Ui, paper: &mut Paper, contents: &Contents) {
    if contents.areas.is_empty() {
        return;
    }
    let mut heads = vec![Head::text(ui.t("insight-area"))];
    heads.extend(contents.columns.iter().map(|indicator| Head::number(indicator.name.of(ui.lang))));
    let rows: Vec<Vec<String>> = contents
        .areas
        .iter()
        .map(|(name, values)| {
            std::iter::once(name.clone()).chain(values.iter().map(|value| ui.number(*value))).collect()
        })
        .collect();
    paper.heading(2, &ui.t("insight-report-areas"));
    paper.table(&ui.t("insight-report-areas"), &heads, &rows, rows.len().checked_sub(1));
}

fn figures(ui: &Ui, paper: &mut Paper, contents: &Contents, indicator: &Indicator) -> Result<(), Error> {
    let mut first = true;
    for breakdown in indicator.breakdowns {
        let rows = contents.seen.broken(ui, breakdown);
        if rows.is_empty() {
            continue;
        }
        if std::mem::take(&mut first) {
            paper.heading(2, indicator.name.of(ui.lang));
        }
        let chart = contents.seen.chart(ui, breakdown);
        paper.heading(3, &chart.title);
        if let Some((sum, total)) = contents.seen.gap(breakdown) {
            let say = Say::new("insight-gap")
                .with("sum", ui.number(sum))
                .with("total", ui.number(total))
                .with("gap", ui.number((total - sum).abs()));
            paper.paragraph(&ui.say(&say));
        }
        drawing(ui, paper, &chart)?;
        if drawn_alone(breakdown) || rows.len() > FEW {
            continue;
        }
        let heads = [Head::text(breakdown.name.of(ui.lang)), Head::number(indicator.unit.of(ui.lang))];
        let rows: Vec<Vec<String>> =
            rows.into_iter().map(|(name, _, value)| vec![name, ui.number(value)]).collect();
        paper.table(&chart.title, &heads, &rows, None);
    }
    Ok(())
}

fn drawn_alone(breakdown: &Breakdown) -> bool {
    match breakdown.items {
        Items::Months | Items::Years => true,
        Items::Named(_) | Items::Sectors | Items::Permits | Items::Agencies | Items::Decades => false,
    }
}

fn drawing(ui: &Ui, paper: &mut Paper, chart: &Chart) -> Result<(), Error> {
    if chart.is_empty() {
        return Ok(());
    }
    let size = chart.size();
    let near = |value: u32| f32::from(u16::try_from(value).unwrap_or(u16::MAX));
    let mut drawn = Ok(());
    let words = format!("{}. {}", chart.title, chart.description(ui));
    paper.drawing(&words, (near(size.0), near(size.1)), |canvas| {
        drawn = chart.draw(ui, &mut OnPaper { canvas })
    });
    drawn
}
