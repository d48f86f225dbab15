//! Which records of businesses are one, by what they say: pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::linkage::TradeName;
use crate::source::SourceId;

const OWNER_AND_WORD: &str = "registry-link-owner-and-name";
const OWNER_AND_UNNAMED: &str = "registry-link-owner-and-unnamed";
const OWNER_AND_NIB: &str = "registry-link-owner-and-nib";
const OTHER_OWNER_NIB: &str = "registry-link-other-owner-nib";
const OTHER_OWNER_NIB_AND_WORD: &str = "registry-link-other-owner-nib-and-name";
const OTHER_OWNER_WORD: &str = "registry-link-other-owner-name";
const OTHER_OWNER_STREET: &str = "registry-link-other-owner-street";
const OTHER_OWNER_RT: &str = "registry-link-other-owner-rt";

pub(super) struct Trade {
    pub id: Uuid,
    /// Empty where nobody named it.
    pub name: TradeName,
    pub owners: Vec<Uuid>,
    pub nibs: Vec<String>,
    pub phones: Vec<String>,
    pub area: String,
    /// RW and RT.
    pub neighbourhood: Option<(String, String)>,
    /// Street and number, as compared.
    pub street: Option<String>,
    /// One of its sources.
    pub source: SourceId,
}

/// Two that are one, or may be, and the message that says why.
pub(super) type Pair<'a> = (&'a Trade, &'a Trade, &'static str);

/// Those that are one. Of one owner: by name or NIB. Of two: by name and something that no two businesses share, for a
/// couple who run one business stand in two lists with a name each.
pub(super) fn same(trades: &[Trade]) -> Vec<Pair<'_>> {
    let mut pairs = of_owners(trades);
    let nib = sharing(trades, |t| t.nibs.clone(), OTHER_OWNER_NIB_AND_WORD);
    pairs.extend(nib.into_iter().filter(|(one, other, _)| one.name.is_like(&other.name)));
    let named =
        |t: &Trade, of: &dyn Fn(&str) -> Vec<String>| t.name.mark().map(|name| of(&name)).unwrap_or_default();
    let phones = |t: &Trade| {
        named(t, &|name| t.phones.iter().map(|phone| format!("{name}|{phone}|{}", t.area)).collect())
    };
    pairs.extend(sharing(trades, phones, OTHER_OWNER_WORD));
    let street = |t: &Trade| {
        named(t, &|name| t.street.iter().map(|street| format!("{name}|{street}|{}", t.area)).collect())
    };
    pairs.extend(sharing(trades, street, OTHER_OWNER_STREET));
    let stands = neighbourhoods(trades);
    let rt = |t: &Trade| {
        named(t, &|name| {
            let only = stands.get(&(t.area.as_str(), name.to_owned())).is_some_and(|all| all.len() == 1);
            let here = t.neighbourhood.iter().filter(|_| only);
            here.map(|(rw, rt)| format!("{name}|{rw}|{rt}|{}", t.area)).collect()
        })
    };
    pairs.extend(sharing(trades, rt, OTHER_OWNER_RT));
    pairs
}

/// Those that only an officer can tell: one NIB, two owners, two names.
pub(super) fn doubtful(trades: &[Trade]) -> Vec<Pair<'_>> {
    let mut pairs = sharing(trades, |t| t.nibs.clone(), OTHER_OWNER_NIB);
    pairs.retain(|(one, other, _)| !one.owners.iter().any(|owner| other.owners.contains(owner)));
    pairs
}

fn of_owners(trades: &[Trade]) -> Vec<Pair<'_>> {
    let mut by_owner: BTreeMap<Uuid, Vec<&Trade>> = BTreeMap::new();
    for trade in trades {
        trade.owners.iter().for_each(|owner| by_owner.entry(*owner).or_default().push(trade));
    }
    let mut pairs = Vec::new();
    for theirs in by_owner.values().filter(|theirs| theirs.len() > 1) {
        for (at, one) in theirs.iter().enumerate() {
            let near = theirs.iter().skip(at + 1).filter(|other| one.name.is_like(&other.name));
            pairs.extend(near.map(|other| (*one, *other, OWNER_AND_WORD)));
        }
        pairs.extend(sharing(theirs.iter().copied(), |t| t.nibs.clone(), OWNER_AND_NIB));
        let mut names = theirs.iter().map(|t| &t.name).filter(|name| !name.is_empty());
        let first = names.next();
        // What a list does not name is the only one that has a name, and never one of several.
        if names.all(|name| first.is_some_and(|first| name.is_like(first)))
            && let Some(named) = theirs.iter().find(|t| !t.name.is_empty()).or(theirs.first())
        {
            let unnamed = theirs.iter().filter(|t| t.name.is_empty() && t.id != named.id);
            pairs.extend(unnamed.map(|t| (*named, *t, OWNER_AND_UNNAMED)));
        }
    }
    pairs
}

