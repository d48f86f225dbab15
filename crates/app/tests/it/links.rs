//! Pairs that may be one, at the desk: by label and button, without a script.

use kernel::Role;

use crate::kit;
use crate::people::{MACHINE, area};

const HERE: &str = "33.74.06.1001";

#[tokio::test]
async fn an_officer_decides_pairs_takes_a_decision_back_and_parts_what_is_not_one() {
    let kit = kit::kit().await;
    let mut tx = kit.db.tx(MACHINE).await;
    registry::examples::question(&mut tx, &area(HERE)).await.unwrap();
    tx.commit().await.unwrap();
    let browser = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let page = browser.get("/semarang/registry/links").await;
    assert!(page.says("Periksa data ganda") && page.says("nama sama"), "{}", page.outline());
    assert!(!page.outline().contains("registry-"), "a message's key: {}", page.outline());

    let page = page.submit("Mulai dari").await;
    assert!(page.says("Kedua catatan berdampingan") || page.says("Perbandingan"), "{}", page.outline());
    assert!(page.says("sama") && !page.outline().contains("registry-"), "{}", page.outline());
    let pair = page.address.clone();
    assert!(page.says("Hari ini 0 dari 1 sudah diputuskan, 1 menunggu"), "{}", page.outline());
    let refused = page.fill("Mengapa?", "x").submit("Orang yang sama").await;
    assert_eq!(refused.status, 422, "{}", refused.outline());
    let alone = browser.get(&pair).await.submit("Berikutnya").await;
    assert!(alone.says("Tidak ada pasangan lagi sesudah ini"), "{}", alone.outline());

    let other = kit.browser_as(Role::CityAdmin, "33.74").await;
    let taken = other.get(&pair).await;
    assert!(taken.says("Petugas lain sedang melihat"), "{}", taken.outline());

    let page = refused.fill("Mengapa?", "").submit("Orang yang sama").await;
    assert!(page.says("Tidak ada yang menunggu") && page.says("digabung"), "{}", page.outline());
    let page = browser.get(&pair).await;
    let record = page.follow("Buka").await;
    assert!(record.says("Digabung: keduanya satu"), "{}", record.outline());
    let page = page.submit("Tarik kembali keputusan").await;
    assert!(page.says("Ini dua orang"), "{}", page.outline());
    let page = page.submit("Ini dua orang").await;
    assert!(page.says("Tidak ada yang menunggu"), "{}", page.outline());
    let page = page.submit("Tarik kembali yang terakhir").await.submit("Nanti saja").await;
    assert!(page.says("ditunda"), "{}", page.outline());
    kit.db.work_off().await;
}

#[tokio::test]
async fn whoever_judges_a_sample_is_never_told_what_the_machine_said() {
    let kit = kit::kit().await;
    let mut tx = kit.db.tx(MACHINE).await;
    let (sample, _) = registry::examples::sample(&mut tx, &area(HERE)).await.unwrap();
    tx.commit().await.unwrap();
    let browser = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let page = browser.get(&format!("/semarang/registry/samples/{sample}")).await;
    assert!(page.says("0 dari 2 pasangan") && !page.says("Hasil sejauh ini"), "{}", page.outline());
    let first = page.submit("Nilai pasangan berikutnya").await;
    assert!(first.says("Siti Aminah") && first.says("Perbandingan"), "{}", first.outline());
    assert!(!first.outline().contains("registry-"), "a message's key: {}", first.outline());
    let second = first.submit("Tidak dapat dipastikan").await;
    // Of one pair the machine was sure, of the other it was not: the two pages differ in number and ids alone.
    let plain = |page: &testkit::PageView| {
        let id = page.address.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        let text = page.outline().replace(&id, "…").replace("Pasangan 1", "…").replace("Pasangan 2", "…");
        text.lines().map(|line| line.split("sekali=").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_ne!(first.address, second.address);
    assert_eq!(plain(&first), plain(&second));
    for page in [&first, &second] {
        for told in ["joined", "asked", "apart", "Digabung", "igabung,", "/registry/people/", "weight", "bit"]
        {
            let main = page.body.split("<main").nth(1).unwrap().split("</main").next().unwrap();
            assert!(!main.contains(told), "{told}: {main}");
        }
    }
    let done = second.submit("Orang yang sama").await;
    assert!(done.says("Semua pasangan sudah dinilai"), "{}", done.outline());
    let admin = kit.browser_as(Role::CityAdmin, "33.74").await;
    let result = admin.get(&format!("/semarang/registry/samples/{sample}")).await;
    assert!(result.says("Gabungan yang benar") && result.says("(95 %)"), "{}", result.outline());
    let again = admin.get("/semarang/mutu-data").await.fill("Pasangan", "3").submit("Ambil sampel").await;
    assert_eq!(again.status, 422, "{}", again.outline());
    let again = again.fill("Pasangan", "20").submit("Ambil sampel").await;
    assert!(again.says("Sampel sedang diambil"), "{}", again.outline());
    kit.db.work_off().await;
    let list = admin.get("/semarang/mutu-data").await;
    assert!(list.body.matches("/registry/samples/").count() >= 2, "{}", list.outline());
}

#[tokio::test]
async fn an_administrator_says_how_sure_the_machine_must_be_and_has_the_city_compared() {
    let kit = kit::kit().await;
    let mut tx = kit.db.tx(MACHINE).await;
    registry::examples::question(&mut tx, &area(HERE)).await.unwrap();
    tx.commit().await.unwrap();
    kit.db.work_off().await;
    let admin = kit.browser_as(Role::CityAdmin, "33.74").await;
    let page = admin.get("/semarang/data-ganda").await.follow("Aturan penggabungan").await;
    assert!(page.says("8 banding 1") && page.says("1 banding 1"), "{}", page.outline());
    assert!(!page.outline().contains("registry-"), "a message's key: {}", page.outline());
    let refused = page.fill("Digabung sendiri mulai dari", "1").fill("Ditanyakan mulai dari", "5");
    let refused = refused.submit("Simpan aturan").await;
    assert_eq!(refused.status, 422, "{}", refused.outline());
    let kept = refused.fill("Ditanyakan mulai dari", "-3").submit("Simpan aturan").await;
    assert!(kept.says("Aturan disimpan") && kept.says("2 banding 1"), "{}", kept.outline());
    assert!(kept.says("1 banding 8"), "{}", kept.outline());

    let running = kept.submit("Bandingkan sekarang").await;
    assert!(running.says("Hentikan"), "{}", running.outline());
    let second = kit.person(area(HERE).city(), "admin-kedua@uji.contoh.id", "33.74").await;
    kit.grant(second, Role::CityAdmin, "33.74", None).await;
    let other = kit.browser_of(area(HERE).city(), second).await;
    let other = other.get("/semarang/aturan-penggabungan").await;
    assert!(other.says("Petugas lain memulainya"), "{}", other.outline());
    assert!(!other.says("Bandingkan sekarang"), "{}", other.outline());
    kit.db.work_off().await;
    let done = admin.get("/semarang/aturan-penggabungan").await;
    assert!(done.says("Terakhir selesai") && done.says("Bandingkan sekarang"), "{}", done.outline());
}
