use kernel::{Error, Role, Rupiah};
use registry::person::PersonId;
use testkit::{SEMARANG, TestDb};

use super::change::{ProgrammeChange, Share};
use super::find::{self, Filter, Standing};
use super::*;
use crate::applicant::examples;
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, NewShare, Sort};
use crate::testing::{GEMAH, area, day, kit, machine, someone};

fn said(employees: i32, takings: Option<i64>) -> NewReport {
    let said = Said {
        active: Some(true),
        permit: Some(true),
        sold: Some(true),
        employees: Some(employees),
        sells: vec![Sells::Shop, Sells::Chat],
    };
    NewReport { said, takings: takings.map(Rupiah), agreed: takings.is_some() }
}

pub(super) async fn became(
    tx: &mut kernel::Tx,
    person: PersonId,
    on: &str,
    shares: Vec<NewShare>,
) -> outcome::OutcomeId {
    let on = day(on);
    let evidence = NewEvidence { grade: Grade::Claimed, sort: Sort::Registered, on, note: None };
    let new = NewOutcome {
        person,
        business: None,
        kind: NEW_ENTREPRENEUR.to_owned(),
        categories: vec!["wub".to_owned()],
        area: None,
        on,
        evidence,
        shares,
    };
    outcome::record(tx, new).await.unwrap()
}

/// Somebody with a place, on 1 March, and the follow-up of the beginning.
async fn placed(kit: &TestDb) -> (PersonId, Followup) {
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 5).await.unwrap();
    let (person, _) = examples::applicant(&mut tx, call, "Sari Wulandari", &area(GEMAH)).await.unwrap();
    schedule(&mut tx).await.unwrap();
    let first = of(&mut tx, person).await.remove(0);
    tx.commit().await.unwrap();
    (person, first)
}

async fn of(tx: &mut kernel::Tx, person: PersonId) -> Vec<Followup> {
    let filter = Filter { person: Some(person.0), limit: 10, ..Filter::default() };
    list(tx, filter).await.unwrap().0
}

#[tokio::test]
async fn whoever_has_a_place_is_asked_at_once_and_thrice_after_an_outcome_and_setting_down_again_adds_nothing()
 {
    let kit = kit().await;
    let (person, first) = placed(&kit).await;
    assert_eq!((first.month, first.due_on), (0, day("2026-03-15")));

    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    became(&mut tx, person, "2026-02-20", Vec::new()).await;
    assert_eq!(schedule(&mut tx).await.unwrap(), 3);
    assert_eq!(schedule(&mut tx).await.unwrap(), 0);

    let due: Vec<_> = of(&mut tx, person).await.iter().map(|one| (one.month, one.due_on)).collect();
    let expected = [(0, "2026-03-15"), (3, "2026-05-20"), (6, "2026-08-20"), (12, "2027-02-20")]
        .map(|(m, d)| (m, day(d)));
    assert_eq!(due, expected);
}

#[tokio::test]
async fn what_lies_long_ago_and_what_was_voided_is_asked_of_nobody() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let dewi = someone(&mut tx, "Dewi Lestari", GEMAH, 5, 12).await;
    became(&mut tx, sari, "2025-06-01", Vec::new()).await;
    let voided = became(&mut tx, dewi, "2026-02-01", Vec::new()).await;

    assert_eq!(schedule(&mut tx).await.unwrap(), 3);
    assert!(of(&mut tx, sari).await.is_empty());
    outcome::void(&mut tx, voided, "Salah orang").await.unwrap();
    assert!(of(&mut tx, dewi).await.is_empty());
}

