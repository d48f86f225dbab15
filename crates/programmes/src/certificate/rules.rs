//! What it takes to pass, and what somebody lacks. No database.

use kernel::Say;

/// What it takes to pass a training. Required units are always needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// At least so many per cent of the curriculum's minutes.
    pub share: i32,
    /// The lowest mark of the test, of 100. `None`: there is no test.
    pub mark: Option<i32>,
}

impl Default for Rule {
    /// What holds where nobody said anything: four fifths, as agencies commonly ask, and no test.
    fn default() -> Rule {
        Rule { share: 80, mark: None }
    }
}

/// What somebody has done of a training.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Minutes of the units in whose sessions somebody was.
    pub minutes: i64,
    /// Minutes of the whole curriculum.
    pub whole: i64,
    /// Required units in which somebody was not.
    pub missing: Vec<String>,
    pub mark: Option<i32>,
}

impl Done {
    /// Per cent of the curriculum, rounded down, so that nothing looks reached that is not.
    pub fn share(&self) -> i64 {
        if self.whole > 0 { self.minutes.saturating_mul(100) / self.whole } else { 0 }
    }
}

/// What is lacking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    Unit(String),
    Share { has: i64, needs: i32 },
    NoMark { needs: i32 },
    Mark { has: i32, needs: i32 },
}

impl Lack {
    /// In words, to whom it is about.
    pub fn says(&self) -> Say {
        match self {
            Lack::Unit(name) => Say::new("programmes-lack-unit").with("unit", name.clone()),
            Lack::Share { has, needs } => {
                Say::new("programmes-lack-share").with("has", *has).with("needs", *needs)
            }
            Lack::NoMark { needs } => Say::new("programmes-lack-no-mark").with("needs", *needs),
            Lack::Mark { has, needs } => {
                Say::new("programmes-lack-mark").with("has", *has).with("needs", *needs)
            }
        }
    }
}

/// What somebody lacks; nothing: passed. Of a curriculum without units nobody has done anything.
pub fn lacks(rule: Rule, done: &Done) -> Vec<Lack> {
    let mut lacks: Vec<Lack> = done.missing.iter().cloned().map(Lack::Unit).collect();
    let enough =
        done.whole > 0 && done.minutes.saturating_mul(100) >= done.whole.saturating_mul(rule.share.into());
    if !enough || done.minutes == 0 {
        // Whatever the rule says: whoever was nowhere has not passed.
        lacks.push(Lack::Share { has: done.share(), needs: rule.share.max(1) });
    }
    match (rule.mark, done.mark) {
        (Some(needs), None) => lacks.push(Lack::NoMark { needs }),
        (Some(needs), Some(has)) if has < needs => lacks.push(Lack::Mark { has, needs }),
        _ => {}
    }
    lacks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn done(minutes: i64, whole: i64) -> Done {
        Done { minutes, whole, ..Done::default() }
    }

    #[test]
    fn to_the_minute() {
        let rule = Rule { share: 80, mark: None };
        assert_eq!(lacks(rule, &done(312, 390)), []);
        assert_eq!(lacks(rule, &done(311, 390)), [Lack::Share { has: 79, needs: 80 }]);
        assert_eq!(lacks(Rule { share: 0, mark: None }, &done(1, 390)), []);
        assert_eq!(lacks(Rule { share: 0, mark: None }, &done(0, 390)), [Lack::Share { has: 0, needs: 1 }]);
        assert_eq!(lacks(rule, &done(0, 0)), [Lack::Share { has: 0, needs: 80 }]);
    }

    #[test]
    fn each_thing_that_is_lacking_is_named() {
        let rule = Rule { share: 50, mark: Some(70) };
        let all = Done { missing: vec!["Perizinan".to_owned()], mark: Some(69), ..done(90, 390) };
        let lack = [
            Lack::Unit("Perizinan".to_owned()),
            Lack::Share { has: 23, needs: 50 },
            Lack::Mark { has: 69, needs: 70 },
        ];
        assert_eq!(lacks(rule, &all), lack);
        assert_eq!(lacks(rule, &done(390, 390)), [Lack::NoMark { needs: 70 }]);
        assert_eq!(lacks(rule, &Done { mark: Some(70), ..done(195, 390) }), []);
    }

    proptest! {
        #[test]
        fn whoever_does_more_lacks_no_more(
            minutes in 0_i64..400, more in 0_i64..400, mark in proptest::option::of(0..=100_i32), better in 0..=100_i32,
            share in 0..=100_i32, needs in proptest::option::of(1..=100_i32),
        ) {
            let rule = Rule { share, mark: needs };
            let (less, all) = (Done { mark, ..done(minutes, 400) }, done((minutes + more).min(400), 400));
            let all = Done { mark: Some(mark.map_or(better, |mark| mark.max(better))), ..all };
            prop_assert!(lacks(rule, &all).len() <= lacks(rule, &less).len());
            prop_assert_eq!(lacks(rule, &Done { mark: Some(100), ..done(400, 400) }), vec![]);
        }
    }
}
