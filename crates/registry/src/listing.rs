//! What lists of people and of businesses share: the filters in their addresses, their bounds, how far they count, and
//! how they are taken along as a workbook.
//!
//! Always true: a list shows nothing outside of the actor's subtree, whatever its filters say. Its order is one that an
//! index holds, so that a page costs the same in a city of 300,000 businesses. Matches are counted up to
//! [`COUNTED_TO`] and said to be "more than" beyond it: an exact count would read every row for a figure nobody uses.

use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{AreaCode, Can, Error, Instant, Level, Say, Tx};
use serde_json::json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;
use web::{ListQuery, Table, Ui};

use crate::search::{self, Kind, Query};

/// Where counting stops.
pub(crate) const COUNTED_TO: i64 = 10_000;
/// The most rows of one export.
pub(crate) const EXPORTED: i64 = 100_000;

/// The kinds of permits by which a list can be narrowed.
pub(crate) const PERMITS: [&str; 12] = [
    "nib",
    "npwp",
    "pirt",
    "bpom",
    "halal",
    "trademark",
    "sni",
    "standard_certificate",
    "iumk",
    "siup",
    "tdp",
    "sku",
];
/// As stored.
pub(crate) const SIZES: [&str; 5] = ["micro", "small", "medium", "large", "unknown"];
/// As stored.
pub(crate) const STATUSES: [&str; 5] = ["open", "resting", "doubtful", "closed", "moved"];
/// As stored.
pub(crate) const DISABILITIES: [&str; 8] =
    ["physical", "intellectual", "mental", "blind", "deaf", "speech", "multiple", "unspecified"];

/// A list's filters, by the names that stand in its address.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// `q`
    pub search: Option<String>,
    /// `wilayah`: this territory and all below it.
    pub area: Option<AreaCode>,
    /// `ukuran`
    pub size: Option<String>,
    /// `sektor`
    pub sector: Option<String>,
    /// `status`
    pub status: Option<String>,
    /// `izin`: a kind that is held.
    pub permit: Option<String>,
    /// `izin=habis`: a permit ends within [`EXPIRING`] days, or has ended.
    pub expiring: bool,
    /// `instansi`: an agency whose list or desk speaks of it.
    pub agency: Option<Uuid>,
    /// `jenis_kelamin`
    pub sex: Option<String>,
    /// `disabilitas`: a kind, or `ada` for any.
    pub disability: Option<String>,
    /// `usaha`: people with a business, `ada`, or without one, `tanpa`.
    pub owns: Option<String>,
    /// `sejak`: registered on this day or later.
    pub since: Option<NaiveDate>,
    /// `impor`: a list whose rows speak of it.
    pub batch: Option<Uuid>,
}

/// So many days before its end a permit is said to be ending.
pub(crate) const EXPIRING: i64 = 90;

impl Narrow {
    /// Reads a list's address. A value that the filter does not know is an error, because leaving it out would show what
    /// was not asked for.
    pub fn read(query: &ListQuery) -> Result<Narrow, Error> {
        let permit = one_of(query, "izin", &[PERMITS.as_slice(), &["habis"]].concat())?;
        let expiring = permit.as_deref() == Some("habis");
        let sectors: Vec<&str> =
            crate::kbli::Sector::ALL.into_iter().map(crate::kbli::Sector::as_str).collect();
        Ok(Narrow {
            search: query.search(),
            area: query.get("wilayah").map(AreaCode::parse).transpose()?,
            size: one_of(query, "ukuran", &SIZES)?,
            sector: one_of(query, "sektor", &sectors)?,
            status: one_of(query, "status", &STATUSES)?,
            permit: permit.filter(|_| !expiring),
            expiring,
            agency: parsed(query, "instansi")?,
            sex: one_of(query, "jenis_kelamin", &["female", "male"])?,
            disability: one_of(query, "disabilitas", &[DISABILITIES.as_slice(), &["ada"]].concat())?,
            owns: one_of(query, "usaha", &["ada", "tanpa"])?,
            since: parsed(query, "sejak")?,
            batch: parsed(query, "impor")?,
        })
    }

    /// Whether it shows whom a disability is known of.
    pub fn is_specific(&self) -> bool {
        self.disability.is_some()
    }
}

fn unknown(name: &'static str) -> Error {
    Error::Invalid(vec![(name, Say::new("registry-filter-unknown").with("name", name))])
}

fn one_of(query: &ListQuery, name: &'static str, known: &[&str]) -> Result<Option<String>, Error> {
    match query.get(name) {
        None => Ok(None),
        Some(value) if known.contains(&value) => Ok(Some(value.to_owned())),
        Some(_) => Err(unknown(name)),
    }
}

