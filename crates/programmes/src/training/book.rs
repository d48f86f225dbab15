//! Who takes part, and who has a chair in which session. Under the lock on the training or the session; behind it the
//! database's keys.

use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Tx};
use serde_json::json;
use uuid::Uuid;

use super::find::{self, Participant, Session};
use super::session::locked;
use super::write::{open, reasoned};
use super::{BookingId, ParticipantId, RUN, SessionId, TrainingId, notify};

fn raced() -> Error {
    Error::refused("programmes-raced")
}

/// Takes everybody into the training who has a place in the programme, in the order in which they applied. Again takes in
/// whoever came since. How many.
pub async fn enrol(tx: &mut Tx, id: TrainingId) -> Result<usize, Error> {
    tx.must_in_city(RUN)?;
    let training = open(tx, id).await?;
    let city = tx.city();
    let applicants = sqlx::query_scalar!(
        "select distinct on (a.root) a.id from programmes.applicant a
         join programmes.call c on c.city = a.city and c.id = a.call
         where a.city = $1 and c.programme = $2 and a.state = 'placed'
           and not exists (select 1 from programmes.participant p
                           join programmes.applicant o on o.city = p.city and o.id = p.applicant
                           where p.city = $1 and p.training = $3 and (o.root = a.root or o.id = a.id))
         order by a.root, a.applied_at, a.id",
        city.0,
        training.programme.0,
        id.0
    )
    // bounded: by the places of the programme's calls
    .fetch_all(tx.conn())
    .await?;
    let (now, by) = (tx.now(), tx.actor().account().map(|by| by.0));
    let ids: Vec<Uuid> = applicants.iter().map(|_| tx.id()).collect();
    let done = sqlx::query!(
        "insert into programmes.participant (city, id, training, applicant, number, joined_at, joined_by)
         select $1, n.id, $2, n.applicant,
                coalesce((select max(p.number) from programmes.participant p where p.city = $1 and p.training = $2), 0)
                  + row_number() over (order by a.applied_at, a.number, a.id)::int, $3, $4
         from unnest($5::uuid[], $6::uuid[]) as n(id, applicant)
         join programmes.applicant a on a.city = $1 and a.id = n.applicant",
        city.0,
        id.0,
        now,
        by,
        &ids,
        &applicants
    )
    .execute(tx.conn())
    .await
    .on_constraint("participant_once_key", raced)
    .on_constraint("participant_number_key", raced)?;
    let body = json!({ "what": "enrol", "count": done.rows_affected() });
    tx.audit(Entry::new(RUN.name, "training", id).body(body)).await?;
    Ok(applicants.len())
}

/// Takes somebody out of a training, for a reason; the chairs go to those who wait.
pub async fn leave(tx: &mut Tx, id: ParticipantId, reason: &str) -> Result<(), Error> {
    let participant = find::participant(tx, id).await?;
    tx.must_in_city(RUN)?;
    let reason = reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    sqlx::query!(
        "update programmes.participant set left_at = $3, left_by = $4, left_reason = $5
         where city = $1 and id = $2 and left_at is null",
        city.0,
        id.0,
        now,
        by,
        reason
    )
    .execute(tx.conn())
    .await?;
    release(tx, &[id.0], "left").await?;
    let entry = Entry::new(RUN.name, "participant", id).area(participant.area).reason(reason);
    tx.audit(entry.body(json!({ "what": "leave" }))).await
}

/// Ends the open bookings of these and gives their chairs on.
pub(super) async fn release(tx: &mut Tx, participants: &[Uuid], because: &str) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let mut sessions = sqlx::query_scalar!(
        "update programmes.booking b set ended_at = $3, ended_by = $4, ended_reason = $5
         from programmes.session s
         where b.city = $1 and b.participant = any($2) and b.ended_at is null
           and s.city = b.city and s.id = b.session and s.ends_at > $3 returning b.session",
        city.0,
        participants,
        now,
        by,
        because
    )
    // bounded: by the sessions that these have chairs in
    .fetch_all(tx.conn())
    .await?;
    sessions.sort_unstable();
    sessions.dedup();
    for session in sessions {
        promote(tx, SessionId(session)).await?;
    }
    Ok(())
}

