//! How well records of a file are matched whose truth is known: for anybody who wants to check the figures on data of their
//! own. The gold column is never shown to the engine.

use std::collections::{BTreeMap, HashMap};

use super::{Engine, Link, Model, Policy, Record};

/// Which column of a file is which field, as a mapping file says it: a line `field = column` each, several columns joined
/// by `+`; `model`, `gold` and, where records come from several lists, `list`. What stands after `#` is a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub model: String,
    pub gold: String,
    pub list: Option<String>,
    fields: BTreeMap<String, Vec<String>>,
}

impl Mapping {
    /// Reads a mapping file.
    pub fn parse(text: &str) -> Result<Mapping, String> {
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (field, column) =
                line.split_once('=').ok_or(format!("line {}: write field = column", number + 1))?;
            said.insert(field.trim().to_owned(), column.trim().to_owned());
        }
        let model = said.remove("model").unwrap_or_else(|| "people".to_owned());
        let gold = said.remove("gold").ok_or("say which column holds the truth: gold = column")?;
        let list = said.remove("list");
        let known = model_of(&model)?;
        if let Some(unknown) = said.keys().find(|field| known.field(field).is_none()) {
            let fields: Vec<&str> = known.fields.iter().map(|field| field.name).collect();
            return Err(format!("there is no field {unknown:?}. There are: {}", fields.join(" ")));
        }
        let columns = |columns: String| columns.split('+').map(|column| column.trim().to_owned()).collect();
        let fields = said.into_iter().map(|(field, said)| (field, columns(said))).collect();
        Ok(Mapping { model, gold, list, fields })
    }
}

fn model_of(name: &str) -> Result<Model, String> {
    match name {
        "people" => Ok(Model::people()),
        "febrl" => Ok(Model::febrl(false)),
        "febrl-lists" => Ok(Model::febrl(true)),
        other => Err(format!("there is no model {other:?}. There are: people febrl febrl-lists")),
    }
}

/// Right ones among those found, and found ones among those that are right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    pub precision: f64,
    pub recall: f64,
}

impl Quality {
    fn of(right: u64, found: u64, true_ones: u64) -> Quality {
        Quality { precision: share(right, found), recall: share(right, true_ones) }
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub records: usize,
    /// Pairs that are one in truth, and those of them that were compared.
    pub true_pairs: u64,
    pub compared_true: u64,
    pub compared: u64,
    /// Of pairs that weigh as much as asked, each by itself.
    pub pairs: Quality,
    /// Of groups: pairs that stand in one.
    pub groups: Quality,
    /// Recall where the heaviest pairs are taken of which 99 % are right.
    pub recall_at_99: f64,
}

/// Matches the records of a CSV and compares with its gold column, grouping from `threshold` bits on.
pub fn evaluate(csv: &str, mapping: &Mapping, threshold: f32) -> Result<Outcome, String> {
    let (mut engine, golds) = read(csv, mapping)?;
    let found = engine.learn(threshold.min(-10.0));
    let mut links = found.links;
    let groups = engine.cluster(&mut links, Policy { threshold });
    let gold = |record: u32| usize::try_from(record).ok().and_then(|at| golds.get(at));
    let is_true = |a: u32, b: u32| gold(a) == gold(b);
    let mut compared_true = 0;
    engine.each_candidate(|a, b| compared_true += u64::from(is_true(a, b)));
    let true_pairs = within(golds.iter());
    let kept: Vec<&Link> = links.iter().filter(|link| link.weight >= threshold).collect();
    let right = kept.iter().filter(|link| is_true(link.a, link.b)).count();
    let together = within(groups.iter().zip(&golds));
    Ok(Outcome {
        records: golds.len(),
        true_pairs,
        compared_true,
        compared: found.candidates,
        pairs: Quality::of(number(right), number(kept.len()), true_pairs),
        groups: Quality::of(together, within(groups.iter()), true_pairs),
        recall_at_99: recall_at(&links, 0.99, true_pairs, is_true),
    })
}

/// The engine with the records of a file, and the truth of each, numbered.
fn read(csv: &str, mapping: &Mapping) -> Result<(Engine, Vec<u32>), String> {
    let model = model_of(&mapping.model)?;
    let mut rows = Rows { rest: csv.trim_start_matches('\u{feff}') };
    let head = rows.next().ok_or("the file is empty")?;
    let place = |name: &String| {
        head.iter().position(|column| column.trim() == name).ok_or(format!("the file has no column {name:?}"))
    };
    let gold = place(&mapping.gold)?;
    let list = mapping.list.as_ref().map(&place).transpose()?;
    let mut places: Vec<Vec<usize>> = Vec::new();
    for field in &model.fields {
        let columns = mapping.fields.get(field.name).map(Vec::as_slice).unwrap_or_default();
        places.push(columns.iter().map(&place).collect::<Result<_, _>>()?);
    }
    let mut engine = Engine::new(model);
    let (mut golds, mut lists, mut truth) = (HashMap::new(), HashMap::new(), Vec::new());
    for (row, key) in rows.zip(0_u128..) {
        let cell = |at: usize| row.get(at).map(|cell| cell.trim()).unwrap_or_default();
        let values: Vec<String> = places
            .iter()
            .map(|columns| {
                let texts = columns.iter().map(|at| cell(*at)).filter(|text| !text.is_empty());
                texts.collect::<Vec<_>>().join(" ")
            })
            .collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let list = list.map_or(0, |at| numbered(&mut lists, cell(at)));
        truth.push(numbered(&mut golds, cell(gold)));
        engine.add(&Record { key, list, values: &values });
    }
    Ok((engine, truth))
}

fn numbered(known: &mut HashMap<String, u32>, text: &str) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(text.to_owned()).or_insert(next)
}

