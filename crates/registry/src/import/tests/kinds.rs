//! Kinds of cells and rows that agencies' lists have been seen with, each in a list of its own.

use super::invented::{depok, doubts, names, places};
use super::*;
use crate::source::claims::MeasureKind;

fn sales(drafts: &[Draft]) -> Vec<Option<i64>> {
    let of = |draft: &Draft| {
        draft.business.measures.iter().find(|one| one.kind == MeasureKind::YearlySales).map(|one| one.value)
    };
    drafts.iter().map(of).collect()
}

#[test]
fn english_lists_of_enterprises_are_sure() {
    let (plan, drafts) = depok(
        "
#|Business Owner|Sex (M/F)|DoB|Ward|District|Trade Name|Line of Business|Employees (M)|Employees (F)|Annual Turnover (IDR million)|Created At
1|Siti Aminah|F|17/08/1990|Kukusan|Beji|Siti Kitchen|Kuliner|#1|#2|#150|2024-03-01
2|Eko Prasetyo|M|18/08/1980|Tugu|Cimanggis|Eko Store|Fashion|#0|#3|#90|2024-03-02
3|Wati Lestari|F|19/08/1985|Beji|Beji|Salon Wati|Jasa|#2|#2|#60|2024-03-02
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(sales(&drafts), [Some(150_000_000), Some(90_000_000), Some(60_000_000)]);
    assert_eq!(drafts[0].person.birth_date, "1990-08-17".parse().ok());
    assert_eq!(drafts[0].business.sector.as_deref(), Some("Kuliner"));
    assert!(
        drafts[0]
            .business
            .measures
            .iter()
            .any(|one| (one.kind, one.value) == (MeasureKind::FemaleWorkers, 2))
    );
}

#[test]
fn a_name_in_two_columns_is_one_and_a_first_name_beside_a_whole_one_is_not() {
    let (plan, drafts) = depok(
        "\nFirst Name|Last Name|Business Name|Village\nSiti|Aminah|Warung Siti|Kukusan\nEko|Prasetyo|Toko Eko|Tugu\n",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
    let (_, drafts) = depok(
        "\nNo|Nama Depan|Nama|Usaha|Kelurahan\n1|SITI|Siti Aminah|Warung Siti|Kukusan\n2|EKO|Eko Prasetyo|Toko Eko|Tugu\n",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
}

#[test]
fn examples_notes_and_copies_below_a_list_are_nobody() {
    let (_, drafts) = depok(
        "
No|Nama|Usaha|Kelurahan
Contoh|Fulan bin Fulan|Warung Contoh|Beji
#1|Siti Aminah|Warung Siti|Kukusan
#2|Eko Prasetyo|Toko Eko|Tugu
|Maksimum||
Terbilang: dua

Catatan :
#1|Data bersifat sementara
a.|L = Laki-laki
Tembusan disampaikan kepada Yth. :
#1|Gubernur Jawa Barat
",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
}

#[test]
fn a_row_of_letters_and_rows_that_wait_for_a_signature_are_nobody() {
    let (plan, drafts) = depok(
        "
No|Nama Peserta|Usaha|Utusan Kelurahan|Tanda Tangan
a|b|c|d|e
#1|Siti Aminah|Warung Siti|Kukusan|1
#2|Eko Prasetyo|Toko Eko|Tugu|2
#3||||3
#4||||4
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
}

#[test]
fn a_second_business_of_the_person_above_is_theirs() {
    let (_, drafts) = depok(
        "
No|Nama Pemilik|NIK|HP|Nama Usaha|Kelurahan
#1|Siti Aminah|3276015708900001|081234567890|Warung Siti|Kukusan
||||Katering Siti|
#2|Eko Prasetyo|||Toko Eko|Tugu
||||Bengkel Eko|Beji
",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "Siti Aminah", "Eko Prasetyo", "Eko Prasetyo"]);
    assert!(matches!(drafts[1].nik, NikReading::Full(_)));
    assert!(matches!(drafts[3].nik, NikReading::Missing), "another's number is never taken");
    assert_eq!(places(&drafts), ["32.76.06.1002", "32.76.06.1002", "32.76.02.1009", "32.76.06.1001"]);
    assert_eq!(drafts[1].business.name.as_deref(), Some("Katering Siti"));
}

#[test]
fn rows_of_businesses_without_owners_stay_without_them() {
    let (_, drafts) = depok(
        "
No|Nama Pemilik|Nama Usaha|Kelurahan
#1|Siti Aminah|Warung Siti|Kukusan
#2||Toko Eko|Tugu
",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "-"]);
}

#[test]
fn a_kelurahan_and_its_kecamatan_in_one_cell_are_no_slip() {
    let (plan, drafts) = depok(
        "
No|Nama|Usaha|Kelurahan/Kecamatan
#1|Siti Aminah|Warung Siti|Kukusan / Beji
#2|Eko Prasetyo|Toko Eko|Beji - Tanah Baru
#3|Wati Lestari|Salon Wati|Tugu (Cimanggis)
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert!(drafts.iter().all(|draft| draft.verdict() == Verdict::Good), "{drafts:?}");
    assert_eq!(places(&drafts), ["32.76.06.1002", "32.76.06.1003", "32.76.02.1009"]);
}

#[test]
fn the_kelurahan_that_bears_its_kecamatans_name_is_meant_among_kelurahan() {
    let (_, drafts) = depok(
        "
KECAMATAN BEJI
No|Nama|Usaha|HP
1. BEJI (1)
#1|Siti Aminah|Warung Siti|081234567890
2. KUKUSAN (1)
#1|Eko Prasetyo|Toko Eko|081234567891
",
    );
    assert_eq!(places(&drafts), ["32.76.06.1001", "32.76.06.1002"]);
}

#[test]
fn rt_and_rw_in_an_address_may_come_in_any_order_and_in_roman() {
    let (_, drafts) = depok(
        "
No|Nama|Usaha|Alamat
#1|Siti Aminah|Warung Siti|Jl. Mawar 3 RW 11 RT 2 Kel. Kukusan
#2|Eko Prasetyo|Toko Eko|Jl. Melati Rt. 02 Rw. XI, Kel. Kukusan
",
    );
    for draft in &drafts {
        assert_eq!(
            (draft.person.home.rt, draft.person.home.rw),
            (Some(2), Some(11)),
            "{:?}",
            draft.person.home
        );
    }
    assert_eq!(drafts[0].person.home.street.as_deref(), Some("Jl. Mawar 3 Kel. Kukusan"));
}

#[test]
fn questions_answered_with_more_than_one_word_and_several_permits_in_one_column() {
    let (plan, drafts) = depok(
        "
Cap waktu|Siapa nama lengkap Bapak/Ibu?|Apa nama usaha yang dijalankan?|Di kelurahan mana Anda tinggal?|Apakah Anda memiliki NIB?|Legalitas (PIRT/Halal)|KBLI|Tanggal Akad
2024-03-01|Siti Aminah|Warung Siti|Kukusan|Ya, sudah|P-IRT: 2063276010001-28|56101 - Restoran|2023-05-01
2024-03-01|Eko Prasetyo|Toko Eko|Tugu|Belum punya|Belum ada|47111 - Eceran|2023-05-02
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    let held: Vec<bool> = drafts[0].business.permits.iter().map(|permit| permit.held).collect();
    assert_eq!(held, [true, true], "{:?}", drafts[0].business.permits);
    assert_eq!(drafts[0].person.birth_date, None);
    assert_eq!(drafts[1].business.kbli[0].code, "47111");
}

#[test]
fn digits_that_a_program_kept_as_a_formula_are_digits_and_letters_in_a_nik_are_said() {
    let (_, drafts) = depok(
        "
Nama|NIK|Usaha|Kelurahan|HP
Siti Aminah|=\"3276015708900001\"|Warung Siti|Kukusan|=\"081234567890\"
Eko Prasetyo|3276O11708800002|Toko Eko|Tugu|081234567891
",
    );
    assert!(matches!(drafts[0].nik, NikReading::Full(_)));
    assert_eq!(drafts[0].person.phones, ["+6281234567890"]);
    assert_eq!(drafts[1].verdict(), Verdict::Repaired);
    assert!(matches!(drafts[1].nik, NikReading::Full(_)));
}

#[test]
fn a_place_in_cells_of_its_own_above_a_list_and_sexes_in_codes() {
    let (plan, drafts) = depok(
        "
DATA UMKM
Kelurahan|:|Kukusan||Kecamatan|:|Beji
RW|:|05||Tahun|:|2024
No|Nama lengkap & gelar|Jenis Kelamin (1=L, 2=P)|Usaha|Foto Lokasi
1.|Siti Aminah, S.E.|#2|Warung Siti|ada
2.|Eko Prasetyo|#1|Toko Eko|ada
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(places(&drafts), ["32.76.06.1002", "32.76.06.1002"]);
    assert_eq!(drafts[0].person.home.rw, Some(5));
    let sexes: Vec<_> = drafts.iter().map(|draft| draft.person.sex).collect();
    assert_eq!(sexes, [Some(kernel::nik::Sex::Female), Some(kernel::nik::Sex::Male)]);
}

#[test]
fn links_to_a_telephone_and_questions_about_permits() {
    let (plan, drafts) = depok(
        "
No|Nama Warga|Kelurahan|Nama Usaha|Kontak WA|Punya NIB (Y/T)|8. Apakah usaha Anda sudah memiliki halal?
1|Siti Aminah|Kukusan|Warung Siti|wa.me/6281234567890|Y|Belum
2|Eko Prasetyo|Kukusan|Toko Eko|WA 0812-3456-7891|T|Sudah
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    let phones: Vec<_> = drafts.iter().map(|draft| draft.person.phones.clone()).collect();
    assert_eq!(phones, [["+6281234567890"], ["+6281234567891"]]);
    let held = |draft: &Draft| draft.business.permits.iter().map(|permit| permit.held).collect::<Vec<_>>();
    assert_eq!(drafts.iter().map(held).collect::<Vec<_>>(), [[true, false], [false, true]]);
}

#[test]
fn a_group_of_columns_with_its_sum_beside_its_parts() {
    let (plan, drafts) = depok(
        "
NO|NAMA IKM|NAMA PEMILIK|KELURAHAN|TENAGA KERJA|||TAHUN BERDIRI
||||L|P|JML|
1|Toko Siti|Siti Aminah|Kukusan|#1|#2|#3|#2015
2|Toko Eko|Eko Prasetyo|Kukusan|#0|#4|#4|#2018
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    let workers = |draft: &Draft| draft.business.measures.iter().map(|one| one.value).collect::<Vec<_>>();
    assert_eq!(drafts.iter().map(workers).collect::<Vec<_>>(), [[1, 2, 3], [0, 4, 4]]);
}
