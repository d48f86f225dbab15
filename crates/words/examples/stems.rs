//! usage: stems < WORDS      each word of standard input that has another stem, with it

#![expect(clippy::print_stdout, reason = "a command-line tool prints its answers")]

use std::io::BufRead;

use words::lexicon;

fn main() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        for word in line.split_whitespace() {
            if let Some(stem) = lexicon().index(word).first().filter(|stem| stem.as_str() != word) {
                println!("{word} {stem}");
            }
        }
    }
}
