//! What titles, section rows and sheet names say of the rows below them.

use serde::{Deserialize, Serialize};
use sheet::Value;

use super::cell;
use super::words::plain;

/// What was said above a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kelurahan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kecamatan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rw: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// `DINAS KOPERASI DAN USAHA MIKRO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// What one unit of money is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<i64>,
}

impl Said {
    /// Takes what a later title or section says. `goes_on`: nobody stands between it and the one before, so that
    /// "Kelurahan Kukusan" above "Kecamatan Beji" is one place.
    pub(crate) fn take(&mut self, later: Said, goes_on: bool) {
        if !goes_on && later.kecamatan.is_some() {
            self.kelurahan = None;
        }
        if !goes_on && (later.kecamatan.is_some() || later.kelurahan.is_some()) {
            self.rw = None;
        }
        self.kecamatan = later.kecamatan.or(self.kecamatan.take());
        self.kelurahan = later.kelurahan.or(self.kelurahan.take());
        self.rw = later.rw.or(self.rw);
        self.year = later.year.or(self.year);
        self.agency = later.agency.or(self.agency.take());
        self.scale = later.scale.or(self.scale);
    }

    /// Whether a place is said.
    pub(crate) fn has_place(&self) -> bool {
        self.kelurahan.is_some() || self.kecamatan.is_some() || self.rw.is_some()
    }
}

/// Words that end a place's name in a title.
const STOP: &[&str] = &[
    "kelurahan",
    "kel",
    "desa",
    "kecamatan",
    "kec",
    "kota",
    "kab",
    "kabupaten",
    "provinsi",
    "prov",
    "tahun",
    "thn",
    "ta",
    "rw",
    "rt",
    "dinas",
    "di",
    "dan",
    "yang",
    "se",
    "per",
    "tanggal",
    "periode",
    "bulan",
    "semester",
    "triwulan",
    "no",
    "sumber",
    "jumlah",
    "total",
    "data",
    "hal",
    "halaman",
    "umkm",
    "oleh",
    "untuk",
];

/// Reads a title or a section row.
pub(crate) fn read(text: &str) -> Said {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    if is_venue(&words) {
        return Said { year: year(&words), ..Said::default() };
    }
    Said {
        kelurahan: named(&words, &["kelurahan", "kel", "desa", "ds"]),
        kecamatan: named(&words, &["kecamatan", "kec", "kapanewon", "distrik"]),
        rw: after(&words, "rw").and_then(|word| cell::unit_number(&Value::Text(word.to_owned()))),
        year: year(&words),
        agency: agency(text, &words),
        scale: cell::scale_of(text),
    }
}

/// Where people met or an office stands is not where the people below live: `Tempat: Aula Kecamatan Beji`.
fn is_venue(words: &[&str]) -> bool {
    let house = ["aula", "gedung", "hotel", "pendopo", "ruang", "balai", "kantor"];
    let place = ["tempat", "lokasi", "bertempat", "hari", "acara"];
    let starts = |known: &[&str]| words.first().is_some_and(|first| known.contains(first));
    starts(&["jl", "jln", "jalan", "narasumber", "sekretariat"])
        || starts(&place) && words.iter().any(|word| house.contains(word))
}

/// The name behind the first of some words that a name follows.
fn named(words: &[&str], labels: &[&str]) -> Option<String> {
    words.iter().enumerate().filter(|(_, word)| labels.contains(word)).find_map(|(at, _)| {
        let behind = words.get(at + 1..)?.iter();
        let name: Vec<&str> = behind
            .take_while(|word| !STOP.contains(word) && !word.chars().any(|c| c.is_ascii_digit()))
            .take(5)
            .copied()
            .collect();
        (!name.is_empty()).then(|| name.join(" "))
    })
}

fn after<'a>(words: &[&'a str], label: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| *word == label)?;
    words.get(at + 1).copied()
}

fn year(words: &[&str]) -> Option<i32> {
    let years = words.iter().filter(|word| word.len() == 4).filter_map(|word| word.parse::<i32>().ok());
    years.rev().find(|year| (2000..=2100).contains(year))
}

fn agency(text: &str, words: &[&str]) -> Option<String> {
    let first = words.first()?;
    let known = [
        "dinas",
        "badan",
        "bappeda",
        "kantor",
        "kelurahan",
        "kecamatan",
        "bagian",
        "sekretariat",
        "dpmptsp",
        "disperindag",
    ];
    (known.contains(first) && (*first != "kelurahan" && *first != "kecamatan"))
        .then(|| text.trim().to_owned())
}

/// A sheet's name without its number: `12. Cisalak Pasar`, `Kel. Depok (2)`; `None` for names that spreadsheets give.
pub(crate) fn sheet_place(name: &str) -> Option<String> {
    let plain = plain(name);
    let words: Vec<&str> =
        plain.split(' ').filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect();
    let idle = [
        "sheet",
        "data",
        "umkm",
        "lembar",
        "daftar",
        "rekap",
        "keterangan",
        "worksheet",
        "tabel",
        "hadir",
        "form",
    ];
    let first = words.first()?;
    let own = idle.iter().any(|word| first.trim_end_matches(|c: char| c.is_ascii_digit()) == *word);
    let words: Vec<&str> =
        if own { words.into_iter().skip(1).filter(|w| !idle.contains(w)).collect() } else { words };
    let letters = words.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphabetic()).count();
    (letters >= 3).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_sections_tell_place_year_agency_and_unit() {
        for (text, kelurahan, kecamatan, year) in [
            ("KECAMATAN PANCORAN MAS", None, Some("pancoran mas"), None),
            ("Kelurahan Depok Jaya", Some("depok jaya"), None, None),
            ("Kelurahan : Depok Jaya / Kec. : Pancoran Mas", Some("depok jaya"), Some("pancoran mas"), None),
            (
                "DATA UMKM KELURAHAN DEPOK KECAMATAN PANCORAN MAS KOTA DEPOK TAHUN 2023",
                Some("depok"),
                Some("pancoran mas"),
                Some(2023),
            ),
            ("A. KEC. BEJI", None, Some("beji"), None),
            ("Sumber: pendataan pendamping kelurahan", None, None, None),
            ("TAHUN ANGGARAN 2023", None, None, Some(2023)),
        ] {
            let said = read(text);
            assert_eq!(
                (said.kelurahan.as_deref(), said.kecamatan.as_deref(), said.year),
                (kelurahan, kecamatan, year),
                "{text}"
            );
        }
        assert_eq!(read("RW VII").rw, Some(7));
        assert_eq!(read("Tempat : Aula Kecamatan Beji"), Said::default());
        assert_eq!(read("(dalam ribuan rupiah)").scale, Some(1_000));
        assert!(read("DINAS KOPERASI DAN USAHA MIKRO KOTA DEPOK").agency.is_some());
        for (name, place) in [
            ("12. Cisalak Pasar", Some("cisalak pasar")),
            ("DATA UMKM", None),
            ("Sheet1", None),
            ("Kel. Depok (2)", Some("kel depok")),
        ] {
            assert_eq!(sheet_place(name).as_deref(), place, "{name}");
        }
    }
}
