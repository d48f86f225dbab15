use chrono::NaiveDate;
use kernel::id::AccountId;
use kernel::{Error, Instant, Tx};

use super::contents::{Contents, Month};
use super::{ReportId, SEE};

/// A signed report in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: ReportId,
    pub month: Month,
    /// How often the month was signed until then; the highest counts.
    pub number: i32,
    pub signed_at: Instant,
    pub signed_by: Option<AccountId>,
}

/// A report as it was signed.
#[derive(Debug, Clone)]
pub struct Report {
    pub listed: Listed,
    pub contents: Contents,
    pub digest: String,
    /// Why what does not add up stands as it is.
    pub because: Option<String>,
}

fn month(day: NaiveDate) -> Month {
    Month::of(day)
}

/// Signed reports, the newest month first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<(Vec<Listed>, i64), Error> {
    tx.must_in_city(SEE)?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select id, month, number, signed_at as "signed_at: Instant", signed_by, count(*) over () as "total!"
           from programmes.report where city = $1 order by month desc, number desc offset $2 limit $3"#,
        city.0,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let listed = rows.into_iter().map(|row| Listed {
        id: ReportId(row.id),
        month: month(row.month),
        number: row.number,
        signed_at: row.signed_at,
        signed_by: row.signed_by.map(AccountId),
    });
    Ok((listed.collect(), total))
}

/// One signed report, as it was signed.
pub async fn one(tx: &mut Tx, id: ReportId) -> Result<Report, Error> {
    tx.must_in_city(SEE)?;
    let city = tx.city();
    let row = sqlx::query!(
        r#"select month, number, contents, digest, because, signed_at as "signed_at: Instant", signed_by
           from programmes.report where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("report"))?;
    let listed = Listed {
        id,
        month: month(row.month),
        number: row.number,
        signed_at: row.signed_at,
        signed_by: row.signed_by.map(AccountId),
    };
    let contents = serde_json::from_value(row.contents)?;
    Ok(Report { listed, contents, digest: row.digest, because: row.because })
}
