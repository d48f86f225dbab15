use chrono::NaiveDate;
use kernel::file::FileId;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::number::{self, Kind};
use super::rules::{Dates, Validity, validity};
use super::{PermitId, SEE};
use crate::business::BusinessId;
use crate::source::claims::{BusinessClaims, PermitClaim};

/// A permit of a business.
#[derive(Debug, Clone, PartialEq)]
pub struct Permit {
    pub id: PermitId,
    pub business: BusinessId,
    pub kind: Kind,
    /// As compared; of a tax number the last digits. Empty where it is only said that there is one.
    pub number: String,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub file: Option<FileId>,
    pub verified_at: Option<Instant>,
    pub verified_by: Option<Uuid>,
    pub withdrawn_at: Option<Instant>,
}

impl Permit {
    /// As it is printed on the document.
    pub fn shown(&self) -> String {
        if self.kind == Kind::Npwp {
            return format!("•••• {}", self.number);
        }
        number::read(self.kind, &self.number).map_or_else(|_| self.number.clone(), |reading| reading.display)
    }

    /// How long it holds, by the rule of its kind.
    pub fn validity(&self, today: NaiveDate) -> Validity {
        let derived =
            number::read(self.kind, &self.number).map(|reading| reading.derived).unwrap_or_default();
        validity(self.kind, Dates { issued: self.issued_on, expires: self.expires_on }, &derived, today)
    }
}

struct Row {
    id: Uuid,
    business: Uuid,
    kind: String,
    number: String,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    file: Option<Uuid>,
    verified_at: Option<Instant>,
    verified_by: Option<Uuid>,
    withdrawn_at: Option<Instant>,
}

impl From<Row> for Permit {
    fn from(row: Row) -> Permit {
        Permit {
            id: PermitId(row.id),
            business: BusinessId(row.business),
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Unknown),
            number: row.number,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            file: row.file.map(FileId),
            verified_at: row.verified_at,
            verified_by: row.verified_by,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

/// One permit. Asks no permission: what the caller may do follows from its business.
pub(crate) async fn one(tx: &mut Tx, id: PermitId) -> Result<Permit, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, business, kind, number, issued_on, expires_on, file, verified_at, verified_by, withdrawn_at
         from registry.permit where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.ok_or(Error::NotFound("permit"))?.into())
}

/// The permits of a business that are in force, by kind. Asks no permission.
pub(crate) async fn of_business(tx: &mut Tx, business: BusinessId) -> Result<Vec<Permit>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        "select id, business, kind, number, issued_on, expires_on, file, verified_at, verified_by, withdrawn_at
         from registry.permit where city = $1 and business = $2 and withdrawn_at is null
         order by kind, number, id limit 200",
        city.0,
        business.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Permit::from).collect())
}

/// The permit of this number.
pub(super) async fn of_number(
    tx: &mut Tx,
    business: BusinessId,
    kind: Kind,
    number: &str,
) -> Result<Option<PermitId>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from registry.permit
         where city = $1 and business = $2 and kind = $3 and number = $4 and withdrawn_at is null",
        city.0,
        business.0,
        kind.as_str(),
        number
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(PermitId))
}

