//! From what people write as their address to the area's code.
//!
//! A [`Resolver`] knows a set of names: the official ones, former ones and aliases. It is built once, never changed,
//! and shared. [`Resolver::resolve`] reads a text and answers with the best area, how sure that is, what else it could
//! be, and why; it answers any text, in well under a millisecond, and never guesses silently.
//!
//! Always true: the confidences of an answer's places add up to at most 1; 0.9 and more means practically certain;
//! what is ambiguous stays below 0.6.

mod distance;
mod index;
mod mention;
mod number;
mod resolve;
mod score;
mod text;
mod token;
mod words;

#[cfg(test)]
mod tests;

use crate::code::{Code, Level};
use index::Index;

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// Official today.
    Current,
    /// Official once; people still say it.
    Former,
    /// Never official: an abbreviation, an English form.
    Alias,
}

/// One name of one area. An area may have several; its `Current` name is the one that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub code: Code,
    pub name: &'a str,
    pub kind: NameKind,
}

/// What is known before the text is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Context {
    /// The city (or kecamatan) from whose list or counter the text comes. A strong hint, not a wall: a text that
    /// clearly names another place is believed.
    pub home: Option<Code>,
}

/// The answer to one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The best place; none if the text names nothing that is known.
    pub best: Option<Place>,
    /// Other places that the text may mean, best first, at most seven.
    pub alternatives: Vec<Place>,
    /// The smallest area that holds nine tenths of all possibilities: "at least it is in Kota Serang".
    pub certainly_in: Option<Code>,
    pub understood: Understood,
    /// Why the best place was chosen and what speaks against it, in the order of the text.
    pub reasons: Vec<Reason>,
}

impl Resolution {
    /// The best place's confidence; 0 if there is none.
    pub fn confidence(&self) -> f64 {
        self.best.as_ref().map_or(0.0, |place| place.confidence)
    }

    /// The best place's code.
    pub fn code(&self) -> Option<Code> {
        self.best.as_ref().map(|place| place.code)
    }
}

/// An area that a text may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub code: Code,
    /// Its current official name.
    pub name: String,
    /// From 0 to 1.
    pub confidence: f64,
}

/// What the text said, as it was written there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    pub kelurahan: Option<String>,
    pub kecamatan: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub rt: Option<u16>,
    pub rw: Option<u16>,
    pub postcode: Option<u32>,
    /// What is left when all the above is taken out: street, house number, landmark.
    pub street: String,
}

/// One piece of evidence for or against the best place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The text names the area or one that it lies in. `slips` counts the letters that had to be forgiven.
    Named { code: Code, written: String, slips: u8, kind: NameKind },
    /// It lies in the city from whose list the text comes.
    AtHome { home: Code },
    /// The text clearly names a place outside the city from whose list it comes.
    AwayFromHome { home: Code },
    /// The postcode belongs to the area.
    PostcodeAgrees { postcode: u32 },
    /// The postcode belongs elsewhere.
    PostcodeDiffers { postcode: u32 },
    /// The text names another area too, in which the best place does not lie.
    Contradicts { written: String, level: Level },
    /// Several areas fit equally well.
    Ambiguous { others: u8 },
    /// The text holds the official code itself.
    CodeGiven,
}

/// The gazetteer in memory.
pub struct Resolver {
    index: Index,
    /// Postcode and the areas it serves, sorted.
    postcodes: Vec<(u32, Code)>,
}

impl Resolver {
    /// Learns all names. Entries may come in any order; an area whose parents are missing stands alone.
    /// `postcodes` may cover only some areas: a postcode that is not among them says nothing.
    pub fn build<'a>(
        entries: impl IntoIterator<Item = Entry<'a>>,
        postcodes: impl IntoIterator<Item = (u32, Code)>,
    ) -> Self {
        let mut postcodes: Vec<(u32, Code)> = postcodes.into_iter().collect();
        postcodes.sort_unstable();
        Self { index: Index::build(entries), postcodes }
    }

    /// A resolver over the bundled areas, aliases and postcodes.
    pub fn bundled() -> Self {
        let (areas, aliases) = (crate::data::areas(), crate::data::aliases());
        let official =
            areas.iter().map(|area| Entry { code: area.code, name: &area.name, kind: NameKind::Current });
        let known = aliases.iter().map(|alias| {
            let kind = if alias.former { NameKind::Former } else { NameKind::Alias };
            Entry { code: alias.code, name: &alias.name, kind }
        });
        let postcodes = crate::data::villages().into_iter().map(|village| (village.postcode, village.code));
        Self::build(official.chain(known), postcodes)
    }

    /// Reads one address, alone or as the cells of a spreadsheet joined by commas.
    pub fn resolve(&self, text: &str, context: Context) -> Resolution {
        resolve::resolve(self, text, context)
    }
}
