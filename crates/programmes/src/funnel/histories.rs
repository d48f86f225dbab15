//! Random histories, and how far each came, told once more in plain steps.

use proptest::prelude::*;

use super::Step;

/// How an application ended, if it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Refused,
    Withdrawn,
    Lapsed,
    Double,
}

/// What became of one person. Any mixture may happen: records are corrected, and things are told late.
#[derive(Debug, Clone)]
pub(super) struct Life {
    /// In the call with rules, or in the one without.
    pub(super) ruled: bool,
    pub(super) woman: Option<bool>,
    pub(super) letter: Option<bool>,
    pub(super) offered: bool,
    pub(super) placed: bool,
    pub(super) end: End,
    pub(super) enrolled: bool,
    pub(super) required: bool,
    pub(super) optional: bool,
    pub(super) left: bool,
    pub(super) outcome: Option<&'static str>,
    /// What was told at three months.
    pub(super) told: Option<bool>,
    pub(super) silent: bool,
}

impl Life {
    /// The states that the application went through.
    pub(super) fn passed(&self) -> Vec<&'static str> {
        let end = match self.end {
            End::Open => None,
            End::Refused => Some("refused"),
            End::Withdrawn => Some("withdrawn"),
            End::Lapsed => Some("lapsed"),
            End::Double => Some("double"),
        };
        let later = [self.offered.then_some("offered"), self.placed.then_some("placed"), end];
        std::iter::once("applied").chain(later.into_iter().flatten()).collect()
    }
}

/// What is so for all of them.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) lives: Vec<Life>,
    pub(super) cancelled: bool,
    pub(super) closed: bool,
    pub(super) over: bool,
}

fn life() -> impl Strategy<Value = Life> {
    let maybe = || proptest::option::of(any::<bool>());
    let end = prop_oneof![
        6 => Just(End::Open), 1 => Just(End::Refused), 1 => Just(End::Withdrawn), 1 => Just(End::Lapsed),
        1 => Just(End::Double),
    ];
    let grade = prop_oneof![Just("claimed"), Just("affirmed"), Just("document"), Just("system")];
    let before = (any::<bool>(), maybe(), maybe(), any::<bool>(), prop::bool::weighted(0.7), end);
    let later = (
        prop::bool::weighted(0.7),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.2),
        proptest::option::weighted(0.3, grade),
        proptest::option::weighted(0.3, any::<bool>()),
        prop::bool::weighted(0.2),
    );
    (before, later).prop_map(|(before, later)| {
        let (ruled, woman, letter, offered, placed, end) = before;
        let (enrolled, required, optional, left, outcome, told, silent) = later;
        Life {
            ruled,
            woman,
            letter,
            offered,
            placed,
            end,
            enrolled,
            required,
            optional,
            left,
            outcome,
            told,
            silent,
        }
    })
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let lives = prop::collection::vec(life(), 8..30);
    (lives, prop::bool::weighted(0.2), prop::bool::weighted(0.2), any::<bool>())
        .prop_map(|(lives, cancelled, closed, over)| World { lives, cancelled, closed, over })
}

/// How far somebody came and why no farther, told once more in plain steps.
pub(super) fn model(world: &World, life: &Life) -> Option<(Step, Option<&'static str>)> {
    if life.end == End::Double {
        return None;
    }
    let seen = life.enrolled && (life.required || life.optional);
    let mut step = Step::Applied;
    if !life.ruled || (life.woman == Some(true) && life.letter == Some(true)) {
        step = Step::Eligible;
    }
    if life.offered {
        step = Step::Selected;
    }
    if life.placed {
        step = Step::Confirmed;
        if seen {
            step = Step::Trained;
        }
        if seen && life.required {
            step = Step::Finished;
        }
        if life.outcome.is_some() {
            step = Step::Outcome;
        }
        if life.told == Some(true) {
            return Some((Step::Lasting, None));
        }
    }
    Some((step, why(world, life, step)))
}

fn why(world: &World, life: &Life, step: Step) -> Option<&'static str> {
    match life.end {
        End::Refused if life.ruled && life.woman == Some(false) => return Some("rule_woman"),
        End::Refused if life.ruled && life.letter == Some(false) => return Some("rule_recommendation"),
        End::Refused => return Some("refused"),
        End::Withdrawn => return Some("withdrawn"),
        End::Lapsed => return Some("lapsed"),
        End::Open | End::Double => {}
    }
    if life.placed && life.told == Some(false) {
        return Some("stopped");
    }
    if life.placed && life.enrolled && life.left && step < Step::Outcome {
        return Some("left");
    }
    if world.cancelled && life.ruled && step < Step::Confirmed {
        return Some("cancelled");
    }
    if world.closed && step <= Step::Confirmed {
        return Some("closed");
    }
    if world.over && life.enrolled && step == Step::Confirmed {
        return Some("never_came");
    }
    if world.over && life.enrolled && step == Step::Trained {
        return Some("unfinished");
    }
    (life.placed && life.silent && life.told.is_none()).then_some("silent")
}
