//! Examples of roadshows: one that went through a kecamatan yesterday.

use chrono::TimeDelta;
use kernel::AreaCode;
use programmes::roadshow::{self, ActionId, Invited, NewAction, NewRoadshow, NewStop, RoadshowId, StopId};

use super::examples::fresh;
use crate::kit::Kit;
use crate::people::MACHINE;

pub(super) async fn roadshow(kit: &Kit) -> RoadshowId {
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewRoadshow { name: format!("Roadshow {}", fresh()), about: String::new() };
    let id = roadshow::add(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(super) async fn stop(kit: &Kit) -> StopId {
    let roadshow = roadshow(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let starts_at = tx.now() - TimeDelta::days(1);
    let new = NewStop {
        area: AreaCode::parse("33.74.06").unwrap(),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(3),
        place: "Kantor kecamatan".to_owned(),
        agenda: String::new(),
        guests: Invited::All,
        agencies: Vec::new(),
    };
    let id = roadshow::add_stop(&mut tx, roadshow, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(super) async fn action(kit: &Kit) -> ActionId {
    let stop = stop(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let due_on = tx.today();
    let new = NewAction { what: "Buka layanan NIB".to_owned(), who: "DPMPTSP".to_owned(), due_on };
    let id = roadshow::act(&mut tx, stop, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}