/// In which RTs of a kelurahan businesses of a name stand: a name of two RTs is one that people like, and says little.
fn neighbourhoods(trades: &[Trade]) -> BTreeMap<(&str, String), BTreeSet<&(String, String)>> {
    let mut all: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for trade in trades {
        if let (Some(name), Some(here)) = (trade.name.mark(), &trade.neighbourhood) {
            all.entry((trade.area.as_str(), name)).or_default().insert(here);
        }
    }
    all
}

/// Each trade with the first that has one of its marks.
fn sharing<'a>(
    trades: impl IntoIterator<Item = &'a Trade>,
    marks: impl Fn(&Trade) -> Vec<String>,
    reason: &'static str,
) -> Vec<Pair<'a>> {
    let mut first: BTreeMap<String, &Trade> = BTreeMap::new();
    let mut pairs = Vec::new();
    for trade in trades {
        for mark in marks(trade).into_iter().filter(|mark| !mark.is_empty()) {
            let known = *first.entry(mark).or_insert(trade);
            if known.id != trade.id {
                pairs.push((known, trade, reason));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name, owner, NIB, phone, RW/RT, street` of a business in one kelurahan; `-` for nothing.
    fn trade(id: u128, line: &str) -> Trade {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let cell = |at: usize| Some(cells[at]).filter(|cell| *cell != "-").map(str::to_owned);
        Trade {
            id: Uuid::from_u128(id),
            name: TradeName::parse(cell(0).as_deref().unwrap_or_default()),
            owners: vec![Uuid::from_u128(cells[1].parse().unwrap())],
            nibs: cell(2).into_iter().collect(),
            phones: cell(3).into_iter().collect(),
            area: "32.76.01.1006".to_owned(),
            neighbourhood: cell(4)
                .and_then(|both| both.split_once('/').map(|(rw, rt)| (rw.to_owned(), rt.to_owned()))),
            street: cell(5),
            source: SourceId(Uuid::from_u128(id)),
        }
    }

    #[test]
    fn one_owners_businesses_are_one_by_name_or_nib_and_two_owners_by_name_and_what_nobody_else_has() {
        for (one, other, sure, asked) in [
            ("Warung Sari,1,-,-,-,-", "Wr Sari,1,-,-,-,-", true, false),
            ("Warung Sari,1,-,-,-,-", "-,1,-,-,-,-", true, false),
            ("Warung Sari,1,-,-,-,-", "Laundry Sari,1,-,-,-,-", false, false),
            ("Warung Sari,1,12,-,-,-", "Laundry Ayu,1,12,-,-,-", true, false),
            ("Warung Sari,1,12,-,-,-", "Wr Sari,2,12,-,-,-", true, true),
            ("Warung Sari,1,12,-,-,-", "Laundry Ayu,2,12,-,-,-", false, true),
            ("Warung Sari,1,-,08,-,-", "Wr Sari,2,-,08,-,-", true, false),
            ("Warung Sari,1,-,-,-,MAWAR 7", "Wr Sari,2,-,-,-,MAWAR 7", true, false),
            ("Warung Sari,1,-,-,1/2,-", "Wr Sari,2,-,-,1/2,-", true, false),
            ("Warung Sari,1,-,-,1/2,-", "Wr Sari,2,-,-,1/3,-", false, false),
            ("Sari,1,-,08,1/2,MAWAR 7", "Sari,2,-,08,1/2,MAWAR 7", false, false),
            ("Warung Sari,1,-,-,-,-", "Warung Sari,2,-,-,-,-", false, false),
        ] {
            let trades = [trade(1, one), trade(2, other)];
            assert_eq!(!super::same(&trades).is_empty(), sure, "{one} {other}");
            assert_eq!(!doubtful(&trades).is_empty(), asked, "{one} {other}");
        }
    }

    #[test]
    fn a_name_that_stands_in_two_neighbourhoods_of_a_kelurahan_says_little() {
        let trades = [
            trade(1, "Warung Sari,1,-,-,1/2,-"),
            trade(2, "Warung Sari,2,-,-,1/2,-"),
            trade(3, "Warung Sari,3,-,-,4/2,-"),
        ];
        assert_eq!((super::same(&trades[..2]).len(), super::same(&trades).len()), (1, 0));
    }
}
