//! Prints the map of an area: `draw_map 33.74` its kecamatan, `draw_map 33.74 kelurahan` all its kelurahan.

#![expect(clippy::print_stdout, reason = "a command-line tool prints its answers")]

use territory::Code;
use territory::geometry::Atlas;
use territory::map::{Area, Map};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(of) = arguments.next().and_then(|code| Code::parse(&code).ok()) else { return };
    let atlas = Atlas::bundled();
    let codes = if arguments.next().is_some() { atlas.kelurahan(of).collect() } else { atlas.children(of) };
    let names = territory::data::areas();
    let area = |code: Code| {
        let name =
            names.iter().find(|area| area.code == code).map(|area| area.name.clone()).unwrap_or_default();
        let value = atlas.square_km(code);
        Area { code, name, value, text: value.map(|km| format!("{km:.2} km²")).unwrap_or_default() }
    };
    let map =
        Map::of_children(&atlas, codes.into_iter().map(area).collect(), |code| format!("/wilayah/{code}"));
    println!("{}", map.svg("Peta"));
}
