//! PPh 22 on sales through a marketplace (PMK 37/2025), and how near a maker's year is to its threshold.
//!
//! A marketplace that the Directorate General of Taxes appoints, and that holds buyers' money, withholds 0.5 % of the gross
//! amount. A private person whose gross turnover of the year stays within Rp 500 million, and who has handed in a statement
//! that it does, is exempt. Whether a city is such a marketplace is for its tax office to say: nothing is withheld unless the
//! room that sells asks for it here. Compiled from consultancies' summaries of the regulation; check before withholding.

mod year;

pub use year::{Year, year};

use kernel::Rupiah;

/// A private person's turnover of a year that stays free.
pub const THRESHOLD: Rupiah = Rupiah(500_000_000);

/// Who sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seller {
    /// A private person who handed in the statement.
    PersonWithStatement,
    /// A private person who did not.
    Person,
    /// A company: no exemption.
    Company,
}

/// What is withheld of a sale, given what was sold before in the same year: half a percent, a fraction of a rupiah dropped in
/// the seller's favour. The sale that passes the threshold is withheld of as a whole.
pub fn withheld(seller: Seller, before: Rupiah, sale: Rupiah) -> Rupiah {
    let within = before.plus(sale).is_some_and(|sum| sum <= THRESHOLD);
    match seller {
        Seller::PersonWithStatement if within => Rupiah(0),
        Seller::PersonWithStatement | Seller::Person | Seller::Company => Rupiah(sale.0.max(0) / 200),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_percent_is_withheld_unless_the_year_stays_within_the_threshold() {
        use Seller::{Company, Person, PersonWithStatement};
        for (seller, before, sale, expected) in [
            (PersonWithStatement, 0, 100_000, 0),
            (PersonWithStatement, 499_900_000, 100_000, 0),
            (PersonWithStatement, 499_900_001, 100_000, 500),
            (PersonWithStatement, i64::MAX, 100_000, 500),
            (Person, 0, 100_000, 500),
            (Person, 0, 199, 0),
            (Company, 0, 399, 1),
            (Company, 0, -5, 0),
        ] {
            assert_eq!(
                withheld(seller, Rupiah(before), Rupiah(sale)),
                Rupiah(expected),
                "{seller:?} {before} {sale}"
            );
        }
    }
}
