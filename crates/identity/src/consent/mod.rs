//! The register of purposes and the consent ledger (UU 27/2022).
//!
//! A *purpose* says why which data is processed, on which legal basis, who receives it and how long it is kept, with the
//! text that people are told. Each change of a text is a new version. The *ledger* has a row for each consent given or
//! withdrawn: by whom, to which version of which text, through which channel, when. The newest row of a purpose holds;
//! no row is ever changed.
//!
//! Only purposes whose basis is consent are asked for and can be withdrawn. The others are told.

pub(crate) mod api;
mod ledger;
pub(crate) mod pages;
mod purposes;
mod register;
#[cfg(test)]
mod tests;

pub use ledger::{Entry, Standing, give, holds, ledger, standing, withdraw};
pub(crate) use ledger::{end_all, give_by_registering};
pub use purposes::{ACCOUNT, NEWS, NIK, PURPOSES, SECURITY, STATISTICS};
pub use register::{Install, Listed, install, list};

use kernel::id::AccountId;
use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Record a consent that somebody gave or withdrew at the counter, on paper or by telephone.
pub const RECORD: Can = Can::new(
    "identity.consent.record",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer, Role::Mentor],
);

/// Why personal data may be processed (UU 27/2022, article 20 paragraph 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Consent,
    Contract,
    LegalDuty,
    /// A task in the public interest or a public service.
    PublicTask,
}

impl Basis {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Consent => "consent",
            Basis::Contract => "contract",
            Basis::LegalDuty => "legal_duty",
            Basis::PublicTask => "public_task",
        }
    }

    fn parse(text: &str) -> Option<Basis> {
        [Basis::Consent, Basis::Contract, Basis::LegalDuty, Basis::PublicTask]
            .into_iter()
            .find(|basis| basis.as_str() == text)
    }
}

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub id: &'static str,
    pub en: &'static str,
}

/// A purpose as the code knows it. Rooms declare theirs as constants; `app` installs all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// `<context>.<what for>`.
    pub key: &'static str,
    /// Goes up by one whenever anything below changes.
    pub version: i32,
    pub basis: Basis,
    pub legal_reference: &'static str,
    /// The group of fields that it covers.
    pub fields: Text,
    pub recipients: Text,
    pub retention: Text,
    pub title: Text,
    /// What people are told, read aloud where they cannot read it.
    pub text: Text,
}

impl Purpose {
    /// The hash of everything that people are told, in both languages.
    pub fn sha256(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        for part in [
            self.basis.as_str(),
            self.legal_reference,
            self.fields.id,
            self.fields.en,
            self.recipients.id,
            self.recipients.en,
            self.retention.id,
            self.retention.en,
            self.title.id,
            self.title.en,
            self.text.id,
            self.text.en,
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize().to_vec()
    }

    /// The hash of the text in one language.
    pub fn text_sha256(&self, language: Language) -> Vec<u8> {
        let text = match language {
            Language::Id => self.text.id,
            Language::En => self.text.en,
        };
        Sha256::digest(text).to_vec()
    }
}

/// What people agree to when they register, in the reader's language.
pub(crate) fn account_text(lang: web::Lang) -> &'static str {
    match lang {
        web::Lang::Id => ACCOUNT.text.id,
        web::Lang::En => ACCOUNT.text.en,
    }
}

/// The language in which a text was shown or read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Id,
    En,
}

impl Language {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Id => "id",
            Language::En => "en",
        }
    }

    /// Reads `id` or `en`.
    pub fn parse(text: &str) -> Option<Language> {
        [Language::Id, Language::En].into_iter().find(|language| language.as_str() == text)
    }
}

/// How somebody said yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// On a page, by the person.
    Web,
    /// On paper that is kept under this reference.
    Paper(String),
    /// Read aloud and answered before this witness.
    Oral(String),
    /// By telephone, heard by this person.
    Phone(String),
}

impl Channel {
    /// As stored and as in message keys.
    pub fn as_str(&self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Paper(_) => "paper",
            Channel::Oral(_) => "oral",
            Channel::Phone(_) => "phone",
        }
    }

    /// From a form's choice and the name of the witness or the paper's reference.
    pub fn parse(channel: &str, witness: &str) -> Result<Channel, kernel::Error> {
        let witness = witness.split_whitespace().collect::<Vec<_>>().join(" ");
        let named = (2..=120).contains(&witness.chars().count());
        match (channel, named) {
            ("web", _) => Ok(Channel::Web),
            ("paper", true) => Ok(Channel::Paper(witness)),
            ("oral", true) => Ok(Channel::Oral(witness)),
            ("phone", true) => Ok(Channel::Phone(witness)),
            ("paper" | "oral" | "phone", false) => {
                Err(kernel::Error::field("witness", "identity-consent-witness-missing"))
            }
            (_, _) => Err(kernel::Error::field("channel", "identity-consent-channel-unknown")),
        }
    }

    fn witness(&self) -> Option<&str> {
        match self {
            Channel::Web => None,
            Channel::Paper(witness) | Channel::Oral(witness) | Channel::Phone(witness) => Some(witness),
        }
    }
}

/// Somebody agreed to a purpose.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConsentGiven {
    pub account: AccountId,
    pub purpose: String,
    pub version: i32,
}

impl Fact for ConsentGiven {
    const NAME: &'static str = "identity.consent.given";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// Somebody agrees no longer: processing on that basis must end within 3 × 24 hours.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    pub account: AccountId,
    pub purpose: String,
}

impl Fact for ConsentWithdrawn {
    const NAME: &'static str = "identity.consent.withdrawn";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}
