//! From the place columns of a row and what was said above it to an area.

use std::collections::HashMap;

use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use territory::Level;
use territory::address::{Place, Reason, Resolution};

use super::words::plain;

/// What the registry asks of `territory`: what a text means in a list of the city at home.
pub type Resolve<'a> = &'a (dyn Fn(&str) -> Resolution + Sync);

/// How many different places are remembered while a file is read.
const REMEMBERED: usize = 20_000;

/// A place that a text may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub area: AreaCode,
    pub name: String,
}

/// What the place columns of a row mean together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlaceReading {
    /// As exact as is certain.
    pub(crate) area: Option<AreaCode>,
    pub(crate) doubt: Option<PlaceDoubt>,
}

/// What is to be said of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlaceDoubt {
    /// Misspelt, and it can only be this.
    ReadAs(Candidate),
    Several(Vec<Candidate>),
    Unknown,
    /// Clearly another city's.
    Elsewhere(Candidate),
    /// The kelurahan lies in another kecamatan than the one beside it.
    OtherKecamatan(Candidate),
}

/// The texts of a row's place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Written {
    pub(crate) kelurahan: Option<String>,
    pub(crate) kecamatan: Option<String>,
    pub(crate) city: Option<String>,
    /// Used only where nothing else names a place.
    pub(crate) street: Option<String>,
}