#[tokio::test]
async fn a_link_is_answered_without_an_account_and_forged_or_too_early_it_leads_nowhere() {
    let kit = kit().await;
    let (person, first) = placed(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    became(&mut tx, person, "2026-02-20", Vec::new()).await;
    schedule(&mut tx).await.unwrap();
    let later = of(&mut tx, person).await.remove(2);
    let link = address(&tx, first.id, first.number);
    let early = address(&tx, later.id, later.number);
    tx.commit().await.unwrap();
    let token = |link: &str| link.strip_prefix("/kabar/").unwrap().to_owned();

    let mut tx = kit.tx_in(SEMARANG, kernel::Actor::Visitor).await;
    report_by_link(&mut tx, &token(&link).to_lowercase(), said(1, Some(1_000_000))).await.unwrap();
    let forged = format!("{}-0000-0000-0000", first.number);
    assert!(matches!(open(&mut tx, &forged).await, Err(Error::NotFound(_))));
    assert!(matches!(open(&mut tx, &token(&early)).await, Err(Error::Refused(_))));
    tx.commit().await.unwrap();

    kit.work_off().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let told = find::told(&mut tx, &first).await.unwrap();
    assert_eq!((told[0].takings, told[0].said.employees), (Some(1_000_000), Some(1)));
    let all = outcome::of_person(&mut tx, person).await.unwrap();
    assert_eq!(
        outcome::find::evidence(&mut tx, all[0].id).await.unwrap().len(),
        1,
        "a beginning claims nothing"
    );
}

#[tokio::test]
async fn takings_are_kept_of_those_who_agree_shown_to_few_and_deleted_on_a_word() {
    let kit = kit().await;
    let (_, first) = placed(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let mut unasked = said(1, Some(5));
    unasked.agreed = false;
    let refused = report(&mut tx, first.id, unasked).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].0 == "agreed"));
    report(&mut tx, first.id, said(2, Some(2_500_000))).await.unwrap();
    let link = address(&tx, first.id, first.number);
    tx.commit().await.unwrap();

    for (role, expected) in [(Role::KelurahanOfficer, None), (Role::Mentor, Some(2_500_000))] {
        let mut tx = kit.tx_in(SEMARANG, testkit::actor(role, GEMAH)).await;
        let told = find::told(&mut tx, &first).await.unwrap();
        assert_eq!((told[0].takings, told[0].keeps_takings), (expected, true), "{role:?}");
    }
    let mut tx = kit.tx_in(SEMARANG, kernel::Actor::Visitor).await;
    let token = link.strip_prefix("/kabar/").unwrap();
    assert_eq!(withdraw_takings(&mut tx, token).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let told = find::told(&mut tx, &first).await.unwrap();
    assert_eq!((told.len(), told[0].keeps_takings), (1, false));
}

#[tokio::test]
async fn an_answer_after_the_programme_speaks_for_an_outcome_as_loud_as_the_way_it_came_and_once() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let known = became(&mut tx, sari, "2025-12-15", Vec::new()).await;
    schedule(&mut tx).await.unwrap();
    let three = of(&mut tx, sari).await.remove(0);
    let link = address(&tx, three.id, three.number);
    report_by_link(&mut tx, link.strip_prefix("/kabar/").unwrap(), said(1, None)).await.unwrap();
    tx.commit().await.unwrap();

    kit.work_off().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let told = outcome::find::evidence(&mut tx, known).await.unwrap();
    let sorts: Vec<_> = told.iter().map(|one| (one.sort, one.grade)).collect();
    let all = [Sort::Registered, Sort::Active, Sort::Permit, Sort::Sale].map(|sort| (sort, Grade::Claimed));
    // Evidence of one instant stands in no order.
    assert!(sorts.len() == 4 && all.iter().all(|one| sorts.contains(one)), "{sorts:?}");
    assert_eq!(outcome::one(&mut tx, known).await.unwrap().grade, Some(Grade::Claimed));

    let first = report(&mut tx, three.id, said(2, None)).await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(outcome::one(&mut tx, known).await.unwrap().grade, Some(Grade::Affirmed));
    kernel::Job::run(Claim { report: first.0 }, &mut tx).await.unwrap();
    assert_eq!(outcome::find::evidence(&mut tx, known).await.unwrap().len(), 7);
}

