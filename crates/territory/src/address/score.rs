//! How well each area explains a text, in natural logarithms of likelihood.
//!
//! The weights were set by what each piece of evidence means, then adjusted on noisy addresses so that an answer of
//! confidence 0.9 is wrong less than once in a hundred times. They are all in this file.

use super::index::{AreaAt, Bearer, Index};
use super::mention::{Mention, Reading, Street};
use super::words::CityWord;
use super::{Context, NameKind};
use crate::code::{Code, Level};

/// An area that the text may mean, with the mentions that speak for it.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) area: AreaAt,
    pub(crate) score: f64,
    /// Mention of the area itself and of what it lies in, and under which kind of name.
    pub(crate) named: Vec<(usize, AreaAt, NameKind)>,
    pub(crate) used: u64,
    pub(crate) conflicts: Vec<usize>,
}

pub(crate) struct Scorer<'a> {
    pub(crate) index: &'a Index,
    pub(crate) reading: &'a Reading,
    pub(crate) postcodes: &'a [(u32, Code)],
    pub(crate) context: Context,
}

/// What stands for "none of all this": an unmarked name of five letters, read exactly, just reaches it.
pub(crate) const NOTHING: f64 = 4.4;
const NOTHING_AT_HOME: f64 = 3.4;
/// How many candidates are checked for contradictions.
const CHECKED: usize = 24;

/// One bearer of a mentioned name: area, mention, weight.
type Said = (AreaAt, usize, f64, NameKind);

