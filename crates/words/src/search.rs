//! All words within a distance, by one table of distances that neighbours in the sorted list share.

use crate::slip::{self, FAR};

/// A word and its folded form in the text of a vocabulary.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) start: u32,
    /// Bytes of the folded form, of the word after it, and of what the folded form shares with the one before.
    pub(crate) folded: u8,
    pub(crate) whole: u8,
    pub(crate) shared: u8,
    pub(crate) weight: u32,
}

impl Word {
    fn part<'a>(&self, text: &'a str, skip: u8, length: u8) -> &'a str {
        let from = usize::try_from(self.start).unwrap_or(usize::MAX).saturating_add(skip.into());
        text.get(from..from.saturating_add(length.into())).unwrap_or_default()
    }

    pub(crate) fn folded<'a>(&self, text: &'a str) -> &'a str {
        self.part(text, 0, self.folded)
    }

    pub(crate) fn word<'a>(&self, text: &'a str) -> &'a str {
        self.part(text, self.folded, self.whole)
    }

    pub(crate) fn key<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        (self.folded(text), self.word(text))
    }

    pub(crate) fn is_plain(&self, text: &str) -> bool {
        self.word(text).bytes().all(|byte| byte.is_ascii_lowercase())
    }
}

/// Tells of every word whose folded form is no farther than `most` from what was typed, folded too.
///
/// A row holds the distances of one start of a word to every start of what was typed. Once no distance of a row, nor of
/// the one before (an exchange of two letters reaches back so far), is small enough, all words with that start are passed
/// over.
pub(crate) fn near<'a>(
    text: &str,
    words: &'a [Word],
    typed: &str,
    most: u16,
    mut tell: impl FnMut(&'a Word, u16),
) {
    let typed: Vec<Key> = keys(typed.as_bytes());
    let mut rows: Vec<Row> = vec![first_row(&typed)];
    // Letters of the current word at which the search gave up.
    let mut dead = usize::MAX;
    for word in words {
        let shared = usize::from(word.shared);
        if shared >= dead {
            continue;
        }
        dead = usize::MAX;
        rows.truncate(shared + 1);
        let letters = word.folded(text).as_bytes();
        while rows.len() <= letters.len() {
            let row = next_row(&rows, letters, &typed);
            let before = rows.last().map_or(FAR, |row| row.least);
            let hopeless = row.least > most && before.saturating_add(slip::EXCHANGED) > most;
            rows.push(row);
            if hopeless {
                dead = rows.len() - 1;
                break;
            }
        }
        if dead == usize::MAX {
            let cost = rows.last().and_then(|row| row.costs.get(typed.len())).copied().unwrap_or(FAR);
            if cost <= most {
                tell(word, cost);
            }
        }
    }
}

/// A letter that was typed, and what it costs if the word does not have it.
struct Key {
    letter: u8,
    added: u16,
}

/// Rows lie in place; what was typed is shorter, unless it is all x, which folds into two letters.
const WIDEST: usize = slip::LONGEST + 8;

struct Row {
    costs: [u16; WIDEST],
    least: u16,
}

fn keys(typed: &[u8]) -> Vec<Key> {
    let keys =
        typed.iter().enumerate().map(|(at, letter)| Key { letter: *letter, added: slip::added(typed, at) });
    keys.take(WIDEST - 1).collect()
}

fn first_row(typed: &[Key]) -> Row {
    let mut row = Row { costs: [0; WIDEST], least: 0 };
    let mut cost: u16 = 0;
    for (place, key) in row.costs.iter_mut().skip(1).zip(typed) {
        cost = cost.saturating_add(key.added);
        *place = cost;
    }
    row
}

/// The row after those there are, for as many letters.
fn next_row(rows: &[Row], letters: &[u8], typed: &[Key]) -> Row {
    const NOTHING: [u16; WIDEST] = [FAR; WIDEST];
    let at = rows.len() - 1;
    let above = rows.last().map_or(&NOTHING, |row| &row.costs);
    let higher = at.checked_sub(1).and_then(|one| rows.get(one)).map_or(&NOTHING, |row| &row.costs);
    let letter = letters.get(at).copied().unwrap_or(0);
    let before = at.checked_sub(1).and_then(|one| letters.get(one)).copied();
    let dropped = slip::dropped(letters, at);
    let mut left = above.first().map_or(FAR, |cost| cost.saturating_add(dropped));
    let mut row = Row { costs: NOTHING, least: left };
    let mut written = row.costs.iter_mut();
    written.next().into_iter().for_each(|first| *first = left);
    // What was typed just before, and the cost two letters back in both.
    let (mut typed_before, mut back) = (None, FAR);
    let corners = above.iter().zip(above.iter().skip(1)).zip(higher);
    for (key, (((corner, over), behind), place)) in typed.iter().zip(corners.zip(written)) {
        let first = at == 0 && typed_before.is_none();
        let instead = if first { slip::instead_of_first } else { slip::instead };
        let mut cost = corner.saturating_add(instead(letter, key.letter));
        cost = cost.min(over.saturating_add(dropped)).min(left.saturating_add(key.added));
        if typed_before == Some(letter) && before == Some(key.letter) && letter != key.letter {
            cost = cost.min(back.saturating_add(slip::EXCHANGED));
        }
        *place = cost;
        row.least = row.least.min(cost);
        (left, typed_before, back) = (cost, Some(key.letter), *behind);
    }
    row
}
