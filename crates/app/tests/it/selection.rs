//! From a call by selection to the places, by label and button.

use kernel::Role;
use testkit::{Browser, PageView, SEMARANG};

use crate::kit::{self, Kit};

const HERE: &str = "33.74.06.1001";

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(&format!("/semarang{path}")).await;
    whole(&page, path);
    page
}

fn whole(page: &PageView, what: &str) {
    assert!(page.status.as_u16() < 400, "{what}: {} {}", page.status, page.outline());
    assert!(!page.outline().contains("programmes-"), "{what} shows a message's key: {}", page.outline());
}

/// A call for one, by selection and with one criterion, as an officer of the agency opens it. Its desk page.
async fn called(officer: &Browser) -> PageView {
    let page = opens(officer, "/programmes/programmes").await.follow("Tambah program").await;
    let page = page.fill("Nama", "Wirausaha Baru").submit("Tambah program").await;
    let page = page.follow("Buka pendaftaran").await;
    let page = page
        .fill("Nama", "WUB 2027")
        .fill("Dibuka", "2026-11-01 08:00")
        .fill("Ditutup", "2026-12-01 16:00")
        .fill("Tempat seluruh kota", "1")
        .check("Dengan seleksi")
        .fill("Selisih nilai yang masih diterima", "20")
        .submit("Buka pendaftaran")
        .await;
    whole(&page, "the call");
    assert!(page.says("Dengan seleksi") && page.says("7 hari"), "{}", page.outline());
    let page = page.follow("Seleksi").await.follow("Atur kriteria").await;
    let wrong = page.fill("Kriteria", "Kelayakan usaha").submit("Simpan").await;
    assert_eq!(wrong.status, 422);
    let page = wrong.fill("Kriteria", "Kelayakan usaha 40").submit("Simpan").await;
    assert!(page.says("Kelayakan usaha") && page.says("40"), "{}", page.outline());
    page
}

async fn applies(kit: &Kit, name: &str, email: &str) -> Browser {
    let account = kit.person(SEMARANG, email, HERE).await;
    let citizen = kit.browser_of(SEMARANG, account).await;
    let page = opens(&citizen, "/program").await.follow("WUB 2027").await.follow("Daftar sekarang").await;
    let page = page
        .fill("Nama", name)
        .fill("Usaha yang ingin dimulai atau dikembangkan", &format!("Keripik tempe nomor {}", name.len()))
        .select("Kelurahan", "Pedurungan · Penggaron Kidul")
        .submit("Kirim pendaftaran")
        .await;
    assert!(page.says("semua pendaftar dinilai"), "{}", page.outline());
    citizen
}

/// Takes the next application and marks it.
async fn marks(reviewer: &Browser, call: &str, points: &str) -> PageView {
    let page = reviewer.get(&format!("{call}/reviews")).await;
    whole(&page, "the reviews");
    let sheet = page.submit("Ambil yang berikutnya").await;
    whole(&sheet, "a sheet");
    for name in ["Sari", "Budi"] {
        assert!(!sheet.outline().contains(name), "a reviewer reads a name: {}", sheet.outline());
    }
    let empty = sheet.submit("Kirim nilai").await;
    assert_eq!(empty.status, 422);
    let page =
        empty.check(points).fill("Catatan untuk pendaftar", "Rencananya jelas").submit("Kirim nilai").await;
    assert!(page.says("Nilai tersimpan"), "{}", page.outline());
    page
}

/// Ends the time for applying, as the agency's officer does.
async fn closed(officer: &Browser, call: &str) {
    let page = officer.get(&format!("{call}/edit")).await;
    let page = page.fill("Ditutup", "2026-11-22 11:00").submit("Simpan").await;
    assert!(page.says("Sudah ditutup"), "{}", page.outline());
}

