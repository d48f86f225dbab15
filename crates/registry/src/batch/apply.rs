use std::collections::{BTreeSet, HashMap};

use kernel::audit::Entry;
use kernel::job::When;
use kernel::secret::Place;
use kernel::{Error, Tx, work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::before::{Before, before};
use super::jobs::{Apply, LINE, Progress};
use super::owned::{Spot, compared, owned};
use super::{BatchId, IMPORT, State, Verdict, find};
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId};
use crate::source::compute::{compute, placed};
use crate::source::{BusinessClaims, NIK_PLACE, PersonClaims};

/// Rows taken over at once.
const CHUNK: i64 = 1000;

/// What taking over a batch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub rows: i64,
    pub people_new: i64,
    pub people_known: i64,
    pub businesses_new: i64,
    pub businesses_known: i64,
}

/// Has a batch taken over by a job: the good, repaired and doubtful rows, and with
/// `questions` those that were asked about.
/// Doing it twice is doing it once.
pub async fn apply(tx: &mut Tx, id: BatchId, questions: bool) -> Result<(), Error> {
    tx.must_in_city(IMPORT)?;
    match find::locked(tx, id).await?.state {
        State::Ready => {}
        State::Applying | State::Applied => return Ok(()),
        State::Reading
        | State::Asking
        | State::Undoing
        | State::Undone
        | State::Failed
        | State::Cancelled => {
            return Err(Error::refused("registry-batch-not-ready"));
        }
    }
    let total = takeable(tx, id, questions).await?;
    if total == 0 {
        return Err(Error::refused("registry-batch-nothing-new"));
    }
    let work = work::announce(tx, "registry.batch", Some(total)).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update registry.batch set state = 'applying', work = $3, applied_by = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        work,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    let when = When { at: now, key: None, line: Some(LINE.to_owned()) };
    tx.enqueue_when(Apply { batch: id, questions }, when).await?;
    tx.audit(Entry::new("registry.batch.apply", "batch", id).body(json!({ "questions": questions }))).await
}

fn verdicts(questions: bool) -> Vec<String> {
    let mut verdicts = vec![Verdict::Good, Verdict::Repaired, Verdict::Doubtful];
    verdicts.extend(questions.then_some(Verdict::Question));
    verdicts.into_iter().map(|verdict| verdict.as_str().to_owned()).collect()
}

