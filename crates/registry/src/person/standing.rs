//! What rooms above ask of a person before they decide something about her or him.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{AreaCode, Error, Tx};

use super::{NIK_PLACE, PersonId, find};

/// What a rule may depend on. No numbers: what a NIK tells is told here, not the NIK.
#[derive(Clone, PartialEq, Eq)]
pub struct Standing {
    /// The record in force, whatever id was asked for.
    pub id: PersonId,
    pub code: String,
    pub name: String,
    /// As identity cards state it: `female` or `male`.
    pub sex: Option<String>,
    pub birth_date: Option<NaiveDate>,
    /// The kelurahan of the home, or what is above it where no more is known.
    pub area: AreaCode,
    pub heads_family: Option<bool>,
    pub account: Option<AccountId>,
    /// Whether the whole NIK was first given out in this city. Says where somebody comes from, never where one lives.
    pub nik_from_here: Option<bool>,
    pub email: Option<String>,
}

/// Prints which person it is, never who.
impl std::fmt::Debug for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Standing").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The standing of a person, or of whoever that record was found to be. Asks no permission: it is for doings that have
/// asked theirs.
pub async fn standing(tx: &mut Tx, id: PersonId) -> Result<Standing, Error> {
    let mut person = find::record(tx, id).await?;
    if let Some(root) = person.became {
        person = find::record(tx, root).await?;
    }
    let nik_from_here = nik_from_here(tx, person.id).await?;
    Ok(Standing {
        id: person.id,
        code: person.code,
        name: person.name,
        sex: person.sex,
        birth_date: person.birth_date,
        area: person.area,
        heads_family: person.heads_family,
        account: person.account,
        nik_from_here,
        email: person.email,
    })
}

async fn nik_from_here(tx: &mut Tx, id: PersonId) -> Result<Option<bool>, Error> {
    let city = tx.city();
    let sealed = sqlx::query_scalar!(
        "select nik_sealed from registry.person where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .flatten();
    let place = Place { column: NIK_PLACE, city, row: id.0 };
    let nik = sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
    Ok(nik.map(|nik| nik.starts_with(&format!("{:04}", city.0))))
}

/// What a list of another room says of somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Named {
    /// The record in force.
    pub id: PersonId,
    pub name: String,
    pub email: Option<String>,
    /// As they are stored: `+628…`.
    pub phones: Vec<String>,
    pub account: Option<AccountId>,
}

/// Prints which person it is, never who.
impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Named").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Whoever these records stand for today, by the id that was asked for. Asks no permission: it is for doings and lists that
/// have asked theirs.
pub async fn named(tx: &mut Tx, ids: &[uuid::Uuid]) -> Result<BTreeMap<uuid::Uuid, Named>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select asked.id, p.id as person, p.name, p.email, p.phones, p.account
         from registry.person asked
         join registry.person p on p.city = asked.city and p.id = coalesce(asked.became, asked.id)
         where asked.city = $1 and asked.id = any($2)",
        city.0,
        ids
    )
    // bounded: by the ids that were asked for
    .fetch_all(tx.conn())
    .await?;
    let named = rows.into_iter().map(|row| {
        let account = row.account.map(AccountId);
        (
            row.id,
            Named { id: PersonId(row.person), name: row.name, email: row.email, phones: row.phones, account },
        )
    });
    Ok(named.collect())
}
