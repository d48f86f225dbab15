use kernel::{Actor, AreaCode, Error, Role};
use testkit::SEMARANG;

use super::{Card, allow, disallow, find};
use crate::business::{self, BusinessId};
use crate::examples;
use crate::person;
use crate::testing::account;

async fn card(tx: &mut kernel::Tx, id: BusinessId) -> Result<Card, Error> {
    find(tx, &id.to_string()).await
}

#[tokio::test]
async fn a_card_is_there_while_the_business_runs_and_its_owner_agrees() {
    let db = testkit::db().await;
    let area = AreaCode::parse("33.74.06.1001").unwrap();
    let account = account(&db, "sari@contoh.id").await;
    let sari = testkit::actor_of(account, Role::Entrepreneur, "33.74");
    let mut tx = db.tx(Actor::System("test")).await;
    let owner = examples::person(&mut tx, "Siti Aminah", &area, None).await.unwrap();
    person::recognise(&mut tx, owner, account).await.unwrap();
    let id = examples::business(&mut tx, owner, "Warung Sari", &area, "Kuliner", 5_000_000).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.tx(Actor::Visitor).await;
    assert!(matches!(card(&mut tx, id).await, Err(Error::NotFound("card"))), "nobody agreed");
    drop(tx);

    let mut tx = db.tx(sari.clone()).await;
    allow(&mut tx, web::Lang::Id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.tx(Actor::Visitor).await;
    let shown = card(&mut tx, id).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.area.as_str()), ("Warung Sari", "33.74.06.1001"));
    assert_eq!(find(&mut tx, &shown.code.to_lowercase()).await.unwrap().id, id, "by the code as typed");
    drop(tx);
    let mut tx = db.tx_in(testkit::DEPOK, Actor::Visitor).await;
    assert!(matches!(card(&mut tx, id).await, Err(Error::NotFound("card"))), "another city");
    drop(tx);

    let mut tx = db.tx(sari).await;
    let today = tx.today();
    business::close(&mut tx, id, today, "pindah kota").await.unwrap();
    assert!(card(&mut tx, id).await.is_err(), "it is closed");
    business::reopen(&mut tx, id, today, "kembali").await.unwrap();
    assert!(card(&mut tx, id).await.is_ok());
    disallow(&mut tx).await.unwrap();
    assert!(card(&mut tx, id).await.is_err(), "taken back");
    assert_eq!(tx.city(), SEMARANG);
}
