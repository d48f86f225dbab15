//! A number that identifies a person, put in at the counter, comes out nowhere but where it was asked for with a reason.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use http::Request;
use kernel::Role;
use kernel::id::AccountId;
use sqlx::PgConnection;
use testkit::SEMARANG;

use crate::kit::{self, Kit};
use crate::people;

const NIK: &str = "3374064509900021";
/// As typed, and the digits that every way of writing it has.
const PHONE: &str = "0812-9876-5432";
const PHONE_DIGITS: &str = "81298765432";

#[tokio::test]
async fn a_nik_is_readable_nowhere_and_a_telephone_number_only_where_people_sign_in_with_it() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let kit = kit::kit().await;
    let account = registered(&kit).await;
    exercise(&kit, account).await;
    kit.db.work_off().await;

    let text = log.text();
    assert!(text.contains("insert into identity"), "the log saw nothing");
    for canary in [NIK, PHONE_DIGITS, "Sumiyati"] {
        let line = text.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary} is in the log");
    }
    let mut admin = kit.db.admin().await;
    assert_eq!(tables_with(&mut admin, NIK).await, Vec::<String>::new());
    // People sign in with it; it is unique in its city.
    assert_eq!(tables_with(&mut admin, PHONE_DIGITS).await, ["identity.account"]);
}

/// Registers somebody at the counter of their kelurahan, as an officer does.
async fn registered(kit: &Kit) -> AccountId {
    let officer = kit.browser_as(Role::KelurahanOfficer, "33.74.06.1001").await;
    let slip = officer
        .post(
            "/semarang/identity/registrations/new",
            &[
                ("name", "Sumiyati Kenari"),
                ("area", "33.74.06.1001"),
                ("phone", PHONE),
                ("nik", NIK),
                ("channel", "oral"),
                ("witness", "Ibu Sri"),
                ("agreed", "ya"),
            ],
        )
        .await;
    assert_eq!(slip.status, 200, "{}", slip.outline());
    assert_hidden("the slip", &slip.body);
    let listed = officer.get("/semarang/identity/accounts?q=Sumiyati").await;
    assert_hidden("the list", &listed.body);
    let (_, rest) = listed.body.split_once("/semarang/identity/accounts/").unwrap();
    let id = rest.split('"').find(|part| part.len() == 36 && part.parse::<uuid::Uuid>().is_ok());
    let id = id.map(str::to_owned).unwrap_or_else(|| {
        let start = listed.body.match_indices("/identity/accounts/").map(|(at, found)| at + found.len());
        start
            .filter_map(|at| listed.body.get(at..at + 36))
            .find(|text| text.parse::<uuid::Uuid>().is_ok())
            .unwrap()
            .to_owned()
    });
    id.parse().unwrap()
}

/// Opens every page and every answer of the API about this person, as the administrator.
async fn exercise(kit: &Kit, account: AccountId) {
    let admin = kit.person(SEMARANG, "admin@uji.contoh.id", "33.74.06.1001").await;
    kit.grant(admin, Role::CityAdmin, "33.74", None).await;
    let (_, token) = kit.session(SEMARANG, admin).await;
    let cookie = format!("{}={token}", people::cookie(SEMARANG));
    for room in app::contexts() {
        let pages = room.pages.list.iter().map(|route| ("", route));
        let api = room.api.list.iter().map(|route| ("/api/v1", route));
        for (prefix, route) in pages.chain(api).filter(|(_, route)| route.method == "GET") {
            for query in ["", "?q=Sumiyati", "?bentuk=csv"] {
                let path =
                    route.path.replace("{id}", &account.to_string()).replace("{code}", "33.74.06.1001");
                let request = Request::get(format!("/semarang{prefix}{}{query}", path.trim_end_matches('/')))
                    .header("host", "localhost:8080")
                    .header("cookie", &cookie);
                let reply = kit.send(request.body(Body::empty()).unwrap()).await;
                assert_hidden(&format!("GET {path}{query}"), &reply.body);
            }
        }
    }
    reveal(kit, account, &cookie).await;
}

async fn reveal(kit: &Kit, account: AccountId, cookie: &str) {
    for (field, canary) in [("nik", NIK), ("phone", PHONE_DIGITS)] {
        let request = Request::post(format!("/semarang/identity/accounts/{account}/reveals"))
            .header("host", "localhost:8080")
            .header("cookie", cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        let body = Body::from(format!("field={field}&reason=Orangnya+ada+di+loket"));
        let reply = kit.send(request.body(body).unwrap()).await;
        assert!(digits(&reply.body).contains(canary), "{field}: {} {}", reply.status, reply.body);
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

fn assert_hidden(what: &str, body: &str) {
    for canary in [NIK, PHONE_DIGITS] {
        assert!(!digits(body).contains(canary), "{what} shows {canary}");
    }
}

/// The digits of a text, however they are grouped.
fn digits(text: &str) -> String {
    let plain = text.replace(['-', '.', ' ', '\u{a0}', '\u{2011}'], "");
    plain.chars().map(|c| if c.is_ascii_digit() { c } else { '|' }).collect()
}

/// The tables that have `canary` in some column, as text or as plain bytes.
async fn tables_with(admin: &mut PgConnection, canary: &str) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
         order by 1 limit 1000",
    )
    .fetch_all(&mut *admin)
    .await
    .unwrap();
    let mut found = Vec::new();
    for table in tables {
        let sql = format!(
            "select exists (select 1 from {table} t
                 where t::text like '%{canary}%' or t::text like '%' || encode('{canary}', 'hex') || '%')"
        );
        let there: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *admin).await.unwrap();
        if there {
            found.push(table);
        }
    }
    found
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
