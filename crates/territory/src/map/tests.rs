use super::*;
use crate::code::Level;

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn areas(atlas: &Atlas, of: &str, leaves: bool) -> Vec<Area> {
    let codes = if leaves { atlas.kelurahan(code(of)).collect() } else { atlas.children(code(of)) };
    let names = crate::data::areas();
    let area = |(at, code): (u32, Code)| Area {
        code,
        name: names.iter().find(|area| area.code == code).unwrap().name.clone(),
        value: Some(f64::from(at % 7)),
        text: (at % 7).to_string(),
    };
    (0..).zip(codes).map(area).collect()
}

fn draw(of: &str, leaves: bool) -> Map {
    let atlas = Atlas::bundled();
    let areas = areas(&atlas, of, leaves);
    Map::of_children(&atlas, areas, |code| format!("/wilayah/{code}"))
}

fn packed(svg: &str) -> usize {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(svg.as_bytes()).unwrap();
    packer.finish().unwrap().len()
}

/// Every side of every path, as a pair of cells.
fn sides(svg: &str) -> Vec<((i64, i64), (i64, i64))> {
    let mut sides = Vec::new();
    for d in svg.split(" d=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        for ring in d.split('M').skip(1) {
            let (start, steps) = ring.trim_end_matches('z').split_once('l').unwrap();
            let numbers = |text: &str| -> Vec<i64> {
                text.replace('-', " -").split_whitespace().map(|number| number.parse().unwrap()).collect()
            };
            let start = numbers(start);
            let (mut at, first) = ((start[0], start[1]), (start[0], start[1]));
            for step in numbers(steps).chunks(2) {
                let next = (at.0 + step[0], at.1 + step[1]);
                sides.push((at, next));
                at = next;
            }
            sides.push((at, first));
        }
    }
    sides
}

#[test]
fn a_map_of_a_whole_city_is_small_enough_for_a_slow_line() {
    for (of, leaves, bytes) in [
        ("33.74", true, 16_000),
        ("32.76", true, 8_000),
        ("33.74", false, 4_500),
        ("33.71", true, 2_500),
        ("33.74.06", true, 2_000),
    ] {
        let svg = draw(of, leaves).svg("peta");
        assert!(packed(&svg) <= bytes, "{of}: {} bytes packed, {} plain", packed(&svg), svg.len());
    }
}

#[test]
fn neighbours_share_their_simplified_border() {
    let sides = sides(&draw("33.71", true).svg("peta"));
    let alone = sides.iter().filter(|(a, b)| !sides.contains(&(*b, *a))).count();
    let outline = Map::of_children(
        &Atlas::bundled(),
        vec![Area { code: code("33.71"), name: String::new(), value: None, text: String::new() }],
        |_| String::new(),
    );
    let border = self::sides(&outline.svg("kota")).len();
    assert!(alone <= border + 2, "{alone} sides have no neighbour, but the city's border has {border}");
}

#[test]
fn every_area_is_a_link_with_its_name_and_figure() {
    let map = draw("33.74", false);
    let svg = map.svg("Peta <Semarang> & \"sekitar\"");
    assert_eq!(svg.matches("<a class=\"area q").count(), 16);
    assert!(svg.contains("href=\"/wilayah/33.74.06\""));
    assert!(svg.contains("<title>Pedurungan: 5</title>"));
    assert!(svg.contains("aria-label=\"Peta &lt;Semarang&gt; &amp; &quot;sekitar&quot;\""));
    assert!(!svg.contains("style") && !svg.contains("script"));
    assert_eq!(map.rows().len(), 16);
    assert!(map.rows().iter().all(|row| row.drawn && row.class.is_some()));
}

#[test]
fn an_area_without_border_or_figure_is_still_in_the_table() {
    let atlas = Atlas::bundled();
    let nowhere = Area { code: code("11.01.01"), name: "Bakongan".into(), value: None, text: String::new() };
    let map = Map::of_children(&atlas, vec![nowhere], |_| "/".into());
    assert_eq!(map.rows().len(), 1);
    assert!(!map.rows()[0].drawn && map.rows()[0].class.is_none());
    assert!(!map.svg("").contains("<a"));
    assert_eq!(map.rows()[0].area.code.level(), Level::Kecamatan);
}

fn classes(values: &[f64]) -> Vec<u8> {
    let scale = class::Scale::of(values.iter().copied());
    values.iter().map(|value| scale.class(*value).unwrap()).collect()
}

#[test]
fn equal_figures_get_equal_classes_and_nothing_is_a_class_of_its_own() {
    assert_eq!(classes(&[0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]), [0, 0, 1, 2, 3, 4, 5]);
    assert_eq!(classes(&[5.0, 5.0, 5.0]), [3, 3, 3]);
    assert_eq!(classes(&[0.0, 9.0]), [0, 3]);
    assert_eq!(classes(&[1.0, 9.0]), [1, 5]);
    assert_eq!(classes(&[-5.0, 0.0, 5.0]), [0, 2, 5]);
    let many: Vec<f64> = (1..=100).map(f64::from).collect();
    for class in 1..=5 {
        assert_eq!(classes(&many).into_iter().filter(|other| *other == class).count(), 20);
    }
    assert!(class::Scale::of([f64::NAN].into_iter()).class(f64::NAN).is_none());
}
