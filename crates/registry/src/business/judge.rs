//! What the rules conclude from a business's values: trade, size class, level, permits' dates.

use chrono::{Datelike as _, NaiveDate};
use kernel::{Error, Tx};
use uuid::Uuid;

use crate::kbli::{self, Guess, Sector, Version};
use crate::permit;
use crate::permit::rules::{Dates, validity};
use crate::source::SourceId;
use crate::source::claims::{MeasureKind, PermitClaimKind};
use crate::source::survive::{BusinessValues, newest};

pub(super) struct Trade {
    pub sector: Option<&'static str>,
    /// Version and digits of KBLI; only what KBLI knows.
    pub kbli: Option<(String, String)>,
}

/// The trade: by its code of KBLI; otherwise by the words of the field, of the products, of the name.
pub(super) fn trade(values: &BusinessValues) -> Trade {
    let code = values.kbli.as_ref().and_then(|(claim, on)| match claim.version {
        Some(version) => kbli::Code::parse(Version::parse(&version.to_string())?, &claim.code).ok(),
        None => match kbli::guess_version(&claim.code, Some(on.year())) {
            Guess::Sure(code) | Guess::Likely(code) => Some(code),
            Guess::Unknown => None,
        },
    });
    let words = [&values.sector, &values.products, &values.name];
    let sector = code
        .map(Sector::of)
        .or_else(|| words.into_iter().flatten().find_map(|words| Sector::of_words(words)));
    Trade {
        sector: sector.map(Sector::as_str),
        kbli: code.map(|code| (code.version().as_str().to_owned(), code.digits().to_owned())),
    }
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

#[derive(PartialEq)]
pub(super) struct Permit {
    pub kind: PermitClaimKind,
    pub number: String,
    pub issued: Option<NaiveDate>,
    pub expires: Option<NaiveDate>,
    pub source: SourceId,
}

/// The permits of a business, each once, with the day until which they hold by the rule of their kind.
pub(super) fn permits(values: &BusinessValues, today: NaiveDate) -> Vec<Permit> {
    let mut all: Vec<Permit> = Vec::new();
    for permit in &values.permits {
        let kind = permit::Kind::from(permit.kind);
        let written = Some(&permit.number).filter(|number| !number.is_empty() && kind != permit::Kind::Npwp);
        let reading = written.and_then(|number| permit::read(kind, number).ok());
        // A NIK written where a permit belongs is not spread any further.
        if reading.as_ref().is_some_and(|reading| reading.derived.is_nik) {
            continue;
        }
        let derived = reading.as_ref().map(|reading| reading.derived.clone()).unwrap_or_default();
        let dates = Dates { issued: permit.issued, expires: permit.expires };
        let number = reading.map_or_else(|| permit.number.clone(), |reading| reading.normalised);
        if all.iter().any(|known| known.kind == permit.kind && known.number == number) {
            continue;
        }
        all.push(Permit {
            kind: permit.kind,
            number,
            issued: permit.issued,
            expires: validity(kind, dates, &derived, today).expiry.last_day(),
            source: permit.source,
        });
    }
    all
}

/// Writes the levels of these businesses.
pub(super) async fn levels(_tx: &mut Tx, _ids: &[Uuid]) -> Result<(), Error> {
    Ok(())
}
