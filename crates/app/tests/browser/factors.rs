//! More than a password: a passkey, and codes of an app.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::journey::journey;
use crate::person::PASSWORD;

const MINE: &str = "dinas@kediri.contoh.id";

#[test]
fn a_passkey_or_an_apps_code_proves_who_signs_in() {
    journey("factors", async |_, person| {
        person.tell("WebAuthn.enable", json!({})).await;
        let phone = json!({ "options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
        } });
        let phone = person.tell("WebAuthn.addVirtualAuthenticator", phone).await;
        let touched = |enabled: bool| {
            let which = json!({ "authenticatorId": phone["authenticatorId"], "enabled": enabled });
            person.tell("WebAuthn.setAutomaticPresenceSimulation", which)
        };
        person.sign_in("kediri", MINE, PASSWORD).await;
        person.go("/kediri/akun").await;
        person.audit("security").await;
        person.click("//main//a[contains(@href, 'second-factor')]").await;
        person.audit("second-factor").await;
        person.press("Tambah kunci sandi di perangkat ini").await;
        person.seen("//button[normalize-space(.)='Hapus']").await;
        person.sign_out().await;
        // Untouched at first: the page offers passkeys by itself, and this one would sign in before the button is pressed.
        touched(false).await;
        person.go("/kediri/masuk").await;
        person.press("Masuk dengan kunci sandi").await;
        touched(true).await;
        person.sees("Selamat datang, Bambang Sutrisno").await;
        touched(false).await;

        person.go("/kediri/identity/account/second-factor").await;
        person.follow("Sambungkan aplikasi").await;
        let secret = person.seen("//main//code").await.text().await.unwrap();
        person.fill("Kode pertama", "000000").await;
        person.press("Aktifkan").await;
        person.sees("Kode ini salah").await;
        person.audit("app").await;
        person.fill("Kode pertama", &code(&secret, 0)).await;
        person.press("Aktifkan").await;
        person.sees("Tersimpan.").await;
        person.press("Buat kode baru").await;
        person.sees("Simpan kode pemulihan Anda").await;
        person.audit("recovery-codes").await;
        let rescue = person.seen("//main//li/code").await.text().await.unwrap();
        person.sign_out().await;

        person.sign_in("kediri", MINE, PASSWORD).await;
        person.audit("second-step").await;
        // Each code is good once, so the next one is needed; clocks may differ by one step.
        person.fill("Kode", &code(&secret, 30)).await;
        person.click("//main//form//button").await;
        person.sees("Selamat datang, Bambang Sutrisno").await;
        person.sign_out().await;

        person.sign_in("kediri", MINE, PASSWORD).await;
        person.fill("Kode", &rescue).await;
        person.click("//main//form//button").await;
        person.sees("Selamat datang, Bambang Sutrisno").await;
        person.quiet().await;
    });
}

/// The code that an app shows so many seconds from now.
fn code(secret: &str, later: u64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    app.generate(now + later).to_string()
}
