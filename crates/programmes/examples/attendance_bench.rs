//! How well the rows of attendance workbooks are found to be people of the registry: all other lists of a city are imported
//! and linked, then its attendance is read as a training reads it.
//!
//! `attendance_bench FOLDER [KIND]`: the folder holds lists named after their city (`36.73_oss.csv`), attendance among them
//! (KIND is in its name: `presensi`), and `truth.csv` with file, sheet, row and person_id. The truth is looked at when all
//! is done; except that in the second count those whom the sheet names take part in the training.
#![expect(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measuring tool that may stop at the first surprise"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use kernel::{Actor, CityId, Error, Tx};
use programmes::training::sheet_book::likeliest;
use registry::batch::{self, NewBatch, Then};
use registry::link::{self, roll};
use registry::person::PersonId;
use testkit::TestDb;
use uuid::Uuid;

type Spot = (String, String, i64);

/// What came of the rows.
#[derive(Default, Clone, Copy)]
struct Count {
    rows: usize,
    /// Whose person is in the registry.
    known: usize,
    sure: usize,
    right: usize,
    doubtful: usize,
    doubtful_right: usize,
}

impl Count {
    fn and(self, other: Count) -> Count {
        Count {
            rows: self.rows + other.rows,
            known: self.known + other.known,
            sure: self.sure + other.sure,
            right: self.right + other.right,
            doubtful: self.doubtful + other.doubtful,
            doubtful_right: self.doubtful_right + other.doubtful_right,
        }
    }

    fn cells(self) -> String {
        let part = |of: usize, all: usize| of as f64 / all.max(1) as f64;
        let (precision, recall) = (part(self.right, self.sure), part(self.right, self.known));
        format!(
            "{} | {} | {} | {precision:.4} | {recall:.4} | {} | {} | {:.4}",
            self.rows,
            self.known,
            self.sure,
            self.doubtful,
            self.doubtful_right,
            part(self.right + self.doubtful_right, self.known)
        )
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or_else(|| Error::broken("attendance_bench FOLDER [KIND]"))?;
    let kind = args.next().unwrap_or_else(|| "presensi".to_owned());
    let mut cities: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("a folder of lists") {
        let path = entry.expect("a readable folder").path();
        if let Some((city, _)) = name_of(&path).split_once('_').filter(|(city, _)| number(city).is_some()) {
            cities.entry(city.to_owned()).or_default().push(path);
        }
    }
    let truth = std::fs::read_to_string(Path::new(&folder).join("truth.csv")).expect("truth.csv");
    let gold = golds(&truth);
    let areas = async |conn: &mut sqlx::PgConnection| territory::reference::load_for_tests(conn).await;
    let db = testkit::db_prepared("territory", &batch::JOBS, &[], areas).await;
    let mut all = [Count::default(); 2];
    println!(
        "| city | of | rows | known | sure | precision | recall | doubtful | of them right | sure or asked |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (city, lists) in &mut cities {
        lists.sort();
        let id = CityId(number(city).expect("a city's code"));
        let (sheets, lists): (Vec<&PathBuf>, Vec<&PathBuf>) =
            lists.iter().partition(|path| name_of(path).contains(&kind));
        take_over(&db, id, &lists).await?;
        let mut tx = db.tx_in(id, Actor::System("bench")).await;
        link::run(&mut tx).await?;
        let people = people(&mut tx, &gold).await?;
        for path in sheets {
            let bytes = std::fs::read(path).expect("a readable list");
            let began = std::time::Instant::now();
            let read = roll::recognise(&mut tx, &bytes).await?;
            eprintln!("{city}: {} rows in {:?}", read.rows.len(), began.elapsed());
            for (at, (of, enrolled)) in
                [("the city", false), ("those who enrolled", true)].into_iter().enumerate()
            {
                let count = count(&read, &name_of(path), &gold, &people, enrolled);
                all[at] = all[at].and(count);
                println!("| {city} | {of} | {} |", count.cells());
            }
        }
        tx.commit().await?;
    }
    for (count, of) in all.iter().zip(["the city", "those who enrolled"]) {
        println!("| all | {of} | {} |", count.cells());
    }
    Ok(())
}

fn count(
    read: &roll::Roll,
    file: &str,
    gold: &HashMap<Spot, String>,
    people: &HashMap<Uuid, String>,
    enrolled: bool,
) -> Count {
    let known: HashSet<&String> = people.values().collect();
    let of = |row: &roll::Row| gold.get(&(file.to_owned(), row.sheet.clone(), i64::from(row.number)));
    let named: HashSet<&String> = read.rows.iter().filter_map(of).collect();
    let takes_part = |id: PersonId| enrolled && people.get(&id.0).is_some_and(|who| named.contains(who));
    let mut count = Count::default();
    for row in &read.rows {
        let Some(who) = of(row) else { continue };
        count.rows += 1;
        count.known += usize::from(known.contains(who));
        let Some((person, sure)) = likeliest(&row.people, takes_part) else { continue };
        let right = usize::from(people.get(&person.0) == Some(who));
        if sure {
            count.sure += 1;
            count.right += right;
        } else {
            count.doubtful += 1;
            count.doubtful_right += right;
        }
    }
    count
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// 3276 of `32.76`.
fn number(city: &str) -> Option<i32> {
    let (province, city) = city.split_once('.')?;
    format!("{province}{city}").parse().ok()
}

async fn take_over(db: &TestDb, city: CityId, lists: &[&PathBuf]) -> Result<(), Error> {
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

/// Who each record mostly is.
async fn people(tx: &mut Tx, gold: &HashMap<Spot, String>) -> Result<HashMap<Uuid, String>, Error> {
    let city = tx.city();
    let rows: Vec<(String, String, i32, Uuid)> = sqlx::query_as(
        "select b.file_name, s.sheet, s.row_number, m.person from registry.membership m
         join registry.source s on s.city = m.city and s.id = m.source
         join registry.batch b on b.city = s.city and b.id = s.batch
         where m.city = $1 and m.ended_at is null and m.person is not null",
    )
    .bind(city.0)
    .fetch_all(tx.conn())
    .await?;
    let mut told: HashMap<Uuid, BTreeMap<String, usize>> = HashMap::new();
    for (file, sheet, row, person) in rows {
        let sheet = if file.ends_with(".csv") { String::new() } else { sheet };
        if let Some(who) = gold.get(&(file, sheet, i64::from(row))) {
            *told.entry(person).or_default().entry(who.clone()).or_default() += 1;
        }
    }
    let most =
        |told: BTreeMap<String, usize>| told.into_iter().max_by_key(|(_, rows)| *rows).map(|(who, _)| who);
    Ok(told.into_iter().filter_map(|(person, told)| Some((person, most(told)?))).collect())
}

fn golds(truth: &str) -> HashMap<Spot, String> {
    let mut golds = HashMap::new();
    for line in truth.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if let (Ok(row), Some(gold)) = (cells[2].parse(), cells.get(3).filter(|gold| !gold.is_empty())) {
            golds.insert((cells[0].to_owned(), cells[1].to_owned(), row), (*gold).to_owned());
        }
    }
    golds
}
