//! The words of headers, titles and cells, freed of how they are written.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Lower case letters and digits, with one blank wherever something else stood.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !matches!(c, '\'' | '’' | '`') && !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// A header's words in their canonical form: `NO. HP / WA` gives `no`, `hp`.
pub(crate) fn header_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let spaced = plain(&part_camel(without_numbering(text)));
    for word in join_spelled(spaced.split(' ')) {
        for canonical in canonical(&word) {
            if !canonical.is_empty() && words.last() != Some(&canonical) {
                words.push(canonical);
            }
        }
    }
    words
}

/// Forms number their questions: `9. Kelurahan`, `(12) NIB`, `a. Nama`.
fn without_numbering(text: &str) -> &str {
    let bare = text.trim_start().trim_start_matches('(');
    let number: usize = bare.bytes().take_while(u8::is_ascii_digit).count();
    let letter = usize::from(bare.starts_with(|c: char| c.is_ascii_lowercase()));
    let behind = |length: usize| {
        let rest = bare.get(length..)?.strip_prefix(['.', ')'])?;
        (length == number || rest.starts_with(' ')).then_some(rest)
    };
    let rest =
        if (1..=2).contains(&number) { behind(number) } else { behind(letter).filter(|_| letter == 1) };
    rest.filter(|rest| rest.contains(char::is_alphabetic)).unwrap_or(text)
}

/// `namaPemilik` is two words; `NIK` and `NOHp` stay what they are.
fn part_camel(text: &str) -> String {
    let mut parted = String::with_capacity(text.len() + 4);
    let mut before_lower = false;
    for c in text.chars() {
        if c.is_uppercase() && before_lower {
            parted.push(' ');
        }
        before_lower = c.is_lowercase();
        parted.push(c);
    }
    parted
}

/// `n i k` is spelled; `l p` is two words.
fn join_spelled<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    const SPELLED: [&str; 14] =
        ["nik", "nib", "npwp", "hp", "kk", "ttl", "wa", "rt", "rw", "no", "nama", "alamat", "pirt", "jk"];
    let mut joined: Vec<String> = Vec::new();
    let mut letters: Vec<&str> = Vec::new();
    let flush = |letters: &mut Vec<&str>, joined: &mut Vec<String>| {
        let whole = letters.concat();
        if SPELLED.contains(&whole.as_str()) {
            joined.push(whole);
        } else {
            joined.extend(letters.iter().map(|letter| (*letter).to_owned()));
        }
        letters.clear();
    };
    for word in words {
        if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            letters.push(word);
        } else {
            flush(&mut letters, &mut joined);
            joined.push(word.to_owned());
        }
    }
    flush(&mut letters, &mut joined);
    joined
}

/// What people write, and the word that the vocabulary uses for it.
const SAME: &[(&str, &[&str])] = &[
    ("nama", &["nm", "nma", "name", "nam"]),
    ("no", &["nomor", "nomer", "number", "nmr", "num", "nr", "nomo"]),
    (
        "hp",
        &[
            "telp",
            "telepon",
            "telpon",
            "telfon",
            "telephone",
            "tlp",
            "tlpn",
            "tel",
            "phone",
            "handphone",
            "hape",
            "ponsel",
            "wa",
            "whatsapp",
            "whatsap",
            "mobile",
            "hanphone",
            "nohp",
            "notelp",
            "nowa",
        ],
    ),
    ("kontak", &["contact"]),
    ("tanggal", &["tgl", "date", "tangal"]),
    ("lahir", &["birth", "lhr", "kelahiran", "born"]),
    ("tempat", &["tmpt", "tmp", "place"]),
    ("tahun", &["thn", "th", "year", "annual", "yearly", "tahunan", "pertahun"]),
    ("bulan", &["bln", "month", "monthly", "bulanan", "perbulan"]),
    ("hari", &["day", "daily", "harian", "perhari"]),
    ("jumlah", &["jml", "jmlh", "jlh", "jum", "total"]),
    (
        "tenaga",
        &[
            "tk",
            "naker",
            "pekerja",
            "karyawan",
            "pegawai",
            "employees",
            "employee",
            "workers",
            "worker",
            "buruh",
            "staff",
        ],
    ),
    ("pria", &["lk", "male", "laki", "lelaki", "cowok", "men"]),
    ("wanita", &["pr", "female", "perempuan", "perempua", "women", "cewek"]),
    ("kelurahan", &["kel", "desa", "ds", "village", "ward", "kelurahandesa", "desakelurahan", "kelrahan"]),
    ("kecamatan", &["kec", "district", "subdistrict", "kecmatan"]),
    ("kota", &["kab", "kabupaten", "kabkota", "city", "regency", "kotamadya", "kotakab", "kabkot"]),
    ("provinsi", &["prov", "propinsi", "province", "prop"]),
    ("alamat", &["almt", "address", "almat", "addr"]),
    ("jalan", &["jl", "jln", "street"]),
    ("jenis", &["jns", "type", "kind", "tipe", "macam", "ragam"]),
    (
        "usaha",
        &[
            "ush",
            "bisnis",
            "business",
            "perusahaan",
            "company",
            "umkm",
            "ukm",
            "ikm",
            "toko",
            "perusahan",
            "kios",
            "outlet",
            "firm",
            "enterprise",
            "shop",
            "lapak",
            "industri",
        ],
    ),
    ("bidang", &["sektor", "sector", "kategori", "category", "klasifikasi", "lapangan"]),
    (
        "pemilik",
        &[
            "owner",
            "pengusaha",
            "pelaku",
            "pimpinan",
            "owners",
            "pemilk",
            "pemohon",
            "direktur",
            "wirausaha",
            "wirausahawan",
            "pengelola",
            "penanggungjawab",
            "pedagang",
            "pengrajin",
            "perajin",
            "warga",
            "peserta",
            "anggota",
            "responden",
            "penerima",
            "participant",
            "member",
            "wub",
        ],
    ),
    ("kelamin", &["klmn", "gender", "sex", "kelami"]),
    ("jk", &["jekel", "jnskel", "lp"]),
    ("keterangan", &["ket", "catatan", "remarks", "remark", "notes", "note", "ktrgan", "ktr"]),
    ("izin", &["ijin", "perizinan", "perijinan", "license", "permit", "licence", "legalitas", "izn"]),
    ("merek", &["merk", "brand"]),
    (
        "omzet",
        &[
            "omset",
            "omzet",
            "turnover",
            "revenue",
            "pendapatan",
            "penghasilan",
            "penjualan",
            "sales",
            "omzetusaha",
        ],
    ),
    ("aset", &["asset", "assets", "kekayaan", "asets"]),
    ("produk", &["product", "products", "prod"]),
    ("disabilitas", &["disability", "difabel", "disabel", "difable", "cacat"]),
    ("pendidikan", &["education", "pend", "pddkn", "pendidikn"]),
    ("ekspor", &["export", "eksport"]),
    ("investasi", &["investment", "invest"]),
    ("modal", &["capital", "permodalan"]),
    ("kapasitas", &["capacity"]),
    ("berdiri", &["established", "pendirian", "founded", "didirikan"]),
    ("mulai", &["started", "start", "dimulai", "memulai"]),
    ("umur", &["usia", "age"]),
    ("induk", &["identity"]),
    ("kependudukan", &["penduduk", "national"]),
    ("nik", &["nomorindukkependudukan", "noktp", "niktp", "nonik"]),
    ("pirt", &["sppirt"]),
    ("ttd", &["tandatangan", "paraf", "signature"]),
    ("pos", &["postal", "zip", "postcode"]),
    ("email", &["surel"]),
    ("satuan", &["unit"]),
    ("pemasaran", &["marketing"]),
    ("aktif", &["active", "keaktifan"]),
    ("skala", &["scale", "size"]),
    ("standar", &["standard"]),
    ("kelompok", &["group"]),
];

