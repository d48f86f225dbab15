use chrono::TimeDelta;
use kernel::{Actor, AreaCode, Error, Role, Tx};
use testkit::{SEMARANG, TestDb};

use super::find::Who;
use super::token::Door;
use super::*;
use crate::applicant::examples as people;
use crate::call::{self, CallId, Quota};
use crate::programme::Category;

pub(crate) const HERE: &str = "33.74.06.1001";
pub(crate) const MACHINE: Actor = Actor::System("test");

/// A training whose programme has so many people, all of them enrolled.
pub(crate) async fn enrolled(tx: &mut Tx, count: usize) -> (TrainingId, CallId) {
    let programme = people::programme(tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let new = people::a_call(tx, "WUB 2027", Quota { whole: 1_000, each: None }, &[]);
    let call = call::add(tx, programme, new).await.unwrap();
    let here = AreaCode::parse(HERE).unwrap();
    for number in 0..count {
        people::applicant(tx, call, &format!("Peserta {number}"), &here).await.unwrap();
    }
    let training = examples::training(tx, programme, "Dasar usaha").await.unwrap();
    assert_eq!(enrol(tx, training).await.unwrap(), count);
    (training, call)
}

async fn roster(tx: &mut Tx, session: SessionId) -> Vec<Seated> {
    let training = session_of(tx, session).await.unwrap().training;
    let who = Who { training, session: Some(session), one: None, prefix: "", offset: 0, most: 1_000 };
    find::seated(tx, &who).await.unwrap()
}

/// Numbers of participants with their chairs.
async fn chairs(tx: &mut Tx, session: SessionId) -> Vec<(i32, Option<i32>)> {
    roster(tx, session).await.into_iter().map(|row| (row.number, row.chair)).collect()
}

async fn of_number(tx: &mut Tx, session: SessionId, number: i32) -> ParticipantId {
    let all = roster(tx, session).await;
    all.into_iter().find(|row| row.number == number).unwrap().participant
}

async fn token_of(tx: &mut Tx, session: SessionId, number: i32) -> String {
    let participant = of_number(tx, session, number).await;
    let door = Door { session, number: session_of(tx, session).await.unwrap().number };
    token::make(tx.db(), tx.city(), door, participant, number)
}

/// A session of the first unit that is held now, with everybody in it.
pub(crate) async fn now(tx: &mut Tx, training: TrainingId, capacity: i32) -> SessionId {
    let at = tx.now();
    let session = examples::session(tx, training, 0, at, capacity).await.unwrap();
    fill(tx, session).await.unwrap();
    session
}

fn seen<'a>(token: &'a str, key: &'a str) -> Seen<'a> {
    Seen { token, at: None, key: Some(key) }
}

#[tokio::test]
async fn chairs_go_by_number_and_whoever_waits_moves_up_in_order() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 4).await;
    let later = tx.now() + TimeDelta::days(2);
    let session = examples::session(&mut tx, training, 0, later, 2).await.unwrap();
    fill(&mut tx, session).await.unwrap();
    assert_eq!(chairs(&mut tx, session).await, [(1, Some(1)), (2, Some(2)), (3, None), (4, None)]);
    assert_eq!(fill(&mut tx, session).await.unwrap(), 0);

    let first = of_number(&mut tx, session, 1).await;
    give_up(&mut tx, session, first).await.unwrap();
    assert_eq!(chairs(&mut tx, session).await, [(2, Some(2)), (3, Some(1)), (4, None)]);

    let other = examples::session(&mut tx, training, 0, later, 5).await.unwrap();
    let third = of_number(&mut tx, session, 3).await;
    book(&mut tx, other, third).await.unwrap();
    assert_eq!(chairs(&mut tx, session).await, [(2, Some(2)), (4, Some(1))]);
    leave(&mut tx, third, "Pindah kota").await.unwrap();
    assert_eq!(chairs(&mut tx, other).await, []);
}

