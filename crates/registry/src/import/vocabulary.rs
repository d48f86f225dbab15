//! What agencies write above their columns.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::field::{Field, Side};
use super::words::header_words;

/// The headers known for each field. Synonyms of single words are in `words`: here each notion is written once.
const HEADERS: &[(Field, &[&str])] = &[
    (Field::Ordinal, &["no", "no urut", "urut", "id", "nomor"]),
    (
        Field::Person,
        &[
            "nama",
            "nama pemilik",
            "nama pemilik usaha",
            "nama lengkap",
            "pemilik",
            "nama penanggung jawab",
            "nama ktp",
            "nama lengkap pemilik",
            "penanggung jawab",
            "nama kepala",
            "nama ketua",
            "full nama",
            "nama orang",
            "nama sesuai ktp",
            "identitas pemilik nama",
            "pemilik usaha",
        ],
    ),
    (
        Field::Business,
        &[
            "nama usaha",
            "usaha",
            "nama badan usaha",
            "nama unit usaha",
            "nama warung",
            "nama stand",
            "identitas usaha nama",
            "nama tempat usaha",
            "nama dagang",
            "nama rumah makan",
        ],
    ),
    (Field::Brand, &["merek", "nama merek", "merek dagang", "merek produk", "merek usaha"]),
    (
        Field::ContactPerson,
        &["kontak person", "nama kontak", "cp", "narahubung", "kontak yang dapat dihubungi"],
    ),
    (
        Field::Nik,
        &[
            "nik",
            "no ktp",
            "ktp",
            "no induk kependudukan",
            "nik pemilik",
            "nik ktp",
            "no identitas",
            "no e ktp",
            "id card no",
            "kependudukan id",
            "kependudukan induk no",
            "no identitas ktp",
            "identitas nik",
        ],
    ),
    (Field::FamilyCard, &["kk", "no kk", "kartu keluarga", "no kartu keluarga", "family card"]),
    (
        Field::Sex,
        &[
            "kelamin",
            "jenis kelamin",
            "jk",
            "l p",
            "p l",
            "pria wanita",
            "j kel",
            "jenis kelamin l p",
            "jenis kel",
        ],
    ),
    (
        Field::MaleMark,
        &["kelamin pria", "kelamin l", "jenis kelamin pria", "jenis kelamin l", "jk l", "l p l"],
    ),
    (
        Field::FemaleMark,
        &["kelamin wanita", "kelamin p", "jenis kelamin wanita", "jenis kelamin p", "jk p", "l p p"],
    ),
    (Field::BirthPlaceDate, &["ttl", "tempat tanggal lahir", "kota tanggal lahir"]),
    (Field::BirthPlace, &["tempat lahir", "kota lahir"]),
    (Field::BirthDate, &["tanggal lahir", "lahir", "dob", "of lahir tanggal"]),
    (Field::BirthYear, &["tahun lahir"]),
    (Field::Age, &["umur", "umur tahun"]),
    (Field::Mother, &["ibu kandung", "nama ibu", "nama ibu kandung"]),
    (
        Field::Phone,
        &[
            "hp",
            "no hp",
            "kontak",
            "no kontak",
            "hp pemilik",
            "no hp aktif",
            "no yang dapat dihubungi",
            "no hp usaha",
        ],
    ),
    (Field::Email, &["email", "e mail", "alamat email", "alamat e mail"]),
    (
        Field::Street,
        &[
            "alamat",
            "jalan",
            "alamat lengkap",
            "alamat rumah",
            "alamat usaha",
            "alamat tempat usaha",
            "alamat domisili",
            "alamat ktp",
            "lokasi",
            "lokasi usaha",
            "nama jalan",
            "dusun",
            "kampung",
            "lingkungan",
            "tempat tinggal",
            "domisili",
            "alamat jalan",
            "alamat pemilik",
            "alamat tempat tinggal",
            "alamat sesuai ktp",
            "detail alamat",
        ],
    ),
    (Field::RtRw, &["rt rw", "rw rt", "alamat rt rw"]),
    (Field::Rt, &["rt", "no rt"]),
    (Field::Rw, &["rw", "no rw"]),
    (
        Field::Kelurahan,
        &[
            "kelurahan",
            "nama kelurahan",
            "alamat kelurahan",
            "kode kelurahan",
            "wilayah kelurahan",
            "asal kelurahan",
        ],
    ),
    (
        Field::Kecamatan,
        &["kecamatan", "nama kecamatan", "alamat kecamatan", "kode kecamatan", "wilayah kecamatan"],
    ),
    (Field::City, &["kota", "nama kota", "alamat kota", "kode kota"]),
    (Field::Province, &["provinsi", "nama provinsi", "alamat provinsi"]),
    (Field::Postcode, &["pos", "kode pos", "kodepos", "code pos"]),
    (Field::Education, &["pendidikan", "pendidikan terakhir", "tingkat pendidikan", "ijazah", "lulusan"]),
    (Field::Occupation, &["pekerjaan", "profesi", "pekerjaan utama", "occupation"]),
    (
        Field::Disability,
        &[
            "disabilitas",
            "jenis disabilitas",
            "penyandang disabilitas",
            "kebutuhan khusus",
            "status disabilitas",
        ],
    ),
    (Field::AssistiveNeed, &["alat bantu", "kebutuhan alat bantu", "jenis alat bantu"]),
    (Field::HeadsFamily, &["pekka", "wanita kepala keluarga", "kepala keluarga"]),
    (
        Field::Group,
        &[
            "kelompok",
            "nama kelompok",
            "komunitas",
            "nama komunitas",
            "paguyuban",
            "asosiasi",
            "nama koperasi",
            "kelompok usaha",
        ],
    ),
    (
        Field::Sector,
        &[
            "bidang usaha",
            "bidang",
            "sub bidang",
            "kelompok bidang usaha",
            "jenis kegiatan usaha",
            "kegiatan usaha",
            "komoditi",
            "komoditas",
        ],
    ),
    (Field::BusinessOrSector, &["jenis usaha"]),
    (
        Field::Products,
        &[
            "produk",
            "nama produk",
            "jenis produk",
            "hasil produksi",
            "jenis dagangan",
            "barang dagangan",
            "uraian produk",
            "jenis produksi",
            "produk utama",
        ],
    ),
    (Field::Kbli, &["kbli", "kode kbli", "id kbli", "no kbli", "kbli usaha"]),
    (
        Field::LegalForm,
        &[
            "bentuk usaha",
            "badan hukum",
            "bentuk badan usaha",
            "bentuk badan hukum",
            "status badan hukum",
            "jenis badan usaha",
        ],
    ),
    (
        Field::StartedYear,
        &[
            "tahun berdiri",
            "tahun mulai",
            "mulai usaha",
            "tahun mulai usaha",
            "tahun berdiri usaha",
            "berdiri sejak",
            "berdiri",
            "tahun usaha",
            "mulai tahun",
            "usaha sejak",
        ],
    ),
    (Field::YearsRunning, &["lama usaha", "umur usaha", "lama usaha tahun"]),
    (
        Field::PlaceKind,
        &["tempat usaha", "menetap keliling", "jenis tempat usaha", "tempat usaha menetap keliling"],
    ),
    (
        Field::Standing,
        &[
            "status usaha",
            "status",
            "aktif",
            "id aktif",
            "kondisi usaha",
            "aktif tidak aktif",
            "aktif tutup",
            "status aktif",
            "keadaan usaha",
        ],
    ),
    (
        Field::Size,
        &[
            "skala",
            "skala usaha",
            "kelas usaha",
            "kriteria usaha",
            "golongan usaha",
            "usaha mikro kecil menengah",
        ],
    ),
    (
        Field::Capital,
        &["modal", "modal usaha", "modal awal", "jumlah modal", "nilai modal", "modal kerja", "besar modal"],
    ),
    (Field::Investment, &["investasi", "nilai investasi", "jumlah investasi"]),
    (Field::Assets, &["aset", "nilai aset", "jumlah aset", "aset usaha", "aset bersih"]),
    (
        Field::YearlySales,
        &[
            "omzet",
            "omzet tahun",
            "omzet per tahun",
            "hasil omzet tahun",
            "nilai omzet",
            "jumlah omzet",
            "omzet usaha",
            "rata rata omzet tahun",
        ],
    ),
    (
        Field::MonthlySales,
        &["omzet bulan", "omzet per bulan", "rata rata omzet bulan", "omzet rata rata per bulan"],
    ),
    (Field::DailySales, &["omzet hari", "omzet per hari", "rata rata omzet hari"]),
    (Field::YearlyProduction, &["nilai produksi", "nilai produksi tahun"]),
    (Field::RawMaterialValue, &["nilai bahan baku", "nilai bb bp", "biaya bahan baku"]),
    (
        Field::Credit,
        &["pinjaman", "jumlah pinjaman", "kredit", "jumlah kredit", "plafon", "nilai kredit", "hutang"],
    ),
    (
        Field::MaleWorkers,
        &[
            "tenaga pria",
            "tenaga l",
            "tenaga kerja pria",
            "tenaga kerja l",
            "jumlah tenaga kerja pria",
            "jumlah tenaga kerja l",
        ],
    ),
    (
        Field::FemaleWorkers,
        &[
            "tenaga wanita",
            "tenaga p",
            "tenaga kerja wanita",
            "tenaga kerja p",
            "jumlah tenaga kerja wanita",
            "jumlah tenaga kerja p",
        ],
    ),
    (Field::DisabledWorkers, &["tenaga disabilitas", "tenaga kerja disabilitas"]),
    (
        Field::Workers,
        &[
            "tenaga",
            "tenaga kerja",
            "jumlah tenaga",
            "jumlah tenaga kerja",
            "tenaga kerja jumlah",
            "penyerapan tenaga kerja",
            "serapan tenaga kerja",
        ],
    ),
    (
        Field::Capacity,
        &[
            "kapasitas",
            "kapasitas produksi",
            "nilai kapasitas",
            "jumlah produksi",
            "volume produksi",
            "kapasitas tahun",
        ],
    ),
    (Field::Unit, &["satuan", "id satuan", "satuan produksi"]),
    (Field::Nib, &["nib", "no nib", "no induk berusaha", "nib oss", "izin nib"]),
    (Field::Npwp, &["npwp", "no npwp", "izin npwp", "no pokok wajib pajak"]),
    (
        Field::Pirt,
        &["pirt", "p irt", "spp irt", "no pirt", "no p irt", "izin pirt", "izin p irt", "sertifikat pirt"],
    ),
    (Field::Bpom, &["bpom", "bpom md", "md", "izin edar", "no bpom", "izin bpom", "izin edar bpom"]),
    (
        Field::Halal,
        &["halal", "sertifikat halal", "no halal", "izin halal", "no sertifikat halal", "sertifikasi halal"],
    ),
    (
        Field::Trademark,
        &[
            "haki",
            "hki",
            "hak merek",
            "merek terdaftar",
            "sertifikat merek",
            "no merek",
            "izin haki",
            "izin hki",
            "izin merek",
        ],
    ),
    (Field::Sni, &["sni", "no sni", "izin sni"]),
    (Field::StandardCertificate, &["sertifikat standar", "no sertifikat standar"]),
    (Field::Iumk, &["iumk", "no iumk", "izin iumk", "izin usaha mikro kecil", "izin usaha mikro"]),
    (Field::Siup, &["siup", "no siup", "izin siup"]),
    (Field::Tdp, &["tdp", "no tdp", "izin tdp"]),
    (Field::Sku, &["sku", "surat keterangan usaha", "no sku", "izin sku"]),
    (
        Field::Permit,
        &["izin", "no izin", "izin usaha", "no izin usaha", "izin yang dimiliki", "kepemilikan izin"],
    ),
    (Field::PermitKind, &["jenis izin", "jenis izin usaha", "nama izin"]),
    (Field::PermitYear, &["tahun izin", "tahun terbit"]),
    (
        Field::PermitIssued,
        &[
            "tanggal izin",
            "tanggal terbit",
            "tanggal terbit izin",
            "terbit",
            "tanggal penerbitan",
            "tanggal terbit nib",
        ],
    ),
    (
        Field::PermitExpires,
        &[
            "masa berlaku",
            "kadaluarsa",
            "tanggal kadaluarsa",
            "berlaku sampai",
            "berlaku hingga",
            "tanggal berakhir",
            "expired",
        ],
    ),
    (Field::DataYear, &["tahun data", "tahun pendataan", "tahun", "tahun anggaran"]),
    (
        Field::DataDate,
        &[
            "tanggal data",
            "tanggal pendataan",
            "tanggal input",
            "timestamp",
            "tanggal",
            "tanggal daftar",
            "tanggal registrasi",
            "waktu",
        ],
    ),
    (
        Field::Channel,
        &[
            "pemasaran",
            "daerah pemasaran",
            "wilayah pemasaran",
            "saluran omzet",
            "marketplace",
            "jangkauan pemasaran",
            "media pemasaran",
            "tempat pemasaran",
            "cara pemasaran",
        ],
    ),
    (
        Field::Online,
        &[
            "media sosial",
            "instagram",
            "facebook",
            "website",
            "ig",
            "fb",
            "sosmed",
            "akun media sosial",
            "tiktok",
            "shopee",
            "tokopedia",
            "web",
        ],
    ),
    (Field::RawMaterial, &["bahan baku", "jenis bahan baku", "bahan baku utama"]),
    (Field::RawMaterialOrigin, &["asal bahan baku", "sumber bahan baku"]),
    (
        Field::Financing,
        &["pembiayaan", "sumber modal", "sumber pembiayaan", "id pembiayaan", "sumber dana", "asal modal"],
    ),
    (Field::Export, &["ekspor", "negara ekspor", "tujuan ekspor", "id ekspor"]),
    (Field::Qris, &["qris", "nmid", "nmid qris"]),
    (Field::Latitude, &["latitude", "lat", "lintang"]),
    (Field::Longitude, &["longitude", "long", "bujur", "lng"]),
    (Field::LatLong, &["koordinat", "titik koordinat", "lokasi gps", "gps", "lat long", "lat lng"]),
    (Field::Note, &["keterangan", "keterangan usaha", "lain lain", "permasalahan", "kendala", "kebutuhan"]),
    (
        Field::Ignored,
        &[
            "jumlah usaha",
            "jumlah pemilik",
            "jumlah unit usaha",
            "jumlah kelompok",
            "jumlah pemilik usaha",
            "tanda tangan",
            "ttd",
            "foto",
            "rekening",
            "no rekening",
            "bank",
            "agama",
            "status perkawinan",
            "status kawin",
            "alasan",
            "petugas",
            "surveyor",
            "pendata",
            "nama bank",
            "file",
        ],
    ),
];

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
];

