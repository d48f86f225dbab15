use std::collections::{HashMap, HashSet};

use kernel::{Error, Instant, Tx};
use uuid::Uuid;

use super::encode::Row;
use super::merkle::{self, Hash, Link};
use super::{OutsideRoot, VERIFY};

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub seals: i64,
    pub entries: i64,
    /// Written but not sealed yet: seconds old in a healthy installation.
    pub waiting: i64,
    /// How many outside roots were compared.
    pub roots: usize,
    /// Empty when all is as it was written. At most a thousand are listed.
    pub findings: Vec<Finding>,
}

/// A fault and the batch (the seal's number) in which it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub batch: i64,
    pub what: What,
    pub entry: Option<Uuid>,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// An entry of the batch was edited, or the batch's entries were put in another order.
    Changed,
    /// An entry of the batch is gone.
    EntryMissing,
    /// An entry is there that no seal covers and that does not wait for one. The batch is that whose entries it was
    /// put among.
    EntryInserted,
    /// An entry is covered twice.
    EntryTwice,
    /// The seal itself is gone.
    SealMissing,
    /// The seal does not follow the one before it.
    ChainBroken,
    /// The seal's signature does not hold.
    SignatureWrong,
    /// The root that was handed outside is not in the trail: it was rolled back, or written anew.
    RolledBack,
    /// The line of roots was not signed by this installation.
    RootNotOurs,
}

impl What {
    /// As in message keys and the command's output.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Changed => "changed",
            What::EntryMissing => "entry-missing",
            What::EntryInserted => "entry-inserted",
            What::EntryTwice => "entry-twice",
            What::SealMissing => "seal-missing",
            What::ChainBroken => "chain-broken",
            What::SignatureWrong => "signature-wrong",
            What::RolledBack => "rolled-back",
            What::RootNotOurs => "root-not-ours",
        }
    }
}

/// The most findings that a report lists: after that many it is known that the trail is broken.
pub(super) const MOST: usize = 1_000;

/// Seals that are read at once: at most 50,000 entries in memory.
const CHUNK: i64 = 50;

/// Entries whose ids are read at once.
const PAGE: i64 = 50_000;

struct SealRow {
    number: i64,
    entries: Vec<Uuid>,
    root: Vec<u8>,
    previous: Vec<u8>,
    signature: Vec<u8>,
    key_id: String,
    at: Instant,
}

struct Walk {
    city: i32,
    expected: i64,
    previous: Vec<u8>,
    seen: HashSet<Uuid>,
    /// Each seal's number and the greatest sequence number among its entries.
    reach: Vec<(i64, i64)>,
    roots: HashMap<i64, Vec<u8>>,
    report: Report,
}

/// Verifies the city's whole trail, and that it contains each of the `known` outside roots.
pub async fn verify(tx: &mut Tx, known: &[OutsideRoot]) -> Result<Report, Error> {
    tx.must_in_city(VERIFY)?;
    let city = tx.city();
    // Reading everything may take longer than any request is allowed to.
    sqlx::raw_sql("set local statement_timeout = '15min'").execute(tx.conn()).await?;
    let wanted = known.iter().filter(|root| root.city == city).map(|root| (root.number, Vec::new()));
    let mut walk = Walk {
        city: city.0,
        expected: 1,
        previous: merkle::genesis(city.0).to_vec(),
        seen: HashSet::new(),
        reach: Vec::new(),
        roots: wanted.collect(),
        report: Report { seals: 0, entries: 0, waiting: 0, roots: 0, findings: Vec::new() },
    };
    loop {
        let seals = seals(tx, walk.expected).await?;
        if seals.is_empty() {
            break;
        }
        let mut rows = entries(tx, &seals).await?;
        for seal in &seals {
            walk.step(tx, seal, &mut rows);
        }
    }
    walk.compare(tx, known);
    unsealed(tx, &mut walk).await?;
    waiting(tx, &mut walk).await?;
    walk.report.findings.truncate(MOST);
    Ok(walk.report)
}

impl Walk {
    fn step(&mut self, tx: &Tx, seal: &SealRow, rows: &mut HashMap<Uuid, Row>) {
        for number in self.expected..seal.number.min(self.expected.saturating_add(1_000)) {
            self.found(number, What::SealMissing, None);
        }
        let mut leaves: Vec<Hash> = Vec::with_capacity(seal.entries.len());
        let mut whole = true;
        let mut reach = i64::MIN;
        for id in &seal.entries {
            if !self.seen.insert(*id) {
                self.found(seal.number, What::EntryTwice, Some(*id));
                whole = false;
            } else if let Some(row) = rows.remove(id) {
                reach = reach.max(row.seq);
                leaves.push(merkle::leaf(&row.encode(self.city)));
            } else {
                self.found(seal.number, What::EntryMissing, Some(*id));
                whole = false;
            }
        }
        let link = Link {
            city: self.city,
            number: seal.number,
            at: seal.at,
            previous: &seal.previous,
            leaves: &leaves,
        };
        if whole && merkle::chain(&link).as_slice() != seal.root.as_slice() {
            self.found(seal.number, What::Changed, None);
        }
        if seal.previous != self.previous {
            self.found(seal.number, What::ChainBroken, None);
        }
        if !tx.db().keys().verify(&seal.key_id, &merkle::signed(&seal.root), &seal.signature) {
            self.found(seal.number, What::SignatureWrong, None);
        }
        if let Some(root) = self.roots.get_mut(&seal.number) {
            root.clone_from(&seal.root);
        }
        self.reach.push((seal.number, reach));
        self.expected = seal.number.saturating_add(1);
        self.previous.clone_from(&seal.root);
        self.report.seals += 1;
        self.report.entries += i64::try_from(seal.entries.len()).unwrap_or(i64::MAX);
    }

