//! What the database decides: facts, jobs, the audit trail, the city's wall.
#![expect(clippy::unwrap_used, reason = "a panic is the report")]

use kernel::fact::Subscription;
use kernel::job::{JobKind, MAX_ATTEMPTS};
use kernel::{Actor, Error, Fact, Job, Tx};
use serde::{Deserialize, Serialize};
use testkit::{DEPOK, SEMARANG};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
struct Painted {
    door: Uuid,
    colour: String,
}

impl Fact for Painted {
    const NAME: &'static str = "test.door.painted";
    fn subject(&self) -> Uuid {
        self.door
    }
}

/// Notes what it heard as a work row, so that a test can read the order.
async fn hear(tx: &mut Tx, fact: Painted) -> Result<(), Error> {
    if fact.colour == "never" {
        return Err(Error::broken("this colour cannot be heard"));
    }
    kernel::work::announce(tx, &fact.colour, None).await.map(|_| ())
}

#[derive(Serialize, Deserialize)]
struct Panic {}

impl Job for Panic {
    const NAME: &'static str = "test.door.panic";
    async fn run(self, _: &mut Tx) -> Result<(), Error> {
        panic!("a fault in a job")
    }
}

#[derive(Serialize, Deserialize)]
struct Tick {}

impl Job for Tick {
    const NAME: &'static str = "test.door.tick";
    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        kernel::work::announce(tx, "tick", None).await.map(|_| ())
    }
}

const HEARING: Subscription = kernel::subscription!(Painted, "test.wall.repaint", hear);

async fn kit() -> testkit::TestDb {
    testkit::db_with(&[JobKind::of::<Panic>(), JobKind::every::<Tick>(60)], &[HEARING]).await
}

async fn heard(kit: &testkit::TestDb) -> Vec<String> {
    let mut admin = kit.admin().await;
    sqlx::query_scalar("select kind from kernel.work order by created_at, id")
        .fetch_all(&mut admin)
        .await
        .unwrap()
}

async fn paint(tx: &mut Tx, door: u128, colour: &str) {
    tx.tell(&Painted { door: Uuid::from_u128(door), colour: colour.to_owned() }).await.unwrap();
}

#[tokio::test]
async fn a_fact_that_is_rolled_back_is_never_heard() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    paint(&mut tx, 1, "red").await;
    assert_eq!(tx.told(), ["test.door.painted"]);
    tx.rollback().await.unwrap();

    assert_eq!(kit.work_off().await, []);
}

#[tokio::test]
async fn facts_of_one_subject_are_heard_in_order_even_when_one_fails_at_first() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    paint(&mut tx, 1, "never").await;
    paint(&mut tx, 1, "green").await;
    paint(&mut tx, 2, "blue").await;
    tx.commit().await.unwrap();

    kit.work_off().await;

    assert_eq!(heard(&kit).await, ["blue"], "green waits behind what failed, blue is another door");
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_dead_and_can_be_discarded_so_that_its_line_goes_on() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    paint(&mut tx, 1, "never").await;
    paint(&mut tx, 1, "green").await;
    tx.commit().await.unwrap();

    for _ in 0..MAX_ATTEMPTS {
        kit.work_off().await;
        kit.later(chrono::TimeDelta::hours(7));
    }
    let mut tx = kit.tx(Actor::System("test")).await;
    let dead = kernel::job::dead(&mut tx).await.unwrap();
    assert_eq!(dead.len(), 1);
    kernel::job::discard(&mut tx, dead.first().unwrap().id).await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;

    assert_eq!(heard(&kit).await, ["green"]);
}

#[tokio::test]
async fn a_panicking_job_fails_alone() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    tx.enqueue(Panic {}).await.unwrap();
    paint(&mut tx, 1, "red").await;
    tx.commit().await.unwrap();

    let worked = kit.work_off().await;

    assert_eq!(worked.iter().filter(|w| w.error.is_some()).count(), 1);
    assert_eq!(heard(&kit).await, ["red"]);
}

#[tokio::test]
async fn a_recurring_job_writes_its_next_run_once() {
    let kit = kit().await;
    kernel::job::schedule(&kit.db, SEMARANG).await.unwrap();
    kernel::job::schedule(&kit.db, SEMARANG).await.unwrap();

    kit.work_off().await;
    kit.work_off().await;
    kit.later(chrono::TimeDelta::seconds(61));
    kit.work_off().await;

    assert_eq!(heard(&kit).await, ["tick", "tick"]);
}