impl Scorer<'_> {
    /// All areas that the text may mean, best first.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let said = self.said();
        let mut candidates: Vec<Candidate> = Vec::with_capacity(said.len());
        for group in said.chunk_by(|a, b| a.0 == b.0) {
            let best = group.iter().take(4).map(|own| self.candidate(&said, own));
            candidates.extend(best.max_by(|a, b| a.score.total_cmp(&b.score)));
        }
        self.by_postcode(&mut candidates);
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.area.cmp(&b.area)));
        for candidate in candidates.iter_mut().take(CHECKED) {
            self.check(candidate);
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.area.cmp(&b.area)));
        candidates
    }

    pub(crate) fn nothing(&self) -> f64 {
        if self.context.home.is_some() { NOTHING_AT_HOME } else { NOTHING }
    }

    /// Every bearer of every mentioned name, grouped by area, heaviest first.
    fn said(&self) -> Vec<Said> {
        let mut said = Vec::new();
        for (at, mention) in self.reading.mentions.iter().enumerate() {
            for bearer in self.index.bearers(mention.key) {
                if mention.only.is_none_or(|only| only == bearer.area)
                    && let Some(weight) = self.weight(mention, bearer)
                {
                    said.push((bearer.area, at, weight, bearer.kind));
                }
            }
        }
        said.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        said
    }

    /// What a mention says for one bearer of the name; `None` if it says too little to follow.
    fn weight(&self, mention: &Mention, bearer: &Bearer) -> Option<f64> {
        let area = self.index.area_at(bearer.area)?;
        let length = f64::from(u32::try_from(self.index.key_text(mention.key).len()).unwrap_or(40));
        let slips = f64::from(u32::try_from(mention.slips).unwrap_or(9));
        let mut weight = 1.6 + 0.55 * length.min(14.0) - slips * (2.0 + 8.0 / length) - mention.loose;
        if mention.slips == 0 && !self.index.written(mention.key, bearer, &mention.letters) {
            weight -= 0.3;
        }
        weight -= match bearer.kind {
            NameKind::Current => 0.0,
            NameKind::Former | NameKind::Alias => 0.5,
        };
        weight -= match mention.street {
            Street::No => 0.0,
            Street::First => 6.0,
            Street::Later => 2.0,
        };
        weight += if mention.fills { 0.8 } else { 0.0 } - if mention.inner { 3.0 } else { 0.0 };
        // A misreading in the middle of other words has left some of the name unread.
        weight -= if mention.slips > 0 && !mention.fills { 0.5 } else { 0.0 };
        weight += match mention.hint {
            None => 0.0,
            Some(hint) if hint.level != area.code.level() => -3.5,
            Some(hint) if hint.city == CityWord::Either || area.city == CityWord::Either => 2.5,
            Some(hint) if hint.city == area.city => 3.3,
            Some(_) => -2.0,
        };
        (weight > -2.5).then_some(weight)
    }

    fn candidate(&self, said: &[Said], own: &Said) -> Candidate {
        let (area, at, weight, kind) = *own;
        let code = self.index.area_at(area).map(|area| area.code);
        let level = code.map_or(Level::Province, Code::level);
        let mention = self.reading.mentions.get(at);
        let numbers = self.reading.numbers;
        let door = if level == Level::Kelurahan && (numbers.rt.is_some() || numbers.rw.is_some()) {
            0.8
        } else {
            0.0
        };
        let mut candidate = Candidate {
            area,
            score: weight + mention.map_or(0.0, |mention| self.prominence(mention, code)) + door,
            named: vec![(at, area, kind)],
            used: mention.map_or(0, Mention::mask),
            conflicts: Vec::new(),
        };
        self.add_ancestors(said, &mut candidate, mention.map_or(0, |mention| mention.to));
        self.add_postcode(&mut candidate);
        self.add_home(&mut candidate, mention);
        candidate
    }

    fn add_ancestors(&self, said: &[Said], candidate: &mut Candidate, own_end: usize) {
        let mut parent = self.index.area_at(candidate.area).and_then(|area| area.parent);
        while let Some(at) = parent {
            let Some(area) = self.index.area_at(at) else { break };
            let from = said.partition_point(|said| said.0 < at);
            let free = said.iter().skip(from).take_while(|said| said.0 == at).find(|said| {
                self.reading.mentions.get(said.1).is_some_and(|mention| mention.mask() & candidate.used == 0)
            });
            if let Some((_, at_mention, weight, kind)) = free
                && let Some(mention) = self.reading.mentions.get(*at_mention)
                && *weight > 0.0
            {
                let weight = weight + self.prominence(mention, Some(area.code)) / 2.0;
                let share = match area.code.level() {
                    _ if self.context.home.is_some_and(|home| area.code.contains(home)) => 0.6,
                    Level::Province => 0.7,
                    Level::City | Level::Kecamatan | Level::Kelurahan | Level::Rw | Level::Rt => 0.9,
                };
                let order = if mention.from >= own_end || mention.hint.is_some() { 0.0 } else { 2.2 };
                candidate.score += (weight * share - order).max(0.0);
                candidate.used |= mention.mask();
                candidate.named.push((*at_mention, at, *kind));
            }
            parent = area.parent;
        }
    }

    fn add_postcode(&self, candidate: &mut Candidate) {
        let Some(code) = self.index.area_at(candidate.area).map(|area| area.code) else { return };
        candidate.score += match self.postcode(code) {
            Some(true) => 3.0,
            Some(false) => -2.0,
            None => 0.0,
        };
    }

    /// Whether the text's postcode belongs to an area; `None` if it cannot be told.
    pub(crate) fn postcode(&self, code: Code) -> Option<bool> {
        let served = self.served()?;
        if served.is_empty() {
            let known =
                code.level() == Level::Kelurahan && self.postcodes.iter().any(|(_, other)| *other == code);
            return known.then_some(false);
        }
        Some(served.iter().any(|(_, other)| code.contains(*other)))
    }

    fn served(&self) -> Option<&[(u32, Code)]> {
        let postcode = self.reading.numbers.postcode?;
        let from = self.postcodes.partition_point(|(other, _)| *other < postcode);
        let to = self.postcodes.partition_point(|(other, _)| *other <= postcode);
        self.postcodes.get(from..to)
    }

    /// With a home, a namesake elsewhere needs the name of where it lies, or better evidence.
    fn add_home(&self, candidate: &mut Candidate, mention: Option<&Mention>) {
        let (Some(home), Some(area)) = (self.context.home, self.index.area_at(candidate.area)) else {
            return;
        };
        if home.contains(area.code) {
            candidate.score += 1.5;
        } else if !area.code.contains(home) {
            candidate.score -= 5.0;
            if let (1, Some(mention)) = (candidate.named.len(), mention) {
                let namesakes = u32::try_from(self.index.bearers(mention.key).len()).unwrap_or(u32::MAX);
                candidate.score -= f64::from(namesakes).ln();
            }
        }
    }

    /// Areas that a postcode alone speaks for.
    fn by_postcode(&self, candidates: &mut Vec<Candidate>) {
        for (_, code) in self.served().unwrap_or_default() {
            let Some(area) = self.index.find(*code) else { continue };
            if !candidates.iter().any(|candidate| candidate.area == area) {
                let mut new =
                    Candidate { area, score: 3.6, named: Vec::new(), used: 0, conflicts: Vec::new() };
                let said = self.said();
                self.add_ancestors(&said, &mut new, 0);
                self.add_home(&mut new, None);
                candidates.push(new);
            }
        }
    }

    /// Finds mentions that say clearly that the place lies elsewhere.
    fn check(&self, candidate: &mut Candidate) {
        let Some(code) = self.index.area_at(candidate.area).map(|area| area.code) else { return };
        let named = candidate.named.iter().filter_map(|(at, _, _)| self.reading.mentions.get(*at));
        let mut seen = named.filter(|mention| !mention.inner).fold(0, |mask, mention| mask | mention.mask());
        for (at, mention) in self.reading.mentions.iter().enumerate() {
            let free = mention.mask() & seen == 0 && mention.street == Street::No && !mention.inner;
            if free && mention.slips == 0 && mention.only.is_none() && self.contradicts(mention, code) {
                seen |= mention.mask();
                candidate.score -= if mention.hint.is_some() { 1.5 } else { 0.7 };
                candidate.conflicts.push(at);
            }
        }
    }

    fn contradicts(&self, mention: &Mention, code: Code) -> bool {
        let bearers =
            || self.index.bearers(mention.key).iter().filter_map(|bearer| self.index.area_at(bearer.area));
        let related = bearers().any(|other| other.code.contains(code) || code.contains(other.code));
        let asserted = match mention.hint {
            Some(hint) => bearers().any(|other| other.code.level() == hint.level),
            // Without a level word only a city or province, or a neighbouring kecamatan, clearly says "elsewhere".
            None => {
                mention.fills
                    && bearers().any(|other| match other.code.level() {
                        Level::Province | Level::City => true,
                        Level::Kecamatan => other.code.at(Level::City) == code.at(Level::City),
                        Level::Kelurahan | Level::Rw | Level::Rt => false,
                    })
            }
        };
        asserted && !related
    }

    /// Who says a bare name mostly means the bigger place of that name; at home less so.
    fn prominence(&self, mention: &Mention, code: Option<Code>) -> f64 {
        let home = self.context.home.zip(code).is_some_and(|(home, code)| code.contains(home));
        match (code.map(Code::level), mention.hint) {
            (_, Some(_)) | (Some(Level::Kelurahan | Level::Rw | Level::Rt) | None, None) => 0.0,
            (Some(Level::City | Level::Province), None) if home => 0.3,
            (Some(Level::Kecamatan), None) => 0.3,
            (Some(Level::City), None) => 1.8,
            (Some(Level::Province), None) => 2.5,
        }
    }
}
