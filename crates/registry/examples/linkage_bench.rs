//! Measures the matching engine on a CSV whose gold column it never shows to the engine.
//!
//! `linkage_bench people|businesses|febrl|febrl-lists CSV`: prints time, memory, blocking recall, the curve of pairs and the
//! quality of groups. `bench/linkage` says how the files are made.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::expect_used,
    reason = "a measuring tool that may stop at the first surprise"
)]

use std::collections::HashMap;
use std::fs;

use registry::linkage::{Engine, Link, Model, Policy, Record};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(kind), Some(path)) = (arguments.next(), arguments.next()) else {
        eprintln!("linkage_bench people|businesses|febrl|febrl-lists CSV [THRESHOLD]");
        std::process::exit(2);
    };
    let threshold: f32 = arguments.next().and_then(|t| t.parse().ok()).unwrap_or(0.0);
    let (model, columns, gold) = match kind.as_str() {
        "people" => (Model::people(), PEOPLE, "person_id"),
        "febrl" => (Model::febrl(false), FEBRL, "gold"),
        "febrl-lists" => (Model::febrl(true), FEBRL, "gold"),
        other => panic!("unknown model {other}"),
    };
    let text = fs::read_to_string(&path).expect("a readable file");
    let begin = cpu();
    let mut engine = Engine::new(model);
    let golds = read(&text, columns, gold, &mut engine);
    let taken = cpu();
    let golds = numbered(&golds);
    let begun = cpu();
    let found = engine.learn(-10.0);
    let learned = cpu();
    let mut links = found.links;
    let groups = engine.cluster(&mut links, Policy { threshold });
    let done = cpu();
    let mut blocked = 0_u64;
    engine.each_candidate(|a, b| blocked += u64::from(golds[a as usize] == golds[b as usize]));
    println!("blocking recall {:.5}", blocked as f64 / pairs_within(&golds) as f64);
    println!("records {} candidates {} links {}", golds.len(), found.candidates, links.len());
    println!(
        "cpu: read {:.2} learn+pair {:.2} cluster {:.2} total {:.2} s; peak {} MB",
        taken - begin,
        learned - begun,
        done - learned,
        taken - begin + done - begun,
        peak()
    );
    let truth = pairs_within(&golds);
    curve(&links, &golds, truth);
    clustered(&groups, &golds, truth);
    if std::env::args().any(|a| a == "-v") {
        println!("{:#?}", engine.weights());
    }
}

const PEOPLE: &[&[&str]] = &[
    &["nama"],
    &["nik"],
    &["tgl_lahir"],
    &["jk"],
    &["no_hp"],
    &["nama_usaha"],
    &["nib"],
    &["alamat"],
    &["rt"],
    &["rw"],
    &["kelurahan"],
    &["kecamatan"],
];
const FEBRL: &[&[&str]] = &[
    &["given_name", "surname"],
    &["date_of_birth"],
    &["soc_sec_id"],
    &["street_number"],
    &["address_1"],
    &["address_2"],
    &["suburb"],
    &["postcode"],
    &["state"],
];

/// Adds the records to the engine; gives the gold column.
fn read<'a>(text: &'a str, columns: &[&[&str]], gold: &str, engine: &mut Engine) -> Vec<&'a str> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let at =
        |name: &str| header.iter().position(|h| *h == name).unwrap_or_else(|| panic!("no column {name}"));
    let places: Vec<Vec<usize>> = columns.iter().map(|names| names.iter().map(|n| at(n)).collect()).collect();
    let list = header.iter().position(|h| *h == "list");
    let gold = at(gold);
    let near = header.iter().position(|h| *h == "kelurahan" || *h == "postcode").unwrap_or(0);
    // Records that lie together in the city lie together in memory: a third of the time.
    let mut lines: Vec<(usize, &str)> = lines.enumerate().collect();
    lines.sort_by_cached_key(|(_, line)| cells(line).nth(near).unwrap_or_default());
    let mut golds = Vec::with_capacity(lines.len());
    let (mut row, mut joined): (Vec<&str>, String) = (Vec::new(), String::new());
    for (number, line) in lines {
        row.clear();
        row.extend(cells(line));
        golds.push(row[gold]);
        joined.clear();
        for place in &places[0] {
            joined.push_str(row[*place]);
            joined.push(' ');
        }
        let mut values: Vec<&str> = places.iter().map(|p| row[p[0]]).collect();
        values[0] = &joined;
        engine.add(&Record {
            key: number as u128,
            list: list.map_or(0, |l| row[l].parse().unwrap_or(0)),
            values: &values,
        });
    }
    golds
}

