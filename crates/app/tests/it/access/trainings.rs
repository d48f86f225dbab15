//! Examples of trainings and of those who take part in them.

use kernel::{Role, Tx};
use programmes::certificate::rules::Rule;
use programmes::certificate::{self, CertificateId, NewIssue};
use programmes::training::token::{self, Door};
use programmes::training::{self, ParticipantId, SessionId, TrainingId, Who, examples};
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
    if matches!(thing, Thing::TrainingCertificate | Thing::CertificateCode | Thing::DoorToken) {
        let papers = papers(&mut tx, id, session, participant).await;
        tx.commit().await.unwrap();
        return if matches!(thing, Thing::TrainingCertificate) {
            owned(papers.certificate, owner)
        } else if matches!(thing, Thing::CertificateCode) {
            alone(papers.code)
        } else {
            alone(papers.token)
        };
    }
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

/// What somebody who passed holds in hands.
struct Papers {
    certificate: CertificateId,
    code: String,
    token: String,
}

async fn papers(tx: &mut Tx, id: TrainingId, session: SessionId, participant: ParticipantId) -> Papers {
    training::tick(tx, session, participant).await.unwrap();
    certificate::set_rule(tx, id, Rule { share: 30, mark: None }).await.unwrap();
    let (signer, signer_title) = ("Dra. Rina Kartika".to_owned(), "Kepala Dinas".to_owned());
    let new = NewIssue { on: tx.today(), signer, signer_title };
    certificate::issue(tx, id, new).await.unwrap();
    let all = certificate::of_participant(tx, participant).await.unwrap();
    let address = certificate::address(tx, &all[0]);
    let (session, whose) = (
        training::session_of(tx, session).await.unwrap(),
        training::participant(tx, participant).await.unwrap(),
    );
    let door = Door { session: session.id, number: session.number };
    Papers {
        certificate: all[0].id,
        code: address.rsplit('/').next().unwrap().to_owned(),
        token: token::make(tx.db(), tx.city(), door, participant, whose.number),
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
