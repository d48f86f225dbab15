//! From the public call to the mayor's page: somebody applies on a telephone, two officers mark, the outcome is published,
//! the place is taken, the training attended, and what became of it stands in the promise.

use serde_json::json;

use crate::door;
use crate::journey::journey;
use crate::person::{PASSWORD, Person};

const CALL: &str = "Wirausaha Baru 2027";

/// Puts days into date fields, whose way of typing depends on the browser's language.
const DAYS: &str = "
    for (const [name, day] of Object.entries(arguments[0])) {
        document.querySelector(`[name=${name}]`).value = day === 'today' ? new Date().toISOString().slice(0, 10) : day;
    }";

pub(crate) async fn days(person: &Person, days: serde_json::Value) {
    person.seen("//main//form").await;
    person.browser.execute(DAYS, vec![days]).await.unwrap();
}

async fn as_officer(person: &Person, who: &str) {
    person.sign_in("depok", &format!("{who}@depok.contoh.id"), PASSWORD).await;
}

/// The agency opens a call for one, by selection. Its address.
async fn opened(person: &Person) -> String {
    as_officer(person, "dinas").await;
    person.go("/depok/programmes/programmes/new").await;
    person.fill("Nama", "Wirausaha Baru").await;
    person.press("Tambah program").await;
    person.follow("Buka pendaftaran").await;
    person.fill("Nama", CALL).await;
    person.fill("Dibuka", "2026-01-02 08:00").await;
    person.fill("Ditutup", "2099-12-31 16:00").await;
    person.fill("Tempat seluruh kota", "1").await;
    person.tick("Dengan seleksi").await;
    person.audit("call-form").await;
    person.press("Buka pendaftaran").await;
    person.sees("Sedang dibuka").await;
    let call = person.path().await;
    person.follow("Seleksi").await;
    person.follow("Atur kriteria").await;
    person.fill("Kriteria", "Kelayakan usaha 40").await;
    person.audit("criteria").await;
    person.press("Simpan").await;
    person.sees("Kelayakan usaha").await;
    person.audit("selection").await;
    person.sign_out().await;
    call.split('?').next().unwrap().to_owned()
}

/// A citizen finds the call and applies, on the smallest telephone. The address of the application.
async fn applied(person: &Person) -> String {
    person.wide(360).await;
    person.go("/depok/program").await;
    person.audit_here("calls-360").await;
    person.sign_in("depok", "warga@depok.contoh.id", PASSWORD).await;
    person.go("/depok/program").await;
    person.follow(CALL).await;
    person.audit_here("call-360").await;
    person.follow("Daftar sekarang").await;
    person.choose("Kelurahan", "Pancoran Mas · Depok Jaya").await;
    person.click("//input[@name='ktp_here' and @value='ya']").await;
    person.click("//input[@name='civil_servant' and @value='tidak']").await;
    days(person, json!({ "birth_date": "1998-01-31" })).await;
    person.fill("Usaha yang ingin dimulai", "Keripik singkong daun jeruk").await;
    person.audit_here("apply-360").await;
    person.press("Kirim pendaftaran").await;
    person.sees("semua pendaftar dinilai").await;
    person.audit_here("applied-360").await;
    let application = person.path().await;
    person.wide(1280).await;
    person.sign_out().await;
    application.split('?').next().unwrap().to_owned()
}

/// Two officers mark what they read without a name.
async fn marked(person: &Person, call: &str) {
    for (who, points) in [("kecamatan", "4 · baik"), ("kelurahan", "5 · sangat baik")] {
        as_officer(person, who).await;
        person.go(&format!("{call}/reviews")).await;
        person.press("Ambil yang berikutnya").await;
        person.sees("Keripik singkong daun jeruk").await;
        person.tick(points).await;
        person.fill("Catatan untuk pendaftar", "Pembelinya sudah jelas").await;
        person.audit("review").await;
        person.press("Kirim nilai").await;
        person.sees("Nilai tersimpan").await;
        person.sign_out().await;
    }
}

async fn published(person: &Person, call: &str) {
    as_officer(person, "dinas").await;
    person.go(&format!("{call}/selection")).await;
    person.press("Susun peringkat").await;
    person.sees("Peringkat tersusun").await;
    person.audit("ranking").await;
    person.follow("Umumkan hasil").await;
    person.audit("publication").await;
    person.press("Umumkan hasil").await;
    person.sees("Ditawari tempat").await;
    person.sign_out().await;
}

async fn taken(person: &Person) {
    person.wide(360).await;
    person.sign_in("depok", "warga@depok.contoh.id", PASSWORD).await;
    person.go("/depok/program-saya").await;
    person.audit_here("own-360").await;
    person.follow(CALL).await;
    person.sees("Pembelinya sudah jelas").await;
    person.audit_here("offered-360").await;
    person.press("Terima tempat").await;
    person.sees("Mendapat tempat").await;
    person.wide(1280).await;
    person.sign_out().await;
}

/// The agency records the promise, and that the applicant became an entrepreneur; the city's analyst reads it for the mayor.
async fn kept(person: &Person, application: &str) {
    as_officer(person, "dinas").await;
    person.go("/depok/programmes/promises/new").await;
    person.fill("Nama janji", "Seratus wirausaha baru").await;
    person.fill("Nomor keputusan", "Keputusan 1/2026 (contoh)").await;
    person.fill("Jumlah", "100").await;
    days(person, json!({ "decided_on": "2026-01-02", "from": "2026-01-01", "until": "2099-12-31" })).await;
    person.press("Catat janji").await;
    person.sees("Seratus wirausaha baru").await;
    let promise = person.path().await;
    person.go(application).await;
    let name = "Putri Maharani";
    person.follow(name).await;
    person.follow("Catat hasil").await;
    days(person, json!({ "on": "today", "evidence_on": "today" })).await;
    person.tick("ada dokumen").await;
    person.audit("outcome").await;
    person.press("Catat hasil").await;
    person.sees("Hasil dicatat").await;
    person.sign_out().await;

    as_officer(person, "bappeda").await;
    person.go(promise.split('?').next().unwrap()).await;
    person.seen("//dl[contains(@class, 'facts')]//div[dt[contains(., 'Tercapai')]]/dd[starts-with(normalize-space(.), '1')]").await;
    person.audit("promise").await;
}

#[test]
fn somebody_applies_on_a_telephone_is_selected_taught_and_counts_in_the_mayors_promise() {
    journey("programme", async |_, person| {
        let call = opened(person).await;
        let application = applied(person).await;
        as_officer(person, "dinas").await;
        person.go(&format!("{call}/edit")).await;
        person.fill("Ditutup", "2026-01-03 08:00").await;
        person.press("Simpan").await;
        person.sees("Sudah ditutup").await;
        person.sign_out().await;
        marked(person, &call).await;
        published(person, &call).await;
        taken(person).await;
        door::taught(person, "Wirausaha Baru").await;
        kept(person, &application).await;
        person.quiet().await;
    });
}
