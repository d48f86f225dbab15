//! Ways back in for who forgot the password.
//!
//! A link by mail, or, for people without e-mail, a code that an officer reads out after looking at their identity card.
//! Both hold for half an hour, work once, and end all sessions. Neither bypasses the second factor: it is asked for at
//! the next sign-in.

use chrono::TimeDelta;
use data_encoding::BASE64;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{Actor, Can, Error, Job, Role, Tx};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Hashed, Token, set};
use crate::account::{self, Login};
use crate::limit::{self, Admitted};
use crate::session::{self, Fresh};
use crate::{grant, post};

/// Issue a one-time code to a person at the counter.
pub const ISSUE: Can = Can::new(
    "identity.reset.issue",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

const HOLDS: TimeDelta = TimeDelta::minutes(30);
/// What spoken codes begin with.
const PREFIX: &str = "RST";
/// 50 random bits behind a spoken code: with the limits on tries, out of reach in half an hour.
const BITS: u64 = 1 << 50;

/// Asks for a link by mail. Open to everybody, with one answer whether or not there is such an account; whether there
/// is one is only looked at afterwards, so that not even the time taken tells.
pub async fn ask(tx: &mut Tx, login: &Login) -> Result<(), Error> {
    let id: Uuid = tx.id();
    let place = Place { column: "identity.reset.ask", city: tx.city(), row: id };
    let sealed = tx.db().keys().seal(place, login.reveal())?;
    tx.enqueue(Send { id, login: BASE64.encode(&sealed) }).await
}

/// Sends the link that was asked for, if there is whom to send it to.
#[derive(Serialize, Deserialize)]
pub struct Send {
    id: Uuid,
    /// Sealed: a job may lie around for hours, and its row is read by operators.
    login: String,
}

impl Job for Send {
    const NAME: &'static str = "identity.reset.send";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let place = Place { column: "identity.reset.ask", city: tx.city(), row: self.id };
        let sealed = BASE64.decode(self.login.as_bytes()).map_err(|error| Error::Broken(Box::new(error)))?;
        let login = tx.db().keys().open(place, &sealed)?;
        send(tx, &Login::parse(&login)?).await
    }
}

async fn send(tx: &mut Tx, login: &Login) -> Result<(), Error> {
    let Some(known) = account::by_login(tx, login).await? else { return Ok(()) };
    let account = account::one(tx, known.id).await?;
    let (Some(_), None) = (&account.email, account.closed_at) else { return Ok(()) };
    if limit::spend(tx, limit::MAILS, &account.id.to_string()).await? != Admitted::Go {
        return Ok(());
    }
    let token = Token::random();
    keep(tx, account.id, &token.hash()).await?;
    tx.audit(Entry::new("identity.reset.ask", "account", account.id)).await?;
    let link = post::url(tx, &format!("/identity/resets/{}", token.reveal())).await?;
    post::to_account(tx, account.id, post::RESET, &[("link", link)]).await
}

/// A link for the operator to hand over: the command line's way to let the first administrator in.
pub async fn link(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    match tx.actor() {
        Actor::System(_) => {}
        Actor::Account(_) | Actor::Visitor => return Err(Error::Forbidden),
    }
    let token = Token::random();
    keep(tx, account, &token.hash()).await?;
    tx.audit(Entry::new(ISSUE.name, "account", account)).await?;
    post::url(tx, &format!("/identity/resets/{}", token.reveal())).await
}

/// Issues a code to a person at the counter, whose identity the officer has seen. Shown once, for reading out. Not for
/// colleagues: whoever holds a role at the desk goes to the administrator, and nobody resets an administrator this way.
pub async fn issue(tx: &mut Tx, account: AccountId, reason: &str, _fresh: Fresh) -> Result<String, Error> {
    tx.scope(ISSUE)?;
    let person = account::one(tx, account).await?;
    let admin = match tx.actor() {
        Actor::System(_) => true,
        Actor::Account(acting) => acting.role == Role::CityAdmin,
        Actor::Visitor => false,
    };
    let here = person.area.as_ref().is_some_and(|area| tx.may(ISSUE, area));
    let everywhere = admin && tx.must_in_city(ISSUE).is_ok();
    if !here && !everywhere {
        return Err(Error::NotFound("account"));
    }
    let roles = grant::active(tx, account).await?;
    let staff = roles.iter().any(|held| held.role.is_staff());
    if roles.iter().any(|held| held.role == Role::CityAdmin) || (staff && !admin) {
        return Err(Error::refused("identity-reset-colleague"));
    }
    if person.closed_at.is_some() {
        return Err(Error::refused("identity-account-closed"));
    }
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-grant-reason-length"));
    }
    let mut entry = Entry::new(ISSUE.name, "account", account).reason(reason).body(json!({ "spoken": true }));
    entry.area = person.area;
    tx.audit(entry).await?;
    spoken(tx, account).await
}

