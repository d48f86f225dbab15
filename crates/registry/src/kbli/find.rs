//! Finding a code by the words that people use.
//!
//! Titles of the classification know no "warung" and no "laundry". So a list of everyday words leads, titles follow, and
//! descriptions (without the sentences on what does *not* belong) come last. Every word may be misspelt or begun only.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::catalogue::entries;
use super::{Code, Entry, Version};

/// A code that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub code: Code,
    pub because: Because,
    /// Higher fits better; comparable within one answer only.
    pub score: f32,
}

/// What the words were found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    Digits,
    /// The list of everyday words.
    Synonym,
    Title,
    Description,
}

impl Because {
    /// The message that says it.
    pub fn key(self) -> &'static str {
        match self {
            Because::Digits => "registry-kbli-because-digits",
            Because::Synonym => "registry-kbli-because-synonym",
            Because::Title => "registry-kbli-because-title",
            Because::Description => "registry-kbli-because-description",
        }
    }
}

/// The five-digit codes for these words, the best first: of one version, or of both with the newer first among equals.
/// Digits find the codes that start with them.
pub fn find(words: &str, version: Option<Version>, limit: usize) -> Vec<Found> {
    let digits: String = words.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let digits = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    if digits.len() >= 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return by_digits(digits, version, limit);
    }
    let tokens = asked(words);
    let mut scores: HashMap<usize, Score> = HashMap::new();
    by_synonyms(&tokens, &mut scores);
    for (place, token) in tokens.iter().enumerate() {
        by_text(place, token, &mut scores);
    }
    let mut found: Vec<Found> = scores
        .into_iter()
        .filter_map(|(doc, score)| INDEX.docs.get(doc).map(|doc| score.of(doc, &tokens)))
        .filter(|found| version.is_none_or(|version| found.code.version() == version))
        .collect();
    found.sort_by(|a, b| {
        let newer = b.code.version().cmp(&a.code.version());
        b.score.total_cmp(&a.score).then(newer).then(a.code.cmp(&b.code))
    });
    found.truncate(limit);
    found
}

/// The codes of 2025 that stand beside a code of 2020 in the list of everyday words, with how much each weighs.
pub(super) fn beside(code: Code) -> Vec<(Code, f32)> {
    let mut found: Vec<(Code, f32)> = Vec::new();
    for synonym in &INDEX.synonyms {
        let place = synonym
            .of_2020
            .iter()
            .position(|doc| INDEX.docs.get(*doc).is_some_and(|doc| doc.entry.code == code));
        let other = place.and_then(|place| Some((place, *synonym.of_2025.get(place)?)));
        if let Some((place, doc)) = other.and_then(|(place, doc)| Some((place, INDEX.docs.get(doc)?))) {
            found.push((doc.entry.code, if place == 0 { 0.5 } else { 0.25 }));
        }
    }
    found
}

/// The five-digit codes of 2025 whose titles share rare words with this one, and how alike they are, from 0 to 1: the
/// words that both have against all words that one of them has, rare words counting more.
pub(super) fn alike(title: &str) -> HashMap<Code, f32> {
    let mut own = tokens(title);
    own.sort();
    own.dedup();
    let all: f32 = own.iter().map(|token| INDEX.rarity(token)).sum();
    let mut common: HashMap<usize, f32> = HashMap::new();
    for term in own.iter().filter_map(|token| INDEX.term(token)) {
        for posting in term.postings.iter().filter(|posting| posting.title) {
            *common.entry(posting.doc).or_default() += term.rarity;
        }
    }
    let likeness = |(doc, common): (usize, f32)| {
        let doc = INDEX.docs.get(doc).filter(|doc| doc.entry.code.version() == Version::Kbli2025)?;
        let words: std::collections::BTreeSet<String> = tokens(&doc.entry.title).into_iter().collect();
        let other: f32 = words.iter().map(|token| INDEX.rarity(token)).sum();
        Some((doc.entry.code, common / (all + other - common)))
    };
    common.into_iter().filter_map(likeness).collect()
}

fn by_digits(digits: &str, version: Option<Version>, limit: usize) -> Vec<Found> {
    Version::ALL
        .into_iter()
        .rev()
        .filter(|one| version.is_none_or(|version| version == *one))
        .flat_map(|version| entries(version).iter())
        .filter(|entry| entry.code.is_leaf() && entry.code.digits().starts_with(digits))
        .take(limit)
        .map(|entry| Found { code: entry.code, because: Because::Digits, score: 1.0 })
        .collect()
}

