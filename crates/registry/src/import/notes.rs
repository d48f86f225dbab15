//! Sums, notes and examples: rows of words that name nobody.

use super::words::plain;

/// `JUMLAH`, `Sub Total Kecamatan Beji`, `TOTAL : 25 orang`; not `Total Laundry`.
pub(crate) fn is_total(text: &str) -> bool {
    let plain = unspaced(&plain(text));
    let mut words = plain.split(' ').skip_while(|word| matches!(*word, "sub" | "grand"));
    let first = words.next().unwrap_or_default();
    match first {
        // Nothing else begins with these.
        "jumlah" | "jml" | "jmlh" | "subtotal" | "grandtotal" | "rekapitulasi" | "rerata" | "pindahan"
        | "dipindahkan" => return true,
        "terbilang" => return true,
        "total" | "rata" | "maksimum" | "minimum" | "maksimal" | "minimal" | "median" => {}
        _ => return false,
    }
    words.next().is_none_or(|next| {
        matches!(
            next,
            "total"
                | "seluruh"
                | "seluruhnya"
                | "semua"
                | "keseluruhan"
                | "data"
                | "umkm"
                | "ukm"
                | "ikm"
                | "usaha"
                | "pelaku"
                | "kecamatan"
                | "kec"
                | "kelurahan"
                | "kel"
                | "desa"
                | "peserta"
                | "orang"
                | "pemilik"
                | "rata"
                | "se"
                | "akhir"
                | "halaman"
                | "per"
                | "warga"
                | "laki"
                | "perempuan"
                | "besar"
                | "anggota"
                | "nilai"
                | "omzet"
                | "omset"
                | "modal"
                | "hadir"
                | "rw"
                | "rt"
                | "responden"
        ) || next.chars().all(|c| c.is_ascii_digit())
    })
}

/// `J U M L A H` is one word.
fn unspaced(plain: &str) -> String {
    let spaced = plain.split(' ').count() >= 4 && plain.split(' ').all(|word| word.chars().count() == 1);
    if spaced { plain.replace(' ', "") } else { plain.to_owned() }
}

/// A row that shows how the form is filled in: `Contoh` stands where others have their number.
pub(crate) fn is_example(texts: &[(u32, String)]) -> bool {
    texts.first().is_some_and(|(_, text)| {
        matches!(plain(text).as_str(), "contoh" | "cth" | "example" | "contoh pengisian")
    })
}

/// `LAPORAN DATA UMKM` `Halaman 2 dari 3`: what a program prints at the head of each page.
pub(crate) fn is_page(texts: &[(u32, String)]) -> bool {
    texts.len() <= 3
        && texts.iter().any(|(_, text)| {
            let plain = plain(text);
            let words: Vec<&str> = plain.split(' ').collect();
            let number = |word: &&&str| word.bytes().all(|b| b.is_ascii_digit());
            matches!(words.as_slice(), ["halaman" | "hal" | "page", rest @ ..]
                if !rest.is_empty() && rest.iter().all(|word| number(&word) || matches!(*word, "dari" | "of")))
        })
}

/// `Catatan:`, `Tembusan disampaikan kepada Yth.:`: what follows is numbered, but nobody.
pub(crate) fn begins_tail(text: &str) -> bool {
    let plain = plain(text);
    let first = plain.split(' ').next().unwrap_or_default();
    first == "tembusan"
        || matches!(first, "catatan" | "keterangan" | "ket" | "note" | "nb" | "petunjuk")
            && (text.trim().ends_with(':') || !plain.contains(' '))
}

pub(crate) fn is_note(text: &str) -> bool {
    let plain = plain(text);
    let first = plain.split(' ').next().unwrap_or_default();
    text.starts_with('*')
        || matches!(
            first,
            "keterangan"
                | "ket"
                | "catatan"
                | "tembusan"
                | "contoh"
                | "sumber"
                | "nb"
                | "note"
                | "lanjutan"
                | "dicetak"
                | "halaman"
                | "hal"
        )
}
