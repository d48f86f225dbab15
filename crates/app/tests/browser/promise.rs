//! Magelang's promise: one or two new entrepreneurs for each RT, and who is still without one; and how somebody who
//! answered the public call comes to count in it.

use serde_json::json;

use crate::journey::journey;
use crate::person::{PASSWORD, Person};
use crate::programme::days;

/// The agency records the promise and shares it out to the last of 1,034 RT. The promise's page.
async fn shared_out(person: &Person) -> String {
    person.sign_in("magelang", "dinas@magelang.contoh.id", PASSWORD).await;
    person.go("/magelang/programmes/promises/new").await;
    person.fill("Nama janji", "Seribu lima ratus wirausaha").await;
    person.fill("Nomor keputusan", "Keputusan 2/2026 (contoh)").await;
    person.fill("Jumlah", "1500").await;
    days(person, json!({ "decided_on": "2026-01-02", "from": "2026-01-01", "until": "2099-12-31" })).await;
    person.press("Catat janji").await;
    person.sees("Seribu lima ratus wirausaha").await;
    let promise = person.path().await.split('?').next().unwrap().to_owned();
    person.follow("Bagi ke wilayah").await;
    person.choose("Dibagi sampai", "RT").await;
    person.fill("Paling sedikit per wilayah", "1").await;
    person.fill("Paling banyak per wilayah", "2").await;
    person.tick("Undian yang dapat diulang").await;
    person.audit("sharing-out").await;
    person.press("Bagi ke wilayah").await;
    person.sees("Angka sudah dibagi").await;
    person.sees("dari 1.034 wilayah terbawah").await;
    without(person, "1.034").await;
    person.audit("shared-out").await;
    promise
}

/// How many of the lowest territories have nobody, which stands first on the page.
async fn without(person: &Person, count: &str) {
    let stat = "//main//dl[contains(@class, 'facts')]/div[1][dt[contains(., 'Tanpa seorang pun')]]";
    person.seen(&format!("{stat}/dd[starts-with(normalize-space(.), '{count}')]")).await;
}

/// Down to an RT, whose figure says why it is one or two.
async fn explained(person: &Person, promise: &str) {
    person.go(&format!("{promise}?tingkat=kelurahan")).await;
    person.audit("by-kelurahan").await;
    person.click("//main//table//a[normalize-space(.)='Rejowinangun Selatan']").await;
    person.sees("RT 001 / RW 001").await;
    person.click("//main//details[contains(@class, 'more')]/summary").await;
    person.seen("//main//details[@open]//td[contains(., 'sisa yang sama')]").await;
    person.audit("by-rt").await;
}

const CALL: &str = "Pendaftaran Magelang Keren";

/// The agency opens a call whose places go to whoever comes first.
async fn opened(person: &Person) {
    person.go("/magelang/programmes/programmes/new").await;
    person.fill("Nama", "Satu RT satu wirausaha").await;
    person.press("Tambah program").await;
    person.follow("Buka pendaftaran").await;
    person.fill("Nama", CALL).await;
    person.fill("Dibuka", "2026-01-02 08:00").await;
    person.fill("Ditutup", "2099-12-31 16:00").await;
    person.fill("Tempat seluruh kota", "40").await;
    person.press("Buka pendaftaran").await;
    person.sees("Sedang dibuka").await;
}

/// A citizen of an RT finds the call on a telephone and has a place at once. The application.
async fn placed(person: &Person) -> String {
    person.wide(360).await;
    person.sign_in("magelang", "warga@magelang.contoh.id", PASSWORD).await;
    person.go("/magelang/program").await;
    person.follow(CALL).await;
    person.follow("Daftar sekarang").await;
    person.choose("Kelurahan", "Magelang Selatan · Rejowinangun Selatan").await;
    person.fill("RW", "1").await;
    person.fill("RT", "1").await;
    person.click("//input[@name='ktp_here' and @value='ya']").await;
    person.click("//input[@name='civil_servant' and @value='tidak']").await;
    days(person, json!({ "birth_date": "1998-01-31" })).await;
    person.press("Kirim pendaftaran").await;
    person.sees("Mendapat tempat").await;
    let application = person.path().await;
    person.wide(1280).await;
    person.sign_out().await;
    application.split('?').next().unwrap().to_owned()
}

/// The kelurahan's officer writes down that the applicant became an entrepreneur.
async fn reached(person: &Person, application: &str) {
    person.sign_in("magelang", "kelurahan@magelang.contoh.id", PASSWORD).await;
    person.go(application).await;
    person.follow("Putri Maharani").await;
    person.follow("Catat hasil").await;
    days(person, json!({ "on": "today", "evidence_on": "today" })).await;
    person.tick("ada dokumen").await;
    person.press("Catat hasil").await;
    person.sees("Hasil dicatat").await;
    person.sign_out().await;
}

#[test]
fn fifteen_hundred_over_every_rt_and_the_mayor_sees_which_have_nobody_yet() {
    journey("promise", async |_, person| {
        let promise = shared_out(person).await;
        explained(person, &promise).await;
        person.go(&promise).await;
        person.press("Umumkan").await;
        opened(person).await;
        person.sign_out().await;
        let application = placed(person).await;
        reached(person, &application).await;

        person.sign_in("magelang", "bappeda@magelang.contoh.id", PASSWORD).await;
        person.go(&promise).await;
        without(person, "1.033").await;
        person.audit("mayor").await;
        person.sign_out().await;

        // Everybody sees the promise; of one single person, that it is withheld.
        person.wide(360).await;
        person.go("/magelang/janji").await;
        person.follow("Seribu lima ratus wirausaha").await;
        person.sees("1.500").await;
        person.seen("//main//td[contains(., 'ditahan')]").await;
        person.audit_here("public-360").await;
        person.quiet().await;
    });
}
