use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use crate::lexicon::{DOUBLED, ENGLISH, NEAR, ROOTS, SAME, STOP_ENGLISH, STOP_INDONESIAN};
use crate::{Query, Strength, Vocabulary, Weight, lexicon, list, tsvector};

fn index(text: &str) -> Vec<String> {
    lexicon().index(text).iter().map(ToString::to_string).collect()
}

/// Whether a document that has these texts answers a query.
fn finds(document: &str, query: &Query, most: Strength) -> bool {
    fn answers(group: &crate::Group, lexemes: &HashSet<String>, most: Strength) -> bool {
        let close = group.alternatives.iter().filter(|one| one.strength <= most);
        close.into_iter().any(|one| lexemes.contains(one.lexeme.as_str()))
            || !group.apart.is_empty() && group.apart.iter().all(|word| answers(word, lexemes, most))
    }
    let lexemes = index(document).into_iter().collect();
    query.groups.iter().all(|group| answers(group, &lexemes, most))
}

fn vocabulary(documents: &[&str]) -> Vocabulary {
    let words: Vec<String> = documents.iter().flat_map(|text| lexicon().words(text)).collect();
    Vocabulary::new(words.iter().map(|word| (word.as_str(), 1)))
}

#[test]
fn what_is_written_in_many_ways_is_one() {
    let same = |texts: &[&str]| {
        let all: HashSet<Vec<String>> = texts.iter().map(|text| index(text)).collect();
        assert_eq!(all.len(), 1, "{texts:?}: {all:?}");
    };
    same(&["250 gr", "250gr", "250 g", "250 gram", "250GR", "250 Gr."]);
    same(&["1.000 gr", "1000g"]);
    same(&["½ kilo", "0,5 kg", "0.5kg"]);
    same(&["20x30 cm", "20 x 30 cm", "20x30cm", "20 × 30 cm".replace('×', "x").as_str()]);
    same(&["oleh-oleh", "oleh oleh", "oleh2", "Oleh-Oleh"]);
    same(&["kue-kue", "kue", "KUE2", "kue kue"]);
    same(&["sayur-sayuran", "sayuran", "sayur", "sayur2an"]);
    same(&["jum'at", "jumat", "Jum’at"]);
    same(&["crème", "creme", "CRE\u{300}ME"]);
    same(&["keripik dan tempe", "keripik, tempe", "Keripik & Tempe"]);
    same(&["\u{ff4b}opi", "kopi"]);
}

#[test]
fn measures_meet_across_units() {
    let has =
        |text: &str, lexeme: &str| assert!(index(text).contains(&lexeme.to_owned()), "{:?}", index(text));
    has("isi 250 gr", "250g");
    has("isi 250 gr", "250");
    has("1/4 kg = ¼ kg", "250g");
    has("1,5 l", "1500ml");
    has("2 ons", "200g");
    has("081234567890123", "081234567890123");
    has("mp3", "mp3");
}

#[test]
fn words_that_only_look_doubled_stay() {
    assert_eq!(index("oleh-oleh"), ["oleh oleh"]);
    assert_eq!(index("gula-gula"), ["gula gula"]);
    assert_eq!(index("oleh ibu"), ["ibu"]);
}

#[test]
fn neighbours_that_are_one_thing_are_a_term_too() {
    assert_eq!(index("ubi kayu goreng"), ["ubi", "ubi kayu", "kayu", "goreng"]);
}

#[test]
fn a_query_finds_what_is_called_otherwise() {
    let none = Vocabulary::default();
    let check = |query: &str, document: &str, strength: Strength| {
        let query = lexicon().query(query, &none);
        assert!(finds(document, &query, strength), "{query:?}");
        let weaker =
            [Strength::Said, Strength::Same, Strength::Translated].into_iter().rfind(|w| *w < strength);
        assert!(weaker.is_none_or(|weaker| !finds(document, &query, weaker)), "{query:?}");
    };
    check("keripik singkong", "Keripik singkong pedas", Strength::Said);
    check("kripik telo", "Keripik Singkong", Strength::Same);
    check("criping ubi kayu", "keripik budin", Strength::Same);
    check("singkong", "olahan ubi kayu", Strength::Same);
    check("ikan asin", "ikan teri asin", Strength::Said);
    check("cassava chips", "keripik singkong", Strength::Translated);
    check("shrimp paste", "trasi", Strength::Translated);
    check("palm sugar", "gula jawa", Strength::Translated);
    check("terasi", "authentic shrimp paste", Strength::Translated);
    check("keripik", "kerupuk udang", Strength::Near);
    check("makanan ringan", "dimakan ringan", Strength::Said);
    check("anyaman bambu", "tas bambu dianyam", Strength::Said);
    check("bamboo baskets", "keranjang bambu", Strength::Translated);
    check("basket", "handmade baskets", Strength::Said);
    check("kerudung", "jilbab segi empat", Strength::Same);
}

#[test]
fn misspelt_words_are_set_right_and_it_is_said() {
    let city = vocabulary(&["keripik pisang", "keripik tempe", "bakso sapi", "tahu petis", "bakpia"]);
    let query = lexicon().query("kripik pisng", &city);
    assert_eq!((query.said.as_str(), query.understood.as_str()), ("kripik pisng", "keripik pisang"));
    assert!(query.corrected);
    assert!(finds("keripik pisang manis", &query, Strength::Same));
    let query = lexicon().query("tahupetis 250gr", &city);
    assert_eq!(query.understood, "tahu petis 250g");
    let query = lexicon().query("kripik tempe", &city);
    assert_eq!(query.understood, "keripik tempe");
    assert!(!query.corrected, "a spelling that lists know is no mistake");
    let query = lexicon().query("kripik pisng", &Vocabulary::default());
    assert_eq!((query.understood.as_str(), query.corrected), ("kripik pisng", false));
}

