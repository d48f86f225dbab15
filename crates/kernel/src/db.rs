//! What a transaction is begun from: the pool and the few services that every doing may need.

use std::sync::Arc;

use sqlx::PgPool;

use crate::fact::Subscription;
use crate::job::JobKind;
use crate::outside::Outside;
use crate::secret::Keyring;
use crate::{Actor, CityId, Clock, Error, Tx};

/// The database and what belongs to it. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    keys: Arc<Keyring>,
    outside: Outside,
    jobs: Vec<JobKind>,
    subscriptions: Vec<Subscription>,
}

impl Db {
    /// `jobs` and `subscriptions` are all that the rooms registered; a fact told later is delivered to these.
    pub fn new(
        pool: PgPool,
        clock: Clock,
        keys: Keyring,
        outside: Outside,
        jobs: Vec<JobKind>,
        subscriptions: Vec<Subscription>,
    ) -> Db {
        Db { pool, inner: Arc::new(Inner { clock, keys: Arc::new(keys), outside, jobs, subscriptions }) }
    }

    /// The same with one more service outside: for tests and for whoever puts an installation together.
    #[must_use]
    pub fn with_service<T: std::any::Any + Send + Sync>(&self, service: T) -> Db {
        let outside = &self.inner.outside;
        let outside = Outside { services: outside.services.clone().with(service), ..outside.clone() };
        let inner = Inner {
            clock: self.inner.clock.clone(),
            keys: self.inner.keys.clone(),
            outside,
            jobs: self.inner.jobs.clone(),
            subscriptions: self.inner.subscriptions.clone(),
        };
        Db { pool: self.pool.clone(), inner: Arc::new(inner) }
    }

    /// The pool, connected as the role without DDL and without bypass.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    pub fn keys(&self) -> &Keyring {
        &self.inner.keys
    }

    pub fn outside(&self) -> &Outside {
        &self.inner.outside
    }

    /// The kind of job of this name.
    pub fn job(&self, name: &str) -> Option<&JobKind> {
        self.inner.jobs.iter().find(|kind| kind.name == name)
    }

    /// All kinds of jobs.
    pub fn jobs(&self) -> &[JobKind] {
        &self.inner.jobs
    }

    /// Who wants to hear of facts.
    pub fn subscriptions(&self) -> &[Subscription] {
        &self.inner.subscriptions
    }

    /// Begins a transaction; see [`Tx::begin`].
    pub async fn begin(&self, actor: Actor, city: CityId) -> Result<Tx, Error> {
        Tx::begin(self, actor, city).await
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").finish_non_exhaustive()
    }
}
