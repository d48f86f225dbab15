//! What providers tell us of their own accord.

use http::HeaderMap;
use uuid::Uuid;

use crate::{Amount, Name, State};

/// A notification as it came: nothing of it is believed yet. Keep both as they are; a body written anew has another signature.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// The longest body that is looked at, in bytes.
pub const LONGEST: usize = 256 * 1024;

impl<'a> Notice<'a> {
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Refusal> {
        if self.body.len() > LONGEST {
            return Err(Refusal::Malformed("the body is too long".to_owned()));
        }
        serde_json::from_slice(self.body).map_err(|error| Refusal::Malformed(error.to_string()))
    }
}

/// A notification whose signature held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub provider: Name,
    /// The same for each repetition of the same news, another for other news: unique per provider. `unique (provider, event)`
    /// makes each count once.
    pub event: String,
    /// Our reference: the attempt.
    pub attempt: Uuid,
    pub told: Told,
    /// What was asked for, or for a refund what goes back; to be compared with the attempt's own. `None` where this kind of
    /// news does not say.
    pub amount: Option<Amount>,
    pub proof: Proof,
}

/// The news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// How the payment stands. News overtake each other: an earlier one may come later.
    Payment(State),
    /// One refund went through, or did not and why.
    Refund { refund: Uuid, amount: Amount, failed: Option<String> },
}

/// How much of a notification its signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// All of it. It may be acted on.
    Whole,
    /// Reference and amount, but not the outcome (Midtrans). Ask the status before money or goods move.
    Part,
    /// Only who sent it, by a token that is always the same (Xendit). Ask the status before money or goods move.
    Sender,
}

impl Proof {
    /// Whether [`status`](crate::Provider::status) must say the same before it counts.
    pub fn must_ask(self) -> bool {
        match self {
            Proof::Whole => false,
            Proof::Part | Proof::Sender => true,
        }
    }
}

/// Why a notification does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not from the provider, or changed on the way, or too old. Answer 401; tell someone if it happens often.
    Unsigned(&'static str),
    /// Cannot be read, or contradicts itself. Answer 400.
    Malformed(String),
    /// From the provider, of a kind that has no meaning here. Answer 200, so that it is not sent again.
    Unknown(String),
    /// From the provider, for a reference that is none of ours: the account serves another shop too. Answer 200.
    NotOurs(String),
}

impl Refusal {
    pub(crate) fn malformed(why: impl Into<String>) -> Refusal {
        Refusal::Malformed(why.into())
    }

    /// What to answer the provider with.
    pub fn code(&self) -> u16 {
        match self {
            Refusal::Unsigned(_) => 401,
            Refusal::Malformed(_) => 400,
            Refusal::Unknown(_) | Refusal::NotOurs(_) => 200,
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Unsigned(why) => write!(f, "not signed: {why}"),
            Refusal::Malformed(why) => write!(f, "cannot be read: {why}"),
            Refusal::Unknown(kind) => write!(f, "a kind without meaning here: {kind}"),
            Refusal::NotOurs(reference) => write!(f, "not ours: {reference}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Our reference in a provider's words.
pub(crate) fn ours(reference: &str) -> Result<Uuid, Refusal> {
    // The one way in which we write them; a provider echoes it.
    Uuid::parse_str(reference)
        .ok()
        .filter(|id| id.to_string() == reference)
        .ok_or_else(|| Refusal::NotOurs(reference.chars().take(64).collect()))
}
