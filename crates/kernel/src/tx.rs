//! The transaction: a connection, who acts, for which city, at which instant.

use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::city::Zone;
use crate::fact::{self, Fact};
use crate::job::{self, Job};
use crate::{Actor, AreaCode, Can, CityId, Db, Error, Instant, audit, id};

/// What every doing takes first. Dropped without [`Tx::commit`], it rolls back.
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    db: Db,
    actor: Actor,
    city: CityId,
    now: Instant,
    request: Option<Uuid>,
    told: Vec<&'static str>,
    ids: std::sync::Mutex<uuid::ContextV7>,
}

impl Tx {
    /// Begins a transaction for one city and tells row level security which. Only the outermost caller does this.
    pub async fn begin(db: &Db, actor: Actor, city: CityId) -> Result<Tx, Error> {
        // One round trip for both; the city is a number, so nothing can be injected.
        let begin = AssertSqlSafe(format!("begin; set local berdaya.city = '{}'", city.0));
        let inner = db.pool().begin_with(begin).await?;
        let now = db.clock().now();
        Ok(Tx {
            inner,
            db: db.clone(),
            actor,
            city,
            now,
            request: None,
            told: Vec::new(),
            ids: std::sync::Mutex::default(),
        })
    }

    /// Makes all that was done last. The only place where something becomes visible to others.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }

    /// Undoes all. Dropping does the same, later.
    pub async fn rollback(self) -> Result<(), Error> {
        Ok(self.inner.rollback().await?)
    }

    /// The connection, for SQL: `.execute(tx.conn())`.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn city(&self) -> CityId {
        self.city
    }

    /// The one instant of this transaction.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The day that it is now in the city.
    pub fn today(&self) -> chrono::NaiveDate {
        Zone::of(self.city).local(self.now).date()
    }

    /// A new id, dated now; it sorts after those that this transaction made before.
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(id::next(self.now, &self.ids))
    }

    /// Files what follows under an HTTP request's id.
    pub fn set_request(&mut self, request: Uuid) {
        self.request = Some(request);
    }

    /// The HTTP request that this transaction serves, if any.
    pub fn request(&self) -> Option<Uuid> {
        self.request
    }

    /// `Forbidden` unless the actor may do `can` to something in `area`, which must lie in this city.
    pub fn must(&self, can: Can, area: &AreaCode) -> Result<(), Error> {
        if self.may(can, area) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// What whoever may not see a thing is told: that there is no such thing, or, whoever is not signed in, to do so first.
    pub fn hidden(&self, what: &'static str) -> Error {
        if matches!(self.actor, Actor::Visitor) { Error::Forbidden } else { Error::NotFound(what) }
    }

    /// Whether the actor may do `can` to something in `area`.
    pub fn may(&self, can: Can, area: &AreaCode) -> bool {
        let here = AreaCode::of_city(self.city).is_none_or(|city| city.contains(area));
        here && self.actor.may(can, area)
    }

    /// `Forbidden` unless the actor may do `can` to the city as a whole. On the platform itself (city 0) only the
    /// machine may.
    pub fn must_in_city(&self, can: Can) -> Result<(), Error> {
        match (AreaCode::of_city(self.city), &self.actor) {
            (_, Actor::System(_)) => Ok(()),
            (Some(city), Actor::Account(_)) => self.must(can, &city),
            (Some(_) | None, Actor::Visitor) | (None, Actor::Account(_)) => Err(Error::Forbidden),
        }
    }

    /// The subtree in which the actor may do `can`: lists and searches are bounded by it. `Forbidden` if there is none.
    pub fn scope(&self, can: Can) -> Result<Scope, Error> {
        match &self.actor {
            Actor::System(_) => {
                Ok(Scope { prefix: AreaCode::of_city(self.city).map(String::from).unwrap_or_default() })
            }
            Actor::Account(acting) if can.roles.contains(&acting.role) => {
                Ok(Scope { prefix: acting.area.as_str().to_owned() })
            }
            Actor::Account(_) | Actor::Visitor => Err(Error::Forbidden),
        }
    }

    /// Tells a fact: it is kept, and each subscriber gets a job, in order per subject, when this commits.
    pub async fn tell<F: Fact>(&mut self, fact: &F) -> Result<(), Error> {
        self.told.push(F::NAME);
        fact::tell(self, fact).await
    }

    /// The names of the facts told so far, for tests.
    pub fn told(&self) -> &[&'static str] {
        &self.told
    }

    /// Work that must be done after commit, as soon as possible.
    pub async fn enqueue<J: Job>(&mut self, job: J) -> Result<(), Error> {
        let now = self.now;
        job::enqueue(self, &job, job::When::at(now)).await
    }

    /// Work that must be done, not before `when` says, at most once per key.
    pub async fn enqueue_when<J: Job>(&mut self, job: J, when: job::When) -> Result<(), Error> {
        job::enqueue(self, &job, when).await
    }

    /// Writes the audit trail. `entry` names what was seen or changed; actor, instant and request are this Tx's.
    pub async fn audit(&mut self, entry: audit::Entry) -> Result<(), Error> {
        audit::record(self, entry).await
    }

    /// Runs `part` under a savepoint: an error undoes only the part, and the transaction can go on.
    pub async fn part<T, F>(&mut self, part: F) -> Result<Result<T, Error>, Error>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, Error>,
    {
        sqlx::raw_sql("savepoint part").execute(self.conn()).await?;
        let told = self.told.len();
        let result = part(self).await;
        let end = if result.is_ok() {
            "release savepoint part"
        } else {
            "rollback to savepoint part; release savepoint part"
        };
        if result.is_err() {
            self.told.truncate(told);
        }
        sqlx::raw_sql(end).execute(self.conn()).await?;
        Ok(result)
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("city", &self.city)
            .field("actor", &self.actor.label())
            .finish_non_exhaustive()
    }
}

/// The subtree that bounds a list. In SQL `area like $2 || '%'` with [`Scope::prefix`] is exact, because the parts of a
/// code have fixed lengths, so that no code is the beginning of a neighbour's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    prefix: String,
}

impl Scope {
    /// Every area code in scope starts with this; empty for the machine on the platform.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}
