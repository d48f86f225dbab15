//! Points for every criterion, as fields of a form.

use std::collections::BTreeMap;

use kernel::{Error, Say};
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::CriterionId;
use super::find::Criterion;
use super::rules::MOST;

/// The names of the fields of ten criteria, in their order: a form's fields have fixed names.
const FIELDS: [&str; super::criteria::MOST] = [
    "points_1",
    "points_2",
    "points_3",
    "points_4",
    "points_5",
    "points_6",
    "points_7",
    "points_8",
    "points_9",
    "points_10",
];

/// Whether every criterion has to have points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Always,
    /// Where the answer is one that needs them.
    Maybe,
}

/// Adds the criteria to a form.
pub(super) fn fields(mut form: Form, ui: &Ui, criteria: &[Criterion], asked: Asked) -> Form {
    for (field, criterion) in FIELDS.into_iter().zip(criteria) {
        let choice = |points: i32| {
            let word = ui.t_of("programmes-points-", &points.to_string());
            Choice::new(points.to_string(), format!("{points} · {word}"))
        };
        let label = Say::new("programmes-points-of")
            .with("criterion", criterion.name.as_str())
            .with("weight", criterion.weight);
        let field = Field::radio(field, label, (0..=MOST).map(choice).collect());
        form = form.field(match asked {
            Asked::Always => field,
            Asked::Maybe => field.optional(),
        });
    }
    form
}

/// What the form says, for each criterion.
pub(super) fn read(posted: &Posted, criteria: &[Criterion]) -> Result<BTreeMap<CriterionId, i32>, Error> {
    let mut points = BTreeMap::new();
    let mut wrong = Vec::new();
    for (field, criterion) in FIELDS.into_iter().zip(criteria) {
        match posted.text(field).parse::<i32>().ok().filter(|points| (0..=MOST).contains(points)) {
            Some(value) => {
                points.insert(criterion.id, value);
            }
            None => wrong.push((field, Say::new("programmes-review-points"))),
        }
    }
    if wrong.is_empty() { Ok(points) } else { Err(Error::Invalid(wrong)) }
}
