//! An agency's list becomes part of the registry, and stops being one again.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use base64::Engine;
use serde_json::json;

use crate::journey::journey;
use crate::person::{PASSWORD, Person};

/// What the cooperatives' office of Depok keeps, with every slip that such lists have.
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../registry/data/lists/32.76_dinas_koperasi.xlsx");

/// The number that one row holds and the one that its birth date and sex speak for, as cells of the workbook.
const WRONG: &str = "<v>3276015710740007</v>";
const RIGHT: &str = "<v>3276010710740007</v>";

/// How many people the city's figures count.
const PEOPLE: &str = "
    const done = arguments[arguments.length - 1];
    fetch('/depok/api/v1/insight/figures?indicator=people&area=32.76.01.1007').then(r => r.json()).then(done);";

/// The bytes of an address, in base64, and their type.
const FETCH: &str = "
    const [address, done] = arguments;
    fetch(address).then(async answer => {
        const bytes = new Uint8Array(await answer.arrayBuffer());
        done([answer.status, answer.headers.get('content-type'), bytes.toBase64()]);
    });";

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn send(officer: &Person, file: &Path) {
    officer.go("/depok/registry/batches/new").await;
    let file = file.canonicalize().unwrap();
    officer.field("Berkas daftar").await.send_keys(file.to_str().unwrap()).await.unwrap();
    officer.choose("Instansi asal", "Dinas Koperasi dan Usaha Mikro").await;
    officer.press("Unggah dan baca").await;
    officer.seen("//dl//*[contains(., 'Siap dimasukkan')]").await;
}

async fn take_over(officer: &Person, rows: &str) {
    officer.press(&format!("Masukkan {rows} baris")).await;
    officer.sees("Orang baru").await;
}

/// The workbook that came back.
async fn workbook(officer: &Person) -> Vec<u8> {
    let link = officer.seen("//a[contains(@href, '/workbook')]").await.attr("href").await.unwrap().unwrap();
    let found = officer.browser.execute_async(FETCH, vec![json!(link)]).await.unwrap();
    let found = found.json().as_array().unwrap();
    assert_eq!(found[..2], [json!(200), json!(XLSX)]);
    base64::prelude::BASE64_STANDARD.decode(found[2].as_str().unwrap()).unwrap()
}

/// The workbook with its wrong cell put right, as somebody does who opens it and types.
fn corrected(bytes: Vec<u8>) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put_right = 0;
    for number in 0..old.len() {
        let mut part = old.by_index(number).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let text = String::from_utf8(content).unwrap();
            put_right = text.matches(WRONG).count();
            content = text.replace(WRONG, RIGHT).into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&content).unwrap();
    }
    assert_eq!(put_right, 1);
    new.finish().unwrap().into_inner()
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
        send(officer, Path::new(LIST)).await;
        officer.sees("Menunggu jawaban").await;
        officer.sees("mungkin NIK orang lain").await;
        officer.audit("list-ready").await;
        let mended = folder.path().join("daftar-benar.xlsx");
        std::fs::write(&mended, corrected(workbook(officer).await)).unwrap();
        take_over(officer, "1.857").await;
        officer.audit("list-applied").await;
        officer.go("/depok/cari?q=Suprianto+Hidajat").await;
        officer.seen("//main[not(contains(., 'Supriyanto Hidayat'))]").await;

        send(officer, &mended).await;
        officer.sees("Sudah ada").await;
        take_over(officer, "1").await;
        officer.go("/depok/cari?q=Suprianto+Hidajat").await;
        officer.sees("Supriyanto Hidayat").await;
        officer.audit("list-found").await;
        officer.go("/depok/insight/figures/32.76.01").await;
        officer.seen("//main//*[local-name()='svg' and contains(@class, 'map')]").await;
        officer.audit("list-map").await;
        assert_ne!(people(officer).await, before);

        for list in ["daftar-benar.xlsx", "32.76_dinas_koperasi.xlsx"] {
            officer.go("/depok/registry/batches").await;
            officer.follow(list).await;
            officer.fill("Alasan", "berkas percobaan").await;
            officer.press("Batalkan daftar ini").await;
            officer.sees("Sudah dibatalkan").await;
        }
        officer.go("/depok/cari?q=Supriyanto").await;
        officer.seen("//main[not(contains(., 'Supriyanto Hidayat'))]").await;
        officer.quiet().await;
    });
}