#[tokio::test]
async fn a_selection_runs_from_the_criteria_to_an_objection_that_changes_the_rank() {
    let kit = kit::kit().await;
    let officer = kit.browser_as(Role::AgencyOfficer, "33.74").await;
    let call = called(&officer).await.address.trim_end_matches("/selection").to_owned();
    let sari = applies(&kit, "Sari Wulandari", "sari@contoh.id").await;
    let budi = applies(&kit, "Budi Santoso", "budi@contoh.id").await;

    let page = officer.get(&format!("{call}/slots/new")).await;
    let page = page.fill("Mulai", "2026-11-24 09:00").fill("Jumlah waktu", "1");
    let page = page.fill("Tempat", "Balai kota").submit("Tambah jadwal").await;
    assert!(page.says("Kosong") && page.says("0 / 1"), "{}", page.outline());
    let own = opens(&sari, "/program-saya").await.follow("WUB 2027").await;
    let page = own.follow("Pilih waktu wawancara").await.check("24").submit("Ambil waktu ini").await;
    assert!(page.says("Wawancara") && page.says("Balai kota"), "{}", page.outline());
    let none = opens(&budi, "/program-saya").await.follow("WUB 2027").await;
    assert!(!none.says("Pilih waktu wawancara"), "a slot that is taken: {}", none.outline());

    let early = officer.get(&format!("{call}/reviews")).await;
    assert!(early.says("setelah pendaftaran ditutup"), "{}", early.outline());
    closed(&officer, &call).await;
    let first = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let second = kit.browser_as(Role::Mentor, HERE).await;
    for (reviewer, points) in [(&first, "4 · baik"), (&second, "4 · baik"), (&first, "3 · cukup")] {
        marks(reviewer, &call, points).await;
    }
    let alone = first.get(&format!("{call}/reviews")).await;
    assert!(alone.says("1 sudah lengkap dinilai"), "{}", alone.outline());
    // Far apart: both read the other's marks, agree, and the other one confirms.
    marks(&second, &call, "0 · tidak ada").await;
    let talked = talk(&first, &second, &call).await;
    assert!(talked.says("Nilai akhir"), "{}", talked.outline());

    let page = officer.get(&format!("{call}/selection")).await.submit("Susun peringkat").await;
    assert!(page.says("Peringkat tersusun"), "{}", page.outline());
    let page = page.follow("Umumkan hasil").await;
    assert!(page.says("tidak dapat ditarik kembali"), "{}", page.outline());
    let page = page.submit("Umumkan hasil").await;
    whole(&page, "the selection");
    assert!(page.says("Ditawari tempat") && page.says("Daftar tunggu"), "{}", page.outline());

    let mut objector = None;
    for one in [sari, budi] {
        let own = opens(&one, "/program-saya").await.follow("WUB 2027").await;
        assert!(own.says("dari 100") && own.says("Rencananya jelas"), "{}", own.outline());
        if own.says("Ajukan keberatan") {
            objector = Some((one, own));
        } else {
            assert!(own.submit("Terima tempat").await.says("Mendapat tempat"));
        }
    }
    let (_browser, own) = objector.unwrap();
    let page = own.follow("Ajukan keberatan").await;
    let page = page
        .fill("Isi keberatan", "Usaha saya sudah berjalan setahun penuh")
        .submit("Ajukan keberatan")
        .await;
    assert!(page.says("Keberatan terkirim"), "{}", page.outline());
    let application = page.address.clone();
    let answer = officer.get(&application).await.follow("Jawab keberatan").await;
    let bare = answer.check("Diterima").fill("Jawaban", "Foto usahanya memang ada").submit("Simpan").await;
    assert_eq!(bare.status, 422, "{}", bare.outline());
    let page = bare.check("5 · sangat baik").submit("Simpan").await;
    assert!(page.says("Foto usahanya memang ada") && page.says("peringkat 1"), "{}", page.outline());
    assert!(page.says("Anda nomor 1 di daftar tunggu"), "places of others stay: {}", page.outline());
    kit.rest().await;
}

/// The two whose marks are far apart agree on 2 points.
async fn talk(first: &Browser, second: &Browser, call: &str) -> PageView {
    let page = apart(first, call).await.follow("Tulis hasil musyawarah").await;
    whole(&page, "the talk");
    let page = page.check("2 · lemah").submit("Kirim hasil musyawarah").await;
    assert!(page.says("menunggu persetujuan"), "{}", page.outline());
    let page = apart(second, call).await.follow("Jawab hasil musyawarah").await;
    whole(&page, "the answer");
    page.submit("Ya, itu yang kami sepakati").await
}

/// The reviewer's page of the application whose marks are far apart: it stands first.
async fn apart(reviewer: &Browser, call: &str) -> PageView {
    let page = reviewer.get(&format!("{call}/reviews")).await;
    let page = page.follow("L-").await;
    assert!(page.says("terpaut lebih dari 20"), "{}", page.outline());
    page
}
