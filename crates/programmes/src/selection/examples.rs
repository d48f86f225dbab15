//! Example selections, made through the doings: tests and the demo use the same ones.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::{Error, Tx};

use super::interview::{self, NewSlots};
use super::{review, set_criteria};
use crate::applicant::{self, examples};
use crate::call::{self, CallId, Method, NewCall, Quota, Rule};
use crate::programme::ProgrammeId;

/// What people are marked by.
const CRITERIA: &str = "Kelayakan usaha 40\nKesiapan pendaftar 30\nManfaat bagi lingkungan 30";

/// A call by selection for so many that is open, with criteria.
pub async fn call(
    tx: &mut Tx,
    programme: ProgrammeId,
    name: &str,
    places: i32,
    rules: &[Rule],
) -> Result<CallId, Error> {
    let new = examples::a_call(tx, name, Quota { whole: places, each: None }, rules);
    let opens_at = new.opens_at - TimeDelta::days(21);
    let call = call::add(tx, programme, NewCall { method: Method::Selection, opens_at, ..new }).await?;
    set_criteria(tx, call, CRITERIA).await?;
    Ok(call)
}

/// Ends the time for applying now.
pub async fn close(tx: &mut Tx, id: CallId) -> Result<(), Error> {
    let was = call::one(tx, id).await?;
    let new = NewCall {
        name: was.name,
        opens_at: was.opens_at,
        closes_at: tx.now(),
        method: was.method,
        quota: Quota { whole: was.places, each: None },
        rules: was.rules,
        accept_days: was.accept_days,
        gap: was.gap,
        objection_days: was.objection_days,
        prefers_heads: was.prefers_heads,
        asks_baseline: was.asks_baseline,
    };
    call::amend(tx, id, new).await
}

/// Eight slots of half an hour from tomorrow on.
pub async fn slots(tx: &mut Tx, id: CallId) -> Result<usize, Error> {
    let place = "Balai kota, lantai 7".to_owned();
    let new = NewSlots { first: tx.now() + TimeDelta::days(1), minutes: 30, count: 8, capacity: 1, place };
    interview::offer(tx, id, new).await
}

/// Marks up to `most` applications as whoever acts, by what `points` says of whoever came in this place, and returns how many.
pub async fn mark(
    tx: &mut Tx,
    id: CallId,
    most: usize,
    points: impl Fn(i32) -> [i32; 3],
) -> Result<usize, Error> {
    let criteria = super::criteria(tx, id).await?;
    for done in 0..most {
        let Some(taken) = review::next(tx, id).await? else { return Ok(done) };
        let applicant = review::mine(tx, taken).await?.applicant;
        let points = points(applicant::one(tx, applicant).await?.number);
        let remark = match points.iter().sum::<i32>() {
            12.. => "Rencananya jelas dan sudah diuji ke pembeli.",
            8..12 => "Rencananya masuk akal; hitungan biayanya belum lengkap.",
            _ => "Belum jelas siapa pembelinya dan berapa modalnya.",
        };
        let points: BTreeMap<_, _> = criteria.iter().map(|one| one.id).zip(points).collect();
        review::submit(tx, taken, &points, remark).await?;
    }
    Ok(most)
}
