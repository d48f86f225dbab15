use chrono::DateTime;
use data_encoding::{BASE64, HEXLOWER};
use kernel::outside::Mail;
use kernel::secret::Keyring;
use kernel::{CityId, Error, Instant, Job, Tx, mail};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use serde::{Deserialize, Serialize};

use super::merkle;

/// The newest root of a city's trail, to be kept where nobody who runs the database can change it. As text it is one
/// line: city, number, time, root, key and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideRoot {
    pub city: CityId,
    pub number: i64,
    pub at: Instant,
    pub root: Vec<u8>,
    pub key_id: String,
    pub signature: Vec<u8>,
}

impl OutsideRoot {
    /// Whether this installation's key signed it.
    pub fn is_ours(&self, keys: &Keyring) -> bool {
        keys.verify(&self.key_id, &merkle::signed(&self.root), &self.signature)
    }
}

impl std::fmt::Display for OutsideRoot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {} {} {} {} {}",
            self.city,
            self.number,
            self.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            HEXLOWER.encode(&self.root),
            self.key_id,
            BASE64.encode(&self.signature)
        )
    }
}

impl std::str::FromStr for OutsideRoot {
    type Err = Error;

    fn from_str(line: &str) -> Result<OutsideRoot, Error> {
        let bad = || Error::broken("a line of roots is `city number time root key signature`");
        let words: Vec<&str> = line.split_whitespace().collect();
        let [city, number, at, root, key_id, signature] = words.as_slice() else { return Err(bad()) };
        Ok(OutsideRoot {
            city: CityId(city.parse().map_err(|_| bad())?),
            number: number.parse().map_err(|_| bad())?,
            at: DateTime::parse_from_rfc3339(at).map_err(|_| bad())?.to_utc(),
            root: HEXLOWER.decode(root.to_lowercase().as_bytes()).map_err(|_| bad())?,
            key_id: (*key_id).to_owned(),
            signature: BASE64.decode(signature.as_bytes()).map_err(|_| bad())?,
        })
    }
}

/// The newest root; `None` before the first seal. For the machine and the city's administrator.
pub async fn root(tx: &mut Tx) -> Result<Option<OutsideRoot>, Error> {
    tx.must_in_city(super::VERIFY)?;
    let city = tx.city();
    let row = sqlx::query!(
        "select number, at, root, key_id, signature from kernel.seal where city = $1 order by number desc limit 1",
        city.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| OutsideRoot {
        city,
        number: row.number,
        at: row.at,
        root: row.root,
        key_id: row.key_id,
        signature: row.signature,
    }))
}

/// Hands the day's root outside. Recurs once a day in each city.
#[derive(Serialize, Deserialize)]
pub struct HandOut {}

impl Job for HandOut {
    const NAME: &'static str = "identity.trail.hand_out";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        hand_out(tx).await.map(|_| ())
    }
}

/// Writes the newest root to the file store, one file a day, and mails it to the city's administrators. Returns the
/// line, for whoever also keeps it elsewhere; `None` before the first seal.
pub async fn hand_out(tx: &mut Tx) -> Result<Option<OutsideRoot>, Error> {
    let Some(newest) = root(tx).await? else { return Ok(None) };
    let line = format!("{newest}\n");
    let file = folder(tx.city()).join(format!("{}.txt", tx.now().date_naive()));
    tx.db().outside().files.put(&file, PutPayload::from(line.clone())).await?;
    let city = tx.city();
    let now = tx.now();
    let administrators = sqlx::query!(
        r#"select distinct a.email as "email!" from identity.role_grant g
           join identity.account a on a.city = g.city and a.id = g.account and a.closed_at is null
           where g.city = $1 and g.role = 'city_admin' and a.email is not null and (g.until is null or g.until > $2)
             and not exists (select 1 from identity.grant_revocation r where r.city = g.city and r.grant_id = g.id)
           order by 1 limit 50"#,
        city.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    for administrator in administrators {
        let body = format!(
            "Segel terbaru jejak audit (simpan baris ini di luar server; jangan diubah):\n\n{line}\n\
             Newest seal of the audit trail (keep this line outside the server; do not change it).\n\
             Periksa / verify: berdaya audit verify --roots FILE\n"
        );
        let subject = format!("Segel jejak audit {} no. {}", newest.city, newest.number);
        mail::post(tx, Mail { to: administrator.email, subject, body }).await?;
    }
    Ok(Some(newest))
}

/// The roots that were handed to the file store, oldest first. Lines that were tampered with are errors.
pub async fn handed_out(tx: &mut Tx) -> Result<Vec<OutsideRoot>, Error> {
    tx.must_in_city(super::VERIFY)?;
    let files = tx.db().outside().files.clone();
    let listing = files.list_with_delimiter(Some(&folder(tx.city()))).await?;
    let mut roots = Vec::new();
    for object in listing.objects {
        let bytes = files.get(&object.location).await?.bytes().await?;
        for line in String::from_utf8_lossy(&bytes).lines().filter(|line| !line.trim().is_empty()) {
            roots.push(line.parse()?);
        }
    }
    roots.sort_by_key(|root: &OutsideRoot| root.number);
    Ok(roots)
}

fn folder(city: CityId) -> Path {
    Path::from("audit-root").join(city.to_string())
}
