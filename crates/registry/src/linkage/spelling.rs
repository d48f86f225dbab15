//! Names as they sound: what honorifics, degrees, nicknames and three spelling reforms leave standing.

/// Whose names they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Names of people in Indonesia: mononyms, titles before and after, nicknames, spellings of 1901, 1947 and 1972.
    Indonesian,
    /// No more is known than that there are words.
    Any,
    /// Names of businesses: legal forms go, abbreviations are written out.
    Trade,
    /// Streets: the words for street, alley and number go.
    Street,
}

const BEFORE: &[&str] = &[
    "H", "HJ", "HAJI", "HAJJAH", "IBU", "BU", "IBUK", "NY", "NYONYA", "BPK", "BAPAK", "PAK", "BP", "TN",
    "TUAN", "SDR", "SDRI", "SAUDARA", "SAUDARI", "NN", "NONA", "DRS", "DRA", "DRG", "DRH", "DR", "IR",
    "PROF", "KH", "KYAI", "UST", "USTAD", "USTADZ", "USTADZAH", "BUNDA", "MBAK", "MBA", "MBOK", "MAMAH",
    "MAMA", "UMI", "ALM", "ALMH", "HI",
];

const AFTER: &[&str] = &[
    "SE", "SPD", "SPT", "AMD", "SH", "ST", "SKOM", "SSOS", "SAG", "SPDI", "SKM", "SIP", "SKEP", "NERS", "SP",
    "SSI", "SPSI", "SHUT", "SIKOM", "SAP", "SAB", "STP", "SFARM", "SKED", "SPI", "SHI", "SEI", "SST", "STR",
    "AMAK", "AMKEP", "AMDKEB", "MM", "MSI", "MPD", "MKOM", "MT", "MH", "MAG", "MKES", "MBA", "MA", "MSC",
    "PHD", "BA", "BSC", "SS", "SSN", "SPSI", "APT", "ALM", "ALMH",
];

/// Short forms that stand for one name each. What may stand for several (`M.`) is an initial.
const SHORT: &[(&str, &str)] = &[
    ("MUH", "MUHAMMAD"),
    ("MOH", "MUHAMMAD"),
    ("MOHD", "MUHAMMAD"),
    ("MUHD", "MUHAMMAD"),
    ("MHD", "MUHAMMAD"),
    ("MUHAMAD", "MUHAMMAD"),
    ("MOHAMAD", "MUHAMMAD"),
    ("MOHAMMAD", "MUHAMMAD"),
    ("MOCHAMAD", "MUHAMMAD"),
    ("MOCHAMMAD", "MUHAMMAD"),
    ("MOCH", "MUHAMMAD"),
    ("MUCHAMAD", "MUHAMMAD"),
    ("MUCHAMMAD", "MUHAMMAD"),
    ("MUCH", "MUHAMMAD"),
    ("MUHAMAT", "MUHAMMAD"),
    ("MOKHAMAD", "MUHAMMAD"),
    ("MUKHAMAD", "MUHAMMAD"),
    ("MOKH", "MUHAMMAD"),
    ("MUHAMMED", "MUHAMMAD"),
    ("MOHAMED", "MUHAMMAD"),
    ("ABD", "ABDUL"),
    ("ABDL", "ABDUL"),
    ("ABDOEL", "ABDUL"),
    ("ACHMAD", "AHMAD"),
    ("AKHMAD", "AHMAD"),
    ("ACH", "AHMAD"),
    ("AKH", "AHMAD"),
    ("AHMAT", "AHMAD"),
    ("AHMED", "AHMAD"),
    ("AMAD", "AHMAD"),
    ("ST", "SITI"),
    ("STI", "SITI"),
    ("SITTI", "SITI"),
    ("CITI", "SITI"),
    ("NURUL", "NURUL"),
    ("NOERUL", "NURUL"),
    ("JOESOEF", "YUSUF"),
    ("JUSUF", "YUSUF"),
    ("YUSUP", "YUSUF"),
    ("YOESOEF", "YUSUF"),
    ("AISAH", "AISYAH"),
    ("AISYA", "AISYAH"),
    ("AISIYAH", "AISYAH"),
    ("FATIMA", "FATIMAH"),
    ("PATIMAH", "FATIMAH"),
    ("CHADIJAH", "KHADIJAH"),
    ("SYARIF", "SARIP"),
    ("SYAIFUL", "SAEPUL"),
    ("SAIFUL", "SAEPUL"),
    ("SAEFUL", "SAEPUL"),
    ("SYAEFUL", "SAEPUL"),
    ("SAIPUL", "SAEPUL"),
];

