use kernel::{Error, Role, Tx};

use super::tests::{admin, siti};
use super::{MESSAGES, Pair, Side, different, explain, find, pair_of, run, undo};
use crate::linkage;
use crate::person::register::NewPerson;
use crate::person::{self, PersonId};
use crate::source::claims::{Address, PersonClaims};
use crate::testing::here;

/// What the messages of a language say.
fn words(keys: impl IntoIterator<Item = String>, english: bool) -> Vec<String> {
    let texts = [MESSAGES, linkage::MESSAGES].map(|both| if english { both.1 } else { both.0 });
    let lines: Vec<(&str, &str)> =
        texts.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_once(" = ")).collect();
    let says = |key: String| lines.iter().find(|(name, _)| *name == key).map(|(_, text)| (*text).to_owned());
    keys.into_iter().map(|key| says(key.clone()).unwrap_or_else(|| panic!("nothing says {key}"))).collect()
}

async fn muhammad(tx: &mut Tx, name: &str, phone: &str, nik: Option<&str>) -> PersonId {
    let claims = PersonClaims {
        name: Some(name.to_owned()),
        birth_date: "1975-03-21".parse().ok(),
        phones: vec![phone.to_owned()],
        home: Address { area: Some(here()), rt: Some(2), rw: Some(7), ..Address::default() },
        ..PersonClaims::default()
    };
    let nik = nik.map(|nik| kernel::nik::Nik::parse(nik).unwrap());
    person::register(tx, NewPerson { claims, nik, npwp: None }).await.unwrap()
}

/// A few who are there beside: what is rare is only known among others.
async fn others(tx: &mut Tx) {
    for n in 0..40 {
        let name =
            format!("{} {}", ["Budi", "Agus", "Dewi", "Joko"][n % 4], ["Santoso", "Wati", "Hadi"][n % 3]);
        siti(tx, &name, None).await;
    }
}

#[tokio::test]
async fn two_people_are_explained_in_words_that_an_officer_understands() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    others(&mut tx).await;
    let one = muhammad(&mut tx, "Muhammad Hidayat", "081234567890", None).await;
    let other = muhammad(&mut tx, "H. Moh. Hidayat", "085700011122", None).await;
    let found = explain(&mut tx, one, other).await.unwrap();
    let explanation = found.explanation.unwrap();
    let keys = || explanation.reasons.iter().map(|reason| reason.message.to_owned());
    let (told, english) = (words(keys(), false), words(keys(), true));
    for text in
        ["tanggal lahir sama", "nama sama, beda ejaan atau panggilan", "telepon berbeda", "RT dan RW sama"]
    {
        assert!(told.contains(&text.to_owned()), "{told:?}");
    }
    assert_eq!(told.len(), english.len());
    assert!(told.iter().all(|text| !english.contains(text)), "{english:?}");
    // What speaks loudest stands first, and each says for or against.
    let bits: Vec<f32> = explanation.reasons.iter().map(|reason| reason.weight).collect();
    assert!(bits.is_sorted_by(|a, b| a.abs() >= b.abs()), "{bits:?}");
    let of = |key: &str| explanation.reasons.iter().find(|reason| reason.message == key).unwrap().weight;
    assert!(of("registry-linkage-born-same") > 0.0 && of("registry-linkage-phone-other") < 0.0);
    assert!(!explanation.contradiction && !found.one && found.decisions.is_empty());

    // The same words after the city was compared, and what was decided beside them.
    run(&mut tx).await.unwrap();
    let links = find::of_record(&mut tx, Side::Person, one.0).await.unwrap();
    if let Some(link) = links.first() {
        undo(&mut tx, link.act, "ayah dan anak").await.unwrap();
    }
    let pair: Pair = pair_of(&mut tx, Side::Person, one.0, other.0).await.unwrap();
    different(&mut tx, pair, "ayah dan anak").await.unwrap();
    let found = explain(&mut tx, one, other).await.unwrap();
    let again: Vec<String> =
        found.explanation.unwrap().reasons.iter().map(|reason| reason.message.to_owned()).collect();
    let sorted = |mut keys: Vec<String>| {
        keys.sort();
        keys
    };
    assert_eq!(sorted(again), sorted(keys().collect()));
    assert!(!found.one);
    assert_eq!(found.decisions.first().unwrap().why.as_deref(), Some("ayah dan anak"));
}

#[tokio::test]
async fn two_niks_that_contradict_each_other_are_said_to() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    others(&mut tx).await;
    let one = muhammad(&mut tx, "Hasan Basri", "081234567890", Some("3374062103750001")).await;
    let twin = muhammad(&mut tx, "Husen Basri", "081234567890", Some("3374062103750002")).await;
    let explanation = explain(&mut tx, one, twin).await.unwrap().explanation.unwrap();
    let told = words(explanation.reasons.iter().map(|reason| reason.message.to_owned()), false);
    assert!(explanation.contradiction, "{told:?}");
    assert!(told.iter().any(|text| text.starts_with("NIK berbeda nomor urut")), "{told:?}");
}

#[tokio::test]
async fn nobody_explains_whom_he_may_not_see() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let (one, other) = (siti(&mut tx, "Siti", None).await, siti(&mut tx, "Siti", None).await);
    tx.commit().await.unwrap();
    let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, "33.74.07.1001")).await;
    assert!(matches!(explain(&mut tx, one, other).await, Err(Error::Forbidden | Error::NotFound(_))));
}
