//! What is kept of a promise says what a count from the start says, whatever happens between.

use kernel::{Error, Level, Tx};
use registry::person::PersonId;
use testkit::{SEMARANG, TestDb};

use super::tests::{became, promise, revision};
use super::*;
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, Sort};
use crate::testing::{GEMAH, area, day, kit, machine, someone};

const MUKTI: &str = "33.74.06.1006";

/// Every way in which a page asks for what was reached, from the tally and counted from the start.
async fn same(tx: &mut Tx, promise: &Promise) -> i64 {
    for (within, level) in [
        ("33.74", Level::City),
        ("33.74", Level::Kecamatan),
        ("33.74", Level::Rt),
        ("33.74.06", Level::Kelurahan),
        (GEMAH, Level::Rt),
        ("33.74.06.1003/001/001", Level::Rt),
    ] {
        let known = reached(tx, promise, &area(within), level).await.unwrap();
        let counted = recounted(tx, promise, &area(within), level).await.unwrap();
        assert_eq!(known, counted, "{within} {level:?}");
    }
    let all = reached(tx, promise, &area("33.74"), Level::City).await.unwrap();
    let term = Cell { year: 0, category: String::new(), area: area("33.74") };
    let people = tally::people(tx, promise, &term, 0, 100).await.unwrap();
    let few = tally::by_kecamatan(tx, promise).await.unwrap();
    let total = all.iter().filter(|r| r.cell.category.is_empty()).map(|r| r.people).sum();
    assert_eq!(i64::try_from(people.len()).unwrap(), total);
    assert_eq!(few.values().map(|(people, _)| people).sum::<i64>(), total);
    assert!(few.values().all(|(people, few)| few.len() == usize::try_from(*people).unwrap()), "they are few");
    total
}

/// Before the tally follows, and after. How many were reached.
async fn follows(kit: &TestDb, id: PromiseId) -> i64 {
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let promise = one(&mut tx, id, None).await.unwrap();
    let before = same(&mut tx, &promise).await;
    tx.commit().await.unwrap();
    kit.work_off().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let marks: i64 = sqlx::query_scalar("select count(*) from programmes.outcome_mark where city = 3374")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(marks, 0);
    let after = same(&mut tx, &promise).await;
    assert_eq!(before, after);
    assert_eq!(keep::prove(&mut tx).await.unwrap(), 0);
    after
}

async fn doing(kit: &TestDb, what: impl AsyncFnOnce(&mut Tx) -> Result<(), Error>) {
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    what(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn made(kit: &TestDb, overlap: Overlap) -> PromiseId {
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let parts = vec![super::tests::part_of(0, "wub", 60), super::tests::part_of(0, "women", 40)];
    let new = NewRevision { overlap, ..revision(100, parts) };
    let id = make(&mut tx, NewPromise { name: format!("{overlap:?}"), ..promise(new) }).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn people(kit: &TestDb) -> [PersonId; 3] {
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 1, 1).await;
    let ani = someone(&mut tx, "Ani Lestari", MUKTI, 1, 1).await;
    let tri = someone(&mut tx, "Tri Wahyuni", MUKTI, 2, 1).await;
    became(&mut tx, sari, "2025-03-01", Grade::Document, &["wub", "women"]).await;
    became(&mut tx, ani, "2025-05-01", Grade::Document, &["women"]).await;
    became(&mut tx, tri, "2026-02-01", Grade::Claimed, &["wub"]).await;
    tx.commit().await.unwrap();
    [sari, ani, tri]
}

fn paper() -> NewEvidence {
    NewEvidence { grade: Grade::Document, sort: Sort::Sale, on: day("2026-03-01"), note: None }
}

#[tokio::test]
async fn outcomes_that_are_recorded_proved_corrected_and_voided_move_the_tally_with_them() {
    let kit = kit().await;
    let id = made(&kit, Overlap::Each).await;
    let [sari, ani, tri] = people(&kit).await;
    assert_eq!(follows(&kit, id).await, 2);

    let tri_is = {
        let mut tx = kit.tx_in(SEMARANG, machine()).await;
        outcome::of_person(&mut tx, tri).await.unwrap()[0].id
    };
    doing(&kit, async |tx| outcome::evidence(tx, tri_is, paper()).await.map(|_| ())).await;
    assert_eq!(follows(&kit, id).await, 3);

    doing(&kit, async |tx| {
        let proof = outcome::find::evidence(tx, tri_is).await?;
        let proof = proof.iter().find(|e| e.grade == Grade::Document).unwrap().id;
        outcome::withdraw(tx, tri_is, proof, "Nota milik orang lain").await
    })
    .await;
    assert_eq!(follows(&kit, id).await, 2);

    doing(&kit, async |tx| {
        let old = outcome::of_person(tx, ani).await?[0].id;
        let elsewhere = NewOutcome {
            person: ani,
            business: None,
            kind: NEW_ENTREPRENEUR.to_owned(),
            categories: vec!["wub".to_owned()],
            area: Some(area(GEMAH)),
            on: day("2026-01-05"),
            evidence: paper(),
            shares: Vec::new(),
        };
        outcome::correct(tx, old, elsewhere, "Usahanya di Gemah").await.map(|_| ())
    })
    .await;
    assert_eq!(follows(&kit, id).await, 2);

    doing(&kit, async |tx| {
        let old = outcome::of_person(tx, sari).await?[0].id;
        outcome::void(tx, old, "Bukan usaha baru").await
    })
    .await;
    assert_eq!(follows(&kit, id).await, 1);
}

#[tokio::test]
async fn people_who_are_joined_and_parted_are_counted_as_they_stand() {
    let kit = kit().await;
    let id = made(&kit, Overlap::First).await;
    let [sari, ani, _] = people(&kit).await;
    assert_eq!(follows(&kit, id).await, 2);

    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let act = registry::examples::joined_people(&mut tx, sari, ani).await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    assert_eq!(follows(&kit, id).await, 1);

    doing(&kit, async |tx| registry::link::undo(tx, act, "Ternyata dua orang").await.map(|_| ())).await;
    kit.work_off().await;
    assert_eq!(follows(&kit, id).await, 2);
}

#[tokio::test]
async fn a_new_revision_is_counted_beside_the_one_before() {
    let kit = kit().await;
    let id = made(&kit, Overlap::First).await;
    people(&kit).await;
    assert_eq!(follows(&kit, id).await, 2);
    doing(&kit, async |tx| {
        let mut shorter = revision(100, Vec::new());
        (shorter.until, shorter.grade) = (day("2025-04-30"), Grade::Claimed);
        shorter.reason = "Masa jabatan berakhir lebih cepat".to_owned();
        revise(tx, id, shorter).await.map(|_| ())
    })
    .await;
    assert_eq!(follows(&kit, id).await, 1);
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let before = one(&mut tx, id, Some(1)).await.unwrap();
    assert_eq!(same(&mut tx, &before).await, 2);
}

#[tokio::test]
async fn a_tally_that_went_wrong_is_found_and_put_right() {
    let kit = kit().await;
    let id = made(&kit, Overlap::First).await;
    people(&kit).await;
    assert_eq!(follows(&kit, id).await, 2);
    doing(&kit, async |tx| {
        sqlx::query(
            "update programmes.tally set people = people + 1 where city = 3374 and whole and category = ''",
        )
        .execute(tx.conn())
        .await?;
        assert_eq!(keep::prove(tx).await?, 4);
        assert_eq!(keep::prove(tx).await?, 0);
        Ok(())
    })
    .await;
    assert_eq!(follows(&kit, id).await, 2);
}
