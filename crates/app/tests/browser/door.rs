//! A training for whoever has a place: at its door a code is read while there is no signal, and counts once the server has
//! said so.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::person::{PASSWORD, Person};

/// An hour from now as the city's clock shows it, and three hours from now.
const SOON: &str = "
    const at = hours => new Date(Date.now() + hours * 3600e3).toLocaleString('sv-SE', { timeZone: 'Asia/Jakarta' }).slice(0, 16);
    return [at(1), at(3)];";

/// A code that is written like one and is nobody's.
const NOBODYS: &str = "9-9-ZZZZ-ZZZZ";

async fn dinas(person: &Person) {
    person.sign_in("depok", "dinas@depok.contoh.id", PASSWORD).await;
}

/// The agency plans a session for everybody who has a place. Its address.
async fn planned(person: &Person, programme: &str) -> String {
    dinas(person).await;
    person.go("/depok/programmes/programmes").await;
    person.follow(programme).await;
    person.follow("Tambah pelatihan").await;
    person.fill("Nama", "Keamanan pangan").await;
    person.fill("Kurikulum", "Dapur bersih; 2 jam; wajib").await;
    person.audit("training-form").await;
    person.press("Tambah pelatihan").await;
    let training = person.path().await;
    person.follow("Peserta").await;
    person.press("Masukkan semua yang mendapat tempat").await;
    person.sees("Peserta sudah dimasukkan").await;
    person.go(&training).await;
    person.follow("Tambah sesi").await;
    let soon = person.run(SOON).await;
    person.fill("Mulai", soon[0].as_str().unwrap()).await;
    person.fill("Selesai", soon[1].as_str().unwrap()).await;
    person.fill("Tempat", "Aula Kecamatan Pancoran Mas").await;
    person.fill("Jumlah kursi", "30").await;
    person.press("Tambah sesi").await;
    person.press("Isi kursi dari peserta").await;
    person.sees("1 dari 30 terisi").await;
    person.audit("session").await;
    let session = person.path().await;
    person.sign_out().await;
    session.split('?').next().unwrap().to_owned()
}

/// What the participant shows at the door.
async fn shown(person: &Person) -> String {
    person.wide(360).await;
    person.sign_in("depok", "warga@depok.contoh.id", PASSWORD).await;
    person.go("/depok/pelatihan-saya").await;
    person.audit_here("own-trainings-360").await;
    person.follow("Kode hadir").await;
    person.audit_here("ticket-360").await;
    let code = person.seen("//p[@class='stat']/code").await.text().await.unwrap();
    person.sign_out().await;
    code
}

async fn signal(person: &Person, there: bool) {
    let network =
        json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    person.tell("Network.enable", json!({})).await;
    person.tell("Network.emulateNetworkConditions", network).await;
}

async fn read(person: &Person, code: &str) {
    person.field("Kode hadir").await.send_keys(format!("{code}{}", Key::Enter.value())).await.unwrap();
}

async fn green(person: &Person) -> Value {
    person.run("return document.querySelectorAll('[data-log] .badge.ok').length").await
}

/// Without a signal nothing is green; with it each code is told once.
async fn at_the_door(person: &Person, session: &str, code: &str) {
    dinas(person).await;
    person.go(session).await;
    person.follow("Catat di pintu").await;
    person.audit_here("door-360").await;
    signal(person, false).await;
    read(person, &code.to_lowercase().replace('0', "o")).await;
    person.sees("tersimpan di perangkat, belum dipastikan").await;
    read(person, code).await;
    person.sees("sudah dipindai").await;
    read(person, NOBODYS).await;
    person.sees("tersimpan, tetapi tidak ada dalam daftar yang dimuat").await;
    person.sees("2 kode menunggu sinyal").await;
    assert_eq!(green(person).await, json!(0), "green before the server has said so");
    person.audit_here("door-offline-360").await;
    signal(person, true).await;
    person.sees("hadir, sudah tercatat").await;
    person.sees("kode tidak dikenal").await;
    assert_eq!(green(person).await, json!(1));
    person.audit_here("door-again-360").await;

    // What was read without a signal is still there when the page was closed meanwhile.
    signal(person, false).await;
    read(person, "8-8-ZZZZ-ZZZZ").await;
    person.sees("1 kode menunggu sinyal").await;
    person.browser.goto("about:blank").await.unwrap();
    signal(person, true).await;
    person.go(session).await;
    person.seen("//dl//div[dt[normalize-space(.)='Hadir']]/dd[normalize-space(.)='1']").await;
    person.follow("Catat di pintu").await;
    person.sees("kode tidak dikenal").await;
    person.wide(1280).await;
    person.audit("door").await;
    person.sign_out().await;
}

/// From the plan to the participant who reads that she was there.
pub(crate) async fn taught(person: &Person, programme: &str) {
    let session = planned(person, programme).await;
    let code = shown(person).await;
    at_the_door(person, &session, &code).await;
    person.sign_in("depok", "warga@depok.contoh.id", PASSWORD).await;
    person.go("/depok/pelatihan-saya").await;
    person.sees("Anda tercatat hadir").await;
    person.sign_out().await;
}
