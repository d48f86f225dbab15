//! Whether somebody may apply: each rule passed, failed, or not known, with what would mend it. No database, no clock.

use chrono::{Datelike as _, NaiveDate};
use kernel::Say;

use super::rule::Rule;

/// What is known of somebody who applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The day of applying, as it was in the city.
    pub on: NaiveDate,
    /// The kelurahan of the home is known; it lies in the city, as every home in its records does.
    pub kelurahan: bool,
    /// The identity card is of this city, by the applicant's word.
    pub ktp_here: Option<bool>,
    /// The NIK was first given out in this city. Whoever moved here keeps the number of another.
    pub nik_from_here: Option<bool>,
    pub birth_date: Option<NaiveDate>,
    pub woman: Option<bool>,
    pub married: Option<bool>,
    pub civil_servant: Option<bool>,
    pub recommendation: Letter,
    /// Another call of the programme in which a place is or was held.
    pub recipient_of: Option<String>,
}

/// How far a letter is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Letter {
    #[default]
    Missing,
    /// It was handed in; nobody looked at it yet.
    Waiting,
    Right,
    Wrong,
}

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    Unknown,
}

impl Verdict {
    /// As in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Unknown => "unknown",
        }
    }
}

/// A rule and what it came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub rule: Rule,
    pub verdict: Verdict,
    /// What would mend it, where it did not pass.
    pub mend: Option<Say>,
    /// The words of the officer who decided, where one did.
    pub by_word: Option<String>,
}

/// An officer's word about a rule, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub kind: String,
    pub passed: bool,
    pub reason: String,
}

/// What each rule comes to. The last word of an officer goes before what is known otherwise.
pub fn judge(rules: &[Rule], facts: &Facts, words: &[Word]) -> Vec<Judged> {
    let one = |rule: &Rule| {
        let word = words.iter().rev().find(|word| word.kind == rule.kind());
        match word {
            Some(word) if word.passed => Judged {
                rule: *rule,
                verdict: Verdict::Passed,
                mend: None,
                by_word: Some(word.reason.clone()),
            },
            Some(word) => Judged {
                rule: *rule,
                verdict: Verdict::Failed,
                mend: Some(Say::new("programmes-mend-word")),
                by_word: Some(word.reason.clone()),
            },
            None => {
                let (verdict, mend) = known(*rule, facts);
                Judged { rule: *rule, verdict, mend, by_word: None }
            }
        }
    };
    rules.iter().map(one).collect()
}

/// The worst of them: failed goes before not known, and that before passed.
pub fn whole(judged: &[Judged]) -> Verdict {
    let any = |verdict: Verdict| judged.iter().any(|one| one.verdict == verdict);
    match (any(Verdict::Failed), any(Verdict::Unknown)) {
        (true, _) => Verdict::Failed,
        (false, true) => Verdict::Unknown,
        (false, false) => Verdict::Passed,
    }
}

fn known(rule: Rule, facts: &Facts) -> (Verdict, Option<Say>) {
    match rule {
        Rule::Resident => resident(facts),
        Rule::AgeAtLeast(years) => at_least(years, facts),
        Rule::AgeAtMost(years) => at_most(years, facts),
        Rule::Woman => must(facts.woman, "programmes-mend-woman-unknown", "programmes-mend-woman"),
        Rule::Married => must(facts.married, "programmes-mend-married-unknown", "programmes-mend-married"),
        Rule::NotCivilServant => must(
            facts.civil_servant.map(|is| !is),
            "programmes-mend-civil-servant-unknown",
            "programmes-mend-civil-servant",
        ),
        Rule::Recommendation => match facts.recommendation {
            Letter::Right => passed(),
            Letter::Waiting => unknown("programmes-mend-recommendation-waiting"),
            Letter::Missing => unknown("programmes-mend-recommendation-missing"),
            Letter::Wrong => failed("programmes-mend-recommendation-wrong"),
        },
        Rule::NotRecipient => match &facts.recipient_of {
            None => passed(),
            Some(call) => failed(Say::new("programmes-mend-recipient").with("call", call.as_str())),
        },
    }
}