const TRADE_FORMS: &[&str] =
    &["UD", "CV", "PT", "UMKM", "IKM", "PD", "TB", "USAHA", "FA", "KUB", "TBK", "PRIMKOP"];

const TRADE_SHORT: &[(&str, &str)] = &[
    ("WR", "WARUNG"),
    ("WRG", "WARUNG"),
    ("WRNG", "WARUNG"),
    ("TK", "TOKO"),
    ("KATERING", "CATERING"),
    ("CTRG", "CATERING"),
    ("LONDRY", "LAUNDRY"),
    ("LAUNDRI", "LAUNDRY"),
    ("BKL", "BENGKEL"),
    ("BENGKL", "BENGKEL"),
    ("FC", "FOTOKOPI"),
    ("FOTOCOPY", "FOTOKOPI"),
    ("FOTOKOPY", "FOTOKOPI"),
    ("KRIPIK", "KERIPIK"),
    ("RM", "WARUNG"),
    ("DEPOT", "WARUNG"),
    ("NASGOR", "NASI GORENG"),
];

const STREET_WORDS: &[&str] = &[
    "JL",
    "JLN",
    "JALAN",
    "NO",
    "NOMOR",
    "NMR",
    "GG",
    "GANG",
    "DSN",
    "DUSUN",
    "KP",
    "KAMPUNG",
    "KPG",
    "LINGK",
    "LINGKUNGAN",
];

/// Capitals A to Z and digits; everything else parts words, except that apostrophes go without a trace (`Nur'aini`).
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        let letter = match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => letter.to_ascii_uppercase(),
            '\'' | '`' | '’' | '‘' => continue,
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'Á' | 'À' | 'Â' | 'Ä' | 'Ã' => 'A',
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'Ó' | 'Ò' | 'Ô' | 'Ö' | 'Õ' => 'O',
            'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
            'ñ' | 'Ñ' => 'N',
            'ç' | 'Ç' => 'C',
            _ => ' ',
        };
        if letter != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(letter);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The words that count, in order; all of them where leaving some out would leave nothing.
pub(super) fn words(folded: &str, tongue: Tongue) -> Vec<&str> {
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let kept: Vec<&str> = match tongue {
        Tongue::Any => return all,
        Tongue::Indonesian => plain_name(&all).to_vec(),
        Tongue::Trade => all
            .iter()
            .filter(|word| !TRADE_FORMS.contains(word))
            .map(|word| written_out(word, TRADE_SHORT))
            .collect(),
        Tongue::Street => all.iter().filter(|word| !STREET_WORDS.contains(word)).copied().collect(),
    };
    if kept.is_empty() { all } else { kept }
}

/// The words of a business's name that tell it from another of the same house: neither legal forms nor forms of address.
pub(super) fn trade_words(folded: &str) -> Vec<&str> {
    let words = words(folded, Tongue::Trade);
    let told: Vec<&str> = words.iter().copied().filter(|word| !BEFORE.contains(word)).collect();
    if told.is_empty() { words } else { told }
}

/// Without titles before and degrees after.
fn plain_name<'a, 'b>(mut words: &'b [&'a str]) -> &'b [&'a str] {
    while let [first, rest @ ..] = words
        && !rest.is_empty()
        && BEFORE.contains(first)
    {
        words = rest;
    }
    loop {
        words = match words {
            [rest @ .., last] if !rest.is_empty() && AFTER.contains(last) => rest,
            // "S. Pd." comes as two words.
            [rest @ .., before, last]
                if !rest.is_empty()
                    && before.len() <= 2
                    && AFTER.contains(&format!("{before}{last}").as_str()) =>
            {
                rest
            }
            _ => return words,
        };
    }
}

fn written_out<'a>(word: &'a str, table: &[(&'static str, &'static str)]) -> &'a str {
    table.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| *long)
}

