//! The demo's records: what five invented agencies of each city sent, taken over by the importer itself.

use identity::agency::{self, Kind, Names};
use kernel::id::AgencyId;
use kernel::{Actor, City, Db, Error, Tx};
use registry::batch::{self, NewBatch, Then};
use registry::examples::{LISTS, Sender};

/// Has the lists of a city taken over by jobs, so that the first page does not wait for them. A list that was sent before
/// is not sent again.
pub(super) async fn send(db: &Db, city: &City) -> Result<(), Error> {
    let mut tx = db.begin(Actor::System("demo"), city.id).await?;
    let mut sent = false;
    for list in LISTS.iter().filter(|list| list.city == city.id) {
        let agency = of(&mut tx, list.sender).await?;
        if batch::find::of_bytes(&mut tx, agency, list.bytes).await?.is_some() {
            continue;
        }
        let media_type = if list.file_name.ends_with(".csv") {
            "text/csv"
        } else {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        };
        let new = NewBatch {
            agency,
            file_name: list.file_name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: list.bytes.to_vec(),
        };
        batch::receive_then(&mut tx, new, Then::Apply).await?;
        sent = true;
    }
    if sent {
        tx.enqueue(super::Figures {}).await?;
    }
    tx.commit().await
}

/// The agency that keeps such lists; added where the city has none yet.
pub(super) async fn of(tx: &mut Tx, sender: Sender) -> Result<AgencyId, Error> {
    let (name, short, kind) = match sender {
        Sender::Cooperatives => ("Dinas Koperasi dan Usaha Mikro", "Diskop UM", Kind::Dinas),
        Sender::Industry => ("Dinas Perindustrian", "Disperin", Kind::Dinas),
        Sender::Kelurahan => ("Kelurahan se-kota", "Kelurahan", Kind::Other),
        Sender::Oss => ("Dinas Penanaman Modal dan PTSP", "DPMPTSP", Kind::Dinas),
        Sender::Training => ("UPT Pelatihan Kewirausahaan", "UPT Pelatihan", Kind::Upt),
    };
    if let Some(known) = agency::list(tx).await?.into_iter().find(|agency| agency.short_name == short) {
        return Ok(known.id);
    }
    agency::add(tx, Names::parse(name, short)?, kind).await
}
