use std::collections::BTreeSet;

use super::*;
use crate::contrast::contrast_of_hex;

fn all() -> impl Iterator<Item = Batik> {
    Motif::ALL.into_iter().flat_map(|motif| (0..40).map(move |n| Batik::of(motif, &format!("maker {n}"))))
}

/// The hashes were written down once; whoever changes a motif knowingly writes them down again.
#[test]
fn a_maker_keeps_the_same_cloth_for_ever_and_everywhere() {
    let worn = |seed| {
        let cloth = Batik::for_maker(seed);
        (cloth.motif, cloth.turn, cloth.scale, cloth.dye.map(|dye| dye[0]))
    };
    assert_eq!(worn("BDY-7K3F-9"), (Motif::Parang, 315, 100, Some("#6b1a1e")));
    assert_eq!(worn("BDY-0000-1"), (Motif::Truntum, 45, 125, Some("#1d2a57")));
    assert_eq!(worn(""), (Motif::Kawung, 0, 100, Some("#12372a")));
    assert_eq!(worn("Kuncup Mekar"), (Motif::MegaMendung, 0, 90, Some("#46183f")));
    let drawn = Motif::ALL.map(|motif| fnv(&Batik::of(motif, "seed").svg(320, 240, None)));
    assert_eq!(
        drawn,
        [
            0xbcef_5e61_6976_723a,
            0x3c1a_f7a4_6c51_8b87,
            0x1ca7_c0fe_a89e_cfa8,
            0xc28e_a81e_d84b_1ca2,
            0xec82_6d5e_cd3a_a7d9
        ]
    );
}

#[test]
fn forty_makers_do_not_look_alike() {
    let cloths: BTreeSet<String> = (0..40)
        .map(|n| Batik::for_maker(&format!("BDY-{n}")))
        .map(|cloth| format!("{:?} {:?} {} {}", cloth.motif, cloth.dye, cloth.turn, cloth.scale))
        .collect();
    assert!(cloths.len() >= 25, "{} kinds among 40", cloths.len());
    for motif in [Motif::Kawung, Motif::Parang, Motif::Truntum, Motif::MegaMendung] {
        assert!(
            cloths.iter().any(|cloth| cloth.starts_with(&format!("{motif:?}"))),
            "nobody wears {motif:?}"
        );
    }
}

#[test]
fn a_cloth_weighs_less_than_two_and_a_half_kilobytes() {
    for cloth in all().flat_map(|cloth| [cloth, cloth.themed()]) {
        let svg = cloth.svg(1600, 1200, Some("Keripik Belimbing Bu Sri"));
        assert!(svg.len() < 2500, "{:?}: {} bytes", cloth.motif, svg.len());
    }
}

#[test]
fn every_cloth_and_every_mark_is_well_formed_and_without_inline_style() {
    for cloth in all().flat_map(|cloth| [cloth, cloth.themed()]) {
        well_formed(&cloth.svg(320, 240, Some("Sari & <Ratna> \"77\"\u{7}")));
        well_formed(&cloth.svg(320, 240, None));
    }
    for mark in Emblem::ALL {
        well_formed(&mark.svg());
        assert!(mark.svg().len() < 900);
    }
}

#[test]
fn only_a_cloth_with_a_title_speaks_to_a_screen_reader() {
    let cloth = Batik::of(Motif::Kawung, "a");
    assert!(cloth.svg(9, 9, Some("Kopi")).contains(r#"role="img"><title>Kopi</title>"#));
    assert!(cloth.svg(9, 9, None).contains(r#"aria-hidden="true""#));
}

#[test]
fn the_layers_of_every_dye_stand_out_from_each_other() {
    for dye in DYES {
        for (upper, lower, least) in
            [(4, 0, 7.0), (2, 0, 4.5), (5, 1, 1.5), (1, 3, 1.25), (4, 3, 4.5), (2, 3, 3.0)]
        {
            let ratio = contrast_of_hex(dye[upper], dye[lower]);
            assert!(ratio >= least, "{} on {}: {ratio:.2}, needs {least}", dye[upper], dye[lower]);
        }
    }
}

#[test]
fn density_is_written_without_the_help_of_floats() {
    let cloth = Batik::of(Motif::Tumpal, "x");
    assert!(cloth.scaled(80).svg(9, 9, None).contains(r#"patternTransform="scale(0.80)""#));
    assert!(cloth.scaled(105).svg(9, 9, None).contains(r#"patternTransform="scale(1.05)""#));
}

/// Tags balance, attributes are quoted and appear once, ids are unique, nothing is styled inline.
fn well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains('>') && !text.contains('\u{7}'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
            continue;
        }
        let (name, attributes) = tag.trim_end_matches('/').split_once(' ').unwrap_or((tag, ""));
        if !tag.ends_with('/') {
            open.push(name);
        }
        let mut seen = BTreeSet::new();
        let quoted: Vec<&str> = attributes.split('"').collect();
        assert_eq!(quoted.len() % 2, 1, "{tag}");
        for pair in quoted.chunks_exact(2) {
            let key = pair[0].trim();
            assert!(key.ends_with('=') && seen.insert(key) && key != "style=", "{tag}");
            assert!(key != "id=" || ids.insert(pair[1]), "{tag}");
        }
    }
    assert!(open.is_empty(), "{svg}");
}
