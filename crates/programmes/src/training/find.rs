use kernel::id::AccountId;
use kernel::{AreaCode, Error, Instant, Tx};
use registry::person::PersonId;
use uuid::Uuid;

use super::{BookingId, ParticipantId, SessionId, TrainingId, UnitId};
use crate::applicant::ApplicantId;
use crate::programme::ProgrammeId;

/// A training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training {
    pub id: TrainingId,
    pub programme: ProgrammeId,
    pub programme_name: String,
    pub name: String,
    pub about: String,
    pub closed_at: Option<Instant>,
    pub closed_reason: Option<String>,
    /// Who takes part now.
    pub participants: i64,
}

/// A part of a curriculum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    pub name: String,
    pub minutes: i32,
    pub required: bool,
    pub material: Option<String>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub training: TrainingId,
    pub training_name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub number: i32,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub place: Option<String>,
    pub link: Option<String>,
    pub capacity: i32,
    pub revision: i32,
    pub cancelled_at: Option<Instant>,
    pub cancelled_reason: Option<String>,
    /// Chairs that are taken.
    pub taken: i64,
    pub waiting: i64,
    pub present: i64,
}

/// The trainings of the city, of one programme or of all, open ones first. Asks no permission.
async fn trainings(
    tx: &mut Tx,
    programme: Option<ProgrammeId>,
    one: Option<TrainingId>,
) -> Result<Vec<Training>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Training,
        r#"select t.id as "id: TrainingId", t.programme as "programme: ProgrammeId", g.name as programme_name, t.name,
                  t.about, t.closed_at, t.closed_reason,
                  (select count(*) from programmes.participant p
                   join programmes.applicant a on a.city = p.city and a.id = p.applicant
                   where p.city = t.city and p.training = t.id and p.left_at is null and a.state = 'placed')
                      as "participants!"
           from programmes.training t join programmes.programme g on g.city = t.city and g.id = t.programme
           where t.city = $1 and ($2::uuid is null or t.programme = $2) and ($3::uuid is null or t.id = $3)
           order by t.closed_at is not null, lower(t.name), t.id limit 500"#,
        city.0,
        programme.map(|id| id.0),
        one.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?)
}

/// All trainings. Asks no permission.
pub async fn list(tx: &mut Tx) -> Result<Vec<Training>, Error> {
    trainings(tx, None, None).await
}

/// Those of a programme. Asks no permission.
pub async fn of(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<Training>, Error> {
    trainings(tx, Some(programme), None).await
}

/// One training. Asks no permission.
pub async fn one(tx: &mut Tx, id: TrainingId) -> Result<Training, Error> {
    trainings(tx, None, Some(id)).await?.pop().ok_or(Error::NotFound("training"))
}

/// The curriculum in its order.
pub async fn units(tx: &mut Tx, id: TrainingId) -> Result<Vec<Unit>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Unit,
        r#"select id as "id: UnitId", name, minutes, required, material from programmes.unit
           where city = $1 and training = $2 and ended_at is null order by place, id limit 100"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Which sessions are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    pub training: Option<TrainingId>,
    pub one: Option<SessionId>,
    /// Taught by this account.
    pub trainer: Option<AccountId>,
}

/// Sessions in the order in which they begin. Asks no permission.
pub async fn sessions(tx: &mut Tx, which: Which) -> Result<Vec<Session>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Session,
        r#"select s.id as "id: SessionId", s.training as "training: TrainingId", t.name as training_name,
                  s.unit as "unit: UnitId", u.name as unit_name, s.number, s.starts_at, s.ends_at, s.place, s.link,
                  s.capacity, s.revision, s.cancelled_at, s.cancelled_reason,
                  (select count(*) from programmes.booking b where b.city = s.city and b.session = s.id
                     and b.ended_at is null and b.chair is not null) as "taken!",
                  (select count(*) from programmes.booking b where b.city = s.city and b.session = s.id
                     and b.ended_at is null and b.chair is null) as "waiting!",
                  (select count(*) from programmes.attendance d where d.city = s.city and d.session = s.id
                     and d.voided_at is null) as "present!"
           from programmes.session s
           join programmes.training t on t.city = s.city and t.id = s.training
           join programmes.unit u on u.city = s.city and u.training = s.training and u.id = s.unit
           where s.city = $1 and ($2::uuid is null or s.training = $2) and ($3::uuid is null or s.id = $3)
             and ($4::uuid is null or exists (select 1 from programmes.trainer r where r.city = s.city
                    and r.session = s.id and r.account = $4 and r.ended_at is null))
           order by s.starts_at, s.number limit 1000"#,
        city.0,
        which.training.map(|id| id.0),
        which.one.map(|id| id.0),
        which.trainer.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?)
}

/// One session. Asks no permission.
pub async fn session(tx: &mut Tx, id: SessionId) -> Result<Session, Error> {
    let which = Which { one: Some(id), ..Which::default() };
    sessions(tx, which).await?.pop().ok_or(Error::NotFound("session"))
}

/// Who teaches a session.
pub async fn trainers(tx: &mut Tx, id: SessionId) -> Result<Vec<AccountId>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select account from programmes.trainer
         where city = $1 and session = $2 and ended_at is null order by added_at, id limit 100",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// How many chairs are taken or waited for.
pub(super) async fn taken(tx: &mut Tx, id: SessionId) -> Result<i64, Error> {
    let session = session(tx, id).await?;
    Ok(session.taken + session.waiting)
}

/// How many were there.
pub(super) async fn attended(tx: &mut Tx, id: SessionId) -> Result<i64, Error> {
    Ok(session(tx, id).await?.present)
}

