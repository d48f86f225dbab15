//! The figures on the lists of five cities.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use kernel::AreaCode;

use super::*;

/// What is known of the rows of a file: sheet and row, the kelurahan.
type Truth = HashMap<String, HashMap<(String, u32), AreaCode>>;

fn lists() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lists")
}

fn truth() -> Truth {
    let mut truth = Truth::new();
    for city in ["32.76", "33.71", "33.74", "35.71", "36.73"] {
        let text = std::fs::read_to_string(lists().join(format!("{city}_truth.csv"))).unwrap();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let row = (cells[1].to_owned(), cells[2].parse().unwrap());
            truth.entry(cells[0].to_owned()).or_default().insert(row, AreaCode::parse(cells[5]).unwrap());
        }
    }
    truth
}

#[derive(Debug, Default)]
struct Figures {
    people: usize,
    found: usize,
    nobody: usize,
    placed_rightly: usize,
    placed_wrongly: usize,
    unplaced: usize,
    named_rightly: usize,
    of_these_right: usize,
    verdicts: BTreeMap<Verdict, usize>,
    findings: BTreeMap<String, usize>,
}

fn measure(name: &str, rows: &HashMap<(String, u32), AreaCode>, figures: &mut Figures) {
    let bytes = std::fs::read(lists().join(name)).unwrap();
    let (plan, read) = understand(&met(&bytes), &name[..5]);
    assert!(
        plan.is_sure(),
        "{name}: {:?}",
        plan.layouts.iter().map(|layout| &layout.doubts).collect::<Vec<_>>()
    );
    figures.people += rows.len();
    for draft in drafts(read) {
        // A CSV file's sheet has no name of its own.
        let key = |sheet: &str| (sheet.to_owned(), draft.row);
        let Some(right) = rows.get(&key(&draft.sheet)).or_else(|| rows.get(&key(""))) else {
            println!("{name} {} {} is nobody", draft.sheet, draft.row);
            figures.nobody += 1;
            continue;
        };
        figures.found += 1;
        *figures.verdicts.entry(draft.verdict()).or_default() += 1;
        for remark in &draft.remarks {
            *figures.findings.entry(remark.finding.say().key.to_owned()).or_default() += 1;
        }
        let area = draft.person.home.area.clone().or(draft.business.address.area.clone());
        let official = official_name(right);
        let named = draft.place.clone().unwrap_or_default();
        let named =
            named.split(',').next().unwrap_or_default().trim().trim_start_matches("Kel. ").to_lowercase()
                == official.to_lowercase();
        let correct = area.as_ref() == Some(right);
        figures.named_rightly += usize::from(named);
        figures.of_these_right += usize::from(named && correct);
        match area {
            Some(area) if area == *right => figures.placed_rightly += 1,
            Some(area) if area.level() == kernel::Level::Kelurahan => figures.placed_wrongly += 1,
            Some(_) | None => figures.unplaced += 1,
        }
    }
}

fn official_name(right: &AreaCode) -> String {
    RESOLVER.resolve(right.as_str(), Context::default()).best.map(|best| best.name).unwrap_or_default()
}

#[test]
fn the_lists_of_five_cities_are_understood() {
    let truth = truth();
    let mut names: Vec<&String> = truth.keys().collect();
    names.sort();
    let mut figures = Figures::default();
    for name in names {
        measure(name, &truth[name], &mut figures);
    }
    println!("{figures:#?}");
    assert_eq!(figures.nobody, 0);
    assert!(figures.found * 1000 >= figures.people * 999);
    assert!(figures.of_these_right * 1000 >= figures.named_rightly * 995);
    assert!(figures.placed_rightly * 100 >= figures.people * 97);
    // What cannot be right because the row itself names another place.
    assert!(figures.placed_wrongly * 100 < figures.people, "{} {}", figures.placed_wrongly, figures.unplaced);
    let waiting = figures.verdicts.get(&Verdict::Question).copied().unwrap_or_default();
    assert!(waiting * 1000 < figures.people, "an officer would not ask that often");
}
