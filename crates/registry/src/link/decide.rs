use std::collections::{BTreeMap, BTreeSet};

use kernel::audit::Entry;
use kernel::{AreaCode, Error, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{ActId, DECIDE, NewLink, Side, Verdict, find, policy, refold, settle};
use crate::source::SourceId;
use crate::{business, person};

/// Two sources of which something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub side: Side,
    pub left: SourceId,
    pub right: SourceId,
}

/// A source of each of two records.
pub(crate) async fn pair_of(tx: &mut Tx, side: Side, left: Uuid, right: Uuid) -> Result<Pair, Error> {
    let mut first = async |record| {
        let standing = settle::standing(tx, side, record).await?;
        standing.first().map(|(source, _)| *source).ok_or(Error::NotFound("source"))
    };
    Ok(Pair { side, left: first(left).await?, right: first(right).await? })
}

/// Says that two sources speak of one: their records become one, under the older id.
///
/// `registry-link-held-apart` where an earlier word keeps them apart by way of others. Saying it twice is saying it once.
pub async fn same(tx: &mut Tx, pair: Pair, why: &str) -> Result<ActId, Error> {
    word(tx, pair, Verdict::Same, why).await
}

/// Says that two sources speak of two, for good: no likeness joins them again, and what had joined them ends.
///
/// `registry-link-one-record` where both were said of one record: [`part`] says which of its sources are the other's.
pub async fn different(tx: &mut Tx, pair: Pair, why: &str) -> Result<ActId, Error> {
    word(tx, pair, Verdict::Different, why).await
}

async fn word(tx: &mut Tx, pair: Pair, verdict: Verdict, why: &str) -> Result<ActId, Error> {
    let why = reason(why)?;
    settle::lock(tx).await?;
    let (left, right) = (home(tx, pair.side, pair.left).await?, home(tx, pair.side, pair.right).await?);
    let area = may(tx, pair.side, &[left, right]).await?;
    if left == right {
        return match verdict {
            Verdict::Same => Err(Error::refused("registry-link-same-already")),
            Verdict::Different => Err(Error::refused("registry-link-one-record")),
        };
    }
    if let Some(act) = find::said_already(tx, pair.side, (left, right), verdict).await? {
        return Ok(act);
    }
    let link = NewLink {
        left: pair.left,
        right: pair.right,
        verdict,
        why: Some(why.to_owned()),
        policy: None,
        weight: None,
        reasons: Vec::new(),
    };
    let act = keep(tx, pair.side, &[link], Words::OfActor).await?;
    refold(tx, pair.side, BTreeSet::from([left, right])).await?;
    let roots = settle::roots(tx, pair.side, &[left, right]).await?;
    if verdict == Verdict::Same && roots.get(&left) != roots.get(&right) {
        return Err(Error::refused("registry-link-held-apart"));
    }
    let body = json!({ "side": pair.side, "verdict": verdict, "left": left, "right": right });
    tx.audit(Entry::new(DECIDE.name, "link", act).area(area).reason(why).body(body)).await?;
    Ok(act)
}

/// Says that these sources of a record speak of another: they get the record that they were said of before, or a new one.
/// Answers where they stand now.
pub async fn part(
    tx: &mut Tx,
    side: Side,
    record: Uuid,
    sources: &[SourceId],
    why: &str,
) -> Result<(ActId, Uuid), Error> {
    let why = reason(why)?;
    settle::lock(tx).await?;
    let area = may(tx, side, &[record]).await?;
    let standing = settle::standing(tx, side, record).await?;
    let (gone, left): (Vec<_>, Vec<_>) =
        standing.iter().copied().partition(|(source, _)| sources.contains(source));
    if gone.is_empty() || gone.len() != sources.len() || left.is_empty() {
        return Err(Error::field("sources", "registry-link-part-some"));
    }
    let stays: BTreeSet<Uuid> = left.iter().map(|(_, home)| *home).collect();
    let mut links = Vec::new();
    let mut homes: BTreeSet<Uuid> = standing.iter().map(|(_, home)| *home).collect();
    let shared: BTreeSet<Uuid> =
        gone.iter().map(|(_, home)| *home).filter(|home| stays.contains(home)).collect();
    for home in shared {
        let moved: Vec<SourceId> =
            gone.iter().filter(|(_, of)| *of == home).map(|(source, _)| *source).collect();
        homes.insert(settle::rehome(tx, side, &moved, home).await?);
        // What was one without a word until now is one by a word that the next one outweighs, and that an undoing brings back.
        if let (Some(one), Some((other, _))) = (moved.first(), left.iter().find(|(_, of)| *of == home)) {
            links.push(NewLink {
                left: *one,
                right: *other,
                verdict: Verdict::Same,
                why: None,
                policy: None,
                weight: None,
                reasons: Vec::new(),
            });
        }
    }
    if !links.is_empty() {
        keep(tx, side, &links, Words::OfMachine).await?;
    }
    let apart = apart(&gone, &left, why);
    let act = keep(tx, side, &apart, Words::OfActor).await?;
    refold(tx, side, homes).await?;
    let first = gone.first().map(|(source, _)| *source).ok_or(Error::NotFound("source"))?;
    let new = home(tx, side, first).await?;
    let now = settle::roots(tx, side, &[new]).await?.get(&new).copied().unwrap_or(new);
    let body = json!({ "side": side, "verdict": Verdict::Different, "left": now, "right": record });
    tx.audit(Entry::new(DECIDE.name, "link", act).area(area).reason(why).body(body)).await?;
    Ok((act, now))
}

