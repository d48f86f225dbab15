use chrono::{Datelike as _, NaiveDate, TimeDelta, Weekday};
use kernel::{AreaCode, Error, Role, Tx};
use proptest::prelude::*;
use testkit::{SEMARANG, TestDb};

use super::*;
use crate::testing::{area, day, kit, machine};

async fn roadshow(tx: &mut Tx) -> RoadshowId {
    add(tx, NewRoadshow { name: "Roadshow UMKM".to_owned(), about: String::new() }).await.unwrap()
}

fn a_stop(tx: &Tx, kecamatan: &str, in_hours: i64) -> NewStop {
    let starts_at = tx.now() + TimeDelta::hours(in_hours);
    NewStop {
        area: area(kecamatan),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(3),
        place: "Kantor kecamatan".to_owned(),
        agenda: String::new(),
        guests: Invited::All,
        agencies: Vec::new(),
    }
}

fn a_plan(from: &str, until: &str) -> Plan {
    Plan {
        from: day(from),
        until: day(until),
        starts: "09:00".to_owned(),
        hours: 3,
        agenda: String::new(),
        guests: Invited::All,
    }
}

proptest! {
    #[test]
    fn days_are_working_days_of_the_span_each_once_in_order(
        start in 0_i64..2000, length in 0_i64..200, wanted in 0_usize..60, off in proptest::collection::vec(0_i64..200, 0..20)
    ) {
        let from = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(start);
        let until = from + TimeDelta::days(length);
        let taken: Vec<NaiveDate> = off.iter().map(|days| from + TimeDelta::days(*days)).collect();
        let free = from.iter_days().take_while(|day| *day <= until)
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !taken.contains(day)).count();
        match spread(from, until, wanted, &taken) {
            None => prop_assert!(free < wanted),
            Some(days) => {
                prop_assert_eq!(days.len(), wanted);
                prop_assert!(days.windows(2).all(|two| two[0] < two[1]));
                prop_assert!(days.iter().all(|day| (from..=until).contains(day) && !taken.contains(day)
                    && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
            }
        }
    }
}

#[tokio::test]
async fn a_plan_visits_each_kecamatan_once_on_a_working_day_and_not_those_that_have_a_stop() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = roadshow(&mut tx).await;
    let kecamatan = territory::gazetteer(tx.db()).await.unwrap().children_of(&area("33.74")).len();
    let own = a_stop(&tx, "33.74.06", 24 * 30);
    add_stop(&mut tx, id, own).await.unwrap();

    let planned = plan(&mut tx, id, &a_plan("2027-01-04", "2027-02-26")).await.unwrap();
    assert_eq!(planned.len(), kecamatan - 1);
    let all = stops(&mut tx, id).await.unwrap();
    let mut areas: Vec<&AreaCode> = all.iter().map(|stop| &stop.area).collect();
    areas.sort_unstable();
    areas.dedup();
    assert_eq!(areas.len(), kecamatan);
    let again = plan(&mut tx, id, &a_plan("2027-01-04", "2027-02-26")).await.unwrap_err();
    assert!(matches!(again, Error::Refused(say) if say.key == "programmes-roadshow-planned-all"));
}

#[tokio::test]
async fn too_few_days_plan_nothing() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = roadshow(&mut tx).await;
    let short = plan(&mut tx, id, &a_plan("2027-01-04", "2027-01-06")).await.unwrap_err();
    assert!(matches!(short, Error::Invalid(fields) if fields[0].0 == "until"));
    assert!(stops(&mut tx, id).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_team_is_at_one_place_at_a_time_until_one_of_them_is_cancelled() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = roadshow(&mut tx).await;
    let new = a_stop(&tx, "33.74.06", 24);
    let first = add_stop(&mut tx, id, new).await.unwrap();
    let meets = a_stop(&tx, "33.74.05", 26);
    let clash = tx.part(async |tx| add_stop(tx, id, meets.clone()).await).await.unwrap().unwrap_err();
    assert!(matches!(clash, Error::Invalid(fields) if fields[0].1.key == "programmes-roadshow-clash"));
    let next = a_stop(&tx, "33.74.05", 27);
    add_stop(&mut tx, id, next).await.unwrap();

    cancel_stop(&mut tx, first, "Banjir").await.unwrap();
    let here = a_stop(&tx, "33.74.06", 24);
    add_stop(&mut tx, id, here).await.unwrap();
    let other = roadshow_named(&mut tx, "Roadshow lain").await;
    let there = a_stop(&tx, "33.74.05", 24);
    add_stop(&mut tx, other, there).await.unwrap();
}

async fn roadshow_named(tx: &mut Tx, name: &str) -> RoadshowId {
    add(tx, NewRoadshow { name: name.to_owned(), about: String::new() }).await.unwrap()
}

