//! Second factors together: which an account holds, codes of either kind, and the recovery codes for when all are lost.
//!
//! An account that holds a second factor is asked for it at every sign-in and after every reset of its password. Staff
//! must hold one where the installation says so; the last one then stays, and it also stays where the password was
//! chosen too short to stand alone.

pub(crate) mod pages;
mod recovery;

#[cfg(test)]
mod tests;

use kernel::id::AccountId;
use kernel::{Error, Tx};

pub(crate) use recovery::make as make_recovery;
pub use recovery::{RecoveryCodes, renew};

use crate::session::{Factor, Fresh};
use crate::totp;

/// Whether staff must hold a second factor. One switch per installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Staff enrol one before anything else.
    #[default]
    Force,
    /// Staff are asked to, and may go on without: for the demo, whose sign-ins must work for everybody.
    Offer,
}

/// Where second factors are enrolled.
pub const ENROL: &str = "/identity/account/second-factor";

/// What staff may do before they hold a second factor, with all that lies below.
const OPEN: [&str; 6] = [
    "/identity/account",
    "/identity/session",
    "/api/v1/identity/account",
    "/api/v1/identity/passkeys",
    "/api/v1/identity/session",
    "/app",
];

/// Where a request of `found` for `path` (within the city) must go first, if it must: staff without a second factor, in
/// an installation that forces one, may only enrol, leave, and read.
pub fn must_enrol(found: &crate::session::Found, policy: Policy, path: &str) -> Option<&'static str> {
    let forced = policy == Policy::Force && found.lacks_second_factor();
    let below =
        |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    (forced && !OPEN.iter().any(|start| below(start))).then_some(ENROL)
}

/// The second factors of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub totp: bool,
    pub passkeys: i64,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
}

impl Held {
    /// Whether there is one at all. Recovery codes alone are none.
    pub fn any(&self) -> bool {
        self.totp || self.passkeys > 0
    }
}

/// The actor's own second factors.
pub async fn mine(tx: &mut Tx) -> Result<Held, Error> {
    let account = crate::account::own(tx)?;
    held(tx, account).await
}

pub(crate) async fn held(tx: &mut Tx, account: AccountId) -> Result<Held, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Held,
        r#"select exists (select 1 from identity.totp
                          where city = $1 and account = $2 and confirmed_at is not null) as "totp!",
                  (select count(*) from identity.passkey where city = $1 and account = $2) as "passkeys!",
                  (select count(*) from identity.recovery_code
                   where city = $1 and account = $2 and used_at is null) as "recovery_codes!""#,
        city.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?)
}

pub(crate) async fn holds_second(tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
    Ok(held(tx, account).await?.any())
}

/// Judges six digits as an app's code and anything longer as a recovery code. Each counts once.
pub(crate) async fn check_code(tx: &mut Tx, account: AccountId, code: &str) -> Result<Option<Factor>, Error> {
    let plain: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64).collect();
    if plain.len() == totp::DIGITS && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(totp::check(tx, account, &plain).await?.then_some(Factor::Totp));
    }
    Ok(recovery::spend(tx, account, &plain).await?.then_some(Factor::Recovery))
}

/// Refuses unless the account can do without one of its second factors.
pub(crate) async fn may_remove(
    tx: &mut Tx,
    account: AccountId,
    policy: Policy,
    _fresh: Fresh,
) -> Result<(), Error> {
    // Whoever removes two at once takes turns here, so that the second sees that one is gone.
    let city = tx.city();
    sqlx::query!("select id from identity.account where city = $1 and id = $2 for update", city.0, account.0)
        .fetch_optional(tx.conn())
        .await?;
    let held = held(tx, account).await?;
    if i64::from(held.totp) + held.passkeys > 1 {
        return Ok(());
    }
    let staff = tx.actor().role().is_some_and(kernel::Role::is_staff)
        || crate::grant::active(tx, account).await?.iter().any(|grant| grant.role.is_staff());
    if staff && policy == Policy::Force {
        return Err(Error::refused("identity-factor-last-of-staff"));
    }
    let stands = sqlx::query_scalar!(
        "select stands_alone from identity.password where city = $1 and account = $2",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    match stands {
        Some(true) => Ok(()),
        Some(false) => Err(Error::refused("identity-factor-password-short")),
        None => Err(Error::refused("identity-factor-no-password")),
    }
}

/// Without any second factor left, recovery codes recover nothing.
pub(crate) async fn forget_recovery_if_last(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    if !holds_second(tx, account).await? {
        recovery::forget(tx, account).await?;
    }
    Ok(())
}

/// Takes all second factors away from a person who lost them. For the operator, who is the last to ask; the mail says so.
pub(crate) async fn forget_all(tx: &mut Tx, account: AccountId, reason: &str) -> Result<(), Error> {
    Fresh::machine(tx)?;
    let city = tx.city();
    sqlx::query!("delete from identity.totp where city = $1 and account = $2", city.0, account.0)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from identity.passkey where city = $1 and account = $2", city.0, account.0)
        .execute(tx.conn())
        .await?;
    recovery::forget(tx, account).await?;
    crate::session::end_all(tx, account, None).await?;
    let entry = kernel::audit::Entry::new("identity.factor.remove", "account", account);
    tx.audit(entry.reason(reason).body(serde_json::json!({ "factor": "all" }))).await?;
    crate::post::factor(tx, account, crate::post::FACTOR_REMOVED, "identity-mail-factor-all").await
}
