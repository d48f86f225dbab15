//! How people fare against their beginning, all together. Nothing here names anybody, and nothing is told of a few.

use kernel::withhold::K;

/// What counts of somebody's words; `None` where nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub active: Option<bool>,
    pub permit: Option<bool>,
    pub sold: Option<bool>,
    pub employees: Option<i32>,
    /// Rupiah in the last month, where it was told.
    pub takings: Option<i64>,
}

/// Somebody who was to be asked in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub month: i16,
    pub said: Option<Words>,
    pub before: Option<Words>,
}

impl Words {
    /// The same, with what earlier words said where these leave a question open.
    pub fn over(self, earlier: Words) -> Words {
        Words {
            active: self.active.or(earlier.active),
            permit: self.permit.or(earlier.permit),
            sold: self.sold.or(earlier.sold),
            employees: self.employees.or(earlier.employees),
            takings: self.takings.or(earlier.takings),
        }
    }
}

/// How many, of those who answered this question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = ProgrammeChangeShare)]
pub struct Share {
    pub count: i64,
    pub of: i64,
}

/// A month of a programme. The response comes first: what few answered says little of all.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ProgrammeChange {
    /// 0 is the beginning, then 3, 6, 12.
    pub month: i16,
    pub asked: i64,
    pub answered: i64,
    /// Withheld where it would tell of fewer than five people, as are all below.
    pub active: Option<Share>,
    pub permit: Option<Share>,
    /// Sold something in the last month.
    pub sold: Option<Share>,
    /// Those who told their takings at both times.
    pub compared: i64,
    /// The median of what each takes more or less a month, in rupiah, to the next hundred thousand.
    pub takings_change: Option<i64>,
    /// The median of how many more or fewer work.
    pub employees_change: Option<i64>,
}

/// The months of a programme, in order; those in which nobody was due are left out.
pub fn of(people: &[Asked]) -> Vec<ProgrammeChange> {
    super::MONTHS.into_iter().filter_map(|month| month_of(month, people)).collect()
}

fn month_of(month: i16, people: &[Asked]) -> Option<ProgrammeChange> {
    let due: Vec<&Asked> = people.iter().filter(|one| one.month == month).collect();
    if due.is_empty() {
        return None;
    }
    let said: Vec<Words> = due.iter().filter_map(|one| one.said).collect();
    let pairs: Vec<(Words, Words)> = if month == 0 {
        Vec::new()
    } else {
        due.iter().filter_map(|one| Some((one.before?, one.said?))).collect()
    };
    let takings: Vec<i64> = pairs.iter().filter_map(|(old, new)| Some(new.takings? - old.takings?)).collect();
    let employees =
        pairs.iter().filter_map(|(old, new)| Some(new.employees? - old.employees?)).map(i64::from);
    let share = |of: fn(&Words) -> Option<bool>| told(&said.iter().filter_map(of).collect::<Vec<_>>());
    Some(ProgrammeChange {
        month,
        asked: i64::try_from(due.len()).unwrap_or(i64::MAX),
        answered: i64::try_from(said.len()).unwrap_or(i64::MAX),
        active: share(|words| words.active),
        permit: share(|words| words.permit),
        sold: share(|words| words.sold),
        compared: i64::try_from(takings.len()).unwrap_or(i64::MAX),
        takings_change: median(takings).map(rounded),
        employees_change: median(employees.collect()),
    })
}

/// Neither a few, nor all but a few: who is not among them would be known too.
fn told(said: &[bool]) -> Option<Share> {
    let few = |n: i64| (1..K).contains(&n);
    let of = i64::try_from(said.len()).unwrap_or(i64::MAX);
    let count = i64::try_from(said.iter().filter(|yes| **yes).count()).unwrap_or(i64::MAX);
    (of >= K && !few(count) && !few(of - count)).then_some(Share { count, of })
}

/// The middle one; of an even number the lower of the two, so that it is somebody's own answer nowhere invented.
fn median(mut all: Vec<i64>) -> Option<i64> {
    if i64::try_from(all.len()).unwrap_or_default() < K {
        return None;
    }
    all.sort_unstable();
    all.get((all.len() - 1) / 2).copied()
}

