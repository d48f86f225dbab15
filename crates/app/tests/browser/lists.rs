//! An agency's list becomes part of the registry, and stops being one again.

use std::path::Path;

use serde_json::json;

use crate::journey::journey;
use crate::person::{PASSWORD, Person};

const HEAD: &str = "DATA PELAKU USAHA MIKRO;;;;;;;\nTAHUN ANGGARAN 2025;;;;;;;\n\n\
    NO;NAMA PEMILIK;N I K;L/P;NO. HP;NAMA USAHA;KELURAHAN;KECAMATAN\n";

const GOOD: &str = "1;Suryaningrat Wibisono;3276011708800011;L;0812 9000 1111;Angkringan Suryaningrat;Depok Jaya;Pancoran Mas\n\
    2;Tumirah Puspaningtyas;3276015708850012;P;0813-9000-2222;Laundry Tumirah;Depok Jaya;Pancoran Mas\n";

const WRONG: &str =
    "3;Kartosentono Gunadi;3276011203790013;L;081490003333;Bengkel Kartosentono;Braga;Sumur Bandung\n";

const RIGHT: &str =
    "3;Kartosentono Gunadi;3276011203790013;L;081490003333;Bengkel Kartosentono;Depok Jaya;Pancoran Mas\n";

const TAIL: &str = "JUMLAH;3;;;;;;\n;;;;Depok, 3 Maret 2025;;;\n;;;;Kepala Dinas,;;;\n";

/// How many people the city's figures count.
const PEOPLE: &str = "
    const done = arguments[arguments.length - 1];
    fetch('/depok/api/v1/insight/figures?indicator=people&area=32.76.01.1007').then(r => r.json()).then(done);";

async fn send(officer: &Person, folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    officer.go("/depok/registry/batches/new").await;
    officer.field("Berkas daftar").await.send_keys(file.to_str().unwrap()).await.unwrap();
    officer.click("//select[@name='agency']/option[2]").await;
    officer.press("Unggah dan baca").await;
    officer.seen("//dl//*[contains(., 'Siap diambil alih')]").await;
}

async fn people(officer: &Person) -> serde_json::Value {
    officer.browser.execute_async(PEOPLE, Vec::new()).await.unwrap().json().clone()
}

#[test]
fn a_list_comes_in_its_bad_row_goes_back_and_all_of_it_can_be_undone() {
    journey("lists", async |_, officer| {
        let folder = tempfile::tempdir().unwrap();
        officer.browser.set_script_timeout(std::time::Duration::from_secs(20)).await.unwrap();
        officer.sign_in("depok", "admin@depok.contoh.id", PASSWORD).await;
        let before = people(officer).await;
        send(officer, folder.path(), "daftar.csv", &format!("{HEAD}{GOOD}{WRONG}{TAIL}")).await;
        officer.sees("Menunggu jawaban").await;
        officer.sees("Kartosentono Gunadi").await;
        officer.audit("list-ready").await;
        let workbook =
            officer.seen("//a[contains(@href, '/workbook')]").await.attr("href").await.unwrap().unwrap();
        let kind = officer
            .browser
            .execute_async(
                &format!(
                    "const done = arguments[arguments.length - 1];
                     fetch('{workbook}').then(r => done([r.status, r.headers.get('content-type')]))"
                ),
                Vec::new(),
            )
            .await
            .unwrap();
        let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(*kind.json(), json!([200, xlsx]));
        officer.press("Ambil alih 2 baris").await;
        officer.sees("Orang baru").await;
        officer.audit("list-applied").await;

        send(officer, folder.path(), "daftar-benar.csv", &format!("{HEAD}{GOOD}{RIGHT}{TAIL}")).await;
        officer.sees("Sudah ada").await;
        officer.press("Ambil alih 1 baris").await;
        officer.sees("Orang baru").await;

        officer.go("/depok/cari?q=Suriyaningrat").await;
        officer.sees("Suryaningrat Wibisono").await;
        officer.audit("list-found").await;
        officer.go("/depok/insight/figures/32.76.01").await;
        officer.seen("//main//*[local-name()='svg' and contains(@class, 'map')]").await;
        officer.audit("list-map").await;
        assert_ne!(people(officer).await, before);

        officer.go("/depok/registry/batches").await;
        officer.follow("daftar-benar.csv").await;
        officer.fill("Alasan", "berkas percobaan").await;
        officer.press("Batalkan daftar ini").await;
        officer.sees("Dibatalkan").await;
        officer.go("/depok/cari?q=Kartosentono").await;
        officer.seen("//main[not(contains(., 'Kartosentono Gunadi'))]").await;
        officer.quiet().await;
    });
}
