//! What to call somebody.

use kernel::{Error, Say};

/// A person's name as they write it: one word is enough. Runs of blanks are folded.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// 1 to 120 characters, no control signs.
    pub fn parse(text: &str) -> Result<AccountName, Error> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length == 0 {
            return Err(Error::field("name", "identity-name-empty"));
        }
        if length > 120 {
            let say = Say::new("identity-name-long").with("most", 120).with("length", length);
            return Err(Error::field("name", say));
        }
        if name.chars().any(char::is_control) {
            return Err(Error::field("name", "identity-name-signs"));
        }
        Ok(AccountName(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountName(•••)")
    }
}
