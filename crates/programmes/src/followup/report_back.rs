use kernel::audit::Entry;
use kernel::secret::Place;
use kernel::{Actor, AreaCode, Error, Rupiah, Tx};
use uuid::Uuid;

use super::find::{self, Followup};
use super::purposes::TAKINGS as PURPOSE;
use super::{ASK, Claim, FollowupId, PLACE, ReportBackId, Sells, link};

/// What somebody says of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// It is at work.
    pub active: bool,
    /// It has a permit: an NIB, a PIRT, a halal certificate.
    pub permit: bool,
    /// It sold something in the last thirty days.
    pub sold: bool,
    /// Who works in it, with the owner.
    pub employees: i32,
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

/// Prints no takings.
impl std::fmt::Debug for NewReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewReport").field("said", &self.said).finish_non_exhaustive()
    }
}

/// How the words came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By whoever holds the secret link.
    Link,
    /// To somebody of the city, who asked.
    Desk,
}

impl Way {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Link => "link",
            Way::Desk => "desk",
        }
    }

    /// Reads [`Way::as_str`].
    pub fn parse(text: &str) -> Option<Way> {
        [Way::Link, Way::Desk].into_iter().find(|way| way.as_str() == text)
    }
}

/// Writes down what somebody said at the desk or on the telephone.
pub async fn report(tx: &mut Tx, id: FollowupId, new: NewReport) -> Result<ReportBackId, Error> {
    let followup = find::one(tx, id).await?;
    tx.must(ASK, &followup.area)?;
    let report = write(tx, &followup, Way::Desk, new).await?;
    tx.audit(Entry::new(ASK.name, "followup", id).area(followup.area)).await?;
    Ok(report)
}

/// Takes the words of whoever holds the secret link.
pub async fn report_by_link(tx: &mut Tx, token: &str, new: NewReport) -> Result<ReportBackId, Error> {
    let id = link::open(tx, token).await?;
    let followup = find::by_id(tx, id).await?;
    write(tx, &followup, Way::Link, new).await
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

async fn write(tx: &mut Tx, followup: &Followup, way: Way, new: NewReport) -> Result<ReportBackId, Error> {
    sound(&new)?;
    let NewReport { said, takings, .. } = new;
    let (city, now, id): (_, _, ReportBackId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().filter(|_| way == Way::Desk);
    let mut sells: Vec<String> = said.sells.iter().map(|sells| sells.as_str().to_owned()).collect();
    sells.dedup();
    sqlx::query!(
        "insert into programmes.report_back (city, id, followup, way, active, permit, sold, employees, sells, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        city.0,
        id.0,
        followup.id.0,
        way.as_str(),
        said.active,
        said.permit,
        said.sold,
        said.employees,
        &sells,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if let Some(takings) = takings {
        keep(tx, id, takings).await?;
    }
    // At the beginning nobody has become anything yet by the programme.
    if followup.month > 0 && said.active {
        tx.enqueue(Claim { report: id.0 }).await?;
    }
    Ok(id)
}

async fn keep(tx: &mut Tx, id: ReportBackId, takings: Rupiah) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let place = Place { column: PLACE, city, row: id.0 };
    let sealed = tx.db().keys().seal(place, &takings.0.to_string())?;
    sqlx::query!(
        "insert into programmes.takings (city, id, sealed, agreed_version, agreed_at) values ($1, $2, $3, $4, $5)",
        city.0,
        id.0,
        sealed,
        PURPOSE.version,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn sound(new: &NewReport) -> Result<(), Error> {
    if !(0..=10_000).contains(&new.said.employees) {
        return Err(Error::field("employees", "programmes-followup-employees-form"));
    }
    if new.takings.is_some() && !new.agreed {
        return Err(Error::field("agreed", "programmes-followup-agree-first"));
    }
    Ok(())
}

/// Reads what takings of words are kept. For callers that have asked whether they may.
pub(super) fn takings(tx: &Tx, report: Uuid, sealed: Option<&[u8]>) -> Result<Option<i64>, Error> {
    let Some(sealed) = sealed else { return Ok(None) };
    let place = Place { column: PLACE, city: tx.city(), row: report };
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
