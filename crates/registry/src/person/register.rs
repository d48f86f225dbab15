use kernel::audit::Entry;
use kernel::contact::{Email, Phone};
use kernel::id::AccountId;
use kernel::nik::Nik;
use kernel::{Actor, AreaCode, Error, OnConstraint as _, Say, Tx};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{AMEND, NIK_PLACE, PREFIX, PersonId, RECOGNISE, REGISTER};
use crate::business::BusinessId;
use crate::code;
use crate::source::claims::{Address, PersonClaims};
use crate::source::{self, Kind, NewSource, settle};

/// A person as a form gives it.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    pub claims: PersonClaims,
    pub nik: Option<Nik>,
    /// Digits only.
    pub npwp: Option<Zeroizing<String>>,
}

/// Registers a person. A NIK that is known already names the person who has it: `registry-person-nik-taken`.
///
/// An entrepreneur or a citizen registers herself alone, and once: the record is tied to her account.
pub async fn register(tx: &mut Tx, new: NewPerson) -> Result<PersonId, Error> {
    let area = area_of(tx, &new.claims.home)?;
    let kind = Kind::of(tx.actor());
    let account = match kind {
        Kind::Own => Some(tx.actor().account().ok_or(Error::Forbidden)?),
        Kind::Desk | Kind::Row | Kind::Api | Kind::Service => {
            tx.must(REGISTER, &area)?;
            None
        }
    };
    let claims = sound(new.claims, true)?;
    free(tx, new.nik.as_ref(), None).await?;
    let name = claims.name.clone().unwrap_or_default();
    let id = one_of(create(tx, &[(name, area.to_string())]).await?)?;
    if let Some(account) = account {
        tie(tx, id, account).await?;
    }
    let said = NewSource { person: claims, nik: new.nik, npwp: new.npwp, ..NewSource::default() };
    source::say(tx, kind, said, Some(id), None).await?;
    settle(tx, &[id], &[]).await?;
    tx.audit(Entry::new(REGISTER.name, "person", id).area(area)).await?;
    Ok(id)
}

/// Corrects a person: `said` holds the fields that change, and in `cleared` those that are emptied. What the lists say
/// is kept; this word goes before it. People correct their own record; a NIK only an officer does.
pub async fn amend(tx: &mut Tx, id: PersonId, said: NewPerson) -> Result<(), Error> {
    let area = may_amend(tx, id).await?;
    let kind = Kind::of(tx.actor());
    if kind == Kind::Own && said.nik.is_some() {
        return Err(Error::field("nik", "registry-person-nik-by-officer"));
    }
    if said.claims == PersonClaims::default() && said.nik.is_none() && said.npwp.is_none() {
        return Ok(());
    }
    let claims = sound(said.claims, false)?;
    area_of(tx, &claims.home)?;
    free(tx, said.nik.as_ref(), Some(id)).await?;
    let mut fields = fields(&claims)?;
    fields.extend(said.nik.as_ref().map(|_| "nik".to_owned()));
    fields.extend(said.npwp.as_ref().map(|_| "npwp".to_owned()));
    let said = NewSource { person: claims, nik: said.nik, npwp: said.npwp, ..NewSource::default() };
    source::say(tx, kind, said, Some(id), None).await?;
    let businesses = businesses_of(tx, id).await?;
    settle(tx, &[id], &businesses).await?;
    tx.audit(Entry::new(AMEND.name, "person", id).area(area).body(json!({ "fields": fields }))).await
}

/// Says that `account` is this person's, so that she or he sees and corrects the record.
pub async fn recognise(tx: &mut Tx, id: PersonId, account: AccountId) -> Result<(), Error> {
    let area = super::find::area(tx, id).await?;
    tx.must(RECOGNISE, &area)?;
    tie(tx, id, account).await?;
    let body = json!({ "account": account });
    tx.audit(Entry::new(RECOGNISE.name, "person", id).area(area).body(body)).await
}

/// The record of whoever acts, if there is one.
pub async fn own(tx: &mut Tx) -> Result<Option<PersonId>, Error> {
    let Some(account) = tx.actor().account() else { return Ok(None) };
    let city = tx.city();
    let id = sqlx::query_scalar!(
        r#"select coalesce(became, id) as "id!" from registry.person where city = $1 and account = $2"#,
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(PersonId))
}

async fn tie(tx: &mut Tx, id: PersonId, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update registry.person set account = $3 where city = $1 and id = $2",
        city.0,
        id.0,
        account.0
    )
    .execute(tx.conn())
    .await
    .on_constraint("person_account_key", || Error::refused("registry-person-account-taken"))?;
    Ok(())
}

