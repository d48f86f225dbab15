use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Tx};

use super::contents::Month;
use super::{ReportId, SIGN, gather};

/// A report to be signed.
#[derive(Debug, Clone)]
pub struct NewReport {
    pub month: Month,
    /// Of the contents that were seen.
    pub digest: String,
    /// Why what does not add up stands as it is; needed if anything does not.
    pub because: Option<String>,
}

/// Signs a month as it was seen. Refused where the figures have changed since, and where what does not add up is not
/// explained.
pub async fn sign(tx: &mut Tx, new: NewReport) -> Result<ReportId, Error> {
    tx.must_in_city(SIGN)?;
    if new.month.first() > tx.today() {
        return Err(Error::field("bulan", "programmes-report-future"));
    }
    let contents = gather(tx, new.month).await?;
    if contents.digest()? != new.digest {
        return Err(Error::refused("programmes-report-changed"));
    }
    let because = new.because.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let explained = because.is_some_and(|text| (10..=2_000).contains(&text.chars().count()));
    if !explained && (because.is_some() || contents.failed().next().is_some()) {
        return Err(Error::field("because", "programmes-report-because-missing"));
    }
    let (city, now, id): (_, _, ReportId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into programmes.report (city, id, month, number, contents, digest, because, signed_at, signed_by)
         select $1, $2, $3, 1 + coalesce(max(number), 0), $4, $5, $6, $7, $8
         from programmes.report where city = $1 and month = $3",
        city.0,
        id.0,
        new.month.first(),
        serde_json::to_value(&contents)?,
        new.digest,
        because,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("report_number_key", || Error::refused("programmes-report-changed"))?;
    tx.audit(Entry::new(SIGN.name, "report", id)).await?;
    Ok(id)
}
