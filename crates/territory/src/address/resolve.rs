//! From a text to the answer.

use super::index::AreaAt;
use super::mention::{self, Mention, Reading};
use super::score::{Candidate, Scorer};
use super::token::{Gap, Part, Token};
use super::words::Word;
use super::{Context, Place, Reason, Resolution, Resolver, Understood};
use crate::code::{Code, Level};

/// Below this share of all possibilities a text counts as naming nothing.
const FAINT: f64 = 0.004;
/// A misspelt name that could be many places, none of them likelier than this, is taken for another word.
const FAINT_GUESS: f64 = 0.15;
/// From this share of "names nothing" on, no best place is given; what comes near is still offered.
const MOSTLY_NOTHING: f64 = 0.6;
/// How many other places are offered.
const ALTERNATIVES: usize = 7;

pub(crate) fn resolve(resolver: &Resolver, text: &str, context: Context) -> Resolution {
    if let Some(given) = given_code(resolver, text) {
        return given;
    }
    let mut reading = mention::read(&resolver.index, text);
    let mut candidates = scorer(resolver, &reading, context).candidates();
    let mut found = Vec::new();
    for area in contexts(resolver, &candidates, context) {
        mention::read_inside(&resolver.index, &reading, area, &mut found);
    }
    if !found.is_empty() {
        reading.mentions.append(&mut found);
        mention::cover(&mut reading.mentions);
        candidates = scorer(resolver, &reading, context).candidates();
    }
    answer(resolver, text, &reading, &candidates, context)
}

fn scorer<'a>(resolver: &'a Resolver, reading: &'a Reading, context: Context) -> Scorer<'a> {
    Scorer { index: &resolver.index, reading, postcodes: &resolver.postcodes, context }
}

/// The official code written into the text: "33.74.06.1001", or its ten digits.
fn given_code(resolver: &Resolver, text: &str) -> Option<Resolution> {
    let chunks = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).take(64);
    let codes = chunks
        .map(|chunk| chunk.trim_matches('.'))
        .filter(|chunk| chunk.matches('.').count() >= 2 || chunk.len() == 10);
    let code = codes
        .filter_map(|chunk| Code::parse(chunk).ok())
        .find(|code| resolver.index.find(*code).is_some())?;
    let name = resolver.index.find(code).map(|at| resolver.index.name(at)).unwrap_or_default();
    let best = Place { code, name: name.to_owned(), confidence: 0.99 };
    Some(Resolution {
        best: Some(best),
        alternatives: Vec::new(),
        certainly_in: Some(code),
        understood: Understood::default(),
        reasons: vec![Reason::CodeGiven],
    })
}

/// Where badly written names are worth looking for: at home, and around the best two readings so far.
fn contexts(resolver: &Resolver, candidates: &[Candidate], context: Context) -> Vec<AreaAt> {
    let mut areas: Vec<AreaAt> =
        context.home.and_then(|home| resolver.index.find(home)).into_iter().collect();
    for candidate in candidates.iter().take(3) {
        let Some(code) = resolver.index.area_at(candidate.area).map(|area| area.code) else { continue };
        let around =
            code.at(Level::Kecamatan).or(code.at(Level::City)).and_then(|code| resolver.index.find(code));
        if let Some(area) = around.filter(|area| !areas.iter().any(|known| covers(resolver, *known, *area))) {
            areas.push(area);
        }
    }
    areas
}

fn covers(resolver: &Resolver, known: AreaAt, area: AreaAt) -> bool {
    let code = |at| resolver.index.area_at(at).map(|area| area.code);
    code(known).zip(code(area)).is_some_and(|(known, area)| known.contains(area))
}

fn answer(
    resolver: &Resolver,
    text: &str,
    reading: &Reading,
    candidates: &[Candidate],
    context: Context,
) -> Resolution {
    let scorer = scorer(resolver, reading, context);
    let top = candidates.first().map_or(0.0, |best| best.score).max(scorer.nothing());
    let nothing = (scorer.nothing() - top).exp();
    let total: f64 = candidates.iter().map(|candidate| (candidate.score - top).exp()).sum::<f64>() + nothing;
    let shares =
        candidates.iter().take(64).map(|candidate| (candidate, (candidate.score - top).exp() / total));
    let mut places: Vec<(&Candidate, f64)> = shares.filter(|(_, share)| *share >= FAINT).collect();
    let certainly_in = certainly_in(resolver, &places);
    for (candidate, share) in &mut places {
        *share *= agreement(&scorer, candidate);
    }
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut listed = places.iter().filter_map(|(candidate, share)| {
        let area = resolver.index.area_at(candidate.area)?;
        Some(Place {
            code: area.code,
            name: resolver.index.name(candidate.area).to_owned(),
            confidence: *share,
        })
    });
    let guessed = places.first().is_some_and(|(best, share)| *share < FAINT_GUESS && misspelt(reading, best));
    let named = nothing / total < MOSTLY_NOTHING && !guessed;
    let best = if named { listed.next() } else { None };
    let alternatives: Vec<Place> = listed.take(ALTERNATIVES).collect();
    let chosen = places.first().map(|(candidate, _)| *candidate).filter(|_| named);
    Resolution {
        certainly_in,
        understood: understood(resolver, text, reading, chosen),
        reasons: chosen.map(|chosen| reasons(&scorer, text, chosen, &places)).unwrap_or_default(),
        best,
        alternatives,
    }
}

fn misspelt(reading: &Reading, candidate: &Candidate) -> bool {
    let own = candidate.named.first().and_then(|(at, _, _)| reading.mentions.get(*at));
    own.is_some_and(|mention| mention.slips > 0 || mention.only.is_some())
}

