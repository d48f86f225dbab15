//! The file for the bank.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Payout, State};

/// The columns, in this order. Banks ask for different forms; a spreadsheet turns this into theirs.
///
/// `nomor` counts from 1. `kode` and `nama` are the business's in the registry. `jumlah` is whole rupiah without separators.
/// `berita` is what the maker reads on the account statement; with its first twelve characters the bank's answer is matched.
/// The account's number is not in it: the bank, or whoever sends the file, adds it from its own list of payees.
const COLUMNS: [&str; 5] = ["nomor", "kode", "nama", "jumlah", "berita"];

/// The payments of a batch that are at the bank or paid, as rows of a CSV. `names` are code and name of businesses.
pub fn csv(payouts: &[Payout], names: &BTreeMap<Uuid, (String, String)>) -> Vec<Vec<String>> {
    let head = COLUMNS.map(str::to_owned).to_vec();
    let going = payouts.iter().filter(|one| one.state != State::Returned);
    let rows = going.zip(1_usize..).map(|(payout, number)| {
        let (code, name) = names.get(&payout.owner).cloned().unwrap_or_default();
        let amount = payout.amount.0.to_string();
        vec![number.to_string(), code, name, amount, format!("{} UMKM", reference(payout))]
    });
    std::iter::once(head).chain(rows).collect()
}

/// The end of its id: twelve characters that are random.
fn reference(payout: &Payout) -> String {
    let id = payout.id.0.simple().to_string().to_uppercase();
    id.chars().skip(20).collect()
}
