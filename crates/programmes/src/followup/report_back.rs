use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{Actor, AreaCode, Error, Instant, Rupiah, Tx};
use uuid::Uuid;

use super::find::{self, Followup};
use super::purposes::TAKINGS as PURPOSE;
use super::{ASK, Claim, FollowupId, PLACE, ReportBackId, Sells, link};
use crate::outcome::Grade;

/// What somebody says of the business. With an application each question may be left open; by link and at the desk none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// It is at work.
    pub active: Option<bool>,
    /// It has a permit: an NIB, a PIRT, a halal certificate.
    pub permit: Option<bool>,
    /// It sold something in the last thirty days.
    pub sold: Option<bool>,
    /// Who works in it, with the owner.
    pub employees: Option<i32>,
    pub sells: Vec<Sells>,
}

/// What is written down.
#[derive(Clone, PartialEq, Eq)]
pub struct NewReport {
    pub said: Said,
    /// What the business took in the last month; needs `agreed`.
    pub takings: Option<Rupiah>,
    /// Agreed that the takings are kept.
    pub agreed: bool,
}

impl NewReport {
    /// There is an answer to something.
    pub fn says_something(&self) -> bool {
        let said = &self.said;
        let answers = [said.active, said.permit, said.sold];
        answers.iter().any(Option::is_some) || said.employees.is_some() || self.takings.is_some()
    }
}

/// Prints no takings.
impl std::fmt::Debug for NewReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewReport").field("said", &self.said).finish_non_exhaustive()
    }
}

/// How the words came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With the application, before there was a place.
    Intake,
    /// By whoever holds the secret link.
    Link,
    /// To somebody of the city, who asked.
    Desk,
}

impl Way {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Intake => "intake",
            Way::Link => "link",
            Way::Desk => "desk",
        }
    }

    /// Reads [`Way::as_str`].
    pub fn parse(text: &str) -> Option<Way> {
        [Way::Intake, Way::Link, Way::Desk].into_iter().find(|way| way.as_str() == text)
    }

    /// How sure it is: whoever applies or holds a link speaks for herself; to an officer she answered when asked.
    pub fn grade(self) -> Grade {
        match self {
            Way::Intake | Way::Link => Grade::Claimed,
            Way::Desk => Grade::Affirmed,
        }
    }
}

/// Writes down what somebody said at the desk or on the telephone.
pub async fn report(tx: &mut Tx, id: FollowupId, new: NewReport) -> Result<ReportBackId, Error> {
    let followup = find::one(tx, id).await?;
    tx.must(ASK, &followup.area)?;
    let report = answer(tx, &followup, Way::Desk, new).await?;
    tx.audit(Entry::new(ASK.name, "followup", id).area(followup.area)).await?;
    Ok(report)
}

/// Takes the words of whoever holds the secret link.
pub async fn report_by_link(tx: &mut Tx, token: &str, new: NewReport) -> Result<ReportBackId, Error> {
    let id = link::open(tx, token).await?;
    let followup = find::by_id(tx, id).await?;
    answer(tx, &followup, Way::Link, new).await
}

async fn answer(tx: &mut Tx, followup: &Followup, way: Way, new: NewReport) -> Result<ReportBackId, Error> {
    whole(&new.said)?;
    sound(&new)?;
    let active = new.said.active == Some(true);
    let by = tx.actor().account().filter(|_| way == Way::Desk);
    let id = write(tx, followup.id, Given { way, at: tx.now(), by }, new).await?;
    // At the beginning nobody has become anything yet by the programme.
    if followup.month > 0 && active {
        tx.enqueue(Claim { report: id.0 }).await?;
    }
    Ok(id)
}

/// Deletes the takings that were told for a follow-up, by whoever holds its link: the consent is withdrawn, the other words
/// stay. How many times they had been told.
pub async fn withdraw_takings(tx: &mut Tx, token: &str) -> Result<u64, Error> {
    let id = link::open(tx, token).await?;
    let city = tx.city();
    let done = sqlx::query!(
        "delete from programmes.takings t using programmes.report_back r
         where t.city = $1 and r.city = $1 and r.id = t.id and r.followup = $2",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// How, when and through whom words came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub(super) way: Way,
    pub(super) at: Instant,
    pub(super) by: Option<AccountId>,
}

/// Writes down words that were found sound.
pub(super) async fn write(
    tx: &mut Tx,
    followup: FollowupId,
    given: Given,
    new: NewReport,
) -> Result<ReportBackId, Error> {
    let NewReport { said, takings, .. } = new;
    let (city, id): (_, ReportBackId) = (tx.city(), tx.id());
    let mut sells: Vec<String> = said.sells.iter().map(|sells| sells.as_str().to_owned()).collect();
    sells.dedup();
    sqlx::query!(
        "insert into programmes.report_back (city, id, followup, way, active, permit, sold, employees, sells, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        city.0,
        id.0,
        followup.0,
        given.way.as_str(),
        said.active,
        said.permit,
        said.sold,
        said.employees,
        &sells,
        given.at,
        given.by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if let Some(takings) = takings {
        keep(tx, id, takings, given.at).await?;
    }
    Ok(id)
}

async fn keep(tx: &mut Tx, id: ReportBackId, takings: Rupiah, agreed_at: Instant) -> Result<(), Error> {
    let city = tx.city();
    let place = Place { column: PLACE, city, row: id.0 };
    let sealed = tx.db().keys().seal(place, &takings.0.to_string())?;
    sqlx::query!(
        "insert into programmes.takings (city, id, sealed, agreed_version, agreed_at) values ($1, $2, $3, $4, $5)",
        city.0,
        id.0,
        sealed,
        PURPOSE.version,
        agreed_at
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Refuses answers that leave a question open.
fn whole(said: &Said) -> Result<(), Error> {
    let open = [("active", said.active), ("permit", said.permit), ("sold", said.sold)];
    let open = open.into_iter().filter(|(_, said)| said.is_none());
    let mut wrong: Vec<(&'static str, kernel::Say)> =
        open.map(|(name, _)| (name, "programmes-followup-answer".into())).collect();
    if said.employees.is_none() {
        wrong.push(("employees", "programmes-followup-employees-form".into()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Refuses a number that cannot be, and takings without consent.
pub(super) fn sound(new: &NewReport) -> Result<(), Error> {
    if new.said.employees.is_some_and(|number| !(0..=10_000).contains(&number)) {
        return Err(Error::field("employees", "programmes-followup-employees-form"));
    }
    if new.takings.is_some() && !new.agreed {
        return Err(Error::field("agreed", "programmes-followup-agree-first"));
    }
    Ok(())
}

/// Reads what takings of words are kept. For callers that have asked whether they may.
pub(super) fn takings(tx: &Tx, report: Uuid, sealed: Option<&[u8]>) -> Result<Option<i64>, Error> {
    opened(tx, Place { column: PLACE, city: tx.city(), row: report }, sealed)
}

/// Reads takings sealed for a place.
pub(super) fn opened(tx: &Tx, place: Place, sealed: Option<&[u8]>) -> Result<Option<i64>, Error> {
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = tx.db().keys().open(place, sealed)?;
    plain.parse().map(Some).map_err(|_| Error::broken("sealed takings are no number"))
}

/// Whether the actor may read takings there.
pub(super) fn may_read(tx: &Tx, area: &AreaCode) -> bool {
    match tx.actor() {
        Actor::System(_) => true,
        Actor::Account(_) => tx.may(super::TAKINGS, area),
        Actor::Visitor => false,
    }
}
