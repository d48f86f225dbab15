//! The two lists as they were published, read once.
//!
//! The files of 2025 are shipped byte for byte, as their licence asks; titles are only *shown* in another case.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Code, Version};

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub code: Code,
    pub title: String,
    /// What belongs to it; only the list of 2025 says so.
    pub description: Option<String>,
}

/// A category. Letters mean other things in the other version, so it is shown and never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub letter: char,
    pub title: String,
}

/// The entry of these digits in this version.
pub fn entry(version: Version, digits: &str) -> Option<&'static Entry> {
    let list = entries(version);
    list.binary_search_by(|entry| entry.code.digits().cmp(digits)).ok().and_then(|place| list.get(place))
}

/// All entries of a version, by their digits, groups before what lies in them.
pub fn entries(version: Version) -> &'static [Entry] {
    match version {
        Version::Kbli2020 => &LISTS.of_2020,
        Version::Kbli2025 => &LISTS.of_2025,
    }
}

/// What lies directly below a code, or the two-digit groups.
pub fn children(version: Version, of: Option<Code>) -> impl Iterator<Item = &'static Entry> {
    let parent = of.map_or("", Code::digits);
    let length = if parent.is_empty() { 2 } else { parent.len() + 1 };
    entries(version)
        .iter()
        .filter(move |entry| entry.code.digits().len() == length && entry.code.digits().starts_with(parent))
}

/// The category of a two-digit group.
pub fn category(version: Version, division: &str) -> Option<Category> {
    match version {
        Version::Kbli2020 => {
            let number: u8 = division.parse().ok()?;
            let (_, letter, title) = CATEGORIES_2020.iter().rev().find(|(from, _, _)| number >= *from)?;
            Some(Category { letter: *letter, title: (*title).to_owned() })
        }
        Version::Kbli2025 => {
            let (_, letter) = LISTS.divisions_2025.iter().find(|(digits, _)| digits == division)?;
            LISTS.categories_2025.iter().find(|category| category.letter == *letter).cloned()
        }
    }
}

/// First division, letter and title of the categories of 2020.
const CATEGORIES_2020: &[(u8, char, &str)] = &[
    (1, 'A', "Pertanian, kehutanan dan perikanan"),
    (5, 'B', "Pertambangan dan penggalian"),
    (10, 'C', "Industri pengolahan"),
    (35, 'D', "Pengadaan listrik, gas, uap/air panas dan udara dingin"),
    (
        36,
        'E',
        "Treatment air, treatment air limbah, treatment dan pemulihan material sampah, dan aktivitas remediasi",
    ),
    (41, 'F', "Konstruksi"),
    (45, 'G', "Perdagangan besar dan eceran; reparasi dan perawatan mobil dan sepeda motor"),
    (49, 'H', "Pengangkutan dan pergudangan"),
    (55, 'I', "Penyediaan akomodasi dan penyediaan makan minum"),
    (58, 'J', "Informasi dan komunikasi"),
    (64, 'K', "Aktivitas keuangan dan asuransi"),
    (68, 'L', "Real estat"),
    (69, 'M', "Aktivitas profesional, ilmiah dan teknis"),
    (
        77,
        'N',
        "Aktivitas penyewaan dan sewa guna usaha tanpa hak opsi, ketenagakerjaan, agen perjalanan dan penunjang usaha lainnya",
    ),
    (84, 'O', "Administrasi pemerintahan, pertahanan dan jaminan sosial wajib"),
    (85, 'P', "Pendidikan"),
    (86, 'Q', "Aktivitas kesehatan manusia dan aktivitas sosial"),
    (90, 'R', "Kesenian, hiburan dan rekreasi"),
    (94, 'S', "Aktivitas jasa lainnya"),
    (97, 'T', "Aktivitas rumah tangga sebagai pemberi kerja"),
    (99, 'U', "Aktivitas badan internasional dan badan ekstra internasional lainnya"),
];

struct Lists {
    of_2020: Vec<Entry>,
    of_2025: Vec<Entry>,
    /// Two digits and their letter.
    divisions_2025: Vec<(String, char)>,
    categories_2025: Vec<Category>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let categories = read(include_bytes!("../../data/kbli/2025/kbli2025_01_kategori.json"));
    let divisions = read(include_bytes!("../../data/kbli/2025/kbli2025_02_golongan_pokok.json"));
    let mut of_2025: Vec<Entry> = [
        read(include_bytes!("../../data/kbli/2025/kbli2025_03_golongan.json")),
        read(include_bytes!("../../data/kbli/2025/kbli2025_04_subgolongan.json")),
        read(include_bytes!("../../data/kbli/2025/kbli2025_05_kelompok.json")),
    ]
    .into_iter()
    .flatten()
    .chain(divisions.clone())
    .map(|row| Entry {
        code: Code { version: Version::Kbli2025, digits: leak(row.code) },
        title: heading(&row.title),
        description: Some(row.description),
    })
    .collect();
    of_2025.sort_by_key(|entry| entry.code);
    let letter = |text: &str| text.chars().next().unwrap_or(' ');
    Lists {
        of_2020: of_2020(include_str!("../../data/kbli/kbli-2020.csv")),
        of_2025,
        divisions_2025: divisions.into_iter().map(|row| (row.code, letter(&row.kategori_code))).collect(),
        categories_2025: categories
            .into_iter()
            .map(|row| Category { letter: letter(&row.code), title: heading(&row.title) })
            .collect(),
    }
});

#[derive(Deserialize, Clone)]
struct Row {
    code: String,
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    kategori_code: String,
}

/// The files are part of the program; that they can be read is a test's business, not each caller's.
fn read(bytes: &[u8]) -> Vec<Row> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

fn of_2020(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = text
        .lines()
        .filter_map(|line| line.split_once(','))
        .filter(|(digits, _)| digits.bytes().all(|b| b.is_ascii_digit()))
        .map(|(digits, title)| {
            let title = title.trim().trim_matches('"').replace("\"\"", "\"");
            Entry {
                code: Code { version: Version::Kbli2020, digits: leak(digits.to_owned()) },
                title: title.split_whitespace().collect::<Vec<_>>().join(" "),
                description: None,
            }
        })
        .collect();
    entries.sort_by_key(|entry| entry.code);
    entries
}

/// Lives as long as the lists, which are never dropped.
fn leak(digits: String) -> &'static str {
    Box::leak(digits.into_boxed_str())
}

/// What stays in capitals when a title is not.
const CAPITALS: &[&str] = &[
    "SPA", "LPG", "SMS", "IOT", "ITKP", "IPTV", "TV", "CD", "DVD", "3D", "PAUD", "BBG", "LNG", "CNG", "BBM",
    "AKAP", "AKDP", "VSAT", "GPS", "USB", "LED", "PVC", "TNI", "POLRI", "ISP", "NAP", "MICE", "PR", "VI",
    "ICT", "TI",
];

/// `INDUSTRI KUE BASAH` as `Industri kue basah`.
fn heading(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let words = title.split_inclusive(|c: char| !c.is_alphanumeric());
    for word in words {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if CAPITALS.contains(&bare) { out.push_str(word) } else { out.push_str(&word.to_lowercase()) }
    }
    let mut chars = out.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => out,
    }
}
