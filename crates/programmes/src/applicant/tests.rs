use chrono::TimeDelta;
use kernel::{Actor, AreaCode, Error, Role, Tx};
use registry::person::PersonId;
use testkit::{SEMARANG, TestDb};
use web::upload::Uploaded;

use super::lapse::lapse;
use super::*;
use crate::applicant::examples;
use crate::call::judge::Verdict;
use crate::call::{self, CallId, NewCall, Quota, Rule};
use crate::programme::Category;

const HERE: &str = "33.74.06.1001";
const MACHINE: Actor = Actor::System("test");

fn here() -> AreaCode {
    AreaCode::parse(HERE).unwrap()
}

fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

/// A call for so many, and people who applied to it, in order.
async fn filled(tx: &mut Tx, places: i32, people: usize) -> (CallId, Vec<(PersonId, ApplicantId)>) {
    let call = examples::call(tx, "WUB 2027", places).await.unwrap();
    let mut all = Vec::new();
    for number in 0..people {
        let name = format!("Pendaftar {number}");
        all.push(examples::applicant(tx, call, &name, &here()).await.unwrap());
    }
    (call, all)
}

async fn states(tx: &mut Tx, all: &[(PersonId, ApplicantId)]) -> Vec<State> {
    let mut states = Vec::new();
    for (_, id) in all {
        states.push(one(tx, *id).await.unwrap().state);
    }
    states
}

/// What the database itself says of a call: places held, and people who wait, each in the order of arrival.
async fn held(tx: &mut Tx, call: CallId) -> (Vec<i32>, Vec<i32>) {
    let seats = sqlx::query_scalar(
        "select a.number from programmes.seat s join programmes.applicant a on a.city = s.city and a.id = s.applicant
         where s.city = $1 and s.call = $2 and s.released_at is null order by a.number",
    )
    .bind(tx.city().0)
    .bind(call.0)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    let waiting = sqlx::query_scalar(
        "select number from programmes.applicant where city = $1 and call = $2 and state = 'waiting' order by number",
    )
    .bind(tx.city().0)
    .bind(call.0)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    (seats, waiting)
}

