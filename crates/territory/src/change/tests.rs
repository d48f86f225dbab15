use kernel::{Actor, Tx};
use testkit::{DEPOK, TestDb, actor};

use super::*;
use crate::area;
use crate::neighbourhood::{self, NewNeighbourhoods};
use crate::reference::load_for_tests;

async fn kit() -> TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| load_for_tests(conn).await).await
}

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn order(on: &str) -> Order {
    Order { on: day(on), decree: "Perda 1/2026".to_owned(), note: String::new() }
}

fn admin() -> Actor {
    actor(Role::CityAdmin, "33.74")
}

fn part(code_: &str, name: &str, weight: u64, holds: &[&str]) -> Part {
    Part {
        code: code(code_),
        name: name.to_owned(),
        weight,
        holds: holds.iter().map(|h| (*h).to_owned()).collect(),
    }
}

async fn names(tx: &mut Tx, of: &str, on: &str) -> Vec<String> {
    let children = area::children(tx, &code(of), day(on)).await.unwrap();
    children.into_iter().map(|area| format!("{} {}", area.code, area.name)).collect()
}

/// The key of what a doing answered, for those that fail.
fn key(result: Result<ChangeId, Error>) -> String {
    match result.unwrap_err() {
        Error::Invalid(fields) => fields.first().unwrap().1.key.to_owned(),
        other @ (Error::NotFound(_) | Error::Forbidden | Error::Refused(_) | Error::Broken(_)) => {
            other.to_string()
        }
    }
}

#[tokio::test]
async fn a_renamed_kelurahan_has_its_old_name_before_the_day_and_its_new_one_from_it() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    let gemah = code("33.74.06.1007");
    let before = area::one(&mut tx, &gemah, day("2026-02-28")).await.unwrap();
    let new = Renaming { code: gemah.clone(), name: " Gemah  Indah ".to_owned(), order: order("2026-03-01") };

    rename(&mut tx, &new).await.unwrap();

    let after = area::one(&mut tx, &gemah, day("2026-03-01")).await.unwrap();
    assert_eq!((after.id, after.name.as_str()), (before.id, "Gemah Indah"));
    assert_eq!(area::one(&mut tx, &gemah, day("2026-02-28")).await.unwrap().name, before.name);
    assert_eq!(tx.told(), ["territory.area.changed"]);
    let past = find::history(&mut tx, before.id).await.unwrap();
    assert_eq!(past.first().and_then(|past| past.before.clone()).unwrap().0, before.name);
    let earlier = Renaming { order: order("2026-02-01"), name: "Lain".to_owned(), ..new };
    assert_eq!(key(rename(&mut tx, &earlier).await), "territory-day-too-early");
}

#[tokio::test]
async fn a_change_is_the_city_administrators_and_of_the_own_city_below_it() {
    let kit = kit().await;
    let new = |at: &str| Renaming { code: code(at), name: "Baru".to_owned(), order: order("2026-03-01") };
    for (who, at) in [
        (actor(Role::KelurahanOfficer, "33.74.06.1007"), "33.74.06.1007"),
        (actor(Role::CityAdmin, "33.74"), "32.76.01"),
        (Actor::Visitor, "33.74.06"),
    ] {
        let mut tx = kit.tx(who).await;
        assert!(matches!(rename(&mut tx, &new(at)).await, Err(Error::Forbidden)), "{at}");
    }
    let mut elsewhere = kit.tx_in(DEPOK, actor(Role::CityAdmin, "32.76")).await;
    assert!(matches!(rename(&mut elsewhere, &new("33.74.06")).await, Err(Error::Forbidden)));
    let mut tx = kit.tx(admin()).await;
    assert_eq!(key(rename(&mut tx, &new("33.74")).await), "territory-change-level");
}

#[tokio::test]
async fn a_kecamatan_that_is_split_hands_its_kelurahan_on_and_figures_follow_the_shares() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    let parts =
        vec![part("33.74.06", "Pedurungan", 3, &[]), part("33.74.17", "Palebon Raya", 1, &["1006", "1007"])];
    let new =
        Splitting { code: code("33.74.06"), parts, basis: "penduduk".to_owned(), order: order("2026-03-01") };

    split(&mut tx, &new).await.unwrap();

    assert_eq!(names(&mut tx, "33.74.06", "2026-02-28").await.len(), 12);
    assert_eq!(names(&mut tx, "33.74.06", "2026-03-01").await.len(), 10);
    let taken = names(&mut tx, "33.74.17", "2026-03-01").await;
    assert!(taken.first().is_some_and(|name| name.starts_with("33.74.17.1006 ")), "{taken:?}");
    let was = [(code("33.74.06"), 101), (code("33.74.01"), 5)];
    let now = on_map_of(&mut tx, &was, day("2026-01-01"), day("2026-06-01")).await.unwrap();
    let seen: Vec<_> = now.iter().map(|c| (c.code.as_str(), c.count, c.estimated)).collect();
    assert_eq!(seen, [("33.74.01", 5, false), ("33.74.06", 76, true), ("33.74.17", 25, true)]);
    let today: Vec<_> = now.into_iter().map(|c| (c.code, c.count)).collect();
    let back = on_map_of(&mut tx, &today, day("2026-06-01"), day("2026-01-01")).await.unwrap();
    assert_eq!(back.iter().map(|c| c.count).collect::<Vec<_>>(), [5, 101]);
}

