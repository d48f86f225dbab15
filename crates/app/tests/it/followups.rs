//! How somebody fares after a programme: by the secret link on a telephone, and at the desk.

use kernel::Role;
use programmes::applicant::examples;
use programmes::followup;
use testkit::{Browser, PageView, SEMARANG};

use crate::kit::{self, Kit};
use crate::people::MACHINE;

const HERE: &str = "33.74.06.1001";

async fn opens(browser: &Browser, path: &str) -> PageView {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path} {}", page.outline());
    assert!(!page.outline().contains("programmes-"), "{path} shows a message's key: {}", page.outline());
    page
}

/// Somebody with a place, and the address of the link.
async fn placed(kit: &Kit) -> String {
    let mut tx = kit.db.tx_in(SEMARANG, MACHINE).await;
    let call = examples::call(&mut tx, "WUB 2026", 5).await.unwrap();
    let here = kernel::AreaCode::parse(HERE).unwrap();
    examples::applicant(&mut tx, call, "Sari Wulandari", &here).await.unwrap();
    followup::schedule(&mut tx).await.unwrap();
    let filter = followup::Filter { limit: 1, ..Default::default() };
    let one = followup::list(&mut tx, filter).await.unwrap().0.remove(0);
    let link = followup::address(&tx, one.id, one.number);
    tx.commit().await.unwrap();
    format!("/semarang{link}")
}

#[tokio::test]
async fn the_link_asks_six_questions_without_a_name_and_the_desk_reads_what_was_said() {
    let kit = kit::kit().await;
    let link = placed(&kit).await;
    let visitor = kit.browser();

    let page = opens(&visitor, &link).await;
    assert!(page.says("Program WUB 2026") && page.says("ketika mulai"), "{}", page.outline());
    assert!(!page.outline().contains("Sari"), "{}", page.outline());
    let page = page.check("Ya, berjalan").submit("Kirim kabar").await;
    assert_eq!(page.status, 422, "{}", page.outline());
    let page = page
        .check("Belum ada izin")
        .check("Ya, ada yang terjual")
        .fill("Berapa orang yang bekerja, termasuk Anda?", "2")
        .fill("Omzet sebulan terakhir, kira-kira", "2,5 juta")
        .submit("Kirim kabar")
        .await;
    assert_eq!(page.status, 422, "{}", page.outline());
    assert!(page.says("Centang persetujuan ini"), "{}", page.outline());
    let page = page.check("Omzet saya boleh disimpan tersegel").submit("Kirim kabar").await;
    assert!(page.says("Jawaban Anda sudah kami terima"), "{}", page.outline());

    let mentor = kit.browser_as(Role::Mentor, HERE).await;
    let list = opens(&mentor, "/semarang/programmes/followups?keadaan=answered").await;
    let one = list.follow("Sari Wulandari").await;
    for text in ["Rp 2.500.000", "tautan", "sudah dijawab"] {
        assert!(one.says(text), "{text}: {}", one.outline());
    }
    let form = one.follow("Tulis jawabannya").await;
    assert_eq!(form.status, 200, "{}", form.outline());
    let officer = kit.browser_as(Role::KelurahanOfficer, HERE).await;
    let one = opens(&officer, "/semarang/programmes/followups?keadaan=answered").await;
    let one = one.follow("Sari Wulandari").await;
    assert!(one.says("ada, tersegel") && !one.outline().contains("2.500.000"), "{}", one.outline());

    let page = opens(&visitor, &link).await.submit("Hapus omzet saya").await;
    assert!(page.says("Omzet Anda dihapus"), "{}", page.outline());
    kit.rest().await;
}
