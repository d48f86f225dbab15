//! What the machine may decide by itself, as the city says.

use kernel::audit::Entry;
use kernel::{Error, Instant, Tx};
use serde_json::json;

use super::RUN;

/// How sure the machine must be, in bits: 10 is a thousand to one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// 0 where the city has said nothing yet.
    pub version: i32,
    /// From here on it joins records by itself.
    pub sure: f32,
    /// From here on it asks an officer.
    pub doubtful: f32,
}

/// What holds until a city says otherwise: eight to one for joining, because whatever is joined can be parted again
/// without loss, and even odds for asking.
pub const SHIPPED: Policy = Policy { version: 0, sure: 3.0, doubtful: 0.0 };

/// Weights that a city may choose.
const RANGE: std::ops::RangeInclusive<f32> = -5.0..=60.0;

/// The policy in force.
pub async fn current(tx: &mut Tx) -> Result<Policy, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select version, sure, doubtful from registry.link_policy where city = $1 order by version desc limit 1",
        city.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map_or(SHIPPED, |row| Policy {
        version: row.version,
        sure: bits(row.sure),
        doubtful: bits(row.doubtful),
    }))
}

/// What was said so far, the latest first: when, and whether an officer said it at the desk rather than the console.
pub async fn history(tx: &mut Tx) -> Result<Vec<(Policy, Instant, bool)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select version, sure, doubtful, at, by_account from registry.link_policy where city = $1 order by version desc limit 50",
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    let said = rows.into_iter().map(|row| {
        let policy = Policy { version: row.version, sure: bits(row.sure), doubtful: bits(row.doubtful) };
        (policy, row.at, row.by_account.is_some())
    });
    Ok(said.collect())
}

/// Says from now on how sure the machine must be. What it joined before stays.
pub async fn set(tx: &mut Tx, sure: f32, doubtful: f32) -> Result<Policy, Error> {
    tx.must_in_city(RUN)?;
    if !RANGE.contains(&sure) || !RANGE.contains(&doubtful) || doubtful > sure {
        return Err(Error::field("sure", "registry-link-policy-range"));
    }
    let version = current(tx).await?.version + 1;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "insert into registry.link_policy (city, version, sure, doubtful, at, by_account) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        version,
        thousandths(sure),
        thousandths(doubtful),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    let body = json!({ "version": version, "sure": sure, "doubtful": doubtful });
    tx.audit(Entry::new("registry.link.policy", "city", city.0).body(body)).await?;
    Ok(Policy { version, sure, doubtful })
}

/// A weight as stored: whole, so that it is the same on every machine.
#[expect(clippy::as_conversions, reason = "weights are a few dozen bits, and `as` saturates")]
pub(super) fn thousandths(bits: f32) -> i32 {
    (bits * 1000.0).round() as i32
}

/// Reads [`thousandths`].
#[expect(clippy::as_conversions, reason = "weights are a few dozen bits")]
pub(super) fn bits(thousandths: i32) -> f32 {
    thousandths as f32 / 1000.0
}