#[tokio::test]
async fn merged_kelurahan_keep_every_rw_under_a_number_of_its_own() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    let known =
        [("33.74.06.1007", "A"), ("33.74.06.1006", "B")].map(|(at, name)| (code(at), name.to_owned()));
    let read = neighbourhood::rules::read(
        "A,1,1-2\nA,2,\nB,1,1\nB,3,1",
        &neighbourhood::rules::Names::new(known),
        None,
    );
    let list = NewNeighbourhoods { lines: read.unwrap(), since: None, invented: false };
    neighbourhood::add_many(&mut tx, &list).await.unwrap();
    let new = Merging {
        areas: vec![(code("33.74.06.1007"), 2), (code("33.74.06.1006"), 1)],
        into: code("33.74.06.1007"),
        name: "Gemah".to_owned(),
        basis: "luas".to_owned(),
        order: order("2026-03-01"),
    };

    merge(&mut tx, &new).await.unwrap();

    let rws = neighbourhood::list(&mut tx, &code("33.74.06.1007"), day("2026-03-01")).await.unwrap();
    let codes: Vec<&str> = rws.iter().map(|n| n.code.as_str().trim_start_matches("33.74.06.1007")).collect();
    assert_eq!(codes, ["/001", "/001/001", "/001/002", "/002", "/003", "/003/001", "/004", "/004/001"]);
    assert!(matches!(
        area::one(&mut tx, &code("33.74.06.1006"), day("2026-03-01")).await,
        Err(Error::NotFound(_))
    ));
    let figures = on_map_of(&mut tx, &[(code("33.74.06.1007"), 30)], day("2026-06-01"), day("2026-01-01"))
        .await
        .unwrap();
    let seen: Vec<_> = figures.iter().map(|c| (c.code.as_str(), c.count, c.estimated)).collect();
    assert_eq!(seen, [("33.74.06.1006", 10, true), ("33.74.06.1007", 20, true)]);
}

#[tokio::test]
async fn a_moved_kecamatan_takes_its_kelurahan_to_the_new_code() {
    let kit = kit().await;
    let mut tx = kit.tx(admin()).await;
    let id = area::one(&mut tx, &code("33.74.06.1007"), day("2026-01-01")).await.unwrap().id;

    let new = Moving { code: code("33.74.06"), to: code("33.74.99"), order: order("2026-03-01") };
    move_to(&mut tx, &new).await.unwrap();

    assert_eq!(area::one(&mut tx, &code("33.74.99.1007"), day("2026-03-01")).await.unwrap().id, id);
    assert_eq!(names(&mut tx, "33.74.99", "2026-03-01").await.len(), 12);
    let taken = Moving { code: code("33.74.01"), to: code("33.74.99"), order: order("2026-04-01") };
    assert_eq!(key(move_to(&mut tx, &taken).await), "territory-code-taken");
}

#[tokio::test]
async fn after_any_chain_of_changes_no_versions_overlap_and_shares_add_up() {
    let kit = kit().await;
    let mut tx = kit.tx(Actor::System("test")).await;
    let start = [(code("33.74.06.1006"), 1_000), (code("33.74.06.1007"), 777), (code("33.74.06.1008"), 1)];
    let mut next = 1100;
    for (round, turn) in [0_u32, 3, 1, 2, 0, 1, 3, 2, 0, 0, 1, 2].into_iter().enumerate() {
        let on = day("2026-01-01") + chrono::Days::new(u64::try_from(round).unwrap() + 1);
        let order = Order { on, decree: "Perda".to_owned(), note: String::new() };
        let all = area::children(&mut tx, &code("33.74.06"), on).await.unwrap();
        let (first, second) = (all[round % all.len()].clone(), all[(round + 1) % all.len()].clone());
        next += 1;
        let fresh = code(&format!("33.74.06.{next}"));
        match turn {
            0 => {
                let parts = vec![
                    Part { code: first.code.clone(), name: "Lama".to_owned(), weight: 2, holds: Vec::new() },
                    Part { code: fresh, name: "Baru".to_owned(), weight: 5, holds: Vec::new() },
                ];
                split(&mut tx, &Splitting { code: first.code, parts, basis: String::new(), order })
                    .await
                    .unwrap();
            }
            1 => {
                let areas = vec![(first.code, 1), (second.code, 2)];
                let new =
                    Merging { areas, into: fresh, name: "Gabungan".to_owned(), basis: String::new(), order };
                merge(&mut tx, &new).await.unwrap();
            }
            2 => drop(move_to(&mut tx, &Moving { code: first.code, to: fresh, order }).await.unwrap()),
            _ => {
                let name = format!("Nama {round}");
                rename(&mut tx, &Renaming { code: first.code, name, order }).await.unwrap();
            }
        }
        let now = on_map_of(&mut tx, &start, day("2026-01-01"), on).await.unwrap();
        assert_eq!(now.iter().map(|c| c.count).sum::<i64>(), 1_778, "round {round}");
    }
    let overlaps: i64 = sqlx::query_scalar(
        "select count(*) from territory.area_version a join territory.area_version b on a.valid && b.valid
         and (a.area = b.area or a.code = b.code) and (a.area, a.valid) <> (b.area, b.valid)
         where a.code like '33.74.06%'",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    let odd: i64 = sqlx::query_scalar(
        "select count(*) from (select change from territory.lineage group by change, from_area having sum(share) <> 1
                               union all
                               select change from territory.lineage group by change, to_area having sum(back) <> 1) odd",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!((overlaps, odd), (0, 0));
}
