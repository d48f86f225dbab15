use kernel::AreaCode;

use super::*;

async fn kit() -> testkit::TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| {
        crate::reference::load_for_tests(conn).await;
    })
    .await
}

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

#[tokio::test]
async fn it_names_codes_walks_the_tree_and_reads_addresses_and_points() {
    let kit = kit().await;
    let start = std::time::Instant::now();
    let gazetteer = gazetteer(&kit.db).await.unwrap();
    eprintln!("built in {:?}", start.elapsed());

    assert_eq!(gazetteer.count(), 91_599);
    assert_eq!(gazetteer.name_of(&code("33.74")).as_deref(), Some("Kota Semarang"));
    assert_eq!(
        gazetteer.name_of(&code("33.74.06.1001/005/012")).as_deref(),
        Some("RT 012 RW 005 Penggaron Kidul")
    );
    assert_eq!(gazetteer.name_of(&code("33.74.99")), None);
    assert_eq!(gazetteer.children_of(&code("33.74.06")).len(), 12);
    assert_eq!(gazetteer.children_of(&code("33")).len(), 35);
    assert_eq!(gazetteer.children_of(&code("33.74.06.1001")), []);
    let path: Vec<String> =
        gazetteer.path_of(&code("33.74.06.1001")).into_iter().map(|(_, name)| name).collect();
    assert_eq!(path, ["Jawa Tengah", "Kota Semarang", "Pedurungan", "Penggaron Kidul"]);
    let answer = gazetteer.resolve("Kel. Depok Jaya, Kec. Pancoran mas rt 3/ rw 012", None);
    assert_eq!(answer.code().map(|code| code.to_string()).as_deref(), Some("32.76.01.1007"));
    let spot = gazetteer.locate(-6.394168, 106.811168).unwrap();
    assert_eq!((spot.code, spot.metres), (code("32.76.01.1007"), None));
    assert_eq!(gazetteer.locate(52.5, 13.4), None);
}

#[tokio::test]
async fn a_city_has_its_figures() {
    let kit = kit().await;
    let facts = crate::city_facts(&kit.db, testkit::SEMARANG).await.unwrap();

    assert_eq!((facts.province.as_str(), facts.kecamatan, facts.kelurahan), ("Jawa Tengah", 16, 177));
    assert_eq!((facts.rw, facts.rt, facts.rt_invented), (0, 0, false));
    assert!(facts.km2.is_some_and(|km| (370.0..380.0).contains(&km)));
    assert!(facts.population.is_some_and(|(people, year)| people > 1_500_000 && year == 2025));
    assert_eq!(
        crate::city_facts(&kit.db, kernel::CityId::PLATFORM).await.unwrap(),
        crate::CityFacts::default()
    );
}

/// Takes back what the last run committed: reference data is not emptied between tests.
async fn take_back_changes(kit: &testkit::TestDb) {
    let mut admin = kit.admin().await;
    sqlx::raw_sql(
        "delete from territory.lineage;
         delete from territory.area_version where change is not null;
         update territory.area_version set valid = daterange(null, null) where upper(valid) is not null;
         delete from territory.change;",
    )
    .execute(&mut admin)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_change_that_is_committed_anywhere_is_known_here_after_the_next_check() {
    let kit = testkit::db_prepared("territory_changing", &[], &[], async |conn| {
        crate::reference::load_for_tests(conn).await;
    })
    .await;
    take_back_changes(&kit).await;
    let at = code("33.74.06.1007");
    assert_eq!(gazetteer(&kit.db).await.unwrap().name_of(&at).as_deref(), Some("Gemah"));
    let mut tx = kit.tx(testkit::actor(kernel::Role::CityAdmin, "33.74")).await;
    let order = crate::change::Order {
        on: crate::today(&kit.db, testkit::SEMARANG),
        decree: "Perda 1/2026".to_owned(),
        note: String::new(),
    };
    let new = crate::change::Renaming { code: at.clone(), name: "Palebon Raya".to_owned(), order };
    crate::change::rename(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();

    hold::expire(&kit.db);
    let known = gazetteer(&kit.db).await.unwrap();

    assert_eq!(known.name_of(&at).as_deref(), Some("Palebon Raya"));
    let home = code("33.74");
    for text in ["Kel. Palebon Raya", "Kel. Gemah"] {
        let answer = known.resolve(text, Some(&home));
        assert_eq!(answer.code().map(|code| code.to_string()).as_deref(), Some("33.74.06.1007"), "{text}");
    }
}
