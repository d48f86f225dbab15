//! Getting an account.

use kernel::audit::Entry;
use kernel::contact::{Email, Phone};
use kernel::id::AccountId;
use kernel::{Actor, AreaCode, Error, OnConstraint, Tx};
use serde_json::json;
use uuid::Uuid;

use super::find::by_login;
use super::{AccountName, AccountOpened, Login, confirm};
use crate::consent;
use crate::credential::{self, Hashed};
use crate::grant::{self, NewGrant};
use crate::limit;
use crate::post::{self, Letter};

/// As what somebody registers by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Citizen,
    Entrepreneur,
}

/// A registration that a person made.
#[derive(Debug)]
pub struct NewAccount {
    pub name: AccountName,
    pub login: Login,
    pub password: Hashed,
    pub role: Role,
    pub language: &'static str,
}

/// Registers a person who did it themselves. Open to everybody, and the same for a login that is taken: the answer
/// tells nothing; who owns the address gets a mail that says what happened. With an e-mail address the account can be
/// used once the link in the mail was followed.
pub async fn register(tx: &mut Tx, new: NewAccount) -> Result<(), Error> {
    AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    let taken = by_login(tx, &new.login).await?;
    let account = match taken {
        None => match insert(tx, &new).await? {
            Some(account) => account,
            // Somebody else was a moment faster; they, or their owner, hear of it.
            None => return tell_owner(tx, &new.login).await,
        },
        Some(known)
            if known.email_confirmed_at.is_none() && is_unanswered(tx, known.id, &new.login).await? =>
        {
            // Nobody answered the earlier mail: whoever can read mails at the address may start again.
            take_over(tx, known.id, &new).await?;
            as_wished(tx, known.id, new.role).await?;
            consent::give_by_registering(tx, known.id, new.language).await?;
            return confirm::send(tx, known.id, &new.login, post::CONFIRM_ACCOUNT).await;
        }
        Some(_) => return tell_owner(tx, &new.login).await,
    };
    credential::set(tx, account, &new.password).await?;
    as_wished(tx, account, new.role).await?;
    consent::give_by_registering(tx, account, new.language).await?;
    tx.tell(&AccountOpened { account }).await?;
    tx.audit(Entry::new("identity.account.register", "account", account)).await?;
    confirm::send(tx, account, &new.login, post::CONFIRM_ACCOUNT).await
}

/// An account that somebody else opens: the operator's command, the demo, an accepted invitation.
#[derive(Debug)]
pub struct Opening {
    pub name: AccountName,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub area: Option<AreaCode>,
    pub language: &'static str,
    pub password: Option<Hashed>,
    /// Whoever opens it knows that the address is the person's.
    pub confirmed: bool,
}

/// Opens an account with a login that must be free. The machine's, and this crate's.
pub async fn open(tx: &mut Tx, new: Opening) -> Result<AccountId, Error> {
    match tx.actor() {
        Actor::System(_) => {}
        Actor::Account(_) | Actor::Visitor => return Err(Error::Forbidden),
    }
    open_for(tx, new).await
}

pub(crate) async fn open_for(tx: &mut Tx, new: Opening) -> Result<AccountId, Error> {
    AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    if new.area.as_ref().is_some_and(|area| area.city() != tx.city()) {
        return Err(Error::field("area", "identity-grant-area-elsewhere"));
    }
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into identity.account (city, id, name, email, phone, area, language, created_at, created_by,
                                       email_confirmed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        city.0,
        id,
        new.name.as_str(),
        new.email.as_ref().map(Email::reveal),
        new.phone.as_ref().map(Phone::reveal),
        new.area.as_ref().map(AreaCode::as_str),
        new.language,
        now,
        by.map(|by| by.0),
        (new.email.is_some() && new.confirmed).then_some(now)
    )
    .execute(tx.conn())
    .await
    .on_constraint("account_email_key", || Error::field("email", "identity-email-taken"))
    .on_constraint("account_phone_key", || Error::field("phone", "identity-phone-taken"))?;
    let account = AccountId(id);
    if let Some(password) = &new.password {
        credential::set(tx, account, password).await?;
    }
    tx.tell(&AccountOpened { account }).await?;
    let mut entry = Entry::new("identity.account.open", "account", account)
        .body(json!({ "email": new.email.is_some(), "phone": new.phone.is_some() }));
    entry.area = new.area;
    tx.audit(entry).await?;
    Ok(account)
}

/// Everybody may call themselves an entrepreneur: what it opens is their own.
async fn as_wished(tx: &mut Tx, account: AccountId, role: Role) -> Result<(), Error> {
    match role {
        Role::Citizen => Ok(()),
        Role::Entrepreneur => {
            let area = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
            let role = kernel::Role::Entrepreneur;
            let new = NewGrant { account, role, area, agency: None, until: None };
            grant::give_invited(tx, new, None).await.map(|_| ())
        }
    }
}

async fn insert(tx: &mut Tx, new: &NewAccount) -> Result<Option<AccountId>, Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let (email, phone) = match &new.login {
        Login::Email(email) => (Some(email.reveal()), None),
        Login::Phone(phone) => (None, Some(phone.reveal())),
    };
    let done = sqlx::query!(
        "insert into identity.account (city, id, name, email, phone, language, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        city.0,
        id,
        new.name.as_str(),
        email,
        phone,
        new.language,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok((done.rows_affected() == 1).then_some(AccountId(id)))
}

/// Registered by a person with this address alone, and never used.
async fn is_unanswered(tx: &mut Tx, account: AccountId, login: &Login) -> Result<bool, Error> {
    let Login::Email(email) = login else { return Ok(false) };
    let city = tx.city();
    let row = sqlx::query_scalar!(
        "select 1 from identity.account
         where city = $1 and id = $2 and email = $3 and email_confirmed_at is null and phone is null
           and nik_index is null and created_by is null and closed_at is null for update",
        city.0,
        account.0,
        email.reveal()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}

async fn take_over(tx: &mut Tx, account: AccountId, new: &NewAccount) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update identity.account set name = $3, language = $4 where city = $1 and id = $2",
        city.0,
        account.0,
        new.name.as_str(),
        new.language
    )
    .execute(tx.conn())
    .await?;
    credential::set(tx, account, &new.password).await?;
    tx.audit(Entry::new("identity.account.register", "account", account).body(json!({ "again": true }))).await
}

/// Gives an account, whose address was never confirmed, to whoever just proved that the address is theirs.
pub(crate) async fn adopt(
    tx: &mut Tx,
    account: AccountId,
    name: &AccountName,
    password: &Hashed,
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update identity.account set name = $3, email_confirmed_at = $4 where city = $1 and id = $2",
        city.0,
        account.0,
        name.as_str(),
        now
    )
    .execute(tx.conn())
    .await?;
    credential::set(tx, account, password).await?;
    crate::session::end_all(tx, account, None).await?;
    tx.audit(Entry::new("identity.account.adopt", "account", account)).await
}

/// Tells the owner of a taken address that somebody tried to register with it.
async fn tell_owner(tx: &mut Tx, login: &Login) -> Result<(), Error> {
    const TAKEN: Letter = post::ALREADY_REGISTERED;
    let Some(known) = by_login(tx, login).await? else { return Ok(()) };
    if !known.may_sign_in
        || limit::spend(tx, limit::MAILS, &known.id.to_string()).await? != limit::Admitted::Go
    {
        return Ok(());
    }
    let links = [("link", post::url(tx, "/masuk").await?), ("reset", post::url(tx, "/lupa-sandi").await?)];
    post::to_account(tx, known.id, TAKEN, &links).await
}