/// Ends all bookings of a session.
pub(super) async fn end_all(tx: &mut Tx, id: SessionId, because: &str) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    sqlx::query!(
        "update programmes.booking set ended_at = $3, ended_by = $4, ended_reason = $5
         where city = $1 and session = $2 and ended_at is null",
        city.0,
        id.0,
        now,
        by,
        because
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A session that still takes bookings, held until the end of the transaction.
async fn bookable(tx: &mut Tx, id: SessionId) -> Result<Session, Error> {
    let session = locked(tx, id).await?;
    if session.cancelled_at.is_some() {
        return Err(Error::refused("programmes-session-is-cancelled"));
    }
    if session.ends_at <= tx.now() {
        return Err(Error::refused("programmes-session-is-over"));
    }
    Ok(session)
}

/// Gives a chair to everybody of the training who has none in a session of this unit, by number; whoever finds none waits.
/// How many were written down.
pub async fn fill(tx: &mut Tx, id: SessionId) -> Result<usize, Error> {
    tx.must_in_city(RUN)?;
    let session = bookable(tx, id).await?;
    let city = tx.city();
    let who = sqlx::query_scalar!(
        "select p.id from programmes.participant p
         join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where p.city = $1 and p.training = $2 and p.left_at is null and a.state = 'placed'
           and not exists (select 1 from programmes.booking b
                           join programmes.session s on s.city = b.city and s.id = b.session
                           where b.city = $1 and b.participant = p.id and b.ended_at is null and s.unit = $3)
         order by p.number",
        city.0,
        session.training.0,
        session.unit.0
    )
    // bounded: by the participants of one training
    .fetch_all(tx.conn())
    .await?;
    put(tx, &session, &who).await?;
    tx.audit(Entry::new(RUN.name, "session", id).body(json!({ "what": "fill", "count": who.len() }))).await?;
    Ok(who.len())
}

/// The free chairs go to these in order; the others wait.
async fn put(tx: &mut Tx, session: &Session, who: &[Uuid]) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let ids: Vec<Uuid> = who.iter().map(|_| tx.id()).collect();
    sqlx::query!(
        "insert into programmes.booking (city, id, session, participant, chair, capacity, booked_at, booked_by, given_at)
         select $1, n.id, $2, n.participant, f.chair, $3, $4, $5, case when f.chair is not null then $4::timestamptz end
         from unnest($6::uuid[], $7::uuid[]) with ordinality as n(id, participant, place)
         left join (select c.chair, row_number() over (order by c.chair) as place
                    from generate_series(1, $3::int) as c(chair)
                    where not exists (select 1 from programmes.booking b where b.city = $1 and b.session = $2
                                        and b.ended_at is null and b.chair = c.chair)
                      and not exists (select 1 from programmes.booking w where w.city = $1 and w.session = $2
                                        and w.ended_at is null and w.chair is null)) f on f.place = n.place",
        city.0,
        session.id.0,
        session.capacity,
        now,
        by,
        &ids,
        who
    )
    .execute(tx.conn())
    .await
    .on_constraint("booking_once_key", || Error::refused("programmes-booked-already"))
    .on_constraint("booking_chair_key", raced)?;
    Ok(())
}

/// Books a chair in a session, or the next place in the queue for one: for a participant, by an officer or by her or him. A
/// chair that she or he has in another session of the same unit is given up.
pub async fn book(tx: &mut Tx, id: SessionId, participant: ParticipantId) -> Result<(), Error> {
    let who = may(tx, participant).await?;
    let session = bookable(tx, id).await?;
    if !who.active || who.training != session.training {
        return Err(Error::refused("programmes-participant-not-here"));
    }
    let open = find::bookings(tx, &[participant.0]).await?;
    if open.iter().any(|(_, other, ..)| *other == id) {
        return Err(Error::refused("programmes-booked-already"));
    }
    for (_, other, booking, _) in open {
        if find::session(tx, other).await?.unit == session.unit {
            end(tx, booking, "moved").await?;
        }
    }
    put(tx, &session, &[participant.0]).await?;
    note(tx, "book", &who).await
}

/// Gives a booking up; the chair goes to the next who waits.
pub async fn give_up(tx: &mut Tx, id: SessionId, participant: ParticipantId) -> Result<(), Error> {
    let who = may(tx, participant).await?;
    locked(tx, id).await?;
    let open = find::bookings(tx, &[participant.0]).await?;
    let Some((_, _, booking, _)) = open.into_iter().find(|(_, session, ..)| *session == id) else {
        return Ok(());
    };
    end(tx, booking, "given_up").await?;
    note(tx, "give_up", &who).await
}

async fn end(tx: &mut Tx, booking: BookingId, because: &str) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let session = sqlx::query_scalar!(
        "update programmes.booking set ended_at = $3, ended_by = $4, ended_reason = $5
         where city = $1 and id = $2 and ended_at is null returning session",
        city.0,
        booking.0,
        now,
        by,
        because
    )
    .fetch_optional(tx.conn())
    .await?;
    match session {
        Some(session) => promote(tx, SessionId(session)).await,
        None => Ok(()),
    }
}

/// Gives free chairs to those who wait, in the order in which they asked, and tells them.
pub(super) async fn promote(tx: &mut Tx, id: SessionId) -> Result<(), Error> {
    let session = locked(tx, id).await?;
    if session.cancelled_at.is_some() || session.ends_at <= tx.now() {
        return Ok(());
    }
    let (city, now) = (tx.city(), tx.now());
    let given = sqlx::query_scalar!(
        "update programmes.booking b set chair = f.chair, given_at = $4
         from (select c.chair, row_number() over (order by c.chair) as place
               from generate_series(1, $3::int) as c(chair)
               where not exists (select 1 from programmes.booking b where b.city = $1 and b.session = $2
                                   and b.ended_at is null and b.chair = c.chair)) f
         join (select w.id, row_number() over (order by w.booked_at, p.number) as place from programmes.booking w
               join programmes.participant p on p.city = w.city and p.id = w.participant
               where w.city = $1 and w.session = $2 and w.ended_at is null and w.chair is null) q on q.place = f.place
         where b.city = $1 and b.id = q.id returning b.participant",
        city.0,
        id.0,
        session.capacity,
        now
    )
    // bounded: by the chairs of one session
    .fetch_all(tx.conn())
    .await
    .on_constraint("booking_chair_key", raced)?;
    if given.is_empty() { Ok(()) } else { notify::chair(tx, &session, &given).await }
}

/// The participant, for whoever runs trainings and for her or him.
pub(super) async fn may(tx: &mut Tx, id: ParticipantId) -> Result<Participant, Error> {
    let found = match find::participant(tx, id).await {
        Ok(found) => found,
        Err(Error::NotFound(what)) => return Err(tx.hidden(what)),
        Err(error) => return Err(error),
    };
    if tx.must_in_city(RUN).is_ok() || registry::person::own(tx).await? == Some(found.person) {
        return Ok(found);
    }
    Err(tx.hidden("participant"))
}

async fn note(tx: &mut Tx, what: &str, who: &Participant) -> Result<(), Error> {
    let entry = Entry::new("programmes.training.book", "participant", who.id).area(who.area.clone());
    tx.audit(entry.body(json!({ "what": what }))).await
}
