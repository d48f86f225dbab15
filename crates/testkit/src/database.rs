//! A database for each test.

use std::path::Path;
use std::process::Command;
use std::str::FromStr;

use kernel::city::{CityKind, Zone};
use kernel::fact::Subscription;
use kernel::job::{JobKind, Worked, work_off_one};
use kernel::secret::Keyring;
use kernel::{Actor, City, CityId, Clock, Db, Instant, Tx, city};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

use crate::Mailbox;
use crate::fakes::outside;

/// The city that tests are about.
pub const SEMARANG: CityId = CityId(3374);
/// The city that must never be touched by them.
pub const DEPOK: CityId = CityId(3276);

/// A test's database and what it needs around it.
pub struct TestDb {
    pub db: Db,
    pub mailbox: Mailbox,
    pub clock: Clock,
    options: PgConnectOptions,
    /// Holds the slot's lock where the test runner does not hand out slots.
    _slot: Option<PgConnection>,
}

/// A database without jobs of rooms.
pub async fn db() -> TestDb {
    db_with(&[], &[]).await
}

/// A database whose facts reach `subscriptions`, and whose jobs are `jobs` and the kernel's own.
pub async fn db_with(jobs: &[JobKind], subscriptions: &[Subscription]) -> TestDb {
    db_prepared("plain", jobs, subscriptions, async |_| {}).await
}

/// The same on a template that `prepare` has put reference data into; `name` tells templates apart. `prepare` runs once
/// per set of migrations, as the schema's owner.
pub async fn db_prepared(
    name: &str,
    jobs: &[JobKind],
    subscriptions: &[Subscription],
    prepare: impl AsyncFnOnce(&mut PgConnection),
) -> TestDb {
    let server = server();
    let mut admin = PgConnection::connect_with(&server).await.expect("the test server answers");
    let template = template(&mut admin, &server, name, prepare).await;
    let (slot, lock) = slot(&server).await;
    let database = format!("test_{slot}_{name}");
    copy(&mut admin, &template, &database).await;
    let options = server.clone().database(&database);
    empty(&options).await;

    let clock = Clock::fixed(crate::instant("2026-11-22 05:00"));
    let mailbox = Mailbox::default();
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .connect_with(options.clone().username("berdaya_app"))
        .await
        .expect("the application's role may connect");
    let outside = outside(mailbox.clone());
    let all = [&[JobKind::of::<kernel::mail::Send>()], jobs].concat();
    let db = Db::new(pool, clock.clone(), crate::keys(), outside, all, subscriptions.to_vec());
    let test = TestDb { db, mailbox, clock, options, _slot: lock };
    test.open_cities().await;
    test
}

/// A handle on a database that a bench has filled: the real clock, fresh keys, nothing outside, no jobs.
pub fn db_to_measure(pool: sqlx::PgPool) -> Db {
    let outside = outside(Mailbox::default());
    Db::new(pool, Clock::system(), Keyring::generate(), outside, Vec::new(), Vec::new())
}

/// The same on a day that the bench chooses.
pub fn db_to_measure_on(pool: sqlx::PgPool, at: kernel::Instant) -> Db {
    let outside = outside(Mailbox::default());
    Db::new(pool, Clock::fixed(at), Keyring::generate(), outside, Vec::new(), Vec::new())
}

impl TestDb {
    /// A transaction in [`SEMARANG`]; rolls back when dropped.
    pub async fn tx(&self, actor: Actor) -> Tx {
        self.tx_in(SEMARANG, actor).await
    }

    /// A transaction in a city.
    pub async fn tx_in(&self, city: CityId, actor: Actor) -> Tx {
        self.db.begin(actor, city).await.unwrap()
    }

    /// The same database at another time: `2026-01-15 12:00`, in UTC.
    pub fn at(&self, text: &str) -> &TestDb {
        self.clock.set(crate::instant(text));
        self
    }

    /// Moves the clock on.
    pub fn later(&self, by: chrono::TimeDelta) -> Instant {
        let then = self.clock.now() + by;
        self.clock.set(then);
        then
    }

    /// Runs the jobs that are due in all cities until none is; returns what was done, in order.
    pub async fn work_off(&self) -> Vec<Worked> {
        let mut done = Vec::new();
        for city in kernel::job::due_cities(&self.db).await.unwrap() {
            while let Some(worked) = work_off_one(&self.db, city).await.unwrap() {
                assert!(done.len() < 10_000, "jobs that never end: {}", worked.name);
                done.push(worked);
            }
        }
        done
    }

    /// A superuser's connection to this very database: for tampering, and for looking past row level security.
    pub async fn admin(&self) -> PgConnection {
        PgConnection::connect_with(&self.options).await.unwrap()
    }

    /// How to connect to this database, as its superuser.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    async fn open_cities(&self) {
        let mut conn = self.db.pool().acquire().await.unwrap();
        for city in [
            demo_city(CityId::PLATFORM, "platform", "Berdaya"),
            demo_city(SEMARANG, "semarang", "Kota Semarang"),
            demo_city(DEPOK, "depok", "Kota Depok"),
        ] {
            city::open(&mut conn, &city, self.clock.now()).await.unwrap();
        }
    }
}

