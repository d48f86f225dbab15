//! What people meet at the staff desk and on their own data, by label and button.

use kernel::Role;
use testkit::{Browser, PageView, TestDb};

use crate::factor::Policy;
use crate::testing::*;

async fn signed_in(db: &TestDb, who: &str) -> Browser {
    let browser = browser(db, Policy::Offer);
    let page = browser.get("/semarang/masuk").await;
    page.fill("Surel atau nomor telepon", who).fill("Kata sandi", PASSWORD).submit("Masuk").await;
    browser
}

async fn admin(db: &TestDb) -> Browser {
    staff(db, "admin@example.com", Role::CityAdmin).await;
    let mut tx = db.tx(machine()).await;
    crate::consent::install(&mut tx, crate::consent::PURPOSES).await.unwrap();
    tx.commit().await.unwrap();
    signed_in(db, "admin@example.com").await
}

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(&format!("/semarang{path}")).await;
    assert_eq!(page.status, 200, "{path} {}", page.outline());
    assert!(!page.outline().contains("identity-"), "{path} shows a message's key: {}", page.outline());
    page
}

#[test]
fn every_message_of_the_desk_is_said_in_both_languages() {
    for (id, en) in crate::parts::MESSAGES {
        assert_eq!(web::lang::keys(id), web::lang::keys(en));
    }
}

#[tokio::test]
async fn an_officer_registers_a_person_prints_the_slip_and_another_hands_the_account_over() {
    let db = db().await;
    let browser = admin(&db).await;
    let page = opens(&browser, "/identity/accounts").await.follow("Daftarkan orang").await;
    let page = page.fill("Nama", "Mbah Suro").submit("Daftarkan").await;
    assert_eq!(page.status, 422);
    assert!(page.says("Tulis kode wilayah") || page.says("kelurahan, RW, atau RT"), "{}", page.outline());
    assert!(page.says("jangan daftarkan"), "all at once: {}", page.outline());
    let page = page
        .fill("Nama", "Mbah Suro")
        .fill("Kode kelurahan, RW, atau RT", "33.74.06.1001/002")
        .fill("NIK", "3374065708900001")
        .check("Dibacakan dan dijawab lisan")
        .fill("Nama saksi, atau nomor kertas", "Ibu Lestari")
        .check("Orangnya mengerti")
        .submit("Daftarkan")
        .await;
    assert!(page.says("Lembar pendaftaran") || page.says("hanya tampil sekali"), "{}", page.outline());
    assert_eq!(page.headers["cache-control"], "no-store");
    let at = page.body.find("BDY-").unwrap();
    let code = page.body[at..].split('<').next().unwrap().to_owned();

    let page = page.follow("Buka akunnya").await;
    assert!(page.says("Belum diambil") && page.says("Tersimpan terenkripsi"), "{}", page.outline());
    assert!(!page.body.contains("3374065708900001"));
    let page = page.select("Data", "NIK").fill("Untuk apa?", "KTP").submit("Tampilkan sekali").await;
    assert_eq!(page.status, 422);
    let page = page.fill("Untuk apa?", "mencocokkan dengan KTP").submit("Tampilkan sekali").await;
    assert!(page.says("3374065708900001"), "{}", page.outline());
    assert_eq!(page.headers["cache-control"], "no-store");

    let page = opens(&browser, "/identity/claims/new").await;
    let page = page.fill("Kode akun", "BDY-0000-0").fill("Surel atau nomor telepon", "0812 3456 7890");
    let page = page.check("Saya sudah mencocokkan KTP").submit("Serahkan").await;
    assert!(page.says("Kode tidak cocok"), "{}", page.outline());
    let page = page.fill("Kode akun", &code).fill("Surel atau nomor telepon", "0812 3456 7890");
    let page = page.check("Saya sudah mencocokkan KTP").submit("Serahkan").await;
    assert!(page.says("Bacakan kode ini") && page.body.contains("RST-"), "{}", page.outline());
}

