//! Territory: the tree province › city › kecamatan › kelurahan › RW › RT, where each part lies, and how people write it.
//!
//! Words: an *area* is any part of the tree. A *code* is its official number, [`Code`]. A *kelurahan* is the lowest
//! area with an official code, also where it is a desa; RW and RT below it belong to the city. A *name* may be
//! current, former or an alias. A *mention* is a place in a text where a name was recognised.
//!
//! Always true: a code contains the code of its parent; every figure of a map also stands in a table; a text never
//! becomes a place without a confidence and the places that it could have been instead.

pub mod address;
pub mod area;
pub mod change;
mod city;
pub mod code;
mod context;
pub mod data;
pub mod examples;
pub mod gazetteer;
pub mod geometry;
pub mod map;
pub mod neighbourhood;
mod picture;
pub mod reference;
pub mod resolution;
mod share;
mod tally;
#[cfg(test)]
mod testing;
mod words;

pub use city::{CityFacts, cities_facts, city_facts, city_map, find_form, kecamatan_links, known_areas};
pub use context::context;
pub use gazetteer::{Gazetteer, gazetteer, held, name_of};

pub use code::{Code, KelurahanKind, NotACode};
pub use kernel::{AreaCode, Level};

/// Today in a city, for reads outside of a transaction; in the capital for the platform.
fn today(db: &kernel::Db, city: kernel::CityId) -> chrono::NaiveDate {
    kernel::city::Zone::of(city).local(db.clock().now()).date()
}