/// Each home of those that go against each of those that stay, by one source of each: were it only one pair of homes,
/// another link could take the others along.
fn apart(gone: &[(SourceId, Uuid)], left: &[(SourceId, Uuid)], why: &str) -> Vec<NewLink> {
    let by_home = |of: &[(SourceId, Uuid)]| {
        of.iter().map(|(source, home)| (*home, *source)).collect::<BTreeMap<Uuid, SourceId>>()
    };
    let (gone, left) = (by_home(gone), by_home(left));
    let mut links = Vec::new();
    for one in gone.values() {
        for other in left.values() {
            links.push(NewLink {
                left: *one,
                right: *other,
                verdict: Verdict::Different,
                why: Some(why.to_owned()),
                policy: None,
                weight: None,
                reasons: Vec::new(),
            });
        }
    }
    links
}

/// Ends what was decided at once. Everything stands as if it had never been said, with what else was said since.
/// Doing it twice is doing it once.
pub async fn undo(tx: &mut Tx, act: ActId, why: &str) -> Result<(), Error> {
    let why = reason(why)?;
    settle::lock(tx).await?;
    let words = find::of_act(tx, act).await?;
    let side = words.first().map(|word| word.side).ok_or(Error::NotFound("link"))?;
    let sources: Vec<SourceId> = words.iter().flat_map(|word| [word.left, word.right]).collect();
    let homes: BTreeSet<Uuid> = settle::homes(tx, side, &sources).await?.into_values().collect();
    let area = may(tx, side, &homes.iter().copied().collect::<Vec<_>>()).await?;
    let open: Vec<Uuid> =
        words.iter().filter(|word| word.undone_at.is_none()).map(|word| word.id.0).collect();
    if open.is_empty() {
        return Ok(());
    }
    let (city, now, by, new): (_, _, _, ActId) = (tx.city(), tx.now(), tx.actor().account(), tx.id());
    let ids: Vec<Uuid> = open.iter().map(|_| tx.id()).collect();
    sqlx::query!(
        "insert into registry.link (city, id, act, side, kind, undoes, by_account, why, at)
         select $1, r.id, $2, $3, 'undo', r.undoes, $6, $7, $8 from unnest($4::uuid[], $5::uuid[]) as r(id, undoes)
         on conflict on constraint link_undoes_key do nothing",
        city.0,
        new.0,
        side.as_str(),
        &ids,
        &open,
        by.map(|by| by.0),
        why,
        now
    )
    .execute(tx.conn())
    .await?;
    refold(tx, side, homes.clone()).await?;
    let body = json!({ "side": side, "undoes": act, "records": homes });
    tx.audit(Entry::new("registry.link.undo", "link", act).area(area).reason(why).body(body)).await
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    OfActor,
    OfMachine,
}

/// Keeps decisions: an officer's as one act, the machine's each as its own, so that each can be undone alone. Answers the
/// first act. The caller settles afterwards.
pub(super) async fn keep(tx: &mut Tx, side: Side, links: &[NewLink], words: Words) -> Result<ActId, Error> {
    let (city, now, act): (_, _, ActId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().filter(|_| words == Words::OfActor);
    let rows: Vec<serde_json::Value> = links
        .iter()
        .zip(0_u32..)
        .map(|(link, number)| {
            let act = if words == Words::OfActor || number == 0 { act } else { tx.id() };
            json!({
                "id": tx.id::<Uuid>(), "act": act, "left": link.left, "right": link.right, "kind": link.verdict,
                "why": link.why, "policy": link.policy,
                "weight": link.weight.map(policy::thousandths), "reasons": link.reasons,
            })
        })
        .collect();
    sqlx::query!(
        r#"insert into registry.link
               (city, id, act, side, kind, left_source, right_source, by_account, policy, weight, reasons, why, at)
           select $1, r.id, r.act, $2, r.kind, r."left", r."right", $4, r.policy, r.weight, r.reasons, r.why, $5
           from jsonb_to_recordset($3::jsonb) as r(
               id uuid, act uuid, "left" uuid, "right" uuid, kind text, why text, policy int, weight int, reasons jsonb)"#,
        city.0,
        side.as_str(),
        serde_json::Value::from(rows),
        by.map(|by| by.0),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(act)
}

fn reason(why: &str) -> Result<&str, Error> {
    let why = why.trim();
    if (3..=500).contains(&why.chars().count()) {
        Ok(why)
    } else {
        Err(Error::field("reason", "registry-reason-length"))
    }
}

async fn home(tx: &mut Tx, side: Side, source: SourceId) -> Result<Uuid, Error> {
    settle::homes(tx, side, &[source]).await?.get(&source).copied().ok_or(Error::NotFound("source"))
}

/// Whether the actor may decide on all of these records; answers the territory in which all of them lie.
pub(super) async fn may(tx: &mut Tx, side: Side, homes: &[Uuid]) -> Result<AreaCode, Error> {
    let roots: BTreeSet<Uuid> = settle::roots(tx, side, homes).await?.into_values().collect();
    let (see, what) = match side {
        Side::Person => (person::SEE, "person"),
        Side::Business => (business::SEE, "business"),
    };
    let mut common: Option<AreaCode> = None;
    for area in settle::areas(tx, side, &roots.into_iter().collect::<Vec<_>>()).await? {
        if !tx.may(see, &area) {
            return Err(tx.hidden(what));
        }
        tx.must(DECIDE, &area)?;
        common = Some(match common {
            Some(common) => above(common, &area),
            None => area,
        });
    }
    common.ok_or(Error::NotFound(what))
}

/// The smallest territory that holds both.
pub(crate) fn above(mut one: AreaCode, other: &AreaCode) -> AreaCode {
    while !one.contains(other) {
        match one.parent() {
            Some(parent) => one = parent,
            None => break,
        }
    }
    one
}
