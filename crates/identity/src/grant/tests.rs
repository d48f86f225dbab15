use kernel::id::AgencyId;
use kernel::{Actor, AreaCode, Error, Role};
use proptest::prelude::*;
use testkit::{DEPOK, SEMARANG, TestDb};

use super::rules::{self, Power, fits, grantable, may_grant};
use super::*;
use crate::testing::{found, machine, person, person_in, signs_in, staff};

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn agency(number: u128) -> Option<AgencyId> {
    Some(AgencyId(uuid::Uuid::from_u128(number)))
}

#[test]
fn who_may_grant_what_is_as_the_table_says() {
    let (city, kecamatan, kelurahan) = ("33.74", "33.74.06", "33.74.06.1001");
    for (by, by_area, by_agency, new, new_area, new_agency, may) in [
        (Role::CityAdmin, city, None, Role::CityAdmin, city, None, true),
        (Role::CityAdmin, city, None, Role::AgencyOfficer, city, agency(1), true),
        (Role::CityAdmin, city, None, Role::KelurahanOfficer, kelurahan, None, true),
        (Role::CityAdmin, city, None, Role::CityAdmin, "32.76", None, false),
        (Role::AgencyOfficer, city, agency(1), Role::Mentor, kelurahan, agency(1), true),
        (Role::AgencyOfficer, city, agency(1), Role::Mentor, kelurahan, agency(2), false),
        (Role::AgencyOfficer, city, agency(1), Role::Mentor, kelurahan, None, false),
        (Role::AgencyOfficer, city, agency(1), Role::AgencyOfficer, city, agency(1), false),
        (Role::AgencyOfficer, kecamatan, agency(1), Role::Mentor, "33.74.07.1001", agency(1), false),
        (Role::AgencyOfficer, city, None, Role::Mentor, kelurahan, None, false),
        (Role::KecamatanOfficer, kecamatan, None, Role::KelurahanOfficer, kelurahan, None, true),
        (Role::KecamatanOfficer, kecamatan, None, Role::Mentor, kecamatan, None, true),
        (Role::KecamatanOfficer, kecamatan, None, Role::KelurahanOfficer, "33.74.07.1001", None, false),
        (Role::KecamatanOfficer, kecamatan, None, Role::KecamatanOfficer, kecamatan, None, false),
        (Role::KecamatanOfficer, kecamatan, None, Role::Mentor, kelurahan, agency(1), false),
        (Role::KelurahanOfficer, kelurahan, None, Role::Entrepreneur, kelurahan, None, true),
        (Role::KelurahanOfficer, kelurahan, None, Role::Mentor, kelurahan, None, false),
        (Role::Mentor, kelurahan, None, Role::Entrepreneur, kelurahan, None, false),
        (Role::Analyst, city, None, Role::Citizen, city, None, false),
        (Role::Citizen, city, None, Role::Citizen, city, None, false),
    ] {
        let (by_area, new_area) = (code(by_area), code(new_area));
        let by = Power { role: by, area: &by_area, agency: by_agency };
        let new = Power { role: new, area: &new_area, agency: new_agency };
        assert_eq!(may_grant(by, new), may, "{by:?} → {new:?}");
    }
}

#[test]
fn a_role_belongs_to_its_level_of_territory() {
    for (role, area, fit) in [
        (Role::CityAdmin, "33.74", true),
        (Role::CityAdmin, "33", true),
        (Role::CityAdmin, "33.74.06", false),
        (Role::Analyst, "33.74.06", false),
        (Role::AgencyOfficer, "33.74", true),
        (Role::AgencyOfficer, "33.74.06.1001", true),
        (Role::AgencyOfficer, "33.74.06.1001/001", false),
        (Role::KecamatanOfficer, "33.74.06", true),
        (Role::KecamatanOfficer, "33.74", false),
        (Role::KecamatanOfficer, "33.74.06.1001", false),
        (Role::KelurahanOfficer, "33.74.06.1001", true),
        (Role::KelurahanOfficer, "33.74.06", false),
        (Role::Mentor, "33.74.06.1001", true),
        (Role::Mentor, "33.74.06.1001/001/002", false),
        (Role::Partner, "33.74", true),
        (Role::Citizen, "33.74.06.1001/001/002", true),
    ] {
        assert_eq!(fits(role, &code(area)), fit, "{role:?} {area}");
    }
}

proptest! {
    /// However many grants follow from one another, nobody but an administrator reaches a role or a place beyond the
    /// own.
    #[test]
    fn power_never_widens(
        first in 0_usize..9, second in 0_usize..9, third in 0_usize..9, a in 0_usize..4, b in 0_usize..4, c in 0_usize..4,
    ) {
        let areas = ["33.74", "33.74.06", "33.74.06.1001", "33.74.07.1001"].map(code);
        let power = |role: usize, area: usize| Power { role: Role::ALL[role], area: &areas[area], agency: None };
        let (x, y, z) = (power(first, a), power(second, b), power(third, c));
        if may_grant(x, y) && may_grant(y, z) && x.role != Role::CityAdmin {
            prop_assert!(grantable(x.role).contains(&z.role) && x.area.contains(z.area));
            prop_assert!(y.role > x.role);
        }
    }
}

