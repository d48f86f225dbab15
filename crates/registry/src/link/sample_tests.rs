use kernel::{AreaCode, Error, Role};
use testkit::TestDb;

use super::sample::*;
use super::sample_rules::{Stratum, estimate};
use crate::link::{self, Side, Verdict, run};
use crate::testing::{HERE, machine};

/// Three joined pairs, one asked, and two who are left apart; and a sample of all of them.
async fn kit() -> (TestDb, SampleId) {
    let db = testkit::db().await;
    let mut tx = db.tx(machine()).await;
    let here = AreaCode::parse(HERE).unwrap();
    let mut links = Vec::new();
    for (number, weight) in (0..4).zip([4.0_f32, 12.0, 40.0, 1.5]) {
        let name = ["Siti Aminah", "Budi Santoso", "Dewi Lestari", "Joko Susilo"][number];
        let one = crate::examples::person(&mut tx, name, &here, None).await.unwrap();
        let other = crate::examples::person(&mut tx, name, &here, None).await.unwrap();
        let pair = link::pair_of(&mut tx, Side::Person, one.0, other.0).await.unwrap();
        links.push((pair, weight));
    }
    let (asked, weight) = links.pop().unwrap();
    let question = run::Question { left: asked.left, right: asked.right, weight, reasons: Vec::new() };
    run::ask(&mut tx, Side::Person, &[question]).await.unwrap();
    let joins: Vec<link::NewLink> = links
        .iter()
        .map(|(pair, weight)| link::NewLink {
            left: pair.left,
            right: pair.right,
            verdict: Verdict::Same,
            why: None,
            policy: Some(0),
            weight: Some(*weight),
            reasons: Vec::new(),
        })
        .collect();
    run::said(&mut tx, Side::Person, &joins).await.unwrap();
    let id = draw(&mut tx, 100).await.unwrap();
    tx.commit().await.unwrap();
    (db, id)
}

fn officer(role: Role, area: &str) -> kernel::Actor {
    testkit::actor(role, area)
}

#[tokio::test]
async fn a_sample_holds_pairs_of_each_stratum_and_says_how_many_there_were() {
    let (db, id) = kit().await;
    let mut tx = db.tx(officer(Role::CityAdmin, "33.74")).await;
    let drawn = drawn(&mut tx, id).await.unwrap();
    let of = |stratum| drawn.iter().find(|one| one.stratum == stratum).map(|one| (one.population, one.drawn));
    for stratum in [Stratum::JoinedLow, Stratum::JoinedMiddle, Stratum::JoinedHigh, Stratum::Asked] {
        assert_eq!(of(stratum), Some((1, 1)), "{drawn:?}");
    }
}

#[tokio::test]
async fn what_people_say_of_a_sample_is_kept_and_the_last_word_holds() {
    let (db, id) = kit().await;
    let mut tx = db.tx(officer(Role::CityAdmin, "33.74")).await;
    let mut first = None;
    while let Some(pair) = next(&mut tx, id).await.unwrap() {
        first.get_or_insert(pair);
        judge(&mut tx, pair, Said::Same).await.unwrap();
    }
    let all = one(&mut tx, id).await.unwrap();
    assert_eq!(all.judged, all.pairs);
    let told = drawn(&mut tx, id).await.unwrap();
    assert_eq!(estimate(&told).precision.map(|share| share.share), Some(1.0));
    tx.commit().await.unwrap();
    db.later(chrono::TimeDelta::minutes(1));
    let mut tx = db.tx(officer(Role::CityAdmin, "33.74")).await;
    judge(&mut tx, first.unwrap(), Said::Unsure).await.unwrap();
    let again = drawn(&mut tx, id).await.unwrap();
    let count = |of: &dyn Fn(&rules::Drawn) -> u64| again.iter().map(of).sum::<u64>();
    assert_eq!((count(&|one| one.unsure), count(&|one| one.drawn)), (1, u64::try_from(all.pairs).unwrap()));
    assert_eq!(count(&|one| one.same), u64::try_from(all.pairs).unwrap() - 1);
    let links: i64 = sqlx::query_scalar("select count(*) from registry.link where by_account is not null")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(links, 0, "a judgement decides nothing");
}

#[tokio::test]
async fn officers_judge_pairs_of_their_subtree_and_only_the_city_draws_and_sees_the_result() {
    let (db, id) = kit().await;
    let mut tx = db.tx(officer(Role::CityAdmin, "33.74")).await;
    let pair = next(&mut tx, id).await.unwrap().unwrap();
    for (role, area, judges) in [
        (Role::KelurahanOfficer, HERE, true),
        (Role::KelurahanOfficer, "33.74.06.1002", false),
        (Role::Mentor, HERE, false),
        (Role::Analyst, "33.74", false),
    ] {
        let mut tx = db.tx(officer(role, area)).await;
        assert_eq!(judge(&mut tx, pair, Said::Same).await.is_ok(), judges, "{role:?} {area}");
        assert!(matches!(drawn(&mut tx, id).await, Err(Error::Forbidden)), "{role:?} {area}");
        assert!(matches!(draw(&mut tx, 100).await, Err(Error::Forbidden)), "{role:?} {area}");
    }
    let mut tx = db.tx(officer(Role::CityAdmin, "33.74")).await;
    assert!(matches!(draw(&mut tx, 5).await, Err(Error::Invalid(_))));
}
