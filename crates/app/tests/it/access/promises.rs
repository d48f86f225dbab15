//! Examples of promises and outcomes.

use chrono::NaiveDate;
use programmes::aid::{self, AidKind, NewAid};
use programmes::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, OutcomeId, Sort};
use programmes::promise::{self, NewPart, NewPromise, NewRevision, NewTold, Overlap, PromiseId, Visible};
use programmes::report::{self, Month, NewReport, ReportId};

use super::examples::fresh;
use super::records;
use crate::kit::Kit;
use crate::people::MACHINE;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A promise of the city that everybody may see.
pub(super) async fn promise(kit: &Kit) -> PromiseId {
    let mut tx = kit.db.tx(MACHINE).await;
    let part =
        |category: &str, figure| NewPart { year: None, category: category.to_owned(), area: None, figure };
    let revision = NewRevision {
        decree: "SK 500/1/2026".to_owned(),
        decided_on: day("2026-01-02"),
        from: day("2026-01-01"),
        until: day("2027-12-31"),
        total: 100,
        parts: vec![part("wub", 70), part("women", 30)],
        rests: Vec::new(),
        overlap: Overlap::First,
        grade: Grade::Document,
        as_published: false,
        source: String::new(),
        reason: String::new(),
    };
    let name = format!("Wirausaha baru {}", fresh());
    let new = NewPromise { name, kind: NEW_ENTREPRENEUR.to_owned(), revision };
    let id = promise::make(&mut tx, new).await.unwrap();
    promise::publish(&mut tx, id, Visible::Everybody).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// The same with a figure that was published.
pub(super) async fn told(kit: &Kit) -> String {
    let promise = promise(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewTold {
        year: Some(2026),
        category: String::new(),
        figure: 60,
        source: "Laporan kinerja 2026 (contoh)".to_owned(),
        published_on: day("2026-06-30"),
    };
    let told = promise::tell(&mut tx, promise, new).await.unwrap();
    tx.commit().await.unwrap();
    format!("{promise} {told}")
}

/// A report of the city that was signed.
pub(super) async fn report(kit: &Kit) -> ReportId {
    let mut tx = kit.db.tx(MACHINE).await;
    let month = Month::of(tx.today());
    let digest = report::gather(&mut tx, month).await.unwrap().digest().unwrap();
    let because = Some("Angka contoh untuk uji akses".to_owned());
    let id = report::sign(&mut tx, NewReport { month, digest, because }).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Something that somebody of this kelurahan received.
pub(super) async fn aid(kit: &Kit) -> aid::AidId {
    let (person, _, _) = records::entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewAid {
        person: Some(person),
        business: None,
        kind: AidKind::Tool,
        what: "Mesin jahit".to_owned(),
        agency: None,
        programme: None,
        on: day("2026-01-05"),
        worth: None,
        paper: None,
    };
    let id = aid::record(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A rule about what nobody should receive twice; the one before it is ended.
pub(super) async fn aid_rule(kit: &Kit) -> aid::AidRuleId {
    let mut tx = kit.db.tx(MACHINE).await;
    for rule in aid::repeat::rules(&mut tx).await.unwrap() {
        aid::repeat::end(&mut tx, rule.id).await.unwrap();
    }
    let id = aid::repeat::set(&mut tx, AidKind::Tool, None, 6).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Somebody of this kelurahan who became an entrepreneur.
pub(super) async fn outcome(kit: &Kit) -> (OutcomeId, kernel::id::Uuid) {
    let (person, _, _) = records::entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let on = day("2026-01-05");
    let new = NewOutcome {
        person,
        business: None,
        kind: NEW_ENTREPRENEUR.to_owned(),
        categories: vec!["wub".to_owned()],
        area: None,
        on,
        evidence: NewEvidence { grade: Grade::Document, sort: Sort::Permit, on, note: None },
        shares: Vec::new(),
    };
    let id = outcome::record(&mut tx, new).await.unwrap();
    let evidence = outcome::find::evidence(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    (id, evidence[0].id.0)
}

/// The same with what speaks for it.
pub(super) async fn evidence(kit: &Kit) -> String {
    let (outcome, evidence) = outcome(kit).await;
    format!("{outcome} {evidence}")
}
