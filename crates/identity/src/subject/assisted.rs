use kernel::audit::Entry;
use kernel::contact::Phone;
use kernel::id::AccountId;
use kernel::nik::Nik;
use kernel::secret::Place;
use kernel::{AreaCode, Error, Level, Tx, code};
use serde_json::json;
use uuid::Uuid;

use super::{CONTACT_PLACE, NIK_PLACE, REGISTER, SubjectRegistered};
use crate::account::{AccountName, AccountOpened};
use crate::consent::{self, Channel, Language};

/// The prefix of spoken codes.
pub(super) const PREFIX: &str = "BDY";
/// The column under which spoken codes are indexed.
pub(super) const CODE_PLACE: &str = "identity.registration.code_index";

/// Somebody to be registered. `Debug` shows nothing of them.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub name: AccountName,
    pub phone: Option<Phone>,
    pub nik: Option<Nik>,
    /// Where the person lives: a kelurahan or below.
    pub area: AreaCode,
    pub language: Language,
}

/// How the person was told about the account and agreed: on paper or read aloud.
#[derive(Debug, Clone)]
pub struct Told {
    pub channel: Channel,
    pub language: Language,
}

/// What is printed for the person to take home.
#[derive(Clone, PartialEq, Eq)]
pub struct Slip {
    pub account: AccountId,
    /// Known from now on only to whoever holds the slip.
    pub code: String,
}

impl std::fmt::Debug for Slip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slip").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Registers a person at the counter and records the consent. Whether the NIK or the telephone number is known already
/// makes no difference to the answer: the officer learns nothing of other people, the city's administrator does.
pub async fn register(tx: &mut Tx, new: NewPerson, told: Told) -> Result<Slip, Error> {
    tx.must(REGISTER, &new.area)?;
    if new.area.level() < Level::Kelurahan {
        return Err(Error::field("area", "identity-subject-area-level"));
    }
    if told.channel == Channel::Web {
        return Err(Error::field("channel", "identity-consent-channel-unknown"));
    }
    let account = insert(tx, &new).await?;
    let code = code::encode(PREFIX, rand::random::<u64>() >> 24);
    remember(tx, account, &new, &code).await?;
    tx.tell(&AccountOpened { account }).await?;
    tx.tell(&SubjectRegistered { account }).await?;
    let body = json!({ "phone": new.phone.is_some(), "nik": new.nik.is_some() });
    tx.audit(Entry::new(REGISTER.name, "account", account).area(new.area).body(body)).await?;
    consent::give(tx, account, &consent::ACCOUNT, told.channel, told.language).await?;
    Ok(Slip { account, code })
}

/// Writes the account with as much of NIK and telephone as is not another account's.
async fn insert(tx: &mut Tx, new: &NewPerson) -> Result<AccountId, Error> {
    let (city, id): (_, Uuid) = (tx.city(), tx.id());
    let keys = tx.db().clone();
    let (mut phone, mut nik) = (new.phone.as_ref(), new.nik.as_ref());
    let indexes = |nik: &Nik| keys.keys().blinds(NIK_PLACE, city, nik.reveal());
    let mut seen: Vec<(Uuid, &'static str)> = Vec::new();
    // Each turn either writes the row or gives one of two fields up.
    for _ in 0..3 {
        if write(tx, id, new, phone, nik).await? {
            for (other, field) in seen {
                duplicate(tx, id, other, field).await?;
            }
            return Ok(AccountId(id));
        }
        let found = sqlx::query!(
            r#"select id, phone is not distinct from $2 and $2::text is not null as "phone!",
                      nik_index = any($3) and cardinality($3) > 0 as nik
               from identity.account
               where city = $1 and (phone = $2 or nik_index = any($3)) order by id limit 3"#,
            city.0,
            phone.map(Phone::reveal),
            &nik.map(indexes).unwrap_or_default()
        )
        .fetch_all(tx.conn())
        .await?;
        for row in found {
            if row.phone {
                phone = None;
                seen.push((row.id, "phone"));
            }
            if row.nik == Some(true) {
                nik = None;
                seen.push((row.id, "nik"));
            }
        }
    }
    Err(Error::broken("an account could not be written although nothing stands in its way"))
}

async fn write(
    tx: &mut Tx,
    id: Uuid,
    new: &NewPerson,
    phone: Option<&Phone>,
    nik: Option<&Nik>,
) -> Result<bool, Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let db = tx.db().clone();
    let place = Place { column: NIK_PLACE, city, row: id };
    let sealed = nik.map(|nik| db.keys().seal(place, nik.reveal())).transpose()?;
    let index = nik.map(|nik| db.keys().blind(NIK_PLACE, city, nik.reveal()));
    // While keys are being rotated, the same NIK may still lie under the index of an earlier key.
    let earlier = nik.map(|nik| db.keys().blinds(NIK_PLACE, city, nik.reveal())).unwrap_or_default();
    let written = sqlx::query!(
        "insert into identity.account (city, id, name, phone, nik_sealed, nik_index, area, language, created_at,
             created_by)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
         where not exists (select 1 from identity.account where city = $1 and nik_index = any($11))
         on conflict do nothing",
        city.0,
        id,
        new.name.as_str(),
        phone.map(Phone::reveal),
        sealed,
        index,
        new.area.as_str(),
        new.language.as_str(),
        now,
        by.map(|by| by.0),
        &earlier
    )
    .execute(tx.conn())
    .await?;
    Ok(written.rows_affected() == 1)
}

async fn duplicate(tx: &mut Tx, account: Uuid, other: Uuid, field: &'static str) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "insert into identity.duplicate (city, id, account, other, field, at) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id,
        account,
        other,
        field,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn remember(tx: &mut Tx, account: AccountId, new: &NewPerson, code: &str) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let kept = sqlx::query_scalar!(
        "select phone from identity.account where city = $1 and id = $2",
        city.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?;
    let place = Place { column: CONTACT_PLACE, city, row: id };
    let lost = new.phone.as_ref().filter(|phone| kept.as_deref() != Some(phone.reveal()));
    let db = tx.db().clone();
    let contact = lost.map(|phone| db.keys().seal(place, phone.reveal())).transpose()?;
    sqlx::query!(
        "insert into identity.registration (city, id, account, area, code_index, contact_sealed, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id,
        account.0,
        new.area.as_str(),
        db.keys().blind(CODE_PLACE, city, code),
        contact,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
