use kernel::Role;
use testkit::TestDb;

use super::*;
use crate::applicant::examples;
use crate::programme::Category;

async fn territory() -> TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await
}

#[tokio::test]
async fn every_kelurahan_of_the_city_has_its_places_and_the_sum_is_the_citys() {
    let db = territory().await;
    let mut tx = db.tx_in(testkit::DEPOK, testkit::actor(Role::AgencyOfficer, "32.76")).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let quota = Quota { whole: 1_701, each: Some(27) };
    let call = examples::a_call(&tx, "WUB 2027", quota, &[Rule::AgeAtLeast(17), Rule::Resident]);
    let id = add(&mut tx, programme, call.clone()).await.unwrap();

    let full = fullness(&mut tx, id).await.unwrap();
    assert_eq!((full[0].area.as_str(), full[0].places), ("32.76", 1_701));
    assert_eq!((full.len(), full[1..].iter().map(|one| one.places).sum::<i32>()), (64, 1_701));
    let made = one(&mut tx, id).await.unwrap();
    assert_eq!(made.rules, [Rule::Resident, Rule::AgeAtLeast(17)]);
    assert_eq!((made.places, made.by_area), (1_701, true));

    let other = NewCall { rules: vec![Rule::Woman], quota: Quota { whole: 1_764, each: Some(28) }, ..call };
    amend(&mut tx, id, other.clone()).await.unwrap();
    assert_eq!(one(&mut tx, id).await.unwrap().rules, [Rule::Woman]);
    assert!(fullness(&mut tx, id).await.unwrap()[1..].iter().all(|one| one.places == 28));
    let whole = NewCall { quota: Quota { whole: 100, each: None }, ..other };
    let refused = amend(&mut tx, id, whole).await.unwrap_err();
    assert_eq!(refused.to_string(), "invalid: places_each: programmes-call-by-area-stays");
}

#[tokio::test]
async fn a_form_of_a_call_says_all_that_is_wrong_with_it() {
    let db = testkit::db().await;
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let sound = examples::a_call(&tx, "WUB 2027", Quota { whole: 5, each: None }, &[]);
    let wrong = NewCall {
        name: "W".to_owned(),
        closes_at: sound.opens_at,
        quota: Quota { whole: 0, each: None },
        accept_days: 0,
        gap: 101,
        objection_days: 99,
        ..sound
    };
    let error = add(&mut tx, programme, wrong).await.unwrap_err().to_string();
    for field in ["name", "closes_at", "places", "accept_days", "gap", "objection_days"] {
        assert!(error.contains(&format!("{field}: programmes-")), "{field}: {error}");
    }
}

#[tokio::test]
async fn a_cancelled_call_is_open_to_nobody_and_not_changed_any_more() {
    let db = testkit::db().await;
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
    let id = examples::call(&mut tx, "WUB 2027", 5).await.unwrap();
    let call = one(&mut tx, id).await.unwrap();
    assert_eq!(call.window(tx.now()), Window::Open);
    cancel(&mut tx, id, "Anggaran dialihkan").await.unwrap();
    let call = one(&mut tx, id).await.unwrap();
    assert_eq!(call.window(tx.now()), Window::Cancelled);
    let new = examples::a_call(&tx, "WUB 2027", Quota { whole: 9, each: None }, &[]);
    assert_eq!(amend(&mut tx, id, new).await.unwrap_err().to_string(), "refused: programmes-call-cancelled");
}
