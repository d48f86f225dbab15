//! How well the same people and businesses are found across real workbooks: from the files through the importer and the
//! linkage, by the shipped policy.
//!
//! `sheets_bench FOLDER [--mistakes] [--sure BITS]`: the folder holds lists named after their city (`36.73_oss.csv`) and `truth.csv` with
//! the columns file, sheet, row, person_id, usaha_id. The truth is looked at when all is done, and by nothing else. Works
//! in a database of the test server (`scripts/pg`), one city after the other. With `--mistakes` it prints the pairs of
//! people that were missed or joined wrongly, as their rows tell of them: only for invented people.
#![expect(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measuring tool that may stop at the first surprise"
)]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use kernel::secret::Place;
use kernel::{Actor, CityId, Error, Tx};
use registry::batch::{self, NewBatch, Then};
use registry::link;
use testkit::TestDb;
use uuid::Uuid;

/// File, sheet and row.
type Spot = (String, String, i32);

#[derive(Default, Clone, Copy)]
struct Pairs {
    found: u64,
    wrong: u64,
    missed: u64,
}

impl Pairs {
    fn of(rows: &[(String, Uuid)]) -> Pairs {
        let (mut truth, mut found, mut both) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (gold, record) in rows {
            *truth.entry(gold.clone()).or_insert(0_u64) += 1;
            *found.entry(*record).or_insert(0_u64) += 1;
            *both.entry((gold.clone(), *record)).or_insert(0_u64) += 1;
        }
        let pairs = |n: &u64| n * (n - 1) / 2;
        let right: u64 = both.values().map(pairs).sum();
        let all: u64 = found.values().map(pairs).sum();
        let true_pairs: u64 = truth.values().map(pairs).sum();
        Pairs { found: right, wrong: all - right, missed: true_pairs - right }
    }

    fn and(self, other: Pairs) -> Pairs {
        Pairs {
            found: self.found + other.found,
            wrong: self.wrong + other.wrong,
            missed: self.missed + other.missed,
        }
    }

