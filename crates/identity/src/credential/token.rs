//! Secrets that people carry in a cookie or a link.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 256 random bits. Only its hash is stored; a plain hash is enough, because it cannot be guessed.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// A new one from the system's generator.
    pub fn random() -> Token {
        Token(Zeroizing::new(rand::random()))
    }

    /// Reads [`Token::reveal`]; `None` for anything else, before any query is made.
    pub fn parse(text: &str) -> Option<Token> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        Some(Token(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// 43 signs that fit a cookie and an address.
    pub fn reveal(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.as_slice())
    }

    /// What is stored.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_slice()).to_vec()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(•••)")
    }
}
