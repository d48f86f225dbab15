//! Hashing with argon2id, two at a time, off the async threads and outside any transaction.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use kernel::Error;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::password::{LONGEST, Password};

/// Memory in KiB, passes and lanes: OWASP's minimum, about 100 ms on one slow core and 19 MiB each.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Each hash takes a core and its memory; more at once would take the machine from everybody else.
static TURNS: Semaphore = Semaphore::const_new(2);

/// A hash of no password with the parameters in use: whoever signs in to an account that does not exist, or has no
/// password, waits as long as everybody.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A chosen password, hashed and ready to be stored.
#[derive(Clone)]
pub struct Hashed {
    pub(crate) phc: String,
    pub(crate) stands_alone: bool,
}

impl Password {
    /// Hashes it. Takes about 100 ms: call it before beginning a transaction, so that no connection waits.
    pub async fn hash(self) -> Result<Hashed, Error> {
        let stands_alone = self.stands_alone();
        let text = self.into_text();
        Ok(Hashed { phc: in_turn(move || hash(&text)).await?, stands_alone })
    }
}

/// A password as somebody typed it to prove who they are; nothing is known of it yet.
pub struct Typed(Zeroizing<String>);

/// What came of comparing.
#[derive(Clone)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but stored with old parameters; this is what to store from now on.
    RightAndRenewed(String),
}

impl Typed {
    /// Takes any text. What is longer than a password can be is cut, and is wrong anyway.
    pub fn new(text: &str) -> Typed {
        Typed(Zeroizing::new(text.chars().take(LONGEST + 1).collect()))
    }

    /// Compares with a stored hash, or does the same work where there is none.
    pub async fn check(self, stored: Option<String>) -> Result<Verdict, Error> {
        in_turn(move || check(&self.0, stored.as_deref())).await
    }
}

impl Verdict {
    /// Whether the password was right.
    pub fn is_right(&self) -> bool {
        match self {
            Verdict::Wrong => false,
            Verdict::Right | Verdict::RightAndRenewed(_) => true,
        }
    }
}

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashed(•••)")
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(•••)")
    }
}

async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let turn = TURNS.acquire().await.map_err(|_| Error::broken("nobody closes the semaphore"))?;
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Error::Broken(Box::new(error)))?;
    drop(turn);
    done
}

fn parameters() -> Result<Params, Error> {
    Params::new(MEMORY, PASSES, LANES, None).map_err(|error| Error::broken(error.to_string()))
}

fn hash(text: &str) -> Result<String, Error> {
    let salt: [u8; 16] = rand::random();
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters()?)
        .hash_password_with_salt(text.as_bytes(), &salt)
        .map_err(|error| Error::broken(error.to_string()))?;
    Ok(hash.to_string())
}

fn check(text: &str, stored: Option<&str>) -> Result<Verdict, Error> {
    let parse =
        |phc| PasswordHash::new(phc).map_err(|error| Error::broken(format!("a stored hash: {error}")));
    let parsed = parse(stored.unwrap_or(NOBODY))?;
    // The parameters are the stored hash's own, whatever is in use now.
    let right = Argon2::default().verify_password(text.as_bytes(), &parsed).is_ok();
    if stored.is_none() || !right {
        return Ok(Verdict::Wrong);
    }
    let current = Params::try_from(&parsed).is_ok_and(|p| {
        (p.m_cost(), p.t_cost(), p.p_cost()) == (MEMORY, PASSES, LANES)
            && parsed.algorithm.as_str() == "argon2id"
    });
    if current { Ok(Verdict::Right) } else { Ok(Verdict::RightAndRenewed(hash(text)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_with_its_parameters_and_an_own_salt() {
        let one = hash("empat kata tanpa makna").unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, hash("empat kata tanpa makna").unwrap());
        let right = Typed::new("empat kata tanpa makna").check(Some(one.clone())).await.unwrap();
        assert!(matches!(right, Verdict::Right));
        assert!(!Typed::new("empat kata tanpa maknA").check(Some(one)).await.unwrap().is_right());
    }

    #[tokio::test]
    async fn an_old_hash_is_renewed_by_a_right_password_only() {
        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(1024, 1, 1, None).unwrap())
            .hash_password_with_salt(b"secret", b"saltsaltsaltsalt")
            .unwrap()
            .to_string();
        let Verdict::RightAndRenewed(new) = Typed::new("secret").check(Some(old.clone())).await.unwrap()
        else {
            panic!("not renewed");
        };
        assert!(matches!(Typed::new("secret").check(Some(new)).await.unwrap(), Verdict::Right));
        assert!(matches!(Typed::new("Secret").check(Some(old)).await.unwrap(), Verdict::Wrong));
    }

    #[test]
    fn an_unknown_account_costs_the_same_work() {
        let params = Params::try_from(&PasswordHash::new(NOBODY).unwrap()).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY, PASSES, LANES));
        assert!(matches!(check("", None).unwrap(), Verdict::Wrong));
    }
}
