//! Finding: the question is read, its unknown words are mended by the city's own vocabulary, and entries are found by marks.

use std::collections::{BTreeMap, BTreeSet};

use kernel::tx::Scope;
use kernel::{AreaCode, Can, Error, Tx};

use super::ask::Asked;
use super::marks;
use super::sound::{forms, sound};
use super::{Found, Hit, Kind, MOST, Query};

/// Finds people and businesses in the territory in which the actor may do `can`. Names, brands, telephone numbers, permits,
/// codes, trades and territories may be mixed and misspelt. What is found lies in the territory at the moment; who shows
/// more of it than that reads it under row level security.
pub async fn find(tx: &mut Tx, can: Can, query: &Query) -> Result<Found, Error> {
    let scope = tx.scope(can)?;
    let mut asked = Asked::read(tx.city(), &query.text);
    if asked.is_empty() {
        return Ok(Found::default());
    }
    let vocabulary = Vocabulary::of(tx, &asked, query.begun).await?;
    let areas = areas(tx).await?;
    asked.mean(&areas, &|heard| vocabulary.known.contains(heard));
    let corrected = mend(&mut asked, &vocabulary, false);
    let hits = matching(tx, &scope, query, &asked, Asked::tiers).await?;
    if !hits.is_empty() {
        return Ok(Found::of(hits, corrected, true));
    }
    // A word that exists may be the slip of another one that was meant.
    let corrected = mend(&mut asked, &vocabulary, true).or(corrected);
    let hits = matching(tx, &scope, query, &asked, Asked::tiers).await?;
    if !hits.is_empty() {
        return Ok(Found::of(hits, corrected, true));
    }
    let hits = matching(tx, &scope, query, &asked, Asked::nearly).await?;
    Ok(Found::of(hits, None, false))
}

/// A query with what it is worth to be found by it.
type Tier = (i32, String);

impl Asked {
    fn tiers(&self, kind: Kind) -> Vec<Tier> {
        let [whole, by_name, by_any] = self.queries(kind);
        vec![(3, whole), (2, by_name), (1, by_any)]
    }

    fn nearly(&self, kind: Kind) -> Vec<Tier> {
        self.all_but_one(kind).into_iter().map(|query| (1, query)).collect()
    }
}

/// The kecamatan and kelurahan of the city.
async fn areas(tx: &Tx) -> Result<Vec<(AreaCode, String)>, Error> {
    let Some(city) = AreaCode::of_city(tx.city()) else { return Ok(Vec::new()) };
    let known = territory::gazetteer(tx.db()).await?;
    let mut all = known.children_of(&city);
    let below: Vec<(AreaCode, String)> = all.iter().flat_map(|(code, _)| known.children_of(code)).collect();
    all.extend(below);
    Ok(all)
}

async fn matching(
    tx: &mut Tx,
    scope: &Scope,
    query: &Query,
    asked: &Asked,
    tiers: fn(&Asked, Kind) -> Vec<Tier>,
) -> Result<Vec<Hit>, Error> {
    let city = tx.city();
    let mut all: Vec<(i32, Kind, String)> = Vec::new();
    for kind in &query.kinds {
        let lead = marks::lead(city, *kind);
        let tiers = tiers(asked, *kind).into_iter().filter(|(_, query)| !query.is_empty());
        let area = query.within.as_ref().map(AreaCode::as_str);
        all.extend(tiers.map(|(worth, asked)| {
            let here = bounded(&lead, area.unwrap_or_default(), asked);
            (worth, *kind, bounded(&lead, scope.prefix(), here))
        }));
    }
    all.sort_by_key(|(worth, ..)| -worth);
    let worth: Vec<i32> = all.iter().map(|(worth, ..)| *worth).collect();
    let kinds: Vec<String> = all.iter().map(|(_, kind, _)| kind.as_str().to_owned()).collect();
    let queries: Vec<String> = all.into_iter().map(|(.., query)| query).collect();
    let rows = sqlx::query!(
        r#"select subject as "subject!", kind as "kind!", max(rank) as "rank!"
           from registry.search($1, $2, $3, $4, $5, $6, $7)
           group by subject, kind order by max(rank) desc, subject limit $7"#,
        city.0,
        scope.prefix(),
        &worth,
        &kinds,
        &queries,
        asked.sound,
        MOST
    )
    .fetch_all(tx.conn())
    .await?;
    let hit = |subject, kind: &str, rank| Some(Hit { kind: Kind::parse(kind)?, subject, rank });
    Ok(rows.into_iter().filter_map(|row| hit(row.subject, &row.kind, row.rank)).collect())
}

