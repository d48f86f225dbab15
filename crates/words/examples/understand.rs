//! usage: understand QUERY [WORD…]      what is asked for, by a vocabulary of these words, each as often as it stands there

#![expect(clippy::print_stdout, reason = "a command-line tool prints its answers")]

use words::{Strength, Vocabulary, Weight, lexicon, tsvector};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let text = arguments.next().unwrap_or_default();
    let words: Vec<String> = arguments.collect();
    let query = lexicon().query(&text, &Vocabulary::new(words.iter().map(|word| (word.as_str(), 1))));
    println!("{}\n{}", query.said, query.understood);
    for strength in [Strength::Said, Strength::Same, Strength::Translated, Strength::Near] {
        println!("{strength:?}: {}", query.tsquery(strength));
    }
    println!("as a document: {}", tsvector(&[(Weight::A, &text)]));
}
