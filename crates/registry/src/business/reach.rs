use kernel::{Error, Tx};

use super::BusinessId;

/// The address of mail under which whoever runs a business is reached: its own, or an owner's. For mails to it, never to be
/// shown. Asks no permission: whoever calls writes to it of something of its own.
pub async fn mail(tx: &mut Tx, id: BusinessId) -> Result<Option<String>, Error> {
    let city = tx.city();
    let found = sqlx::query_scalar!(
        r#"select coalesce(b.email, (select p.email from registry.ownership o
                                     join registry.person p on p.city = o.city and p.id = o.person
                                     where o.city = b.city and o.business = b.id and p.email is not null
                                     order by o.person limit 1)) as email
           from registry.business b where b.city = $1 and b.id = $2 and b.withdrawn_at is null"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.flatten())
}
