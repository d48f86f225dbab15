//! Names of people and of businesses.

use crate::import::lexicon::{is_given_name, is_trade_word};
use crate::import::words::plain;

/// A person's name, parted from what stands around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) honorifics: Vec<String>,
    pub(crate) degrees: Vec<String>,
}

/// What stands before names, and the form in which it is kept. `St` is not among them: before a name it is short for Siti.
const BEFORE: &[(&str, &str)] = &[
    ("h", "H."),
    ("hj", "Hj."),
    ("haji", "H."),
    ("hajjah", "Hj."),
    ("hajah", "Hj."),
    ("bpk", "Bapak"),
    ("bp", "Bapak"),
    ("bapak", "Bapak"),
    ("pak", "Bapak"),
    ("ibu", "Ibu"),
    ("bu", "Ibu"),
    ("tn", "Tn."),
    ("tuan", "Tn."),
    ("ny", "Ny."),
    ("nyonya", "Ny."),
    ("nn", "Nn."),
    ("sdr", "Sdr."),
    ("sdri", "Sdri."),
    ("sdra", "Sdr."),
    ("mr", "Tn."),
    ("mrs", "Ny."),
    ("ms", "Nn."),
    ("drs", "Drs."),
    ("dra", "Dra."),
    ("dr", "Dr."),
    ("ir", "Ir."),
    ("prof", "Prof."),
    ("kh", "K.H."),
    ("ust", "Ust."),
    ("ustad", "Ust."),
    ("ustadz", "Ust."),
    ("drh", "drh."),
    ("drg", "drg."),
    ("mbak", "Mbak"),
    ("mba", "Mbak"),
    ("mas", "Mas"),
    ("rd", "Rd."),
    ("rr", "Rr."),
];

/// What stands behind names, without its points, and the form in which it is kept.
const BEHIND: &[(&str, &str)] = &[
    ("se", "S.E."),
    ("sh", "S.H."),
    ("spd", "S.Pd."),
    ("spdi", "S.Pd.I."),
    ("skom", "S.Kom."),
    ("st", "S.T."),
    ("ssos", "S.Sos."),
    ("spt", "S.Pt."),
    ("sp", "S.P."),
    ("sag", "S.Ag."),
    ("amd", "A.Md."),
    ("amdkeb", "A.Md.Keb."),
    ("skm", "S.K.M."),
    ("ssi", "S.Si."),
    ("sip", "S.IP."),
    ("sikom", "S.I.Kom."),
    ("mm", "M.M."),
    ("msi", "M.Si."),
    ("mpd", "M.Pd."),
    ("mt", "M.T."),
    ("mh", "M.H."),
    ("mkom", "M.Kom."),
    ("skep", "S.Kep."),
    ("spsi", "S.Psi."),
    ("shi", "S.H.I."),
    ("shum", "S.Hum."),
    ("ss", "S.S."),
    ("sfarm", "S.Farm."),
    ("stp", "S.TP."),
    ("ssn", "S.Sn."),
    ("phd", "Ph.D."),
    ("mba", "M.B.A."),
    ("apt", "Apt."),
    ("ba", "B.A."),
    ("sei", "S.E.I."),
    ("sthi", "S.Th.I."),
    ("sst", "S.S.T."),
    ("ma", "M.A."),
    ("alm", "Alm."),
    ("almh", "Almh."),
];

/// Blanks tidied, invisible characters and Excel's apostrophe taken away.
pub(crate) fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() || matches!(c, '\u{a0}' | '\u{feff}') { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'))
        .collect();
    let joined = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.trim_start_matches(['\'', '’', '`']).trim().to_owned()
}

/// Reads a person's name; `None` where there is none. What is only an honorific (`Hj`) stays a name: it is all we know.
pub(crate) fn person_name(text: &str) -> Option<Named> {
    // "3. Siti" was typed into a column of names.
    let text =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '-' | '*'));
    let text = before_number(text);
    let text = text.split(" / ").next().unwrap_or(text);
    let bare =
        text.split(['(', '[']).next().filter(|bare| bare.chars().any(char::is_alphabetic)).unwrap_or(text);
    let (front, behind) = bare.split_once(',').unwrap_or((bare, ""));
    let mut words: Vec<&str> = front.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let mut named = Named::default();
    while let [first, _, ..] = words.as_slice() {
        let Some(kept) = before(first) else { break };
        named.honorifics.push(kept.to_owned());
        words.remove(0);
    }
    let mut degrees = Vec::new();
    while let [_, .., last] = words.as_slice() {
        let Some(kept) = behind_of(last) else { break };
        degrees.push(kept.to_owned());
        words.pop();
    }
    degrees.reverse();
    degrees.extend(behind.split([',', ' ']).filter_map(|word| behind_of(word).map(str::to_owned)));
    named.degrees = degrees;
    named.name = title_case(words.join(" ").trim_matches(['.', ',', '-', ' ']));
    (named.name.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some(named)
}

