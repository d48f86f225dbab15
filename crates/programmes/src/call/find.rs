use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::{CallId, Method, Rule, Window};
use crate::programme::{Category, ProgrammeId};

/// A call with its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub id: CallId,
    pub programme: ProgrammeId,
    pub programme_name: String,
    pub category: Category,
    pub name: String,
    pub opens_at: Instant,
    pub closes_at: Instant,
    pub method: Method,
    pub accept_days: i32,
    /// Each kelurahan has places of its own.
    pub by_area: bool,
    /// Among equals, women who head their family go first.
    pub prefers_heads: bool,
    /// The form asks how the business stands, for the comparison afterwards.
    pub asks_baseline: bool,
    pub gap: i32,
    pub objection_days: i32,
    pub ranked_at: Option<Instant>,
    pub published_at: Option<Instant>,
    pub cancelled_at: Option<Instant>,
    pub cancelled_reason: Option<String>,
    pub rules: Vec<Rule>,
    /// Places in all.
    pub places: i32,
}

impl Call {
    /// Where it stands at an instant.
    pub fn window(&self, now: Instant) -> Window {
        Window::of(self.opens_at, self.closes_at, self.cancelled_at.is_some(), now)
    }
}

struct Row {
    id: Uuid,
    programme: Uuid,
    programme_name: String,
    category: String,
    name: String,
    opens_at: Instant,
    closes_at: Instant,
    method: String,
    accept_days: i32,
    by_area: bool,
    prefers: Option<String>,
    asks_baseline: bool,
    gap: i32,
    objection_days: i32,
    ranked_at: Option<Instant>,
    published_at: Option<Instant>,
    cancelled_at: Option<Instant>,
    cancelled_reason: Option<String>,
    rules: Vec<String>,
    numbers: Vec<i32>,
    places: i32,
}

impl From<Row> for Call {
    fn from(row: Row) -> Call {
        let number = |number: i32| Some(number).filter(|number| *number > 0);
        let rules = row.rules.iter().zip(&row.numbers);
        let mut rules: Vec<Rule> = rules.filter_map(|(kind, n)| Rule::read(kind, number(*n))).collect();
        rules.sort_unstable();
        Call {
            id: CallId(row.id),
            programme: ProgrammeId(row.programme),
            programme_name: row.programme_name,
            category: Category::parse(&row.category).unwrap_or(Category::Other),
            name: row.name,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            method: Method::parse(&row.method).unwrap_or(Method::Arrival),
            accept_days: row.accept_days,
            by_area: row.by_area,
            prefers_heads: row.prefers.is_some(),
            asks_baseline: row.asks_baseline,
            gap: row.gap,
            objection_days: row.objection_days,
            ranked_at: row.ranked_at,
            published_at: row.published_at,
            cancelled_at: row.cancelled_at,
            cancelled_reason: row.cancelled_reason,
            rules,
            places: row.places,
        }
    }
}

/// The calls of the city: those that close last come first; `of` one programme or of all. Asks no permission: calls are public.
async fn rows(tx: &mut Tx, programme: Option<ProgrammeId>, one: Option<CallId>) -> Result<Vec<Call>, Error> {
    let city = tx.city();
    let whole = AreaCode::of_city(city).map(String::from).unwrap_or_default();
    let rows = sqlx::query_as!(
        Row,
        r#"select c.id, c.programme, p.name as programme_name, p.category, c.name, c.opens_at, c.closes_at, c.method,
                  c.accept_days, c.by_area, c.prefers, c.asks_baseline, c.gap, c.objection_days, c.ranked_at, c.published_at,
                  c.cancelled_at, c.cancelled_reason,
                  array(select r.kind from programmes.rule r where r.city = c.city and r.call = c.id
                        order by r.kind) as "rules!",
                  array(select coalesce(r.number, 0) from programmes.rule r where r.city = c.city and r.call = c.id
                        order by r.kind) as "numbers!",
                  coalesce((select q.places from programmes.quota q
                            where q.city = c.city and q.call = c.id and q.area = $4), 0) as "places!"
           from programmes.call c
           join programmes.programme p on p.city = c.city and p.id = c.programme
           where c.city = $1 and ($2::uuid is null or c.programme = $2) and ($3::uuid is null or c.id = $3)
           order by c.closes_at desc, c.id limit 500"#,
        city.0,
        programme.map(|id| id.0),
        one.map(|id| id.0),
        whole
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Call::from).collect())
}

/// The calls of the city, those that close last first. Asks no permission: calls are public.
pub async fn list(tx: &mut Tx) -> Result<Vec<Call>, Error> {
    rows(tx, None, None).await
}

/// The calls of a programme, those that close last first. Asks no permission.
pub async fn of(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<Call>, Error> {
    rows(tx, Some(programme), None).await
}

/// One call. Asks no permission.
pub async fn one(tx: &mut Tx, id: CallId) -> Result<Call, Error> {
    rows(tx, None, Some(id)).await?.pop().ok_or(Error::NotFound("call"))
}

/// One call, held until commit: whoever gives or frees places, numbers applicants or changes quotas takes turns here.
pub(crate) async fn locked(tx: &mut Tx, id: CallId) -> Result<Call, Error> {
    let city = tx.city();
    sqlx::query!(
        "select id from programmes.call where city = $1 and id = $2 for no key update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    one(tx, id).await
}

/// How many places there are in a territory, and how many are held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fullness {
    pub area: AreaCode,
    pub places: i32,
    pub held: i64,
    pub waiting: i64,
}

/// Places in all first, then by kelurahan where the call has such. Figures only; asks no permission.
pub async fn fullness(tx: &mut Tx, id: CallId) -> Result<Vec<Fullness>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select q.area as "area!: AreaCode", q.places,
                  (select count(*) from programmes.seat s where s.city = q.city and s.call = q.call
                     and s.released_at is null and (s.whole_area = q.area or s.area = q.area)) as "held!",
                  (select count(*) from programmes.applicant a where a.city = q.city and a.call = q.call
                     and a.state = 'waiting' and a.area like q.area || '%') as "waiting!"
           from programmes.quota q where q.city = $1 and q.call = $2 order by length(q.area), q.area limit 10000"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Fullness { area: row.area, places: row.places, held: row.held, waiting: row.waiting })
        .collect())
}