#[tokio::test]
async fn the_database_refuses_one_chair_too_many_whatever_a_program_does() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    let later = tx.now() + TimeDelta::days(2);
    let session = examples::session(&mut tx, training, 0, later, 1).await.unwrap();
    fill(&mut tx, session).await.unwrap();
    let forced = sqlx::query(
        "update programmes.booking set chair = 2, given_at = now() where city = $1 and session = $2 and chair is null",
    )
    .bind(SEMARANG.0)
    .bind(session.0)
    .execute(tx.conn())
    .await;
    assert!(forced.unwrap_err().to_string().contains("booking_chair_fits"));
}

#[tokio::test]
async fn fewer_chairs_than_are_taken_are_refused_and_more_go_to_those_who_wait() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 3).await;
    let later = tx.now() + TimeDelta::days(2);
    let session = examples::session(&mut tx, training, 0, later, 2).await.unwrap();
    fill(&mut tx, session).await.unwrap();
    let was = session_of(&mut tx, session).await.unwrap();
    let said = |capacity| NewSession {
        unit: was.unit,
        starts_at: was.starts_at,
        ends_at: was.ends_at,
        place: "Aula kecamatan".to_owned(),
        link: String::new(),
        capacity,
        trainers: Vec::new(),
    };
    amend_session(&mut tx, session, said(3)).await.unwrap();
    assert_eq!(chairs(&mut tx, session).await, [(1, Some(1)), (2, Some(2)), (3, Some(3))]);
    let refused = amend_session(&mut tx, session, said(2)).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].0 == "capacity"));
}

#[tokio::test]
async fn a_token_counts_once_and_told_again_is_the_same_answer() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    let session = now(&mut tx, training, 10).await;
    let who = of_number(&mut tx, session, 1).await;
    let token = token_of(&mut tx, session, 1).await;

    for _ in 0..2 {
        let verdict = check_in(&mut tx, session, seen(&token.to_lowercase(), "hp-1")).await.unwrap();
        assert_eq!(verdict, Verdict::Present(who));
    }
    let other = check_in(&mut tx, session, seen(&token, "hp-2")).await.unwrap();
    assert_eq!(other, Verdict::Refused(Why::Already, Some(who)));
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 1);
}

#[tokio::test]
async fn a_refusal_says_why() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 3).await;
    let session = now(&mut tx, training, 2).await;
    let later = tx.now() + TimeDelta::days(3);
    let another = examples::session(&mut tx, training, 1, later, 10).await.unwrap();
    fill(&mut tx, another).await.unwrap();
    let good = token_of(&mut tx, session, 1).await;
    let forged = format!("{}0", &good[..good.len() - 1]);
    let forged = if forged == good { format!("{}1", &good[..good.len() - 1]) } else { forged };
    let elsewhere = token_of(&mut tx, another, 1).await;
    let waits = token_of(&mut tx, session, 3).await;
    let gone = token_of(&mut tx, session, 2).await;
    let second = of_number(&mut tx, session, 2).await;
    leave(&mut tx, second, "Pindah kota").await.unwrap();

    for (session, token, why) in [
        (session, "kopi", Why::Unknown),
        (session, forged.as_str(), Why::Unknown),
        (session, elsewhere.as_str(), Why::OtherSession),
        (session, gone.as_str(), Why::Left),
        (another, elsewhere.as_str(), Why::OtherTime),
    ] {
        let verdict = check_in(&mut tx, session, seen(token, "hp")).await.unwrap();
        assert!(matches!(verdict, Verdict::Refused(because, _) if because == why), "{token}: {verdict:?}");
    }
    // Whoever waited has the chair of the one who left.
    let verdict = check_in(&mut tx, session, seen(&waits, "hp")).await.unwrap();
    assert!(matches!(verdict, Verdict::Present(_)), "{verdict:?}");
}

