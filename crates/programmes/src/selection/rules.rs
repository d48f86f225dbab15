//! Marks, and the order that follows from them. Whole numbers only: points of a hundred, in hundredths. No database.

/// One criterion's weight.
pub type Weight = i32;

/// The most points of a criterion.
pub const MOST: i32 = 5;

/// What one reviewer's points come to, of 10,000: the mean of the shares, by weight, rounded down.
pub fn score(weights: &[Weight], points: &[i32]) -> i32 {
    let whole: i64 = weights.iter().map(|weight| i64::from(*weight)).sum();
    let sum: i64 =
        weights.iter().zip(points).map(|(weight, points)| i64::from(*weight) * i64::from(*points)).sum();
    let score = (sum * 10_000).checked_div(whole * i64::from(MOST)).unwrap_or(0);
    i32::try_from(score).unwrap_or(0)
}

/// What a look at an application is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One reviewer's, who sees nobody else's.
    Blind,
    /// What two whose marks were far apart agreed on.
    Talk,
    /// After an objection that was right.
    Correction,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Blind, Kind::Talk, Kind::Correction];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Blind => "blind",
            Kind::Talk => "talk",
            Kind::Correction => "correction",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What several reviews come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreed {
    /// So many more reviewers are needed.
    Needs(usize),
    /// Two are too far apart: a third one is needed, or a talk.
    Apart,
    /// The score, and which of the reviews make it.
    Score { score: i32, counted: Vec<usize> },
}

impl Agreed {
    /// How many more may take the application.
    pub fn lacks(&self) -> usize {
        match self {
            Agreed::Needs(more) => *more,
            Agreed::Apart => 1,
            Agreed::Score { .. } => 0,
        }
    }
}

/// Two reviews make a score, their mean, unless they differ by more than `gap` points of a hundred. Then a third one is
/// needed, and the score is the mean of it and whichever of the others is nearer; of all three where both are as near. What
/// was agreed on in a talk counts alone, and before it a correction.
pub fn agreed(given: &[(Kind, i32)], gap: i32) -> Agreed {
    let last = |kind: Kind| given.iter().rposition(|(one, _)| *one == kind);
    if let Some(at) = last(Kind::Correction).or_else(|| last(Kind::Talk)) {
        return mean(given, &[at]);
    }
    let blind: Vec<(usize, i32)> = given.iter().map(|(_, score)| *score).enumerate().collect();
    match blind.as_slice() {
        [] => Agreed::Needs(2),
        [_] => Agreed::Needs(1),
        [(one, a), (other, b)] if (a - b).abs() <= gap * 100 => mean(given, &[*one, *other]),
        [_, _] => Agreed::Apart,
        [(one, a), (other, b), (third, c), ..] => match (c - a).abs().cmp(&(c - b).abs()) {
            std::cmp::Ordering::Less => mean(given, &[*one, *third]),
            std::cmp::Ordering::Greater => mean(given, &[*other, *third]),
            std::cmp::Ordering::Equal => mean(given, &[*one, *other, *third]),
        },
    }
}

fn mean(given: &[(Kind, i32)], counted: &[usize]) -> Agreed {
    let scores: Vec<i32> = counted.iter().filter_map(|at| Some(given.get(*at)?.1)).collect();
    let many = i32::try_from(scores.len()).unwrap_or(1);
    let score = scores.iter().sum::<i32>().checked_div(many).unwrap_or(0);
    Agreed::Score { score, counted: counted.to_vec() }
}

/// What an applicant is ranked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked<Id> {
    pub id: Id,
    pub score: i32,
    /// Goes first among equals, where the call says so.
    pub preferred: bool,
    /// The mean points for each criterion, in sixths so that the mean of one, two or three is whole; the heaviest criterion
    /// first.
    pub by_criterion: Vec<i32>,
    /// In the order of arrival.
    pub number: i32,
}

/// Puts them in order: the higher score; among equals those who are preferred; then more points in the heaviest criterion,
/// and so on down; then whoever came first. No two are equal, since no two came first, so that the order can be repeated.
pub fn rank<Id>(mut all: Vec<Ranked<Id>>) -> Vec<Ranked<Id>> {
    all.sort_by(|one, other| {
        (other.score, other.preferred, &other.by_criterion, one.number).cmp(&(
            one.score,
            one.preferred,
            &one.by_criterion,
            other.number,
        ))
    });
    all
}

/// What puts one before the next where both have the same score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    Preferred,
    Criterion,
    Arrival,
}

impl Tie {
    pub const ALL: [Tie; 3] = [Tie::Preferred, Tie::Criterion, Tie::Arrival];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Tie::Preferred => "preferred",
            Tie::Criterion => "criterion",
            Tie::Arrival => "arrival",
        }
    }

    /// Reads [`Tie::as_str`].
    pub fn parse(text: &str) -> Option<Tie> {
        Tie::ALL.into_iter().find(|tie| tie.as_str() == text)
    }
}

