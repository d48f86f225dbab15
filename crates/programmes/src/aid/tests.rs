use kernel::id::{AccountId, AgencyId};
use kernel::{Actor, Error, Role, Rupiah};
use registry::person::PersonId;
use testkit::SEMARANG;

use super::find::{self, Filter, Source};
use super::*;
use crate::applicant::examples;
use crate::testing::{GEMAH, area, day, kit, machine, someone};

fn tool(person: PersonId, on: &str) -> NewAid {
    NewAid {
        person: Some(person),
        business: None,
        kind: AidKind::Tool,
        what: "Mesin  jahit".to_owned(),
        agency: None,
        programme: None,
        on: day(on),
        worth: Some(Rupiah(2_500_000)),
        paper: Some("BAST/7/2026".to_owned()),
    }
}

fn acting(role: Role, agency: Option<AgencyId>) -> Actor {
    let account = AccountId(kernel::id::Uuid::from_u128(7));
    Actor::Account(kernel::Acting { account, role, area: area("33.74"), agency })
}

#[tokio::test]
async fn one_timeline_has_what_was_recorded_and_places_and_the_same_told_twice_is_once() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let call = examples::call(&mut tx, "Maret", 5).await.unwrap();
    let (sari, _) = examples::applicant(&mut tx, call, "Sari Wulandari", &area(GEMAH)).await.unwrap();
    let id = record(&mut tx, tool(sari, "2026-02-10")).await.unwrap();
    let again = NewAid { what: "MESIN jahit".to_owned(), ..tool(sari, "2026-02-10") };
    assert_eq!(record(&mut tx, again).await.unwrap(), id);

    let filter = Filter { person: Some(sari.0), limit: 10, ..Filter::default() };
    let (all, total) = list(&mut tx, &filter).await.unwrap();
    let told: Vec<_> = all.iter().map(|one| (one.source, one.kind.as_str(), one.worth)).collect();
    assert_eq!(told, [(Source::Place, "place", None), (Source::Aid, "tool", Some(2_500_000))]);
    assert_eq!((total, all[1].what.as_str()), (2, "Mesin jahit"));

    let late = record(&mut tx, tool(sari, "2026-03-02")).await;
    assert!(matches!(late, Err(Error::Invalid(_))), "{late:?}");
    let nothing = record(&mut tx, NewAid { worth: Some(Rupiah(0)), ..tool(sari, "2026-02-11") }).await;
    assert!(matches!(nothing, Err(Error::Invalid(_))), "{nothing:?}");
}

#[tokio::test]
async fn a_correction_keeps_what_was_before_and_counts_once() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let old = record(&mut tx, tool(sari, "2026-02-10")).await.unwrap();
    let new = NewAid { worth: Some(Rupiah(3_000_000)), ..tool(sari, "2026-02-10") };
    let new = correct(&mut tx, old, new, "Nilai menurut BAST").await.unwrap();
    let was = one(&mut tx, old).await.unwrap();
    assert_eq!((was.worth, was.voided_reason.as_deref()), (Some(2_500_000), Some("Nilai menurut BAST")));
    assert_eq!(one(&mut tx, new).await.unwrap().replaces, Some(old.0));
    let filter = Filter { person: Some(sari.0), limit: 10, ..Filter::default() };
    assert_eq!(list(&mut tx, &filter).await.unwrap().1, 1);
    assert!(matches!(void(&mut tx, old, "Sekali lagi").await, Err(Error::Refused(_))));
}

#[tokio::test]
async fn another_agency_reads_without_sums_and_changes_nothing() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let (ours, theirs) = (tx.id::<AgencyId>(), tx.id::<AgencyId>());
    tx.commit().await.unwrap();

    let mut tx = kit.tx_in(SEMARANG, acting(Role::AgencyOfficer, Some(ours))).await;
    // Whatever agency is named, it is the officer's own.
    let new = NewAid { agency: Some(theirs), ..tool(sari, "2026-02-10") };
    let id = record(&mut tx, new).await.unwrap();
    let seen = one(&mut tx, id).await.unwrap();
    assert_eq!((seen.agency, seen.worth), (Some(ours.0), Some(2_500_000)));
    tx.commit().await.unwrap();

    let mut tx = kit.tx_in(SEMARANG, acting(Role::AgencyOfficer, Some(theirs))).await;
    let seen = one(&mut tx, id).await.unwrap();
    assert_eq!((seen.what.as_str(), seen.worth, seen.paper), ("Mesin jahit", None, None));
    let listed = list(&mut tx, &Filter { limit: 10, ..Filter::default() }).await.unwrap().0;
    assert_eq!(listed[0].worth, None);
    assert!(matches!(void(&mut tx, id, "Bukan milik kami").await, Err(Error::Forbidden)));
}

#[tokio::test]
async fn who_received_again_within_the_months_of_the_rule_is_found_and_nobody_else() {
    let kit = kit().await;
    kit.at("2026-11-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 5, 12).await;
    let dewi = someone(&mut tx, "Dewi Lestari", GEMAH, 5, 12).await;
    for (person, on) in [
        (sari, "2026-01-10"),
        (sari, "2026-07-09"),
        (dewi, "2026-01-10"),
        // To the day: the months have passed.
        (dewi, "2026-07-10"),
    ] {
        record(&mut tx, tool(person, on)).await.unwrap();
    }
    let id = repeat::set(&mut tx, AidKind::Tool, None, 6).await.unwrap();
    assert!(matches!(repeat::set(&mut tx, AidKind::Grant, None, 0).await, Err(Error::Invalid(_))));
    let rules = repeat::rules(&mut tx).await.unwrap();
    let found = repeat::repeats(&mut tx, &rules[0]).await.unwrap();
    let told: Vec<_> = found.iter().map(|one| (one.person, one.before_on, one.on)).collect();
    assert_eq!(told, [(Some(sari.0), day("2026-01-10"), day("2026-07-09"))]);
    repeat::end(&mut tx, id).await.unwrap();
    assert_eq!(repeat::rules(&mut tx).await.unwrap(), []);
    assert!(matches!(repeat::end(&mut tx, id).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn figures_of_fewer_than_five_people_are_not_told_to_those_who_may_not_see_them() {
    let kit = kit().await;
    kit.at("2026-03-01 03:00");
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    for number in 0..5 {
        let one = someone(&mut tx, &format!("Orang {number}"), GEMAH, 5, 12).await;
        record(&mut tx, tool(one, "2026-02-10")).await.unwrap();
        if number < 4 {
            record(&mut tx, NewAid { kind: AidKind::Grant, ..tool(one, "2026-02-10") }).await.unwrap();
            record(&mut tx, NewAid { kind: AidKind::Grant, ..tool(one, "2026-02-11") }).await.unwrap();
        }
    }
    let told =
        |all: Vec<Total>| all.into_iter().map(|one| (one.kind, one.number, one.worth)).collect::<Vec<_>>();
    let all = told(find::totals(&mut tx).await.unwrap());
    let full =
        [("grant".to_owned(), Some(8), Some(20_000_000)), ("tool".to_owned(), Some(5), Some(12_500_000))];
    assert_eq!(all, full);
    tx.commit().await.unwrap();
    let mut tx = kit.tx_in(SEMARANG, acting(Role::Analyst, None)).await;
    let all = told(find::totals(&mut tx).await.unwrap());
    // Eight grants, but of four people.
    assert_eq!(all, [("grant".to_owned(), None, None), ("tool".to_owned(), Some(5), None)]);
    assert!(matches!(list(&mut tx, &Filter::default()).await, Err(Error::Forbidden)));
}
