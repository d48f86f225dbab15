//! What the pages and files of an area are made from: read once, in one transaction.

use std::sync::Arc;

use kernel::{AreaCode, Error, Level, Say};
use territory::Gazetteer;
use web::chart::{Chart, Kind};
use web::{ListQuery, Ui, Visit};

use super::find::{Found, Freshness, freshness, of_area, of_parts};
use super::picture::Part;
use crate::indicator::{self, Breakdown, Indicator, Items, Parts};
use crate::names::Names;

/// Which records of an area a figure leads to.
#[derive(Clone, Copy)]
pub(crate) enum What<'a> {
    All,
    Rest,
    Part(&'a Breakdown, &'a str),
}

pub(crate) struct Seen {
    pub(crate) area: AreaCode,
    /// "Kecamatan Beji", "Kota Depok".
    pub(crate) title: String,
    pub(crate) indicator: &'static Indicator,
    /// The level of the parts on the map and in the table; `None` in a kelurahan, which has none.
    pub(crate) level: Option<Level>,
    pub(crate) found: Found,
    pub(crate) parts: Vec<Part>,
    pub(crate) rest: i64,
    pub(crate) fresh: Freshness,
    pub(crate) names: Names,
    pub(crate) gazetteer: Arc<Gazetteer>,
    /// The areas above that the reader may see too, from the city down.
    pub(crate) above: Vec<(AreaCode, String)>,
    /// Whether the reader may see records too.
    lists: bool,
}

/// Reads all of an area that the query asks for: `?indikator=` and, of a city, `?tingkat=kelurahan`.
pub(crate) async fn see(visit: &Visit, area: &AreaCode, query: &ListQuery) -> Result<Seen, Error> {
    let gazetteer = territory::gazetteer(&visit.db).await?;
    let here = AreaCode::of_city(visit.ui.city.id).is_some_and(|city| city.contains(area));
    if !here || area.level() > Level::Kelurahan {
        return Err(Error::NotFound("area"));
    }
    let name = gazetteer.name_of(area).ok_or(Error::NotFound("area"))?;
    let today = visit.ui.today();
    let asked = query.get("indikator").and_then(indicator::find);
    let indicator = asked.or_else(|| indicator::ALL.first().copied()).ok_or(Error::NotFound("indicator"))?;
    let level = match area.level() {
        Level::Province | Level::City if query.get("tingkat") == Some("kelurahan") => Some(Level::Kelurahan),
        Level::Province | Level::City => Some(Level::Kecamatan),
        Level::Kecamatan => Some(Level::Kelurahan),
        Level::Kelurahan | Level::Rw | Level::Rt => None,
    };
    let mut tx = visit.tx().await?;
    let found = of_area(&mut tx, area, today).await?;
    let (mut parts, mut rest) = (Vec::new(), 0);
    if let Some(level) = level {
        let (values, unknown) = of_parts(&mut tx, indicator, ("", ""), area, level, today).await?;
        parts = areas(&gazetteer, area, level)
            .into_iter()
            .map(|(code, name)| Part {
                value: Some(values.get(code.as_str()).copied().unwrap_or(0)),
                code,
                name,
            })
            .collect();
        rest = unknown;
    }
    let above = gazetteer.path_of(area).into_iter().filter(|(at, _)| at != area && at.level() >= Level::City);
    let above = above
        .filter(|(at, _)| tx.may(super::SEE, at))
        .map(|(at, name)| (at.clone(), titled(&visit.ui, &at, &name)));
    let above: Vec<_> = above.collect();
    Ok(Seen {
        title: titled(&visit.ui, area, &name),
        area: area.clone(),
        indicator,
        level,
        found,
        parts,
        rest,
        fresh: freshness(&mut tx, area).await?,
        names: Names::read(&mut tx).await?,
        gazetteer,
        above,
        lists: tx.may(super::records::may(indicator.list), area),
    })
}

/// The areas of a level in an area, in the order of their codes.
pub(crate) fn areas(gazetteer: &Gazetteer, area: &AreaCode, level: Level) -> Vec<(AreaCode, String)> {
    let below = gazetteer.children_of(area);
    match (area.level(), level) {
        (Level::Province | Level::City, Level::Kelurahan) => {
            below.iter().flat_map(|(kecamatan, _)| gazetteer.children_of(kecamatan)).collect()
        }
        _ => below,
    }
}

/// "Kecamatan Beji".
pub(crate) fn titled(ui: &Ui, area: &AreaCode, name: &str) -> String {
    let key = match area.level() {
        Level::Kecamatan => "insight-title-kecamatan",
        Level::Kelurahan => "insight-title-kelurahan",
        Level::Province | Level::City | Level::Rw | Level::Rt => return name.to_owned(),
    };
    ui.say(&Say::new(key).with("name", name.to_owned()))
}

