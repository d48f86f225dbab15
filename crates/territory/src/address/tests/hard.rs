//! Addresses as people write them, each with what it must lead to.

use super::*;

#[derive(Debug, Clone, Copy)]
enum Promise {
    /// This place, with 0.9 or more.
    Sure,
    /// This place first, whatever the confidence.
    First,
    /// This place is among the answers, and none reaches 0.6.
    Open,
    /// No place, and confidence 0.
    Nothing,
}
use Promise::{First, Nothing, Open, Sure};

fn check(home: &str, text: &str, place: &str, promise: Promise) {
    let answer = RESOLVER.resolve(text, at(home));
    let listed = || answer.best.iter().chain(&answer.alternatives).any(|p| p.code.to_string() == place);
    let best = answer.code().map(|code| code.to_string()).unwrap_or_default();
    let kept = match promise {
        Sure => best == place && answer.confidence() >= 0.9,
        First => best == place && answer.confidence() < 0.97,
        Open => listed() && answer.confidence() < 0.6,
        Nothing => answer.best.is_none() && answer.confidence() == 0.0,
    };
    assert!(kept, "{promise:?} {place} expected for {text:?} at {home:?}, got {answer:#?}");
}

#[test]
fn names_are_found_however_they_are_written() {
    for (home, text, place) in [
        ("32.76", "Kel. Depok Jaya, Kec. Pancoran mas rt 3/ rw 012", "32.76.01.1007"),
        ("", "Kel. Depok Jaya, Kec. Pancoran mas rt 3/ rw 012", "32.76.01.1007"),
        ("", "Jl. Margonda Raya No 358, Kemirimuka, Beji, Depok", "32.76.06.1004"),
        (
            "32.76",
            "JL RAYA SAWANGAN NO 10 RT 002 RW 005 KEL RANGKAPAN JAYA BARU KEC PANCORAN MAS KOTA DEPOK",
            "32.76.01.1010",
        ),
        ("32.76", "kel.mampang kec.pancoranmas", "32.76.01.1009"),
        ("32.76", "Perum Depok Maharaja Blok C3/12 Rangkapan Jaya", "32.76.01.1011"),
        ("32.76", "Bojong Pd Terong, Cipayung", "32.76.07.1004"),
        ("32.76", "bj. pondok terong kec cipayung depok", "32.76.07.1004"),
        ("32.76", "Tirtajaya sukma jaya", "32.76.05.1010"),
        ("32.76", "Cisalak Psr Cimanggis", "32.76.02.1012"),
        ("32.76", "Leuwinangung", "32.76.10.1002"),
        ("32.76", "Pasir Gn. Selatan", "32.76.02.1011"),
        ("32.76", "Jln H. Dimun, Sukamaju Cilodong 16415", "32.76.08.1001"),
        ("", "kelsukamaju keccilodong", "32.76.08.1001"),
        ("", "depokjayapancoranmas", "32.76.01.1007"),
        ("33.71", "Jl. Pahlawan 24 Potrobangsan Magelang Utara", "33.71.02.1004"),
        ("33.71", "rejowinangun utr", "33.71.03.1003"),
        ("", "Rejowinangun Sel, Magelang Sel", "33.71.01.1003"),
        ("33.71", "Kemirirejo mglg tengah", "33.71.03.1001"),
        ("33.71", "Kel. Magelang", "33.71.03.1004"),
        ("33.71", "JURANG OMBO UTARA, MAGELANG SELATAN, KOTA MAGELANG, JAWA TENGAH 56123", "33.71.01.1008"),
        ("33.74", "Jl. Soekarno Hatta 45 Tlogosari Kulon Kec. Pedurungan Semarang", "33.74.06.1004"),
        ("33.74", "tlogosari kln rt 5 rw 3", "33.74.06.1004"),
        ("33.74", "Muktiharjo Kidul Rt03/Rw11", "33.74.06.1005"),
        ("33.74", "kel palebon kec. pedurungan kota semarang jateng indonesia", "33.74.06.1011"),
        ("33.74", "Srondol Wtn", "33.74.11.1007"),
        ("33.74", "Bandar Harjo, Smg Utara", "33.74.02.1001"),
        ("33.74", "Jl. Pedurungan Lor No 12, Kel. Kalicari", "33.74.06.1012"),
        ("33.74", "Jl. Kaligawe Km 4, Kel. Tambakrejo, Gayamsari", "33.74.04.1001"),
        ("", "Gisik Drono, Semarang", "33.74.13.1007"),
        ("35.71", "Kampung Dmlem, Kec Kota", "35.71.02.1005"),
        ("35.71", "Kel. Kali Ombo Kec. Kota", "35.71.02.1013"),
        ("35.71", "Jl. Dhoho 23 Setono Gedong", "35.71.02.1009"),
        ("36.73", "Sumur Pecung RT 001/003", "36.73.01.1003"),
        ("36.73", "tegal sari walantaka", "36.73.03.1013"),
        ("", "Jl Malioboro, Sosromenduran, Gedong Tengen, Jogja", "34.71.05.1001"),
        ("", "Jl. Jend. Sudirman Kav 52-53, Senayan, Kebayoran Baru, Jakarta Selatan", "31.74.07.1006"),
        ("", "Jl. Asia Afrika, Braga, Sumur Bandung, Kota Bandung", "32.73.19.1001"),
        ("", "rungkut kdl sby", "35.78.03.1002"),
        ("", "Kelurahan Karet Tengsin, Tanah Abang, Jakpus", "31.71.07.1003"),
        ("", "Kp. Melayu, Jatinegara", "31.75.03.1001"),
        ("", "Alamat : Ds. Candirejo  Kec. Borobudur Kab. Magelang", "33.08.02.2008"),
        ("", "Desa Sukamaju, Kec. Megamendung, Kab. Bogor", "32.01.26.2001"),
        ("", "no. 5 jalan 33.74.06.1001", "33.74.06.1001"),
        ("", "3374061001", "33.74.06.1001"),
    ] {
        check(home, text, place, Sure);
    }
}

