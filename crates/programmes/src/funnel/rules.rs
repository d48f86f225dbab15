//! From what was counted to the steps of the funnel, and what of it is withheld. No database, no clock.

use kernel::withhold::{Sums, Told};

use super::Step;

/// Those who came as far as one step and stand there alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub step: Step,
    /// Why they dropped; none: they are on the way.
    pub because: Option<String>,
    pub told: Told,
    /// The median of the days since they came there.
    pub median_days: i64,
}

/// Those of whom the best that speaks for the outcome is of one grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// None where there is no outcome, but the person said that the business is at work.
    pub grade: Option<String>,
    pub told: Told,
}

/// A figure; none where it is withheld.
pub type Figure = Option<i64>;

/// A step of the funnel: `came` = `went_on` + `on_the_way` + `dropped`; after the last one there is nowhere to go.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Counted {
    pub step: Step,
    pub came: Figure,
    pub went_on: Figure,
    pub on_the_way: Figure,
    /// The median of the days since those on the way came to this step.
    pub median_days: Option<i64>,
    pub dropped: Figure,
    /// Why, the most frequent first.
    pub reasons: Vec<Reason>,
    /// At the outcome: how well it is proven.
    pub grades: Vec<Grade>,
}

/// How many dropped for one reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Reason {
    pub because: String,
    pub people: Figure,
}

/// How many outcomes are proven so well.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Grade {
    pub grade: Option<String>,
    pub people: Figure,
}

/// Where the figures of one step lie among all.
struct Places {
    step: Step,
    came: usize,
    on_the_way: usize,
    dropped: usize,
    reasons: Vec<(String, usize)>,
    grades: Vec<(Option<String>, usize)>,
    median_days: Option<i64>,
}

/// The steps with their figures. Steps of trainings are left out where there are none. `open` shows all of it; otherwise
/// what is of fewer than five people is withheld, with whatever it would follow from.
pub fn count(cells: &[Cell], grades: &[Graded], taught: bool, open: bool) -> Vec<Counted> {
    let is_shown =
        |step: &Step| taught || !step.is_taught() || cells.iter().any(|cell| cell.step.is_taught());
    let steps: Vec<Step> = Step::ALL.into_iter().filter(is_shown).collect();
    let mut told = Vec::new();
    let places: Vec<Places> = steps.iter().map(|step| lay(*step, cells, grades, &mut told)).collect();
    let sums = sums(&places);
    let sums = Sums { told, stated: false, sums };
    let hidden = if open { vec![false; sums.told.len()] } else { sums.withheld() };
    let figure = |at: usize| match (sums.told.get(at), hidden.get(at)) {
        (Some(told), Some(false)) => Some(told.value),
        _ => None,
    };
    let nexts = places.iter().skip(1).map(|next| figure(next.came)).chain([Some(0)]);
    places.iter().zip(nexts).map(|(place, went_on)| show(place, went_on, figure)).collect()
}

fn show(place: &Places, went_on: Figure, figure: impl Fn(usize) -> Figure) -> Counted {
    let on_the_way = figure(place.on_the_way);
    let mut reasons: Vec<Reason> = place
        .reasons
        .iter()
        .map(|(because, at)| Reason { because: because.clone(), people: figure(*at) })
        .collect();
    // What is withheld stands last, so that the order says nothing of it.
    reasons.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.because.cmp(&b.because)));
    Counted {
        step: place.step,
        came: figure(place.came),
        went_on,
        on_the_way,
        median_days: place.median_days.filter(|_| on_the_way.is_some_and(|count| count > 0)),
        dropped: figure(place.dropped),
        reasons,
        grades: place
            .grades
            .iter()
            .map(|(grade, at)| Grade { grade: grade.clone(), people: figure(*at) })
            .collect(),
    }
}

