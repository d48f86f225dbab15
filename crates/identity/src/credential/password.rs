//! Which passwords may be chosen.

use kernel::{Error, Say};
use zeroize::Zeroizing;

use super::common;

/// Characters that a password beside a second factor needs at least.
pub const SHORTEST: usize = 8;
/// Characters that a password needs which is the only factor (NIST SP 800-63B-4).
pub const SHORTEST_ALONE: usize = 15;
/// More is refused, so that hashing a novel is nobody's weapon.
pub const LONGEST: usize = 128;
/// A password of fewer different pieces is guessed from lists.
const FEWEST_PIECES: usize = 5;

/// A password that may be chosen. Any characters; no rules about kinds of signs, because they make passwords worse.
pub struct Password {
    text: Zeroizing<String>,
}

/// Whether the password is the only thing that stands before the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    Alone,
    BesideSecondFactor,
}

/// Words around a person that others know: their name, address, city. A password made of these is guessed.
#[derive(Default)]
pub struct About {
    words: Vec<String>,
}

impl About {
    /// Splits what is known into words.
    pub fn new<'a>(known: impl IntoIterator<Item = &'a str>) -> About {
        let words = known
            .into_iter()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .map(str::to_lowercase)
            .filter(|word| word.chars().count() >= 3)
            .collect();
        About { words }
    }
}

impl Password {
    /// Judges a password that somebody wants to have.
    pub fn choose(text: &str, stands: Stands, about: &About) -> Result<Password, Error> {
        let length = text.chars().count();
        let least = match stands {
            Stands::Alone => SHORTEST_ALONE,
            Stands::BesideSecondFactor => SHORTEST,
        };
        let invalid = |say: Say| Err(Error::field("password", say));
        if length < least {
            let key = match stands {
                Stands::Alone => "identity-password-short-alone",
                Stands::BesideSecondFactor => "identity-password-short",
            };
            return invalid(Say::new(key).with("least", least).with("length", length));
        }
        if length > LONGEST {
            return invalid(Say::new("identity-password-long").with("most", LONGEST).with("length", length));
        }
        if common::is_common(text) || common::pieces(text, &about.words) < FEWEST_PIECES {
            return invalid(Say::new("identity-password-common"));
        }
        Ok(Password { text: Zeroizing::new(text.to_owned()) })
    }

    /// Whether it is long enough to be the only factor.
    pub fn stands_alone(&self) -> bool {
        self.text.chars().count() >= SHORTEST_ALONE
    }

    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.text
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(•••)")
    }
}
