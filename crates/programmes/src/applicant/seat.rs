//! Places: taken, freed, and given to whoever waits. All of it under the lock on the call; behind it the database's keys.

use chrono::TimeDelta;
use kernel::{AreaCode, Error, Instant, OnConstraint as _, Tx};

use super::{ApplicantId, Move, State, notify, step};
use crate::call::{Call, Method};

/// Takes the free place with the lowest number, in all and in the kelurahan; `false` where there is none. The caller holds
/// the call.
pub(crate) async fn take(
    tx: &mut Tx,
    call: &Call,
    id: ApplicantId,
    area: &AreaCode,
    held_until: Option<Instant>,
) -> Result<bool, Error> {
    let (city, now, seat): (_, _, uuid::Uuid) = (tx.city(), tx.now(), tx.id());
    let whole = AreaCode::of_city(city).ok_or(Error::Forbidden)?;
    let kelurahan = area.as_str().get(..13).unwrap_or(area.as_str());
    let taken = sqlx::query!(
        "insert into programmes.seat (city, id, call, applicant, whole_area, whole_number, whole_places, by_area, area,
             area_number, area_places, given_at, held_until, accepted_at)
         select $1, $2, $3, $4, w.area, w.number, w.places, $5, k.area, k.number, k.places, $6::timestamptz, $7::timestamptz,
                case when $7::timestamptz is null then $6::timestamptz end
         from (select q.area, q.places, min(n.number) as number
               from programmes.quota q cross join lateral generate_series(1, q.places) as n(number)
               where q.city = $1 and q.call = $3 and q.area = $8
                 and not exists (select 1 from programmes.seat s where s.city = $1 and s.call = $3
                                   and s.whole_number = n.number and s.released_at is null)
               group by q.area, q.places) w
         left join (select q.area, q.places, min(n.number) as number
               from programmes.quota q cross join lateral generate_series(1, q.places) as n(number)
               where $5 and q.city = $1 and q.call = $3 and q.area = $9
                 and not exists (select 1 from programmes.seat s where s.city = $1 and s.call = $3 and s.area = q.area
                                   and s.area_number = n.number and s.released_at is null)
               group by q.area, q.places) k on true
         where not $5 or k.number is not null",
        city.0,
        seat,
        call.id.0,
        id.0,
        call.by_area,
        now,
        held_until,
        whole.as_str(),
        kelurahan
    )
    .execute(tx.conn())
    .await
    .on_constraint("seat_whole_number_key", raced)
    .on_constraint("seat_area_number_key", raced)
    .on_constraint("seat_applicant_key", raced)?;
    Ok(taken.rows_affected() == 1)
}

fn raced() -> Error {
    Error::refused("programmes-raced")
}

/// Frees the place that somebody holds, if any. The caller holds the call.
pub(crate) async fn release(tx: &mut Tx, id: ApplicantId) -> Result<bool, Error> {
    let (city, now) = (tx.city(), tx.now());
    let freed = sqlx::query!(
        "update programmes.seat set released_at = $3 where city = $1 and applicant = $2 and released_at is null",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(freed.rows_affected() > 0)
}

/// Gives the free places to those who wait, in order; each is held for an answer for so many days as the call says. The
/// caller holds the call. How many moved up.
pub(crate) async fn promote(tx: &mut Tx, call: &Call) -> Result<usize, Error> {
    let selected = call.method == Method::Arrival || call.published_at.is_some();
    if !selected || call.cancelled_at.is_some() {
        return Ok(0);
    }
    let until = tx.now() + TimeDelta::days(i64::from(call.accept_days));
    let mut moved = 0;
    while let Some((id, area)) = next(tx, call).await? {
        if !take(tx, call, id, &area, Some(until)).await? {
            break;
        }
        step(tx, id, Move::to(State::Offered, "moved_up")).await?;
        notify::offered(tx, call, id, until).await?;
        moved += 1;
    }
    Ok(moved)
}

/// The first of those who wait for whom there is room.
async fn next(tx: &mut Tx, call: &Call) -> Result<Option<(ApplicantId, AreaCode)>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select a.id, a.area as "area!: AreaCode" from programmes.applicant a
           where a.city = $1 and a.call = $2 and a.state = 'waiting'
             and (not $3 or exists (
                 select 1 from programmes.quota q where q.city = $1 and q.call = $2 and q.area = left(a.area, 13)
                   and q.places > (select count(*) from programmes.seat s where s.city = $1 and s.call = $2
                                     and s.area = q.area and s.released_at is null)))
           order by a.first_at, a.rank, a.number limit 1"#,
        city.0,
        call.id.0,
        call.by_area
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (ApplicantId(row.id), row.area)))
}