/// What contradictions leave of a place's share: they do not speak for another place, but against the text.
fn agreement(scorer: &Scorer, candidate: &Candidate) -> f64 {
    let code = scorer.index.area_at(candidate.area).map(|area| area.code);
    let differs = code.and_then(|code| scorer.postcode(code)) == Some(false);
    let conflicts = candidate.conflicts.iter().filter_map(|at| scorer.reading.mentions.get(*at));
    let factor: f64 = conflicts.map(|mention| if mention.hint.is_some() { 0.62 } else { 0.8 }).product();
    factor * if differs { 0.85 } else { 1.0 }
}

fn certainly_in(resolver: &Resolver, places: &[(&Candidate, f64)]) -> Option<Code> {
    let best = resolver.index.area_at(places.first()?.0.area)?.code;
    let holds = |code: Code| {
        let inside = places.iter().filter(|(candidate, _)| {
            resolver.index.area_at(candidate.area).is_some_and(|area| code.contains(area.code))
        });
        inside.map(|(_, share)| share).sum::<f64>() >= 0.9
    };
    [Level::Kelurahan, Level::Kecamatan, Level::City, Level::Province]
        .into_iter()
        .filter_map(|level| best.at(level))
        .find(|code| holds(*code))
}

fn understood(resolver: &Resolver, text: &str, reading: &Reading, chosen: Option<&Candidate>) -> Understood {
    let mut understood = Understood {
        rt: reading.numbers.rt,
        rw: reading.numbers.rw,
        postcode: reading.numbers.postcode,
        street: street(text, &reading.tokens, chosen.map_or(0, |chosen| chosen.used)),
        ..Understood::default()
    };
    for (at, area, _) in chosen.map(|chosen| chosen.named.as_slice()).unwrap_or_default() {
        let written = reading.mentions.get(*at).map(|mention| written(text, &reading.tokens, mention));
        match resolver.index.area_at(*area).map(|area| area.code.level()) {
            Some(Level::Kelurahan) => understood.kelurahan = written,
            Some(Level::Kecamatan) => understood.kecamatan = written,
            Some(Level::City) => understood.city = written,
            Some(Level::Province) => understood.province = written,
            Some(Level::Rw | Level::Rt) | None => {}
        }
    }
    understood
}

fn written(text: &str, tokens: &[Token], mention: &Mention) -> String {
    let from = tokens.get(mention.from).map_or(0, |token| token.from);
    let to = mention.to.checked_sub(1).and_then(|last| tokens.get(last)).map_or(0, |token| token.to);
    text.get(from..to).unwrap_or_default().to_owned()
}

/// What nothing else explains, as it was written, parted by commas where the text was.
fn street(text: &str, tokens: &[Token], used: u64) -> String {
    let mut street = String::new();
    let mut end = None;
    for (i, token) in tokens.iter().enumerate() {
        let left = match (token.part, token.word) {
            (Part::Taken, _)
            | (Part::Said, Word::Before(_) | Word::After(_) | Word::Noise | Word::Rt | Word::Rw) => false,
            (Part::Open | Part::Street { .. } | Part::Said, _) => used & (1 << (i & 63)) == 0,
        };
        if !left {
            continue;
        }
        let between = match end {
            Some(end) if i > 0 && token.gap < Gap::Break && last_was(tokens, i, end) => {
                text.get(end..token.from)
            }
            Some(_) => Some(", "),
            None => None,
        };
        street.push_str(between.unwrap_or_default());
        street.push_str(text.get(token.from..token.to).unwrap_or_default());
        end = Some(token.to);
    }
    street
}

fn last_was(tokens: &[Token], i: usize, end: usize) -> bool {
    i.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| before.to == end)
}

fn reasons(scorer: &Scorer, text: &str, chosen: &Candidate, places: &[(&Candidate, f64)]) -> Vec<Reason> {
    let tokens = &scorer.reading.tokens;
    let mention = |at: &usize| scorer.reading.mentions.get(*at);
    let mut reasons = Vec::new();
    for (at, area, kind) in &chosen.named {
        if let (Some(mention), Some(area)) = (mention(at), scorer.index.area_at(*area)) {
            let slips = u8::try_from(mention.slips).unwrap_or(u8::MAX);
            reasons.push(Reason::Named {
                code: area.code,
                written: written(text, tokens, mention),
                slips,
                kind: *kind,
            });
        }
    }
    let code = scorer.index.area_at(chosen.area).map(|area| area.code);
    if let (Some(home), Some(code)) = (scorer.context.home, code) {
        let here = home.contains(code) || code.contains(home);
        reasons.push(if here { Reason::AtHome { home } } else { Reason::AwayFromHome { home } });
    }
    let agrees = code.and_then(|code| scorer.postcode(code)).zip(scorer.reading.numbers.postcode);
    reasons.extend(agrees.map(|(agrees, postcode)| match agrees {
        true => Reason::PostcodeAgrees { postcode },
        false => Reason::PostcodeDiffers { postcode },
    }));
    for mention in chosen.conflicts.iter().filter_map(mention) {
        let level = mention.hint.map_or_else(|| highest(scorer, mention), |hint| hint.level);
        reasons.push(Reason::Contradicts { written: written(text, tokens, mention), level });
    }
    let rivals =
        places.iter().skip(1).filter(|(_, share)| places.first().is_some_and(|best| share * 2.0 >= best.1));
    let others = u8::try_from(rivals.count()).unwrap_or(u8::MAX);
    reasons.extend((others > 0).then_some(Reason::Ambiguous { others }));
    reasons
}

fn highest(scorer: &Scorer, mention: &Mention) -> Level {
    let bearers =
        scorer.index.bearers(mention.key).iter().filter_map(|bearer| scorer.index.area_at(bearer.area));
    bearers.map(|area| area.code.level()).min().unwrap_or(Level::Kelurahan)
}
