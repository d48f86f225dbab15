use http::StatusCode;
use kernel::{Actor, Role};
use testkit::{DEPOK, SEMARANG, actor};

use crate::testing::{browser, kit};

#[tokio::test]
async fn a_citys_page_shows_its_kecamatan_on_a_map_and_in_a_table_and_leads_down_to_a_kelurahan() {
    let kit = kit().await;
    let visitor = browser(&kit, DEPOK, Actor::Visitor).await;

    let city = visitor.get("/depok/territory/areas").await;
    let kecamatan = city.follow("Pancoran Mas").await;
    let kelurahan = kecamatan.follow("Depok Jaya").await;

    assert!(city.says("Jumlah") && city.says("Batas indikatif"), "{}", city.body);
    assert!(kecamatan.address.ends_with("/territory/areas/32.76.01"));
    assert!(kelurahan.says("16432") && kelurahan.says("belum tercatat"));
    assert!(kelurahan.body.contains(" here\" aria-current=\"page\""));
    for page in [&city, &kecamatan, &kelurahan] {
        assert!(!page.body.contains("territory-"), "a message without a text: {}", page.body);
        assert_eq!(page.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_table_comes_as_csv_too_and_an_unknown_code_is_not_found() {
    let kit = kit().await;
    let visitor = browser(&kit, SEMARANG, Actor::Visitor).await;

    let file = visitor.get("/territory/areas/33.74?bentuk=csv").await;

    assert_eq!(file.body.lines().count(), 17);
    assert!(file.body.contains("\"Pedurungan\",\"33.74.06\",\"12\""), "{}", file.body);
    for path in ["/territory/areas/33.74.99", "/territory/areas/x", "/territory/areas/33.74.06?tanggal=1"] {
        let status = visitor.get(path).await.status;
        let expected = if path.contains('?') { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(status, expected, "{path}");
    }
}

#[tokio::test]
async fn a_messy_address_is_answered_with_a_place_and_why() {
    let kit = kit().await;
    let visitor = browser(&kit, DEPOK, Actor::Visitor).await;

    let found = visitor.get("/territory/search?q=Kel.+Depok+Jaya,+Kec.+Pancoran+mas+rt+3/+rw+012").await;
    let nothing = visitor.get("/territory/search?q=%3Cscript%3Ezzzzqqq").await;

    assert!(found.says("Pasti") && found.says("32.76.01.1007") && found.says("003"), "{}", found.body);
    assert!(nothing.says("Belum ketemu"));
    assert!(!nothing.body.contains("<script"));
}

#[tokio::test]
async fn the_api_tells_areas_borders_addresses_and_points() {
    let kit = kit().await;
    let visitor = browser(&kit, DEPOK, Actor::Visitor).await;
    let json = async |path: &str| -> serde_json::Value {
        let answer = visitor.get(&format!("/api/v1/territory{path}")).await;
        serde_json::from_str(&answer.body)
            .unwrap_or_else(|_| panic!("{path}: {} {}", answer.status, answer.body))
    };

    assert_eq!(json("/areas").await["items"].as_array().unwrap().len(), 11);
    let page = json("/areas?parent=32.76&after=32.76.09").await;
    assert_eq!(page["items"][0]["code"], "32.76.10");
    let area = json("/areas/32.76.01.1007").await;
    assert_eq!((area["name"].as_str(), area["postcodes"][0].as_i64()), (Some("Depok Jaya"), Some(16432)));
    assert_eq!(json("/areas/32.76.01/boundary").await["geometry"]["type"], "MultiPolygon");
    assert_eq!(json("/resolution?q=depok+jaya").await["best"]["code"], "32.76.01.1007");
    assert_eq!(json("/point?lat=-6.394168&lon=106.811168").await["code"], "32.76.01.1007");
    for (path, status) in
        [("/areas/99", 404), ("/resolution?q=", 422), ("/point?lat=x&lon=1", 422), ("/areas?on=x", 422)]
    {
        assert_eq!(visitor.get(&format!("/api/v1/territory{path}")).await.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn a_list_of_rt_is_rehearsed_before_it_is_added() {
    let kit = kit().await;
    let admin = browser(&kit, SEMARANG, actor(Role::CityAdmin, "33.74")).await;
    let list = "Gemah,5,1-12\nTidak Ada,1,1";

    let form = admin.get("/territory/neighbourhoods/new").await.fill("Daftar RW dan RT", list);
    let report = form.submit("Periksa daftar").await;
    assert!(
        report.says("1 RW dan 12 RT akan ditambahkan") && report.says("Tidak ada kelurahan Tidak Ada"),
        "{}",
        report.body
    );
    assert_eq!(crate::city_facts(&kit.db, SEMARANG).await.unwrap().rt, 0);
    report.submit("Tambahkan 1 RW dan 12 RT").await;
    crate::gazetteer(&kit.db).await.unwrap().tallies().expire();

    assert_eq!(crate::city_facts(&kit.db, SEMARANG).await.unwrap().rt, 12);
    let page = admin.get("/territory/areas/33.74.06.1007").await;
    assert!(page.says("RW 005") && page.says("001–012"), "{}", page.body);

    let form = admin.get("/territory/neighbourhoods/change").await;
    let form = form.fill("Kode RW atau RT", "33.74.06.1007/005").check("Ganti nomor").fill("Nomor baru", "7");
    form.fill("Berlaku mulai", "2026-11-01").submit("Simpan").await;
    assert!(admin.get("/territory/areas/33.74.06.1007").await.says("RW 007"));
}

#[tokio::test]
async fn a_change_is_previewed_and_saved_by_the_city_administrator_only() {
    let kit = kit().await;
    let admin = browser(&kit, SEMARANG, actor(Role::CityAdmin, "33.74")).await;
    let officer = browser(&kit, SEMARANG, actor(Role::KelurahanOfficer, "33.74.06.1007")).await;

    let form = admin.get("/territory/changes/new").await.check("Pecah").submit("Lanjut").await;
    let form = form.fill("Kode wilayah", "33.74.06").fill("Berlaku mulai", "2026-03-01");
    let form = form.fill("Bagian-bagian", "33.74.06; Pedurungan; 3\n33.74.17; Palebon Raya; 1; 1006 1007");
    let wrong = form.submit("Periksa perubahan").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let preview = wrong.fill("Dasar hukum", "Perda 1/2026").submit("Periksa perubahan").await;

    assert!(preview.says("33.74.17 Palebon Raya") && preview.says("25,0 %"), "{}", preview.body);
    assert!(admin.get("/territory/changes").await.says("Belum ada perubahan"));
    for path in ["/territory/changes", "/territory/changes/new"] {
        assert_eq!(officer.get(path).await.status, StatusCode::FORBIDDEN);
    }
}
