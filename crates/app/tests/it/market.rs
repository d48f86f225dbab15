//! Buying and handing over by a program.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use testkit::SEMARANG;

use crate::access::goods;
use crate::kit::{self, Kit, Reply};
use crate::people;

async fn send(kit: &Kit, cookie: &str, method: &str, path: &str, key: &str, body: &Value) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/semarang/api/v1{path}"))
        .header("host", "localhost:8080")
        .header("accept-language", "id")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json");
    if !cookie.is_empty() {
        request = request.header("cookie", cookie);
    }
    if !key.is_empty() {
        request = request.header("idempotency-key", key);
    }
    let body = if method == "GET" { Body::empty() } else { Body::from(body.to_string()) };
    kit.send(request.body(body).unwrap()).await
}

async fn get(kit: &Kit, path: &str) -> Reply {
    send(kit, "", "GET", path, "", &Value::Null).await
}

fn wish(variant: &str, total: i64) -> Value {
    json!({
        "lines": [{ "variant": variant, "quantity": 2 }], "way": "sent", "area": "33.74", "address": "Jl. Pemuda 1",
        "name": "Rina", "phone": "081234567890", "method": "qris", "total": total,
    })
}

#[tokio::test]
async fn a_program_finds_a_product_and_buys_it_once_however_often_it_asks() {
    let kit = kit::kit().await;
    let (product, _) = goods::on_the_market(&kit).await;
    let found = get(&kit, "/market/products?q=kripik&sort=newest").await.json();
    assert_eq!(found["items"][0]["code"], product.code);
    assert_eq!(found["understood"], Value::Null);
    assert_eq!(get(&kit, "/market/products?sort=nicest").await.status, 422);
    let shown = get(&kit, &format!("/market/products/{}", product.code)).await.json();
    let variant = shown["variants"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        (&shown["variants"][0]["left"], &shown["variants"][0]["prices"]["IDR"]),
        (&json!(12), &json!(15000))
    );

    let lines = json!([{ "variant": variant, "quantity": 2 }]);
    let quote = json!({ "lines": lines, "area": "33.74" });
    let quote = send(&kit, "", "POST", "/market/quotes", "", &quote).await.json();
    let total = quote["total"].as_i64().unwrap();
    assert_eq!((quote["goods"].as_i64(), total), (Some(30_000), 39_000));
    assert!(quote["methods"].as_array().unwrap().contains(&json!("qris")));

    let unseen = send(&kit, "", "POST", "/market/orders", "buyer-key-1", &wish(&variant, total - 1)).await;
    assert_eq!(unseen.status, 409, "{}", unseen.body);
    let first = send(&kit, "", "POST", "/market/orders", "buyer-key-1", &wish(&variant, total)).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let order = first.json();
    assert_eq!((&order["state"], &order["total"]), (&json!("open"), &json!(total)));
    assert!(order["payment"]["show"]["code"].as_str().unwrap().starts_with("000201"), "{order}");
    let again = send(&kit, "", "POST", "/market/orders", "buyer-key-1", &wish(&variant, total)).await;
    assert_eq!(again.json()["link"], order["link"]);
    let mut other = wish(&variant, total);
    other["address"] = json!("Jl. Lain 2");
    let other = send(&kit, "", "POST", "/market/orders", "buyer-key-1", &other).await;
    assert_eq!(other.status, 409, "{}", other.body);
    let left = get(&kit, &format!("/market/products/{}", product.code)).await.json();
    assert_eq!(left["variants"][0]["left"], 10, "held once");

    let link = format!("/market/orders/by-link/{}", order["link"].as_str().unwrap());
    assert_eq!(get(&kit, &link).await.json()["parcels"][0]["state"], "waiting");
    let off = send(&kit, "", "POST", &format!("{link}/cancellation"), "", &json!({})).await;
    assert_eq!(off.json()["state"], "cancelled", "{}", off.body);
    let left = get(&kit, &format!("/market/products/{}", product.code)).await.json();
    assert_eq!(left["variants"][0]["left"], 12);
}

#[tokio::test]
async fn other_markets_are_told_what_is_for_sale_in_well_formed_xml() {
    let kit = kit::kit().await;
    let (product, _) = goods::on_the_market(&kit).await;
    sqlx::query("update catalogue.wording set about = $1")
        .bind("Renyah & gurih <sekali>\u{7}")
        .execute(&mut kit.db.admin().await)
        .await
        .unwrap();
    let reply = kit.browser().get("/semarang/market/feed.xml").await;
    assert_eq!(reply.status, 200);
    let mut reader = quick_xml::Reader::from_str(&reply.body);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    for said in [
        &format!("<g:item_group_id>{}</g:item_group_id>", product.code),
        "<g:price>15000 IDR</g:price>",
        "<g:availability>in_stock</g:availability>",
        "<g:description>Renyah &amp; gurih &lt;sekali&gt;</g:description>",
        &format!("/semarang/toko/{}</g:link>", product.code),
    ] {
        assert!(reply.body.contains(said), "{said} is not in {}", reply.body);
    }
    assert_eq!(kit.browser().get("/semarang/market/feed.xml?hal=2").await.body.matches("<item>").count(), 0);
}

