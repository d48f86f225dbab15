//! What agencies write above their columns.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::field::{Field, Side};
use super::words::header_words;

/// The headers known for each field.
const HEADERS: &str = include_str!("headers.txt");

fn headers() -> impl Iterator<Item = (Field, &'static str)> {
    let lines = HEADERS.lines().filter(|line| !line.starts_with('#'));
    let fields = lines
        .filter_map(|line| line.split_once(": "))
        .filter_map(|(code, headers)| Some((Field::parse(code)?, headers)));
    fields.flat_map(|(field, headers)| headers.split(", ").map(move |header| (field, header)))
}

/// Words that a header may hold without meaning anything by them.
const IDLE: &[&str] = &[
    "dan",
    "atau",
    "yang",
    "sesuai",
    "data",
    "id",
    "of",
    "the",
    "di",
    "per",
    "lengkap",
    "gelar",
    "wajib",
    "diisi",
    "isi",
    "identitas",
    "jumlah",
    "nilai",
    "rp",
    "rupiah",
    "s",
    "orang",
    "kode",
    "terakhir",
    "dalam",
    "ribu",
    "ribuan",
    "juta",
    "jutaan",
    "000",
    "dari",
    "format",
    "dd",
    "mm",
    "yyyy",
    "contoh",
    "16",
    "digit",
    "angka",
    "aktif",
    "kerja",
    "bila",
    "ada",
    "jika",
    "tahun",
    "and",
    "or",
    "list",
    "1",
    "2",
    "kepemilikan",
    "status",
    "akun",
    "urban",
    "tetap",
    "pembayaran",
    "menggunakan",
];

/// Words that say whose address it is, and nothing else: "Kelurahan (sesuai KTP)".
const SIDES: &[&str] =
    &["rumah", "ktp", "tinggal", "tempat", "domisili", "pemilik", "pribadi", "asal", "usaha"];

/// Words of questions and answers, which say still less: "Apakah Anda sudah memiliki NIB? (ya/belum)".
const ASKING: &[&str] = &[
    "apa",
    "siapa",
    "berapa",
    "mana",
    "kapan",
    "bagaimana",
    "ibu",
    "kamu",
    "bisa",
    "dapat",
    "dihubungi",
    "dijalankan",
    "pada",
    "apakah",
    "sudah",
    "belum",
    "memiliki",
    "mempunyai",
    "punya",
    "dimiliki",
    "anda",
    "saudara",
    "bapak",
    "ya",
    "tidak",
    "y",
    "t",
    "n",
    "tuliskan",
    "sebutkan",
    "sertakan",
];

/// Permits that a header may name together.
const PERMITS: &[&str] =
    &["nib", "pirt", "halal", "bpom", "siup", "tdp", "iumk", "sku", "npwp", "haki", "sni"];

struct Rule {
    field: Field,
    words: Vec<String>,
}

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| headers().map(|(field, header)| Rule { field, words: header_words(header) }).collect());

/// The places of rules by their first word: few of them can be meant by a header.
static BEGINNING: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut rules: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (at, rule) in RULES.iter().enumerate() {
        if let Some(first) = rule.words.first() {
            rules.entry(first).or_default().push(at);
        }
    }
    rules
});

/// Every word of the vocabulary, as it is written here.
pub(crate) fn words() -> Vec<&'static str> {
    headers().flat_map(|(_, header)| header.split(' ')).collect()
}

