//! What sources say, as the engine compares it.

use std::collections::{BTreeMap, HashSet};

use kernel::secret::Place;
use kernel::{AreaCode, Error, Level, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::desk::Desk;
use crate::batch::BatchId;
use crate::linkage::{Engine, Model, Record};
use crate::permit;
use crate::source::{BusinessClaims, NIK_PLACE, PersonClaims, SourceId};

/// Sources read at once.
const PORTION: i64 = 5_000;

/// A source that was taken into the engine, under its number there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub source: SourceId,
    pub batch: Option<BatchId>,
    /// The record that it was said of, and the one in which it stands.
    pub home: Uuid,
    pub stands: Uuid,
}

/// The people of whom sources in force speak by name, in the engine, and which source is which.
pub(super) async fn people(desk: &mut Desk<'_>) -> Result<(Engine, Vec<Taken>), Error> {
    let engine = Engine::new(Model::people());
    let mut all = Taking { engine, taken: Vec::new(), lists: BTreeMap::new(), met: HashSet::new() };
    // By territory: what lies together in the city lies together in memory, and is compared faster.
    for area in desk.turn(areas).await? {
        let mut after = Uuid::nil();
        while let Some(last) = desk.turn(async |tx| all.portion(tx, &area, after).await).await? {
            after = last;
        }
    }
    Ok((all.engine, all.taken))
}

async fn areas(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let city = tx.city();
    // bounded: by the territories of the city
    Ok(sqlx::query_scalar!(
        "select distinct area from registry.person where city = $1 and became is null order by area",
        city.0
    )
    .fetch_all(tx.conn())
    .await?)
}

struct Taking {
    engine: Engine,
    taken: Vec<Taken>,
    lists: BTreeMap<Option<Uuid>, u32>,
    /// Whoever moves while the city is read is met in two territories.
    met: HashSet<Uuid>,
}

impl Taking {
    /// The next of a territory after this source. Answers the last of them.
    async fn portion(&mut self, tx: &mut Tx, area: &str, after: Uuid) -> Result<Option<Uuid>, Error> {
        let city = tx.city();
        let rows = sqlx::query!(
            r#"select s.id, s.batch, s.person, s.business, s.nik_sealed, m.home, p.id as stands
               from registry.person p
               join registry.membership m on m.city = p.city and m.person = p.id and m.ended_at is null
               join registry.source s on s.city = m.city and s.id = m.source
               where p.city = $1 and p.area = $2 and s.person ? 'name' and s.id > $3
               order by s.id limit $4"#,
            city.0,
            area,
            after,
            PORTION
        )
        .fetch_all(tx.conn())
        .await?;
        let last = rows.last().map(|row| row.id);
        for row in rows {
            if !self.met.insert(row.id) {
                continue;
            }
            let next = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
            let list = *self.lists.entry(row.batch).or_insert(next);
            let place = Place { column: NIK_PLACE, city, row: row.id };
            let nik = row.nik_sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
            let told = Told {
                person: serde_json::from_value(row.person)?,
                business: serde_json::from_value(row.business)?,
                nik,
            };
            told.with(|values| self.engine.add(&Record { key: row.id.as_u128(), list, values }));
            let batch = row.batch.map(BatchId);
            self.taken.push(Taken { source: SourceId(row.id), batch, home: row.home, stands: row.stands });
        }
        Ok(last)
    }
}

/// What one source says of a person.
pub(super) struct Told {
    pub person: PersonClaims,
    pub business: BusinessClaims,
    pub nik: Option<Zeroizing<String>>,
}

impl Told {
    /// Calls with the values in the order of the fields of [`Model::people`].
    pub(super) fn with(&self, use_them: impl FnOnce(&[&str])) {
        let p = &self.person;
        let born = match (p.birth_date, p.birth_year) {
            (Some(date), _) => date.to_string(),
            (None, Some(year)) => year.to_string(),
            (None, None) => String::new(),
        };
        let sex = p.sex.map(crate::source::compute::sex_word).unwrap_or_default();
        let nib: Vec<&str> = self
            .business
            .permits
            .iter()
            .filter(|permit| permit.kind == permit::Kind::Nib && permit.held)
            .filter_map(|permit| permit.number.as_deref())
            .collect();
        // Where nobody says where somebody lives, the business is mostly at home.
        let home =
            if p.home.area.is_some() || p.home.street.is_some() { &p.home } else { &self.business.address };
        let number = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
        let phones: Vec<&str> =
            p.phones.iter().chain(&self.business.phones).map(String::as_str).take(3).collect();
        use_them(&[
            p.name.as_deref().unwrap_or_default(),
            self.nik.as_ref().map(|nik| nik.as_str()).unwrap_or_default(),
            &born,
            sex,
            &phones.join(";"),
            self.business.name.as_deref().or(self.business.brand.as_deref()).unwrap_or_default(),
            &nib.join(";"),
            home.street.as_deref().unwrap_or_default(),
            &number(home.rt),
            &number(home.rw),
            &part(home.area.as_ref(), Level::Kelurahan),
            &part(home.area.as_ref(), Level::Kecamatan),
        ]);
    }
}

/// The kelurahan or kecamatan of a territory, empty where it is above that.
fn part(area: Option<&AreaCode>, level: Level) -> String {
    let mut code = area.cloned();
    while let Some(at) = code {
        if at.level() == level {
            return at.to_string();
        }
        code = at.parent();
    }
    String::new()
}
