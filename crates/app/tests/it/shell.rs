//! What is true of every page.

use crate::kit;

#[tokio::test]
async fn an_unknown_address_is_a_page_with_the_way_home() {
    let kit = kit::demo().await;
    let browser = kit.browser();
    for address in ["/tidak-ada", "/depok/tidak-ada", "/depok/territory/areas/99.99", "/static/x.css"] {
        let page = browser.get(address).await;
        assert_eq!(page.status, 404, "{address}");
    }
    assert!(browser.get("/depok/tidak-ada").await.says("Tidak ditemukan"));
}

#[tokio::test]
async fn language_and_colours_are_chosen_by_plain_forms_and_lead_back() {
    let kit = kit::demo().await;
    let browser = kit.browser();
    let page = browser.get("/depok/bantuan").await.submit("English").await;
    assert_eq!(page.address, "/depok/bantuan");
    assert!(page.says("By role"), "{}", page.outline());
    let page = page.submit("Dark").await;
    assert!(page.body.contains("data-tema=\"gelap\""));
}

#[tokio::test]
async fn preferences_never_lead_to_another_site() {
    let kit = kit::demo().await;
    for back in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let page = kit.browser().once("POST", "/depok/preferensi", Some(format!("ke={back}"))).await;
        assert_eq!(page.headers.get("location").unwrap(), "/", "{back}");
    }
}

#[tokio::test]
async fn what_another_site_sends_is_not_done() {
    let kit = kit::demo().await;
    let router = app::site::router(kit.app.clone());
    use tower::ServiceExt;
    let request = http::Request::post("/depok/preferensi").header("sec-fetch-site", "cross-site");
    let response = router.oneshot(request.body(axum::body::Body::from("bahasa=en")).unwrap()).await.unwrap();
    assert_eq!(response.status(), 409);
    assert!(response.headers().get("set-cookie").is_none());
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_its_reader() {
    let kit = kit::demo().await;
    for address in ["/", "/depok", "/depok/tidak-ada", "/depok/api/v1/openapi.json"] {
        let page = kit.browser().once("GET", address, None).await;
        let policy = page.headers.get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{address}");
        assert_eq!(page.headers.get("x-content-type-options").unwrap(), "nosniff");
        assert!(page.headers.contains_key("x-request-id"));
    }
}

#[tokio::test]
async fn an_api_error_is_a_problem_in_the_language_asked_for() {
    let kit = kit::demo().await;
    let page =
        kit.browser().header("accept-language", "en").once("GET", "/depok/api/v1/tidak-ada", None).await;
    assert_eq!(page.status, 404);
    assert_eq!(page.headers.get("content-type").unwrap(), "application/problem+json");
}

#[tokio::test]
async fn a_slash_at_the_end_is_taken_away_and_never_leads_out() {
    let kit = kit::demo().await;
    let page = kit.browser().once("GET", "//evil.example/", None).await;
    assert_eq!(page.headers.get("location").unwrap(), "/evil.example");
    let page = kit.browser().once("GET", "/depok/wilayah/?q=a", None).await;
    assert_eq!(page.headers.get("location").unwrap(), "/depok/wilayah?q=a");
}

#[test]
fn both_languages_define_the_same_messages_and_no_message_twice() {
    let rooms = app::contexts();
    let sources: Vec<(&str, &str)> = rooms.iter().flat_map(|room| room.messages.iter().copied()).collect();
    for (id, en) in &sources {
        let (id, en) = (web::lang::keys(id), web::lang::keys(en));
        assert_eq!(id.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&String>::new());
    }
    web::Messages::new(sources).unwrap();
}

#[tokio::test]
async fn a_page_needs_no_second_connection_while_it_holds_one() {
    let kit = kit::demo().await;
    let browser = kit.browser_as(kernel::Role::KelurahanOfficer, "33.74.06.1001").await;
    let pool = kit.db.db.pool();
    let mut held = Vec::new();
    for _ in 1..pool.options().get_max_connections() {
        held.push(pool.acquire().await.unwrap());
    }
    for address in [
        "/",
        "/semarang",
        "/semarang/meja",
        "/semarang/wilayah",
        "/semarang/territory/areas/33.74.06",
        "/semarang/territory/areas/33.74.06.1001",
        "/semarang/cari-alamat?q=pedurungan+kidul+rt+3+rw+2",
        "/semarang/api/v1/territory/areas/33.74.06",
        "/semarang/territory/neighbourhoods/new",
        "/semarang/identity/accounts",
        "/semarang/identity/registrations/new",
        "/semarang/data-saya",
        "/semarang/akun",
        "/semarang/peran",
    ] {
        let page = browser.get(address).await;
        assert_eq!(page.status, 200, "{address}: {}", page.outline());
    }
}
