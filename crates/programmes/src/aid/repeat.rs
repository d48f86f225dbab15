//! What nobody should receive twice within so many months, and who did.

use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::id::AgencyId;
use kernel::{AreaCode, Error, OnConstraint as _, Tx};
use uuid::Uuid;

use super::{AidKind, AidRuleId, RULE, SEE};

/// A rule of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub id: AidRuleId,
    pub kind: String,
    /// None: from whatever agency.
    pub agency: Option<Uuid>,
    pub months: i32,
}

/// Somebody who received a kind again within the months of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    pub person: Option<Uuid>,
    pub business: Option<Uuid>,
    pub what: String,
    pub on: NaiveDate,
    pub agency: Option<Uuid>,
    pub before_what: String,
    pub before_on: NaiveDate,
    pub before_agency: Option<Uuid>,
    pub area: AreaCode,
}

/// Sets a rule for the city; there is one per kind and agency.
pub async fn set(
    tx: &mut Tx,
    kind: AidKind,
    agency: Option<AgencyId>,
    months: i32,
) -> Result<AidRuleId, Error> {
    tx.must_in_city(RULE)?;
    if !(1..=120).contains(&months) {
        return Err(Error::field("months", "programmes-aid-months-range"));
    }
    let (city, now, id): (_, _, AidRuleId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into programmes.aid_rule (city, id, kind, agency, months, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id.0,
        kind.as_str(),
        agency.map(|agency| agency.0),
        months,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("aid_rule_once_key", || Error::field("kind", "programmes-aid-rule-known"))?;
    tx.audit(Entry::new(RULE.name, "aid_rule", id)).await?;
    Ok(id)
}

/// Ends a rule.
pub async fn end(tx: &mut Tx, id: AidRuleId) -> Result<(), Error> {
    tx.must_in_city(RULE)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update programmes.aid_rule set ended_at = $3, ended_by = $4 where city = $1 and id = $2 and ended_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound("aid_rule"));
    }
    tx.audit(Entry::new(RULE.name, "aid_rule", id)).await
}

/// The rules in force.
pub async fn rules(tx: &mut Tx) -> Result<Vec<Rule>, Error> {
    tx.scope(SEE)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Rule,
        r#"select id as "id: AidRuleId", kind, agency, months from programmes.aid_rule
           where city = $1 and ended_at is null order by kind, agency nulls first, id limit 200"#,
        city.0
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// Who in the actor's territory received what the rule names again too soon; newest first, at most two hundred.
pub async fn repeats(tx: &mut Tx, rule: &Rule) -> Result<Vec<Repeat>, Error> {
    let (scope, city) = (tx.scope(SEE)?, tx.city());
    let rows = sqlx::query!(
        r#"select person, business, what as "what!", on_day as "on_day!", agency, area as "area!",
                  before_what as "before_what!", before_on as "before_on!", before_agency
           from (select r.person, r.business, r.what, r.on_day, r.agency, r.area, r.id,
                        lag(r.what) over whose as before_what, lag(r.on_day) over whose as before_on,
                        lag(r.agency) over whose as before_agency
                 from programmes.aid_received r
                 where r.city = $1 and r.kind = $2 and ($3::uuid is null or r.agency = $3)
                 window whose as (partition by case when r.person is null then r.business else r.person end
                                  order by r.on_day, r.id)) twice
           where before_on is not null and on_day < before_on + make_interval(months => $4) and area like $5 || '%'
           order by on_day desc, id desc limit 200"#,
        city.0,
        rule.kind,
        rule.agency,
        rule.months,
        scope.prefix()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Repeat {
                person: row.person,
                business: row.business,
                what: row.what,
                on: row.on_day,
                agency: row.agency,
                before_what: row.before_what,
                before_on: row.before_on,
                before_agency: row.before_agency,
                area: AreaCode::parse(&row.area)?,
            })
        })
        .collect()
}