#[test]
fn old_spelling_former_names_and_english_are_understood() {
    for (text, place) in [
        ("Kel. Soekmadjaja, Kec. Soekmadjaja, Depok", "32.76.05.1001"),
        ("Desa Tjikole, Lembang, Bandung Barat", "32.17.01.2006"),
        ("Kec. Kebajoran Baroe, Djakarta Selatan", "31.74.07"),
        ("Wenang, Menado", "71.71.04"),
        ("Brebes Regency, Central Java", "33.29"),
        ("23M4+R48, Jatibarang, Brebes Regency, Central Java 52261", "33.29.07"),
        ("Kec. Jatibrang, Kabupaten Brebres", "33.29.07"),
        ("Depok City, West Java", "32.76"),
        ("East Java", "35"),
        (
            "Jl. Gejayan, Condongcatur, Depok, Sleman Regency, Special Region of Yogyakarta 55281",
            "34.04.07.2003",
        ),
        ("Caturtunggal, Depok District, Sleman Regency", "34.04.07.2001"),
        ("Kel. Kebon Jeruk, West Jakarta 11530", "31.73.05.1001"),
    ] {
        check("", text, place, Sure);
    }
    check("", "Ujung Pandang", "73.71", First);
}

#[test]
fn a_level_word_tells_namesakes_apart() {
    for (home, text, place) in [
        ("", "Kota Depok", "32.76"),
        ("", "Kec. Depok, Sleman", "34.04.07"),
        ("", "Kel. Depok, Kec. Pancoran Mas", "32.76.01.1006"),
        ("", "Kabupaten Magelang", "33.08"),
        ("", "Kota Magelang", "33.71"),
        ("", "Kab. Semarang", "33.22"),
        ("35.71", "Kec. Kota", "35.71.02"),
        ("", "Kec. Kota Kudus", "33.19.02"),
        ("36.73", "Kec. Kasemen", "36.73.02"),
        ("32.76", "Kelurahan Tapos Kecamatan Tapos", "32.76.10.1001"),
        ("32.76", "Kec. Tapos", "32.76.10"),
        ("", "Kec. Banjarsari Kab. Ciamis", "32.07.18"),
        ("", "Kel. Manahan, Banjarsari, Solo", "33.72.05.1011"),
        ("", "Kec. Pare, Kediri", "35.06.17"),
        ("", "Desa Wates Kec Wates Kab Kediri", "35.06.06.2005"),
        ("", "Kec. Ungaran Barat Kab. Semarang", "33.22.18"),
    ] {
        check(home, text, place, Sure);
    }
}

#[test]
fn what_could_be_several_places_stays_open() {
    for (home, text, place) in [
        ("", "Depok", "32.76"),
        ("", "Depok", "34.04.07"),
        ("32.76", "Depok", "32.76.01.1006"),
        ("", "Magelang", "33.71"),
        ("", "Magelang", "33.08"),
        ("", "Kediri", "35.71"),
        ("", "Kab/Kota Kediri", "35.06"),
        ("32.76", "Pancoranmas", "32.76.01"),
        ("32.76", "Pancoranmas", "32.76.01.1008"),
        ("", "Pancoranmas", "32.76.01"),
        ("36.73", "Kasemen", "36.73.02"),
        ("", "Banjarsari", "33.72.05"),
        ("", "Sukolilo", "35.78.09"),
        ("", "Tegalsari", "35.78.05"),
        ("", "Beji", "32.76.06"),
    ] {
        check(home, text, place, Open);
    }
}

