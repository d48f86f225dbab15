//! What people find in their mail.

use kernel::Role;

use crate::kit::{self, Kit};

/// The newest mail to an address, with its secret left out.
async fn mail(kit: &Kit, to: &str) -> String {
    kit.db.work_off().await;
    let mail = kit.db.mailbox.last_to(to).unwrap();
    let secret = |word: &str| match word.rsplit_once('/') {
        Some((start, end)) if end.len() > 30 => format!("{start}/…"),
        Some((start, "acceptance")) => {
            format!("{}/…/acceptance", start.rsplit_once('/').map_or(start, |(start, _)| start))
        }
        _ => word.to_owned(),
    };
    let lines = mail.body.lines().map(|line| line.split(' ').map(secret).collect::<Vec<_>>().join(" "));
    format!("{}\n\n{}", mail.subject, lines.collect::<Vec<_>>().join("\n"))
}

#[tokio::test]
async fn an_invitation_says_who_invites_to_what_and_for_how_long() {
    let kit = kit::kit().await;
    let admin = kit.browser_as(Role::CityAdmin, "33.74").await;
    admin
        .get("/semarang/identity/invitations/new")
        .await
        .fill("Surel", "rekan@contoh.id")
        .select("Peran", "petugas kelurahan")
        .fill("Wilayah", "33.74.06.1001")
        .submit("Kirim undangan")
        .await;
    insta::assert_snapshot!("mail_invitation", mail(&kit, "rekan@contoh.id").await);
    kit.rest().await;
}

#[tokio::test]
async fn a_way_back_in_comes_by_mail_and_only_to_who_has_an_account() {
    let kit = kit::kit().await;
    kit.person(testkit::SEMARANG, "warga@contoh.id", "33.74.06.1001").await;
    for email in ["warga@contoh.id", "tidak-ada@contoh.id"] {
        let page = kit.browser().get("/semarang/lupa-sandi").await;
        page.fill("Surel atau nomor telepon", email).submit("Kirim tautan").await;
    }
    insta::assert_snapshot!("mail_reset", mail(&kit, "warga@contoh.id").await);
    assert_eq!(kit.db.mailbox.all().len(), 1);
    kit.rest().await;
}

#[tokio::test]
async fn who_registers_is_asked_by_mail_to_confirm() {
    let kit = kit::kit().await;
    let page = kit.browser().get("/semarang/daftar").await;
    let page = page
        .fill("Nama", "Sari Wulandari")
        .fill("Surel atau nomor telepon", "sari@contoh.id")
        .fill("Kata sandi baru", "payung jingga terbang tinggi")
        .submit("Daftar")
        .await;
    assert!(page.status.is_success(), "{}", page.outline());
    insta::assert_snapshot!("mail_confirm_account", mail(&kit, "sari@contoh.id").await);
    kit.rest().await;
}
