//! What a buyer pays or gets back, beside what that is in the books.

use kernel::{Error, Rupiah};
use ledger::money::{Currency, Money};
use payment::Amount;

/// So much of the buyer's currency, and what it is in the city's books. For rupiah both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    pub money: Money,
    pub worth: Rupiah,
}

impl Sum {
    /// So many rupiah.
    pub fn rupiah(amount: Rupiah) -> Sum {
        Sum { money: Money::rupiah(amount), worth: amount }
    }
}

/// As providers are told it. Whether both name a currency's decimals alike is asked of both.
pub(crate) fn amount(money: Money) -> Result<Amount, Error> {
    let unknown = || Error::broken("a currency that the providers know otherwise");
    let currency = payment::Currency::parse(money.currency.code()).ok_or_else(unknown)?;
    match currency.exponent() == money.currency.exponent() {
        true => Ok(Amount { units: money.units, currency }),
        false => Err(unknown()),
    }
}

/// As the books know it; none of a currency that the city does not take.
pub(crate) fn money(amount: Amount) -> Option<Money> {
    let currency = Currency::parse(amount.currency.code()).ok()?;
    (currency.exponent() == amount.currency.exponent()).then_some(Money { currency, units: amount.units })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ledger_and_providers_count_each_currency_in_the_same_units() {
        for currency in Currency::abroad().chain(std::iter::once(Currency::IDR)) {
            let there = amount(Money { currency, units: 1_234 }).unwrap();
            assert_eq!(money(there), Some(Money { currency, units: 1_234 }));
        }
        let unknown = Amount { units: 1, currency: payment::Currency::parse("XOF").unwrap() };
        assert_eq!(money(unknown), None);
    }
}
