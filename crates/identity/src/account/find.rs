//! Reading accounts.

use kernel::contact::{Email, Phone};
use kernel::id::AccountId;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::{Account, Login, own};

/// The actor's own account.
pub async fn mine(tx: &mut Tx) -> Result<Account, Error> {
    let account = own(tx)?;
    one(tx, account).await
}

/// What these accounts are called, for records that say who did something. The caller has asked permission for those.
pub async fn names(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(AccountId, String)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, name from identity.account where city = $1 and id = any($2) order by id limit 1000",
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.id), row.name)).collect())
}

/// An account. The caller has asked permission for it.
pub async fn one(tx: &mut Tx, id: AccountId) -> Result<Account, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select a.id, a.name, a.email, a.email_confirmed_at, a.phone, a.area, a.language, a.created_at, a.closed_at,
                  (p.account is not null) as "has_password!"
           from identity.account a left join identity.password p on p.city = a.city and p.account = a.id
           where a.city = $1 and a.id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("account"))?;
    Ok(Account {
        id: AccountId(row.id),
        name: row.name,
        email: row.email.as_deref().map(Email::parse).transpose()?,
        email_confirmed_at: row.email_confirmed_at,
        phone: row.phone.as_deref().map(Phone::parse).transpose()?,
        area: row.area.map(AreaCode::try_from).transpose()?,
        language: row.language,
        created_at: row.created_at,
        closed_at: row.closed_at,
        has_password: row.has_password,
    })
}

/// What signing in needs to know. Never leaves this crate.
pub(crate) struct Candidate {
    pub(crate) id: AccountId,
    pub(crate) hash: Option<String>,
    /// Not closed, and the address, if it was used, is confirmed.
    pub(crate) may_sign_in: bool,
    pub(crate) email_confirmed_at: Option<Instant>,
}

/// The account that is open under a login and may sign in, for whoever gives it something to do. The caller has asked
/// permission.
pub async fn of_login(tx: &mut Tx, login: &Login) -> Result<Option<AccountId>, Error> {
    Ok(by_login(tx, login).await?.filter(|found| found.may_sign_in).map(|found| found.id))
}

/// The addresses of mail of these accounts that are open, for notices about what they take part in. The caller has asked
/// permission.
pub async fn emails(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(AccountId, String)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select id, email as "email!" from identity.account
           where city = $1 and id = any($2) and email is not null and closed_at is null order by id limit 1000"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.id), row.email)).collect())
}

/// Whose login this is.
pub(crate) async fn by_login(tx: &mut Tx, login: &Login) -> Result<Option<Candidate>, Error> {
    let city = tx.city();
    let (email, phone): (Option<&str>, Option<&str>) = match login {
        Login::Email(email) => (Some(email.reveal()), None),
        Login::Phone(phone) => (None, Some(phone.reveal())),
    };
    let row = sqlx::query!(
        r#"select a.id, a.email_confirmed_at, p.hash as "hash?",
                  (a.closed_at is null and (coalesce(a.phone = $3, false) or a.email_confirmed_at is not null)) as "may!"
           from identity.account a left join identity.password p on p.city = a.city and p.account = a.id
           where a.city = $1 and (a.email = $2 or a.phone = $3)"#,
        city.0,
        email,
        phone
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Candidate {
        id: AccountId(row.id),
        hash: row.hash,
        may_sign_in: row.may,
        email_confirmed_at: row.email_confirmed_at,
    }))
}

/// What writing to somebody needs.
pub(crate) struct Addressee {
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) language: String,
}

pub(crate) async fn addressee(tx: &mut Tx, id: AccountId) -> Result<Addressee, Error> {
    let city = tx.city();
    let id: Uuid = id.0;
    let row = sqlx::query_as!(
        Addressee,
        "select name, email, language from identity.account where city = $1 and id = $2",
        city.0,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("account"))
}
