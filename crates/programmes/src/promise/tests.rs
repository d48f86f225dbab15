use kernel::{Error, Level, Role, Tx};
use registry::person::PersonId;
use testkit::{SEMARANG, TestDb};

use super::make::Visible;
use super::*;
use crate::allocation::Ties;
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, Sort};
use crate::testing::{GEMAH, area, day, kit, machine, someone};

const MUKTI: &str = "33.74.06.1006";

pub(super) fn part_of(year: i16, category: &str, figure: i64) -> NewPart {
    NewPart { year: Some(year).filter(|y| *y != 0), category: category.to_owned(), area: None, figure }
}

pub(super) fn revision(total: i64, parts: Vec<NewPart>) -> NewRevision {
    NewRevision {
        decree: "SK 500/1/2025".to_owned(),
        decided_on: day("2025-01-02"),
        from: day("2025-01-01"),
        until: day("2026-12-31"),
        total,
        parts,
        rests: Vec::new(),
        overlap: Overlap::First,
        grade: Grade::Document,
        as_published: false,
        source: String::new(),
        reason: String::new(),
    }
}

pub(super) fn promise(revision: NewRevision) -> NewPromise {
    NewPromise { name: "Wirausaha baru".to_owned(), kind: NEW_ENTREPRENEUR.to_owned(), revision }
}

pub(super) async fn became(tx: &mut Tx, person: PersonId, on: &str, grade: Grade, categories: &[&str]) {
    let evidence = NewEvidence { grade, sort: Sort::Permit, on: day(on), note: None };
    let new = NewOutcome {
        person,
        business: None,
        kind: NEW_ENTREPRENEUR.to_owned(),
        categories: categories.iter().map(|c| (*c).to_owned()).collect(),
        area: None,
        on: day(on),
        evidence,
        shares: Vec::new(),
    };
    outcome::record(tx, new).await.unwrap();
}

async fn people(tx: &mut Tx, promise: &Promise, category: &str) -> i64 {
    let all = reached(tx, promise, &area("33.74"), Level::City).await.unwrap();
    all.into_iter().filter(|r| r.cell.category == category).map(|r| r.people).sum()
}

async fn db() -> TestDb {
    kit().await
}

#[tokio::test]
async fn a_promise_whose_parts_do_not_add_up_is_kept_as_published_or_not_at_all() {
    let kit = db().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let parts = vec![part_of(2025, "", 2114), part_of(2025, "wub", 1750), part_of(2025, "women", 350)];
    let mut new = revision(5000, parts);
    new.rests =
        vec![NewRest { year: None, category: String::new(), along: Along::Year, name: "2026".to_owned() }];
    assert!(matches!(make(&mut tx, promise(new.clone())).await, Err(Error::Invalid(f)) if f[0].0 == "parts"));

    new.as_published = true;
    assert!(
        matches!(make(&mut tx, promise(new.clone())).await, Err(Error::Invalid(f)) if f[0].0 == "source")
    );
    new.source = "Siaran pers 2025".to_owned();
    let id = make(&mut tx, promise(new)).await.unwrap();

    let one = one(&mut tx, id, None).await.unwrap();
    let checked = check::check(&mut tx, &one).await.unwrap();
    assert_eq!(checked.promised.len(), 1);
    assert_eq!((checked.promised[0].whole, checked.promised[0].together), (2114, 2100));
}

#[tokio::test]
async fn a_revision_keeps_the_one_before_it() {
    let kit = db().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = make(&mut tx, promise(revision(500, Vec::new()))).await.unwrap();
    let mut shorter = revision(450, Vec::new());
    shorter.until = day("2025-12-31");
    assert!(
        matches!(revise(&mut tx, id, shorter.clone()).await, Err(Error::Invalid(f)) if f[0].0 == "reason")
    );
    shorter.reason = "Masa jabatan berakhir setahun lebih cepat".to_owned();
    assert_eq!(revise(&mut tx, id, shorter).await.unwrap(), 2);

    let now = one(&mut tx, id, None).await.unwrap();
    let before = one(&mut tx, id, Some(1)).await.unwrap();
    assert_eq!((now.revision.number, now.revision.total, now.revision.until), (2, 450, day("2025-12-31")));
    assert_eq!((before.revision.total, before.revision.until, before.newest), (500, day("2026-12-31"), 2));
}

