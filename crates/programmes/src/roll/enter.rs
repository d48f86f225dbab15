use kernel::audit::Entry;
use kernel::{Error, Job, Tx};
use registry::batch;
use registry::batch::find::Spoken;
use registry::person::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Outcome, Roll, RollId, find};
use crate::applicant::{self, Answers, ApplicantId, Entered, NewApplicant};
use crate::call::{self, Window};

/// Rows gone through in one transaction.
const CHUNK: i64 = 100;

/// Goes through the rows of a list in their order, and enters whoever may apply.
#[derive(Debug, Serialize, Deserialize)]
pub struct Enter {
    pub roll: RollId,
    /// The row after which to go on.
    pub after: Option<Uuid>,
}

impl Job for Enter {
    const NAME: &'static str = "programmes.roll.enter";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let roll = find::locked(tx, self.roll).await?;
        if roll.undone_at.is_some() {
            return Ok(());
        }
        let rows = batch::find::spoken(tx, roll.batch, self.after, CHUNK).await?;
        let Some(last) = rows.last().map(|row| row.id) else { return ended(tx, &roll).await };
        for row in &rows {
            enter(tx, &roll, row).await?;
        }
        tx.enqueue(Enter { roll: roll.id, after: Some(last) }).await.map(|_| ())
    }
}

async fn ended(tx: &mut Tx, roll: &Roll) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update programmes.roll set entered_at = coalesce(entered_at, $3) where city = $1 and id = $2",
        city.0,
        roll.id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("programmes.roll.enter", "roll", roll.id)).await
}

/// What became of a row.
struct Became {
    outcome: Outcome,
    failed: Vec<String>,
    applicant: Option<ApplicantId>,
}

impl Became {
    fn only(outcome: Outcome) -> Became {
        Became { outcome, failed: Vec::new(), applicant: None }
    }
}

async fn enter(tx: &mut Tx, roll: &Roll, row: &Spoken) -> Result<(), Error> {
    let became = match row.person {
        Some(person) => apply(tx, roll, person).await?,
        None => Became::only(Outcome::Unread),
    };
    let city = tx.city();
    // What a row came to stays: a list is gone through again when some of its rows were answered later.
    sqlx::query!(
        "insert into programmes.roll_row (city, roll, source, sheet, row_number, list_column, person, result, failed,
             applicant)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (city, roll, source) do update
         set person = excluded.person, result = excluded.result, failed = excluded.failed, applicant = excluded.applicant
         where roll_row.result <> 'entered'",
        city.0,
        roll.id.0,
        row.id,
        row.sheet,
        row.row,
        row.column,
        row.person.map(|person| person.0),
        became.outcome.as_str(),
        &became.failed,
        became.applicant.map(|id| id.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn apply(tx: &mut Tx, roll: &Roll, person: PersonId) -> Result<Became, Error> {
    let call = call::one(tx, roll.call).await?;
    if call.window(roll.sent_at) == Window::Cancelled {
        return Ok(Became::only(Outcome::Closed));
    }
    let new = NewApplicant { person, answers: Answers::default(), idea: String::new(), baseline: None };
    let at = roll.sent_at;
    let done = tx.part(async |tx| applicant::enter(tx, roll.call, new, at).await).await?;
    match done {
        Ok(Entered::In(id)) => {
            Ok(Became { outcome: Outcome::Entered, failed: Vec::new(), applicant: Some(id) })
        }
        Ok(Entered::Failed(rules)) => {
            let failed = rules.iter().map(|one| one.rule.kind().to_owned()).collect();
            Ok(Became { outcome: Outcome::Failed, failed, applicant: None })
        }
        Err(Error::Refused(say)) if say.key == "programmes-applied-already" => {
            Ok(Became::only(Outcome::Already))
        }
        // Nobody lives nowhere; the registry knows no kelurahan.
        Err(Error::Invalid(fields)) if fields.iter().any(|(field, _)| *field == "area") => {
            Ok(Became::only(Outcome::Nowhere))
        }
        Err(error) => Err(error),
    }
}

/// Takes back what an undone list brought, as far as nobody has decided otherwise meanwhile.
#[derive(Debug, Serialize, Deserialize)]
pub struct Leave {
    pub roll: RollId,
}

impl Job for Leave {
    const NAME: &'static str = "programmes.roll.leave";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let roll = find::locked(tx, self.roll).await?;
        let (city, now) = (tx.city(), tx.now());
        let applicants = sqlx::query_scalar!(
            r#"select applicant as "applicant!" from programmes.roll_row
               where city = $1 and roll = $2 and applicant is not null order by row_number desc, source"#,
            city.0,
            roll.id.0
        )
        // bounded: by the rows of one list
        .fetch_all(tx.conn())
        .await?;
        for id in applicants {
            applicant::take_back(tx, ApplicantId(id)).await?;
        }
        sqlx::query!(
            "update programmes.roll set undone_at = coalesce(undone_at, $3) where city = $1 and id = $2",
            city.0,
            roll.id.0,
            now
        )
        .execute(tx.conn())
        .await?;
        tx.audit(Entry::new("programmes.roll.leave", "roll", roll.id)).await
    }
}