/// Whether the actor may correct this person, who lies in the territory returned.
pub(crate) async fn may_amend(tx: &mut Tx, id: PersonId) -> Result<AreaCode, Error> {
    if matches!(tx.actor(), Actor::Visitor) {
        return Err(Error::Forbidden);
    }
    let area = super::find::area(tx, id).await?;
    let own = match tx.actor() {
        Actor::Account(_) if Kind::of(tx.actor()) == Kind::Own => own(tx).await? == Some(id),
        Actor::Account(_) | Actor::Visitor | Actor::System(_) => false,
    };
    if own {
        return Ok(area);
    }
    match (tx.may(super::SEE, &area), tx.may(AMEND, &area)) {
        (_, true) => Ok(area),
        (true, false) => Err(Error::Forbidden),
        (false, false) => Err(Error::NotFound("person")),
    }
}

/// Makes empty records, to be computed. Names and areas stand until then.
pub(crate) async fn create(tx: &mut Tx, people: &[(String, String)]) -> Result<Vec<PersonId>, Error> {
    let ids: Vec<Uuid> = people.iter().map(|_| tx.id()).collect();
    let city = tx.city();
    let mut codes: Vec<String> = ids.iter().map(|id| code::of(PREFIX, *id, 0)).collect();
    // bounded: by the codes asked for
    let taken = sqlx::query_scalar!(
        "select code from registry.person where city = $1 and code = any($2)",
        city.0,
        &codes
    )
    .fetch_all(tx.conn())
    .await?;
    code::unmix(PREFIX, &ids, &mut codes, &taken);
    let now = tx.now();
    let (names, areas): (Vec<String>, Vec<String>) = people.iter().cloned().unzip();
    sqlx::query!(
        "insert into registry.person (city, id, code, name, area, sources, created_at, computed_at)
         select $1, r.id, r.code, r.name, r.area, 0, $6, $6
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as r(id, code, name, area)",
        city.0,
        &ids,
        &codes,
        &names,
        &areas,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("person_code_key", || Error::refused("registry-code-taken"))?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// Refuses a NIK that another person has.
async fn free(tx: &mut Tx, nik: Option<&Nik>, but: Option<PersonId>) -> Result<(), Error> {
    let Some(nik) = nik else { return Ok(()) };
    let city = tx.city();
    let indexes = tx.db().keys().blinds(NIK_PLACE, city, nik.reveal());
    let other = sqlx::query!(
        "select id, code, area from registry.person
         where city = $1 and nik_index = any($2) and withdrawn_at is null and became is null limit 1",
        city.0,
        &indexes
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(other) = other.filter(|other| Some(PersonId(other.id)) != but) else { return Ok(()) };
    // Who may see the other is told where it is; nobody else learns more than that the number is in use.
    let seen = AreaCode::parse(&other.area).is_ok_and(|area| tx.may(super::SEE, &area));
    let say = if seen {
        Say::new("registry-person-nik-known").with("code", other.code)
    } else {
        Say::new("registry-person-nik-taken")
    };
    Err(Error::Invalid(vec![("nik", say)]))
}

/// Checks what a form cannot: lengths, and the forms of numbers and addresses.
fn sound(mut claims: PersonClaims, whole: bool) -> Result<PersonClaims, Error> {
    let mut wrong: Vec<(&'static str, Say)> = Vec::new();
    claims.name = claims.name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    let length = claims.name.as_deref().map(|name| name.chars().count());
    if length.map_or(whole, |length| !(1..=120).contains(&length))
        || claims.cleared.iter().any(|f| f == "name")
    {
        wrong.push(("name", Say::new("registry-person-name-length")));
    }
    match claims.phones.iter().map(|phone| Phone::parse(phone)).collect::<Result<Vec<_>, _>>() {
        Ok(phones) => claims.phones = phones.iter().map(|phone| phone.reveal().to_owned()).collect(),
        Err(_) => wrong.push(("phones", Say::new("registry-phone-form"))),
    }
    match claims.email.as_deref().map(Email::parse).transpose() {
        Ok(email) => claims.email = email.map(|email| email.reveal().to_owned()),
        Err(_) => wrong.push(("email", Say::new("registry-email-form"))),
    }
    if wrong.is_empty() { Ok(claims) } else { Err(Error::Invalid(wrong)) }
}

/// The territory of an address; the city where none is said. An address outside the city is refused.
pub(crate) fn area_of(tx: &Tx, address: &Address) -> Result<AreaCode, Error> {
    let city = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    match &address.area {
        Some(area) if !city.contains(area) => Err(Error::field("area", "registry-area-elsewhere")),
        Some(area) => Ok(area.clone()),
        None => Ok(city),
    }
}

/// The names of the fields that claims fill or empty.
pub(crate) fn fields(claims: &impl serde::Serialize) -> Result<Vec<String>, Error> {
    let value = serde_json::to_value(claims)?;
    Ok(value.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default())
}

/// The only element of what was made one at a time.
pub(crate) fn one_of<T>(mut made: Vec<T>) -> Result<T, Error> {
    made.pop().ok_or_else(|| Error::broken("nothing was made"))
}

async fn businesses_of(tx: &mut Tx, id: PersonId) -> Result<Vec<BusinessId>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select business from registry.ownership where city = $1 and person = $2 order by business limit 1000",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(BusinessId).collect())
}