/// What speaks for one code.
#[derive(Default)]
struct Score {
    synonym: f32,
    /// For each word that was asked for: how well title or description has it.
    texts: Vec<(usize, f32)>,
    covered: u32,
    in_title: bool,
}

impl Score {
    fn of(&self, doc: &Doc, asked: &[String]) -> Found {
        let texts: f32 = self.texts.iter().map(|(_, value)| value).sum();
        let (mut covered, mut all) = (0.0, 0.0);
        for (place, word) in asked.iter().enumerate() {
            let weight = if is_broad(word) { 0.3 } else { 1.0 };
            all += weight;
            covered += if self.covered >> place & 1 == 1 { weight } else { 0.0 };
        }
        let because = match (self.synonym > 0.0, self.in_title) {
            (true, _) => Because::Synonym,
            (false, true) => Because::Title,
            (false, false) => Because::Description,
        };
        let score = (self.synonym + texts * doc.brevity) * covered / f32::max(all, f32::EPSILON);
        Found { code: doc.entry.code, because, score }
    }
}

/// What the first code of an everyday word weighs: as much as a rare word in a title.
const SYNONYM: f32 = 24.0;

/// Words that say little beside a trade: "jasa jahit" is tailoring. They count for less when another word is known.
const BROAD: &[&str] = &[
    "jasa",
    "toko",
    "kios",
    "dagang",
    "pedagang",
    "perdagangan",
    "jual",
    "jualan",
    "penjual",
    "tukang",
    "servis",
    "service",
    "industri",
    "pembuatan",
    "produksi",
    "pelayanan",
    "eceran",
];

fn is_broad(word: &str) -> bool {
    BROAD.contains(&word)
}

fn by_synonyms(asked: &[String], scores: &mut HashMap<usize, Score>) {
    let mut hits: Vec<(&Synonym, u32, f32)> =
        INDEX.synonyms.iter().filter_map(|synonym| synonym.within(asked)).collect();
    // "cuci motor" says more than "cuci" and "motor" do.
    let all: Vec<u32> = hits.iter().map(|hit| hit.1).collect();
    hits.retain(|hit| !all.iter().any(|other| *other != hit.1 && hit.1 & other == hit.1));
    // Of the many names in one line the best speaks for all.
    hits.sort_by(|a, b| a.0.line.cmp(&b.0.line).then(b.2.total_cmp(&a.2)));
    hits.dedup_by_key(|hit| hit.0.line);
    let telling = hits.iter().any(|hit| !hit.0.is_broad());
    for (synonym, covered, quality) in hits {
        let share = if telling && synonym.is_broad() { 0.3 } else { 1.0 };
        for version in Version::ALL {
            let mut weight = SYNONYM * quality * share;
            for doc in synonym.docs(version) {
                let score = scores.entry(*doc).or_default();
                score.covered |= covered;
                score.synonym += weight;
                weight *= 0.65;
            }
        }
    }
}

fn by_text(place: usize, token: &str, scores: &mut HashMap<usize, Score>) {
    for (term, quality) in INDEX.terms_like(token) {
        for posting in &term.postings {
            let value = quality * term.rarity * if posting.title { 2.0 } else { 0.6 };
            let score = scores.entry(posting.doc).or_default();
            score.covered |= 1_u32.checked_shl(u32::try_from(place).unwrap_or(u32::MAX)).unwrap_or(0);
            score.in_title |= posting.title;
            match score.texts.iter_mut().find(|(other, _)| *other == place) {
                Some((_, best)) => *best = f32::max(*best, value),
                None => score.texts.push((place, value)),
            }
        }
    }
}

struct Doc {
    entry: &'static Entry,
    /// Short titles say more with each word.
    brevity: f32,
}

struct Term {
    text: String,
    letters: u64,
    rarity: f32,
    postings: Vec<Posting>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Posting {
    doc: usize,
    title: bool,
}

struct Synonym {
    line: usize,
    tokens: Vec<String>,
    of_2020: Vec<usize>,
    of_2025: Vec<usize>,
}

impl Synonym {
    fn docs(&self, version: Version) -> &[usize] {
        match version {
            Version::Kbli2020 => &self.of_2020,
            Version::Kbli2025 => &self.of_2025,
        }
    }

    fn is_broad(&self) -> bool {
        self.tokens.iter().all(|token| is_broad(token))
    }