#[test]
fn a_known_word_is_never_corrected() {
    let city = Vocabulary::new([("emping", 900), ("empring", 1), ("minuman", 5), ("lemas", 70)]);
    for word in ["empring", "minum", "diminum", "emping"] {
        assert_eq!(city.correct(word), None, "{word}");
    }
    assert!(!lexicon().query("emas", &city).corrected, "a right word that the city lacks");
}

#[test]
fn nothing_asked_asks_nothing() {
    for text in ["", "  ", "dan", "!!!", "'"] {
        let query = lexicon().query(text, &Vocabulary::default());
        assert_eq!((query.groups.len(), query.tsquery(Strength::Near)), (0, String::new()), "{text}");
    }
}

#[test]
fn postgresql_is_told_in_its_own_form() {
    assert_eq!(
        tsvector(&[(Weight::A, "Keripik pisang"), (Weight::C, "Keripik gurih 250 gr")]),
        "'250':13C '250g':13C 'gurih':12C 'keripik':1A,11C 'keripik pisang':1A 'pisang':2A"
    );
    let query = lexicon().query("ubi kayu", &Vocabulary::default());
    let written = query.tsquery(Strength::Said);
    assert_eq!(written, "('ubi kayu' | ('ubi' & 'kayu'))");
}

#[test]
fn groups_are_sorted_lower_case_and_apart() {
    for text in [SAME, NEAR] {
        let groups = list::groups(text);
        assert!(groups.is_sorted(), "{:?}", groups.windows(2).find(|two| !two.is_sorted()));
        let mut seen: HashMap<String, &str> = HashMap::new();
        for group in groups {
            assert!(group.len() > 1 && group.is_sorted(), "{group:?}");
            let keys: HashSet<String> = group.iter().map(|term| key(term)).collect();
            for key in keys {
                if let Some(other) = seen.insert(key.clone(), group[0]) {
                    panic!("{key} is in the groups of {other} and {}", group[0]);
                }
            }
        }
    }
    let english = list::translations(ENGLISH);
    assert!(english.windows(2).all(|two| two[0].0 < two[1].0));
    assert_eq!(list::lines(ENGLISH).count(), english.len());
    for (term, others) in english {
        key(term);
        assert!(others.is_sorted() && !others.is_empty(), "{term}");
        others.into_iter().for_each(|other| drop(key(other)));
    }
}

/// The lexemes of a term, which must be as many as its words: none is a stop word.
fn key(term: &str) -> String {
    assert!(
        term.split(' ').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase())),
        "{term}"
    );
    let read = lexicon().read(term, 16);
    let words = term.split(' ').count();
    let doubled = read.iter().filter(|(token, _)| matches!(token, crate::token::Token::Doubled(_))).count();
    assert_eq!(read.len() + doubled, words, "{term}: {read:?}");
    read.into_iter().map(|(_, lexeme)| lexeme).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_stand_once_in_a_list() {
    for text in [ROOTS, STOP_INDONESIAN, STOP_ENGLISH, DOUBLED] {
        let words: Vec<&str> = list::lines(text).flat_map(str::split_whitespace).collect();
        assert_eq!(words.len(), list::words(text).len());
        assert!(words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())));
    }
    let stop = list::words(STOP_INDONESIAN);
    assert!(stop.contains("dengan") && stop.contains("yang"));
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z0-9 .,'½²İßﬁñ\u{300}-]{0,60}",
        proptest::collection::vec(
            prop::sample::select(vec![
                "ubi", "kayu", "oleh", "-", " ", "oleh2", "250", "gr", "kue", "makanan", "x", ",", "palm",
                "sugar", "dan",
            ]),
            0..24
        )
        .prop_map(|parts| parts.join(" ").replace(" - ", "-")),
    ]
}

proptest! {
    #[test]
    fn any_document_is_found_by_its_own_text(text in texts()) {
        let city = vocabulary(&[&text, "keripik pisang"]);
        let query = lexicon().query(&text, &city);
        prop_assert!(finds(&text, &query, Strength::Said), "{:?} {query:?}", index(&text));
        prop_assert!(!query.corrected);
        let bare = lexicon().query(&text, &Vocabulary::default());
        prop_assert!(finds(&text, &bare, Strength::Said));
    }

    #[test]
    fn lexemes_are_clean_and_few(text in texts()) {
        for lexeme in index(&text) {
            prop_assert!(lexeme.chars().all(|c| c.is_alphanumeric() || c == '.' || c == ' '), "{lexeme:?}");
            prop_assert!(!lexeme.is_empty() && lexeme.len() < 2_046);
        }
        tsvector(&[(Weight::A, &text)]);
    }

    #[test]
    fn stems_have_no_other_stem(text in texts()) {
        for lexeme in index(&text).into_iter().filter(|one| one.bytes().all(|b| b.is_ascii_lowercase())) {
            prop_assert_eq!(index(&lexeme), [lexeme]);
        }
    }
}
