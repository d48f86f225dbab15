//! Ending sessions.

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Tx};

use super::SessionId;

/// Signs the actor out of the session at hand. Doing it twice is doing it once.
pub async fn sign_out(tx: &mut Tx, session: SessionId) -> Result<(), Error> {
    let account = crate::account::own(tx)?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update identity.session set ended_at = $4
         where city = $1 and id = $2 and account = $3 and ended_at is null",
        city.0,
        session.0,
        account.0,
        now
    )
    .execute(tx.conn())
    .await?;
    tx.audit(
        Entry::new("identity.session.end", "account", account)
            .body(serde_json::json!({ "session": session })),
    )
    .await
}

/// Ends another of one's own sessions: a lost telephone, a computer at the counter.
pub async fn end(tx: &mut Tx, session: SessionId) -> Result<(), Error> {
    let account = crate::account::own(tx)?;
    let city = tx.city();
    let mine = sqlx::query_scalar!(
        "select 1 from identity.session where city = $1 and id = $2 and account = $3",
        city.0,
        session.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    mine.ok_or(Error::NotFound("session"))?;
    sign_out(tx, session).await
}

/// Ends all of one's own sessions but the one at hand. Returns how many.
pub async fn end_others(tx: &mut Tx, keep: SessionId) -> Result<u64, Error> {
    let account = crate::account::own(tx)?;
    let ended = end_all(tx, account, Some(keep)).await?;
    tx.audit(Entry::new("identity.session.end_others", "account", account)).await?;
    Ok(ended)
}

/// Ends all sessions of an account, but for one to `keep`, and whatever it was in the middle of proving. The caller has
/// asked permission.
pub async fn end_all(tx: &mut Tx, account: AccountId, keep: Option<SessionId>) -> Result<u64, Error> {
    let (city, now) = (tx.city(), tx.now());
    let done = sqlx::query!(
        "with ceremonies as (delete from identity.ceremony where city = $1 and account = $2)
         update identity.session set ended_at = $4
         where city = $1 and account = $2 and ended_at is null and id is distinct from $3",
        city.0,
        account.0,
        keep.map(|session| session.0),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