#[tokio::test]
async fn an_administrator_gives_and_ends_a_role_and_its_holder_switches_to_it() {
    let db = db().await;
    let browser = admin(&db).await;
    let sari = person(&db, "sari@example.com").await;
    let page = opens(&browser, &format!("/identity/accounts/{sari}")).await.follow("Beri peran").await;
    let page = page.select("Peran", "petugas kecamatan").fill("Wilayah", "33.74").submit("Beri peran").await;
    assert_eq!(page.status, 422);
    assert!(page.says("petugas kecamatan memegang kecamatan"), "{}", page.outline());
    let page = page.fill("Wilayah", "33.74.06").submit("Beri peran").await;
    assert!(page.says("33.74.06") && page.says("Berlaku"), "{}", page.outline());

    let other = signed_in(&db, "sari@example.com").await;
    assert_eq!(other.get("/semarang/identity/accounts").await.status, 200, "the widest role is taken first");
    let page = opens(&other, "/peran").await;
    page.submit("Pakai peran ini").await;
    assert_eq!(other.get("/semarang/identity/accounts").await.status, 403, "as a citizen");
    opens(&other, "/peran").await.submit("Pakai peran ini").await;
    assert_eq!(other.get("/semarang/identity/accounts").await.status, 200);

    let page = opens(&browser, &format!("/identity/accounts/{sari}")).await.follow("Akhiri peran").await;
    let page = page.fill("Alasan", "pindah tugas").submit("Akhiri peran").await;
    assert!(page.says("Diakhiri") && page.says("pindah tugas"), "{}", page.outline());
    assert_eq!(other.get("/semarang/identity/accounts").await.status, 403, "effective at once");
}

#[tokio::test]
async fn an_agency_is_added_renamed_and_closed() {
    let db = db().await;
    let browser = admin(&db).await;
    let page = opens(&browser, "/identity/agencies").await.follow("Tambah dinas").await;
    let page = page.fill("Nama", "D").fill("Nama pendek", "Dinkop").submit("Tambah dinas").await;
    assert!(page.says("Pakai 3 sampai 120 karakter; ini 1."), "{}", page.outline());
    let page = page.fill("Nama", "Dinas Koperasi").submit("Tambah dinas").await;
    let page = page.follow("Ubah nama").await;
    let page = page.fill("Nama", "Dinas Koperasi dan UMKM").submit("Simpan").await;
    assert!(page.says("Dinas Koperasi dan UMKM") && page.says("Dinkop"), "{}", page.outline());
    let page = page.follow("Tutup dinas").await.fill("Alasan", "digabung").submit("Tutup dinas").await;
    assert!(page.says("Ditutup") && page.says("digabung"), "{}", page.outline());
}

#[tokio::test]
async fn a_person_sees_takes_and_asks_for_the_own_data() {
    let db = db().await;
    let admins = admin(&db).await;
    let sari = person(&db, "sari@example.com").await;
    opens(&admins, &format!("/identity/accounts/{sari}")).await;
    let browser = signed_in(&db, "sari@example.com").await;
    let page = opens(&browser, "/data-saya").await;
    for text in ["sari@example.com", "Chrome · Android", "Membuka halaman akun", "Belum ditanya"] {
        assert!(page.says(text), "{text}: {}", page.outline());
    }
    let page = page.submit("Saya setuju").await;
    assert!(page.says("Setuju"), "{}", page.outline());
    let page = page.submit("Tarik persetujuan").await;
    assert!(page.says("mintalah penghapusannya di sini"), "{}", page.outline());

    let document = browser.get("/semarang/identity/own-data/document").await;
    let data: serde_json::Value = serde_json::from_str(&document.body).unwrap();
    assert_eq!(data["data"]["identity.account"]["email"], "sari@example.com");
    assert_eq!(document.headers["cache-control"], "no-store");

    let page = opens(&browser, "/data-saya").await.follow("Minta dibetulkan").await;
    let page = page.fill("Isi permintaan", "nama saya Sarri").submit("Kirim permintaan").await;
    assert!(page.says("tinggal 72 jam"), "{}", page.outline());
    let page = page.follow("Minta dihapus").await.submit("Kirim permintaan").await;
    assert!(page.says("Centang bila Anda yakin"), "{}", page.outline());
    let page = page.check("Saya mengerti").submit("Kirim permintaan").await;
    let page = page.submit("Batalkan permintaan menghapus").await;
    assert!(page.says("Dibatalkan orangnya"), "{}", page.outline());
}

