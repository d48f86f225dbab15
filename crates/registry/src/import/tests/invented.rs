//! Layouts that no file of ours has.

use crate::permit;
use kernel::nik::Sex;
use sheet::{Cell, Row, Value};

use super::*;
use crate::source::claims::MeasureKind;

/// A sheet written as lines of cells between bars; a cell of digits after `#` is a number.
pub(super) fn sheet(name: &str, lines: &str) -> Vec<Met> {
    let mut met = vec![Met::Sheet { name: name.to_owned(), hidden: false }];
    for (line, number) in lines.trim_matches('\n').lines().zip(1..) {
        let cells: Vec<Cell> = line
            .split('|')
            .zip(1..)
            .filter(|(text, _)| !text.trim().is_empty())
            .map(|(text, column)| Cell { column, value: value(text.trim()) })
            .collect();
        if !cells.is_empty() {
            met.push(Met::Row(Row { number, cells }));
        }
    }
    met
}

fn value(text: &str) -> Value {
    match text.strip_prefix('#').and_then(|number| number.parse().ok()) {
        Some(number) => Value::Number(number),
        None => Value::Text(text.replace("\\n", "\n")),
    }
}

pub(super) fn depok(lines: &str) -> (Plan, Vec<Draft>) {
    let (plan, read) = understand(&sheet("Sheet1", lines), "32.76");
    (plan, drafts(read))
}

pub(super) fn doubts(plan: &Plan) -> Vec<&MappingDoubt> {
    plan.lists().flat_map(|layout| &layout.doubts).collect()
}

pub(super) fn names(drafts: &[Draft]) -> Vec<&str> {
    drafts.iter().map(|draft| draft.person.name.as_deref().unwrap_or("-")).collect()
}

pub(super) fn places(drafts: &[Draft]) -> Vec<String> {
    drafts
        .iter()
        .map(|draft| draft.person.home.area.as_ref().map(ToString::to_string).unwrap_or_default())
        .collect()
}

