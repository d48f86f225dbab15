//! The trait, and what goes in and out of it.

use std::future::Future;
use std::pin::Pin;

use kernel::Instant;
use uuid::Uuid;

use crate::{Amount, Currency, Failure, Notice, Notification, Refusal};

/// What a provider answers, some day.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// Someone through whom buyers pay.
///
/// Whoever charges writes the attempt down first, then calls, then writes the answer down. After a crash between the two, the
/// same call is made again: [`charge`](Provider::charge), [`cancel`](Provider::cancel) and [`refund`](Provider::refund) with
/// the same words do once what they do, however often they are called one after the other. Not two at a time: lock the attempt.
pub trait Provider: Send + Sync {
    /// Which.
    fn name(&self) -> Name;

    /// Whether this can be charged here at all. What the account has switched on, only the provider knows.
    fn offers(&self, method: Method, currency: Currency) -> bool;

    /// Asks for a payment and learns what to show the buyer. The attempt's id is the provider's reference and the key under
    /// which a repetition is recognised; nothing in `charge` may differ then. Not to be called for an attempt that was cancelled:
    /// some providers would open it again.
    fn charge<'a>(&'a self, charge: &'a Charge) -> Answer<'a, Charged>;

    /// How it stands. Changes nothing. What was paid stays paid here: a later `Pending` or `Absent` is the provider's delay.
    fn status<'a>(&'a self, handle: &'a Handle) -> Answer<'a, State>;

    /// Closes what nobody has paid, and says how it stands then. Never gives money back: if the buyer was faster, the answer is
    /// [`State::Paid`].
    fn cancel<'a>(&'a self, handle: &'a Handle) -> Answer<'a, State>;

    /// Gives money back, all or a part. The refund's id is the key under which a repetition is recognised.
    fn refund<'a>(&'a self, refund: &'a Refund) -> Answer<'a, Refunding>;

    /// Reads a notification and checks its signature. Asks nobody.
    fn read(&self, notice: Notice<'_>) -> Result<Notification, Refusal>;
}

/// The providers, as they are called in addresses and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    Midtrans,
    Xendit,
    Stripe,
    /// No money moves.
    Demo,
}

impl Name {
    pub const ALL: [Name; 4] = [Name::Midtrans, Name::Xendit, Name::Stripe, Name::Demo];

    /// In small letters.
    pub fn as_str(self) -> &'static str {
        match self {
            Name::Midtrans => "midtrans",
            Name::Xendit => "xendit",
            Name::Stripe => "stripe",
            Name::Demo => "demo",
        }
    }

    /// From small letters.
    pub fn parse(text: &str) -> Option<Name> {
        Name::ALL.into_iter().find(|name| name.as_str() == text)
    }
}

/// How the buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// A code that any Indonesian wallet or bank reads. Whole rupiah.
    Qris,
    /// A transfer to a number made for this payment. Whole rupiah.
    Transfer(Bank),
    /// A card, on the provider's own page: no card number ever comes to us.
    Card,
}

/// Whose number a transfer goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bank {
    Bca,
    Bni,
    Bri,
    Bsi,
    Cimb,
    Mandiri,
    Permata,
}

impl Bank {
    pub const ALL: [Bank; 7] =
        [Bank::Bca, Bank::Bni, Bank::Bri, Bank::Bsi, Bank::Cimb, Bank::Mandiri, Bank::Permata];

    /// In small letters, as Midtrans writes it; Xendit writes it in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Bank::Bca => "bca",
            Bank::Bni => "bni",
            Bank::Bri => "bri",
            Bank::Bsi => "bsi",
            Bank::Cimb => "cimb",
            Bank::Mandiri => "mandiri",
            Bank::Permata => "permata",
        }
    }

    /// From small letters.
    pub fn parse(text: &str) -> Option<Bank> {
        Bank::ALL.into_iter().find(|bank| bank.as_str() == text)
    }
}

/// A payment to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Ours, made and written down before this.
    pub attempt: Uuid,
    pub amount: Amount,
    pub method: Method,
    /// When the attempt was made: durations are counted from here, so that a repetition says the same.
    pub opened: Instant,
    /// Until when it can be paid.
    pub expires: Instant,
    pub buyer: Buyer,
    /// Shown to the buyer: `Pesanan BDY-7K3F-9`.
    pub description: String,
    /// Where the buyer comes back to from a provider's page. Coming back proves nothing.
    pub back: String,
}

/// Who pays, as far as the provider has to know.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    pub name: Option<String>,
    pub mail: Option<String>,
}

impl std::fmt::Debug for Buyer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Buyer").finish_non_exhaustive()
    }
}

impl Charge {
    /// What to ask for it with later.
    pub fn handle(&self, reference: Option<String>) -> Handle {
        Handle { attempt: self.attempt, method: self.method, amount: self.amount, reference }
    }
}

/// What to show, and what to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charged {
    /// The provider's, to be kept with the attempt; [`Handle::reference`] wants it back.
    pub reference: Option<String>,
    /// Until when it can be paid. Later than asked where a provider has a least time (Stripe half an hour, Midtrans's page five
    /// minutes): whoever cannot
    /// wait so long cancels.
    pub expires: Instant,
    pub show: Show,
    /// Where a demonstration is paid, by a click. `None` wherever money moves.
    pub demo: Option<String>,
}

/// What the buyer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// A code: what is in it, or a picture of it; at least one. The payload is missing when Midtrans is asked a second time.
    Code { payload: Option<String>, image: Option<String> },
    /// Transfer to this number.
    Account {
        bank: Bank,
        number: String,
        /// Mandiri's bills want the biller's code beside the number.
        biller: Option<String>,
    },
    /// Go there.
    Page(String),
}

/// An attempt that was charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    pub attempt: Uuid,
    pub method: Method,
    pub amount: Amount,
    /// [`Charged::reference`], if the answer was kept. Without it Midtrans and Xendit find the attempt all the same; Stripe
    /// finds it once somebody tried to pay, and cannot cancel it: charge it again first.
    pub reference: Option<String>,
}

/// How a payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The provider knows of no payment under our reference. On Midtrans's page (card) this is so until the buyer chooses how to
    /// pay, and stays so if nobody ever does.
    Absent,
    /// Waits for the buyer, or for the provider's own check.
    Pending,
    Paid(Paid),
    /// Too late. Some buyers pay in the same second: a [`State::Paid`] may still follow, and wins.
    Expired,
    /// Closed by us.
    Cancelled,
    /// This try was refused, and why. On a provider's page the buyer may try again until it expires.
    Denied(String),
    /// Given back, in all so much.
    Refunded {
        paid: Paid,
        back: Amount,
    },
    /// The buyer's bank took it back (chargeback).
    Disputed(Paid),
}

/// Money that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// To be compared with the attempt's own; a difference is for a person to look at.
    pub amount: Amount,
    /// When, if told.
    pub at: Option<Instant>,
    /// The provider's name for the payment, as it stands in its reports.
    pub reference: String,
    /// What the provider keeps, if told, and if it is whole in our units: Stripe counts rupiah in sen. Its report has it exactly.
    pub fee: Option<Amount>,
}

/// Money to give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub handle: Handle,
    /// Ours, made and written down before this.
    pub refund: Uuid,
    pub amount: Amount,
    /// Some providers show it to the buyer.
    pub reason: String,
}

/// How a refund stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refunding {
    /// The provider has given it back, by its reference.
    Done(String),
    /// On its way: a notification says how it ended, and so does asking the same again.
    Underway(String),
}
