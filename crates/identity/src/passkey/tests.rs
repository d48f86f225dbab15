use data_encoding::BASE64URL_NOPAD as B64;
use kernel::{Actor, Error};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::Private;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{DEPOK, SEMARANG, TestDb};

use super::{Registered, Shown, begin, begin_register, finish_register, list, possible, remove};
use crate::account;
use crate::credential::Token;
use crate::factor::Policy;
use crate::session::{self, Found, Fresh, Step};
use crate::testing::*;

#[test]
fn passkeys_need_a_name_and_a_safe_way() {
    for (address, may) in [
        ("https://umkm.example.go.id", true),
        ("http://localhost:8080", true),
        ("http://umkm.example.go.id", false),
        ("http://127.0.0.1:8080", false),
        ("https://[::1]", false),
        ("", false),
    ] {
        assert_eq!(possible(address), may, "{address}");
    }
}

/// What a telephone does: a key of its own, which it shows when its owner put a finger on it.
struct Telephone {
    key: EcKey<Private>,
    id: Vec<u8>,
    user: Vec<u8>,
    counter: u32,
    origin: &'static str,
    verified: bool,
}

impl Telephone {
    fn new() -> Telephone {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = EcKey::generate(&group).unwrap();
        let id = rand::random::<[u8; 32]>().to_vec();
        Telephone { key, id, user: Vec::new(), counter: 0, origin: "http://localhost:8080", verified: true }
    }

    fn client(&self, what: &str, options: &Value) -> Vec<u8> {
        let challenge = options["publicKey"]["challenge"].as_str().unwrap();
        let data =
            json!({ "type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn head(&self, attested: u8) -> Vec<u8> {
        let flags = 0x01 | attested | if self.verified { 0x04 } else { 0 };
        [Sha256::digest(b"localhost").as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn create(&mut self, options: &Value) -> Registered {
        self.user = B64.decode(options["publicKey"]["user"]["id"].as_str().unwrap().as_bytes()).unwrap();
        let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        let mut context = BigNumContext::new().unwrap();
        self.key.public_key().affine_coordinates(self.key.group(), &mut x, &mut y, &mut context).unwrap();
        let (x, y) = (x.to_vec_padded(32).unwrap(), y.to_vec_padded(32).unwrap());
        let cose: &[&[u8]] = &[&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &x, &[0x22, 0x58, 32], &y];
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.head(0x40), vec![0; 16], length.to_vec(), self.id.clone(), cose.concat()].concat();
        let sized = [0x58, u8::try_from(data.len()).unwrap()];
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".as_slice(), &sized, &data].concat();
        self.answer(json!({
            "clientDataJSON": B64.encode(&self.client("webauthn.create", options)),
            "attestationObject": B64.encode(&object),
        }))
    }

    fn show(&mut self, options: &Value) -> Shown {
        self.counter += 1;
        let (client, data) = (self.client("webauthn.get", options), self.head(0));
        let signed = Sha256::digest([data.as_slice(), &Sha256::digest(&client)].concat());
        let signature = EcdsaSig::sign(&signed, &self.key).unwrap().to_der().unwrap();
        self.answer(json!({
            "clientDataJSON": B64.encode(&client),
            "authenticatorData": B64.encode(&data),
            "signature": B64.encode(&signature),
            "userHandle": B64.encode(&self.user),
        }))
    }

    fn answer<T: serde::de::DeserializeOwned>(&self, response: Value) -> T {
        let id = B64.encode(&self.id);
        let answer =
            json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} });
        serde_json::from_value(answer).unwrap()
    }
}

async fn signed_in(db: &TestDb, who: &str) -> Found {
    person(db, who).await;
    let session = signs_in(db, who).await;
    found(db, &session).await.unwrap()
}