#[test]
fn a_contradiction_lowers_the_confidence_and_is_said() {
    for (home, text, place) in [
        ("", "Kel. Depok Jaya, Kec. Sukmajaya, Depok", "32.76.01.1007"),
        ("32.76", "Kel. Depok Jaya, Kec. Sukmajaya", "32.76.01.1007"),
        ("33.71", "Kel. Kedungsari, Kec. Magelang Tengah", "33.71.03"),
        ("33.74", "Kel. Tlogosari Kulon 50132", "33.74.06.1004"),
    ] {
        check(home, text, place, First);
        let reasons = RESOLVER.resolve(text, at(home)).reasons;
        let said = reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Contradicts { .. } | Reason::PostcodeDiffers { .. }));
        assert!(said, "{text}: {reasons:?}");
    }
    let answer = RESOLVER.resolve("Kel. Depok Jaya, Kec. Sukmajaya, Kota Depok", Context::default());
    assert!(
        answer.confidence() < 0.6 && answer.alternatives.iter().any(|place| place.code == code("32.76.05"))
    );
    assert_eq!(answer.certainly_in, Some(code("32.76")));
}

#[test]
fn a_postcode_decides_between_namesakes() {
    let postcode =
        crate::data::villages().into_iter().find(|v| v.code == code("32.76.07.1001")).unwrap().postcode;
    let answer = RESOLVER.resolve(&format!("Kel. Cipayung {postcode}"), Context::default());
    assert_eq!(answer.code(), Some(code("32.76.07.1001")));
    assert!(answer.reasons.contains(&Reason::PostcodeAgrees { postcode }));
}

#[test]
fn what_names_no_place_gets_none() {
    for text in [
        "",
        "   ",
        "-",
        "N/A",
        "asdfgh qwerty",
        "belum ada",
        "12345",
        "0812-3456-7890",
        "北京市朝阳区",
        "نص عربي",
        "https://maps.app.goo.gl/abc",
        "warung bu sri",
        "same as above",
        "Kel. X Kec. Y Kota Z",
        "🙂🙂🙂",
        "\u{0}\u{202e}",
        "jl. merdeka no 10 rt 1 rw 2",
        "NIK 3374061001900001",
    ] {
        check("", text, "", Nothing);
    }
}

#[test]
fn the_street_is_what_remains() {
    for (text, street, rt, rw) in [
        ("Jl. Mawar No. 3 RT 03/RW 012, Kel. Depok Jaya, Kec. Pancoran Mas", "Jl. Mawar No. 3", 3, 12),
        ("Kel Palebon, Jl Brigjen Sudiarto 12A, RT 5 RW 1, Semarang", "Jl Brigjen Sudiarto 12A", 5, 1),
        ("depan Masjid Agung, Kauman, Semarang Tengah", "depan Masjid Agung", 0, 0),
        ("Kel. Depok Jaya, Kec. Pancoran Mas", "", 0, 0),
    ] {
        let understood = RESOLVER.resolve(text, Context::default()).understood;
        assert_eq!(understood.street, street, "{understood:?}");
        assert_eq!((understood.rt.unwrap_or(0), understood.rw.unwrap_or(0)), (rt, rw), "{text}");
    }
    let all = RESOLVER
        .resolve("jl Mawar 3, KEL DEPOK JAYA kec. Pancoranmas Kota Depok Jabar 16432", Context::default());
    let said = [
        &all.understood.kelurahan,
        &all.understood.kecamatan,
        &all.understood.city,
        &all.understood.province,
    ];
    assert_eq!(
        said.map(|name| name.as_deref().unwrap_or("")),
        ["DEPOK JAYA", "Pancoranmas", "Depok", "Jabar"]
    );
    assert_eq!(all.understood.postcode, Some(16_432));
}

#[test]
fn a_place_away_from_home_is_believed_when_it_is_named_clearly() {
    check("32.76", "Kel. Kalisari, Kec. Pasar Rebo, Jakarta Timur", "31.75.05.1004", Sure);
    check("33.74", "Desa Wates Kec Wates Kab Kediri", "35.06.06.2005", Sure);
    let answer = RESOLVER.resolve("Kel. Kalisari, Kec. Pasar Rebo, Jakarta Timur", at("32.76"));
    assert!(answer.reasons.contains(&Reason::AwayFromHome { home: code("32.76") }));
}
