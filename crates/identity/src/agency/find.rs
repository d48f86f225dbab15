use kernel::id::AgencyId;
use kernel::{Error, Instant, Tx};

use super::Kind;

/// An agency with the names of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    pub id: AgencyId,
    pub name: String,
    pub short_name: String,
    pub kind: Kind,
    pub created_at: Instant,
    pub closed_at: Option<Instant>,
    pub closed_reason: Option<String>,
    /// How many grants for it are in force.
    pub grants: i64,
}

/// What an agency was called from an instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    pub name: String,
    pub short_name: String,
    pub at: Instant,
}

struct Row {
    id: uuid::Uuid,
    name: String,
    short_name: String,
    kind: String,
    created_at: Instant,
    closed_at: Option<Instant>,
    closed_reason: Option<String>,
    grants: i64,
}

impl From<Row> for Agency {
    fn from(row: Row) -> Agency {
        Agency {
            id: AgencyId(row.id),
            name: row.name,
            short_name: row.short_name,
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Other),
            created_at: row.created_at,
            closed_at: row.closed_at,
            closed_reason: row.closed_reason,
            grants: row.grants,
        }
    }
}

/// The agencies of the city, open ones first, then by name. Anybody may see them; a city has a few dozen.
pub async fn list(tx: &mut Tx) -> Result<Vec<Agency>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id, a.name, a.short_name, a.kind, a.created_at, a.closed_at, a.closed_reason,
                  (select count(*) from identity.role_grant g
                   where g.city = a.city and g.agency = a.id and (g.until is null or g.until > $2)
                     and not exists (select 1 from identity.grant_revocation r
                                     where r.city = g.city and r.grant_id = g.id)) as "grants!"
           from identity.agency a where a.city = $1
           order by a.closed_at is not null, lower(a.name), a.id limit 500"#,
        city.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Agency::from).collect())
}

/// One agency.
pub async fn one(tx: &mut Tx, id: AgencyId) -> Result<Agency, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query_as!(
        Row,
        r#"select a.id, a.name, a.short_name, a.kind, a.created_at, a.closed_at, a.closed_reason,
                  (select count(*) from identity.role_grant g
                   where g.city = a.city and g.agency = a.id and (g.until is null or g.until > $3)
                     and not exists (select 1 from identity.grant_revocation r
                                     where r.city = g.city and r.grant_id = g.id)) as "grants!"
           from identity.agency a where a.city = $1 and a.id = $2"#,
        city.0,
        id.0,
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.ok_or(Error::NotFound("agency"))?.into())
}

/// All names that an agency has had, the newest first.
pub async fn history(tx: &mut Tx, id: AgencyId) -> Result<Vec<FormerName>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        FormerName,
        "select name, short_name, at from identity.agency_name
         where city = $1 and agency = $2 order by at desc, id desc limit 200",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Refuses when the agency is closed; until commit it cannot be closed.
pub(crate) async fn must_be_open(tx: &mut Tx, id: AgencyId) -> Result<(), Error> {
    let city = tx.city();
    let open = sqlx::query_scalar!(
        r#"select closed_at is null as "open!" from identity.agency where city = $1 and id = $2 for share"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    match open {
        Some(true) => Ok(()),
        Some(false) => Err(Error::field("agency", "identity-agency-closed")),
        None => Err(Error::field("agency", "identity-agency-unknown")),
    }
}
