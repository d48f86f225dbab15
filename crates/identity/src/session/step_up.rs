//! Proving again, within a session, who one is: before what is dangerous. The session's token is replaced.

use kernel::audit::Entry;
use kernel::{Actor, CityId, Db, Error, Tx};

use super::{Factor, Found, NewSession, Step, start};
use crate::credential::{self, Token, Typed};
use crate::limit::{self, Admitted};
use crate::{factor, passkey};

/// Proves it with the password. Takes [`Db`] for the same reasons as signing in. An account that holds a second factor
/// proves it with that.
pub async fn confirm_with_password(
    db: &Db,
    city: CityId,
    found: &Found,
    password: Typed,
) -> Result<Step, Error> {
    let account = found.acting.account;
    let mut tx = db.begin(found.actor(), city).await?;
    if found.second_factor {
        return Err(Error::refused("identity-session-confirm-with-second"));
    }
    let admitted = limit::charge(&mut tx, limit::CODES, &account.to_string()).await?;
    let hash = credential::stored(&mut tx, account).await?;
    tx.commit().await?;
    if let Admitted::Wait(seconds) = admitted {
        return Ok(Step::Wait(seconds));
    }
    if !password.check(hash).await?.is_right() {
        return Ok(Step::Wrong);
    }
    let mut tx = db.begin(found.actor(), city).await?;
    let new = proved(&mut tx, found, Factor::Password).await?;
    tx.commit().await?;
    Ok(Step::In(new))
}

/// Proves it with a code. Commit whatever the step.
pub async fn confirm_with_code(tx: &mut Tx, found: &Found, code: &str) -> Result<Step, Error> {
    let account = crate::account::own(tx)?;
    if let Admitted::Wait(seconds) = limit::charge(tx, limit::CODES, &account.to_string()).await? {
        return Ok(Step::Wait(seconds));
    }
    match factor::check_code(tx, account, code).await? {
        Some(factor) => Ok(Step::In(proved(tx, found, factor).await?)),
        None => Ok(Step::Wrong),
    }
}

/// Proves it with a passkey of the same account. Commit whatever the step.
pub async fn confirm_with_passkey(
    tx: &mut Tx,
    found: &Found,
    token: &Token,
    credential: &passkey::Shown,
) -> Result<Step, Error> {
    let account = crate::account::own(tx)?;
    match passkey::check(tx, token, credential).await? {
        Some(shown) if shown == account => Ok(Step::In(proved(tx, found, Factor::Passkey).await?)),
        Some(_) | None => Ok(Step::Wrong),
    }
}

async fn proved(tx: &mut Tx, found: &Found, factor: Factor) -> Result<NewSession, Error> {
    let (city, now) = (tx.city(), tx.now());
    let account = match tx.actor() {
        Actor::Account(acting) if acting.account == found.acting.account => acting.account,
        Actor::Account(_) | Actor::Visitor | Actor::System(_) => return Err(Error::Forbidden),
    };
    limit::forgive(tx, limit::CODES, &account.to_string()).await?;
    sqlx::query!(
        "update identity.session set authenticated_at = $4, factor = $5
         where city = $1 and id = $2 and account = $3 and ended_at is null",
        city.0,
        found.session.0,
        account.0,
        now,
        factor.as_str()
    )
    .execute(tx.conn())
    .await?;
    let entry = Entry::new("identity.session.confirm", "account", account);
    tx.audit(entry.body(serde_json::json!({ "factor": factor.as_str() }))).await?;
    start::renew(tx, found.session, found.grant.map(|grant| (grant, found.acting.role))).await
}
