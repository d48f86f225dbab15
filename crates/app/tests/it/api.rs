//! What every call of the JSON API can rely on.

use axum::body::Body;
use http::Request;
use kernel::Role;
use serde_json::{Value, json};
use testkit::SEMARANG;

use crate::kit::{self, Kit, Reply};
use crate::people;

/// Somebody who calls the API.
struct Client<'a> {
    kit: &'a Kit,
    cookie: String,
    lang: &'static str,
}

impl<'a> Client<'a> {
    /// The administrator of Semarang.
    async fn admin(kit: &'a Kit) -> Client<'a> {
        let account = kit.person(SEMARANG, "admin@uji.contoh.id", "33.74.06.1001").await;
        kit.grant(account, Role::CityAdmin, "33.74", None).await;
        let (_, token) = kit.session(SEMARANG, account).await;
        Client { kit, cookie: format!("{}={token}", people::cookie(SEMARANG)), lang: "id" }
    }

    fn visitor(kit: &'a Kit) -> Client<'a> {
        Client { kit, cookie: String::new(), lang: "id" }
    }

    fn in_english(self) -> Client<'a> {
        Client { lang: "en", ..self }
    }

    async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, Body::empty()).await
    }

    async fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Reply {
        self.send("POST", path, key, Body::from(body.to_string())).await
    }

    async fn send(&self, method: &str, path: &str, key: Option<&str>, body: Body) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/semarang/api/v1{path}"))
            .header("host", "localhost:8080")
            .header("accept-language", self.lang)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json");
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.kit.send(request.body(body).unwrap()).await
    }

    /// The addresses that were invited so far.
    async fn invited(&self) -> Vec<String> {
        let listed = self.get("/identity/invitations").await.json();
        let items = listed["items"].as_array().unwrap();
        items.iter().map(|item| item["email"].as_str().unwrap().to_owned()).collect()
    }
}

const INVITATIONS: &str = "/identity/invitations";

fn colleague(email: &str) -> Value {
    json!({ "email": email, "role": "kelurahan_officer", "area": "33.74.06.1001" })
}

#[tokio::test]
async fn the_same_key_has_one_effect_and_one_answer() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    let body = colleague("ani@contoh.id");
    let first = admin.post(INVITATIONS, Some("k1"), &body).await;
    let second = admin.post(INVITATIONS, Some("k1"), &body).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    assert_eq!((first.header("idempotent-replayed"), second.header("idempotent-replayed")), ("", "true"));
    assert_eq!(admin.invited().await, ["ani@contoh.id"]);
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_is_refused() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    admin.post(INVITATIONS, Some("k1"), &colleague("ani@contoh.id")).await;
    let other = admin.post(INVITATIONS, Some("k1"), &colleague("budi@contoh.id")).await;
    assert_eq!(other.status, 422, "{}", other.body);
    assert_eq!(other.json()["errors"][0]["field"], "idempotency-key");
    assert_eq!(admin.invited().await, ["ani@contoh.id"]);
}

#[tokio::test]
async fn a_key_belongs_to_whoever_used_it() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    let colleague_of = kit.person(SEMARANG, "kedua@uji.contoh.id", "33.74.06.1001").await;
    kit.grant(colleague_of, Role::CityAdmin, "33.74", None).await;
    let (_, token) = kit.session(SEMARANG, colleague_of).await;
    let second = Client { kit: &kit, cookie: format!("{}={token}", people::cookie(SEMARANG)), lang: "id" };
    admin.post(INVITATIONS, Some("k1"), &colleague("ani@contoh.id")).await;
    let answer = second.post(INVITATIONS, Some("k1"), &colleague("budi@contoh.id")).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

#[tokio::test]
async fn a_key_whose_call_failed_may_be_tried_again() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    let wrong = admin.post(INVITATIONS, Some("k1"), &colleague("bukan alamat")).await;
    assert_eq!(wrong.status, 422);
    let right = admin.post(INVITATIONS, Some("k1"), &colleague("ani@contoh.id")).await;
    assert_eq!(right.status, 201, "{}", right.body);
}

