//! Every page that a link leads to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::journey::journey;
use crate::person::{PASSWORD, Person};

/// So many pages of one kind are looked at: all kelurahan look alike.
const ALIKE: usize = 3;

const LINKS: &str = "
    return [...document.querySelectorAll('a[href]')]
        .filter(a => a.origin === location.origin && !a.hasAttribute('download'))
        .map(a => a.pathname + a.search)";

const FOUND: &str = "
    const [entry] = performance.getEntriesByType('navigation');
    return { status: entry.responseStatus, title: document.title, headings: document.querySelectorAll('h1').length }";

#[test]
fn every_linked_page_answers_obeys_the_policy_and_passes_the_audit() {
    journey("crawl", async |_, person| {
        let visitor = crawl(person, "/").await;
        person.sign_in("depok", "admin@depok.contoh.id", PASSWORD).await;
        let admin = crawl(person, "/depok/meja").await;
        eprintln!("{visitor} kinds of pages for a visitor, {admin} for an administrator");
        assert!(visitor >= 15 && admin >= 30, "{visitor} and {admin} kinds of pages: links are missing");
    });
}

/// Follows links breadth first and returns how many kinds of pages there were.
async fn crawl(person: &Person, start: &str) -> usize {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut known: BTreeSet<String> = BTreeSet::from([start.to_owned()]);
    let mut waiting = VecDeque::from([start.to_owned()]);
    while let Some(address) = waiting.pop_front() {
        let seen = kinds.entry(kind(&address)).or_default();
        *seen += 1;
        if *seen > ALIKE {
            continue;
        }
        let first = *seen == 1;
        person.go(&address).await;
        check(person, &address).await;
        if first {
            for scheme in ["light", "dark"] {
                person.device(scheme).await;
                person.audit_here(&format!("crawl{}-{scheme}", kind(&address).replace('/', "_"))).await;
            }
        }
        person.quiet().await;
        let links = person.run(LINKS).await;
        for link in links.as_array().unwrap().iter().filter_map(Value::as_str) {
            if !is_file(link) && known.insert(link.to_owned()) {
                waiting.push_back(link.to_owned());
            }
        }
    }
    kinds.len()
}

async fn check(person: &Person, address: &str) {
    let found = person.run(FOUND).await;
    assert_eq!(found["status"], 200, "{address}");
    assert_eq!(found["headings"], 1, "{address} has not one heading");
    assert!(found["title"].as_str().unwrap().contains(" · "), "{address}: {found}");
}

/// Pages of one kind have the same address but for the city, codes, the topic of help, and what is asked for.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let cities = ["depok", "magelang", "semarang", "kediri", "serang"];
    let mut path: Vec<&str> = path.split('/').filter(|part| !cities.contains(part)).collect();
    let mut help = false;
    for part in &mut path {
        let topic = help;
        help = *part == "bantuan";
        if topic || part.chars().any(|c| c.is_ascii_digit()) {
            *part = "n";
        }
    }
    let mut asked: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    asked.sort_unstable();
    format!("{}?{}", path.join("/"), asked.join("&")).trim_end_matches('?').to_owned()
}

/// Downloads, and what programs read.
fn is_file(link: &str) -> bool {
    link.contains("bentuk=csv") || link.contains("/document") || link.contains("/api/v1/")
}
