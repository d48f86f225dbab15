//! Handing the reports out.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{AreaCode, Error};
use web::{Answer, Visit};

use super::{contents, pdf, xlsx};

/// `GET /insight/figures/{area}/report.pdf`
pub(crate) async fn pdf(visit: Visit, Path(area): Path<String>) -> Answer {
    let area = AreaCode::parse(&area).map_err(|_| Error::NotFound("area"))?;
    let mut contents = contents::read(&visit, &area).await?;
    let bytes = pdf::write(&visit.ui, &mut contents)?;
    Ok(file(bytes, "application/pdf", &format!("angka-umkm-{area}.pdf")))
}

/// `GET /insight/figures/{area}/report.xlsx`
pub(crate) async fn xlsx(visit: Visit, Path(area): Path<String>) -> Answer {
    let area = AreaCode::parse(&area).map_err(|_| Error::NotFound("area"))?;
    let mut contents = contents::read(&visit, &area).await?;
    let bytes = xlsx::write(&visit.ui, &mut contents)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, media, &format!("angka-umkm-{area}.xlsx")))
}

fn file(bytes: Vec<u8>, media: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([("content-type", media), ("content-disposition", disposition.as_str())], bytes).into_response()
}
