use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use kernel::{AreaCode, CityId, Level};
use web::{Answer, ListQuery, Visit};

use super::show;
use crate::gazetteer::gazetteer;
use crate::words;

/// `GET /territory/areas`: the city, or the provinces on the platform's own pages.
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    match AreaCode::of_city(visit.ui.city.id) {
        Some(city) => show::area(&visit, &query, &city).await,
        None => show::nation(&visit, &query).await,
    }
}

/// `GET /territory/areas/{code}`
pub(crate) async fn show(visit: Visit, Path(code): Path<String>, query: ListQuery) -> Answer {
    let code = AreaCode::parse(&code).map_err(|_| kernel::Error::NotFound("area"))?;
    let outside = AreaCode::of_city(visit.ui.city.id).is_some_and(|city| !city.contains(&code));
    if outside && visit.ui.city.id != CityId::PLATFORM {
        return Ok(Redirect::to(&words::address(&visit.ui, &code)).into_response());
    }
    show::area(&visit, &query, &code).await
}

/// `GET /territory/areas/{code}/{rw}`: an RW stands on the page of its kelurahan.
pub(crate) async fn show_rw(visit: Visit, Path((code, _)): Path<(String, String)>) -> Answer {
    kelurahan(&visit, &code).await
}

/// `GET /territory/areas/{code}/{rw}/{rt}`: an RT stands on the page of its kelurahan.
pub(crate) async fn show_rt(visit: Visit, Path((code, _, _)): Path<(String, String, String)>) -> Answer {
    kelurahan(&visit, &code).await
}

async fn kelurahan(visit: &Visit, code: &str) -> Answer {
    let code = AreaCode::parse(code).ok().filter(|code| code.level() == Level::Kelurahan);
    let known = gazetteer(&visit.db).await?;
    let code = code.and_then(|code| known.current(&code)).ok_or(kernel::Error::NotFound("area"))?;
    Ok(Redirect::to(&format!("{}#rw", words::address(&visit.ui, &code))).into_response())
}
