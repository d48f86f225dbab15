//! Who comes with this token? Asked once per request.

use kernel::id::{AccountId, AgencyId};
use kernel::{Acting, AreaCode, Error, Role, Tx};

use super::{Found, SEEN_EVERY, SessionId, start};
use crate::credential::Token;
use crate::grant::GrantId;

/// The living session of a token in the city of `tx`, in one indexed query. At most once a minute it also writes that
/// the session was seen, so commit `tx`. Permissions are those of this very moment: a revoked grant, a closed account
/// or an ended session counts at once.
pub async fn find(tx: &mut Tx, token: &Token) -> Result<Option<Found>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let Some(whole_city) = AreaCode::of_city(city) else { return Ok(None) };
    let row = sqlx::query!(
        r#"select s.id, s.account, s.staff, s.seen_at, s.authenticated_at, s.expires_at, a.name, a.language,
                  g.id as "grant?", g.role as "role?", g.area as "area?", g.agency as "agency?",
                  (exists (select 1 from identity.totp t where t.city = s.city and t.account = s.account
                                                            and t.confirmed_at is not null)
                   or exists (select 1 from identity.passkey p
                              where p.city = s.city and p.account = s.account)) as "second_factor!"
           from identity.session s
           join identity.account a on a.city = s.city and a.id = s.account
           left join identity.role_grant g
                on g.city = s.city and g.id = s.grant_id and g.account = s.account
                   and (g.until is null or g.until > $3)
                   and not exists (select 1 from identity.grant_revocation r
                                   where r.city = g.city and r.grant_id = g.id)
           where s.city = $1 and s.token_hash = $2 and s.ended_at is null and s.idle_until > $3
             and s.expires_at > $3 and a.closed_at is null"#,
        city.0,
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    if now - row.seen_at >= SEEN_EVERY {
        seen(tx, SessionId(row.id), start::idle(row.staff)).await?;
    }
    let account = AccountId(row.account);
    let citizen = Acting { account, role: Role::Citizen, area: whole_city, agency: None };
    let granted = row.role.as_deref().and_then(Role::parse).zip(row.area.map(AreaCode::try_from));
    let acting = match granted {
        Some((role, area)) => Acting { account, role, area: area?, agency: row.agency.map(AgencyId) },
        None => citizen,
    };
    Ok(Some(Found {
        session: SessionId(row.id),
        name: row.name,
        language: row.language,
        grant: row.grant.map(GrantId),
        acting,
        second_factor: row.second_factor,
        authenticated_at: row.authenticated_at,
        expires_at: row.expires_at,
    }))
}

async fn seen(tx: &mut Tx, session: SessionId, idle: chrono::TimeDelta) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update identity.session set seen_at = $3, idle_until = least($4, expires_at)
         where city = $1 and id = $2 and ended_at is null",
        city.0,
        session.0,
        now,
        now + idle
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
