use kernel::id::AgencyId;
use kernel::{Actor, AreaCode, Tx};
use serde_json::json;
use testkit::{DEPOK, TestDb};
use zeroize::Zeroizing;

use super::*;
use crate::source::claims::{Address, BusinessClaims, PersonClaims};
use crate::source::{Number, RecordsComputed};

async fn kit() -> TestDb {
    testkit::db_with(&JOBS, &[]).await
}

fn staged(row: u32, name: &str, nik: Option<&str>, business: &str) -> Staged {
    let home = Address { area: AreaCode::parse("32.76.01.1006").ok(), ..Address::default() };
    Staged {
        sheet: "DATA".to_owned(),
        row,
        list_column: 1,
        person: PersonClaims { name: Some(name.to_owned()), home, ..PersonClaims::default() },
        business: BusinessClaims {
            name: Some(business.to_owned()).filter(|name| !name.is_empty()),
            ..BusinessClaims::default()
        },
        number: if nik.is_some() { Number::Full } else { Number::None },
        nik: nik.map(|nik| Zeroizing::new(nik.to_owned())),
        npwp: None,
        raw: Zeroizing::new("[]".to_owned()),
        verdict: Verdict::Good,
        remarks: json!([]),
        observed_on: "2023-12-31".parse().unwrap(),
    }
}

/// A batch of these rows, read and ready.
async fn batch(tx: &mut Tx, agency: AgencyId, rows: Vec<Staged>) -> BatchId {
    let new = NewBatch {
        agency,
        file_name: "daftar.xlsx".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: b"x".to_vec(),
    };
    let id = receive(tx, new).await.unwrap();
    let mut stage = Stage::new(id, agency);
    for row in rows {
        stage.push(tx, row).await.unwrap();
    }
    stage.flush(tx).await.unwrap();
    sqlx::query("update registry.batch set state = 'ready' where id = $1")
        .bind(id.0)
        .execute(tx.conn())
        .await
        .unwrap();
    id
}

fn list() -> Vec<Staged> {
    vec![
        staged(7, "Siti Aminah", Some("3276015708900001"), "Warung Sari"),
        staged(8, "Siti Aminah", Some("3276015708900001"), "Laundry Sari"),
        staged(9, "Budi", None, "Bengkel Budi"),
        staged(10, "Tono", None, ""),
    ]
}

async fn counts(kit: &TestDb) -> (i64, i64) {
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    sqlx::query_as(
        "select (select count(*) from registry.person_figures where city = 3276),
                (select count(*) from registry.business_figures where city = 3276)",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap()
}

async fn taken_over(kit: &TestDb, agency: AgencyId, rows: Vec<Staged>) -> BatchId {
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let id = batch(&mut tx, agency, rows).await;
    apply(&mut tx, id, false).await.unwrap();
    tx.commit().await.unwrap();
    let worked = kit.work_off().await;
    assert_eq!(
        worked.iter().map(|job| (job.name.as_str(), job.error.as_deref())).collect::<Vec<_>>(),
        [("registry.batch.read", None), ("registry.batch.apply", None)]
    );
    id
}

#[tokio::test]
async fn rows_of_one_nik_are_one_person_with_her_businesses() {
    let kit = kit().await;
    taken_over(&kit, AgencyId(uuid::Uuid::now_v7()), list()).await;
    assert_eq!(counts(&kit).await, (3, 3));
}

#[tokio::test]
async fn the_same_list_again_adds_nothing() {
    let kit = kit().await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    taken_over(&kit, agency, list()).await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let again = batch(&mut tx, agency, list()).await;
    assert_eq!(find::verdicts(&mut tx, again).await.unwrap(), [(Verdict::Known, 4)]);
    let nothing = apply(&mut tx, again, true).await;
    assert!(matches!(nothing, Err(kernel::Error::Refused(say)) if say.key == "registry-batch-nothing-new"));
}

#[tokio::test]
async fn another_agencys_row_of_the_same_nik_joins_and_its_undoing_leaves_the_first() {
    let kit = kit().await;
    taken_over(&kit, AgencyId(uuid::Uuid::now_v7()), list()).await;
    let rows = vec![
        staged(1, "SITI AMINAH", Some("3276015708900001"), "WARUNG SARI"),
        staged(2, "Rahmat", Some("3276011708900002"), "Sablon Rahmat"),
    ];
    let second = taken_over(&kit, AgencyId(uuid::Uuid::now_v7()), rows).await;
    assert_eq!(counts(&kit).await, (4, 4));
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    undo(&mut tx, second, "berkas salah").await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    assert_eq!(counts(&kit).await, (3, 3));
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    assert_eq!(find::one(&mut tx, second).await.unwrap().state, State::Undone);
}

#[tokio::test]
async fn an_undone_list_can_be_taken_over_again() {
    let kit = kit().await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    let first = taken_over(&kit, agency, list()).await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    undo(&mut tx, first, "salah unggah").await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    assert_eq!(counts(&kit).await, (0, 0));
    taken_over(&kit, agency, list()).await;
    assert_eq!(counts(&kit).await, (3, 3));
}

#[tokio::test]
async fn a_cancelled_list_leaves_no_rows() {
    let kit = kit().await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let id = batch(&mut tx, AgencyId(uuid::Uuid::now_v7()), list()).await;
    cancel(&mut tx, id).await.unwrap();
    assert!(find::verdicts(&mut tx, id).await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_asks_to_stop_finds_nothing_taken_over() {
    let kit = kit().await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let id = batch(&mut tx, AgencyId(uuid::Uuid::now_v7()), list()).await;
    apply(&mut tx, id, false).await.unwrap();
    let work = find::one(&mut tx, id).await.unwrap().work.unwrap();
    kernel::work::cancel(&mut tx, work).await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    assert_eq!(counts(&kit).await, (0, 0));
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    assert_eq!(find::one(&mut tx, id).await.unwrap().state, State::Ready);
}

#[tokio::test]
async fn it_is_told_where_records_changed() {
    let kit = kit().await;
    taken_over(&kit, AgencyId(uuid::Uuid::now_v7()), list()).await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let bodies: Vec<serde_json::Value> =
        sqlx::query_scalar("select body from kernel.fact where name = 'registry.record.computed' limit 10")
            .fetch_all(tx.conn())
            .await
            .unwrap();
    let told: RecordsComputed = serde_json::from_value(bodies[0].clone()).unwrap();
    assert!(told.areas.contains("32.76.01.1006"));
}
