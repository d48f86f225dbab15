//! Keys outside the database, fields encrypted with them, and blind indexes to find such fields again.
//!
//! Encryption is XChaCha20-Poly1305 with a random nonce; the associated data name table, column, city and row, so that
//! a ciphertext moved elsewhere does not open. The blind index is HMAC-SHA-256 under a key of its own per column
//! (HKDF): a plain hash of a NIK would fall in minutes, because there are few plausible numbers.

use std::fmt::Write as _;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{CityId, Error};

type Bytes32 = Zeroizing<[u8; 32]>;

struct Key {
    id: String,
    secret: Bytes32,
}

/// The keys of an installation. The last of each kind is in use; earlier ones still open what they closed.
///
/// Losing the key file loses every encrypted field for good; `backup` therefore reminds of it and never contains it.
pub struct Keyring {
    encrypt: Vec<Key>,
    blind: Vec<Key>,
    sign: Vec<Key>,
}

/// Which field a ciphertext belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// `schema.table.column`.
    pub column: &'static str,
    pub city: CityId,
    pub row: uuid::Uuid,
}

impl Keyring {
    /// New random keys, one of each kind.
    pub fn generate() -> Keyring {
        let one = |prefix: &str| vec![Key { id: format!("{prefix}1"), secret: random() }];
        Keyring { encrypt: one("e"), blind: one("b"), sign: one("s") }
    }

    /// Adds a new key of the kind and puts it to use: `encrypt`, `blind` or `sign`. What exists is re-encrypted
    /// by [`reseal`](crate::secret::Sealed).
    pub fn rotate(&mut self, kind: &str) -> Result<String, Error> {
        let keys = match kind {
            "encrypt" => &mut self.encrypt,
            "blind" => &mut self.blind,
            "sign" => &mut self.sign,
            _ => return Err(Error::broken("keys are of the kind encrypt, blind or sign")),
        };
        let id = format!("{}{}", kind.chars().next().unwrap_or('k'), keys.len() + 1);
        keys.push(Key { id: id.clone(), secret: random() });
        Ok(id)
    }