/// To the next hundred thousand: the median is one person's figure, who knows it to the rupiah.
fn rounded(amount: i64) -> i64 {
    let step = 100_000;
    let half = if amount < 0 { -step / 2 } else { step / 2 };
    (amount + half) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(takings: Option<i64>, sold: bool) -> Words {
        Words { active: Some(true), permit: Some(false), sold: Some(sold), employees: Some(1), takings }
    }

    fn asked(month: i16, before: Option<Words>, said: Option<Words>) -> Asked {
        Asked { month, before, said }
    }

    fn six_months(changes: &[i64]) -> ProgrammeChange {
        let one = |change: &i64| {
            asked(6, Some(words(Some(1_000_000), false)), Some(words(Some(1_000_000 + change), true)))
        };
        of(&changes.iter().map(one).collect::<Vec<_>>()).remove(0)
    }

    #[test]
    fn the_median_change_is_told_of_five_and_of_no_fewer() {
        let told = six_months(&[-200_000, 0, 340_000, 900_000, 5_000_000]);
        assert_eq!(told.takings_change, Some(300_000));
        assert_eq!((told.asked, told.answered, told.compared), (5, 5, 5));
        assert_eq!(told.employees_change, Some(0));
        let few = six_months(&[-200_000, 0, 340_000, 900_000]);
        assert_eq!((few.takings_change, few.employees_change, few.sold), (None, None, None));
        assert_eq!(six_months(&[-260_000; 5]).takings_change, Some(-300_000));
    }

    #[test]
    fn a_share_says_nothing_of_a_few_nor_of_all_but_a_few() {
        for (sold, all, expected) in [
            (5, 10, Some(5)),
            (4, 10, None),
            (6, 10, None),
            (0, 10, Some(0)),
            (10, 10, Some(10)),
            (3, 3, None),
            (0, 4, None),
        ] {
            let people: Vec<Asked> = (0..all).map(|n| asked(3, None, Some(words(None, n < sold)))).collect();
            assert_eq!(of(&people)[0].sold.map(|share| share.count), expected, "{sold} of {all}");
        }
    }

    #[test]
    fn who_did_not_answer_counts_among_those_asked_and_who_told_no_beginning_is_not_compared() {
        let mut people = vec![asked(12, Some(words(Some(1), true)), None); 4];
        people.extend(vec![asked(12, None, Some(words(Some(9), true))); 6]);
        let year = of(&people).remove(0);
        assert_eq!((year.asked, year.answered, year.compared), (10, 6, 0));
        assert_eq!((year.takings_change, year.employees_change), (None, None));
    }

    #[test]
    fn what_the_last_words_leave_open_is_what_was_said_before_them() {
        let first = Words { sold: Some(false), ..words(Some(700_000), true) };
        let later = Words { permit: None, takings: None, employees: Some(3), ..words(None, true) };
        let expected =
            Words { permit: Some(false), takings: Some(700_000), employees: Some(3), ..words(None, true) };
        assert_eq!(later.over(first), expected);
    }

    #[test]
    fn a_share_is_of_those_who_answered_the_question() {
        let skipped = Words { permit: None, ..words(None, true) };
        let mut people = vec![asked(0, None, Some(skipped)); 3];
        people.extend(vec![asked(0, None, Some(words(None, true))); 5]);
        let first = of(&people).remove(0);
        assert_eq!((first.answered, first.permit), (8, Some(Share { count: 0, of: 5 })));
        assert_eq!(first.sold, Some(Share { count: 8, of: 8 }));
    }

    #[test]
    fn months_come_in_order_and_the_beginning_is_compared_with_nothing() {
        let told = words(Some(5), true);
        let people: Vec<Asked> =
            [12, 0, 3].into_iter().flat_map(|month| vec![asked(month, Some(told), Some(told)); 5]).collect();
        let all = of(&people);
        assert_eq!(all.iter().map(|one| one.month).collect::<Vec<_>>(), [0, 3, 12]);
        assert_eq!((all[0].compared, all[0].takings_change), (0, None));
    }
}
