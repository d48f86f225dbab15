use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::{Error, Tx};
use serde_json::json;
use uuid::Uuid;

use super::find::{self, DAYS};
use super::{Key, MARK, NextStep};
use crate::applicant;
use crate::programme::{self, ProgrammeId, RUN};

/// What somebody did about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NudgeWord)]
pub enum Word {
    /// Spoke to the person.
    Reached,
    /// Will do so in a week.
    Later,
    /// Nobody shall be reminded of it again.
    Never,
}

impl Word {
    pub const ALL: [Word; 3] = [Word::Reached, Word::Later, Word::Never];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Word::Reached => "reached",
            Word::Later => "later",
            Word::Never => "never",
        }
    }

    /// Reads [`Word::as_str`].
    pub fn parse(text: &str) -> Option<Word> {
        Word::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

/// Says what was done about a step that is open now: at the desk, or by the person, who may only ask not to be reminded.
/// Whoever was spoken to is left alone for so many days as the programme waits with its mails.
pub async fn mark(tx: &mut Tx, key: Key, word: Word) -> Result<(), Error> {
    let applicant = applicant::may(tx, key.applicant, MARK).await?;
    if !tx.may(MARK, &applicant.area) && word != Word::Never {
        return Err(Error::Forbidden);
    }
    let open = find::of(tx, key.applicant).await?.into_iter().find(|one| one.key == key);
    let open = open.ok_or_else(|| Error::refused("programmes-nudge-over"))?;
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let days = match (word, find::days(tx, open.programme).await?) {
        (Word::Reached, days) if days > 0 => Some(days),
        (Word::Reached | Word::Later, _) => Some(DAYS),
        (Word::Never, _) => None,
    };
    let until = days.map(|days| now + TimeDelta::days(i64::from(days)));
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.nudge_mark (city, id, applicant, step, about, word, until_at, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        city.0,
        id,
        key.applicant.0,
        key.step.as_str(),
        key.about,
        word.as_str(),
        until,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let entry = Entry::new(MARK.name, "applicant", key.applicant).area(applicant.area);
    tx.audit(entry.body(json!({ "step": key.step.as_str(), "word": word.as_str() }))).await
}

/// Says after how many days a programme reminds by mail; nought: never.
pub async fn set_days(tx: &mut Tx, id: ProgrammeId, days: i32) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let programme = programme::open(tx, id).await?;
    if !(0..=90).contains(&days) {
        return Err(Error::field("days", "programmes-nudge-days-form"));
    }
    if find::days(tx, programme.id).await? == days {
        return Ok(());
    }
    let (city, now, rule): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.nudge_rule (city, id, programme, days, set_at, set_by) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        rule,
        id.0,
        days,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(RUN.name, "programme", id).body(json!({ "what": "nudge", "days": days }))).await
}

/// Reads a key as an address or a form gives it.
pub(super) fn key(applicant: &str, step: &str, about: &str) -> Result<Key, Error> {
    let over = || Error::refused("programmes-nudge-over");
    Ok(Key {
        applicant: applicant.parse()?,
        step: NextStep::parse(step).ok_or_else(over)?,
        about: about.parse().map_err(|_| over())?,
    })
}
