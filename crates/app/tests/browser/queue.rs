//! Pairs that may be one are decided without a mouse, and an aid list is screened.

use std::path::Path;

use serde_json::json;
use thirtyfour::prelude::*;

use crate::journey::{Site, console, journey};
use crate::person::{PASSWORD, Person};

/// Three pairs of whom nobody can say whether they are one.
const DOUBLES: &str = "NAMA PEMILIK,NAMA USAHA,ALAMAT,KELURAHAN
Sri Wahyuningsih,Warung Sri,Jl. Melati 1,Depok
Sri Wahyuningsih,,Jl. Melati 1,Depok
Bambang Hermawanto,Bengkel Jaya,Jl. Anggrek 2,Depok
Bambang Hermawanto,,Jl. Anggrek 2,Depok
Kartika Purnamasari,Kue Tika,Jl. Mawar 3,Depok
Kartika Purnamasari,,Jl. Mawar 3,Depok
";

/// A city that joins nothing by itself and asks about everything.
fn doubles(site: &Site) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ganda.csv");
    std::fs::write(&file, DOUBLES).unwrap();
    let agency = "Dinas Koperasi dan Usaha Mikro";
    console(site, &["link", "policy", "--city", "depok", "--sure", "60", "--doubtful", "-5"]);
    console(site, &["import", file.to_str().unwrap(), "--city", "depok", "--agency", agency]);
    console(site, &["link", "run", "--city", "depok"]);
}

async fn pair(person: &Person) -> String {
    person.seen("//main//table[.//th[contains(., 'Perbandingan')]]").await;
    person.heading().await
}

/// Presses a key that leads to another page, and waits for it. The driver presses a key again when the page goes away
/// under it, so the page is told of the key once its script has answered.
async fn press(person: &Person, key: &str) {
    let old = person.seen("//h1").await;
    let pressed = format!("document.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}' }}))");
    person.run(&format!("setTimeout(() => {pressed})")).await;
    old.wait_until().stale().await.unwrap();
}

#[test]
fn pairs_are_decided_by_keyboard_and_a_list_is_screened() {
    journey("queue", async |site, officer| {
        doubles(site);
        officer.sign_in("depok", "admin@depok.contoh.id", PASSWORD).await;
        officer.sees("Selamat datang").await;
        officer.go("/depok/data-ganda").await;
        officer.audit("queue").await;
        officer.click("//main//form[contains(@action, '/links/next')]//button").await;
        let first = pair(officer).await;
        officer.sees("berikutnya").await;
        officer.audit("queue-pair").await;

        press(officer, "j").await;
        let second = pair(officer).await;
        assert_ne!(first, second);
        press(officer, "k").await;
        assert_eq!(pair(officer).await, first);
        // In a field a letter is a letter.
        officer.fill("Mengapa?", "sudah dilihat jelas").await;
        assert_eq!(pair(officer).await, first);
        officer.run("document.activeElement.blur()").await;
        press(officer, "d").await;
        officer.sees("Hari ini 1 dari").await;
        officer.sees("dipisahkan").await;
        press(officer, "u").await;
        assert_eq!(pair(officer).await, first);
        officer.sees("Hari ini 0 dari").await;
        screen(officer).await;
        officer.quiet().await;
    });
}

const LIST: &str = "NAMA,NIK,NO KK,NO REKENING,ALAMAT,RT,RW,KELURAHAN
Siti Aminah,3276015708900001,3276010101100001,1234567890,Jl. Melati 7,3,12,Depok
Budi Santoso,3276011708850002,3276010101100001,1234567890,Jl. Melati 7,3,12,Depok
Siti Aminah,3276015708900001,3276010101100009,1234567899,Jl. Kenanga 1,1,2,Depok
";

async fn screen(officer: &Person) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("penerima.csv");
    std::fs::write(&file, LIST).unwrap();
    officer.go("/depok/saring-bantuan").await;
    officer.follow("Saring sebuah daftar").await;
    officer.audit("screening-new").await;
    officer.fill("Nama bantuan", "Gerobak 2026").await;
    let input = officer.field("Berkas daftar").await;
    input.send_keys(Path::new(&file).to_str().unwrap()).await.unwrap();
    officer.press("Unggah dan saring").await;
    officer.seen("//dl//*[contains(., 'Selesai')]").await;
    officer.sees("NIK sama dengan baris 4").await;
    officer.sees("2 penerima dalam satu KK, kuota 1").await;
    officer.sees("Nomor rekening sama dengan baris 3").await;
    officer.audit("screening").await;
    officer.browser.set_script_timeout(std::time::Duration::from_secs(20)).await.unwrap();
    let link = officer.seen("//a[contains(@href, '/workbook')]").await.attr("href").await.unwrap().unwrap();
    let fetch = "const [address, done] = arguments;
        fetch(address).then(async answer => done([answer.status, (await answer.arrayBuffer()).byteLength > 1000]));";
    let found = officer.browser.execute_async(fetch, vec![json!(link)]).await.unwrap();
    assert_eq!(*found.json(), json!([200, true]));
}
