use std::collections::BTreeMap;

use kernel::audit::Entry;
use kernel::file::{self, NewFile};
use kernel::{AreaCode, Error, Job, Tx, work};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::concern::{Found, Grade};
use super::facts::Recipient;
use super::gather::{self, Gathered};
use super::known::{self, Known};
use super::rules::{self, Around};
use super::{Counts, MOST_QUOTA, SCREEN, ScreeningId, State, find};
use crate::batch::{self, Progress};

/// A list to be looked over.
#[derive(Debug)]
pub struct NewScreening {
    /// The aid, as people call it.
    pub title: String,
    /// So many recipients may live in one household.
    pub quota: u8,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Looks a list over.
#[derive(Debug, Serialize, Deserialize)]
pub struct Screen {
    pub screening: ScreeningId,
}

impl Job for Screen {
    const NAME: &'static str = "registry.screening.screen";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        screen(tx, self.screening).await
    }
}

/// Keeps a list and has it looked over by a job. Its progress is that of the screening's work.
pub async fn receive(tx: &mut Tx, new: NewScreening) -> Result<ScreeningId, Error> {
    let work = work::announce(tx, "registry.screening", None).await?;
    let id = keep(tx, new, Some(work)).await?;
    tx.enqueue(Screen { screening: id }).await?;
    Ok(id)
}

/// The same within this transaction, for whoever waits for it.
pub async fn at_once(tx: &mut Tx, new: NewScreening) -> Result<ScreeningId, Error> {
    let id = keep(tx, new, None).await?;
    screen(tx, id).await?;
    Ok(id)
}

