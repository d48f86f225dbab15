//! The page of an area: what it is, its map, its parts, its past.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{AreaCode, CityId, Error, Level, Say, Tx};
use web::blocks::icon;
use web::icon::Icon;
use web::{Answer, Html, ListQuery, Page, Ui, Visit};

use super::find::{Size, children, last_of_code, one, size_of};
use super::rows::{Head, Rows};
use super::{Area, rows};
use crate::change::find::history;
use crate::city::find_form_with;
use crate::code::Code;
use crate::gazetteer::{Gazetteer, compact, gazetteer};
use crate::neighbourhood::find::{Count, counts_in};
use crate::neighbourhood::{self, Kind, Neighbourhood};
use crate::{change, picture, words};

#[derive(askama::Template)]
#[template(path = "area/show.html")]
struct Show<'a> {
    ui: &'a Ui,
    here: String,
    code: Option<String>,
    since: String,
    ended: Option<String>,
    heir: Option<Link>,
    as_of: Option<String>,
    on_query: Option<NaiveDate>,
    on_value: String,
    map: Html,
    stats: Vec<Stat>,
    details: Vec<Detail>,
    find: Html,
    children_title: String,
    heads: Vec<HeadText>,
    rows: Vec<rows::Row>,
    totals: Vec<String>,
    invented: bool,
    neighbourhoods: Vec<RwLine>,
    none_known: bool,
    history: Vec<Moment>,
    slot: Html,
    source: String,
}

struct Stat {
    label: String,
    figure: String,
    note: Option<String>,
}

struct Detail {
    term: String,
    text: String,
    href: Option<String>,
}

struct Link {
    name: String,
    href: String,
}

struct HeadText {
    label: String,
    numeric: bool,
}

struct RwLine {
    number: String,
    count: String,
    rts: String,
}

/// A moment of the timeline.
pub(crate) struct Moment {
    pub(crate) date: Option<NaiveDate>,
    pub(crate) when: String,
    pub(crate) title: String,
    pub(crate) notes: Vec<String>,
    pub(crate) now: bool,
}

impl Show<'_> {
    fn icon(&self, shape: Icon) -> Html {
        icon(shape)
    }
}

/// What the page is made from.
struct Seen {
    area: Area,
    in_force: bool,
    on: NaiveDate,
    children: Vec<Area>,
    size: Size,
    counts: BTreeMap<Code, Count>,
    neighbourhoods: Vec<Neighbourhood>,
    past: Vec<change::find::Past>,
    gazetteer: Arc<Gazetteer>,
}

/// The page of one area, or its parts as CSV.
pub(crate) async fn area(visit: &Visit, query: &ListQuery, code: &AreaCode) -> Answer {
    let ui = &visit.ui;
    let asked: Option<NaiveDate> = query.get("tanggal").and_then(|text| text.parse().ok());
    let seen = see(visit, code, asked.unwrap_or_else(|| ui.today())).await?;
    let rows = rows::of_children(
        ui,
        &seen.gazetteer,
        &seen.area.code,
        &seen.children,
        &seen.counts,
        asked.is_none(),
    );
    if query.wants_csv() {
        return Ok(rows.csv(ui, &format!("wilayah-{}", seen.area.code)));
    }
    let title = words::title(ui, &seen.area.code, &seen.area.name);
    let main = main(ui, &seen, rows, asked)?;
    let mut page =
        Page::new(title.clone(), main).about(ui.say(&Say::new("territory-about").with("name", title)));
    let home = AreaCode::of_city(ui.city.id);
    if home.as_ref() != Some(code) {
        let top = if home.is_some() { ui.city.name.clone() } else { ui.t("territory-nation-short") };
        page = page.under(ui.url("/territory/areas"), top);
    }
    for (above, name) in seen.gazetteer.path_of(code).into_iter().filter(|(at, _)| at != code) {
        if above.level() > Level::City || ui.city.id == CityId::PLATFORM {
            page = page.under(words::address(ui, &above), words::title(ui, &above, &name));
        }
    }
    Ok(page.into_response())
}

/// All provinces: where the platform's own pages begin.
pub(crate) async fn nation(visit: &Visit, query: &ListQuery) -> Answer {
    let ui = &visit.ui;
    let gazetteer = gazetteer(&visit.db).await?;
    let rows = rows::of_nation(ui, &gazetteer);
    if query.wants_csv() {
        return Ok(rows.csv(ui, "wilayah-indonesia"));
    }
    let main = Show {
        ui,
        here: ui.url("/territory/areas"),
        code: None,
        since: crate::reference::DECREE.to_owned(),
        ended: None,
        heir: None,
        as_of: None,
        on_query: None,
        on_value: String::new(),
        map: find_form_with(ui, ""),
        stats: Vec::new(),
        details: Vec::new(),
        find: Html::default(),
        children_title: words::children_word(ui, &gazetteer, None),
        heads: heads(ui, &rows.heads),
        totals: rows.totals(ui),
        rows: rows.rows,
        invented: false,
        neighbourhoods: Vec::new(),
        none_known: false,
        history: Vec::new(),
        slot: Html::default(),
        source: ui.t("territory-source"),
    };
    let main = Html::of(&main)?;
    Ok(Page::new(ui.t("territory-nation"), main).about(ui.t("territory-nation-about")).into_response())
}

