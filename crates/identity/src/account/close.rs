//! Ending an account.

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Tx};

use super::{AccountClosed, CLOSE, own};
use crate::session::{self, Fresh};
use crate::{grant, post};

/// Closes an account: one's own, or as the city's administrator somebody's. Its sessions and grants end at once; the
/// last administrator of a city stays. Doing it twice is doing it once.
pub async fn close(tx: &mut Tx, account: AccountId, reason: &str, _fresh: Fresh) -> Result<(), Error> {
    if own(tx).ok() != Some(account) {
        tx.must_in_city(CLOSE)?;
    }
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-grant-reason-length"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let open = sqlx::query_scalar!(
        r#"select closed_at is null as "open!" from identity.account where city = $1 and id = $2 for update"#,
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    if !open.ok_or(Error::NotFound("account"))? {
        return Ok(());
    }
    grant::end_all(tx, account, reason).await?;
    sqlx::query!(
        "update identity.account set closed_at = $3, closed_by = $4 where city = $1 and id = $2",
        city.0,
        account.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    session::end_all(tx, account, None).await?;
    tx.tell(&AccountClosed { account }).await?;
    tx.audit(Entry::new(CLOSE.name, "account", account).reason(reason)).await?;
    post::to_account(tx, account, post::CLOSED, &[]).await
}
