//! Writes what is computed of businesses: the row itself, who runs it, its measurements and permits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::{Error, Tx};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{BusinessId, judge, level, size};
use crate::source::Source;
use crate::source::claims::MeasureKind;
use crate::source::compute::{Row, grouped, placed, three};
use crate::source::survive::{self, BusinessValues, newest};

/// How large a business is by law, and how far it has come, each with its reasons. The caller has asked permission.
pub async fn judged(tx: &mut Tx, id: BusinessId) -> Result<(size::Outcome, level::Judgement), Error> {
    let told = sources(tx, &[id.0]).await?.remove(&id.0).unwrap_or_default();
    let values = survive::business(&told);
    let today = tx.today();
    let size = size::classify(&judge::size_facts(&values), today);
    Ok((size, level::score(&judge::level_facts(&values, today), today)))
}

/// Computes businesses from their sources; the territories in which they lay and lie are added to `areas`.
pub(crate) async fn write(
    tx: &mut Tx,
    businesses: &[BusinessId],
    areas: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let mut ids: Vec<Uuid> = businesses.iter().map(|business| business.0).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let mut known = known(tx, &ids).await?;
    if known.iter().any(|business| business.became.is_some()) {
        let mut led = stray(tx, &ids).await?;
        led.retain(|id| !ids.contains(id));
        known.extend(self::known(tx, &led).await?);
        ids.extend(led);
    }
    let mut sources = sources(tx, &ids).await?;
    let mut computed = Vec::with_capacity(known.len());
    for business in known {
        if business.became.is_some() {
            areas.insert(business.area);
            continue;
        }
        let told = sources.remove(&business.id).unwrap_or_default();
        areas.insert(business.area);
        let values = survive::business(&told);
        let row = row(tx, business.id, business.name, &values, &told);
        areas.insert(row.area.clone());
        computed.push((row, values));
    }
    write_rows(tx, computed.iter().map(|(row, _)| row).collect()).await?;
    write_measures(tx, &ids, &computed).await?;
    write_permits(tx, &ids, &computed).await?;
    follow_permits(tx, &ids).await?;
    write_owners(tx, &ids).await
}

struct Known {
    id: Uuid,
    area: String,
    name: String,
    became: Option<Uuid>,
}