#[tokio::test]
async fn an_administrator_holds_a_deletion_answers_and_erases() {
    let db = db().await;
    let browser = admin(&db).await;
    let sari = person(&db, "sari@example.com").await;
    let page = opens(&browser, &format!("/identity/accounts/{sari}")).await;
    let page = page.follow("Permintaan atas nama orang ini").await;
    let page = page.select("Permintaan", "Menghapus data").submit("Kirim permintaan").await;
    let page = page.follow("Tahan penghapusan").await;
    let page = page
        .fill("Alasan", "Hibah masih diperiksa")
        .fill("Dasar hukum", "UU 1/2004 Pasal 65")
        .submit("Tahan penghapusan")
        .await;
    assert!(page.says("Hibah masih diperiksa"), "{}", page.outline());
    let request = page.follow("Menghapus data").await;
    let page = request.submit("Hapus data orang ini sekarang").await;
    assert_eq!(page.status, 409);
    assert!(
        page.says("Belum boleh dihapus: Hibah masih diperiksa (UU 1/2004 Pasal 65)"),
        "{}",
        page.outline()
    );

    let page = opens(&browser, &format!("/identity/accounts/{sari}")).await.follow("Lepas penahanan").await;
    page.fill("Alasan", "selesai").submit("Lepas penahanan").await;
    let page = opens(&browser, "/identity/requests").await.follow("Menghapus data").await;
    let page = page.submit("Hapus data orang ini sekarang").await;
    assert!(page.says("Surat keterangan") || page.says("HPS-"), "{}", page.outline());
    let page = opens(&browser, &format!("/identity/accounts/{sari}")).await;
    assert!(page.says("Menghapus data orang") && !page.says("Sari"), "{}", page.outline());
}

#[tokio::test]
async fn the_trail_is_listed_downloaded_and_verified() {
    let db = db().await;
    let browser = admin(&db).await;
    let sari = person(&db, "sari@example.com").await;
    opens(&browser, &format!("/identity/accounts/{sari}")).await;
    let mut tx = db.tx(machine()).await;
    crate::trail::seal(&mut tx).await.unwrap();
    crate::trail::hand_out(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    let page = opens(&browser, "/identity/trail").await;
    assert!(page.says("Membuka halaman akun"), "{}", page.outline());
    let page = page.select("Tindakan", "Membuka halaman akun").submit("Saring").await;
    assert!(page.says("Membuka halaman akun"), "{}", page.outline());
    let csv = browser.get("/semarang/identity/trail?bentuk=csv").await;
    assert!(csv.body.starts_with("seq,at,") && csv.body.contains("identity.account.view"));

    let page = opens(&browser, "/identity/trail/verification").await.submit("Periksa sekarang").await;
    assert!(page.says("Jejak audit utuh"), "{}", page.outline());
    let mut owner = db.admin().await;
    sqlx::query("update kernel.audit set reason = 'lain' where seq = (select min(seq) from kernel.audit)")
        .execute(&mut owner)
        .await
        .unwrap();
    let page = opens(&browser, "/identity/trail/verification").await.submit("Periksa sekarang").await;
    assert!(page.says("tidak utuh") && page.says("Isi atau urutan catatan diubah"), "{}", page.outline());
}

#[tokio::test]
async fn the_register_of_purposes_is_open_to_everybody() {
    let db = db().await;
    admin(&db).await;
    let visitor = browser(&db, Policy::Offer);
    let page = opens(&visitor, "/tujuan-data").await;
    assert!(page.says("NIK Anda") && page.says("Persetujuan Anda"), "{}", page.outline());
}

#[tokio::test]
async fn whoever_has_no_power_meets_no_page_of_the_desk() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let other = person(&db, "budi@example.com").await;
    let citizen = signed_in(&db, "sari@example.com").await;
    let visitor = browser(&db, Policy::Offer);
    for path in [
        "/identity/accounts".to_owned(),
        format!("/identity/accounts/{other}"),
        format!("/identity/accounts/{other}/grants/new"),
        format!("/identity/accounts/{other}/holds/new"),
        format!("/identity/accounts/{other}/requests/new"),
        format!("/identity/accounts/{other}/consents/new"),
        "/identity/agencies/new".to_owned(),
        "/identity/registrations/new".to_owned(),
        "/identity/claims/new".to_owned(),
        "/identity/requests".to_owned(),
        "/identity/trail".to_owned(),
        "/identity/trail/verification".to_owned(),
    ] {
        for browser in [&citizen, &visitor] {
            let page = browser.get(&format!("/semarang{path}")).await;
            assert!([403, 404].contains(&page.status.as_u16()), "{path} {}", page.status);
        }
    }
    assert_eq!(visitor.get("/semarang/data-saya").await.status, 403);
    assert_eq!(visitor.get("/semarang/peran").await.status, 403);
}