fn lay(step: Step, cells: &[Cell], grades: &[Graded], told: &mut Vec<Told>) -> Places {
    let of = |is: &dyn Fn(&Cell) -> bool| {
        let mut all = Told::default();
        cells.iter().filter(|cell| is(cell)).for_each(|cell| all.join(&cell.told));
        all
    };
    let mut push = |one: Told| {
        told.push(one);
        told.len() - 1
    };
    let last = step == Step::Lasting;
    let here = |cell: &Cell| cell.step == step && !last;
    let came = push(of(&|cell| cell.step >= step));
    let on_the_way = push(of(&|cell| here(cell) && cell.because.is_none()));
    let dropped = push(of(&|cell| here(cell) && cell.because.is_some()));
    let dropped_here = cells.iter().filter(|cell| here(cell));
    let reasons =
        dropped_here.filter_map(|cell| Some((cell.because.clone()?, push(cell.told.clone())))).collect();
    let grades = grades
        .iter()
        .filter(|_| step == Step::Outcome)
        .map(|one| (one.grade.clone(), push(one.told.clone())))
        .collect();
    let waiting = cells.iter().find(|cell| here(cell) && cell.because.is_none());
    let median_days = waiting.map(|cell| cell.median_days);
    Places { step, came, on_the_way, dropped, reasons, grades, median_days }
}

/// What adds up to what.
fn sums(places: &[Places]) -> Vec<(usize, Vec<usize>)> {
    let mut sums = Vec::new();
    for (place, next) in places.iter().zip(places.iter().skip(1)) {
        sums.push((place.came, vec![next.came, place.on_the_way, place.dropped]));
    }
    for place in places {
        if !place.reasons.is_empty() {
            sums.push((place.dropped, place.reasons.iter().map(|(_, at)| *at).collect()));
        }
        if !place.grades.is_empty() {
            sums.push((place.came, place.grades.iter().map(|(_, at)| *at).collect()));
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn cell(step: Step, because: Option<&str>, value: i64, from: u128) -> Cell {
        let people = (0..value.min(5)).map(|n| Uuid::from_u128(from + u128::try_from(n).unwrap())).collect();
        Cell { step, because: because.map(str::to_owned), told: Told { value, people }, median_days: 3 }
    }

    fn some() -> Vec<Cell> {
        vec![
            cell(Step::Applied, Some("withdrawn"), 7, 100),
            cell(Step::Applied, Some("rule_resident"), 2, 200),
            cell(Step::Eligible, None, 20, 300),
            cell(Step::Confirmed, None, 30, 400),
            cell(Step::Outcome, None, 9, 500),
            cell(Step::Lasting, None, 6, 600),
        ]
    }

    #[test]
    fn every_step_adds_up_and_steps_without_trainings_are_left_out() {
        for taught in [true, false] {
            let all = count(&some(), &[], taught, true);
            assert_eq!(all.len(), if taught { 8 } else { 6 });
            for one in &all {
                let parts = [one.went_on, one.on_the_way, one.dropped].into_iter().flatten().sum::<i64>();
                assert_eq!(one.came, Some(if one.step == Step::Lasting { 6 } else { parts }), "{one:?}");
            }
            assert_eq!(all[0].came, Some(74));
            assert_eq!(all[0].reasons[0], Reason { because: "withdrawn".to_owned(), people: Some(7) });
            assert_eq!((all[1].on_the_way, all[1].median_days), (Some(20), Some(3)));
        }
    }

    #[test]
    fn a_reason_of_two_is_withheld_with_whatever_it_would_follow_from() {
        let all = count(&some(), &[], false, false);
        assert_eq!(all[0].came, Some(74));
        assert!(all[0].reasons.iter().all(|reason| reason.people.is_none()), "{:?}", all[0]);
        assert_eq!(all[0].dropped, Some(9));
        let mut few = some();
        few.remove(0);
        let all = count(&few, &[], false, false);
        assert_eq!((all[0].dropped, all[0].on_the_way), (None, Some(0)));
        assert!(all[0].came.is_none() || all[1].came.is_none(), "{all:?}");
    }

    #[test]
    fn somebody_who_counts_in_two_calls_is_one_person() {
        let mut twice = cell(Step::Eligible, None, 8, 1);
        twice.told.people = (0..4).map(Uuid::from_u128).collect();
        let all = count(&[twice], &[], false, false);
        assert_eq!((all[0].came, all[1].on_the_way), (None, None));
    }
}
