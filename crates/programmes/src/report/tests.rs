use kernel::{Error, Role, Tx};
use registry::person::PersonId;
use testkit::SEMARANG;

use super::*;
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, NewShare, Sort};
use crate::promise::{self, NewPart, NewPromise, NewRevision, Overlap};
use crate::testing::{GEMAH, day, kit, machine, someone};

fn part(category: &str, figure: i64) -> NewPart {
    NewPart { year: None, category: category.to_owned(), area: None, figure }
}

async fn promised(tx: &mut Tx, from: &str, total: i64, parts: Vec<NewPart>) {
    let revision = NewRevision {
        decree: "SK 500/1".to_owned(),
        decided_on: day(from),
        from: day(from),
        until: day("2030-12-31"),
        total,
        parts,
        rests: Vec::new(),
        overlap: Overlap::First,
        grade: Grade::Claimed,
        as_published: true,
        source: "Siaran pers".to_owned(),
        reason: String::new(),
    };
    let new = NewPromise { name: "Wirausaha baru".to_owned(), kind: NEW_ENTREPRENEUR.to_owned(), revision };
    promise::make(tx, new).await.unwrap();
}

async fn became(tx: &mut Tx, person: PersonId, on: chrono::NaiveDate, category: &str, shares: Vec<NewShare>) {
    let evidence = NewEvidence { grade: Grade::Document, sort: Sort::Permit, on, note: None };
    let new = NewOutcome {
        person,
        business: None,
        kind: NEW_ENTREPRENEUR.to_owned(),
        categories: vec![category.to_owned()],
        area: None,
        on,
        evidence,
        shares,
    };
    outcome::record(tx, new).await.unwrap();
}

fn failed(contents: &Contents) -> Vec<(Rule, i64, i64)> {
    contents.failed().map(|check| (check.rule, check.whole, check.parts)).collect()
}

#[test]
fn a_check_says_what_it_compares() {
    for (rule, whole, parts, holds) in [
        (Rule::Promised, 2114, 2100, false),
        (Rule::Years, 40, 40, true),
        (Rule::Areas, 40, 39, false),
        (Rule::Within, 40, 12, true),
        (Rule::Within, 40, 41, false),
        (Rule::Women, 0, 1, false),
        (Rule::Enrolled, 7, 0, true),
        (Rule::Enrolled, 7, 2, false),
    ] {
        assert_eq!(Check::same(rule, "x", whole, parts).holds(), holds, "{rule:?} {whole} {parts}");
    }
    assert!(Check { rest: true, ..Check::same(Rule::Promised, "x", 10, 8) }.holds());
}

#[test]
fn a_month_ends_on_its_last_day() {
    for (text, first, last) in
        [("2024-02", "2024-02-01", "2024-02-29"), ("2025-12", "2025-12-01", "2025-12-31")]
    {
        let month = Month::parse(text).unwrap();
        assert_eq!((month.first(), month.last()), (day(first), day(last)));
        assert_eq!(month.to_string(), text);
    }
    assert_eq!(Month::parse("2025-01").unwrap().before(), Month::parse("2024-12").unwrap());
    assert_eq!(Month::parse("2025-13"), None);
}

#[tokio::test]
async fn a_report_counts_until_its_last_day_and_finds_what_does_not_agree() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let month = Month::of(tx.today()).before();
    let start = month.before().first();
    promised(&mut tx, &start.to_string(), 10, vec![part("wub", 6), part("women", 3)]).await;
    let help = |name: &str| NewShare { programme: None, name: name.to_owned(), share: 50 };
    for number in 0..3 {
        let person = someone(&mut tx, &format!("Orang {number}"), GEMAH, 1, 1).await;
        became(&mut tx, person, month.last(), "wub", vec![help("Pelatihan")]).await;
    }
    let late = someone(&mut tx, "Orang Akhir", GEMAH, 1, 1).await;
    let today = tx.today();
    became(&mut tx, late, today, "wub", Vec::new()).await;

    let contents = gather(&mut tx, month).await.unwrap();
    let all = contents.promises[0].lines.iter().find(|line| line.year == 0 && line.category.is_empty());
    assert_eq!(all.map(|line| (line.promised, line.reached)), Some((Some(10), 3)));
    assert_eq!(contents.promises[0].areas.iter().map(|area| area.reached).sum::<i64>(), 3);
    assert_eq!(failed(&contents), [(Rule::Promised, 10, 9)]);

    let this = gather(&mut tx, Month::of(today)).await.unwrap();
    let all = this.promises[0].lines.iter().find(|line| line.year == 0 && line.category.is_empty());
    assert_eq!(all.map(|line| line.reached), Some(4), "until today");
}

#[tokio::test]
async fn what_is_signed_is_what_was_seen_and_stays() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::CityAdmin, "33.74")).await;
    let month = Month::of(tx.today());
    promised(&mut tx, &month.first().to_string(), 10, vec![part("wub", 6), part("women", 3)]).await;
    let seen = gather(&mut tx, month).await.unwrap();
    let new = |because: Option<&str>| NewReport {
        month,
        digest: seen.digest().unwrap(),
        because: because.map(str::to_owned),
    };
    let unexplained = sign(&mut tx, new(None)).await;
    assert!(matches!(unexplained, Err(Error::Invalid(fields)) if fields[0].0 == "because"));
    let id = sign(&mut tx, new(Some("Satu orang belum dibagi ke kategori"))).await.unwrap();

    let person = someone(&mut tx, "Siti Aminah", GEMAH, 1, 1).await;
    let today = tx.today();
    became(&mut tx, person, today, "wub", Vec::new()).await;
    let stale = sign(&mut tx, new(Some("Satu orang belum dibagi ke kategori"))).await;
    assert!(matches!(stale, Err(Error::Refused(_))), "the figures have changed");
    let kept = one(&mut tx, id).await.unwrap();
    assert_eq!((kept.contents.digest().unwrap(), kept.listed.number), (kept.digest.clone(), 1));
    assert_eq!(kept.contents, seen);

    let now = gather(&mut tx, month).await.unwrap();
    let again =
        NewReport { month, digest: now.digest().unwrap(), because: Some("Menyusul satu orang".into()) };
    let second = sign(&mut tx, again).await.unwrap();
    let (all, total) = list(&mut tx, 0, 10).await.unwrap();
    assert_eq!((all[0].id, all[0].number, total), (second, 2, 2));
}

#[tokio::test]
async fn who_only_sees_promises_does_not_sign() {
    let kit = kit().await;
    let mut tx = kit.tx_in(SEMARANG, testkit::actor(Role::Analyst, "33.74")).await;
    let month = Month::of(tx.today());
    let digest = gather(&mut tx, month).await.unwrap().digest().unwrap();
    let refused = sign(&mut tx, NewReport { month, digest, because: None }).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
}
