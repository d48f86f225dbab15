//! The release as open data, in the columns that Satu Data Indonesia's portals use.

use axum::Json;
use axum::response::IntoResponse;
use chrono::Datelike;
use kernel::{AreaCode, Error, Level};
use serde::Serialize;
use web::{Answer, Ui, Visit};

use super::{Released, latest};
use crate::indicator::{self, Indicator};
use crate::names::Names;

/// One figure as Satu Data Indonesia writes it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Row {
    /// Indicator, area, breakdown and part.
    #[serde(rename = "_id")]
    id: String,
    kode_wilayah: String,
    /// `kota`, `kecamatan` or `kelurahan`.
    level_wilayah: &'static str,
    nama_wilayah: String,
    judul: String,
    satuan: &'static str,
    tahun: i32,
    /// The day for which the figure stands.
    periode: String,
    /// Absent where it is withheld.
    data: Option<i64>,
    /// `tersedia`, or `dirahasiakan` where it could tell of fewer than five people.
    status: &'static str,
    timestamp: String,
}

/// `GET /insight/releases/data.csv`
pub(crate) async fn csv(visit: Visit) -> Answer {
    let rows = rows(&visit).await?;
    let head = [
        "_id",
        "kode_wilayah",
        "level_wilayah",
        "nama_wilayah",
        "judul",
        "satuan",
        "tahun",
        "periode",
        "data",
        "status",
        "timestamp",
    ];
    let lines = rows.into_iter().map(|row| {
        vec![
            row.id,
            row.kode_wilayah,
            row.level_wilayah.to_owned(),
            row.nama_wilayah,
            row.judul,
            row.satuan.to_owned(),
            row.tahun.to_string(),
            row.periode,
            row.data.map(|value| value.to_string()).unwrap_or_default(),
            row.status.to_owned(),
            row.timestamp,
        ]
    });
    let all: Vec<Vec<String>> = std::iter::once(head.map(str::to_owned).to_vec()).chain(lines).collect();
    Ok(web::table::csv(&all, &format!("angka-umkm-{}", visit.ui.city.slug)))
}

/// `GET /insight/releases/data.json`
pub(crate) async fn json(visit: Visit) -> Answer {
    Ok(Json(rows(&visit).await?).into_response())
}

/// All figures of the newest release; none where there is none yet.
pub(crate) async fn rows(visit: &Visit) -> Result<Vec<Row>, Error> {
    let ui = &visit.ui;
    let gazetteer = territory::gazetteer(&visit.db).await?;
    let mut tx = visit.tx().await?;
    let Some(released) = latest(&mut tx, None).await? else { return Ok(Vec::new()) };
    let names = Names::read(&mut tx).await?;
    let rows = released.figures.iter().filter_map(|((key, area, breakdown, item), value)| {
        let (indicator, code) = (indicator::find(key)?, AreaCode::parse(area).ok()?);
        let name = gazetteer.name_of(&code).unwrap_or_else(|| area.clone());
        let title = title(ui, &names, indicator, breakdown, item);
        Some(row(&released, indicator, (code, name), title, (breakdown, item), *value, ui))
    });
    Ok(rows.collect())
}

fn row(
    released: &Released,
    indicator: &Indicator,
    (area, name): (AreaCode, String),
    judul: String,
    (breakdown, item): (&str, &str),
    data: Option<i64>,
    ui: &Ui,
) -> Row {
    let parts: Vec<&str> =
        [indicator.key, area.as_str(), breakdown, item].into_iter().filter(|part| !part.is_empty()).collect();
    Row {
        id: parts.join(":"),
        level_wilayah: match area.level() {
            Level::Province | Level::City => "kota",
            Level::Kecamatan => "kecamatan",
            Level::Kelurahan | Level::Rw | Level::Rt => "kelurahan",
        },
        kode_wilayah: area.to_string(),
        nama_wilayah: name,
        judul,
        satuan: indicator.unit.of(ui.lang),
        tahun: released.day.year(),
        periode: released.day.to_string(),
        data,
        status: if data.is_some() { "tersedia" } else { "dirahasiakan" },
        timestamp: released.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    }
}

/// "Usaha aktif menurut kelas ukuran: Mikro".
fn title(ui: &Ui, names: &Names, indicator: &Indicator, breakdown: &str, item: &str) -> String {
    let name = indicator.name.of(ui.lang);
    match indicator.breakdown(breakdown) {
        Some(by) => {
            let part = names.item(ui, by, item);
            format!("{name} {} {}: {part}", ui.t("insight-by"), by.name.of(ui.lang).to_lowercase())
        }
        None => name.to_owned(),
    }
}