/// What stands before a long number, as a telephone behind the name of whom it calls: `Siti Aminah HP: 0812…`.
pub(crate) fn before_number(text: &str) -> &str {
    let number = text.char_indices().map(|(at, _)| at).find(|at| {
        let rest = text.get(*at..).unwrap_or_default();
        let body =
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.'));
        let number = rest.get(..rest.len() - body.len()).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '+')
            && number.bytes().filter(u8::is_ascii_digit).count() >= 7
    });
    let Some(front) = number.and_then(|at| text.get(..at)) else { return text };
    let trimmed = |text| str::trim_end_matches(text, |c: char| !c.is_alphabetic());
    let mut bare = trimmed(front);
    while let Some(label) = bare.rsplit([' ', '(', '/', ',', '\n', '.']).next()
        && ["hp", "wa", "telp", "tlp", "tel", "no", "nohp"].contains(&label.to_lowercase().as_str())
    {
        bare = trimmed(bare.strip_suffix(label).unwrap_or_default());
    }
    if bare.chars().any(char::is_alphabetic) { bare } else { text }
}

fn before(word: &str) -> Option<&'static str> {
    let letters = word.to_lowercase().replace('.', "");
    BEFORE.iter().find(|(known, _)| *known == letters).map(|(_, kept)| *kept)
}

fn behind_of(word: &str) -> Option<&'static str> {
    let letters = word.to_lowercase().replace('.', "");
    BEHIND.iter().find(|(known, _)| *known == letters).map(|(_, kept)| *kept)
}

/// Only what is all capitals or all small is changed: who mixed them meant it.
fn title_case(text: &str) -> String {
    let (upper, lower) = (text.chars().any(char::is_uppercase), text.chars().any(char::is_lowercase));
    if upper && lower {
        return text.to_owned();
    }
    let mut titled = String::with_capacity(text.len());
    let mut start = true;
    for c in text.chars() {
        if start {
            titled.extend(c.to_uppercase())
        } else {
            titled.extend(c.to_lowercase())
        }
        start = matches!(c, ' ' | '.' | '-' | '(' | '/');
    }
    titled
}

