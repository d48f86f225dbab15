//! What people meet, by label and button.

use chrono::TimeDelta;
use kernel::Role;
use testkit::{Browser, PageView, TestDb};

use crate::factor::Policy;
use crate::testing::*;

async fn page_sign_in(browser: &Browser, who: &str, password: &str) -> PageView {
    let page = browser.get("/semarang/masuk").await;
    page.fill("Surel atau nomor telepon", who).fill("Kata sandi", password).submit("Masuk").await
}

/// A path of a mail's link.
async fn mailed(db: &TestDb, to: &str) -> String {
    format!("/semarang{}", in_mail(db, to, "http://localhost:8080/semarang").await)
}

#[tokio::test]
async fn a_person_registers_confirms_signs_in_and_out() {
    let db = db().await;
    let browser = browser(&db, Policy::Force);
    let page = browser.get("/semarang/daftar").await;
    let page = page
        .check("Warga")
        .fill("Nama", "Sari Wulandari")
        .fill("Surel atau nomor telepon", "sari@example")
        .fill("Kata sandi baru", "sariwulandari")
        .submit("Daftar")
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.says("Tulis alamat surel") && page.says("Pakai paling sedikit 15 karakter; ini baru 13."),
        "both at once: {}",
        page.outline()
    );
    let page = page
        .fill("Surel atau nomor telepon", "sari@example.com")
        .fill("Kata sandi baru", PASSWORD)
        .submit("Daftar")
        .await;
    assert!(page.says("Kami mengirim surel"), "{}", page.outline());

    let page = browser.get(&mailed(&db, "sari@example.com").await).await;
    let page = page.fill("Kata sandi", OTHER).submit("Aktifkan").await;
    assert!(page.says("Tidak cocok"), "{}", page.outline());
    page.fill("Kata sandi", PASSWORD).submit("Aktifkan").await;
    let page = browser.get("/semarang/akun").await;
    assert!(page.says("sari@example.com") && page.says("Chrome · Android"), "{}", page.outline());
    browser.post("/semarang/keluar", &[]).await;
    assert_eq!(browser.get("/semarang/akun").await.status, 403);
    let page = page_sign_in(&browser, "sari@example.com", "salah salah salah").await;
    assert_eq!(page.status, 422);
    assert!(page.says("tidak cocok"));
    page_sign_in(&browser, "sari@example.com", PASSWORD).await;
    assert_eq!(browser.get("/semarang/akun").await.status, 200);
}

#[tokio::test]
async fn staff_enrol_a_second_factor_before_anything_else_and_then_show_it() {
    let db = db().await;
    staff(&db, "admin@example.com", Role::CityAdmin).await;
    let browser = browser(&db, Policy::Force);
    let page = page_sign_in(&browser, "admin@example.com", PASSWORD).await;
    assert_eq!(page.address, "/semarang/identity/account/second-factor");
    let page = page.follow("Sambungkan aplikasi").await;
    let at = page.body.find("secret=").unwrap() + 7;
    let secret = page.body[at..at + 32].to_owned();
    let page = page.fill("Kode pertama", "000000").submit("Aktifkan").await;
    assert!(page.says("Kode ini salah") && page.body.contains(&secret), "the same secret still stands there");
    let page = page.fill("Kode pertama", &code(&db, &secret)).submit("Aktifkan").await;
    assert!(page.says("Simpan kode pemulihan") || page.says("hanya tampil sekali"), "{}", page.outline());

    browser.post("/semarang/keluar", &[]).await;
    db.later(TimeDelta::seconds(60));
    let page = page_sign_in(&browser, "admin@example.com", PASSWORD).await;
    let page = page.fill("Kode", "123456").submit("Masuk").await;
    assert!(page.says("Kode ini salah"), "{}", page.outline());
    let page = page.fill("Kode", &code(&db, &secret)).submit("Masuk").await;
    assert_eq!(page.address, "/semarang/meja");
    let me = browser.get("/semarang/api/v1/identity/account").await;
    assert!(
        me.body.contains("\"role\":\"city_admin\"") && me.body.contains("\"second_factor\":true"),
        "{}",
        me.body
    );
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let browser = browser(&db, Policy::Force);
    for who in ["nobody@example.com", "sari@example.com"] {
        let page = browser.get("/semarang/masuk").await.follow("Lupa kata sandi").await;
        let page = page.fill("Surel atau nomor telepon", who).submit("Kirim tautan").await;
        assert!(page.says("Bila ada akun dengan surel"), "{}", page.outline());
    }
    let link = mailed(&db, "sari@example.com").await;
    let page = browser.get(&link).await.fill("Kata sandi baru", OTHER).submit("Simpan kata sandi").await;
    assert_eq!(page.address, "/semarang/masuk");
    assert_eq!(browser.get(&link).await.address, "/semarang/lupa-sandi", "the link is used up");
    page_sign_in(&browser, "sari@example.com", OTHER).await;
    assert_eq!(browser.get("/semarang/akun").await.status, 200);
}

