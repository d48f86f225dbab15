use chrono::NaiveDate;
use kernel::city::Zone;
use kernel::id::AgencyId;
use kernel::{AreaCode, Error, Instant, Level, Tx};
use uuid::Uuid;

use super::write::Held;
use super::{ActionId, Invited, RoadshowId, StopId};

/// A roadshow.
#[derive(Debug, Clone)]
pub struct Roadshow {
    pub id: RoadshowId,
    pub name: String,
    pub about: String,
    pub ended_at: Option<Instant>,
    /// Stops that were not cancelled, and those that were held.
    pub stops: i64,
    pub held: i64,
    /// How many came to all of them.
    pub present: i64,
}

/// The roadshows of a city, those that go on first. Asks no permission: that there are some is public.
pub async fn list(tx: &mut Tx) -> Result<Vec<Roadshow>, Error> {
    rows(tx, None).await
}

/// One roadshow. Asks no permission.
pub async fn one(tx: &mut Tx, id: RoadshowId) -> Result<Roadshow, Error> {
    rows(tx, Some(id)).await?.pop().ok_or(Error::NotFound("roadshow"))
}

async fn rows(tx: &mut Tx, id: Option<RoadshowId>) -> Result<Vec<Roadshow>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select r.id, r.name, r.about, r.ended_at,
                  count(s.id) filter (where s.cancelled_at is null) as "stops!",
                  count(s.id) filter (where s.held_at is not null) as "held!",
                  coalesce(sum(s.present), 0)::bigint as "present!"
           from programmes.roadshow r
           left join programmes.stop s on s.city = r.city and s.roadshow = r.id
           where r.city = $1 and ($2::uuid is null or r.id = $2)
           group by r.city, r.id order by r.ended_at is not null, r.made_at desc, r.id limit 200"#,
        city.0,
        id.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| Roadshow {
        id: RoadshowId(row.id),
        name: row.name,
        about: row.about,
        ended_at: row.ended_at,
        stops: row.stops,
        held: row.held,
        present: row.present,
    });
    Ok(rows.collect())
}

/// A visit to a kecamatan.
#[derive(Debug, Clone)]
pub struct Stop {
    pub id: StopId,
    pub roadshow: RoadshowId,
    pub roadshow_name: String,
    pub area: AreaCode,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub place: String,
    pub agenda: String,
    pub invited: Invited,
    pub made_on: NaiveDate,
    pub cancelled_at: Option<Instant>,
    pub cancelled_reason: Option<String>,
    pub held: Option<Held>,
    pub agencies: Vec<AgencyId>,
}

/// The stops of a roadshow by day. Asks no permission: when and where is public.
pub async fn stops(tx: &mut Tx, roadshow: RoadshowId) -> Result<Vec<Stop>, Error> {
    stop_rows(tx, Some(roadshow), None, None).await
}

/// Those from an instant on, of all roadshows. Asks no permission.
pub(super) async fn coming(tx: &mut Tx, from: Instant) -> Result<Vec<Stop>, Error> {
    stop_rows(tx, None, None, Some(from)).await
}

/// One stop. Asks no permission.
pub async fn stop(tx: &mut Tx, id: StopId) -> Result<Stop, Error> {
    stop_rows(tx, None, Some(id), None).await?.pop().ok_or(Error::NotFound("stop"))
}

/// Keeps others from changing a stop until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: StopId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select id from programmes.stop where city = $1 and id = $2 for update", city.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}

async fn stop_rows(
    tx: &mut Tx,
    roadshow: Option<RoadshowId>,
    id: Option<StopId>,
    from: Option<Instant>,
) -> Result<Vec<Stop>, Error> {
    let (city, zone) = (tx.city(), Zone::of(tx.city()));
    let rows = sqlx::query!(
        r#"select s.id, s.roadshow, r.name, s.area, s.starts_at, s.ends_at, s.place, s.agenda, s.guests, s.made_at,
                  s.cancelled_at, s.cancelled_reason, s.present, s.minutes,
                  array(select a.agency from programmes.stop_agency a
                        where a.city = s.city and a.stop = s.id order by a.agency) as "agencies!"
           from programmes.stop s
           join programmes.roadshow r on r.city = s.city and r.id = s.roadshow
           where s.city = $1 and ($2::uuid is null or s.roadshow = $2) and ($3::uuid is null or s.id = $3)
             and ($4::timestamptz is null or s.ends_at >= $4)
           order by s.starts_at, s.id limit 1000"#,
        city.0,
        roadshow.map(|id| id.0),
        id.map(|id| id.0),
        from
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let minutes = row.minutes.unwrap_or_default();
        Ok(Stop {
            id: StopId(row.id),
            roadshow: RoadshowId(row.roadshow),
            roadshow_name: row.name,
            area: AreaCode::parse(&row.area)?,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            place: row.place,
            agenda: row.agenda,
            invited: Invited::parse(&row.guests).ok_or_else(|| Error::broken("guests that nobody knows"))?,
            made_on: zone.local(row.made_at).date(),
            cancelled_at: row.cancelled_at,
            cancelled_reason: row.cancelled_reason,
            held: row.present.map(|present| Held { present, minutes }),
            agencies: row.agencies.into_iter().map(AgencyId).collect(),
        })
    });
    rows.collect()
}

