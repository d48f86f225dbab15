use super::catalogue::{children, entries};
use super::cell::{Digits, read};
use super::*;

fn code(text: &str) -> Code {
    let (version, digits) = text.split_once('/').unwrap();
    Code::parse(Version::parse(version).unwrap(), digits).unwrap()
}

#[test]
fn the_files_of_2025_are_shipped_byte_for_byte() {
    let fnv = |bytes: &[u8]| {
        bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    };
    for (name, bytes, length, print) in FILES {
        assert_eq!((bytes.len(), fnv(bytes)), (*length, *print), "{name}");
    }
}

#[test]
fn both_lists_are_read_whole() {
    let levels = |version| {
        [2, 3, 4, 5].map(|n| entries(version).iter().filter(|e| e.code.digits().len() == n).count())
    };
    assert_eq!(levels(Version::Kbli2020), [87, 244, 565, 1790]);
    assert_eq!(levels(Version::Kbli2025), [87, 257, 519, 1559]);
    for version in Version::ALL {
        for entry in entries(version) {
            assert!(!entry.title.is_empty() && entry.code.category().is_some(), "{:?}", entry.code);
        }
    }
}

#[test]
fn digits_alone_say_nothing() {
    for (of_2020, of_2025) in [
        (
            "Perdagangan Eceran Kaki Lima Dan Los Pasar Komoditi Padi Dan Palawija",
            "47811 Perdagangan eceran mobil baru",
        ),
        ("Industri Pencetakan Kain", "13133 Industri kain batik"),
        ("Industri Makanan Dari Kedele", "10793 Industri produk makanan dari kelapa"),
    ] {
        let (digits, title) = of_2025.split_once(' ').unwrap();
        assert!(code(&format!("2020/{digits}")).title().starts_with(of_2020), "{digits}");
        assert_eq!(code(&format!("2025/{digits}")).title(), title);
        assert_ne!(code(&format!("2020/{digits}")), code(&format!("2025/{digits}")));
    }
}

#[test]
fn letters_move_between_the_versions() {
    let letters =
        |digits: &str| Version::ALL.map(|v| Code::parse(v, digits).unwrap().category().unwrap().letter);
    assert_eq!(letters("10794"), ['C', 'C']);
    assert_eq!(letters("47112"), ['G', 'G']);
    assert_eq!(letters("62"), ['J', 'K']);
    assert_eq!(letters("85"), ['P', 'Q']);
    assert_eq!(letters("96"), ['S', 'T']);
}

#[test]
fn a_code_knows_what_it_lies_in() {
    let parents: Vec<&str> = code("2025/10794").parents().into_iter().map(Code::digits).collect();
    assert_eq!(parents, ["10", "107", "1079"]);
    assert_eq!(children(Version::Kbli2025, None).count(), 87);
    assert!(children(Version::Kbli2025, Some(code("2025/1079"))).any(|e| e.code.digits() == "10794"));
}

#[test]
fn a_code_goes_through_json_with_its_version() {
    let json = serde_json::to_string(&code("2020/47811")).unwrap();
    assert_eq!(json, r#"{"version":"2020","digits":"47811"}"#);
    assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), code("2020/47811"));
    assert!(serde_json::from_str::<Code>(r#"{"version":"2025","digits":"96200"}"#).is_err());
}

#[test]
fn everyday_words_name_codes_that_exist() {
    let lines: Vec<&str> =
        include_str!("../../data/kbli/synonyms.csv").lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.len() > 100);
    let mut seen = std::collections::HashSet::new();
    for line in lines {
        let cells: Vec<&str> = line.split(';').collect();
        let [words, of_2020, of_2025] = cells[..] else { panic!("{line}") };
        for word in words.split('|') {
            assert!(seen.insert(word), "{word} stands twice");
        }
        for (version, digits) in [(Version::Kbli2020, of_2020), (Version::Kbli2025, of_2025)] {
            for one in digits.split(' ') {
                assert!(Code::parse(version, one).is_ok_and(Code::is_leaf), "{version}/{one} in {line}");
            }
        }
    }
}

