//! People of whom a list tells, compared with each other and with the registry, without becoming part of it.

use std::collections::BTreeMap;

use kernel::{Error, Tx};
use uuid::Uuid;

use super::desk::Desk;
use super::material::{self, Told};
use super::run::Among;
use super::{learned, policy};
use crate::import::NikReading;
use crate::linkage::Record;
use crate::source::{BusinessClaims, PersonClaims};

/// What a list tells of somebody.
pub(crate) struct Stranger<'a> {
    pub person: &'a PersonClaims,
    pub business: &'a BusinessClaims,
    pub nik: &'a NikReading,
}

/// Somebody who may be the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alike {
    pub who: Who,
    /// In bits.
    pub weight: f32,
    /// As sure as the city asks for before it joins two records.
    pub sure: bool,
    /// Messages; what speaks loudest first.
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Another of the list, by its place.
    Stranger(usize),
    /// A person of the registry.
    Record(Uuid),
}

/// Reasons that are told of a pair.
const TOLD: usize = 3;

/// Who may be the same as each of these, the likeliest first: others of the list, and people of the registry, each person
/// once. Whom two valid NIKs keep apart is left out. Reads all that is said in the city.
pub(crate) async fn alike(tx: &mut Tx, strangers: &[Stranger<'_>]) -> Result<Vec<Vec<Alike>>, Error> {
    let policy = policy::current(tx).await?;
    let (mut engine, taken) = material::people(&mut Desk::Within(tx)).await?;
    let seen = learned::but(tx, Among::All).await?;
    let base = taken.len();
    for stranger in strangers {
        let told = Told {
            person: stranger.person.clone(),
            business: stranger.business.clone(),
            nik: match stranger.nik {
                NikReading::Full(nik) => Some(nik.reveal().to_owned().into()),
                NikReading::Rounded { prefix15 } => Some(prefix15.clone().into()),
                NikReading::Missing | NikReading::Partial(_) | NikReading::Invalid { .. } => None,
            },
        };
        let key = tx.id::<Uuid>().as_u128();
        told.with(|values| engine.add(&Record { key, list: u32::MAX, values }));
    }
    let least = policy.doubtful.min(policy.sure);
    let fresh: Vec<bool> = (0..base + strangers.len()).map(|record| record >= base).collect();
    // What the city's own records taught is not unlearned by a list of strangers.
    let mut links = crate::batch::busy(|| match &seen {
        Some(seen) => engine.follow(&fresh, seen, least),
        None => engine.learn(least),
    })
    .links;
    links.sort_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
    let place = |record: u32| usize::try_from(record).unwrap_or(usize::MAX);
    let who = |record: u32| match place(record).checked_sub(base) {
        Some(stranger) => Some(Who::Stranger(stranger)),
        None => taken.get(place(record)).map(|taken| Who::Record(taken.stands)),
    };
    let mut all: BTreeMap<usize, Vec<Alike>> = BTreeMap::new();
    for link in links.iter().filter(|link| place(link.a.max(link.b)) >= base) {
        let (Some(one), Some(other)) = (who(link.a), who(link.b)) else { continue };
        if engine.contradict(link.a, link.b) {
            continue;
        }
        for (one, other) in [(one, other), (other, one)] {
            let Who::Stranger(stranger) = one else { continue };
            let met = all.entry(stranger).or_default();
            // A person of the registry has many sources: the likeliest speaks for all.
            if met.iter().any(|alike| alike.who == other) {
                continue;
            }
            let reasons = engine.explain(link.a, link.b).reasons;
            let reasons = reasons.iter().filter(|reason| reason.weight > 0.0).take(TOLD);
            met.push(Alike {
                who: other,
                weight: link.weight,
                sure: link.weight >= policy.sure,
                reasons: reasons.map(|reason| reason.message.to_owned()).collect(),
            });
        }
    }
    Ok((0..strangers.len()).map(|at| all.remove(&at).unwrap_or_default()).collect())
}
