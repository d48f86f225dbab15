//! What a question asks for: numbers, and words with all that each may stand for.

use kernel::{AreaCode, CityId};

use super::Kind;
use super::marks::{self, national};
use super::sound::{plain, sound, sounds, words};
use crate::kbli::{Sector, everyday};
use crate::{business, code, person};

/// At most so many words are looked at.
const MOST_WORDS: usize = 8;
/// Fewer digits are a house number or an RT, not a telephone number or a permit.
const NUMBER: usize = 6;

/// Words that only say what the next one is.
const LABELS: &[&str] = &[
    "kel",
    "kelurahan",
    "kec",
    "kecamatan",
    "desa",
    "rt",
    "rw",
    "no",
    "nomor",
    "nib",
    "hp",
    "wa",
    "telp",
    "telepon",
    "pirt",
    "izin",
    "md",
    "ml",
    "bu",
    "ibu",
    "pak",
    "bapak",
    "bpk",
    "hj",
    "di",
    "dan",
    "milik",
    "punya",
    "kode",
    "jl",
    "jln",
    "jalan",
];

/// Headings of agencies for whole sectors.
const HEADINGS: &[&str] = &[
    "kuliner",
    "makanan",
    "minuman",
    "fashion",
    "fesyen",
    "busana",
    "kerajinan",
    "kriya",
    "pertanian",
    "otomotif",
    "kecantikan",
    "percetakan",
    "laundry",
    "kreatif",
    "konstruksi",
];

/// One word of the question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// As written, in lower case.
    pub(super) written: String,
    pub(super) heard: String,
    /// Other words that it may be a slip of, or the beginning of: as they sound.
    pub(super) near: Vec<String>,
    /// Marks of what else it may mean, without their lead: trades, sectors, territories.
    pub(super) means: Vec<String>,
    /// Words that it is half of, as they sound.
    pub(super) half_of: Vec<String>,
}

/// A mark that is asked for, without its lead.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    mark: String,
    /// It is enough that a mark begins so.
    begins: bool,
}

impl Wanted {
    fn whole(mark: String) -> Wanted {
        Wanted { mark, begins: false }
    }

    fn beginning(mark: String) -> Wanted {
        Wanted { mark, begins: true }
    }
}

/// A question, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) words: Vec<Word>,
    /// Of each of these, one mark is wanted.
    pub(super) numbers: Vec<Vec<Wanted>>,
    /// The whole as it sounds.
    pub(super) sound: String,
    city: CityId,
}

impl Asked {
    /// Reads a question. Nothing is looked up.
    pub(super) fn read(city: CityId, text: &str) -> Asked {
        let text: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
        let mut asked = Asked { words: Vec::new(), numbers: Vec::new(), sound: String::new(), city };
        if let Some(code) = a_code(&text) {
            asked.numbers.push(vec![Wanted::whole(marks::code(&code))]);
            return asked;
        }
        let rest = asked.take_numbers(&text);
        let all: Vec<&str> = words(&rest).collect();
        let telling: Vec<&str> =
            all.iter().filter(|word| !LABELS.contains(&plain(word).as_str())).copied().collect();
        let chosen = if telling.is_empty() && asked.numbers.is_empty() { all } else { telling };
        let long: Vec<&str> = chosen.iter().filter(|word| word.chars().count() > 1).copied().collect();
        let chosen = if long.is_empty() && asked.numbers.is_empty() { chosen } else { long };
        let word = |word: &str| Word {
            written: plain(word),
            heard: sound(word),
            near: Vec::new(),
            means: Vec::new(),
            half_of: Vec::new(),
        };
        asked.words =
            chosen.into_iter().take(MOST_WORDS).map(word).filter(|word| !word.heard.is_empty()).collect();
        asked.sound = sounds(&rest);
        asked
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.numbers.is_empty()
    }

    /// Takes the numbers out of a text; returns what is left.
    fn take_numbers(&mut self, text: &str) -> String {
        let mut rest = String::new();
        let mut run = String::new();
        for letter in text.chars().chain(std::iter::once('\n')) {
            if letter.is_ascii_digit() || (!run.is_empty() && " -./()+".contains(letter)) || letter == '+' {
                run.push(letter);
            } else {
                self.end_of_run(&mut run, &mut rest);
                rest.push(letter);
            }
        }
        rest
    }

    fn end_of_run(&mut self, run: &mut String, rest: &mut String) {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= NUMBER {
            let mut wanted = vec![Wanted::beginning(marks::permit(&digits))];
            let phone = national(&digits);
            if phone.len() >= NUMBER {
                wanted.push(Wanted::beginning(marks::telephone(phone)));
            }
            // Where what looks like a prefix is none: the last digits may begin with 0 or 62.
            if phone != digits {
                let all: String = digits.chars().rev().collect();
                wanted.push(Wanted::beginning(format!("{}{all}", marks::telephone(""))));
            }
            self.numbers.push(wanted);
            // Letters before it ("IDM", "MD") are part of it.
            let kept = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
            if rest.len() - kept <= 4 {
                rest.truncate(kept);
            }
            rest.push(' ');
        } else {
            if digits.len() == 5 {
                let trades = ["2020", "2025"].map(|version| marks::trade(version, &digits));
                let wanted = trades.into_iter().chain([marks::word(&digits)]).map(Wanted::whole);
                self.numbers.push(wanted.collect());
            } else {
                rest.push_str(run);
            }
        }
        run.clear();
    }

