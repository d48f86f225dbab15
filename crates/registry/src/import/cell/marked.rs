//! Cells that hold one of a few words.

use kernel::nik::Sex;

use super::is_blank;
use crate::import::words::plain;
use crate::source::claims::{Disability, Education, PlaceKind, Standing, StatedSize};

/// `L`, `Laki-laki`, `Pria`, `M`; `P`, `Perempuan`, `Wanita`, `F`. `P` beside `L` and `W` is a woman.
pub(crate) fn sex(text: &str) -> Option<Sex> {
    let plain = plain(text);
    match plain.as_str() {
        "l" | "lk" | "lki" | "laki" | "laki laki" | "lelaki" | "pria" | "m" | "male" | "cowok" | "bapak"
        | "1 laki laki" | "tn" => Some(Sex::Male),
        "p" | "pr" | "prp" | "perempuan" | "wanita" | "w" | "f" | "female" | "cewek" | "ibu"
        | "2 perempuan" | "ny" => Some(Sex::Female),
        other if other.starts_with("laki") => Some(Sex::Male),
        other if other.starts_with("perem") || other.starts_with("wani") => Some(Sex::Female),
        _ => None,
    }
}

/// `2` under "Jenis Kelamin (1=L, 2=P)": the header says what it stands for.
pub(crate) fn coded_sex(text: &str, header: &str) -> Option<Sex> {
    let code = text.trim();
    let header = plain(header);
    let mut words = header.split(' ').skip_while(|word| code.len() != 1 || *word != code);
    words.nth(1).and_then(sex)
}

/// A tick: `v`, `√`, `x`, `1`, `ya`, `ada`, `sudah`.
pub(crate) fn is_mark(text: &str) -> bool {
    let trimmed = text.trim().to_lowercase();
    matches!(
        trimmed.as_str(),
        "v" | "√"
            | "✓"
            | "✔"
            | "x"
            | "1"
            | "ya"
            | "y"
            | "ada"
            | "sudah"
            | "punya"
            | "yes"
            | "true"
            | "memiliki"
            | "o"
            | "●"
            | "*"
            | "sdh"
            | "sudah ada"
    ) || {
        // "Ya, sudah", "☑ Sudah".
        let plain = plain(text);
        !plain.is_empty()
            && plain.split(' ').all(|word| {
                matches!(word, "ya" | "sudah" | "sdh" | "ada" | "punya" | "memiliki" | "yes" | "lengkap")
            })
    }
}

/// `tidak`, `belum`, `-`, `0`.
pub(crate) fn is_none_word(text: &str) -> bool {
    let plain = plain(text);
    is_blank(text)
        || ["tidak", "belum", "blm", "tdk", "no", "false", "t", "tanpa", "none", "nihil", "non"]
            .contains(&plain.split(' ').next().unwrap_or_default())
}

/// Whether a business still runs; a question mark makes it doubtful. `None` for other words.
pub(crate) fn standing(text: &str) -> Option<Standing> {
    let plain = plain(text);
    let has = |known: &[&str]| known.iter().any(|word| plain.split(' ').any(|other| other == *word));
    let denied = has(&["tidak", "tdk", "non", "nonaktif", "bukan"]);
    let known = if has(&[
        "tutup",
        "bangkrut",
        "closed",
        "berhenti",
        "gulung",
        "inactive",
        "nonaktif",
        "mati",
        "meninggal",
    ]) {
        Standing::Closed
    } else if has(&["pindah", "moved"]) {
        Standing::Moved
    } else if has(&["libur", "vakum", "istirahat", "cuti", "sementara"]) {
        Standing::Resting
    } else if has(&["aktif", "active", "buka", "jalan", "berjalan", "open", "beroperasi", "operasional"]) {
        if denied { Standing::Closed } else { Standing::Open }
    } else {
        return None;
    };
    Some(if text.contains('?') { Standing::Doubtful } else { known })
}

