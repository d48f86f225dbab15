//! How legs become postings.

use kernel::Error;
use sha2::{Digest, Sha256};

use super::{JournalId, Kind, Leg};
use crate::account::LedgerAccountId;
use crate::money::{Currency, Money};

/// From one account to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) debit: LedgerAccountId,
    pub(crate) credit: LedgerAccountId,
    pub(crate) currency: Currency,
    /// Above zero.
    pub(crate) amount: i64,
}

/// Legs on one account in one currency are one leg; legs of nothing are none.
fn merged(legs: &[Leg]) -> Result<Vec<Leg>, Error> {
    let mut merged: Vec<Leg> = Vec::new();
    for leg in legs {
        let same = |one: &&mut Leg| one.account == leg.account && one.money.currency == leg.money.currency;
        match merged.iter_mut().find(same) {
            Some(one) => one.money.units = sum(one.money.units, leg.money.units)?,
            None => merged.push(*leg),
        }
    }
    merged.retain(|leg| leg.money.units != 0);
    Ok(merged)
}

fn sum(one: i64, other: i64) -> Result<i64, Error> {
    one.checked_add(other).ok_or_else(|| Error::refused("ledger-too-much"))
}

/// Cuts legs into transfers: in each currency what came in is taken, in the order in which it was said, from what went out. At
/// most one transfer fewer than legs. Refused where a currency does not sum to zero, or nothing moves.
pub(crate) fn transfers(legs: &[Leg]) -> Result<Vec<Transfer>, Error> {
    let merged = merged(legs)?;
    if merged.is_empty() {
        return Err(Error::refused("ledger-nothing-moves"));
    }
    let mut currencies: Vec<Currency> = merged.iter().map(|leg| leg.money.currency).collect();
    currencies.sort();
    currencies.dedup();
    let mut transfers = Vec::new();
    for currency in currencies {
        let of = merged.iter().filter(|leg| leg.money.currency == currency);
        if of.clone().map(|leg| i128::from(leg.money.units)).sum::<i128>() != 0 {
            return Err(Error::refused("ledger-unbalanced"));
        }
        let mut ins = of.clone().filter(|leg| leg.money.units > 0).map(|leg| (leg.account, leg.money.units));
        let mut outs = of.filter(|leg| leg.money.units < 0).map(|leg| (leg.account, leg.money.units));
        let (mut debit, mut credit) = (ins.next(), outs.next());
        while let (Some((into, left)), Some((from, owed))) = (debit, credit) {
            let owed = owed.checked_neg().ok_or_else(|| Error::refused("ledger-too-much"))?;
            let amount = left.min(owed);
            transfers.push(Transfer { debit: into, credit: from, currency, amount });
            debit = if left > amount { Some((into, left - amount)) } else { ins.next() };
            credit = if owed > amount { Some((from, amount - owed)) } else { outs.next() };
        }
    }
    Ok(transfers)
}

/// The legs with their signs turned.
pub(crate) fn mirror(legs: &[Leg]) -> Result<Vec<Leg>, Error> {
    let turned = legs.iter().map(|leg| {
        let money = leg.money.negative().ok_or_else(|| Error::refused("ledger-too-much"))?;
        Ok(Leg { money, ..*leg })
    });
    turned.collect()
}

/// Over what happened and what moved, whatever the order in which the legs were said.
pub(crate) fn digest(kind: Kind, reverses: Option<JournalId>, legs: &[Leg]) -> Result<Vec<u8>, Error> {
    let mut lines: Vec<String> = merged(legs)?
        .iter()
        .map(|Leg { account, money: Money { currency, units } }| {
            format!("{account} {} {units}", currency.code())
        })
        .collect();
    lines.sort();
    let head = format!("{} {}", kind.as_str(), reverses.map(|one| one.to_string()).unwrap_or_default());
    Ok(Sha256::digest(format!("{head}\n{}", lines.join("\n"))).to_vec())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn leg(account: u128, code: &str, units: i64) -> Leg {
        let currency = Currency::parse(code).unwrap();
        Leg { account: LedgerAccountId(Uuid::from_u128(account)), money: Money { currency, units } }
    }

    #[test]
    fn a_sale_is_cut_into_as_few_transfers_as_can_be() {
        let legs = [leg(1, "IDR", 100), leg(2, "IDR", -90), leg(3, "IDR", -10), leg(4, "IDR", 0)];
        let cut = transfers(&legs).unwrap();
        let short: Vec<(u128, u128, i64)> =
            cut.iter().map(|one| (one.debit.0.as_u128(), one.credit.0.as_u128(), one.amount)).collect();
        assert_eq!(short, [(1, 2, 90), (1, 3, 10)]);
    }

    #[test]
    fn what_does_not_sum_to_zero_in_each_currency_is_refused() {
        for (legs, why) in [
            (vec![leg(1, "IDR", 100), leg(2, "IDR", -99)], "refused: ledger-unbalanced"),
            (vec![leg(1, "IDR", 100), leg(2, "USD", -100)], "refused: ledger-unbalanced"),
            (vec![leg(1, "IDR", 100), leg(1, "IDR", -100)], "refused: ledger-nothing-moves"),
            (vec![], "refused: ledger-nothing-moves"),
            (vec![leg(1, "IDR", i64::MAX), leg(1, "IDR", 1), leg(2, "IDR", -1)], "refused: ledger-too-much"),
            (
                vec![leg(1, "IDR", i64::MAX), leg(2, "IDR", i64::MIN), leg(3, "IDR", 1)],
                "refused: ledger-too-much",
            ),
        ] {
            assert_eq!(transfers(&legs).unwrap_err().to_string(), why, "{legs:?}");
        }
    }

    proptest! {
        #[test]
        fn transfers_say_what_the_legs_said(parts in proptest::collection::vec((0_u128..6, 0_usize..2, -1_000_000_i64..1_000_000), 1..20)) {
            let codes = ["IDR", "USD"];
            let mut legs: Vec<Leg> = parts.iter().map(|(account, code, units)| leg(*account, codes[*code], *units)).collect();
            for code in codes {
                let left: i64 = legs.iter().filter(|one| one.money.currency.code() == code).map(|one| one.money.units).sum();
                legs.push(leg(7, code, -left));
            }
            let expected = merged(&legs).unwrap();
            let Ok(cut) = transfers(&legs) else { prop_assert!(expected.is_empty()); return Ok(()) };
            prop_assert!(cut.len() < expected.len());
            prop_assert!(cut.iter().all(|one| one.amount > 0 && one.debit != one.credit));
            let back: Vec<Leg> = cut.iter().flat_map(|one| {
                let money = Money { currency: one.currency, units: one.amount };
                [Leg { account: one.debit, money }, Leg { account: one.credit, money: money.negative().unwrap() }]
            }).collect();
            prop_assert_eq!(digest(Kind::Sale, None, &back).unwrap(), digest(Kind::Sale, None, &legs).unwrap());
            prop_assert!(transfers(&mirror(&legs).unwrap()).is_ok());
        }
    }
}