async fn enrols(db: &TestDb, who: &Found, telephone: &mut Telephone) -> Result<(), Error> {
    let mut tx = db.tx(who.actor()).await;
    let (token, options) = begin_register(&mut tx, who.fresh(db.clock.now()).unwrap()).await.unwrap();
    assert_eq!(options["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    finish_register(&mut tx, &token, &telephone.create(&options), "  My   phone ").await?;
    tx.commit().await
}

async fn asked(db: &TestDb) -> (Token, Value) {
    let mut tx = db.tx(Actor::Visitor).await;
    let asked = begin(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    asked
}

async fn shows(db: &TestDb, token: &Token, shown: &Shown) -> Step {
    let mut tx = db.tx(Actor::Visitor).await;
    let step = session::with_passkey(&mut tx, token, shown, &caller()).await.unwrap();
    tx.commit().await.unwrap();
    step
}

async fn opens(db: &TestDb, telephone: &mut Telephone) -> bool {
    let (token, options) = asked(db).await;
    matches!(shows(db, &token, &telephone.show(&options)).await, Step::In(_))
}

#[tokio::test]
async fn a_passkey_signs_in_without_name_or_password_and_is_asked_for_after_one() {
    let db = db().await;
    let who = signed_in(&db, "sari@example.com").await;
    let mut telephone = Telephone::new();
    enrols(&db, &who, &mut telephone).await.unwrap();
    assert!(opens(&db, &mut telephone).await);
    assert!(opens(&db, &mut telephone).await, "again, with a counter that grew");
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::SecondFactor(_)));
    let mut tx = db.tx(who.actor()).await;
    let mine = list(&mut tx).await.unwrap();
    assert_eq!((mine[0].name.as_str(), mine[0].used_at), ("My phone", Some(db.clock.now())));
    drop(tx);
    db.work_off().await;
    assert!(db.mailbox.last_to("sari@example.com").unwrap().body.contains("passkey"));
}

#[tokio::test]
async fn what_was_shown_once_opens_nothing_again() {
    let db = db().await;
    let who = signed_in(&db, "sari@example.com").await;
    let mut telephone = Telephone::new();
    enrols(&db, &who, &mut telephone).await.unwrap();
    let (token, options) = asked(&db).await;
    let shown = telephone.show(&options);
    assert!(matches!(shows(&db, &token, &shown).await, Step::In(_)));
    assert!(matches!(shows(&db, &token, &shown).await, Step::Wrong), "the same ceremony");
    let (other, _) = asked(&db).await;
    assert!(matches!(shows(&db, &other, &shown).await, Step::Wrong), "another ceremony");
    let (token, options) = asked(&db).await;
    let shown = telephone.show(&options);
    let (a, b) = tokio::join!(shows(&db, &token, &shown), shows(&db, &token, &shown));
    assert_eq!([a, b].iter().filter(|step| matches!(step, Step::In(_))).count(), 1, "two at once");
}

#[tokio::test]
async fn a_copied_key_another_site_and_an_unverified_hand_are_refused() {
    let db = db().await;
    let who = signed_in(&db, "sari@example.com").await;
    let mut telephone = Telephone::new();
    enrols(&db, &who, &mut telephone).await.unwrap();
    assert!(opens(&db, &mut telephone).await);
    telephone.counter = 0;
    assert!(!opens(&db, &mut telephone).await, "a counter that went back");
    telephone.counter = 10;
    telephone.origin = "https://evil.example";
    assert!(!opens(&db, &mut telephone).await);
    telephone.origin = "http://localhost:8080";
    telephone.verified = false;
    assert!(!opens(&db, &mut telephone).await);
    telephone.verified = true;
    telephone.key = Telephone::new().key;
    assert!(!opens(&db, &mut telephone).await, "signed by another key");
}

#[tokio::test]
async fn a_ceremony_is_for_whoever_began_it_and_for_minutes() {
    let db = db().await;
    let (sari, budi) = (signed_in(&db, "sari@example.com").await, signed_in(&db, "budi@example.com").await);
    let mut telephone = Telephone::new();
    let mut tx = db.tx(sari.actor()).await;
    let (token, options) = begin_register(&mut tx, sari.fresh(db.clock.now()).unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let made = telephone.create(&options);
    let mut tx = db.tx(budi.actor()).await;
    assert!(finish_register(&mut tx, &token, &made, "").await.is_err(), "begun by somebody else");
    drop(tx);
    db.later(chrono::TimeDelta::minutes(10));
    let mut tx = db.tx(sari.actor()).await;
    let late = finish_register(&mut tx, &token, &made, "").await.unwrap_err();
    assert_eq!(late.to_string(), "refused: identity-ceremony-expired");
}

#[tokio::test]
async fn a_key_belongs_to_one_account_and_one_city() {
    let db = db().await;
    let (sari, budi) = (signed_in(&db, "sari@example.com").await, signed_in(&db, "budi@example.com").await);
    let mut telephone = Telephone::new();
    enrols(&db, &sari, &mut telephone).await.unwrap();
    let user = telephone.user.clone();
    let known = enrols(&db, &budi, &mut telephone).await.unwrap_err();
    assert_eq!(known.to_string(), "refused: identity-passkey-known");
    assert!(!opens(&db, &mut telephone).await, "with another's handle");
    telephone.user = user;
    assert!(opens(&db, &mut telephone).await);

    let mut tx = db.tx_in(DEPOK, Actor::Visitor).await;
    let (token, options) = begin(&mut tx).await.unwrap();
    let step = session::with_passkey(&mut tx, &token, &telephone.show(&options), &caller()).await.unwrap();
    assert!(matches!(step, Step::Wrong));
}

#[tokio::test]
async fn proving_again_takes_ones_own_key() {
    let db = db().await;
    let (sari, budi) = (signed_in(&db, "sari@example.com").await, signed_in(&db, "budi@example.com").await);
    let (mut hers, mut his) = (Telephone::new(), Telephone::new());
    enrols(&db, &sari, &mut hers).await.unwrap();
    enrols(&db, &budi, &mut his).await.unwrap();
    for (telephone, right) in [(&mut his, false), (&mut hers, true)] {
        let (token, options) = asked(&db).await;
        let mut tx = db.tx(sari.actor()).await;
        let step =
            session::confirm_with_passkey(&mut tx, &sari, &token, &telephone.show(&options)).await.unwrap();
        assert_eq!(matches!(step, Step::In(_)), right);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_removed_key_and_a_closed_account_open_nothing() {
    let db = db().await;
    let who = signed_in(&db, "sari@example.com").await;
    let fresh = who.fresh(db.clock.now()).unwrap();
    let (mut one, mut two) = (Telephone::new(), Telephone::new());
    enrols(&db, &who, &mut one).await.unwrap();
    db.later(chrono::TimeDelta::seconds(1));
    enrols(&db, &who, &mut two).await.unwrap();
    let mut tx = db.tx(who.actor()).await;
    let first = list(&mut tx).await.unwrap()[0].id;
    remove(&mut tx, first, Policy::Offer, fresh).await.unwrap();
    assert!(matches!(remove(&mut tx, first, Policy::Offer, fresh).await, Err(Error::NotFound(_))));
    tx.commit().await.unwrap();
    assert!(!opens(&db, &mut one).await);
    assert!(opens(&db, &mut two).await);
    let mut tx = db.db.begin(machine(), SEMARANG).await.unwrap();
    let machine = Fresh::machine(&tx).unwrap();
    account::close(&mut tx, who.acting.account, "asked for it", machine).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!opens(&db, &mut two).await);
}
