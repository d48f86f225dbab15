//! How long a search takes among 300,000 businesses and 250,000 people, under row level security.
//!
//! `search_bench URL [BUSINESSES] [QUESTIONS]`, where the URL connects as `berdaya_app` to a migrated database. Fills the
//! city of Depok with made-up records through the room's own tables, unless it is full already, has them indexed as the
//! room does, asks a mixture of questions as an officer of the city and as one of a kelurahan, and prints the percentiles.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "figures for a table, of lists that are made here"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kernel::{Acting, Actor, AreaCode, CityId, Db, Error, Role};
use registry::person::Described;
use registry::search::{Kind, Query, found, renew};
use serde_json::json;
use uuid::Uuid;

mod words;

use words::{FIRST, LAST, LUCK, TRADES};

const CITY: CityId = CityId(3276);

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    /// The first ones far more often than the last.
    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let far = self.below(list.len() * list.len());
        list[list.len() - 1 - (far as f64).sqrt() as usize]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn syllables(&mut self) -> String {
        let parts = [
            "sa", "ri", "ma", "wi", "no", "tu", "dar", "yan", "ki", "lo", "pra", "nge", "su", "har", "ti",
            "wan",
        ];
        (0..2 + self.below(2)).map(|_| parts[self.below(parts.len())]).collect()
    }
}

fn name(dice: &mut Dice) -> String {
    let last = if dice.below(6) == 0 { capital(&dice.syllables()) } else { dice.of(LAST).to_owned() };
    format!("{} {last}", dice.of(FIRST))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let url = args.next().ok_or_else(|| Error::broken("search_bench URL [BUSINESSES] [QUESTIONS]"))?;
    let mut number = |default: usize| args.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (businesses, questions) = (number(300_000), number(4_000));
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(2).connect(&url).await?;
    let db = testkit::db_to_measure(pool);
    territory::reference::load(&db).await?;
    let known = territory::gazetteer(&db).await?;
    let city = AreaCode::of_city(CITY).ok_or_else(|| Error::broken("no city"))?;
    let areas: Vec<(AreaCode, String)> =
        known.children_of(&city).iter().flat_map(|(code, _)| known.children_of(code)).collect();
    let town = fill(&db, &areas, businesses).await?;
    println!(
        "| {businesses} businesses, {} people: a search under row level security | questions | p50 | p99 | slowest |",
        town.people
    );
    println!("|---|---|---|---|---|");
    ask(&db, &town, &areas, questions, &city, "officer of the city", false).await?;
    ask(&db, &town, &areas, questions / 4, &areas[0].0, "officer of a kelurahan", false).await?;
    ask(&db, &town, &areas, questions / 4, &city, "while typing", true).await?;
    enter(&db, &town, &areas, questions / 4, None, "who may be there already, an officer of the city")
        .await?;
    let first = areas.first().map(|(area, _)| area);
    enter(&db, &town, &areas, questions / 4, first, "who may be there already, an officer of a kelurahan")
        .await
}

/// Enters people as an officer of the city, or of one kelurahan, does: a name, now and then misspelt or begun, half of
/// them with a telephone.
async fn enter(
    db: &Db,
    town: &Town,
    areas: &[(AreaCode, String)],
    questions: usize,
    kelurahan: Option<&AreaCode>,
    who: &str,
) -> Result<(), Error> {
    let city = AreaCode::of_city(CITY).ok_or_else(|| Error::broken("no city"))?;
    let role = if kelurahan.is_some() { Role::KelurahanOfficer } else { Role::CityAdmin };
    let account = kernel::id::AccountId(Uuid::from_u128(1));
    let area = kelurahan.unwrap_or(&city).clone();
    let actor = Actor::Account(Acting { account, role, area, agency: None });
    let (mut dice, mut took) = (Dice(11), Vec::new());
    for round in 0..questions + 100 {
        let name = &town.names[dice.below(town.names.len())];
        let name = match dice.below(4) {
            0 => slip(&mut dice, name),
            1 => name.chars().take(4 + dice.below(8)).collect(),
            _ => name.clone(),
        };
        let phone = &town.phones[dice.below(town.phones.len())];
        let phones: Vec<String> = (dice.below(2) == 0).then(|| phone.clone()).into_iter().collect();
        let there = kelurahan.unwrap_or(&areas[dice.below(areas.len())].0);
        let from = Instant::now();
        let mut tx = db.begin(actor.clone(), CITY).await?;
        let area = Some(there.clone());
        let who = Described { name, begun: true, phones, area, ..Described::default() };
        registry::person::alike(&mut tx, &who).await?;
        tx.rollback().await?;
        if round >= 100 {
            took.push(from.elapsed());
        }
    }
    print(who, &mut took);
    Ok(())
}

