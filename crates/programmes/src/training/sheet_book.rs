//! A workbook of attendance: read as the registry reads agencies' lists, its days by its columns. Rows that are surely a
//! participant count; somebody of the registry who takes no part is shown apart; doubtful ones wait for somebody to look.
//!
//! Always true: a workbook is taken in whole or not at all, and the same one a second time changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use kernel::city::Zone;
use kernel::{Error, Say, Tx};
use registry::link::roll;
use registry::person::PersonId;
use uuid::Uuid;

use super::attend::{door, record};
use super::find::{self, Session, Which, Who};
use super::sheet::{self, Found, Taken};
use super::sheet_marks::{self, Mark};
use super::sheet_rules::{Typed, likely};
use super::{ParticipantId, RUN, SessionId};

/// Takes a workbook in: into this session, or, where its columns are days or sessions, into those of the training. For
/// whoever runs trainings; a trainer types.
pub async fn take_workbook(tx: &mut Tx, id: SessionId, bytes: &[u8]) -> Result<Taken, Error> {
    let session = door(tx, id).await?;
    tx.must_in_city(RUN)?;
    let roll = roll::recognise(tx, bytes).await?;
    if roll.rows.is_empty() {
        return Err(Error::refused("programmes-workbook-empty"));
    }
    let columns = columns(tx, &session, &roll.heads).await?;
    let seated = seated(tx, &session).await?;
    let known = sheet::known(tx, &session).await?;
    let mut taken = Taken::default();
    for row in &roll.rows {
        let typed = Typed { name: row.name.clone(), place: row.place.clone(), phones: row.phones.clone() };
        // In a city of few records nothing is learned of what a name is worth: the rules of typed sheets tell more.
        let found = found(&row.people, &seated).unwrap_or_else(|| likely(&typed, &known).into());
        for session in attended(&columns, row, &session) {
            sheet::held(tx, session)?;
            if !sheet::write(tx, session.id, &typed, &found).await? {
                taken.again += 1;
                continue;
            }
            match found {
                Found::Sure(who) => {
                    record(tx, session.id, who, "sheet", session.starts_at, None).await?;
                    taken.sure += 1;
                }
                Found::Outside(_) => taken.outside += 1,
                Found::Doubtful(_) | Found::DoubtfulOutside(_) => taken.doubtful += 1,
                Found::Unknown => taken.unknown += 1,
            }
        }
    }
    Ok(taken)
}

/// A column of attendance, by its place among the heads, and the sessions that it stands for. None: the one that was chosen.
struct Column {
    at: usize,
    sessions: Vec<Session>,
}

async fn columns(tx: &mut Tx, session: &Session, heads: &[String]) -> Result<Vec<Column>, Error> {
    let marks: Vec<(usize, &String, Mark)> = heads
        .iter()
        .enumerate()
        .filter_map(|(at, head)| Some((at, head, sheet_marks::of_head(head)?)))
        .collect();
    let which = Which { training: Some(session.training), ..Which::default() };
    let mut all = find::sessions(tx, which).await?;
    all.retain(|one| one.cancelled_at.is_none());
    let zone = Zone::of(tx.city());
    let dated: Vec<(NaiveDate, Session)> =
        all.into_iter().map(|one| (zone.local(one.starts_at).date(), one)).collect();
    let several = marks.iter().any(|(_, _, mark)| *mark != Mark::Signature);
    let mut columns = Vec::new();
    for (at, head, mark) in marks {
        if several && mark == Mark::Signature {
            continue;
        }
        let sessions = meant(mark, &dated);
        if sessions.is_empty() && mark != Mark::Signature {
            return Err(Error::refused(
                Say::new("programmes-workbook-no-session").with("head", head.as_str()),
            ));
        }
        columns.push(Column { at, sessions });
    }
    Ok(columns)
}

/// The sessions of a column, in the order in which they begin.
fn meant(mark: Mark, dated: &[(NaiveDate, Session)]) -> Vec<Session> {
    let days: BTreeSet<NaiveDate> = dated.iter().map(|(date, _)| *date).collect();
    let on = |is: &dyn Fn(NaiveDate) -> bool| {
        dated.iter().filter(|(date, _)| is(*date)).map(|(_, session)| session.clone()).collect()
    };
    match mark {
        Mark::Signature => Vec::new(),
        Mark::Day(number) => {
            let day = days.into_iter().nth(number.saturating_sub(1));
            on(&|date| Some(date) == day)
        }
        Mark::Session(number) => {
            dated.iter().skip(number.saturating_sub(1)).take(1).map(|(_, session)| session.clone()).collect()
        }
        Mark::Date { year, month, day } => on(&|date| {
            year.is_none_or(|year| year == date.year()) && (date.month(), date.day()) == (month, day)
        }),
    }
}

/// The sessions in which a row says that somebody was. Where no column tells of attendance, whoever is listed was there.
fn attended<'a>(columns: &'a [Column], row: &roll::Row, chosen: &'a Session) -> Vec<&'a Session> {
    if columns.is_empty() {
        return vec![chosen];
    }
    let mut there: BTreeMap<SessionId, &Session> = BTreeMap::new();
    for column in columns {
        if !row.marks.get(&column.at).is_some_and(|cell| sheet_marks::is_present(cell)) {
            continue;
        }
        if column.sessions.is_empty() {
            there.insert(chosen.id, chosen);
        }
        there.extend(column.sessions.iter().map(|session| (session.id, session)));
    }
    there.into_values().collect()
}

/// Who takes part now, by person.
async fn seated(tx: &mut Tx, session: &Session) -> Result<BTreeMap<Uuid, ParticipantId>, Error> {
    let who =
        Who { training: session.training, session: None, one: None, prefix: "", offset: 0, most: 20_000 };
    let seated = find::seated(tx, &who).await?;
    Ok(seated.into_iter().map(|row| (row.person.0, row.participant)).collect())
}

/// How much likelier than the next one somebody must be to be sure, in bits.
const AHEAD: f32 = 3.0;
/// From here on a row is surely somebody of the registry.
const SURE: f32 = 3.0;
/// By how much likelier it is that a row is somebody who takes part than somebody who does not, in bits.
const EXPECTED: f32 = 4.0;

/// Who a row is; none where it is like nobody of the registry.
fn found(people: &[(PersonId, f32)], seated: &BTreeMap<Uuid, ParticipantId>) -> Option<Found> {
    let (person, sure) = likeliest(people, |id| seated.contains_key(&id.0))?;
    Some(match (sure, seated.get(&person.0).copied()) {
        (true, Some(who)) => Found::Sure(who),
        (true, None) => Found::Outside(person.0),
        (false, Some(who)) => Found::Doubtful(who),
        (false, None) => Found::DoubtfulOutside(person.0),
    })
}

/// The likeliest of those whom a row may be, and whether that is sure: whoever takes part is likelier to be on the sheet
/// than anybody else.
pub fn likeliest(
    people: &[(PersonId, f32)],
    takes_part: impl Fn(PersonId) -> bool,
) -> Option<(PersonId, bool)> {
    let mut weighed: Vec<(f32, PersonId)> = people
        .iter()
        .map(|(id, weight)| (weight + if takes_part(*id) { EXPECTED } else { 0.0 }, *id))
        .collect();
    weighed.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (weight, person) = weighed.first().copied()?;
    let next = weighed.get(1).map_or(f32::MIN, |(weight, _)| *weight);
    Some((person, weight >= SURE && weight - next >= AHEAD))
}
