use kernel::audit::Entry;
use kernel::contact::Email;
use kernel::id::{AccountId, AgencyId};
use kernel::{Actor, AreaCode, Error, Role, Tx};
use uuid::Uuid;

use super::InvitationAccepted;
use crate::account::{self, AccountName, Login, Opening};
use crate::credential::{Hashed, Token};
use crate::grant::{self, GrantId, NewGrant};

/// What a link offers to whoever follows it.
#[derive(Debug, Clone)]
pub struct Offered {
    pub email: Email,
    pub role: Role,
    pub area: AreaCode,
    pub agency: Option<AgencyId>,
    /// The address has an account: its owner signs in and accepts.
    pub has_account: bool,
    unconfirmed: Option<AccountId>,
}

/// What a link offers; refused when it was used, withdrawn or is older than a week.
pub async fn offered(tx: &mut Tx, token: &Token) -> Result<Offered, Error> {
    Ok(find(tx, token).await?.1)
}

/// Accepts as somebody new to the platform: opens the account. Of two that follow one link at once, one does.
pub async fn accept_new(
    tx: &mut Tx,
    token: &Token,
    name: AccountName,
    password: Hashed,
    language: &'static str,
) -> Result<AccountId, Error> {
    let (id, offered) = find(tx, token).await?;
    if offered.has_account {
        return Err(Error::refused("identity-invitation-sign-in"));
    }
    if let Some(stranger) = &offered.unconfirmed {
        // Registered by whoever typed this address; following the link proves whose it is.
        account::adopt(tx, *stranger, &name, &password).await?;
        finish(tx, id, &offered, *stranger).await?;
        return Ok(*stranger);
    }
    let opening = Opening {
        name,
        email: Some(offered.email.clone()),
        phone: None,
        area: None,
        language,
        password: Some(password),
        confirmed: true,
    };
    let account = account::open_for(tx, opening).await?;
    finish(tx, id, &offered, account).await?;
    Ok(account)
}

/// Accepts as the owner of the invited address, who is signed in. Returns the grant, for acting under it.
pub async fn accept(tx: &mut Tx, token: &Token) -> Result<GrantId, Error> {
    let account = account::own(tx)?;
    let (id, offered) = find(tx, token).await?;
    let mine = account::one(tx, account).await?;
    if mine.email.as_ref() != Some(&offered.email) || mine.email_confirmed_at.is_none() {
        return Err(Error::refused("identity-invitation-other-account"));
    }
    finish(tx, id, &offered, account).await
}

async fn finish(tx: &mut Tx, id: Uuid, offered: &Offered, account: AccountId) -> Result<GrantId, Error> {
    let (city, now) = (tx.city(), tx.now());
    let inviter = sqlx::query_scalar!(
        "update identity.invitation set accepted_at = $3, accepted_by = $4
         where city = $1 and id = $2 and accepted_at is null and withdrawn_at is null returning invited_by",
        city.0,
        id,
        now,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Error::refused("identity-link-expired"))?;
    let new = NewGrant {
        account,
        role: offered.role,
        area: offered.area.clone(),
        agency: offered.agency,
        until: None,
    };
    let grant = grant::give_invited(tx, new, inviter.map(AccountId)).await?;
    tx.tell(&InvitationAccepted { invitation: id, account }).await?;
    let entry = Entry::new("identity.invitation.accept", "invitation", id).area(offered.area.clone());
    tx.audit(entry.body(serde_json::json!({ "account": account }))).await?;
    Ok(grant)
}

async fn find(tx: &mut Tx, token: &Token) -> Result<(Uuid, Offered), Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "select id, email, role, area, agency from identity.invitation
         where city = $1 and token_hash = $2 and accepted_at is null and withdrawn_at is null and expires_at > $3
         for update",
        city.0,
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Error::refused("identity-link-expired"))?;
    let email = Email::parse(&row.email)?;
    let known = account::by_login(tx, &Login::Email(email.clone())).await?;
    match tx.actor() {
        // The machine accepts nothing in anybody's name.
        Actor::System(_) => return Err(Error::Forbidden),
        Actor::Account(_) | Actor::Visitor => {}
    }
    let offered = Offered {
        email,
        role: Role::parse(&row.role).ok_or_else(|| Error::broken("an invitation of an unknown role"))?,
        area: AreaCode::parse(&row.area)?,
        agency: row.agency.map(AgencyId),
        has_account: known.as_ref().is_some_and(|known| known.email_confirmed_at.is_some()),
        unconfirmed: known.filter(|known| known.email_confirmed_at.is_none()).map(|known| known.id),
    };
    Ok((row.id, offered))
}
