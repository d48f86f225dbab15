//! Measures the resolver on the bundled areas: how long it takes to build, its memory, and the time per address.
//!
//! usage: resolve_bench            measures, and prints one figure a line
//!        resolve_bench lines      resolves `home code<TAB>text` lines of standard input instead

#![expect(clippy::print_stdout, reason = "a command-line tool prints its answers")]

use std::io::BufRead;
use std::time::Instant;

use territory::Code;
use territory::address::{Context, Resolver};

fn main() {
    let before = resident();
    let start = Instant::now();
    let resolver = Resolver::bundled();
    let built = start.elapsed();
    if std::env::args().nth(1).as_deref() == Some("lines") {
        return lines(&resolver);
    }
    println!("build_ms {}", built.as_millis());
    println!("memory_mib {}", resident().saturating_sub(before) / 1024);
    measure("home", &resolver, Some("33.74"));
    measure("nation", &resolver, None);
}

/// Resolves one address of every 20th village and prints percentiles of the time.
fn measure(name: &str, resolver: &Resolver, home: Option<&str>) {
    let areas = territory::data::areas();
    let context = Context { home: home.and_then(|home| Code::parse(home).ok()) };
    let inside = |code: Code| context.home.is_none_or(|home| home.contains(code));
    let villages: Vec<_> = areas.iter().filter(|a| a.code.parent().is_some() && inside(a.code)).collect();
    let mut took = Vec::new();
    for village in villages.iter().step_by(if home.is_some() { 1 } else { 20 }) {
        let parent = village.code.parent().and_then(|code| areas.iter().find(|area| area.code == code));
        let parent = parent.map_or("", |area| &area.name);
        let texts = [
            format!("JL. DIPONEGORO NO 12 RT 03/RW 012 KEL. {} KEC. {parent}", village.name.to_uppercase()),
            format!("Jl Mawar IV gg melati no.5, rt 3 rw 1, {}x, {parent}, Jawa", village.name),
            format!("{} dekat pasar induk {parent} sebelah warung bu sri", village.name.to_lowercase()),
        ];
        for text in &texts {
            let start = Instant::now();
            std::hint::black_box(resolver.resolve(text, context));
            took.push(start.elapsed().as_micros());
        }
    }
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 1000).copied().unwrap_or_default();
    println!("{name}_texts {}", took.len());
    for (label, share) in [("p50", 500), ("p90", 900), ("p99", 990), ("p999", 999)] {
        println!("{name}_{label}_us {}", at(share));
    }
}

fn lines(resolver: &Resolver) {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (home, text) = line.split_once('\t').unwrap_or(("", &line));
        let answer = resolver.resolve(text, Context { home: Code::parse(home).ok() });
        let code = answer.code().map(|code| code.to_string()).unwrap_or_default();
        let others: Vec<String> = answer
            .alternatives
            .iter()
            .take(4)
            .map(|p| format!("{} {} {:.2}", p.code, p.name, p.confidence))
            .collect();
        let name = answer.best.as_ref().map_or("", |best| &best.name);
        println!(
            "{code}\t{:.3}\t{name}\t{text}\t{}\t{:?}\t{:?}",
            answer.confidence(),
            others.join("; "),
            answer.understood,
            answer.reasons
        );
    }
}

/// Resident memory in KiB, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
