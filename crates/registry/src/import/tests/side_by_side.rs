//! Several lists in the same rows of a sheet.

use super::invented::{depok, doubts, names, places, sheet};
use super::*;

/// The name and the columns of everybody, row by row.
fn listed(drafts: &[Draft]) -> Vec<(u32, u32, &str)> {
    let name = |draft: &'_ Draft| (draft.row, draft.columns.start);
    drafts
        .iter()
        .map(|draft| (name(draft).0, name(draft).1, draft.person.name.as_deref().unwrap_or("-")))
        .collect()
}

#[test]
fn two_lists_side_by_side_are_two_each_with_its_own_kelurahan_and_total() {
    let (plan, drafts) = depok(
        "
DATA UMKM KECAMATAN BEJI
KELURAHAN KUKUSAN|||||KELURAHAN TANAH BARU
No|Nama|Usaha|HP||No|Nama|Usaha|HP
#1|Siti Aminah|Warung Siti|081234567890||#1|Budi Santoso|Bengkel Budi|081234567893
#2|Eko Prasetyo|Toko Eko|081234567891||#2|Wati Lestari|Salon Wati|081234567894
#3|Dewi Utami|Kue Dewi|081234567892||Jumlah|#2
Jumlah|#3
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(
        listed(&drafts),
        [
            (4, 1, "Siti Aminah"),
            (4, 6, "Budi Santoso"),
            (5, 1, "Eko Prasetyo"),
            (5, 6, "Wati Lestari"),
            (6, 1, "Dewi Utami")
        ]
    );
    let (kukusan, tanah_baru) = ("32.76.06.1002", "32.76.06.1003");
    assert_eq!(places(&drafts), [kukusan, tanah_baru, kukusan, tanah_baru, kukusan]);
    assert_eq!(drafts[1].business.name.as_deref(), Some("Bengkel Budi"));
}

#[test]
fn lists_of_other_columns_or_without_a_gap_are_told_apart_too() {
    let (plan, drafts) = depok(
        "
No|Nama Pemilik|Kelurahan||No|Kelurahan|Nama Perajin|Telp
#1|Siti Aminah|Kukusan||#1|Tugu|Budi Santoso|081234567893
#2|Eko Prasetyo|Beji||#2|Mekarsari|Wati Lestari|081234567894
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Budi Santoso", "Eko Prasetyo", "Wati Lestari"]);
    assert_eq!(places(&drafts)[1], "32.76.02.1009");
    let (_, drafts) = depok(
        "
No|Nama|Usaha|No|Nama|Usaha|No|Nama|Usaha
#1|Siti Aminah|Warung Siti|#3|Budi Santoso|Bengkel Budi|#5|Dewi Utami|Kue Dewi
#2|Eko Prasetyo|Toko Eko|#4|Wati Lestari|Salon Wati
",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "Budi Santoso", "Dewi Utami", "Eko Prasetyo", "Wati Lestari"]);
}

#[test]
fn a_list_that_begins_lower_beside_another_has_its_own_title() {
    let (plan, drafts) = depok(
        "
Kelurahan Kukusan
No|Nama|Usaha|HP
#1|Siti Aminah|Warung Siti|081234567890||Kelurahan Beji
#2|Eko Prasetyo|Toko Eko|081234567891||No|Nama|Usaha|HP
#3|Dewi Utami|Kue Dewi|081234567892||#1|Budi Santoso|Bengkel Budi|081234567893
|||||#2|Wati Lestari|Salon Wati|081234567894
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    let (kukusan, beji) = ("32.76.06.1002", "32.76.06.1001");
    assert_eq!(names(&drafts)[2..], ["Dewi Utami", "Budi Santoso", "Wati Lestari"]);
    assert_eq!(places(&drafts), [kukusan, kukusan, kukusan, beji, beji]);
}

#[test]
fn lists_side_by_side_may_end_above_a_lone_one() {
    let (plan, drafts) = depok(
        "
No|Nama|Usaha||No|Nama|Usaha
#1|Siti Aminah|Warung Siti||#1|Budi Santoso|Bengkel Budi

No|Nama Pemilik|NIK|Nama Usaha|Kelurahan|HP
#1|Wati Lestari|3276014202860001|Salon Wati|Beji|081234567894
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Budi Santoso", "Wati Lestari"]);
    assert_eq!(drafts[2].person.phones.len(), 1);
}

#[test]
fn a_copy_with_our_reasons_beside_both_lists_reads_like_the_lists() {
    let lines = "
No|Nama|Usaha||No|Nama|Usaha|ALASAN
#1|Siti Aminah|Warung Siti||#1|Budi Santoso|Bengkel Budi|NIK dibulatkan
#2|Eko Prasetyo|Toko Eko||#2|Wati Lestari|Salon Wati
";
    let (plan, read) = understand(&sheet("Sheet1", lines), "32.76");
    assert!(plan.is_sure());
    assert_eq!(names(&drafts(read)), ["Siti Aminah", "Budi Santoso", "Eko Prasetyo", "Wati Lestari"]);
}
