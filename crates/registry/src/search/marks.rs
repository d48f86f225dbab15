//! The marks by which an entry is found. Each is led by its city and by a letter for what it is.

use kernel::CityId;

use super::sound::{plain, sound, sounds, words};

/// Makes marks for one city.
#[derive(Clone, Copy)]
pub(super) struct Marks(pub(super) CityId);

impl Marks {
    fn mark(self, kind: char, text: &str) -> String {
        format!("{}{kind}{text}", self.0.0)
    }

    /// A word that occurs anywhere, as it sounds.
    pub(super) fn word(self, sound: &str) -> String {
        self.mark('w', sound)
    }

    /// A word of the name.
    pub(super) fn of_name(self, sound: &str) -> String {
        self.mark('n', sound)
    }

    /// The whole name.
    pub(super) fn whole(self, sounds: &str) -> String {
        self.mark('e', sounds)
    }

    /// A telephone number from its end, because people remember that: the beginning of this is the end of that.
    pub(super) fn telephone(self, digits: &str) -> String {
        self.mark('t', &national(digits).chars().rev().collect::<String>())
    }

    /// A permit's number: letters and digits alone.
    pub(super) fn permit(self, number: &str) -> String {
        self.mark('p', &number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase())
    }

    /// The short code of a record.
    pub(super) fn code(self, code: &str) -> String {
        self.mark('c', code)
    }

    /// A trade.
    pub(super) fn trade(self, version: &str, digits: &str) -> String {
        self.mark('k', &format!("{version}.{digits}"))
    }

    pub(super) fn sector(self, sector: &str) -> String {
        self.mark('s', sector)
    }

    /// A kecamatan or a kelurahan.
    pub(super) fn area(self, code: &str) -> String {
        self.mark('a', code)
    }
}

/// The digits after the country's code.
pub(super) fn national(digits: &str) -> &str {
    let digits = digits.trim_start_matches('+');
    digits.strip_prefix("62").or_else(|| digits.strip_prefix('0')).unwrap_or(digits)
}

/// What is known of a person or a business that it may be found by.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) code: String,
    pub(super) name: String,
    /// Other names: the brand.
    pub(super) names: Vec<String>,
    /// What else is said of it: its owners, what it makes, its street.
    pub(super) texts: Vec<String>,
    pub(super) area: String,
    pub(super) phones: Vec<String>,
    pub(super) permits: Vec<String>,
    pub(super) trade: Option<(String, String)>,
    pub(super) sector: Option<String>,
}

/// Words that stand in every address.
const IN_ADDRESSES: &[&str] = &["jl", "jln", "jalan", "gg", "gang", "no", "rt", "rw", "blok", "kel", "kec"];

impl Known {
    /// The marks, and the words that may be mended by: as they sound, with one spelling.
    pub(super) fn marks(&self, city: CityId) -> (Vec<String>, Vec<(String, String)>) {
        let of = Marks(city);
        let mut marks = vec![of.code(&self.code)];
        let mut vocabulary = Vec::new();
        for name in std::iter::once(&self.name).chain(&self.names) {
            marks.push(of.whole(&sounds(name)));
            let parts: Vec<&str> = words(name).collect();
            marks.extend(parts.iter().map(|part| of.of_name(&sound(part))));
            // "Nur Hayati" is also written "Nurhayati".
            for pair in parts.windows(2).map(|pair| sound(&pair.concat())) {
                marks.extend([of.word(&pair), of.of_name(&pair)]);
            }
        }
        let texts = std::iter::once(&self.name).chain(&self.names).chain(&self.texts);
        for word in texts.flat_map(|text| words(text)) {
            let heard = sound(word);
            if heard.is_empty() || IN_ADDRESSES.contains(&heard.as_str()) {
                continue;
            }
            marks.push(of.word(&heard));
            if heard.chars().count() >= 3 && !heard.chars().any(|c| c.is_ascii_digit()) {
                vocabulary.push((heard, plain(word)));
            }
        }
        self.mark_numbers(of, &mut marks);
        marks.retain(|mark| mark.len() <= 200);
        marks.sort_unstable();
        marks.dedup();
        (marks, vocabulary)
    }

    fn mark_numbers(&self, of: Marks, marks: &mut Vec<String>) {
        marks.extend(self.phones.iter().map(|phone| of.telephone(phone)));
        for permit in &self.permits {
            marks.push(of.permit(permit));
            let digits: String = permit.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 6 {
                marks.push(of.permit(&digits));
            }
        }
        marks.extend(self.trade.iter().map(|(version, digits)| of.trade(version, digits)));
        marks.extend(self.sector.iter().map(|sector| of.sector(sector)));
        // 33.74.06.1001 lies in 33.74.06.
        marks.extend([8, 13].iter().filter_map(|length| self.area.get(..*length)).map(|area| of.area(area)));
    }
}