/// Locks these businesses.
async fn known(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Known>, Error> {
    let city = tx.city();
    // bounded: by the ids asked for
    let known = sqlx::query_as!(
        Known,
        "select id, area, name, became from registry.business where city = $1 and id = any($2) order by id for update",
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(known)
}

/// What was said of a record while it was being found to be another stands with that one, as with people.
async fn stray(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    // bounded: by the businesses asked for
    let mut led = sqlx::query_scalar!(
        r#"update registry.membership m set business = b.became from registry.business b
           where m.city = $1 and m.business = any($2) and m.ended_at is null and b.city = m.city and b.id = m.business
             and b.became is not null
           returning m.business as "business!""#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    led.sort_unstable();
    led.dedup();
    Ok(led)
}

async fn sources(tx: &mut Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<Source>>, Error> {
    let city = tx.city();
    // bounded: by the businesses asked for, each with the few sources that speak of it
    let rows = sqlx::query_as!(
        Row,
        r#"select m.business as "subject!", s.id, s.kind, s.agency, s.observed_on, s.at, s.person, s.business,
                  s.nik_sealed, s.nik_index, s.number_state, s.npwp_sealed
           from registry.membership m join registry.source s on s.city = m.city and s.id = m.source
           where m.city = $1 and m.business = any($2) and m.ended_at is null
           order by m.business, s.at, s.id"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    grouped(tx, rows)
}

#[derive(Serialize)]
struct BusinessRow {
    id: Uuid,
    name: String,
    named: bool,
    brand: Option<String>,
    legal_form: Option<String>,
    sector: Option<&'static str>,
    kbli_version: Option<String>,
    kbli_code: Option<String>,
    activity: Option<String>,
    products: Option<String>,
    place_kind: Option<serde_json::Value>,
    area: String,
    rw: Option<String>,
    rt: Option<String>,
    address: Option<String>,
    latitude: Option<i32>,
    longitude: Option<i32>,
    started_on: Option<NaiveDate>,
    phones: Vec<String>,
    email: Option<String>,
    status: serde_json::Value,
    status_on: Option<NaiveDate>,
    capital: Option<i64>,
    sales: Option<i64>,
    assets: Option<i64>,
    workers: Option<i64>,
    workers_male: Option<i64>,
    workers_female: Option<i64>,
    workers_disabled: Option<i64>,
    capacity: Option<String>,
    material: Option<String>,
    material_origin: Option<String>,
    financing: Option<String>,
    export: Option<String>,
    channels: Vec<String>,
    qris_nmid: Option<String>,
    size_class: &'static str,
    size_rules: Option<&'static str>,
    level: Option<i32>,
    level_version: Option<i32>,
    agencies: Vec<Uuid>,
    sources: usize,
}

fn row(tx: &Tx, id: Uuid, known: String, values: &BusinessValues, told: &[Source]) -> BusinessRow {
    let on = |kind| newest(&values.measures, kind);
    let trade = judge::trade(values);
    let today = tx.today();
    let size = size::classify(&judge::size_facts(values), today);
    let level = judge::level(values, today);
    let (male, female) = (on(MeasureKind::MaleWorkers), on(MeasureKind::FemaleWorkers));
    let both = male.zip(female).and_then(|(male, female)| male.checked_add(female));
    let owner = told.iter().rev().find_map(|source| source.person.name.clone());
    // A business that nobody named is called by its owner until somebody does.
    let name = values.name.clone().or_else(|| owner.map(|owner| judge::unnamed(values, &owner)));
    BusinessRow {
        id,
        named: values.name.is_some(),
        name: name.unwrap_or(known),
        brand: values.brand.clone(),
        legal_form: values.legal_form.clone(),
        sector: trade.sector,
        kbli_version: trade.kbli.as_ref().map(|(version, _)| version.clone()),
        kbli_code: trade.kbli.map(|(_, code)| code),
        activity: values.sector.clone(),
        products: values.products.clone(),
        place_kind: values.place.map(|place| json!(place)),
        area: placed(&values.address.area, tx.city()),
        rw: values.address.rw.map(three),
        rt: values.address.rt.map(three),
        address: values.address.street.clone(),
        latitude: values.point.and_then(|(latitude, _)| millionths(latitude)),
        longitude: values.point.and_then(|(_, longitude)| millionths(longitude)),
        started_on: values.started,
        phones: values.phones.clone(),
        email: values.email.clone(),
        status: json!(values.standing),
        status_on: values.standing_on,
        capital: on(MeasureKind::Capital).or(on(MeasureKind::Investment)),
        sales: judge::yearly_sales(values),
        assets: on(MeasureKind::Assets),
        workers: on(MeasureKind::Workers).or(both).or(male).or(female),
        workers_male: male,
        workers_female: female,
        workers_disabled: on(MeasureKind::DisabledWorkers),
        capacity: capacity(values),
        material: values.raw_material.clone(),
        material_origin: values.raw_material_origin.clone(),
        financing: values.financing.clone(),
        export: values.export.clone(),
        channels: values.channels.clone(),
        qris_nmid: values.qris.clone(),
        size_class: size.class.as_str(),
        size_rules: size.by.map(|_| size.rules.as_str()),
        level: level.map(|(level, _)| level),
        level_version: level.map(|(_, version)| version),
        agencies: values.agencies.iter().map(|agency| agency.0).collect(),
        sources: values.sources,
    }
}

fn capacity(values: &BusinessValues) -> Option<String> {
    let newest =
        values.measures.iter().filter(|m| m.measure.kind == MeasureKind::Capacity).max_by_key(|m| m.on)?;
    let unit = newest.measure.unit.as_deref().unwrap_or_default();
    Some(format!("{} {unit}", newest.measure.value).trim().to_owned())
}

/// A degree in millionths; `None` for what is no degree.
fn millionths(degrees: f64) -> Option<i32> {
    #[expect(clippy::as_conversions, reason = "at most 180 millions, and `as` saturates")]
    (degrees.abs() <= 180.0).then(|| (degrees * 1e6).round() as i32)
}

async fn write_rows(tx: &mut Tx, rows: Vec<&BusinessRow>) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update registry.business b set
             name = r.name, named = r.named, brand = r.brand, legal_form = r.legal_form, sector = r.sector,
             kbli_version = r.kbli_version, kbli_code = r.kbli_code, activity = r.activity, products = r.products,
             place_kind = r.place_kind, area = r.area, rw = r.rw, rt = r.rt, address = r.address,
             latitude = r.latitude, longitude = r.longitude, started_on = r.started_on, phones = r.phones,
             email = r.email, status = r.status, status_on = r.status_on, capital = r.capital, sales = r.sales,
             assets = r.assets, workers = r.workers, workers_male = r.workers_male,
             workers_female = r.workers_female, workers_disabled = r.workers_disabled, capacity = r.capacity,
             material = r.material, material_origin = r.material_origin, financing = r.financing, export = r.export,
             channels = r.channels, qris_nmid = r.qris_nmid, size_class = r.size_class, size_rules = r.size_rules,
             level = r.level, level_version = r.level_version,
             agencies = r.agencies, sources = r.sources, computed_at = $3,
             withdrawn_at = case when r.sources = 0 then coalesce(b.withdrawn_at, $3) end
         from jsonb_to_recordset($2::jsonb) as r(
             id uuid, name text, named boolean, brand text, legal_form text, sector text, kbli_version text,
             kbli_code text, activity text, products text, place_kind text, area text, rw text, rt text, address text,
             latitude int, longitude int, started_on date, phones text[], email text, status text, status_on date,
             capital bigint, sales bigint, assets bigint, workers bigint, workers_male bigint, workers_female bigint,
             workers_disabled bigint, capacity text, material text, material_origin text, financing text, export text,
             channels text[], qris_nmid text, size_class text, size_rules text, level int, level_version int, agencies uuid[], sources int)
         where b.city = $1 and b.id = r.id",
        city.0,
        serde_json::to_value(rows)?,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write_measures(
    tx: &mut Tx,
    ids: &[Uuid],
    computed: &[(BusinessRow, BusinessValues)],
) -> Result<(), Error> {
    let city = tx.city();
    let all: Vec<serde_json::Value> = computed
        .iter()
        .flat_map(|(row, values)| values.measures.iter().map(move |dated| (row.id, dated)))
        .map(|(business, dated)| {
            json!({
                "business": business, "kind": dated.measure.kind, "measured_on": dated.on, "source": dated.source,
                "value": dated.measure.value, "unit": dated.measure.unit,
            })
        })
        .collect();
    sqlx::query!("delete from registry.measure where city = $1 and business = any($2)", city.0, ids)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into registry.measure (city, business, kind, measured_on, source, value, unit)
         select $1, r.business, r.kind, r.measured_on, r.source, r.value, r.unit
         from jsonb_to_recordset($2::jsonb) as r(
             business uuid, kind text, measured_on date, source uuid, value bigint, unit text)
         on conflict on constraint measure_pkey do nothing",
        city.0,
        serde_json::Value::from(all)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write_permits(
    tx: &mut Tx,
    ids: &[Uuid],
    computed: &[(BusinessRow, BusinessValues)],
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let mut all = Vec::new();
    for (row, values) in computed {
        for permit in judge::permits(values, now.date_naive()) {
            all.push(json!({
                "id": tx.id::<Uuid>(), "business": row.id, "kind": permit.kind, "number": permit.number,
                "issued_on": permit.issued, "expires_on": permit.expires, "source": permit.source,
            }));
        }
    }
    // What no source states any more is withdrawn, not deleted: it may carry a file and who verified it.
    sqlx::query!(
        "update registry.permit p set withdrawn_at = $4
         where p.city = $1 and p.business = any($2) and p.withdrawn_at is null
           and not exists (select 1 from jsonb_to_recordset($3::jsonb) as r(business uuid, kind text, number text)
                           where r.business = p.business and r.kind = p.kind and r.number = p.number)",
        city.0,
        ids,
        serde_json::Value::from(all.clone()),
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into registry.permit (city, id, business, kind, number, issued_on, expires_on, source, created_at)
         select $1, r.id, r.business, r.kind, r.number, r.issued_on, r.expires_on, r.source, $3
         from jsonb_to_recordset($2::jsonb) as r(
             id uuid, business uuid, kind text, number text, issued_on date, expires_on date, source uuid)
         on conflict (city, business, kind, number) do update set
             issued_on = excluded.issued_on, expires_on = excluded.expires_on, source = excluded.source,
             withdrawn_at = null",
        city.0,
        serde_json::Value::from(all),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A permit's file, and who saw that it is right, go where the source goes that states it, and stay when it comes back.
async fn follow_permits(tx: &mut Tx, ids: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update registry.permit p set
             file = coalesce(p.file, o.file), verified_at = coalesce(p.verified_at, o.verified_at),
             verified_by = case when p.verified_at is null then o.verified_by else p.verified_by end
         from registry.permit o join registry.business b on b.city = o.city and b.id = o.business
         where p.city = $1 and p.business = any($2) and p.withdrawn_at is null
           and o.city = p.city and o.business <> p.business and o.kind = p.kind and o.number = p.number
           and (b.became = p.business or o.source = p.source)
           and (p.file is null and o.file is not null or p.verified_at is null and o.verified_at is not null)",
        city.0,
        ids
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who is named by a source that also names the business, runs it.
async fn write_owners(tx: &mut Tx, ids: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("delete from registry.ownership where city = $1 and business = any($2)", city.0, ids)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into registry.ownership (city, business, person, since)
         select $1, b.business, p.person, min(s.observed_on)
         from registry.membership b
         join registry.membership p on p.city = b.city and p.source = b.source
              and p.person is not null and p.ended_at is null
         join registry.source s on s.city = b.city and s.id = b.source
         where b.city = $1 and b.business = any($2) and b.ended_at is null
         group by b.business, p.person
         on conflict on constraint ownership_pkey do nothing",
        city.0,
        ids
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
