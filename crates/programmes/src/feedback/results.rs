//! What was said of sessions, of so many that nobody can be made out.

use kernel::withhold::K;
use kernel::{Error, Instant, Tx};

use crate::training::{self, RUN, SessionId, TrainingId, Which};

/// How one question was answered.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Answers {
    /// How often 1, 2, 3, 4 and 5 were said.
    pub counts: [i64; 5],
}

impl Answers {
    fn new(all: &[i32]) -> Answers {
        let count =
            |mark: i32| i64::try_from(all.iter().filter(|one| **one == mark).count()).unwrap_or(i64::MAX);
        Answers { counts: [count(1), count(2), count(3), count(4), count(5)] }
    }

    /// How many answered.
    pub fn number(&self) -> i64 {
        self.counts.iter().sum()
    }

    /// The middle of what was said; none where too few said anything.
    pub fn mean(&self) -> Option<f64> {
        let number = self.number();
        let sum: i64 = self.counts.iter().zip(1..).map(|(count, mark): (&i64, i64)| count * mark).sum();
        let real = |number: i64| i32::try_from(number).ok().map(f64::from);
        if number >= K { Some(real(sum)? / real(number)?) } else { None }
    }
}

/// What was said of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    pub session: SessionId,
    pub unit: String,
    pub starts_at: Instant,
    /// Who was there, and who of them said something.
    pub present: i64,
    pub answered: i64,
    pub useful: Answers,
    pub taught: Answers,
    pub place: Answers,
    /// In own words, in no order that says who. Empty where too few answered.
    pub words: Vec<String>,
}

impl Results {
    /// Whether so many answered that what they said may be told.
    pub fn told(&self) -> bool {
        self.answered >= K
    }
}

/// Of one session: for whoever runs trainings, and whoever teaches it.
pub async fn of_session(tx: &mut Tx, id: SessionId) -> Result<Results, Error> {
    let session = training::door(tx, id).await?;
    let which = Which { one: Some(session.id), ..Which::default() };
    read(tx, which).await?.pop().ok_or(Error::NotFound("session"))
}

/// Of all sessions of a training that were held: for whoever runs trainings.
pub async fn of_training(tx: &mut Tx, id: TrainingId) -> Result<Vec<Results>, Error> {
    tx.must_in_city(RUN)?;
    read(tx, Which { training: Some(id), ..Which::default() }).await
}

async fn read(tx: &mut Tx, which: Which) -> Result<Vec<Results>, Error> {
    let now = tx.now();
    let sessions = training::sessions(tx, which).await?;
    let held: Vec<_> =
        sessions.into_iter().filter(|one| one.cancelled_at.is_none() && one.starts_at <= now).collect();
    let ids: Vec<_> = held.iter().map(|one| one.id.0).collect();
    let city = tx.city();
    let rows = sqlx::query!(
        "select session, useful, taught, place, said from programmes.feedback
         where city = $1 and session = any($2) order by md5(id::text) limit 50000",
        city.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let results = held.into_iter().map(|session| {
        let mine: Vec<_> = rows.iter().filter(|row| row.session == session.id.0).collect();
        let answered = i64::try_from(mine.len()).unwrap_or(i64::MAX);
        let shown = answered >= K;
        // Too few: not even how the answers are spread.
        let of = |all: Vec<i32>| if shown { Answers::new(&all) } else { Answers::default() };
        Results {
            session: session.id,
            unit: session.unit_name,
            starts_at: session.starts_at,
            present: session.present,
            answered,
            useful: of(mine.iter().map(|row| row.useful).collect()),
            taught: of(mine.iter().map(|row| row.taught).collect()),
            place: of(mine.iter().filter_map(|row| row.place).collect()),
            words: mine.iter().filter(|_| shown).filter_map(|row| row.said.clone()).collect(),
        }
    });
    Ok(results.collect())
}
