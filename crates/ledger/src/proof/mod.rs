//! The nightly proof: everything is counted again and compared with what the books say, and the result is kept and shown to
//! everybody, good or bad.

mod check;
mod count;
pub(crate) mod pages;

pub use check::{Broken, Check, Checks};
pub use count::{Nightly, prove};

use chrono::NaiveDate;
use kernel::{Can, Error, Instant, Role, Tx};
use serde::{Deserialize, Serialize};

/// Counts everything again.
pub const PROVE: Can = Can::new("ledger.proof.make", &[Role::CityAdmin]);

/// What a night's count found.
#[derive(Debug, Clone)]
pub struct Proof {
    /// On which day.
    pub day: NaiveDate,
    /// When.
    pub at: Instant,
    /// How many journals there were.
    pub journals: i64,
    /// How many postings.
    pub postings: i64,
    /// Per currency.
    pub sums: Vec<Sum>,
    /// Per rule.
    pub findings: Vec<Finding>,
    /// Whether nothing was found.
    pub holds: bool,
}

/// All movements of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Three letters.
    pub currency: String,
    /// What came into accounts.
    pub into: i64,
    /// What went out of them.
    pub out: i64,
}

/// A rule, and how often it is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// As in message keys: `balance`, `closing`, `empty`, `mirror`, `share`, `payout`, or a [`Check`]'s.
    pub rule: String,
    /// How many rows break it.
    pub broken: i64,
}

/// The newest proofs.
pub async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<Proof>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select day, at as "at: Instant", journals, postings, sums, findings, holds
           from ledger.proof where city = $1 order by day desc limit $2"#,
        city.0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Proof {
                day: row.day,
                at: row.at,
                journals: row.journals,
                postings: row.postings,
                sums: serde_json::from_value(row.sums)?,
                findings: serde_json::from_value(row.findings)?,
                holds: row.holds,
            })
        })
        .collect()
}