    fn cells(self) -> String {
        let right = self.found as f64;
        let (p, r) = (
            right / (self.found + self.wrong).max(1) as f64,
            right / (self.found + self.missed).max(1) as f64,
        );
        format!("{p:.4} | {r:.4} | {:.4} | {} | {}", 2.0 * p * r / (p + r), self.wrong, self.missed)
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let folder =
        args.next().ok_or_else(|| Error::broken("sheets_bench FOLDER [--mistakes] [--sure BITS]"))?;
    let args: Vec<String> = args.collect();
    let mistakes = args.iter().any(|arg| arg == "--mistakes");
    let sure =
        args.iter().skip_while(|arg| *arg != "--sure").nth(1).and_then(|bits| bits.parse::<f32>().ok());
    let mut cities: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("a folder of lists") {
        let path = entry.expect("a readable folder").path();
        let name = name_of(&path);
        if let Some((city, _)) = name.split_once('_').filter(|(city, _)| number(city).is_some()) {
            cities.entry(city.to_owned()).or_default().push(path);
        }
    }
    let truth = std::fs::read_to_string(Path::new(&folder).join("truth.csv")).expect("truth.csv");
    // With the nation's areas, as in a city: a kelurahan that nobody knows says nothing.
    let areas = async |conn: &mut sqlx::PgConnection| territory::reference::load_for_tests(conn).await;
    let db = testkit::db_prepared("territory", &batch::JOBS, &[], areas).await;
    let mut all = [Pairs::default(); 2];
    println!("| city | lists | rows | of | precision | recall | groups' F1 | wrong | missed |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for (city, lists) in &mut cities {
        lists.sort();
        let id = CityId(number(city).expect("a city's code"));
        take_over(&db, id, lists).await?;
        let mut tx = db.tx_in(id, Actor::System("bench")).await;
        if let Some(sure) = sure {
            link::policy::set(&mut tx, sure, sure.min(0.0)).await?;
        }
        link::run(&mut tx).await?;
        for (at, side) in ["person", "business"].into_iter().enumerate() {
            let rows = stand(&mut tx, side).await?;
            let gold = golds(&truth, 3 + at);
            let known: Vec<(String, Uuid)> = rows
                .iter()
                .filter_map(|(spot, record, _)| Some((gold.get(spot)?.clone(), *record)))
                .collect();
            let pairs = Pairs::of(&known);
            all[at] = all[at].and(pairs);
            println!("| {city} | {} | {} | {side} | {} |", lists.len(), known.len(), pairs.cells());
            if mistakes && side == "person" {
                tell(&mut tx, &rows, &gold).await?;
            }
        }
        tx.commit().await?;
    }
    for (pairs, side) in all.iter().zip(["person", "business"]) {
        println!("| all | | | {side} | {} |", pairs.cells());
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// 3276 of `32.76`.
fn number(city: &str) -> Option<i32> {
    let (province, city) = city.split_once('.')?;
    format!("{province}{city}").parse().ok()
}

async fn take_over(db: &TestDb, city: CityId, lists: &[PathBuf]) -> Result<(), Error> {
    for (number, path) in lists.iter().enumerate() {
        let mut tx = db.tx_in(city, Actor::System("bench")).await;
        let name = format!("Dinas {number}");
        let names = identity::agency::Names::parse(&name, &name)?;
        let agency = identity::agency::add(&mut tx, names, identity::agency::Kind::Dinas).await?;
        let new = NewBatch {
            agency,
            file_name: name_of(path),
            media_type: "text/csv".to_owned(),
            bytes: std::fs::read(path).expect("a readable list"),
        };
        batch::receive_then(&mut tx, new, Then::Apply).await?;
        tx.commit().await?;
        let failed = db.work_off().await.into_iter().find_map(|job| job.error);
        assert!(failed.is_none(), "{failed:?}");
    }
    Ok(())
}

/// Where each row stands, and its source.
async fn stand(tx: &mut Tx, side: &str) -> Result<Vec<(Spot, Uuid, Uuid)>, Error> {
    let city = tx.city();
    let rows: Vec<(String, String, i32, Uuid, Uuid)> = sqlx::query_as(
        "select b.file_name, s.sheet, s.row_number, coalesce(m.person, m.business), s.id from registry.membership m
         join registry.source s on s.city = m.city and s.id = m.source
         join registry.batch b on b.city = s.city and b.id = s.batch
         where m.city = $1 and m.ended_at is null and (m.person is not null) = ($2 = 'person')",
    )
    .bind(city.0)
    .bind(side)
    .fetch_all(tx.conn())
    .await?;
    let sheet = |file: &str, sheet: String| if file.ends_with(".csv") { String::new() } else { sheet };
    Ok(rows
        .into_iter()
        .map(|(file, name, row, record, source)| {
            let sheet = sheet(&file, name);
            ((file, sheet, row), record, source)
        })
        .collect())
}

fn golds(truth: &str, column: usize) -> HashMap<Spot, String> {
    let mut golds = HashMap::new();
    for line in truth.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if let (Ok(row), Some(gold)) = (cells[2].parse(), cells.get(column).filter(|gold| !gold.is_empty())) {
            golds.insert((cells[0].to_owned(), cells[1].to_owned(), row), (*gold).to_owned());
        }
    }
    golds
}

/// Prints what rows tell that stand apart and are one, or stand together and are two.
async fn tell(tx: &mut Tx, rows: &[(Spot, Uuid, Uuid)], gold: &HashMap<Spot, String>) -> Result<(), Error> {
    let (mut people, mut records) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
    for (spot, record, source) in rows {
        if let Some(gold) = gold.get(spot) {
            people.entry(gold).or_default().push((*record, *source));
            records.entry(record).or_default().push((gold, *source));
        }
    }
    for rows in people.values().filter(|rows| rows.iter().any(|(record, _)| *record != rows[0].0)) {
        println!("MISSED");
        for (record, source) in rows {
            println!("  {} {}", &record.to_string()[24..], line(tx, *source).await?);
        }
    }
    for rows in records.values().filter(|rows| rows.iter().any(|(gold, _)| *gold != rows[0].0)) {
        println!("WRONG");
        for (gold, source) in rows {
            println!("  {gold} {}", line(tx, *source).await?);
        }
    }
    Ok(())
}

async fn line(tx: &mut Tx, source: Uuid) -> Result<String, Error> {
    let city = tx.city();
    let (person, business, sealed, file): (serde_json::Value, serde_json::Value, Option<Vec<u8>>, String) =
        sqlx::query_as(
            "select s.person, s.business, s.nik_sealed, b.file_name from registry.source s
             join registry.batch b on b.city = s.city and b.id = s.batch where s.city = $1 and s.id = $2",
        )
        .bind(city.0)
        .bind(source)
        .fetch_one(tx.conn())
        .await?;
    let place = Place { column: "registry.source.nik_sealed", city, row: source };
    let nik = sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
    let told =
        |value: &serde_json::Value, name: &str| value.get(name).map(ToString::to_string).unwrap_or_default();
    let list =
        file.split_once('_').map(|(_, name)| name.chars().take(9).collect::<String>()).unwrap_or_default();
    Ok(format!(
        "{list:9} {} nik {} born {} phone {} home {} | {} {} {} {}",
        told(&person, "name"),
        nik.as_ref().map(|nik| nik.as_str()).unwrap_or("-"),
        told(&person, "birth_date"),
        told(&person, "phones"),
        told(&person, "home"),
        told(&business, "name"),
        told(&business, "phones"),
        told(&business, "address"),
        told(&business, "permits"),
    ))
}
