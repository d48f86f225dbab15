use kernel::{Actor, Error, Role};
use testkit::DEPOK;

use super::*;
use crate::testing::{machine, person};

fn oneself(account: AccountId) -> Actor {
    testkit::actor_of(account, Role::Citizen, "33.74")
}

#[test]
fn every_purpose_of_ours_is_told_in_both_languages_and_has_a_key_of_its_own() {
    let mut keys: Vec<&str> = PURPOSES.iter().map(|purpose| purpose.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), PURPOSES.len());
    for purpose in PURPOSES {
        for text in [purpose.title, purpose.text, purpose.fields, purpose.recipients, purpose.retention] {
            assert!(!text.id.is_empty() && !text.en.is_empty() && text.id != text.en, "{}", purpose.key);
        }
        assert!(purpose.legal_reference.contains("UU 27/2022"));
    }
}

#[tokio::test]
async fn the_register_is_installed_once_and_a_changed_text_needs_a_new_version() {
    let db = testkit::db().await;
    let mut tx = db.tx(machine()).await;
    install(&mut tx, PURPOSES).await.unwrap();
    install(&mut tx, PURPOSES).await.unwrap();
    assert_eq!(list(&mut tx).await.unwrap().len(), PURPOSES.len());

    let changed = Purpose { retention: Text { id: "Selamanya", en: "For ever" }, ..NEWS };
    let error = install(&mut tx, &[changed]).await.unwrap_err().to_string();
    assert!(error.contains("identity.news"), "{error}");
    install(&mut tx, &[Purpose { version: 2, ..changed }]).await.unwrap();
    let listed = list(&mut tx).await.unwrap();
    let news = listed.iter().find(|listed| listed.key == "identity.news").unwrap();
    assert_eq!((news.version, news.retention[1].as_str()), (2, "For ever"));
}

#[tokio::test]
async fn what_holds_is_the_newest_row_and_no_row_is_overwritten() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let mut tx = db.tx(oneself(account)).await;
    for _ in 0..2 {
        give(&mut tx, account, &NEWS, Channel::Web, Language::Id).await.unwrap();
    }
    assert!(holds(&mut tx, account, NEWS.key).await.unwrap());
    for _ in 0..2 {
        withdraw(&mut tx, account, NEWS.key, Channel::Web).await.unwrap();
    }
    assert!(!holds(&mut tx, account, NEWS.key).await.unwrap());
    give(&mut tx, account, &NEWS, Channel::Web, Language::En).await.unwrap();

    let rows = ledger(&mut tx, account).await.unwrap();
    let states: Vec<bool> = rows.iter().map(|row| row.given).collect();
    assert_eq!(states, [true, false, true]);
    assert_eq!(rows[0].sha256, NEWS.text_sha256(Language::En));
    assert_eq!(rows[2].sha256, NEWS.text_sha256(Language::Id));
    assert_eq!(tx.told(), ["identity.consent.given", "identity.consent.withdrawn", "identity.consent.given"]);
}

#[tokio::test]
async fn a_newer_text_is_asked_for_again_and_the_old_consent_holds_until_then() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let mut tx = db.tx(oneself(account)).await;
    give(&mut tx, account, &NEWS, Channel::Web, Language::Id).await.unwrap();
    let newer = Purpose { version: 2, text: Text { id: "Lain", en: "Other" }, ..NEWS };
    tx.commit().await.unwrap();
    let mut tx = db.tx(machine()).await;
    install(&mut tx, &[newer]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.tx(oneself(account)).await;
    let before = standing(&mut tx, account).await.unwrap().remove(0);
    assert!(before.given && before.outdated);
    give(&mut tx, account, &newer, Channel::Web, Language::Id).await.unwrap();
    let after = standing(&mut tx, account).await.unwrap().remove(0);
    assert!(after.given && !after.outdated && after.version == 2);
}

#[tokio::test]
async fn only_what_rests_on_consent_is_asked_for() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let mut tx = db.tx(oneself(account)).await;
    let error = give(&mut tx, account, &SECURITY, Channel::Web, Language::Id).await.unwrap_err();
    assert_eq!(error.to_string(), "refused: identity-consent-not-asked");
}

#[tokio::test]
async fn nobody_clicks_for_another_and_nobody_witnesses_for_themselves() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let heard = || Channel::Oral("Budi Santoso".to_owned());
    for (actor, channel, may) in [
        (oneself(account), Channel::Web, true),
        (oneself(account), heard(), false),
        (testkit::actor(Role::CityAdmin, "33.74"), heard(), true),
        (testkit::actor(Role::CityAdmin, "33.74"), Channel::Web, false),
        (testkit::actor(Role::KelurahanOfficer, "33.74.06.1001"), heard(), false),
        (testkit::actor(Role::Citizen, "33.74"), Channel::Web, false),
        (Actor::Visitor, Channel::Web, false),
    ] {
        let mut tx = db.tx(actor.clone()).await;
        let given = give(&mut tx, account, &NEWS, channel, Language::Id).await;
        assert_eq!(given.is_ok(), may, "{actor:?} {given:?}");
    }
    let mut tx = db.tx_in(DEPOK, testkit::actor(Role::CityAdmin, "32.76")).await;
    let error = give(&mut tx, account, &NEWS, heard(), Language::Id).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("account")), "{error}");
}

#[test]
fn what_was_heard_or_signed_names_its_witness_or_paper() {
    assert_eq!(Channel::parse("oral", " Budi  Santoso ").unwrap(), Channel::Oral("Budi Santoso".into()));
    assert!(Channel::parse("oral", "").is_err());
    assert!(Channel::parse("paper", "x").is_err());
    assert!(Channel::parse("smoke", "Budi").is_err());
    assert_eq!(Channel::parse("web", "").unwrap(), Channel::Web);
}
