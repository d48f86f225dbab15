//! Depok's programmes, made through the room's own functions: a call with places in every kelurahan, one of which is full,
//! and a call for women.

use kernel::{Actor, AreaCode, City, Db, Error, Tx};
use programmes::applicant::examples;
use programmes::call::{self, Quota, Rule};
use programmes::programme::{self, Category};

/// Invented people who apply, with first and last name.
const FIRST: [&str; 8] = ["Siti", "Dewi", "Rina", "Agus", "Yuni", "Hendra", "Lestari", "Wahyu"];
const LAST: [&str; 4] = ["Rahayu", "Santoso", "Permana", "Handayani"];

/// Those of whoever is in a selection.
const OTHER: [&str; 4] = ["Wulandari", "Nugroho", "Maulana", "Kusumawati"];

/// Makes them unless there are programmes already.
pub(super) async fn fill(db: &Db, city: &City) -> Result<(), Error> {
    if city.slug != "depok" {
        return Ok(());
    }
    let mut tx = db.begin(Actor::System("demo"), city.id).await?;
    if programme::list(&mut tx).await?.is_empty() {
        newcomers(&mut tx).await?;
        women(&mut tx).await?;
    }
    tx.commit().await
}

/// New entrepreneurs: 27 places in each of 63 kelurahan, and in one of them 31 people.
async fn newcomers(tx: &mut Tx) -> Result<(), Error> {
    let wub = examples::programme(tx, "Wirausaha Baru", Category::Wub).await?;
    let rules = [Rule::Resident, Rule::AgeAtLeast(17), Rule::NotCivilServant, Rule::NotRecipient];
    let quota = Quota { whole: 1_701, each: Some(27) };
    let new = examples::a_call(tx, "Wirausaha Baru: pendaftaran dibuka", quota, &rules);
    let call = call::add(tx, wub, new).await?;
    let here = AreaCode::parse("32.76.01.1007")?;
    for number in 0..31_u32 {
        apply(tx, call, number, &here).await?;
    }
    Ok(())
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
    let nik = format!("327601{day:02}0{}9{}{:04}", 1 + number % 9, number % 10, 9_000 + number);
    let person = registry::examples::person(tx, &name, area, Some(&nik)).await?;
    examples::entered(tx, call, person).await?;
    Ok(())
}
