//! Rows of a sign-in sheet, typed or of a workbook: those that are surely a participant count, doubtful ones wait for
//! somebody to look, whoever is known but takes no part is shown apart, and those that nobody knows stay as they were written
//! and do not count.

use kernel::{Error, OnConstraint as _, Tx};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::attend::{door, record};
use super::find::{self, Session, Who};
use super::sheet_rules::{self, Known, Likely, Typed};
use super::{ParticipantId, RowId, SessionId};

/// How many rows of each kind there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    pub sure: usize,
    pub doubtful: usize,
    pub unknown: usize,
    /// Known to the registry, but no participant.
    pub outside: usize,
    /// Were there already.
    pub again: usize,
}

impl Taken {
    /// Rows that were not there before.
    pub fn fresh(self) -> usize {
        self.sure + self.doubtful + self.unknown + self.outside
    }
}

/// A row that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: RowId,
    pub name: String,
    pub place: String,
    /// `sure`, `doubtful`, `unknown`, `outside`; `same` or `different` once somebody looked.
    pub verdict: String,
    pub participant: Option<ParticipantId>,
    pub person: Option<Uuid>,
    /// Whom an `outside` row is found to be takes part by now, and can be counted.
    pub joined: bool,
}

/// Who a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Sure(ParticipantId),
    Doubtful(ParticipantId),
    /// Surely this person of the registry, who takes no part.
    Outside(Uuid),
    DoubtfulOutside(Uuid),
    Unknown,
}

impl From<Likely<ParticipantId>> for Found {
    fn from(likely: Likely<ParticipantId>) -> Found {
        match likely {
            Likely::Sure(who) => Found::Sure(who),
            Likely::Doubtful(who) => Found::Doubtful(who),
            Likely::Unknown => Found::Unknown,
        }
    }
}

pub(super) fn held(tx: &Tx, session: &Session) -> Result<(), Error> {
    if session.cancelled_at.is_some() {
        return Err(Error::refused("programmes-session-is-cancelled"));
    }
    if tx.now() < session.starts_at {
        return Err(Error::refused("programmes-session-not-yet"));
    }
    Ok(())
}

/// Everybody who takes part in the training, as far as a row can tell.
pub(super) async fn known(tx: &mut Tx, session: &Session) -> Result<Vec<Known<ParticipantId>>, Error> {
    let who =
        Who { training: session.training, session: None, one: None, prefix: "", offset: 0, most: 20_000 };
    let seated = find::seated(tx, &who).await?;
    let ids: Vec<Uuid> = seated.iter().map(|row| row.person.0).collect();
    let people = registry::person::named(tx, &ids).await?;
    let places = territory::gazetteer(tx.db()).await?;
    let one = |row: find::Seated| {
        let person = people.get(&row.person.0)?;
        Some(Known {
            id: row.participant,
            name: person.name.clone(),
            place: places.name_of(&row.area).unwrap_or_default(),
            phones: person.phones.clone(),
        })
    };
    Ok(seated.into_iter().filter_map(one).collect())
}

/// Takes the rows of a sheet in. A row that was taken in before is not taken in again.
pub async fn take(tx: &mut Tx, id: SessionId, text: &str) -> Result<Taken, Error> {
    let session = door(tx, id).await?;
    held(tx, &session)?;
    let rows = sheet_rules::read(text)?;
    let known = known(tx, &session).await?;
    let mut taken = Taken::default();
    for row in &rows {
        let likely = sheet_rules::likely(row, &known);
        if !write(tx, id, row, &likely.into()).await? {
            taken.again += 1;
            continue;
        }
        match likely {
            Likely::Sure(who) => {
                record(tx, id, who, "sheet", session.starts_at, None).await?;
                taken.sure += 1;
            }
            Likely::Doubtful(_) => taken.doubtful += 1,
            Likely::Unknown => taken.unknown += 1,
        }
    }
    Ok(taken)
}

