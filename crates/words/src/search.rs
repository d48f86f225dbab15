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
    let typed = typed.as_bytes();
    let mut rows: Vec<Row> = vec![first_row(typed)];
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
            let row = next_row(&rows, letters, typed);
            let before = rows.last().map_or(FAR, |row| row.least);
            let hopeless = row.least > most && before > most;
            rows.push(row);
            if hopeless {
                dead = rows.len() - 1;
                break;
            }
        }
        if dead == usize::MAX {
            let cost = rows.last().and_then(|row| row.costs.last()).copied().unwrap_or(FAR);
            if cost <= most {
                tell(word, cost);
            }
        }
    }
}

struct Row {
    costs: Vec<u16>,
    least: u16,
}

fn first_row(typed: &[u8]) -> Row {
    let mut costs = vec![0];
    let mut cost: u16 = 0;
    for at in 0..typed.len() {
        cost = cost.saturating_add(slip::added(typed, at));
        costs.push(cost);
    }
    Row { costs, least: 0 }
}

/// The row after those there are, for as many letters.
fn next_row(rows: &[Row], letters: &[u8], typed: &[u8]) -> Row {
    let depth = rows.len();
    let at = depth - 1;
    let above = rows.last().map(|row| row.costs.as_slice()).unwrap_or_default();
    let higher = depth.checked_sub(2).and_then(|two| rows.get(two)).map(|row| row.costs.as_slice());
    let dropped = slip::dropped(letters, at);
    let letter = letters.get(at).copied().unwrap_or(0);
    let before = at.checked_sub(1).and_then(|one| letters.get(one)).copied();
    let mut left = above.first().map_or(FAR, |cost| cost.saturating_add(dropped));
    let mut row = Row { costs: Vec::with_capacity(typed.len() + 1), least: left };
    row.costs.push(left);
    let mut typed_before = None;
    for (place, (key, diagonal)) in typed.iter().zip(above.windows(2)).enumerate() {
        let [corner, over] = diagonal else { continue };
        let mut cost = corner.saturating_add(slip::instead(letter, *key, at == 0 && place == 0));
        cost = cost.min(over.saturating_add(dropped)).min(left.saturating_add(slip::added(typed, place)));
        if typed_before == Some(letter) && before == Some(*key) && letter != *key {
            let back = higher.and_then(|row| row.get(place.wrapping_sub(1))).copied().unwrap_or(FAR);
            cost = cost.min(back.saturating_add(slip::EXCHANGED));
        }
        row.costs.push(cost);
        row.least = row.least.min(cost);
        left = cost;
        typed_before = Some(*key);
    }
    row
}
