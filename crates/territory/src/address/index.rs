//! Every name of every area, findable by its sound, also one slip away.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::text::{plain, sound};
use super::words::CityWord;
use super::{Entry, NameKind, distance, token, words};
use crate::code::{Code, Level};

/// The place of an area in the index; areas stand in the order of their codes.
pub(crate) type AreaAt = u32;
/// The place of a key (the sound of one or more names).
pub(crate) type KeyAt = u32;
const UNNAMED: KeyAt = u32::MAX;

pub(crate) struct Area {
    pub(crate) code: Code,
    pub(crate) parent: Option<AreaAt>,
    /// One past the last area that lies in this one.
    pub(crate) end: AreaAt,
    pub(crate) city: CityWord,
    name: Box<str>,
    /// The key of the current name.
    pub(crate) key: KeyAt,
}

pub(crate) struct Key {
    sound: Box<str>,
    letters: u64,
    from: u32,
    to: u32,
}

/// One area that bears a name.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) area: AreaAt,
    pub(crate) kind: NameKind,
    /// The letters as they are written today, if they are not the key itself.
    plain: Option<Box<str>>,
}

pub(crate) struct Index {
    areas: Vec<Area>,
    keys: Vec<Key>,
    bearers: Vec<Bearer>,
    by_sound: HashMap<Box<str>, KeyAt, BuildHasherDefault<Fnv>>,
    /// Hash of a key less one letter in the upper half, the key in the lower; sorted.
    lacking: Vec<u64>,
}

impl Index {
    pub(crate) fn build<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        let mut entries: Vec<Entry> =
            entries.into_iter().filter(|entry| entry.code.level() <= Level::Kelurahan).collect();
        entries.sort_by_key(|entry| (entry.code, entry.kind));
        let mut index = Self {
            areas: Vec::new(),
            keys: Vec::new(),
            bearers: Vec::new(),
            by_sound: HashMap::default(),
            lacking: Vec::new(),
        };
        let mut borne: Vec<(KeyAt, Bearer)> = Vec::with_capacity(entries.len());
        for entry in &entries {
            let area = index.area(entry);
            for (name, kind) in variants(entry) {
                let letters = plain(&name);
                let key = index.key(&letters);
                index.name_area(key);
                let plain = (*index.key_text(key) != *letters).then(|| letters.into_boxed_str());
                borne.push((key, Bearer { area, kind, plain }));
            }
        }
        index.tree();
        index.bear(borne);
        index.lack();
        index
    }

    pub(crate) fn area_at(&self, at: AreaAt) -> Option<&Area> {
        self.areas.get(usize::try_from(at).ok()?)
    }

    pub(crate) fn name(&self, at: AreaAt) -> &str {
        self.area_at(at).map_or("", |area| &area.name)
    }

    pub(crate) fn find(&self, code: Code) -> Option<AreaAt> {
        self.areas.binary_search_by_key(&code, |area| area.code).ok().and_then(|at| u32::try_from(at).ok())
    }

    pub(crate) fn exact(&self, sound: &str) -> Option<KeyAt> {
        self.by_sound.get(sound).copied()
    }

    /// Keys one slip away: one letter too many, too few, wrong, or two neighbours swapped.
    pub(crate) fn near(&self, sound: &str, found: &mut Vec<KeyAt>) {
        found.clear();
        each_lacking(sound, |hash| {
            let same = |packed: &u64| packed >> 32 == u64::from(hash);
            let from = self.lacking.partition_point(|packed| packed >> 32 < u64::from(hash));
            let keys = self.lacking.iter().skip(from).take_while(|packed| same(packed));
            found.extend(keys.filter_map(|packed| KeyAt::try_from(packed & u64::from(u32::MAX)).ok()));
        });
        found.sort_unstable();
        found.dedup();
        found.retain(|key| distance::within(self.key_text(*key), sound, 1).is_some());
    }

    pub(crate) fn key_text(&self, key: KeyAt) -> &str {
        self.key_at(key).map_or("", |key| &key.sound)
    }

    pub(crate) fn key_letters(&self, key: KeyAt) -> u64 {
        self.key_at(key).map_or(0, |key| key.letters)
    }

    pub(crate) fn bearers(&self, key: KeyAt) -> &[Bearer] {
        let range = self
            .key_at(key)
            .and_then(|key| Some(usize::try_from(key.from).ok()?..usize::try_from(key.to).ok()?));
        range.and_then(|range| self.bearers.get(range)).unwrap_or_default()
    }

    /// Areas of a level inside another area, with the key of their current name.
    pub(crate) fn inside(&self, of: AreaAt) -> impl Iterator<Item = (AreaAt, &Area)> {
        let end = self.area_at(of).map_or(of, |area| area.end);
        (of + 1..end).filter_map(|at| Some((at, self.area_at(at)?)))
    }

    /// Whether an area inside `of` bears the name.
    pub(crate) fn borne_inside(&self, key: KeyAt, of: AreaAt) -> bool {
        let end = self.area_at(of).map_or(of, |area| area.end);
        self.bearers(key).iter().any(|bearer| (of..end).contains(&bearer.area))
    }

    pub(crate) fn written(&self, key: KeyAt, bearer: &Bearer, letters: &str) -> bool {
        bearer.plain.as_deref().unwrap_or_else(|| self.key_text(key)) == letters
    }

    fn key_at(&self, key: KeyAt) -> Option<&Key> {
        self.keys.get(usize::try_from(key).ok()?)
    }

    /// The place of the entry's area, new or that of its earlier names.
    fn area(&mut self, entry: &Entry) -> AreaAt {
        let last = u32::try_from(self.areas.len()).unwrap_or(u32::MAX).saturating_sub(1);
        if self.areas.last().is_some_and(|area| area.code == entry.code) {
            return last;
        }
        let (city, _) = city_word(entry);
        let name = entry.name.into();
        self.areas.push(Area { code: entry.code, parent: None, end: 0, city, name, key: UNNAMED });
        u32::try_from(self.areas.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// The first name of the newest area is its current one.
    fn name_area(&mut self, key: KeyAt) {
        if let Some(area) = self.areas.last_mut().filter(|area| area.key == UNNAMED) {
            area.key = key;
        }
    }

    fn key(&mut self, letters: &str) -> KeyAt {
        let sound = sound(letters);
        if let Some(key) = self.by_sound.get(sound.as_str()) {
            return *key;
        }
        let at = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let letters = distance::letters(&sound);
        self.by_sound.insert(sound.as_str().into(), at);
        self.keys.push(Key { sound: sound.into_boxed_str(), letters, from: 0, to: 0 });
        at
    }

    fn tree(&mut self) {
        let mut open: Vec<(AreaAt, Code)> = Vec::new();
        let mut ends: Vec<(AreaAt, AreaAt)> = Vec::new();
        for (at, area) in (0..).zip(&mut self.areas) {
            while open.last().is_some_and(|(_, code)| !code.contains(area.code)) {
                ends.extend(open.pop().map(|(done, _)| (done, at)));
            }
            area.parent = open.last().map(|(parent, _)| *parent);
            open.push((at, area.code));
        }
        let all = u32::try_from(self.areas.len()).unwrap_or(u32::MAX);
        ends.extend(open.into_iter().map(|(at, _)| (at, all)));
        for (at, end) in ends {
            if let Some(area) = usize::try_from(at).ok().and_then(|at| self.areas.get_mut(at)) {
                area.end = end;
            }
        }
    }

    fn bear(&mut self, mut borne: Vec<(KeyAt, Bearer)>) {
        borne.sort_by_key(|(key, bearer)| (*key, bearer.area, bearer.kind));
        borne.dedup_by_key(|(key, bearer)| (*key, bearer.area));
        for (at, (key, _)) in (0u32..).zip(&borne) {
            if let Some(key) = usize::try_from(*key).ok().and_then(|key| self.keys.get_mut(key)) {
                key.from = if key.to == 0 { at } else { key.from };
                key.to = at + 1;
            }
        }
        self.bearers = borne.into_iter().map(|(_, bearer)| bearer).collect();
    }

    fn lack(&mut self) {
        let mut lacking = Vec::with_capacity(self.keys.len() * 10);
        for (at, key) in (0u64..).zip(&self.keys) {
            if key.sound.len() >= 4 && key.from < key.to {
                each_lacking(&key.sound, |hash| lacking.push(u64::from(hash) << 32 | at));
            }
        }
        lacking.sort_unstable();
        lacking.dedup();
        self.lacking = lacking;
    }
}

/// "Kota Depok" is asked for as "Depok" with the word kota beside it.
fn city_word<'a>(entry: &Entry<'a>) -> (CityWord, &'a str) {
    if entry.code.level() != Level::City {
        return (CityWord::Either, entry.name);
    }
    let name = entry.name.trim();
    for (prefix, word) in [
        ("Kota Administrasi ", CityWord::Kota),
        ("Kabupaten Administrasi ", CityWord::Kabupaten),
        ("Kota ", CityWord::Kota),
        ("Kabupaten ", CityWord::Kabupaten),
    ] {
        if let Some(bare) = name.strip_prefix(prefix) {
            return (word, bare);
        }
    }
    (CityWord::Either, name)
}

