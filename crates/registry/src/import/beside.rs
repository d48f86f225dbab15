//! What stands beside a list in the same rows: sums of it, or another list.

use std::collections::BTreeSet;

use super::field::Field;
use super::row_kind::known;
use super::table::Head;
use super::words::header_words;

/// What a header holds beside the list that begins it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Columns of sums, which are nobody's.
    pub(crate) sums: BTreeSet<u32>,
    /// The first columns of more lists.
    pub(crate) starts: Vec<u32>,
}

/// Looks at the parts of a header between which a column stands empty, and at a header that begins anew without one.
pub(crate) fn beside(heads: &[Head]) -> Beside {
    let mut found = Beside::default();
    if let Some(width) = period(heads) {
        found.starts = heads.chunks(width).skip(1).filter_map(|list| Some(list.first()?.column)).collect();
        return found;
    }
    let mut blocks = heads.chunk_by(|left, right| right.column == left.column + 1);
    let Some(list) = blocks.next() else { return found };
    for block in blocks {
        if is_list_beside(list, block) {
            found.starts.extend(block.first().map(|head| head.column));
        } else if shared(list, block) > 0 && !block.iter().any(is_name) && block.iter().any(counts) {
            found.sums.extend(block.iter().map(|head| head.column));
        }
    }
    found
}

/// How many columns a list has that stands in the header several times, each time with the same words.
fn period(heads: &[Head]) -> Option<usize> {
    let all: Vec<(&str, Vec<String>)> = heads.iter().map(|head| (head.group.as_str(), words(head))).collect();
    (2..=heads.len() / 2).find(|width| {
        let mut lists = all.chunks(*width);
        let first = lists.next();
        heads.iter().take(*width).any(is_name) && lists.all(|list| Some(list) == first)
    })
}

/// Whether a block of columns names people of its own. That an owner and a business have the same columns, each under a
/// header of its own, does not make two lists of them.
fn is_list_beside(list: &[Head], block: &[Head]) -> bool {
    let numbered =
        |heads: &[Head]| heads.first().is_some_and(|head| known(&head.text) == Some(Field::Ordinal));
    let named = |heads: &[Head]| heads.iter().any(is_name);
    let grouped = |heads: &[Head]| heads.iter().any(|head| !head.group.is_empty());
    if numbered(block) && numbered(list) {
        return named(list) && named(block);
    }
    let same = list.iter().any(|head| is_name(head) && block.iter().any(|other| words(other) == words(head)));
    same && shared(list, block) >= 2 && !grouped(block)
}

/// How many columns of a block have the words of a column of the list.
fn shared(list: &[Head], block: &[Head]) -> usize {
    block.iter().filter(|head| list.iter().any(|known| words(known) == words(head))).count()
}

fn words(head: &Head) -> Vec<String> {
    header_words(&head.text)
}

fn is_name(head: &Head) -> bool {
    names(&head.text)
}

/// Whether a header names those whom a list is about.
pub(crate) fn names(header: &str) -> bool {
    matches!(
        known(header),
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

    fn check(header: &str) -> (Vec<u32>, Vec<u32>) {
        let texts = header.split('|').zip(1..).filter(|(text, _)| !text.is_empty());
        let heads: Vec<Head> = texts
            .map(|(text, column)| match text.split_once('>') {
                Some((group, text)) => Head { column, group: group.to_owned(), text: text.to_owned() },
                None => Head { column, text: text.to_owned(), ..Head::default() },
            })
            .collect();
        let found = beside(&heads);
        (found.sums.into_iter().collect(), found.starts)
    }

    #[test]
    fn sums_and_more_lists_are_told_from_the_list() {
        for (header, sums, starts) in [
            ("No|Nama|NIK|Kelurahan||Kelurahan|Jumlah UMKM|L|P", vec![6, 7, 8, 9], vec![]),
            ("No|Nama|Usaha||No|Nama|Usaha", vec![], vec![5]),
            ("No|Nama|Usaha||No|Nama|Usaha||No|Nama|Usaha", vec![], vec![5, 9]),
            ("No|Nama|Usaha|No|Nama|Usaha", vec![], vec![4]),
            ("No|Nama Pemilik|Kelurahan||No|Kelurahan|Nama Perajin|Telp", vec![], vec![5]),
            ("Nama Pemilik|HP||Nama Pemilik|HP", vec![], vec![4]),
            ("Pemilik>Nama|Pemilik>HP|Usaha>Nama|Usaha>HP", vec![], vec![]),
            ("Pemilik>Nama|Pemilik>HP||Usaha>Nama|Usaha>HP", vec![], vec![]),
            ("No|Nama||NIK||Usaha||Kelurahan", vec![], vec![]),
            ("No|Nama|Alamat|Kelurahan||Usaha|Alamat|Kelurahan|Jumlah Karyawan", vec![], vec![]),
        ] {
            assert_eq!(check(header), (sums, starts), "{header}");
        }
    }
}
