use chrono::TimeDelta;
use kernel::{Error, Job as _, Role, Tx};
use registry::person::PersonId;
use registry::person::register::NewPerson;
use registry::source::claims::{Address, PersonClaims};
use testkit::{SEMARANG, TestDb};
use web::upload::Uploaded;

use super::find::{self, Standing};
use super::remind::remind;
use super::*;
use crate::applicant::{self, ApplicantId, examples};
use crate::call::{self, CallId, Quota, Rule};
use crate::followup;
use crate::programme::{Category, ProgrammeId};
use crate::testing::{GEMAH, area, kit, machine};
use crate::training;

/// Somebody whose address is known, or not.
async fn someone(tx: &mut Tx, name: &str, email: Option<&str>) -> PersonId {
    let home = Address { area: Some(area(GEMAH)), ..Address::default() };
    let claims = PersonClaims {
        name: Some(name.to_owned()),
        home,
        email: email.map(str::to_owned),
        phones: vec!["+6281234567890".to_owned()],
        ..PersonClaims::default()
    };
    registry::person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap()
}

async fn open(tx: &mut Tx) -> Vec<(ApplicantId, NextStep)> {
    let filter = Filter { standing: Some(Standing::Open), limit: 100, ..Filter::default() };
    let (rows, total) = list(tx, &filter).await.unwrap();
    assert_eq!(i64::try_from(rows.len()).unwrap(), total);
    rows.into_iter().map(|row| (row.key.applicant, row.key.step)).collect()
}

async fn key_of(tx: &mut Tx, id: ApplicantId) -> Key {
    find::of(tx, id).await.unwrap().remove(0).key
}

/// A programme whose call asks for a letter, and somebody with an address and somebody without, who have brought none.
async fn lettered(tx: &mut Tx) -> (ProgrammeId, ApplicantId, ApplicantId) {
    let programme = examples::programme(tx, "Perempuan Pengusaha", Category::Women).await.unwrap();
    let new = examples::a_call(tx, "PP 2027", Quota { whole: 5, each: None }, &[Rule::Recommendation]);
    let call = call::add(tx, programme, new).await.unwrap();
    let sari = someone(tx, "Sari", Some("sari@contoh.id")).await;
    let dewi = someone(tx, "Dewi", None).await;
    let sari = examples::entered(tx, call, sari).await.unwrap();
    (programme, sari, examples::entered(tx, call, dewi).await.unwrap())
}

async fn begun(kit: &TestDb) -> (ProgrammeId, ApplicantId, ApplicantId) {
    kit.at("2026-03-02 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let made = lettered(&mut tx).await;
    tx.commit().await.unwrap();
    made
}

#[tokio::test]
async fn a_mail_goes_once_after_a_week_by_day_and_to_those_who_have_an_address() {
    let kit = kit().await;
    let (_, sari, dewi) = begun(&kit).await;
    for (at, many) in [
        ("2026-03-08 03:00", 0),
        // Half past nine in the evening in Semarang.
        ("2026-03-09 14:30", 0),
        ("2026-03-10 03:00", 2),
        ("2026-03-10 04:00", 0),
        ("2026-03-30 03:00", 0),
    ] {
        kit.at(at);
        let mut tx = kit.tx_in(SEMARANG, machine()).await;
        assert_eq!(remind(&mut tx).await.unwrap(), many, "{at}");
        tx.commit().await.unwrap();
    }
    kit.work_off().await;
    let mails = kit.mailbox.all();
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["sari@contoh.id"]);
    assert!(mails[0].body.contains(&format!("/programmes/applicants/{sari}")), "{}", mails[0].body);
    assert!(!mails[0].body.contains("Sari") && mails[0].subject.contains("PP 2027"));
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let mailed = async |tx: &mut Tx, id| find::of(tx, id).await.unwrap()[0].mailed_at.is_some();
    assert!(mailed(&mut tx, sari).await && !mailed(&mut tx, dewi).await);
    // The desk has both on its list still.
    assert_eq!(open(&mut tx).await.len(), 2);
}

