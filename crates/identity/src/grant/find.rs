use kernel::id::{AccountId, AgencyId};
use kernel::{AreaCode, Error, Role, Tx};

use super::{Grant, GrantId, Past, Revocation, Row};

/// The grants of an account that are in force, the widest role first. For signing in and for switching.
pub async fn active(tx: &mut Tx, account: AccountId) -> Result<Vec<Grant>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query_as!(
        Row,
        "select g.id, g.account, g.role, g.area, g.agency, g.granted_at, g.granted_by, g.until
         from identity.role_grant g
         where g.city = $1 and g.account = $2 and (g.until is null or g.until > $3)
           and not exists (select 1 from identity.grant_revocation r where r.city = g.city and r.grant_id = g.id)
         order by g.granted_at, g.id limit 200",
        city.0,
        account.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    let mut grants = rows.into_iter().map(Row::read).collect::<Result<Vec<Grant>, Error>>()?;
    grants.sort_by_key(|grant| (grant.role, grant.granted_at));
    Ok(grants)
}

/// One grant, in force or not. Only for doings that then ask permission for its territory.
pub async fn one(tx: &mut Tx, id: GrantId) -> Result<Grant, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, account, role, area, agency, granted_at, granted_by, until
         from identity.role_grant where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("grant"))?.read()
}

/// All that an account was ever granted, newest first, with what became of it. The caller has asked permission for the
/// account.
pub async fn history(tx: &mut Tx, account: AccountId) -> Result<Vec<Past>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select g.id, g.role, g.area, g.agency, g.granted_at, g.granted_by, g.until,
                  y.short_name as "agency_name?", b.name as "granted_by_name?",
                  r.revoked_at as "revoked_at?", r.revoked_by, r.reason as "reason?"
           from identity.role_grant g
           left join identity.grant_revocation r on r.city = g.city and r.grant_id = g.id
           left join identity.agency y on y.city = g.city and y.id = g.agency
           left join identity.account b on b.city = g.city and b.id = g.granted_by
           where g.city = $1 and g.account = $2
           order by g.granted_at desc, g.id desc limit 200"#,
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let revoked = row.revoked_at.zip(row.reason).map(|(at, reason)| Revocation {
                at,
                by: row.revoked_by.map(AccountId),
                reason,
            });
            let role = Role::parse(&row.role).ok_or_else(|| Error::broken("a grant of an unknown role"))?;
            Ok(Past {
                grant: Grant {
                    id: GrantId(row.id),
                    account,
                    role,
                    area: AreaCode::parse(&row.area)?,
                    agency: row.agency.map(AgencyId),
                    granted_at: row.granted_at,
                    granted_by: row.granted_by.map(AccountId),
                    until: row.until,
                },
                agency_name: row.agency_name,
                granted_by_name: row.granted_by_name,
                revoked,
            })
        })
        .collect()
}