#[tokio::test]
async fn of_many_that_ask_at_once_under_one_key_all_get_the_one_order() {
    let kit = kit::kit().await;
    let (product, _) = goods::on_the_market(&kit).await;
    let variant = product.variants[0].id.to_string();
    let wish = wish(&variant, 39_000);
    let ask = || send(&kit, "", "POST", "/market/orders", "the-same-key", &wish);
    let mut links = Vec::new();
    for reply in <[Reply; 4]>::from(tokio::join!(ask(), ask(), ask(), ask())) {
        assert_eq!(reply.status, 201, "{}", reply.body);
        links.push(reply.json()["link"].clone());
    }
    links.dedup();
    assert_eq!(links.len(), 1);
    let shown = get(&kit, &format!("/market/products/{}", product.code)).await.json();
    assert_eq!(shown["variants"][0]["left"], 10);
}

#[tokio::test]
async fn a_maker_hands_over_by_a_program() {
    let kit = kit::kit().await;
    let (product, owner) = goods::on_the_market(&kit).await;
    let wish = wish(&product.variants[0].id.to_string(), 39_000);
    let order = send(&kit, "", "POST", "/market/orders", "maker-test-1", &wish).await.json();
    crate::access::orders::pay(&kit, order["id"].as_str().unwrap().parse().unwrap()).await;

    let (_, token) = kit.session(SEMARANG, owner).await;
    let cookie = format!("{}={token}", people::cookie(SEMARANG));
    let listed = send(&kit, &cookie, "GET", "/market/parcels/own?state=new", "", &Value::Null).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    let parcel = format!("/market/parcels/{}", listed["items"][0]["id"].as_str().unwrap());
    let step = |what: &'static str, body: Value| {
        let (kit, cookie, path) = (&kit, &cookie, format!("{parcel}/{what}"));
        async move { send(kit, cookie, "POST", &path, "", &body).await }
    };
    assert_eq!(step("confirmation", json!({})).await.json()["state"], "confirmed");
    assert_eq!(step("sending", json!({})).await.status, 422, "who carries it?");
    let sent = step("sending", json!({ "courier": "JNE", "tracking": "JP123" })).await;
    assert_eq!(sent.json()["state"], "sent", "{}", sent.body);
    assert_eq!(step("cancellation", json!({ "reason": "Barang habis" })).await.status, 409);
    let back = step("return", json!({ "reason": "Kemasan robek" })).await;
    assert_eq!(back.json()["state"], "returned", "{}", back.body);
    assert_eq!(get(&kit, &parcel).await.status, 403, "not for everybody");
    let shown = get(&kit, &format!("/market/products/{}", product.code)).await.json();
    assert_eq!(shown["variants"][0]["left"], 12, "it lies on the shelf again");
}

#[tokio::test]
async fn of_what_nobody_answers_the_maker_hears_once_and_a_day_later_the_administrators_once() {
    let kit = kit::kit().await;
    let admin = kit.person(SEMARANG, "admin@uji.contoh.id", "33.74.06.1001").await;
    kit.grant(admin, kernel::Role::CityAdmin, "33.74", None).await;
    let (product, _) = goods::on_the_market(&kit).await;
    let wish = wish(&product.variants[0].id.to_string(), 39_000);
    let order = send(&kit, "", "POST", "/market/orders", "late-test-1", &wish).await.json();
    crate::access::orders::pay(&kit, order["id"].as_str().unwrap().parse().unwrap()).await;
    let late = async |hours| {
        kit.db.later(chrono::TimeDelta::hours(hours));
        for _ in 0..2 {
            let mut tx = kit.db.tx(people::MACHINE).await;
            kernel::Job::run(market::parcel::Late {}, &mut tx).await.unwrap();
            tx.commit().await.unwrap();
            kit.db.work_off().await;
        }
        let code = order["code"].as_str().unwrap();
        let mails = kit.db.mailbox.all();
        let told =
            mails.iter().filter(|mail| mail.to == "admin@uji.contoh.id" && mail.body.contains(code)).count();
        let reminded = mails
            .iter()
            .filter(|mail| mail.subject.contains(code) && mail.subject.contains("menunggu"))
            .count();
        (reminded, told)
    };
    let to_maker = late(23).await;
    assert_eq!(to_maker, (0, 0), "there is time");
    let (reminded, told) = late(2).await;
    assert_eq!(told, 0, "first the maker");
    assert!(reminded <= 1);
    assert_eq!(late(23).await.1, 0);
    assert_eq!(late(2).await, (reminded, 1));
    assert_eq!(late(48).await, (reminded, 1));
}