/// What is common to all spellings of one name: `SOEPARDJO` and `SUPARJO`, `MOH` and `MUHAMMAD` give one text.
pub(super) fn sound(word: &str, tongue: Tongue) -> Vec<u8> {
    match tongue {
        Tongue::Indonesian => spelt(written_out(word, SHORT)),
        Tongue::Any | Tongue::Trade | Tongue::Street => word.as_bytes().to_vec(),
    }
}

/// Folds what the reforms, Arabic and Dutch habits made interchangeable.
fn spelt(word: &str) -> Vec<u8> {
    let letters = word.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(0);
        let before = out.last().copied().unwrap_or(0);
        let (sound, width) = match (letter, next) {
            (b'O', b'E') => (b'U', 2),
            (b'D', b'J') | (b'D', b'Z') => (b'J', 2),
            (b'T', b'J') => (b'C', 2),
            (b'S', b'Y' | b'J' | b'H') => (b'S', 2),
            (b'K' | b'C', b'H') => (b'H', 2),
            (b'T', b'H') => (b'T', 2),
            (b'D', b'H') => (b'D', 2),
            (b'B', b'H') => (b'B', 2),
            (b'F' | b'V' | b'P', _) => (b'P', 1),
            (b'Z', _) => (b'J', 1),
            (b'Q', _) => (b'K', 1),
            (b'X', _) => (b'S', 1),
            (b'Y' | b'J', _) if !is_vowel(next) || (*letter == b'Y' && is_consonant(before)) => (b'I', 1),
            (b'Y' | b'J', _) => (b'J', 1),
            (other, _) => (*other, 1),
        };
        at += width;
        // A silent h, and a doubled letter, are heard by nobody.
        let silent = sound == b'H' && !out.is_empty();
        if !silent && before != sound {
            out.push(sound);
        }
    }
    out
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'A' | b'E' | b'I' | b'O' | b'U')
}

fn is_consonant(letter: u8) -> bool {
    letter.is_ascii_alphabetic() && !is_vowel(letter)
}

/// The consonants of a sound, and its first letter: coarse, for finding candidates and never for judging them.
pub(super) fn skeleton(sound: &[u8]) -> Vec<u8> {
    let mut bones: Vec<u8> = Vec::with_capacity(sound.len());
    for (at, letter) in sound.iter().enumerate() {
        let bone = match letter {
            b'A' | b'E' | b'I' | b'O' | b'U' if at > 0 => continue,
            b'E' | b'I' | b'U' | b'O' => b'A',
            b'D' if at > 0 => b'T',
            b'B' if at > 0 => b'P',
            b'M' if at > 0 => b'N',
            other => *other,
        };
        if bones.last() != Some(&bone) {
            bones.push(bone);
        }
    }
    bones
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(name: &str) -> Vec<String> {
        words(&fold(name), Tongue::Indonesian)
            .iter()
            .map(|word| String::from_utf8(sound(word, Tongue::Indonesian)).unwrap())
            .collect()
    }

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (left, right) in [
            ("H. Moh. Soekarno, S.E.", "Muhammad Sukarno"),
            ("Hj. Siti Aminah, S. Pd.", "ST AMINAH"),
            ("Drs. Djoko Soepardjo", "Joko Suparjo"),
            ("Mochamad Joesoef", "MUH YUSUF"),
            ("Achmad Tjokro", "Ahmad Cokro"),
            ("Bu Nur'aini", "NURAINI"),
            ("Syarifudin", "Saripudin"),
            ("Khadijah", "Chadidjah"),
            ("Dyah", "Diah"),
            ("Fauzi", "Pauji"),
        ] {
            assert_eq!(heard(left), heard(right), "{left} / {right}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (left, right) in
            [("Sri", "Sari"), ("Budi", "Bodi"), ("Agus", "Bagus"), ("Yanto", "Anto"), ("Tono", "Toni")]
        {
            assert_ne!(heard(left), heard(right), "{left} / {right}");
        }
    }

    #[test]
    fn a_title_alone_is_a_name() {
        assert_eq!(words("UMI", Tongue::Indonesian), ["UMI"]);
        assert_eq!(words("MAMA", Tongue::Indonesian), ["MAMA"]);
        assert_eq!(words("CV UD", Tongue::Trade), ["CV", "UD"]);
        assert_eq!(words("JL MAWAR II NO 12", Tongue::Street), ["MAWAR", "II", "12"]);
    }
}
