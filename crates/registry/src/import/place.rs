//! From the place columns of a row and what was said above it to an area.

use std::collections::HashMap;

use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use territory::Level;
use territory::address::{Place, Resolution};

use super::words::{one_slip, plain};

/// What a text means in a list of the city at home, as `territory` resolves it.
pub type Resolve<'a> = &'a (dyn Fn(&str) -> Resolution + Sync);

/// The city whose list it is, and what is known of its places.
#[derive(Clone)]
pub struct Home<'a> {
    pub area: AreaCode,
    pub resolve: Resolve<'a>,
    /// The city itself, its kecamatan and its kelurahan, with their official names.
    pub areas: Vec<Candidate>,
}

/// How many different places are remembered while a file is read.
const REMEMBERED: usize = 20_000;

impl<'a> Home<'a> {
    /// A city as the gazetteer of today knows it.
    pub fn of(gazetteer: &territory::Gazetteer, area: AreaCode, resolve: Resolve<'a>) -> Home<'a> {
        let name = gazetteer.name_of(&area).unwrap_or_default();
        let mut areas = vec![Candidate { area: area.clone(), name }];
        for (kecamatan, name) in gazetteer.children_of(&area) {
            let inside = gazetteer.children_of(&kecamatan);
            areas.push(Candidate { area: kecamatan, name });
            areas.extend(inside.into_iter().map(|(area, name)| Candidate { area, name }));
        }
        Home { area, resolve, areas }
    }
}

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
    home: Home<'a>,
    known: HashMap<Written, PlaceReading>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(home: Home<'a>) -> Places<'a> {
        Places { home, known: HashMap::new() }
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
        let best = (self.home.resolve)(text).best.filter(|best| best.confidence >= 0.6)?;
        let candidate = candidate(&best);
        let inside = matches!(best.code.level(), Level::Kelurahan | Level::Kecamatan)
            && self.home.area.contains(&candidate.area);
        inside.then_some(candidate)
    }

    /// `Kukusan / Beji`, `Beji - Kukusan`: a kelurahan and its kecamatan in one cell.
    pub(crate) fn parted(&self, text: &str) -> Option<(String, String)> {
        let mut parts =
            text.split(['/', ',', '-', '(', ')', ';', '|']).map(str::trim).filter(|part| !part.is_empty());
        let (first, second) = (parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let holds = |kecamatan: &str, kelurahan: &str| {
            let around = self.kecamatan(Some(kecamatan))?;
            let name = bare(kelurahan);
            let inside = self.of_level(Level::Kelurahan).filter(|one| around.contains(&one.area));
            let mut same = inside.filter(|one| bare(&one.name) == name);
            same.next().map(|_| (kelurahan.to_owned(), kecamatan.to_owned()))
        };
        holds(second, first).or_else(|| holds(first, second))
    }

    /// The kelurahan of this name inside a kecamatan that may bear the same.
    pub(crate) fn kelurahan_in(&self, kecamatan: &str, name: &str) -> bool {
        let name = bare(name);
        self.kecamatan(Some(kecamatan)).is_some_and(|around| {
            self.of_level(Level::Kelurahan).any(|one| around.contains(&one.area) && bare(&one.name) == name)
        })
    }

    fn look_up(&self, written: &Written) -> PlaceReading {
        if let Some(read) = self.by_list(written) {
            return read;
        }
        let kecamatan =
            written.kecamatan.as_deref().map(|name| labelled(name, "Kec.", &["kec", "kecamatan"]));
        let city = written.city.as_deref().map(|name| labelled(name, "", &[]));
        match &written.kelurahan {
            Some(kelurahan) => {
                let kelurahan = labelled(kelurahan, "Kel.", &["kel", "kelurahan", "desa", "ds"]);
                let text =
                    [Some(kelurahan), kecamatan, city].into_iter().flatten().collect::<Vec<_>>().join(", ");
                self.judge(written, &(self.home.resolve)(&text))
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
        let resolution = (self.home.resolve)(&text);
        let sure = resolution.best.as_ref().filter(|best| best.confidence >= 0.9).map(candidate);
        let area = sure.filter(|sure| self.home.area.contains(&sure.area)).map(|sure| sure.area);
        let certainly =
            || resolution.certainly_in.map(AreaCode::from).filter(|area| self.home.area.contains(area));
        PlaceReading { area: area.or_else(certainly).filter(|area| *area != self.home.area), doubt: None }
    }

    fn judge(&self, written: &Written, resolution: &Resolution) -> PlaceReading {
        let certainly =
            || resolution.certainly_in.map(AreaCode::from).filter(|area| self.home.area.contains(area));
        let Some(best) = &resolution.best else {
            return PlaceReading { area: certainly(), doubt: Some(self.offered(resolution)) };
        };
        let found = candidate(best);
        if !self.home.area.contains(&found.area) {
            let sure = best.confidence >= 0.8 && !found.area.contains(&self.home.area);
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
        if self.other_kecamatan(written, &found) {
            return PlaceReading { area: certainly(), doubt: Some(PlaceDoubt::OtherKecamatan(found)) };
        }
        let runner_up = self.home_shares(resolution).nth(1).unwrap_or(0.0);
        let sure = best.confidence >= 0.75 || best.confidence >= 0.5 && runner_up < best.confidence / 6.0;
        if !sure {
            let around = self.kecamatan(written.kecamatan.as_deref());
            return PlaceReading { area: around.or_else(certainly), doubt: Some(self.offered(resolution)) };
        }
        let same = written.kelurahan.as_deref().is_some_and(|written| same_name(written, &found));
        let doubt = (!same).then(|| PlaceDoubt::ReadAs(found.clone()));
        PlaceReading { area: Some(found.area), doubt }
    }

    /// The city's own names, written exactly or with one slip. `None` where they do not settle it.
    fn by_list(&self, written: &Written) -> Option<PlaceReading> {
        let name = bare(written.kelurahan.as_deref()?);
        let own = self.of_level(Level::City).all(|city| {
            let named = |text: &str| plain(text).split(' ').any(|word| bare(&city.name).ends_with(word));
            written.city.as_deref().is_none_or(named)
        });
        if name.chars().count() < 3 || !own {
            return None;
        }
        let kecamatan = self.kecamatan(written.kecamatan.as_deref());
        let inside = |one: &&Candidate| kecamatan.as_ref().is_none_or(|around| around.contains(&one.area));
        let exact: Vec<&Candidate> =
            self.of_level(Level::Kelurahan).filter(|one| bare(&one.name) == name).collect();
        let here: Vec<&Candidate> = exact.iter().copied().filter(inside).collect();
        match (here.as_slice(), exact.as_slice()) {
            ([one], _) => return Some(PlaceReading { area: Some(one.area.clone()), doubt: None }),
            ([_, _, ..], _) => return Some(self.among(&here, kecamatan)),
            ([], []) => {}
            ([], [one]) => {
                let doubt = PlaceDoubt::OtherKecamatan((*one).clone());
                return Some(PlaceReading { area: kecamatan, doubt: Some(doubt) });
            }
            ([], _) => return Some(self.among(&exact, kecamatan)),
        }
        let slack = if kecamatan.is_some() { 3 } else { 6 };
        let near: Vec<&Candidate> = self
            .of_level(Level::Kelurahan)
            .filter(inside)
            .filter(|one| name.chars().count() >= slack && one_slip(&bare(&one.name), &name))
            .collect();
        match near.as_slice() {
            [one] => Some(PlaceReading {
                area: Some(one.area.clone()),
                doubt: Some(PlaceDoubt::ReadAs((*one).clone())),
            }),
            _ => None,
        }
    }

    fn among(&self, several: &[&Candidate], kecamatan: Option<AreaCode>) -> PlaceReading {
        let several = several.iter().take(5).map(|one| (*one).clone()).collect();
        PlaceReading { area: kecamatan, doubt: Some(PlaceDoubt::Several(several)) }
    }

    fn of_level(&self, level: Level) -> impl Iterator<Item = &Candidate> {
        self.home.areas.iter().filter(move |one| one.area.level() == level)
    }

    /// The city's kecamatan that a text clearly names.
    fn kecamatan(&self, written: Option<&str>) -> Option<AreaCode> {
        let written = written?;
        let name = bare(written);
        let listed = |same: &dyn Fn(&str) -> bool| {
            let mut found = self.of_level(Level::Kecamatan).filter(|one| same(&bare(&one.name)));
            found.next().filter(|_| found.next().is_none()).map(|one| one.area.clone())
        };
        listed(&|known| known == name)
            .or_else(|| listed(&|known| name.len() >= 4 && one_slip(known, &name)))
            .or_else(|| {
                let best = (self.home.resolve)(&labelled(written, "Kec.", &["kec", "kecamatan"])).best?;
                let clear = best.code.level() == Level::Kecamatan && best.confidence >= 0.8;
                Some(AreaCode::from(best.code)).filter(|area| clear && self.home.area.contains(area))
            })
    }

    /// Whether the kecamatan beside it is clearly another one.
    fn other_kecamatan(&self, written: &Written, found: &Candidate) -> bool {
        self.kecamatan(written.kecamatan.as_deref()).is_some_and(|beside| !beside.contains(&found.area))
    }

    fn home_shares(&self, resolution: &Resolution) -> impl Iterator<Item = f64> {
        resolution.best.iter().chain(&resolution.alternatives).map(|place| place.confidence)
    }

    fn candidates(&self, resolution: &Resolution) -> Vec<Candidate> {
        let all = resolution.best.iter().chain(&resolution.alternatives).map(candidate);
        all.filter(|one| one.area.level() == Level::Kelurahan && self.home.area.contains(&one.area))
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
    bare(written) == bare(&found.name) || AreaCode::parse(written.trim()).is_ok_and(|code| code == found.area)
}

/// A name without label, blanks and capitals: `Kel. Depok Jaya` is `depokjaya`.
fn bare(name: &str) -> String {
    let plain = plain(name);
    let label = |word: &&str| matches!(*word, "kel" | "kelurahan" | "desa" | "ds" | "kec" | "kecamatan");
    plain.split(' ').skip_while(label).collect()
}