/// A spoken code for somebody whom the caller let in otherwise: whoever claims an assisted account at an office.
pub(crate) async fn spoken(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    let number = rand::rng().random_range(0..BITS);
    let hash = spoken_hash(tx, account, number);
    keep(tx, account, &hash).await?;
    Ok(kernel::code::encode(PREFIX, number))
}

/// Whether a link still works, for the page that asks for the new password.
pub async fn holds(tx: &mut Tx, token: &Token) -> Result<bool, Error> {
    Ok(find(tx, &token.hash()).await?.is_some())
}

/// Uses a link: sets the password and ends all sessions. Of two that use it at once, one does.
pub async fn redeem(tx: &mut Tx, token: &Token, password: &Hashed) -> Result<AccountId, Error> {
    use_up(tx, &token.hash(), password, Proves::Address).await
}

/// Uses a spoken code together with the login it was issued for. Commit whatever comes of it: tries are counted; `None`
/// is a wrong login or code.
pub async fn redeem_spoken(
    tx: &mut Tx,
    login: &Login,
    code: &str,
    password: &Hashed,
) -> Result<Option<AccountId>, Error> {
    limit::charge(tx, limit::CODES, login.reveal()).await?.or_refuse()?;
    let number = kernel::code::decode(PREFIX, code);
    let known = account::by_login(tx, login).await?;
    let (Some(number), Some(known)) = (number, known) else { return Ok(None) };
    let hash = spoken_hash(tx, known.id, number);
    if find(tx, &hash).await?.is_none() {
        return Ok(None);
    }
    let account = use_up(tx, &hash, password, Proves::Person).await?;
    limit::forgive(tx, limit::CODES, login.reveal()).await?;
    Ok(Some(account))
}

/// What using a way back in proves besides.
#[derive(Clone, Copy)]
enum Proves {
    /// That mail to the address is read.
    Address,
    Person,
}

async fn use_up(tx: &mut Tx, hash: &[u8], password: &Hashed, proves: Proves) -> Result<AccountId, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "update identity.reset set used_at = $3
         where city = $1 and token_hash = $2 and used_at is null and expires_at > $3 returning account",
        city.0,
        hash,
        now
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Error::refused("identity-link-expired"))?;
    let account = AccountId(row.account);
    if account::one(tx, account).await?.closed_at.is_some() {
        return Err(Error::refused("identity-link-expired"));
    }
    set(tx, account, password).await?;
    // One way back in is enough: the others end with it.
    sqlx::query!(
        "update identity.reset set used_at = $3 where city = $1 and account = $2 and used_at is null",
        city.0,
        account.0,
        now
    )
    .execute(tx.conn())
    .await?;
    match proves {
        Proves::Address => {
            sqlx::query!(
                "update identity.account set email_confirmed_at = $3
                 where city = $1 and id = $2 and email is not null and email_confirmed_at is null",
                city.0,
                account.0,
                now
            )
            .execute(tx.conn())
            .await?;
        }
        Proves::Person => {}
    }
    session::end_all(tx, account, None).await?;
    tx.audit(Entry::new("identity.reset.redeem", "account", account)).await?;
    post::to_account(tx, account, post::PASSWORD_CHANGED, &[]).await?;
    Ok(account)
}

async fn keep(tx: &mut Tx, account: AccountId, hash: &[u8]) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into identity.reset (city, id, account, token_hash, issued_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id,
        account.0,
        hash,
        by.map(|by| by.0),
        now,
        now + HOLDS
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn find(tx: &mut Tx, hash: &[u8]) -> Result<Option<AccountId>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let account = sqlx::query_scalar!(
        "select account from identity.reset
         where city = $1 and token_hash = $2 and used_at is null and expires_at > $3",
        city.0,
        hash,
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(account.map(AccountId))
}

/// Keyed, because a spoken code is short enough to be tried against a copy of the table.
fn spoken_hash(tx: &Tx, account: AccountId, number: u64) -> Vec<u8> {
    tx.db().keys().blind("identity.reset.token_hash", tx.city(), &format!("{account}:{number}"))
}