#[tokio::test]
async fn people_count_once_by_grade_day_and_the_rule_for_overlap() {
    let kit = db().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let parts = vec![part_of(0, "wub", 60), part_of(0, "women", 40)];
    let first = make(&mut tx, promise(revision(100, parts.clone()))).await.unwrap();
    let each = NewRevision { overlap: Overlap::Each, ..revision(100, parts) };
    let each = NewPromise { name: "Tumpang tindih".to_owned(), ..promise(each) };
    let each = make(&mut tx, each).await.unwrap();
    let sari = someone(&mut tx, "Sari Wulandari", GEMAH, 1, 1).await;
    let budi = someone(&mut tx, "Budi Santoso", GEMAH, 1, 2).await;
    let ani = someone(&mut tx, "Ani Lestari", MUKTI, 1, 1).await;
    let early = someone(&mut tx, "Tri Wahyuni", MUKTI, 1, 1).await;
    became(&mut tx, sari, "2025-03-01", Grade::Document, &["wub", "women"]).await;
    became(&mut tx, budi, "2025-04-01", Grade::System, &["wub"]).await;
    became(&mut tx, ani, "2025-05-01", Grade::Claimed, &["women"]).await;
    became(&mut tx, early, "2024-12-31", Grade::Document, &["women"]).await;

    let first = one(&mut tx, first, None).await.unwrap();
    let each = one(&mut tx, each, None).await.unwrap();
    for (promise, category, count) in
        [(&first, "", 2), (&first, "wub", 2), (&first, "women", 0), (&each, "", 2), (&each, "women", 1)]
    {
        assert_eq!(people(&mut tx, promise, category).await, count, "{category}");
    }
    let cell = Cell { year: 2025, category: "women".to_owned(), area: area(GEMAH) };
    assert_eq!(tally::people(&mut tx, &each, &cell, 0, 10).await.unwrap(), [sari.0]);
    assert_eq!(tally::people(&mut tx, &first, &cell, 0, 10).await.unwrap(), Vec::<uuid::Uuid>::new());
}

#[tokio::test]
async fn two_records_that_became_one_person_count_once() {
    let kit = db().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = make(&mut tx, promise(revision(100, Vec::new()))).await.unwrap();
    registry::examples::joined(&mut tx, &area(GEMAH)).await.unwrap();
    let same: Vec<uuid::Uuid> =
        sqlx::query_scalar("select person from registry.person_now where city = 3374")
            .fetch_all(tx.conn())
            .await
            .unwrap();
    assert_eq!(same.len(), 2);
    for person in same {
        became(&mut tx, PersonId(person), "2025-03-01", Grade::Document, &[]).await;
    }
    let promise = one(&mut tx, id, None).await.unwrap();
    assert_eq!(people(&mut tx, &promise, "").await, 1);
}

/// Shares 100 out among Semarang's kelurahan.
async fn shared(tx: &mut Tx) -> PromiseId {
    let id = make(tx, promise(revision(100, Vec::new()))).await.unwrap();
    let new = NewAllocation {
        year: None,
        category: String::new(),
        of: None,
        down_to: Level::Kelurahan,
        basis: Basis::Equal,
        ties: Ties::Lot("SK 500/1/2025".to_owned()),
        least: 0,
        most: Some(2),
    };
    share_out(tx, id, new).await.unwrap();
    id
}

async fn kelurahan(tx: &mut Tx, id: PromiseId) -> Vec<(String, i64)> {
    let all = parts(tx, id, 1, Level::Kelurahan).await.unwrap();
    all.into_iter()
        .filter(|p| p.cell.area.level() == Level::Kelurahan)
        .map(|p| (p.cell.area.to_string(), p.figure))
        .collect()
}

#[tokio::test]
async fn a_figure_is_shared_out_whole_and_set_by_hand_its_neighbours_make_room() {
    let kit = db().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = shared(&mut tx).await;
    let before = kelurahan(&mut tx, id).await;
    assert_eq!(before.len(), 177);
    assert_eq!(before.iter().map(|(_, f)| f).sum::<i64>(), 100);
    let gemah = before.iter().find(|(code, _)| code == GEMAH).unwrap().1;

    let set_to = |figure| NewFigure {
        year: None,
        category: String::new(),
        area: area(GEMAH),
        figure,
        reason: "Sudah ada kesepakatan warga".to_owned(),
    };
    assert!(
        matches!(set(&mut tx, id, set_to(Some(101))).await, Err(Error::Invalid(f)) if f[0].0 == "figure")
    );
    set(&mut tx, id, set_to(Some(gemah + 2))).await.unwrap();

    let after = kelurahan(&mut tx, id).await;
    assert_eq!(after.iter().map(|(_, f)| f).sum::<i64>(), 100);
    let changed: Vec<&str> =
        before.iter().zip(&after).filter(|(b, a)| b != a).map(|(b, _)| b.0.as_str()).collect();
    assert!(
        changed.contains(&GEMAH) && changed.iter().all(|code| code.starts_with("33.74.06")),
        "{changed:?}"
    );
    set(&mut tx, id, set_to(None)).await.unwrap();
    assert_eq!(kelurahan(&mut tx, id).await, before);
}

