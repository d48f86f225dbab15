use kernel::id::AccountId;
use kernel::{Actor, CityId, Error, Instant, Job, Tx, code};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use serde::{Deserialize, Serialize};

use super::erase;

/// An erasure, to be kept outside the database and applied again after a restore. As text it is one line: city, account,
/// certificate, time. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    pub city: CityId,
    pub account: AccountId,
    pub number: String,
    pub at: Instant,
}

impl std::fmt::Display for Tombstone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        write!(f, "{} {} {} {at}", self.city, self.account, self.number)
    }
}

impl std::str::FromStr for Tombstone {
    type Err = Error;

    fn from_str(line: &str) -> Result<Tombstone, Error> {
        let bad = || Error::broken("a line of tombstones is `city account certificate time`");
        let words: Vec<&str> = line.split_whitespace().collect();
        let [city, account, number, at] = words.as_slice() else { return Err(bad()) };
        Ok(Tombstone {
            city: CityId(city.parse().map_err(|_| bad())?),
            account: AccountId(account.parse().map_err(|_| bad())?),
            number: (*number).to_owned(),
            at: chrono::DateTime::parse_from_rfc3339(at).map_err(|_| bad())?.to_utc(),
        })
    }
}

/// The city's erasures since an instant, oldest first, at most 10,000 at a time. For the machine, which keeps them beside
/// the backups.
pub async fn tombstones(tx: &mut Tx, since: Instant) -> Result<Vec<Tombstone>, Error> {
    machine(tx)?;
    let city = tx.city();
    let rows = sqlx::query!(
        "select account, number, at from identity.tombstone where city = $1 and at >= $2
         order by at, account limit 10000",
        city.0,
        since
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Tombstone { city, account: AccountId(row.account), number: row.number, at: row.at })
        .collect())
}

/// Erases again whoever a restored backup brought back. Those who are not in the database, or are erased already, are
/// passed over. Returns how many were erased. May be run again.
pub async fn reapply(tx: &mut Tx, known: &[Tombstone]) -> Result<usize, Error> {
    machine(tx)?;
    let city = tx.city();
    let mut done = 0;
    for stone in known.iter().filter(|stone| stone.city == city) {
        let back = sqlx::query_scalar!(
            r#"select not exists (select 1 from identity.tombstone t where t.city = a.city and t.account = a.id)
                      or a.email is not null or a.phone is not null or a.nik_sealed is not null as "back!"
               from identity.account a where a.city = $1 and a.id = $2 for update of a"#,
            city.0,
            stone.account.0
        )
        .fetch_optional(tx.conn())
        .await?;
        if back == Some(true) {
            erase::take_away(tx, stone.account, &stone.number).await?;
            done += 1;
        }
    }
    Ok(done)
}

/// Keeps a tombstone in the file store, beside the database and not in it.
#[derive(Serialize, Deserialize)]
pub struct Keep {
    pub account: AccountId,
}

impl Job for Keep {
    const NAME: &'static str = "identity.subject.keep";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let city = tx.city();
        let row = sqlx::query!(
            "select number, at from identity.tombstone where city = $1 and account = $2",
            city.0,
            self.account.0
        )
        .fetch_one(tx.conn())
        .await?;
        let stone = Tombstone { city, account: self.account, number: row.number, at: row.at };
        let file = folder(city).join(format!("{}.txt", self.account));
        tx.db().outside().files.put(&file, PutPayload::from(format!("{stone}\n"))).await?;
        Ok(())
    }
}

/// Erases again, soon after a start, whoever a restored database brought back. Recurs.
#[derive(Serialize, Deserialize)]
pub struct Reapply {}

impl Job for Reapply {
    const NAME: &'static str = "identity.subject.reapply";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let known = kept(tx).await?;
        reapply(tx, &known).await.map(|_| ())
    }
}

/// The tombstones of the city in the file store.
pub async fn kept(tx: &mut Tx) -> Result<Vec<Tombstone>, Error> {
    machine(tx)?;
    let files = tx.db().outside().files.clone();
    let listing = files.list_with_delimiter(Some(&folder(tx.city()))).await?;
    let mut stones = Vec::with_capacity(listing.objects.len());
    for object in listing.objects {
        let bytes = files.get(&object.location).await?.bytes().await?;
        stones.push(String::from_utf8_lossy(&bytes).trim().parse()?);
    }
    Ok(stones)
}

fn folder(city: CityId) -> Path {
    Path::from("tombstone").join(city.to_string())
}

fn machine(tx: &Tx) -> Result<(), Error> {
    match tx.actor() {
        Actor::System(_) => Ok(()),
        Actor::Account(_) | Actor::Visitor => Err(Error::Forbidden),
    }
}

/// The proof that somebody was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub number: String,
    pub at: Instant,
}

/// The certificate of a number, as people type it. Whoever has the number may see it; it names nobody.
pub async fn certificate(tx: &mut Tx, number: &str) -> Result<Certificate, Error> {
    let number = code::decode("HPS", number).ok_or(Error::NotFound("certificate"))?;
    let city = tx.city();
    let row = sqlx::query!(
        "select number, at from identity.tombstone where city = $1 and number = $2",
        city.0,
        code::encode("HPS", number)
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("certificate"))?;
    Ok(Certificate { number: row.number, at: row.at })
}
