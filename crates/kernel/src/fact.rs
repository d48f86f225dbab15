//! Facts: what happened, told in the transaction in which it happened, heard by rooms on higher floors.

use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::job;
use crate::{Error, Tx};

/// Something that happened. Carries ids and little else: whoever hears it re-reads the state.
pub trait Fact: Serialize + DeserializeOwned + Send + Sync {
    /// `<context>.<thing>.<happened>`.
    const NAME: &'static str;

    /// The thing that it happened to. Facts of one subject are heard in the order in which they were told.
    fn subject(&self) -> Uuid;
}

type Run =
    for<'a> fn(&'a mut Tx, serde_json::Value) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// A room's wish to hear of a fact. It hears at least once, so what it does must be idempotent.
#[derive(Clone, Copy)]
pub struct Subscription {
    /// The fact's name.
    pub fact: &'static str,
    /// Who hears: also the name of the job that delivers.
    pub name: &'static str,
    pub(crate) run: Run,
}

impl Subscription {
    /// `subscription!` builds these; `run` receives the fact's body.
    pub const fn new(fact: &'static str, name: &'static str, run: Run) -> Subscription {
        Subscription { fact, name, run }
    }
}

/// A [`Subscription`] that calls `async fn(&mut Tx, F) -> Result<(), Error>`:
/// `kernel::subscription!(BusinessClosed, "clinic.case.close_with_business", case::close_with_business)`.
#[macro_export]
macro_rules! subscription {
    ($fact:ty, $name:literal, $doing:path) => {
        $crate::fact::Subscription::new(<$fact as $crate::Fact>::NAME, $name, |tx, body| {
            Box::pin(async move { $doing(tx, $crate::fact::read::<$fact>(body)?).await })
        })
    };
}

/// Reads a fact's body.
pub fn read<F: Fact>(body: serde_json::Value) -> Result<F, Error> {
    Ok(serde_json::from_value(body)?)
}

pub(crate) async fn tell<F: Fact>(tx: &mut Tx, fact: &F) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let (id, subject): (Uuid, Uuid) = (tx.id(), fact.subject());
    // Two transactions that tell of one subject take turns from here to commit, so that the sequence is the order.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, $2::int::bigint))",
        subject,
        city.0
    )
    .execute(tx.conn())
    .await?;
    let body = serde_json::to_value(fact)?;
    sqlx::query!(
        "insert into kernel.fact (city, id, name, subject, body, by_account, at) values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id,
        F::NAME,
        subject,
        body,
        by.map(|account| account.0),
        now
    )
    .execute(tx.conn())
    .await?;
    let hearers: Vec<&'static str> =
        tx.db().subscriptions().iter().filter(|s| s.fact == F::NAME).map(|s| s.name).collect();
    for name in hearers {
        let line = format!("{name}:{subject}");
        job::insert(tx, name, &body, &job::When { at: now, key: None, line: Some(line) }).await?;
    }
    Ok(())
}
