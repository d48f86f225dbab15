use kernel::{Actor, CityId};
use testkit::{DEPOK, SEMARANG, TestDb, actor};

use super::rules::{Names, read};
use super::*;
use crate::reference::load_for_tests;

const GEMAH: &str = "33.74.06.1006";

async fn kit() -> TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| load_for_tests(conn).await).await
}

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn lines(text: &str) -> NewNeighbourhoods {
    let names = Names::new([
        (code(GEMAH), "Gemah".to_owned()),
        (code("33.74.06.1007"), "Pedurungan Kidul".to_owned()),
    ]);
    NewNeighbourhoods { lines: read(text, &names, None).unwrap(), since: None, invented: false }
}

fn admin() -> Actor {
    actor(Role::CityAdmin, "33.74")
}

async fn codes(tx: &mut kernel::Tx) -> Vec<String> {
    let day = tx.today();
    let list = list(tx, &code(GEMAH), day).await.unwrap();
    list.into_iter().map(|n| n.code.as_str().trim_start_matches(GEMAH).to_owned()).collect()
}

fn outcomes(judged: &[Judged]) -> Vec<String> {
    let word = |judged: &Judged| match &judged.outcome {
        Outcome::New { rw, rt } => format!("+{rw}/{rt}"),
        Outcome::Known => "known".to_owned(),
        Outcome::Refused(say) => say.key.to_owned(),
    };
    judged.iter().map(word).collect()
}

#[tokio::test]
async fn each_line_of_a_list_says_what_became_of_it_and_a_second_time_all_is_known() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    let list = lines("Gemah,1,1-2\nGemah,1,2\nGemah,2,\nGemah,2,1\nGemah,x,1\n33.74.06.1007,1,1");

    let first = add_many(&mut tx, &list).await.unwrap();
    let second = add_many(&mut tx, &list).await.unwrap();

    assert_eq!(outcomes(&first), ["+1/2", "known", "+1/0", "+0/1", "territory-line-number", "+1/1"]);
    assert_eq!(outcomes(&second), ["known", "known", "known", "known", "territory-line-number", "known"]);
    assert_eq!(codes(&mut tx).await, ["/001", "/001/001", "/001/002", "/002", "/002/001"]);
    assert_eq!(tx.told(), ["territory.neighbourhood.changed"]);
}

#[tokio::test]
async fn an_officer_adds_in_the_own_kelurahan_only_and_a_citizen_nowhere() {
    let kit = kit().await;
    let list = lines("Gemah,1,1\nPedurungan Kidul,1,1");
    let mut officer = kit.tx(actor(Role::KelurahanOfficer, GEMAH)).await;
    let mut citizen = kit.tx(actor(Role::Citizen, "33.74")).await;
    let mut elsewhere = kit.tx_in(DEPOK, actor(Role::CityAdmin, "32.76")).await;

    let judged = add_many(&mut officer, &list).await.unwrap();
    let strange = add_many(&mut elsewhere, &list).await.unwrap();

    assert_eq!(outcomes(&judged), ["+1/1", "territory-line-not-yours"]);
    assert_eq!(outcomes(&strange), ["territory-line-not-yours", "territory-line-not-yours"]);
    assert!(matches!(add_many(&mut citizen, &list).await, Err(Error::Forbidden)));
}

#[tokio::test]
async fn two_who_add_the_same_rt_at_once_add_one() {
    let kit = kit().await;
    let list = lines("Gemah,1,1\nGemah,1,2");
    let add = async || {
        let mut tx = kit.tx(admin()).await;
        let judged = add_many(&mut tx, &list).await.unwrap();
        tx.commit().await.unwrap();
        outcomes(&judged)
    };

    let (one, other) = tokio::join!(add(), add());

    let mut both = [one, other];
    both.sort();
    assert_eq!(both, [["+1/1", "+0/1"], ["known", "known"]]);
    let mut tx = kit.tx(admin()).await;
    assert_eq!(codes(&mut tx).await, ["/001", "/001/001", "/001/002"]);
}

#[tokio::test]
async fn an_rw_with_another_number_takes_its_rt_along_and_its_past_stays() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    add_many(&mut tx, &lines("Gemah,1,1-2\nGemah,2,1")).await.unwrap();
    let rw = |number: &str| format!("{GEMAH}/{number}");
    let renumbering = |from: &str, to, on| Renumbering {
        code: code(&rw(from)),
        number: Number::of(to).unwrap(),
        on: day(on),
    };

    renumber(&mut tx, &renumbering("001", 7, "2026-11-01")).await.unwrap();

    assert_eq!(codes(&mut tx).await, ["/002", "/002/001", "/007", "/007/001", "/007/002"]);
    let before = list(&mut tx, &code(GEMAH), day("2026-10-31")).await.unwrap();
    assert!(before.iter().any(|n| n.code == code(&rw("001/002")) && n.until == Some(day("2026-11-01"))));
    let taken = renumber(&mut tx, &renumbering("007", 2, "2026-11-10")).await;
    assert!(matches!(taken, Err(Error::Refused(say)) if say.key == "territory-number-taken"));
}

#[tokio::test]
async fn a_closed_rw_ends_with_its_rt_and_its_number_is_free_from_that_day() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    add_many(&mut tx, &lines("Gemah,1,1")).await.unwrap();
    let closing =
        Closing { code: code(&format!("{GEMAH}/001")), on: day("2026-06-01"), reason: "Digabung".to_owned() };

    close(&mut tx, &closing).await.unwrap();

    assert_eq!(codes(&mut tx).await, [""; 0]);
    let again = add_many(&mut tx, &lines("Gemah,1,1")).await.unwrap();
    assert_eq!(outcomes(&again), ["territory-line-taken"]);
    let since = NewNeighbourhoods { since: Some(day("2026-06-01")), ..lines("Gemah,1,1") };
    assert_eq!(outcomes(&add_many(&mut tx, &since).await.unwrap()), ["+1/1"]);
}

#[tokio::test]
async fn a_citys_totals_are_spread_once_and_marked_as_invented() {
    let kit = kit().await;
    let magelang = CityId(3371);
    let mut tx = kit.tx_in(magelang, Actor::System("test")).await;

    let added = spread(&mut tx, Spread { rw: 190, rt: 1034 }).await.unwrap();
    let again = spread(&mut tx, Spread { rw: 190, rt: 1034 }).await.unwrap();

    assert_eq!((added, again), ((190, 1034), (0, 0)));
    tx.commit().await.unwrap();
    let facts = crate::city_facts(&kit.db, magelang).await.unwrap();
    assert_eq!((facts.rw, facts.rt, facts.rt_invented), (190, 1034, true));
    assert_eq!(crate::city_facts(&kit.db, SEMARANG).await.unwrap().rt, 0);
}