#[tokio::test]
async fn of_many_calls_at_once_under_one_key_one_has_an_effect() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    let body = colleague("ani@contoh.id");
    let call = || admin.post(INVITATIONS, Some("k1"), &body);
    let (a, b, c, d) = tokio::join!(call(), call(), call(), call());
    let statuses = [a.status, b.status, c.status, d.status];
    assert!(statuses.contains(&201), "{statuses:?}");
    // Who comes while the first is still at work learns that, or gets the same answer.
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    assert_eq!(admin.invited().await.len(), 1);
    kit.db.work_off().await;
    assert_eq!(kit.db.mailbox.all().len(), 1);
}

#[tokio::test]
async fn an_overlong_key_is_refused() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    let answer = admin.post(INVITATIONS, Some(&"k".repeat(300)), &colleague("ani@contoh.id")).await;
    assert_eq!(answer.status, 409);
    assert_eq!(admin.invited().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_problem_says_in_the_callers_language_what_is_wrong_where() {
    let kit = kit::kit().await;
    let mut said = Vec::new();
    for client in [Client::admin(&kit).await, Client::visitor(&kit)] {
        let wrong = json!({ "email": "bukan alamat", "role": "mentor", "area": "33.74.06.1001" });
        let client = [client];
        for client in client {
            said.push(problem(&client.post(INVITATIONS, None, &wrong).await));
            said.push(problem(&client.get("/tidak-ada").await));
            let client = client.in_english();
            said.push(problem(&client.post(INVITATIONS, None, &wrong).await));
            said.push(problem(&client.get("/tidak-ada").await));
            said.push(problem(&client.get(INVITATIONS).await));
        }
    }
    insta::assert_snapshot!("problems", said.join("\n"));
}

/// A problem without its request's number.
fn problem(reply: &Reply) -> String {
    if reply.status == 200 {
        return "200".to_owned();
    }
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let mut body = reply.json();
    assert_eq!(body["status"], reply.status);
    assert_eq!(body["request"].as_str().unwrap(), reply.header("x-request-id"));
    body.as_object_mut().unwrap().remove("request");
    body.to_string()
}

#[tokio::test]
async fn what_is_no_json_is_a_problem_that_names_the_place_and_not_the_text() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    for body in ["", "{", "[]", "{\"email\": rahasia}", "{\"rahasia\": 1}", "\u{0}", "null"] {
        let answer = admin.send("POST", INVITATIONS, None, Body::from(body)).await;
        assert_eq!(answer.status, 422, "{body:?}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{body:?}");
        assert!(!answer.body.contains("rahasia"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_with_and_without_a_key() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    for key in [None, Some("k1")] {
        let body = Body::from(vec![b' '; app::site::MOST_BODY + 1]);
        let answer = admin.send("POST", INVITATIONS, key, body).await;
        assert!([409, 413].contains(&answer.status), "{}", answer.status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn a_method_that_an_address_does_not_know_is_405_and_says_which_it_knows() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    for method in ["PATCH", "PUT", "DELETE"] {
        let answer = admin.send(method, INVITATIONS, None, Body::empty()).await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").contains("POST"), "{:?}", answer.headers);
    }
}

#[tokio::test]
async fn every_route_is_described_and_every_description_is_a_route() {
    let kit = kit::kit().await;
    let document = Client::visitor(&kit).get("/openapi.json").await.json();
    let mut described = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    let rooms = app::contexts();
    let mut routes: Vec<String> = rooms
        .iter()
        .flat_map(|room| room.api.list.iter().map(|route| format!("{} {}", route.method, route.path)))
        // The browser's half of a passkey is a script of ours, not a program of others.
        .filter(|route| !route.contains("passkeys") && !route.contains("POST /identity/session"))
        .collect();
    described.sort();
    routes.sort();
    assert_eq!(described, routes);
}

#[tokio::test]
async fn the_description_of_the_api_is_as_reviewed() {
    let kit = kit::kit().await;
    let mut document = Client::visitor(&kit).get("/openapi.json").await.json();
    document["info"]["version"] = json!("…");
    insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&document).unwrap());
}

/// Of every list and document that an administrator can read, the fields and their kinds.
#[tokio::test]
async fn every_answer_has_the_shape_that_was_reviewed() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    admin.post(INVITATIONS, None, &colleague("ani@contoh.id")).await;
    kit.agency(SEMARANG, "Dinas Koperasi dan Usaha Mikro", "Diskop UM").await;
    let mut shapes = String::new();
    let mut paths: Vec<&str> = app::contexts()
        .iter()
        .flat_map(|room| room.api.list.iter().filter(|route| route.method == "GET"))
        .map(|route| route.path)
        .collect();
    paths.sort_unstable();
    for path in paths {
        let me = admin.get("/identity/account").await.json()["id"].as_str().unwrap().to_owned();
        let filled = path.replace("{id}", &me).replace("{code}", "33.74.06.1001");
        let query = match path {
            "/territory/resolution" => "?q=Kel.+Penggaron+Kidul+RT+1+RW+2",
            "/territory/point" => "?lat=-7.0166&lon=110.4880",
            _ => "",
        };
        let answer = admin.get(&format!("{filled}{query}")).await;
        let kind = answer.header("content-type").to_owned();
        let shape = if kind.ends_with("json") { shape(&answer.json(), 0) } else { kind };
        shapes.push_str(&format!("GET {path}{query} {}\n{shape}\n\n", answer.status));
    }
    insta::assert_snapshot!("shapes", shapes.trim_end());
}

/// The fields of a value and what kind they are of; of a list its first item.
fn shape(value: &Value, depth: usize) -> String {
    let pad = "  ".repeat(depth + 1);
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(items) => match items.first() {
            None => "[]".to_owned(),
            Some(first) => format!("[{}]", shape(first, depth)),
        },
        Value::Object(fields) => {
            let lines: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("\n{pad}{name}: {}", shape(value, depth + 1)))
                .collect();
            format!("{{{}}}", lines.concat())
        }
    }
}

