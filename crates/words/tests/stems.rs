//! Stems against a list that was written before any stemmer ran over it, beside Snowball's Indonesian.

use words::lexicon;

const LIST: &str = include_str!("data/stems.txt");

/// Words and the stems they should have.
fn list() -> Vec<(&'static str, &'static str)> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    let mut pairs = Vec::new();
    for line in lines {
        match line.split_once(": ") {
            Some((stem, words)) => {
                pairs.extend(words.split_whitespace().map(|word| (word, stem)));
                pairs.extend((!stem.contains(' ')).then_some((stem, stem)));
            }
            None => pairs.extend(line.split_whitespace().map(|word| (word, word))),
        }
    }
    pairs
}

fn ours(word: &str) -> String {
    lexicon().index(word).first().map(ToString::to_string).unwrap_or_default()
}

fn snowball(word: &str) -> String {
    frostem::Stemmer::new(frostem::Algorithm::Indonesian).stem(word).into_owned()
}

/// How many words keep or get the right stem: of those that must survive, and of those that must be taken apart.
fn right(stem: fn(&str) -> String) -> [(usize, usize); 2] {
    let (survive, part): (Vec<_>, Vec<_>) = list().into_iter().partition(|(word, root)| word == root);
    [survive, part]
        .map(|pairs| (pairs.iter().filter(|(word, root)| stem(word) == *root).count(), pairs.len()))
}

#[test]
fn names_of_goods_survive_and_what_is_made_of_them_meets() {
    let wrong: Vec<_> = list().into_iter().filter(|(word, root)| ours(word) != *root).collect();
    let [survive, part] = right(ours);
    println!("ours: {survive:?} survive, {part:?} taken apart; wrong: {wrong:?}");
    println!("snowball: {:?}", right(snowball));
    assert_eq!(survive.0, survive.1, "{wrong:?}");
    assert!(part.0 * 100 >= part.1 * 97, "{part:?}: {wrong:?}");
}
