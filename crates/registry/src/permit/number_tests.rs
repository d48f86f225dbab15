use chrono::NaiveDate;

use super::number::{Absent, Derived, Kind, MESSAGES, Reading, Stage, Warning, absent, read, split};
use super::recognise::{Likelihood, recognise};
use super::rules::*;

fn reading(kind: Kind, text: &str) -> Reading {
    read(kind, text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn check(rows: &[(Kind, &str, &str, &[Warning])]) {
    for (kind, text, normalised, warnings) in rows {
        let read = reading(*kind, text);
        assert_eq!(read.normalised, *normalised, "{kind:?} {text}");
        assert_eq!(read.warnings, *warnings, "{kind:?} {text}");
    }
}

#[test]
fn numbers_of_businesses_and_taxes_are_read_as_people_write_them() {
    use Warning::*;
    check(&[
        (Kind::Nib, "9120106740123", "9120106740123", &[]),
        (Kind::Nib, "NIB: 9120 1067 40123", "9120106740123", &[]),
        (Kind::Nib, "'0220100512345", "0220100512345", &[]),
        (Kind::Nib, "220100512345", "220100512345", &[ZeroLost]),
        (Kind::Nib, "9120106740123.0", "9120106740123", &[]),
        (Kind::Nib, "912O106740l23", "9120106740123", &[LettersRead]),
        (Kind::Nib, "1234567890123", "1234567890123", &[Placeholder]),
        (Kind::Nib, "0000000000000", "0000000000000", &[Placeholder]),
        (Kind::Nib, "912010674", "912010674", &[Length { found: 9, usual: "13" }]),
        (Kind::Nib, "9.12011E+12", "912011E12", &[FreeForm, Rounded]),
        (
            Kind::Nib,
            "3374065708900001",
            "3374065708900001",
            &[Length { found: 16, usual: "13" }, LooksLikeNik],
        ),
        (Kind::Npwp, "01.234.567.8-901.000", "012345678901000", &[]),
        (Kind::Npwp, "012345678901000", "012345678901000", &[]),
        (Kind::Npwp, "0012345678901000", "012345678901000", &[]),
        (Kind::Npwp, "3374065708900001", "3374065708900001", &[]),
        (Kind::Npwp, "3374069908900001", "3374069908900001", &[NeitherNikNorOld]),
        (Kind::Npwp, "0012345678901000000001", "0012345678901000000001", &[Branch]),
        (Kind::Npwp, "12345678901000", "12345678901000", &[ZeroLost]),
    ]);
}

#[test]
fn numbers_of_home_made_food_are_read_as_people_write_them() {
    use Warning::*;
    check(&[
        (Kind::Pirt, "3063306010072-19", "3063306010072-19", &[]),
        (Kind::Pirt, "P-IRT No. 6073302010556-27", "6073302010556-27", &[]),
        (Kind::Pirt, "PIRT 607330201055627", "6073302010556-27", &[]),
        (Kind::Pirt, "607 3302 01 0556 - 27", "6073302010556-27", &[]),
        (Kind::Pirt, "6073302010556-2027", "6073302010556-27", &[]),
        (Kind::Pirt, "6073302010556", "6073302010556", &[YearMissing]),
        (Kind::Pirt, "206330601072", "206330601072", &[OldForm]),
        (Kind::Pirt, "0073302010556-27", "0073302010556-27", &[Packaging, LooksLike(Kind::Npwp)]),
        (Kind::Pirt, "6070002010556-27", "6070002010556-27", &[Region, LooksLike(Kind::Npwp)]),
    ]);
}

#[test]
fn numbers_of_other_permits_are_read_as_people_write_them() {
    use Warning::*;
    check(&[
        (Kind::Bpom, "MD 235602169254", "MD235602169254", &[]),
        (Kind::Bpom, "BPOM RI MD 235602169254", "MD235602169254", &[]),
        (Kind::Bpom, "235602169254", "MD235602169254", &[PrefixAdded]),
        (Kind::Bpom, "MD 235602169254123", "MD235602169254123", &[]),
        (Kind::Bpom, "ML 235602169254", "ML235602169254", &[]),
        (Kind::Bpom, "MD 2356", "MD2356", &[Length { found: 4, usual: "12/15" }]),
        (Kind::Halal, "ID33110003549730523", "ID33110003549730523", &[]),
        (Kind::Halal, "ID 3311 0003 5497 30523", "ID33110003549730523", &[]),
        (Kind::Halal, "33110003549730523", "ID33110003549730523", &[PrefixAdded]),
        (Kind::Halal, "15120012340718", "15120012340718", &[OldForm]),
        (Kind::Halal, "LPPOM-MUI 15120012340718", "LPPOMMUI15120012340718", &[OldForm]),
        (Kind::Trademark, "IDM000123456", "IDM000123456", &[]),
        (Kind::Trademark, "DID2021012345", "DID2021012345", &[]),
        (Kind::Trademark, "DID20210123456", "DID20210123456", &[FreeForm]),
        (Kind::Trademark, "dalam proses", "DALAMPROSES", &[FreeForm]),
        (Kind::Sni, "SNI 01-2891-1992", "SNI01-2891-1992", &[]),
        (Kind::Sni, "3547.2:2008", "SNI3547.2:2008", &[]),
        (Kind::Sni, "SNI ISO 9001:2015", "SNIISO9001:2015", &[]),
        (Kind::Sni, "sudah", "SNISUDAH", &[FreeForm]),
        (Kind::StandardCertificate, "91201067401230001", "91201067401230001", &[]),
        (Kind::StandardCertificate, "PB-UMKU: 912010674012300010001", "912010674012300010001", &[]),
        (Kind::StandardCertificate, "12/SS/2022", "12SS2022", &[FreeForm]),
        (Kind::Siup, "503/1234/SIUP/2019", "5031234SIUP2019", &[]),
        (Kind::Unknown, "503/1234/SIUP/2019", "5031234SIUP2019", &[LooksLike(Kind::Siup)]),
        (Kind::Unknown, "IDM000123456", "IDM000123456", &[LooksLike(Kind::Trademark)]),
    ]);
}

#[test]
fn only_nothing_and_the_absurd_are_refused() {
    for kind in Kind::ALL {
        for text in ["", "  ", "-", "…", &"9".repeat(121)] {
            assert!(read(kind, text).is_err(), "{kind:?} {text}");
        }
        for text in ["x", "0", "belum ada", "🦀1", "MD", "ID", "SNI", "No.", "é", &"9".repeat(120)] {
            assert!(read(kind, text).is_ok(), "{kind:?} {text}");
        }
    }
}

#[test]
fn a_number_of_home_made_food_says_what_where_and_until_when() {
    let derived = reading(Kind::Pirt, "3063306010072-19").derived;
    assert_eq!(derived.packaging, Some("karton/kertas"));
    assert_eq!(derived.food, Some("tepung dan hasil olahannya"));
    assert_eq!(derived.region.as_deref(), Some("33.06"));
    assert_eq!((derived.issued_year, derived.expires_year), (Some(2014), Some(2019)));
    let derived = reading(Kind::Pirt, "6073302010556-27").derived;
    assert_eq!((derived.region.as_deref(), derived.expires_year), (Some("33.02"), Some(2027)));
    // A food type that our table lacks is no fault of the number.
    let other = reading(Kind::Pirt, "2153276010072-28");
    assert_eq!((other.derived.food, other.warnings), (None, vec![]));
}

#[test]
fn other_numbers_say_what_they_can() {
    let halal = reading(Kind::Halal, "ID33110003549730523").derived;
    assert_eq!(
        (halal.region.as_deref(), halal.issued_month, halal.issued_year),
        (Some("33"), Some(5), Some(2023))
    );
    let unclear = reading(Kind::Halal, "ID33110003549739923");
    assert_eq!((unclear.derived.issued_year, unclear.warnings), (None, vec![]));
    assert_eq!(reading(Kind::Trademark, "IDM000123456").derived.stage, Some(Stage::Registered));
    let applied = reading(Kind::Trademark, "D00 2018 012345").derived;
    assert_eq!((applied.stage, applied.issued_year), (Some(Stage::Applied), Some(2018)));
    assert_eq!(reading(Kind::Sni, "SNI 01-2891-1992").derived.issued_year, Some(1992));
    let certificate = reading(Kind::StandardCertificate, "91201067401230001").derived;
    assert_eq!(certificate.nib.as_deref(), Some("9120106740123"));
    assert_eq!(reading(Kind::Npwp, "012345678901000").display, "01.234.567.8-901.000");
    assert_eq!(reading(Kind::Pirt, "306330601007219").display, "P-IRT 3063306010072-19");
}

#[test]
fn a_tax_number_that_is_a_nik_is_known_as_one_and_never_printed() {
    let read = reading(Kind::Npwp, "3374065708900001");
    assert!(read.derived.is_nik && !format!("{read:?}").contains("3374"));
    assert!(!reading(Kind::Npwp, "0012345678901000").derived.is_nik);
}

#[test]
fn the_kind_is_recognised_from_the_number() {
    use Likelihood::*;
    for (text, first) in [
        ("8717232649877", Some((Kind::Nib, Likely))),
        ("NIB 912010674012", Some((Kind::Nib, Certain))),
        ("3063306010072-19", Some((Kind::Pirt, Certain))),
        ("306330601007219", Some((Kind::Pirt, Likely))),
        ("PIRT 306330601", Some((Kind::Pirt, Certain))),
        ("01.234.567.8-901.000", Some((Kind::Npwp, Certain))),
        ("912345678901000", Some((Kind::Npwp, Likely))),
        ("3374065708900001", Some((Kind::Npwp, Possible))),
        ("ID33110003549730523", Some((Kind::Halal, Certain))),
        ("MD 235602169254", Some((Kind::Bpom, Certain))),
        ("BPOM RI ML 235602169254", Some((Kind::Bpom, Certain))),
        ("IDM000123456", Some((Kind::Trademark, Certain))),
        ("SNI 3547.2:2008", Some((Kind::Sni, Certain))),
        ("912010674012300010001", Some((Kind::StandardCertificate, Likely))),
        ("503/1234/SIUP/2019", Some((Kind::Siup, Certain))),
        ("503/1234/2019", Some((Kind::Unknown, Possible))),
        ("-", None),
    ] {
        assert_eq!(recognise(text).first().copied(), first, "{text}");
    }
}

#[test]
fn several_numbers_in_a_cell_are_taken_apart() {
    assert_eq!(split("3063306010072-19 / 6073302010556-27"), ["3063306010072-19", "6073302010556-27"]);
    assert_eq!(split("3063306010072-19;6073302010556-27"), ["3063306010072-19", "6073302010556-27"]);
    assert_eq!(split(" 503/1234/SIUP/2019 "), ["503/1234/SIUP/2019"]);
    assert_eq!(split(""), [""]);
}

#[test]
fn a_cell_may_say_something_else_than_a_number() {
    for (cell, says) in [
        ("-", Some(Absent::None)),
        ("", Some(Absent::None)),
        ("0", Some(Absent::None)),
        ("Belum ada", Some(Absent::None)),
        ("belum, masih proses", Some(Absent::InProcess)),
        ("dalam proses", Some(Absent::InProcess)),
        ("ADA", Some(Absent::Unnumbered)),
        ("v", Some(Absent::Unnumbered)),
        ("9120106740123", None),
        ("IDM000123456", None),
    ] {
        assert_eq!(absent(cell), says, "{cell}");
    }
}

#[test]
fn permits_hold_as_long_as_their_rules_say() {
    let dates = |issued: &str, expires: &str| Dates {
        issued: (!issued.is_empty()).then(|| day(issued)),
        expires: (!expires.is_empty()).then(|| day(expires)),
    };
    let pirt = reading(Kind::Pirt, "6073302010556-27").derived;
    let none = Derived::default();
    let applied = reading(Kind::Trademark, "D002018012345").derived;
    for (kind, dates, derived, expiry, doubts) in [
        (Kind::Nib, dates("2021-08-10", ""), &none, Expiry::Never, 0),
        (Kind::Npwp, dates("", "2022-01-01"), &none, Expiry::Never, 0),
        (Kind::Halal, dates("2019-01-01", "2023-01-01"), &none, Expiry::Never, 0),
        (Kind::Pirt, dates("", ""), &pirt, Expiry::During(2027), 0),
        (Kind::Pirt, dates("2022-03-04", ""), &pirt, Expiry::On(day("2027-03-04")), 0),
        (Kind::Pirt, dates("2020-02-29", ""), &pirt, Expiry::On(day("2025-02-28")), 1),
        (Kind::Pirt, dates("2022-03-04", "2027-03-03"), &pirt, Expiry::On(day("2027-03-03")), 0),
        (Kind::Pirt, dates("2030-01-01", ""), &none, Expiry::On(day("2035-01-01")), 1),
        (Kind::Bpom, dates("2022-03-04", ""), &none, Expiry::On(day("2027-03-04")), 0),
        (Kind::Trademark, dates("2022-03-04", ""), &none, Expiry::On(day("2032-03-04")), 0),
        (Kind::Trademark, dates("2018-03-04", ""), &applied, Expiry::Unknown, 0),
        (Kind::Sni, dates("2022-03-04", ""), &none, Expiry::Unknown, 0),
        (Kind::Siup, dates("2017-03-04", ""), &none, Expiry::Unknown, 1),
        (
            Kind::StandardCertificate,
            dates("2022-03-04", "2021-01-01"),
            &none,
            Expiry::On(day("2021-01-01")),
            1,
        ),
    ] {
        let validity = validity(kind, dates, derived, day("2026-11-22"));
        assert_eq!((validity.expiry, validity.doubts.len()), (expiry, doubts), "{kind:?} {dates:?}");
    }
}

#[test]
fn a_permit_stands_by_the_day() {
    let on = Expiry::On(day("2027-03-04"));
    for (expiry, today, expected) in [
        (on, "2026-11-22", Standing::Valid { days_left: Some(102) }),
        (on, "2026-12-04", Standing::ExpiresSoon { days_left: 90 }),
        (on, "2027-03-04", Standing::ExpiresSoon { days_left: 0 }),
        (on, "2027-03-05", Standing::Expired { days_ago: 1 }),
        (Expiry::During(2027), "2026-11-22", Standing::Valid { days_left: Some(404) }),
        (Expiry::During(2027), "2027-01-01", Standing::ExpiresThisYear),
        (Expiry::During(2027), "2028-01-01", Standing::Expired { days_ago: 1 }),
        (Expiry::Never, "2027-01-01", Standing::Valid { days_left: None }),
        (Expiry::Unknown, "2027-01-01", Standing::Unknown),
    ] {
        assert_eq!(standing(expiry, day(today)), expected, "{expiry:?} {today}");
    }
}

#[test]
fn one_reminder_is_due_however_long_nobody_looked() {
    let on = Expiry::On(day("2027-03-04"));
    for (last_sent, today, expected) in [
        (None, "2026-12-03", None),
        (None, "2026-12-04", Some(Reminder::DaysBefore(90))),
        (Some("2026-12-04"), "2026-12-05", None),
        (Some("2026-12-04"), "2027-02-10", Some(Reminder::DaysBefore(30))),
        (None, "2027-03-01", Some(Reminder::DaysBefore(7))),
        (Some("2027-02-26"), "2027-03-04", None),
        (Some("2027-02-26"), "2027-03-05", Some(Reminder::DaysAfter(1))),
        (Some("2027-03-05"), "2027-04-20", Some(Reminder::DaysAfter(30))),
        (None, "2027-09-01", None),
    ] {
        assert_eq!(due(on, last_sent.map(day), day(today)), expected, "{last_sent:?} {today}");
    }
    assert_eq!(due(Expiry::Never, None, day("2027-03-04")), None);
    let next = next_reminder(on, day("2026-12-04")).unwrap();
    assert_eq!(next, (day("2027-02-02"), Reminder::DaysBefore(30)));
    assert_eq!(next_reminder(on, day("2027-04-03")), None);
}

#[test]
fn kinds_are_read_as_they_are_written_and_have_names() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        assert!(MESSAGES.0.contains(kind.key()) && MESSAGES.1.contains(kind.key()));
    }
}