#[tokio::test]
async fn what_was_seen_without_a_network_counts_when_it_is_told_later() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    let session = now(&mut tx, training, 10).await;
    let tokens = [token_of(&mut tx, session, 1).await, token_of(&mut tx, session, 2).await];
    let at = tx.now() + TimeDelta::minutes(20);
    tx.commit().await.unwrap();

    db.later(TimeDelta::days(2));
    let mut tx = db.tx(MACHINE).await;
    let told = Seen { token: &tokens[0], at: Some(at), key: Some("hp-1") };
    assert!(matches!(check_in(&mut tx, session, told).await.unwrap(), Verdict::Present(_)));
    let now = check_in(&mut tx, session, seen(&tokens[1], "hp-2")).await.unwrap();
    assert!(matches!(now, Verdict::Refused(Why::OtherTime, _)), "{now:?}");
    let ahead = Seen { token: &tokens[1], at: Some(at + TimeDelta::days(3)), key: Some("hp-3") };
    assert!(matches!(check_in(&mut tx, session, ahead).await.unwrap(), Verdict::Refused(Why::OtherTime, _)));
}

#[tokio::test]
async fn a_correction_keeps_what_was_said_and_whoever_was_there_after_all_is_ticked_again() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    let session = now(&mut tx, training, 10).await;
    let who = of_number(&mut tx, session, 1).await;
    tick(&mut tx, session, who).await.unwrap();
    tick(&mut tx, session, who).await.unwrap();
    assert!(matches!(void(&mut tx, session, who, "x").await, Err(Error::Invalid(_))));
    void(&mut tx, session, who, "Salah orang").await.unwrap();
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 0);
    tick(&mut tx, session, who).await.unwrap();

    let words = attend::history(&mut tx, session, who).await.unwrap();
    let reasons: Vec<_> = words.iter().filter_map(|word| word.voided_reason.as_deref()).collect();
    assert_eq!((words.len(), reasons), (2, vec!["Salah orang"]));
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 1);
}

/// Thirty-two devices tell of eight people, four times each, all at once.
async fn rush(db: &TestDb) -> (SessionId, usize) {
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 8).await;
    let session = now(&mut tx, training, 8).await;
    let mut tokens = Vec::new();
    for number in 1..=8 {
        tokens.push(token_of(&mut tx, session, number).await);
    }
    tx.commit().await.unwrap();
    let mut devices = tokio::task::JoinSet::new();
    for device in 0..32_usize {
        let (pool, token) = (db.db.clone(), tokens[device % 8].clone());
        devices.spawn(async move {
            let mut tx = pool.begin(MACHINE, SEMARANG).await.unwrap();
            let key = format!("hp-{device}");
            let verdict = check_in(&mut tx, session, seen(&token, &key)).await.unwrap();
            tx.commit().await.unwrap();
            matches!(verdict, Verdict::Present(_))
        });
    }
    let mut present = 0;
    while let Some(done) = devices.join_next().await {
        present += usize::from(done.unwrap());
    }
    (session, present)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_devices_at_once_one_counts_each_person() {
    let db = testkit::db().await;
    let (session, present) = rush(&db).await;
    let mut tx = db.tx(MACHINE).await;
    assert_eq!((present, session_of(&mut tx, session).await.unwrap().present), (8, 8));
}

#[tokio::test]
async fn only_whoever_runs_trainings_or_teaches_the_session_stands_at_its_door() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    let session = now(&mut tx, training, 10).await;
    tx.commit().await.unwrap();
    for (role, area, allowed) in [
        (Role::AgencyOfficer, "33.74", true),
        (Role::KelurahanOfficer, HERE, false),
        (Role::Mentor, HERE, false),
        (Role::Citizen, "33.74", false),
    ] {
        let mut tx = db.tx(testkit::actor(role, area)).await;
        assert_eq!(attend::door(&mut tx, session).await.is_ok(), allowed, "{role:?}");
    }
}

