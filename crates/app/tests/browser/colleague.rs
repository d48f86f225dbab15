//! Colleagues join by invitation.

use crate::journey::journey;
use crate::person::PASSWORD;

#[test]
fn an_invited_colleague_follows_the_mail_and_finds_their_desk() {
    journey("colleague", async |site, person| {
        person.sign_in("depok", "admin@depok.contoh.id", PASSWORD).await;
        person.follow("Undangan").await;
        person.follow("Undang rekan").await;
        person.fill("Surel", "rina@depok.contoh.id").await;
        person.choose("Peran", "pendamping").await;
        person.fill("Wilayah", "32.76.01.1007").await;
        person.audit("invite").await;
        person.press("Kirim undangan").await;
        person.sees("rina@depok.contoh.id").await;
        person.audit("invitations").await;

        let mail = site.post.mail_to("rina@depok.contoh.id");
        person.forget().await;
        person.go(mail.link()).await;
        person.sees("pendamping").await;
        person.fill("Nama", "Rina Marlina").await;
        person.fill("Kata sandi baru", "jambu biru kucing menenun").await;
        person.audit("accept").await;
        person.press("Terima undangan").await;
        assert_eq!(person.heading().await, "Selamat datang, Rina Marlina");
        person.sign_out().await;

        person.sign_in("depok", "rina@depok.contoh.id", "jambu biru kucing menenun").await;
        assert_eq!(person.heading().await, "Selamat datang, Rina Marlina");
        // The link is good once.
        person.forget().await;
        person.go(mail.link()).await;
        person.seen("//main//form").await;
        person.quiet().await;
    });
}
