//! Any sequence of decisions, against the plainest way of working out what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Tx;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use testkit::TestDb;
use uuid::Uuid;

use super::Verdict::{Different, Same};
use super::tests::{admin, machine_says, phone, siti};
use super::{ActId, Pair, Side, different, part, refold, same, settle, undo};
use crate::person::{self, PersonId};
use crate::source::link::{Subject, relink};
use crate::source::{self, SourceId};

/// All that was done, and what follows from it, worked out in the plainest way.
#[derive(Default)]
struct Log {
    homes: BTreeMap<SourceId, Uuid>,
    gone: BTreeSet<SourceId>,
    records: Vec<Uuid>,
    words: Vec<Said>,
}

#[derive(Clone, Copy)]
struct Said {
    act: ActId,
    human: bool,
    /// Found by likeness, which says nothing once a source does not count.
    found: bool,
    verdict: super::Verdict,
    left: SourceId,
    right: SourceId,
}

impl Log {
    fn source(&self, number: usize) -> SourceId {
        *self.homes.keys().nth(number % self.homes.len()).unwrap()
    }

    fn say(&mut self, act: ActId, human: bool, verdict: super::Verdict, (left, right): (SourceId, SourceId)) {
        self.words.push(Said { act, human, found: false, verdict, left, right });
    }

    /// The words on one pair of homes that count, and the place of the first of those that agree with the last.
    fn of_pair(&self, pair: (Uuid, Uuid)) -> Option<(super::Verdict, bool, usize)> {
        let home = |source: &SourceId| self.homes[source];
        let meant =
            |said: &Said| [(home(&said.left), home(&said.right)), (home(&said.right), home(&said.left))];
        let counts =
            |said: &Said| !said.found || !self.gone.contains(&said.left) && !self.gone.contains(&said.right);
        let all: Vec<(usize, Said)> = self
            .words
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, said)| counts(said) && meant(said).contains(&pair))
            .collect();
        let human = all.iter().any(|(_, said)| said.human);
        let counting: Vec<(usize, Said)> = all.into_iter().filter(|(_, said)| said.human == human).collect();
        let last = counting.last()?.1.verdict;
        let since = counting.iter().rev().take_while(|(_, said)| said.verdict == last).last()?.0;
        Some((last, human, since))
    }

    fn groups(&self) -> Vec<BTreeSet<Uuid>> {
        let mut groups: Vec<BTreeSet<Uuid>> =
            self.records.iter().map(|record| BTreeSet::from([*record])).collect();
        let (mut joins, mut apart) = (Vec::new(), Vec::new());
        for (at, one) in self.records.iter().enumerate() {
            for other in &self.records[at + 1..] {
                match self.of_pair((*one, *other)) {
                    Some((Same, human, since)) => joins.push((!human, since, *one, *other)),
                    Some((Different, ..)) => apart.push((*one, *other)),
                    None => {}
                }
            }
        }
        joins.sort();
        for (_, _, one, other) in joins {
            let at = |record| groups.iter().position(|group| group.contains(&record)).unwrap();
            let (a, b) = (at(one), at(other));
            let both: BTreeSet<Uuid> = groups[a].union(&groups[b]).copied().collect();
            if a != b && !apart.iter().any(|(x, y)| both.contains(x) && both.contains(y)) {
                groups[a] = both;
                groups.remove(b);
            }
        }
        groups
    }

    fn root(&self, record: Uuid) -> Uuid {
        *self.groups().iter().find(|group| group.contains(&record)).unwrap().first().unwrap()
    }
}

