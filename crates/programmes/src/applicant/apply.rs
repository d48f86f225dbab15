use kernel::audit::Entry;
use kernel::{Error, Fact, Instant, OnConstraint as _, Tx};
use registry::person::{self, PersonId, Standing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Answers, ApplicantId, Channel, ENTER, Move, State, facts, step, take};
use crate::call::judge::{Judged, Verdict, judge};
use crate::call::{self, Call, CallId, Method, Rule, Window};
use crate::followup::{NewReport, baseline};

/// An application as a form gives it.
#[derive(Debug, Clone)]
pub struct NewApplicant {
    pub person: PersonId,
    pub answers: Answers,
    /// What the person wants to begin, or does, in the own words.
    pub idea: String,
    /// How the business stands, where the call asks and something was said. Decides nothing.
    pub baseline: Option<NewReport>,
}

/// Somebody applied.
#[derive(Debug, Serialize, Deserialize)]
pub struct Applied {
    pub applicant: ApplicantId,
    pub call: CallId,
}

impl Fact for Applied {
    const NAME: &'static str = "programmes.applicant.applied";
    fn subject(&self) -> Uuid {
        self.applicant.0
    }
}

/// What the code of an application starts with.
const PREFIX: &str = "L";

/// Applies to a call that is open at the instant of the transaction: for oneself, or at the desk for somebody of the actor's
/// territory. A rule that fails refuses it and says what would mend it; what is not known yet does not. Where places go by
/// arrival, the next one is held from now on, or the end of the waiting list.
pub async fn apply(tx: &mut Tx, id: CallId, new: NewApplicant) -> Result<ApplicantId, Error> {
    let now = tx.now();
    match enter(tx, id, new, now).await? {
        Entered::In(id) => Ok(id),
        Entered::Failed(rules) => {
            let wrong = rules.into_iter().filter_map(|one| Some((field(one.rule), one.mend?)));
            Err(Error::Invalid(wrong.collect()))
        }
    }
}

/// What came of entering an application.
pub(crate) enum Entered {
    In(ApplicantId),
    /// These rules failed.
    Failed(Vec<Judged>),
}

/// The same for what was sent at an instant at which the call was open.
pub(crate) async fn enter(
    tx: &mut Tx,
    id: CallId,
    new: NewApplicant,
    sent_at: Instant,
) -> Result<Entered, Error> {
    let standing = may_apply(tx, new.person).await?;
    let idea = idea(&new.idea)?;
    if standing.area.level() < kernel::Level::Kelurahan {
        return Err(Error::field("area", "programmes-mend-kelurahan"));
    }
    // From here on, whoever applies to this call takes turns.
    let call = call::locked(tx, id).await?;
    is_open(&call, sent_at)?;
    let known = facts::gather(tx, &call, &standing, new.answers, None, tx.today()).await?;
    let judged = judge(&call.rules, &known, &[]);
    let failed: Vec<Judged> = judged.into_iter().filter(|one| one.verdict == Verdict::Failed).collect();
    if !failed.is_empty() {
        return Ok(Entered::Failed(failed));
    }
    let applicant = insert(tx, &call, &standing, new.answers, idea).await?;
    if let Some(baseline) = new.baseline.filter(|_| call.asks_baseline) {
        baseline::keep(tx, applicant, baseline).await?;
    }
    place(tx, &call, applicant, &standing).await?;
    tx.tell(&Applied { applicant, call: id }).await?;
    let body = json!({ "call": id, "person": standing.id });
    tx.audit(Entry::new("programmes.applicant.enter", "applicant", applicant).area(standing.area).body(body))
        .await?;
    Ok(Entered::In(applicant))
}

/// The person, if the actor may apply for her or him.
pub(super) async fn may_apply(tx: &mut Tx, person: PersonId) -> Result<Standing, Error> {
    if tx.actor().account().is_none() && Channel::of(tx.actor()) != Channel::List {
        return Err(Error::Forbidden);
    }
    let standing = person::standing(tx, person).await?;
    match Channel::of(tx.actor()) {
        Channel::List => {}
        Channel::Desk => {
            if !tx.may(ENTER, &standing.area) {
                return Err(if tx.actor().may_somewhere(ENTER) {
                    tx.hidden("person")
                } else {
                    Error::Forbidden
                });
            }
        }
        Channel::Own => {
            if person::own(tx).await? != Some(standing.id) {
                return Err(tx.hidden("person"));
            }
        }
    }
    Ok(standing)
}

/// Refuses unless the call is open at that instant.
pub(crate) fn is_open(call: &Call, at: Instant) -> Result<(), Error> {
    match call.window(at) {
        Window::Open => Ok(()),
        Window::Before => Err(Error::refused("programmes-call-not-yet")),
        Window::After => Err(Error::refused("programmes-call-over")),
        Window::Cancelled => Err(Error::refused("programmes-call-cancelled")),
    }
}

/// Where an error about a rule stands in the form.
fn field(rule: Rule) -> &'static str {
    match rule {
        Rule::Resident => "ktp_here",
        Rule::AgeAtLeast(_) | Rule::AgeAtMost(_) => "birth_date",
        Rule::Woman => "sex",
        Rule::Married => "married",
        Rule::NotCivilServant => "civil_servant",
        Rule::Recommendation | Rule::NotRecipient => "rules",
    }
}

fn idea(text: &str) -> Result<Option<String>, Error> {
    let text = text.trim();
    if text.chars().count() > 2_000 {
        return Err(Error::field("idea", "programmes-idea-length"));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

async fn insert(
    tx: &mut Tx,
    call: &Call,
    standing: &Standing,
    answers: Answers,
    idea: Option<String>,
) -> Result<ApplicantId, Error> {
    let (city, now, id): (_, _, ApplicantId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let channel = Channel::of(tx.actor());
    sqlx::query!(
        "insert into programmes.applicant (city, id, call, code, person, root, area, number, state, channel, answers, idea,
             applied_at, applied_by)
         select $1, $2, $3, $4, $5, $5, $6,
                coalesce((select max(a.number) from programmes.applicant a where a.city = $1 and a.call = $3), 0) + 1,
                'applied', $7, $8, $9, $10, $11",
        city.0,
        id.0,
        call.id.0,
        code(id),
        standing.id.0,
        standing.area.as_str(),
        channel.as_str(),
        serde_json::to_value(answers)?,
        idea,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("applicant_once_key", || Error::refused("programmes-applied-already"))
    .on_constraint("applicant_number_key", || Error::refused("programmes-raced"))
    .on_constraint("applicant_code_key", || Error::refused("programmes-raced"))?;
    step(tx, id, Move::to(State::Applied, "applied")).await?;
    Ok(id)
}

/// Eight signs made of what is random in the id: two of ten thousand meet in one try of twenty thousand.
fn code(id: ApplicantId) -> String {
    let (_, random) = id.0.as_u64_pair();
    kernel::code::encode(PREFIX, (random & ((1 << 40) - 1)) | (1 << 35))
}

/// A place at once, where places go by arrival and one is left.
async fn place(tx: &mut Tx, call: &Call, id: ApplicantId, standing: &Standing) -> Result<(), Error> {
    match call.method {
        Method::Selection => Ok(()),
        Method::Arrival => {
            let next = if take(tx, call, id, &standing.area, None).await? {
                Move::to(State::Placed, "arrived")
            } else {
                Move::to(State::Waiting, "full")
            };
            step(tx, id, next).await
        }
    }
}