/// The query with the mark of a territory, so that the index bounds a kelurahan's officer's search.
fn bounded(lead: &str, territory: &str, query: String) -> String {
    let code = [13, 8].into_iter().find_map(|length| territory.get(..length));
    match code {
        Some(code) => format!("({query}) & {}", super::ask::quoted(&format!("{lead}{}", marks::area(code)))),
        None => query,
    }
}

/// What the city's vocabulary knows of the words asked for.
struct Vocabulary {
    known: BTreeSet<String>,
    /// For each word: those that are one slip away, or that it begins; as they sound, with a spelling and how often
    /// they occur, the likeliest first.
    near: BTreeMap<String, Vec<(String, String)>>,
}

/// How many words a misspelt or begun one may stand for.
const NEAR: usize = 6;

struct Row {
    word: String,
    shown: String,
    uses: i32,
}

impl Vocabulary {
    async fn of(tx: &mut Tx, asked: &Asked, begun: bool) -> Result<Vocabulary, Error> {
        let heard: Vec<String> = asked.words.iter().map(|word| word.heard.clone()).collect();
        let all = rows(tx, &heard, begun.then(|| heard.last().cloned()).flatten()).await?;
        let known = all.iter().filter(|row| heard.contains(&row.word)).map(|row| row.word.clone()).collect();
        let mut near = BTreeMap::new();
        for word in &heard {
            let own = forms(word);
            let mut likely: Vec<(u32, i32, &Row)> =
                all.iter().filter_map(|row| Some((apart(word, &own, &row.word)?, -row.uses, row))).collect();
            likely.sort_by(|a, b| (a.0, a.1, &a.2.word).cmp(&(b.0, b.1, &b.2.word)));
            let likely =
                likely.into_iter().take(NEAR).map(|(_, _, row)| (row.word.clone(), row.shown.clone()));
            near.insert(word.clone(), likely.collect());
        }
        Ok(Vocabulary { known, near })
    }
}

/// The words of the city that share a form with one of these, or that start as one of these does.
async fn rows(tx: &mut Tx, heard: &[String], begun: Option<String>) -> Result<Vec<Row>, Error> {
    let city = tx.city();
    let slips: Vec<String> =
        heard.iter().filter(|word| word.chars().count() >= 3).flat_map(|word| forms(word)).collect();
    // What is still being typed is the beginning of a word; so is a word that nobody knows.
    let starts: Vec<String> = match begun {
        Some(word) => vec![word],
        None => heard.iter().filter(|word| word.chars().count() >= 4).cloned().collect(),
    };
    let ends: Vec<String> = starts.iter().map(|start| format!("{start}\u{10ffff}")).collect();
    Ok(sqlx::query_as!(
        Row,
        r#"select v.word as "word!", v.shown as "shown!", v.uses as "uses!" from registry.vocabulary v
           join (select distinct s.word from registry.spelling s where s.city = $1 and s.form = any($2)) near
                on near.word = v.word
           where v.city = $1
           union
           select v.word, v.shown, v.uses
           from unnest($3::text[], $4::text[]) as b(start, stop)
           cross join lateral (select v.word, v.shown, v.uses from registry.vocabulary v
                               where v.city = $1 and v.word >= b.start and v.word < b.stop
                               order by v.uses desc, v.word limit 12) v
           limit 1000"#,
        city.0,
        &slips,
        &starts,
        &ends
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How far a known word is from one that was asked for, whose forms are given: 1 a slip, 2 begun. `None` when it is the
/// word itself or another.
fn apart(asked: &str, own: &[String], known: &str) -> Option<u32> {
    if asked == known {
        return None;
    }
    if known.starts_with(asked) {
        return Some(2);
    }
    forms(known).iter().any(|form| own.contains(form)).then_some(1)
}

/// Lets words stand for those near them: the unknown ones, or `all`. Returns the question as it is then understood, where
/// a slip was mended.
fn mend(asked: &mut Asked, vocabulary: &Vocabulary, all: bool) -> Option<String> {
    let mut shown = Vec::new();
    let mut mended = false;
    for word in &mut asked.words {
        let unknown = !vocabulary.known.contains(&word.heard) && word.means.is_empty();
        let near = vocabulary.near.get(&word.heard).map(Vec::as_slice).unwrap_or_default();
        let known = vocabulary.known.contains(&word.heard);
        let widen = all || !known;
        word.near = if widen { near.iter().map(|(heard, _)| heard.clone()).collect() } else { Vec::new() };
        let slip = near.first().filter(|(heard, _)| (all || unknown) && !heard.starts_with(&word.heard));
        mended |= slip.is_some();
        shown.push(slip.map_or_else(|| word.written.clone(), |(_, shown)| shown.clone()));
    }
    mended.then(|| shown.join(" "))
}

/// Whether what is still being typed is long enough to be completed.
pub(super) fn is_begun(text: &str) -> bool {
    text.split_whitespace().last().is_some_and(|word| sound(word).chars().count() >= 2)
}
