use std::net::{IpAddr, Ipv4Addr};

use chrono::TimeDelta;
use kernel::{Actor, CityId, Role};
use testkit::{DEPOK, SEMARANG};

use super::{Step, end, end_others, find, list, renew, sign_out};
use crate::credential::Token;
use crate::grant;
use crate::testing::*;

#[tokio::test]
async fn only_the_right_password_signs_in_and_nothing_tells_why_not() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, " Sari@Example.com ").await;
    let who = found(&db, &session).await.unwrap();
    assert_eq!(
        (who.name.as_str(), who.acting.role, who.acting.area.as_str()),
        ("Sari Wulandari", Role::Citizen, "33.74")
    );
    assert!(matches!(tries(&db, "sari@example.com", OTHER, &caller()).await, Step::Wrong));
    assert!(matches!(tries(&db, "nobody@example.com", PASSWORD, &caller()).await, Step::Wrong));
    assert!(matches!(tries(&db, "08123456789", PASSWORD, &caller()).await, Step::Wrong));
}

#[tokio::test]
async fn an_account_and_its_session_belong_to_one_city() {
    let db = testkit::db().await;
    person_in(&db, DEPOK, "sari@example.com").await;
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::Wrong));
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let mut tx = db.tx_in(DEPOK, Actor::Visitor).await;
    assert!(find(&mut tx, &session.token).await.unwrap().is_none());
    let mut tx = db.tx_in(CityId::PLATFORM, Actor::Visitor).await;
    assert!(find(&mut tx, &session.token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_whole_office_behind_one_address_signs_in_within_a_minute() {
    let db = testkit::db().await;
    for number in 0..50 {
        person(&db, &format!("p{number}@example.com")).await;
    }
    let mut all = tokio::task::JoinSet::new();
    for number in 0..50 {
        let (db, attempt) = (
            db.db.clone(),
            super::Attempt {
                login: login(&format!("p{number}@example.com")),
                password: crate::credential::Typed::new(PASSWORD),
                caller: caller(),
            },
        );
        all.spawn(async move { super::sign_in(&db, SEMARANG, attempt).await.unwrap() });
    }
    let steps = all.join_all().await;
    assert!(steps.iter().all(|step| matches!(step, Step::In(_))));
}

#[tokio::test]
async fn one_address_that_tries_many_accounts_is_slowed_down() {
    let db = testkit::db().await;
    let mut wrong = 0;
    for number in 0..70 {
        match tries(&db, &format!("p{number}@example.com"), PASSWORD, &caller()).await {
            Step::Wrong => wrong += 1,
            Step::Wait(seconds) => assert!((1..=10).contains(&seconds), "{seconds}"),
            other @ (Step::In(_) | Step::SecondFactor(_)) => panic!("{other:?}"),
        }
    }
    assert_eq!(wrong, 60);
    person(&db, "sari@example.com").await;
    let elsewhere = caller_at(Ipv4Addr::new(198, 51, 100, 1).into());
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &elsewhere).await, Step::In(_)));
}

#[tokio::test]
async fn guessing_one_account_meets_growing_pauses_that_do_not_lock_its_owner_out() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let home = caller_at(Ipv4Addr::new(198, 51, 100, 1).into());
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &home).await, Step::In(_)));

    for _ in 0..6 {
        tries(&db, "sari@example.com", OTHER, &caller()).await;
    }
    assert!(
        matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::Wait(_)),
        "the guesser waits"
    );
    assert!(
        matches!(tries(&db, "sari@example.com", PASSWORD, &home).await, Step::In(_)),
        "the owner does not"
    );

    // Many addresses that guess together are slowed too, and still not the address the owner came from.
    for number in 0..30_u8 {
        let from = caller_at(IpAddr::V4(Ipv4Addr::new(192, 0, 2, number)));
        tries(&db, "sari@example.com", OTHER, &from).await;
    }
    let fresh = caller_at(Ipv4Addr::new(192, 0, 2, 200).into());
    let Step::Wait(seconds) = tries(&db, "sari@example.com", PASSWORD, &fresh).await else {
        panic!("not slowed")
    };
    assert!(seconds <= 31, "{seconds}");
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &home).await, Step::In(_)));
    db.later(TimeDelta::seconds(31));
    assert!(
        matches!(tries(&db, "sari@example.com", PASSWORD, &fresh).await, Step::In(_)),
        "nobody is locked out"
    );
}

#[tokio::test]
async fn a_session_at_the_desk_ends_after_half_an_hour_of_rest_and_half_a_day_of_work() {
    let db = testkit::db().await;
    staff(&db, "admin@example.com", Role::CityAdmin).await;
    let session = signs_in(&db, "admin@example.com").await;
    assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::CityAdmin);
    for _ in 0..24 {
        db.later(TimeDelta::minutes(29));
        assert!(found(&db, &session).await.is_some(), "work keeps it alive");
    }
    db.later(TimeDelta::minutes(25));
    assert!(found(&db, &session).await.is_none(), "twelve hours are over");

    let session = signs_in(&db, "admin@example.com").await;
    db.later(TimeDelta::minutes(31));
    assert!(found(&db, &session).await.is_none(), "half an hour of rest");

    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    db.later(TimeDelta::days(29));
    assert!(found(&db, &session).await.is_some(), "elsewhere it lasts for weeks");
    db.later(TimeDelta::days(31));
    assert!(found(&db, &session).await.is_none());
}