async fn held(kit: &TestDb) -> StopId {
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = roadshow(&mut tx).await;
    let new = a_stop(&tx, "33.74.06", -4);
    let stop = add_stop(&mut tx, id, new).await.unwrap();
    hold(&mut tx, stop, Held { present: 41, minutes: "Minta layanan NIB".to_owned() }).await.unwrap();
    tx.commit().await.unwrap();
    stop
}

#[tokio::test]
async fn what_was_held_counts_can_be_put_right_and_is_not_cancelled() {
    let kit = kit().await;
    let id = held(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    hold(&mut tx, id, Held { present: 43, minutes: String::new() }).await.unwrap();
    let of = stop(&mut tx, id).await.unwrap().roadshow;
    let sum = one(&mut tx, of).await.unwrap();
    assert_eq!((sum.stops, sum.held, sum.present), (1, 1, 43));
    let refused = cancel_stop(&mut tx, id, "Banjir").await.unwrap_err();
    assert!(matches!(refused, Error::Refused(say) if say.key == "programmes-stop-was-held"));

    let tomorrow = a_stop(&tx, "33.74.05", 24);
    let tomorrow = add_stop(&mut tx, of, tomorrow).await.unwrap();
    let early = hold(&mut tx, tomorrow, Held { present: 1, minutes: String::new() }).await.unwrap_err();
    assert!(matches!(early, Error::Refused(say) if say.key == "programmes-stop-not-yet"));
}

#[tokio::test]
async fn an_action_is_overdue_from_the_day_after_until_it_is_done() {
    let kit = kit().await;
    let id = held(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let of = stop(&mut tx, id).await.unwrap().roadshow;
    let due_on = tx.today();
    let new = NewAction { what: "Buka layanan NIB".to_owned(), who: "DPMPTSP".to_owned(), due_on };
    let action = act(&mut tx, id, new).await.unwrap();
    assert!(overdue(&mut tx, of).await.unwrap().is_empty());
    tx.commit().await.unwrap();

    kit.clock.set(kit.clock.now() + TimeDelta::days(1));
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    assert_eq!(overdue(&mut tx, of).await.unwrap().len(), 1);
    done(&mut tx, action, true).await.unwrap();
    assert!(overdue(&mut tx, of).await.unwrap().is_empty());
    done(&mut tx, action, false).await.unwrap();
    assert_eq!(overdue(&mut tx, of).await.unwrap().len(), 1);
}

#[tokio::test]
async fn guests_are_the_businesses_of_the_kecamatan_without_a_number_where_only_those_are_asked() {
    use registry::permit::{self, Kind, NewPermit};
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    for (name, place, nib) in
        [("Sari", "33.74.06.1003", true), ("Budi", "33.74.06.1003", false), ("Tono", "33.74.05.1001", false)]
    {
        let place = area(place);
        let owner = registry::examples::person(&mut tx, name, &place, None).await.unwrap();
        let business = registry::examples::business(&mut tx, owner, name, &place, "Kuliner", 1_000_000).await;
        if nib {
            let number = "1234567890123".to_owned();
            let new = NewPermit { kind: Kind::Nib, number, issued: None, expires: None };
            permit::add(&mut tx, business.unwrap(), new).await.unwrap();
        }
    }
    let id = roadshow(&mut tx).await;
    let mut new = a_stop(&tx, "33.74.06", 24);
    let all = add_stop(&mut tx, id, new.clone()).await.unwrap();
    let all = stop(&mut tx, all).await.unwrap();
    assert_eq!(guests(&mut tx, &all).await.unwrap(), [(area("33.74.06.1003"), 2)]);
    new.guests = Invited::WithoutNib;
    amend_stop(&mut tx, all.id, new).await.unwrap();
    let some = stop(&mut tx, all.id).await.unwrap();
    assert_eq!(guests(&mut tx, &some).await.unwrap(), [(area("33.74.06.1003"), 1)]);
}

#[tokio::test]
async fn only_those_who_run_programmes_plan_and_a_closed_roadshow_takes_no_stop() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::KecamatanOfficer, "33.74.06")).await;
    let refused = add(&mut tx, NewRoadshow { name: "Roadshow".to_owned(), about: String::new() }).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
    drop(tx);
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = roadshow(&mut tx).await;
    end(&mut tx, id).await.unwrap();
    let new = a_stop(&tx, "33.74.06", 24);
    let over = add_stop(&mut tx, id, new).await.unwrap_err();
    assert!(matches!(over, Error::Refused(say) if say.key == "programmes-roadshow-is-over"));
}

#[tokio::test]
async fn the_demos_roadshow_is_made_once() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    examples::fill(&mut tx).await.unwrap();
    examples::fill(&mut tx).await.unwrap();
    let all = list(&mut tx).await.unwrap();
    assert_eq!(all.len(), 1);
    assert!(all[0].held > 0 && all[0].held < all[0].stops, "{:?}", all[0]);
}