/// The ways in which sources in force write this permit's number, each as a claim.
pub(super) async fn claims_of(tx: &mut Tx, permit: &Permit) -> Result<Vec<PermitClaim>, Error> {
    let city = tx.city();
    let all = sqlx::query_scalar!(
        "select s.business from registry.membership m join registry.source s on s.city = m.city and s.id = m.source
         where m.city = $1 and m.business = $2 and m.ended_at is null order by s.at, s.id limit 10000",
        city.0,
        permit.business.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: Vec<PermitClaim> = Vec::new();
    for said in all {
        let claims: BusinessClaims = serde_json::from_value(said)?;
        for claim in claims.permits.into_iter().filter(|claim| claim.kind == permit.kind) {
            let written = claim.number.as_deref().unwrap_or_default();
            let normalised = number::read(permit.kind, written).map(|reading| reading.normalised);
            let same = normalised.map_or(permit.number.is_empty(), |normalised| normalised == permit.number);
            if same && !found.iter().any(|known| known.number == claim.number) {
                found.push(PermitClaim { year: None, issued: None, expires: None, ..claim });
            }
        }
    }
    Ok(found)
}

/// A permit that expires, with whose it is.
#[derive(Debug, Clone)]
pub struct Expiring {
    pub permit: Permit,
    pub business_name: String,
    pub business_code: String,
    pub area: String,
    pub owners: String,
    pub phones: Vec<String>,
    /// The last time that its owner was written to.
    pub mailed_on: Option<NaiveDate>,
}

/// A permit, with whose it is.
#[derive(Debug, Clone)]
pub struct Held {
    pub permit: Permit,
    pub business_name: String,
    pub area: AreaCode,
}

/// These permits in this order, as far as their businesses lie in the actor's territory: for a list that another room makes.
pub async fn these(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Held>, Error> {
    let scope = tx.scope(SEE)?;
    let city = tx.city();
    let rows = sqlx::query!(
        "select q.id, q.business, q.kind, q.number, q.issued_on, q.expires_on, q.file, q.verified_at, q.verified_by,
                q.withdrawn_at, b.name, b.area
         from registry.permit q join registry.business b on b.city = q.city and b.id = q.business
         where q.city = $1 and q.id = any($2) and starts_with(b.area, $3)
         order by array_position($2, q.id), q.id limit 1000",
        city.0,
        ids,
        scope.prefix()
    )
    .fetch_all(tx.conn())
    .await?;
    let held = rows.into_iter().map(|row| {
        let permit = Row {
            id: row.id,
            business: row.business,
            kind: row.kind,
            number: row.number,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            file: row.file,
            verified_at: row.verified_at,
            verified_by: row.verified_by,
            withdrawn_at: row.withdrawn_at,
        };
        Ok(Held { permit: permit.into(), business_name: row.name, area: AreaCode::parse(&row.area)? })
    });
    held.collect()
}

/// The most that one list or export holds.
pub const MOST: i64 = 10_000;

/// The permits that expire within so many days, or did within the last hundred, of businesses that run in the actor's
/// territory; the first to expire first.
pub async fn expiring(
    tx: &mut Tx,
    days: u16,
    kind: Option<Kind>,
    from: i64,
    limit: i64,
) -> Result<(Vec<Expiring>, i64), Error> {
    let scope = tx.scope(SEE)?;
    let city = tx.city();
    let today = tx.today();
    let until = today.checked_add_days(chrono::Days::new(days.into())).unwrap_or(today);
    let since = today.checked_sub_days(chrono::Days::new(100)).unwrap_or(today);
    let rows = sqlx::query!(
        r#"select q.id, q.business, q.kind, q.number, q.issued_on, q.expires_on, q.file, q.verified_at, q.verified_by,
                  q.withdrawn_at, b.name, b.code, b.area, b.phones, count(*) over () as "total!",
                  coalesce((select string_agg(p.name, ', ' order by p.name) from registry.ownership o
                            join registry.person p on p.city = o.city and p.id = o.person
                            where o.city = b.city and o.business = b.id), '') as "owners!",
                  (select max(r.on_day) from registry.permit_reminder r
                   where r.city = q.city and r.permit = q.id and r.mailed) as mailed_on
           from registry.permit q join registry.business b on b.city = q.city and b.id = q.business
           where q.city = $1 and q.withdrawn_at is null and q.expires_on between $2 and $3
             and b.withdrawn_at is null and b.became is null and b.status not in ('closed', 'moved')
             and starts_with(b.area, $4) and ($5::text is null or q.kind = $5)
           order by q.expires_on, q.id offset $6 limit $7"#,
        city.0,
        since,
        until,
        scope.prefix(),
        kind.map(Kind::as_str),
        from,
        limit.min(MOST)
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let expiring = rows.into_iter().map(|row| Expiring {
        permit: Permit {
            id: PermitId(row.id),
            business: BusinessId(row.business),
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Unknown),
            number: row.number,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            file: row.file.map(FileId),
            verified_at: row.verified_at,
            verified_by: row.verified_by,
            withdrawn_at: row.withdrawn_at,
        },
        business_name: row.name,
        business_code: row.code,
        area: row.area,
        owners: row.owners,
        phones: row.phones,
        mailed_on: row.mailed_on,
    });
    Ok((expiring.collect(), total))
}
