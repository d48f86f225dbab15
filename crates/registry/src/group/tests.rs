use kernel::{Actor, AreaCode, Error, Role, Tx};
use testkit::TestDb;

use super::record::slug_of;
use super::*;
use crate::person::{self, PersonId, register::NewPerson};
use crate::source::claims::{Address, PersonClaims};

/// Penggaron Kidul in Pedurungan.
const HOME: &str = "33.74.06.1005";

fn kuncup_mekar() -> NewGroup {
    NewGroup {
        name: "Kuncup  Mekar".into(),
        kind: Kind::Disability,
        area: AreaCode::parse(HOME).unwrap(),
        since: Some("2014".into()),
        address: Some("Jl. Brigjen Sudiarto 100".into()),
        description_id: "Kelompok difabel di Pedurungan.".into(),
        description_en: "People with disabilities in Pedurungan.".into(),
    }
}

async fn someone(tx: &mut Tx, name: &str) -> PersonId {
    let home = Address { area: Some(AreaCode::parse(HOME).unwrap()), ..Address::default() };
    let claims = PersonClaims { name: Some(name.into()), home, ..PersonClaims::default() };
    person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap()
}

fn machine() -> Actor {
    Actor::System("test")
}

#[test]
fn an_address_is_made_of_the_name() {
    for (name, slug) in [("Kuncup Mekar", "kuncup-mekar"), ("  D'Kriya 2! ", "d-kriya-2"), ("✿", "kelompok")]
    {
        assert_eq!(slug_of(name), slug);
    }
}

#[tokio::test]
async fn a_group_has_members_once_and_remembers_who_left() {
    let kit = testkit::db().await;
    let mut tx = kit.tx(machine()).await;
    let group = add(&mut tx, kuncup_mekar()).await.unwrap();
    let kept = one(&mut tx, group).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.since_exact.as_str()), ("Kuncup Mekar", "year"));
    let siti = someone(&mut tx, "Siti Aminah").await;
    let today = tx.today();
    let member = join(&mut tx, group, siti, Part::Chair, None).await.unwrap();
    let twice = tx.part(async move |tx| join(tx, group, siti, Part::Member, None).await).await.unwrap();
    assert!(matches!(twice, Err(Error::Invalid(_))));
    leave(&mut tx, group, member, today).await.unwrap();
    join(&mut tx, group, siti, Part::Member, None).await.unwrap();
    let all = find::members(&mut tx, group).await.unwrap();
    assert_eq!(all.iter().map(|one| one.ended_at.is_some()).collect::<Vec<_>>(), [false, true]);
    let again = tx.part(async |tx| add(tx, kuncup_mekar()).await).await.unwrap();
    assert!(matches!(again, Err(Error::Invalid(fields)) if fields[0].0 == "name"));
}

#[tokio::test]
async fn only_officers_of_its_territory_change_a_group() {
    let kit = testkit::db().await;
    let mut tx = kit.tx(machine()).await;
    let group = add(&mut tx, kuncup_mekar()).await.unwrap();
    tx.commit().await.unwrap();
    let mut elsewhere = kit.tx(testkit::actor(Role::KelurahanOfficer, "33.74.01.1001")).await;
    assert!(matches!(publish(&mut elsewhere, group).await, Err(Error::NotFound(_))));
    let mut citizen = kit.tx(testkit::actor(Role::Citizen, "33.74")).await;
    assert!(matches!(add(&mut citizen, kuncup_mekar()).await, Err(Error::Forbidden)));
    let mut officer = kit.tx(testkit::actor(Role::KecamatanOfficer, "33.74.06")).await;
    assert_eq!(publish(&mut officer, group).await.unwrap(), "kuncup-mekar");
}

async fn public_page(kit: &TestDb) -> Result<(Group, Vec<Member>), Error> {
    let mut tx = kit.tx(Actor::Visitor).await;
    let group = find::public(&mut tx, "kuncup-mekar").await?;
    let members = find::members(&mut tx, group.id).await?;
    Ok((group, members))
}

#[tokio::test]
async fn there_is_a_public_page_only_while_the_group_wishes_it() {
    let kit = testkit::db().await;
    let mut tx = kit.tx(machine()).await;
    let group = add(&mut tx, kuncup_mekar()).await.unwrap();
    let siti = someone(&mut tx, "Siti Aminah").await;
    let member = join(&mut tx, group, siti, Part::Chair, None).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(public_page(&kit).await, Err(Error::NotFound(_))));
    let mut tx = kit.tx(machine()).await;
    publish(&mut tx, group).await.unwrap();
    publish(&mut tx, group).await.unwrap();
    tx.commit().await.unwrap();
    assert!(public_page(&kit).await.unwrap().1[0].named_at.is_none());
    let mut tx = kit.tx(machine()).await;
    name(&mut tx, group, member, true).await.unwrap();
    tx.commit().await.unwrap();
    assert!(public_page(&kit).await.unwrap().1[0].named_at.is_some());
    let mut tx = kit.tx(machine()).await;
    unpublish(&mut tx, group).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(public_page(&kit).await, Err(Error::NotFound(_))));
    let mut other = kit.tx_in(testkit::DEPOK, machine()).await;
    assert!(matches!(one(&mut other, group).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn an_achievement_has_its_day_and_proof() {
    let kit = testkit::db().await;
    let mut tx = kit.tx(machine()).await;
    let group = add(&mut tx, kuncup_mekar()).await.unwrap();
    let new = |title: &str, on: &str, link: Option<&str>| NewAchievement {
        title: title.into(),
        on: on.parse().unwrap(),
        link: link.map(str::to_owned),
        proof: None,
    };
    achieve(
        &mut tx,
        group,
        new("Juara 1 lomba batik difabel", "2019-08-17", Some("https://contoh.id/juara")),
    )
    .await
    .unwrap();
    let second = achieve(&mut tx, group, new("Penghargaan wali kota", "2023-01-01", None)).await.unwrap();
    for wrong in [
        new("x", "2019-08-17", None),
        new("Juara di masa depan", "2030-01-01", None),
        new("Juara 1", "2019-08-17", Some("javascript:alert(1)")),
    ] {
        assert!(matches!(achieve(&mut tx, group, wrong).await, Err(Error::Invalid(_))));
    }
    let titles = |all: Vec<Achievement>| all.into_iter().map(|one| one.title).collect::<Vec<_>>();
    assert_eq!(
        titles(find::achievements(&mut tx, group).await.unwrap()),
        ["Penghargaan wali kota", "Juara 1 lomba batik difabel"]
    );
    unachieve(&mut tx, group, second).await.unwrap();
    assert_eq!(find::achievements(&mut tx, group).await.unwrap().len(), 1);
}
