//! Examples of programmes and of those who apply to them.

use kernel::Role;
use kernel::id::{AccountId, AgencyId};
use programmes::applicant::examples;
use programmes::applicant::{self, ApplicantId};
use programmes::call::{self, CallId, Quota, Rule};
use programmes::followup::{self, FollowupId};
use programmes::programme::{Category, ProgrammeId};
use programmes::roll::{self, RollId};
use programmes::selection::interview;
use programmes::selection::{self, ReviewId, SlotId, object, review};
use registry::batch::NewBatch;

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

/// A list of applicants, as an agency sent it.
pub(super) async fn roll(kit: &Kit) -> RollId {
    let call = call(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewBatch {
        agency: AgencyId(uuid::Uuid::now_v7()),
        file_name: "calon.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: b"NAMA,KELURAHAN\nSiti,Gemah\n".to_vec(),
    };
    let id = roll::receive(&mut tx, call, new).await.unwrap();
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

/// The same, as its owner meets it.
pub(super) async fn own_applicant(kit: &Kit) -> Made {
    let (id, owner) = applicant(kit).await;
    owned(id, owner)
}

/// Somebody with a place who is to be asked, and the secret of the link.
pub(super) async fn followup(kit: &Kit) -> (FollowupId, String) {
    let (id, _) = applicant(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    // A turn takes some hundred; the examples before may be more.
    while followup::schedule(&mut tx).await.unwrap() > 0 {}
    let person = applicant::one(&mut tx, id).await.unwrap().person;
    let filter = followup::Filter { person: Some(person.0), limit: 1, ..Default::default() };
    let one = followup::list(&mut tx, filter).await.unwrap().0.remove(0);
    let link = followup::address(&tx, one.id, one.number);
    tx.commit().await.unwrap();
    (one.id, link.rsplit('/').next().unwrap().to_owned())
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

/// A call by selection that is open.
async fn selecting(kit: &Kit) -> CallId {
    let programme = programme(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let call = selection::examples::call(&mut tx, programme, "Seleksi contoh", 3, &[]).await.unwrap();
    tx.commit().await.unwrap();
    call
}

/// An application that an officer of the agency has taken to mark it.
pub(super) async fn review(kit: &Kit) -> ReviewId {
    let (person, _, _) = records::entrepreneur(kit).await;
    let call = selecting(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    examples::entered(&mut tx, call, person).await.unwrap();
    selection::examples::close(&mut tx, call).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = kit.db.tx(testkit::actor(Role::AgencyOfficer, "33.74")).await;
    let taken = review::next(&mut tx, call).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    taken
}

/// A time for interviews that lies ahead.
pub(super) async fn slot(kit: &Kit) -> SlotId {
    let call = selecting(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    selection::examples::slots(&mut tx, call).await.unwrap();
    let slot = interview::slots(&mut tx, call).await.unwrap()[0].id;
    tx.commit().await.unwrap();
    slot
}

/// An objection to a refusal, and whose it is.
pub(super) async fn objection(kit: &Kit) -> Made {
    let (id, owner) = applicant(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    applicant::refuse(&mut tx, id, "KTP tidak terbaca sama sekali").await.unwrap();
    let text = "KTP saya sudah diganti dan dapat dibaca";
    let objection = object::object(&mut tx, id, text).await.unwrap();
    tx.commit().await.unwrap();
    owned(objection, owner)
}