/// What stands in the database is what follows from the log.
async fn compare(tx: &mut Tx, log: &Log, after: &str) {
    let mut counted: BTreeMap<Uuid, i32> = BTreeMap::new();
    for (source, home) in log.homes.iter().filter(|(source, _)| !log.gone.contains(source)) {
        let stands = sqlx::query_scalar!(
            r#"select person as "person!" from registry.membership
               where city = 3374 and source = $1 and ended_at is null and person is not null"#,
            source.0
        );
        assert_eq!(stands.fetch_one(tx.conn()).await.unwrap(), log.root(*home), "{after}");
        *counted.entry(log.root(*home)).or_default() += 1;
    }
    for record in &log.records {
        let found = person::find::record(tx, PersonId(*record)).await.unwrap();
        let root = log.root(*record);
        assert_eq!(found.became.map(|other| other.0).unwrap_or(*record), root, "{after}");
        if root == *record {
            let sources = source::find::of(tx, Subject::Person(PersonId(*record))).await.unwrap();
            let values = source::survive::person(&sources, None);
            assert_eq!(found.sources, counted.get(record).copied().unwrap_or(0), "{after}");
            assert_eq!(found.withdrawn_at.is_some(), sources.is_empty(), "{after}");
            assert_eq!(found.phones, values.phones, "{after}");
            assert!(values.name.is_none_or(|name| name == found.name), "{after}");
        }
    }
}

type Step = (u8, usize, usize);

async fn step(tx: &mut Tx, log: &mut Log, (kind, one, other): Step) {
    let (left, right) = (log.source(one), log.source(other));
    let (from, to) = (log.homes[&left], log.homes[&right]);
    let pair = Pair { side: Side::Person, left, right };
    match kind {
        0..=2 if from != to => {
            let act = machine_says(tx, pair).await;
            log.say(act, false, Same, (left, right));
            log.words.last_mut().unwrap().found = true;
        }
        3..=5 => human(tx, log, pair, Same).await,
        6 | 7 => human(tx, log, pair, Different).await,
        8 | 9 if !log.words.is_empty() => {
            let act = log.words[one % log.words.len()].act;
            undo(tx, act, "ditarik").await.unwrap();
            log.words.retain(|said| said.act != act);
        }
        10 | 11 => {
            let record = log.records[one % log.records.len()];
            let before: BTreeSet<SourceId> = log.homes.keys().copied().collect();
            person::amend(tx, PersonId(record), phone(&format!("0812{:07}", before.len()))).await.unwrap();
            let standing = settle::standing(tx, Side::Person, log.root(record)).await.unwrap();
            log.homes.extend(standing.into_iter().filter(|(source, _)| !before.contains(source)));
        }
        12 if !log.gone.contains(&left) => {
            let to = log.records[other % log.records.len()];
            relink(tx, left, Subject::Person(PersonId(to))).await.unwrap();
            log.homes.insert(left, to);
        }
        13 if !log.gone.contains(&left) => {
            sqlx::query!(
                "update registry.membership set ended_at = $2 where city = 3374 and source = $1 and ended_at is null",
                left.0,
                tx.now()
            )
            .execute(tx.conn())
            .await
            .unwrap();
            let stood = PersonId(log.root(from));
            log.gone.insert(left);
            refold(tx, Side::Person, [from].into()).await.unwrap();
            source::settle(tx, &[stood], &[]).await.unwrap();
        }
        14 | 15 => parting(tx, log, log.root(from), other).await,
        _ => {}
    }
}

async fn human(tx: &mut Tx, log: &mut Log, pair: Pair, verdict: super::Verdict) {
    let (left, right) = (log.homes[&pair.left], log.homes[&pair.right]);
    let before = log.words.len();
    let again = log.of_pair((left, right)).is_some_and(|(last, human, _)| human && last == verdict);
    if left != right && !again {
        // The number of the act is filled in below.
        log.say(ActId(Uuid::nil()), true, verdict, (pair.left, pair.right));
    }
    let together = log.root(left) == log.root(right);
    let said = tx
        .part(async |tx| match verdict {
            Same => same(tx, pair, "sama").await,
            Different => different(tx, pair, "beda").await,
        })
        .await
        .unwrap();
    match said {
        Ok(act) => {
            assert!(left != right && together == (verdict == Same), "{verdict:?}");
            if let Some(word) = log.words.get_mut(before) {
                word.act = act;
            }
        }
        Err(error) => {
            assert!(left == right || verdict == Same && !together, "{error:?}");
            log.words.truncate(before);
        }
    }
}

