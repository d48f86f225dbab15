//! From the call to the place, by label and button.

use kernel::Role;
use testkit::{Browser, PageView};

use crate::kit::{self, Kit};

const HERE: &str = "33.74.06.1001";

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(&format!("/semarang{path}")).await;
    assert_eq!(page.status, 200, "{path} {}", page.outline());
    assert!(!page.outline().contains("programmes-"), "{path} shows a message's key: {}", page.outline());
    page
}

/// Makes a programme with a call for one person, and returns the call's page.
async fn called(kit: &Kit) -> PageView {
    let browser = kit.browser_as(Role::AgencyOfficer, "33.74").await;
    let page = opens(&browser, "/programmes/programmes").await.follow("Tambah program").await;
    let page = page.fill("Nama", "Wirausaha Baru").submit("Tambah program").await;
    assert!(page.says("Pendampingan") && page.says("Belum") | page.says("belum"), "{}", page.outline());
    let page = page.follow("Buka pendaftaran").await;
    let page = page.fill("Nama", "WUB 2026").fill("Dibuka", "22 November").submit("Buka pendaftaran").await;
    assert_eq!(page.status, 422);
    page.fill("Dibuka", "2026-11-01 08:00")
        .fill("Ditutup", "2026-12-01 16:00")
        .fill("Tempat seluruh kota", "1")
        .submit("Buka pendaftaran")
        .await
}

#[tokio::test]
async fn a_citizen_applies_on_a_phone_an_officer_enters_another_and_the_place_moves_on() {
    let kit = kit::kit().await;
    let desk = called(&kit).await;
    for text in ["Sedang dibuka", "paling sedikit 17 tahun", "Belum pernah mendapat tempat"] {
        assert!(desk.says(text), "{text}: {}", desk.outline());
    }
    let citizen = kit.browser_as(Role::Citizen, HERE).await;
    let page = opens(&citizen, "/program").await.follow("WUB 2026").await.follow("Daftar sekarang").await;
    let page = page
        .fill("Nama", "Sari Wulandari")
        .fill("Tanggal lahir", "2012-01-31")
        .fill("Usaha yang ingin dimulai atau dikembangkan", "Keripik tempe");
    let page = page.select("Kelurahan", "Pedurungan · Penggaron Kidul").submit("Kirim pendaftaran").await;
    assert_eq!(page.status, 422, "{}", page.outline());
    assert!(page.says("Ia cukup mulai 31-01-2029"), "{}", page.outline());
    let page = page.fill("Tanggal lahir", "1998-01-31").submit("Kirim pendaftaran").await;
    for text in ["Anda mendapat tempat", "Sari Wulandari", "Belum diketahui", "Tunjukkan KTP kepada petugas"]
    {
        assert!(page.says(text), "{text}: {}", page.outline());
    }

    let officer = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let found =
        opens(&officer, "/program").await.follow("WUB 2026").await.follow("Daftarkan seseorang").await;
    let found = found.fill("Siapa yang mendaftar?", "Sari Wulandari").submit("Cari").await;
    let twice = found.follow("Sari Wulandari").await.submit("Kirim pendaftaran").await;
    assert_eq!(twice.status, 409);
    assert!(twice.says("Satu orang satu pendaftaran"), "{}", twice.outline());
    let new = found.follow("Orang ini belum tercatat").await;
    let other =
        new.fill("Nama", "Budi Santoso").fill("NIK", "3374061708050001").submit("Kirim pendaftaran").await;
    assert!(other.says("Anda nomor 1 di daftar tunggu"), "{}", other.outline());

    let own = opens(&citizen, "/program-saya").await.follow("WUB 2026").await;
    let left = own.follow("Tarik pendaftaran").await.submit("Tarik pendaftaran").await;
    assert!(left.says("Mengundurkan diri"), "{}", left.outline());
    let list = desk.follow("Para pendaftar").await;
    assert!(list.says("Ditawari tempat"), "{}", list.outline());
    let offered = list.follow("Budi Santoso").await;
    let placed = offered.submit("Terima tempat").await;
    assert!(placed.says("Mendapat tempat") && placed.says("Ada tempat kosong"), "{}", placed.outline());
    kit.rest().await;
}

#[tokio::test]
async fn an_officer_judges_a_rule_looks_at_a_paper_and_refuses_with_a_reason_that_the_applicant_reads() {
    let kit = kit::kit().await;
    called(&kit).await;
    let citizen = kit.browser_as(Role::Citizen, HERE).await;
    let page = opens(&citizen, "/program").await.follow("WUB 2026").await.follow("Daftar sekarang").await;
    let page = page.fill("Nama", "Sari Wulandari").fill("NIK", "3374065708900001");
    let page = page.select("Kelurahan", "Pedurungan · Penggaron Kidul").submit("Kirim pendaftaran").await;
    assert!(page.says("Terpenuhi"), "{}", page.outline());

    let officer = kit.browser_as(Role::CityAdmin, "33.74").await;
    let page = opens(&officer, "/program").await.follow("WUB 2026").await.follow("Para pendaftar").await;
    let page = page.follow("Sari Wulandari").await.follow("Nilai syarat").await;
    let page = page.check("Tidak terpenuhi").fill("Alasan", "pendek").submit("Simpan").await;
    assert_eq!(page.status, 422);
    let page = page.fill("Alasan", "KTP aslinya Kabupaten Demak").submit("Simpan").await;
    assert!(page.says("KTP aslinya Kabupaten Demak"), "{}", page.outline());
    let page = page.follow("Tolak pendaftaran").await;
    let page = page.fill("Alasan", "Silakan mendaftar di Kabupaten Demak").submit("Tolak pendaftaran").await;
    assert!(page.says("Tidak diterima"), "{}", page.outline());
    let own = opens(&citizen, "/program-saya").await.follow("WUB 2026").await;
    assert!(own.says("Silakan mendaftar di Kabupaten Demak"), "{}", own.outline());
    kit.rest().await;
}