async fn keep(tx: &mut Tx, new: NewScreening, work: Option<uuid::Uuid>) -> Result<ScreeningId, Error> {
    tx.must_in_city(SCREEN)?;
    let title = new.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut wrong = Vec::new();
    if !(3..=120).contains(&title.chars().count()) {
        wrong.push(("title", "registry-screening-title-length".into()));
    }
    if !(1..=MOST_QUOTA).contains(&new.quota) {
        wrong.push((
            "quota",
            kernel::Say::new("registry-screening-quota-range").with("most", u64::from(MOST_QUOTA)),
        ));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let name: String = new.file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let media_type = "application/octet-stream";
    let file = file::keep(tx, NewFile { name: &name, media_type, bytes: new.bytes }).await?;
    let (city, now, id): (_, _, ScreeningId) = (tx.city(), tx.now(), tx.id());
    let (by, agency) = (tx.actor().account().map(|by| by.0), tx.actor().agency().map(|agency| agency.0));
    sqlx::query!(
        "insert into registry.screening (city, id, title, quota, agency, file, file_name, work, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        city.0,
        id.0,
        title,
        i32::from(new.quota),
        agency,
        file.0,
        name,
        work,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let body = json!({ "file": file, "title": title, "quota": new.quota });
    tx.audit(Entry::new(SCREEN.name, "screening", id).body(body)).await?;
    Ok(id)
}

async fn screen(tx: &mut Tx, id: ScreeningId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select id from registry.screening where city = $1 and id = $2 for update", city.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    let screening = find::read(tx, id).await?;
    if screening.state != State::Reading {
        return Ok(());
    }
    let progress = Progress::of(tx, screening.work);
    let looked = tx.part(async |tx| look_over(tx, &screening, &progress).await).await?;
    let (state, end, counts, headers, fault) = match looked {
        Ok((counts, headers)) => (State::Ready, work::State::Done, counts, headers, None),
        Err(Error::Refused(say)) => {
            let args: serde_json::Map<String, Value> =
                say.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let fault = json!({ "key": say.key, "args": args });
            (State::Failed, work::State::Failed, json!({}), json!([]), Some(fault))
        }
        Err(error) => return Err(error),
    };
    sqlx::query!(
        "update registry.screening set state = $3, counts = $4, headers = $5, fault = $6 where city = $1 and id = $2",
        city.0,
        id.0,
        state.as_str(),
        counts,
        headers,
        fault
    )
    .execute(tx.conn())
    .await?;
    match screening.work {
        Some(work) => work::finish(tx, work, end, json!({ "state": state })).await,
        None => Ok(()),
    }
}

async fn look_over(
    tx: &mut Tx,
    screening: &find::Screening,
    progress: &Progress,
) -> Result<(Value, Value), Error> {
    let kept =
        file::one(tx, screening.file.ok_or_else(|| Error::broken("a screening without its file"))?).await?;
    let bytes = file::read(tx, &kept).await?;
    let confirmed = match screening.agency {
        Some(agency) => batch::mapping_of(tx, agency).await?,
        None => std::collections::HashMap::new(),
    };
    let Gathered { recipients, headers, told } = gather::gather(tx, &bytes, &confirmed, progress).await?;
    if recipients.is_empty() {
        return Err(Error::refused("registry-screening-no-names"));
    }
    let known = known::of(tx, screening.id, &screening.title, &recipients).await?;
    let gazetteer = territory::gazetteer(tx.db()).await?;
    let region = |digits: &str| {
        let code = digits.split_at_checked(2).map(|(province, regency)| format!("{province}.{regency}"));
        let code = code.and_then(|code| AreaCode::parse(&code).ok());
        code.is_some_and(|code| gazetteer.name_of(&code).is_some())
    };
    let quota = usize::from(screening.quota);
    let around = Around { quota, today: tx.today(), region: &region };
    let found = rules::judge(&recipients, &known, &around);
    let mut counts = counted(&found, &known);
    counts.told = told;
    write(tx, screening.id, &recipients, &known, &found).await?;
    Ok((serde_json::to_value(counts)?, serde_json::to_value(headers)?))
}

/// The gravest of what there is to say of a row.
pub(super) fn gravest(found: &[Found]) -> Option<Grade> {
    found.iter().map(|found| found.concern.grade()).max()
}

fn counted(found: &[Vec<Found>], known: &[Known]) -> Counts {
    let mut counts = Counts {
        rows: found.len(),
        known: known.iter().filter(|known| known.person.is_some()).count(),
        ..Counts::default()
    };
    for row in found {
        match gravest(row) {
            None => counts.clean += 1,
            Some(Grade::Refused) => counts.refused += 1,
            Some(Grade::Questionable) => counts.questionable += 1,
            Some(Grade::Repaired) => counts.repaired += 1,
        }
        let codes: std::collections::BTreeSet<&str> = row.iter().map(|found| found.concern.code()).collect();
        for code in codes {
            *counts.by.entry(code.to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

async fn write(
    tx: &mut Tx,
    id: ScreeningId,
    recipients: &[Recipient],
    known: &[Known],
    found: &[Vec<Found>],
) -> Result<(), Error> {
    let city = tx.city();
    let rows: Vec<BTreeMap<&str, Value>> = recipients
        .iter()
        .zip(known)
        .zip(found)
        .zip(0_u32..)
        .map(|(((one, known), found), number)| {
            Ok(BTreeMap::from([
                ("number", json!(number)),
                ("sheet", json!(one.sheet)),
                ("row_number", json!(one.row)),
                ("list_column", json!(one.list_column)),
                ("person", json!(known.person)),
                ("mark", json!(gravest(found))),
                ("found", serde_json::to_value(found)?),
            ]))
        })
        .collect::<Result<_, Error>>()?;
    sqlx::query!(
        "insert into registry.screening_row
             (city, screening, number, sheet, row_number, list_column, person, mark, found)
         select $1, $2, r.number, r.sheet, r.row_number, r.list_column, r.person, r.mark, r.found
         from jsonb_to_recordset($3::jsonb) as r(
             number int, sheet text, row_number int, list_column int, person uuid, mark text, found jsonb)",
        city.0,
        id.0,
        serde_json::to_value(rows)?
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