/// Reads places and remembers them: lists repeat few.
pub(crate) struct Places<'a> {
    resolve: Resolve<'a>,
    home: AreaCode,
    known: HashMap<Written, PlaceReading>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(resolve: Resolve<'a>, home: AreaCode) -> Places<'a> {
        Places { resolve, home, known: HashMap::new() }
    }

    pub(crate) fn read(&mut self, mut written: Written) -> PlaceReading {
        if written.kelurahan.is_some() {
            written.street = None;
        }
        if let Some(known) = self.known.get(&written) {
            return known.clone();
        }
        let read = self.look_up(&written);
        if self.known.len() < REMEMBERED {
            self.known.insert(written, read.clone());
        }
        read
    }

    /// The kelurahan or kecamatan of the city at home that a text alone names beyond doubt.
    pub(crate) fn named(&self, text: &str) -> Option<Candidate> {
        let best = (self.resolve)(text).best.filter(|best| best.confidence >= 0.6)?;
        let candidate = candidate(&best);
        let inside = matches!(best.code.level(), Level::Kelurahan | Level::Kecamatan)
            && self.home.contains(&candidate.area);
        inside.then_some(candidate)
    }

    fn look_up(&self, written: &Written) -> PlaceReading {
        let kecamatan =
            written.kecamatan.as_deref().map(|name| labelled(name, "Kec.", &["kec", "kecamatan"]));
        let city = written.city.as_deref().map(|name| labelled(name, "", &[]));
        match &written.kelurahan {
            Some(kelurahan) => {
                let kelurahan = labelled(kelurahan, "Kel.", &["kel", "kelurahan", "desa", "ds"]);
                let text =
                    [Some(kelurahan), kecamatan, city].into_iter().flatten().collect::<Vec<_>>().join(", ");
                self.judge(written, &(self.resolve)(&text))
            }
            None => self.without_kelurahan(written, kecamatan, city),
        }
    }

    /// An address may name its kelurahan; if not, the kecamatan is all that is known, and nothing to ask about.
    fn without_kelurahan(
        &self,
        written: &Written,
        kecamatan: Option<String>,
        city: Option<String>,
    ) -> PlaceReading {
        if written.street.is_none() && kecamatan.is_none() {
            return PlaceReading::default();
        }
        let street = written.street.clone();
        let text = [street, kecamatan, city].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let resolution = (self.resolve)(&text);
        let sure = resolution.best.as_ref().filter(|best| best.confidence >= 0.9).map(candidate);
        let area = sure.filter(|sure| self.home.contains(&sure.area)).map(|sure| sure.area);
        let certainly =
            || resolution.certainly_in.map(AreaCode::from).filter(|area| self.home.contains(area));
        PlaceReading { area: area.or_else(certainly).filter(|area| *area != self.home), doubt: None }
    }

    fn judge(&self, written: &Written, resolution: &Resolution) -> PlaceReading {
        let certainly =
            || resolution.certainly_in.map(AreaCode::from).filter(|area| self.home.contains(area));
        let Some(best) = &resolution.best else {
            return PlaceReading { area: certainly(), doubt: Some(self.offered(resolution)) };
        };
        let found = candidate(best);
        if !self.home.contains(&found.area) {
            let sure = best.confidence >= 0.8 && !found.area.contains(&self.home);
            let doubt = if sure { PlaceDoubt::Elsewhere(found) } else { self.offered(resolution) };
            return PlaceReading { area: certainly(), doubt: Some(doubt) };
        }
        if best.code.level() != Level::Kelurahan {
            let doubt = if self.candidates(resolution).is_empty() {
                PlaceDoubt::Unknown
            } else {
                self.offered(resolution)
            };
            return PlaceReading { area: Some(found.area), doubt: Some(doubt) };
        }
        let contradicted = resolution
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Contradicts { level: Level::Kecamatan, .. }));
        if contradicted && written.kecamatan.is_some() {
            return PlaceReading { area: certainly(), doubt: Some(PlaceDoubt::OtherKecamatan(found)) };
        }
        let runner_up = self.home_shares(resolution).nth(1).unwrap_or(0.0);
        let sure = best.confidence >= 0.75 || best.confidence >= 0.5 && runner_up < best.confidence / 6.0;
        if !sure {
            return PlaceReading { area: certainly(), doubt: Some(self.offered(resolution)) };
        }
        let same = written.kelurahan.as_deref().is_some_and(|written| same_name(written, &found));
        let doubt = (!same).then(|| PlaceDoubt::ReadAs(found.clone()));
        PlaceReading { area: Some(found.area), doubt }
    }

    fn home_shares(&self, resolution: &Resolution) -> impl Iterator<Item = f64> {
        resolution.best.iter().chain(&resolution.alternatives).map(|place| place.confidence)
    }

    fn candidates(&self, resolution: &Resolution) -> Vec<Candidate> {
        let all = resolution.best.iter().chain(&resolution.alternatives).map(candidate);
        all.filter(|one| one.area.level() == Level::Kelurahan && self.home.contains(&one.area))
            .take(5)
            .collect()
    }

    fn offered(&self, resolution: &Resolution) -> PlaceDoubt {
        let candidates = self.candidates(resolution);
        if candidates.is_empty() { PlaceDoubt::Unknown } else { PlaceDoubt::Several(candidates) }
    }
}

fn candidate(place: &Place) -> Candidate {
    Candidate { area: AreaCode::from(place.code), name: place.name.clone() }
}

/// Says which level a name is of, unless it says so itself.
fn labelled(name: &str, label: &str, own: &[&str]) -> String {
    let first = plain(name);
    let first = first.split(' ').next().unwrap_or_default();
    if own.contains(&first) || name.chars().all(|c| c.is_ascii_digit() || c == '.') || label.is_empty() {
        name.to_owned()
    } else {
        format!("{label} {name}")
    }
}

/// Whether the name is written as it is official, apart from capitals, blanks and a label.
fn same_name(written: &str, found: &Candidate) -> bool {
    let bare = |text: &str| {
        let plain = plain(text);
        let words = plain.split(' ').skip_while(|word| matches!(*word, "kel" | "kelurahan" | "desa" | "ds"));
        words.collect::<String>()
    };
    bare(written) == bare(&found.name) || cell_code(written) == Some(found.area.clone())
}

fn cell_code(written: &str) -> Option<AreaCode> {
    AreaCode::parse(written.trim()).ok()
}
