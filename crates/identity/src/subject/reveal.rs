use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{Actor, Error, Say, Tx};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{CONTACT_PLACE, NIK_PLACE, REVEAL};
use crate::staff;

/// A field that is masked everywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    Nik,
    Phone,
    Email,
}

impl Hidden {
    pub const ALL: [Hidden; 3] = [Hidden::Nik, Hidden::Phone, Hidden::Email];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Hidden::Nik => "nik",
            Hidden::Phone => "phone",
            Hidden::Email => "email",
        }
    }

    /// Reads [`Hidden::as_str`].
    pub fn parse(text: &str) -> Option<Hidden> {
        Hidden::ALL.into_iter().find(|hidden| hidden.as_str() == text)
    }
}

/// A shown field, wiped when dropped.
pub struct Revealed(Zeroizing<String>);

impl Revealed {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Revealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Revealed(•••)")
    }
}

/// The most fields that one officer is shown in an hour.
pub const PER_HOUR: i64 = 30;

/// Shows a hidden field once, for a reason of at least ten characters, which the person can read. The caller shows it in
/// the answer to this very request and keeps it nowhere. For people at the desk; the machine does not look.
pub async fn reveal(tx: &mut Tx, account: AccountId, field: Hidden, reason: &str) -> Result<Revealed, Error> {
    let Actor::Account(acting) = tx.actor() else { return Err(Error::Forbidden) };
    let by = acting.account;
    let seen = staff::seen(tx, account, REVEAL).await?;
    let reason = reason.trim();
    if !(10..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-reveal-reason-length"));
    }
    count(tx, by, account, field).await?;
    let shown = read(tx, account, field).await?;
    let mut entry = Entry::new(REVEAL.name, "account", account).reason(reason);
    entry.area = seen.area;
    tx.audit(entry.body(json!({ "field": field.as_str() }))).await?;
    Ok(Revealed(shown))
}

/// Counts under a lock per officer, so that thirty requests at once are thirty and not thirty times the first.
async fn count(tx: &mut Tx, by: AccountId, account: AccountId, field: Hidden) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('identity.reveal' || $1::uuid::text, 0))",
        by.0
    )
    .execute(tx.conn())
    .await?;
    let lately = sqlx::query_scalar!(
        r#"select count(*) as "lately!" from identity.reveal where city = $1 and by_account = $2 and at > $3"#,
        city.0,
        by.0,
        now - TimeDelta::hours(1)
    )
    .fetch_one(tx.conn())
    .await?;
    if lately >= PER_HOUR {
        return Err(Error::Refused(Say::new("identity-reveal-too-often").with("most", PER_HOUR)));
    }
    sqlx::query!(
        "insert into identity.reveal (city, id, by_account, account, field, at) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id,
        by.0,
        account.0,
        field.as_str(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn read(tx: &mut Tx, account: AccountId, field: Hidden) -> Result<Zeroizing<String>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select a.email, a.phone, a.nik_sealed, r.id as "registration?", r.contact_sealed
           from identity.account a
           left join identity.registration r on r.city = a.city and r.account = a.id
           where a.city = $1 and a.id = $2"#,
        city.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?;
    let none = || Error::refused("identity-reveal-nothing");
    let keys = tx.db().keys();
    match field {
        Hidden::Email => row.email.map(Zeroizing::new).ok_or_else(none),
        Hidden::Nik => {
            let place = Place { column: NIK_PLACE, city, row: account.0 };
            keys.open(place, &row.nik_sealed.ok_or_else(none)?)
        }
        Hidden::Phone => match (row.phone, row.contact_sealed.zip(row.registration)) {
            (Some(phone), _) => Ok(Zeroizing::new(phone)),
            (None, Some((sealed, row))) => keys.open(Place { column: CONTACT_PLACE, city, row }, &sealed),
            (None, None) => Err(none()),
        },
    }
}
