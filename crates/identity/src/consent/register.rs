use kernel::{Actor, Error, Instant, Job, Tx};
use serde::{Deserialize, Serialize};

use super::{Basis, Purpose};

/// A purpose in the register, in its newest version.
#[derive(Debug, Clone)]
pub struct Listed {
    pub key: String,
    pub version: i32,
    pub basis: Basis,
    pub legal_reference: String,
    /// Indonesian and English, as for all texts here.
    pub fields: [String; 2],
    pub recipients: [String; 2],
    pub retention: [String; 2],
    pub title: [String; 2],
    pub text: [String; 2],
    pub since: Instant,
}

/// Installs the platform's own purposes, soon after a start. Recurs.
#[derive(Serialize, Deserialize)]
pub struct Install {}

impl Job for Install {
    const NAME: &'static str = "identity.consent.install";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        install(tx, super::PURPOSES).await
    }
}

/// Writes the purposes that the city's register does not have yet. For the machine, when a city is opened and when a new
/// version starts; may be run again. A text that was changed without a new version is a fault and is named.
pub async fn install(tx: &mut Tx, purposes: &[Purpose]) -> Result<(), Error> {
    if !matches!(tx.actor(), Actor::System(_)) {
        return Err(Error::Forbidden);
    }
    for purpose in purposes {
        enter(tx, purpose).await?;
    }
    Ok(())
}

/// Sees to it that the register has the purpose, whoever acts: a consent needs it.
pub(super) async fn enter(tx: &mut Tx, purpose: &Purpose) -> Result<(), Error> {
    let (city, now, hash): (_, Instant, _) = (tx.city(), tx.now(), purpose.sha256());
    let both = |text: super::Text| format!("{}\n{}", text.id, text.en);
    sqlx::query!(
        "insert into identity.purpose (city, key, version, basis, legal_reference, fields, recipients, retention,
             title_id, title_en, text_id, text_en, sha256, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict on constraint purpose_pkey do nothing",
        city.0,
        purpose.key,
        purpose.version,
        purpose.basis.as_str(),
        purpose.legal_reference,
        both(purpose.fields),
        both(purpose.recipients),
        both(purpose.retention),
        purpose.title.id,
        purpose.title.en,
        purpose.text.id,
        purpose.text.en,
        hash,
        now
    )
    .execute(tx.conn())
    .await?;
    let kept = sqlx::query_scalar!(
        "select sha256 from identity.purpose where city = $1 and key = $2 and version = $3",
        city.0,
        purpose.key,
        purpose.version
    )
    .fetch_one(tx.conn())
    .await?;
    if kept == hash {
        Ok(())
    } else {
        Err(Error::broken(format!(
            "the purpose {} was changed without a new version: people agreed to another text",
            purpose.key
        )))
    }
}

/// The register of processing, newest versions, by key. Anybody may read it.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select distinct on (key) key, version, basis, legal_reference, fields, recipients, retention, title_id,
                title_en, text_id, text_en, at
         from identity.purpose where city = $1 order by key, version desc limit 500",
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    let both = |text: String| match text.split_once('\n') {
        Some((id, en)) => [id.to_owned(), en.to_owned()],
        None => [text.clone(), text],
    };
    rows.into_iter()
        .map(|row| {
            Ok(Listed {
                key: row.key,
                version: row.version,
                basis: Basis::parse(&row.basis).ok_or_else(|| Error::broken("an unknown legal basis"))?,
                legal_reference: row.legal_reference,
                fields: both(row.fields),
                recipients: both(row.recipients),
                retention: both(row.retention),
                title: [row.title_id, row.title_en],
                text: [row.text_id, row.text_en],
                since: row.at,
            })
        })
        .collect()
}
