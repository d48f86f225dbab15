//! Marks of a training's test.

use std::collections::BTreeMap;

use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Say, Tx};
use serde_json::json;

use super::TestMarkId;
use super::standing::{MOST, Whose, read, rule};
use crate::training::{self, TrainingId};

/// A mark for a participant, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub number: i32,
    /// Of 100.
    pub mark: i32,
}

/// Gives marks, all or none. The same mark again changes nothing. Returns how many are new or other than before.
pub async fn give(tx: &mut Tx, id: TrainingId, given: &[Given]) -> Result<usize, Error> {
    if !super::marks(tx, id).await? {
        return Err(if tx.scope(training::SEE).is_ok() { Error::Forbidden } else { tx.hidden("training") });
    }
    training::open(tx, id).await?;
    if rule(tx, id).await?.mark.is_none() {
        return Err(Error::refused("programmes-test-none"));
    }
    let whose = Whose { training: id, one: None, prefix: "", offset: 0, most: MOST };
    let known = read(tx, whose).await?;
    let by_number: BTreeMap<i32, _> = known.iter().map(|one| (one.number, one)).collect();
    let mut changed = Vec::new();
    for one in given {
        let whom = by_number.get(&one.number).ok_or_else(|| {
            Error::field("marks", Say::new("programmes-mark-unknown").with("number", one.number))
        })?;
        if !(0..=100).contains(&one.mark) {
            return Err(Error::field("marks", Say::new("programmes-mark-range").with("number", one.number)));
        }
        if whom.done.mark != Some(one.mark) {
            changed.push((whom.participant.0, one.mark));
        }
    }
    write(tx, &changed).await?;
    let entry =
        Entry::new("programmes.training.mark", "training", id).body(json!({ "count": changed.len() }));
    tx.audit(entry).await?;
    Ok(changed.len())
}

async fn write(tx: &mut Tx, changed: &[(uuid::Uuid, i32)]) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let (participants, marks): (Vec<_>, Vec<_>) = changed.iter().copied().unzip();
    let ids: Vec<_> = changed.iter().map(|_| tx.id::<TestMarkId>().0).collect();
    sqlx::query!(
        "update programmes.test_mark set ended_at = $3, ended_by = $4
         where city = $1 and participant = any($2) and ended_at is null",
        city.0,
        &participants,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.test_mark (city, id, participant, mark, given_at, given_by)
         select $1, t.id, t.participant, t.mark, $2, $3 from unnest($4::uuid[], $5::uuid[], $6::int[])
             as t(id, participant, mark)",
        city.0,
        now,
        by,
        &ids,
        &participants,
        &marks
    )
    .execute(tx.conn())
    .await
    .on_constraint("test_mark_once_key", || Error::field("marks", "programmes-mark-twice"))?;
    Ok(())
}

/// Reads the lines of a form: a participant's number first, the mark last, whatever stands between; parted by semicolons or
/// tabs. A line without a mark says nothing.
pub(super) fn lines(text: &str) -> Result<Vec<Given>, Error> {
    let mut given: Vec<Given> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let wrong = || Error::field("marks", Say::new("programmes-mark-form").with("line", line.trim()));
        let parts: Vec<&str> = line.split([';', '\t']).map(str::trim).collect();
        let number = parts.first().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        let last = parts.get(1..).and_then(<[_]>::last).ok_or_else(wrong)?;
        if last.is_empty() || (parts.len() > 2 && *last == "-") {
            continue;
        }
        let mark = last.parse().map_err(|_| wrong())?;
        if given.iter().any(|one| one.number == number) {
            return Err(Error::field("marks", Say::new("programmes-mark-again").with("number", number)));
        }
        given.push(Given { number, mark });
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_number_and_a_mark_and_one_without_a_mark_says_nothing() {
        let text = "1; Sari Wulandari; 80\n2; Dewi;\n\n3\t70\n4; Budi; -";
        let read: Vec<_> = lines(text).unwrap().into_iter().map(|one| (one.number, one.mark)).collect();
        assert_eq!(read, [(1, 80), (3, 70)]);
        for wrong in ["Sari; 80", "1", "1; Sari; delapan", "1; 80\n1; 70", "1; 8,5"] {
            assert!(lines(wrong).is_err(), "{wrong}");
        }
    }
}
