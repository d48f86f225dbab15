use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{Actor, AreaCode, Error, Level, OnConstraint as _, Role, Tx};
use registry::business::BusinessId;
use registry::person::PersonId;
use uuid::Uuid;

use super::{EvidenceId, Grade, OutcomeId, RECORD, Sort, VOID, find};

/// An outcome as it is told.
#[derive(Debug, Clone)]
pub struct NewOutcome {
    pub person: PersonId,
    pub business: Option<BusinessId>,
    /// [`super::NEW_ENTREPRENEUR`], or a kind of the city's own.
    pub kind: String,
    /// `wub`, `women` …: all that the person belongs to.
    pub categories: Vec<String>,
    /// `None`: where the registry says that the person lives, down to the RT where it is known.
    pub area: Option<AreaCode>,
    pub on: NaiveDate,
    pub evidence: NewEvidence,
    /// Who helped; together at most a hundred.
    pub shares: Vec<NewShare>,
}

/// Something that speaks for an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    pub grade: Grade,
    pub sort: Sort,
    pub on: NaiveDate,
    pub note: Option<String>,
}

/// What part of an outcome is a programme's, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShare {
    /// Where the programme is kept here.
    pub programme: Option<Uuid>,
    pub name: String,
    pub share: u8,
}

/// Records an outcome. Where one of this kind is in force for the person, what is new of the evidence is added to it and its
/// id is given: several programmes may tell of the same success.
pub async fn record(tx: &mut Tx, new: NewOutcome) -> Result<OutcomeId, Error> {
    let area = place(tx, &new).await?;
    tx.must(RECORD, &area)?;
    sound(tx, &new)?;
    if let Some(known) = find::in_force(tx, new.person, &new.kind).await? {
        let told = find::evidence(tx, known).await?;
        let same = |e: &find::Evidence| {
            e.withdrawn_at.is_none()
                && (e.grade, e.sort, e.on) == (new.evidence.grade, new.evidence.sort, new.evidence.on)
        };
        if !told.iter().any(same) {
            evidence(tx, known, new.evidence).await?;
        }
        attribute(tx, known, new.shares).await?;
        return Ok(known);
    }
    insert(tx, &new, &area, None).await
}

