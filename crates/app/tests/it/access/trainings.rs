//! Examples of trainings and of those who take part in them.

use kernel::Role;
use programmes::training::{self, Who, examples};
use programmes::{applicant, call};

use super::applications;
use super::examples::{Made, Thing, alone, fresh, owned, person};
use crate::kit::Kit;
use crate::people::MACHINE;

/// A training with a session that is held now, and somebody with a chair in it.
pub(super) async fn make(kit: &Kit, thing: Thing) -> Made {
    if matches!(thing, Thing::Calendar) {
        return calendar(kit).await;
    }
    let (applicant, owner) = applications::applicant(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let call = applicant::one(&mut tx, applicant).await.unwrap().call;
    let programme = call::one(&mut tx, call).await.unwrap().programme;
    let id = examples::training(&mut tx, programme, &format!("Dasar usaha {}", fresh())).await.unwrap();
    training::enrol(&mut tx, id).await.unwrap();
    let at = tx.now();
    let session = examples::session(&mut tx, id, 0, at, 20).await.unwrap();
    training::fill(&mut tx, session).await.unwrap();
    let who = Who { training: id, session: Some(session), one: None, prefix: "", offset: 0, most: 1 };
    let participant = training::seated(&mut tx, &who).await.unwrap()[0].participant;
    training::take(&mut tx, session, "Siti Aminahh").await.unwrap();
    let row = training::rows(&mut tx, session).await.unwrap()[0].id;
    tx.commit().await.unwrap();
    if matches!(thing, Thing::Training) {
        alone(id)
    } else if matches!(thing, Thing::TrainingSession) {
        alone(session)
    } else if matches!(thing, Thing::Sitting) {
        alone(format!("{session} {participant}"))
    } else if matches!(thing, Thing::SheetRow) {
        alone(format!("{session} {row}"))
    } else if matches!(thing, Thing::Ticket) {
        owned(format!("{participant} {session}"), owner)
    } else {
        owned(participant, owner)
    }
}

async fn calendar(kit: &Kit) -> Made {
    let owner = person(kit).await;
    let mut tx = kit.db.tx(testkit::actor_of(owner, Role::Citizen, "33.74")).await;
    training::renew_calendar(&mut tx).await.unwrap();
    let address = training::calendar_address(&mut tx).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    owned(address.rsplit('/').next().unwrap(), owner)
}
