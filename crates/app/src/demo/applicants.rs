//! Depok's programmes, made through the room's own functions: a call with places in every kelurahan, one of which is full,
//! a call for women, and a training; and Magelang's, with a few people.

use chrono::TimeDelta;
use kernel::{Actor, AreaCode, City, Db, Error, Tx};
use programmes::applicant::examples;
use programmes::call::{self, Quota, Rule};
use programmes::programme::{self, Category, ProgrammeId};
use programmes::training::token::{self, Door};
use programmes::training::{self, Who};

/// Invented people who apply, with first and last name.
const FIRST: [&str; 8] = ["Siti", "Dewi", "Rina", "Agus", "Yuni", "Hendra", "Lestari", "Wahyu"];
const LAST: [&str; 4] = ["Rahayu", "Santoso", "Permana", "Handayani"];

/// Those of whoever is in a selection.
const OTHER: [&str; 4] = ["Wulandari", "Nugroho", "Maulana", "Kusumawati"];

/// Makes them unless there are programmes already.
pub(super) async fn fill(db: &Db, city: &City) -> Result<(), Error> {
    if !["depok", "magelang"].contains(&city.slug.as_str()) {
        return Ok(());
    }
    let mut tx = db.begin(Actor::System("demo"), city.id).await?;
    if programme::list(&mut tx).await?.is_empty() {
        if city.slug == "depok" {
            newcomers(&mut tx).await?;
            women(&mut tx).await?;
        } else {
            keren(&mut tx).await?;
        }
    }
    tx.commit().await
}

/// Magelang: a few people of one kelurahan, and their first session next week.
async fn keren(tx: &mut Tx) -> Result<(), Error> {
    let programme = examples::programme(tx, "Magelang Keren", Category::Wub).await?;
    let quota = Quota { whole: 40, each: None };
    let new = examples::a_call(tx, "Magelang Keren: pendaftaran dibuka", quota, &[]);
    let call = call::add(tx, programme, new).await?;
    let here = AreaCode::parse("33.71.01.1001")?;
    for number in 0..6_u32 {
        apply(tx, call, number, &here).await?;
    }
    let training = training::examples::training(tx, programme, "Dasar usaha Magelang Keren").await?;
    training::enrol(tx, training).await?;
    let at = tx.now() + TimeDelta::days(7);
    let session = training::examples::session(tx, training, 0, at, 30).await?;
    training::fill(tx, session).await.map(|_| ())
}

/// The training of those who have a place: a session that is held now, where most were seen, and one to come with fewer
/// chairs than people.
async fn taught(tx: &mut Tx, programme: ProgrammeId) -> Result<(), Error> {
    let id = training::examples::training(tx, programme, "Dasar wirausaha").await?;
    training::enrol(tx, id).await?;
    let now = tx.now();
    let held = training::examples::session(tx, id, 0, now - TimeDelta::hours(1), 30).await?;
    training::fill(tx, held).await?;
    let who = Who { training: id, session: Some(held), one: None, prefix: "", offset: 0, most: 20 };
    let mut tokens = Vec::new();
    for row in training::seated(tx, &who).await? {
        training::tick(tx, held, row.participant).await?;
        let door = Door { session: held, number: training::session_of(tx, held).await?.number };
        tokens.push(token::make(tx.db(), tx.city(), door, row.participant, row.number));
    }
    programmes::feedback::examples::fill(tx, &tokens).await?;
    programmes::certificate::examples::fill(tx, id).await?;
    let next = training::examples::session(tx, id, 1, now + TimeDelta::days(3), 20).await?;
    training::fill(tx, next).await.map(|_| ())
}

/// New entrepreneurs: 27 places in each of 63 kelurahan, and in one of them 31 people.
async fn newcomers(tx: &mut Tx) -> Result<(), Error> {
    let wub = examples::programme(tx, "Wirausaha Baru", Category::Wub).await?;
    let rules = [Rule::Resident, Rule::AgeAtLeast(17), Rule::NotCivilServant, Rule::NotRecipient];
    let quota = Quota { whole: 1_701, each: Some(27) };
    let new = examples::a_call(tx, "Wirausaha Baru: pendaftaran dibuka", quota, &rules);
    let new = call::NewCall { asks_baseline: true, ..new };
    let call = call::add(tx, wub, new).await?;
    let here = AreaCode::parse("32.76.01.1007")?;
    for number in 0..31_u32 {
        apply(tx, call, number, &here).await?;
    }
    taught(tx, wub).await?;
    programmes::aid::examples::fill(tx, call).await?;
    programmes::followup::examples::fill(tx, call).await?;
    programmes::funnel::examples::fill(tx, call).await?;
    programmes::roadshow::examples::fill(tx).await
}

/// Women entrepreneurs: with a letter of recommendation.
async fn women(tx: &mut Tx) -> Result<(), Error> {
    let women = examples::programme(tx, "Perempuan Pengusaha", Category::Women).await?;
    let rules = [
        Rule::Resident,
        Rule::AgeAtLeast(18),
        Rule::Woman,
        Rule::Married,
        Rule::Recommendation,
        Rule::NotCivilServant,
        Rule::NotRecipient,
    ];
    let quota = Quota { whole: 300, each: None };
    let new = examples::a_call(tx, "Perempuan Pengusaha: pendaftaran dibuka", quota, &rules);
    call::add(tx, women, new).await?;
    Ok(())
}

/// Somebody invented applies; who it is follows from the number.
pub(super) async fn apply(
    tx: &mut Tx,
    call: call::CallId,
    number: u32,
    area: &AreaCode,
) -> Result<(), Error> {
    let pick = |words: &[&str], at: u32| {
        let at = usize::try_from(at).unwrap_or_default().checked_rem(words.len()).unwrap_or_default();
        words.get(at).copied().unwrap_or_default().to_owned()
    };
    let name =
        format!("{} {}", pick(&FIRST, number), pick(if number < 100 { &LAST } else { &OTHER }, number / 8));
    // Women born in the nineties, each on a day of her own: invented numbers.
    let day = 41 + number % 28;
    let district = area.as_str().get(..8).unwrap_or_default().replace('.', "");
    let nik = format!("{district}{day:02}0{}9{}{:04}", 1 + number % 9, number % 10, 9_000 + number);
    let person = registry::examples::person(tx, &name, area, Some(&nik)).await?;
    let baseline = programmes::followup::examples::baseline(i32::try_from(number).unwrap_or_default());
    examples::telling(tx, call, person, baseline).await?;
    Ok(())
}
