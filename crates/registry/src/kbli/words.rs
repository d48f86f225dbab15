//! Words as people and lists write them: cut, lower-cased, compared with slips allowed.

/// Words that say little beside a trade: "jasa jahit" is tailoring. They count for less when another word is known.
const BROAD: &[&str] = &[
    "jasa",
    "toko",
    "kios",
    "dagang",
    "pedagang",
    "perdagangan",
    "jual",
    "jualan",
    "penjual",
    "tukang",
    "servis",
    "service",
    "industri",
    "pembuatan",
    "produksi",
    "pelayanan",
    "eceran",
];

pub(super) fn is_broad(word: &str) -> bool {
    BROAD.contains(&word)
}

/// Words that tell no trade from another.
const SILENT: &[&str] = &[
    "dan",
    "atau",
    "yang",
    "di",
    "ke",
    "dari",
    "untuk",
    "dengan",
    "serta",
    "pada",
    "oleh",
    "dalam",
    "kelompok",
    "ini",
    "itu",
    "mencakup",
    "termasuk",
    "seperti",
    "usaha",
    "kegiatan",
    "aktivitas",
    "lainnya",
    "ytdl",
    "ybdi",
    "dll",
    "sejenisnya",
    "lihat",
    "the",
    "and",
    "of",
];

/// What stands in a business's name beside its trade.
const IN_NAMES: &[&str] = &[
    "bu",
    "ibu",
    "pak",
    "bapak",
    "bpk",
    "mas",
    "mbak",
    "mbok",
    "mbah",
    "mak",
    "mamah",
    "mama",
    "bunda",
    "umi",
    "ummi",
    "kang",
    "teh",
    "neng",
    "cak",
    "haji",
    "hj",
    "cv",
    "pt",
    "ud",
    "umkm",
    "ukm",
    "kub",
    "berkah",
    "barokah",
    "jaya",
    "makmur",
    "mandiri",
    "sejahtera",
    "abadi",
    "sentosa",
    "lancar",
    "rejeki",
    "rezeki",
    "sumber",
    "utama",
    "mulia",
    "indah",
    "mekar",
    "cahaya",
    "sinar",
    "amanah",
    "bersama",
    "rahayu",
];

pub(super) fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.len() > 1 && !SILENT.contains(&word.as_str()))
        .collect()
}

/// The words of a question; those of names only where nothing else is left.
pub(super) fn asked(words: &str) -> Vec<String> {
    let all: Vec<String> = tokens(words).into_iter().take(12).collect();
    let telling: Vec<String> =
        all.iter().filter(|word| !IN_NAMES.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// How many slips a word of this length may have.
fn slips(word: &str) -> u32 {
    match word.chars().count() {
        ..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// How well a word that was asked for stands for another: 1 when it is the same, less when begun or misspelt, else 0.
pub(super) fn resemblance(asked: &str, word: &str) -> f32 {
    if asked == word {
        return 1.0;
    }
    if asked.len() >= 4 && word.starts_with(asked) {
        return if word.len() - asked.len() <= 2 { 0.85 } else { 0.6 };
    }
    let allowed = if asked.len() >= 5 { slips(word) } else { slips(asked).min(slips(word)) };
    let same_start = asked.chars().next() == word.chars().next();
    if allowed == 0 || (asked.chars().count() == 4 && !same_start) {
        return 0.0;
    }
    match distance(asked, word, allowed) {
        Some(1) => 0.75,
        Some(_) if same_start => 0.5,
        Some(_) | None => 0.0,
    }
}

/// Letters to insert, drop, replace or swap with their neighbour, where at most `most` are needed.
fn distance(a: &str, b: &str, most: u32) -> Option<u32> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let most_apart = usize::try_from(most).ok()?;
    if a.len().abs_diff(b.len()) > most_apart {
        return None;
    }
    let mut before: Vec<u32> = Vec::new();
    let mut above: Vec<u32> = (0..=u32::try_from(b.len()).ok()?).collect();
    let mut last_a = None;
    for (row, from) in (1_u32..).zip(&a) {
        let mut line = vec![row];
        let mut last_b = None;
        for (place, to) in b.iter().enumerate() {
            let at = |list: &[u32], place: usize| list.get(place).copied().unwrap_or(u32::MAX / 2);
            let replaced = at(&above, place) + u32::from(from != to);
            let mut best = replaced.min(at(&above, place + 1) + 1).min(at(&line, place) + 1);
            if last_a == Some(to) && last_b == Some(from) {
                best = best.min(at(&before, place.saturating_sub(1)) + 1);
            }
            line.push(best);
            last_b = Some(to);
        }
        if line.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        last_a = Some(from);
        before = std::mem::replace(&mut above, line);
    }
    above.last().copied().filter(|needed| *needed <= most)
}

/// A bit for each letter, to leave out most words before their letters are compared.
pub(super) fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte % 64))
}
