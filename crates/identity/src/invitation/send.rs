use kernel::audit::Entry;
use kernel::{Error, OnConstraint, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{HOLDS, INVITE, Invitation, InvitationId, NewInvitation, State};
use crate::credential::Token;
use crate::{account, grant, post};

/// Invites a colleague. One open invitation per address, role and place.
pub async fn invite(tx: &mut Tx, new: NewInvitation) -> Result<InvitationId, Error> {
    tx.must(INVITE, &new.area)?;
    grant::check(tx, new.role, &new.area, new.agency)?;
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    let token = Token::random();
    sqlx::query!(
        "insert into identity.invitation (city, id, email, role, area, agency, token_hash, invited_by, created_at,
                                          sent_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
        city.0,
        id,
        new.email.reveal(),
        new.role.as_str(),
        new.area.as_str(),
        new.agency.map(|agency| agency.0),
        token.hash(),
        by.map(|by| by.0),
        now,
        now + HOLDS
    )
    .execute(tx.conn())
    .await
    .on_constraint("invitation_open_key", || Error::field("email", "identity-invitation-open"))?;
    let body = json!({ "role": new.role, "agency": new.agency });
    tx.audit(Entry::new(INVITE.name, "invitation", id).area(new.area.clone()).body(body)).await?;
    mail(tx, &new, &token).await?;
    Ok(InvitationId(id))
}

/// Sends a new link, which holds for another week; the one before ends.
pub async fn resend(tx: &mut Tx, id: InvitationId) -> Result<(), Error> {
    let invitation = open(tx, id).await?;
    let (city, now) = (tx.city(), tx.now());
    let token = Token::random();
    sqlx::query!(
        "update identity.invitation set token_hash = $3, sent_at = $4, expires_at = $5 where city = $1 and id = $2",
        city.0,
        id.0,
        token.hash(),
        now,
        now + HOLDS
    )
    .execute(tx.conn())
    .await?;
    let entry = Entry::new("identity.invitation.resend", "invitation", id).area(invitation.area.clone());
    tx.audit(entry).await?;
    let again = NewInvitation {
        email: invitation.email,
        role: invitation.role,
        area: invitation.area,
        agency: invitation.agency,
    };
    mail(tx, &again, &token).await
}

/// Takes an invitation back: its link ends. Doing it twice is doing it once.
pub async fn withdraw(tx: &mut Tx, id: InvitationId) -> Result<(), Error> {
    let invitation = permitted(tx, id).await?;
    match invitation.state {
        State::Withdrawn(_) => return Ok(()),
        State::Accepted(_) => return Err(Error::refused("identity-invitation-accepted")),
        State::Open | State::Expired => {}
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update identity.invitation set withdrawn_at = $3, withdrawn_by = $4
         where city = $1 and id = $2 and accepted_at is null and withdrawn_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("identity.invitation.withdraw", "invitation", id).area(invitation.area)).await
}

async fn open(tx: &mut Tx, id: InvitationId) -> Result<Invitation, Error> {
    let invitation = permitted(tx, id).await?;
    match invitation.state {
        State::Open | State::Expired => Ok(invitation),
        State::Accepted(_) => Err(Error::refused("identity-invitation-accepted")),
        State::Withdrawn(_) => Err(Error::refused("identity-invitation-withdrawn")),
    }
}

/// The invitation, locked, if the actor could have sent it; otherwise it is not even there.
async fn permitted(tx: &mut Tx, id: InvitationId) -> Result<Invitation, Error> {
    tx.scope(INVITE)?;
    let invitation = super::find::one(tx, id).await?.ok_or(Error::NotFound("invitation"))?;
    tx.must(INVITE, &invitation.area)
        .and_then(|()| grant::check(tx, invitation.role, &invitation.area, invitation.agency))
        .map_err(|_| Error::NotFound("invitation"))?;
    Ok(invitation)
}

async fn mail(tx: &mut Tx, new: &NewInvitation, token: &Token) -> Result<(), Error> {
    let inviter = match tx.actor().account() {
        Some(by) => account::addressee(tx, by).await?,
        None => account::Addressee { name: "Berdaya".to_owned(), email: None, language: "id".to_owned() },
    };
    let link = post::url(tx, &format!("/identity/invitations/{}/acceptance", token.reveal())).await?;
    let role = post::role_name(&inviter.language, new.role)?;
    // Nobody knows the colleague's language yet: the inviter's is the best guess.
    let args = [("inviter", inviter.name), ("role", role), ("link", link)];
    post::send(tx, new.email.reveal(), &inviter.language, post::INVITATION, &args).await
}
