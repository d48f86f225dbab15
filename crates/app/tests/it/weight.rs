//! What a first visit weighs, compressed as it is sent.

use crate::kit;

/// HTML and style sheet of a public page fit the first round trips of a slow line.
const PUBLIC_HTML_AND_CSS: usize = 14 * 1024;
const PUBLIC_SCRIPT: usize = 15 * 1024;
const PUBLIC_ALL: usize = 100 * 1024;
const DESK_ALL: usize = 120 * 1024;

fn asset(name: &str) -> usize {
    web::assets::compressed(name).unwrap()
}

fn brotli(text: &str) -> usize {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: app::site::COMPRESSION, ..Default::default() };
    brotli::BrotliCompress(&mut text.as_bytes(), &mut out, &params).unwrap();
    out.len()
}

#[tokio::test]
async fn a_first_visit_is_light() {
    let kit = kit::demo().await;
    for city in [testkit::SEMARANG, testkit::DEPOK] {
        let mut tx = kit.db.tx_in(city, kernel::Actor::System("test")).await;
        insight::figure::refresh_all(&mut tx).await.unwrap();
        insight::release::publish(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let browser = kit.browser();
    let (css, script, font) = (asset("berdaya.css"), asset("app.js"), asset("jakarta.woff2"));
    assert!(script + asset("passkey.js") <= PUBLIC_SCRIPT);
    let mut heavy = Vec::new();
    for address in [
        "/",
        "/magelang",
        "/depok",
        "/serang",
        "/kediri",
        "/semarang",
        "/depok/masuk",
        "/depok/daftar",
        "/depok/wilayah",
        "/depok/bantuan",
        "/depok/angka",
        "/semarang/angka",
    ] {
        let page = browser.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        let charts = if page.body.contains("/static/chart.") { asset("chart.css") } else { 0 };
        let html = brotli(&page.body) + charts;
        println!("{address}: {html} bytes of HTML, {} with the style sheet", html + css);
        if html + css > PUBLIC_HTML_AND_CSS || html + css + script + font + asset("favicon.svg") > PUBLIC_ALL
        {
            heavy.push((address, html + css));
        }
    }
    assert_eq!(heavy, [], "over the budget");
    assert!(css + asset("desk.css") + script + asset("htmx.min.js") + font + 20 * 1024 <= DESK_ALL);
}

#[tokio::test]
async fn pages_are_sent_compressed_and_assets_may_be_kept_for_ever() {
    let kit = kit::demo().await;
    let browser = kit.browser().header("accept-encoding", "br");
    let page = browser.once("GET", "/depok", None).await;
    assert_eq!(page.headers.get("content-encoding").unwrap(), "br");
    let sheet = browser.once("GET", &web::assets::url("berdaya.css"), None).await;
    assert_eq!(sheet.headers.get("content-encoding").unwrap(), "br");
    assert!(sheet.headers.get("cache-control").unwrap().to_str().unwrap().contains("immutable"));
}
