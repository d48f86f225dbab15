//! From pair to pair: forwards, backwards, and back to what one did last.

use kernel::city::Zone;
use kernel::{Error, Tx};

use super::DECIDE;
use super::queue::{self, CLAIM, QuestionId};

/// Which way somebody goes through the queue, which begins with the likeliest pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the first.
    Start,
    After(QuestionId),
    Before(QuestionId),
}

/// The nearest pair that way at which nobody else looks; from now on nobody else is shown it for some minutes, and those
/// that the actor looked at before are let go. `None` where there is no more; then the actor keeps what he has. Two who ask
/// at once get two.
pub async fn take(tx: &mut Tx, step: Step) -> Result<Option<QuestionId>, Error> {
    let found = match step {
        Step::Start => queue::take(tx).await?,
        Step::After(id) => neighbour(tx, id, false).await?,
        Step::Before(id) => neighbour(tx, id, true).await?,
    };
    let (city, by) = (tx.city(), tx.actor().account().ok_or(Error::Forbidden)?);
    if let Some(id) = found {
        sqlx::query!(
            "update registry.link_question set claimed_by = null, claimed_until = null
             where city = $1 and claimed_by = $2 and id <> $3",
            city.0,
            by.0,
            id.0
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(found)
}

async fn neighbour(tx: &mut Tx, from: QuestionId, back: bool) -> Result<Option<QuestionId>, Error> {
    let scope = tx.scope(DECIDE)?;
    let by = tx.actor().account().ok_or(Error::Forbidden)?;
    let (city, now) = (tx.city(), tx.now());
    let id = sqlx::query_scalar!(
        "with here as (select weight, id from registry.link_question where city = $1 and id = $6),
         next as materialized (
             select q.id from registry.link_question q
             cross join here
             join registry.membership a on a.city = q.city and a.source = q.left_source and a.ended_at is null
                  and (a.person is not null) = (q.side = 'person')
             join registry.membership b on b.city = q.city and b.source = q.right_source and b.ended_at is null
                  and (b.person is not null) = (q.side = 'person')
             where q.city = $1 and q.act is null and starts_with(q.area, $2)
               and (q.claimed_by is null or q.claimed_by = $3 or q.claimed_until <= $5)
               and (q.later_until is null or q.later_until <= $5)
               and coalesce(a.person, a.business) <> coalesce(b.person, b.business)
               and case when $7::bool then (q.weight, here.id) > (here.weight, q.id)
                        else (here.weight, q.id) > (q.weight, here.id) end
             order by case when $7 then q.weight else -q.weight end,
                      case when $7 then q.id end desc, case when not $7 then q.id end
             limit 1 for update of q skip locked)
         update registry.link_question t set claimed_by = $3, claimed_until = $4
         from next where t.city = $1 and t.id = next.id
         returning t.id",
        city.0,
        scope.prefix(),
        by.0,
        now + CLAIM,
        now,
        from.0,
        back
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(QuestionId))
}

/// What the actor answered or put off last, if it was today and still holds.
pub async fn last(tx: &mut Tx) -> Result<Option<QuestionId>, Error> {
    let Some(by) = tx.actor().account() else { return Ok(None) };
    let (city, today) = (tx.city(), tx.today());
    let zone = Zone::of(city).as_str();
    let id = sqlx::query_scalar!(
        r#"select id as "id!" from (
               select id, answered_at as at from registry.link_question
               where city = $1 and act is not null and answered_by = $2
                 and answered_at >= $3::date::timestamp at time zone $4
               union all
               select id, later_at from registry.link_question
               where city = $1 and act is null and later_by = $2
                 and later_at >= $3::date::timestamp at time zone $4) done
           order by at desc, id desc limit 1"#,
        city.0,
        by.0,
        today,
        zone
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(QuestionId))
}
