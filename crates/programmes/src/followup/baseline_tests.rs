use kernel::{Actor, Error, Role, Rupiah, Tx};
use registry::person::PersonId;
use testkit::{SEMARANG, TestDb};

use super::find::{self, Filter};
use super::report_back::Way;
use super::tests::became;
use super::*;
use crate::applicant::{ApplicantId, examples, withdraw};
use crate::call::{self, CallId, NewCall, Quota};
use crate::outcome::{Grade, NewShare};
use crate::programme::Category;
use crate::testing::{GEMAH, area, kit, machine};

/// What somebody says who skips the permit.
fn told() -> NewReport {
    let said = Said { active: Some(true), sold: Some(false), employees: Some(1), ..Said::default() };
    NewReport { said, takings: Some(Rupiah(750_000)), agreed: true }
}

async fn call(tx: &mut Tx, places: i32, asks_baseline: bool) -> CallId {
    let name = if asks_baseline { "Wirausaha Baru" } else { "Perempuan Pengusaha" };
    let programme = examples::programme(tx, name, Category::Wub).await.unwrap();
    let new = examples::a_call(tx, "WUB 2026", Quota { whole: places, each: None }, &[]);
    call::add(tx, programme, NewCall { asks_baseline, ..new }).await.unwrap()
}

async fn applies(tx: &mut Tx, call: CallId, name: &str) -> (PersonId, ApplicantId) {
    let person = registry::examples::person(tx, name, &area(GEMAH), None).await.unwrap();
    (person, examples::telling(tx, call, person, Some(told())).await.unwrap())
}

async fn of(tx: &mut Tx, person: PersonId) -> Vec<Followup> {
    let filter = Filter { person: Some(person.0), limit: 10, ..Filter::default() };
    list(tx, filter).await.unwrap().0
}

/// One place, two who applied and told how they stand, on 1 March.
async fn two(kit: &TestDb) -> [(PersonId, ApplicantId); 2] {
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = call(&mut tx, 1, true).await;
    let both = [applies(&mut tx, call, "Sari Wulandari").await, applies(&mut tx, call, "Dewi Lestari").await];
    tx.commit().await.unwrap();
    both
}

#[tokio::test]
async fn what_was_said_when_applying_becomes_the_beginning_on_its_own_day_once_there_is_a_place() {
    let kit = kit().await;
    let [(placed, _), (waiting, waits)] = two(&kit).await;
    kit.at("2026-03-04 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    for _ in 0..2 {
        schedule(&mut tx).await.unwrap();
    }

    let first = of(&mut tx, placed).await.remove(0);
    let words = find::told(&mut tx, &first).await.unwrap();
    assert_eq!(words.len(), 1);
    let word = &words[0];
    assert_eq!((word.way, word.way.grade()), (Way::Intake, Grade::Claimed));
    assert_eq!(word.at.to_rfc3339(), "2026-03-01T03:00:00+00:00");
    assert_eq!((&word.said, word.takings), (&told().said, Some(750_000)));
    assert!(of(&mut tx, waiting).await.is_empty());
    assert!(baseline::is_kept(&mut tx, waits).await.unwrap(), "whoever waits may still get a place");
}

