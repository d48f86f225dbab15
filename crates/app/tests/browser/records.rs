//! People keep their own records, groups show themselves, and figures lead to records for those who may see them.

use std::io::Cursor;

use serde_json::{Value, json};

use crate::journey::journey;
use crate::person::{PASSWORD, Person};

/// Asks for figures until one of them is as expected, and then says all.
const FIGURES: &str = "
    const [address, wanted, done] = arguments;
    const ask = () => fetch(address).then(r => r.json()).then(found =>
        found.total === wanted ? done(found) : setTimeout(ask, 250));
    ask();";

/// Loads the page again until a photo is on it.
const PHOTO: &str = "
    const [done] = arguments;
    const ask = () => fetch(location.href).then(r => r.text()).then(text =>
        text.includes('/registry/pictures/') ? done(true) : setTimeout(ask, 250));
    ask();";

async fn patient(person: &Person) {
    person.browser.set_script_timeout(std::time::Duration::from_secs(30)).await.unwrap();
}

/// A photo as a telephone takes it: JPEG, larger than any screen shows it.
fn photo() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(1600, 1200, |x, y| {
        image::Rgb([(x / 8).to_le_bytes()[0], (y / 6).to_le_bytes()[0], 120])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[test]
fn an_entrepreneur_registers_a_business_and_adds_a_permit_and_a_photo() {
    journey("entrepreneur", async |_, person| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("IMG_2301.jpg");
        std::fs::write(&file, photo()).unwrap();
        patient(person).await;
        person.wide(360).await;
        person.sign_in("depok", "usaha@depok.contoh.id", PASSWORD).await;
        person.go("/depok/usaha-saya").await;
        person.follow("Daftarkan usaha saya").await;
        person.audit("own-begin").await;
        person.choose("Kelurahan", "Pancoran Mas · Depok Jaya").await;
        person.fill("Nama usaha", "Keripik Sumarni").await;
        person.fill("Apa yang dibuat atau dijual", "keripik singkong").await;
        person.press("Daftarkan").await;
        person.follow("Keripik Sumarni").await;
        assert_eq!(person.heading().await, "Keripik Sumarni");

        person.follow("Kelola izin").await;
        person.follow("Tambah izin").await;
        person.choose("Izin", "P-IRT").await;
        person.fill("Nomor", "2063276010123-30").await;
        person.audit("own-permit").await;
        person.press("Tambah izin").await;
        person.sees("Izin dicatat").await;
        person.sees("P-IRT 2063276010123-30").await;

        person.go("/depok/usaha-saya").await;
        person.follow("Keripik Sumarni").await;
        person.follow("Tambah foto").await;
        person.press("Tambah foto").await;
        person.sees("Pilih foto").await;
        person.field("Foto").await.send_keys(file.to_str().unwrap()).await.unwrap();
        person.fill("Apa yang terlihat?", "Keripik singkong dalam toples").await;
        person.press("Tambah foto").await;
        person.sees("Foto diterima").await;
        person.browser.execute_async(PHOTO, Vec::new()).await.unwrap();
        person.go("/depok/usaha-saya").await;
        person.follow("Keripik Sumarni").await;
        person.seen("//main//img[@alt='Keripik singkong dalam toples']").await;
        person.sees("P-IRT").await;
        person.audit("own-business").await;
        person.quiet().await;
    });
}

#[test]
fn a_group_shows_itself_with_those_of_its_members_who_agreed() {
    journey("group", async |_, visitor| {
        visitor.go("/semarang").await;
        visitor.click("//main//a[contains(., 'Kelompok usaha')]").await;
        visitor.follow("Kuncup Mekar").await;
        assert_eq!(visitor.heading().await, "Kuncup Mekar");
        for told in ["2014", "Endang Lestari (Ketua)", "Slamet Riyadi (Sekretaris)", "Gerai bersama"] {
            visitor.sees(told).await;
        }
        visitor.seen("//main[not(contains(., 'Nur Hidayah'))]").await;
        visitor.audit("group").await;
        visitor.quiet().await;
    });
}

async fn figures(person: &Person, address: &str, wanted: i64) -> Value {
    let arguments = vec![json!(address), json!(wanted)];
    person.browser.execute_async(FIGURES, arguments).await.unwrap().json().clone()
}

#[test]
fn the_city_drills_from_a_kelurahan_to_its_records_and_an_analyst_may_not() {
    journey("drill", async |_, person| {
        patient(person).await;
        person.sign_in("semarang", "admin@semarang.contoh.id", PASSWORD).await;
        let asked = "/semarang/api/v1/insight/figures?indicator=businesses&area=33.74.06.1001";
        let found = figures(person, asked, 7).await;
        assert_eq!(found["total"], 7, "{found}");
        person.go("/semarang/insight/figures/33.74.06").await;
        person.seen("//main//*[local-name()='svg' and contains(@class, 'map')]").await;
        person.follow("Penggaron Kidul").await;
        assert_eq!(person.heading().await, "Angka UMKM Kelurahan Penggaron Kidul");
        person.audit("drill-figures").await;
        person.follow("Lihat catatannya").await;
        person.sees("1–7 dari 7").await;
        person.sees("Batik Sri Mulyani").await;
        let list = person.path().await;
        person.audit("drill-list").await;
        person.quiet().await;
        person.sign_out().await;

        person.sign_in("semarang", "bappeda@semarang.contoh.id", PASSWORD).await;
        person.go("/semarang/insight/figures/33.74.06.1001").await;
        person.sees("7").await;
        person.seen("//main[not(.//a[contains(@href, '/registry/') or contains(@href, '/usaha')])]").await;
        person.go(&list).await;
        person.seen("//main[not(contains(., 'Sri Mulyani'))]").await;
        person.sees("tidak").await;
    });
}