#[test]
fn two_rows_of_header_and_a_row_of_numbers() {
    let (plan, drafts) = depok(
        "
DATA UMKM BINAAN
KOTA DEPOK TAHUN 2024

NO|IDENTITAS PEMILIK|||DATA USAHA||TENAGA KERJA||OMZET PER TAHUN (Rp.000)
|NAMA|NIK|ALAMAT|NAMA|BIDANG|L|P|
#1|#2|#3|#4|#5|#6|#7|#8|#9
#1|Siti Aminah|'3276015708900001|Jl. Mawar 3 Kel. Depok Jaya Kec. Pancoran Mas|Dapur Siti|Kuliner|#1|#2|25.000
#2|Budi Santoso|3276011708800002|Jl. Melati RT 02/03 Kel. Beji Kec. Beji|Bengkel Budi|Otomotif|#2|#0|#120000
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", plan.layouts);
    assert_eq!(names(&drafts), ["Siti Aminah", "Budi Santoso"]);
    assert_eq!(drafts[0].business.name.as_deref(), Some("Dapur Siti"));
    assert_eq!(drafts[0].business.sector.as_deref(), Some("Kuliner"));
    let measures: Vec<_> =
        drafts[0].business.measures.iter().map(|one| (one.kind, one.value, one.year)).collect();
    assert_eq!(
        measures,
        [
            (MeasureKind::YearlySales, 25_000_000, Some(2024)),
            (MeasureKind::MaleWorkers, 1, Some(2024)),
            (MeasureKind::FemaleWorkers, 2, Some(2024)),
        ]
    );
    assert_eq!(places(&drafts), ["32.76.01.1007", "32.76.06.1001"]);
    assert_eq!(drafts[1].person.home.rw, Some(3));
}

#[test]
fn tables_of_several_kelurahan_stacked_in_one_sheet() {
    let (plan, drafts) = depok(
        "
KELURAHAN BEJI
No|Nama Pemilik|Nama Usaha|Telp
#1|Siti Aminah|Warung Siti|081234567890
#2|Eko Prasetyo|Toko Eko|081234567891
JUMLAH|#2

KELURAHAN KUKUSAN
No|Nama Pemilik|Nama Usaha|Telp
#1|Wati Lestari|Salon Wati|081234567892
Jumlah : 1 orang
",
    );
    assert!(doubts(&plan).is_empty());
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo", "Wati Lestari"]);
    assert_eq!(places(&drafts), ["32.76.06.1001", "32.76.06.1001", "32.76.06.1002"]);
}

#[test]
fn kecamatan_in_section_rows_and_totals_in_the_middle() {
    let (plan, drafts) = depok(
        "
No.|Nama Pelaku Usaha|Jenis Kelamin|Kelurahan|Jenis Usaha
A.|KECAMATAN BEJI
#1|Siti Aminah|Perempuan|Tugu|Kuliner
#2|Eko Prasetyo|Laki-laki|Beji|Fashion
|Sub Total|||2
B.|KECAMATAN CIMANGGIS
#1|Wati Lestari|Wanita|Tugu|Jasa
||||
|TOTAL|||3
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo", "Wati Lestari"]);
    assert_eq!(drafts[2].person.sex, Some(Sex::Female));
    assert_eq!(places(&drafts)[1..], ["32.76.06.1001".to_owned(), "32.76.02.1009".to_owned()]);
    // Tugu is in Cimanggis, not in Beji.
    assert!(matches!(drafts[0].remarks[0].finding, Finding::PlaceOtherKecamatan { .. }));
}

#[test]
fn bare_names_of_places_as_section_rows() {
    let (_, drafts) = depok(
        "
No|Nama|Usaha|HP
BEJI TIMUR
#1|Siti Aminah|Warung Siti|081234567890
KUKUSAN
#2|Eko Prasetyo|Toko Eko|081234567891
",
    );
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
    assert_eq!(places(&drafts), ["32.76.06.1006", "32.76.06.1002"]);
}

#[test]
fn english_headers_and_line_breaks() {
    let (plan, drafts) = depok(
        "
No|Owner\\nName|National ID|Date of\\nBirth|Gender|Business\\nName|Phone\\nNumber|Village|District
1|Siti Aminah|3276015708900001|17/08/1990|F|Siti Kitchen|+62 812-3456-7890|Kukusan|Beji
2|Eko Prasetyo|3276011708800002|17/08/1980|M|Eko Store|0813-9876-5432|Tugu|Cimanggis
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Siti Aminah", "Eko Prasetyo"]);
    assert_eq!(drafts[0].verdict(), Verdict::Good, "{:?}", drafts[0].remarks);
    assert_eq!(drafts[1].person.phones, ["+6281398765432"]);
    assert!(matches!(drafts[0].nik, NikReading::Full(_)));
}

#[test]
fn owner_and_business_in_one_cell() {
    let (plan, drafts) = depok(
        "
No|Nama Pemilik / Nama Usaha|TTL|Alamat|No HP
1|Budi Santoso / Warung Budi|Depok, 12-03-1980|Jl. Raya 5, Kel. Kukusan, Kec. Beji|0812 3456 7890 / 0813 9876 5432
2|Siti Aminah / Dapur Siti|Bogor, 25-03-1985|Jl. Raya 6, Kel. Kukusan, Kec. Beji|-
",
    );
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["Budi Santoso", "Siti Aminah"]);
    assert_eq!(drafts[0].business.name.as_deref(), Some("Warung Budi"));
    assert_eq!(drafts[0].person.birth_place.as_deref(), Some("Depok"));
    // The second row shows that days come first.
    assert_eq!(drafts[0].person.birth_date, "1980-03-12".parse().ok());
    assert_eq!(drafts[0].person.phones.len(), 2);
    assert_eq!(places(&drafts)[0], "32.76.06.1002");
}

#[test]
fn names_under_each_others_headers_are_found_and_asked_about() {
    let (plan, drafts) = depok(
        "
No|Nama Usaha|Nama Pemilik|Kelurahan
1|Siti Aminah|Warung Makan Barokah|Beji
2|Budi Santoso|Bengkel Jaya Motor|Beji
3|Eko Prasetyo|Toko Kelontong Makmur|Beji
4|Wati Lestari|Laundry Sejahtera|Beji
",
    );
    assert_eq!(names(&drafts)[0], "Siti Aminah");
    assert!(!plan.is_sure());
}

#[test]
fn a_list_without_any_header_stops_and_is_still_understood() {
    let (plan, drafts) = depok(
        "
1|Siti Aminah|3276015708900001|081234567890|Kukusan
2|Budi Santoso|3276011708800002|081234567891|Beji
3|Eko Prasetyo|3276010101850003|081234567892|Tugu
4|Wati Lestari|3276014202860001|081234567893|Kukusan
",
    );
    assert!(doubts(&plan).contains(&&MappingDoubt::NoHeader));
    assert_eq!(names(&drafts), ["Siti Aminah", "Budi Santoso", "Eko Prasetyo", "Wati Lestari"]);
    assert!(drafts.iter().all(|draft| matches!(draft.nik, NikReading::Full(_))));
    assert_eq!(places(&drafts)[0], "32.76.06.1002");
}

#[test]
fn a_strange_header_does_not_hide_a_column_of_niks() {
    let (plan, drafts) = depok(
        "
No|Nama|Kode Ktp-el Warga|Kelurahan
1|Siti Aminah|3276015708900001|Kukusan
2|Budi Santoso|3276011708800002|Beji
3|Eko Prasetyo|3276010101850003|Tugu
",
    );
    assert!(
        drafts.iter().all(|draft| matches!(draft.nik, NikReading::Full(_))),
        "{:?}",
        plan.layouts[0].mapping
    );
}

#[test]
fn a_column_for_each_permit() {
    let (plan, drafts) = depok(
        "
No|Nama Usaha|Pemilik|PERIZINAN||||Alamat Usaha|Alamat Pemilik
|||NIB|P-IRT|Halal|NPWP|
1|Keripik Siti|Siti Aminah|1234567890123|2063276010001-28|ada|01.234.567.8-412.000|Jl. A Kel. Beji Kec. Beji|Jl. B Kel. Kukusan Kec. Beji
2|Kue Wati|Wati Lestari|-|belum|-||Jl. C Kel. Beji Kec. Beji|Jl. D Kel. Kukusan Kec. Beji
",
    );
    assert!(doubts(&plan).is_empty(), "{:?} {:?}", doubts(&plan), plan.layouts[0].mapping);
    let kinds: Vec<_> =
        drafts[0].business.permits.iter().map(|one| (one.kind, one.number.is_some(), one.held)).collect();
    assert_eq!(
        kinds,
        [
            (permit::Kind::Nib, true, true),
            (permit::Kind::Npwp, false, true),
            (permit::Kind::Pirt, true, true),
            (permit::Kind::Halal, false, true),
        ]
    );
    assert_eq!(drafts[0].npwp.as_deref(), Some("012345678412000"));
    assert!(drafts[1].business.permits.iter().all(|one| !one.held));
    assert_eq!(drafts[0].business.address.area, AreaCode::parse("32.76.06.1001").ok());
    assert_eq!(drafts[0].person.home.area, AreaCode::parse("32.76.06.1002").ok());
}

#[test]
fn semicolons_and_windows_1252() {
    let mut text = "NAMA;NIK;TGL LAHIR;ALAMAT;KELURAHAN;OMSET PER BULAN\r\n".as_bytes().to_vec();
    text.extend(b"Andr\xe9 Wijaya;3276011708800002;17/08/1980;Jl. Caf\xe9 1;Kukusan;Rp 2.500.000\r\n");
    text.extend(b"Siti Aminah;3276015708900001;17/08/1990;Jl. B 2;Beji;3 juta\r\n");
    let (plan, read) = understand(&met(&text), "32.76");
    let drafts = drafts(read);
    assert!(doubts(&plan).is_empty(), "{:?}", doubts(&plan));
    assert_eq!(names(&drafts), ["André Wijaya", "Siti Aminah"]);
    let sales: Vec<i64> =
        drafts.iter().flat_map(|draft| &draft.business.measures).map(|one| one.value).collect();
    assert_eq!(sales, [2_500_000, 3_000_000]);
}

#[test]
fn a_list_without_niks_whose_dates_do_not_settle_their_order_says_so() {
    let (_, drafts) = depok(
        "
No|Nama|Tanggal Lahir|L/P|Alamat|RT|RW|Kel|Kec
1|Siti Aminah|03/04/1980|P|Jl. A|1|2|Kukusan|Beji
2|Budi Santoso|05/06/1981|L|Jl. B|3|4|Tugu|Cimanggis
",
    );
    assert!(matches!(drafts[0].remarks[0].finding, Finding::DateEither { .. }));
    assert_eq!(drafts[0].person.birth_date, None);
    assert_eq!((drafts[0].person.home.rt, drafts[0].person.home.rw), (Some(1), Some(2)));
}

#[test]
fn amounts_too_small_for_rupiah_are_asked_about() {
    let (plan, _) = depok(
        "
No|Nama Pemilik|Nama Usaha|Modal|Omzet
1|Siti Aminah|Warung Siti|#500|#1200
2|Budi Santoso|Toko Budi|#750|#900
3|Eko Prasetyo|Bengkel Eko|#1000|#5000
",
    );
    assert!(
        doubts(&plan).iter().any(|doubt| matches!(doubt, MappingDoubt::UnitUnclear { .. })),
        "{:?}",
        doubts(&plan)
    );
}

#[test]
fn sums_by_kecamatan_are_no_list_of_people() {
    let mut met = sheet(
        "Rekap",
        "REKAPITULASI UMKM\nNo|Kecamatan|Jumlah UMKM|Jumlah Tenaga Kerja\n1|Beji|#120|#300\n2|Limo|#80|#150\nTOTAL||#200|#450",
    );
    met.extend(sheet(
        "Data",
        "No|Nama Pemilik|Nama Usaha|Kecamatan\n1|Siti Aminah|Warung Siti|Beji\n2|Budi Santoso|Toko Budi|Limo",
    ));
    let (plan, read) = understand(&met, "32.76");
    assert_eq!(plan.lists().count(), 1);
    assert_eq!(names(&drafts(read)), ["Siti Aminah", "Budi Santoso"]);
}

#[test]
fn a_confirmed_mapping_is_recognised_next_time() {
    let lines = "No|Nama Usaha|Nama Pemilik|Kelurahan\n1|Siti Aminah|Warung Barokah|Beji\n2|Budi Santoso|Bengkel Jaya|Beji\n3|Eko Prasetyo|Toko Makmur|Beji";
    let (plan, _) = depok(lines);
    assert!(!plan.is_sure());
    let mapping = plan.layouts[0].mapping.clone();
    let confirmed = HashMap::from([(mapping.key.clone(), mapping)]);
    let (plan, _) = understand_knowing(&sheet("Lain", lines), "32.76", &confirmed);
    assert!(plan.is_sure() && plan.layouts[0].remembered);
}

#[test]
fn a_row_without_a_name_is_refused_and_a_bad_nik_is_not() {
    let (_, drafts) = depok(
        "
No|Nama|NIK|Kelurahan|Usaha
1|Siti Aminah|#3276015708900000|Kukusan|Warung Siti
2||3276011708800002|Beji|
3|Budi Santoso|32760117088|Beji|Toko Budi
4|Eko Prasetyo|3276010101850003|Menteng, Jakarta Pusat|Bengkel Eko
",
    );
    let verdicts: Vec<Verdict> = drafts.iter().map(Draft::verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Doubtful, Verdict::Refused, Verdict::Doubtful, Verdict::Question],
        "{:?}",
        drafts[3].remarks
    );
    assert!(matches!(drafts[0].nik, NikReading::Rounded { .. }));
}

#[test]
fn what_is_not_a_list_gives_nobody() {
    for lines in ["", "Kosong", "Laporan kegiatan\nBerjalan lancar\nTerima kasih", "#1|#2\n#3|#4\n#5|#6"] {
        let (plan, drafts) = depok(lines);
        assert!(drafts.is_empty() && !plan.is_sure(), "{lines}");
    }
}
