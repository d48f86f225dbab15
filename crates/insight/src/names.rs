//! What parts of breakdowns are called, and in which order they stand.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Error, Tx};
use registry::kbli::Sector;
use registry::permit;
use web::Ui;

use crate::indicator::{Breakdown, Items};

/// The names that only the database knows: those of the city's agencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    agencies: BTreeMap<String, String>,
}

impl Names {
    pub(crate) async fn read(tx: &mut Tx) -> Result<Names, Error> {
        let agencies = identity::agency::list(tx).await?;
        Ok(Names {
            agencies: agencies.into_iter().map(|agency| (agency.id.to_string(), agency.name)).collect(),
        })
    }

    /// What a part is called.
    pub(crate) fn item(&self, ui: &Ui, breakdown: &Breakdown, item: &str) -> String {
        if matches!(item, "unknown" | "none" | "earlier") && breakdown.items != Items::Permits {
            return ui.t_of(&format!("insight-item-{}-", breakdown.key.replace('_', "-")), item);
        }
        match breakdown.items {
            Items::Named(_) => ui.t_of(&format!("insight-item-{}-", breakdown.key.replace('_', "-")), item),
            Items::Sectors => {
                Sector::parse(item).map_or_else(|| item.to_owned(), |sector| ui.t(sector.key()))
            }
            Items::Permits => {
                permit::number::Kind::parse(item).map_or_else(|| item.to_owned(), |kind| ui.t(kind.key()))
            }
            Items::Agencies => {
                self.agencies.get(item).cloned().unwrap_or_else(|| ui.t("insight-item-agency-unknown"))
            }
            Items::Months => month(ui, item),
            Items::Years => item.to_owned(),
            Items::Decades => {
                let last = item.parse::<i32>().map(|first| first + 9);
                last.map_or_else(|_| item.to_owned(), |last| format!("{item}–{last}"))
            }
        }
    }

    /// The parts in the order in which they are shown.
    pub(crate) fn ordered(breakdown: &Breakdown, parts: &BTreeMap<&str, i64>) -> Vec<(String, i64)> {
        let mut rows: Vec<(String, i64)> =
            parts.iter().map(|(item, value)| ((*item).to_owned(), *value)).collect();
        match breakdown.items {
            Items::Named(order) => {
                let place = |item: &str| order.iter().position(|known| *known == item).unwrap_or(usize::MAX);
                rows.sort_by_key(|(item, _)| place(item));
            }
            Items::Sectors | Items::Permits | Items::Agencies => {
                rows.sort_by_key(|(item, value)| (item == "unknown", std::cmp::Reverse(*value)));
            }
            // As text they stand in the order of time already; what has no date comes last, what is older first.
            Items::Months | Items::Years | Items::Decades => {
                rows.sort_by_key(|(item, _)| match item.as_str() {
                    "earlier" => (0, String::new()),
                    "unknown" | "none" => (2, String::new()),
                    dated => (1, dated.to_owned()),
                });
            }
        }
        rows
    }
}

/// `2026-11` as "Nov 2026".
pub(crate) fn month(ui: &Ui, item: &str) -> String {
    let first: Option<NaiveDate> = format!("{item}-01").parse().ok();
    let Some(first) = first else { return item.to_owned() };
    let words = ui.date(first);
    let mut words = words.split(' ').skip(1);
    let name: String = words.next().unwrap_or_default().chars().take(3).collect();
    format!("{name} {}", words.next().unwrap_or_default())
}