fn print(what: &str, times: &mut [Duration]) {
    if times.is_empty() {
        return;
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!("| {what} | {} | {:.1} ms | {:.1} ms | {:.1} ms |", times.len(), at(0.5), at(0.99), at(1.0));
}

struct Town {
    people: usize,
    names: Vec<String>,
    shops: Vec<String>,
    brands: Vec<String>,
    phones: Vec<String>,
    permits: Vec<String>,
}

/// Makes the records, the same in every run, and has them indexed.
async fn fill(db: &Db, areas: &[(AreaCode, String)], businesses: usize) -> Result<Town, Error> {
    let people = businesses * 5 / 6;
    let mut dice = Dice(1);
    let mut town =
        Town { people, names: vec![], shops: vec![], brands: vec![], phones: vec![], permits: vec![] };
    let (records, entries) = {
        let mut tx = db.begin(Actor::System("bench"), CITY).await?;
        let count = "select (select count(*) from registry.business where city = 3276),
                            (select count(*) from registry.entry where city = 3276)";
        sqlx::query_as::<_, (i64, i64)>(count).fetch_one(tx.conn()).await?
    };
    // A run that was ended early has left records without entries, or too few of both; the next one goes on.
    let write = records < businesses as i64;
    let mut at = 0;
    while at < businesses {
        let many = 5_000.min(businesses - at);
        let rows: Vec<serde_json::Value> =
            (at..at + many).map(|place| record(&mut dice, &mut town, areas, place, people)).collect();
        if write {
            insert(db, rows, people).await?;
        }
        at += many;
    }
    if entries < (people + businesses) as i64 {
        let from = Instant::now();
        for kind in Kind::ALL {
            let mut after = None;
            loop {
                let mut tx = db.begin(Actor::System("bench"), CITY).await?;
                after = renew(&mut tx, kind, after).await?;
                tx.commit().await?;
                if after.is_none() {
                    break;
                }
            }
        }
        let all = (people + businesses) as f64;
        println!("{:.0} entries a second are written.", all / from.elapsed().as_secs_f64());
        let from = Instant::now();
        let mut tx = db.begin(Actor::System("bench"), CITY).await?;
        kernel::job::Job::run(registry::search::Count {}, &mut tx).await?;
        tx.commit().await?;
        println!("The vocabulary is counted in {:.1} s.\n", from.elapsed().as_secs_f64());
    }
    Ok(town)
}

fn record(
    dice: &mut Dice,
    town: &mut Town,
    areas: &[(AreaCode, String)],
    place: usize,
    people: usize,
) -> serde_json::Value {
    let owner = name(dice);
    let trade = TRADES[dice.below(TRADES.len()).min(dice.below(TRADES.len()))];
    let first = owner.split(' ').next().unwrap_or_default();
    let shop = match dice.below(4) {
        0 => format!("{} Bu {first}", trade.0),
        1 => format!("{} {} {first}", trade.0, dice.of(LUCK)),
        2 => format!("{} {}", trade.0, capital(&dice.syllables())),
        _ => format!("{} {}", trade.0, dice.of(LUCK)),
    };
    let brand = (dice.below(3) == 0).then(|| capital(&format!("{}{}", dice.syllables(), dice.syllables())));
    let phone = format!("+628{}", dice.digits(10));
    let nib = (dice.below(2) == 0).then(|| format!("91{}", dice.digits(11)));
    let area = &areas[dice.below(areas.len())].0;
    if place.is_multiple_of(37) {
        town.names.push(owner.clone());
        town.shops.push(shop.clone());
        town.brands.extend(brand.clone());
        town.phones.push(phone.clone());
        town.permits.extend(nib.clone());
    }
    let person = if place < people {
        Uuid::from_u128((1 << 100) + place as u128)
    } else {
        Uuid::from_u128((1 << 100) + (place % people) as u128)
    };
    let size = ["micro", "micro", "micro", "small", "unknown"][dice.below(5)];
    json!({
        "person": person, "business": Uuid::from_u128((2 << 100) + place as u128), "place": place, "owner": owner,
        "shop": shop, "brand": brand, "phone": phone, "nib": nib, "area": area.as_str(), "code": trade.1,
        "sector": trade.2, "source": Uuid::from_u128((3 << 100) + place as u128),
        "permit": Uuid::from_u128((4 << 100) + place as u128),
        "sex": if dice.below(2) == 0 { "female" } else { "male" },
        "size": size,
        "agency": Uuid::from_u128((5 << 100) + dice.below(5) as u128), "months": dice.below(24),
        "street": format!("Jl. {} No. {}", capital(&dice.syllables()), dice.below(200)),
    })
}

async fn insert(db: &Db, rows: Vec<serde_json::Value>, people: usize) -> Result<(), Error> {
    let mut tx = db.begin(Actor::System("bench"), CITY).await?;
    let now = tx.now();
    let rows = serde_json::Value::from(rows);
    const R: &str = "from jsonb_to_recordset($1) as r(person uuid, business uuid, place int, owner text, shop text, brand text,
                     phone text, nib text, area text, code text, sector text, source uuid, permit uuid, street text,
                     sex text, size text, agency uuid, months int)";
    for sql in [
        format!("insert into registry.person (city, id, code, name, sex, area, phones, sources, agencies, created_at,
                     computed_at)
                 select 3276, person, 'P-' || place, owner, sex, area, array[phone], 1, array[agency],
                        $2 - make_interval(months => months), $2 {R} where place < $3 on conflict do nothing"),
        format!("insert into registry.business (city, id, code, name, named, brand, sector, kbli_version, kbli_code, activity,
                     address, area, phones, size_class, sources, agencies, created_at, computed_at)
                 select 3276, business, 'U-' || place, shop, true, brand, sector, '2020', code, null, street, area,
                        array[phone], size, 1, array[agency], $2 - make_interval(months => months), $2 {R}
                 where $3 > 0 on conflict do nothing"),
        format!("insert into registry.ownership (city, business, person) select 3276, business, person {R}
                 where $3 > 0 and $2 is not null on conflict do nothing"),
        format!("insert into registry.source (city, id, kind, observed_on, at, person, business, fingerprint)
                 select 3276, source, 'desk', $2::date, $2, '{{}}', '{{}}', '' {R} where nib is not null and $3 > 0
                 on conflict do nothing"),
        format!("insert into registry.permit (city, id, business, kind, number, source, created_at)
                 select 3276, permit, business, 'nib', nib, source, $2 {R} where nib is not null and $3 > 0
                 on conflict do nothing"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&rows).bind(now).bind(people as i32).execute(tx.conn()).await?;
    }
    tx.commit().await
}

/// A slip of the fingers.
fn slip(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let place = 1 + dice.below(letters.len() - 2);
    match dice.below(4) {
        0 => letters.swap(place, place - 1),
        1 => _ = letters.remove(place),
        2 => letters.insert(place, letters[place]),
        _ => letters[place] = ['a', 'i', 'u', 'n', 't'][dice.below(5)],
    }
    letters.into_iter().collect()
}

fn question(dice: &mut Dice, town: &Town, areas: &[(AreaCode, String)]) -> (&'static str, String) {
    fn one(dice: &mut Dice, list: &[String]) -> String {
        list[dice.below(list.len())].clone()
    }
    let trades = [
        "warung", "laundry", "katering", "bengkel", "toko kue", "salon", "kuliner", "jahit", "kopi",
        "konveksi",
    ];
    let trade = trades[dice.below(trades.len())];
    let area = areas[dice.below(areas.len())].1.to_lowercase();
    match dice.below(20) {
        0..=3 => ("a name", one(dice, &town.names)),
        4..=7 => ("a misspelt name", {
            let name = one(dice, &town.names);
            slip(dice, &name)
        }),
        8 => ("a first name", dice.of(FIRST).to_lowercase()),
        9..=10 => ("a business's name", one(dice, &town.shops)),
        11 => ("a misspelt business's name", {
            let shop = one(dice, &town.shops);
            slip(dice, &shop)
        }),
        12 => ("a brand", one(dice, &town.brands)),
        13 => ("a telephone number", one(dice, &town.phones).replace("+62", "0")),
        14 => ("its last six digits", {
            let phone = one(dice, &town.phones);
            phone[phone.len() - 6..].to_owned()
        }),
        15 => ("a permit", one(dice, &town.permits)),
        16 => ("a trade", trade.to_owned()),
        17..=18 => ("a trade and a kelurahan", format!("{trade} {area}")),
        _ => ("owner, trade and kelurahan", format!("{} {trade} {area}", dice.of(FIRST).to_lowercase())),
    }
}

async fn ask(
    db: &Db,
    town: &Town,
    areas: &[(AreaCode, String)],
    questions: usize,
    area: &AreaCode,
    who: &str,
    begun: bool,
) -> Result<(), Error> {
    let role = if area.as_str().len() == 5 { Role::CityAdmin } else { Role::KelurahanOfficer };
    let account = kernel::id::AccountId(Uuid::from_u128(1));
    let actor = Actor::Account(Acting { account, role, area: area.clone(), agency: None });
    let mut dice = Dice(7);
    let mut took: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for round in 0..questions + 100 {
        let (kind, mut text) = question(&mut dice, town, areas);
        if begun {
            let length = text.chars().count();
            text = text.chars().take(3 + dice.below(length.saturating_sub(2).max(1))).collect();
        }
        let from = Instant::now();
        let mut tx = db.begin(actor.clone(), CITY).await?;
        let query = Query { begun, ..Query::new(text.clone()) };
        let many = found(&mut tx, registry::business::SEE, &query, if begun { 8 } else { 50 }).await?;
        tx.rollback().await?;
        let lasted = from.elapsed();
        if lasted > Duration::from_millis(50) && std::env::var_os("SLOW").is_some() {
            eprintln!("{lasted:?} {kind}: {text} ({many})");
        }
        // The first hundred warm connections and caches.
        if round >= 100 {
            took.entry(kind).or_default().push(lasted);
            took.entry("all").or_default().push(lasted);
        }
    }
    for (kind, mut times) in took {
        print(&format!("{who}: {kind}"), &mut times);
    }
    Ok(())
}
