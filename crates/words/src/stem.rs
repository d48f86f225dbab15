//! Stems of Indonesian: an affix is taken off only where a known root remains.
//!
//! The idea, looking each remainder up, is that of Nazief and Adriani (1996) with the confixes of Asian, Williams and
//! Tahaghoghi (2005); the roots are our own, for goods, food and crafts. A word whose root is not among them stays as it
//! is: a name taken apart wrongly finds the wrong goods, a plural left alone merely misses some. Snowball's algorithm
//! (Tala 2003) has no roots and makes "kemeja" (shirt) of "meja" (table); `tests/stems.rs` measures both.

use std::collections::HashSet;

/// Prefixes, what the first letter of the root was before it, and the least letters of a root they may leave alone.
/// With a suffix they may leave one letter less. Of roots equally long the first counts: "memasak" is me- and "masak".
const PREFIXES: &[(&str, &[&str], usize)] = &[
    ("", &[""], 3),
    ("me", &[""], 4),
    ("pe", &[""], 4),
    ("meng", &["", "k"], 3),
    ("menge", &[""], 3),
    ("meny", &["s"], 4),
    ("men", &["", "t"], 3),
    ("mem", &["", "p"], 3),
    ("peng", &["", "k"], 3),
    ("penge", &[""], 3),
    ("peny", &["s"], 4),
    ("pen", &["", "t"], 4),
    ("pem", &["", "p"], 4),
    ("per", &[""], 4),
    ("pel", &[""], 4),
    ("ber", &["", "r"], 3),
    ("be", &[""], 5),
    ("bel", &[""], 4),
    ("ter", &["", "r"], 4),
    ("di", &[""], 3),
    ("se", &[""], 4),
    ("memper", &[""], 3),
    ("diper", &[""], 3),
    ("pember", &[""], 3),
    ("ke", &[""], 4),
    ("keber", &[""], 3),
    ("keter", &[""], 4),
    ("seper", &[""], 4),
    // As people talk: ngopi, nyate, ngeteh.
    ("ng", &["", "k"], 4),
    ("nge", &[""], 3),
    ("ny", &["s", "c"], 4),
];

const CLITICS: &[&str] = &["", "nya", "ku", "mu"];

pub(crate) struct Stemmer {
    roots: HashSet<&'static str>,
}

impl Stemmer {
    pub(crate) fn new(roots: HashSet<&'static str>) -> Stemmer {
        Stemmer { roots }
    }

    pub(crate) fn is_root(&self, word: &str) -> bool {
        self.roots.contains(word)
    }

    /// The longest known root in the word, or the word.
    pub(crate) fn stem(&self, word: &str) -> String {
        if word.len() < 4 || !word.is_ascii() || self.is_root(word) {
            return word.to_owned();
        }
        for clitic in CLITICS {
            let Some(bare) = word.strip_suffix(clitic) else { continue };
            if self.is_root(bare) && (clitic.len() == 3 || bare.len() > 3) {
                return bare.to_owned();
            }
            if let Some(root) = self.root(bare) {
                return root;
            }
        }
        word.to_owned()
    }

    fn root(&self, word: &str) -> Option<String> {
        let mut best: Option<String> = None;
        for (prefix, firsts, least) in PREFIXES {
            let Some(rest) = word.strip_prefix(prefix) else { continue };
            for (suffix, least) in suffixes(prefix, *least) {
                let Some(middle) = rest.strip_suffix(suffix) else { continue };
                for first in *firsts {
                    let root = format!("{first}{middle}");
                    let longer = best.as_ref().is_none_or(|best| best.len() < root.len());
                    if longer && root.len() >= least && self.is_root(&root) {
                        best = Some(root);
                    }
                }
            }
        }
        best
    }
}

/// What may end a word that begins so: -i and -kan only after verbs' prefixes, ke- only with -an.
fn suffixes(prefix: &str, least: usize) -> Vec<(&'static str, usize)> {
    let verb = prefix.starts_with("me") || prefix.starts_with("di");
    let more: &[&str] = match prefix {
        "" => &["an"],
        _ if verb => &["kan", "i"],
        "ter" => &["kan", "i"],
        _ => &["an", "kan"],
    };
    let alone = (!prefix.is_empty() && !prefix.starts_with("ke")).then_some(("", least));
    alone.into_iter().chain(more.iter().map(|suffix| (*suffix, least.saturating_sub(1).max(3)))).collect()
}
