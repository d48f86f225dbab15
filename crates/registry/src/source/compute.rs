//! Computes records from their sources, many at once, and tells that it did.

use std::collections::{BTreeMap, BTreeSet};

use kernel::nik::{Nik, Sex};
use kernel::secret::Place;
use kernel::{AreaCode, Error, Fact, Instant, Level, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::survive::{self, PersonValues};
use super::{BusinessClaims, Kind, NIK_PLACE, Number, PersonClaims, SealedNik, Source, SourceId};
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId};
use crate::search;

/// Records were computed anew. Names the territories in which they lay or lie, so that figures of these can follow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordsComputed {
    pub subject: Uuid,
    pub areas: BTreeSet<String>,
}

impl Fact for RecordsComputed {
    const NAME: &'static str = "registry.record.computed";

    fn subject(&self) -> Uuid {
        self.subject
    }
}

/// No source speaks of these people any more, so that they are withdrawn; or one does again. Told when it happens and not
/// gathered: few are, and whoever counts people must hear of each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PeopleWithdrawn {
    pub subject: Uuid,
    pub people: Vec<Uuid>,
}

impl Fact for PeopleWithdrawn {
    const NAME: &'static str = "registry.person.withdrawn";

    fn subject(&self) -> Uuid {
        self.subject
    }
}

/// Computes these people and businesses from their sources, with whom they belong to, and tells it. Every doing that
/// adds a source or changes a membership ends with this.
pub async fn settle(tx: &mut Tx, people: &[PersonId], businesses: &[BusinessId]) -> Result<(), Error> {
    let mut areas = BTreeSet::new();
    compute(tx, people, businesses, &mut areas).await?;
    tell(tx, areas).await
}

/// As [`settle`], for a doing that goes on with more records and tells once at its end with [`tell`].
pub(crate) async fn compute(
    tx: &mut Tx,
    people: &[PersonId],
    businesses: &[BusinessId],
    areas: &mut BTreeSet<String>,
) -> Result<(), Error> {
    compute_people(tx, people, areas).await?;
    business::compute::write(tx, businesses, areas).await?;
    search::index(tx, people, businesses).await
}

/// Tells in which territories records were computed.
pub(crate) async fn tell(tx: &mut Tx, areas: BTreeSet<String>) -> Result<(), Error> {
    if areas.is_empty() {
        return Ok(());
    }
    let subject = whole_city(tx);
    tx.tell(&RecordsComputed { subject, areas }).await
}

/// One subject for the whole city: figures are refreshed in the order of what happened.
fn whole_city(tx: &Tx) -> Uuid {
    Uuid::from_u128(u128::from(tx.city().0.unsigned_abs()))
}

pub(crate) struct Row {
    pub subject: Uuid,
    pub id: Uuid,
    pub kind: String,
    pub agency: Option<Uuid>,
    pub observed_on: chrono::NaiveDate,
    pub at: Instant,
    pub person: serde_json::Value,
    pub business: serde_json::Value,
    pub nik_sealed: Option<Vec<u8>>,
    pub nik_index: Option<Vec<u8>>,
    pub number_state: String,
    pub npwp_sealed: Option<Vec<u8>>,
}

impl Row {
    /// The source, its NPWP opened for the last digits alone.
    pub(crate) fn read(self, tx: &Tx) -> Result<Source, Error> {
        let id = SourceId(self.id);
        let place = Place { column: super::NPWP_PLACE, city: tx.city(), row: self.id };
        let npwp = self.npwp_sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
        let last =
            npwp.map(|npwp| npwp.chars().skip(npwp.chars().count().saturating_sub(4)).collect::<String>());
        Ok(Source {
            id,
            kind: Kind::parse(&self.kind).ok_or_else(|| Error::broken("a source of an unknown kind"))?,
            agency: self.agency.map(kernel::id::AgencyId),
            observed_on: self.observed_on,
            at: self.at,
            person: serde_json::from_value::<PersonClaims>(self.person)?,
            business: serde_json::from_value::<BusinessClaims>(self.business)?,
            number: Number::parse(&self.number_state).unwrap_or(Number::None),
            nik: self
                .nik_sealed
                .zip(self.nik_index)
                .filter(|_| self.number_state == "full")
                .map(|(sealed, index)| SealedNik { sealed, index }),
            npwp: last,
        })
    }
}