#[tokio::test]
async fn a_later_answer_by_link_stands_beside_it_and_hides_nothing_that_it_leaves_open() {
    let kit = kit().await;
    let [(placed, _), _] = two(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    schedule(&mut tx).await.unwrap();
    let first = of(&mut tx, placed).await.remove(0);
    let link = address(&tx, first.id, first.number);
    tx.commit().await.unwrap();
    kit.at("2026-03-10 03:00");
    let mut tx = kit.tx_in(SEMARANG, Actor::Visitor).await;
    let token = link.strip_prefix("/kabar/").unwrap();
    let open = NewReport { said: told().said, takings: None, agreed: false };
    let refused = report_by_link(&mut tx, token, open).await;
    assert!(
        matches!(refused, Err(Error::Invalid(fields)) if fields[0].0 == "permit"),
        "a link asks everything"
    );
    let said = Said { permit: Some(true), employees: Some(2), ..told().said };
    report_by_link(&mut tx, token, NewReport { said, takings: None, agreed: false }).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let words = find::told(&mut tx, &first).await.unwrap();
    assert_eq!(words.iter().map(|one| one.way).collect::<Vec<_>>(), [Way::Link, Way::Intake]);
    assert_eq!((words[0].takings, words[1].takings), (None, Some(750_000)));
}

#[tokio::test]
async fn the_comparison_takes_the_takings_told_when_applying_where_nobody_told_them_later() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = call(&mut tx, 9, true).await;
    let programme = call::one(&mut tx, call).await.unwrap().programme;
    let mut people = Vec::new();
    for name in ["Sari", "Dewi", "Rina", "Yuni", "Wati"] {
        people.push(applies(&mut tx, call, &format!("{name} Rahayu")).await.0);
    }
    for person in people {
        let share = NewShare { programme: Some(programme.0), name: "WUB".to_owned(), share: 50 };
        became(&mut tx, person, "2025-12-01", vec![share]).await;
        schedule(&mut tx).await.unwrap();
        for (followup, takings) in of(&mut tx, person).await.iter().zip([Some(950_000), None]) {
            let said = Said { permit: Some(true), sold: Some(true), ..told().said };
            let new = NewReport { said, takings: takings.map(Rupiah), agreed: takings.is_some() };
            report(&mut tx, followup.id, new).await.unwrap();
        }
    }
    let changes = find::changes(&mut tx, programme).await.unwrap();
    let all = Some(change::Share { count: 5, of: 5 });
    assert_eq!((changes[0].month, changes[0].permit, changes[0].sold), (0, all, all));
    assert_eq!((changes[1].month, changes[1].compared, changes[1].takings_change), (3, 5, Some(200_000)));
}

#[tokio::test]
async fn of_whoever_got_no_place_it_goes_after_sixty_days_and_at_a_word_at_once() {
    let kit = kit().await;
    let [_, (_, waits)] = two(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    withdraw(&mut tx, waits, "").await.unwrap();
    tx.commit().await.unwrap();
    for (day, expected) in [("2026-04-29 03:00", true), ("2026-05-01 03:00", false)] {
        kit.at(day);
        let mut tx = kit.tx_in(SEMARANG, machine()).await;
        schedule(&mut tx).await.unwrap();
        assert_eq!(baseline::is_kept(&mut tx, waits).await.unwrap(), expected, "{day}");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn only_who_enters_applications_there_may_delete_it_for_somebody_and_nobody_else_learns_of_it() {
    let kit = kit().await;
    let [_, (_, waits)] = two(&kit).await;
    for (role, place) in [(Role::Citizen, GEMAH), (Role::KelurahanOfficer, "33.74.06.1001")] {
        let mut tx = kit.tx_in(SEMARANG, testkit::actor(role, place)).await;
        assert!(baseline::withdraw(&mut tx, waits).await.is_err(), "{role:?}");
    }
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::KelurahanOfficer, GEMAH)).await;
    baseline::withdraw(&mut tx, waits).await.unwrap();
    assert!(!baseline::is_kept(&mut tx, waits).await.unwrap());
}

#[tokio::test]
async fn a_call_that_does_not_ask_keeps_nothing_and_takings_need_consent() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let silent = call(&mut tx, 1, false).await;
    let (_, id) = applies(&mut tx, silent, "Sari Wulandari").await;
    assert!(!baseline::is_kept(&mut tx, id).await.unwrap());

    let asks = call(&mut tx, 1, true).await;
    let person = registry::examples::person(&mut tx, "Dewi Lestari", &area(GEMAH), None).await.unwrap();
    let unasked = NewReport { agreed: false, ..told() };
    let refused = examples::telling(&mut tx, asks, person, Some(unasked)).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].0 == "agreed"));
}

#[tokio::test]
async fn it_is_among_ones_own_data_and_goes_with_the_person() {
    let kit = kit().await;
    let [_, (person, waits)] = two(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let (_, kept) = baseline::of(&mut tx, &[waits.0]).await.unwrap().remove(0);
    assert_eq!((kept.json()["takings"].as_i64(), kept.json()["permit"].as_bool()), (Some(750_000), None));
    let fact = registry::person::PersonForgotten { person };
    crate::applicant::own_data::forgotten(&mut tx, fact).await.unwrap();
    assert!(!baseline::is_kept(&mut tx, waits).await.unwrap());
}
