//! Storing a password.

use kernel::{Error, Tx, audit::Entry, id::AccountId};

use super::{Hashed, Verdict};
use crate::session::{self, Fresh, SessionId};

/// A password that its owner chose, beside the session that goes on.
pub struct NewPassword {
    pub password: Hashed,
    pub keep: SessionId,
}

/// Changes one's own password. All other sessions end; the mail says so.
pub async fn change(tx: &mut Tx, new: NewPassword, _fresh: Fresh) -> Result<(), Error> {
    let account = crate::account::own(tx)?;
    set(tx, account, &new.password).await?;
    session::end_all(tx, account, Some(new.keep)).await?;
    tx.audit(Entry::new("identity.password.change", "account", account)).await?;
    crate::post::to_account(tx, account, crate::post::PASSWORD_CHANGED, &[]).await
}

/// Stores a password. The caller has asked permission, and ends sessions where that is due.
pub async fn set(tx: &mut Tx, account: AccountId, password: &Hashed) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "insert into identity.password (city, account, hash, stands_alone, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (city, account) do update
             set hash = excluded.hash, stands_alone = excluded.stands_alone, changed_at = excluded.changed_at",
        city.0,
        account.0,
        password.phc,
        password.stands_alone,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores the same password hashed with the parameters in use, unless it was changed meanwhile.
pub(crate) async fn renew(
    tx: &mut Tx,
    account: AccountId,
    old: &str,
    verdict: &Verdict,
) -> Result<(), Error> {
    let Verdict::RightAndRenewed(new) = verdict else { return Ok(()) };
    let city = tx.city();
    sqlx::query!(
        "update identity.password set hash = $4 where city = $1 and account = $2 and hash = $3",
        city.0,
        account.0,
        old,
        new
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The stored hash, for comparing.
pub(crate) async fn stored(tx: &mut Tx, account: AccountId) -> Result<Option<String>, Error> {
    let city = tx.city();
    let hash = sqlx::query_scalar!(
        "select hash from identity.password where city = $1 and account = $2",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(hash)
}