fn parsed<T: std::str::FromStr>(query: &ListQuery, name: &'static str) -> Result<Option<T>, Error> {
    query.get(name).map(|value| value.parse().map_err(|_| unknown(name))).transpose()
}

/// A page of a list, or what is exported of it.
#[derive(Debug, Clone)]
pub struct Listing<R> {
    pub rows: Vec<R>,
    /// How many match, up to [`COUNTED_TO`].
    pub total: i64,
    /// There are more than that.
    pub more: bool,
}

/// What part of a list is read.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub limit: i64,
    pub offset: i64,
}

impl Part {
    /// The page that an address asks for; all of it where a file is asked for.
    pub fn of(query: &ListQuery) -> Part {
        if query.wants_csv() || query.wants_xlsx() {
            Part { limit: EXPORTED, offset: 0 }
        } else {
            Part { limit: web::list::PER_PAGE, offset: query.offset().min(COUNTED_TO) }
        }
    }
}

/// Keeps a query within a subtree. Written as a range, because `like` is not among the operators that row level
/// security lets an index answer.
pub(crate) fn within(query: &mut QueryBuilder<Postgres>, column: &str, prefix: &str) {
    if !prefix.is_empty() {
        query.push(format!(" and {column} >= ")).push_bind(prefix.to_owned());
        query.push(format!(" and {column} < ")).push_bind(format!("{prefix}~"));
    }
}

/// Narrows to a territory; RW and RT stand in columns of their own.
pub(crate) fn in_area(query: &mut QueryBuilder<Postgres>, alias: &str, area: &AreaCode) {
    let mut parts = area.as_str().split('/');
    let kelurahan = parts.next().unwrap_or_default();
    if area.level() <= Level::Kelurahan {
        return within(query, &format!("{alias}.area"), kelurahan);
    }
    query.push(format!(" and {alias}.area = ")).push_bind(kelurahan.to_owned());
    for (column, part) in ["rw", "rt"].into_iter().zip(parts) {
        query.push(format!(" and {alias}.{column} = ")).push_bind(part.to_owned());
    }
}

/// What a list is asked for.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub narrow: Narrow,
    /// Midnight of the day since which, in the city's zone.
    pub midnight: Option<Instant>,
    /// A name of the list's orders, and whether turned round.
    pub sort: (&'a str, bool),
    /// An order was asked for; otherwise what is searched for comes best first.
    pub sorted: bool,
    pub part: Part,
}