/// What a header says: fields, best first, each with how well it fits, from 0 to 1.
pub(crate) fn fields(header: &str) -> Vec<(Field, f64)> {
    let words = header_words(header);
    if words.is_empty() || words.len() > 18 {
        return Vec::new();
    }
    let mut has: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    if has.contains("apakah") {
        // "Apakah usaha Anda sudah memiliki NIB?" asks for the NIB alone.
        has.remove("usaha");
    }
    let total = |field: Field| -> f64 {
        let telling = has.iter().filter(|word| !(field.of_address() && SIDES.contains(word)));
        telling.map(|word| weight(word)).sum()
    };
    let mut found: Vec<(Field, f64)> = Vec::new();
    if names_both(header, &has) {
        found.push((Field::OwnerAndBusiness, 1.0));
    }
    let mut candidates: Vec<usize> =
        has.iter().filter_map(|word| BEGINNING.get(*word)).flatten().copied().collect();
    candidates.sort_unstable();
    for rule in candidates.into_iter().filter_map(|at| RULES.get(at)) {
        let wants: BTreeSet<&str> = rule.words.iter().map(String::as_str).collect();
        if wants.is_empty() || !wants.is_subset(&has) {
            continue;
        }
        let own: f64 = wants.iter().map(|word| weight(word)).sum();
        let fit = if wants == has { 1.0 } else { (2.0 * own / (own + total(rule.field).max(own))).min(0.97) };
        match found.iter_mut().find(|(field, _)| *field == rule.field) {
            Some(known) => known.1 = known.1.max(fit),
            None => found.push((rule.field, fit)),
        }
    }
    if has.iter().filter(|word| PERMITS.contains(word)).count() >= 2 {
        // "Legalitas (NIB/PIRT/Halal)": whichever of them there is.
        found.retain(|(field, _)| !field.of_permit());
        found.push((Field::Permit, 0.9));
    }
    if names_phone_too(header) {
        found.retain(|(field, _)| !matches!(field, Field::Person | Field::Phone | Field::Ordinal));
        found.push((Field::Person, 0.97));
    }
    if found.iter().any(|(field, _)| *field == Field::OwnerAndBusiness) {
        found.retain(|(field, _)| !matches!(field, Field::Person | Field::Business));
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// Whether a header only says in what something is counted: `(Rp)`, `(orang)`.
pub(crate) fn is_idle(header: &str) -> bool {
    let words = header_words(header);
    !words.is_empty() && words.iter().all(|word| IDLE.contains(&word.as_str()))
}

fn weight(word: &str) -> f64 {
    if ASKING.contains(&word) {
        0.05
    } else if IDLE.contains(&word) {
        0.3
    } else {
        1.0
    }
}

/// The parts of a header between what parts, each in its words.
fn parts(header: &str) -> Vec<Vec<String>> {
    header
        .split(['/', '&', '+', ',', '-', '(', '\n'])
        .flat_map(|part| part.split(" dan "))
        .flat_map(|part| part.split(" DAN "))
        .map(header_words)
        .filter(|words| !words.is_empty())
        .collect()
}

/// `Nama & No HP`: a person with a telephone.
fn names_phone_too(header: &str) -> bool {
    let parts = parts(header);
    let [name, phone] = parts.as_slice() else { return false };
    let has = |words: &[String], known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    has(name, &["nama", "pemilik"])
        && !has(name, &["usaha", "kontak", "hp"])
        && has(phone, &["hp", "kontak"])
        && !has(phone, &["nama", "person"])
}

/// `Pemilik / Nama Usaha`: a person and a business parted by something that parts; `pelaku usaha` is one person.
fn names_both(header: &str, has: &BTreeSet<&str>) -> bool {
    let parts = parts(header);
    let person = |words: &Vec<String>| {
        words.iter().any(|w| w == "pemilik") && !words.iter().any(|w| w == "usaha" && words.len() == 1)
    };
    let business = |words: &Vec<String>| {
        words.last().is_some_and(|w| w == "usaha") && !words.iter().any(|w| w == "pemilik")
    };
    has.contains("pemilik")
        && has.contains("usaha")
        && !has.contains("alamat")
        && !has.contains("hp")
        && parts.len() == 2
        && parts.iter().any(person)
        && parts.iter().any(business)
}

/// Whose address a header speaks of.
pub(crate) fn side(header: &str) -> Side {
    let words = header_words(header);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    if has(&["rumah", "ktp", "tinggal", "domisili", "pemilik", "pribadi", "asal", "nik", "home"]) {
        Side::Home
    } else if has(&["usaha", "produksi", "berjualan", "jualan", "dagang", "berdagang"]) {
        Side::Business
    } else {
        Side::Unsaid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_vocabulary_names_a_field() {
        for line in HEADERS.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.split_once(": ").is_some_and(|(code, _)| Field::parse(code).is_some()), "{line}");
        }
    }

    #[test]
    fn headers_of_many_agencies_are_understood() {
        for (header, field) in [
            ("NAMA PEMILIK", Field::Person),
            ("Nama Pelaku Usaha", Field::Person),
            ("NAMA WARGA", Field::Person),
            ("Owner Name", Field::Person),
            ("Nama Peserta", Field::Person),
            ("nama_perusahaan", Field::Business),
            ("Business Name", Field::Business),
            ("Usaha", Field::Business),
            ("Nama Pemilik / Nama Usaha", Field::OwnerAndBusiness),
            ("Pemilik & Usaha", Field::OwnerAndBusiness),
            ("JENIS USAHA", Field::BusinessOrSector),
            ("BIDANG USAHA", Field::Sector),
            ("N I K", Field::Nik),
            ("No. KTP", Field::Nik),
            ("Nomor Induk Kependudukan (16 digit)", Field::Nik),
            ("NIB", Field::Nib),
            ("Nomor Induk Berusaha", Field::Nib),
            ("L/P", Field::Sex),
            ("Jenis Kelamin (L/P)", Field::Sex),
            ("TGL LAHIR", Field::BirthDate),
            ("Tempat, Tanggal Lahir", Field::BirthPlaceDate),
            ("TTL", Field::BirthPlaceDate),
            ("Date of Birth", Field::BirthDate),
            ("NO. HP / WA", Field::Phone),
            ("Phone Number", Field::Phone),
            ("RT/RW", Field::RtRw),
            ("Kel./Desa", Field::Kelurahan),
            ("id_kelurahan", Field::Kelurahan),
            ("KECAMATAN", Field::Kecamatan),
            ("ALAMAT JALAN", Field::Street),
            ("Alamat Usaha", Field::Street),
            ("tk_pria", Field::MaleWorkers),
            ("Tenaga Kerja L", Field::MaleWorkers),
            ("Jml TK Perempuan", Field::FemaleWorkers),
            ("Jumlah Karyawan", Field::Workers),
            ("Omset per Bulan (Rp)", Field::MonthlySales),
            ("OMZET/TAHUN (Rp.000)", Field::YearlySales),
            ("Modal Usaha", Field::Capital),
            ("nilai_investasi", Field::Investment),
            ("Tahun Berdiri", Field::StartedYear),
            ("P-IRT", Field::Pirt),
            ("Sertifikat Halal", Field::Halal),
            ("nomor_izin", Field::Permit),
            ("tahun_izin", Field::PermitYear),
            ("tahun_data", Field::DataYear),
            ("Tanggal Terbit", Field::PermitIssued),
            ("id_kbli", Field::Kbli),
            ("id_aktif", Field::Standing),
            ("id_pembiayaan", Field::Financing),
            ("Ket", Field::Note),
            ("Tanda Tangan", Field::Ignored),
            ("Kontak Person", Field::ContactPerson),
            ("Jenis Kelamin P", Field::FemaleMark),
        ] {
            check(header, field);
        }
    }

    #[test]
    fn numbers_questions_and_sides_around_a_header_do_not_hide_it() {
        for (header, field) in [
            ("9. Kelurahan", Field::Kelurahan),
            ("a. Nama Lengkap", Field::Person),
            ("16. Apakah sudah memiliki NIB?", Field::Nib),
            ("8. Apakah usaha Anda sudah memiliki NIB?", Field::Nib),
            ("Punya NIB (Y/T)", Field::Nib),
            ("Halal (Y/T)", Field::Halal),
            ("Kepemilikan NIB", Field::Nib),
            ("status_nib", Field::Nib),
            ("Status Usaha", Field::Standing),
            ("Pemilik (Nama Usaha)", Field::OwnerAndBusiness),
            ("Nama Pemilik (Pelaku Usaha)", Field::Person),
            ("Tenaga Kerja L/P", Field::Workers),
            ("Kelurahan (sesuai KTP)", Field::Kelurahan),
            ("KELURAHAN USAHA", Field::Kelurahan),
            ("Karyawan Tetap", Field::Workers),
        ] {
            check(header, field);
            assert!(fields(header).iter().any(|(_, fit)| *fit >= 0.79), "{header}");
        }
    }

    #[test]
    fn headers_of_forms_and_of_lists_in_english_are_understood() {
        for (header, field) in [
            ("Line of Business", Field::Sector),
            ("Employees (F)", Field::FemaleWorkers),
            ("Annual Turnover (IDR million)", Field::YearlySales),
            ("TENAGA KERJA TIDAK TETAP", Field::Ignored),
            ("Legalitas (NIB/PIRT/Halal)", Field::Permit),
            ("Di kelurahan mana Anda tinggal?", Field::Kelurahan),
            ("Utusan Kelurahan", Field::Kelurahan),
            ("Lokasi Berjualan", Field::Street),
            ("NAMA & NO HP", Field::Person),
            ("Nama Pemilik / No. Telp", Field::Person),
            ("Produk Unggulan", Field::Products),
            ("Dagangan", Field::Products),
            ("TENAGA KERJA (ORG)", Field::Workers),
            ("Tenor", Field::Ignored),
            ("Last Name", Field::NameRest),
            ("Created At", Field::DataDate),
            ("Cap waktu", Field::DataDate),
        ] {
            check(header, field);
        }
    }

    fn check(header: &str, field: Field) {
        let found = fields(header);
        assert_eq!(found.first().map(|(field, _)| *field), Some(field), "{header}: {found:?}");
    }
}
