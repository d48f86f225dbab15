//! What only a provider and we know.

use zeroize::Zeroizing;

/// A key, a token: wiped when dropped, shown to nobody.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes it as it stands in a file, without the line's end.
    pub fn new(text: impl Into<String>) -> Secret {
        let text = Zeroizing::new(text.into());
        Secret(Zeroizing::new(text.trim().to_owned()))
    }

    /// The one way to it, so that every use can be found.
    pub(crate) fn tell(&self) -> &str {
        &self.0
    }

    /// Nothing in it: a file that is there but empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it begins like this, as providers mark keys of trial and of earnest.
    pub(crate) fn starts(&self, with: &str) -> bool {
        self.0.starts_with(with)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