/// Pairs of records with one label.
fn within<T: std::hash::Hash + Eq>(labels: impl Iterator<Item = T>) -> u64 {
    let mut sizes: HashMap<T, u64> = HashMap::new();
    labels.for_each(|label| *sizes.entry(label).or_default() += 1);
    sizes.values().map(|n| n * n.saturating_sub(1) / 2).sum()
}

fn recall_at(links: &[Link], least: f64, true_pairs: u64, is_true: impl Fn(u32, u32) -> bool) -> f64 {
    let (mut right, mut best) = (0, 0.0_f64);
    for (link, taken) in links.iter().zip(1_u64..) {
        right += u64::from(is_true(link.a, link.b));
        if share(right, taken) >= least {
            best = best.max(share(right, true_pairs));
        }
    }
    best
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[expect(clippy::as_conversions, reason = "counts of pairs are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The rows of a CSV: cells parted by commas, in quotes where they hold commas, quotes or ends of lines.
struct Rows<'a> {
    rest: &'a str,
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut chars = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' if quoted && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                    cell.push('"');
                    chars.next();
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\r' if !quoted => {}
                '\n' if !quoted => {
                    end = at + 1;
                    break;
                }
                c => cell.push(c),
            }
        }
        self.rest = self.rest.get(end..).unwrap_or_default();
        row.push(cell);
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str = "model = people # of Indonesia\ngold=who\nname = first + last\nphone = phone\nbirth_date = born\nlist = from\n";

    #[test]
    fn a_mapping_says_which_column_is_which_field() {
        let mapping = Mapping::parse(MAPPING).unwrap();
        assert_eq!((mapping.gold.as_str(), mapping.list.as_deref()), ("who", Some("from")));
        assert_eq!(mapping.fields["name"], ["first", "last"]);
        for wrong in ["name = a", "gold = a\nsalary = b", "gold = a\nmodel = cats", "gold = a\nname"] {
            assert!(Mapping::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn cells_in_quotes_hold_anything() {
        let rows: Vec<Vec<String>> = Rows { rest: "a,\"b, \"\"c\"\"\",\r\n\"d\ne\",f" }.collect();
        assert_eq!(rows, [vec!["a", "b, \"c\"", ""], vec!["d\ne", "f"]]);
    }

    #[test]
    fn what_is_found_is_counted_against_the_truth() {
        let mut csv = "first,last,phone,born,who,from\n".to_owned();
        let names = ["Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Yanti", "Hendra", "Lilis", "Wahyu"];
        let others =
            ["Aminah", "Santoso", "Lestari", "Hadi", "Nugroho", "Wati", "Utomo", "Rahayu", "Putra", "Sari"];
        for n in 0_usize..100 {
            let (first, last) = (names[n % 10], others[n / 10]);
            let (phone, year, day) = (n * 77_345_677 % 100_000_000, 1960 + n * 37 % 41, 1 + n * 11 % 28);
            for from in 0..2 {
                csv.push_str(&format!("{first},{last},0812{phone:08},{year}-03-{day:02},{n},{from}\n"));
            }
        }
        let mapping = Mapping::parse(MAPPING).unwrap();
        let outcome = evaluate(&csv, &mapping, 0.0).unwrap();
        assert_eq!((outcome.records, outcome.true_pairs, outcome.compared_true), (200, 100, 100));
        assert_eq!((outcome.groups.f1(), outcome.pairs.recall, outcome.recall_at_99), (1.0, 1.0, 1.0));
        let strict = evaluate(&csv, &mapping, 90.0).unwrap();
        assert_eq!((strict.groups.recall, strict.groups.f1()), (0.0, 0.0));
        assert!(evaluate(&csv, &Mapping::parse("gold = nobody").unwrap(), 0.0).is_err());
    }
}
