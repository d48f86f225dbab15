use kernel::Actor;

use crate::credential::{self, About, NewPassword, Password, Stands};
use crate::factor::{Policy, renew};
use crate::testing::*;
use crate::totp;

#[tokio::test]
async fn a_password_chosen_short_beside_a_second_factor_keeps_the_last_one() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    enrols(&db, &who).await;
    let fresh = who.fresh(db.clock.now()).unwrap();
    let short = Password::choose("x7!kQ2pz", Stands::BesideSecondFactor, &About::default())
        .unwrap()
        .hash()
        .await
        .unwrap();
    let mut tx = db.tx(who.actor()).await;
    credential::change(&mut tx, NewPassword { password: short, keep: who.session }, fresh).await.unwrap();
    let refused = totp::remove(&mut tx, Policy::Offer, fresh).await.unwrap_err().to_string();
    assert_eq!(refused, "refused: identity-factor-password-short");
}

#[tokio::test]
async fn recovery_codes_alone_are_no_second_factor() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    assert_eq!(
        renew(&mut tx, fresh).await.unwrap_err().to_string(),
        "refused: identity-recovery-needs-factor"
    );
    let mut tx = db.tx(Actor::Visitor).await;
    assert!(renew(&mut tx, fresh).await.is_err());
}
