//! One snapshot of the main part of each page that belongs to no room.

use crate::kit;

async fn check(name: &str, address: &str) {
    let kit = kit::demo().await;
    let page = kit.browser().get(address).await;
    assert_eq!(page.status, 200);
    insta::assert_snapshot!(name, page.outline());
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
    assert_eq!(page.headers.get("location").unwrap(), "/depok/masuk?ke=/app/desk");
}