    /// Reads a key file: lines of kind, id and the secret in base64; `#` starts a comment.
    pub fn parse(text: &str) -> Result<Keyring, Error> {
        let mut ring = Keyring { encrypt: Vec::new(), blind: Vec::new(), sign: Vec::new() };
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = || Error::broken(format!("the key file's line {} is not `kind id secret`", number + 1));
            let mut words = line.split_whitespace();
            let (Some(kind), Some(id), Some(secret), None) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                return Err(bad());
            };
            let bytes = Zeroizing::new(BASE64.decode(secret.as_bytes()).map_err(|_| bad())?);
            let secret: [u8; 32] = bytes.as_slice().try_into().map_err(|_| bad())?;
            let key = Key { id: id.to_owned(), secret: Zeroizing::new(secret) };
            match kind {
                "encrypt" => ring.encrypt.push(key),
                "blind" => ring.blind.push(key),
                "sign" => ring.sign.push(key),
                _ => return Err(bad()),
            }
        }
        if ring.encrypt.is_empty() || ring.blind.is_empty() || ring.sign.is_empty() {
            return Err(Error::broken("the key file lacks a key of the kind encrypt, blind or sign"));
        }
        Ok(ring)
    }

    /// The key file's text.
    pub fn print(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::from(
            "# Keys of this installation. Whoever has this file and the database can read everything; without it,\n\
             # encrypted fields are lost. Keep a copy in a safe place, apart from the backups.\n",
        ));
        for (kind, keys) in [("encrypt", &self.encrypt), ("blind", &self.blind), ("sign", &self.sign)] {
            for key in keys {
                let secret = Zeroizing::new(BASE64.encode(key.secret.as_slice()));
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{kind} {} {}", key.id, secret.as_str());
            }
        }
        text
    }

    /// The ids in use, for `doctor` and `config`: encrypt, blind, sign.
    pub fn in_use(&self) -> [&str; 3] {
        [&self.encrypt, &self.blind, &self.sign].map(|keys| keys.last().map_or("none", |key| key.id.as_str()))
    }

    /// Encrypts `plain` for its place.
    pub fn seal(&self, place: Place, plain: &str) -> Result<Vec<u8>, Error> {
        let key = self.encrypt.last().ok_or_else(|| Error::broken("no key to encrypt with"))?;
        let nonce: [u8; 24] = rand::random();
        let aad = associated(place);
        let cipher = XChaCha20Poly1305::new(key.secret.as_slice().try_into().map_err(|_| closed())?);
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain.as_bytes(), aad: aad.as_bytes() })
            .map_err(|_| closed())?;
        let id = key.id.as_bytes();
        let length = u8::try_from(id.len()).map_err(|_| closed())?;
        Ok([&[1, length], id, &nonce, &sealed].concat())
    }

    /// Opens what [`Keyring::seal`] closed for the same place. The text is wiped when dropped.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<String>, Error> {
        let (id, rest) = parts(sealed).ok_or_else(closed)?;
        let key = self.encrypt.iter().find(|key| key.id.as_bytes() == id).ok_or_else(|| {
            Error::broken("a field is encrypted with a key that the key file does not hold")
        })?;
        let (nonce, body) = rest.split_at_checked(24).ok_or_else(closed)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| closed())?;
        let aad = associated(place);
        let cipher = XChaCha20Poly1305::new(key.secret.as_slice().try_into().map_err(|_| closed())?);
        let plain = cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: aad.as_bytes() })
            .map_err(|_| closed())?;
        String::from_utf8(plain).map(Zeroizing::new).map_err(|_| closed())
    }

    /// Whether `sealed` was closed with the key in use.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        let current = self.encrypt.last().map(|key| key.id.as_bytes());
        parts(sealed).is_some_and(|(id, _)| Some(id) == current)
    }

    /// The blind index of a normalised value in `schema.table.column` of a city, under the key in use.
    pub fn blind(&self, column: &str, city: CityId, value: &str) -> Vec<u8> {
        self.blind.last().map(|key| index(key, column, city, value)).unwrap_or_default()
    }

    /// The blind indexes under every key, for finding rows while a rotation is under way: `where nik_index = any($2)`.
    pub fn blinds(&self, column: &str, city: CityId, value: &str) -> Vec<Vec<u8>> {
        self.blind.iter().map(|key| index(key, column, city, value)).collect()
    }

    /// Signs with the key in use; returns the key's id and the signature.
    pub fn sign(&self, message: &[u8]) -> Result<(String, Vec<u8>), Error> {
        let key = self.sign.last().ok_or_else(|| Error::broken("no key to sign with"))?;
        Ok((key.id.clone(), SigningKey::from_bytes(&key.secret).sign(message).to_bytes().to_vec()))
    }

    /// Whether `signature` over `message` was made with the key `id`.
    pub fn verify(&self, id: &str, message: &[u8], signature: &[u8]) -> bool {
        let key = self.sign.iter().find(|key| key.id == id);
        let (Some(key), Ok(signature)) = (key, Signature::from_slice(signature)) else { return false };
        VerifyingKey::from(&SigningKey::from_bytes(&key.secret)).verify(message, &signature).is_ok()
    }

    /// The key in use for a purpose of its own (signing cookies, links), derived, never stored.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        self.blind.last().map(|key| derived(key, purpose)).unwrap_or_default()
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Keyring").field(&self.in_use()).finish()
    }
}

/// A column that holds sealed values, so that a rotation can find them. Rooms register theirs.
#[derive(Debug, Clone, Copy)]
pub struct Sealed {
    /// `schema.table`.
    pub table: &'static str,
    /// The column whose value is the [`Place`]'s row: with the city, the table's key.
    pub row: &'static str,
    pub column: &'static str,
    /// `schema.table.column`, as in [`Place`].
    pub place: &'static str,
    /// The column of the blind index, if there is one.
    pub index: Option<&'static str>,
}

/// Re-encrypts, under the keys in use, what `sealed` holds in the city of `tx` and was closed with an earlier key; at
/// most 500 rows. Returns how many; call until it is none.
pub async fn renew(tx: &mut crate::Tx, sealed: Sealed) -> Result<usize, Error> {
    let city = tx.city();
    let keys = tx.db().clone();
    let current = keys.keys().encrypt.last().map(|key| key.id.clone()).unwrap_or_default();
    let mut head = vec![1, u8::try_from(current.len()).unwrap_or_default()];
    head.extend_from_slice(current.as_bytes());
    let select = sqlx::AssertSqlSafe(format!(
        "select {2}, {0} from {1} where city = $1 and {0} is not null and substring({0} for $2) <> $3
         order by {2} limit 500 for update",
        sealed.column, sealed.table, sealed.row
    ));
    let rows: Vec<(uuid::Uuid, Vec<u8>)> = sqlx::query_as(select)
        .bind(city.0)
        .bind(i32::try_from(head.len()).unwrap_or_default())
        .bind(&head)
        .fetch_all(tx.conn())
        .await?;
    for (row, old) in &rows {
        let place = Place { column: sealed.place, city, row: *row };
        let plain = keys.keys().open(place, old)?;
        let new = keys.keys().seal(place, &plain)?;
        let index = sealed.index.map(|name| format!(", {name} = $4")).unwrap_or_default();
        let update = sqlx::AssertSqlSafe(format!(
            "update {} set {} = $3{index} where city = $1 and {} = $2",
            sealed.table, sealed.column, sealed.row
        ));
        let query = sqlx::query(update).bind(city.0).bind(row).bind(new);
        let blind = keys.keys().blind(sealed.place, city, &plain);
        let query = if sealed.index.is_some() { query.bind(blind) } else { query };
        query.execute(tx.conn()).await?;
    }
    Ok(rows.len())
}