#[tokio::test]
async fn the_first_words_of_somebody_trained_make_an_outcome_with_its_programme_as_help() {
    let kit = kit().await;
    let (person, first) = placed(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let programme = first.programme.unwrap();
    let share = NewShare { programme: Some(programme), name: "Lama".to_owned(), share: 60 };
    let old = became(&mut tx, person, "2026-02-20", vec![share]).await;
    schedule(&mut tx).await.unwrap();
    let three = of(&mut tx, person).await.remove(1);
    assert_eq!(three.programme, Some(programme));
    report(&mut tx, three.id, said(1, None)).await.unwrap();
    let claimed = outcome::find::evidence(&mut tx, old).await.unwrap()[0].id;
    outcome::withdraw(&mut tx, old, claimed, "Keliru").await.unwrap();
    tx.commit().await.unwrap();

    kit.work_off().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let shares = outcome::find::shares(&mut tx, old).await.unwrap();
    assert_eq!(shares.iter().map(|one| one.share).collect::<Vec<_>>(), [60], "help is not counted twice");
    assert_eq!(outcome::one(&mut tx, old).await.unwrap().grade, Some(Grade::Affirmed));
}

#[tokio::test]
async fn who_lives_elsewhere_is_on_another_list_and_the_overdue_come_first() {
    let kit = kit().await;
    let (_, first) = placed(&kit).await;
    let elsewhere = testkit::actor(Role::KelurahanOfficer, "33.74.06.1006");
    let mut tx = kit.tx_in(SEMARANG, elsewhere).await;
    let open = Filter { limit: 10, ..Filter::default() };
    assert_eq!(list(&mut tx, open).await.unwrap().1, 0);
    assert!(matches!(one(&mut tx, first.id).await, Err(Error::NotFound(_))));
    assert!(matches!(report(&mut tx, first.id, said(1, None)).await, Err(Error::NotFound(_))));

    kit.at("2026-03-16 03:00");
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::KelurahanOfficer, GEMAH)).await;
    let (rows, total) = list(&mut tx, open).await.unwrap();
    assert_eq!((rows[0].standing(tx.today()), total), (Standing::Overdue, 1));
    report(&mut tx, first.id, said(1, None)).await.unwrap();
    assert_eq!(list(&mut tx, open).await.unwrap().1, 0);
    let answered = Filter { standing: Some(Standing::Answered), ..open };
    assert_eq!(list(&mut tx, answered).await.unwrap().1, 1);
}

#[tokio::test]
async fn a_programme_says_how_its_people_fare_by_their_last_words_and_of_five_or_more() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 9).await.unwrap();
    let programme = crate::call::one(&mut tx, call).await.unwrap().programme;
    for (number, name) in ["Sari", "Dewi", "Rina", "Yuni", "Wati"].into_iter().enumerate() {
        let (person, _) =
            examples::applicant(&mut tx, call, &format!("{name} Rahayu"), &area(GEMAH)).await.unwrap();
        let share = NewShare { programme: Some(programme.0), name: "WUB".to_owned(), share: 50 };
        became(&mut tx, person, "2025-12-01", vec![share]).await;
        schedule(&mut tx).await.unwrap();
        let all = of(&mut tx, person).await;
        let (first, three) =
            (all.iter().find(|one| one.month == 0).unwrap(), all.iter().find(|one| one.month == 3).unwrap());
        report(&mut tx, first.id, said(1, Some(1_000_000))).await.unwrap();
        report(&mut tx, three.id, said(9, Some(9_000_000))).await.unwrap();
        let grown = i64::try_from(number).unwrap() * 500_000;
        report(&mut tx, three.id, said(2, Some(1_000_000 + grown))).await.unwrap();
    }
    let changes = find::changes(&mut tx, programme).await.unwrap();
    let all = Some(Share { count: 5, of: 5 });
    let expected = ProgrammeChange {
        month: 3,
        asked: 5,
        answered: 5,
        active: all,
        permit: all,
        sold: all,
        compared: 5,
        takings_change: Some(1_000_000),
        employees_change: Some(1),
    };
    assert_eq!(changes[1], expected);
    assert_eq!(changes.iter().map(|one| one.month).collect::<Vec<_>>(), [0, 3]);
}

#[tokio::test]
async fn the_takings_of_a_forgotten_person_go_and_the_words_stay() {
    let kit = kit().await;
    let (person, first) = placed(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    report(&mut tx, first.id, said(2, Some(2_500_000))).await.unwrap();
    own_data::forgotten(&mut tx, registry::person::PersonForgotten { person }).await.unwrap();
    let told = find::told(&mut tx, &first).await.unwrap();
    assert_eq!((told.len(), told[0].keeps_takings), (1, false));
}
