//! What was said, in order: the timeline of a record, and the sources that its values come from.

use chrono::NaiveDate;
use kernel::{Error, Instant, Tx};
use uuid::Uuid;

use super::compute::{Row, grouped};
use super::link::Subject;
use super::{BusinessClaims, PersonClaims, Source, SourceId};
use crate::business::BusinessId;
use crate::person::PersonId;

/// Moments on a page of a timeline.
pub const MOMENTS: i64 = 20;

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Something was said, or said to be about this record.
    Said,
    /// It was found to speak of somebody else, or its list was undone.
    Unsaid,
    /// An officer saw the permit and found it right.
    Verified,
    /// A permit ends, or ended.
    Expires,
}

/// One moment of a timeline.
#[derive(Debug, Clone)]
pub struct Moment {
    pub what: What,
    pub at: Instant,
    /// Null for what concerns a permit.
    pub source: Option<SourceId>,
    /// `row`, `desk`, `own` or `api`.
    pub kind: Option<String>,
    pub agency: Option<Uuid>,
    /// Who said it, or ended it.
    pub by: Option<Uuid>,
    /// The day for which it speaks.
    pub observed_on: Option<NaiveDate>,
    pub person: PersonClaims,
    pub business: BusinessClaims,
    /// The list that it came with: its file, sheet and row.
    pub file: Option<(String, String, i32)>,
    pub batch: Option<Uuid>,
    /// The kind of the permit that is verified or ends.
    pub permit: Option<String>,
    /// The business that the statement is about too, on a person's timeline.
    pub beside: Option<(BusinessId, String)>,
}

struct MomentRow {
    what: String,
    at: Instant,
    source: Option<Uuid>,
    kind: Option<String>,
    agency: Option<Uuid>,
    by: Option<Uuid>,
    observed_on: Option<NaiveDate>,
    person: Option<serde_json::Value>,
    business: Option<serde_json::Value>,
    batch: Option<Uuid>,
    file_name: Option<String>,
    sheet: Option<String>,
    row_number: Option<i32>,
    permit: Option<String>,
    beside: Option<Uuid>,
    beside_name: Option<String>,
}

impl MomentRow {
    fn read(self) -> Result<Moment, Error> {
        let place = self.file_name.zip(self.sheet).zip(self.row_number);
        Ok(Moment {
            what: match self.what.as_str() {
                "said" => What::Said,
                "unsaid" => What::Unsaid,
                "verified" => What::Verified,
                _ => What::Expires,
            },
            at: self.at,
            source: self.source.map(SourceId),
            kind: self.kind,
            agency: self.agency,
            by: self.by,
            observed_on: self.observed_on,
            person: self.person.map(serde_json::from_value).transpose()?.unwrap_or_default(),
            business: self.business.map(serde_json::from_value).transpose()?.unwrap_or_default(),
            file: place.map(|((file, sheet), row)| (file, sheet, row)),
            batch: self.batch,
            permit: self.permit,
            beside: self.beside.map(BusinessId).zip(self.beside_name),
        })
    }
}

/// A page of the timeline of a record, the newest first, and how many moments there are. The caller has seen that the
/// actor may see the record.
pub async fn timeline(tx: &mut Tx, of: Subject, offset: i64) -> Result<(Vec<Moment>, i64), Error> {
    let (person, business) = match of {
        Subject::Person(id) => (Some(id.0), None),
        Subject::Business(id) => (None, Some(id.0)),
    };
    let city = tx.city();
    let rows = sqlx::query_as!(
        MomentRow,
        r#"with tied as (
               -- What a link brought is told at the moment at which it was said, and what a link took along is not here.
               select m.source, case when m.method = 'link' then s.at else m.at end as at, m.ended_at, m.ended_by
               from registry.membership m join registry.source s on s.city = m.city and s.id = m.source
               where m.city = $1 and (m.person = $2 or m.business = $3)
                 and not exists (select 1 from registry.membership n
                                 where n.city = m.city and n.source = m.source and n.method = 'link' and n.at = m.ended_at
                                   and n.id > m.id and (n.person is null) = (m.person is null))),
           moment as (
               select 'said' as what, t.at, t.source, s.by_account as by, null::text as permit
               from tied t join registry.source s on s.city = $1 and s.id = t.source
               union all
               select 'unsaid', t.ended_at, t.source, t.ended_by, null from tied t where t.ended_at is not null
               union all
               select 'verified', q.verified_at, null, q.verified_by, q.kind from registry.permit q
               where q.city = $1 and q.business = $3 and q.verified_at is not null
               union all
               select 'expires', q.expires_on::timestamptz, null, null, q.kind from registry.permit q
               where q.city = $1 and q.business = $3 and q.expires_on is not null and q.withdrawn_at is null)
           select m.what as "what!", m.at as "at!", m.source, s.kind as "kind?", s.agency, m.by,
                  s.observed_on as "observed_on?", s.person as "person?", s.business as "business?", s.batch,
                  f.file_name as "file_name?", s.sheet, s.row_number, m.permit, b.id as "beside?", b.name as "beside_name?"
           from moment m
           left join registry.source s on s.city = $1 and s.id = m.source
           left join registry.batch f on f.city = $1 and f.id = s.batch
           left join registry.membership n on n.city = $1 and n.source = m.source and n.business is not null
                and n.ended_at is null and $2::uuid is not null
           left join registry.business b on b.city = $1 and b.id = n.business
           order by m.at desc, m.source desc, m.what limit $4 offset $5"#,
        city.0,
        person,
        business,
        MOMENTS,
        offset
    )
    .fetch_all(tx.conn())
    .await?;
    let total = count(tx, person, business).await?;
    Ok((rows.into_iter().map(MomentRow::read).collect::<Result<_, _>>()?, total))
}

async fn count(tx: &mut Tx, person: Option<Uuid>, business: Option<Uuid>) -> Result<i64, Error> {
    let city = tx.city();
    let total = sqlx::query_scalar!(
        r#"select (select count(*) + count(m.ended_at) from registry.membership m
                   where m.city = $1 and (m.person = $2 or m.business = $3)
                     and not exists (select 1 from registry.membership n
                                     where n.city = m.city and n.source = m.source and n.method = 'link'
                                       and n.at = m.ended_at and n.id > m.id
                                       and (n.person is null) = (m.person is null)))
                + (select count(verified_at) + count(expires_on) filter (where withdrawn_at is null)
                   from registry.permit where city = $1 and business = $3) as "total!""#,
        city.0,
        person,
        business
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(total)
}

/// The sources in force of a record. The caller has seen that the actor may see it.
pub(crate) async fn of(tx: &mut Tx, of: Subject) -> Result<Vec<Source>, Error> {
    let subject = match of {
        Subject::Person(PersonId(id)) => id,
        Subject::Business(BusinessId(id)) => id,
    };
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select $2::uuid as "subject!", s.id, s.kind, s.agency, s.observed_on, s.at, s.person, s.business,
                  s.nik_sealed, s.nik_index, s.number_state, s.npwp_sealed
           from registry.membership m join registry.source s on s.city = m.city and s.id = m.source
           where m.city = $1 and (m.person = $2 or m.business = $2) and m.ended_at is null
           order by s.at, s.id limit 1000"#,
        city.0,
        subject
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(grouped(tx, rows)?.remove(&subject).unwrap_or_default())
}
