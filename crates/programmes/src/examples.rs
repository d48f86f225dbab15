//! The promises of two cities as they were published, and invented people who kept them: the demo is made from these, through
//! the room's own doings.

use chrono::{Datelike as _, Days, NaiveDate};
use kernel::{CityId, Error, Level, Tx};
use registry::business::BusinessId;
use registry::person::PersonId;
use uuid::Uuid;

use crate::allocation::Ties;
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, NewShare, Sort};
use crate::promise::{
    self, Along, Basis, NewAllocation, NewPart, NewPromise, NewRest, NewRevision, NewTold, Overlap,
    PromiseId, Visible,
};
use crate::report::{self, Month, NewReport};

const DEPOK: CityId = CityId(3276);
const MAGELANG: CityId = CityId(3371);

/// More outcomes than these are not made for a city: they are written one by one.
const MOST: i64 = 600;

/// Makes the promises of the cities that have one, and what is known of their being kept. Doing it again adds nothing.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    if !promise::list(tx).await?.is_empty() {
        return Ok(());
    }
    let city = tx.city();
    if city == DEPOK {
        depok(tx).await?;
    } else if city == MAGELANG {
        magelang(tx).await?;
    } else {
        return Ok(());
    }
    outcomes(tx).await?;
    reported(tx).await
}