#[tokio::test]
async fn only_the_city_keeps_promises_and_only_staff_sees_those_that_are_not_public() {
    let kit = db().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = make(&mut tx, promise(revision(100, Vec::new()))).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::KecamatanOfficer, "33.74.06")).await;
    assert!(one(&mut tx, id, None).await.is_ok());
    assert!(matches!(make(&mut tx, promise(revision(5, Vec::new()))).await, Err(Error::Forbidden)));
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::Citizen, "33.74")).await;
    assert!(matches!(one(&mut tx, id, None).await, Err(Error::NotFound(_))));
    assert!(matches!(find::pledge(&mut tx, id).await, Err(Error::NotFound(_))));
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::AgencyOfficer, "33.74")).await;
    publish(&mut tx, id, Visible::Everybody).await.unwrap();
    assert!(find::pledge(&mut tx, id).await.is_ok());
}

#[tokio::test]
async fn depoks_published_figures_are_kept_and_their_gaps_told() {
    let kit = db().await;
    let mut tx = kit.tx_in(testkit::DEPOK, machine()).await;
    crate::examples::fill(&mut tx).await.unwrap();
    crate::examples::fill(&mut tx).await.unwrap();

    let all = list(&mut tx).await.unwrap();
    assert_eq!(all.len(), 1);
    let now = one(&mut tx, all[0].id, None).await.unwrap();
    assert_eq!((now.newest, now.revision.total, now.revision.until), (2, 6000, day("2025-12-31")));
    let checked = check::check(&mut tx, &now).await.unwrap();
    let gaps =
        |found: &[Difference]| found.iter().map(|d| (d.of.year, d.whole, d.together)).collect::<Vec<_>>();
    assert_eq!(gaps(&checked.promised), [(2024, 1800, 1500)]);
    assert_eq!(gaps(&checked.told), [(2023, 2114, 2100)]);
    let old = one(&mut tx, all[0].id, Some(1)).await.unwrap();
    assert_eq!(old.revision.until, day("2026-12-31"));
}

#[tokio::test]
async fn magelangs_promise_gives_every_rt_one_or_two() {
    let kit = db().await;
    let mut tx = kit.tx_in(kernel::CityId(3371), machine()).await;
    territory::examples::fill(&mut tx).await.unwrap();
    crate::examples::fill(&mut tx).await.unwrap();

    let id = list(&mut tx).await.unwrap()[0].id;
    let all = parts(&mut tx, id, 1, Level::Rt).await.unwrap();
    let rts: Vec<i64> = all.iter().filter(|p| p.cell.area.level() == Level::Rt).map(|p| p.figure).collect();
    assert_eq!((rts.len(), rts.iter().sum::<i64>()), (1034, 1500));
    assert!(rts.iter().all(|figure| (1..=2).contains(figure)));
    assert_eq!(differences(&all, &[], Overlap::First), []);
}

#[tokio::test]
async fn a_figure_copied_wrongly_is_taken_back_and_told_anew_and_so_is_a_promise() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let id = make(&mut tx, promise(revision(5000, Vec::new()))).await.unwrap();
    let figure = |figure| NewTold {
        year: Some(2025),
        category: String::new(),
        figure,
        source: "Laporan kinerja".to_owned(),
        published_on: day("2026-01-31"),
    };
    let wrong = tell(&mut tx, id, figure(2114)).await.unwrap();
    let twice = tx.part(async |tx| tell(tx, id, figure(2141)).await).await.unwrap();
    assert!(matches!(twice, Err(Error::Invalid(_))), "one figure for a cell");
    assert!(matches!(untell(&mut tx, id, wrong, "x").await, Err(Error::Invalid(_))), "a reason in words");
    untell(&mut tx, id, wrong, "Salah salin").await.unwrap();
    tell(&mut tx, id, figure(2141)).await.unwrap();
    let figures: Vec<i64> = told(&mut tx, id).await.unwrap().iter().map(|told| told.figure).collect();
    assert_eq!(figures, [2141]);

    withdraw(&mut tx, id, "Salah dimasukkan").await.unwrap();
    assert!(matches!(one(&mut tx, id, None).await, Err(Error::NotFound(_))));
}