/// The card decides, and where nobody said what card it is, a NIK of this city. A NIK of another city says nothing: it
/// names the place of first registration, which whoever moves keeps.
fn resident(facts: &Facts) -> (Verdict, Option<Say>) {
    let card = facts.ktp_here.or(facts.nik_from_here.filter(|here| *here));
    match (card, facts.kelurahan) {
        (Some(false), _) => failed("programmes-mend-resident"),
        (Some(true), true) => passed(),
        (Some(true), false) => unknown("programmes-mend-kelurahan"),
        (None, _) => unknown("programmes-mend-resident-unknown"),
    }
}

fn at_least(years: u8, facts: &Facts) -> (Verdict, Option<Say>) {
    let Some(born) = facts.birth_date else { return unknown("programmes-mend-birth-date") };
    if age(born, facts.on) >= i32::from(years) {
        return passed();
    }
    let day = birthday(born, born.year() + i32::from(years)).format("%d-%m-%Y").to_string();
    failed(Say::new("programmes-mend-age-at-least").with("day", day))
}

fn at_most(years: u8, facts: &Facts) -> (Verdict, Option<Say>) {
    let Some(born) = facts.birth_date else { return unknown("programmes-mend-birth-date") };
    if age(born, facts.on) <= i32::from(years) { passed() } else { failed("programmes-mend-age-at-most") }
}

/// Years completed. Who was born on 29 February completes one on 1 March where there is no such day.
fn age(born: NaiveDate, on: NaiveDate) -> i32 {
    let years = on.year() - born.year();
    if on < birthday(born, on.year()) { years - 1 } else { years }
}

fn birthday(born: NaiveDate, year: i32) -> NaiveDate {
    born.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(born)
}

fn must(is: Option<bool>, unsaid: &'static str, not: &'static str) -> (Verdict, Option<Say>) {
    match is {
        Some(true) => passed(),
        Some(false) => failed(not),
        None => unknown(unsaid),
    }
}

fn passed() -> (Verdict, Option<Say>) {
    (Verdict::Passed, None)
}

fn failed(mend: impl Into<Say>) -> (Verdict, Option<Say>) {
    (Verdict::Failed, Some(mend.into()))
}

