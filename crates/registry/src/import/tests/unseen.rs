//! Layouts that colleagues made up to trip the reading.

use super::invented::{depok, doubts, names, places, sheet};
use super::*;
use crate::source::claims::MeasureKind;

#[test]
fn a_third_header_row_of_units_and_a_letter_spaced_total() {
    let (plan, drafts) = depok(
        "
No|Identitas||||Keuangan|
|Nama Lengkap Sesuai KTP|P/L|Alamat||Omset per Bulan|Aset
|||Kel.|Kec.|(Rp)|(Rp)
#1|SITI AMINAH|P|Kukusan|Beji|#2500000|#9000000
#2|EKO PRASETYO|L|Tugu|Cimanggis|#3500000|#8000000
|J U M L A H||||#250000000|#17000000
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
    assert_eq!(places(&drafts), ["32.76.06.1002", "32.76.02.1009"]);
    let kinds: Vec<_> = drafts[0].business.measures.iter().map(|one| (one.kind, one.value)).collect();
    assert_eq!(kinds, [(MeasureKind::Assets, 9_000_000), (MeasureKind::MonthlySales, 2_500_000)]);
}

#[test]
fn a_kelurahan_written_once_for_its_rows_and_marks_for_the_same() {
    let (plan, drafts) = depok(
        "
No|Kelurahan|Nama|Usaha|Telp
#1|Kukusan|Siti Aminah|Warung Siti|081234567890
#2||Eko Prasetyo|Toko Eko|081234567891
#3||Wati Lestari|Salon Wati|081234567892
#4|Tugu|Budi Santoso|Bengkel Budi|081234567893
#5|\"|Dewi Utami|Kue Dewi|081234567894
#6|s.d.a|Agus Wijaya|Toko Agus|081234567895
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    let (kukusan, tugu) = ("32.76.06.1002".to_owned(), "32.76.02.1009".to_owned());
    assert_eq!(places(&drafts), [vec![kukusan; 3], vec![tugu; 3]].concat());
}

#[test]
fn a_kelurahan_that_some_rows_lack_is_not_filled_in_from_others() {
    let (_, drafts) = depok(
        "
No|Kelurahan|Nama|Usaha
#1|Kukusan|Siti Aminah|Warung Siti
#2||Eko Prasetyo|Toko Eko
#3|Kukusan|Wati Lestari|Salon Wati
#4|Tugu|Budi Santoso|Bengkel Budi
",
    );
    assert_eq!(places(&drafts)[1], "");
}

#[test]
fn sums_carried_from_page_to_page_and_signatures_are_nobody() {
    let (_, drafts) = depok(
        "
No|Nama|Kelurahan|Usaha
#1|Siti Aminah|Kukusan|Warung Siti
#2|Eko Prasetyo|Tugu|Toko Eko
|Dipindahkan||#2
No|Nama|Kelurahan|Usaha
|Pindahan||#2
#3|Wati Lestari|Beji|Salon Wati
|||Petugas,
|||(Joko Susilo)
",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo", "Wati Lestari"]);
}

#[test]
fn a_form_asks_in_numbered_questions() {
    let (plan, drafts) = depok(
        "
Timestamp|1. Nama Lengkap (sesuai KTP)|2. Kelurahan (sesuai KTP)|3. Nama Usaha|4. Apakah sudah memiliki NIB?
1/3/2024|Siti Aminah|Kukusan|Warung Siti|Sudah
2/3/2024|Eko Prasetyo|Tugu|Toko Eko|Belum
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    let held: Vec<bool> = drafts.iter().map(|draft| draft.business.permits[0].held).collect();
    assert_eq!(held, [true, false]);
}

#[test]
fn where_people_met_is_not_where_they_live() {
    let (_, drafts) = depok(
        "
DAFTAR HADIR
Tempat|:|Aula Kecamatan Beji
No|Nama Peserta|Alamat / Kelurahan|No HP
#1|Siti Aminah|Kel. Tugu, Kec. Cimanggis|081234567890
#2|Eko Prasetyo|Kel. Kukusan, Kec. Beji|081234567891
",
    );
    assert_eq!(places(&drafts), ["32.76.02.1009", "32.76.06.1002"]);
    assert!(drafts.iter().all(|draft| draft.verdict() == Verdict::Good), "{:?}", drafts[0].remarks);
}

#[test]
fn sums_beside_a_list_are_nobody() {
    let (plan, drafts) = depok(
        "
No|Nama|Usaha|Kelurahan||Kelurahan|Jumlah UMKM
#1|Siti Aminah|Warung Siti|Kukusan||Beji|#7
#2|Eko Prasetyo|Toko Eko|Tugu||TOTAL|#7
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(places(&drafts), ["32.76.06.1002", "32.76.02.1009"]);
}

#[test]
fn a_date_of_birth_in_three_columns_and_workers_in_one() {
    let (plan, drafts) = depok(
        "
No|Nama|Tgl|Bln|Thn|Kelurahan|Usaha|Tenaga Kerja L/P
#1|Siti Aminah|#17|#8|#1980|Kukusan|Warung Siti|2/3
#2|Eko Prasetyo|#5|#12|#1975|Tugu|Toko Eko|1/0
#3|Wati Lestari|#1|#2|#1990|Beji|Salon Wati|0/4
#4|Budi Santoso|#9|#4|#1969|Beji|Bengkel Budi|2/0
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(drafts[0].person.birth_date, "1980-08-17".parse().ok());
    assert_eq!(drafts[0].year, None);
    let workers: Vec<_> = drafts[0].business.measures.iter().map(|one| (one.kind, one.value)).collect();
    assert_eq!(
        workers,
        [(MeasureKind::MaleWorkers, 2), (MeasureKind::FemaleWorkers, 3), (MeasureKind::Workers, 5)]
    );
}

#[test]
fn a_sub_district_is_what_its_places_are() {
    let (plan, read) = understand(
        &sheet(
            "Data",
            "
Full Name|Gender|Business Name|Sub-district|District
Siti Aminah|Female|Siti Kitchen|Kukusan|Beji
Eko Prasetyo|Male|Eko Store|Tugu|Cimanggis
Wati Lestari|Female|Salon Wati|Kemiri Muka|Beji
",
        ),
        "32.76",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(places(&drafts(read))[..2], ["32.76.06.1002", "32.76.02.1009"]);
}
