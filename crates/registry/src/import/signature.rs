//! Who signs below a list, where and when.

use sheet::Value;

use super::cell;
use super::words::plain;

/// Whether a row is of a signature block by its own words.
pub(crate) fn is_signature(texts: &[(u32, String)]) -> bool {
    if texts.len() > 3 {
        return false;
    }
    texts.iter().any(|(_, text)| {
        let plain = plain(text);
        let starts = |known: &[&str]| {
            known.iter().any(|word| plain == *word || plain.starts_with(&format!("{word} ")))
        };
        let office = starts(&[
            "mengetahui",
            "menyetujui",
            "kepala dinas",
            "kepala bidang",
            "kepala seksi",
            "kepala kelurahan",
            "nip",
            "lurah",
            "camat",
            "plt",
            "plh",
            "an kepala",
            "a n kepala",
            "ttd",
            "pembina",
            "penata",
            "walikota",
            "wali kota",
            "bupati",
            "sekretaris",
            "petugas",
            "pendata",
            "pendamping",
            "koordinator",
            "verifikator",
            "ketua rt",
            "ketua rw",
            "tertanda",
            "yang membuat",
            "pembuat daftar",
            "dibuat oleh",
            "hormat kami",
            "ketua panitia",
            "ketua pelaksana",
            "penyusun",
            "kasi",
            "kabid",
            "kasubag",
        ]);
        office && texts.len() <= 2 || (is_place_and_day(text) || is_signed(text)) && texts.len() == 1
    })
}

/// `(Budi Santoso)`, alone in its row: the name below a signature.
fn is_signed(text: &str) -> bool {
    text.starts_with('(') && text.ends_with(')') && cell::digits(text).is_empty()
}

/// A line to sign on.
pub(crate) fn is_ruled(text: &str) -> bool {
    (text.matches('.').count() >= 6 || text.matches('_').count() >= 5) && plain(text).len() < 20
}

/// `Kota Depok, 5 Maret 2022`; `Depok, ........ 2022`.
fn is_place_and_day(text: &str) -> bool {
    let Some((place, day)) = text.split_once(',') else { return false };
    let words = plain(place);
    let placed =
        !words.is_empty() && words.split(' ').count() <= 3 && !words.chars().any(|c| c.is_ascii_digit());
    let today = chrono::NaiveDate::MAX;
    let value = Value::Text(day.trim().to_owned());
    let dated = matches!(cell::date(&value, cell::Order::DayFirst, today), cell::DateReading::Date(_));
    placed && (dated || day.contains("...") || day.contains("___"))
}