#[tokio::test]
async fn a_busy_session_writes_at_most_once_a_minute() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let seen = async || -> kernel::Instant {
        sqlx::query_scalar("select seen_at from identity.session")
            .fetch_one(&mut db.admin().await)
            .await
            .unwrap()
    };
    let start = seen().await;
    db.later(TimeDelta::seconds(59));
    found(&db, &session).await.unwrap();
    assert_eq!(seen().await, start);
    db.later(TimeDelta::seconds(1));
    found(&db, &session).await.unwrap();
    assert_eq!(seen().await, start + TimeDelta::seconds(60));
}

#[tokio::test]
async fn own_sessions_are_listed_and_ended_one_by_one_or_all_others_and_never_a_strangers() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    person(&db, "budi@example.com").await;
    let (one, two, three) = (
        signs_in(&db, "sari@example.com").await,
        signs_in(&db, "sari@example.com").await,
        signs_in(&db, "sari@example.com").await,
    );
    let stranger = signs_in(&db, "budi@example.com").await;
    let sari = found(&db, &one).await.unwrap().actor();

    let mut tx = db.tx(sari.clone()).await;
    let mine = list(&mut tx).await.unwrap();
    assert_eq!(mine.len(), 3);
    assert_eq!(mine[0].device, "Chrome · Android");
    assert!(end(&mut tx, stranger.id).await.is_err());
    end(&mut tx, two.id).await.unwrap();
    end(&mut tx, two.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&db, &two).await.is_none() && found(&db, &three).await.is_some());

    let mut tx = db.tx(sari.clone()).await;
    assert_eq!(end_others(&mut tx, one.id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(found(&db, &three).await.is_none() && found(&db, &one).await.is_some());
    assert!(found(&db, &stranger).await.is_some());

    let mut tx = db.tx(sari).await;
    sign_out(&mut tx, one.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&db, &one).await.is_none());
}

#[tokio::test]
async fn a_revoked_grant_counts_from_the_next_request_on() {
    let db = testkit::db().await;
    staff(&db, "first@example.com", Role::CityAdmin).await;
    let account = staff(&db, "mentor@example.com", Role::Mentor).await;
    let session = signs_in(&db, "mentor@example.com").await;
    assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::Mentor);

    let mut tx = db.tx(machine()).await;
    let held = grant::active(&mut tx, account).await.unwrap();
    grant::revoke(&mut tx, held[0].id, "left the office").await.unwrap();
    tx.commit().await.unwrap();
    let who = found(&db, &session).await.unwrap();
    assert_eq!((who.acting.role, who.grant), (Role::Citizen, None));
}

#[tokio::test]
async fn switching_the_role_replaces_the_token_and_a_stale_proof_does_not_reach_the_desk() {
    let db = testkit::db().await;
    let account = staff(&db, "admin@example.com", Role::CityAdmin).await;
    let old = signs_in(&db, "admin@example.com").await;
    let who = found(&db, &old).await.unwrap();
    let grant = who.grant;

    let mut tx = db.tx(who.actor()).await;
    let citizen = renew(&mut tx, who.session, None).await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&db, &old).await.is_none(), "the old token is worth nothing");
    let who = found(&db, &citizen).await.unwrap();
    assert_eq!((who.acting.account, who.acting.role), (account, Role::Citizen));

    db.later(TimeDelta::days(2));
    let who = found(&db, &citizen).await.unwrap();
    let mut tx = db.tx(who.actor()).await;
    let refused = renew(&mut tx, who.session, grant.map(|grant| (grant, Role::CityAdmin))).await.unwrap_err();
    assert_eq!(refused.to_string(), "refused: identity-session-confirm");
    assert!(who.fresh(db.clock.now()).is_err());
}

#[tokio::test]
async fn proving_again_makes_the_session_fresh_and_replaces_its_token() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let old = signs_in(&db, "sari@example.com").await;
    db.later(TimeDelta::minutes(11));
    let who = found(&db, &old).await.unwrap();
    assert!(who.fresh(db.clock.now()).is_err());
    let typed = crate::credential::Typed::new;
    let wrong = super::confirm_with_password(&db.db, SEMARANG, &who, typed(OTHER)).await.unwrap();
    assert!(matches!(wrong, Step::Wrong));
    let Step::In(new) = super::confirm_with_password(&db.db, SEMARANG, &who, typed(PASSWORD)).await.unwrap()
    else {
        panic!("not confirmed");
    };
    assert!(found(&db, &old).await.is_none());
    assert!(found(&db, &new).await.unwrap().fresh(db.clock.now()).is_ok());
}

#[tokio::test]
async fn the_table_of_sessions_holds_no_token_and_no_address() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let row: String = sqlx::query_scalar("select s::text from identity.session s")
        .fetch_one(&mut db.admin().await)
        .await
        .unwrap();
    assert!(!row.contains(&session.token.reveal()) && !row.contains("203.0.113"));
    let mut tx = db.tx(Actor::Visitor).await;
    assert!(find(&mut tx, &Token::random()).await.unwrap().is_none());
}
