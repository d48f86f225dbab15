//! The report as a workbook.

use kernel::{Error, Say};
use sheet::Value;
use sheet::{Column, Cover, Kind, Writer};
use web::Ui;

use super::Contents;
use crate::indicator;

pub(crate) fn write(ui: &Ui, contents: &mut Contents) -> Result<Vec<u8>, Error> {
    book(ui, contents).map_err(|fault| Error::broken(fault.to_string()))
}

fn text(text: impl Into<String>) -> Option<Value> {
    Some(Value::Text(text.into()))
}

fn number(value: i64) -> Option<Value> {
    let count = i32::try_from(value);
    Some(count.map_or_else(|_| Value::Text(value.to_string()), |count| Value::Number(f64::from(count))))
}

fn book(ui: &Ui, contents: &mut Contents) -> Result<Vec<u8>, sheet::Fault> {
    let mut book = Writer::new(Vec::new());
    let mut lines = vec![(ui.t("insight-area"), format!("{} ({})", contents.seen.title, contents.seen.area))];
    lines.extend(contents.origin.iter().map(|line| (ui.t("insight-computation"), line.clone())));
    book.cover(&Cover {
        sheet: ui.t("insight-report-cover"),
        title: contents.title.clone(),
        lines,
        watermark: ui.say(&Say::new("insight-report-mark").with("city", ui.city.name.clone())),
    })?;
    book.sheet(
        &ui.t("insight-report-main"),
        &[
            Column::new(ui.t("insight-figure"), Kind::Text),
            Column::new(ui.t("insight-value"), Kind::Number),
            Column::new(ui.t("insight-unit"), Kind::Text),
        ],
    )?;
    for indicator in indicator::ALL {
        let row = [
            text(indicator.name.of(ui.lang)),
            number(contents.seen.found.value(indicator)),
            text(indicator.unit.of(ui.lang)),
        ];
        book.row(row.iter().map(Option::as_ref))?;
    }
    areas(ui, &mut book, contents)?;
    breakdowns(ui, &mut book, contents)?;
    definitions(ui, &mut book)?;
    book.finish()
}

fn areas(ui: &Ui, book: &mut Writer<Vec<u8>>, contents: &Contents) -> Result<(), sheet::Fault> {
    if contents.areas.is_empty() {
        return Ok(());
    }
    let mut columns = vec![Column::new(ui.t("insight-area"), Kind::Text)];
    columns.extend(
        contents.columns.iter().map(|indicator| Column::new(indicator.name.of(ui.lang), Kind::Number)),
    );
    book.sheet(&ui.t("insight-report-areas"), &columns)?;
    for (name, values) in &contents.areas {
        let row: Vec<Option<Value>> =
            std::iter::once(text(name.clone())).chain(values.iter().map(|value| number(*value))).collect();
        book.row(row.iter().map(Option::as_ref))?;
    }
    Ok(())
}

/// One sheet for each indicator that is broken down.
fn breakdowns(ui: &Ui, book: &mut Writer<Vec<u8>>, contents: &mut Contents) -> Result<(), sheet::Fault> {
    for indicator in indicator::ALL.into_iter().filter(|indicator| !indicator.breakdowns.is_empty()) {
        contents.seen.indicator = indicator;
        book.sheet(
            indicator.name.of(ui.lang),
            &[
                Column::new(ui.t("insight-breakdown"), Kind::Text),
                Column::new(ui.t("insight-csv-part"), Kind::Text),
                Column::new(indicator.unit.of(ui.lang), Kind::Number),
            ],
        )?;
        for breakdown in indicator.breakdowns {
            for (name, _, value) in contents.seen.broken(ui, breakdown) {
                let row = [text(breakdown.name.of(ui.lang)), text(name), number(value)];
                book.row(row.iter().map(Option::as_ref))?;
            }
        }
    }
    Ok(())
}

fn definitions(ui: &Ui, book: &mut Writer<Vec<u8>>) -> Result<(), sheet::Fault> {
    let keys = [
        "insight-figure",
        "insight-definition",
        "insight-formula",
        "insight-unit",
        "insight-source",
        "insight-view",
        "insight-basis",
    ];
    book.sheet(&ui.t("insight-glossary"), &keys.map(|key| Column::new(ui.t(key), Kind::Text)))?;
    for indicator in indicator::ALL {
        let row = [indicator.name, indicator.definition, indicator.formula, indicator.unit, indicator.source]
            .map(|words| text(words.of(ui.lang)));
        let row = row.into_iter().chain([text(indicator.view), text(indicator.basis.of(ui.lang))]);
        let row: Vec<Option<Value>> = row.collect();
        book.row(row.iter().map(Option::as_ref))?;
    }
    Ok(())
}
