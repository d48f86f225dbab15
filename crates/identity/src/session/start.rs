//! Beginning a session, and replacing its token.

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Instant, Role, Tx};
use uuid::Uuid;

use super::{Caller, Factor, NewSession, OTHER_IDLE, OTHER_LONGEST, STAFF_IDLE, STAFF_LONGEST, SessionId};
use crate::credential::Token;
use crate::grant::GrantId;
use crate::limit;

/// Begins a session for an account that proved itself by `factor`. It acts under the grant that it used last, if that
/// still holds, else under the one with the widest power. The caller has asked for the proof.
pub async fn start(
    tx: &mut Tx,
    account: AccountId,
    factor: Factor,
    caller: &Caller,
) -> Result<NewSession, Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let grant = preferred(tx, account).await?;
    let token = Token::random();
    let lives = Lives::of(grant.as_ref().is_some_and(|(_, role)| role.is_staff()), now, now);
    let address = address_hash(tx, caller)?;
    sqlx::query!(
        "insert into identity.session (city, id, account, token_hash, grant_id, staff, factor, device, address_hash,
             created_at, authenticated_at, seen_at, idle_until, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10, $11, $12)",
        city.0,
        id,
        account.0,
        token.hash(),
        grant.map(|(grant, _)| grant.0),
        lives.staff,
        factor.as_str(),
        super::device(&caller.user_agent),
        address,
        now,
        lives.idle_until,
        lives.expires_at
    )
    .execute(tx.conn())
    .await?;
    tx.audit(
        Entry::new("identity.session.start", "account", account)
            .by(account)
            .body(serde_json::json!({ "session": id, "factor": factor.as_str() })),
    )
    .await?;
    Ok(NewSession { id: SessionId(id), account, token, expires_at: lives.expires_at, staff: lives.staff })
}

/// Gives the actor's own session `session` a new token and lets it act under `grant` (`None`: as a citizen). What was
/// proved and when stays as it was. The caller has seen that the grant is the account's and holds.
pub async fn renew(
    tx: &mut Tx,
    session: SessionId,
    grant: Option<(GrantId, Role)>,
) -> Result<NewSession, Error> {
    let (city, now) = (tx.city(), tx.now());
    let account = crate::account::own(tx)?;
    let row = sqlx::query!(
        "select authenticated_at from identity.session
         where city = $1 and id = $2 and account = $3 and ended_at is null for update",
        city.0,
        session.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("session"))?;
    let lives = Lives::of(grant.is_some_and(|(_, role)| role.is_staff()), row.authenticated_at, now);
    if lives.expires_at <= now {
        // Somebody who last proved themselves days ago does not walk up to the desk without doing it again.
        return Err(Error::refused("identity-session-confirm"));
    }
    let token = Token::random();
    sqlx::query!(
        "update identity.session set token_hash = $4, grant_id = $5, staff = $6, seen_at = $7, idle_until = $8,
             expires_at = $9
         where city = $1 and id = $2 and account = $3",
        city.0,
        session.0,
        account.0,
        token.hash(),
        grant.map(|(grant, _)| grant.0),
        lives.staff,
        now,
        lives.idle_until,
        lives.expires_at
    )
    .execute(tx.conn())
    .await?;
    Ok(NewSession { id: session, account, token, expires_at: lives.expires_at, staff: lives.staff })
}

/// How long a session lives.
pub(super) struct Lives {
    pub(super) staff: bool,
    pub(super) idle_until: Instant,
    pub(super) expires_at: Instant,
}

impl Lives {
    pub(super) fn of(staff: bool, authenticated_at: Instant, now: Instant) -> Lives {
        let expires_at = authenticated_at + if staff { STAFF_LONGEST } else { OTHER_LONGEST };
        Lives { staff, idle_until: (now + idle(staff)).min(expires_at), expires_at }
    }
}

/// Rest after which a session ends.
pub(super) fn idle(staff: bool) -> TimeDelta {
    if staff { STAFF_IDLE } else { OTHER_IDLE }
}

/// Tells whether an address was used before, without keeping it.
pub(super) fn address_hash(tx: &Tx, caller: &Caller) -> Result<Vec<u8>, Error> {
    limit::key(tx, "session", &limit::place(caller.address))
}

async fn preferred(tx: &mut Tx, account: AccountId) -> Result<Option<(GrantId, Role)>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query!(
        "select g.id, g.role, s.last
         from identity.role_grant g
         left join identity.grant_revocation r on r.city = g.city and r.grant_id = g.id
         left join lateral (select max(seen_at) as last from identity.session
                            where city = g.city and account = g.account and grant_id = g.id) s on true
         where g.city = $1 and g.account = $2 and r.grant_id is null and (g.until is null or g.until > $3)
         order by s.last desc nulls last, g.id limit 100",
        city.0,
        account.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    let grants = rows.into_iter().filter_map(|row| Role::parse(&row.role).map(|role| (row, role)));
    // `Role` is ordered from the widest power; a grant never used counts less than any that was.
    let best = grants.min_by_key(|(row, role)| (std::cmp::Reverse(row.last), *role, row.id));
    Ok(best.map(|(row, role)| (GrantId(row.id), role)))
}