/// A business's name as it is shown; legal forms keep their capitals.
pub(crate) fn business_name(text: &str) -> Option<String> {
    let name = text.trim_matches(['"', '“', '”', '-', '.', ',', ' ', '*']);
    let words = title_case(name)
        .split(' ')
        .map(|word| match word {
            "Cv" | "Ud" | "Pt" | "Pd" | "Tb" | "Rm" | "Tk" | "Kub" | "Cv." | "Ud." | "Pt." => {
                word.to_uppercase()
            }
            _ => word.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ");
    (words.chars().filter(|c| c.is_alphanumeric()).count() >= 2).then_some(words)
}

/// `Budi / Warung Budi`, `Warung Budi (Budi)`: the person and the business of one cell.
pub(crate) fn owner_and_business(text: &str) -> (Option<String>, Option<String>) {
    let parts = parts_of(text);
    let (first, second) = match parts.as_slice() {
        [only] if business_likeness(only) > person_likeness(only) => return (None, Some(only.clone())),
        [only] => return (Some(only.clone()), None),
        [first, second, ..] => (first.clone(), second.clone()),
        [] => return (None, None),
    };
    let swapped = business_likeness(&first) - person_likeness(&first)
        > business_likeness(&second) - person_likeness(&second);
    if swapped { (Some(second), Some(first)) } else { (Some(first), Some(second)) }
}

fn parts_of(text: &str) -> Vec<String> {
    let spaced = [" - ", " – ", " | ", ";"].iter().find(|between| text.contains(*between));
    let lines: Vec<&str> = text.splitn(2, '\n').collect();
    let parts: Vec<&str> = match (spaced, text.split_once('/'), text.split_once('(')) {
        _ if lines.len() == 2 => lines,
        (_, Some((first, second)), _) => vec![first, second],
        (Some(between), None, _) => text.splitn(2, between).collect(),
        (None, None, Some((first, second))) => vec![first, second.trim_end_matches(')')],
        (None, None, None) => text.splitn(2, ',').collect(),
    };
    parts.into_iter().map(without_label).filter(|part| !part.is_empty()).collect()
}

/// `a.n. Siti`, `Pemilik: Siti`, `(Siti)`: the name alone.
fn without_label(part: &str) -> String {
    let part = tidy(part);
    let bare = part.trim_start_matches('(');
    let bare = if bare.contains('(') { bare } else { bare.trim_end_matches(')') };
    let lower = bare.to_lowercase();
    let labels =
        ["a.n. ", "a.n ", "a/n ", "an. ", "atas nama ", "milik ", "pemilik: ", "pemilik : ", "usaha: "];
    let label = labels.iter().find(|label| lower.starts_with(**label));
    label.and_then(|label| bare.get(label.len()..)).unwrap_or(bare).trim().to_owned()
}

/// How much a text looks like a person's name, from 0 to 1.
pub(crate) fn person_likeness(text: &str) -> f64 {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 6 || plain.chars().any(|c| c.is_ascii_digit()) {
        return 0.0;
    }
    let trades = words.iter().filter(|word| is_trade_word(word)).count();
    let names = words.iter().filter(|word| is_given_name(word)).count();
    match (names, trades) {
        (0, 0) => 0.45,
        (_, 0) => 1.0,
        (names, trades) if names > trades && words.first().is_some_and(|first| is_given_name(first)) => 0.6,
        _ => 0.1,
    }
}

/// How much a text looks like the name of a business, from 0 to 1.
pub(crate) fn business_likeness(text: &str) -> f64 {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let trades = words.iter().filter(|word| is_trade_word(word)).count();
    match (words.first().is_some_and(|first| is_trade_word(first)), trades) {
        (true, _) => 1.0,
        (false, 1..) => 0.7,
        (false, 0) => 0.2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_behind_a_name_is_no_part_of_it() {
        for (text, name) in [
            ("Siti Aminah 081234567890", "Siti Aminah"),
            ("Siti Aminah\n0812-3456-7890", "Siti Aminah"),
            ("Siti Aminah (HP. 0812 3456 7890)", "Siti Aminah"),
            ("SITI AMINAH / WA: +62 812 3456 7890", "Siti Aminah"),
            ("Siti Aminah No. HP 081234567890", "Siti Aminah"),
            ("Wati 2", "Wati 2"),
        ] {
            assert_eq!(person_name(text).unwrap().name, name, "{text}");
        }
        assert_eq!(before_number("081234567890"), "081234567890");
    }

    #[test]
    fn what_stands_around_a_name_is_kept_apart() {
        for (text, name, honorifics, degrees) in [
            ("SITI  AMINAH", "Siti Aminah", "", ""),
            ("Hj. SITI AMINAH, S.Pd", "Siti Aminah", "Hj.", "S.Pd."),
            ("Drs. H. AHMAD FAUZI M.Si", "Ahmad Fauzi", "Drs. H.", "M.Si."),
            ("TN EKO HAKIM", "Eko Hakim", "Tn.", ""),
            ("ST YULI WAHYUNI", "St Yuli Wahyuni", "", ""),
            ("YOHANES SANTOSO SH", "Yohanes Santoso", "", "S.H."),
            ("Eka Safitri Aminah AMD", "Eka Safitri Aminah", "", "A.Md."),
            ("3. Budi", "Budi", "", ""),
            ("Budi (alm)", "Budi", "", ""),
            ("de Vries", "de Vries", "", ""),
            ("BU SAPUTRA", "Saputra", "Ibu", ""),
            ("IBU", "Ibu", "", ""),
        ] {
            let named = person_name(&tidy(text)).unwrap();
            let read = (named.name.as_str(), named.honorifics.join(" "), named.degrees.join(" "));
            assert_eq!(read, (name, honorifics.to_owned(), degrees.to_owned()), "{text}");
        }
        assert_eq!(person_name("-"), None);
        assert_eq!(person_name("12"), None);
    }

    #[test]
    fn owner_and_business_are_told_apart_in_one_cell() {
        for (text, owner, business) in [
            ("Budi / Warung Budi", Some("Budi"), Some("Warung Budi")),
            ("WARUNG BUDI / BUDI SANTOSO", Some("BUDI SANTOSO"), Some("WARUNG BUDI")),
            ("Warung Budi (Budi Santoso)", Some("Budi Santoso"), Some("Warung Budi")),
            ("Siti Aminah - Kue Barokah", Some("Siti Aminah"), Some("Kue Barokah")),
            ("Warung Budi\nBudi Santoso", Some("Budi Santoso"), Some("Warung Budi")),
            ("Warung Budi (a.n. Budi Santoso)", Some("Budi Santoso"), Some("Warung Budi")),
            ("Siti Aminah", Some("Siti Aminah"), None),
            ("Toko Makmur", None, Some("Toko Makmur")),
        ] {
            let read = owner_and_business(text);
            assert_eq!((read.0.as_deref(), read.1.as_deref()), (owner, business), "{text}");
        }
    }
}
