use identity::limit::{self, Bucket};
use kernel::audit::Entry;
use kernel::secret::Place;
use kernel::{Actor, Error, Tx};
use zeroize::Zeroizing;

use super::{NIK_PLACE, PersonId, REVEAL, find};

/// Numbers shown to one officer: thirty at once, and one more every two minutes. A counter's day is let through, copying
/// the city is not.
const SHOWN: Bucket = Bucket { name: "registry.reveal", burst: 30, every: 120 };

/// Shows a person's whole NIK once, for a reason of at least ten characters that stands in the trail. The caller shows it
/// in the answer to this very request and keeps it nowhere. For people at the desk; the machine does not look.
pub async fn nik(tx: &mut Tx, id: PersonId, reason: &str) -> Result<Zeroizing<String>, Error> {
    let Actor::Account(acting) = tx.actor() else { return Err(Error::Forbidden) };
    let by = acting.account;
    let area = find::area(tx, id).await?;
    tx.must(REVEAL, &area)?;
    let reason = reason.trim();
    if !(10..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "registry-reveal-reason-length"));
    }
    limit::spend(tx, SHOWN, &by.to_string()).await?.or_refuse()?;
    let city = tx.city();
    let sealed = sqlx::query_scalar!(
        "select nik_sealed from registry.person where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_one(tx.conn())
    .await?;
    let place = Place { column: NIK_PLACE, city, row: id.0 };
    let sealed = sealed.ok_or_else(|| Error::refused("registry-reveal-nothing"))?;
    let shown = tx.db().keys().open(place, &sealed)?;
    tx.audit(Entry::new(REVEAL.name, "person", id).area(area).reason(reason)).await?;
    Ok(shown)
}