async fn sources_of_people(tx: &mut Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<Source>>, Error> {
    let city = tx.city();
    // bounded: by the people asked for, each with the few sources that speak of it
    let rows = sqlx::query_as!(
        Row,
        r#"select m.person as "subject!", s.id, s.kind, s.agency, s.observed_on, s.at, s.person, s.business,
                  s.nik_sealed, s.nik_index, s.number_state, s.npwp_sealed
           from registry.membership m join registry.source s on s.city = m.city and s.id = m.source
           where m.city = $1 and m.person = any($2) and m.ended_at is null
           order by m.person, s.at, s.id"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    grouped(tx, rows)
}

pub(crate) fn grouped(tx: &Tx, rows: Vec<Row>) -> Result<BTreeMap<Uuid, Vec<Source>>, Error> {
    let mut by_subject: BTreeMap<Uuid, Vec<Source>> = BTreeMap::new();
    for row in rows {
        let subject = row.subject;
        by_subject.entry(subject).or_default().push(row.read(tx)?);
    }
    Ok(by_subject)
}

struct Known {
    id: Uuid,
    area: String,
    nik_sealed: Option<Vec<u8>>,
    nik_index: Option<Vec<u8>>,
    name: String,
    became: Option<Uuid>,
    withdrawn: bool,
}

async fn compute_people(tx: &mut Tx, people: &[PersonId], areas: &mut BTreeSet<String>) -> Result<(), Error> {
    let mut ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    // In sorted order, so that two who compute the same records wait for each other and never both.
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let mut known = known(tx, &ids).await?;
    if known.iter().any(|person| person.became.is_some()) {
        let mut led = stray(tx, &ids).await?;
        led.retain(|id| !ids.contains(id));
        known.extend(self::known(tx, &led).await?);
        ids.extend(led);
    }
    let mut sources = sources_of_people(tx, &ids).await?;
    let mut rows = Vec::with_capacity(known.len());
    let mut withdrawn = Vec::new();
    for person in known {
        if person.became.is_some() {
            areas.insert(person.area);
            continue;
        }
        let told = sources.remove(&person.id).unwrap_or_default();
        areas.insert(person.area.clone());
        let before = person.withdrawn;
        let row = person_row(tx, person, &told)?;
        if before != (row.sources == 0) {
            withdrawn.push(row.id);
        }
        areas.insert(row.area.clone());
        rows.push(row);
    }
    write_people(tx, &rows).await?;
    if withdrawn.is_empty() {
        return Ok(());
    }
    let subject = whole_city(tx);
    tx.tell(&PeopleWithdrawn { subject, people: withdrawn }).await
}

/// Locks these people.
async fn known(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Known>, Error> {
    let city = tx.city();
    // bounded: by the ids asked for
    let known = sqlx::query_as!(
        Known,
        r#"select id, area, nik_sealed, nik_index, name, became, withdrawn_at is not null as "withdrawn!"
           from registry.person
           where city = $1 and id = any($2) order by id for update"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(known)
}

/// What was said of a record while it was being found to be another stands with that one. The rows are locked: whoever
/// retires a record sees what was said of it before, and whoever comes later sees that it is retired.
async fn stray(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    // bounded: by the people asked for
    let mut led = sqlx::query_scalar!(
        r#"update registry.membership m set person = p.became from registry.person p
           where m.city = $1 and m.person = any($2) and m.ended_at is null and p.city = m.city and p.id = m.person
             and p.became is not null
           returning m.person as "person!""#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    led.sort_unstable();
    led.dedup();
    Ok(led)
}

#[derive(Serialize)]
struct PersonRow {
    id: Uuid,
    name: String,
    sex: Option<&'static str>,
    birth_date: Option<chrono::NaiveDate>,
    birth_place: Option<String>,
    area: String,
    rw: Option<String>,
    rt: Option<String>,
    address: Option<String>,
    phones: Vec<String>,
    email: Option<String>,
    education: Option<serde_json::Value>,
    disabilities: Vec<serde_json::Value>,
    assistive_need: Option<String>,
    heads_family: Option<bool>,
    nik_sealed: Option<String>,
    nik_index: Option<String>,
    number_state: &'static str,
    agencies: Vec<Uuid>,
    sources: usize,
}

fn person_row(tx: &Tx, known: Known, sources: &[Source]) -> Result<PersonRow, Error> {
    let keys = tx.db().keys();
    let city = tx.city();
    let today = tx.today();
    let open = |source: SourceId, nik: &SealedNik| {
        let place = Place { column: NIK_PLACE, city, row: source.0 };
        Nik::parse(&keys.open(place, &nik.sealed)?)
    };
    let first = survive::person(sources, None);
    let nik = first.nik.as_ref().map(|(source, nik)| open(*source, nik)).transpose()?;
    let told = nik.as_ref().map(|nik| (nik.sex(), nik.birth_date(today)));
    let values = if told.is_some() { survive::person(sources, told) } else { first };
    let index = values.nik.as_ref().map(|(_, nik)| nik.index.clone());
    let place = Place { column: person::NIK_PLACE, city, row: known.id };
    let (sealed, index) = match (&nik, index) {
        (Some(nik), Some(_)) => match (known.nik_sealed, known.nik_index) {
            // The number that is there already stays as it is sealed.
            (Some(sealed), Some(old)) if keys.open(place, &sealed)?.as_str() == nik.reveal() => {
                (Some(sealed), Some(old))
            }
            (Some(_) | None, Some(_) | None) => (
                Some(keys.seal(place, nik.reveal())?),
                Some(keys.blind(person::NIK_PLACE, city, nik.reveal())),
            ),
        },
        (Some(_) | None, None) | (None, Some(_)) => (None, None),
    };
    let name = values.name.clone().unwrap_or(known.name);
    Ok(to_row(known.id, name, values, sealed, index, city))
}

fn to_row(
    id: Uuid,
    name: String,
    values: PersonValues,
    sealed: Option<Vec<u8>>,
    index: Option<Vec<u8>>,
    city: kernel::CityId,
) -> PersonRow {
    let place = placed(&values.home.area, city);
    PersonRow {
        id,
        name,
        sex: values.sex.map(sex_word),
        birth_date: values.birth_date,
        birth_place: values.birth_place,
        area: place,
        rw: values.home.rw.map(three),
        rt: values.home.rt.map(three),
        address: values.home.street,
        phones: values.phones,
        email: values.email,
        education: values.education.map(|education| json!(education)),
        disabilities: values.disabilities.iter().map(|kind| json!(kind)).collect(),
        assistive_need: values.assistive_need,
        heads_family: values.heads_family,
        nik_sealed: sealed.map(|bytes| hex(&bytes)),
        nik_index: index.map(|bytes| hex(&bytes)),
        number_state: values.number.as_str(),
        agencies: values.agencies.iter().map(|agency| agency.0).collect(),
        sources: values.sources,
    }
}

/// `female` or `male`, as stored.
pub(crate) fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

/// RT and RW are written with three digits.
pub(crate) fn three(number: u16) -> String {
    format!("{number:03}")
}

/// The territory under which a record is filed: at most a kelurahan, and the city where nobody knows more.
pub(crate) fn placed(area: &Option<AreaCode>, city: kernel::CityId) -> String {
    let home = AreaCode::of_city(city);
    let inside = area.clone().filter(|area| home.as_ref().is_none_or(|home| home.contains(area)));
    let mut code = inside.or(home);
    while let Some(below) = code.as_ref().filter(|code| matches!(code.level(), Level::Rw | Level::Rt)) {
        code = below.parent();
    }
    code.map(String::from).unwrap_or_default()
}

/// As PostgreSQL reads bytes from text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::from("\\x"), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

async fn write_people(tx: &mut Tx, rows: &[PersonRow]) -> Result<(), Error> {
    use kernel::OnConstraint as _;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update registry.person p set
             name = r.name, sex = r.sex, birth_date = r.birth_date, birth_place = r.birth_place, area = r.area,
             rw = r.rw, rt = r.rt, address = r.address, phones = r.phones, email = r.email, education = r.education,
             disabilities = r.disabilities, assistive_need = r.assistive_need, heads_family = r.heads_family,
             nik_sealed = r.nik_sealed, nik_index = r.nik_index, number_state = r.number_state, agencies = r.agencies,
             sources = r.sources, computed_at = $3,
             withdrawn_at = case when r.sources = 0 then coalesce(p.withdrawn_at, $3) end
         from jsonb_to_recordset($2::jsonb) as r(
             id uuid, name text, sex text, birth_date date, birth_place text, area text, rw text, rt text, address text,
             phones text[], email text, education text, disabilities text[], assistive_need text, heads_family boolean,
             nik_sealed bytea, nik_index bytea, number_state text, agencies uuid[], sources int)
         where p.city = $1 and p.id = r.id",
        city.0,
        serde_json::to_value(rows)?,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("person_nik_key", || Error::field("nik", "registry-person-nik-taken"))?;
    Ok(())
}