struct Rule {
    field: Field,
    words: Vec<String>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let all = HEADERS.iter().flat_map(|(field, headers)| headers.iter().map(move |header| (*field, *header)));
    all.map(|(field, header)| Rule { field, words: header_words(header) }).collect()
});

/// Every word of the vocabulary, as it is written here.
pub(crate) fn words() -> Vec<&'static str> {
    HEADERS.iter().flat_map(|(_, headers)| headers.iter().flat_map(|header| header.split(' '))).collect()
}

/// What a header says: fields, best first, each with how well it fits, from 0 to 1.
pub(crate) fn fields(header: &str) -> Vec<(Field, f64)> {
    let words = header_words(header);
    if words.is_empty() || words.len() > 14 {
        return Vec::new();
    }
    let has: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    let total: f64 = has.iter().map(|word| weight(word)).sum();
    let mut found: Vec<(Field, f64)> = Vec::new();
    if names_both(header, &has) {
        found.push((Field::OwnerAndBusiness, 1.0));
    }
    for rule in RULES.iter() {
        let wants: BTreeSet<&str> = rule.words.iter().map(String::as_str).collect();
        if wants.is_empty() || !wants.is_subset(&has) {
            continue;
        }
        let own: f64 = wants.iter().map(|word| weight(word)).sum();
        let fit = if wants == has { 1.0 } else { (2.0 * own / (own + total)).min(0.97) };
        match found.iter_mut().find(|(field, _)| *field == rule.field) {
            Some(known) => known.1 = known.1.max(fit),
            None => found.push((rule.field, fit)),
        }
    }
    if found.iter().any(|(field, _)| *field == Field::OwnerAndBusiness) {
        found.retain(|(field, _)| !matches!(field, Field::Person | Field::Business));
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

fn weight(word: &str) -> f64 {
    if IDLE.contains(&word) { 0.3 } else { 1.0 }
}

/// `Pemilik / Nama Usaha`: a person and a business parted by something that parts; `pelaku usaha` is one person.
fn names_both(header: &str, has: &BTreeSet<&str>) -> bool {
    let parts: Vec<Vec<String>> = header
        .split(['/', '&', '+', ',', '-', '\n'])
        .flat_map(|part| part.split(" dan "))
        .flat_map(|part| part.split(" DAN "))
        .map(header_words)
        .filter(|words| !words.is_empty())
        .collect();
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
    } else if has(&["usaha", "produksi"]) {
        Side::Business
    } else {
        Side::Unsaid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let found = fields(header);
            assert_eq!(found.first().map(|(field, _)| *field), Some(field), "{header}: {found:?}");
        }
    }
}
