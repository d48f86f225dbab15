use kernel::{Error, Role};
use registry::person::PersonId;
use testkit::SEMARANG;

use super::*;
use crate::testing::{GEMAH, area, day, kit, machine, someone};

fn evidence_of(grade: Grade) -> NewEvidence {
    NewEvidence { grade, sort: Sort::Permit, on: day("2026-01-10"), note: None }
}

fn new(person: PersonId, grade: Grade) -> NewOutcome {
    NewOutcome {
        person,
        business: None,
        kind: NEW_ENTREPRENEUR.to_owned(),
        categories: vec!["wub".to_owned()],
        area: None,
        on: day("2026-01-09"),
        evidence: evidence_of(grade),
        shares: vec![NewShare { programme: None, name: "Pelatihan WUB".to_owned(), share: 60 }],
    }
}

#[tokio::test]
async fn an_outcome_is_filed_where_the_person_lives_down_to_the_rt_and_told_twice_is_one() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;

    let first = record(&mut tx, new(sari, Grade::Claimed)).await.unwrap();
    let again = record(&mut tx, new(sari, Grade::Document)).await.unwrap();
    record(&mut tx, new(sari, Grade::Document)).await.unwrap();

    assert_eq!(first, again);
    let all = of_person(&mut tx, sari).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].area, area("33.74.06.1003/005/012"));
    assert_eq!(all[0].grade, Some(Grade::Document));
    assert_eq!(find::evidence(&mut tx, first).await.unwrap().len(), 2);
}

#[tokio::test]
async fn withdrawn_evidence_lowers_the_grade_and_a_voided_outcome_can_be_told_anew() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let id = record(&mut tx, new(sari, Grade::Claimed)).await.unwrap();
    let paper = evidence(&mut tx, id, evidence_of(Grade::Document)).await.unwrap();

    withdraw(&mut tx, id, paper, "Izin milik orang lain").await.unwrap();
    assert_eq!(one(&mut tx, id).await.unwrap().grade, Some(Grade::Claimed));

    let mut other = new(sari, Grade::System);
    other.on = day("2026-01-05");
    let second = correct(&mut tx, id, other, "Tanggalnya keliru").await.unwrap();
    assert_eq!(one(&mut tx, second).await.unwrap().replaces, Some(id));
    let old = one(&mut tx, id).await.unwrap();
    assert_eq!(old.voided_reason.as_deref(), Some("Tanggalnya keliru"));
    assert_eq!(old.on, day("2026-01-09"));
}

#[tokio::test]
async fn outcomes_are_recorded_in_ones_own_territory_and_nobody_at_a_counter_speaks_for_a_system() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    tx.commit().await.unwrap();

    let elsewhere = testkit::actor(Role::KelurahanOfficer, "33.74.06.1006");
    let mut tx = kit.tx_in(SEMARANG, elsewhere).await;
    assert!(matches!(record(&mut tx, new(sari, Grade::Claimed)).await, Err(Error::NotFound(_))));
    let here = testkit::actor(Role::KelurahanOfficer, GEMAH);
    let mut tx = kit.tx_in(SEMARANG, here).await;
    let refused = record(&mut tx, new(sari, Grade::System)).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].0 == "grade"));
    record(&mut tx, new(sari, Grade::Affirmed)).await.unwrap();
}

#[tokio::test]
async fn shares_do_not_exceed_the_whole() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let mut greedy = new(sari, Grade::Claimed);
    greedy.shares.push(NewShare { programme: None, name: "Bantuan alat".to_owned(), share: 41 });

    let refused = record(&mut tx, greedy).await;

    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].0 == "shares"));
}

#[tokio::test]
async fn what_was_written_about_a_forgotten_person_goes_and_the_outcome_stays() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let mut told = new(sari, Grade::Document);
    told.evidence.note = Some("Sari, warung di depan rumah".to_owned());
    let id = record(&mut tx, told).await.unwrap();
    let fact = registry::person::PersonForgotten { person: sari };
    own_data::forgotten(&mut tx, fact).await.unwrap();
    let evidence = find::evidence(&mut tx, id).await.unwrap();
    assert_eq!((evidence.len(), evidence[0].note.as_deref()), (1, None));
}

#[tokio::test]
async fn what_is_told_of_either_record_of_one_person_is_one_outcome() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let again = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let first = record(&mut tx, new(sari, Grade::Claimed)).await.unwrap();
    registry::examples::joined_people(&mut tx, sari, again).await.unwrap();

    for told in [sari, again] {
        assert_eq!(record(&mut tx, new(told, Grade::Document)).await.unwrap(), first);
    }
    assert_eq!(of_person(&mut tx, sari).await.unwrap().len(), 1);
}