async fn parting(tx: &mut Tx, log: &mut Log, record: Uuid, pick: usize) {
    let standing = settle::standing(tx, Side::Person, record).await.unwrap();
    let (mut gone, mut left) = (Vec::new(), Vec::new());
    for (at, (source, home)) in standing.iter().enumerate() {
        if (pick >> at) & 1 == 1 { gone.push((*source, *home)) } else { left.push((*source, *home)) }
    }
    if gone.is_empty() || left.is_empty() {
        return;
    }
    let names: Vec<SourceId> = gone.iter().map(|(source, _)| *source).collect();
    let (act, _) = part(tx, Side::Person, record, &names, "dua orang").await.unwrap();
    let homes = settle::homes(tx, Side::Person, &names).await.unwrap();
    let first = |of: &[(SourceId, Uuid)], home: Uuid| {
        of.iter().find(|(_, at)| *at == home).map(|(source, _)| *source)
    };
    let shared: BTreeSet<Uuid> =
        gone.iter().map(|(_, home)| *home).filter(|home| first(&left, *home).is_some()).collect();
    for home in &shared {
        let new = homes[&first(&gone, *home).unwrap()];
        assert!(!log.records.contains(&new));
        log.records.push(new);
        let moved = gone.iter().filter(|(_, at)| at == home).map(|(source, _)| (*source, new));
        log.homes.extend(moved.collect::<Vec<_>>());
        let pair = (first(&gone, *home).unwrap(), first(&left, *home).unwrap());
        log.say(ActId(Uuid::now_v7()), false, Same, pair);
        // Said by the machine on the way: nobody undoes it by name here.
        log.words.last_mut().unwrap().act = ActId(act_of(tx, pair).await);
    }
    let one_each = |of: &[(SourceId, Uuid)]| {
        of.iter().map(|(source, home)| (*home, *source)).collect::<BTreeMap<Uuid, SourceId>>()
    };
    for one in one_each(&gone).values() {
        for other in one_each(&left).values() {
            log.say(act, true, Different, (*one, *other));
        }
    }
}

async fn act_of(tx: &mut Tx, (left, right): (SourceId, SourceId)) -> Uuid {
    sqlx::query_scalar!(
        "select act from registry.link where city = 3374 and left_source = $1 and right_source = $2
         order by at desc, id limit 1",
        left.0,
        right.0
    )
    .fetch_one(tx.conn())
    .await
    .unwrap()
}

/// Whatever is decided, undone, said, withdrawn and put elsewhere, in any order.
#[tokio::test]
async fn after_any_sequence_of_decisions_the_records_are_the_fold_of_them() {
    let db: TestDb = testkit::db().await;
    let mut runner = TestRunner::deterministic();
    let steps = proptest::collection::vec((0_u8..16, 0_usize..64, 0_usize..64), 18);
    for _ in 0..8 {
        let steps: Vec<Step> = steps.new_tree(&mut runner).unwrap().current();
        let mut tx = db.tx(admin()).await;
        let mut log = Log::default();
        for name in ["Siti Aminah", "Sitti Aminah", "Siti A.", "Aminah", "Hj. Siti"] {
            let record = siti(&mut tx, name, None).await.0;
            log.records.push(record);
            log.homes.extend(settle::standing(&mut tx, Side::Person, record).await.unwrap());
        }
        for (at, one) in steps.iter().enumerate() {
            step(&mut tx, &mut log, *one).await;
            compare(&mut tx, &log, &format!("{:?}", &steps[..=at])).await;
        }
        // With every decision undone, each source stands where it was said.
        let acts: BTreeSet<Uuid> = log.words.drain(..).map(|said| said.act.0).collect();
        for act in acts {
            undo(&mut tx, ActId(act), "ditarik").await.unwrap();
        }
        compare(&mut tx, &log, &format!("{steps:?} and all undone")).await;
    }
}