#[tokio::test]
async fn two_workers_do_a_job_once() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    paint(&mut tx, 1, "red").await;
    tx.commit().await.unwrap();

    let (one, two) = tokio::join!(
        kernel::job::work_off_one(&kit.db, SEMARANG),
        kernel::job::work_off_one(&kit.db, SEMARANG)
    );

    let done = [one.unwrap(), two.unwrap()].into_iter().flatten().count();
    assert_eq!(done, 1);
    assert_eq!(heard(&kit).await, ["red"]);
}

#[tokio::test]
async fn a_failed_part_undoes_itself_alone() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    paint(&mut tx, 1, "red").await;
    let part: Result<(), Error> = tx
        .part(async |tx| {
            paint(tx, 2, "blue").await;
            Err(Error::Forbidden)
        })
        .await
        .unwrap();
    assert!(part.is_err());
    assert_eq!(tx.told(), ["test.door.painted"]);
    tx.commit().await.unwrap();
    kit.work_off().await;

    assert_eq!(heard(&kit).await, ["red"]);
}

#[tokio::test]
async fn a_connection_without_a_city_sees_nothing_and_with_one_only_its_own() {
    let kit = kit().await;
    for city in [SEMARANG, DEPOK] {
        let mut tx = kit.tx_in(city, Actor::System("test")).await;
        tx.audit(kernel::audit::Entry::new("test.door.see", "door", 1)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let count = "select count(*) from kernel.audit";

    let mut tx = kit.tx(Actor::Visitor).await;
    let own: i64 = sqlx::query_scalar(count).fetch_one(tx.conn()).await.unwrap();
    drop(tx);
    let mut bare = kit.db.pool().acquire().await.unwrap();
    let none: i64 = sqlx::query_scalar(count).fetch_one(&mut *bare).await.unwrap();
    sqlx::query("select set_config('berdaya.city', '', false)").execute(&mut *bare).await.unwrap();
    let emptied: i64 = sqlx::query_scalar(count).fetch_one(&mut *bare).await.unwrap();

    assert_eq!((own, none, emptied), (1, 0, 0));
}

#[tokio::test]
async fn the_application_can_neither_edit_nor_delete_the_audit_trail() {
    let kit = kit().await;
    for sql in [
        "update kernel.audit set action = 'x'",
        "delete from kernel.audit",
        "truncate kernel.audit",
        "delete from kernel.fact",
    ] {
        let mut tx = kit.tx(Actor::System("test")).await;
        let error = sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{sql}");
    }
}

#[tokio::test]
async fn mail_is_kept_until_it_is_sent_and_forgotten_then() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    let mail = kernel::outside::Mail { to: "a@example.id".into(), subject: "s".into(), body: "b".into() };
    kernel::mail::post(&mut tx, mail.clone()).await.unwrap();
    tx.commit().await.unwrap();

    kit.mailbox.set_broken(true);
    kit.work_off().await;
    kit.mailbox.set_broken(false);
    kit.later(chrono::TimeDelta::minutes(1));
    kit.work_off().await;

    assert_eq!(kit.mailbox.all(), [mail]);
    let mut admin = kit.admin().await;
    let left: Vec<String> =
        sqlx::query_scalar("select recipient || body from kernel.mail").fetch_all(&mut admin).await.unwrap();
    assert_eq!(left, [""]);
}

#[tokio::test]
async fn a_file_is_read_back_as_it_was_kept_and_noticed_when_it_changed() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    let new = kernel::file::NewFile { name: "a.txt", media_type: "text/plain", bytes: b"halo".to_vec() };
    let id = kernel::file::keep(&mut tx, new).await.unwrap();
    let file = kernel::file::one(&mut tx, id).await.unwrap();
    assert_eq!(kernel::file::read(&mut tx, &file).await.unwrap().as_ref(), b"halo");

    use object_store::ObjectStoreExt;
    let path = kernel::file::path(SEMARANG, id);
    kit.db.outside().files.put(&path, "other".into()).await.unwrap();
    assert!(kernel::file::read(&mut tx, &file).await.is_err());
}

#[tokio::test]
async fn what_is_kept_for_a_while_is_forgotten_and_nothing_else() {
    let kit = testkit::db_with(&[JobKind::every::<kernel::sweep::Sweep>(3600)], &[]).await;
    let mut tx = kit.tx(Actor::System("test")).await;
    let old = kernel::work::announce(&mut tx, "old", None).await.unwrap();
    kernel::work::finish(&mut tx, old, kernel::work::State::Done, serde_json::Value::Null).await.unwrap();
    kernel::work::announce(&mut tx, "unfinished", None).await.unwrap();
    tx.commit().await.unwrap();
    kit.later(chrono::TimeDelta::days(31));

    kernel::job::schedule(&kit.db, SEMARANG).await.unwrap();
    kit.work_off().await;

    assert_eq!(heard(&kit).await, ["unfinished"]);
}
