//! A sign-in sheet that somebody typed: rows that are surely a participant count, doubtful ones wait for somebody to look,
//! and those that nobody knows stay as they were typed and do not count.

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
    /// Were there already.
    pub again: usize,
}

/// A row that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: RowId,
    pub name: String,
    pub place: String,
    /// `sure`, `doubtful`, `unknown`; `same` or `different` once somebody looked.
    pub verdict: String,
    pub participant: Option<ParticipantId>,
    pub person: Option<Uuid>,
}

fn held(tx: &Tx, session: &Session) -> Result<(), Error> {
    if session.cancelled_at.is_some() {
        return Err(Error::refused("programmes-session-is-cancelled"));
    }
    if tx.now() < session.starts_at {
        return Err(Error::refused("programmes-session-not-yet"));
    }
    Ok(())
}

/// Everybody who takes part in the training, as far as a row can tell.
async fn known(tx: &mut Tx, session: &Session) -> Result<Vec<Known<ParticipantId>>, Error> {
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
        if !write(tx, id, row, &likely).await? {
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

async fn write(
    tx: &mut Tx,
    session: SessionId,
    row: &Typed,
    likely: &Likely<ParticipantId>,
) -> Result<bool, Error> {
    let (verdict, who) = match likely {
        Likely::Sure(who) => ("sure", Some(who.0)),
        Likely::Doubtful(who) => ("doubtful", Some(who.0)),
        Likely::Unknown => ("unknown", None),
    };
    let mark = Sha256::digest(format!("{}|{}|{}", row.name, row.place, row.phones.join(",")).to_lowercase());
    let (city, now, id): (_, _, RowId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let written = sqlx::query!(
        "insert into programmes.sheet_row (city, id, session, mark, name, place, verdict, participant, taken_at, taken_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (city, session, mark) do nothing",
        city.0,
        id.0,
        session.0,
        mark.as_slice(),
        row.name,
        row.place,
        verdict,
        who,
        now,
        by
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
                  a.root as "person?"
           from programmes.sheet_row r
           left join programmes.participant p on p.city = r.city and p.id = r.participant
           left join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where r.city = $1 and r.session = $2
           order by r.verdict <> 'doubtful', r.verdict <> 'unknown', r.name, r.id limit 2000"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Says of a doubtful row whether it is the participant. If it is, she or he counts.
pub async fn decide(tx: &mut Tx, id: SessionId, row: RowId, same: bool) -> Result<(), Error> {
    let session = door(tx, id).await?;
    held(tx, &session)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let decided = sqlx::query_scalar!(
        r#"update programmes.sheet_row set verdict = $4, decided_at = $5, decided_by = $6
           where city = $1 and session = $2 and id = $3 and verdict = 'doubtful'
           returning participant as "participant!""#,
        city.0,
        id.0,
        row.0,
        if same { "same" } else { "different" },
        now,
        by
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint("sheet_row_participant_named", || Error::refused("programmes-raced"))?;
    let Some(who) = decided else {
        return match rows(tx, id).await?.iter().any(|one| one.id == row) {
            true => Err(Error::refused("programmes-sheet-decided")),
            false => Err(Error::NotFound("row")),
        };
    };
    if same {
        record(tx, id, ParticipantId(who), "sheet", session.starts_at, None).await?;
    }
    Ok(())
}