    /// Which of the words it covers, and how well, where all its own words are among them.
    fn within(&self, asked: &[String]) -> Option<(&Synonym, u32, f32)> {
        let mut covered = 0_u32;
        let mut quality = 1.0_f32;
        for own in &self.tokens {
            let (place, fits) = asked
                .iter()
                .enumerate()
                .map(|(place, word)| (place, resemblance(word, own)))
                .max_by(|a, b| a.1.total_cmp(&b.1))?;
            if fits <= 0.0 {
                return None;
            }
            covered |= 1_u32.checked_shl(u32::try_from(place).ok()?)?;
            quality = quality.min(fits);
        }
        Some((self, covered, quality))
    }
}

struct Index {
    docs: Vec<Doc>,
    /// Sorted by text.
    terms: Vec<Term>,
    synonyms: Vec<Synonym>,
}

impl Index {
    fn term(&self, text: &str) -> Option<&Term> {
        let place = self.terms.binary_search_by(|term| term.text.as_str().cmp(text)).ok()?;
        self.terms.get(place)
    }

    fn rarity(&self, text: &str) -> f32 {
        self.term(text).map_or(8.0, |term| term.rarity)
    }

    /// The word itself; else words that start with it; else words that it may be a misspelling of.
    fn terms_like(&self, token: &str) -> Vec<(&Term, f32)> {
        if let Some(term) = self.term(token) {
            return vec![(term, 1.0)];
        }
        let from = self.terms.partition_point(|term| term.text.as_str() < token);
        let begun: Vec<(&Term, f32)> = self
            .terms
            .iter()
            .skip(from)
            .take_while(|term| term.text.starts_with(token) && token.len() >= 3)
            .map(|term| (term, resemblance(token, &term.text)))
            .collect();
        if !begun.is_empty() {
            return begun;
        }
        let letters = letters(token);
        self.terms
            .iter()
            .filter(|term| token.len() >= 4 && (term.letters ^ letters).count_ones() <= 4)
            .map(|term| (term, resemblance(token, &term.text) * 0.7))
            .filter(|(_, fits)| *fits > 0.0)
            .collect()
    }
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let docs: Vec<Doc> = Version::ALL
        .into_iter()
        .flat_map(|version| entries(version).iter())
        .filter(|entry| entry.code.is_leaf())
        .map(|entry| {
            let words: f32 = entry.title.split_whitespace().map(|_| 1.0).sum();
            Doc { entry, brevity: 1.0 + 2.0 / (3.0 + words) }
        })
        .collect();
    let mut postings: HashMap<String, Vec<Posting>> = HashMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let description = doc.entry.description.as_deref().map(included).unwrap_or_default();
        let title = tokens(&doc.entry.title).into_iter().map(|token| (token, true));
        for (token, title) in title.chain(tokens(&description).into_iter().map(|token| (token, false))) {
            let list = postings.entry(token).or_default();
            if list.last().is_none_or(|last| last.doc != place) {
                list.push(Posting { doc: place, title });
            }
        }
    }
    let all: f32 = docs.iter().map(|_| 1.0).sum();
    let mut terms: Vec<Term> = postings
        .into_iter()
        .map(|(text, postings)| {
            let in_docs: f32 = postings.iter().map(|_| 1.0).sum();
            Term { letters: letters(&text), rarity: (1.0 + all / in_docs).ln(), text, postings }
        })
        .collect();
    terms.sort_by(|a, b| a.text.cmp(&b.text));
    let lines = include_str!("../../data/kbli/synonyms.csv").lines().enumerate();
    let synonyms = lines.flat_map(|(line, text)| synonyms(line, text, &docs)).collect();
    Index { synonyms, docs, terms }
});

fn synonyms(line: usize, text: &str, docs: &[Doc]) -> Vec<Synonym> {
    let mut cells = text.split(';');
    let (Some(words), Some(of_2020), Some(of_2025)) = (cells.next(), cells.next(), cells.next()) else {
        return Vec::new();
    };
    let place = |version, digits: &str| {
        docs.iter().position(|doc| doc.entry.code.version() == version && doc.entry.code.digits() == digits)
    };
    let all =
        |version, digits: &str| digits.split(' ').filter_map(|one| place(version, one)).collect::<Vec<_>>();
    let (of_2020, of_2025) = (all(Version::Kbli2020, of_2020), all(Version::Kbli2025, of_2025));
    words
        .split('|')
        .map(|words| Synonym {
            line,
            tokens: tokens(words),
            of_2020: of_2020.clone(),
            of_2025: of_2025.clone(),
        })
        .filter(|synonym| !synonym.tokens.is_empty())
        .collect()
}

