use chrono::NaiveDate;
use kernel::id::AgencyId;
use kernel::secret::Place;
use kernel::{Error, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{BusinessClaims, Kind, NIK_PLACE, NPWP_PLACE, Number, PersonClaims, SourceId};
use crate::business::BusinessId;
use crate::person::PersonId;

/// What somebody says by a form or over the API.
#[derive(Debug, Clone, Default)]
pub struct NewSource {
    pub agency: Option<AgencyId>,
    /// The day for which it speaks; today where nothing else is said.
    pub observed_on: Option<NaiveDate>,
    pub person: PersonClaims,
    pub business: BusinessClaims,
    pub nik: Option<kernel::nik::Nik>,
    /// Digits only.
    pub npwp: Option<Zeroizing<String>>,
}

/// Keeps what was said, and ties it to whom it speaks of. The caller has asked permission, and settles the records
/// after it.
pub async fn say(
    tx: &mut Tx,
    kind: Kind,
    new: NewSource,
    person: Option<PersonId>,
    business: Option<BusinessId>,
) -> Result<SourceId, Error> {
    let (city, now, id): (_, _, SourceId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let agency = new.agency.or(tx.actor().agency()).map(|agency| agency.0);
    let db = tx.db().clone();
    let seal = |column, plain: &str| db.keys().seal(Place { column, city, row: id.0 }, plain);
    let nik = new.nik.as_ref().map(|nik| nik.reveal());
    let npwp = new.npwp.as_deref().map(String::as_str);
    let fingerprint = db.keys().blind("registry.source.fingerprint", city, &id.to_string());
    let number = if nik.is_some() { Number::Full } else { Number::None };
    sqlx::query!(
        "insert into registry.source
             (city, id, kind, agency, observed_on, at, by_account, person, business, nik_sealed, nik_index,
              number_state, npwp_sealed, npwp_index, fingerprint)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        city.0,
        id.0,
        kind.as_str(),
        agency,
        new.observed_on.unwrap_or_else(|| now.date_naive()),
        now,
        by,
        serde_json::to_value(&new.person)?,
        serde_json::to_value(&new.business)?,
        nik.map(|nik| seal(NIK_PLACE, nik)).transpose()?,
        nik.map(|nik| db.keys().blind(NIK_PLACE, city, nik)),
        number.as_str(),
        npwp.map(|npwp| seal(NPWP_PLACE, npwp)).transpose()?,
        npwp.map(|npwp| db.keys().blind(NPWP_PLACE, city, npwp)),
        fingerprint
    )
    .execute(tx.conn())
    .await?;
    for (person, business) in [(person, None), (None, business)] {
        if person.is_some() || business.is_some() {
            join(tx, id, person, business, "form").await?;
        }
    }
    Ok(id)
}

/// Ties a source to a person or a business from now on.
pub(crate) async fn join(
    tx: &mut Tx,
    source: SourceId,
    person: Option<PersonId>,
    business: Option<BusinessId>,
    method: &str,
) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into registry.membership (city, id, source, person, business, home, method, at, by_account)
         values ($1, $2, $3, $4, $5, coalesce($4::uuid, $5::uuid), $6, $7, $8)",
        city.0,
        id,
        source.0,
        person.map(|person| person.0),
        business.map(|business| business.0),
        method,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
