//! A static code becomes one for a single payment.

use kernel::Rupiah;

use crate::payload::{Initiation, Payload};
use crate::{Tag, Tip};

/// The most that one payment may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit(pub Rupiah);

impl Default for Limit {
    /// Rp 10,000,000 per transaction, as providers state Bank Indonesia's limit (Xendit's documentation of December 2025 and
    /// Antom's). An older page of Xendit's says twenty million: the limit moves, so whoever uses it can set it.
    fn default() -> Limit {
        Limit(Rupiah(10_000_000))
    }
}

/// Why a code is not given an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not in rupiah, or not of Indonesia.
    NotIndonesian,
    /// It is for one payment already; its provider knows which.
    Dynamic,
    /// Zero or less, or a tip below zero.
    NotPositive,
    /// The amount, with what is added, is above the limit.
    OverLimit(Limit),
}

impl Payload {
    /// The same merchant's code for one payment of so much. What the merchant wrote stays as it was written; an amount that a
    /// static code carried already is replaced, and a tip too where one is given.
    ///
    /// A code made so is paid like any other, but only the merchant's own provider sees the payment: it proves nothing here.
    pub fn with_amount(&self, amount: Rupiah, tip: Option<Tip>, limit: Limit) -> Result<Payload, Refusal> {
        if !self.is_indonesian() {
            return Err(Refusal::NotIndonesian);
        }
        if self.initiation() == Initiation::Dynamic {
            return Err(Refusal::Dynamic);
        }
        let mut made = self.clone();
        made.fields.insert(Tag::INITIATION, "12".to_owned());
        made.set_amount(amount, tip, limit)?;
        Ok(made)
    }

    /// Checks the sum that whoever pays is charged, and writes tags 54 to 57.
    pub(crate) fn set_amount(
        &mut self,
        amount: Rupiah,
        tip: Option<Tip>,
        limit: Limit,
    ) -> Result<(), Refusal> {
        if amount.0 <= 0 || matches!(tip, Some(Tip::Fixed(Rupiah(..=0)))) {
            return Err(Refusal::NotPositive);
        }
        let fields = &mut self.fields;
        fields.insert(Tag::AMOUNT, amount.0.to_string());
        if let Some(tip) = tip {
            for tag in [Tag::TIP, Tag::TIP_FIXED, Tag::TIP_PERCENT] {
                fields.remove(&tag);
            }
            let (kind, value) = match tip {
                Tip::Ask => ("01", None),
                Tip::Fixed(tip) => ("02", Some((Tag::TIP_FIXED, tip.0.to_string()))),
                Tip::Share(percent) => ("03", Some((Tag::TIP_PERCENT, percent.to_string()))),
            };
            fields.insert(Tag::TIP, kind.to_owned());
            fields.extend(value);
        }
        // The shape allows thirteen digits, whatever the limit.
        let most = Limit(limit.0.min(Rupiah(9_999_999_999_999)));
        match self.due() {
            Some(due) if due <= most.0 => Ok(()),
            _ => Err(Refusal::OverLimit(most)),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::NotIndonesian => f.write_str("this is no QRIS code: not in rupiah, or not of Indonesia"),
            Refusal::Dynamic => {
                f.write_str("this code is for one payment already; take the merchant's static code")
            }
            Refusal::NotPositive => f.write_str("the amount must be above zero, and so must a tip"),
            Refusal::OverLimit(limit) => {
                write!(f, "one payment may be {} at most, with what is added", limit.0)
            }
        }
    }
}

impl std::error::Error for Refusal {}
