//! The funnel of a programme and reminders of the next step, by link and button.

use chrono::TimeDelta;
use kernel::{AreaCode, Role};
use programmes::applicant::examples;
use programmes::call::{self, Quota, Rule};
use programmes::programme::{Category, ProgrammeId};
use testkit::{Browser, PageView, SEMARANG};

use crate::kit::{self, Kit};
use crate::people::MACHINE;

const HERE: &str = "33.74.06.1001";

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(&format!("/semarang{path}")).await;
    assert_eq!(page.status, 200, "{path} {}", page.outline());
    assert!(!page.outline().contains("programmes-"), "{path} shows a message's key: {}", page.outline());
    page
}

/// Six people with a place, and a letter to bring; one of them withdrew.
async fn filled(kit: &Kit) -> ProgrammeId {
    let mut tx = kit.db.tx_in(SEMARANG, MACHINE).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let new = examples::a_call(&tx, "WUB 2027", Quota { whole: 9, each: None }, &[Rule::Recommendation]);
    let call = call::add(&mut tx, programme, new).await.unwrap();
    let here = AreaCode::parse(HERE).unwrap();
    let mut last = None;
    for number in 0..7 {
        let name = format!("Warga {number}");
        last = Some(examples::applicant(&mut tx, call, &name, &here).await.unwrap().1);
    }
    programmes::applicant::withdraw(&mut tx, last.unwrap(), "Pindah kota").await.unwrap();
    tx.commit().await.unwrap();
    programme
}

#[tokio::test]
async fn a_figure_of_the_funnel_leads_to_its_people_and_the_reason_stands_beside() {
    let kit = kit::kit().await;
    let programme = filled(&kit).await;
    let officer = kit.browser_as(Role::AgencyOfficer, "33.74").await;
    let page = opens(&officer, &format!("/programmes/programmes/{programme}/funnel")).await;
    for text in ["Mendaftar", "Tempat dipastikan (Seleksi)", "Menarik pendaftaran", "Masih di jalan"] {
        assert!(page.says(text), "{text}: {}", page.outline());
    }
    let query = "langkah=confirmed&keadaan=dropped&sebab=withdrawn";
    let people = opens(&officer, &format!("/programmes/programmes/{programme}/funnel/people?{query}")).await;
    assert!(people.says("Warga 6") && !people.says("Warga 5"), "{}", people.outline());
    assert!(people.says("Menarik pendaftaran: Pindah kota"), "{}", people.outline());
    let panel = opens(&officer, &format!("/programmes/programmes/{programme}/funnel/panel")).await;
    assert!(panel.says("Alasan, saringan, dan bagan"), "{}", panel.outline());
    let csv = officer.get(&format!("/semarang/programmes/programmes/{programme}/funnel?bentuk=csv")).await;
    assert!(csv.body.contains("Menarik pendaftaran"), "{}", csv.body);

    let analyst = kit.browser_as(Role::Analyst, "33.74").await;
    let page = opens(&analyst, &format!("/programmes/programmes/{programme}/funnel")).await;
    assert!(page.says("disembunyikan") && !page.says("Terapkan"), "{}", page.outline());
    let people = analyst.get(&format!("/semarang/programmes/programmes/{programme}/funnel/people")).await;
    assert_eq!(people.status, 403);
    let narrow = format!("/semarang/programmes/programmes/{programme}/funnel?perempuan=ya");
    assert_eq!(analyst.get(&narrow).await.status, 403);
}

#[tokio::test]
async fn the_desk_sees_who_is_stuck_says_that_it_called_and_the_list_is_shorter() {
    let kit = kit::kit().await;
    let programme = filled(&kit).await;
    kit.db.later(TimeDelta::days(8));
    let officer = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let page = opens(&officer, "/programmes/nudges").await;
    assert!(page.says("Serahkan surat rekomendasi") && page.says("Warga 0"), "{}", page.outline());
    assert!(page.outline().matches("Serahkan surat rekomendasi").count() >= 6, "{}", page.outline());
    let after = page.submit("Sudah dihubungi").await;
    assert!(!after.says("Warga 0") || !after.says("Warga 1"), "{}", after.outline());
    let waiting = opens(&officer, "/programmes/nudges?keadaan=waiting").await;
    assert!(waiting.says("Sudah dihubungi"), "{}", waiting.outline());

    let agency = kit.browser_as(Role::AgencyOfficer, "33.74").await;
    let form = opens(&agency, &format!("/programmes/programmes/{programme}/nudges")).await;
    let wrong = form.fill("Setelah berapa hari", "100").submit("Simpan").await;
    assert_eq!(wrong.status, 422);
    let done = wrong.fill("Setelah berapa hari", "3").submit("Simpan").await;
    assert_eq!(done.status, 200, "{}", done.outline());
    kit.db.work_off().await;
}

#[tokio::test]
async fn a_program_reads_who_is_stuck_and_says_that_somebody_was_called() {
    let kit = kit::kit().await;
    filled(&kit).await;
    kit.db.later(TimeDelta::days(8));
    let officer = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let list = "/semarang/api/v1/programmes/nudges?step=document";
    let read = async |address: &str| -> serde_json::Value {
        serde_json::from_str(&officer.once("GET", address, None).await.body).unwrap()
    };
    let open = read(list).await["items"].clone();
    let first = &open[0];
    assert!(first["step"] == "document" && first["word"].is_null(), "{first}");
    let said = serde_json::json!({ "step": "document", "about": first["about"], "word": "reached" });
    let mark =
        format!("/semarang/api/v1/programmes/applicants/{}/nudges", first["applicant"].as_str().unwrap());
    assert_eq!(officer.once("POST", &mark, Some(said.to_string())).await.status, 204);
    assert_eq!(read(list).await["items"].as_array().unwrap().len() + 1, open.as_array().unwrap().len());
    let waiting = read(&format!("{list}&standing=waiting")).await["items"].clone();
    assert_eq!((&waiting[0]["applicant"], &waiting[0]["word"]), (&first["applicant"], &"reached".into()));
    assert_eq!(officer.once("GET", &format!("{list}&standing=lost"), None).await.status, 422);
    kit.db.work_off().await;
}
