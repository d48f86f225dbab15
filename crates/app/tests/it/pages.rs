//! One snapshot of the main part of each page: what a person meets, in reading order.

use kernel::Role;
use testkit::{Browser, SEMARANG};

use crate::kit::{self, Kit};

/// A page that belongs to no room, of the demo.
async fn check(name: &str, address: &str) {
    let kit = kit::demo().await;
    let page = kit.browser().get(address).await;
    assert_eq!(page.status, 200);
    insta::assert_snapshot!(name, page.outline());
    kit.rest().await;
}

#[tokio::test]
async fn the_platforms_home_leads_to_each_city() {
    check("platform", "/").await;
}

#[tokio::test]
async fn a_citys_home_shows_its_territory_and_the_way_in() {
    check("city", "/magelang").await;
}

#[tokio::test]
async fn help_has_a_page_for_each_role() {
    check("help", "/depok/bantuan").await;
}

#[tokio::test]
async fn the_desk_asks_to_sign_in_first_and_comes_back() {
    let kit = kit::demo().await;
    let page = kit.browser().once("GET", "/depok/meja", None).await;
    assert_eq!(page.headers.get("location").unwrap(), "/depok/masuk?ke=/meja");
}

#[tokio::test]
async fn what_a_visitor_meets() {
    let kit = kit::kit().await;
    let pages = [
        "masuk",
        "daftar",
        "lupa-sandi",
        "identity/resets/code",
        "identity/purposes",
        "identity/agencies",
        "wilayah",
        "wilayah/33.74.06",
        "wilayah/33.74.06.1001",
        "cari-alamat?q=Kel.+Penggaron+Kidul+RT+1+RW+2",
        "cari-alamat?q=Pedurungan",
        "cari-alamat?q=xyzzy",
        "territory/point?lat=-7.0166&lon=110.4880",
        "bantuan/privasi",
    ];
    look(&kit, "visitor", &kit.browser(), &pages).await;
}

#[tokio::test]
async fn what_somebody_meets_about_themselves() {
    let kit = kit::kit().await;
    let browser = kit.browser_as(Role::Entrepreneur, "33.74").await;
    let pages = [
        "meja",
        "akun",
        "identity/account/name",
        "identity/account/email",
        "identity/account/phone",
        "identity/account/password",
        "identity/account/closure",
        "identity/account/second-factor",
        "identity/grants",
        "identity/own-data",
        "identity/own-data/requests/new?jenis=correction",
        "identity/own-data/requests/new?jenis=deletion",
        "identity/session/confirmation",
    ];
    look(&kit, "oneself", &browser, &pages).await;
}

#[tokio::test]
async fn what_an_administrator_meets() {
    let kit = kit::kit().await;
    let browser = kit.browser_as(Role::CityAdmin, "33.74").await;
    let person = kit.person(SEMARANG, "warga@contoh.id", "33.74.06.1001").await;
    let grant = kit.grant(person, Role::Mentor, "33.74.06.1001", None).await;
    let agency = kit.agency(SEMARANG, "Dinas Koperasi dan Usaha Mikro", "Diskop UM").await;
    let pages = [
        "meja",
        "identity/accounts",
        &format!("identity/accounts/{person}"),
        &format!("identity/accounts/{person}/grants/new"),
        &format!("identity/accounts/{person}/consents/new"),
        &format!("identity/accounts/{person}/holds/new"),
        &format!("identity/accounts/{person}/requests/new"),
        &format!("identity/accounts/{person}/reset"),
        &format!("identity/grants/{grant}/revocation"),
        "identity/registrations/new",
        "identity/claims/new",
        "identity/agencies",
        "identity/agencies/new",
        &format!("identity/agencies/{agency}"),
        &format!("identity/agencies/{agency}/name"),
        &format!("identity/agencies/{agency}/closure"),
        "identity/invitations",
        "identity/invitations/new",
        "identity/requests",
        "identity/trail?tindakan=identity.grant.give",
        "identity/trail/verification",
        "kernel/jobs",
        "territory/changes",
        "territory/changes/new",
        "territory/changes/new?jenis=rename&code=33.74.06.1001",
        "territory/neighbourhoods/new",
    ];
    look(&kit, "admin", &browser, &pages).await;
}

/// Opens pages of Semarang and compares what they say.
async fn look(kit: &Kit, who: &str, browser: &Browser, pages: &[&str]) {
    for address in pages {
        let page = browser.get(&format!("/semarang/{address}")).await;
        assert_eq!(page.status, 200, "{address}: {}", page.outline());
        let name = format!("{who}_{}", plain(address));
        insta::assert_snapshot!(name, redact(&page.outline()));
    }
    kit.rest().await;
}

/// A name for a file, with `one` for each id.
fn plain(address: &str) -> String {
    let words = address.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
    let words = words.filter(|word| !word.is_empty());
    let words = words.map(|word| if word.parse::<uuid::Uuid>().is_ok() { "one" } else { word });
    words.collect::<Vec<_>>().join("_")
}

/// Ids and codes are another in each run.
fn redact(text: &str) -> String {
    let random = |word: &str| {
        let short = word.len() == 8 && word.bytes().all(|b| b.is_ascii_hexdigit());
        word.parse::<uuid::Uuid>().is_ok() || short && word.bytes().any(|b| b.is_ascii_digit())
    };
    let part = |part: &str| {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if random(word) { part.replacen(word, "…", 1) } else { part.to_owned() }
    };
    text.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-').map(part).collect()
}
