use super::*;

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn check_inside(latitude: f64, longitude: f64, kelurahan: &str) {
    assert_eq!(Atlas::bundled().locate(latitude, longitude), Some(Located::Inside(code(kelurahan))));
}

#[test]
fn every_published_interior_point_lies_in_its_kelurahan() {
    let atlas = Atlas::bundled();
    let points = crate::data::villages();
    assert_eq!(points.len(), 370);
    for village in points {
        let (latitude, longitude) = village.inside;
        assert_eq!(
            atlas.locate(latitude, longitude),
            Some(Located::Inside(village.code)),
            "{}",
            village.code
        );
    }
}

#[test]
fn every_label_point_lies_in_its_own_area() {
    let atlas = Atlas::bundled();
    for city in ["32.76", "33.71", "33.74", "35.71", "36.73"].map(code) {
        for area in atlas.children(city).into_iter().chain(atlas.kelurahan(city)) {
            let (latitude, longitude) = atlas.label_point(area).unwrap();
            let found = atlas.locate(latitude, longitude).unwrap();
            assert!(matches!(found, Located::Inside(kelurahan) if area.contains(kelurahan)), "{area}");
        }
    }
}

#[test]
fn known_buildings_lie_where_people_say_they_do() {
    check_inside(-6.3947, 106.8225, "32.76.01.1006");
    check_inside(-6.98389, 110.41083, "33.74.01.1007");
}

#[test]
fn a_point_just_outside_is_told_apart_from_one_inside_and_a_far_one_is_nowhere() {
    let atlas = Atlas::bundled();
    let border = atlas.border(code("33.71")).unwrap();
    let south = border
        .iter()
        .flat_map(|part| part.exterior().points())
        .min_by(|a, b| a.y().total_cmp(&b.y()))
        .unwrap();
    let outside = |metres: f64| atlas.locate(south.y() - metres / 111_320.0, south.x());
    assert!(matches!(outside(0.0), Some(Located::Inside(_))));
    assert!(matches!(outside(50.0), Some(Located::Near { metres, .. }) if (metres - 50.0).abs() < 5.0));
    assert_eq!(outside(400.0), None);
    for (latitude, longitude) in [(0.0, 0.0), (f64::NAN, 110.0), (91.0, f64::INFINITY), (-7.47, 0.0)] {
        assert_eq!(atlas.locate(latitude, longitude), None);
    }
}

#[test]
fn a_citys_size_is_the_sum_of_its_parts_and_near_the_published_one() {
    let atlas = Atlas::bundled();
    let published = crate::data::facts();
    for city in ["32.76", "33.71", "33.74", "35.71", "36.73"].map(code) {
        let whole = atlas.square_km(city).unwrap();
        let parts: f64 = atlas.children(city).into_iter().filter_map(|part| atlas.square_km(part)).sum();
        let leaves: f64 = atlas.kelurahan(city).filter_map(|part| atlas.square_km(part)).sum();
        assert!(
            (whole - parts).abs() < 0.01 && (whole - leaves).abs() < 0.01,
            "{city}: {whole} {parts} {leaves}"
        );
        let official =
            published.iter().find(|facts| facts.code == city).and_then(|facts| facts.square_km).unwrap();
        assert!((whole / official - 1.0).abs() < 0.015, "{city}: {whole} km2 here, {official} published");
    }
}

#[test]
fn a_city_has_as_many_areas_as_its_list() {
    let atlas = Atlas::bundled();
    for (city, kecamatan, kelurahan) in
        [("32.76", 11, 63), ("33.71", 3, 17), ("33.74", 16, 177), ("35.71", 3, 46), ("36.73", 6, 67)]
    {
        let city = code(city);
        assert_eq!((atlas.children(city).len(), atlas.kelurahan(city).count()), (kecamatan, kelurahan));
    }
    assert_eq!(atlas.border(code("11.01")), None);
}

#[test]
fn an_area_in_a_hole_of_another_is_found_and_not_its_surroundings() {
    let ring = "c x\na 0 0 1000 0 0 1000 -1000 0 0 -1000\na 400 400 200 0 0 200 -200 0 0 -200\n";
    let atlas = Atlas::read(&format!("{ring}o 11.01.01.2001 0\ni 11.01.01.2001 -2\no 11.01.01.2002 1\n"));
    assert_eq!(atlas.locate(0.005, 0.005), Some(Located::Inside(code("11.01.01.2002"))));
    assert_eq!(atlas.locate(0.002, 0.002), Some(Located::Inside(code("11.01.01.2001"))));
    assert_eq!(
        atlas.border(code("11.01.01")).unwrap().iter().map(|part| part.interiors().len()).sum::<usize>(),
        0
    );
}
