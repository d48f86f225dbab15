//! What stands beside a list in the same rows: sums of it, or another list.

use std::collections::BTreeSet;

use super::field::Field;
use super::layout::Head;
use super::row_kind::known;
use super::words::header_words;

/// What a header holds beside the list that begins it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Columns of sums, which are nobody's.
    pub(crate) sums: BTreeSet<u32>,
    /// The first column of a second list.
    pub(crate) second: Option<u32>,
}

/// Looks at the parts of a header between which a column stands empty.
pub(crate) fn beside(heads: &[Head]) -> Beside {
    let mut found = Beside::default();
    let mut blocks = heads.chunk_by(|left, right| right.column == left.column + 1);
    let Some(list) = blocks.next() else { return found };
    for block in blocks {
        let same: Vec<&Head> =
            block.iter().filter(|head| list.iter().any(|known| words(known) == words(head))).collect();
        if same.len() >= 2 && same.iter().any(|head| names(head)) {
            found.second = found.second.or(block.first().map(|head| head.column));
        } else if !same.is_empty() && !block.iter().any(names) && block.iter().any(counts) {
            found.sums.extend(block.iter().map(|head| head.column));
        }
    }
    found
}

fn words(head: &Head) -> Vec<String> {
    header_words(&head.text)
}

fn names(head: &Head) -> bool {
    matches!(
        known(&head.text),
        Some(
            Field::Person | Field::Business | Field::OwnerAndBusiness | Field::BusinessOrSector | Field::Nik
        )
    )
}

/// `Jumlah`, `Jumlah UMKM`: a count of the list's rows.
fn counts(head: &Head) -> bool {
    let words = words(head);
    words.first().is_some_and(|first| first == "jumlah")
        && (words.len() == 1 || known(&head.text) == Some(Field::Ignored))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str) -> (Vec<u32>, Option<u32>) {
        let texts = header.split('|').zip(1..).filter(|(text, _)| !text.is_empty());
        let heads: Vec<Head> =
            texts.map(|(text, column)| Head { column, text: text.to_owned(), ..Head::default() }).collect();
        let found = beside(&heads);
        (found.sums.into_iter().collect(), found.second)
    }

    #[test]
    fn sums_and_second_lists_are_told_from_the_list() {
        for (header, sums, second) in [
            ("No|Nama|NIK|Kelurahan||Kelurahan|Jumlah UMKM|L|P", vec![6, 7, 8, 9], None),
            ("No|Nama|Usaha||No|Nama|Usaha", vec![], Some(5)),
            ("No|Nama||NIK||Usaha||Kelurahan", vec![], None),
            ("No|Nama|Alamat|Kelurahan||Usaha|Alamat|Kelurahan|Jumlah Karyawan", vec![], None),
        ] {
            assert_eq!(check(header), (sums, second), "{header}");
        }
    }
}
