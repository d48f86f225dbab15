//! Journals on a real database: once, whole, undone once, in open months only.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::{CityId, Error, Rupiah, Tx};
use testkit::{DEPOK, TestDb};

use super::*;
use crate::account::{self, Purpose};
use crate::money::Currency;
use crate::period::{self, CloseMonths};
use crate::proof;
use crate::testing::{admin, balance, kit, machine, maker, sold};

async fn legs(tx: &mut Tx, parts: &[(Purpose, i64)]) -> Vec<Leg> {
    let mut legs = Vec::new();
    for (purpose, units) in parts {
        let account = account::account(tx, *purpose, None).await.unwrap();
        legs.push(Leg { account, money: Money::rupiah(Rupiah(*units)) });
    }
    legs
}

async fn new(tx: &mut Tx, key: &str, parts: &[(Purpose, i64)]) -> NewJournal {
    let legs = legs(tx, parts).await;
    NewJournal { key: key.to_owned(), kind: Kind::Cash, note: String::new(), legs }
}

fn correction(key: &str, units: i64) -> Correction {
    Correction {
        key: key.to_owned(),
        into: Purpose::Bank,
        from: Purpose::Opening,
        money: Money { currency: Currency::IDR, units },
        note: "Saldo awal".to_owned(),
    }
}

#[tokio::test]
async fn a_journal_is_posted_once_however_often_it_is_sent() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let one =
        new(&mut tx, "a/1", &[(Purpose::Bank, 500), (Purpose::Gateway, -300), (Purpose::Mdr, -200)]).await;
    let first = post(&mut tx, &one).await.unwrap();
    let again = post(&mut tx, &one).await.unwrap();
    assert_eq!((first.fresh, again.fresh, first.id == again.id), (true, false, true));
    assert_eq!(balance(&mut tx, Purpose::Bank, None).await, 500);
    let other = new(&mut tx, "a/1", &[(Purpose::Bank, 501), (Purpose::Gateway, -501)]).await;
    let error = post(&mut tx, &other).await.unwrap_err();
    assert_eq!(error.to_string(), "refused: ledger-posted-otherwise");
    let detail = super::one(&mut tx, first.id).await.unwrap();
    let sums: Vec<i64> = detail.legs.iter().map(|leg| leg.3.units).collect();
    assert_eq!(sums, [500, -200, -300]);
    assert_eq!(detail.listed.moved.unwrap().units, 500);
}

#[tokio::test]
async fn an_account_that_is_not_there_is_no_place_for_money() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let mut one = new(&mut tx, "a/1", &[(Purpose::Bank, 500), (Purpose::Gateway, -500)]).await;
    one.legs[0].account = account::LedgerAccountId(maker(9));
    assert_eq!(post(&mut tx, &one).await.unwrap_err().to_string(), "account not found");
}

#[tokio::test]
async fn sixty_four_who_post_the_same_at_once_post_it_once() {
    let db: &'static TestDb = Box::leak(Box::new(kit().await));
    let mut tx = db.tx(machine()).await;
    let one = new(&mut tx, "a/1", &[(Purpose::Bank, 500), (Purpose::Gateway, -500)]).await;
    tx.commit().await.unwrap();
    let mut running = Vec::new();
    for _ in 0..64 {
        let one = one.clone();
        #[expect(clippy::disallowed_methods, reason = "a race needs tasks")]
        running.push(tokio::spawn(async move {
            let mut tx = db.tx(machine()).await;
            let posted = post(&mut tx, &one).await.unwrap();
            tx.commit().await.unwrap();
            posted
        }));
    }
    let mut posted = Vec::new();
    for one in running {
        posted.push(one.await.unwrap());
    }
    assert_eq!(posted.iter().filter(|one| one.fresh).count(), 1);
    assert!(posted.iter().all(|one| one.id == posted[0].id));
    let mut tx = db.tx(machine()).await;
    assert_eq!(balance(&mut tx, Purpose::Bank, None).await, 500);
    assert_eq!(list(&mut tx, &Ask::default(), (0, 10)).await.unwrap().1, 1);
}

