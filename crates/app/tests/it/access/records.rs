//! Examples of what the registry holds.

use kernel::Role;
use kernel::id::AccountId;
use testkit::SEMARANG;

use super::askers::HERE;
use super::examples::{Made, alone, fresh, owned, person};
use crate::kit::Kit;
use crate::people::{MACHINE, area};

/// A person of this kelurahan with a NIK, a business and an account.
pub(super) async fn entrepreneur(
    kit: &Kit,
) -> (registry::person::PersonId, registry::business::BusinessId, AccountId) {
    let account = person(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let (place, nik) = (area(HERE), format!("337406570890{:04}", fresh()));
    let id = registry::examples::person(&mut tx, "Siti Aminah", &place, Some(&nik)).await.unwrap();
    registry::person::recognise(&mut tx, id, account).await.unwrap();
    let business = registry::examples::business(&mut tx, id, "Warung Sari", &place, "Kuliner", 5_000_000);
    let business = business.await.unwrap();
    tx.commit().await.unwrap();
    (id, business, account)
}

pub(super) async fn registry_request(kit: &Kit) -> Made {
    let (_, _, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(testkit::actor_of(owner, Role::Entrepreneur, "33.74")).await;
    let new = registry::request::NewRequest {
        field: "nik".to_owned(),
        business: None,
        area: None,
        text: "NIK saya salah tulis".to_owned(),
    };
    let id = registry::request::ask(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    owned(id, owner)
}

pub(super) async fn permit(kit: &Kit) -> Made {
    use registry::permit::{Kind, NewPermit, add};
    let (_, business, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewPermit { kind: Kind::Nib, number: "1234567890123".to_owned(), issued: None, expires: None };
    let id = add(&mut tx, business, new).await.unwrap();
    registry::permit::attach(&mut tx, id, file()).await.unwrap();
    tx.commit().await.unwrap();
    owned(id, owner)
}

fn file() -> web::upload::Uploaded {
    let bytes = include_bytes!("photo.png").to_vec();
    web::upload::Uploaded { field: "file".into(), name: "kedai.png".into(), bytes }
}

pub(super) async fn photo(kit: &Kit) -> Made {
    let (_, business, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let id =
        registry::photo::add(&mut tx, registry::photo::Subject::Business(business), "Kedai", file()).await;
    let id = id.unwrap();
    tx.commit().await.unwrap();
    owned(id, owner)
}

pub(super) async fn picture(kit: &Kit) -> String {
    let subject = registry::photo::Subject::Group(group(kit).await.0);
    let mut tx = kit.db.tx(MACHINE).await;
    let id = registry::photo::add(&mut tx, subject, "Hasil anyaman", file()).await.unwrap();
    tx.commit().await.unwrap();
    kit.db.work_off().await;
    let mut tx = kit.db.tx(MACHINE).await;
    let made = registry::photo::one(&mut tx, id).await.unwrap();
    format!("{}.webp", made.sizes[0].name)
}

/// A group that is seen by everybody, with its short name.
pub(super) async fn group(kit: &Kit) -> (registry::group::GroupId, String) {
    use registry::group::{Kind, NewGroup, add, publish};
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewGroup {
        name: format!("Kelompok Contoh {}", fresh()),
        kind: Kind::Craft,
        area: area(HERE),
        since: None,
        address: None,
        description_id: "Perajin di Penggaron Kidul".to_owned(),
        description_en: String::new(),
    };
    let id = add(&mut tx, new).await.unwrap();
    let slug = publish(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    (id, slug)
}

/// A group and a membership in it.
pub(super) async fn member(kit: &Kit) -> String {
    let (group, _) = group(kit).await;
    let (person, _, _) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let part = registry::group::Part::Member;
    let member = registry::group::join(&mut tx, group, person, part, None).await.unwrap();
    tx.commit().await.unwrap();
    format!("{group} {member}")
}

/// A group and what it achieved, with a proof.
pub(super) async fn achievement(kit: &Kit) -> String {
    let (group, _) = group(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let on = tx.now().date_naive();
    let title = "Juara pameran kerajinan".to_owned();
    let new = registry::group::NewAchievement { title, on, link: None, proof: Some(file()) };
    let achievement = registry::group::achieve(&mut tx, group, new).await.unwrap();
    tx.commit().await.unwrap();
    format!("{group} {achievement}")
}

/// A list as it was sent, before anybody read it.
pub(super) async fn batch(kit: &Kit) -> Made {
    let number = fresh();
    let agency = kit.agency(SEMARANG, &format!("Dinas Daftar {number}"), &format!("Daftar {number}")).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = registry::batch::NewBatch {
        agency,
        file_name: "daftar.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: b"Nama,Alamat\nSiti Aminah,Penggaron Kidul\n".to_vec(),
    };
    let id = registry::batch::receive(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    alone(id)
}

/// A list of recipients that nobody has looked over yet.
pub(super) async fn screening(kit: &Kit) -> Made {
    let mut tx = kit.db.tx(MACHINE).await;
    let new = registry::screening::NewScreening {
        title: "Bantuan gerobak".to_owned(),
        quota: 1,
        file_name: "penerima.csv".to_owned(),
        bytes: b"Nama,Alamat\nSiti Aminah,Penggaron Kidul\n".to_vec(),
    };
    let id = registry::screening::receive(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    alone(id)
}

/// A business whose owner agreed to be seen.
pub(super) async fn card(kit: &Kit) -> Made {
    let (_, business, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(testkit::actor_of(owner, Role::Entrepreneur, "33.74")).await;
    let web = identity::consent::Channel::Web;
    let purpose = &registry::card::PURPOSE;
    identity::consent::give(&mut tx, owner, purpose, web, identity::consent::Language::Id).await.unwrap();
    tx.commit().await.unwrap();
    owned(business, owner)
}

pub(super) async fn question(kit: &Kit) -> registry::link::queue::QuestionId {
    let mut tx = kit.db.tx(MACHINE).await;
    let id = registry::examples::question(&mut tx, &area(HERE)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(super) async fn sample(kit: &Kit) -> (registry::link::sample::SampleId, registry::link::sample::PairId) {
    let mut tx = kit.db.tx(MACHINE).await;
    let made = registry::examples::sample(&mut tx, &area(HERE)).await.unwrap();
    tx.commit().await.unwrap();
    made
}

pub(super) async fn act(kit: &Kit) -> registry::link::ActId {
    let mut tx = kit.db.tx(MACHINE).await;
    let id = registry::examples::joined(&mut tx, &area(HERE)).await.unwrap();
    tx.commit().await.unwrap();
    id
}
