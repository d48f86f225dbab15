//! A browser without JavaScript.

use serde_json::json;

use crate::journey::journey;
use crate::person::PASSWORD;

#[test]
fn lists_and_forms_work_without_javascript() {
    journey("no-script", async |_, person| {
        person.tell("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        person.sign_in("magelang", "", "").await;
        person.sees("Ada masalah").await;
        person.sign_in("magelang", "admin@magelang.contoh.id", PASSWORD).await;
        person.sees("Selamat datang, Ratna Dewi").await;

        person.go("/magelang/identity/accounts").await;
        person.fill("Cari nama", "putri").await;
        person.press("Terapkan").await;
        person.seen("//main//tbody[count(tr)=1]//a[.='Putri Maharani']").await;

        person.go("/magelang/identity/agencies/new").await;
        person.press("Tambah dinas").await;
        person.sees("Ada masalah").await;
        person.fill("Nama", "Dinas Perdagangan").await;
        person.fill("Nama pendek", "Disdag").await;
        person.press("Tambah dinas").await;
        person.sees("Dinas Perdagangan").await;

        // A list from a spreadsheet is tried first; nothing is kept until it is said so.
        person.go("/magelang/territory/neighbourhoods/new").await;
        person.fill("Daftar RW dan RT", "Cacaban, 90, 1-3\nAntahberantah, 1, 1").await;
        person.press("Periksa daftar").await;
        person.sees("1 RW dan 3 RT akan ditambahkan").await;
        person.sees("Tidak ada kelurahan Antahberantah").await;
        person.fill("Daftar RW dan RT", "Cacaban, 90, 1-3").await;
        person.press("Periksa daftar").await;
        person.press("Tambahkan 1 RW dan 3 RT").await;
        person.sees("RW dan RT sudah ditambahkan.").await;

        person.open_menu("bahasa").await;
        person.click("//button[@name='bahasa' and @value='en']").await;
        person.seen("//html[@lang='en']//h1").await;

        person.tell("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
        person.audit("agencies-en").await;
    });
}