async fn see(visit: &Visit, code: &AreaCode, on: NaiveDate) -> Result<Seen, Error> {
    let gazetteer = gazetteer(&visit.db).await?;
    let mut tx = visit.tx().await?;
    let (area, in_force) = find(&mut tx, code, on).await?;
    let neighbourhoods = if code.level() == Level::Kelurahan {
        neighbourhood::list(&mut tx, code, on).await?
    } else {
        Vec::new()
    };
    Ok(Seen {
        children: children(&mut tx, code, on).await?,
        size: size_of(&mut tx, area.id).await?,
        counts: counts_in(&mut tx, &drawn_around(code), on).await?,
        past: history(&mut tx, area.id).await?,
        area,
        in_force,
        on,
        neighbourhoods,
        gazetteer,
    })
}

/// The area of that day; an address that was shared before a change still leads to what bore the code.
async fn find(tx: &mut Tx, code: &AreaCode, on: NaiveDate) -> Result<(Area, bool), Error> {
    match one(tx, code, on).await {
        Ok(area) => Ok((area, true)),
        Err(Error::NotFound(_)) => Ok((last_of_code(tx, code).await?, false)),
        Err(error) => Err(error),
    }
}

fn main(ui: &Ui, seen: &Seen, rows: Rows, asked: Option<NaiveDate>) -> Result<Html, Error> {
    let (area, gazetteer) = (&seen.area, &seen.gazetteer);
    let count = count_in(&seen.counts, &area.code);
    let heir = (!seen.in_force).then(|| gazetteer.current(&area.code)).flatten();
    let home = AreaCode::of_city(ui.city.id).is_some_and(|city| city == area.code);
    let ended = area.until.filter(|_| !seen.in_force);
    Html::of(&Show {
        ui,
        here: words::address(ui, &area.code),
        code: Some(area.code.to_string()),
        since: since(ui, area),
        ended: ended.map(|day| ui.say(&Say::new("territory-ended").with("date", ui.date(day)))),
        heir: heir.filter(|heir| heir != &area.code).map(|heir| Link {
            name: gazetteer.name_of(&heir).map(|name| words::title(ui, &heir, &name)).unwrap_or_default(),
            href: words::address(ui, &heir),
        }),
        as_of: asked.map(|day| ui.say(&Say::new("territory-as-of").with("date", ui.date(day)))),
        on_query: asked,
        on_value: seen.on.to_string(),
        map: map(ui, seen),
        stats: stats(ui, seen, count),
        details: details(ui, seen),
        find: if home { find_form_with(ui, "") } else { Html::default() },
        children_title: words::children_word(ui, gazetteer, Some(&area.code)),
        heads: heads(ui, &rows.heads),
        totals: rows.totals(ui),
        rows: rows.rows,
        invented: count.invented,
        neighbourhoods: neighbourhood_lines(ui, &seen.neighbourhoods),
        none_known: area.code.level() == Level::Kelurahan && seen.neighbourhoods.is_empty(),
        history: moments(ui, seen),
        slot: ui.slot("territory.area", area.code.as_str()),
        source: ui.t("territory-source"),
    })
}

fn heads(ui: &Ui, heads: &[Head]) -> Vec<HeadText> {
    heads.iter().map(|head| HeadText { label: ui.say(&head.label), numeric: head.numeric }).collect()
}

fn since(ui: &Ui, area: &Area) -> String {
    match area.since {
        Some(day) => ui.say(&Say::new("territory-since").with("date", ui.date(day))),
        None => ui.say(&Say::new("territory-since-list").with("decree", crate::reference::DECREE)),
    }
}

fn count_in(counts: &BTreeMap<Code, Count>, area: &AreaCode) -> Count {
    let Some(area) = compact(area) else { return Count::default() };
    let inside = counts.iter().filter(|(at, _)| area.contains(**at));
    inside.map(|(_, count)| *count).fold(Count::default(), Count::and)
}

/// What the map shows: the area with its parts; of a kelurahan, its kecamatan.
fn drawn_around(code: &AreaCode) -> AreaCode {
    let above = code.parent().filter(|_| code.level() == Level::Kelurahan);
    above.unwrap_or_else(|| code.clone())
}

/// The map of the parts; of a kelurahan, the kecamatan with this one marked.
fn map(ui: &Ui, seen: &Seen) -> Html {
    let (area, gazetteer) = (&seen.area, &seen.gazetteer);
    let here = compact(&area.code).filter(|_| area.code.level() == Level::Kelurahan);
    let of = drawn_around(&area.code);
    let children = gazetteer.children_of(&of);
    let areas = children.into_iter().filter_map(|(code, name)| Some((compact(&code)?, name))).collect();
    let shown = picture::shown(gazetteer, areas, &seen.counts);
    if shown.is_empty() {
        return Html::default();
    }
    let name = gazetteer.name_of(&of).map(|name| words::title(ui, &of, &name)).unwrap_or_default();
    let title = ui.say(&Say::new("territory-map-title").with("name", name));
    let changed = seen.past.iter().any(|past| past.kind.moves_borders());
    let note = changed.then(|| ui.t("territory-map-old"));
    picture::figure(ui, gazetteer, &title, shown, here, note.as_deref())
}

