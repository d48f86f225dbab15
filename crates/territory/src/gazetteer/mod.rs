//! The gazetteer: every area of today in the memory of each process, to resolve addresses, name codes and find points.
//!
//! Built from the database by whoever asks first, off the runtime's threads, and again when the tree was changed on
//! any node or a day begins on which a change takes effect. Whoever asks meanwhile is answered from the one before.
//!
//! Always true: what it says is at most [`CHECK_EVERY`] and one building time old.

mod build;
mod hold;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{AreaCode, Db, Error};

use crate::address::{Context, Resolution, Resolver};
use crate::code::{Code, Level};
use crate::geometry::{Atlas, Located};
use crate::tally::Tallies;

pub use hold::{CHECK_EVERY, gazetteer, held};

/// All areas in force today.
pub struct Gazetteer {
    resolver: Resolver,
    atlas: Arc<Atlas>,
    /// In tree order.
    areas: Vec<(Code, Box<str>)>,
    /// Codes that are no more, and the area that has most of them today.
    successors: HashMap<Code, Code>,
    /// Areas that have another code than when the bundled borders were drawn.
    drawn_as: HashMap<Code, Code>,
    tallies: Tallies,
}

/// A point's kelurahan.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    pub code: AreaCode,
    pub name: String,
    /// How far outside its border the point lies; `None` when it lies inside.
    pub metres: Option<f64>,
}

impl Gazetteer {
    /// What a text means; `home` is the city from whose counter or list it comes.
    pub fn resolve(&self, text: &str, home: Option<&AreaCode>) -> Resolution {
        self.resolver.resolve(text, Context { home: home.and_then(compact) })
    }

    /// The official name of an area of today, with "Kota" or "Kabupaten" at level city and bare otherwise; for an RW or
    /// RT the kelurahan's with its numbers before it.
    pub fn name_of(&self, code: &AreaCode) -> Option<String> {
        let name = self.name(compact(code)?)?;
        let numbers: Vec<&str> = code.as_str().split('/').skip(1).collect();
        Some(match numbers.as_slice() {
            [] => name.to_owned(),
            [rw] => format!("RW {rw} {name}"),
            [rw, rest @ ..] => format!("RT {} RW {rw} {name}", rest.concat()),
        })
    }

    /// The areas one level below, in the order of their codes.
    pub fn children_of(&self, code: &AreaCode) -> Vec<(AreaCode, String)> {
        let Some(of) = compact(code).filter(|_| code.level() <= kernel::Level::Kelurahan) else {
            return Vec::new();
        };
        let start = self.areas.partition_point(|(code, _)| *code <= of);
        let inside = self.areas.iter().skip(start).take_while(|(code, _)| of.contains(*code));
        inside
            .filter(|(code, _)| code.parent() == Some(of))
            .map(|(code, name)| (AreaCode::from(*code), name.to_string()))
            .collect()
    }

    /// The provinces.
    pub fn provinces(&self) -> Vec<(AreaCode, String)> {
        let top = self.areas.iter().filter(|(code, _)| code.level() == Level::Province);
        top.map(|(code, name)| (AreaCode::from(*code), name.to_string())).collect()
    }

    /// The areas that an area lies in, from the province down, and itself last.
    pub fn path_of(&self, code: &AreaCode) -> Vec<(AreaCode, String)> {
        let mut path = Vec::new();
        let mut next = Some(code.clone());
        while let Some(code) = next {
            next = code.parent();
            if let Some(name) = self.name_of(&code) {
                path.push((code, name));
            }
        }
        path.reverse();
        path
    }

    /// The kelurahan that a point lies in, or the nearest within 200 m. Only where borders are known.
    pub fn locate(&self, latitude: f64, longitude: f64) -> Option<Spot> {
        let found = self.atlas.locate(latitude, longitude)?;
        let code = self.today(found.code())?;
        let metres = match found {
            Located::Inside(_) => None,
            Located::Near { metres, .. } => Some(metres),
        };
        Some(Spot { code: code.into(), name: self.name(code)?.to_owned(), metres })
    }

    /// The area that bears a code today, or the one that most of an ended area became.
    pub fn current(&self, code: &AreaCode) -> Option<AreaCode> {
        self.today(compact(code)?).map(AreaCode::from)
    }

    /// The areas of a level inside an area, in tree order.
    pub(crate) fn inside(&self, of: Code, level: Level) -> Vec<(Code, String)> {
        let start = self.areas.partition_point(|(code, _)| *code < of);
        let inside = self.areas.iter().skip(start).take_while(|(code, _)| of.contains(*code));
        inside
            .filter(|(code, _)| code.level() == level)
            .map(|(code, name)| (*code, name.to_string()))
            .collect()
    }

    /// How many areas there are.
    pub fn count(&self) -> usize {
        self.areas.len()
    }

    /// The borders that come with the program. Their codes are [`Gazetteer::drawn_as`].
    pub fn atlas(&self) -> &Atlas {
        &self.atlas
    }

    /// The code under which an area's border is known.
    pub fn drawn_as(&self, code: Code) -> Code {
        self.drawn_as.get(&code).copied().unwrap_or(code)
    }

    /// What is held of the cities of this tree.
    pub(crate) fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    fn today(&self, code: Code) -> Option<Code> {
        let mut code = code;
        // A chain of changes is short; the bound is against a circle in what was typed.
        for _ in 0..100 {
            if self.name(code).is_some() {
                return Some(code);
            }
            code = *self.successors.get(&code)?;
        }
        None
    }

    fn name(&self, code: Code) -> Option<&str> {
        let at = self.areas.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        self.areas.get(at).map(|(_, name)| &**name)
    }
}

/// [`Gazetteer::name_of`] for rooms that need one name.
pub async fn name_of(db: &Db, code: &AreaCode) -> Result<Option<String>, Error> {
    Ok(gazetteer(db).await?.name_of(code))
}

/// The official part of a code in the form that is quick to compare.
pub(crate) fn compact(code: &AreaCode) -> Option<Code> {
    Code::try_from(code).ok()
}
