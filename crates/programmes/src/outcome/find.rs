use chrono::NaiveDate;
use kernel::{AreaCode, Error, Instant, Tx};
use registry::business::BusinessId;
use registry::person::PersonId;
use uuid::Uuid;

use super::{EvidenceId, Grade, OutcomeId, SEE, Sort};

/// An outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub id: OutcomeId,
    pub person: PersonId,
    pub business: Option<BusinessId>,
    pub kind: String,
    pub categories: Vec<String>,
    pub area: AreaCode,
    pub on: NaiveDate,
    pub replaces: Option<OutcomeId>,
    pub recorded_at: Instant,
    pub voided_at: Option<Instant>,
    pub voided_reason: Option<String>,
    /// The best of the evidence in force.
    pub grade: Option<Grade>,
}

/// What speaks for an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub grade: Grade,
    pub sort: Sort,
    pub on: NaiveDate,
    pub note: Option<String>,
    pub added_at: Instant,
    pub withdrawn_at: Option<Instant>,
    pub withdrawn_reason: Option<String>,
}

/// Who helped, and how much of the outcome is theirs, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub programme: Option<Uuid>,
    pub name: String,
    pub share: i16,
}

/// Where an outcome is filed. Asks no permission: what the caller may do follows from it.
pub(super) async fn area(tx: &mut Tx, id: OutcomeId) -> Result<AreaCode, Error> {
    let city = tx.city();
    let area =
        sqlx::query_scalar!("select area from programmes.outcome where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    AreaCode::parse(&area.ok_or(Error::NotFound("outcome"))?)
}

/// The outcome of a kind that is in force for a person, by whichever of the records that were found to be hers.
pub(super) async fn in_force(tx: &mut Tx, person: PersonId, kind: &str) -> Result<Option<OutcomeId>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select o.id from programmes.person_now asked
         join lateral (
             select asked.now as record
             union all
             select j.record from programmes.person_joined j where j.city = asked.city and j.now = asked.now
         ) r on true
         join programmes.outcome o on o.city = asked.city and o.person = r.record and o.kind = $3 and o.voided_at is null
         where asked.city = $1 and asked.person = $2
         order by o.recorded_at, o.id limit 1",
        city.0,
        person.0,
        kind
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(OutcomeId))
}

/// One outcome, for whoever may see its territory.
pub async fn one(tx: &mut Tx, id: OutcomeId) -> Result<Outcome, Error> {
    let area = area(tx, id).await?;
    if !tx.may(SEE, &area) {
        return Err(tx.hidden("outcome"));
    }
    let found = rows(tx, None, &[id.0]).await?;
    found.into_iter().next().ok_or(Error::NotFound("outcome"))
}

/// The outcomes of the actor's territory, newest first, and how many there are.
pub async fn list(
    tx: &mut Tx,
    grade: Option<Grade>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Outcome>, i64), Error> {
    let (scope, city) = (tx.scope(SEE)?, tx.city());
    let grade = grade.map(Grade::as_str);
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!" from programmes.outcome_figures
           where city = $1 and area like $2 || '%' and ($3::text is null or grade = $3)"#,
        city.0,
        scope.prefix(),
        grade
    )
    .fetch_one(tx.conn())
    .await?;
    let ids = sqlx::query_scalar!(
        r#"select outcome as "outcome!" from programmes.outcome_figures
           where city = $1 and area like $2 || '%' and ($3::text is null or grade = $3)
           order by on_day desc, outcome desc offset $4 limit $5"#,
        city.0,
        scope.prefix(),
        grade,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok((rows(tx, None, &ids).await?, total))
}

/// The outcomes of a person, as far as the actor may see them, whatever record they were told of; newest first.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Outcome>, Error> {
    let mut all = rows(tx, Some(person), &[]).await?;
    all.retain(|outcome| tx.may(SEE, &outcome.area));
    Ok(all)
}

/// The outcomes of a person, or these.
async fn rows(tx: &mut Tx, person: Option<PersonId>, ids: &[Uuid]) -> Result<Vec<Outcome>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select o.id, o.person, o.business, o.kind, o.categories, o.area, o.on_day, o.replaces, o.recorded_at,
                  o.voided_at, o.voided_reason, f.grade as "grade?"
           from programmes.outcome o
           left join programmes.outcome_figures f on f.city = o.city and f.outcome = o.id
           where o.city = $1 and (o.id = any($3) or f.person = $2 or o.person = $2)
           order by o.on_day desc, o.id desc limit 200"#,
        city.0,
        person.map(|person| person.0),
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Outcome {
                id: OutcomeId(row.id),
                person: PersonId(row.person),
                business: row.business.map(BusinessId),
                kind: row.kind,
                categories: row.categories,
                area: AreaCode::parse(&row.area)?,
                on: row.on_day,
                replaces: row.replaces.map(OutcomeId),
                recorded_at: row.recorded_at,
                voided_at: row.voided_at,
                voided_reason: row.voided_reason,
                grade: row.grade.as_deref().and_then(Grade::parse),
            })
        })
        .collect()
}

/// What speaks for an outcome, and what did.
pub async fn evidence(tx: &mut Tx, outcome: OutcomeId) -> Result<Vec<Evidence>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, grade, sort, on_day, note, added_at, withdrawn_at, withdrawn_reason
         from programmes.evidence where city = $1 and outcome = $2 order by added_at, id limit 200",
        city.0,
        outcome.0
    )
    .fetch_all(tx.conn())
    .await?;
    let told = rows.into_iter().filter_map(|row| {
        Some(Evidence {
            id: EvidenceId(row.id),
            grade: Grade::parse(&row.grade)?,
            sort: Sort::parse(&row.sort)?,
            on: row.on_day,
            note: row.note,
            added_at: row.added_at,
            withdrawn_at: row.withdrawn_at,
            withdrawn_reason: row.withdrawn_reason,
        })
    });
    Ok(told.collect())
}

/// Who helped.
pub async fn shares(tx: &mut Tx, outcome: OutcomeId) -> Result<Vec<Share>, Error> {
    let city = tx.city();
    let shares = sqlx::query_as!(
        Share,
        "select programme, name, share from programmes.attribution
         where city = $1 and outcome = $2 order by number limit 100",
        city.0,
        outcome.0
    );
    Ok(shares.fetch_all(tx.conn()).await?)
}
