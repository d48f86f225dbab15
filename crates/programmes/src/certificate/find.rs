//! Certificates as they are read.

use chrono::NaiveDate;
use kernel::{Error, Instant, Tx};

use super::CertificateId;
use crate::training::{ParticipantId, TrainingId};

/// A certificate as it was printed, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub id: CertificateId,
    pub participant: ParticipantId,
    pub training: TrainingId,
    pub year: i32,
    pub number: i32,
    pub name: String,
    pub training_name: String,
    pub agency_name: Option<String>,
    /// Of the curriculum, in which the person was.
    pub minutes: i32,
    pub mark: Option<i32>,
    pub on: NaiveDate,
    pub signer: String,
    pub signer_title: String,
    pub issued_at: Instant,
    pub revoked_at: Option<Instant>,
    pub revoked_reason: Option<String>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Which {
    one: Option<CertificateId>,
    participant: Option<ParticipantId>,
    training: Option<TrainingId>,
    number: Option<(i32, i32)>,
}

async fn read(tx: &mut Tx, which: Which) -> Result<Vec<Certificate>, Error> {
    let city = tx.city();
    let (year, number) = which.number.unzip();
    Ok(sqlx::query_as!(
        Certificate,
        r#"select c.id as "id: CertificateId", c.participant as "participant: ParticipantId",
                  p.training as "training: TrainingId", c.year, c.number, c.name, c.training_name, c.agency_name, c.minutes,
                  c.mark, c.on_day as "on", c.signer, c.signer_title, c.issued_at, c.revoked_at, c.revoked_reason
           from programmes.certificate c
           join programmes.participant p on p.city = c.city and p.id = c.participant
           where c.city = $1 and ($2::uuid is null or c.id = $2) and ($3::uuid is null or c.participant = $3)
             and ($4::uuid is null or (p.training = $4 and c.revoked_at is null))
             and ($5::int is null or (c.year = $5 and c.number = $6))
           order by c.year, c.number limit 20000"#,
        city.0,
        which.one.map(|id| id.0),
        which.participant.map(|id| id.0),
        which.training.map(|id| id.0),
        year,
        number
    )
    .fetch_all(tx.conn())
    .await?)
}

/// One certificate. Asks no permission.
pub async fn one(tx: &mut Tx, id: CertificateId) -> Result<Certificate, Error> {
    let which = Which { one: Some(id), ..Which::default() };
    read(tx, which).await?.pop().ok_or(Error::NotFound("certificate"))
}

/// Those of a participant, revoked ones too. Asks no permission.
pub async fn of_participant(tx: &mut Tx, id: ParticipantId) -> Result<Vec<Certificate>, Error> {
    read(tx, Which { participant: Some(id), ..Which::default() }).await
}

/// Those of a training that are in force. Asks no permission.
pub async fn of_training(tx: &mut Tx, id: TrainingId) -> Result<Vec<Certificate>, Error> {
    read(tx, Which { training: Some(id), ..Which::default() }).await
}

/// The one with a number. Asks no permission.
pub(super) async fn by_number(tx: &mut Tx, year: i32, number: i32) -> Result<Option<Certificate>, Error> {
    Ok(read(tx, Which { number: Some((year, number)), ..Which::default() }).await?.pop())
}
