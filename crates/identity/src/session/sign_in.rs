//! Signing in with a password.
//!
//! The one doing that takes [`Db`] instead of a transaction: the try must be counted whatever comes of it, and no
//! connection may wait while a password is hashed. So it begins and commits its own short transactions.

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Actor, CityId, Db, Error, Tx};
use serde_json::{Value, json};

use super::ceremony::{self, Kind};
use super::{Caller, Factor, Step, start};
use crate::account::{self, Login};
use crate::credential::{self, Token, Typed, Verdict};
use crate::limit::{self, Admitted};

/// What somebody typed, and from where.
#[derive(Debug)]
pub struct Attempt {
    pub login: Login,
    pub password: Typed,
    pub caller: Caller,
}

/// Signs in. Unknown login, wrong password and closed account take the same time and get the same answer.
pub async fn sign_in(db: &Db, city: CityId, attempt: Attempt) -> Result<Step, Error> {
    let Attempt { login, password, caller } = attempt;
    let mut tx = db.begin(Actor::Visitor, city).await?;
    let admitted = admit(&mut tx, &login, &caller).await?;
    let known = account::by_login(&mut tx, &login).await?;
    tx.commit().await?;
    if let Admitted::Wait(seconds) = admitted {
        return Ok(Step::Wait(seconds));
    }
    let hash = known.as_ref().and_then(|known| known.hash.clone());
    let verdict = password.check(hash.clone()).await?;

    let mut tx = db.begin(Actor::Visitor, city).await?;
    // What was true before the password was hashed may no longer be.
    let now_known = account::by_login(&mut tx, &login).await?;
    let step = match now_known {
        Some(now) if verdict.is_right() && now.may_sign_in && now.hash == hash => {
            admitted_after_all(&mut tx, &login, &caller).await?;
            passed(&mut tx, now.id, hash.as_deref(), &verdict, &caller).await?
        }
        Some(_) | None => {
            refused(&mut tx, known.map(|known| known.id)).await?;
            Step::Wrong
        }
    };
    tx.commit().await?;
    Ok(step)
}

/// Follows the link that confirms an address. Who registered also proves the password, so that nobody confirms what a
/// stranger chose; that signs in at once. `None`: the account has no password, and the address is confirmed.
pub async fn confirm_and_sign_in(
    db: &Db,
    city: CityId,
    token: &Token,
    password: Typed,
    caller: &Caller,
) -> Result<Option<Step>, Error> {
    let mut tx = db.begin(Actor::Visitor, city).await?;
    let admitted = limit::spend(&mut tx, limit::LINKS, &limit::place(caller.address)).await?;
    let pending = account::pending_confirmation(&mut tx, token).await?;
    let hash = match &pending {
        Some((account, _)) => credential::stored(&mut tx, *account).await?,
        None => None,
    };
    let charged = match &pending {
        Some((account, _)) => limit::charge(&mut tx, limit::HERE, &account.to_string()).await?,
        None => Admitted::Go,
    };
    tx.commit().await?;
    if let (Admitted::Wait(seconds), _) | (_, Admitted::Wait(seconds)) = (admitted, charged) {
        return Ok(Some(Step::Wait(seconds)));
    }
    let (account, _) = pending.ok_or_else(|| Error::refused("identity-link-expired"))?;
    let verdict = match &hash {
        Some(_) => Some(password.check(hash.clone()).await?),
        None => None,
    };

    let mut tx = db.begin(Actor::Visitor, city).await?;
    let step = match &verdict {
        Some(verdict) if !verdict.is_right() => Some(Step::Wrong),
        Some(verdict) => {
            account::confirm_email(&mut tx, token).await?;
            limit::forgive(&mut tx, limit::HERE, &account.to_string()).await?;
            Some(passed(&mut tx, account, hash.as_deref(), verdict, caller).await?)
        }
        None => {
            account::confirm_email(&mut tx, token).await?;
            None
        }
    };
    tx.commit().await?;
    Ok(step)
}

/// Counts the try against the address, the login from this address, and the login from anywhere.
async fn admit(tx: &mut Tx, login: &Login, caller: &Caller) -> Result<Admitted, Error> {
    let place = limit::place(caller.address);
    let mut admitted = limit::spend(tx, limit::SIGN_INS, &place).await?;
    if admitted == Admitted::Go {
        admitted = limit::charge(tx, limit::HERE, &here(login, &place)).await?;
    }
    if admitted == Admitted::Go && !came_from_here_before(tx, login, caller).await? {
        admitted = limit::charge(tx, limit::ANYWHERE, login.reveal()).await?;
    }
    Ok(admitted)
}

async fn admitted_after_all(tx: &mut Tx, login: &Login, caller: &Caller) -> Result<(), Error> {
    let place = limit::place(caller.address);
    limit::refund(tx, limit::SIGN_INS, &place).await?;
    limit::forgive(tx, limit::HERE, &here(login, &place)).await?;
    limit::forgive(tx, limit::ANYWHERE, login.reveal()).await
}

fn here(login: &Login, place: &str) -> String {
    format!("{}\0{place}", login.reveal())
}

/// Whether the login's account was signed in from this address within the last 90 days.
async fn came_from_here_before(tx: &mut Tx, login: &Login, caller: &Caller) -> Result<bool, Error> {
    let (city, now) = (tx.city(), tx.now());
    let address = start::address_hash(tx, caller)?;
    let came = sqlx::query_scalar!(
        r#"select exists (
               select 1 from identity.session s
               join identity.account a on a.city = s.city and a.id = s.account
               where s.city = $1 and (a.email = $2 or a.phone = $2) and s.address_hash = $3
                 and s.seen_at > $4::timestamptz - interval '90 days') as "came!""#,
        city.0,
        login.reveal(),
        address,
        now
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(came)
}

async fn refused(tx: &mut Tx, account: Option<AccountId>) -> Result<(), Error> {
    let subject = account.map_or_else(|| "-".to_owned(), |account| account.to_string());
    tx.audit(Entry::new("identity.session.refuse", "account", subject)).await
}

/// The password was right: a session, or the second factor.
async fn passed(
    tx: &mut Tx,
    account: AccountId,
    hash: Option<&str>,
    verdict: &Verdict,
    caller: &Caller,
) -> Result<Step, Error> {
    if let Some(hash) = hash {
        credential::renew(tx, account, hash, verdict).await?;
    }
    if crate::factor::holds_second(tx, account).await? {
        let token = ceremony::begin(tx, Kind::SecondFactor, Some(account), Value::Null).await?;
        tx.audit(Entry::new("identity.session.first_factor", "account", account).body(json!({}))).await?;
        return Ok(Step::SecondFactor(token));
    }
    Ok(Step::In(start::start(tx, account, Factor::Password, caller).await?))
}
