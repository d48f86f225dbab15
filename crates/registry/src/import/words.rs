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
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        // "DoB" is one word.
        let goes_on = rest.clone().next().is_some_and(char::is_alphabetic);
        if c.is_uppercase() && before_lower && goes_on {
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
    ("juta", &["million", "mio", "jt"]),
    ("ribu", &["thousand", "rb"]),
    ("rp", &["idr"]),
    ("orang", &["org"]),
    ("asal", &["utusan", "perwakilan", "delegasi"]),
    ("berapa", &["brp"]),
    ("halaman", &["hal"]),
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
    ("dagang", &["trade", "trading"]),
    ("sertifikat", &["bersertifikat", "sertifikasi", "tersertifikasi", "certificate", "certified"]),
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
    if let Some(whole) = shortened(word) {
        return vec![whole.to_owned()];
    }
    let length = word.chars().count();
    // Slips keep most of a word: what is as long as no known word is none.
    if (5..=LONGEST_SLIP).contains(&length) && word.chars().all(char::is_alphabetic) {
        let length = word.len();
        let mut near: Vec<&&str> = CANONICAL
            .keys()
            .filter(|known| known.len() >= 5 && known.len().abs_diff(length) <= 1 && one_slip(word, known))
            .collect();
        near.sort_unstable();
        if let Some(known) = near.first().and_then(|known| CANONICAL.get(**known)) {
            return vec![(*known).to_owned()];
        }
    }
    vec![word.to_owned()]
}

/// The longest known word has 23 letters.
const LONGEST_SLIP: usize = 24;

/// Known words without their vowels and their beginnings up to a consonant; `None` where one can be of several words.
static SHORTENED: LazyLock<HashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut short: HashMap<String, Option<&'static str>> = HashMap::new();
    let own = CANONICAL.iter().filter(|(known, same)| known == same && known.len() >= 5 && known.is_ascii());
    for (known, _) in own {
        let bare: String = known.chars().filter(|c| !vowel(*c)).collect();
        let beginnings = (3..known.len()).filter_map(|length| known.get(..length).map(str::to_owned));
        for form in beginnings.chain([bare]).filter(|form| form.len() >= 3 && !form.ends_with(vowel)) {
            let of = short.entry(form).or_insert(Some(known));
            if *of != Some(known) {
                *of = None;
            }
        }
    }
    short
});

/// `brdr`, `omz`: what a shortened word can only be.
fn shortened(word: &str) -> Option<&'static str> {
    SHORTENED.get(word).copied().flatten()
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
            ("THN. BRDR.", "tahun berdiri"),
            ("OMZ./BLN", "omzet bulan"),
            ("Hal.", "halaman"),
            ("DoB", "dob"),
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
