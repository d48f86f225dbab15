//! The tables of a report, as the page, the paper and the workbook show them.

use kernel::{AreaCode, Say};
use web::Ui;

use super::check::{Check, Rule};
use super::contents::{Contents, Line, PromiseLines};
use crate::promise::{Cell, category, cell_words, share, year};

/// A cell of a table.
pub(super) enum Value {
    Text(String),
    Number(i64),
    None,
}

impl Value {
    /// As people read it.
    pub(super) fn words(&self, ui: &Ui) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => ui.number(*number),
            Value::None => "–".to_owned(),
        }
    }
}

/// A table with a title. Its first `names` columns are words, the others figures.
pub(super) struct Sheet {
    pub(super) title: String,
    pub(super) names: usize,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// All tables, the checks first.
pub(super) fn sheets(ui: &Ui, contents: &Contents) -> Vec<Sheet> {
    let mut sheets = vec![checks(ui, &contents.checks)];
    for promise in &contents.promises {
        sheets.push(figures(ui, promise));
        sheets.push(areas(ui, promise));
    }
    if !contents.programmes.is_empty() {
        sheets.push(programmes(ui, contents));
    }
    sheets
}

fn heads(ui: &Ui, keys: &[&'static str]) -> Vec<String> {
    keys.iter().map(|key| ui.t(key)).collect()
}

fn checks(ui: &Ui, checks: &[Check]) -> Sheet {
    let row = |check: &Check| {
        let result = if check.holds() {
            ui.t("programmes-report-holds")
        } else {
            format!("{}: {}", ui.t("programmes-report-fails"), ui.say(&difference(ui, check)))
        };
        let texts = [result, ui.t_of("programmes-report-rule-", check.rule.as_str()), about(ui, check)];
        texts.into_iter().map(Value::Text).collect()
    };
    let keys = ["programmes-report-result", "programmes-report-rule", "programmes-report-of"];
    Sheet {
        title: ui.t("programmes-report-checks"),
        names: keys.len(),
        heads: heads(ui, &keys),
        rows: checks.iter().map(row).collect(),
    }
}

/// Of which promise or programme, and of which figure of it.
fn about(ui: &Ui, check: &Check) -> String {
    let Some((year, category, area)) = &check.cell else { return check.of.clone() };
    let area = AreaCode::parse(area).ok().or_else(|| AreaCode::of_city(ui.city.id));
    let cell = |area| cell_words(ui, &Cell { year: *year, category: category.clone(), area });
    area.map_or_else(|| check.of.clone(), |area| format!("{}: {}", check.of, cell(area)))
}

/// How far apart two figures are that have to agree.
fn difference(ui: &Ui, check: &Check) -> Say {
    let key = match check.rule {
        Rule::Promised | Rule::Told | Rule::Years | Rule::Areas => "programmes-report-said-sum",
        Rule::Within => "programmes-report-said-within",
        Rule::Women => "programmes-report-said-women",
        Rule::Enrolled => "programmes-report-said-enrolled",
    };
    Say::new(key).with("whole", ui.number(check.whole)).with("parts", ui.number(check.parts))
}

fn figures(ui: &Ui, promise: &PromiseLines) -> Sheet {
    let keys = [
        "programmes-promise-year-and-category",
        "programmes-promise-promised",
        "programmes-promise-reached",
        "programmes-promise-share",
        "programmes-promise-told",
    ];
    let row = |line: &Line| {
        let when = if line.year == 0 { ui.t("programmes-report-so-far") } else { year(ui, line.year) };
        let name = format!("{when}, {}", category(ui, &line.category));
        let told = line.told.map_or(Value::None, Value::Number);
        measured(ui, name, line).into_iter().chain([told]).collect()
    };
    Sheet {
        title: promise.name.clone(),
        names: 1,
        heads: heads(ui, &keys),
        rows: promise.lines.iter().map(row).collect(),
    }
}

fn areas(ui: &Ui, promise: &PromiseLines) -> Sheet {
    let keys = [
        "programmes-promise-area",
        "programmes-promise-promised",
        "programmes-promise-reached",
        "programmes-promise-share",
    ];
    let place =
        |line: &Line| AreaCode::parse(&line.area).map_or_else(|_| line.area.clone(), |area| ui.place(&area));
    Sheet {
        title: ui.say(&Say::new("programmes-report-by-area").with("name", promise.name.clone())),
        names: 1,
        heads: heads(ui, &keys),
        rows: promise.areas.iter().map(|line| measured(ui, place(line), line)).collect(),
    }
}

fn measured(ui: &Ui, name: String, line: &Line) -> Vec<Value> {
    let promised = line.promised.map_or(Value::None, Value::Number);
    let share = Value::Text(share(ui, line.promised, line.reached));
    vec![Value::Text(name), promised, Value::Number(line.reached), share]
}

fn programmes(ui: &Ui, contents: &Contents) -> Sheet {
    let keys = [
        "programmes-report-programme",
        "programmes-report-applied",
        "programmes-report-enrolled",
        "programmes-report-credited",
    ];
    let row = |line: &super::contents::ProgrammeLine| {
        let figures = [line.applied, line.enrolled, line.credited].map(Value::Number);
        std::iter::once(Value::Text(line.name.clone())).chain(figures).collect()
    };
    Sheet {
        title: ui.t("programmes-report-programmes"),
        names: 1,
        heads: heads(ui, &keys),
        rows: contents.programmes.iter().map(row).collect(),
    }
}