impl<'a> Ask<'a> {
    /// Reads a list's address. `sorts` are its orders, the default first.
    pub fn read(ui: &Ui, query: &ListQuery, sorts: &[&'a str]) -> Result<Ask<'a>, Error> {
        let narrow = Narrow::read(query)?;
        let midnight = narrow.since.map(|day| self::midnight(ui, day));
        let sorted = query.get("urut").is_some();
        Ok(Ask { narrow, midnight, sort: query.sort(sorts), sorted, part: Part::of(query) })
    }
}

/// What was searched for: the ids that fit, the best first.
#[derive(Debug, Clone)]
pub(crate) struct Hits {
    ids: Vec<Uuid>,
    /// There are more than a search answers.
    pub(crate) more: bool,
}

/// Asks for these records alone, in this order.
pub(crate) fn these(ids: Vec<Uuid>) -> (Ask<'static>, Hits) {
    let part = Part { limit: i64::try_from(ids.len()).unwrap_or(i64::MAX), offset: 0 };
    let ask = Ask { narrow: Narrow::default(), midnight: None, sort: ("", false), sorted: false, part };
    (ask, Hits { ids, more: false })
}

/// Searches, where something is searched for: the one place in which lists do.
pub(crate) async fn search(tx: &mut Tx, can: Can, kind: Kind, ask: &Ask<'_>) -> Result<Option<Hits>, Error> {
    let Some(text) = &ask.narrow.search else { return Ok(None) };
    let found = search::find(tx, can, &Query::of(kind, text.as_str())).await?;
    Ok(Some(Hits { ids: found.ids(), more: found.more }))
}

/// Narrows to what was found.
pub(crate) fn hits(query: &mut QueryBuilder<Postgres>, hits: Option<&Hits>) {
    if let Some(hits) = hits {
        query.push(" and r.id = any(").push_bind(hits.ids.clone()).push(")");
    }
}

/// The order: as asked, or by how well it fits. Each is one that an index holds.
pub(crate) fn order(query: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, hits: Option<&Hits>) {
    if let Some(hits) = hits.filter(|_| !ask.sorted) {
        query.push(" order by array_position(").push_bind(hits.ids.clone()).push(", r.id)");
    } else {
        query.push(match ask.sort {
            ("wilayah", false) => " order by r.area, r.id",
            ("wilayah", true) => " order by r.area desc, r.id desc",
            ("terdaftar", false) => " order by r.created_at desc, r.id desc",
            ("terdaftar", true) => " order by r.created_at, r.id",
            (_, false) => " order by lower(r.name), r.id",
            (_, true) => " order by lower(r.name) desc, r.id desc",
        });
    }
    query.push(" limit ").push_bind(ask.part.limit).push(" offset ").push_bind(ask.part.offset);
}

/// Narrows by what both kinds of records have: source agencies, day of registration, list.
pub(crate) fn common(query: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, side: &str) {
    let narrow = &ask.narrow;
    if let Some(agency) = narrow.agency {
        query.push(" and r.agencies @> array[").push_bind(agency).push("]::uuid[]");
    }
    if let Some(at) = ask.midnight {
        query.push(" and r.created_at >= ").push_bind(at);
    }
    if let Some(batch) = narrow.batch {
        query.push(format!(
            " and r.id in (select m.{side} from registry.membership m
                           join registry.source s on s.city = m.city and s.id = m.source
                           where m.city = r.city and m.ended_at is null and s.batch = "
        ));
        query.push_bind(batch).push(")");
    }
}

/// Midnight of a day in the city's zone.
fn midnight(ui: &Ui, day: NaiveDate) -> Instant {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight - (ui.city.zone.local(midnight) - midnight.naive_utc())
}

/// The total as shown, and whether there are more.
pub(crate) fn counted(count: i64) -> (i64, bool) {
    (count.min(COUNTED_TO), count > COUNTED_TO)
}

/// Writes into the trail that a list was taken along, and refuses one that is too long for a file.
pub(crate) async fn exported(
    tx: &mut Tx,
    action: &'static str,
    query: &ListQuery,
    rows: usize,
) -> Result<(), Error> {
    if i64::try_from(rows).unwrap_or(i64::MAX) >= EXPORTED {
        return Err(Error::Refused(Say::new("registry-export-long").with("most", EXPORTED)));
    }
    // The filters by name; what was searched for may be somebody's name.
    let asked: Vec<&str> = [
        "q",
        "wilayah",
        "ukuran",
        "sektor",
        "status",
        "izin",
        "instansi",
        "jenis_kelamin",
        "disabilitas",
        "usaha",
        "sejak",
        "impor",
    ]
    .into_iter()
    .filter(|name| query.get(name).is_some())
    .collect();
    let body = json!({ "rows": rows, "filters": asked, "area": query.get("wilayah") });
    tx.audit(Entry::new(action, "list", "registry").body(body)).await
}

/// A list as a workbook with a cover that says what it is and who took it.
pub(crate) fn workbook<R>(
    ui: &Ui,
    table: &Table<'_, R>,
    rows: &[R],
    title: &str,
    file: &str,
) -> Result<Response, Error> {
    use sheet::{Column, Cover, Value, Writer};
    let mut writer = Writer::new(Vec::new());
    let who = ui.name.clone().unwrap_or_default();
    let filter =
        ui.here.split_once('?').map(|(_, query)| query.replace("bentuk=xlsx", "")).unwrap_or_default();
    let cover = Cover {
        sheet: ui.t("registry-export-cover"),
        title: format!("{title} · {}", ui.city.name),
        lines: vec![
            (ui.t("registry-export-at"), ui.instant(ui.now)),
            (ui.t("registry-export-rows"), ui.number(i64::try_from(rows.len()).unwrap_or_default())),
            (ui.t("registry-export-filter"), filter.trim_matches('&').to_owned()),
        ],
        watermark: ui.say(&Say::new("registry-export-by").with("who", who).with("at", ui.instant(ui.now))),
    };
    let broken = |fault: sheet::Fault| Error::broken(fault.to_string());
    writer.cover(&cover).map_err(broken)?;
    let columns: Vec<Column> =
        table.heads(ui).into_iter().map(|head| Column::new(head, sheet::Kind::Text)).collect();
    writer.sheet(title, &columns).map_err(broken)?;
    for row in rows {
        let values: Vec<Value> = table.cells(ui, row).into_iter().map(Value::Text).collect();
        writer.row(values.iter().map(Some)).map_err(broken)?;
    }
    let bytes = writer.finish().map_err(broken)?;
    let name = format!("attachment; filename=\"{file}.xlsx\"");
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(([("content-type", kind), ("content-disposition", name.as_str())], bytes).into_response())
}