/// Businesses that are invited to a stop, by kelurahan.
pub type Guests = Vec<(AreaCode, i64)>;

/// How many businesses are invited, by kelurahan. The caller has seen that the actor may see figures of businesses.
pub async fn guests(tx: &mut Tx, stop: &Stop) -> Result<Guests, Error> {
    let (city, (from, to)) = (tx.city(), span(&stop.area));
    let rows = sqlx::query!(
        r#"select left(g.area, 13) as "area!", count(*) as "businesses!"
           from programmes.guest g
           where g.city = $1 and g.area >= $2 and g.area < $3 and ($4 or not g.has_nib)
           group by left(g.area, 13) order by left(g.area, 13) limit 1000"#,
        city.0,
        from,
        to,
        stop.invited == Invited::All
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((AreaCode::parse(&row.area)?, row.businesses))).collect()
}

/// The ids of the businesses that are invited, by kelurahan.
pub(super) async fn guest_ids(tx: &mut Tx, stop: &Stop, offset: i64, limit: i64) -> Result<Vec<Uuid>, Error> {
    let (city, (from, to)) = (tx.city(), span(&stop.area));
    let rows = sqlx::query_scalar!(
        r#"select g.business as "business!" from programmes.guest g
           where g.city = $1 and g.area >= $2 and g.area < $3 and ($4 or not g.has_nib)
           order by g.area, g.business offset $5 limit $6"#,
        city.0,
        from,
        to,
        stop.invited == Invited::All,
        offset,
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The codes at and below a territory: from the first up to and without the second.
fn span(area: &AreaCode) -> (String, String) {
    debug_assert_eq!(area.level(), Level::Kecamatan, "stops are in a kecamatan");
    (area.as_str().to_owned(), format!("{}/", area.as_str()))
}

/// Applications that came from the kecamatan on the day of a stop.
pub(super) async fn applied(tx: &mut Tx, stop: &Stop) -> Result<i64, Error> {
    let zone = Zone::of(tx.city());
    let day = zone.local(stop.starts_at).date();
    let begins = crate::call::local_time(zone, &day.to_string(), "on")?;
    let (city, (from, to)) = (tx.city(), span(&stop.area));
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from programmes.applicant
           where city = $1 and area >= $2 and area < $3 and applied_at >= $4 and applied_at < $5"#,
        city.0,
        from,
        to,
        begins,
        begins + chrono::TimeDelta::days(1)
    )
    .fetch_one(tx.conn())
    .await?)
}

/// What somebody shall do.
#[derive(Debug, Clone)]
pub struct Action {
    pub id: ActionId,
    pub stop: StopId,
    pub area: AreaCode,
    pub what: String,
    pub who: String,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
}

/// The actions of a stop by the day that they are due.
pub(super) async fn actions(tx: &mut Tx, stop: StopId) -> Result<Vec<Action>, Error> {
    action_rows(tx, Some(stop), None, None).await
}

/// What of a roadshow should have been done by now and is not.
pub async fn overdue(tx: &mut Tx, roadshow: RoadshowId) -> Result<Vec<Action>, Error> {
    let today = tx.today();
    action_rows(tx, None, Some(roadshow), Some(today)).await
}

async fn action_rows(
    tx: &mut Tx,
    stop: Option<StopId>,
    roadshow: Option<RoadshowId>,
    undone_before: Option<NaiveDate>,
) -> Result<Vec<Action>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select a.id, a.stop, s.area, a.what, a.who, a.due_on, a.done_at
         from programmes.action a
         join programmes.stop s on s.city = a.city and s.id = a.stop
         where a.city = $1 and ($2::uuid is null or a.stop = $2) and ($3::uuid is null or s.roadshow = $3)
           and ($4::date is null or (a.done_at is null and a.due_on < $4))
         order by a.due_on, a.id limit 1000",
        city.0,
        stop.map(|id| id.0),
        roadshow.map(|id| id.0),
        undone_before
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        Ok(Action {
            id: ActionId(row.id),
            stop: StopId(row.stop),
            area: AreaCode::parse(&row.area)?,
            what: row.what,
            who: row.who,
            due_on: row.due_on,
            done_at: row.done_at,
        })
    });
    rows.collect()
}
