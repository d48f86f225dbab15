use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Say, Tx};
use uuid::Uuid;

use super::RUN;
use crate::call::{self, CallId, Method};

/// The most criteria of a call.
pub(super) const MOST: usize = 10;

/// Reads criteria, one to a line with the weight at the end: `Kelayakan usaha 40`.
pub(super) fn read(text: &str) -> Result<Vec<(String, i32)>, Error> {
    let mut all: Vec<(String, i32)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wrong = || Error::field("criteria", Say::new("programmes-criterion-form").with("line", line));
        let (name, weight) = line.rsplit_once(|c: char| c.is_whitespace()).ok_or_else(wrong)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let weight: i32 = weight.trim_end_matches('%').parse().map_err(|_| wrong())?;
        let known = all.iter().any(|(other, _)| other.to_lowercase() == name.to_lowercase());
        if !(1..=1000).contains(&weight) || name.chars().count() > 80 || known {
            return Err(wrong());
        }
        all.push((name, weight));
    }
    if all.is_empty() || all.len() > MOST {
        return Err(Error::field("criteria", Say::new("programmes-criteria-count").with("most", MOST)));
    }
    Ok(all)
}

/// Sets what applicants are marked by, until the first mark was sent.
pub async fn set_criteria(tx: &mut Tx, id: CallId, text: &str) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let call = call::locked(tx, id).await?;
    if call.method != Method::Selection {
        return Err(Error::refused("programmes-selection-none"));
    }
    let all = read(text)?;
    if marked(tx, id).await? {
        return Err(Error::refused("programmes-criteria-in-use"));
    }
    let city = tx.city();
    sqlx::query!("delete from programmes.criterion where city = $1 and call = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    let ids: Vec<Uuid> = all.iter().map(|_| tx.id()).collect();
    let (names, weights): (Vec<String>, Vec<i32>) = all.into_iter().unzip();
    sqlx::query!(
        "insert into programmes.criterion (city, id, call, place, name, weight)
         select $1, r.id, $2, r.place::int, r.name, r.weight
         from unnest($3::uuid[], $4::text[], $5::int[]) with ordinality as r(id, name, weight, place)",
        city.0,
        id.0,
        &ids,
        &names,
        &weights
    )
    .execute(tx.conn())
    .await
    .on_constraint("criterion_name_key", || Error::field("criteria", "programmes-criteria-twice"))?;
    tx.audit(Entry::new("programmes.criterion.set", "call", id)).await
}

async fn marked(tx: &mut Tx, id: CallId) -> Result<bool, Error> {
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        r#"select exists (select 1 from programmes.mark m
                          join programmes.criterion c on c.city = m.city and c.id = m.criterion
                          where m.city = $1 and c.call = $2) as "any!""#,
        city.0,
        id.0
    )
    .fetch_one(tx.conn())
    .await?)
}
