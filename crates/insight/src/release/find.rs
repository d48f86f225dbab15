//! Reads of the newest release. Anybody may see it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Instant, Tx};

use super::ReleaseId;
use crate::indicator::Indicator;

/// Released figures: of one area and the areas directly in it, or of the whole city.
#[derive(Debug, Clone)]
pub struct Released {
    pub id: ReleaseId,
    pub day: NaiveDate,
    pub at: Instant,
    /// By indicator, area, breakdown and item; `None` where withheld.
    pub figures: BTreeMap<(String, String, String, String), Option<i64>>,
}

impl Released {
    /// A figure: `None` where it is withheld, nought where there is none.
    pub fn value(&self, indicator: &Indicator, area: &AreaCode) -> Option<i64> {
        let key = (indicator.key.to_owned(), area.to_string(), String::new(), String::new());
        self.figures.get(&key).copied().unwrap_or(Some(0))
    }

    /// The parts of a breakdown in an area.
    pub fn breakdown(
        &self,
        indicator: &str,
        area: &AreaCode,
        breakdown: &str,
    ) -> BTreeMap<&str, Option<i64>> {
        let mine = self
            .figures
            .iter()
            .filter(|((of, at, by, _), _)| of == indicator && at == area.as_str() && by == breakdown);
        mine.map(|((_, _, _, item), value)| (item.as_str(), *value)).collect()
    }
}

/// The newest release of the city: of an area with the areas in it, or of everything.
pub async fn latest(tx: &mut Tx, area: Option<&AreaCode>) -> Result<Option<Released>, Error> {
    let city = tx.city();
    let head = sqlx::query!(
        "select id, day, at from insight.release where city = $1 order by day desc limit 1",
        city.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(head) = head else { return Ok(None) };
    let rows = sqlx::query!(
        "select indicator, area, breakdown, item, value from insight.release_figure
         where city = $1 and release = $2
           and ($3::text is null or area = $3 or breakdown = '' and area >= $3 || '.' and area < $3 || '/')
         order by indicator, area, breakdown, item limit 50000",
        city.0,
        head.id,
        area.map(AreaCode::as_str)
    )
    .fetch_all(tx.conn())
    .await?;
    let figures =
        rows.into_iter().map(|row| ((row.indicator, row.area, row.breakdown, row.item), row.value)).collect();
    Ok(Some(Released { id: ReleaseId(head.id), day: head.day, at: head.at, figures }))
}
