//! The demo: five cities with invented people. Every page of a demo city says so.

mod applicants;
mod figures;
mod lists;
mod market;
mod people;
mod selections;

pub use figures::Figures;
pub use market::market;
pub use people::{PASSWORD, SignIn, sign_ins};

use kernel::city::{CityKind, Zone};
use kernel::{Actor, City, CityId, Db, Error, city};

/// The platform itself, which belongs to no city.
pub fn platform() -> City {
    City {
        id: CityId::PLATFORM,
        slug: "platform".to_owned(),
        name: "Berdaya".to_owned(),
        kind: CityKind::Platform,
        zone: Zone::Jakarta,
        motif: "kawung".to_owned(),
        tagline_id: "Kota yang berdaya menguatkan usaha kecilnya".to_owned(),
        tagline_en: "A capable city strengthens its small businesses".to_owned(),
        demo: false,
    }
}

const MAGELANG: CityId = CityId(3371);

/// The five cities.
pub fn cities() -> Vec<City> {
    let city = |id, slug: &str, name: &str, motif: &str, tagline_id: &str, tagline_en: &str| City {
        id: CityId(id),
        slug: slug.to_owned(),
        name: name.to_owned(),
        kind: CityKind::Kota,
        zone: Zone::Jakarta,
        motif: motif.to_owned(),
        tagline_id: tagline_id.to_owned(),
        tagline_en: tagline_en.to_owned(),
        demo: true,
    };
    vec![
        city(
            MAGELANG.0,
            "magelang",
            "Kota Magelang",
            "truntum",
            "Klinik usaha di setiap kelurahan",
            "A business clinic in every kelurahan",
        ),
        city(3276, "depok", "Kota Depok", "kawung", "5.000 wirausaha baru", "5,000 new entrepreneurs"),
        city(
            3673,
            "serang",
            "Kota Serang",
            "megamendung",
            "Gerai di Cipare dan Kasemen",
            "Outlets in Cipare and Kasemen",
        ),
        city(
            3571,
            "kediri",
            "Kota Kediri",
            "parang",
            "Bahan baku dan tenun ikat",
            "Raw material and woven ikat",
        ),
        city(
            3374,
            "semarang",
            "Kota Semarang",
            "tumpal",
            "Rumah gagasan Pedurungan",
            "The open house of Pedurungan",
        ),
    ]
}

/// How much of the demo there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Records {
    /// Cities and people who can sign in; an empty registry
    People,
    /// Agencies' lists too, taken over in the background
    Full,
}

/// Opens the five cities and lets people in. Doing it again adds nothing twice.
pub async fn seed(db: &Db, records: Records) -> Result<(), Error> {
    let mut conn = db.pool().acquire().await?;
    let now = db.clock().now();
    city::open(&mut conn, &platform(), now).await?;
    for city in cities() {
        city::open(&mut conn, &city, now).await?;
    }
    drop(conn);
    territory::reference::load(db).await?;
    // Magelang comes last: its RW and RT, the only ones whose number is known, tell that all is there.
    for city in cities().iter().rev() {
        people::fill(db, city, records).await?;
        if records == Records::Full {
            lists::send(db, city).await?;
            applicants::fill(db, city).await?;
            selections::fill(db, city).await?;
        }
        let mut tx = db.begin(Actor::System("demo"), city.id).await?;
        territory::examples::fill(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether [`seed`] came to its end once.
pub async fn whole(db: &Db) -> Result<bool, Error> {
    let mut tx = db.begin(Actor::System("demo"), MAGELANG).await?;
    territory::neighbourhood::any(&mut tx).await
}