fn unknown(mend: impl Into<Say>) -> (Verdict, Option<Say>) {
    (Verdict::Unknown, Some(mend.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn on(text: &str) -> Facts {
        Facts { on: day(text), kelurahan: true, ..Facts::default() }
    }

    fn check(rule: Rule, facts: &Facts, verdict: Verdict, mend: &str) {
        let judged = judge(&[rule], facts, &[]);
        let said = judged[0].mend.as_ref().map_or("", |say| say.key);
        assert_eq!((judged[0].verdict, said), (verdict, mend), "{rule:?} {facts:?}");
    }

    #[test]
    fn the_card_decides_where_somebody_lives_and_a_number_from_elsewhere_decides_nothing() {
        use Verdict::{Failed, Passed, Unknown};
        for (ktp_here, nik_from_here, kelurahan, verdict, mend) in [
            (Some(true), None, true, Passed, ""),
            (Some(true), Some(false), true, Passed, ""),
            (None, Some(true), true, Passed, ""),
            (None, Some(false), true, Unknown, "programmes-mend-resident-unknown"),
            (None, None, true, Unknown, "programmes-mend-resident-unknown"),
            (Some(true), None, false, Unknown, "programmes-mend-kelurahan"),
            (Some(false), Some(true), true, Failed, "programmes-mend-resident"),
        ] {
            let facts = Facts { ktp_here, nik_from_here, kelurahan, ..on("2026-11-22") };
            check(Rule::Resident, &facts, verdict, mend);
        }
    }

    #[test]
    fn an_age_is_completed_on_the_birthday_and_the_one_too_young_is_told_the_day() {
        use Verdict::{Failed, Passed, Unknown};
        for (born, today, verdict) in [
            ("2009-11-22", "2026-11-22", Passed),
            ("2009-11-23", "2026-11-22", Failed),
            ("2008-02-29", "2025-02-28", Failed),
            ("2008-02-29", "2025-03-01", Passed),
        ] {
            let facts = Facts { birth_date: Some(day(born)), ..on(today) };
            let mend = if verdict == Failed { "programmes-mend-age-at-least" } else { "" };
            check(Rule::AgeAtLeast(17), &facts, verdict, mend);
        }
        let young = Facts { birth_date: Some(day("2009-11-23")), ..on("2026-11-22") };
        let judged = judge(&[Rule::AgeAtLeast(17)], &young, &[]);
        assert_eq!(judged[0].mend.as_ref().unwrap().args, [("day", "23-11-2026".into())]);
        check(Rule::AgeAtLeast(17), &on("2026-11-22"), Unknown, "programmes-mend-birth-date");
        let facts = Facts { birth_date: Some(day("1985-11-22")), ..on("2026-11-21") };
        check(Rule::AgeAtMost(40), &facts, Passed, "");
        let facts = Facts { on: day("2026-11-22"), ..facts };
        check(Rule::AgeAtMost(40), &facts, Failed, "programmes-mend-age-at-most");
    }

    #[test]
    fn what_nobody_said_is_not_known_and_fails_nobody() {
        for (rule, mend) in [
            (Rule::Woman, "programmes-mend-woman-unknown"),
            (Rule::Married, "programmes-mend-married-unknown"),
            (Rule::NotCivilServant, "programmes-mend-civil-servant-unknown"),
            (Rule::Recommendation, "programmes-mend-recommendation-missing"),
        ] {
            check(rule, &on("2026-11-22"), Verdict::Unknown, mend);
        }
        let facts = Facts { civil_servant: Some(true), woman: Some(false), ..on("2026-11-22") };
        check(Rule::NotCivilServant, &facts, Verdict::Failed, "programmes-mend-civil-servant");
        check(Rule::Woman, &facts, Verdict::Failed, "programmes-mend-woman");
    }

    #[test]
    fn a_letter_counts_once_an_officer_found_it_right() {
        for (recommendation, verdict) in [
            (Letter::Missing, Verdict::Unknown),
            (Letter::Waiting, Verdict::Unknown),
            (Letter::Right, Verdict::Passed),
            (Letter::Wrong, Verdict::Failed),
        ] {
            let facts = Facts { recommendation, ..on("2026-11-22") };
            assert_eq!(judge(&[Rule::Recommendation], &facts, &[])[0].verdict, verdict);
        }
    }

    #[test]
    fn whoever_has_a_place_in_the_programme_is_told_in_which_call() {
        let facts = Facts { recipient_of: Some("WUB 2025".to_owned()), ..on("2026-11-22") };
        let judged = judge(&[Rule::NotRecipient], &facts, &[]);
        assert_eq!(judged[0].verdict, Verdict::Failed);
        assert_eq!(judged[0].mend.as_ref().unwrap().args, [("call", "WUB 2025".into())]);
    }

    #[test]
    fn the_last_word_of_an_officer_goes_before_what_the_records_say() {
        let word = |passed: bool, reason: &str| Word {
            kind: "resident".to_owned(),
            passed,
            reason: reason.to_owned(),
        };
        let words = [word(false, "KTP Bogor"), word(true, "KTP baru sudah terbit")];
        let facts = Facts { ktp_here: Some(false), ..on("2026-11-22") };
        let judged = judge(&[Rule::Resident, Rule::Woman], &facts, &words);
        assert_eq!(judged[0].verdict, Verdict::Passed);
        assert_eq!(judged[0].by_word.as_deref(), Some("KTP baru sudah terbit"));
        assert_eq!(whole(&judged), Verdict::Unknown);
        assert_eq!(whole(&judge(&[Rule::Resident], &facts, &words[..1])), Verdict::Failed);
        assert_eq!(whole(&[]), Verdict::Passed);
    }

    #[test]
    fn a_rule_is_read_as_it_was_written() {
        for kind in Rule::KINDS {
            let rule = Rule::read(kind, Some(17)).unwrap();
            assert_eq!((rule.kind(), Rule::read(rule.kind(), rule.number())), (kind, Some(rule)));
        }
        assert_eq!(Rule::read("age_at_least", None), None);
        assert_eq!(Rule::read("rich", None), None);
        use super::super::rule::sound;
        assert!(sound(vec![Rule::AgeAtLeast(30), Rule::AgeAtMost(20)]).is_err());
        assert_eq!(
            sound(vec![Rule::Woman, Rule::Resident, Rule::Woman]).unwrap(),
            [Rule::Resident, Rule::Woman]
        );
    }
}