/// The ways in which one official name is said: without its province's title, a kecamatan's without "Kota", either
/// half of "A/B", without brackets.
fn variants(entry: &Entry) -> Vec<(String, NameKind)> {
    let (_, bare) = city_word(entry);
    let mut names = vec![(canonical(bare), entry.kind)];
    let titles: &[&str] = match entry.code.level() {
        Level::Province => &["Daerah Khusus Ibukota ", "Daerah Istimewa ", "Kepulauan "],
        Level::Kecamatan => &["Kota "],
        Level::City | Level::Kelurahan | Level::Rw | Level::Rt => &[],
    };
    let untitled = titles.iter().find_map(|title| bare.strip_prefix(title)).filter(|rest| rest.len() >= 4);
    names.extend(untitled.map(|rest| (canonical(rest), entry.kind.max(NameKind::Alias))));
    let halves =
        bare.split(['(', '/', ')']).map(str::trim).filter(|half| half.len() >= 4 && half.len() < bare.len());
    names.extend(halves.take(2).map(|half| (canonical(half), entry.kind)));
    names
}

/// A name with its numbers as digits and its short forms written out, as texts are read too.
pub(crate) fn canonical(name: &str) -> String {
    let tokens = token::tokens(name);
    let words = tokens.iter().enumerate().map(|(i, token)| match (i, words::roman(&token.plain)) {
        (1.., Some(number)) => number.to_string(),
        _ => words::sure_form(&token.plain).map_or_else(|| token.plain.clone(), str::to_owned),
    });
    words.collect()
}

/// Hashes of the text and of the text less one letter each: two names one slip apart share at least one.
fn each_lacking(sound: &str, mut tell: impl FnMut(u32)) {
    tell(hash(sound.bytes()));
    for gone in 0..sound.len() {
        tell(hash(sound.bytes().enumerate().filter(|(i, _)| *i != gone).map(|(_, byte)| byte)));
    }
}

fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A small hash for short keys that nobody chooses against us: the names are the state's.
#[derive(Default)]
pub(crate) struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}
