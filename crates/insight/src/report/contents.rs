//! What both kinds of report hold.

use std::collections::BTreeMap;

use kernel::{AreaCode, Error, Level, Say};
use web::{ListQuery, Ui, Visit};

use crate::figure::of_parts;
use crate::figure::seen::{Seen, see};
use crate::indicator::{self, Indicator};

/// The indicators that stand side by side in the table of areas.
const COLUMNS: [&str; 5] =
    ["businesses", "entrepreneurs", "businesses_licensed", "permits_expiring", "workers"];

pub(crate) struct Contents {
    pub(crate) seen: Seen,
    pub(crate) title: String,
    /// When the figures were counted and what the last nightly count said.
    pub(crate) origin: Vec<String>,
    pub(crate) columns: Vec<&'static Indicator>,
    /// Name and, per column, figure of each area; the rest and the total last.
    pub(crate) areas: Vec<(String, Vec<i64>)>,
}

/// Reads everything.
pub(crate) async fn read(visit: &Visit, area: &AreaCode) -> Result<Contents, Error> {
    let ui = &visit.ui;
    let seen = see(visit, area, &ListQuery::default()).await?;
    let columns: Vec<&'static Indicator> = COLUMNS.into_iter().filter_map(indicator::find).collect();
    let areas = match seen.level {
        Some(level) => by_area(visit, &seen, &columns, level).await?,
        None => Vec::new(),
    };
    Ok(Contents {
        title: ui.say(&Say::new("insight-report-title").with("area", seen.title.clone())),
        origin: origin(ui, &seen),
        columns,
        areas,
        seen,
    })
}

async fn by_area(
    visit: &Visit,
    seen: &Seen,
    columns: &[&'static Indicator],
    level: Level,
) -> Result<Vec<(String, Vec<i64>)>, Error> {
    let ui = &visit.ui;
    let mut tx = visit.tx().await?;
    let mut found: Vec<(BTreeMap<String, i64>, i64)> = Vec::new();
    // One read per column of the table, of which there are five.
    for indicator in columns {
        found.push(of_parts(&mut tx, indicator, ("", ""), &seen.area, level, ui.today()).await?);
    }
    let line = |code: &str| found.iter().map(|(areas, _)| areas.get(code).copied().unwrap_or(0)).collect();
    let mut rows: Vec<(String, Vec<i64>)> =
        seen.parts.iter().map(|part| (part.name.clone(), line(part.code.as_str()))).collect();
    let rest: Vec<i64> = found.iter().map(|(_, rest)| *rest).collect();
    if rest.iter().any(|value| *value != 0) {
        rows.push((ui.t("insight-rest"), rest));
    }
    rows.push((seen.title.clone(), columns.iter().map(|indicator| seen.found.value(indicator)).collect()));
    Ok(rows)
}

fn origin(ui: &Ui, seen: &Seen) -> Vec<String> {
    let mut lines = Vec::new();
    match seen.fresh.computed_at {
        Some(at) => lines.push(format!("{} {}", ui.t("insight-computed"), ui.instant(at))),
        None => lines.push(ui.t("insight-never-computed")),
    }
    if let Some(checked) = &seen.fresh.checked {
        let key = match checked.wrong {
            Some(0) => "insight-checked-same",
            Some(_) => "insight-checked-wrong",
            None => "insight-checked-running",
        };
        let say = Say::new(key)
            .with("cells", ui.number(checked.cells))
            .with("wrong", ui.number(checked.wrong.unwrap_or(0)));
        lines.push(format!("{} ({})", ui.say(&say), ui.instant(checked.at)));
    }
    lines
}