#[tokio::test]
async fn a_reversal_mirrors_what_it_undoes_and_is_there_once() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let sale = sold(&mut tx, "a/1", 1, 90_000).await;
    tx.commit().await.unwrap();
    let mut tx = db.tx(admin()).await;
    assert!(reverse(&mut tx, sale.id, "x").await.is_err(), "a reason is asked for");
    let undone = reverse(&mut tx, sale.id, "Salah catat").await.unwrap();
    let again = reverse(&mut tx, sale.id, "Salah catat lagi").await.unwrap();
    assert_eq!((undone.fresh, again.fresh, undone.id == again.id), (true, false, true));
    assert_eq!(tx.told(), ["ledger.journal.reversed"]);
    assert_eq!(balance(&mut tx, Purpose::Payable, Some(1)).await, 0);
    let error = reverse(&mut tx, undone.id, "Salah balik").await.unwrap_err();
    assert_eq!(error.to_string(), "refused: ledger-reverse-reversal");
    let detail = one(&mut tx, sale.id).await.unwrap();
    assert_eq!(detail.listed.reversed_by, Some(undone.id));
}

#[tokio::test]
async fn the_database_takes_no_second_reversal_no_change_and_no_empty_amount() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let sale = sold(&mut tx, "a/1", 1, 90_000).await;
    undo(&mut tx, sale.id, "Pesanan batal").await.unwrap();
    for (sql, why) in [
        (
            "insert into ledger.journal (city, id, key, kind, day, note, reverses, digest, at)
             select city, gen_random_uuid(), 'x', 'reversal', day, '', reverses, digest, at
             from ledger.journal where reverses is not null",
            "journal_reverses_key",
        ),
        ("update ledger.posting set amount = 1", "permission denied"),
        ("delete from ledger.journal", "permission denied"),
        ("truncate ledger.posting", "permission denied"),
        (
            "insert into ledger.posting (city, journal, number, day, debit, credit, currency, amount)
             select city, journal, 99, day, debit, credit, currency, 0 from ledger.posting limit 1",
            "posting_amount_positive",
        ),
        (
            "insert into ledger.posting (city, journal, number, day, debit, credit, currency, amount)
             select city, journal, 99, day, debit, debit, currency, 5 from ledger.posting limit 1",
            "posting_two_accounts",
        ),
        (
            "insert into ledger.posting (city, journal, number, day, debit, credit, currency, amount)
             select city, journal, 99, day + 1, debit, credit, currency, 5 from ledger.posting limit 1",
            "posting_journal_fkey",
        ),
    ] {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let broken = tx.part(async move |tx| Ok(sqlx::query(sql).execute(tx.conn()).await?)).await.unwrap();
        let told = broken.unwrap_err().to_string();
        assert!(told.contains(why), "{why}: {told}");
    }
}

#[tokio::test]
async fn corrections_move_the_citys_own_money_only() {
    let db = kit().await;
    let mut tx = db.tx(admin()).await;
    let id = correct(&mut tx, correction("1", 1_000_000)).await.unwrap();
    assert_eq!(correct(&mut tx, correction("1", 1_000_000)).await.unwrap(), id);
    assert_eq!(balance(&mut tx, Purpose::Bank, None).await, 1_000_000);
    for (wrong, told) in [
        (Correction { into: Purpose::Payable, ..correction("2", 1) }, "invalid: into: ledger-makers-account"),
        (Correction { from: Purpose::Bank, ..correction("2", 1) }, "invalid: from: ledger-same-account"),
        (correction("2", 0), "invalid: amount: ledger-amount-positive"),
        (Correction { note: "x".into(), ..correction("2", 1) }, "invalid: note: ledger-note-length"),
    ] {
        assert_eq!(correct(&mut tx, wrong).await.unwrap_err().to_string(), told);
    }
    let mut tx = db.tx(testkit::actor(kernel::Role::Mentor, "33.74")).await;
    assert!(matches!(correct(&mut tx, correction("3", 1)).await, Err(Error::Forbidden)));
}

