//! Depok's selections: one that is published, with an objection to be answered, and one in which there is still to mark.

use identity::command;
use kernel::{Acting, Actor, AreaCode, City, Db, Error};
use programmes::applicant;
use programmes::call::{self, CallId, Rule};
use programmes::nudge;
use programmes::programme;
use programmes::selection::{self, examples, object};

use super::applicants::apply;
use super::people;

/// Where those who applied live, beside the kelurahan of the demo's officers.
const AREAS: [&str; 3] = ["32.76.01.1007", "32.76.01.1008", "32.76.01.1009"];

/// Those who mark, by the first part of their address.
const REVIEWERS: [&str; 3] = ["dinas", "kecamatan", "pendamping"];

const MACHINE: Actor = Actor::System("demo");

/// Makes them in the programme for new entrepreneurs, where those who mark have their accounts.
pub(super) async fn fill(db: &Db, city: &City) -> Result<(), Error> {
    let mut tx = db.begin(MACHINE, city.id).await?;
    let calls = call::list(&mut tx).await?;
    let wub = programme::list(&mut tx).await?.into_iter().find(|one| one.name == "Wirausaha Baru");
    drop(tx);
    let Some(wub) = wub.filter(|_| calls.iter().all(|call| call.method == call::Method::Arrival)) else {
        return Ok(());
    };
    let Some(reviewers) = reviewers(db, city).await? else { return Ok(()) };
    let published = applied(db, city, wub.id, ("Wirausaha Baru: seleksi pertama", 5), 100..112).await?;
    marked(db, city, published, &reviewers, 100).await?;
    publish(db, city, published).await?;
    let running = applied(db, city, wub.id, ("Wirausaha Baru: seleksi kedua", 3), 120..126).await?;
    marked(db, city, running, reviewers.get(..1).unwrap_or_default(), 3).await?;
    let mut tx = db.begin(MACHINE, city.id).await?;
    examples::slots(&mut tx, running).await?;
    nudge::examples::fill(&mut tx).await?;
    tx.commit().await
}

async fn reviewers(db: &Db, city: &City) -> Result<Option<Vec<Acting>>, Error> {
    let mut tx = db.begin(MACHINE, city.id).await?;
    let known = command::list(&mut tx).await?;
    let ways = people::sign_ins(city);
    let acting = |local: &&str| {
        let way = ways.iter().find(|way| way.email.starts_with(&format!("{local}@")))?;
        let account = known.iter().find(|one| one.name == way.name)?.account;
        Some(Acting { account, role: way.role, area: way.area.clone(), agency: None })
    };
    Ok(REVIEWERS.iter().map(acting).collect())
}

/// A call by selection for so many, with those who applied, that has closed.
async fn applied(
    db: &Db,
    city: &City,
    programme: programme::ProgrammeId,
    (name, places): (&str, i32),
    numbers: std::ops::Range<u32>,
) -> Result<CallId, Error> {
    let mut tx = db.begin(MACHINE, city.id).await?;
    let rules = [Rule::Resident, Rule::AgeAtLeast(17), Rule::NotCivilServant, Rule::NotRecipient];
    let call = examples::call(&mut tx, programme, name, places, &rules).await?;
    for (number, area) in numbers.zip(AREAS.iter().cycle()) {
        apply(&mut tx, call, number, &AreaCode::parse(area)?).await?;
    }
    examples::close(&mut tx, call).await?;
    tx.commit().await?;
    Ok(call)
}

/// What each reviewer thinks of whoever came in this place: of some they think quite differently.
fn points(reviewer: i32, number: i32) -> [i32; 3] {
    let base = 2 + number * 7 % 4;
    let apart = if number % 5 == 0 && reviewer == 1 { -2 } else { 0 };
    [base + apart, 1 + (number + reviewer) % 5, base + apart].map(|points| points.clamp(0, 5))
}

async fn marked(db: &Db, city: &City, call: CallId, by: &[Acting], most: usize) -> Result<(), Error> {
    for (reviewer, acting) in (0..).zip(by) {
        let mut tx = db.begin(Actor::Account(acting.clone()), city.id).await?;
        examples::mark(&mut tx, call, most, |number| points(reviewer, number)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Publishes it; the best take their places, and the last of those who wait objects.
async fn publish(db: &Db, city: &City, call: CallId) -> Result<(), Error> {
    let mut tx = db.begin(MACHINE, city.id).await?;
    selection::rank(&mut tx, call).await?;
    selection::publish(&mut tx, call).await?;
    let filter = applicant::Filter { call: Some(call), ..applicant::Filter::default() };
    let (all, _) = applicant::list(&mut tx, &filter, 0, 100).await?;
    for one in all.iter().take(3) {
        applicant::accept(&mut tx, one.id).await?;
    }
    if let Some(last) = all.last() {
        let text = "Usaha saya sudah berjalan setahun; foto dan catatan penjualannya ada.";
        object::object(&mut tx, last.id, text).await?;
    }
    tx.commit().await
}