/// By what the upper one goes before the lower; `None` where it is the score.
pub fn tie<Id>(upper: &Ranked<Id>, lower: &Ranked<Id>) -> Option<Tie> {
    if upper.score != lower.score {
        None
    } else if upper.preferred != lower.preferred {
        Some(Tie::Preferred)
    } else if upper.by_criterion != lower.by_criterion {
        Some(Tie::Criterion)
    } else {
        Some(Tie::Arrival)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_score_is_the_mean_of_the_shares_by_weight() {
        for (weights, points, expected) in [
            (vec![40, 30, 30], vec![5, 5, 5], 10_000),
            (vec![40, 30, 30], vec![0, 0, 0], 0),
            (vec![40, 30, 30], vec![5, 0, 0], 4_000),
            (vec![1, 1, 1], vec![1, 1, 2], 2_666),
            (vec![], vec![], 0),
        ] {
            assert_eq!(score(&weights, &points), expected, "{weights:?} {points:?}");
        }
    }

    fn blind(scores: &[i32]) -> Vec<(Kind, i32)> {
        scores.iter().map(|score| (Kind::Blind, *score)).collect()
    }

    #[test]
    fn a_third_reviewer_is_needed_where_two_are_far_apart_and_sides_with_the_nearer() {
        let is = |score, counted: &[usize]| Agreed::Score { score, counted: counted.to_vec() };
        for (scores, expected) in [
            (vec![], Agreed::Needs(2)),
            (vec![5_000], Agreed::Needs(1)),
            (vec![5_000, 7_000], is(6_000, &[0, 1])),
            (vec![5_000, 7_001], Agreed::Apart),
            (vec![3_000, 9_000, 8_000], is(8_500, &[1, 2])),
            (vec![3_000, 9_000, 4_000], is(3_500, &[0, 2])),
            (vec![3_000, 9_000, 6_000], is(6_000, &[0, 1, 2])),
        ] {
            assert_eq!(agreed(&blind(&scores), 20), expected, "{scores:?}");
        }
    }

    #[test]
    fn what_was_agreed_on_in_a_talk_counts_alone_and_a_correction_before_it() {
        let mut given = blind(&[1_000, 9_000]);
        assert_eq!(agreed(&given, 20), Agreed::Apart);
        given.push((Kind::Talk, 7_000));
        assert_eq!(agreed(&given, 20), Agreed::Score { score: 7_000, counted: vec![2] });
        given.push((Kind::Correction, 8_000));
        assert_eq!(agreed(&given, 20), Agreed::Score { score: 8_000, counted: vec![3] });
        assert_eq!((agreed(&blind(&[]), 0).lacks(), agreed(&blind(&[0, 1]), 0).lacks()), (2, 1));
    }

    fn one(id: char, score: i32, preferred: bool, by_criterion: &[i32], number: i32) -> Ranked<char> {
        Ranked { id, score, preferred, by_criterion: by_criterion.to_vec(), number }
    }

    #[test]
    fn ties_are_broken_by_preference_then_the_heaviest_criterion_then_arrival() {
        let all = vec![
            one('e', 7_000, false, &[7, 6], 1),
            one('d', 7_000, false, &[8, 5], 4),
            one('c', 7_000, false, &[8, 5], 3),
            one('b', 7_000, true, &[2, 2], 9),
            one('a', 7_001, false, &[1, 1], 8),
        ];
        let ranked = rank(all);
        let ties: Vec<Option<Tie>> = ranked.windows(2).map(|pair| tie(&pair[0], &pair[1])).collect();
        assert_eq!(ties, [None, Some(Tie::Preferred), Some(Tie::Arrival), Some(Tie::Criterion)]);
        let order: String = ranked.into_iter().map(|one| one.id).collect();
        assert_eq!(order, "abcde");
    }

    proptest! {
        #[test]
        fn the_ranking_does_not_depend_on_the_order_in_which_they_are_given(
            scores in proptest::collection::vec((0..4, any::<bool>(), 0..3), 1..12),
            turn in 0_usize..12,
        ) {
            let all: Vec<Ranked<usize>> = scores
                .iter()
                .enumerate()
                .map(|(id, (score, preferred, points))| Ranked {
                    id, score: *score, preferred: *preferred, by_criterion: vec![*points], number: i32::try_from(id).unwrap(),
                })
                .collect();
            let mut turned = all.clone();
            turned.rotate_left(turn % all.len());
            let ranked = rank(all);
            prop_assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
            prop_assert_eq!(ranked, rank(turned));
        }

        #[test]
        fn a_score_lies_between_the_reviews_that_make_it(scores in proptest::collection::vec(0..=10_000, 2..=3), gap in 0..=100) {
            if let Agreed::Score { score, counted } = agreed(&blind(&scores), gap) {
                let made: Vec<i32> = counted.iter().map(|at| scores[*at]).collect();
                prop_assert!(made.iter().min() <= Some(&score) && Some(&score) <= made.iter().max());
            }
        }
    }
}