pub(super) async fn takeable(tx: &mut Tx, id: BatchId, questions: bool) -> Result<i64, Error> {
    let city = tx.city();
    let verdicts = verdicts(questions);
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from registry.source where city = $1 and batch = $2 and verdict = any($3)"#,
        city.0,
        id.0,
        &verdicts
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Takes the rows over. The territories touched are added to `areas`.
pub(super) async fn take_over(
    tx: &mut Tx,
    id: BatchId,
    questions: bool,
    progress: &Progress,
    areas: &mut BTreeSet<String>,
) -> Result<Taken, Error> {
    let mut taken = Taken::default();
    let mut last = Uuid::nil();
    loop {
        let rows = chunk(tx, id, questions, last).await?;
        let Some(end) = rows.last().map(|row| row.id) else { return Ok(taken) };
        last = end;
        plan_anew(tx).await?;
        take(tx, id, rows, &mut taken, areas).await?;
        progress.tell(tx, taken.rows).await?;
    }
}

/// Nobody else sees the rows of this transaction, so nothing else tells the planner that the tables have grown: they are
/// counted anew when they have, and the connection's plans are forgotten. Those of foreign keys were made when the tables
/// were small, and would read all of them for each row.
async fn plan_anew(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select registry.count_grown($1)", city.0).execute(tx.conn()).await?;
    sqlx::query!("discard plans").execute(tx.conn()).await?;
    Ok(())
}

struct Row {
    id: Uuid,
    person: PersonClaims,
    business: BusinessClaims,
    /// The blind indexes of a whole NIK among people.
    nik: Vec<Vec<u8>>,
}

async fn chunk(tx: &mut Tx, id: BatchId, questions: bool, after: Uuid) -> Result<Vec<Row>, Error> {
    let city = tx.city();
    let verdicts = verdicts(questions);
    let rows = sqlx::query!(
        "select id, person, business, nik_sealed, number_state from registry.source
         where city = $1 and batch = $2 and verdict = any($3) and id > $4 order by id limit $5",
        city.0,
        id.0,
        &verdicts,
        after,
        CHUNK
    )
    .fetch_all(tx.conn())
    .await?;
    let db = tx.db().clone();
    rows.into_iter()
        .map(|row| {
            let whole = row.nik_sealed.filter(|_| row.number_state == "full");
            let place = Place { column: NIK_PLACE, city, row: row.id };
            let plain = whole.map(|sealed| db.keys().open(place, &sealed)).transpose()?;
            let nik = plain.map(|nik| db.keys().blinds(person::NIK_PLACE, city, &nik)).unwrap_or_default();
            let (person, business) =
                (serde_json::from_value(row.person)?, serde_json::from_value(row.business)?);
            Ok(Row { id: row.id, person, business, nik })
        })
        .collect()
}

async fn take(
    tx: &mut Tx,
    id: BatchId,
    rows: Vec<Row>,
    taken: &mut Taken,
    areas: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let earlier = before(tx, id, &ids).await?;
    let people = people(tx, &rows, &earlier, taken).await?;
    let businesses = businesses(tx, &rows, &earlier, &people, taken).await?;
    let mut joined = Vec::with_capacity(rows.len() * 2);
    for ((row, person), business) in rows.iter().zip(&people).zip(&businesses) {
        let method = if row.nik.is_empty() { "row" } else { "nik" };
        if let Some((person, _)) = person {
            joined
                .push(json!({ "id": tx.id::<Uuid>(), "source": row.id, "person": person, "method": method }));
        }
        if let Some(business) = business {
            joined.push(
                json!({ "id": tx.id::<Uuid>(), "source": row.id, "business": business, "method": method }),
            );
        }
    }
    join(tx, joined.into()).await?;
    let people: Vec<PersonId> = people.iter().flatten().map(|(person, _)| *person).collect();
    let businesses: Vec<BusinessId> = businesses.into_iter().flatten().collect();
    taken.rows += i64::try_from(rows.len()).unwrap_or_default();
    compute(tx, &people, &businesses, areas).await
}

/// The person of each row, and whether the record was there before this chunk. A row without a name has none.
async fn people(
    tx: &mut Tx,
    rows: &[Row],
    earlier: &HashMap<Uuid, Before>,
    taken: &mut Taken,
) -> Result<Vec<Option<(PersonId, bool)>>, Error> {
    let city = tx.city();
    let known = known(tx, rows, earlier).await?;
    // A number that two rows of the chunk share makes one new person.
    let mut new: Vec<(String, String)> = Vec::new();
    let mut by_number: HashMap<&[u8], usize> = HashMap::new();
    let mut places: Vec<Option<Result<PersonId, usize>>> = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(name) = row.person.name.clone() else {
            places.push(None);
            continue;
        };
        if let Some(person) = row.nik.iter().find_map(|index| known.get(index)) {
            places.push(Some(Ok(*person)));
            continue;
        }
        if let Some(before) = earlier.get(&row.id) {
            places.push(Some(Ok(before.person)));
            continue;
        }
        let number = row.nik.last().map(Vec::as_slice);
        let place = match number.and_then(|number| by_number.get(number)) {
            Some(place) => *place,
            None => {
                new.push((name, placed(&row.person.home.area, city)));
                new.len() - 1
            }
        };
        if let Some(number) = number {
            by_number.insert(number, place);
        }
        places.push(Some(Err(place)));
    }
    taken.people_new += i64::try_from(new.len()).unwrap_or_default();
    let made = person::register::create(tx, &new).await?;
    Ok(places
        .into_iter()
        .map(|place| match place? {
            Ok(person) => {
                taken.people_known += 1;
                Some((person, true))
            }
            Err(place) => made.get(place).map(|person| (*person, false)),
        })
        .collect())
}