static CANONICAL: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let own = SAME.iter().map(|(word, _)| (*word, *word));
    let same = SAME.iter().flat_map(|(word, same)| same.iter().map(move |other| (*other, *word)));
    let known = super::vocabulary::words();
    // A word of the vocabulary that is also another's synonym keeps the synonym's meaning.
    known.into_iter().map(|word| (word, word)).chain(own).chain(same).collect()
});

/// The words that a written word stands for: itself if it is not known, two if it was written together.
fn canonical(word: &str) -> Vec<String> {
    if let Some(known) = CANONICAL.get(word) {
        return vec![(*known).to_owned()];
    }
    if let Some((left, right)) = parted(word) {
        return vec![left.to_owned(), right.to_owned()];
    }
    let length = word.chars().count();
    if length >= 5 && word.chars().all(char::is_alphabetic) {
        let mut near: Vec<&&str> =
            CANONICAL.keys().filter(|known| known.len() >= 5 && one_slip(word, known)).collect();
        near.sort_unstable();
        if let Some(known) = near.first().and_then(|known| CANONICAL.get(**known)) {
            return vec![(*known).to_owned()];
        }
    }
    vec![word.to_owned()]
}

/// `namapemilik`, `notelp`, `idkelurahan`.
fn parted(word: &str) -> Option<(&'static str, &'static str)> {
    (2..word.len().saturating_sub(1)).filter(|_| word.is_ascii() && word.len() >= 5).find_map(|at| {
        let (left, right) = word.split_at_checked(at)?;
        let long = left.len() >= 3 || ["no", "id", "rt"].contains(&left);
        if !long || right.len() < 2 {
            return None;
        }
        Some((*CANONICAL.get(left)?, *CANONICAL.get(right)?))
    })
}

/// Whether one letter is wrong, missing, extra, or two neighbours are swapped.
pub(crate) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same_front..).unwrap_or_default(), b.get(same_front..).unwrap_or_default());
    let same_back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(..a.len() - same_back), b.get(..b.len() - same_back));
    match (a.unwrap_or_default(), b.unwrap_or_default()) {
        ([], [] | [_]) | ([_], [] | [_]) => true,
        ([x, y], [u, v]) => x == v && y == u,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_however_they_are_written() {
        for (text, words) in [
            ("NO. HP / WA", "no hp"),
            ("N I K", "nik"),
            ("N.I.K.", "nik"),
            ("nama_pemilik", "nama pemilik"),
            ("Nama\nPemilik", "nama pemilik"),
            ("NamaPemilik", "nama pemilik"),
            ("NAMAPEMILIK", "nama pemilik"),
            ("Nm. Pemlik", "nama pemilik"),
            ("id_kelurahan", "id kelurahan"),
            ("Jml TK", "jumlah tenaga"),
            ("L/P", "l p"),
            ("Kecamtan", "kecamatan"),
            ("Owner's Name", "pemilik nama"),
        ] {
            assert_eq!(header_words(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn one_slip_is_one() {
        for (a, b, near) in [
            ("pemilik", "pemilk", true),
            ("pemilik", "pemiilk", true),
            ("pemilik", "pemilik", true),
            ("pemilik", "penilik", true),
            ("pemilik", "penitik", false),
            ("usaha", "saha", true),
            ("usaha", "sahaa", false),
        ] {
            assert_eq!(one_slip(a, b), near, "{a} {b}");
        }
    }
}
