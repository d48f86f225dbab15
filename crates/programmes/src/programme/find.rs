use kernel::id::AgencyId;
use kernel::{Error, Instant, Tx};
use uuid::Uuid;

use super::stages::Kind;
use super::{Category, ProgrammeId};

kernel::id!(
    /// A stage of a programme.
    StageId
);

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    pub id: ProgrammeId,
    pub name: String,
    pub category: Category,
    pub agency: Option<AgencyId>,
    pub about: String,
    pub closed_at: Option<Instant>,
    pub closed_reason: Option<String>,
    /// Calls so far.
    pub calls: i64,
}

/// A stage that is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub id: StageId,
    pub kind: Kind,
    pub name: String,
}

struct Row {
    id: Uuid,
    name: String,
    category: String,
    agency: Option<Uuid>,
    about: String,
    closed_at: Option<Instant>,
    closed_reason: Option<String>,
    calls: i64,
}

impl From<Row> for Programme {
    fn from(row: Row) -> Programme {
        Programme {
            id: ProgrammeId(row.id),
            name: row.name,
            category: Category::parse(&row.category).unwrap_or(Category::Other),
            agency: row.agency.map(AgencyId),
            about: row.about,
            closed_at: row.closed_at,
            closed_reason: row.closed_reason,
            calls: row.calls,
        }
    }
}

/// The programmes of the city, open ones first. Asks no permission: what a city offers is public.
pub async fn list(tx: &mut Tx) -> Result<Vec<Programme>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id, p.name, p.category, p.agency, p.about, p.closed_at, p.closed_reason,
                  (select count(*) from programmes.call c where c.city = p.city and c.programme = p.id) as "calls!"
           from programmes.programme p where p.city = $1
           order by p.closed_at is not null, lower(p.name), p.id limit 500"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Programme::from).collect())
}

/// One programme. Asks no permission.
pub async fn one(tx: &mut Tx, id: ProgrammeId) -> Result<Programme, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        r#"select p.id, p.name, p.category, p.agency, p.about, p.closed_at, p.closed_reason,
                  (select count(*) from programmes.call c where c.city = p.city and c.programme = p.id) as "calls!"
           from programmes.programme p where p.city = $1 and p.id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.ok_or(Error::NotFound("programme"))?.into())
}

/// The stages of a programme that are in use, in their order.
pub async fn stages(tx: &mut Tx, id: ProgrammeId) -> Result<Vec<Stage>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, kind, name from programmes.stage
         where city = $1 and programme = $2 and ended_at is null order by place, id limit 100",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let stage = |id, kind: &str, name| Stage {
        id: StageId(id),
        kind: Kind::parse(kind).unwrap_or(Kind::Other),
        name,
    };
    Ok(rows.into_iter().map(|row| stage(row.id, &row.kind, row.name)).collect())
}