#[tokio::test]
async fn a_programme_that_does_not_remind_sends_nothing_and_one_that_is_in_a_hurry_sooner() {
    let kit = kit().await;
    let (programme, ..) = begun(&kit).await;
    for (days, at, many) in
        [(9, "2026-03-10 03:00", 0), (0, "2026-03-12 03:00", 0), (2, "2026-03-13 03:00", 2)]
    {
        kit.at(at);
        let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::AgencyOfficer, "33.74")).await;
        set_days(&mut tx, programme, days).await.unwrap();
        assert_eq!(find::days(&mut tx, programme).await.unwrap(), days);
        tx.commit().await.unwrap();
        let mut tx = kit.tx_in(SEMARANG, machine()).await;
        assert_eq!(remind(&mut tx).await.unwrap(), many, "{days} {at}");
    }
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::Mentor, "33.74")).await;
    assert!(matches!(set_days(&mut tx, programme, 3).await, Err(Error::Forbidden)));
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert!(matches!(set_days(&mut tx, programme, 91).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn who_was_spoken_to_is_left_alone_for_a_while_and_who_wants_none_for_good() {
    let kit = kit().await;
    let (_, sari, dewi) = begun(&kit).await;
    kit.at("2026-03-08 03:00");
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::KelurahanOfficer, GEMAH)).await;
    let (first, second) = (key_of(&mut tx, sari).await, key_of(&mut tx, dewi).await);
    mark(&mut tx, first, Word::Reached).await.unwrap();
    mark(&mut tx, second, Word::Never).await.unwrap();
    assert_eq!(open(&mut tx).await, []);
    let never = Filter { standing: Some(Standing::Never), limit: 9, ..Filter::default() };
    let (rows, _) = list(&mut tx, &never).await.unwrap();
    assert_eq!((rows[0].key, rows[0].word, rows[0].marked_at), (second, Some(Word::Never), Some(tx.now())));
    tx.commit().await.unwrap();

    kit.at("2026-03-10 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(remind(&mut tx).await.unwrap(), 0);
    kit.at("2026-03-15 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(open(&mut tx).await, [(sari, NextStep::Document)]);
    assert_eq!(remind(&mut tx).await.unwrap(), 1);

    let elsewhere = testkit::actor(Role::KelurahanOfficer, "33.74.06.1006");
    let mut tx = kit.tx_in(SEMARANG, elsewhere).await;
    assert_eq!(open(&mut tx).await, []);
    assert!(matches!(mark(&mut tx, first, Word::Later).await, Err(Error::NotFound(_))));
    for role in [Role::Citizen, Role::Analyst] {
        let mut tx = kit.tx_in(SEMARANG, testkit::actor(role, "33.74")).await;
        assert!(list(&mut tx, &never).await.is_err(), "{role:?}");
    }
}

#[tokio::test]
async fn a_letter_that_is_handed_in_is_no_step_and_one_that_is_wrong_is_one_again() {
    let kit = kit().await;
    let (_, sari, dewi) = begun(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(open(&mut tx).await.len(), 2);
    let sent = Uploaded { field: "file".into(), name: "surat.pdf".into(), bytes: b"%PDF-1.7 surat".to_vec() };
    let key = key_of(&mut tx, sari).await;
    let paper = applicant::attach(&mut tx, sari, "recommendation", sent).await.unwrap();
    assert_eq!(open(&mut tx).await, [(dewi, NextStep::Document)]);
    assert!(matches!(mark(&mut tx, key, Word::Reached).await, Err(Error::Refused(_))));
    applicant::look(&mut tx, paper, false, "Suratnya tanpa cap basah").await.unwrap();
    assert_eq!(open(&mut tx).await.len(), 2);
    applicant::withdraw(&mut tx, sari, "Sakit").await.unwrap();
    applicant::find_rule(&mut tx, dewi, "recommendation", true, "Suratnya sudah dilihat").await.unwrap();
    assert_eq!(open(&mut tx).await, []);
}

/// A call with one place, which somebody holds; the next one waits.
async fn moved_up(tx: &mut Tx) -> (CallId, ApplicantId) {
    let call = examples::call(tx, "Maret", 1).await.unwrap();
    let (_, first) = examples::applicant(tx, call, "Rina", &area(GEMAH)).await.unwrap();
    let person = someone(tx, "Sari", Some("sari@contoh.id")).await;
    let second = examples::entered(tx, call, person).await.unwrap();
    applicant::withdraw(tx, first, "Pindah").await.unwrap();
    (call, second)
}

#[tokio::test]
async fn a_place_that_is_held_is_a_step_until_it_is_taken_and_is_mailed_of_on_its_last_day() {
    let kit = kit().await;
    kit.at("2026-03-02 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let (_, id) = moved_up(&mut tx).await;
    assert_eq!(open(&mut tx).await, [(id, NextStep::Confirm)]);
    assert_eq!(remind(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    kit.at("2026-03-04 04:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(remind(&mut tx).await.unwrap(), 1);
    applicant::accept(&mut tx, id).await.unwrap();
    assert_eq!(open(&mut tx).await, []);
    kit.at("2026-03-06 04:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    // Not taken in time, since the acceptance was not committed: nothing can be done any more.
    assert_eq!(open(&mut tx).await, []);
}

#[tokio::test]
async fn a_unit_that_must_be_taken_is_a_step_until_there_is_a_chair_and_again_when_it_was_missed() {
    let kit = kit().await;
    kit.at("2026-03-02 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 5).await.unwrap();
    let (_, id) = examples::applicant(&mut tx, call, "Sari", &area(GEMAH)).await.unwrap();
    let programme = call::one(&mut tx, call).await.unwrap().programme;
    let training = training::examples::training(&mut tx, programme, "Dasar usaha").await.unwrap();
    training::enrol(&mut tx, training).await.unwrap();
    assert_eq!(open(&mut tx).await, []);
    let at = tx.now();
    let optional =
        training::examples::session(&mut tx, training, 1, at + TimeDelta::days(9), 9).await.unwrap();
    assert_eq!(open(&mut tx).await, [], "nobody must take it: {optional}");
    let first = training::examples::session(&mut tx, training, 0, at + TimeDelta::days(2), 9).await.unwrap();
    let second = training::examples::session(&mut tx, training, 0, at + TimeDelta::days(8), 9).await.unwrap();
    assert_eq!(open(&mut tx).await, [(id, NextStep::Session)]);
    training::fill(&mut tx, first).await.unwrap();
    assert_eq!(open(&mut tx).await, []);
    tx.commit().await.unwrap();

    kit.at("2026-03-05 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(open(&mut tx).await, [(id, NextStep::Session)], "the chair was left empty");
    let who = training::Who { training, session: None, one: None, prefix: "", offset: 0, most: 9 };
    let sari = training::seated(&mut tx, &who).await.unwrap()[0].participant;
    training::book(&mut tx, second, sari).await.unwrap();
    assert_eq!(open(&mut tx).await, []);
    tx.commit().await.unwrap();

    kit.at("2026-03-10 04:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    training::tick(&mut tx, second, sari).await.unwrap();
    assert_eq!(open(&mut tx).await, []);
    // Whoever was taught, and whose business has no number, can ask for one.
    let person = applicant::one(&mut tx, id).await.unwrap().person;
    registry::examples::business(&mut tx, person, "Warung Sari", &area(GEMAH), "Kuliner", 5_000_000)
        .await
        .unwrap();
    assert_eq!(open(&mut tx).await, [(id, NextStep::Permit)]);
}

#[tokio::test]
async fn who_is_to_tell_of_the_business_has_the_secret_link_in_the_mail() {
    let kit = kit().await;
    kit.at("2026-03-02 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 5).await.unwrap();
    let person = someone(&mut tx, "Sari", Some("sari@contoh.id")).await;
    examples::entered(&mut tx, call, person).await.unwrap();
    followup::schedule(&mut tx).await.unwrap();
    assert_eq!(open(&mut tx).await, [], "it is not due yet");
    let filter = followup::Filter { person: Some(person.0), limit: 1, ..followup::Filter::default() };
    let asked = followup::list(&mut tx, filter).await.unwrap().0.remove(0);
    tx.commit().await.unwrap();

    kit.at("2026-03-24 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(open(&mut tx).await.len(), 1);
    Remind {}.run(&mut tx).await.unwrap();
    let link = followup::address(&tx, asked.id, asked.number);
    tx.commit().await.unwrap();
    kit.work_off().await;
    let mail = kit.mailbox.last_to("sari@contoh.id").unwrap();
    assert!(mail.body.contains(&link), "{}", mail.body);
}

#[tokio::test]
async fn of_what_lies_long_ago_nobody_is_reminded_all_of_a_sudden() {
    let kit = kit().await;
    begun(&kit).await;
    kit.at("2026-06-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!((remind(&mut tx).await.unwrap(), open(&mut tx).await.len()), (0, 2));
}