/// By bytes: cells are a few letters long, for which a search for the next comma is too solemn.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b',');
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

fn numbered(golds: &[&str]) -> Vec<u32> {
    let mut ids = HashMap::new();
    let number = |gold| {
        let next = ids.len() as u32;
        *ids.entry(gold).or_insert(next)
    };
    golds.iter().copied().map(number).collect()
}

fn pairs_within(labels: &[u32]) -> u64 {
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    labels.iter().for_each(|l| *sizes.entry(*l).or_insert(0) += 1);
    sizes.values().map(|n| n * (n - 1) / 2).sum()
}

fn f1(p: f64, r: f64) -> f64 {
    2.0 * p * r / (p + r)
}

fn curve(links: &[Link], golds: &[u32], truth: u64) {
    let mut links: Vec<Link> = links.to_vec();
    links.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let right = |l: &Link| golds[l.a as usize] == golds[l.b as usize];
    let (mut tp, mut best, mut at) = (0_u64, (0.0, 0.0, 0.0, 0.0), [0.0_f64; 3]);
    for (n, link) in links.iter().enumerate() {
        tp += u64::from(right(link));
        let (p, r) = (tp as f64 / (n + 1) as f64, tp as f64 / truth as f64);
        if f1(p, r) > best.0 {
            best = (f1(p, r), p, r, link.weight);
        }
        for (slot, least) in at.iter_mut().zip([0.99, 0.999, 0.9999]) {
            if p >= least {
                *slot = r.max(*slot);
            }
        }
    }
    println!("pairs: true {truth}, kept {tp} ({:.4})", tp as f64 / truth as f64);
    println!(
        "pairs: best F1 {:.5} (P {:.5} R {:.5}) at {:.1} bits; recall at P>=.99 {:.4} .999 {:.4} .9999 {:.4}",
        best.0, best.1, best.2, best.3, at[0], at[1], at[2]
    );
    for threshold in [-2.0_f32, 0.0, 3.0, 4.25, 6.6, 10.0] {
        let kept: Vec<&Link> = links.iter().filter(|l| l.weight >= threshold).collect();
        let tp = kept.iter().filter(|l| right(l)).count() as f64;
        let (p, r) = (tp / kept.len() as f64, tp / truth as f64);
        println!("pairs: at {threshold:5.1} bits P {p:.5} R {r:.5} F1 {:.5}", f1(p, r));
    }
}

fn clustered(groups: &[u32], golds: &[u32], truth: u64) {
    let both: Vec<u64> = groups.iter().zip(golds).map(|(a, b)| u64::from(*a) << 32 | u64::from(*b)).collect();
    let mut sizes: HashMap<u64, u64> = HashMap::new();
    both.iter().for_each(|l| *sizes.entry(*l).or_insert(0) += 1);
    let tp: u64 = sizes.values().map(|n| n * (n - 1) / 2).sum();
    let predicted = pairs_within(groups);
    let (p, r) = (tp as f64 / predicted as f64, tp as f64 / truth as f64);
    println!("groups: P {p:.5} R {r:.5} F1 {:.5} (FP {} FN {})", f1(p, r), predicted - tp, truth - tp);
}

fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
