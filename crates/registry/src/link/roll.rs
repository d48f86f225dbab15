//! The people whom the rows of a list may be, for a room that keeps the list itself: attendance of a training, say. The list
//! is read as the import reads one and weighed as the linkage weighs sources; nothing of it is stored here.
//!
//! Always true: nothing is joined and nothing is asked because of it; no NIK leaves this module.

use std::collections::{BTreeMap, HashMap};

use kernel::{AreaCode, Error, Tx};
use sheet::{Cell, Reader, Value};
use uuid::Uuid;

use super::desk::Desk;
use super::material::{self, Told};
use super::policy;
use crate::batch::{self, Progress};
use crate::import::{self, Draft, Field, Survey};
use crate::linkage::Record;
use crate::person::{PersonId, SEE};

/// A list, read.
#[derive(Debug)]
pub struct Roll {
    pub rows: Vec<Row>,
    /// The heads of columns that tell nothing of a person: signatures, days.
    pub heads: Vec<String>,
}

/// A row that names somebody.
pub struct Row {
    pub sheet: String,
    /// From 1, as on the screen.
    pub number: u32,
    /// Without titles.
    pub name: String,
    /// The place as it was written.
    pub place: String,
    pub phones: Vec<String>,
    /// What stands in the columns of [`Roll::heads`], by their place there.
    pub marks: BTreeMap<usize, String>,
    /// Who it may be, the likeliest first, with the weight in bits: those of whom the city's policy would ask or be sure.
    pub people: Vec<(PersonId, f32)>,
}

/// Prints which row it is, never who.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("sheet", &self.sheet)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// The most rows of one list.
const MOST: usize = 5_000;

/// Reads a list and says of each row whom it may be. For whoever sees the people of the whole city.
pub async fn recognise(tx: &mut Tx, bytes: &[u8]) -> Result<Roll, Error> {
    tx.must_in_city(SEE)?;
    let (drafts, heads) = gather(tx, bytes).await?;
    let policy = policy::current(tx).await?;
    let people = likely(tx, &drafts, policy.doubtful).await?;
    let rows = drafts.into_iter().zip(people).map(|((draft, marks), people)| row(draft, marks, people));
    Ok(Roll { rows: rows.collect(), heads })
}

type Marked = (Draft, BTreeMap<usize, String>);

/// The rows that name somebody, and the heads of what else there is.
async fn gather(tx: &mut Tx, bytes: &[u8]) -> Result<(Vec<Marked>, Vec<String>), Error> {
    let area = AreaCode::of_city(tx.city()).ok_or_else(|| Error::broken("lists belong to a city"))?;
    let gazetteer = territory::gazetteer(tx.db()).await?;
    let resolve = |text: &str| gazetteer.resolve(text, Some(&area));
    let home = import::Home::of(&gazetteer, area.clone(), &resolve);
    let reader = Reader::of(tx.db().outside().sheets.as_deref());
    let (nobody, confirmed) = (Progress::of(tx, None), HashMap::new());
    let survey = Survey::new(home.clone(), &confirmed);
    let plan = batch::surveyed(tx, survey, batch::open(&reader, bytes)?, &nobody).await?;
    let named = |field| plan.lists().any(|layout| layout.mapping.column_of(field).is_some());
    if ![Field::Person, Field::OwnerAndBusiness, Field::ContactPerson].into_iter().any(named) {
        return Err(Error::refused("registry-roll-no-names"));
    }
    let mut heads: Vec<(u32, String)> = plan
        .lists()
        .flat_map(|layout| &layout.mapping.columns)
        .filter(|column| tells_nothing(column.field))
        .map(|column| (column.column, column.header.clone()))
        .collect();
    heads.sort();
    heads.dedup();
    let mut rows = import::Reader::new(&plan, home, tx.today());
    let mut reading = batch::open(&reader, bytes)?;
    let mut found = Vec::new();
    while let Some(portion) = batch::portion(&mut reading).await? {
        batch::busy(|| {
            for met in portion {
                let cells = match &met {
                    sheet::Met::Row(row) => row.cells.clone(),
                    sheet::Met::Sheet { .. } => Vec::new(),
                };
                for read in rows.take(met) {
                    if let import::Read::Row(draft) = read
                        && draft.person.name.is_some()
                    {
                        found.push((*draft, marks(&cells, &heads)));
                    }
                }
            }
        });
        if found.len() > MOST {
            return Err(Error::refused(kernel::Say::new("registry-roll-too-long").with("most", MOST)));
        }
    }
    Ok((found, heads.into_iter().map(|(_, head)| head).collect()))
}

fn tells_nothing(field: Field) -> bool {
    matches!(field, Field::Ignored | Field::Note | Field::Standing | Field::DataDate | Field::Ordinal)
}

fn marks(cells: &[Cell], heads: &[(u32, String)]) -> BTreeMap<usize, String> {
    let of = |column: u32| {
        let cell = cells.iter().find(|cell| cell.column == column)?;
        match &cell.value {
            Value::Text(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(if *yes { "v" } else { "-" }.to_owned()),
            Value::Date(_) => Some("v".to_owned()),
            Value::Fault(_) => None,
        }
    };
    let told = heads.iter().enumerate().filter_map(|(at, (column, _))| Some((at, of(*column)?)));
    told.filter(|(_, text)| !text.is_empty()).collect()
}

fn row(draft: Draft, marks: BTreeMap<usize, String>, people: Vec<(PersonId, f32)>) -> Row {
    Row {
        place: draft.place.unwrap_or_default().chars().take(100).collect(),
        name: draft.person.name.unwrap_or_default().chars().take(150).collect(),
        phones: draft.person.phones.into_iter().chain(draft.business.phones).take(3).collect(),
        sheet: draft.sheet,
        number: draft.row,
        marks,
        people,
    }
}

/// Of each row those of the city whom it may be.
async fn likely(tx: &mut Tx, drafts: &[Marked], least: f32) -> Result<Vec<Vec<(PersonId, f32)>>, Error> {
    let (mut engine, taken) = material::people(&mut Desk::Within(tx)).await?;
    let (known, list) = (taken.len(), u32::MAX);
    for (draft, _) in drafts {
        let told = Told {
            person: draft.person.clone(),
            business: draft.business.clone(),
            nik: draft.nik.reveal().map(|digits| digits.to_owned().into()),
        };
        let key = tx.id::<Uuid>().as_u128();
        told.with(|values| engine.add(&Record { key, list, values }));
    }
    let found = batch::busy(|| engine.learn(least));
    let mut people: Vec<BTreeMap<Uuid, f32>> = vec![BTreeMap::new(); drafts.len()];
    for link in found.links {
        let (a, b) = (place(link.a.min(link.b)), place(link.a.max(link.b)));
        let (Some(one), Some(of)) = (taken.get(a), b.checked_sub(known).and_then(|at| people.get_mut(at)))
        else {
            continue;
        };
        let weight = of.entry(one.stands).or_insert(link.weight);
        *weight = weight.max(link.weight);
    }
    let sorted = |of: BTreeMap<Uuid, f32>| {
        let mut of: Vec<(PersonId, f32)> =
            of.into_iter().map(|(id, weight)| (PersonId(id), weight)).collect();
        of.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.0.cmp(&other.0.0)));
        of
    };
    Ok(people.into_iter().map(sorted).collect())
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
