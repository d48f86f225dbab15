use kernel::{Error, Role};
use testkit::SEMARANG;

use super::history_tests::is_safe;
use super::*;
use crate::applicant::{self, examples};
use crate::call;
use crate::testing::{GEMAH, area, kit, machine};

#[tokio::test]
async fn who_may_not_see_applicants_sees_the_whole_alone_and_nothing_of_a_few() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 7).await.unwrap();
    for number in 0..10 {
        examples::applicant(&mut tx, call, &format!("Warga {number}"), &area(GEMAH)).await.unwrap();
    }
    let programme = call::one(&mut tx, call).await.unwrap().programme;
    tx.commit().await.unwrap();

    let mut tx = kit.tx(testkit::actor(Role::Analyst, "33.74")).await;
    let seen = funnel(&mut tx, programme, &Filter::default()).await.unwrap();
    assert!(!seen.open);
    is_safe(&seen.steps);
    // Ten applied, seven have a place, three wait: three and seven would each tell the other.
    assert_eq!((seen.steps[0].came, seen.steps[1].on_the_way, seen.steps[2].came), (Some(10), None, None));
    let narrow = Filter { call: Some(call), ..Filter::default() };
    assert!(matches!(funnel(&mut tx, programme, &narrow).await, Err(Error::Forbidden)));
    let behind = Behind { step: Step::Applied, of: Of::Came, because: None, offset: 0, most: 10 };
    let asked = people(&mut tx, programme, &Filter::default(), &behind).await;
    assert!(matches!(asked, Err(Error::Forbidden)));
}

#[tokio::test]
async fn a_desk_sees_its_own_territory_and_narrows_it_down() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 6).await.unwrap();
    for (number, place) in [GEMAH, GEMAH, "33.74.06.1001"].into_iter().enumerate() {
        examples::applicant(&mut tx, call, &format!("Warga {number}"), &area(place)).await.unwrap();
    }
    let programme = call::one(&mut tx, call).await.unwrap().programme;
    tx.commit().await.unwrap();

    for (role, territory, filter, came) in [
        (Role::CityAdmin, "33.74", Filter::default(), 3),
        (Role::KelurahanOfficer, GEMAH, Filter::default(), 2),
        (Role::KelurahanOfficer, GEMAH, Filter { area: Some(area("33.74.06.1001")), ..Filter::default() }, 0),
        (Role::CityAdmin, "33.74", Filter { area: Some(area(GEMAH)), ..Filter::default() }, 2),
        (Role::CityAdmin, "33.74", Filter { call: Some(call), ..Filter::default() }, 3),
        (Role::CityAdmin, "33.74", Filter { women: true, ..Filter::default() }, 0),
    ] {
        let mut tx = kit.tx(testkit::actor(role, territory)).await;
        let seen = funnel(&mut tx, programme, &filter).await.unwrap();
        assert_eq!(seen.steps[0].came, Some(came), "{role:?} {filter:?}");
        assert!(seen.steps[3].on_the_way == Some(came) && seen.open);
    }
}

#[tokio::test]
async fn whoever_withdrew_and_applied_anew_counts_once() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 6).await.unwrap();
    let (person, first) = examples::applicant(&mut tx, call, "Sari", &area(GEMAH)).await.unwrap();
    let programme = call::one(&mut tx, call).await.unwrap().programme;
    applicant::withdraw(&mut tx, first, "Sakit").await.unwrap();
    let behind = Behind { step: Step::Confirmed, of: Of::Dropped, because: None, offset: 0, most: 10 };
    let (lines, _) = people(&mut tx, programme, &Filter::default(), &behind).await.unwrap();
    assert_eq!((lines[0].because.as_deref(), lines[0].words.as_deref()), (Some("withdrawn"), Some("Sakit")));
    examples::entered(&mut tx, call, person).await.unwrap();
    let seen = funnel(&mut tx, programme, &Filter::default()).await.unwrap();
    assert_eq!(
        (seen.steps[0].came, seen.steps[3].on_the_way, seen.steps[3].dropped),
        (Some(1), Some(1), Some(0))
    );
}
