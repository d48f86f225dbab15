use chrono::NaiveDate;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::{BusinessId, SEE, find};

/// A business's record.
#[derive(Debug, Clone)]
pub struct Business {
    pub id: BusinessId,
    pub code: String,
    pub name: String,
    /// Whether somebody gave it its name.
    pub named: bool,
    pub brand: Option<String>,
    pub legal_form: Option<String>,
    pub sector: Option<String>,
    pub kbli_version: Option<String>,
    pub kbli_code: Option<String>,
    pub activity: Option<String>,
    pub products: Option<String>,
    pub place_kind: Option<String>,
    pub area: AreaCode,
    pub rw: Option<String>,
    pub rt: Option<String>,
    pub address: Option<String>,
    /// Millionths of a degree.
    pub latitude: Option<i32>,
    pub longitude: Option<i32>,
    pub started_on: Option<NaiveDate>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub status: String,
    pub status_on: Option<NaiveDate>,
    pub capital: Option<i64>,
    pub sales: Option<i64>,
    pub assets: Option<i64>,
    pub workers: Option<i64>,
    pub workers_male: Option<i64>,
    pub workers_female: Option<i64>,
    pub workers_disabled: Option<i64>,
    pub capacity: Option<String>,
    pub material: Option<String>,
    pub material_origin: Option<String>,
    pub financing: Option<String>,
    pub export: Option<String>,
    pub channels: Vec<String>,
    pub qris_nmid: Option<String>,
    pub size_class: String,
    pub size_rules: Option<String>,
    pub level: Option<i32>,
    pub sources: i32,
    pub created_at: Instant,
    pub withdrawn_at: Option<Instant>,
    /// The record that this one was found to be.
    pub became: Option<Uuid>,
}

/// One business, for whoever may see the territory, and for those who run it. `NotFound` for everybody else.
pub async fn one(tx: &mut Tx, id: BusinessId) -> Result<Business, Error> {
    let area: AreaCode = find::area(tx, id).await?;
    if !tx.may(SEE, &area) && !find::is_own(tx, id).await? {
        return Err(if tx.actor().account().is_some() {
            Error::NotFound("business")
        } else {
            Error::Forbidden
        });
    }
    record(tx, id).await
}

async fn record(tx: &mut Tx, id: BusinessId) -> Result<Business, Error> {
    let city = tx.city();
    let found = sqlx::query_as!(
        Business,
        r#"select id as "id: BusinessId", code, name, named, brand, legal_form, sector, kbli_version, kbli_code, activity,
                  products, place_kind, area as "area: AreaCode", rw, rt, address, latitude, longitude, started_on, phones,
                  email, status, status_on, capital, sales, assets, workers, workers_male, workers_female,
                  workers_disabled, capacity, material, material_origin, financing, export, channels, qris_nmid,
                  size_class, size_rules, level, sources, created_at, withdrawn_at, became
           from registry.business where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    found.ok_or(Error::NotFound("business"))
}

/// A measurement.
#[derive(Debug, Clone)]
pub struct Measured {
    pub kind: String,
    pub on: NaiveDate,
    pub value: i64,
    pub unit: Option<String>,
    pub source_kind: String,
    pub agency: Option<Uuid>,
}

/// All measurements, the newest first. The caller has seen that the actor may see the business.
pub async fn measures(tx: &mut Tx, id: BusinessId) -> Result<Vec<Measured>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Measured,
        r#"select m.kind, m.measured_on as "on", m.value, m.unit, s.kind as source_kind, s.agency
           from registry.measure m
           join registry.source s on s.city = m.city and s.id = m.source
           where m.city = $1 and m.business = $2 order by m.measured_on desc, m.kind, m.source limit 200"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A permit.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: Uuid,
    pub kind: String,
    /// Empty where it is only said that there is one.
    pub number: String,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub verified_at: Option<Instant>,
}

/// The permits that sources state, by kind. The caller has seen that the actor may see the business.
pub async fn permits(tx: &mut Tx, id: BusinessId) -> Result<Vec<Held>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Held,
        "select id, kind, number, issued_on, expires_on, verified_at from registry.permit
         where city = $1 and business = $2 and withdrawn_at is null order by kind, number limit 100",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
