//! Rows that stood in an earlier list of the agency at the same place under the same name: a mended copy, or next year's.

use std::collections::HashMap;

use kernel::{Error, Tx};
use uuid::Uuid;

use super::BatchId;
use crate::business::BusinessId;
use crate::person::PersonId;

/// Whom and what the earlier row speaks of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) person: PersonId,
    pub(super) business: Option<BusinessId>,
}

/// The earlier rows of these rows of a batch. Two whole NIK are never taken for one person's here: they are matched by
/// themselves.
pub(super) async fn before(
    tx: &mut Tx,
    batch: BatchId,
    rows: &[Uuid],
) -> Result<HashMap<Uuid, Before>, Error> {
    let city = tx.city();
    // bounded: by the rows of a chunk and the agency's lists that are in force.
    let found = sqlx::query!(
        r#"select r.id, p.id as person, b.id as "business?"
           from registry.source r
           join registry.batch earlier
             on earlier.city = r.city and earlier.agency = r.agency and earlier.id <> r.batch
            and earlier.state = 'applied'
           join registry.source s
             on s.city = r.city and s.batch = earlier.id and s.sheet = r.sheet and s.row_number = r.row_number
            and s.list_column is not distinct from r.list_column
            and lower(s.person ->> 'name') = lower(r.person ->> 'name')
            and (s.number_state <> 'full' or r.number_state <> 'full')
           join registry.membership m on m.city = s.city and m.source = s.id and m.ended_at is null
           join registry.person p
             on p.city = m.city and p.id = m.person and p.withdrawn_at is null and p.became is null
            and (p.nik_index is null or r.number_state <> 'full')
           left join registry.membership n
             on n.city = s.city and n.source = s.id and n.ended_at is null and n.business is not null
           left join registry.business b
             on b.city = n.city and b.id = n.business and b.withdrawn_at is null and b.became is null
           where r.city = $1 and r.batch = $2 and r.id = any($3)
           order by r.id, s.at, s.id"#,
        city.0,
        batch.0,
        rows
    )
    .fetch_all(tx.conn())
    .await?;
    // The latest one stays.
    let earlier = found
        .into_iter()
        .map(|row| (row.id, Before { person: PersonId(row.person), business: row.business.map(BusinessId) }));
    Ok(earlier.collect())
}