fn new(account: AccountId, role: Role, area: &str) -> NewGrant {
    NewGrant { account, role, area: code(area), agency: None, until: None }
}

/// Somebody in a role that was really granted, as an actor.
async fn holder(db: &TestDb, email: &str, role: Role, area: &str) -> (Actor, AccountId) {
    let account = person(db, email).await;
    let mut tx = db.tx(machine()).await;
    give(&mut tx, new(account, role, area)).await.unwrap();
    tx.commit().await.unwrap();
    (testkit::actor_of(account, role, area), account)
}

fn say(error: Error) -> String {
    error.to_string()
}

#[tokio::test]
async fn a_kecamatan_officer_grants_in_the_own_kecamatan_only() {
    let db = testkit::db().await;
    let (officer, _) = holder(&db, "camat@contoh.id", Role::KecamatanOfficer, "33.74.06").await;
    let colleague = person(&db, "lurah@contoh.id").await;
    let mut tx = db.tx(officer.clone()).await;
    give(&mut tx, new(colleague, Role::KelurahanOfficer, "33.74.06.1001")).await.unwrap();
    assert_eq!(tx.told(), ["identity.grant.given"]);
    for (role, area) in [
        (Role::KelurahanOfficer, "33.74.07.1001"),
        (Role::KecamatanOfficer, "33.74.06"),
        (Role::CityAdmin, "33.74"),
        (Role::KelurahanOfficer, "32.76.06.1001"),
    ] {
        let error = give(&mut tx, new(colleague, role, area)).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden), "{role:?} {area} {error}");
    }
}

#[tokio::test]
async fn nobody_grants_to_themselves() {
    let db = testkit::db().await;
    let (admin, account) = holder(&db, "admin@contoh.id", Role::CityAdmin, "33.74").await;
    let mut tx = db.tx(admin).await;
    let error = give(&mut tx, new(account, Role::Mentor, "33.74")).await.unwrap_err();
    assert_eq!(say(error), "refused: identity-grant-to-oneself");
}

#[tokio::test]
async fn a_grant_needs_its_level_its_agency_and_a_future() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    for (grant, refusal) in [
        (new(account, Role::KecamatanOfficer, "33.74"), "invalid: area: identity-grant-area-level"),
        (new(account, Role::AgencyOfficer, "33.74"), "invalid: agency: identity-grant-agency-needed"),
        (
            NewGrant { agency: agency(7), ..new(account, Role::CityAdmin, "33.74") },
            "invalid: agency: identity-grant-agency-not-needed",
        ),
        (
            NewGrant { agency: agency(7), ..new(account, Role::Mentor, "33.74") },
            "invalid: agency: identity-agency-unknown",
        ),
        (
            NewGrant { until: Some(db.clock.now()), ..new(account, Role::Mentor, "33.74") },
            "invalid: until: identity-grant-until-past",
        ),
    ] {
        assert_eq!(say(give(&mut tx, grant).await.unwrap_err()), refusal);
    }
}

#[tokio::test]
async fn granting_twice_gives_one_grant_even_at_once() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let once = async || {
        let mut tx = db.tx(machine()).await;
        let id = give(&mut tx, new(account, Role::Mentor, "33.74")).await.unwrap();
        tx.commit().await.unwrap();
        id
    };
    let (one, two) = tokio::join!(once(), once());
    assert_eq!(one, two);
}

#[tokio::test]
async fn a_revoked_grant_has_no_power_from_the_next_request_on() {
    let db = testkit::db().await;
    let account = staff(&db, "mentor@contoh.id", Role::Mentor).await;
    let session = signs_in(&db, "mentor@contoh.id").await;
    assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::Mentor);

    let mut tx = db.tx(machine()).await;
    let grant = active(&mut tx, account).await.unwrap().remove(0);
    revoke(&mut tx, grant.id, "pindah tugas").await.unwrap();
    revoke(&mut tx, grant.id, "pindah tugas").await.unwrap();
    assert_eq!(tx.told(), ["identity.grant.revoked"]);
    tx.commit().await.unwrap();

    assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::Citizen);
    let past = history(&mut db.tx(machine()).await, account).await.unwrap();
    assert_eq!(past[0].revoked.as_ref().unwrap().reason, "pindah tugas");
}

