//! What this room's tests share: a handful of records, made through the registry's doings, in two cities.

use chrono::NaiveDate;
use kernel::nik::Sex;
use kernel::{Actor, AreaCode, CityId, Tx};
use registry::business::{self, BusinessId};
use registry::permit;
use registry::person::register::NewPerson;
use registry::person::{self, PersonId};
use registry::source::claims::{
    Address, BusinessClaims, Disability, Measure, MeasureKind, PermitClaim, PersonClaims, PlaceKind, Standing,
};
use testkit::{DEPOK, SEMARANG, TestDb};

/// A kelurahan of Pedurungan, another one of it, and one of Depok.
pub(crate) const GEMAH: &str = "33.74.06.1003";
pub(crate) const MUKTI: &str = "33.74.06.1006";
pub(crate) const BEJI: &str = "32.76.06.1001";

/// A database with every area, whose jobs and facts are this room's.
pub(crate) async fn kit() -> TestDb {
    let room = crate::context();
    testkit::db_prepared("territory", &room.jobs, &room.subscriptions, async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(code: &str) -> Address {
    Address { area: Some(area(code)), ..Address::default() }
}

/// Who is registered: name, sex, kelurahan, and what else is known.
pub(crate) async fn someone(tx: &mut Tx, name: &str, place: &str, more: PersonClaims) -> PersonId {
    let claims = PersonClaims { name: Some(name.to_owned()), home: at(place), ..more };
    person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap()
}

pub(crate) async fn shop(
    tx: &mut Tx,
    owner: PersonId,
    name: &str,
    place: &str,
    more: BusinessClaims,
) -> BusinessId {
    let claims = BusinessClaims { name: Some(name.to_owned()), address: at(place), ..more };
    business::register(tx, &[owner], claims).await.unwrap()
}

fn capital(value: i64) -> Measure {
    Measure { kind: MeasureKind::Capital, value, unit: None, year: None }
}

fn workers(kind: MeasureKind, value: i64) -> Measure {
    Measure { kind, value, unit: None, year: None }
}

fn permit(kind: permit::Kind, number: &str, expires: Option<&str>) -> PermitClaim {
    PermitClaim {
        kind,
        number: Some(number.to_owned()),
        year: None,
        issued: None,
        expires: expires.map(day),
        held: true,
    }
}

/// In Semarang three people and four businesses of which one is closed; in Depok one of each.
pub(crate) async fn handful(kit: &TestDb) {
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let sari = PersonClaims {
        sex: Some(Sex::Female),
        birth_date: Some(day("1985-03-02")),
        disabilities: Some(vec![Disability::Physical]),
        heads_family: Some(true),
        ..PersonClaims::default()
    };
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, sari).await;
    let budi = PersonClaims { sex: Some(Sex::Male), ..PersonClaims::default() };
    let budi = someone(&mut tx, "Budi Santoso", GEMAH, budi).await;
    someone(&mut tx, "Ani Lestari", MUKTI, PersonClaims::default()).await;
    let food = BusinessClaims {
        sector: Some("Kuliner".to_owned()),
        place: Some(PlaceKind::Fixed),
        started_year: Some(2019),
        measures: vec![
            capital(25_000_000),
            workers(MeasureKind::FemaleWorkers, 3),
            workers(MeasureKind::MaleWorkers, 1),
            workers(MeasureKind::DisabledWorkers, 1),
        ],
        permits: vec![
            permit(permit::Kind::Nib, "1234567890123", None),
            permit(permit::Kind::Pirt, "2063374010001-27", Some("2026-12-31")),
        ],
        ..BusinessClaims::default()
    };
    shop(&mut tx, sari, "Warung Sari", GEMAH, food).await;
    let sewing = BusinessClaims {
        sector: Some("Fashion".to_owned()),
        measures: vec![capital(2_000_000_000)],
        permits: vec![permit(permit::Kind::Nib, "1234567890124", None)],
        ..BusinessClaims::default()
    };
    shop(&mut tx, sari, "Jahit Sari", MUKTI, sewing).await;
    // It rests and is still one of the city's businesses.
    let stall = BusinessClaims {
        sector: Some("Kuliner".to_owned()),
        standing: Some(Standing::Resting),
        measures: vec![workers(MeasureKind::Workers, 2)],
        ..BusinessClaims::default()
    };
    shop(&mut tx, budi, "Soto Budi", "33.74.06", stall).await;
    let repair = BusinessClaims { sector: Some("Otomotif".to_owned()), ..BusinessClaims::default() };
    let repair = shop(&mut tx, budi, "Bengkel Budi", GEMAH, repair).await;
    business::close(&mut tx, repair, day("2026-10-01"), "Pindah kota").await.unwrap();
    tx.commit().await.unwrap();
    alone(kit, DEPOK, BEJI).await;
}

/// One person with one business.
async fn alone(kit: &TestDb, city: CityId, place: &str) {
    let mut tx = kit.tx_in(city, machine()).await;
    let person = someone(&mut tx, "Dewi Anggraini", place, PersonClaims::default()).await;
    shop(&mut tx, person, "Kue Dewi", place, BusinessClaims::default()).await;
    tx.commit().await.unwrap();
}

/// Somebody who looks at a city's pages, with the city's name in front of the address. The application's shell and
/// guards are tested where they are.
pub(crate) async fn browser(kit: &TestDb, city: CityId, actor: Actor) -> testkit::Browser {
    use std::sync::Arc;
    let mut conn = kit.db.pool().acquire().await.unwrap();
    let cities: Vec<_> = kernel::city::list(&mut conn).await.unwrap().into_iter().map(Arc::new).collect();
    let city = cities.iter().find(|known| known.id == city).unwrap().clone();
    let (room, registry) = (crate::context(), registry::context());
    let sources = [web::MESSAGES].into_iter().chain(room.messages).chain(registry.messages);
    let site = Arc::new(web::context::Site {
        messages: web::Messages::new(sources).unwrap(),
        cities,
        panels: Vec::new(),
        menu: Vec::new(),
        places: web::context::Places::default(),
        public_url: "http://localhost:8080".to_owned(),
    });
    let visit = web::Visit {
        db: kit.db.clone(),
        ui: web::Ui {
            lang: web::Lang::Id,
            theme: web::ui::Theme::default(),
            city,
            actor,
            name: None,
            here: "/".to_owned(),
            now: kit.clock.now(),
            site,
        },
        request: uuid::Uuid::nil(),
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        user_agent: String::new(),
        session: None,
        once: None,
        part: false,
        flash: None,
    };
    let enter = move |mut request: axum::extract::Request, next: axum::middleware::Next| {
        let mut visit = visit.clone();
        visit.ui.here = request.uri().to_string();
        request.extensions_mut().insert(visit);
        next.run(request)
    };
    let router = room.pages.router.nest("/api/v1", room.api.router).layer(axum::middleware::from_fn(enter));
    testkit::Browser::new(router)
}
