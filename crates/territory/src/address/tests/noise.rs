use super::garble::{Dice, Parts, garble};
use super::*;

const CITIES: [&str; 5] = ["32.76", "33.71", "33.74", "35.71", "36.73"];

/// One garbled address: where it is from, what it says, what is known beforehand.
struct Case {
    truth: Code,
    text: String,
    context: Context,
}

#[derive(Default)]
struct Tally {
    cases: usize,
    right: usize,
    sure: usize,
    sure_and_right: usize,
    wrong: Vec<String>,
}

fn tally(cases: impl Iterator<Item = Case>) -> Tally {
    let mut tally = Tally::default();
    for case in cases {
        let answer = RESOLVER.resolve(&case.text, case.context);
        let right = answer.code() == Some(case.truth);
        tally.cases += 1;
        tally.right += usize::from(right);
        // A place that holds the true one is less than hoped for, but not a lie.
        let honest = answer.code().is_some_and(|code| code.contains(case.truth));
        tally.sure += usize::from(answer.confidence() >= 0.9);
        tally.sure_and_right += usize::from(answer.confidence() >= 0.9 && honest);
        if !right && tally.wrong.len() < 40 {
            tally.wrong.push(format!(
                "{} ← {:?} {:.2} ← {}",
                case.truth,
                answer.code(),
                answer.confidence(),
                case.text
            ));
        }
    }
    tally
}

fn check(cases: impl Iterator<Item = Case>, least_right: f64, least_sure: f64) {
    let tally = tally(cases);
    let share = |part: usize, of: usize| {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(of).unwrap())
    };
    let (right, sure) = (share(tally.right, tally.cases), share(tally.sure, tally.cases));
    let honest = share(tally.sure_and_right, tally.sure.max(1));
    println!("{} cases, right {right:.4}, sure {sure:.4}, of these honest {honest:.4}", tally.cases);
    let wrong = tally.wrong.join("\n");
    assert!(right >= least_right, "right only {right:.4}:\n{wrong}");
    assert!(sure >= least_sure, "sure only {sure:.4}:\n{wrong}");
    assert!(honest >= 0.99, "of the sure answers only {honest:.4} were right:\n{wrong}");
}

struct Names {
    kelurahan: Vec<(Code, String)>,
    all: std::collections::BTreeMap<Code, String>,
}

fn names() -> Names {
    let all: std::collections::BTreeMap<Code, String> =
        crate::data::areas().into_iter().map(|area| (area.code, area.name)).collect();
    let kelurahan = all.iter().filter(|(code, _)| code.level() == Level::Kelurahan);
    Names { kelurahan: kelurahan.map(|(code, name)| (*code, name.clone())).collect(), all }
}

/// Cases from every `step`th kelurahan that `wanted` lets through.
fn cases(
    seed: u64,
    step: usize,
    wanted: impl Fn(Code) -> bool,
    make: impl Fn(&mut Dice, &Names, Code, &str) -> (String, Context),
) -> Vec<Case> {
    let names = names();
    let mut dice = Dice(seed);
    let chosen = names.kelurahan.iter().filter(|(code, _)| wanted(*code)).step_by(step);
    let made = chosen.map(|(truth, name)| {
        let (text, context) = make(&mut dice, &names, *truth, name);
        Case { truth: *truth, text, context }
    });
    made.collect()
}

fn parts<'a>(names: &'a Names, truth: Code, name: &'a str, typos: usize) -> Parts<'a> {
    let kecamatan = truth.at(Level::Kecamatan).and_then(|code| names.all.get(&code)).map(String::as_str);
    Parts { kelurahan: name, kecamatan, city: None, typos }
}

fn home(truth: Code) -> Context {
    Context { home: truth.at(Level::City) }
}

fn in_five(code: Code) -> bool {
    CITIES.iter().any(|city| self::code(city).contains(code))
}

#[test]
fn a_citys_own_lists_resolve_with_slips_in_either_name() {
    for (seed, typos) in [(1, 0), (2, 1), (3, 2)] {
        let cases = cases(seed, 1, in_five, |dice, names, truth, name| {
            (garble(dice, &parts(names, truth, name, typos)), home(truth))
        });
        check(cases.into_iter(), [0.985, 0.97, 0.93][typos], [0.9, 0.85, 0.7][typos]);
    }
}

#[test]
fn a_marked_kelurahan_alone_resolves_at_home() {
    let alone = |typos| {
        move |dice: &mut Dice, _: &Names, truth, name: &str| {
            let text = garble(dice, &Parts { kelurahan: name, kecamatan: None, city: None, typos });
            (format!("Kel. {text}").replacen("Kel. Kel", "Kel", 1), home(truth))
        }
    };
    check(cases(4, 1, in_five, alone(0)).into_iter(), 0.9, 0.7);
    check(cases(5, 1, in_five, alone(1)).into_iter(), 0.82, 0.4);
}

#[test]
fn anywhere_in_indonesia_kelurahan_and_kecamatan_resolve_with_one_slip() {
    let cases = cases(
        6,
        41,
        |_| true,
        |dice, names, truth, name| (garble(dice, &parts(names, truth, name, 1)), Context::default()),
    );
    check(cases.into_iter(), 0.9, 0.5);
}

#[test]
fn anywhere_in_indonesia_the_city_settles_what_two_slips_leave_open() {
    let cases = cases(
        7,
        41,
        |_| true,
        |dice, names, truth, name| {
            let city = truth.at(Level::City).and_then(|code| names.all.get(&code)).map(String::as_str);
            (garble(dice, &Parts { city, ..parts(names, truth, name, 2) }), Context::default())
        },
    );
    check(cases.into_iter(), 0.9, 0.6);
}

#[test]
fn a_home_does_not_swallow_addresses_from_elsewhere() {
    let away = |truth: Code| !in_five(truth);
    let cases = cases(8, 83, away, |dice, names, truth, name| {
        let city = truth.at(Level::City).and_then(|code| names.all.get(&code)).map(String::as_str);
        (garble(dice, &Parts { city, ..parts(names, truth, name, 0) }), at(CITIES[dice.below(5)]))
    });
    check(cases.into_iter(), 0.93, 0.6);
}

#[test]
fn a_kelurahan_without_anything_else_is_never_claimed_where_namesakes_exist() {
    let names = names();
    let count = |name: &str| names.kelurahan.iter().filter(|(_, other)| other == name).count();
    for (_, name) in names.kelurahan.iter().step_by(997).filter(|(_, name)| count(name) > 1) {
        let answer = RESOLVER.resolve(name, Context::default());
        assert!(answer.confidence() < 0.6, "{name}: {answer:?}");
    }
}
