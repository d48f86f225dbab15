//! The marks by which an entry is found. Each is led by its city and by a letter for what it is.

use kernel::CityId;

use super::Kind;
use super::sound::{plain, sound, sounds, words};

/// What leads the marks of one city and one kind. Each kind has marks of its own, so that the database knows of each how
/// common it is among people, and how common among businesses.
pub(super) fn lead(city: CityId, kind: Kind) -> String {
    let kind = match kind {
        Kind::Person => 'p',
        Kind::Business => 'b',
    };
    format!("{}{kind}", city.0)
}

/// A word that occurs anywhere, as it sounds.
pub(super) fn word(sound: &str) -> String {
    format!("w{sound}")
}

/// A word of the name.
pub(super) fn of_name(sound: &str) -> String {
    format!("n{sound}")
}

/// The whole name.
pub(super) fn whole(sounds: &str) -> String {
    format!("e{sounds}")
}

/// A telephone number from its end, because people remember that: the beginning of this is the end of that.
pub(super) fn telephone(digits: &str) -> String {
    format!("t{}", national(digits).chars().rev().collect::<String>())
}

/// A permit's number: letters and digits alone.
pub(super) fn permit(number: &str) -> String {
    format!("p{}", number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase())
}

/// The short code of a record.
pub(super) fn code(code: &str) -> String {
    format!("c{code}")
}

/// A trade.
pub(super) fn trade(version: &str, digits: &str) -> String {
    format!("k{version}.{digits}")
}

pub(super) fn sector(sector: &str) -> String {
    format!("s{sector}")
}

/// A kecamatan or a kelurahan.
pub(super) fn area(code: &str) -> String {
    format!("a{code}")
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
    pub(super) fn marks(&self, city: CityId, kind: Kind) -> (Vec<String>, Vec<(String, String)>) {
        let mut marks = vec![code(&self.code)];
        let mut vocabulary = Vec::new();
        for name in std::iter::once(&self.name).chain(&self.names) {
            marks.push(whole(&sounds(name)));
            let parts: Vec<&str> = words(name).collect();
            marks.extend(parts.iter().map(|part| of_name(&sound(part))));
            // "Nur Hayati" is also written "Nurhayati".
            for pair in parts.windows(2).map(|pair| sound(&pair.concat())) {
                marks.extend([word(&pair), of_name(&pair)]);
            }
        }
        let texts = std::iter::once(&self.name).chain(&self.names).chain(&self.texts);
        for written in texts.flat_map(|text| words(text)) {
            let heard = sound(written);
            if heard.is_empty() || IN_ADDRESSES.contains(&heard.as_str()) {
                continue;
            }
            marks.push(word(&heard));
            if heard.chars().count() >= 3 && !heard.chars().any(|c| c.is_ascii_digit()) {
                vocabulary.push((heard, plain(written)));
            }
        }
        self.mark_numbers(&mut marks);
        marks.retain(|mark| mark.len() <= 200);
        marks.sort_unstable();
        marks.dedup();
        let lead = lead(city, kind);
        (marks.into_iter().map(|mark| format!("{lead}{mark}")).collect(), vocabulary)
    }

    fn mark_numbers(&self, marks: &mut Vec<String>) {
        marks.extend(self.phones.iter().map(|phone| telephone(phone)));
        for number in &self.permits {
            marks.push(permit(number));
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 6 {
                marks.push(permit(&digits));
            }
        }
        marks.extend(self.trade.iter().map(|(version, digits)| trade(version, digits)));
        marks.extend(self.sector.iter().map(|name| sector(name)));
        // 33.74.06.1001 lies in 33.74.06.
        marks.extend([8, 13].iter().filter_map(|length| self.area.get(..*length)).map(area));
    }
}
