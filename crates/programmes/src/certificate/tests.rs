use chrono::{Datelike as _, TimeDelta};
use kernel::id::AccountId;
use kernel::{Acting, Actor, AreaCode, Error, Role, Tx};
use testkit::SEMARANG;

use super::rules::{Lack, Rule};
use super::*;
use crate::training::tests::{MACHINE, enrolled};
use crate::training::{SessionId, examples, tick, void};

/// A session of a unit that is held now, in which these of the participants were.
async fn held(tx: &mut Tx, training: TrainingId, unit: usize, numbers: &[i32]) -> SessionId {
    let at = tx.now();
    let session = examples::session(tx, training, unit, at, 50).await.unwrap();
    for one in standings(tx, training, 0, 100).await.unwrap() {
        if numbers.contains(&one.number) {
            tick(tx, session, one.participant).await.unwrap();
        }
    }
    session
}

async fn of(tx: &mut Tx, training: TrainingId, number: i32) -> Standing {
    let all = standings(tx, training, 0, 100).await.unwrap();
    all.into_iter().find(|one| one.number == number).unwrap()
}

fn signed(tx: &Tx) -> NewIssue {
    let (signer, signer_title) = ("Dra. Rina Kartika".to_owned(), "Kepala Dinas".to_owned());
    NewIssue { on: tx.today(), signer, signer_title }
}

#[tokio::test]
async fn a_standing_follows_attendance_rule_and_marks() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    held(&mut tx, training, 0, &[1]).await;
    let packaging = held(&mut tx, training, 1, &[1, 2]).await;
    // The same unit again counts once.
    held(&mut tx, training, 1, &[2]).await;
    let (first, second) = (of(&mut tx, training, 1).await, of(&mut tx, training, 2).await);
    assert_eq!((first.done.minutes, first.done.whole, first.done.share()), (300, 390, 76));
    assert_eq!(first.lacks, [Lack::Share { has: 76, needs: 80 }]);
    let lacks = [Lack::Unit("Perizinan usaha".to_owned()), Lack::Share { has: 46, needs: 80 }];
    assert_eq!(second.lacks, lacks);

    set_rule(&mut tx, training, Rule { share: 70, mark: None }).await.unwrap();
    assert!(of(&mut tx, training, 1).await.passed());
    set_rule(&mut tx, training, Rule { share: 70, mark: Some(60) }).await.unwrap();
    assert_eq!(of(&mut tx, training, 1).await.lacks, [Lack::NoMark { needs: 60 }]);
    assert_eq!(give(&mut tx, training, &[Given { number: 1, mark: 55 }]).await.unwrap(), 1);
    assert_eq!(give(&mut tx, training, &[Given { number: 1, mark: 55 }]).await.unwrap(), 0);
    assert_eq!(of(&mut tx, training, 1).await.lacks, [Lack::Mark { has: 55, needs: 60 }]);
    give(&mut tx, training, &[Given { number: 1, mark: 60 }]).await.unwrap();
    assert!(of(&mut tx, training, 1).await.passed());

    void(&mut tx, packaging, first.participant, "Salah orang").await.unwrap();
    assert_eq!(of(&mut tx, training, 1).await.lacks, [Lack::Share { has: 30, needs: 70 }]);
    for wrong in [Rule { share: 101, mark: None }, Rule { share: 80, mark: Some(0) }] {
        assert!(matches!(set_rule(&mut tx, training, wrong).await, Err(Error::Invalid(_))));
    }
}

#[tokio::test]
async fn marks_come_all_or_none_and_only_for_a_test() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    let none = give(&mut tx, training, &[Given { number: 1, mark: 70 }]).await;
    assert!(matches!(none, Err(Error::Refused(_))), "{none:?}");
    set_rule(&mut tx, training, Rule { share: 0, mark: Some(60) }).await.unwrap();
    for wrong in [Given { number: 9, mark: 70 }, Given { number: 2, mark: 101 }] {
        let all = give(&mut tx, training, &[Given { number: 1, mark: 70 }, wrong]).await;
        assert!(matches!(all, Err(Error::Invalid(_))), "{all:?}");
        assert_eq!(of(&mut tx, training, 1).await.done.mark, None);
    }
}

#[tokio::test]
async fn certificates_are_numbered_on_given_once_and_can_be_checked_by_anybody_who_holds_one() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 3).await;
    held(&mut tx, training, 0, &[1, 2]).await;
    held(&mut tx, training, 1, &[1, 2]).await;
    held(&mut tx, training, 2, &[1, 2]).await;
    let new = signed(&tx);
    assert_eq!(issue(&mut tx, training, new.clone()).await.unwrap(), 2);
    let again = issue(&mut tx, training, new.clone()).await;
    assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
    let all = of_training(&mut tx, training).await.unwrap();
    let year = tx.today().year();
    let told: Vec<_> = all.iter().map(|one| (one.year, one.number, one.name.as_str(), one.minutes)).collect();
    assert_eq!(told, [(year, 1, "Peserta 0", 390), (year, 2, "Peserta 1", 390)]);

    let address = address(&tx, &all[0]);
    let code = address.rsplit('/').next().unwrap().to_owned();
    for typed in [
        code.clone(),
        code.to_lowercase().replace('-', " "),
        format!("https://umkm.contoh.id/semarang{address}"),
    ] {
        assert_eq!(check(&mut tx, &typed).await.unwrap().map(|one| one.id), Some(all[0].id), "{typed}");
    }
    // The seal of one certificate is none of another, and a number alone is nothing.
    let other = code.replacen(&format!("{year}-1-"), &format!("{year}-2-"), 1);
    for wrong in [other.as_str(), "2027-1", "", "x-y-z", &code[..code.len() - 1]] {
        assert_eq!(check(&mut tx, wrong).await.unwrap(), None, "{wrong}");
    }

    revoke(&mut tx, all[0].id, "Salah orang").await.unwrap();
    assert!(matches!(revoke(&mut tx, all[0].id, "Sekali lagi").await, Err(Error::Refused(_))));
    let revoked = check(&mut tx, &code).await.unwrap().unwrap();
    assert_eq!(revoked.revoked_reason.as_deref(), Some("Salah orang"));
    // Another can be given, under a number of its own.
    assert_eq!(issue(&mut tx, training, new).await.unwrap(), 1);
    let numbers: Vec<_> =
        of_training(&mut tx, training).await.unwrap().iter().map(|one| one.number).collect();
    assert_eq!(numbers, [2, 3]);
    let first = of(&mut tx, training, 1).await;
    assert_eq!(of_participant(&mut tx, first.participant).await.unwrap().len(), 2);
}