#[test]
fn people_find_their_trade_by_their_own_words() {
    for (words, of_2020, of_2025) in TRADES {
        for (version, digits) in [(Version::Kbli2020, of_2020), (Version::Kbli2025, of_2025)] {
            let found = find(words, Some(version), 3);
            assert_eq!(
                found.first().map(|f| f.code.digits()),
                Some(*digits),
                "{words} in {version}: {found:?}"
            );
        }
    }
}

#[test]
fn a_search_has_bounds() {
    assert_eq!(find("", None, 10), []);
    assert_eq!(find("xqzw vbbk", None, 10), []);
    assert!(find("dan", None, 10).is_empty());
    assert_eq!(find("perdagangan", None, 7).len(), 7);
    assert!(find(&"kue ".repeat(500), None, 5).len() <= 5);
    assert!(find("İ 🦀 \u{0}", None, 5).len() <= 5);
}

#[test]
fn digits_find_the_codes_that_start_with_them() {
    let found = |text: &str, version| {
        find(text, version, 50).into_iter().map(|f| format!("{:?}", f.code)).collect::<Vec<_>>()
    };
    assert_eq!(found("C.10794", None), ["2025/10794", "2020/10794"]);
    assert!(found("4781", Some(Version::Kbli2025)).contains(&"2025/47811".to_owned()));
}

#[test]
fn only_the_same_digits_with_the_same_title_are_carried_over() {
    let over = |digits: &str| match carry(code(&format!("2020/{digits}"))) {
        Carried::Over(code) => Some(code.digits()),
        Carried::ToReview(_) => None,
    };
    for digits in ["10794", "10792", "47242", "56303", "18111"] {
        assert_eq!(over(digits), Some(digits), "{digits}");
    }
    for digits in ["47811", "13133", "10793", "56102", "10710", "96200", "10391", "56104"] {
        assert_eq!(over(digits), None, "{digits}");
    }
    let leaves = || entries(Version::Kbli2020).iter().filter(|e| e.code.is_leaf());
    let over = leaves().filter(|e| matches!(carry(e.code), Carried::Over(_))).count();
    let gone = leaves().filter(|e| Code::parse(Version::Kbli2025, e.code.digits()).is_err()).count();
    assert_eq!((over, gone), (CARRIED, 738));
}

#[test]
fn what_must_be_reviewed_comes_with_suggestions() {
    for (old, new) in [
        ("10391", "10307"),
        ("10392", "10308"),
        ("13134", "13133"),
        ("96200", "96100"),
        ("45407", "95320"),
        ("45202", "95312"),
        ("96111", "96210"),
        ("31001", "31011"),
        ("10710", "10710"),
        ("47811", "47211"),
        ("49424", "49296"),
    ] {
        let Carried::ToReview(review) = carry(code(&format!("2020/{old}"))) else { panic!("{old}") };
        let suggested: Vec<&str> = review.candidates.iter().map(|c| c.code.digits()).collect();
        assert!(suggested.contains(&new), "{old}: {suggested:?}");
        assert!(!suggested.contains(&"47811"), "rice is no car");
    }
}

#[test]
fn the_version_of_bare_digits_is_guessed_from_the_year() {
    let sure = |text: &str| Guess::Sure(code(text));
    let likely = |text: &str| Guess::Likely(code(text));
    for (digits, year, guess) in [
        ("96200", None, sure("2020/96200")),
        ("96100", None, sure("2025/96100")),
        ("96100", Some(2021), likely("2025/96100")),
        ("47811", Some(2022), sure("2020/47811")),
        ("47811", Some(2026), likely("2025/47811")),
        ("47811", None, likely("2020/47811")),
        ("10794", None, sure("2020/10794")),
        ("10794", Some(2026), sure("2025/10794")),
        ("95290", Some(2019), Guess::Unknown),
    ] {
        assert_eq!(guess_version(digits, year), guess, "{digits} {year:?}");
    }
}

