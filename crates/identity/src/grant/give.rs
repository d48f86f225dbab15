use kernel::audit::Entry;
use kernel::id::{AccountId, AgencyId};
use kernel::{Actor, AreaCode, Error, Role, Tx};
use serde_json::json;
use uuid::Uuid;

use super::rules::{self, Needed, Power};
use super::{GIVE, GrantGiven, GrantId, NewGrant, active};

/// Gives a role. The same role over the same territory, still in force, is not given twice: its id is returned.
pub async fn give(tx: &mut Tx, new: NewGrant) -> Result<GrantId, Error> {
    check(tx, new.role, &new.area, new.agency)?;
    if tx.actor().account() == Some(new.account) {
        return Err(Error::refused("identity-grant-to-oneself"));
    }
    let by = tx.actor().account();
    write(tx, new, by).await
}

/// Whether the actor may give, or invite somebody into, this role; and whether the role can hold there.
pub fn check(tx: &Tx, role: Role, area: &AreaCode, agency: Option<AgencyId>) -> Result<(), Error> {
    tx.must(GIVE, area)?;
    let new = Power { role, area, agency };
    match tx.actor() {
        Actor::System(_) => {}
        Actor::Visitor => return Err(Error::Forbidden),
        Actor::Account(acting) => {
            let by = Power { role: acting.role, area: &acting.area, agency: acting.agency };
            if !rules::may_grant(by, new) {
                return Err(Error::Forbidden);
            }
        }
    }
    sound(tx, new)
}

/// Gives what an invitation promised. The inviter `by` must still hold the power to give it; `None` is the machine.
pub async fn give_invited(tx: &mut Tx, new: NewGrant, by: Option<AccountId>) -> Result<GrantId, Error> {
    let power = Power { role: new.role, area: &new.area, agency: new.agency };
    sound(tx, power)?;
    if let Some(by) = by {
        let held = active(tx, by).await?;
        let may = held.iter().any(|grant| {
            rules::may_grant(Power { role: grant.role, area: &grant.area, agency: grant.agency }, power)
        });
        if !may || by == new.account {
            return Err(Error::refused("identity-grant-inviter-lost-power"));
        }
    }
    write(tx, new, by).await
}

fn sound(tx: &Tx, new: Power<'_>) -> Result<(), Error> {
    if new.area.city() != tx.city() {
        return Err(Error::field("area", "identity-grant-area-elsewhere"));
    }
    if !rules::fits(new.role, new.area) {
        return Err(Error::field("area", "identity-grant-area-level"));
    }
    match (rules::agency(new.role), new.agency) {
        (Needed::Yes, None) => Err(Error::field("agency", "identity-grant-agency-needed")),
        (Needed::No, Some(_)) => Err(Error::field("agency", "identity-grant-agency-not-needed")),
        (Needed::Yes | Needed::Maybe, Some(_)) | (Needed::Maybe | Needed::No, None) => Ok(()),
    }
}

async fn write(tx: &mut Tx, new: NewGrant, by: Option<AccountId>) -> Result<GrantId, Error> {
    let (city, now) = (tx.city(), tx.now());
    if new.until.is_some_and(|until| until <= now) {
        return Err(Error::field("until", "identity-grant-until-past"));
    }
    // Two who grant the same at once take turns here, so that the second finds what the first gave.
    let open = sqlx::query_scalar!(
        r#"select closed_at is null as "open!" from identity.account where city = $1 and id = $2 for update"#,
        city.0,
        new.account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    if !open.ok_or(Error::NotFound("account"))? {
        return Err(Error::refused("identity-account-closed"));
    }
    if let Some(agency) = new.agency {
        crate::agency::must_be_open(tx, agency).await?;
    }
    let same = |grant: &&super::Grant| {
        grant.role == new.role
            && grant.area == new.area
            && grant.agency == new.agency
            && (grant.until.is_none() || grant.until == new.until)
    };
    if let Some(grant) = active(tx, new.account).await?.iter().find(same) {
        return Ok(grant.id);
    }
    let id = insert(tx, &new, by).await?;
    tx.tell(&GrantGiven { account: new.account, grant: id }).await?;
    let body = json!({
        "grant": id, "role": new.role, "agency": new.agency,
        "until": new.until.map(|until| until.to_rfc3339()),
    });
    tx.audit(Entry::new(GIVE.name, "account", new.account).area(new.area).body(body)).await?;
    Ok(id)
}

async fn insert(tx: &mut Tx, new: &NewGrant, by: Option<AccountId>) -> Result<GrantId, Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "insert into identity.role_grant (city, id, account, role, area, agency, granted_at, granted_by, until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        city.0,
        id,
        new.account.0,
        new.role.as_str(),
        new.area.as_str(),
        new.agency.map(|agency| agency.0),
        now,
        by.map(|by| by.0),
        new.until
    )
    .execute(tx.conn())
    .await?;
    Ok(GrantId(id))
}
