use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Actor, Error, Role, Say, Tx};
use serde_json::json;

use super::rules::{self, Power};
use super::{Grant, GrantId, GrantRevoked, REVOKE, active, one};

/// Ends a grant now. Whoever might have given it may end it, and everybody may give up an own one; but the last
/// administrator of a city stays.
pub async fn revoke(tx: &mut Tx, id: GrantId, reason: &str) -> Result<(), Error> {
    let grant = one(tx, id).await?;
    let own = tx.actor().account() == Some(grant.account);
    may_end(tx, &grant)?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-grant-reason-length"));
    }
    if grant.role == Role::CityAdmin {
        keep_one_administrator(tx, &grant).await?;
        if !own {
            must_still_administer(tx).await?;
        }
    }
    end(tx, &grant, reason).await
}

/// Ends all grants of an account that is being closed or deleted. The doing that closes it has asked permission.
pub async fn end_all(tx: &mut Tx, account: AccountId, reason: &str) -> Result<(), Error> {
    for grant in active(tx, account).await? {
        if grant.role == Role::CityAdmin {
            keep_one_administrator(tx, &grant).await?;
        }
        end(tx, &grant, reason).await?;
    }
    Ok(())
}

/// Whether the actor may end this grant; the page before the doing asks the same.
pub(crate) fn may_end(tx: &Tx, grant: &Grant) -> Result<(), Error> {
    if tx.actor().account() == Some(grant.account) {
        return Ok(());
    }
    if !tx.may(REVOKE, &grant.area) {
        // Outside the actor's subtree a grant is not even there.
        return Err(if tx.actor().may_somewhere(REVOKE) {
            Error::NotFound("grant")
        } else {
            Error::Forbidden
        });
    }
    if may_be_ended_by(tx.actor(), grant) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Whether somebody may end a grant of somebody else, for the button that leads there.
pub(crate) fn may_be_ended_by(actor: &Actor, grant: &Grant) -> bool {
    match actor {
        Actor::System(_) => true,
        Actor::Visitor => false,
        Actor::Account(acting) => {
            let by = Power { role: acting.role, area: &acting.area, agency: acting.agency };
            let ended = Power { role: grant.role, area: &grant.area, agency: grant.agency };
            REVOKE.roles.contains(&acting.role) && rules::may_grant(by, ended)
        }
    }
}

/// Administrators of one city are ended one after the other: what is counted here holds until commit.
async fn keep_one_administrator(tx: &mut Tx, grant: &Grant) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('identity.city_admin', $1::int::bigint))",
        city.0
    )
    .execute(tx.conn())
    .await?;
    if grant.until.is_some() {
        return Ok(());
    }
    // Only grants without an end count: the others will be gone one day without anybody's doing.
    let others = sqlx::query_scalar!(
        r#"select count(*) as "others!" from identity.role_grant g
           join identity.account a on a.city = g.city and a.id = g.account and a.closed_at is null
           where g.city = $1 and g.role = 'city_admin' and g.id <> $2 and g.until is null and g.granted_at <= $3
             and not exists (select 1 from identity.grant_revocation r where r.city = g.city and r.grant_id = g.id)"#,
        city.0,
        grant.id.0,
        now
    )
    .fetch_one(tx.conn())
    .await?;
    let gone = sqlx::query_scalar!(
        r#"select exists (select 1 from identity.grant_revocation where city = $1 and grant_id = $2) as "gone!""#,
        city.0,
        grant.id.0
    )
    .fetch_one(tx.conn())
    .await?;
    if others == 0 && !gone {
        Err(Error::Refused(Say::new("identity-grant-last-administrator")))
    } else {
        Ok(())
    }
}

/// Of two administrators who end each other at once, the second finds here that the first was quicker.
async fn must_still_administer(tx: &mut Tx) -> Result<(), Error> {
    let Some(account) = tx.actor().account() else { return Ok(()) };
    let holds = active(tx, account).await?.iter().any(|grant| grant.role == Role::CityAdmin);
    if holds { Ok(()) } else { Err(Error::Forbidden) }
}

async fn end(tx: &mut Tx, grant: &Grant, reason: &str) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let ended = sqlx::query!(
        "insert into identity.grant_revocation (city, grant_id, revoked_at, revoked_by, reason)
         values ($1, $2, $3, $4, $5) on conflict on constraint grant_revocation_pkey do nothing",
        city.0,
        grant.id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(());
    }
    tx.tell(&GrantRevoked { account: grant.account, grant: grant.id }).await?;
    let body = json!({ "grant": grant.id, "role": grant.role, "agency": grant.agency });
    let entry = Entry::new(REVOKE.name, "account", grant.account).area(grant.area.clone()).reason(reason);
    tx.audit(entry.body(body)).await
}
