//! Somebody forgot the password.

use crate::journey::journey;
use crate::person::PASSWORD;

#[test]
fn a_forgotten_password_is_chosen_anew_by_the_mail_that_came() {
    journey("forgotten", async |site, person| {
        person.go("/semarang/masuk").await;
        person.follow("Lupa kata sandi").await;
        person.fill("Surel atau nomor telepon", "usaha@semarang.contoh.id").await;
        person.audit("forgot").await;
        person.press("Kirim tautan").await;
        assert_eq!(person.heading().await, "Periksa surel Anda");
        person.audit("forgot-sent").await;

        let mail = site.post.mail_to("usaha@semarang.contoh.id");
        person.go(mail.link()).await;
        person.fill("Kata sandi baru", "pendek").await;
        person.press("Simpan kata sandi").await;
        person.sees("Ada masalah").await;
        person.audit("reset-error").await;
        person.fill("Kata sandi baru", "salak cokelat bebek menari").await;
        person.press("Simpan kata sandi").await;
        person.sees("Kata sandi baru tersimpan").await;
        person.audit("sign-in").await;

        person.sign_in("semarang", "usaha@semarang.contoh.id", PASSWORD).await;
        person.sees("tidak cocok").await;
        person.sign_in("semarang", "usaha@semarang.contoh.id", "salak cokelat bebek menari").await;
        person.seen("//header//details[.//a[contains(@href, '/akun')]]").await;
        person.quiet().await;
    });
}
