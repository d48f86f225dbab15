//! Recovery codes: printed, kept in a drawer, each good for one sign-in without the telephone.

use data_encoding::Encoding;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Tx, id};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::post;
use crate::session::Fresh;

/// How many are made at a time.
const COUNT: usize = 8;
/// Bytes of one: 120 bits are 24 signs, and too many to guess.
const BYTES: usize = 15;

/// New codes. This is the only time they are seen.
pub struct RecoveryCodes(pub Vec<String>);

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes(•••)")
    }
}

/// Makes new codes for one's own account; those before end.
pub async fn renew(tx: &mut Tx, _fresh: Fresh) -> Result<RecoveryCodes, Error> {
    let account = crate::account::own(tx)?;
    if !super::holds_second(tx, account).await? {
        return Err(Error::refused("identity-recovery-needs-factor"));
    }
    make(tx, account).await
}

pub(crate) async fn make(tx: &mut Tx, account: AccountId) -> Result<RecoveryCodes, Error> {
    forget(tx, account).await?;
    let (city, now) = (tx.city(), tx.now());
    let signs = encoding()?;
    let plain: Vec<String> = (0..COUNT).map(|_| signs.encode(&rand::random::<[u8; BYTES]>())).collect();
    let hashes: Vec<Vec<u8>> = plain.iter().map(|code| hash(code)).collect();
    let ids: Vec<Uuid> = plain.iter().map(|_| id::new(now)).collect();
    sqlx::query!(
        "insert into identity.recovery_code (city, id, account, code_hash, created_at)
         select $1, new.id, $2, new.hash, $5 from unnest($3::uuid[], $4::bytea[]) as new (id, hash)",
        city.0,
        account.0,
        &ids,
        &hashes,
        now
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("identity.recovery_code.renew", "account", account)).await?;
    Ok(RecoveryCodes(plain.iter().map(|code| grouped(code)).collect()))
}

/// Uses a code up. A mail says so and how many are left.
pub(super) async fn spend(tx: &mut Tx, account: AccountId, code: &str) -> Result<bool, Error> {
    let (city, now) = (tx.city(), tx.now());
    // People read O for 0 and I or L for 1.
    let plain: String = code
        .to_uppercase()
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let done = sqlx::query!(
        "update identity.recovery_code set used_at = $4
         where city = $1 and account = $2 and code_hash = $3 and used_at is null",
        city.0,
        account.0,
        hash(&plain),
        now
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let left = super::held(tx, account).await?.recovery_codes;
    tx.audit(Entry::new("identity.recovery_code.use", "account", account)).await?;
    post::to_account(tx, account, post::RECOVERY_USED, &[("left", left.to_string())]).await?;
    Ok(true)
}

pub(super) async fn forget(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("delete from identity.recovery_code where city = $1 and account = $2", city.0, account.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

fn hash(plain: &str) -> Vec<u8> {
    Sha256::digest(plain.as_bytes()).to_vec()
}

fn grouped(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Crockford's base 32.
fn encoding() -> Result<Encoding, Error> {
    let mut spec = data_encoding::Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.encoding().map_err(|error| Error::Broken(Box::new(error)))
}
