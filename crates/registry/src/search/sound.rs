//! How words sound: spellings that people take for one another become one.
//!
//! Old and new spelling (Soekarno, Sukarno; Djoko, Joko; Tjipto, Cipto), doubled letters, f for p, v for f, z for s, y for
//! i, ch and kh for h, a silent h at the end. It is coarse on purpose: what was found is put in order by likeness.

/// The letters that are written for others, longest first where one begins another.
const SPELLINGS: &[(&str, &str)] = &[
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sy", "s"),
    ("sh", "s"),
    ("sj", "s"),
    ("kh", "h"),
    ("ch", "h"),
    ("dh", "d"),
    ("th", "t"),
    ("gh", "g"),
    ("bh", "b"),
    ("ph", "p"),
    ("ck", "k"),
    ("ae", "ai"),
    ("ie", "i"),
    ("f", "p"),
    ("v", "p"),
    ("z", "s"),
    ("q", "k"),
    ("x", "ks"),
    ("y", "i"),
];

/// Names that are written in more ways than any rule foresees, as they sound.
const SAME: &[(&str, &[&str])] = &[
    (
        "muhamad",
        &["mohamad", "mohamed", "muhamed", "muh", "moh", "mohd", "muhd", "mhd", "muhamat", "mohamat"],
    ),
    ("abdul", &["abd", "abdu", "abdel"]),
    ("ahmad", &["ahmat", "ahmed", "amad", "acmad"]),
];

/// A word as it sounds. Digits stay.
pub(super) fn sound(word: &str) -> String {
    let mut text = plain(word);
    for (written, heard) in SPELLINGS {
        if text.contains(written) {
            text = text.replace(written, heard);
        }
    }
    let mut heard = String::with_capacity(text.len());
    for letter in text.chars() {
        if !(letter.is_alphabetic() && heard.ends_with(letter)) {
            heard.push(letter);
        }
    }
    if heard.chars().count() > 4 && heard.ends_with('h') {
        heard.pop();
    }
    match SAME.iter().find(|(_, others)| others.contains(&heard.as_str())) {
        Some((name, _)) => (*name).to_owned(),
        None => heard,
    }
}

/// Lower case, without accents and apostrophes.
pub(super) fn plain(word: &str) -> String {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.filter(|letter| !is_apostrophe(*letter)).map(bare).collect()
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

fn bare(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// The words of a text, as written: letters and digits, with the apostrophes inside them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c))
        .map(|word| word.trim_matches(is_apostrophe))
        .filter(|word| !word.is_empty())
}

/// A whole text as it sounds, single blanks between its words.
pub(super) fn sounds(text: &str) -> String {
    words(text).map(sound).collect::<Vec<_>>().join(" ")
}

/// A word, and what is left of it without one of its letters: two words that are one slip apart share one of these.
pub(super) fn forms(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut forms = vec![word.to_owned()];
    if letters.len() >= 4 {
        let without = |left: usize| {
            let kept = letters.iter().enumerate().filter(|(place, _)| *place != left);
            kept.map(|(_, letter)| letter).collect::<String>()
        };
        forms.extend((0..letters.len()).map(without));
    }
    forms.sort();
    forms.dedup();
    forms
}