/// Adds something that speaks for an outcome.
pub async fn evidence(tx: &mut Tx, outcome: OutcomeId, new: NewEvidence) -> Result<EvidenceId, Error> {
    let area = find::area(tx, outcome).await?;
    tx.must(RECORD, &area)?;
    speaks(tx, &new)?;
    let (city, now, id): (_, _, EvidenceId) = (tx.city(), tx.now(), tx.id());
    let (by, agency) = (tx.actor().account(), tx.actor().agency());
    sqlx::query!(
        "insert into programmes.evidence (city, id, outcome, grade, sort, on_day, agency, note, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        city.0,
        id.0,
        outcome.0,
        new.grade.as_str(),
        new.sort.as_str(),
        new.on,
        agency.map(|agency| agency.0),
        new.note,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    changed(tx, outcome).await?;
    tx.audit(Entry::new(RECORD.name, "outcome", outcome).area(area)).await?;
    Ok(id)
}

/// Takes evidence back: it was somebody else's paper. Where nothing else speaks for the outcome, it counts no longer.
pub async fn withdraw(
    tx: &mut Tx,
    outcome: OutcomeId,
    evidence: EvidenceId,
    reason: &str,
) -> Result<(), Error> {
    let area = find::area(tx, outcome).await?;
    tx.must(VOID, &area)?;
    let reason = reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update programmes.evidence set withdrawn_at = $4, withdrawn_by = $5, withdrawn_reason = $6
         where city = $1 and outcome = $2 and id = $3 and withdrawn_at is null",
        city.0,
        outcome.0,
        evidence.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    changed(tx, outcome).await?;
    tx.audit(Entry::new(VOID.name, "outcome", outcome).area(area).reason(reason)).await
}

/// Says that an outcome is none. It stays readable, and counts no longer.
pub async fn void(tx: &mut Tx, id: OutcomeId, reason: &str) -> Result<(), Error> {
    let area = find::area(tx, id).await?;
    tx.must(VOID, &area)?;
    let reason = reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update programmes.outcome set voided_at = $3, voided_by = $4, voided_reason = $5
         where city = $1 and id = $2 and voided_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    changed(tx, id).await?;
    tx.audit(Entry::new(VOID.name, "outcome", id).area(area).reason(reason)).await
}

/// Puts another outcome in the place of one that was recorded wrongly.
pub async fn correct(tx: &mut Tx, id: OutcomeId, new: NewOutcome, reason: &str) -> Result<OutcomeId, Error> {
    let area = place(tx, &new).await?;
    tx.must(RECORD, &area)?;
    sound(tx, &new)?;
    void(tx, id, reason).await?;
    insert(tx, &new, &area, Some(id)).await
}

async fn insert(
    tx: &mut Tx,
    new: &NewOutcome,
    area: &AreaCode,
    replaces: Option<OutcomeId>,
) -> Result<OutcomeId, Error> {
    let (city, now, id): (_, _, OutcomeId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into programmes.outcome (city, id, person, business, kind, categories, area, on_day, replaces,
                                         recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        city.0,
        id.0,
        new.person.0,
        new.business.map(|business| business.0),
        new.kind,
        &new.categories,
        area.as_str(),
        new.on,
        replaces.map(|old| old.0),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("outcome_once_key", || Error::refused("programmes-outcome-once"))?;
    attribute(tx, id, new.shares.clone()).await?;
    evidence(tx, id, new.evidence.clone()).await?;
    Ok(id)
}

/// Whoever counts people hears of it.
async fn changed(tx: &mut Tx, outcome: OutcomeId) -> Result<(), Error> {
    let city = tx.city();
    let person = sqlx::query_scalar!(
        "select person from programmes.outcome where city = $1 and id = $2",
        city.0,
        outcome.0
    )
    .fetch_one(tx.conn())
    .await?;
    super::changed::mark(tx, &[person]).await
}

/// Names those who helped and were not named yet. Whoever comes later gets what is left of the whole.
async fn attribute(tx: &mut Tx, outcome: OutcomeId, wanted: Vec<NewShare>) -> Result<(), Error> {
    let known = find::shares(tx, outcome).await?;
    let mut left = 100 - known.iter().map(|share| share.share).sum::<i16>();
    let mut columns: (Vec<i32>, Vec<Option<Uuid>>, Vec<String>, Vec<i16>) = Default::default();
    for (new, number) in wanted.into_iter().zip(i32::try_from(known.len()).unwrap_or(i32::MAX)..) {
        let named = known.iter().any(|old| (old.programme, &old.name) == (new.programme, &new.name));
        let share = left.min(i16::from(new.share));
        if named || share == 0 {
            continue;
        }
        left -= share;
        columns.0.push(number);
        columns.1.push(new.programme);
        columns.2.push(new.name);
        columns.3.push(share);
    }
    let city = tx.city();
    sqlx::query!(
        "insert into programmes.attribution (city, outcome, number, programme, name, share)
         select $1, $2, s.number, s.programme, s.name, s.share
         from unnest($3::int[], $4::uuid[], $5::text[], $6::smallint[]) as s (number, programme, name, share)",
        city.0,
        outcome.0,
        &columns.0,
        &columns.1 as _,
        &columns.2,
        &columns.3
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Where it happened: as told, or where the person lives.
async fn place(tx: &mut Tx, new: &NewOutcome) -> Result<AreaCode, Error> {
    let person = registry::person::find::one(tx, new.person).await?;
    if let Some(area) = &new.area {
        return Ok(area.clone());
    }
    let code = match (&person.rw, &person.rt, person.area.level()) {
        (Some(rw), Some(rt), Level::Kelurahan) => format!("{}/{rw:0>3}/{rt:0>3}", person.area),
        _ => return Ok(person.area),
    };
    AreaCode::parse(&code).or(Ok(person.area))
}

fn sound(tx: &Tx, new: &NewOutcome) -> Result<(), Error> {
    let key = |key: &String| {
        (2..=41).contains(&key.len())
            && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if !key(&new.kind) {
        return Err(Error::field("kind", "programmes-outcome-kind-form"));
    }
    if !new.categories.iter().all(key) {
        return Err(Error::field("categories", "programmes-outcome-category-form"));
    }
    if new.on > tx.today() {
        return Err(Error::field("on", "programmes-outcome-to-come"));
    }
    let together: u32 = new.shares.iter().map(|share| u32::from(share.share)).sum();
    if together > 100 || new.shares.iter().any(|share| share.share == 0 || share.name.trim().is_empty()) {
        return Err(Error::field("shares", "programmes-outcome-shares"));
    }
    speaks(tx, &new.evidence)
}

fn speaks(tx: &Tx, new: &NewEvidence) -> Result<(), Error> {
    if new.on > tx.today() {
        return Err(Error::field("evidence_on", "programmes-outcome-to-come"));
    }
    if new.note.as_ref().is_some_and(|note| note.chars().count() > 500) {
        return Err(Error::field("note", "programmes-outcome-note-length"));
    }
    // Nobody at a counter speaks for an agency's own system.
    let vouches = match tx.actor() {
        Actor::System(_) => true,
        Actor::Account(acting) => matches!(acting.role, Role::CityAdmin | Role::AgencyOfficer),
        Actor::Visitor => false,
    };
    if new.grade == Grade::System && !vouches {
        return Err(Error::field("grade", "programmes-outcome-system-only"));
    }
    Ok(())
}

fn reasoned(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if (3..=500).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Error::field("reason", "programmes-outcome-reason-length"))
    }
}
