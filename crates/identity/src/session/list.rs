//! One's own sessions.

use kernel::{Error, Instant, Tx};

use super::SessionId;

/// A living session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: SessionId,
    pub device: String,
    pub factor: String,
    pub created_at: Instant,
    pub seen_at: Instant,
}

/// The actor's own living sessions, the last used first, at most 100.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    let account = crate::account::own(tx)?;
    let (city, now) = (tx.city(), tx.now());
    Ok(sqlx::query_as!(
        Listed,
        r#"select id as "id: SessionId", device, factor, created_at, seen_at from identity.session
           where city = $1 and account = $2 and ended_at is null and idle_until > $3 and expires_at > $3
           order by seen_at desc, id limit 100"#,
        city.0,
        account.0,
        now
    )
    .fetch_all(tx.conn())
    .await?)
}