/// Somebody in a training or in a session of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    pub participant: ParticipantId,
    pub training: TrainingId,
    pub number: i32,
    pub applicant: ApplicantId,
    /// The code of the application.
    pub code: String,
    pub person: PersonId,
    pub area: AreaCode,
    /// In the session that was asked for: the booking, and its chair.
    pub booking: Option<BookingId>,
    pub chair: Option<i32>,
    /// When it was seen that somebody was there, and how it was told.
    pub seen_at: Option<Instant>,
    pub way: Option<String>,
    /// Sessions of the training in which somebody was there.
    pub present: i64,
}

/// Whom to read of a training.
#[derive(Debug, Clone)]
pub struct Who<'a> {
    pub training: TrainingId,
    /// With chair and presence of this session, and those alone who have a booking there or were there.
    pub session: Option<SessionId>,
    pub one: Option<ParticipantId>,
    /// In this subtree.
    pub prefix: &'a str,
    pub offset: i64,
    pub most: i64,
}

/// Those who take part now, by number; those who wait for a chair last. Asks no permission.
pub async fn seated(tx: &mut Tx, who: &Who<'_>) -> Result<Vec<Seated>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Seated,
        r#"select p.id as "participant: ParticipantId", p.training as "training: TrainingId", p.number,
                  p.applicant as "applicant: ApplicantId", a.code, a.root as "person: PersonId",
                  a.area as "area!: AreaCode", b.id as "booking?: BookingId", b.chair as "chair?",
                  d.seen_at as "seen_at?", d.way as "way?",
                  (select count(*) from programmes.attendance o where o.city = p.city and o.participant = p.id
                     and o.voided_at is null) as "present!"
           from programmes.participant p
           join programmes.applicant a on a.city = p.city and a.id = p.applicant
           left join programmes.booking b on b.city = p.city and b.participant = p.id and b.session = $3
                and b.ended_at is null
           left join programmes.attendance d on d.city = p.city and d.participant = p.id and d.session = $3
                and d.voided_at is null
           where p.city = $1 and p.training = $2 and p.left_at is null and a.state = 'placed'
             and ($3::uuid is null or b.id is not null or d.id is not null)
             and ($4::uuid is null or p.id = $4) and a.area like $5 || '%'
           order by $3 is not null and b.chair is null, p.number offset $6 limit $7"#,
        city.0,
        who.training.0,
        who.session.map(|id| id.0),
        who.one.map(|id| id.0),
        who.prefix,
        who.offset,
        who.most
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How many there are.
pub async fn count(tx: &mut Tx, who: &Who<'_>) -> Result<i64, Error> {
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from programmes.participant p
           join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where p.city = $1 and p.training = $2 and p.left_at is null and a.state = 'placed' and a.area like $4 || '%'
             and ($3::uuid is null
                  or exists (select 1 from programmes.booking b where b.city = p.city and b.participant = p.id
                               and b.session = $3 and b.ended_at is null)
                  or exists (select 1 from programmes.attendance d where d.city = p.city and d.participant = p.id
                               and d.session = $3 and d.voided_at is null))"#,
        city.0,
        who.training.0,
        who.session.map(|id| id.0),
        who.prefix
    )
    .fetch_one(tx.conn())
    .await?)
}

/// A participant, whatever became of it: the training, the application, and where the person lives. Asks no permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    pub id: ParticipantId,
    pub training: TrainingId,
    pub number: i32,
    pub applicant: ApplicantId,
    pub person: PersonId,
    pub area: AreaCode,
    /// Takes part now: has not left, and has the place in the programme.
    pub active: bool,
}

/// One of them.
pub async fn participant(tx: &mut Tx, id: ParticipantId) -> Result<Participant, Error> {
    let city = tx.city();
    sqlx::query_as!(
        Participant,
        r#"select p.id as "id: ParticipantId", p.training as "training: TrainingId", p.number,
                  p.applicant as "applicant: ApplicantId", a.root as "person: PersonId", a.area as "area!: AreaCode",
                  p.left_at is null and a.state = 'placed' as "active!"
           from programmes.participant p join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where p.city = $1 and p.id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("participant"))
}

/// The trainings that a person takes part in now, by participant.
pub(super) async fn of_person(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<(ParticipantId, TrainingId)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select p.id, p.training from programmes.participant p
           join programmes.applicant a on a.city = p.city and a.id = p.applicant
           where p.city = $1 and a.root = $2 and p.left_at is null and a.state = 'placed'
           order by p.joined_at desc, p.id limit 100"#,
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (ParticipantId(row.id), TrainingId(row.training))).collect())
}

/// The open bookings of some participants: whose, which session, and the chair. Asks no permission.
pub(super) async fn bookings(
    tx: &mut Tx,
    participants: &[Uuid],
) -> Result<Vec<(ParticipantId, SessionId, BookingId, Option<i32>)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select participant, session, id, chair from programmes.booking
         where city = $1 and participant = any($2) and ended_at is null order by booked_at, id limit 2000",
        city.0,
        participants
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows
        .into_iter()
        .map(|row| (ParticipantId(row.participant), SessionId(row.session), BookingId(row.id), row.chair));
    Ok(read.collect())
}

/// In which sessions these were seen.
pub(super) async fn present(
    tx: &mut Tx,
    participants: &[Uuid],
) -> Result<Vec<(ParticipantId, SessionId)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select participant, session from programmes.attendance
         where city = $1 and participant = any($2) and voided_at is null order by seen_at, id limit 5000",
        city.0,
        participants
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (ParticipantId(row.participant), SessionId(row.session))).collect())
}