#[test]
fn codes_are_read_out_of_cells() {
    let check = |cell: &str, expected: &[&str]| {
        let digits: Vec<String> = read(cell).into_iter().map(|one| one.digits).collect();
        assert_eq!(digits, expected, "{cell}");
    };
    check("10794", &["10794"]);
    check("C.10794", &["10794"]);
    check("10794 - Industri Kerupuk; 47112", &["10794", "47112"]);
    check("47112.0", &["47112"]);
    check("KBLI 2025: 10794", &["10794"]);
    check("1191", &["01191"]);
    check("1079", &["1079"]);
    check("2022 / 10794 / 10794", &["10794"]);
    check("-", &[]);
    check("belum ada", &[]);
    check("1234567890123", &[]);
    assert_eq!(
        read("KBLI 2025 1191"),
        [Digits { digits: "01191".into(), repaired: true, version: Some(Version::Kbli2025) }]
    );
}

#[test]
fn every_code_has_a_sector_by_the_table() {
    for version in Version::ALL {
        let prefixes: Vec<&str> = include_str!("../../data/kbli/sectors.csv")
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{version},")))
            .flat_map(|line| line.split(',').next().unwrap().split(' '))
            .collect();
        for entry in entries(version) {
            assert!(prefixes.iter().any(|p| entry.code.digits().starts_with(p)), "{:?}", entry.code);
        }
    }
    for (text, sector) in [
        ("2020/56102", Sector::Culinary),
        ("2020/10794", Sector::Culinary),
        ("2020/47811", Sector::Trade),
        ("2025/47811", Sector::Automotive),
        ("2020/45407", Sector::Automotive),
        ("2025/95320", Sector::Automotive),
        ("2020/16291", Sector::Craft),
        ("2020/96200", Sector::Laundry),
        ("2025/96100", Sector::Laundry),
        ("2020/96112", Sector::Beauty),
        ("2025/96220", Sector::Beauty),
        ("2020/82190", Sector::Printing),
        ("2020/01191", Sector::Farming),
        ("2020/14120", Sector::Fashion),
        ("2020/95210", Sector::Service),
    ] {
        assert_eq!(Sector::of(code(text)), sector, "{text}");
    }
}

#[test]
fn an_agencys_heading_is_a_sector() {
    for (words, sector) in [
        ("Kuliner", Some(Sector::Culinary)),
        ("KULINER ", Some(Sector::Culinary)),
        ("Makanan & Minuman", Some(Sector::Culinary)),
        ("Fashion", Some(Sector::Fashion)),
        ("Kerajinan", Some(Sector::Craft)),
        ("Jasa", Some(Sector::Service)),
        ("Jasa jahit", Some(Sector::Fashion)),
        ("Dagang", Some(Sector::Trade)),
        ("Otomotif", Some(Sector::Automotive)),
        ("Pertanian", Some(Sector::Farming)),
        ("Percetakan", Some(Sector::Printing)),
        ("Kecantikan", Some(Sector::Beauty)),
        ("Laundry", Some(Sector::Laundry)),
        ("Laundri kiloan", Some(Sector::Laundry)),
        ("KERIPIK BU SITI", Some(Sector::Culinary)),
        ("TAMBAL BAN MAS SITI", Some(Sector::Automotive)),
        ("SEMBAKO PAK PARTII", Some(Sector::Trade)),
        ("MBAK PRATAMA", None),
        ("", None),
        ("-", None),
    ] {
        assert_eq!(Sector::of_words(words), sector, "{words}");
    }
}

#[test]
fn sectors_are_read_as_they_are_written() {
    for sector in Sector::ALL {
        assert_eq!(Sector::parse(sector.as_str()), Some(sector));
        assert!(MESSAGES.0.contains(sector.key()) && MESSAGES.1.contains(sector.key()));
    }
}

