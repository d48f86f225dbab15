use chrono::TimeDelta;
use identity::{account, staff};
use kernel::job::Job;
use kernel::{Error, Role, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Parcel, ParcelId, State, advance, find};
use crate::order;

/// After so long what was sent and not complained about counts as received.
const RECEIVED: TimeDelta = TimeDelta::days(14);
/// So long after its maker was reminded, the city's administrators are told.
const ESCALATED: TimeDelta = TimeDelta::hours(24);

/// What was sent long ago and not complained about counts as received. Of what no maker confirmed in time the maker is reminded
/// once, and a day later the city's administrators are told, once.
#[derive(Serialize, Deserialize)]
pub struct Late {}

/// So many of each in one run.
const RUN: i64 = 200;

impl Job for Late {
    const NAME: &'static str = "market.parcel.late";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        receive_old(tx).await?;
        let unreminded = waiting(tx, None).await?;
        for parcel in find::these(tx, &unreminded).await? {
            order::remind_maker(tx, &parcel).await?;
        }
        mark(tx, &unreminded, Step::Reminded).await?;
        let unheard = waiting(tx, Some(ESCALATED)).await?;
        let parcels = find::these(tx, &unheard).await?;
        escalate(tx, &parcels).await?;
        mark(tx, &unheard, Step::Escalated).await
    }
}

async fn receive_old(tx: &mut Tx) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let old = sqlx::query_scalar!(
        "select id from market.parcel where city = $1 and state = 'sent' and changed_at <= $2
         order by changed_at, id limit $3",
        city.0,
        now - RECEIVED,
        RUN
    )
    .fetch_all(tx.conn())
    .await?;
    for id in old {
        advance::receive(tx, ParcelId(id)).await?;
    }
    Ok(())
}

/// Parcels that their makers should have confirmed: those not reminded of, or those reminded of so long ago and not told of.
async fn waiting(tx: &mut Tx, reminded: Option<TimeDelta>) -> Result<Vec<Uuid>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let ids = sqlx::query_scalar!(
        "select id from market.parcel
         where city = $1 and state = $2 and confirm_until <= $3
               and case when $4::timestamptz is null then reminded_at is null
                        else reminded_at <= $4 and escalated_at is null end
         order by confirm_until, id limit $5 for no key update skip locked",
        city.0,
        State::New.as_str(),
        now,
        reminded.map(|ago| now - ago),
        RUN
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

enum Step {
    Reminded,
    Escalated,
}

async fn mark(tx: &mut Tx, ids: &[Uuid], step: Step) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let escalated = match step {
        Step::Reminded => false,
        Step::Escalated => true,
    };
    sqlx::query!(
        "update market.parcel set reminded_at = coalesce(reminded_at, $3),
                escalated_at = case when $4 then $3 else escalated_at end
         where city = $1 and id = any($2)",
        city.0,
        ids,
        now,
        escalated
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Tells the city's administrators of parcels whose makers do not answer, in one mail each.
async fn escalate(tx: &mut Tx, parcels: &[Parcel]) -> Result<(), Error> {
    if parcels.is_empty() {
        return Ok(());
    }
    let filter = staff::Filter { role: Some(Role::CityAdmin), limit: 50, ..staff::Filter::default() };
    let admins: Vec<Uuid> = staff::list(tx, &filter).await?.rows.iter().map(|row| row.id.0).collect();
    let emails = account::emails(tx, &admins).await?.into_iter().map(|(_, email)| email).collect();
    order::tell_of_late(tx, emails, parcels).await
}