#[tokio::test]
async fn a_grant_ends_by_itself() {
    let db = testkit::db().await;
    let account = person(&db, "mentor@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    let until = Some(db.clock.now() + chrono::TimeDelta::days(1));
    give(&mut tx, NewGrant { until, ..new(account, Role::Mentor, "33.74") }).await.unwrap();
    tx.commit().await.unwrap();
    db.later(chrono::TimeDelta::days(1));
    assert_eq!(active(&mut db.tx(machine()).await, account).await.unwrap(), []);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let db = testkit::db().await;
    let (admin, account) = holder(&db, "admin@contoh.id", Role::CityAdmin, "33.74").await;
    let mut tx = db.tx(admin).await;
    let grant = active(&mut tx, account).await.unwrap().remove(0);
    let error = revoke(&mut tx, grant.id, "selesai tugas").await.unwrap_err();
    assert_eq!(say(error), "refused: identity-grant-last-administrator");

    drop(tx);

    // Neither an administrator with an end nor one of another city is enough.
    let deputy = person(&db, "wakil@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    let until = Some(db.clock.now() + chrono::TimeDelta::days(30));
    give(&mut tx, NewGrant { until, ..new(deputy, Role::CityAdmin, "33.74") }).await.unwrap();
    let depok = person_in(&db, DEPOK, "admin@depok.id").await;
    let mut other = db.tx_in(DEPOK, machine()).await;
    give(&mut other, new(depok, Role::CityAdmin, "32.76")).await.unwrap();
    other.commit().await.unwrap();
    let error = revoke(&mut tx, grant.id, "selesai tugas").await.unwrap_err();
    assert_eq!(say(error), "refused: identity-grant-last-administrator");
}

#[tokio::test]
async fn of_two_administrators_who_revoke_each_other_at_once_one_wins() {
    let db = testkit::db().await;
    let (one, first) = holder(&db, "satu@contoh.id", Role::CityAdmin, "33.74").await;
    let (two, second) = holder(&db, "dua@contoh.id", Role::CityAdmin, "33.74").await;
    // With a third one the count alone would let both go.
    holder(&db, "tiga@contoh.id", Role::CityAdmin, "33.74").await;
    let ends = async |actor: Actor, other: AccountId| {
        let mut tx = db.tx(actor).await;
        let grant = active(&mut tx, other).await.unwrap().remove(0);
        let done = revoke(&mut tx, grant.id, "perebutan").await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done.is_ok()
    };
    let (a, b) = tokio::join!(ends(one, second), ends(two, first));
    assert!(a ^ b, "{a} {b}");
    let mut tx = db.tx(machine()).await;
    let left = active(&mut tx, first).await.unwrap().len() + active(&mut tx, second).await.unwrap().len();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_grant_outside_the_own_subtree_is_not_even_there() {
    let db = testkit::db().await;
    let (officer, _) = holder(&db, "camat@contoh.id", Role::KecamatanOfficer, "33.74.06").await;
    let (_, elsewhere) = holder(&db, "lurah@contoh.id", Role::KelurahanOfficer, "33.74.07.1001").await;
    let (_, boss) = holder(&db, "admin@contoh.id", Role::CityAdmin, "33.74").await;
    let mut tx = db.tx(officer).await;
    for account in [elsewhere, boss] {
        let grant = active(&mut tx, account).await.unwrap().remove(0);
        assert!(matches!(revoke(&mut tx, grant.id, "iseng").await, Err(Error::NotFound(_))));
    }
    let grant = active(&mut tx, boss).await.unwrap().remove(0);
    let mut other = db.tx_in(DEPOK, machine()).await;
    assert!(matches!(revoke(&mut other, grant.id, "iseng").await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn an_invitation_gives_nothing_that_its_inviter_may_no_longer_give() {
    let db = testkit::db().await;
    let (_, inviter) = holder(&db, "camat@contoh.id", Role::KecamatanOfficer, "33.74.06").await;
    let guest = person(&db, "lurah@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    let promised = || new(guest, Role::KelurahanOfficer, "33.74.06.1001");
    give_invited(&mut tx, promised(), Some(inviter)).await.unwrap();
    let grants = active(&mut tx, guest).await.unwrap();
    assert_eq!(grants[0].granted_by, Some(inviter));

    let power = active(&mut tx, inviter).await.unwrap().remove(0);
    revoke(&mut tx, grants[0].id, "diulang").await.unwrap();
    revoke(&mut tx, power.id, "pindah").await.unwrap();
    let error = give_invited(&mut tx, promised(), Some(inviter)).await.unwrap_err();
    assert_eq!(say(error), "refused: identity-grant-inviter-lost-power");
}

#[tokio::test]
async fn grants_of_one_city_are_not_seen_from_another() {
    let db = testkit::db().await;
    let (_, account) = holder(&db, "admin@contoh.id", Role::CityAdmin, "33.74").await;
    assert_eq!(active(&mut db.tx_in(DEPOK, machine()).await, account).await.unwrap(), []);
    let mut tx = db.tx_in(SEMARANG, machine()).await;
    assert_eq!(active(&mut tx, account).await.unwrap().len(), 1);
    assert!(rules::agency(Role::AgencyOfficer) == rules::Needed::Yes);
}
