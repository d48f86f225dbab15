//! An account: money of one purpose and one owner.
//!
//! There is at most one of a purpose and an owner; it is opened by whoever needs it first, and never closed.

pub(crate) mod find;
mod open;
pub(crate) mod pages;

pub use find::{Balance, Line, Listed, balance, line_page, list, one};
pub use open::{account, accounts};

use kernel::{Can, Role};

kernel::id!(
    /// An account.
    LedgerAccountId
);

/// Sees accounts, journals and what stands in them.
pub const SEE: Can = Can::new("ledger.account.see", &[Role::CityAdmin, Role::AgencyOfficer]);

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Money that a payment provider holds for the city until it settles.
    Gateway,
    /// The city's bank account.
    Bank,
    /// In the till of an outlet (owner).
    Cash,
    /// What a sponsor (owner) owes for vouchers.
    Sponsor,
    /// What buyers paid for goods that were not handed over yet: nobody has earned it.
    Advance,
    /// What a maker (owner) earned and was not yet settled.
    Payable,
    /// What was settled and is to be paid to a maker (owner).
    Due,
    /// What a maker (owner) of goods on consignment is owed.
    Consignment,
    /// What buyers are to get back.
    Refund,
    /// What a courier (owner) is owed.
    Shipping,
    /// PPh 22 that was withheld and belongs to the state.
    Tax,
    /// What the city keeps of sales.
    Commission,
    /// What the providers keep of payments by QRIS.
    Mdr,
    /// Vouchers that the city pays for.
    Voucher,
    /// What a till has too much or too little.
    CashDifference,
    /// Gains and losses between currencies.
    Exchange,
    /// Rounding of cash.
    Rounding,
    /// Where balances from before come from.
    Opening,
}

impl Purpose {
    /// All.
    pub const ALL: [Purpose; 18] = [
        Purpose::Gateway,
        Purpose::Bank,
        Purpose::Cash,
        Purpose::Sponsor,
        Purpose::Advance,
        Purpose::Payable,
        Purpose::Due,
        Purpose::Consignment,
        Purpose::Refund,
        Purpose::Shipping,
        Purpose::Tax,
        Purpose::Commission,
        Purpose::Mdr,
        Purpose::Voucher,
        Purpose::CashDifference,
        Purpose::Exchange,
        Purpose::Rounding,
        Purpose::Opening,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Gateway => "gateway",
            Purpose::Bank => "bank",
            Purpose::Cash => "cash",
            Purpose::Sponsor => "sponsor",
            Purpose::Advance => "advance",
            Purpose::Payable => "payable",
            Purpose::Due => "due",
            Purpose::Consignment => "consignment",
            Purpose::Refund => "refund",
            Purpose::Shipping => "shipping",
            Purpose::Tax => "tax",
            Purpose::Commission => "commission",
            Purpose::Mdr => "mdr",
            Purpose::Voucher => "voucher",
            Purpose::CashDifference => "difference",
            Purpose::Exchange => "exchange",
            Purpose::Rounding => "rounding",
            Purpose::Opening => "opening",
        }
    }

    /// Reads [`Purpose::as_str`].
    pub fn parse(text: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    /// Of which kind its accounts are.
    pub fn kind(self) -> Kind {
        match self {
            Purpose::Gateway | Purpose::Bank | Purpose::Cash | Purpose::Sponsor => Kind::Asset,
            Purpose::Advance
            | Purpose::Payable
            | Purpose::Due
            | Purpose::Consignment
            | Purpose::Refund
            | Purpose::Shipping
            | Purpose::Tax => Kind::Liability,
            Purpose::Commission => Kind::Income,
            Purpose::Mdr
            | Purpose::Voucher
            | Purpose::CashDifference
            | Purpose::Exchange
            | Purpose::Rounding => Kind::Expense,
            Purpose::Opening => Kind::Equity,
        }
    }

    /// Whether a maker owns it: a business in the registry.
    pub fn is_makers(self) -> bool {
        matches!(self, Purpose::Payable | Purpose::Due | Purpose::Consignment)
    }
}

/// The five kinds of double entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What the city has.
    Asset,
    /// What it owes.
    Liability,
    /// What it earns.
    Income,
    /// What it spends.
    Expense,
    /// What was there before.
    Equity,
}

impl Kind {
    /// All.
    pub const ALL: [Kind; 5] = [Kind::Asset, Kind::Liability, Kind::Income, Kind::Expense, Kind::Equity];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Asset => "asset",
            Kind::Liability => "liability",
            Kind::Income => "income",
            Kind::Expense => "expense",
            Kind::Equity => "equity",
        }
    }

    /// Whether what went out stands as a positive balance: debts, income and equity.
    pub fn is_credit(self) -> bool {
        match self {
            Kind::Liability | Kind::Income | Kind::Equity => true,
            Kind::Asset | Kind::Expense => false,
        }
    }
}