#[tokio::test]
async fn at_the_same_moment_nobody_gets_two_and_no_number_is_given_twice() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 5).await;
    set_rule(&mut tx, training, Rule { share: 0, mark: None }).await.unwrap();
    held(&mut tx, training, 0, &[1, 2, 3, 4, 5]).await;
    tx.commit().await.unwrap();
    let one = async || {
        let mut tx = db.tx(MACHINE).await;
        let new = signed(&tx);
        let given = issue(&mut tx, training, new).await;
        if given.is_ok() {
            tx.commit().await.unwrap();
        }
        given.unwrap_or(0)
    };
    let given = tokio::join!(one(), one(), one(), one());
    assert_eq!(given.0 + given.1 + given.2 + given.3, 5, "{given:?}");
    let mut tx = db.tx(MACHINE).await;
    let numbers: Vec<_> =
        of_training(&mut tx, training).await.unwrap().iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn the_database_gives_nobody_two_certificates_whatever_a_program_does() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    set_rule(&mut tx, training, Rule { share: 0, mark: None }).await.unwrap();
    held(&mut tx, training, 0, &[1]).await;
    let new = signed(&tx);
    issue(&mut tx, training, new).await.unwrap();
    let forced = sqlx::query(
        "insert into programmes.certificate (city, id, participant, year, number, name, training_name, minutes, on_day,
                                             signer, signer_title, issued_at)
         select city, gen_random_uuid(), participant, year, number + 1, name, training_name, minutes, on_day, signer,
                signer_title, issued_at
         from programmes.certificate where city = $1",
    )
    .bind(SEMARANG.0)
    .execute(tx.conn())
    .await;
    assert!(forced.unwrap_err().to_string().contains("certificate_once_key"));
}

#[tokio::test]
async fn whoever_has_one_and_would_not_pass_any_more_is_counted_apart() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 2).await;
    set_rule(&mut tx, training, Rule { share: 30, mark: None }).await.unwrap();
    held(&mut tx, training, 0, &[1, 2]).await;
    let new = signed(&tx);
    issue(&mut tx, training, new).await.unwrap();
    set_rule(&mut tx, training, Rule { share: 80, mark: None }).await.unwrap();
    held(&mut tx, training, 1, &[2]).await;
    held(&mut tx, training, 2, &[2]).await;
    let counts = tally(&standings(&mut tx, training, 0, 100).await.unwrap());
    assert_eq!(counts, Tally { people: 2, passed: 1, certified: 2, awaiting: 0, doubtful: 1 });
}

#[tokio::test]
async fn what_is_asked_of_a_certificate_is_asked_of_its_signer_and_day_too() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    let long = NewIssue { signer: "R".to_owned(), ..signed(&tx) };
    let late = NewIssue { on: tx.today() + TimeDelta::days(1), ..signed(&tx) };
    for (new, field) in [(long, "signer"), (late, "on")] {
        match issue(&mut tx, training, new).await {
            Err(Error::Invalid(wrong)) => assert_eq!(wrong[0].0, field),
            other => panic!("{other:?}"),
        }
    }
    let nobody = signed(&tx);
    assert!(matches!(issue(&mut tx, training, nobody).await, Err(Error::Refused(_))));
}

#[tokio::test]
async fn a_trainer_marks_the_own_training_and_gives_out_nothing() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    set_rule(&mut tx, training, Rule { share: 0, mark: Some(60) }).await.unwrap();
    let account = AccountId(kernel::id::Uuid::from_u128(7));
    let unit = training::units(&mut tx, training).await.unwrap()[0].id;
    let at = tx.now();
    let new = training::NewSession {
        unit,
        starts_at: at,
        ends_at: at + TimeDelta::hours(2),
        place: "Aula".to_owned(),
        link: String::new(),
        capacity: 5,
        trainers: vec![account],
    };
    training::add_session(&mut tx, training, new).await.unwrap();
    tx.commit().await.unwrap();
    let area = AreaCode::parse("33.74").unwrap();
    let acting = |account| {
        Actor::Account(Acting { account, role: Role::Entrepreneur, area: area.clone(), agency: None })
    };
    let mut tx = db.tx(acting(account)).await;
    assert_eq!(standings(&mut tx, training, 0, 10).await.unwrap().len(), 1);
    assert_eq!(give(&mut tx, training, &[Given { number: 1, mark: 80 }]).await.unwrap(), 1);
    let new = signed(&tx);
    assert!(matches!(issue(&mut tx, training, new).await, Err(Error::Forbidden)));
    tx.commit().await.unwrap();
    let stranger = AccountId(kernel::id::Uuid::from_u128(8));
    let mut tx = db.tx(acting(stranger)).await;
    assert!(standings(&mut tx, training, 0, 10).await.is_err());
    assert!(give(&mut tx, training, &[Given { number: 1, mark: 80 }]).await.is_err());
}