impl Seen {
    /// The sum of what the table shows: the figure of the area, unless something is wrong.
    pub(crate) fn sum(&self) -> i64 {
        self.rest + self.parts.iter().filter_map(|part| part.value).sum::<i64>()
    }

    /// The address of the records behind a figure, for those who may see them: of an area, of a part of a breakdown, or
    /// of what is known to lie in no known part of the area.
    pub(crate) fn records(&self, ui: &Ui, area: &AreaCode, what: What<'_>) -> Option<String> {
        if !self.lists {
            return None;
        }
        let more = match what {
            What::All => String::new(),
            What::Rest if self.level == Some(Level::Kecamatan) => "&sisa=kecamatan".to_owned(),
            What::Rest => "&sisa=kelurahan".to_owned(),
            What::Part(breakdown, item) => format!("&rincian={}&bagian={item}", breakdown.key),
        };
        Some(ui.url(&format!("/insight/figures/{area}/records?indikator={}{more}", self.indicator.key)))
    }

    /// The parts of a breakdown, in order, each with its name.
    pub(crate) fn broken(&self, ui: &Ui, breakdown: &Breakdown) -> Vec<(String, String, i64)> {
        let parts = self.found.breakdown(self.indicator.key, breakdown.key);
        let ordered = Names::ordered(breakdown, &parts).into_iter();
        ordered.map(|(item, value)| (self.names.item(ui, breakdown, &item), item, value)).collect()
    }

    /// By how much the parts of a breakdown miss the figure itself; `None` where they need not add up.
    pub(crate) fn gap(&self, breakdown: &Breakdown) -> Option<(i64, i64)> {
        let parts = self.found.breakdown(self.indicator.key, breakdown.key);
        let (sum, total) = (parts.values().sum::<i64>(), self.found.value(self.indicator));
        (breakdown.parts == Parts::Whole && sum != total).then_some((sum, total))
    }

    /// A breakdown as a chart: parts as bars, time as columns or, where it is growth, as a line.
    pub(crate) fn chart(&self, ui: &Ui, breakdown: &Breakdown) -> Chart {
        let unit = self.indicator.unit.of(ui.lang);
        let title = Say::new("insight-chart-title")
            .with("figure", self.indicator.name.of(ui.lang))
            .with("by", breakdown.name.of(ui.lang).to_lowercase());
        let id = format!("{}-{}", self.indicator.key, breakdown.key).replace('_', "-");
        let rows = self.broken(ui, breakdown);
        let (kind, title, values) = match breakdown.items {
            Items::Months if breakdown.key == "recorded" => {
                let title = Say::new("insight-chart-growth").with("figure", self.indicator.name.of(ui.lang));
                (Kind::Lines, ui.say(&title), growth(ui, &rows))
            }
            Items::Months | Items::Years => (Kind::Columns, ui.say(&title), recent(&rows)),
            Items::Named(_) | Items::Sectors | Items::Permits | Items::Agencies | Items::Decades => {
                let values = rows.into_iter().take(20).map(|(name, _, value)| (name, Some(value)));
                (Kind::Bars, ui.say(&title), values.collect())
            }
        };
        Chart::new(id, kind, title).of(breakdown.name.of(ui.lang), unit).values(values)
    }
}

/// The dated parts alone, the last thirty: what has no date has no place on a line of time. The table has all.
fn recent(rows: &[(String, String, i64)]) -> Vec<(String, Option<i64>)> {
    let dated = rows.iter().filter(|(_, item, _)| item.starts_with(|c: char| c.is_ascii_digit()));
    let dated: Vec<_> = dated.map(|(name, _, value)| (name.clone(), Some(*value))).collect();
    dated.iter().skip(dated.len().saturating_sub(30)).cloned().collect()
}

/// How many there were at the end of each month: the sum of all that came until then, with no month left out. At most
/// the last three years.
pub(crate) fn growth(ui: &Ui, rows: &[(String, String, i64)]) -> Vec<(String, Option<i64>)> {
    let months: std::collections::BTreeMap<i32, i64> =
        rows.iter().filter_map(|(_, item, value)| Some((number(item)?, *value))).collect();
    let today = ui.today();
    let this = number(&today.format("%Y-%m").to_string());
    let (Some(first), Some(last)) =
        (months.keys().next().copied(), this.or(months.keys().next_back().copied()))
    else {
        return Vec::new();
    };
    let mut sum = 0;
    let mut points = Vec::new();
    for month in first..=last.max(first) {
        sum += months.get(&month).copied().unwrap_or(0);
        let item = format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        points.push((crate::names::month(ui, &item), Some(sum)));
    }
    points.iter().skip(points.len().saturating_sub(36)).cloned().collect()
}

fn number(month: &str) -> Option<i32> {
    let (year, month) = month.split_once('-')?;
    Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
}