fn demo_city(id: CityId, slug: &str, name: &str) -> City {
    let kind = if id == CityId::PLATFORM { CityKind::Platform } else { CityKind::Kota };
    City {
        id,
        slug: slug.to_owned(),
        name: name.to_owned(),
        kind,
        zone: Zone::Jakarta,
        motif: "kawung".to_owned(),
        tagline_id: "Kota yang berdaya".to_owned(),
        tagline_en: "A capable city".to_owned(),
        demo: true,
    }
}

/// The throw-away server: the one that the test command started, or one that is started now.
fn server() -> PgConnectOptions {
    let url = std::env::var("BERDAYA_TEST_SERVER").unwrap_or_else(|_| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/pg");
        let output = Command::new(&script).arg("start").output().expect("scripts/pg runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    });
    PgConnectOptions::from_str(&url).unwrap().application_name("test")
}

/// The migrated database for this set of migrations, built by whichever test comes first.
async fn template(
    admin: &mut PgConnection,
    server: &PgConnectOptions,
    name: &str,
    prepare: impl AsyncFnOnce(&mut PgConnection),
) -> String {
    let template = format!("test_template_{}_{name}", migrations::fingerprint());
    if exists(admin, &template).await {
        return template;
    }
    raw_sql("select pg_advisory_lock(4242)").execute(&mut *admin).await.unwrap();
    if !exists(admin, &template).await {
        forget_others(admin, name).await;
        let building = format!("test_building_{name}");
        run(admin, format!("drop database if exists {building} with (force)")).await;
        migrations::bootstrap(server, &building).await.unwrap();
        let mut inside = PgConnection::connect_with(&server.clone().database(&building)).await.unwrap();
        raw_sql("set role berdaya_migrator").execute(&mut inside).await.unwrap();
        migrations::run(&mut inside).await.unwrap();
        prepare(&mut inside).await;
        inside.close().await.unwrap();
        run(admin, format!("alter database {building} rename to {template}")).await;
    }
    raw_sql("select pg_advisory_unlock(4242)").execute(admin).await.unwrap();
    template
}

async fn exists(admin: &mut PgConnection, database: &str) -> bool {
    sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1)")
        .bind(database)
        .fetch_one(admin)
        .await
        .unwrap()
}

async fn forget_others(admin: &mut PgConnection, name: &str) {
    let old: Vec<String> =
        sqlx::query_scalar("select datname from pg_database where datname like 'test\\_template\\_%' and datname like $1 limit 100")
            .bind(format!("%\\_{name}"))
            .fetch_all(&mut *admin)
            .await
            .unwrap();
    for database in old {
        run(admin, format!("drop database if exists {database} with (force)")).await;
    }
}

/// Copies the template unless the slot's database already stems from it.
async fn copy(admin: &mut PgConnection, template: &str, database: &str) {
    let from: Option<String> = sqlx::query_scalar(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = $1",
    )
    .bind(database)
    .fetch_optional(&mut *admin)
    .await
    .unwrap()
    .flatten();
    if from.as_deref() == Some(template) {
        return;
    }
    // Two tests that copy at once would disturb each other on the template.
    raw_sql("select pg_advisory_lock(4243)").execute(&mut *admin).await.unwrap();
    run(admin, format!("drop database if exists {database} with (force)")).await;
    run(admin, format!("create database {database} template {template} owner berdaya_migrator")).await;
    run(admin, format!("comment on database {database} is '{template}'")).await;
    raw_sql("select pg_advisory_unlock(4243)").execute(admin).await.unwrap();
}

async fn run(admin: &mut PgConnection, sql: String) {
    raw_sql(AssertSqlSafe(sql)).execute(admin).await.unwrap();
}

/// The slot that the runner gave this process, or the first that no other process holds.
async fn slot(server: &PgConnectOptions) -> (String, Option<PgConnection>) {
    if let Ok(slot) = std::env::var("NEXTEST_TEST_GLOBAL_SLOT") {
        return (format!("n{slot}"), None);
    }
    let mut lock = PgConnection::connect_with(server).await.unwrap();
    for slot in 0..64 {
        let free: bool = sqlx::query_scalar("select pg_try_advisory_lock(4244, $1)")
            .bind(slot)
            .fetch_one(&mut lock)
            .await
            .unwrap();
        if free {
            return (format!("p{slot}"), Some(lock));
        }
    }
    panic!("more than 64 tests at once");
}

/// Empties what the last test left, in one statement: only tables with rows are touched, and nation-wide reference data
/// stays. Triggers and foreign keys stay out of it.
async fn empty(options: &PgConnectOptions) {
    let mut conn = PgConnection::connect_with(options).await.unwrap();
    raw_sql(
        "set session_replication_role = replica;
         do $$
         declare t record; filled boolean;
         begin
             for t in
                 select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
                   and n.nspname not in ('information_schema', 'public')
                   and (coalesce(obj_description(c.oid, 'pg_class'), '') not like 'reference:%'
                        or n.nspname = 'kernel')
             loop
                 execute format('select exists (select 1 from %I.%I)', t.nspname, t.relname) into filled;
                 if filled then execute format('delete from %I.%I', t.nspname, t.relname); end if;
             end loop;
         end $$;",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
}
