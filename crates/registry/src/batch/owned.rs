//! Which business of a person a row speaks of.

use std::collections::HashMap;

use kernel::{Error, Tx};
use uuid::Uuid;

use crate::business::BusinessId;
use crate::person::PersonId;

#[derive(Default)]
pub(super) struct Owned {
    /// Each business of one person: its name as compared, empty where nobody named it.
    pub businesses: Vec<(String, Spot)>,
}

/// A business that is there, or the one that will be made at this place.
#[derive(Clone, Copy)]
pub(super) enum Spot {
    There(BusinessId),
    Made(usize),
}

impl Owned {
    /// The business that a row of this name speaks of: the one of that name; without a name the only one; and with one,
    /// the only one if nobody has named it yet.
    pub(super) fn find(&mut self, name: &str) -> Option<Spot> {
        if let Some((_, place)) = self.businesses.iter().find(|(known, _)| known == name) {
            return Some(*place);
        }
        match self.businesses.as_mut_slice() {
            [(known, place)] if name.is_empty() || known.is_empty() => {
                if known.is_empty() {
                    name.clone_into(known);
                }
                Some(*place)
            }
            [] | [..] => None,
        }
    }
}

/// What these people run already.
pub(super) async fn owned(tx: &mut Tx, people: &[PersonId]) -> Result<HashMap<PersonId, Owned>, Error> {
    let city = tx.city();
    let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    // bounded: by what the people of a chunk run.
    let rows = sqlx::query!(
        "select o.person, b.id, b.name, b.named from registry.ownership o
         join registry.business b on b.city = o.city and b.id = o.business
         where o.city = $1 and o.person = any($2) and b.withdrawn_at is null and b.became is null
         order by b.created_at, b.id",
        city.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut owned: HashMap<PersonId, Owned> = HashMap::new();
    for row in rows {
        let name = if row.named { compared(&row.name) } else { String::new() };
        owned
            .entry(PersonId(row.person))
            .or_default()
            .businesses
            .push((name, Spot::There(BusinessId(row.id))));
    }
    Ok(owned)
}

/// A name as compared: small letters and digits, without the legal form before it.
pub(super) fn compared(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    if words.len() > 1
        && words.first().is_some_and(|first| matches!(*first, "cv" | "ud" | "pt" | "pd" | "toko"))
    {
        words.remove(0);
    }
    words.join(" ")
}
