//! Examples of programmes and of those who apply to them.

use kernel::id::AccountId;
use programmes::applicant::examples;
use programmes::applicant::{self, ApplicantId};
use programmes::call::{self, CallId, Quota, Rule};
use programmes::programme::{Category, ProgrammeId};

use super::examples::{Made, fresh, owned};
use super::records;
use crate::kit::Kit;
use crate::people::MACHINE;

pub(super) async fn programme(kit: &Kit) -> ProgrammeId {
    let mut tx = kit.db.tx(MACHINE).await;
    let id = examples::programme(&mut tx, &format!("Wirausaha Baru {}", fresh()), Category::Wub).await;
    tx.commit().await.unwrap();
    id.unwrap()
}

/// A call that is open, with a rule.
pub(super) async fn call(kit: &Kit) -> CallId {
    let programme = programme(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = examples::a_call(&tx, "Pendaftaran contoh", Quota { whole: 20, each: None }, &[Rule::Resident]);
    let id = call::add(&mut tx, programme, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// An application, and whose it is.
pub(super) async fn applicant(kit: &Kit) -> (ApplicantId, AccountId) {
    let (person, _, owner) = records::entrepreneur(kit).await;
    let call = call(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let id = examples::entered(&mut tx, call, person).await.unwrap();
    tx.commit().await.unwrap();
    (id, owner)
}

/// A paper that somebody handed in.
pub(super) async fn paper(kit: &Kit) -> Made {
    let (id, owner) = applicant(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let sent = web::upload::Uploaded {
        field: "file".into(),
        name: "surat.pdf".into(),
        bytes: b"%PDF-1.7 surat".to_vec(),
    };
    let paper = applicant::attach(&mut tx, id, "recommendation", sent).await.unwrap();
    tx.commit().await.unwrap();
    owned(paper, owner)
}
