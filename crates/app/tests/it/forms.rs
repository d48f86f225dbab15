//! A form that is sent twice.

use http::StatusCode;
use kernel::{CityId, Role};
use scraper::{Html, Selector};
use sha2::Digest;
use testkit::{Browser, PageView};

use crate::kit::{self, Kit};

const DEPOK: CityId = CityId(3276);
const FORM: &str = "/depok/identity/agencies/new";

async fn admin(kit: &Kit) -> Browser {
    let admin = kit.person(DEPOK, "admin@contoh.id", "32.76").await;
    kit.grant(admin, Role::CityAdmin, "32.76", None).await;
    kit.browser_of(DEPOK, admin).await
}

/// Where the form of this page is sent, with its key.
fn action(page: &PageView) -> String {
    let document = Html::parse_document(&page.body);
    let form = document.select(&Selector::parse("main form.form").unwrap()).next().unwrap();
    form.attr("action").unwrap().to_owned()
}

fn agency(name: &str, short: &str) -> Option<String> {
    Some(format!("name={name}&short_name={short}&kind=dinas"))
}

async fn agencies(kit: &Kit, name: &str) -> i64 {
    sqlx::query_scalar("select count(*) from identity.agency where city = 3276 and name = $1")
        .bind(name)
        .fetch_one(&mut kit.db.admin().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_form_sent_twice_at_once_does_its_doing_once_and_shows_the_same_answer() {
    let kit = kit::demo().await;
    let browser = admin(&kit).await;
    let action = action(&browser.get(FORM).await);
    let send = || browser.once("POST", &action, agency("Dinas+Satu", "DSATU"));

    let (first, second) = tokio::join!(send(), send());
    let third = send().await;

    for answer in [&first, &second, &third] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.outline());
        assert_eq!(answer.headers.get("location"), first.headers.get("location"));
    }
    assert_eq!(agencies(&kit, "Dinas Satu").await, 1);
}

#[tokio::test]
async fn another_node_gives_the_answer_that_the_first_one_gave() {
    let kit = kit::demo().await;
    let browser = admin(&kit).await;
    let other = browser.through(app::site::router(kit.app.clone()));
    let action = action(&browser.get(FORM).await);

    let first = browser.once("POST", &action, agency("Dinas+Dua", "DDUA")).await;
    let second = other.once("POST", &action, agency("Dinas+Dua", "DDUA")).await;

    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.outline());
    assert_eq!(second.headers.get("location"), first.headers.get("location"));
    assert_eq!(agencies(&kit, "Dinas Dua").await, 1);
}

#[tokio::test]
async fn what_was_not_done_or_says_something_else_may_be_sent_under_the_same_key() {
    let kit = kit::demo().await;
    let browser = admin(&kit).await;
    let action = action(&browser.get(FORM).await);

    for _ in 0..2 {
        let wrong = browser.once("POST", &action, agency("", "DTIGA")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for name in ["Dinas+Tiga", "Dinas+Empat"] {
        let short = name.replace("Dinas+", "D");
        assert_eq!(browser.once("POST", &action, agency(name, &short)).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(agencies(&kit, "Dinas Tiga").await + agencies(&kit, "Dinas Empat").await, 2);
}

#[tokio::test]
async fn what_is_wrong_stands_first_on_the_page() {
    let kit = kit::demo().await;
    let browser = admin(&kit).await;
    let page = browser.get(FORM).await;
    let wrong = browser.once("POST", &action(&page), agency("", "")).await;
    let (summary, heading) =
        (wrong.body.find("class=\"error-summary\"").unwrap(), wrong.body.find("<h1>").unwrap());
    assert!(summary < heading && wrong.body.matches("class=\"error-summary\"").count() == 1);
}

#[tokio::test]
async fn who_sends_a_form_without_a_session_signs_in_and_comes_back_to_its_page() {
    let kit = kit::demo().await;
    for (page, back) in [
        ("http://localhost:8080/depok/identity/agencies/new", "/identity/agencies/new"),
        (
            "http://localhost:8080/depok/identity/grants/new?siapa=1&sekali=2",
            "/identity/grants/new%3Fsiapa%3D1",
        ),
        ("http://elsewhere.id/depok/identity/agencies/new", "/identity/agencies/new"),
        ("http://localhost:8080/semarang/identity/agencies", "/identity/agencies/new"),
    ] {
        let browser = kit.browser().header("referer", page);
        let sent =
            browser.once("POST", "/depok/identity/agencies/new?sekali=3", agency("Dinas+Tes", "DTES")).await;
        let to = sent.headers.get("location").and_then(|to| to.to_str().ok());
        assert_eq!(to, Some(format!("/depok/masuk?ke={back}").as_str()), "{}", sent.outline());
    }
}

#[tokio::test]
async fn what_was_typed_cannot_be_guessed_from_what_is_kept_of_it() {
    let kit = kit::demo().await;
    let browser = admin(&kit).await;
    let action = action(&browser.get(FORM).await);
    let body = agency("Dinas+Lima", "DLIMA");
    browser.once("POST", &action, body.clone()).await;
    let plain = sha2::Sha256::digest(body.unwrap()).to_vec();
    let (kept, plain): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where request_hash = $1 or key like '%' || encode($1, 'hex') || '%')
         from kernel.idempotency where city = 3276",
    )
    .bind(plain)
    .fetch_one(&mut kit.db.admin().await)
    .await
    .unwrap();
    assert_eq!((kept, plain), (1, 0));
}
