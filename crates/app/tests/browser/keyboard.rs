//! Without a mouse.

use thirtyfour::Key;

use crate::journey::journey;
use crate::person::{PASSWORD, Person};

#[test]
fn everything_can_be_done_by_keyboard_alone() {
    journey("keyboard", async |_, person| {
        person.go("/depok/masuk").await;
        person.key(Key::Tab).await;
        assert_eq!(person.focused().await, "Lompat ke isi utama");
        person.key(Key::Enter).await;
        assert_eq!(person.run("return document.activeElement.id").await, "main");
        tab_to(person, "login").await;
        person.key("kecamatan@depok.contoh.id").await;
        tab_to(person, "password").await;
        person.key(PASSWORD.to_owned() + Key::Enter).await;
        person.sees("Selamat datang, Siti Aminah").await;

        // A menu opens by Enter, and Escape gives the focus back.
        tab_to(person, "Tampilan").await;
        person.key(Key::Enter).await;
        person.seen("//button[@name='tema' and @value='gelap']").await;
        person.key(Key::Tab).await;
        person.key(Key::Escape).await;
        assert_eq!(person.focused().await, "Tampilan");
        assert_eq!(person.run("return document.querySelectorAll('details.menu[open]').length").await, 0);

        tab_to(person, "Akun warga dan petugas").await;
        person.key(Key::Enter).await;
        person.seen("//main//table[@data-rows]").await;
        person.key("/").await;
        person.key("wahyu".to_owned() + Key::Enter).await;
        person.seen("//main//tbody[count(tr)=1]").await;
        person.key("j").await;
        assert_eq!(person.focused().await, "Wahyu Ningsih");
        person.audit("rows").await;
        person.key(Key::Enter).await;
        person.seen("//h1[.='Wahyu Ningsih']").await;
        person.quiet().await;
    });
}

/// Presses Tab until this is focused.
async fn tab_to(person: &Person, what: &str) {
    for _ in 0..60 {
        if person.focused().await == what {
            return;
        }
        person.key(Key::Tab).await;
    }
    panic!("Tab never reaches {what} on {}", person.path().await);
}
