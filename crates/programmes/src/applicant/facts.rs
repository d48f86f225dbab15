//! What is known of an applicant, for the rules.

use chrono::NaiveDate;
use kernel::{Error, Level, Tx};
use registry::person::Standing;

use super::{Answers, ApplicantId};
use crate::call::Call;
use crate::call::judge::{Facts, Letter};

/// Gathers it from the registry's record, from what the applicant said, from the papers, and from earlier calls.
pub(crate) async fn gather(
    tx: &mut Tx,
    call: &Call,
    standing: &Standing,
    answers: Answers,
    applicant: Option<ApplicantId>,
    on: NaiveDate,
) -> Result<Facts, Error> {
    let recommendation = match applicant {
        Some(id) => letter(tx, id).await?,
        None => Letter::Missing,
    };
    Ok(Facts {
        on,
        kelurahan: standing.area.level() >= Level::Kelurahan,
        ktp_here: answers.ktp_here,
        nik_from_here: standing.nik_from_here,
        birth_date: standing.birth_date,
        woman: standing.sex.as_deref().map(|sex| sex == "female"),
        married: answers.married,
        civil_servant: answers.civil_servant,
        recommendation,
        recipient_of: recipient_of(tx, call, standing).await?,
    })
}

async fn recipient_of(tx: &mut Tx, call: &Call, standing: &Standing) -> Result<Option<String>, Error> {
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        "select c.name from programmes.applicant a
         join programmes.call c on c.city = a.city and c.id = a.call
         where a.city = $1 and a.root = $2 and c.programme = $3 and a.call <> $4 and a.state in ('placed', 'offered')
         order by a.applied_at desc, a.id limit 1",
        city.0,
        standing.id.0,
        call.programme.0,
        call.id.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The last letter that was handed in counts.
async fn letter(tx: &mut Tx, id: ApplicantId) -> Result<Letter, Error> {
    let city = tx.city();
    let last = sqlx::query!(
        "select verdict from programmes.document
         where city = $1 and applicant = $2 and kind = 'recommendation' order by added_at desc, id desc limit 1",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(match last.map(|row| row.verdict) {
        None => Letter::Missing,
        Some(None) => Letter::Waiting,
        Some(Some(verdict)) if verdict == "right" => Letter::Right,
        Some(Some(_)) => Letter::Wrong,
    })
}
