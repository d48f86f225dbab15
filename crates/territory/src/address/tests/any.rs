use proptest::prelude::*;

use super::*;

/// Six kelurahan are enough to show that nothing panics, and build in no time.
fn small() -> Resolver {
    let names = [
        ("32", "Jawa Barat"),
        ("32.76", "Kota Depok"),
        ("32.76.01", "Pancoran Mas"),
        ("32.76.01.1006", "Depok"),
        ("32.76.01.1007", "Depok Jaya"),
        ("32.76.05", "Sukmajaya"),
        ("32.76.05.1001", "Sukmajaya"),
    ];
    let entries = names.map(|(code, name)| Entry { code: self::code(code), name, kind: NameKind::Current });
    Resolver::build(entries, [(16_431, code("32.76.01.1006")), (16_432, code("32.76.01.1007"))])
}

static SMALL: LazyLock<Resolver> = LazyLock::new(small);

fn check_sane(text: &str) {
    for context in [Context::default(), at("32.76"), at("11.01")] {
        let answer = SMALL.resolve(text, context);
        let sum: f64 = answer.best.iter().chain(&answer.alternatives).map(|place| place.confidence).sum();
        assert!((0.0..=1.000_001).contains(&sum), "{text:?}: {sum}");
        let shares: Vec<f64> = answer.alternatives.iter().map(|place| place.confidence).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b), "{text:?}");
        assert!(
            answer
                .alternatives
                .first()
                .is_none_or(|next| answer.best.is_none() || next.confidence <= answer.confidence())
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_an_answer(text in any::<String>()) {
        check_sane(&text);
    }

    #[test]
    fn any_mixture_of_address_words_gets_an_answer(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "kel", "Kec.", "RT", "RW", "/", "003", "012", "Depok", "Jaya", "Pancoran", "mas", "kota", ",", "\n", "16431",
                "no", "Jl", "gg", "İ", "ß", "ﬁ", "é", "🙂", "32.76.01.1007", "+", "23M4+R48", "-", "regency", "East", "X",
                "\u{202e}", "ｄｅｐｏｋ", "(", ")", "'", "rt003rw012", "999999999999",
            ]),
            0..40,
        ),
        joint in prop::sample::select(vec![" ", "", ", ", "."]),
    ) {
        check_sane(&words.join(joint));
    }
}

#[test]
fn the_longest_texts_are_read_as_far_as_an_address_goes() {
    check_sane(&"Depok ".repeat(100_000));
    check_sane(&"depokjaya".repeat(10_000));
    check_sane(&"é".repeat(5_000));
}

#[test]
fn former_names_and_aliases_lead_to_todays_area_and_say_so() {
    let entries = [
        Entry { code: code("99.01.01.1001"), name: "Sidomulyo", kind: NameKind::Current },
        Entry { code: code("99.01.01.1001"), name: "Kampung Baru", kind: NameKind::Former },
    ];
    let answer = Resolver::build(entries, []).resolve("Kel. Kampoeng Baroe", Context::default());
    assert_eq!(answer.best.as_ref().map(|place| place.name.as_str()), Some("Sidomulyo"));
    assert!(matches!(answer.reasons.first(), Some(Reason::Named { kind: NameKind::Former, .. })));
}

#[test]
fn an_empty_gazetteer_knows_nothing_and_says_nothing() {
    let answer = Resolver::build([], []).resolve("Kel. Depok", Context::default());
    assert_eq!((answer.best, answer.alternatives), (None, vec![]));
}
