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