pub(super) async fn write(
    tx: &mut Tx,
    session: SessionId,
    row: &Typed,
    found: &Found,
) -> Result<bool, Error> {
    let (verdict, who, person) = match found {
        Found::Sure(who) => ("sure", Some(who.0), None),
        Found::Doubtful(who) => ("doubtful", Some(who.0), None),
        Found::Outside(person) => ("outside", None, Some(*person)),
        Found::DoubtfulOutside(person) => ("doubtful", None, Some(*person)),
        Found::Unknown => ("unknown", None, None),
    };
    let mark = Sha256::digest(format!("{}|{}|{}", row.name, row.place, row.phones.join(",")).to_lowercase());
    let (city, now, id): (_, _, RowId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let written = sqlx::query!(
        "insert into programmes.sheet_row (city, id, session, mark, name, place, verdict, participant, taken_at, taken_by,
                                           person)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (city, session, mark) do nothing",
        city.0,
        id.0,
        session.0,
        mark.as_slice(),
        row.name,
        row.place,
        verdict,
        who,
        now,
        by,
        person
    )
    .execute(tx.conn())
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The rows of a session: those to look at first. Asks no permission.
pub async fn rows(tx: &mut Tx, id: SessionId) -> Result<Vec<Row>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Row,
        r#"select r.id as "id: RowId", r.name, r.place, r.verdict, r.participant as "participant: ParticipantId",
                  coalesce(a.root, r.person) as "person?",
                  r.verdict = 'outside' and exists (select 1 from programmes.participant o
                      join programmes.session s on s.city = o.city and s.training = o.training
                      join programmes.applicant m on m.city = o.city and m.id = o.applicant
                      where o.city = r.city and s.id = r.session and m.root = r.person and o.left_at is null
                        and m.state = 'placed') as "joined!"
           from programmes.sheet_row r
           left join programmes.participant p on p.city = r.city and p.id = r.participant
           left join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where r.city = $1 and r.session = $2
           order by r.verdict <> 'doubtful', r.verdict <> 'outside', r.verdict <> 'unknown', r.name, r.id limit 2000"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Says of a doubtful row whether it is the one it may be. A participant then counts; anybody else was there without taking
/// part.
pub async fn decide(tx: &mut Tx, id: SessionId, row: RowId, same: bool) -> Result<(), Error> {
    let session = door(tx, id).await?;
    held(tx, &session)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let decided = sqlx::query!(
        r#"update programmes.sheet_row
           set verdict = case when not $4 then 'different' when participant is null then 'outside' else 'same' end,
               decided_at = $5, decided_by = $6
           where city = $1 and session = $2 and id = $3 and verdict = 'doubtful'
           returning participant"#,
        city.0,
        id.0,
        row.0,
        same,
        now,
        by
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint("sheet_row_participant_named", || Error::refused("programmes-raced"))?;
    let Some(decided) = decided else {
        return match rows(tx, id).await?.iter().any(|one| one.id == row) {
            true => Err(Error::refused("programmes-sheet-decided")),
            false => Err(Error::NotFound("row")),
        };
    };
    match decided.participant {
        Some(who) if same => {
            record(tx, id, ParticipantId(who), "sheet", session.starts_at, None).await.map(|_| ())
        }
        Some(_) | None => Ok(()),
    }
}

/// Counts whoever was there without taking part and takes part by now.
pub async fn count_in(tx: &mut Tx, id: SessionId, row: RowId) -> Result<(), Error> {
    let session = door(tx, id).await?;
    held(tx, &session)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let counted = sqlx::query_scalar!(
        r#"update programmes.sheet_row r
           set verdict = 'same', participant = p.id, person = null, decided_at = $5, decided_by = $6
           from programmes.participant p join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where r.city = $1 and r.session = $2 and r.id = $3 and r.verdict = 'outside' and p.city = $1
             and p.training = $4 and p.left_at is null and a.state = 'placed' and a.root = r.person
           returning p.id"#,
        city.0,
        id.0,
        row.0,
        session.training.0,
        now,
        by
    )
    .fetch_optional(tx.conn())
    .await?;
    match counted {
        Some(who) => record(tx, id, ParticipantId(who), "sheet", session.starts_at, None).await.map(|_| ()),
        None if rows(tx, id).await?.iter().any(|one| one.id == row) => {
            Err(Error::refused("programmes-sheet-not-joined"))
        }
        None => Err(Error::NotFound("row")),
    }
}