fn associated(place: Place) -> String {
    format!("berdaya:{}:{}:{}", place.column, place.city, place.row)
}

fn parts(sealed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (head, rest) = sealed.split_at_checked(2)?;
    let [1, length] = head else { return None };
    rest.split_at_checked(usize::from(*length))
}

fn closed() -> Error {
    Error::broken("an encrypted field does not open: it was changed, moved, or closed with another key")
}

fn derived(key: &Key, purpose: &str) -> Bytes32 {
    let mut out = Zeroizing::new([0_u8; 32]);
    // 32 bytes are within what one hash can expand to, so this cannot fail.
    let _ = Hkdf::<Sha256>::new(None, key.secret.as_slice()).expand(purpose.as_bytes(), out.as_mut_slice());
    out
}

fn index(key: &Key, column: &str, city: CityId, value: &str) -> Vec<u8> {
    let column_key = derived(key, &format!("blind:{column}:{city}"));
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(column_key.as_slice()) else {
        return Vec::new();
    };
    mac.update(value.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn random() -> Bytes32 {
    Zeroizing::new(rand::random())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: u128) -> Place {
        Place { column: "t.t.nik", city: CityId(3374), row: uuid::Uuid::from_u128(row) }
    }

    #[test]
    fn a_field_opens_only_in_its_place() {
        let keys = Keyring::generate();
        let sealed = keys.seal(place(1), "3374065708900001").unwrap();
        assert_eq!(*keys.open(place(1), &sealed).unwrap(), "3374065708900001");
        assert!(keys.open(place(2), &sealed).is_err());
        assert!(keys.open(Place { city: CityId(3276), ..place(1) }, &sealed).is_err());
        assert!(keys.open(Place { column: "t.t.kk", ..place(1) }, &sealed).is_err());
        assert!(keys.open(place(1), &sealed[..sealed.len() - 1]).is_err());
        assert!(keys.open(place(1), &[]).is_err());
    }

    #[test]
    fn the_same_value_is_sealed_differently_but_indexed_alike() {
        let keys = Keyring::generate();
        assert_ne!(keys.seal(place(1), "x").unwrap(), keys.seal(place(1), "x").unwrap());
        assert_eq!(keys.blind("c", CityId(1), "x"), keys.blind("c", CityId(1), "x"));
        assert_ne!(keys.blind("c", CityId(1), "x"), keys.blind("d", CityId(1), "x"));
        assert_ne!(keys.blind("c", CityId(1), "x"), keys.blind("c", CityId(2), "x"));
    }

    #[test]
    fn after_a_rotation_old_fields_still_open_and_new_ones_use_the_new_key() {
        let mut keys = Keyring::generate();
        let old = keys.seal(place(1), "x").unwrap();
        let indexed = keys.blind("c", CityId(1), "x");
        keys.rotate("encrypt").unwrap();
        keys.rotate("blind").unwrap();
        let keys = Keyring::parse(&keys.print()).unwrap();
        assert_eq!(*keys.open(place(1), &old).unwrap(), "x");
        assert!(!keys.is_current(&old));
        assert!(keys.is_current(&keys.seal(place(1), "x").unwrap()));
        assert!(keys.blinds("c", CityId(1), "x").contains(&indexed));
    }

    #[test]
    fn a_broken_key_file_names_its_line_and_not_its_secret() {
        let error = Keyring::parse("encrypt e1 c2hvcnQ=").unwrap_err().to_string();
        assert!(error.contains("line 1") && !error.contains("c2hvcnQ"), "{error}");
        assert!(Keyring::parse("").is_err());
    }

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let keys = Keyring::generate();
        let (id, signature) = keys.sign(b"root").unwrap();
        assert!(keys.verify(&id, b"root", &signature));
        assert!(!keys.verify(&id, b"other", &signature));
        assert!(!Keyring::generate().verify(&id, b"root", &signature));
    }
}
