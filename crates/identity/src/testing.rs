//! What the tests of this half share. Everything goes through the doings that people use.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use kernel::City;
use kernel::city::{CityKind, Zone};
use kernel::contact::Email;
use kernel::id::AccountId;
use kernel::{Actor, AreaCode, CityId, Role};
use testkit::{Browser, SEMARANG, TestDb};
use totp_rs::{Builder, Secret};
use tower::ServiceExt;
use web::context::Site;
use web::{Lang, Messages, Ui, Visit};

use crate::account::{self, AccountName, Login, Opening};
use crate::credential::{About, Password, Stands, Token, Typed};
use crate::factor::Policy;
use crate::grant::{self, NewGrant};
use crate::session::{self, Attempt, Caller, Found, NewSession, Step};
use crate::totp;

pub(crate) const PASSWORD: &str = "payung jingga terbang tinggi";
pub(crate) const OTHER: &str = "gerobak ungu menari pelan";

/// A database whose jobs are this room's and the kernel's.
pub(crate) async fn db() -> TestDb {
    testkit::db_with(&crate::context().jobs, &[]).await
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn caller() -> Caller {
    caller_at(Ipv4Addr::new(203, 0, 113, 7).into())
}

pub(crate) fn caller_at(address: IpAddr) -> Caller {
    Caller { address, user_agent: "Mozilla/5.0 (Linux; Android 13) Chrome/126.0".to_owned() }
}

pub(crate) async fn hashed(text: &str) -> crate::credential::Hashed {
    Password::choose(text, Stands::Alone, &About::default()).unwrap().hash().await.unwrap()
}

pub(crate) fn login(text: &str) -> Login {
    Login::parse(text).unwrap()
}

/// A person with a confirmed address and [`PASSWORD`].
pub(crate) async fn person(db: &TestDb, email: &str) -> AccountId {
    person_in(db, SEMARANG, email).await
}

pub(crate) async fn person_in(db: &TestDb, city: CityId, email: &str) -> AccountId {
    let mut tx = db.tx_in(city, machine()).await;
    let opening = Opening {
        name: AccountName::parse("Sari Wulandari").unwrap(),
        email: Some(Email::parse(email).unwrap()),
        phone: None,
        area: AreaCode::of_city(city),
        language: "id",
        password: Some(hashed(PASSWORD).await),
        confirmed: true,
    };
    let account = account::open(&mut tx, opening).await.unwrap();
    tx.commit().await.unwrap();
    account
}

/// The same with a role over the whole city.
pub(crate) async fn staff(db: &TestDb, email: &str, role: Role) -> AccountId {
    let account = person(db, email).await;
    let mut tx = db.tx(machine()).await;
    let area = AreaCode::of_city(SEMARANG).unwrap();
    grant::give(&mut tx, NewGrant { account, role, area, agency: None, until: None }).await.unwrap();
    tx.commit().await.unwrap();
    account
}

pub(crate) async fn tries(db: &TestDb, who: &str, password: &str, from: &Caller) -> Step {
    let attempt = Attempt { login: login(who), password: Typed::new(password), caller: from.clone() };
    session::sign_in(&db.db, SEMARANG, attempt).await.unwrap()
}

pub(crate) async fn signs_in(db: &TestDb, who: &str) -> NewSession {
    match tries(db, who, PASSWORD, &caller()).await {
        Step::In(session) => session,
        other @ (Step::SecondFactor(_) | Step::Wrong | Step::Wait(_)) => panic!("not signed in: {other:?}"),
    }
}

pub(crate) async fn found(db: &TestDb, session: &NewSession) -> Option<Found> {
    let mut tx = db.tx(Actor::Visitor).await;
    let found = session::find(&mut tx, &session.token).await.unwrap();
    tx.commit().await.unwrap();
    found
}

/// The part of the newest mail to an address that follows `before`, up to the next blank.
pub(crate) async fn in_mail(db: &TestDb, to: &str, before: &str) -> String {
    db.work_off().await;
    let body = db.mailbox.last_to(to).expect("a mail").body;
    let at = body.find(before).expect("the text in the mail") + before.len();
    body[at..].split_whitespace().next().unwrap().to_owned()
}

/// The pages and the API of this room under `/semarang`, as a visitor's browser meets them. The application's own shell
/// and guards are tested where they are.
pub(crate) fn browser(db: &TestDb, policy: Policy) -> Browser {
    let room = crate::context_under(policy);
    let messages = room.messages.iter().copied().chain([web::MESSAGES]);
    let city = |id, slug: &str| {
        Arc::new(City {
            id,
            slug: slug.to_owned(),
            name: "Kota Semarang".to_owned(),
            kind: CityKind::Kota,
            zone: Zone::Jakarta,
            motif: "kawung".to_owned(),
            tagline_id: String::new(),
            tagline_en: String::new(),
            demo: true,
        })
    };
    let site = Arc::new(Site {
        messages: Messages::new(messages).unwrap(),
        cities: vec![city(SEMARANG, "semarang")],
        panels: Vec::new(),
        menu: Vec::new(),
        places: web::context::Places::default(),
        public_url: "http://localhost:8080".to_owned(),
    });
    let addresses = room.addresses.clone();
    let inner = room.pages.router.nest("/api/v1", room.api.router);
    let db = db.db.clone();
    Browser::new(Router::new().fallback(move |request: Request| {
        visited(db.clone(), site.clone(), addresses.clone(), inner.clone(), request)
    }))
}

async fn visited(
    db: kernel::Db,
    site: Arc<Site>,
    addresses: Vec<(&'static str, &'static str)>,
    inner: Router,
    mut request: Request,
) -> Response {
    let here = request.uri().to_string();
    let here = here.strip_prefix("/semarang").filter(|path| !path.is_empty()).unwrap_or("/").to_owned();
    let (path, query) = here.split_once('?').unwrap_or((&here, ""));
    let path = addresses.iter().find(|(short, _)| *short == path).map_or(path, |(_, long)| long);
    let here = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    *request.uri_mut() = here.parse().unwrap();
    let name = web::visit::session_cookie(&site.public_url, SEMARANG);
    let cookies = request.headers().get("cookie").map(|c| c.to_str().unwrap().to_owned()).unwrap_or_default();
    let token =
        cookies.split("; ").find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned));
    let mut tx = db.begin(Actor::Visitor, SEMARANG).await.unwrap();
    let found = match token.as_deref().and_then(Token::parse) {
        Some(token) => session::find(&mut tx, &token).await.unwrap(),
        None => None,
    };
    tx.commit().await.unwrap();
    let ui = Ui {
        lang: Lang::Id,
        theme: web::ui::Theme::Auto,
        city: site.cities[0].clone(),
        actor: found.as_ref().map_or(Actor::Visitor, Found::actor),
        name: found.map(|found| found.name),
        here,
        now: db.clock().now(),
        site,
    };
    request.extensions_mut().insert(Visit {
        db,
        ui,
        request: uuid::Uuid::nil(),
        address: caller().address,
        user_agent: caller().user_agent,
        session: token,
        once: None,
        part: false,
        flash: None,
    });
    inner.oneshot(request).await.unwrap()
}

/// What the app on the telephone shows now.
pub(crate) fn code(db: &TestDb, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    app.generate(u64::try_from(db.clock.now().timestamp()).unwrap()).to_string()
}

/// Sets an app up for whoever it is; returns its secret and the recovery codes.
pub(crate) async fn enrols(db: &TestDb, who: &Found) -> (String, Vec<String>) {
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    totp::begin(&mut tx, fresh).await.unwrap();
    let secret = totp::enrolment(&mut tx, "Kota Semarang").await.unwrap().unwrap().secret.to_string();
    let codes = totp::confirm(&mut tx, &code(db, &secret), fresh).await.unwrap();
    tx.commit().await.unwrap();
    (secret, codes.map(|codes| codes.0).unwrap_or_default())
}
