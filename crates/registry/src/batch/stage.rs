use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::id::AgencyId;
use kernel::secret::Place;
use kernel::{Error, Tx};
use serde::Serialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{BatchId, Verdict};
use crate::source::compute::hex;
use crate::source::{BusinessClaims, NIK_PLACE, NPWP_PLACE, Number, PersonClaims, RAW_PLACE};

/// Rows written at once.
const CHUNK: usize = 500;

const FINGERPRINT: &str = "registry.source.fingerprint";

/// A row of a list, read and judged.
#[derive(Clone)]
pub struct Staged {
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: u32,
    /// The first column of its list: two may stand side by side.
    pub list_column: u32,
    pub person: PersonClaims,
    pub business: BusinessClaims,
    pub number: Number,
    /// The digits, if there are any, whatever their worth.
    pub nik: Option<Zeroizing<String>>,
    /// Digits only.
    pub npwp: Option<Zeroizing<String>>,
    /// The cells as they stood, as JSON.
    pub raw: Zeroizing<String>,
    pub verdict: Verdict,
    /// What is to be said to the agency, cell by cell; without personal data.
    pub remarks: serde_json::Value,
    pub observed_on: NaiveDate,
}

/// Writes rows of one batch as sources that do not count yet.
pub struct Stage {
    batch: BatchId,
    agency: AgencyId,
    waiting: Vec<Staged>,
    /// The fingerprints of this very file: a row that stands in it twice is known the second time.
    seen: HashSet<Vec<u8>>,
    rows: i64,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Uuid,
    sheet: &'a str,
    row_number: u32,
    list_column: u32,
    observed_on: NaiveDate,
    person: &'a PersonClaims,
    business: &'a BusinessClaims,
    raw_sealed: String,
    nik_sealed: Option<String>,
    nik_index: Option<String>,
    number_state: &'static str,
    npwp_sealed: Option<String>,
    npwp_index: Option<String>,
    fingerprint: String,
    verdict: &'static str,
    remarks: &'a serde_json::Value,
}

impl Stage {
    /// Begins with an empty batch.
    pub fn new(batch: BatchId, agency: AgencyId) -> Stage {
        Stage { batch, agency, waiting: Vec::with_capacity(CHUNK), seen: HashSet::new(), rows: 0 }
    }

    /// Rows pushed so far.
    pub fn rows(&self) -> i64 {
        self.rows
    }

    /// Takes the next row. Answers whether rows were written just now: a good moment to tell how far it is.
    pub async fn push(&mut self, tx: &mut Tx, row: Staged) -> Result<bool, Error> {
        self.rows += 1;
        self.waiting.push(row);
        if self.waiting.len() < CHUNK {
            return Ok(false);
        }
        self.flush(tx).await?;
        Ok(true)
    }

    /// Writes what still waits.
    pub async fn flush(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        let prints = rows.iter().map(|row| prints(tx, self.agency, row)).collect::<Result<Vec<_>, _>>()?;
        let known = known(tx, self.agency, &prints).await?;
        let mut out = Vec::with_capacity(rows.len());
        for (row, prints) in rows.iter().zip(&prints) {
            let newest = prints.first().cloned().unwrap_or_default();
            let twice = !self.seen.insert(newest.clone());
            let before = prints.iter().any(|print| known.contains(print));
            let mut verdict = row.verdict;
            if verdict != Verdict::Refused && (twice || before) {
                verdict = Verdict::Known;
            }
            out.push(sealed(tx, row, &newest, verdict)?);
        }
        self.write(tx, serde_json::to_value(&out)?).await
    }

    async fn write(&self, tx: &mut Tx, rows: serde_json::Value) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let by = tx.actor().account().map(|by| by.0);
        sqlx::query!(
            "insert into registry.source
                 (city, id, kind, batch, sheet, row_number, list_column, agency, observed_on, at, by_account, person, business,
                  raw_sealed, nik_sealed, nik_index, number_state, npwp_sealed, npwp_index, fingerprint, verdict, remarks)
             select $1, r.id, 'row', $2, r.sheet, r.row_number, r.list_column, $3, r.observed_on, $4, $5, r.person, r.business,
                    r.raw_sealed, r.nik_sealed, r.nik_index, r.number_state, r.npwp_sealed, r.npwp_index, r.fingerprint,
                    r.verdict, r.remarks
             from jsonb_to_recordset($6::jsonb) as r(
                 id uuid, sheet text, row_number int, list_column int, observed_on date, person jsonb, business jsonb, raw_sealed bytea,
                 nik_sealed bytea, nik_index bytea, number_state text, npwp_sealed bytea, npwp_index bytea,
                 fingerprint bytea, verdict text, remarks jsonb)",
            city.0,
            self.batch.0,
            self.agency.0,
            now,
            by,
            rows
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// The keyed hashes of what a row says, the key in use first: the same words of the same agency, wherever they stand.
fn prints(tx: &Tx, agency: AgencyId, row: &Staged) -> Result<Vec<Vec<u8>>, Error> {
    let says = (&agency, &row.person, &row.business, row.nik.as_deref(), row.npwp.as_deref());
    let text = Zeroizing::new(serde_json::to_string(&says)?);
    let mut prints = tx.db().keys().blinds(FINGERPRINT, tx.city(), &text);
    prints.reverse();
    Ok(prints)
}

async fn known(tx: &mut Tx, agency: AgencyId, prints: &[Vec<Vec<u8>>]) -> Result<HashSet<Vec<u8>>, Error> {
    let city = tx.city();
    let all: Vec<Vec<u8>> = prints.iter().flatten().cloned().collect();
    // bounded: by the rows of one portion
    let known = sqlx::query_scalar!(
        "select s.fingerprint from registry.source s
         where s.city = $1 and s.agency = $2 and s.fingerprint = any($3)
           and exists (select 1 from registry.membership m
                       where m.city = s.city and m.source = s.id and m.ended_at is null)",
        city.0,
        agency.0,
        &all
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(known.into_iter().collect())
}

fn sealed<'a>(tx: &Tx, row: &'a Staged, print: &[u8], verdict: Verdict) -> Result<Row<'a>, Error> {
    let (city, id): (_, Uuid) = (tx.city(), tx.id());
    let keys = tx.db().keys();
    let seal = |column, plain: &str| Ok::<_, Error>(hex(&keys.seal(Place { column, city, row: id }, plain)?));
    let index = |column, plain: &str| hex(&keys.blind(column, city, plain));
    let nik = row.nik.as_deref().map(String::as_str);
    let npwp = row.npwp.as_deref().map(String::as_str);
    Ok(Row {
        id,
        sheet: &row.sheet,
        row_number: row.row,
        list_column: row.list_column,
        observed_on: row.observed_on,
        person: &row.person,
        business: &row.business,
        raw_sealed: seal(RAW_PLACE, &row.raw)?,
        nik_sealed: nik.map(|nik| seal(NIK_PLACE, nik)).transpose()?,
        nik_index: nik.map(|nik| index(NIK_PLACE, nik)),
        number_state: row.number.as_str(),
        npwp_sealed: npwp.map(|npwp| seal(NPWP_PLACE, npwp)).transpose()?,
        npwp_index: npwp.map(|npwp| index(NPWP_PLACE, npwp)),
        fingerprint: hex(print),
        verdict: verdict.as_str(),
        remarks: &row.remarks,
    })
}
