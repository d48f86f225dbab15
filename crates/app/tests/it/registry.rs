//! People and businesses at the desk and on one's own page, by label and button.

use kernel::Role;
use testkit::{Browser, PageView};

use crate::kit::{self, Kit};

const HERE: &str = "33.74.06.1001";

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(&format!("/semarang{path}")).await;
    assert_eq!(page.status, 200, "{path} {}", page.outline());
    assert!(!page.outline().contains("registry-"), "{path} shows a message's key: {}", page.outline());
    page
}

async fn officer(kit: &Kit) -> Browser {
    kit.browser_as(Role::KelurahanOfficer, HERE).await
}

/// Registers Siti with her shop, and returns her page.
async fn siti(browser: &Browser) -> PageView {
    let page = opens(browser, "/registry/people/new").await;
    page.fill("Nama", "Siti Aminah")
        .fill("NIK", "3374065708900001")
        .fill("Telepon", "0812 3456 7890")
        .fill("Alamat", "Jl. Melati 7")
        .fill("RT", "3")
        .fill("RW", "12")
        .fill("Nama usaha", "Warung Bu Sari")
        .fill("Apa yang dibuat atau dijual?", "keripik tempe")
        .submit("Daftarkan")
        .await
}

#[tokio::test]
async fn an_officer_registers_corrects_measures_closes_and_reopens() {
    let kit = kit::kit().await;
    let browser = officer(&kit).await;
    let page = siti(&browser).await;
    for text in
        ["Siti Aminah", "Perempuan", "17 Agustus 1990", "Penggaron Kidul", "Warung Bu Sari", "Riwayat"]
    {
        assert!(page.says(text), "{text}: {}", page.outline());
    }
    assert!(
        !page.body.contains("3374065708900001") && !page.body.contains("81234567890"),
        "numbers are masked"
    );

    let page = page.follow("Ubah data").await;
    let page = page.fill("Nama", "Siti Aminah Putri").submit("Simpan").await;
    assert!(page.says("Siti Aminah Putri"), "{}", page.outline());
    assert!(page.body.matches("<li>").count() >= 3, "three moments: {}", page.outline());

    let page = page.follow("Warung Bu Sari").await;
    let page = page.follow("Catat ukuran").await.fill("Omzet setahun", "seratus").submit("Simpan").await;
    assert_eq!(page.status, 422);
    let page = page.fill("Omzet setahun", "120 juta").fill("Pekerja perempuan", "2").submit("Simpan").await;
    assert!(page.says("Rp 120.000.000") && page.says("Mikro"), "{}", page.outline());

    let page = page.follow("Ubah data").await.fill("KBLI", "warung nasi").submit("Simpan").await;
    assert!(page.says("Yang mana paling cocok?"), "{}", page.outline());
    let page = page.check("Tidak ada yang cocok").submit("Simpan").await;
    assert_eq!(page.status, 200, "{}", page.outline());

    let page = page.follow("Tutup usaha").await.fill("Alasan", "-").submit("Tutup usaha").await;
    assert_eq!(page.status, 422);
    let page = page.fill("Alasan", "pemilik pindah kota").submit("Tutup usaha").await;
    assert!(page.says("Tutup sejak") && page.says("pemilik pindah kota"), "{}", page.outline());
    let page =
        page.follow("Buka kembali").await.fill("Alasan", "kembali berjualan").submit("Buka kembali").await;
    assert!(page.says("Buka"), "{}", page.outline());
    kit.db.work_off().await;
}

#[tokio::test]
async fn whoever_may_be_recorded_already_is_shown_first_and_a_nik_once_for_a_reason() {
    let kit = kit::kit().await;
    let browser = officer(&kit).await;
    let page = siti(&browser).await;
    let page = page.fill("Untuk apa?", "KTP").submit("Tampilkan sekali").await;
    assert_eq!(page.status, 422);
    let page = page.fill("Untuk apa?", "mencocokkan dengan KTP").submit("Tampilkan sekali").await;
    assert!(page.says("3374065708900001"), "{}", page.outline());
    assert_eq!(page.headers["cache-control"], "no-store");

    let page =
        opens(&browser, "/registry/people/new").await.fill("Nama", "Sity Aminah").submit("Daftarkan").await;
    assert!(page.says("Mungkin orang ini sudah tercatat"), "{}", page.outline());
    let page = page.submit("Daftarkan").await;
    assert!(page.says("Sity Aminah") && !page.says("Mungkin"), "{}", page.outline());
    kit.db.work_off().await;
}