/// Whose numbers these are: of the people who are there, and of those who get theirs now.
async fn known(
    tx: &mut Tx,
    rows: &[Row],
    earlier: &HashMap<Uuid, Before>,
) -> Result<HashMap<Vec<u8>, PersonId>, Error> {
    let city = tx.city();
    // bounded: by the rows of a chunk.
    let indexes: Vec<Vec<u8>> = rows.iter().flat_map(|row| row.nik.iter().cloned()).collect();
    let found = sqlx::query!(
        r#"select id, nik_index as "nik_index!" from registry.person
           where city = $1 and nik_index = any($2) and withdrawn_at is null and became is null"#,
        city.0,
        &indexes
    )
    .fetch_all(tx.conn())
    .await?;
    let mut known: HashMap<Vec<u8>, PersonId> =
        found.into_iter().map(|row| (row.nik_index, PersonId(row.id))).collect();
    // Whoever stood here without a whole number and now has one gets it, with every row of that number.
    for (row, before) in rows.iter().filter_map(|row| Some((row, earlier.get(&row.id)?))) {
        if !row.nik.iter().any(|index| known.contains_key(index)) {
            known.extend(row.nik.iter().map(|index| (index.clone(), before.person)));
        }
    }
    Ok(known)
}

async fn businesses(
    tx: &mut Tx,
    rows: &[Row],
    earlier: &HashMap<Uuid, Before>,
    people: &[Option<(PersonId, bool)>],
    taken: &mut Taken,
) -> Result<Vec<Option<BusinessId>>, Error> {
    let there: Vec<PersonId> =
        people.iter().flatten().filter(|(_, there)| *there).map(|(id, _)| *id).collect();
    let mut owned = owned(tx, &there).await?;
    let mut new: Vec<(String, String)> = Vec::new();
    let mut places: Vec<Option<Spot>> = Vec::with_capacity(rows.len());
    let city = tx.city();
    for (row, person) in rows.iter().zip(people) {
        let Some((person, _)) = person.filter(|_| speaks_of(&row.business)) else {
            places.push(None);
            continue;
        };
        let name = row.business.name.as_deref().map(compared).unwrap_or_default();
        let mine = owned.entry(person).or_default();
        let before = earlier.get(&row.id).filter(|before| before.person == person);
        let there = before.and_then(|before| before.business).map(Spot::There);
        let place = match mine.find(&name).or(there) {
            Some(place) => {
                taken.businesses_known += 1;
                place
            }
            None => {
                let area = row.business.address.area.clone().or(row.person.home.area.clone());
                new.push((row.business.name.clone().unwrap_or_default(), placed(&area, city)));
                mine.businesses.push((name, Spot::Made(new.len() - 1)));
                Spot::Made(new.len() - 1)
            }
        };
        places.push(Some(place));
    }
    taken.businesses_new += i64::try_from(new.len()).unwrap_or_default();
    let made = business::register::create(tx, &new).await?;
    Ok(places
        .into_iter()
        .map(|place| match place? {
            Spot::There(business) => Some(business),
            Spot::Made(place) => made.get(place).copied(),
        })
        .collect())
}

/// Whether a row says anything of a business at all: an attendance sheet may not.
fn speaks_of(business: &BusinessClaims) -> bool {
    business.name.is_some()
        || business.brand.is_some()
        || business.sector.is_some()
        || business.products.is_some()
        || !business.kbli.is_empty()
        || !business.measures.is_empty()
        || business.permits.iter().any(|permit| permit.held && permit.number.is_some())
}

async fn join(tx: &mut Tx, rows: serde_json::Value) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "insert into registry.membership (city, id, source, person, business, home, method, at)
         select $1, r.id, r.source, r.person, r.business, coalesce(r.person, r.business), r.method, $3
         from jsonb_to_recordset($2::jsonb) as r(id uuid, source uuid, person uuid, business uuid, method text)",
        city.0,
        rows,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
