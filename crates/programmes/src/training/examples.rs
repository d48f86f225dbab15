//! Example trainings, made through the doings: tests and the demo use the same ones.

use chrono::TimeDelta;
use kernel::{Error, Instant, Tx};

use super::{NewSession, NewTraining, SessionId, TrainingId, add, add_session, curriculum, units};
use crate::programme::ProgrammeId;

/// What new entrepreneurs are taught.
const UNITS: &str = "Perizinan usaha; 2 jam; wajib\nKemasan dan label; 3 jam\nPemasaran daring; 90 menit";

/// A training of three units.
pub async fn training(tx: &mut Tx, programme: ProgrammeId, name: &str) -> Result<TrainingId, Error> {
    let new = NewTraining { name: name.to_owned(), about: String::new(), units: curriculum::read(UNITS)? };
    add(tx, programme, new).await
}

/// A session of a unit, by its place in the curriculum, of two hours.
pub async fn session(
    tx: &mut Tx,
    training: TrainingId,
    unit: usize,
    starts_at: Instant,
    capacity: i32,
) -> Result<SessionId, Error> {
    let units = units(tx, training).await?;
    let unit = units.get(unit).ok_or(Error::NotFound("unit"))?.id;
    let new = NewSession {
        unit,
        starts_at,
        ends_at: starts_at + TimeDelta::hours(2),
        place: "Aula kecamatan".to_owned(),
        link: String::new(),
        capacity,
        trainers: Vec::new(),
    };
    add_session(tx, training, new).await
}