/// Sixty-four people in a call with 27 places, all at once, each on a connection of its own as far as there are any.
async fn burst(db: &TestDb, quota: Quota) -> CallId {
    let mut tx = db.tx(MACHINE).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let new = examples::a_call(&tx, "WUB 2027", quota, &[Rule::Resident, Rule::NotRecipient]);
    let call = call::add(&mut tx, programme, new).await.unwrap();
    let mut people = Vec::new();
    for number in 0..64 {
        people.push(
            registry::examples::person(&mut tx, &format!("Warga {number}"), &here(), None).await.unwrap(),
        );
    }
    tx.commit().await.unwrap();

    let mut clients = tokio::task::JoinSet::new();
    for person in people {
        let pool = db.db.clone();
        clients.spawn(async move {
            let mut tx = pool.begin(MACHINE, SEMARANG).await.unwrap();
            examples::entered(&mut tx, call, person).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    while let Some(done) = clients.join_next().await {
        done.unwrap();
    }
    call
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_at_once_the_first_twenty_seven_have_a_place_and_the_others_wait_in_order() {
    let db = testkit::db().await;
    let call = burst(&db, Quota { whole: 27, each: None }).await;
    let mut tx = db.tx(admin()).await;
    let (held, waiting) = held(&mut tx, call).await;
    assert_eq!(held, (1..=27).collect::<Vec<i32>>());
    assert_eq!(waiting, (28..=64).collect::<Vec<i32>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kelurahans_places_hold_under_a_burst_too() {
    let db = testkit::db_prepared("territory", &[], &[], async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await;
    let call = burst(&db, Quota { whole: 1_000, each: Some(27) }).await;
    let mut tx = db.tx(admin()).await;
    let (held, waiting) = held(&mut tx, call).await;
    assert_eq!((held.len(), waiting), (27, (28..=64).collect::<Vec<i32>>()));
}

#[tokio::test]
async fn the_database_refuses_one_place_too_many_whatever_a_program_does() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (call, all) = filled(&mut tx, 2, 3).await;
    let seat = |number: i32, places: i32| {
        format!(
            "insert into programmes.seat (city, id, call, applicant, whole_area, whole_number, whole_places, by_area, given_at)
             values (3374, gen_random_uuid(), '{call}', '{}', '33.74', {number}, {places}, false, now())",
            all[2].1
        )
    };
    for (number, places, broken) in
        [(3, 2, "seat_whole_fits"), (2, 2, "seat_whole_number_key"), (3, 3, "seat_whole_fkey")]
    {
        let sql = seat(number, places);
        let error = tx
            .part(async move |tx| {
                Ok(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(tx.conn()).await.map(|_| ())?)
            })
            .await
            .unwrap()
            .unwrap_err();
        assert!(error.to_string().contains(broken), "{number} of {places}: {error}");
    }
}

#[tokio::test]
async fn a_withdrawal_offers_the_place_to_the_next_until_a_day_and_then_to_the_one_after() {
    let jobs = [kernel::job::JobKind::of::<kernel::mail::Send>()];
    let db = testkit::db_with(&jobs, &[]).await;
    let mut tx = db.tx(MACHINE).await;
    let (call, all) = filled(&mut tx, 1, 3).await;
    use State::{Lapsed, Offered, Placed, Waiting, Withdrawn};
    assert_eq!(states(&mut tx, &all).await, [Placed, Waiting, Waiting]);
    withdraw(&mut tx, all[0].1, "Pindah kota").await.unwrap();
    withdraw(&mut tx, all[0].1, "Pindah kota").await.unwrap();
    assert_eq!(states(&mut tx, &all).await, [Withdrawn, Offered, Waiting]);
    let until = one(&mut tx, all[1].1).await.unwrap().held_until.unwrap();
    assert_eq!(until, tx.now() + TimeDelta::days(3));
    assert_eq!(lapse(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();

    db.later(TimeDelta::days(3));
    let mut tx = db.tx(MACHINE).await;
    let late = tx.part(async |tx| accept(tx, all[1].1).await).await.unwrap().unwrap_err();
    assert_eq!(late.to_string(), "refused: programmes-offer-over");
    assert_eq!(lapse(&mut tx).await.unwrap(), 1);
    assert_eq!(lapse(&mut tx).await.unwrap(), 0);
    assert_eq!(states(&mut tx, &all).await, [Withdrawn, Lapsed, Offered]);
    accept(&mut tx, all[2].1).await.unwrap();
    accept(&mut tx, all[2].1).await.unwrap();
    assert_eq!(states(&mut tx, &all).await, [Withdrawn, Lapsed, Placed]);
    assert_eq!(held(&mut tx, call).await.0, [3]);
    let because: Vec<String> =
        steps(&mut tx, all[1].1).await.unwrap().into_iter().map(|step| step.because).collect();
    assert_eq!(because, ["no_answer", "moved_up", "full", "applied"]);
}

#[tokio::test]
async fn with_more_places_the_next_move_up_and_fewer_than_are_held_are_refused() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (call, all) = filled(&mut tx, 1, 4).await;
    let with = |tx: &Tx, whole: i32| examples::a_call(tx, "WUB 2027", Quota { whole, each: None }, &[]);
    let new = with(&tx, 3);
    call::amend(&mut tx, call, new).await.unwrap();
    use State::{Offered, Placed, Waiting};
    assert_eq!(states(&mut tx, &all).await, [Placed, Offered, Offered, Waiting]);
    let new = with(&tx, 2);
    let refused = tx.part(async move |tx| call::amend(tx, call, new).await).await.unwrap().unwrap_err();
    assert_eq!(refused.to_string(), "invalid: places: programmes-call-places-held");
}

#[tokio::test]
async fn nobody_applies_twice_nor_before_nor_after_the_call() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (call, all) = filled(&mut tx, 5, 1).await;
    let again = async |tx: &mut Tx| {
        let person = all[0].0;
        tx.part(async move |tx| examples::entered(tx, call, person).await).await.unwrap()
    };
    assert_eq!(again(&mut tx).await.unwrap_err().to_string(), "refused: programmes-applied-already");
    withdraw(&mut tx, all[0].1, "").await.unwrap();
    let later = again(&mut tx).await.unwrap();
    assert_eq!(one(&mut tx, later).await.unwrap().number, 2);
    let other = registry::examples::person(&mut tx, "Lain", &here(), None).await.unwrap();
    tx.commit().await.unwrap();
    for (days, said) in [(31, "programmes-call-over"), (-62, "programmes-call-not-yet")] {
        db.later(TimeDelta::days(days));
        let mut tx = db.tx(MACHINE).await;
        let error = examples::entered(&mut tx, call, other).await.unwrap_err();
        assert_eq!(error.to_string(), format!("refused: {said}"));
    }
}

#[tokio::test]
async fn a_rule_that_fails_refuses_and_says_what_would_mend_it_and_what_is_not_known_does_not() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let programme = examples::programme(&mut tx, "Perempuan Pengusaha", Category::Women).await.unwrap();
    let rules = [
        Rule::Resident,
        Rule::AgeAtLeast(18),
        Rule::NotCivilServant,
        Rule::Recommendation,
        Rule::NotRecipient,
    ];
    let quota = Quota { whole: 5, each: None };
    let first = examples::a_call(&tx, "PP 2026", quota, &rules);
    let call = call::add(&mut tx, programme, first.clone()).await.unwrap();
    let second = call::add(&mut tx, programme, NewCall { name: "PP 2027".into(), ..first }).await.unwrap();
    // Born on 24 November 2008: two days too young.
    let young = registry::examples::person(&mut tx, "Muda", &here(), Some("3374066411080001")).await.unwrap();
    let answers = Answers { ktp_here: Some(false), civil_servant: Some(true), married: None };
    let new = NewApplicant { person: young, answers, idea: String::new(), baseline: None };
    let error = tx.part(async move |tx| apply(tx, call, new).await).await.unwrap().unwrap_err();
    let said = error.to_string();
    for part in [
        "ktp_here: programmes-mend-resident",
        "birth_date: programmes-mend-age-at-least",
        "civil_servant: programmes-mend-civil-servant",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }

    let old = registry::examples::person(&mut tx, "Dewasa", &here(), Some("3374065708900001")).await.unwrap();
    let id = examples::entered(&mut tx, call, old).await.unwrap();
    let verdicts = async |tx: &mut Tx| {
        let (call, applicant) = (call::one(tx, call).await.unwrap(), one(tx, id).await.unwrap());
        let judged = judged(tx, &call, &applicant).await.unwrap();
        judged.into_iter().map(|one| (one.rule.kind(), one.verdict)).collect::<Vec<_>>()
    };
    use Verdict::{Failed, Passed, Unknown};
    let before = [
        ("resident", Passed),
        ("age_at_least", Passed),
        ("recommendation", Unknown),
        ("not_civil_servant", Passed),
        ("not_recipient", Passed),
    ];
    assert_eq!(verdicts(&mut tx).await, before);
    let paper =
        Uploaded { field: "file".into(), name: "surat.pdf".into(), bytes: b"%PDF-1.7 surat".to_vec() };
    let paper = attach(&mut tx, id, "recommendation", paper).await.unwrap();
    assert_eq!(verdicts(&mut tx).await, before);
    look(&mut tx, paper, true, "").await.unwrap();
    assert_eq!(verdicts(&mut tx).await[2], ("recommendation", Passed));
    find_rule(&mut tx, id, "resident", false, "KTP ternyata Kabupaten Demak").await.unwrap();
    assert_eq!(verdicts(&mut tx).await[0], ("resident", Failed));

    let error = examples::entered(&mut tx, second, old).await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: rules: programmes-mend-recipient");
}

#[tokio::test]
async fn two_records_that_are_one_person_leave_one_application_and_parting_them_brings_the_other_back() {
    let jobs = [];
    let hear = [kernel::subscription!(registry::link::Settled, "programmes.applicant.follow", settled)];
    let db = testkit::db_with(&jobs, &hear).await;
    let mut tx = db.tx(MACHINE).await;
    let (call, all) = filled(&mut tx, 2, 3).await;
    use State::{Double, Offered, Placed, Waiting};
    assert_eq!(states(&mut tx, &all).await, [Placed, Placed, Waiting]);
    tx.commit().await.unwrap();
    let mut tx = db.tx(MACHINE).await;
    let act = registry::examples::joined_people(&mut tx, all[0].0, all[1].0).await.unwrap();
    tx.commit().await.unwrap();
    db.work_off().await;
    let mut tx = db.tx(MACHINE).await;
    assert_eq!(states(&mut tx, &all).await, [Placed, Double, Offered]);
    for (person, _) in &all[..2] {
        let person = *person;
        let again = tx.part(async move |tx| examples::entered(tx, call, person).await).await.unwrap();
        assert_eq!(again.unwrap_err().to_string(), "refused: programmes-applied-already");
    }
    registry::link::undo(&mut tx, act, "Ternyata dua orang").await.unwrap();
    tx.commit().await.unwrap();
    db.work_off().await;
    let mut tx = db.tx(MACHINE).await;
    assert_eq!(states(&mut tx, &all).await, [Placed, Waiting, Offered]);
    let roots: Vec<PersonId> =
        [one(&mut tx, all[0].1).await.unwrap().person, one(&mut tx, all[1].1).await.unwrap().person].into();
    assert_eq!(roots, [all[0].0, all[1].0]);
}

#[tokio::test]
async fn an_application_is_there_for_the_officers_of_its_territory_alone() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (_, all) = filled(&mut tx, 5, 1).await;
    let id = all[0].1;
    tx.commit().await.unwrap();
    for (role, area, found) in [
        (Role::KelurahanOfficer, HERE, true),
        (Role::KelurahanOfficer, "33.74.07.1001", false),
        (Role::Analyst, "33.74", false),
        (Role::Citizen, "33.74", false),
    ] {
        let mut tx = db.tx(testkit::actor(role, area)).await;
        let seen = super::find::may(&mut tx, id, SEE).await;
        assert_eq!(seen.is_ok(), found, "{role:?} {area}");
        assert!(found || matches!(seen, Err(Error::NotFound(_))));
    }
    let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, HERE)).await;
    assert!(matches!(refuse(&mut tx, id, "Tidak memenuhi syarat").await, Err(Error::Forbidden)));
}

#[tokio::test]
async fn a_place_that_is_held_is_told_by_mail_to_whoever_has_an_address() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (_, all) = filled(&mut tx, 1, 2).await;
    let claims =
        registry::source::claims::PersonClaims { email: Some("sari@contoh.id".into()), ..Default::default() };
    let said = registry::person::register::NewPerson { claims, ..Default::default() };
    registry::person::amend(&mut tx, all[1].0, said).await.unwrap();
    withdraw(&mut tx, all[0].1, "").await.unwrap();
    tx.commit().await.unwrap();
    db.work_off().await;
    let mail = db.mailbox.last_to("sari@contoh.id").unwrap();
    assert_eq!(mail.subject, "Ada tempat untuk Anda: WUB 2027");
    assert!(mail.body.contains("25-11-2026 12:00 WIB"), "{}", mail.body);
}

#[tokio::test]
async fn what_a_forgotten_person_wrote_goes_and_that_there_was_an_application_stays() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (_, all) = filled(&mut tx, 1, 1).await;
    let paper = Uploaded { field: "file".into(), name: "ktp.pdf".into(), bytes: b"%PDF-1.7 ktp".to_vec() };
    attach(&mut tx, all[0].1, "ktp", paper).await.unwrap();
    let fact = registry::person::PersonForgotten { person: all[0].0 };
    own_data::forgotten(&mut tx, fact).await.unwrap();
    let left = one(&mut tx, all[0].1).await.unwrap();
    assert_eq!((left.answers, left.idea, left.state), (Answers::default(), None, State::Placed));
    assert_eq!(documents(&mut tx, all[0].1).await.unwrap(), []);
}
