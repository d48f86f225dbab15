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

/// Somebody with a place, and a training of two units with a session that is held now.
async fn trained(kit: &Kit) -> (Browser, PageView) {
    called(kit).await;
    let citizen = kit.browser_as(Role::Citizen, HERE).await;
    let page = opens(&citizen, "/program").await.follow("WUB 2026").await.follow("Daftar sekarang").await;
    let page = page.fill("Nama", "Sari Wulandari").fill("NIK", "3374065708900001");
    let page = page.select("Kelurahan", "Pedurungan · Penggaron Kidul").submit("Kirim pendaftaran").await;
    assert!(page.says("Anda mendapat tempat"), "{}", page.outline());

    let officer = kit.browser_as(Role::CityAdmin, "33.74").await;
    let programme = opens(&officer, "/programmes/programmes").await.follow("Wirausaha Baru").await;
    let page =
        officer.get(&format!("{}/trainings", programme.address)).await.follow("Tambah pelatihan").await;
    let page = page
        .fill("Nama", "Dasar usaha")
        .fill("Kurikulum", "Perizinan; lama")
        .submit("Tambah pelatihan")
        .await;
    assert_eq!(page.status, 422);
    let page =
        page.fill("Kurikulum", "Perizinan; 2 jam; wajib\nKemasan; 90 menit").submit("Tambah pelatihan").await;
    assert!(page.says("90 menit") && page.says("Belum ada sesi"), "{}", page.outline());
    let list = page.follow("Peserta").await.submit("Masukkan semua yang mendapat tempat").await;
    assert!(list.says("Sari Wulandari"), "{}", list.outline());
    let page = page.follow("Tambah sesi").await;
    let page = page
        .select("Materi", "Perizinan")
        .fill("Mulai", "2026-11-22 12:00")
        .fill("Selesai", "2026-11-22 11:00")
        .fill("Tempat", "Aula kecamatan")
        .fill("Jumlah kursi", "20")
        .submit("Tambah sesi")
        .await;
    assert_eq!(page.status, 422);
    let session = page.fill("Selesai", "2026-11-22 14:00").submit("Tambah sesi").await;
    let session = session.submit("Isi kursi dari peserta").await;
    assert!(session.says("1 dari 20 terisi, 0 menunggu"), "{}", session.outline());
    (citizen, session)
}

#[tokio::test]
async fn a_participant_shows_a_code_at_the_door_and_is_counted_once_without_a_script_too() {
    let kit = kit::kit().await;
    let (citizen, session) = trained(&kit).await;
    let own = opens(&citizen, "/pelatihan-saya").await;
    assert!(own.says("Anda punya kursi") && own.says("Aula kecamatan"), "{}", own.outline());
    let ticket = own.follow("Kode hadir").await;
    let code = ticket.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(ticket.body.contains("<svg") && !code.is_empty());

    let door = session.follow("Catat di pintu").await;
    assert!(door.headers["permissions-policy"].to_str().unwrap().starts_with("camera=(self)"));
    assert!(!door.body.contains(&code), "the page at the door gives a code away");
    let wrong = door.fill("Kode hadir", "1-1-0000-0000").submit("Catat hadir").await;
    assert!(wrong.says("kode tidak dikenal"), "{}", wrong.outline());
    let right = wrong.fill("Kode hadir", &code.to_lowercase()).submit("Catat hadir").await;
    assert!(right.says("Sari Wulandari: hadir, sudah tercatat"), "{}", right.outline());
    let again = right.fill("Kode hadir", &code).submit("Catat hadir").await;
    assert!(again.says("sudah tercatat hadir"), "{}", again.outline());

    let own = opens(&citizen, "/pelatihan-saya").await;
    assert!(own.says("Anda tercatat hadir"), "{}", own.outline());
    let made = own.submit("Buat alamat kalender").await;
    assert!(made.says("Alamat kalender"), "{}", made.outline());
    let officer = session.follow("Dasar usaha").await.follow("Perizinan").await;
    let void = officer.follow("Batalkan kehadiran").await;
    let back = void.fill("Alasan", "Salah orang").submit("Batalkan kehadiran").await;
    assert!(back.says("Belum tercatat"), "{}", back.outline());
    let ticked = back.submit("Catat hadir").await;
    assert!(ticked.says("Hadir (daftar)"), "{}", ticked.outline());
    kit.rest().await;
}
