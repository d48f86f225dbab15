//! Countries: what they are called, how far they are, in which currency their buyers are asked first.

use std::sync::LazyLock;

use ledger::money::Currency;
use web::Lang;

/// How far a country is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// The neighbours in the Association of Southeast Asian Nations.
    Asean,
    /// The rest of Asia, and Oceania.
    Asia,
    World,
}

impl Zone {
    /// All, the nearest first.
    pub const ALL: [Zone; 3] = [Zone::Asean, Zone::Asia, Zone::World];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Zone::Asean => "asean",
            Zone::Asia => "asia",
            Zone::World => "world",
        }
    }

    /// Reads what is stored or sent.
    pub fn parse(text: &str) -> Option<Zone> {
        Zone::ALL.into_iter().find(|zone| zone.as_str() == text)
    }
}

/// A country other than Indonesia.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1, two letters.
    pub code: &'static str,
    pub zone: Zone,
    /// In which its buyers are asked first.
    pub currency: Currency,
    indonesian: &'static str,
    english: &'static str,
}

impl Country {
    /// What it is called.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.indonesian,
            Lang::En => self.english,
        }
    }
}

static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let lines = include_str!("../../data/countries.csv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read).collect()
});

fn read(line: &'static str) -> Option<Country> {
    let mut parts = line.split(';');
    let mut next = || parts.next();
    Some(Country {
        code: next()?,
        zone: Zone::parse(next()?)?,
        currency: Currency::parse(next()?).ok()?,
        indonesian: next()?,
        english: next()?,
    })
}

/// All but Indonesia, by their letters.
pub fn all() -> &'static [Country] {
    &ALL
}

/// The country of two letters; none for Indonesia or what is none.
pub fn find(code: &str) -> Option<&'static Country> {
    all().iter().find(|country| country.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_country() {
        let lines = include_str!("../../data/countries.csv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(all().len(), lines.count());
        assert!(all().len() > 200 && find("ID").is_none());
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
        let singapore = find("SG").unwrap();
        assert_eq!((singapore.zone, singapore.currency.code()), (Zone::Asean, "SGD"));
        assert_eq!(singapore.name(Lang::Id), "Singapura");
    }
}
