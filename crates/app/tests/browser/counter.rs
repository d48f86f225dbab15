//! At the counter of a kelurahan: somebody without a smartphone.

use crate::journey::journey;
use crate::person::PASSWORD;

#[test]
fn a_person_registered_at_the_counter_takes_a_slip_home_and_the_account_later() {
    journey("counter", async |_, person| {
        person.sign_in("depok", "kelurahan@depok.contoh.id", PASSWORD).await;
        person.click("//nav[contains(@class, 'desk-nav')]//a[contains(@href, '/identity/accounts')]").await;
        person.follow("Daftarkan orang").await;
        person.fill("Nama", "Mbah Suparmi").await;
        person.fill("Kode kelurahan, RW, atau RT", "32.76.01.1007").await;
        person.fill("NIK", "3276014507500003").await;
        person.tick("Dibacakan dan dijawab lisan").await;
        person.fill("Nama saksi, atau nomor kertas", "Bu Lastri").await;
        person.tick("Orangnya mengerti dan setuju").await;
        person.audit("registration").await;
        person.press("Daftarkan").await;
        let code = person.seen("//main//strong[@class='code']").await.text().await.unwrap();
        assert!(code.starts_with("BDY-"), "{code}");
        person.audit("slip").await;

        person.follow("Buka akunnya").await;
        assert_eq!(person.heading().await, "Mbah Suparmi");
        assert!(!person.browser.source().await.unwrap().contains("3276014507500003"), "a NIK is not shown");
        person.audit("account").await;

        // Years later with a telephone of her own: the slip, and a code that the officer reads out.
        person.go("/depok/identity/claims/new").await;
        person.fill("Kode akun", &code).await;
        person.fill("Surel atau nomor telepon", "0812 3456 7890").await;
        person.tick("Saya sudah mencocokkan KTP").await;
        person.press("Serahkan").await;
        let spoken = person.seen("//main//strong[@class='code']").await.text().await.unwrap();
        person.sign_out().await;

        person.go("/depok/masuk").await;
        person.follow("Lupa kata sandi").await;
        person.follow("Saya punya kode dari petugas").await;
        person.fill("Surel atau nomor telepon", "081234567890").await;
        person.fill("Kode dari petugas", &spoken.to_lowercase()).await;
        person.fill("Kata sandi baru", "mangga kuning ayam menyapu").await;
        person.audit("spoken-code").await;
        person.press("Simpan kata sandi").await;
        person.sign_in("depok", "081234567890", "mangga kuning ayam menyapu").await;
        person.go("/depok/data-saya").await;
        assert_eq!(person.heading().await, "Data saya");
        person.audit("own-data").await;
    });
}