#[tokio::test]
async fn an_administrator_invites_a_colleague_who_joins() {
    let db = db().await;
    staff(&db, "admin@example.com", Role::CityAdmin).await;
    let desk = browser(&db, Policy::Offer);
    page_sign_in(&desk, "admin@example.com", PASSWORD).await;
    let page = desk.get("/semarang/identity/invitations").await.follow("Undang rekan").await;
    let page =
        page.fill("Surel", "budi@example.com").select("Peran", "pendamping").submit("Kirim undangan").await;
    assert!(page.says("budi@example.com") && page.says("Menunggu"), "{}", page.outline());
    let link = mailed(&db, "budi@example.com").await;

    let colleague = browser(&db, Policy::Offer);
    let page = colleague.get(&link).await;
    assert!(page.says("sebagai pendamping"), "{}", page.outline());
    page.fill("Nama", "Budi").fill("Kata sandi baru", OTHER).submit("Terima undangan").await;
    let me = colleague.get("/semarang/api/v1/identity/account").await;
    assert!(me.body.contains("\"role\":\"mentor\""), "{}", me.body);
    assert!(desk.get("/semarang/identity/invitations").await.says("Diterima"));
    assert_eq!(colleague.get("/semarang/identity/invitations").await.status, 403);
}

#[tokio::test]
async fn what_is_dangerous_asks_again_who_it_is_and_leads_back() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let browser = browser(&db, Policy::Force);
    page_sign_in(&browser, "sari@example.com", PASSWORD).await;
    db.later(TimeDelta::minutes(11));
    let page = browser.get("/semarang/identity/account/password").await;
    assert_eq!(page.address, "/semarang/identity/session/confirmation?ke=/identity/account/password");
    let page = page.fill("Kata sandi", PASSWORD).submit("Lanjutkan").await;
    assert_eq!(page.address, "/semarang/identity/account/password");
    let page = page.fill("Kata sandi baru", OTHER).submit("Simpan").await;
    assert_eq!(page.address, "/semarang/identity/account");
    browser.post("/semarang/keluar", &[]).await;
    page_sign_in(&browser, "sari@example.com", OTHER).await;
    assert_eq!(browser.get("/semarang/akun").await.status, 200);
}

#[tokio::test]
async fn own_sessions_are_ended_from_the_account_page() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let (here, there) = (browser(&db, Policy::Force), browser(&db, Policy::Force));
    page_sign_in(&here, "sari@example.com", PASSWORD).await;
    page_sign_in(&there, "sari@example.com", PASSWORD).await;
    here.get("/semarang/akun").await.submit("Keluarkan semua perangkat lain").await;
    assert_eq!(there.get("/semarang/akun").await.status, 403);
    assert_eq!(here.get("/semarang/akun").await.status, 200);
}

#[tokio::test]
async fn no_page_of_a_visitor_breaks_and_every_word_is_written() {
    let db = db().await;
    let browser = browser(&db, Policy::Force);
    for path in [
        "/masuk",
        "/daftar",
        "/lupa-sandi",
        "/identity/resets/code",
        "/identity/resets/nonsense",
        "/identity/confirmations/nonsense",
        "/identity/invitations/nonsense/acceptance",
    ] {
        let page = browser.get(&format!("/semarang{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(
            !page.body.contains(">identity-") && !page.body.contains("\"identity-"),
            "{path}: {}",
            page.outline()
        );
    }
}

#[tokio::test]
async fn a_passkey_is_asked_for_and_nonsense_is_refused() {
    let db = db().await;
    let browser = browser(&db, Policy::Force);
    let page = browser.get("/semarang/masuk").await;
    assert!(page.body.contains("data-passkey=\"get\""));
    let asked =
        browser.once("POST", "/semarang/api/v1/identity/session/options", Some("{}".to_owned())).await;
    assert!(
        asked.body.contains("\"rpId\":\"localhost\"")
            && asked.body.contains("\"userVerification\":\"required\""),
        "{}",
        asked.body
    );
    let nonsense = browser
        .once("POST", "/semarang/api/v1/identity/session", Some("{\"ceremony\":\"x\"}".to_owned()))
        .await;
    assert_eq!(nonsense.status, 422);
    let stranger =
        browser.once("POST", "/semarang/api/v1/identity/passkeys/options", Some("{}".to_owned())).await;
    assert_eq!(stranger.status, 403);
}