/// Words, and the first code of 2020 and of 2025 that they find.
const TRADES: &[(&str, &str, &str)] = &[
    ("laundry", "96200", "96100"),
    ("penatu", "96200", "96100"),
    ("LAUNDYR", "96200", "96100"),
    ("LAUNDRY MBAK ABDUL", "96200", "96100"),
    ("warung", "56102", "56102"),
    ("warteg", "56102", "56101"),
    ("angkringan", "56104", "56102"),
    ("katering", "56210", "56210"),
    ("catering", "56210", "56210"),
    ("CATERING MULIA KARYA", "56210", "56210"),
    ("kaki lima", "47829", "47249"),
    ("bengkel", "45407", "95320"),
    ("BCNGKEL", "45407", "95320"),
    ("tambal ban", "45407", "95320"),
    ("cuci motor", "45202", "95312"),
    ("salon", "96112", "96220"),
    ("BARBER MAS RINA", "96111", "96210"),
    ("barbershop", "96111", "96210"),
    ("fotokopi", "82190", "82100"),
    ("FOTKPI", "82190", "82100"),
    ("sablon", "18112", "18112"),
    ("konveksi", "14111", "14111"),
    ("jahit", "14120", "14120"),
    ("jasa jahit", "14120", "14120"),
    ("jual pulsa", "61994", "47404"),
    ("toko bangunan", "47528", "47521"),
    ("toko kue", "10792", "10792"),
    ("penjahit baju", "14120", "14120"),
    ("kue", "10792", "10792"),
    ("kerupuk", "10794", "10794"),
    ("kripik singkong", "10794", "10794"),
    ("toko kelontong", "47192", "47112"),
    ("sembko", "47112", "47112"),
    ("pulsa", "61994", "47404"),
    ("jamu", "21022", "21022"),
    ("hidroponik", "01131", "01131"),
    ("rias pengantin", "96112", "96220"),
    ("batik", "13134", "13133"),
    ("tempe", "10391", "10307"),
    ("anyaman bambu", "16291", "16291"),
    ("perdagangan eceran beras", "47241", "47241"),
    ("industri kecap", "10771", "10771"),
    ("Kuliner", "56102", "56101"),
    ("Fashion", "14111", "14111"),
    ("Kerajinan", "32903", "32903"),
    ("Jasa", "96990", "96900"),
    ("Dagang", "47112", "47112"),
    ("Otomotif", "45407", "95320"),
    ("Pertanian", "01131", "01131"),
    ("Percetakan", "18111", "18111"),
    ("Kecantikan", "96112", "96220"),
];

/// By digits and title, whatever the case, commas, and "industri" or "aktivitas" in front.
const CARRIED: usize = 491;

/// Name, bytes, their number, and a print of them (FNV-1a).
const FILES: &[(&str, &[u8], usize, u64)] = &[
    ("LICENSE", include_bytes!("../../data/kbli/2025/LICENSE"), 1439, 0xffa047b5ab9c7f3e),
    (
        "kbli2025_01_kategori.json",
        include_bytes!("../../data/kbli/2025/kbli2025_01_kategori.json"),
        37814,
        0xde00544f9e9e7f42,
    ),
    (
        "kbli2025_02_golongan_pokok.json",
        include_bytes!("../../data/kbli/2025/kbli2025_02_golongan_pokok.json"),
        79385,
        0xe0c338be51038fea,
    ),
    (
        "kbli2025_03_golongan.json",
        include_bytes!("../../data/kbli/2025/kbli2025_03_golongan.json"),
        106861,
        0x43b643a4d5b20091,
    ),
    (
        "kbli2025_04_subgolongan.json",
        include_bytes!("../../data/kbli/2025/kbli2025_04_subgolongan.json"),
        427790,
        0x7252e970f61eae0c,
    ),
    (
        "kbli2025_05_kelompok.json",
        include_bytes!("../../data/kbli/2025/kbli2025_05_kelompok.json"),
        969227,
        0x3a3192d88d964bff,
    ),
];
