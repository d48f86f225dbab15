//! What the registry knows of those whom a list names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use kernel::city::Zone;
use kernel::{Error, Tx};
use uuid::Uuid;

use super::ScreeningId;
use super::facts::{House, Recipient};
use crate::import::NikReading;
use crate::link::strangers::{self, Stranger, Who};
use crate::person::NIK_PLACE;

/// What is known of one recipient.
#[derive(Default)]
pub(super) struct Known {
    pub person: Option<Uuid>,
    /// Its number is in the registry under another name.
    pub other_name: bool,
    pub withdrawn: bool,
    pub deceased: bool,
    /// Where the registry has the person live.
    pub house: Option<House>,
    /// The aid of another list that has the person, and when it was looked over.
    pub elsewhere: Option<(String, NaiveDate)>,
    pub alike: Vec<Row>,
}

/// Another row that may be the same person.
pub(super) struct Row {
    pub row: usize,
    pub sure: bool,
    pub reasons: Vec<String>,
}

/// Row by row, in the order of `recipients`.
pub(super) async fn of(
    tx: &mut Tx,
    screening: ScreeningId,
    title: &str,
    recipients: &[Recipient],
) -> Result<Vec<Known>, Error> {
    let strangers: Vec<Stranger<'_>> = recipients
        .iter()
        .map(|one| Stranger { person: &one.person, business: &one.business, nik: &one.nik })
        .collect();
    let alike = strangers::alike(tx, &strangers).await?;
    let numbers = by_number(tx, recipients).await?;
    let mut known = Vec::with_capacity(recipients.len());
    for ((one, alike), number) in recipients.iter().zip(alike).zip(numbers) {
        let records = alike.iter().filter_map(|alike| match alike.who {
            Who::Record(id) => Some((id, alike.sure)),
            Who::Stranger(_) => None,
        });
        let records: Vec<(Uuid, bool)> = records.collect();
        // A number is nobody's by itself: where the name says another, it is not known who is meant.
        let named = |id: Uuid| one.person.name.is_none() || records.iter().any(|(record, _)| *record == id);
        let person = match number {
            Some(number) if number.withdrawn || named(number.id) => Some(number.id),
            Some(_) => None,
            None => records.first().filter(|(_, sure)| *sure).map(|(id, _)| *id),
        };
        let rows = alike.into_iter().filter_map(|alike| match alike.who {
            Who::Stranger(row) => Some(Row { row, sure: alike.sure, reasons: alike.reasons }),
            Who::Record(_) => None,
        });
        known.push(Known {
            person,
            other_name: number.is_some() && person.is_none(),
            alike: rows.collect(),
            ..Known::default()
        });
    }
    records(tx, &mut known).await?;
    elsewhere(tx, screening, title, &mut known).await?;
    Ok(known)
}

#[derive(Clone, Copy)]
struct Numbered {
    id: Uuid,
    withdrawn: bool,
}

/// Whose number each recipient's is.
async fn by_number(tx: &mut Tx, recipients: &[Recipient]) -> Result<Vec<Option<Numbered>>, Error> {
    let city = tx.city();
    let blinds: Vec<Vec<Vec<u8>>> = recipients
        .iter()
        .map(|one| match &one.nik {
            NikReading::Full(nik) => tx.db().keys().blinds(NIK_PLACE, city, nik.reveal()),
            NikReading::Missing
            | NikReading::Rounded { .. }
            | NikReading::Partial(_)
            | NikReading::Invalid { .. } => Vec::new(),
        })
        .collect();
    let all: Vec<Vec<u8>> = blinds.iter().flatten().cloned().collect();
    // bounded: by the rows of the list
    let found = sqlx::query!(
        r#"select id, nik_index as "nik_index!", withdrawn_at is not null as "withdrawn!" from registry.person
           where city = $1 and nik_index = any($2) and became is null order by withdrawn_at nulls last, id"#,
        city.0,
        &all
    )
    .fetch_all(tx.conn())
    .await?;
    let mut by_index: HashMap<Vec<u8>, Numbered> = HashMap::new();
    for row in found.into_iter() {
        let one = Numbered { id: row.id, withdrawn: row.withdrawn };
        // Whoever is in force goes before whoever was.
        by_index
            .entry(row.nik_index)
            .and_modify(|old| {
                if old.withdrawn {
                    *old = one
                }
            })
            .or_insert(one);
    }
    Ok(blinds.iter().map(|blinds| blinds.iter().find_map(|blind| by_index.get(blind).copied())).collect())
}

/// What the records of those who are known say of them.
async fn records(tx: &mut Tx, known: &mut [Known]) -> Result<(), Error> {
    let (city, ids) = (tx.city(), ids(known));
    // bounded: by the rows of the list
    let rows = sqlx::query!(
        r#"select p.id, p.area, p.rw, p.rt, p.address, p.withdrawn_at is not null as "withdrawn!",
                  exists (select 1 from registry.membership m
                          join registry.source s on s.city = m.city and s.id = m.source
                          where m.city = p.city and m.person = p.id and m.ended_at is null
                            and s.person->'honorifics' ?| array['Alm.', 'Almh.']) as "deceased!"
           from registry.person p where p.city = $1 and p.id = any($2) order by p.id"#,
        city.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let by_id: BTreeMap<Uuid, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    for one in known {
        let Some(row) = one.person.and_then(|id| by_id.get(&id)) else { continue };
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse().ok());
        (one.withdrawn, one.deceased) = (row.withdrawn, row.deceased);
        one.house = Some(House {
            area: row.area.clone(),
            rw: number(&row.rw),
            rt: number(&row.rt),
            street: row.address.clone().unwrap_or_default(),
        });
    }
    Ok(())
}

/// Who is on a list for another aid that was looked over before. The same aid's list, sent again, is not another.
async fn elsewhere(
    tx: &mut Tx,
    screening: ScreeningId,
    title: &str,
    known: &mut [Known],
) -> Result<(), Error> {
    let (city, ids) = (tx.city(), ids(known));
    // bounded: by the rows of the list
    let rows = sqlx::query!(
        r#"select distinct on (r.person) r.person as "person!", s.title, s.at from registry.screening_row r
           join registry.screening s on s.city = r.city and s.id = r.screening
           where r.city = $1 and r.person = any($2) and s.id <> $3 and s.state = 'ready' and lower(s.title) <> lower($4)
           order by r.person, s.at desc, s.id"#,
        city.0,
        &ids,
        screening.0,
        title
    )
    .fetch_all(tx.conn())
    .await?;
    let zone = Zone::of(city);
    let by_id: BTreeMap<Uuid, (String, NaiveDate)> =
        rows.into_iter().map(|row| (row.person, (row.title, zone.local(row.at).date()))).collect();
    for one in known {
        one.elsewhere = one.person.and_then(|id| by_id.get(&id).cloned());
    }
    Ok(())
}

fn ids(known: &[Known]) -> Vec<Uuid> {
    let ids: BTreeSet<Uuid> = known.iter().filter_map(|one| one.person).collect();
    ids.into_iter().collect()
}
