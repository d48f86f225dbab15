//! The tenants.

use serde::{Deserialize, Serialize};

/// A tenant: a kota or kabupaten by its Kemendagri code without the dot (3276), a province (32), or 0, the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct CityId(pub i32);

impl CityId {
    /// The platform itself: what belongs to no city.
    pub const PLATFORM: CityId = CityId(0);
}

impl std::fmt::Display for CityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What the platform knows of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    pub id: CityId,
    /// The first part of its addresses: `/depok/…`.
    pub slug: String,
    /// "Kota Depok".
    pub name: String,
    pub kind: CityKind,
    pub zone: Zone,
    /// The batik motif that ornaments its pages: `kawung`, `parang`, `truntum` or `megamendung`.
    pub motif: String,
    pub tagline_id: String,
    pub tagline_en: String,
    /// Filled with invented people, and says so on every page.
    pub demo: bool,
}

/// What a tenant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CityKind {
    Platform,
    Province,
    Kota,
    Kabupaten,
}

impl CityKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            CityKind::Platform => "platform",
            CityKind::Province => "provinsi",
            CityKind::Kota => "kota",
            CityKind::Kabupaten => "kabupaten",
        }
    }

    fn parse(text: &str) -> CityKind {
        match text {
            "provinsi" => CityKind::Province,
            "kota" => CityKind::Kota,
            "kabupaten" => CityKind::Kabupaten,
            _ => CityKind::Platform,
        }
    }
}

/// Indonesia's three zones. None has daylight saving time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Jakarta,
    Makassar,
    Jayapura,
}

impl Zone {
    /// The zone of a tenant. The law gives each province one (Keppres 41/1987 and the laws that split Papua), so the
    /// first two digits of the code tell it. The platform keeps the capital's.
    pub fn of(city: CityId) -> Zone {
        let province = if city.0 > 99 { city.0 / 100 } else { city.0 };
        match province {
            51..=53 | 63..=65 | 71..=76 => Zone::Makassar,
            81..=82 | 91..=96 => Zone::Jayapura,
            _ => Zone::Jakarta,
        }
    }

    /// The IANA name, as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Zone::Jakarta => "Asia/Jakarta",
            Zone::Makassar => "Asia/Makassar",
            Zone::Jayapura => "Asia/Jayapura",
        }
    }

    /// What people call it.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Zone::Jakarta => "WIB",
            Zone::Makassar => "WITA",
            Zone::Jayapura => "WIT",
        }
    }

    /// The wall clock of the zone at an instant.
    pub fn local(self, at: crate::Instant) -> chrono::NaiveDateTime {
        let hours = match self {
            Zone::Jakarta => 7,
            Zone::Makassar => 8,
            Zone::Jayapura => 9,
        };
        at.naive_utc() + chrono::TimeDelta::hours(hours)
    }

    fn parse(text: &str) -> Zone {
        match text {
            "Asia/Makassar" => Zone::Makassar,
            "Asia/Jayapura" => Zone::Jayapura,
            _ => Zone::Jakarta,
        }
    }
}

/// All tenants, the platform first. There are at most a few hundred.
pub async fn list(conn: &mut sqlx::PgConnection) -> Result<Vec<City>, crate::Error> {
    let rows = sqlx::query!(
        "select city, slug, name, kind, zone, motif, tagline_id, tagline_en, demo
         from kernel.city order by city limit 1000"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| City {
            id: CityId(row.city),
            slug: row.slug,
            name: row.name,
            kind: CityKind::parse(&row.kind),
            zone: Zone::parse(&row.zone),
            motif: row.motif,
            tagline_id: row.tagline_id,
            tagline_en: row.tagline_en,
            demo: row.demo,
        })
        .collect())
}

/// Opens a tenant, or renews what is known of it. For the command line and the demo; not reachable from pages.
pub async fn open(
    conn: &mut sqlx::PgConnection,
    city: &City,
    now: crate::Instant,
) -> Result<(), crate::Error> {
    sqlx::query!(
        "insert into kernel.city (city, slug, name, kind, zone, motif, tagline_id, tagline_en, demo, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (city) do update set slug = excluded.slug, name = excluded.name, kind = excluded.kind,
             zone = excluded.zone, motif = excluded.motif, tagline_id = excluded.tagline_id,
             tagline_en = excluded.tagline_en, demo = excluded.demo",
        city.id.0,
        city.slug,
        city.name,
        city.kind.as_str(),
        city.zone.as_str(),
        city.motif,
        city.tagline_id,
        city.tagline_en,
        city.demo,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_province_tells_the_zone() {
        for (city, zone) in [
            (0, "WIB"),
            (11, "WIB"),
            (3374, "WIB"),
            (6171, "WIB"),
            (6271, "WIB"),
            (6371, "WITA"),
            (6472, "WITA"),
            (5171, "WITA"),
            (7371, "WITA"),
            (8171, "WIT"),
            (8271, "WIT"),
            (9471, "WIT"),
            (96, "WIT"),
        ] {
            assert_eq!(Zone::of(CityId(city)).abbreviation(), zone, "{city}");
        }
    }
}
