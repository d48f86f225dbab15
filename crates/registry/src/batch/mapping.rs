//! How an agency's lists are to be understood, as somebody confirmed it once.

use std::collections::HashMap;

use kernel::audit::Entry;
use kernel::id::AgencyId;
use kernel::job::When;
use kernel::{Error, Tx, work};

use super::jobs::LINE;
use super::{BatchId, IMPORT, Read, State, Then, find};
use crate::import::{Field, Mapping, Plan, Side};

/// The mappings of an agency by the key of their layout. The caller has asked permission.
pub(crate) async fn of_agency(tx: &mut Tx, agency: AgencyId) -> Result<HashMap<String, Mapping>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select layout, mapping from registry.mapping where city = $1 and agency = $2 order by at desc limit 1000",
        city.0,
        agency.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((row.layout, serde_json::from_value(row.mapping)?))).collect()
}

/// What somebody says of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The key of the layout.
    pub layout: String,
    pub column: u32,
    pub field: Field,
    pub side: Option<Side>,
    /// What amounts are to be multiplied with: 1000 for "(Rp.000)".
    pub scale: Option<i64>,
}

impl Choice {
    fn is_of(&self, mapping: &Mapping) -> bool {
        mapping.key == self.layout && mapping.columns.iter().any(|column| column.column == self.column)
    }
}

/// Confirms what the columns of a batch mean, as they stand or with `choices`, and reads it again. The agency's next list
/// of the same layout is recognised.
pub async fn confirm(tx: &mut Tx, id: BatchId, choices: &[Choice]) -> Result<(), Error> {
    tx.must_in_city(IMPORT)?;
    let batch = find::locked(tx, id).await?;
    match batch.state {
        State::Asking | State::Ready => {}
        State::Reading => return Ok(()),
        State::Applying
        | State::Applied
        | State::Undoing
        | State::Undone
        | State::Failed
        | State::Cancelled => return Err(Error::refused("registry-batch-not-asking")),
    }
    let plan: Plan = serde_json::from_value(batch.mapping.unwrap_or_default())?;
    if choices.iter().any(|choice| !plan.lists().any(|layout| choice.is_of(&layout.mapping))) {
        return Err(Error::refused("registry-batch-column-unknown"));
    }
    for layout in plan.lists() {
        let mut mapping = layout.mapping.clone();
        for choice in choices.iter().filter(|choice| choice.layout == mapping.key) {
            // Two tables of one kind may stand in other columns.
            let column = mapping.columns.iter_mut().find(|column| column.column == choice.column);
            let Some(column) = column else { continue };
            column.field = choice.field;
            column.side = choice.side.unwrap_or(column.side);
            column.scale = choice.scale.or(column.scale);
        }
        if !mapping.is_list() {
            return Err(Error::refused("registry-batch-names-nobody"));
        }
        keep(tx, batch.agency, &mapping).await?;
    }
    super::receive::forget_rows(tx, id).await?;
    let work = work::announce(tx, "registry.batch", None).await?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update registry.batch set state = 'reading', work = $3 where city = $1 and id = $2",
        city.0,
        id.0,
        work
    )
    .execute(tx.conn())
    .await?;
    let when = When { at: now, key: None, line: Some(LINE.to_owned()) };
    tx.enqueue_when(Read { batch: id, then: Then::Wait }, when).await?;
    tx.audit(Entry::new("registry.batch.confirm", "batch", id)).await
}

async fn keep(tx: &mut Tx, agency: AgencyId, mapping: &Mapping) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into registry.mapping (city, agency, layout, mapping, at, by_account) values ($1, $2, $3, $4, $5, $6)
         on conflict (city, agency, layout) do update set
             mapping = excluded.mapping, at = excluded.at, by_account = excluded.by_account",
        city.0,
        agency.0,
        mapping.key,
        serde_json::to_value(mapping)?,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