#[tokio::test]
async fn another_citys_books_are_its_own() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let sale = sold(&mut tx, "a/1", 1, 90_000).await;
    tx.commit().await.unwrap();
    let mut tx = db.tx_in(DEPOK, machine()).await;
    assert!(matches!(one(&mut tx, sale.id).await, Err(Error::NotFound(_))));
    assert!(sold(&mut tx, "a/1", 1, 5).await.fresh, "a key is a city's own");
    assert_eq!(balance(&mut tx, Purpose::Payable, Some(1)).await, -5);
}

async fn proven(db: &TestDb) -> proof::Proof {
    let mut tx = db.tx(machine()).await;
    proof::prove(&mut tx).await.unwrap();
    let found = proof::list(&mut tx, 1).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    found
}

#[tokio::test]
async fn a_closed_month_takes_nothing_and_balances_are_read_from_it() {
    let db = kit().await;
    db.at("2026-01-20 10:00");
    let mut tx = db.tx(admin()).await;
    sold(&mut tx, "a/1", 1, 90_000).await;
    let today = tx.today();
    let error = period::close_period(&mut tx, today).await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: month: ledger-month-runs");
    tx.commit().await.unwrap();
    db.at("2026-02-03 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "a/2", 1, 10_000).await;
    let january = "2026-01-05".parse().unwrap();
    period::close_period(&mut tx, january).await.unwrap();
    period::close_period(&mut tx, january).await.unwrap();
    assert_eq!(period::list(&mut tx).await.unwrap().len(), 1);
    assert_eq!(balance(&mut tx, Purpose::Payable, Some(1)).await, -100_000);
    tx.commit().await.unwrap();
    // A clock that runs back must not slip something into a month that was counted.
    db.at("2026-01-31 10:00");
    let mut tx = db.tx(machine()).await;
    let late = new(&mut tx, "a/3", &[(Purpose::Bank, 5), (Purpose::Gateway, -5)]).await;
    assert_eq!(post(&mut tx, &late).await.unwrap_err().to_string(), "refused: ledger-month-closed");
    drop(tx);
    db.at("2026-04-20 10:00");
    let mut tx = db.tx(machine()).await;
    let error = period::close_period(&mut tx, "2026-03-01".parse().unwrap()).await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: month: ledger-month-skips");
    kernel::Job::run(CloseMonths {}, &mut tx).await.unwrap();
    assert_eq!(period::list(&mut tx).await.unwrap().len(), 3, "up to March, which ended a week ago");
    assert_eq!(balance(&mut tx, Purpose::Payable, Some(1)).await, -100_000);
    tx.commit().await.unwrap();
    let found = proven(&db).await;
    assert!(found.holds, "{found:?}");
}

#[tokio::test]
async fn the_proof_finds_what_somebody_with_more_rights_bent() {
    let db = kit().await;
    db.at("2026-01-20 10:00");
    let mut tx = db.tx(machine()).await;
    let sale = sold(&mut tx, "a/1", 1, 90_000).await;
    undo(&mut tx, sale.id, "Pesanan batal").await.unwrap();
    tx.commit().await.unwrap();
    db.at("2026-02-10 10:00");
    let mut tx = db.tx(machine()).await;
    kernel::Job::run(CloseMonths {}, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(proven(&db).await.holds);
    let mut owner = db.admin().await;
    sqlx::raw_sql("update ledger.posting set amount = amount + 1 where journal = (select min(journal::text)::uuid from ledger.posting)")
        .execute(&mut owner)
        .await
        .unwrap();
    db.later(TimeDelta::days(1));
    let found = proven(&db).await;
    let broken: BTreeMap<&str, i64> = found
        .findings
        .iter()
        .map(|one| (one.rule.as_str(), one.broken))
        .filter(|(_, broken)| *broken > 0)
        .collect();
    assert!(!found.holds);
    assert!(broken.contains_key("closing") && broken.contains_key("mirror"), "{broken:?}");
    assert!(!broken.contains_key("balance"), "whatever is written, it balances");
}

/// A random life of the books: sales, reversals, month ends.
#[tokio::test]
async fn whatever_happens_the_books_balance_and_months_equal_a_recount() {
    let db = kit().await;
    let mut state = 88_172_645_463_325_252_u64;
    let mut dice = |sides: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % sides
    };
    let mut expected: BTreeMap<u128, i64> = BTreeMap::new();
    let mut open = Vec::new();
    db.at("2026-01-01 08:00");
    for step in 0..120 {
        let mut tx = db.tx(machine()).await;
        match dice(10) {
            0 => db.later(TimeDelta::days(9)),
            1 | 2 if !open.is_empty() => {
                let (id, of, amount): (JournalId, u128, i64) =
                    open.swap_remove(usize::try_from(dice(u64::try_from(open.len()).unwrap())).unwrap());
                undo(&mut tx, id, "Pesanan batal").await.unwrap();
                *expected.entry(of).or_default() += amount;
                tx.now()
            }
            3 => {
                kernel::Job::run(CloseMonths {}, &mut tx).await.unwrap();
                tx.now()
            }
            _ => {
                let (of, amount) = (u128::from(dice(5)), i64::try_from(1 + dice(1_000_000)).unwrap());
                let posted = sold(&mut tx, &format!("step/{step}"), of, amount).await;
                open.push((posted.id, of, amount));
                *expected.entry(of).or_default() -= amount;
                tx.now()
            }
        };
        tx.commit().await.unwrap();
    }
    let mut tx = db.tx(machine()).await;
    for (of, units) in expected {
        assert_eq!(balance(&mut tx, Purpose::Payable, Some(of)).await, units, "{of}");
    }
    let mut whole: i128 = 0;
    for row in account::list(&mut tx, None, (0, 100)).await.unwrap().0 {
        whole += row.balance.map_or(0, |money| i128::from(money.units));
    }
    assert_eq!(whole, 0);
    assert!(!period::list(&mut tx).await.unwrap().is_empty(), "months were closed on the way");
    drop(tx);
    assert!(proven(&db).await.holds);
}

#[tokio::test]
async fn who_has_no_part_in_the_books_sees_nothing_of_them() {
    let db = kit().await;
    for role in kernel::Role::ALL {
        let mut tx = db.tx(testkit::actor(role, "33.74")).await;
        let may = matches!(role, kernel::Role::CityAdmin | kernel::Role::AgencyOfficer);
        assert_eq!(list(&mut tx, &Ask::default(), (0, 10)).await.is_ok(), may, "{role:?}");
        assert_eq!(account::list(&mut tx, None, (0, 10)).await.is_ok(), may, "{role:?}");
    }
    assert_ne!(CityId(3374), DEPOK);
}

#[tokio::test]
async fn the_demos_books_are_filled_once_and_their_proof_holds() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let place = kernel::AreaCode::parse("33.74.06.1001").unwrap();
    for name in ["Keripik Sari", "Kopi Bukit"] {
        let owner = registry::examples::person(&mut tx, name, &place, None).await.unwrap();
        registry::examples::business(&mut tx, owner, name, &place, "Kuliner", 5_000_000).await.unwrap();
    }
    crate::examples::fill(&mut tx).await.unwrap();
    crate::examples::fill(&mut tx).await.unwrap();
    let (rows, total) = list(&mut tx, &Ask::default(), (0, 100)).await.unwrap();
    assert_eq!((total, rows.len()), (14, 14), "six sales with their commission, one undone, one paid in");
    proof::prove(&mut tx).await.unwrap();
    let proof = proof::list(&mut tx, 1).await.unwrap().pop().unwrap();
    assert!(proof.holds && proof.journals == 14, "{proof:?}");
    assert!(balance(&mut tx, Purpose::Bank, None).await > 0);
    assert_eq!(balance(&mut tx, Purpose::Gateway, None).await, 0);
}