fn stats(ui: &Ui, seen: &Seen, count: Count) -> Vec<Stat> {
    let (area, gazetteer) = (&seen.area, &seen.gazetteer);
    let below = |level| compact(&area.code).map_or(0, |code| gazetteer.inside(code, level).len());
    let invented = count.invented.then(|| ui.t("territory-invented"));
    let whole = |key, number: usize| Stat {
        label: ui.t(key),
        figure: ui.number(i64::try_from(number).unwrap_or(i64::MAX)),
        note: None,
    };
    let mut stats = Vec::new();
    let level = area.code.level();
    if level == Level::Province {
        stats.push(whole("territory-stat-city", below(Level::City)));
    }
    if level <= Level::City {
        stats.push(whole("territory-stat-kecamatan", below(Level::Kecamatan)));
    }
    if level <= Level::Kecamatan {
        stats.push(whole(words::villages_stat(gazetteer, &area.code), below(Level::Kelurahan)));
    }
    for (label, number) in [("RW", count.rw), ("RT", count.rt)] {
        if number > 0 {
            stats.push(Stat { label: label.to_owned(), figure: ui.number(number), note: invented.clone() });
        }
    }
    let published = seen.size.square_km.as_ref().map(|(km, _, source)| (*km, source.clone()));
    let measured = || {
        let code = gazetteer.drawn_as(compact(&area.code)?);
        Some((gazetteer.atlas().square_km(code)?, ui.t("territory-measured")))
    };
    if let Some((km, source)) = published.or_else(measured) {
        let decimals = if km < 100.0 { 2 } else { 1 };
        stats.push(Stat { label: "km²".to_owned(), figure: ui.decimal(km, decimals), note: Some(source) });
    }
    if let Some((people, _, source)) = &seen.size.people {
        let figure = ui.number(*people);
        stats.push(Stat { label: ui.t("territory-stat-people"), figure, note: Some(source.clone()) });
    }
    stats
}

fn details(ui: &Ui, seen: &Seen) -> Vec<Detail> {
    let area = &seen.area;
    let mut details = Vec::new();
    if let Some(parent) = area.code.parent() {
        let name = seen.gazetteer.name_of(&parent).map(|name| words::title(ui, &parent, &name));
        details.push(Detail {
            term: ui.t("territory-part-of"),
            text: name.unwrap_or_else(|| parent.to_string()),
            href: Some(words::address(ui, &parent)),
        });
    }
    let plain = |term, text| Detail { term: ui.t(term), text, href: None };
    if !seen.size.postcodes.is_empty() {
        let codes: Vec<String> = seen.size.postcodes.iter().map(i32::to_string).collect();
        details.push(plain("territory-postcode", codes.join(", ")));
    }
    let names = |former| {
        let names = seen.size.aliases.iter().filter(move |(_, was)| *was == former);
        names.map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ")
    };
    for (term, names) in [("territory-also-called", names(false)), ("territory-once-called", names(true))] {
        if !names.is_empty() {
            details.push(plain(term, names));
        }
    }
    details
}

/// One line per RW, its RT as runs: "001–006, 008".
fn neighbourhood_lines(ui: &Ui, all: &[Neighbourhood]) -> Vec<RwLine> {
    let mut lines: Vec<(String, Vec<u16>)> = Vec::new();
    for one in all {
        let number = one.code.as_str().rsplit('/').next().unwrap_or_default();
        match (one.kind, lines.last_mut()) {
            (Kind::Rw, _) => lines.push((number.to_owned(), Vec::new())),
            (Kind::Rt, Some((_, rts))) => rts.extend(number.parse::<u16>().ok()),
            (Kind::Rt, None) => {}
        }
    }
    let line = |(number, rts): (String, Vec<u16>)| RwLine {
        number,
        count: ui.number(i64::try_from(rts.len()).unwrap_or_default()),
        rts: runs(&rts),
    };
    lines.into_iter().map(line).collect()
}

fn runs(numbers: &[u16]) -> String {
    let groups = numbers.chunk_by(|a, b| a.checked_add(1) == Some(*b));
    let words = groups.filter_map(|group| match group {
        [] => None,
        [one] => Some(format!("{one:03}")),
        [first, .., last] => Some(format!("{first:03}–{last:03}")),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn moments(ui: &Ui, seen: &Seen) -> Vec<Moment> {
    let mut moments: Vec<Moment> = seen.past.iter().map(|past| change::find::moment(ui, past)).collect();
    if seen.in_force && !moments.is_empty() {
        moments.push(Moment {
            date: None,
            when: ui.t("territory-now"),
            title: words::title(ui, &seen.area.code, &seen.area.name),
            notes: vec![seen.area.code.to_string()],
            now: true,
        });
    }
    moments
}