/// A description without the sentences that say what belongs elsewhere.
fn included(description: &str) -> String {
    let elsewhere = ["tidak mencakup", "tidak termasuk", "bukan termasuk"];
    description
        .split_inclusive(". ")
        .filter(|sentence| !elsewhere.iter().any(|words| sentence.contains(words)))
        .collect()
}

/// Words that tell no trade from another.
const SILENT: &[&str] = &[
    "dan",
    "atau",
    "yang",
    "di",
    "ke",
    "dari",
    "untuk",
    "dengan",
    "serta",
    "pada",
    "oleh",
    "dalam",
    "kelompok",
    "ini",
    "itu",
    "mencakup",
    "termasuk",
    "seperti",
    "usaha",
    "kegiatan",
    "aktivitas",
    "lainnya",
    "ytdl",
    "ybdi",
    "dll",
    "sejenisnya",
    "lihat",
    "the",
    "and",
    "of",
];

/// What stands in a business's name beside its trade.
const IN_NAMES: &[&str] = &[
    "bu",
    "ibu",
    "pak",
    "bapak",
    "bpk",
    "mas",
    "mbak",
    "mbok",
    "mbah",
    "mak",
    "mamah",
    "mama",
    "bunda",
    "umi",
    "ummi",
    "kang",
    "teh",
    "neng",
    "cak",
    "haji",
    "hj",
    "cv",
    "pt",
    "ud",
    "umkm",
    "ukm",
    "kub",
    "berkah",
    "barokah",
    "jaya",
    "makmur",
    "mandiri",
    "sejahtera",
    "abadi",
    "sentosa",
    "lancar",
    "rejeki",
    "rezeki",
    "sumber",
];

fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.len() > 1 && !SILENT.contains(&word.as_str()))
        .collect()
}

/// The words of a question; those of names only where nothing else is left.
fn asked(words: &str) -> Vec<String> {
    let all: Vec<String> = tokens(words).into_iter().take(12).collect();
    let telling: Vec<String> =
        all.iter().filter(|word| !IN_NAMES.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// How many slips a word of this length may have.
fn slips(word: &str) -> u32 {
    match word.chars().count() {
        ..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// How well a word that was asked for stands for another: 1 when it is the same, less when begun or misspelt, else 0.
fn resemblance(asked: &str, word: &str) -> f32 {
    if asked == word {
        return 1.0;
    }
    if asked.len() >= 4 && word.starts_with(asked) {
        return if word.len() - asked.len() <= 2 { 0.85 } else { 0.6 };
    }
    let allowed = if asked.len() >= 5 { slips(word) } else { slips(asked).min(slips(word)) };
    let same_start = asked.chars().next() == word.chars().next();
    if allowed == 0 || (asked.chars().count() == 4 && !same_start) {
        return 0.0;
    }
    match distance(asked, word, allowed) {
        Some(1) => 0.75,
        Some(_) if same_start => 0.5,
        Some(_) | None => 0.0,
    }
}

/// Letters to insert, drop, replace or swap with their neighbour, where at most `most` are needed.
fn distance(a: &str, b: &str, most: u32) -> Option<u32> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let most_apart = usize::try_from(most).ok()?;
    if a.len().abs_diff(b.len()) > most_apart {
        return None;
    }
    let mut before: Vec<u32> = Vec::new();
    let mut above: Vec<u32> = (0..=u32::try_from(b.len()).ok()?).collect();
    let mut last_a = None;
    for (row, from) in (1_u32..).zip(&a) {
        let mut line = vec![row];
        let mut last_b = None;
        for (place, to) in b.iter().enumerate() {
            let at = |list: &[u32], place: usize| list.get(place).copied().unwrap_or(u32::MAX / 2);
            let replaced = at(&above, place) + u32::from(from != to);
            let mut best = replaced.min(at(&above, place + 1) + 1).min(at(&line, place) + 1);
            if last_a == Some(to) && last_b == Some(from) {
                best = best.min(at(&before, place.saturating_sub(1)) + 1);
            }
            line.push(best);
            last_b = Some(to);
        }
        if line.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        last_a = Some(from);
        before = std::mem::replace(&mut above, line);
    }
    above.last().copied().filter(|needed| *needed <= most)
}

/// A bit for each letter, to leave out most words before their letters are compared.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte % 64))
}