/// The highest school of a cell.
pub(crate) fn education(text: &str) -> Option<Education> {
    let plain = plain(text).replace(' ', "");
    let starts = |known: &[&str]| known.iter().any(|word| plain.starts_with(word));
    Some(if starts(&["tidak", "belum", "tdk", "none"]) {
        Education::None
    } else if starts(&["sd", "mi", "sekolahdasar", "elementary", "paketa", "madrasahibtidaiyah"]) {
        Education::Primary
    } else if starts(&["smp", "sltp", "mts", "junior", "paketb"]) {
        Education::LowerSecondary
    } else if starts(&["sma", "smk", "slta", "smu", "stm", "ma", "highschool", "senior", "paketc", "smea"])
        && !starts(&["master", "magister"])
    {
        Education::UpperSecondary
    } else if starts(&["s3", "doktor", "phd", "strata3"]) {
        Education::Doctor
    } else if starts(&["s2", "magister", "master", "strata2"]) {
        Education::Master
    } else if starts(&["s1", "d4", "div", "sarjana", "bachelor", "strata1"]) {
        Education::Bachelor
    } else if starts(&["d1", "d2", "d3", "di", "diploma", "akademi"]) {
        Education::Diploma
    } else {
        return None;
    })
}

/// The kinds of disability that a cell tells; an empty list where it tells that there is none, `None` where it tells nothing.
pub(crate) fn disabilities(text: &str) -> Option<Vec<Disability>> {
    if plain(text).is_empty() {
        return None;
    }
    if is_none_word(text) {
        return Some(Vec::new());
    }
    let plain = plain(text);
    let mut kinds = Vec::new();
    for (kind, words) in [
        (
            Disability::Physical,
            &["fisik", "daksa", "lumpuh", "amputasi", "kaki", "tangan", "physical", "polio", "kursi"][..],
        ),
        (Disability::Intellectual, &["intelektual", "grahita", "down", "intellectual"]),
        (Disability::Mental, &["mental", "laras", "autis", "autisme", "bipolar", "psikososial"]),
        (Disability::Blind, &["netra", "tunanetra", "buta", "blind", "vision", "penglihatan"]),
        (Disability::Deaf, &["rungu", "tuli", "deaf", "pendengaran", "tunarungu"]),
        (Disability::Speech, &["wicara", "bisu", "tunawicara", "speech"]),
        (Disability::Multiple, &["ganda", "multi", "multiple"]),
    ] {
        if plain.split(' ').any(|word| words.iter().any(|known| word.contains(known))) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() {
        kinds.push(Disability::Unspecified);
    }
    Some(kinds)
}

/// Whether a business stays in one place.
pub(crate) fn place_kind(text: &str) -> Option<PlaceKind> {
    let plain = plain(text);
    if ["keliling", "tidak menetap", "berpindah", "mobile", "gerobak"].iter().any(|word| plain.contains(word))
    {
        Some(PlaceKind::Mobile)
    } else if ["menetap", "tetap", "kios", "ruko", "rumah", "toko", "fixed", "pasar"]
        .iter()
        .any(|word| plain.contains(word))
    {
        Some(PlaceKind::Fixed)
    } else {
        None
    }
}

/// The size class as written.
pub(crate) fn size(text: &str) -> Option<StatedSize> {
    let plain = plain(text);
    let has = |word: &str| plain.contains(word);
    if has("mikro") || has("micro") {
        Some(StatedSize::Micro)
    } else if has("menengah") || has("medium") {
        Some(StatedSize::Medium)
    } else if has("kecil") || has("small") {
        Some(StatedSize::Small)
    } else if has("besar") || has("large") {
        Some(StatedSize::Large)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_status_are_understood_with_their_doubts() {
        for (text, read) in [
            ("AKTIF", Some(Standing::Open)),
            ("tidak aktif", Some(Standing::Closed)),
            ("TUTUP", Some(Standing::Closed)),
            ("pindah?", Some(Standing::Doubtful)),
            ("pindah", Some(Standing::Moved)),
            ("tutup sementara", Some(Standing::Closed)),
            ("baru", None),
        ] {
            assert_eq!(standing(text), read, "{text}");
        }
    }

    #[test]
    fn sexes_schools_and_disabilities_are_understood() {
        assert_eq!(sex("Laki-laki"), Some(Sex::Male));
        assert_eq!(sex("Wanita"), Some(Sex::Female));
        assert_eq!(sex("F"), Some(Sex::Female));
        assert_eq!(sex("?"), None);
        assert_eq!(education("SMA/SMK"), Some(Education::UpperSecondary));
        assert_eq!(education("S-1"), Some(Education::Bachelor));
        assert_eq!(education("D III"), Some(Education::Diploma));
        assert_eq!(disabilities("Tuna netra"), Some(vec![Disability::Blind]));
        assert_eq!(disabilities("rungu wicara"), Some(vec![Disability::Deaf, Disability::Speech]));
        assert_eq!(disabilities("Tidak"), Some(vec![]));
        assert_eq!(disabilities("Ya"), Some(vec![Disability::Unspecified]));
        assert_eq!(disabilities(""), None);
    }
}
