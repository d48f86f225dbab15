//! What of a promise does not add up, told wherever its figures are shown.

use kernel::{Error, Level, Say, Tx};
use web::blocks::{self, Tone};
use web::{Html, Ui};

use super::find::{self, Promise, Told};
use super::rules::{Along, Difference, Overlap, Part, differences};
use super::show;

/// What does not add up: of what was promised, and of what was published as reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) promised: Vec<Difference>,
    pub(crate) told: Vec<Difference>,
}

/// Checks all figures of a revision down to the kelurahan, and those that were published. Below, each sharing out adds up by
/// itself.
pub(crate) async fn check(tx: &mut Tx, promise: &Promise) -> Result<Checked, Error> {
    let revision = &promise.revision;
    let parts = find::parts(tx, promise.id, revision.number, Level::Kelurahan).await?;
    let rests = find::rests(tx, promise.id, revision.number).await?;
    let told = find::told(tx, promise.id).await?;
    Ok(Checked {
        promised: differences(&parts, &rests, revision.overlap),
        told: differences(&told_parts(tx, &told), &[], Overlap::First),
    })
}

/// Published figures, to be checked as parts of each other. Years are not added up: not every one was published.
fn told_parts(tx: &Tx, told: &[Told]) -> Vec<Part> {
    let Some(area) = kernel::AreaCode::of_city(tx.city()) else { return Vec::new() };
    let part = |told: &Told| Part {
        cell: super::Cell { year: told.year, category: told.category.clone(), area: area.clone() },
        figure: told.figure,
    };
    told.iter().filter(|told| told.year != 0).map(part).collect()
}

/// One remark for each figure that its parts do not make.
pub(super) fn remarks(ui: &Ui, checked: &Checked) -> Vec<Html> {
    let promised = checked.promised.iter().map(|one| (one, "programmes-promise-differs"));
    let told = checked.told.iter().map(|one| (one, "programmes-promise-told-differs"));
    promised.chain(told).map(|(one, key)| blocks::notice(&ui.say(&words(ui, one, key)), Tone::Warn)).collect()
}

fn words(ui: &Ui, one: &Difference, key: &'static str) -> Say {
    let part = |(name, figure): &(String, i64)| {
        let name = match one.along {
            Along::Category => show::category(ui, name),
            Along::Year => name.clone(),
            Along::Area => {
                kernel::AreaCode::parse(name).map_or_else(|_| name.clone(), |area| ui.place(&area))
            }
        };
        format!("{name} {}", ui.number(*figure))
    };
    let parts: Vec<String> = one.parts.iter().take(8).map(part).collect();
    Say::new(key)
        .with("of", show::cell(ui, &one.of))
        .with("whole", ui.number(one.whole))
        .with("together", ui.number(one.together))
        .with("parts", parts.join(" + "))
        .with("gap", ui.number((one.whole - one.together).abs()))
}
