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
    // bounded: by the agency's lists that are in force.
    let earlier = sqlx::query_scalar!(
        "select e.id from registry.batch b
         join registry.batch e on e.city = b.city and e.agency = b.agency and e.id <> b.id and e.state = 'applied'
         where b.city = $1 and b.id = $2",
        city.0,
        batch.0
    )
    .fetch_all(tx.conn())
    .await?;
    if earlier.is_empty() {
        return Ok(HashMap::new());
    }
    // Row by row: this transaction's own people and businesses are in no statistics, and a planner that takes their tables
    // for empty would begin with them and compare each with each row. `offset 0` keeps it from that.
    // bounded: by the rows of a chunk and the agency's lists that are in force.
    let found = sqlx::query!(
        r#"select r.id, m.person as "person!", n.business as "business?"
           from registry.source r
           cross join lateral (
               select s.city, s.id, s.at from registry.source s
               where s.city = r.city and s.batch = any($3) and s.sheet = r.sheet and s.row_number = r.row_number
                 and s.list_column = r.list_column
                 and lower(s.person ->> 'name') = lower(r.person ->> 'name')
                 and (s.number_state <> 'full' or r.number_state <> 'full')
               offset 0
           ) s
           cross join lateral (
               select m.person from registry.membership m
               join registry.person p on p.city = m.city and p.id = m.person
               where m.city = s.city and m.source = s.id and m.ended_at is null and p.withdrawn_at is null
                 and p.became is null and (p.nik_index is null or r.number_state <> 'full')
               offset 0
           ) m
           left join lateral (
               select n.business from registry.membership n
               join registry.business b on b.city = n.city and b.id = n.business
               where n.city = s.city and n.source = s.id and n.ended_at is null and b.withdrawn_at is null
                 and b.became is null
               offset 0
           ) n on true
           where r.city = $1 and r.id = any($2)
           order by r.id, s.at, s.id"#,
        city.0,
        rows,
        &earlier
    )
    .fetch_all(tx.conn())
    .await?;
    // The latest one stays.
    let earlier = found
        .into_iter()
        .map(|row| (row.id, Before { person: PersonId(row.person), business: row.business.map(BusinessId) }));
    Ok(earlier.collect())
}
