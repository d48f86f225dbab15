//! What people and businesses received: recorded, placed, taught.

use chrono::NaiveDate;
use kernel::id::AgencyId;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::record::own;
use super::{AidId, FIGURES, SEE};

/// Where it is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AidSource)]
pub enum Source {
    /// An officer recorded it.
    Aid,
    /// A place in a programme.
    Place,
    /// A training attended.
    Training,
}

impl Source {
    fn parse(text: &str) -> Source {
        match text {
            "place" => Source::Place,
            "training" => Source::Training,
            _ => Source::Aid,
        }
    }
}

/// Something that somebody received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub source: Source,
    pub id: Uuid,
    /// The entry, or the application by which it came.
    pub subject: Uuid,
    pub person: Option<Uuid>,
    pub business: Option<Uuid>,
    /// A kind of aid, or `place`.
    pub kind: String,
    pub what: String,
    pub agency: Option<Uuid>,
    pub on: NaiveDate,
    /// In rupiah, for those who may see it.
    pub worth: Option<i64>,
    pub area: AreaCode,
}

/// An entry with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aid {
    pub id: AidId,
    pub person: Option<Uuid>,
    pub business: Option<Uuid>,
    pub kind: String,
    pub what: String,
    pub agency: Option<Uuid>,
    pub programme: Option<Uuid>,
    pub on: NaiveDate,
    pub worth: Option<i64>,
    pub paper: Option<String>,
    pub area: AreaCode,
    pub replaces: Option<Uuid>,
    pub recorded_at: Instant,
    pub voided_at: Option<Instant>,
    pub voided_reason: Option<String>,
}

/// Which of them.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub kind: Option<String>,
    pub year: Option<i32>,
    pub agency: Option<Uuid>,
    /// A part of the actor's territory.
    pub area: Option<AreaCode>,
    pub person: Option<Uuid>,
    pub business: Option<Uuid>,
    pub offset: i64,
    pub limit: i64,
}

/// What was received in the actor's territory, newest first, and how much there is. Sums only of the own agency.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<(Vec<Received>, i64), Error> {
    let (scope, city) = (tx.scope(SEE)?, tx.city());
    let within = filter.area.as_ref().map(|area| area.as_str().to_owned()).unwrap_or_default();
    let rows = sqlx::query!(
        r#"select source as "source!", id as "id!", subject as "subject!", person, business, kind as "kind!", what as "what!",
                  agency, on_day as "on_day!", worth, area as "area!", count(*) over () as "total!"
           from programmes.aid_received
           where city = $1 and area like $2 || '%' and area like $3 || '%' and ($4::text is null or kind = $4)
             and ($5::int is null or extract(year from on_day) = $5) and ($6::uuid is null or agency = $6)
             and ($7::uuid is null or person = $7) and ($8::uuid is null or business = $8)
           order by on_day desc, id desc offset $9 limit $10"#,
        city.0,
        scope.prefix(),
        within,
        filter.kind,
        filter.year,
        filter.agency,
        filter.person,
        filter.business,
        filter.offset,
        filter.limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let shown = own(tx.actor(), row.agency.map(AgencyId));
        all.push(Received {
            source: Source::parse(&row.source),
            id: row.id,
            subject: row.subject,
            person: row.person,
            business: row.business,
            kind: row.kind,
            what: row.what,
            agency: row.agency,
            on: row.on_day,
            worth: row.worth.filter(|_| shown),
            area: AreaCode::parse(&row.area)?,
        });
    }
    Ok((all, total))
}

/// One entry, also one that was voided.
pub async fn one(tx: &mut Tx, id: AidId) -> Result<Aid, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select person, business, kind, what, agency, programme, on_day, worth, paper, area, replaces, recorded_at,
                voided_at, voided_reason
         from programmes.aid where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| tx.hidden("aid"))?;
    let area = AreaCode::parse(&row.area)?;
    if !tx.may(SEE, &area) {
        return Err(tx.hidden("aid"));
    }
    let shown = own(tx.actor(), row.agency.map(AgencyId));
    Ok(Aid {
        id,
        person: row.person,
        business: row.business,
        kind: row.kind,
        what: row.what,
        agency: row.agency,
        programme: row.programme,
        on: row.on_day,
        worth: row.worth.filter(|_| shown),
        paper: row.paper.filter(|_| shown),
        area,
        replaces: row.replaces,
        recorded_at: row.recorded_at,
        voided_at: row.voided_at,
        voided_reason: row.voided_reason,
    })
}

/// How much of a kind an agency gave in a kecamatan in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub year: i32,
    pub kind: String,
    pub agency: Option<Uuid>,
    pub kecamatan: AreaCode,
    /// None: of fewer than five people, and the actor may not see who they are.
    pub number: Option<i64>,
    /// In rupiah, of the own agency.
    pub worth: Option<i64>,
}

/// The figures of the actor's territory. There are no sums over them, so that none can be taken from another.
pub async fn totals(tx: &mut Tx) -> Result<Vec<Total>, Error> {
    let (scope, city) = (tx.scope(FIGURES)?, tx.city());
    let sees = tx.scope(SEE).is_ok();
    let rows = sqlx::query!(
        r#"select extract(year from on_day)::int as "year!", kind as "kind!", agency, left(area, 8) as "kecamatan!",
                  count(*) as "number!", count(distinct case when person is null then business else person end) as "people!",
                  sum(worth)::bigint as worth
           from programmes.aid_received where city = $1 and area like $2 || '%'
           group by 1, 2, 3, 4 order by 1 desc, 2, 4, 3 limit 5000"#,
        city.0,
        scope.prefix()
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let told = sees || row.people >= kernel::withhold::K;
        let shown = told && own(tx.actor(), row.agency.map(AgencyId));
        all.push(Total {
            year: row.year,
            kind: row.kind,
            agency: row.agency,
            kecamatan: AreaCode::parse(&row.kecamatan)?,
            number: Some(row.number).filter(|_| told),
            worth: row.worth.filter(|_| shown),
        });
    }
    Ok(all)
}
