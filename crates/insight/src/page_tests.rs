//! The room's pages, files and API as people and programs meet them.

use kernel::Role;
use testkit::{Browser, DEPOK, SEMARANG, TestDb, actor};

use crate::figure;
use crate::testing::{GEMAH, MUKTI, browser, handful, kit, machine};

async fn filled() -> TestDb {
    let kit = kit().await;
    handful(&kit).await;
    for city in [SEMARANG, DEPOK] {
        let mut tx = kit.tx_in(city, machine()).await;
        figure::refresh_all(&mut tx).await.unwrap();
        crate::check::run(&mut tx).await.unwrap();
        crate::release::publish(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    kit
}

async fn analyst(kit: &TestDb) -> Browser {
    browser(kit, SEMARANG, actor(Role::Analyst, "33.74")).await
}

#[tokio::test]
async fn the_dashboard_shows_figures_their_definition_and_when_they_were_counted() {
    let kit = filled().await;
    let page = analyst(&kit).await.get("/insight").await;
    assert_eq!(page.status, 200, "{}", page.body);
    for text in [
        "Usaha aktif",
        "Pedurungan",
        "Dihitung ulang semalam: sama",
        "registry.business_figures",
        "PP 7/2021",
        "Kuliner",
    ] {
        let shown = page.says(text) || page.body.contains(text);
        assert!(shown, "{text} is missing:\n{}", page.outline());
    }
    for forbidden in ["style=", "<script", "onclick"] {
        assert!(!page.body.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn whoever_may_not_see_records_gets_no_link_to_them() {
    let kit = filled().await;
    let page = analyst(&kit).await.get("/insight").await;
    assert!(!page.body.contains("/registry/") && !page.body.contains("/records"), "figures, never lists");
    let list = analyst(&kit).await.get("/insight/figures/33.74/records?indikator=businesses").await;
    assert_eq!(list.status, 403);
    let officer = browser(&kit, SEMARANG, actor(Role::KecamatanOfficer, "33.74.06")).await;
    let page = officer.get("/insight").await;
    let records = format!("/semarang/insight/figures/{GEMAH}/records?indikator=businesses");
    assert!(page.body.contains(&records), "{}", page.body);
    assert!(page.body.contains("rincian=size&amp;bagian=micro"), "{}", page.body);
    assert!(!page.body.contains("/insight/figures/33.74?"), "no crumb to where she may not look");
}

#[tokio::test]
async fn parts_that_do_not_make_the_figure_are_said_not_to() {
    let kit = filled().await;
    let page = analyst(&kit).await.get("/insight").await;
    assert!(!page.says("selisih"), "{}", page.outline());
    let mut admin = kit.admin().await;
    sqlx::query(
        "update insight.figure set value = value + 1
         where city = 3374 and indicator = 'businesses' and breakdown = 'size' and item = 'micro' and whole",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    let page = analyst(&kit).await.get("/insight").await;
    assert!(page.says("Bagian-bagiannya berjumlah 4, sedangkan angkanya 3: selisih 1"), "{}", page.outline());
}

/// The links of a page to records, each with the figure that stands there, as the page writes it.
fn leads(body: &str) -> Vec<(String, String)> {
    let links = body.split("<a href=\"/semarang/insight/figures/").skip(1);
    let links = links.filter_map(|rest| {
        let (path, rest) = rest.split_once('"')?;
        let (figure, _) = rest.strip_prefix('>')?.split_once('<')?;
        Some((format!("/insight/figures/{}", path.replace("&amp;", "&")), figure.to_owned()))
    });
    links.filter(|(path, _)| path.contains("/records?")).collect()
}

#[tokio::test]
async fn each_figure_leads_to_exactly_the_records_that_it_counts() {
    let kit = filled().await;
    let mayor = browser(&kit, SEMARANG, actor(Role::CityAdmin, "33.74")).await;
    let mut followed = 0;
    for indicator in crate::indicator::ALL {
        for area in ["33.74", "33.74.06", GEMAH] {
            for level in ["kecamatan", "kelurahan"] {
                let page = mayor
                    .get(&format!("/insight/figures/{area}?indikator={}&tingkat={level}", indicator.key))
                    .await;
                assert_eq!(page.status, 200, "{}", page.body);
                for (path, figure) in leads(&page.body) {
                    let list = mayor.get(&path).await;
                    assert_eq!(list.status, 200, "{path}: {}", list.body);
                    let rows =
                        list.body.split("<tbody>").nth(1).map_or(0, |rows| rows.matches("<tr>").count());
                    assert!(list.says(&format!("{rows} catatan")), "{path}: {}", list.outline());
                    if !indicator.stated {
                        assert_eq!(rows.to_string(), figure, "{path}");
                    }
                    followed += 1;
                }
            }
        }
    }
    assert!(followed > 150, "{followed}");
}

#[tokio::test]
async fn records_are_listed_within_the_own_territory_alone() {
    let kit = filled().await;
    for (role, of, asks, status) in [
        (Role::KelurahanOfficer, GEMAH, GEMAH, 200),
        (Role::KelurahanOfficer, GEMAH, MUKTI, 403),
        (Role::KelurahanOfficer, GEMAH, "33.74", 403),
        (Role::CityAdmin, "33.74", "32.76.06", 404),
        (Role::Analyst, "33.74", GEMAH, 403),
        (Role::Citizen, "33.74", GEMAH, 403),
    ] {
        let browser = browser(&kit, SEMARANG, actor(role, of)).await;
        for indicator in ["businesses", "people", "permits_expiring"] {
            let page = browser.get(&format!("/insight/figures/{asks}/records?indikator={indicator}")).await;
            assert_eq!(page.status, status, "{role:?} of {of} asks for {asks}");
        }
    }
}

#[tokio::test]
async fn an_officer_does_not_see_the_neighbours_figures_and_a_citizen_none() {
    let kit = filled().await;
    for (role, of, asks, status) in [
        (Role::KelurahanOfficer, GEMAH, GEMAH, 200),
        (Role::KelurahanOfficer, GEMAH, MUKTI, 403),
        (Role::CityAdmin, "33.74", "32.76.06", 404),
        (Role::CityAdmin, "33.74", "33.74.99", 404),
        (Role::Citizen, "33.74", GEMAH, 403),
    ] {
        let browser = browser(&kit, SEMARANG, actor(role, of)).await;
        for path in ["", "/report.pdf", "/report.xlsx"] {
            let page = browser.get(&format!("/insight/figures/{asks}{path}")).await;
            assert_eq!(page.status, status, "{role:?} of {of} asks for {asks}{path}");
        }
        let page = browser.get(&format!("/api/v1/insight/figures?indicator=businesses&area={asks}")).await;
        assert_eq!(
            page.status,
            if status == 404 && asks == "32.76.06" { 403 } else { status },
            "{role:?} {asks}"
        );
    }
}

#[tokio::test]
async fn the_largest_city_s_map_is_light_enough_for_a_slow_line() {
    let kit = filled().await;
    let page = analyst(&kit).await.get("/insight?tingkat=kelurahan").await;
    let map = page.body.split("<svg class=\"map\"").nth(1).unwrap().split("</svg>").next().unwrap();
    assert_eq!(map.matches("<a class=\"area").count(), 177);
    let mut small = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut map.as_bytes(), &mut small, &params).unwrap();
    assert!(small.len() <= 30 * 1024, "{}", small.len());
}

#[tokio::test]
async fn everybody_sees_the_release_and_nothing_small_in_it() {
    let kit = filled().await;
    let visitor = browser(&kit, SEMARANG, kernel::Actor::Visitor).await;
    for path in
        ["/insight/releases", "/insight/releases/33.74.06", "/insight/indicators", "/insight/panels/33.74.06"]
    {
        assert_eq!(visitor.get(path).await.status, 200, "{path}");
    }
    let page = visitor.get("/insight/releases").await;
    assert!(page.says("dirahasiakan"), "{}", page.outline());
    let data = visitor.get("/insight/releases/data.csv").await;
    assert!(data.body.contains("_id\",\"kode_wilayah\",\"level_wilayah"), "{}", data.body);
    assert!(data.body.contains("\"dirahasiakan\"") && !data.body.contains("\"tersedia\""), "{}", data.body);
    let json = visitor.get("/insight/releases/data.json").await;
    assert!(json.body.contains("\"judul\":\"Usaha aktif\""), "{}", json.body);
    assert_eq!(visitor.get("/insight").await.status, 403);
    let other = visitor.get("/insight/releases/32.76").await;
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn what_is_withheld_for_its_neighbours_is_not_said_to_be_few() {
    let kit = filled().await;
    let visitor = browser(&kit, SEMARANG, kernel::Actor::Visitor).await;
    let page = visitor.get("/insight/releases").await;
    assert!(!page.body.contains("&lt; 5"), "{}", page.outline());
}

#[tokio::test]
async fn depok_s_published_figures_are_shown_not_to_add_up() {
    let kit = filled().await;
    let page = browser(&kit, DEPOK, kernel::Actor::Visitor).await.get("/insight/statements").await;
    assert_eq!(page.status, 200);
    assert!(
        page.says("Tidak cocok: 1.750 + 350 = 2.100, sedangkan yang dipublikasikan 2.114"),
        "{}",
        page.outline()
    );
    assert!(page.says("Tidak cocok: 1.200 + 300 = 1.500, sedangkan yang dipublikasikan 1.800"));
}

#[tokio::test]
async fn the_reports_of_a_city_and_of_a_kecamatan_can_be_printed_and_counted_with() {
    let kit = filled().await;
    let analyst = analyst(&kit).await;
    for area in ["33.74", "33.74.06", GEMAH] {
        let pdf = analyst.get(&format!("/insight/figures/{area}/report.pdf")).await;
        assert_eq!(pdf.status, 200, "{area}");
        assert!(pdf.body.starts_with("%PDF-"), "{area}");
        let book = analyst.get(&format!("/insight/figures/{area}/report.xlsx")).await;
        assert_eq!(book.status, 200, "{area}");
        assert!(book.body.starts_with("PK"), "{area}");
    }
}

#[tokio::test]
async fn the_api_tells_figures_with_their_sum() {
    let kit = filled().await;
    let analyst = analyst(&kit).await;
    let answer = analyst.get("/api/v1/insight/figures?indicator=businesses&by=size").await;
    for text in ["\"total\":3", "\"item\":\"micro\"", "\"item_name\":\"Mikro\"", "\"adds_up\":true"] {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
    let answer = analyst.get("/api/v1/insight/figures?indicator=businesses").await;
    for text in ["\"by\":\"kecamatan\"", "\"area\":\"33.74.06\"", "\"rest\":0", "\"adds_up\":true"] {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
    let answer = analyst.get("/api/v1/insight/indicators").await;
    assert!(answer.body.contains("\"key\":\"permits_expiring\""), "{}", answer.body);
}

#[test]
fn every_part_and_every_message_has_a_name_in_both_languages() {
    let messages = web::Messages::new(crate::context().messages.into_iter().chain([web::MESSAGES])).unwrap();
    for indicator in crate::indicator::ALL {
        for breakdown in indicator.breakdowns {
            let crate::indicator::Items::Named(items) = breakdown.items else { continue };
            for item in items {
                let key = format!("insight-item-{}-{item}", breakdown.key.replace('_', "-"));
                for lang in [web::Lang::Id, web::Lang::En] {
                    assert!(messages.has(lang, &key), "{key}");
                }
            }
        }
    }
}
