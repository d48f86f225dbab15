use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Instant, Tx};
use serde_json::json;
use uuid::Uuid;

use super::HOLD;

/// Why somebody may not be deleted yet.
#[derive(Debug, Clone)]
pub struct Hold {
    pub id: Uuid,
    pub reason: String,
    /// The law that obliges us: "UU 8/1997 Pasal 11".
    pub legal_basis: String,
    /// `None`: until it is released.
    pub until: Option<Instant>,
    pub at: Instant,
}

/// A hold to be placed.
#[derive(Debug, Clone)]
pub struct NewHold {
    pub account: AccountId,
    pub reason: String,
    pub legal_basis: String,
    pub until: Option<Instant>,
}

/// Places a hold. The person reads its reason, legal basis and end.
pub async fn place(tx: &mut Tx, new: NewHold) -> Result<Uuid, Error> {
    tx.must_in_city(HOLD)?;
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let short = |text: &str| !(3..=500).contains(&text.trim().chars().count());
    let mut wrong = Vec::new();
    if short(&new.reason) {
        wrong.push(("reason", "identity-hold-reason-length".into()));
    }
    if short(&new.legal_basis) {
        wrong.push(("legal_basis", "identity-hold-basis-length".into()));
    }
    if new.until.is_some_and(|until| until <= now) {
        wrong.push(("until", "identity-hold-until-past".into()));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    super::erase::lock(tx, new.account).await?;
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into identity.hold (city, id, account, reason, legal_basis, until, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id,
        new.account.0,
        new.reason.trim(),
        new.legal_basis.trim(),
        new.until,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let body = json!({ "hold": id, "legal_basis": new.legal_basis.trim() });
    let entry = Entry::new("identity.hold.place", "account", new.account).reason(new.reason.trim());
    tx.audit(entry.body(body)).await?;
    Ok(id)
}

/// Releases a hold before its time. Doing it twice is doing it once.
pub async fn release(tx: &mut Tx, hold: Uuid, reason: &str) -> Result<(), Error> {
    tx.must_in_city(HOLD)?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-hold-reason-length"));
    }
    let account = subject_of(tx, hold).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let released = sqlx::query!(
        "insert into identity.hold_release (city, hold, reason, at, by_account) values ($1, $2, $3, $4, $5)
         on conflict on constraint hold_release_pkey do nothing",
        city.0,
        hold,
        reason,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if released.rows_affected() == 0 {
        return Ok(());
    }
    let entry = Entry::new("identity.hold.release", "account", account).reason(reason);
    tx.audit(entry.body(json!({ "hold": hold }))).await
}

/// On whose account a hold is. `NotFound` when this city has none of this id. The caller has asked permission.
pub(in crate::subject) async fn subject_of(tx: &mut Tx, hold: Uuid) -> Result<AccountId, Error> {
    let city = tx.city();
    let account =
        sqlx::query_scalar!("select account from identity.hold where city = $1 and id = $2", city.0, hold)
            .fetch_optional(tx.conn())
            .await?;
    account.map(AccountId).ok_or(Error::NotFound("hold"))
}

/// The holds in force on an account. The caller has asked permission.
pub async fn holds(tx: &mut Tx, account: AccountId) -> Result<Vec<Hold>, Error> {
    let (city, now) = (tx.city(), tx.now());
    Ok(sqlx::query_as!(
        Hold,
        "select h.id, h.reason, h.legal_basis, h.until, h.at from identity.hold h
         where h.city = $1 and h.account = $2 and (h.until is null or h.until > $3)
           and not exists (select 1 from identity.hold_release r where r.city = h.city and r.hold = h.id)
         order by h.at, h.id limit 100",
        city.0,
        account.0,
        now
    )
    .fetch_all(tx.conn())
    .await?)
}