    fn compare(&mut self, tx: &Tx, known: &[OutsideRoot]) {
        let city = self.city;
        for outside in known.iter().filter(|root| root.city.0 == city) {
            self.report.roots += 1;
            if !outside.is_ours(tx.db().keys()) {
                self.found(outside.number, What::RootNotOurs, None);
            } else if self.roots.get(&outside.number) != Some(&outside.root) {
                self.found(outside.number, What::RolledBack, None);
            }
        }
    }

    fn found(&mut self, batch: i64, what: What, entry: Option<Uuid>) {
        if self.report.findings.len() <= MOST {
            self.report.findings.push(Finding { batch, what, entry });
        }
    }
}

async fn seals(tx: &mut Tx, from: i64) -> Result<Vec<SealRow>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        SealRow,
        "select number, entries, root, previous, signature, key_id, at from kernel.seal
         where city = $1 and number >= $2 order by number limit $3",
        city.0,
        from,
        CHUNK
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn entries(tx: &mut Tx, seals: &[SealRow]) -> Result<HashMap<Uuid, Row>, Error> {
    let city = tx.city();
    // bounded: the entries of one page of seals
    let ids: Vec<Uuid> = seals.iter().flat_map(|seal| seal.entries.iter().copied()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select id, seq, at, by_account, by_role, action, subject_kind, subject, area, reason,
                  body::text as "body!", request
           from kernel.audit where city = $1 and id = any($2)"#,
        city.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Entries that are there and that no seal covers. What was written, or sealed, since the walk began is asked for again:
/// one statement sees one moment, in which an entry either waits or is sealed.
async fn unsealed(tx: &mut Tx, walk: &mut Walk) -> Result<(), Error> {
    let city = tx.city();
    let (mut seq, mut id) = (i64::MIN, Uuid::nil());
    loop {
        let rows = sqlx::query!(
            "select id, seq from kernel.audit where city = $1 and (seq, id) > ($2, $3) order by seq, id limit $4",
            city.0,
            seq,
            id,
            PAGE
        )
        .fetch_all(tx.conn())
        .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        (seq, id) = (last.seq, last.id);
        let loose: Vec<(Uuid, i64)> =
            rows.iter().filter(|row| !walk.seen.contains(&row.id)).map(|row| (row.id, row.seq)).collect();
        if loose.is_empty() {
            continue;
        }
        let ids: Vec<Uuid> = loose.iter().map(|(id, _)| *id).collect();
        let explained: HashSet<Uuid> = explained(tx, &ids, walk.expected).await?.into_iter().collect();
        for (id, seq) in loose.into_iter().filter(|(id, _)| !explained.contains(id)) {
            // The first batch that has a later entry, or else the last batch.
            let among = walk.reach.iter().find(|(_, reach)| *reach > seq).or(walk.reach.last());
            walk.found(among.map_or(0, |(number, _)| *number), What::EntryInserted, Some(id));
        }
    }
}

/// Those of the entries that wait, or that a seal from `number` on covers.
async fn explained(tx: &mut Tx, ids: &[Uuid], number: i64) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    // bounded: entries that wait, and what was sealed since the walk began
    Ok(sqlx::query_scalar!(
        r#"select id as "id!" from kernel.audit_pending where city = $1 and id = any($2)
           union all
           select e.id from kernel.seal s, unnest(s.entries) as e (id) where s.city = $1 and s.number >= $3"#,
        city.0,
        ids,
        number
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What waits to be sealed, and what waits but is gone.
async fn waiting(tx: &mut Tx, walk: &mut Walk) -> Result<(), Error> {
    let city = tx.city();
    walk.report.waiting =
        sqlx::query_scalar!(r#"select count(*) as "n!" from kernel.audit_pending where city = $1"#, city.0)
            .fetch_one(tx.conn())
            .await?;
    let gone = sqlx::query_scalar!(
        "select p.id from kernel.audit_pending p
         where p.city = $1 and not exists (select 1 from kernel.audit a where a.city = p.city and a.id = p.id)
         order by p.id limit 100",
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    for id in gone {
        // It would have gone into the next batch.
        walk.found(walk.expected, What::EntryMissing, Some(id));
    }
    Ok(())
}