#[tokio::test]
async fn a_list_is_taken_along_without_numbers_and_that_is_recorded() {
    let kit = kit::kit().await;
    let browser = officer(&kit).await;
    siti(&browser).await;
    let page = opens(&browser, "/pelaku?q=aminah&jenis_kelamin=female").await;
    assert!(page.says("Siti Aminah"), "{}", page.outline());
    insta::assert_snapshot!("registry_people", redact(&page.outline()));
    let page = opens(&browser, "/usaha").await;
    insta::assert_snapshot!("registry_businesses", redact(&page.outline()));
    for (shape, kind) in [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        for list in ["pelaku", "usaha"] {
            let file = browser.get(&format!("/semarang/{list}?bentuk={shape}")).await;
            assert_eq!((file.status.as_u16(), file.headers["content-type"].to_str().unwrap()), (200, kind));
            assert!(!file.body.contains("3374065708900001") && !file.body.contains("81234567890"));
        }
    }
    let exports: Vec<String> = sqlx::query_scalar(
        "select action from kernel.audit where action like 'registry.%.export' order by at, action limit 10",
    )
    .fetch_all(&mut kit.db.admin().await)
    .await
    .unwrap();
    assert_eq!(exports.len(), 4, "{exports:?}");
    assert_eq!(browser.get("/semarang/usaha?ukuran=raksasa").await.status, 422);
    kit.db.work_off().await;
}

#[tokio::test]
async fn an_entrepreneur_registers_herself_shows_a_card_and_asks_an_officer() {
    let kit = kit::kit().await;
    let browser = kit.browser_as(Role::Entrepreneur, "33.74").await;
    let page = opens(&browser, "/usaha-saya").await;
    insta::assert_snapshot!("registry_own_begin", redact(&page.outline()));
    let page = page.follow("Daftarkan usaha saya").await;
    let page = page
        .fill("Nama usaha", "Warung Bu Sari")
        .fill("Apa yang dibuat atau dijual?", "keripik tempe")
        .fill("Nama", "Sari Wulandari")
        .fill("Alamat", "Jl. Melati 7 RT 3 RW 12, Kel. Penggaron Kidul, Pedurungan")
        .submit("Daftarkan")
        .await;
    assert!(page.says("Warung Bu Sari") && page.says("Penggaron Kidul"), "{}", page.outline());
    insta::assert_snapshot!("registry_own", redact(&page.outline()));

    let shop = page.follow("Warung Bu Sari").await;
    let id = shop.address.rsplit('/').next().unwrap().to_owned();
    let card = format!("/semarang/registry/businesses/{id}/card");
    assert_eq!(kit.browser().get(&card).await.status, 404);
    let page = opens(&browser, "/usaha-saya").await.submit("Saya setuju, tampilkan").await;
    assert!(page.says("Tarik persetujuan"), "{}", page.outline());
    let shown = kit.browser().get(&card).await;
    assert!(shown.body.contains("Warung Bu Sari") && shown.body.contains("<svg"), "{}", shown.body);
    assert!(!shown.body.contains("Sari Wulandari") && !shown.body.contains("Melati"));
    assert!(shown.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
    let json = kit.browser().get(&format!("/semarang/api/v1/registry/businesses/{id}/card")).await;
    assert!(json.body.contains("\"name\":\"Warung Bu Sari\""), "{}", json.body);

    let page = opens(&browser, "/usaha-saya").await.follow("Minta bantuan petugas").await;
    let page = page
        .select("Tentang", "NIK salah atau belum ada")
        .fill("Permintaan", "NIK saya belum ada")
        .submit("Kirim")
        .await;
    assert!(page.says("Menunggu"), "{}", page.outline());

    let desk = officer(&kit).await;
    let page = opens(&desk, "/registry/requests").await.follow("NIK salah atau belum ada").await;
    assert!(page.says("NIK saya belum ada"), "{}", page.outline());
    let page = page.check("Sudah dikerjakan").fill("Jawaban", "Sudah ditambahkan").submit("Jawab").await;
    assert!(page.says("Tidak ada permintaan yang menunggu"), "{}", page.outline());
    let page = opens(&browser, "/usaha-saya").await.follow("NIK salah atau belum ada").await;
    assert!(page.says("Sudah ditambahkan"), "{}", page.outline());
    kit.db.work_off().await;
}

#[tokio::test]
async fn own_data_show_the_record_and_its_sources() {
    let kit = kit::kit().await;
    let browser = kit.browser_as(Role::Entrepreneur, "33.74").await;
    let page = opens(&browser, "/registry/own/new").await;
    let page = page.fill("Nama", "Sari Wulandari").select("Kelurahan", "Pedurungan · Penggaron Kidul");
    page.submit("Daftarkan").await;
    let page = opens(&browser, "/data-saya").await;
    assert!(page.says("Data pelaku usaha") && page.says("Asal data usaha dan pelaku"), "{}", page.outline());
    let document = browser.get("/semarang/identity/own-data/document").await;
    let data: serde_json::Value = serde_json::from_str(&document.body).unwrap();
    assert_eq!(data["data"]["registry.person"]["name"], "Sari Wulandari");
    assert_eq!(data["data"]["registry.source"][0]["said_by"], "own");
    kit.db.work_off().await;
}

/// Ids, codes and instants are another in each run.
fn redact(text: &str) -> String {
    let random = |word: &str| {
        let code = word.split('-').count() >= 3 && word.starts_with(['P', 'U', 'p', 'u']);
        word.parse::<uuid::Uuid>().is_ok() || code
    };
    let word = |word: &str| {
        let parts: Vec<&str> = word.split('/').collect();
        let parts: Vec<&str> = parts.into_iter().map(|part| if random(part) { "…" } else { part }).collect();
        parts.join("/")
    };
    text.split('\n')
        .map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n")
}