#[tokio::test]
async fn whoever_has_a_chair_is_reminded_once_and_told_when_it_moves() {
    let room = crate::context();
    let db = testkit::db_with(&room.jobs, &room.subscriptions).await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    let soon = tx.now() + TimeDelta::hours(20);
    let session = examples::session(&mut tx, training, 0, soon, 1).await.unwrap();
    fill(&mut tx, session).await.unwrap();
    assert_eq!(super::remind::remind(&mut tx).await.unwrap(), 1);
    assert_eq!(super::remind::remind(&mut tx).await.unwrap(), 0);
    let was = session_of(&mut tx, session).await.unwrap();
    let moved = NewSession {
        unit: was.unit,
        starts_at: was.starts_at + TimeDelta::hours(1),
        ends_at: was.ends_at + TimeDelta::hours(1),
        place: "Balai kota".to_owned(),
        link: String::new(),
        capacity: 1,
        trainers: Vec::new(),
    };
    amend_session(&mut tx, session, moved).await.unwrap();
    assert_eq!(super::remind::remind(&mut tx).await.unwrap(), 1);
}

#[tokio::test]
async fn a_calendar_says_what_everybody_may_know_in_lines_that_calendars_read() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    let at = testkit::instant("2027-01-15 09:00");
    let session = examples::session(&mut tx, training, 0, at, 10).await.unwrap();
    let mut session = session_of(&mut tx, session).await.unwrap();
    session.place =
        Some("Aula lantai 2; Gedung B, dekat lapangan tempat upacara warga Penggaron Kidul".to_owned());
    let text = calendar::write("umkm.contoh.id", "Dasar usaha", &[session], at);
    for line in [
        "BEGIN:VEVENT",
        "DTSTART:20270115T090000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:Dasar usaha: Perizinan usaha",
    ] {
        assert!(text.contains(&format!("{line}\r\n")), "{line}: {text}");
    }
    assert!(text.contains("LOCATION:Aula lantai 2\\; Gedung B\\,") && !text.contains("Peserta"), "{text}");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
}

#[tokio::test]
async fn the_address_of_a_calendar_leads_to_its_account_until_another_is_made() {
    let db = testkit::db().await;
    let mut tx = db.tx(testkit::actor(Role::Citizen, "33.74")).await;
    calendar::renew(&mut tx).await.unwrap();
    let address = calendar::address(&mut tx).await.unwrap().unwrap();
    let token = address.rsplit('/').next().unwrap();
    assert_eq!(Some(calendar::whose(&mut tx, token).await.unwrap()), tx.actor().account());
    let wrong = format!("{}0", &token[..token.len() - 1]);
    let wrong = if wrong == token { format!("{}1", &token[..token.len() - 1]) } else { wrong };
    assert!(matches!(calendar::whose(&mut tx, &wrong).await, Err(Error::NotFound(_))));
    calendar::renew(&mut tx).await.unwrap();
    assert!(matches!(calendar::whose(&mut tx, token).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn of_a_typed_sheet_the_sure_count_the_doubtful_wait_and_the_unknown_stay_names() {
    let db = testkit::db_prepared("territory", &[], &[], async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 3).await;
    let session = now(&mut tx, training, 10).await;
    let sheet = "No\tNama Peserta\tKelurahan\tTanda Tangan\n1\tPESERTA 0\tPenggaron Kidul\tv\n\
                 2\tPesrta 1\tPenggaron Kidul\tv\n3\tWahyu Nugroho\tGemah\tv\n4\tPeserta 2\tPenggaron Kidul\t";
    let taken = take(&mut tx, session, sheet).await.unwrap();
    assert_eq!(taken, Taken { sure: 1, doubtful: 1, unknown: 1, outside: 0, again: 0 });
    assert_eq!(take(&mut tx, session, sheet).await.unwrap().again, 3);
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 1);

    let row = rows(&mut tx, session).await.unwrap().remove(0);
    assert_eq!(row.verdict, "doubtful");
    decide(&mut tx, session, row.id, true).await.unwrap();
    assert!(matches!(decide(&mut tx, session, row.id, false).await, Err(Error::Refused(_))));
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 2);
}
