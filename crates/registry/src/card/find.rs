use kernel::id::AccountId;
use kernel::{AreaCode, Error, Tx};
use uuid::Uuid;

use super::PURPOSE;
use crate::business::{BusinessId, PREFIX};

/// What everybody may see of a business.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: BusinessId,
    pub code: String,
    pub name: String,
    pub brand: Option<String>,
    pub sector: Option<String>,
    pub products: Option<String>,
    /// A kelurahan, or what is above it.
    pub area: AreaCode,
    /// The kinds of permits that are valid today, by kind.
    pub permits: Vec<String>,
}

/// The card of a business, by its id or its code as people type it. `NotFound` where there is none, whatever the reason.
pub async fn find(tx: &mut Tx, id_or_code: &str) -> Result<Card, Error> {
    let none = || Error::NotFound("card");
    let (id, code) = match id_or_code.parse::<Uuid>() {
        Ok(id) => (Some(id), None),
        Err(_) => (None, Some(crate::code::read(PREFIX, id_or_code).ok_or_else(none)?)),
    };
    let (city, today) = (tx.city(), tx.today());
    // An unnamed business is called by its owner, who is not shown.
    let row = sqlx::query!(
        r#"select b.id, b.code, b.name, b.brand, b.sector, b.products, b.area as "area: AreaCode",
                  array(select distinct q.kind from registry.permit q
                        where q.city = b.city and q.business = b.id and q.withdrawn_at is null
                          and (q.expires_on is null or q.expires_on >= $4) order by q.kind) as "permits!",
                  array(select p.account from registry.ownership o
                        join registry.person p
                          on p.city = o.city and o.person in (p.id, p.became) and p.account is not null
                        where o.city = b.city and o.business = b.id limit 20) as "owners!: Vec<Uuid>"
           from registry.business b
           where b.city = $1 and (b.id = $2 or b.code = $3) and b.status = 'open' and b.named
             and b.withdrawn_at is null and b.became is null"#,
        city.0,
        id,
        code,
        today
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(none)?;
    let mut agreed = false;
    for owner in row.owners {
        agreed = agreed || identity::consent::holds(tx, AccountId(owner), PURPOSE.key).await?;
    }
    if !agreed {
        return Err(none());
    }
    Ok(Card {
        id: BusinessId(row.id),
        code: row.code,
        name: row.name,
        brand: row.brand,
        sector: row.sector,
        products: row.products,
        area: row.area,
        permits: row.permits,
    })
}
