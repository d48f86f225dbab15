use chrono::NaiveDate;
use kernel::id::AccountId;
use kernel::{Error, Instant, Tx};
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder, Row as _};
use uuid::Uuid;

use super::READ;

/// Which entries are looked for. Empty fields do not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub by: Option<AccountId>,
    /// The whole name or its beginning: `identity.grant`.
    pub action: Option<String>,
    pub kind: Option<String>,
    pub subject: Option<String>,
    /// The territory and all below it.
    pub area: Option<kernel::AreaCode>,
    /// In the city's zone, both days included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Entries before this one, for the next page.
    pub before: Option<i64>,
    /// At most 500.
    pub limit: i64,
    pub zone: Option<kernel::city::Zone>,
}

/// An entry, with the name of whoever acted, if it is still known.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub seq: i64,
    pub at: Instant,
    pub by: Option<AccountId>,
    pub by_name: Option<String>,
    pub by_role: String,
    pub action: String,
    pub kind: String,
    pub subject: String,
    pub area: Option<String>,
    pub reason: Option<String>,
    pub body: Value,
}

/// A page of entries, the newest first.
#[derive(Debug, Clone)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// Where the next page starts, if there is one.
    pub next: Option<i64>,
}

/// Entries of the city's trail, the newest first.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Page, Error> {
    tx.must_in_city(READ)?;
    let limit = filter.limit.clamp(1, 500);
    let mut query = QueryBuilder::<Postgres>::new(
        "select a.id, a.seq, a.at, a.by_account, b.name as by_name, a.by_role, a.action, a.subject_kind, a.subject,
                a.area, a.reason, a.body
         from kernel.audit a left join identity.account b on b.city = a.city and b.id = a.by_account
         where a.city = ",
    );
    query.push_bind(tx.city().0);
    narrow(&mut query, filter);
    query.push(" order by a.seq desc limit ").push_bind(limit + 1);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let mut entries = rows.iter().map(read).collect::<Result<Vec<Entry>, sqlx::Error>>()?;
    let more = i64::try_from(entries.len()).unwrap_or(i64::MAX) > limit;
    entries.truncate(usize::try_from(limit).unwrap_or(500));
    let next = entries.last().map(|entry| entry.seq).filter(|_| more);
    Ok(Page { entries, next })
}

fn narrow(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
    if let Some(by) = filter.by {
        query.push(" and a.by_account = ").push_bind(by.0);
    }
    if let Some(action) = &filter.action {
        query.push(" and starts_with(a.action, ").push_bind(action.clone()).push(")");
    }
    if let Some(kind) = &filter.kind {
        query.push(" and a.subject_kind = ").push_bind(kind.clone());
    }
    if let Some(subject) = &filter.subject {
        query.push(" and a.subject = ").push_bind(subject.clone());
    }
    if let Some(area) = &filter.area {
        query.push(" and starts_with(a.area, ").push_bind(area.as_str().to_owned()).push(")");
    }
    let zone = filter.zone.unwrap_or(kernel::city::Zone::Jakarta);
    if let Some(from) = filter.from {
        query.push(" and a.at >= ").push_bind(midnight(from, zone));
    }
    if let Some(to) = filter.to.and_then(|to| to.succ_opt()) {
        query.push(" and a.at < ").push_bind(midnight(to, zone));
    }
    if let Some(before) = filter.before {
        query.push(" and a.seq < ").push_bind(before);
    }
}

fn midnight(date: NaiveDate, zone: kernel::city::Zone) -> Instant {
    let naive = date.and_time(chrono::NaiveTime::MIN).and_utc();
    // The zone's wall clock at an instant, less the instant, is the zone's distance from UTC.
    naive - (zone.local(naive) - naive.naive_utc())
}

fn read(row: &sqlx::postgres::PgRow) -> Result<Entry, sqlx::Error> {
    Ok(Entry {
        id: row.try_get("id")?,
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        by: row.try_get::<Option<Uuid>, _>("by_account")?.map(AccountId),
        by_name: row.try_get("by_name")?,
        by_role: row.try_get("by_role")?,
        action: row.try_get("action")?,
        kind: row.try_get("subject_kind")?,
        subject: row.try_get("subject")?,
        area: row.try_get("area")?,
        reason: row.try_get("reason")?,
        body: row.try_get("body")?,
    })
}

/// The names of actions that occur in the city, for the filter; at most 300.
pub async fn actions(tx: &mut Tx) -> Result<Vec<String>, Error> {
    tx.must_in_city(READ)?;
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        "select distinct action from kernel.audit where city = $1 order by action limit 300",
        city.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What the trail says about a person, as the person may read it: colleagues by role, not by name.
#[derive(Debug, Clone)]
pub struct About {
    pub at: Instant,
    pub by_role: String,
    /// The person did it.
    pub own: bool,
    pub action: String,
    pub reason: Option<String>,
}

/// Who saw or changed the data of `account`, the newest first, at most 200. For the person, or an officer who may see
/// the account: the caller has asked permission.
pub async fn about(tx: &mut Tx, account: AccountId) -> Result<Vec<About>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select at, by_account, by_role, action, reason from kernel.audit
         where city = $1 and subject_kind = 'account' and subject = $2 order by seq desc limit 200",
        city.0,
        account.to_string()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| About {
            at: row.at,
            by_role: row.by_role,
            own: row.by_account == Some(account.0),
            action: row.action,
            reason: row.reason,
        })
        .collect())
}

/// The first line of the trail as CSV.
pub const CSV_HEAD: &str = "seq,at,by_account,by_role,action,subject_kind,subject,area,reason,body\r\n";

/// The entries as lines of CSV, times in RFC 3339. Cells that a spreadsheet would take for a formula start with an apostrophe.
pub fn csv_rows(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        let cells = [
            entry.seq.to_string(),
            entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            entry.by.map(|by| by.to_string()).unwrap_or_default(),
            entry.by_role.clone(),
            entry.action.clone(),
            entry.kind.clone(),
            entry.subject.clone(),
            entry.area.clone().unwrap_or_default(),
            entry.reason.clone().unwrap_or_default(),
            if entry.body.is_null() { String::new() } else { entry.body.to_string() },
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn quoted(cell: &str) -> String {
    let guard =
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
