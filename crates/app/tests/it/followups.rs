//! How somebody fares after a programme: by the secret link on a telephone, and at the desk.

use kernel::Role;
use programmes::applicant::examples;
use programmes::call::{self, NewCall, Quota};
use programmes::followup::{self, Standing};
use programmes::programme::Category;
use testkit::{Browser, PageView, SEMARANG};

use crate::kit::{self, Kit};
use crate::people::MACHINE;

const HERE: &str = "33.74.06.1001";

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path} {}", page.outline());
    assert!(!page.outline().contains("programmes-"), "{path} shows a message's key: {}", page.outline());
    page
}

/// Somebody with a place, and the address of the link.
async fn placed(kit: &Kit) -> String {
    let mut tx = kit.db.tx_in(SEMARANG, MACHINE).await;
    let call = examples::call(&mut tx, "WUB 2026", 5).await.unwrap();
    let here = kernel::AreaCode::parse(HERE).unwrap();
    examples::applicant(&mut tx, call, "Sari Wulandari", &here).await.unwrap();
    followup::schedule(&mut tx).await.unwrap();
    let filter = followup::Filter { limit: 1, ..Default::default() };
    let one = followup::list(&mut tx, filter).await.unwrap().0.remove(0);
    let link = followup::address(&tx, one.id, one.number);
    tx.commit().await.unwrap();
    format!("/semarang{link}")
}

#[tokio::test]
async fn the_link_asks_six_questions_without_a_name_and_the_desk_reads_what_was_said() {
    let kit = kit::kit().await;
    let link = placed(&kit).await;
    let visitor = kit.browser();

    let page = opens(&visitor, &link).await;
    assert!(page.says("Program WUB 2026") && page.says("ketika mulai"), "{}", page.outline());
    assert!(!page.outline().contains("Sari"), "{}", page.outline());
    let page = page.check("Ya, berjalan").submit("Kirim kabar").await;
    assert_eq!(page.status, 422, "{}", page.outline());
    let page = page
        .check("Belum ada izin")
        .check("Ya, ada yang terjual")
        .fill("Berapa orang yang bekerja, termasuk Anda?", "2")
        .fill("Omzet sebulan terakhir, kira-kira", "2,5 juta")
        .submit("Kirim kabar")
        .await;
    assert_eq!(page.status, 422, "{}", page.outline());
    assert!(page.says("Centang persetujuan ini"), "{}", page.outline());
    let page = page.check("Omzet saya boleh disimpan tersegel").submit("Kirim kabar").await;
    assert!(page.says("Jawaban Anda sudah kami terima"), "{}", page.outline());

    let mentor = kit.browser_as(Role::Mentor, HERE).await;
    let list = opens(&mentor, "/semarang/programmes/followups?keadaan=answered").await;
    let one = list.follow("Sari Wulandari").await;
    for text in ["Rp 2.500.000", "tautan", "sudah dijawab"] {
        assert!(one.says(text), "{text}: {}", one.outline());
    }
    let form = one.follow("Tulis jawabannya").await;
    assert_eq!(form.status, 200, "{}", form.outline());
    let officer = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let one = opens(&officer, "/semarang/programmes/followups?keadaan=answered").await;
    let one = one.follow("Sari Wulandari").await;
    assert!(one.says("ada, tersegel") && !one.outline().contains("2.500.000"), "{}", one.outline());

    let page = opens(&visitor, &link).await.submit("Hapus omzet saya").await;
    assert!(page.says("Omzet Anda dihapus"), "{}", page.outline());
    kit.rest().await;
}

/// A call for one that asks how the business stands.
async fn asking(kit: &Kit) {
    let mut tx = kit.db.tx_in(SEMARANG, MACHINE).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let new = examples::a_call(&tx, "WUB 2027", Quota { whole: 1, each: None }, &[]);
    call::add(&mut tx, programme, NewCall { asks_baseline: true, ..new }).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_application_may_say_how_the_business_stands_to_nobody_who_selects_and_a_place_makes_it_the_beginning()
 {
    let kit = kit::kit().await;
    asking(&kit).await;
    let citizen = kit.browser_as(Role::Citizen, HERE).await;
    let page = opens(&citizen, "/semarang/program").await.follow("WUB 2027").await;
    let page = page.follow("Daftar sekarang").await;
    assert!(page.says("boleh dilewati") && page.says("tidak dilihat penilai"), "{}", page.outline());
    let page = page
        .fill("Nama", "Sari Wulandari")
        .select("Kelurahan", "Pedurungan · Penggaron Kidul")
        .check("Ya, berjalan")
        .fill("Omzet sebulan terakhir, kira-kira", "750 ribu")
        .submit("Kirim pendaftaran")
        .await;
    assert_eq!(page.status, 422, "{}", page.outline());
    let own = page.check("Omzet saya boleh disimpan tersegel").submit("Kirim pendaftaran").await;
    for text in ["Anda mendapat tempat", "Keadaan usaha ketika mendaftar", "Rp 750.000"] {
        assert!(own.says(text), "{text}: {}", own.outline());
    }
    let admin = kit.browser_as(Role::CityAdmin, "33.74").await;
    let seen = opens(&admin, &own.address).await;
    assert!(seen.says("Ada jawaban tentang usahanya"), "{}", seen.outline());
    assert!(!seen.outline().contains("750.000") && !seen.says("Berjalan"), "{}", seen.outline());

    let mut tx = kit.db.tx_in(SEMARANG, MACHINE).await;
    followup::schedule(&mut tx).await.unwrap();
    let filter = followup::Filter { limit: 1, standing: Some(Standing::Answered), ..Default::default() };
    let one = followup::list(&mut tx, filter).await.unwrap().0.remove(0);
    let link = followup::address(&tx, one.id, one.number);
    tx.commit().await.unwrap();
    let one = opens(&admin, &format!("/semarang/programmes/followups/{}", one.id)).await;
    assert!(one.says("pendaftaran · diaku") && one.says("Rp 750.000"), "{}", one.outline());
    let page = opens(&kit.browser(), &format!("/semarang{link}")).await;
    assert!(page.says("Anda sudah menjawab ketika mendaftar"), "{}", page.outline());
    assert!(!page.outline().contains("750"), "{}", page.outline());
    let own = opens(&citizen, &own.address).await;
    assert!(!own.says("Keadaan usaha ketika mendaftar"), "{}", own.outline());
    kit.rest().await;
}

#[tokio::test]
async fn an_officer_asks_the_same_may_skip_all_of_it_and_deletes_it_at_a_word() {
    let kit = kit::kit().await;
    asking(&kit).await;
    let officer = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let call = opens(&officer, "/semarang/program").await.follow("WUB 2027").await;
    let new = async |name: &str| {
        let page = call.follow("Daftarkan seseorang").await;
        let page = page.fill("Siapa yang mendaftar?", name).submit("Cari").await;
        page.follow("Orang ini belum tercatat").await.fill("Nama", name)
    };
    let page = new("Sari Wulandari").await.submit("Kirim pendaftaran").await;
    assert!(page.says("Mendapat tempat") && !page.says("Ada jawaban tentang usahanya"), "{}", page.outline());
    let page = new("Budi Santoso").await.check("Ya, ada yang terjual").submit("Kirim pendaftaran").await;
    assert!(page.says("Ada jawaban tentang usahanya"), "{}", page.outline());
    let page = page.submit("Hapus jawaban ini").await;
    assert!(page.says("Jawaban tentang usaha dihapus"), "{}", page.outline());
    assert!(page.says("Anda nomor 1 di daftar tunggu") && !page.says("Ada jawaban"), "{}", page.outline());
    kit.rest().await;
}
