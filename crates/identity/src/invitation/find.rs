use kernel::contact::Email;
use kernel::id::AgencyId;
use kernel::{AreaCode, Error, Instant, Role, Tx};
use uuid::Uuid;

use super::{INVITE, Invitation, InvitationId, State};

struct Row {
    id: Uuid,
    email: String,
    role: String,
    area: String,
    agency: Option<Uuid>,
    sent_at: Instant,
    expires_at: Instant,
    accepted_at: Option<Instant>,
    withdrawn_at: Option<Instant>,
}

/// The invitations in the actor's subtree, newest first, at most 200.
pub async fn list(tx: &mut Tx) -> Result<Vec<Invitation>, Error> {
    let scope = tx.scope(INVITE)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        "select id, email, role, area, agency, sent_at, expires_at, accepted_at, withdrawn_at
         from identity.invitation where city = $1 and area like $2 || '%' order by id desc limit 200",
        city.0,
        scope.prefix()
    )
    .fetch_all(tx.conn())
    .await?;
    let now = tx.now();
    rows.into_iter().map(|row| read(row, now)).collect()
}

pub(super) async fn one(tx: &mut Tx, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query_as!(
        Row,
        "select id, email, role, area, agency, sent_at, expires_at, accepted_at, withdrawn_at
         from identity.invitation where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| read(row, now)).transpose()
}

fn read(row: Row, now: Instant) -> Result<Invitation, Error> {
    let state = match (row.accepted_at, row.withdrawn_at) {
        (Some(at), _) => State::Accepted(at),
        (None, Some(at)) => State::Withdrawn(at),
        (None, None) if row.expires_at <= now => State::Expired,
        (None, None) => State::Open,
    };
    Ok(Invitation {
        id: InvitationId(row.id),
        email: Email::parse(&row.email)?,
        role: Role::parse(&row.role).ok_or_else(|| Error::broken("an invitation of an unknown role"))?,
        area: AreaCode::parse(&row.area)?,
        agency: row.agency.map(AgencyId),
        sent_at: row.sent_at,
        expires_at: row.expires_at,
        state,
    })
}