    /// Adds what the words mean beside themselves. `areas` are the city's kecamatan and kelurahan.
    pub(super) fn mean(&mut self, areas: &[(AreaCode, String)], known: &dyn Fn(&str) -> bool) {
        let asked: Vec<(&str, bool)> =
            self.words.iter().map(|word| (word.written.as_str(), !known(&word.heard))).collect();
        let trades = everyday(&asked);
        for (place, word) in (0_u32..).zip(&mut self.words) {
            let mine = trades.iter().filter(|trade| trade.covers >> place & 1 == 1);
            let codes = mine.flat_map(|trade| &trade.codes);
            word.means.extend(codes.map(|code| marks::trade(code.version().as_str(), code.digits())));
            let heading = word.means.is_empty() || HEADINGS.contains(&word.written.as_str());
            let sector = Sector::named(&word.written).filter(|_| heading);
            word.means.extend(sector.map(|sector| marks::sector(sector.as_str())));
        }
        self.mean_areas(areas);
        self.mean_pairs();
        for word in &mut self.words {
            word.means.sort_unstable();
            word.means.dedup();
        }
    }

    /// "Pancoranmas" is written for "Pancoran Mas", and "Mekar Jaya" for "Mekarjaya".
    fn mean_areas(&mut self, areas: &[(AreaCode, String)]) {
        let joined =
            |parts: &[Word]| sound(&parts.iter().map(|word| word.written.as_str()).collect::<String>());
        let runs: Vec<(usize, usize, String)> = (1..=3)
            .flat_map(|length| {
                self.words.windows(length).enumerate().map(move |(start, run)| (start, length, run))
            })
            .map(|(start, length, run)| (start, length, joined(run)))
            .collect();
        for (code, name) in areas {
            let name = sound(&words(name).collect::<String>());
            for (start, length, _) in runs.iter().filter(|(_, _, run)| *run == name) {
                for word in self.words.iter_mut().skip(*start).take(*length) {
                    word.means.push(marks::area(code.as_str()));
                }
            }
        }
    }

    /// "Nur Hayati" is also written "Nurhayati".
    fn mean_pairs(&mut self) {
        let joined =
            |pair: &[Word]| sound(&pair.iter().map(|word| word.written.as_str()).collect::<String>());
        let pairs: Vec<String> = self.words.windows(2).map(joined).collect();
        for (place, pair) in pairs.iter().enumerate() {
            for word in self.words.iter_mut().skip(place).take(2) {
                word.half_of.push(pair.clone());
            }
        }
    }

    /// The text-search queries among one kind: the whole name, words of names, anything. Empty where there is nothing
    /// to ask.
    pub(super) fn queries(&self, kind: Kind) -> [String; 3] {
        let lead = marks::lead(self.city, kind);
        let numbers: Vec<String> = self.numbers.iter().map(|wanted| any(&lead, wanted)).collect();
        let all = |words: Vec<String>| [numbers.clone(), words].concat().join(" & ");
        if self.words.is_empty() {
            return [String::new(), String::new(), all(Vec::new())];
        }
        let whole = all(vec![any(&lead, &[Wanted::whole(marks::whole(&self.sound))])]);
        let by_name = self.words.iter().map(|word| any(&lead, &word.by_name())).collect();
        let by_any = self.words.iter().map(|word| any(&lead, &word.by_any(kind))).collect();
        [whole, all(by_name), all(by_any)]
    }

    /// Anything that bears all words but one: a query for each word that is left out.
    pub(super) fn all_but_one(&self, kind: Kind) -> Vec<String> {
        let lead = marks::lead(self.city, kind);
        let numbers = self.numbers.iter().map(|wanted| any(&lead, wanted));
        let all: Vec<String> =
            numbers.chain(self.words.iter().map(|word| any(&lead, &word.by_any(kind)))).collect();
        if all.len() < 2 {
            return Vec::new();
        }
        let without = |left: usize| {
            let kept = all.iter().enumerate().filter(|(place, _)| *place != left);
            kept.map(|(_, term)| term.as_str()).collect::<Vec<_>>().join(" & ")
        };
        (0..all.len()).map(without).collect()
    }
}

impl Word {
    fn sounds(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.heard).chain(&self.near).chain(&self.half_of)
    }

    fn by_name(&self) -> Vec<Wanted> {
        self.sounds().map(|heard| Wanted::whole(marks::of_name(heard))).collect()
    }

    fn by_any(&self, kind: Kind) -> Vec<Wanted> {
        // People have a territory, but neither trade nor sector.
        let theirs = |mark: &&String| kind == Kind::Business || mark.starts_with(&marks::area(""));
        let means = self.means.iter().filter(theirs).cloned();
        self.sounds().map(|heard| marks::word(heard)).chain(means).map(Wanted::whole).collect()
    }
}

fn any(lead: &str, wanted: &[Wanted]) -> String {
    let one = |Wanted { mark, begins }: &Wanted| {
        let star = if *begins { ":*" } else { "" };
        format!("{}{star}", quoted(&format!("{lead}{mark}")))
    };
    format!("({})", wanted.iter().map(one).collect::<Vec<_>>().join(" | "))
}

/// A mark as a text-search query takes it.
pub(super) fn quoted(mark: &str) -> String {
    format!("'{}'", mark.replace('\\', "\\\\").replace('\'', "''"))
}

/// The short code of a record, where the text is one.
fn a_code(text: &str) -> Option<String> {
    [business::PREFIX, person::PREFIX].into_iter().find_map(|prefix| code::read(prefix, text.trim()))
}