#[tokio::test]
async fn a_list_is_read_page_by_page_without_gaps_or_repeats() {
    let kit = kit::kit().await;
    let admin = Client::admin(&kit).await;
    for number in 0..60 {
        kit.person(SEMARANG, &format!("warga{number}@contoh.id"), "33.74.06.1001").await;
    }
    for (list, id) in [("/identity/accounts", "id"), ("/identity/trail", "seq")] {
        let mut seen: Vec<String> = Vec::new();
        let mut address = list.to_owned();
        for _ in 0..20 {
            let page = admin.get(&address).await.json();
            let items = page["items"].as_array().unwrap();
            seen.extend(items.iter().map(|item| item[id].to_string()));
            match page["next"].as_str() {
                Some(next) => address = format!("{list}?after={next}"),
                None => break,
            }
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "{list} repeats");
        assert!(count > 60, "{list} has gaps: {count}");
    }
}

#[tokio::test]
async fn pairs_that_may_be_one_are_listed_and_answered() {
    let kit = kit::kit().await;
    let mut tx = kit.db.tx(people::MACHINE).await;
    registry::examples::question(&mut tx, &people::area("33.74.06.1001")).await.unwrap();
    tx.commit().await.unwrap();
    let admin = Client::admin(&kit).await.in_english();
    let list = admin.get("/registry/links").await.json();
    let pair = &list["items"][0];
    assert_eq!((&pair["side"], &pair["claimed"]), (&json!("person"), &json!(false)), "{list}");
    assert!(pair["reasons"].to_string().contains("same name"), "{list}");
    let answer = format!("/registry/links/{}/answer", pair["id"].as_str().unwrap());
    let said = json!({ "verdict": "same", "why": "one and the same shop" });
    assert_eq!(admin.post(&answer, None, &json!({ "verdict": "perhaps", "why": "" })).await.status, 422);
    assert_eq!(admin.post(&answer, None, &said).await.status, 204);
    assert_eq!(admin.post(&answer, None, &said).await.status, 409, "it is answered");
    assert_eq!(admin.get("/registry/links").await.json()["items"], json!([]));
    assert_eq!(Client::visitor(&kit).get("/registry/links").await.status, 403);
}
