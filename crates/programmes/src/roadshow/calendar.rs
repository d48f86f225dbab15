//! The stops of a roadshow as calendars read them.

use axum::extract::Path;
use web::{Answer, Routes, Visit};

use super::find;
use crate::ical::{self, Event};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/roadshows/{id}/calendar", calendar)
}

async fn calendar(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let roadshow = find::one(&mut tx, id.parse()?).await?;
    let stops = find::stops(&mut tx, roadshow.id).await?;
    let ui = &visit.ui;
    let events = stops.iter().map(|stop| Event {
        id: stop.id.0,
        // A calendar takes a higher number for the newer version.
        revision: i32::from(stop.cancelled_at.is_some()),
        starts_at: stop.starts_at,
        ends_at: stop.ends_at,
        summary: format!("{}: {}", roadshow.name, ui.place(&stop.area)),
        place: Some(stop.place.clone()),
        link: None,
        cancelled: stop.cancelled_at.is_some(),
    });
    let text = ical::write(&ical::host(&visit), &roadshow.name, &events.collect::<Vec<_>>(), tx.now());
    Ok(ical::answer("roadshow", text))
}