/// The report of the month before, signed by nobody in particular.
async fn reported(tx: &mut Tx) -> Result<(), Error> {
    let month = Month::of(tx.today()).before();
    let contents = report::gather(tx, month).await?;
    let failed = contents.failed().next().is_some();
    let because = "Angka dicatat sebagaimana diumumkan; rinciannya diminta ke dinas.".to_owned();
    let new = NewReport { month, digest: contents.digest()?, because: Some(because).filter(|_| failed) };
    report::sign(tx, new).await.map(|_| ())
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn part(year: Option<i16>, category: &str, figure: i64) -> NewPart {
    NewPart { year, category: category.to_owned(), area: None, figure }
}

fn other_years(category: &str) -> NewRest {
    let name = "Tahun yang targetnya tidak diumumkan".to_owned();
    NewRest { year: None, category: category.to_owned(), along: Along::Year, name }
}

/// 5,000 new entrepreneurs and 1,000 women by 2026, and then by 2025. What was published of single years does not add up, and
/// is kept as it stands.
async fn depok(tx: &mut Tx) -> Result<(), Error> {
    let source = "Pemberitaan Kota Depok, 2021-2024";
    let first = NewRevision {
        decree: "RPJMD Kota Depok 2021-2026 (contoh)".to_owned(),
        decided_on: day(2021, 8, 26),
        from: day(2021, 1, 1),
        until: day(2026, 12, 31),
        total: 6_000,
        parts: vec![
            part(None, "wub", 5_000),
            part(None, "women", 1_000),
            part(Some(2024), "", 1_800),
            part(Some(2024), "wub", 1_200),
            part(Some(2024), "women", 300),
        ],
        rests: ["", "wub", "women"].map(other_years).to_vec(),
        overlap: Overlap::First,
        grade: Grade::Affirmed,
        as_published: true,
        source: source.to_owned(),
        reason: String::new(),
    };
    let second = NewRevision {
        decree: "Keputusan Wali Kota 500/1/2024 (contoh)".to_owned(),
        decided_on: day(2024, 1, 15),
        until: day(2025, 12, 31),
        reason: "Masa jabatan berakhir pada 2025, bukan 2026".to_owned(),
        ..first.clone()
    };
    let name = "5.000 wirausaha baru dan 1.000 perempuan pengusaha".to_owned();
    let id =
        promise::make(tx, NewPromise { name, kind: NEW_ENTREPRENEUR.to_owned(), revision: first }).await?;
    promise::revise(tx, id, second).await?;
    for (year, category, figure) in
        [(2021, "", 2_100), (2023, "", 2_114), (2023, "wub", 1_750), (2023, "women", 350)]
    {
        let told = NewTold {
            year: Some(year),
            category: category.to_owned(),
            figure,
            source: source.to_owned(),
            published_on: day(2024, 1, 8),
        };
        promise::tell(tx, id, told).await?;
    }
    share(tx, id, Level::Kelurahan, Basis::Businesses, (0, None)).await?;
    promise::publish(tx, id, Visible::Everybody).await
}

/// 1,500 new entrepreneurs over 1,034 RT, one or two in each.
async fn magelang(tx: &mut Tx) -> Result<(), Error> {
    let revision = NewRevision {
        decree: "Magelang Keren 2021-2026 (contoh)".to_owned(),
        decided_on: day(2021, 9, 1),
        from: day(2021, 1, 1),
        until: day(2026, 12, 31),
        total: 1_500,
        parts: Vec::new(),
        rests: Vec::new(),
        overlap: Overlap::First,
        grade: Grade::Affirmed,
        as_published: false,
        source: "Pemberitaan Kota Magelang, 2021".to_owned(),
        reason: String::new(),
    };
    let name = "1.500 wirausaha baru, satu atau dua di setiap RT".to_owned();
    let id = promise::make(tx, NewPromise { name, kind: NEW_ENTREPRENEUR.to_owned(), revision }).await?;
    share(tx, id, Level::Rt, Basis::Equal, (1, Some(2))).await?;
    promise::publish(tx, id, Visible::Everybody).await
}

async fn share(
    tx: &mut Tx,
    id: PromiseId,
    down_to: Level,
    basis: Basis,
    (least, most): (i64, Option<i64>),
) -> Result<(), Error> {
    let new = NewAllocation {
        year: None,
        category: String::new(),
        of: None,
        down_to,
        basis,
        ties: Ties::Lot("Rapat kerja 2021".to_owned()),
        least,
        most,
    };
    promise::share_out(tx, id, new).await.map(|_| ())
}

/// Some of those who run a business became entrepreneurs in the years of the promise. Who, and when, follows from their id,
/// so that the demo is the same each time it is made from the same lists.
async fn outcomes(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    let owners = sqlx::query!(
        r#"select distinct on (person) person as "person!", business as "business!", women_owned as "women!"
           from programmes.owner_figures where city = $1 order by person, business limit $2"#,
        city.0,
        MOST
    )
    .fetch_all(tx.conn())
    .await?;
    for (number, owner) in owners.into_iter().enumerate() {
        let on = when(tx, number);
        let Some(on) = on.filter(|on| *on <= tx.today()) else { continue };
        let grade = match number % 7 {
            0 => Grade::Claimed,
            1..=3 => Grade::Affirmed,
            4 | 5 => Grade::Document,
            _ => Grade::System,
        };
        let women = owner.women && number % 3 == 0;
        let new = NewOutcome {
            person: PersonId(owner.person),
            business: Some(BusinessId(owner.business)),
            kind: NEW_ENTREPRENEUR.to_owned(),
            categories: vec![if women { "women" } else { "wub" }.to_owned()],
            area: None,
            on,
            evidence: NewEvidence { grade, sort: Sort::Registered, on, note: None },
            shares: vec![help(on)],
        };
        outcome::record(tx, new).await?;
    }
    Ok(())
}

/// Four of five, spread over the years before this one.
fn when(tx: &Tx, number: usize) -> Option<NaiveDate> {
    if number % 5 == 4 {
        return None;
    }
    let years = u64::try_from(tx.today().year() - 2021).ok().filter(|years| *years > 0)?;
    let days = u64::try_from(number).ok()? * 37 % (years.min(4) * 365);
    day(2021, 3, 1).checked_add_days(Days::new(days))
}

fn help(on: NaiveDate) -> NewShare {
    NewShare { programme: None::<Uuid>, name: format!("Pelatihan WUB {}", on.year()), share: 60 }
}
