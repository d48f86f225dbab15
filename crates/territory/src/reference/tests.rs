use super::*;

/// A database with every area in it.
async fn kit() -> testkit::TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| load_for_tests(conn).await).await
}

#[tokio::test]
async fn every_area_is_there_and_loading_again_changes_nothing() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    let count = async |tx: &mut kernel::Tx| -> Vec<(String, i64)> {
        sqlx::query_as("select level, count(*) from territory.area_version group by level order by count(*)")
            .fetch_all(tx.conn())
            .await
            .unwrap()
    };
    let before = count(&mut tx).await;

    fill(tx.conn()).await.unwrap();

    let expected = [("province", 38), ("city", 514), ("kecamatan", 7_285), ("kelurahan", 83_762)];
    assert_eq!(before, expected.map(|(level, count)| (level.to_owned(), count)));
    assert_eq!(count(&mut tx).await, before);
}

#[tokio::test]
async fn all_of_indonesia_loads_in_seconds() {
    let kit = testkit::db().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    let start = std::time::Instant::now();

    fill(tx.conn()).await.unwrap();

    let took = start.elapsed();
    // Measured about 3 s where two cores are shared; the bound is for a fault, not for a slow day.
    assert!(took.as_secs() < 60, "{took:?}");
    eprintln!("loaded in {took:?}");
}
