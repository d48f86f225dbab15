//! What a question asks for: numbers, and words with all that each may stand for.

use kernel::{AreaCode, CityId};

use super::marks::{Marks, national};
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
    /// Marks of what else it may mean: trades, sectors, territories.
    pub(super) means: Vec<String>,
    /// Words that it is half of, as they sound.
    pub(super) half_of: Vec<String>,
}

/// A question, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) words: Vec<Word>,
    /// Each a disjunction of marks, written as a text-search query.
    pub(super) numbers: Vec<String>,
    /// The whole as it sounds.
    pub(super) sound: String,
    city: CityId,
}

impl Asked {
    /// Reads a question. Nothing is looked up.
    pub(super) fn read(city: CityId, text: &str) -> Asked {
        let text: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
        let of = Marks(city);
        let mut asked = Asked { words: Vec::new(), numbers: Vec::new(), sound: String::new(), city };
        if let Some(code) = a_code(&text) {
            asked.numbers.push(quoted(&of.code(&code)));
            return asked;
        }
        let rest = asked.take_numbers(of, &text);
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
    fn take_numbers(&mut self, of: Marks, text: &str) -> String {
        let mut rest = String::new();
        let mut run = String::new();
        for letter in text.chars().chain(std::iter::once('\n')) {
            if letter.is_ascii_digit() || (!run.is_empty() && " -./()+".contains(letter)) || letter == '+' {
                run.push(letter);
            } else {
                self.end_of_run(of, &mut run, &mut rest);
                rest.push(letter);
            }
        }
        rest
    }

    fn end_of_run(&mut self, of: Marks, run: &mut String, rest: &mut String) {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= NUMBER {
            let mut marks = vec![format!("{}:*", quoted(&of.permit(&digits)))];
            let phone = national(&digits);
            if phone.len() >= NUMBER {
                marks.push(format!("{}:*", quoted(&of.telephone(phone))));
            }
            // Where what looks like a prefix is none: the last digits may begin with 0 or 62.
            if phone != digits {
                let all: String = digits.chars().rev().collect();
                marks.push(format!("{}:*", quoted(&format!("{}{all}", of.telephone("")))));
            }
            self.numbers.push(format!("({})", marks.join(" | ")));
            // Letters before it ("IDM", "MD") are part of it.
            let kept = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
            if rest.len() - kept <= 4 {
                rest.truncate(kept);
            }
            rest.push(' ');
        } else {
            if digits.len() == 5 {
                let trades = ["2020", "2025"].map(|version| quoted(&of.trade(version, &digits)));
                self.numbers.push(format!("({} | {})", trades.join(" | "), quoted(&of.word(&digits))));
            } else {
                rest.push_str(run);
            }
        }
        run.clear();
    }

    /// Adds what the words mean beside themselves. `areas` are the city's kecamatan and kelurahan.
    pub(super) fn mean(&mut self, areas: &[(AreaCode, String)], known: &dyn Fn(&str) -> bool) {
        let of = Marks(self.city);
        let asked: Vec<(&str, bool)> =
            self.words.iter().map(|word| (word.written.as_str(), !known(&word.heard))).collect();
        let trades = everyday(&asked);
        for (place, word) in (0_u32..).zip(&mut self.words) {
            let mine = trades.iter().filter(|trade| trade.covers >> place & 1 == 1);
            let codes = mine.flat_map(|trade| &trade.codes);
            word.means.extend(codes.map(|code| of.trade(code.version().as_str(), code.digits())));
            let heading = word.means.is_empty() || HEADINGS.contains(&word.written.as_str());
            let sector = Sector::named(&word.written).filter(|_| heading);
            word.means.extend(sector.map(|sector| of.sector(sector.as_str())));
        }
        self.mean_areas(of, areas);
        self.mean_pairs();
        for word in &mut self.words {
            word.means.sort_unstable();
            word.means.dedup();
        }
    }

    /// "Pancoranmas" is written for "Pancoran Mas", and "Mekar Jaya" for "Mekarjaya".
    fn mean_areas(&mut self, of: Marks, areas: &[(AreaCode, String)]) {
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
                    word.means.push(of.area(code.as_str()));
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

    /// The text-search queries: the whole name, words of names, anything. Empty where there is nothing to ask.
    pub(super) fn queries(&self) -> [String; 3] {
        let of = Marks(self.city);
        let all = |words: Vec<String>| [self.numbers.clone(), words].concat().join(" & ");
        if self.words.is_empty() {
            return [String::new(), String::new(), all(Vec::new())];
        }
        let whole = all(vec![quoted(&of.whole(&self.sound))]);
        let by_name = self.words.iter().map(|word| word.by_name(of)).collect();
        let by_any = self.words.iter().map(|word| word.by_any(of)).collect();
        [whole, all(by_name), all(by_any)]
    }

    /// Anything that bears all words but one.
    pub(super) fn all_but_one(&self) -> Option<String> {
        let of = Marks(self.city);
        if self.words.len() + self.numbers.len() < 2 {
            return None;
        }
        let words = self.words.iter().map(|word| word.by_any(of));
        let all: Vec<String> = self.numbers.iter().cloned().chain(words).collect();
        let without = |left: usize| {
            let kept: Vec<&str> = all
                .iter()
                .enumerate()
                .filter(|(place, _)| *place != left)
                .map(|(_, term)| term.as_str())
                .collect();
            format!("({})", kept.join(" & "))
        };
        Some((0..all.len()).map(without).collect::<Vec<_>>().join(" | "))
    }
}

impl Word {
    fn sounds(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.heard).chain(&self.near).chain(&self.half_of)
    }

    fn by_name(&self, of: Marks) -> String {
        any(self.sounds().map(|heard| of.of_name(heard)))
    }

    fn by_any(&self, of: Marks) -> String {
        any(self.sounds().map(|heard| of.word(heard)).chain(self.means.iter().cloned()))
    }
}

fn any(marks: impl Iterator<Item = String>) -> String {
    format!("({})", marks.map(|mark| quoted(&mark)).collect::<Vec<_>>().join(" | "))
}

/// A mark as a text-search query takes it.
pub(super) fn quoted(mark: &str) -> String {
    format!("'{}'", mark.replace('\\', "\\\\").replace('\'', "''"))
}

/// The short code of a record, where the text is one.
fn a_code(text: &str) -> Option<String> {
    [business::PREFIX, person::PREFIX].into_iter().find_map(|prefix| code::read(prefix, text.trim()))
}
