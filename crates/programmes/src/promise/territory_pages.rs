//! Where a promise is kept: coverage, map and table of the territories below one.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AreaCode, Error, Level, Say, Tx};
use territory::map::{Area, Map};
use territory::{Code, Gazetteer};
use web::{Html, Ui, blocks};

use super::find::{self, Kept, Promise};
use super::pages::{self, Seen};
use super::rules::Cell;
use super::tally::{self, Fresh};
use super::{set, show};

/// In how many RT somebody was reached; without RT, in how many kelurahan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    pub(super) units: i64,
    pub(super) reached: i64,
    /// The same for each territory on the way down.
    by: BTreeMap<AreaCode, (i64, i64)>,
    /// The RT themselves, where they are few: of a kelurahan.
    rts: Vec<AreaCode>,
}

/// Which of the lowest territories known here nobody was reached in.
pub(super) async fn coverage(
    tx: &mut Tx,
    promise: &Promise,
    cell: &Cell,
    fresh: &Fresh,
) -> Result<Coverage, Error> {
    let today = tx.today();
    let mut units = territory::neighbourhood::rts(tx, &cell.area, today).await?;
    let rts = if cell.area.level() == Level::Kelurahan { units.clone() } else { Vec::new() };
    if units.is_empty() {
        let all = super::weigh::territories(tx, &cell.area, Level::Kelurahan).await?;
        units = all.into_iter().filter(|area| area.level() == Level::Kelurahan).collect();
    }
    let covered: BTreeSet<AreaCode> = tally::covered(tx, promise, cell, fresh)
        .await?
        .into_iter()
        .flat_map(|area| std::iter::successors(Some(area), AreaCode::parent))
        .collect();
    let mut found = Coverage { rts, ..Coverage::default() };
    for unit in &units {
        let got = i64::from(covered.contains(unit));
        found.units += 1;
        found.reached += got;
        for area in std::iter::successors(unit.parent(), AreaCode::parent) {
            let (all, some) = found.by.entry(area).or_default();
            *all += 1;
            *some += got;
        }
    }
    Ok(found)
}

/// A territory of the table and the map.
struct Line {
    cell: Cell,
    name: String,
    promised: Option<i64>,
    reached: i64,
    kept: Option<Kept>,
}

/// The territories below, with what was promised and reached in each.
pub(super) async fn section(tx: &mut Tx, ui: &Ui, seen: &Seen) -> Result<Html, Error> {
    let gazetteer = territory::gazetteer(tx.db()).await?;
    let key = (seen.promise.id, seen.promise.revision.number);
    let kept = find::within(tx, key, &seen.cell, seen.level).await?;
    let mut kept: BTreeMap<AreaCode, Kept> = kept.into_iter().map(|part| (part.area.clone(), part)).collect();
    let mut lines = Vec::new();
    for (area, name) in below(&gazetteer, seen) {
        let cell = Cell { area: area.clone(), ..seen.cell.clone() };
        let part = kept.remove(&area);
        let promised = part.as_ref().map(|part| part.figure);
        lines.push(Line { promised, reached: seen.figures.reached(&cell), kept: part, name, cell });
    }
    let mut parts = Vec::new();
    if seen.cell.area.level() <= Level::City {
        parts.push(levels(ui, seen));
    }
    // RT have no borders of their own.
    if seen.level < Level::Rt {
        parts.push(map(ui, &gazetteer, seen, &lines));
    }
    parts.push(table(ui, seen, &lines));
    parts.extend(explained(tx, ui, seen, &lines).await?);
    Ok(blocks::section(ui, "programmes-promise-where", &blocks::stack(&parts)))
}

fn below(gazetteer: &Gazetteer, seen: &Seen) -> Vec<(AreaCode, String)> {
    let name = |code: &AreaCode| {
        let numbers: Vec<&str> = code.as_str().split('/').skip(1).collect();
        match numbers.as_slice() {
            [rw, rt] => format!("RT {rt} / RW {rw}"),
            _ => gazetteer.name_of(code).unwrap_or_else(|| code.to_string()),
        }
    };
    let children = gazetteer.children_of(&seen.cell.area);
    match (seen.level, seen.cell.area.level()) {
        (Level::Rt | Level::Rw, _) => seen.coverage.rts.iter().map(|rt| (rt.clone(), name(rt))).collect(),
        (Level::Kelurahan, Level::City | Level::Province) => {
            children.into_iter().flat_map(|(code, _)| gazetteer.children_of(&code)).collect()
        }
        (Level::Province | Level::City | Level::Kecamatan | Level::Kelurahan, _) => children,
    }
}

fn levels(ui: &Ui, seen: &Seen) -> Html {
    let mut html = Html::trusted("<nav class=\"tags\"");
    html.attr("aria-label", &ui.t("programmes-promise-level"));
    html.push_trusted(">");
    for (key, word, level) in [
        ("programmes-promise-by-kecamatan", "kecamatan", Level::Kecamatan),
        ("programmes-promise-by-kelurahan", "kelurahan", Level::Kelurahan),
    ] {
        html.push_trusted("<a class=\"tag\"");
        html.attr("href", &format!("{}&tingkat={word}", pages::address(ui, &seen.promise, &seen.cell)));
        if level == seen.level {
            html.attr("aria-current", "true");
        }
        html.push_trusted(">");
        html.push_text(&ui.t(key));
        html.push_trusted("</a>");
    }
    html.push_trusted("</nav>");
    html
}

fn table(ui: &Ui, seen: &Seen, lines: &[Line]) -> Html {
    let lowest = seen.level == Level::Rt;
    let row = |line: &Line| {
        let name = if lowest {
            Html::text(&line.name)
        } else {
            blocks::link(&pages::address(ui, &seen.promise, &line.cell), &line.name)
        };
        let covered = seen.coverage.by.get(&line.cell.area).map(|(all, some)| {
            let (none, all) = (ui.number(all - some), ui.number(*all));
            ui.say(&Say::new("programmes-promise-none-of").with("none", none).with("all", all))
        });
        let covered = match covered {
            Some(text) => text,
            None if line.reached == 0 => ui.t("programmes-promise-nobody-here"),
            None => String::new(),
        };
        vec![
            name,
            Html::text(&covered),
            Html::text(&show::figure(ui, line.promised)),
            pages::people(ui, &seen.promise, &line.cell, line.reached),
            Html::text(&show::share(ui, line.promised, line.reached)),
        ]
    };
    let rows: Vec<Vec<Html>> = lines.iter().map(row).collect();
    let heads = [
        "programmes-promise-area",
        "programmes-promise-without",
        "programmes-promise-promised",
        "programmes-promise-reached",
        "programmes-promise-share",
    ];
    show::table(ui, &ui.t("programmes-promise-where"), &heads.map(|head| ui.t(head)), &rows)
}

/// How much of each territory's figure was reached, in per cent; where none was promised, how many people.
fn map(ui: &Ui, gazetteer: &Gazetteer, seen: &Seen, lines: &[Line]) -> Html {
    let mut addresses = BTreeMap::new();
    let shared = lines.iter().any(|line| line.promised.is_some_and(|promised| promised > 0));
    let areas: Vec<Area> = lines
        .iter()
        .filter_map(|line| {
            let code = gazetteer.drawn_as(Code::try_from(&line.cell.area).ok()?);
            addresses.insert(code, pages::address(ui, &seen.promise, &line.cell));
            let value = match line.promised {
                Some(promised) if shared && promised > 0 => line.reached * 100 / promised,
                _ => line.reached,
            };
            let text = format!("{} / {}", ui.number(line.reached), show::figure(ui, line.promised));
            let value = i32::try_from(value).ok().map(f64::from);
            Some(Area { code, name: line.name.clone(), value, text })
        })
        .collect();
    let map =
        Map::of_children(gazetteer.atlas(), areas, |code| addresses.get(&code).cloned().unwrap_or_default());
    if !map.rows().iter().any(|row| row.drawn) {
        return Html::default();
    }
    let mut html = Html::trusted("<figure class=\"map\">");
    // The drawing escapes the names in it itself.
    html.push_trusted(&map.svg(&ui.t("programmes-promise-map")));
    html.push_trusted("<figcaption>");
    let key = if shared { "programmes-promise-map-share" } else { "programmes-promise-map-people" };
    html.push_text(&ui.t(key));
    html.push_trusted("</figcaption></figure>");
    html
}

/// By which rule the figures were shared out, and why each is as much as it is.
async fn explained(tx: &mut Tx, ui: &Ui, seen: &Seen, lines: &[Line]) -> Result<Vec<Html>, Error> {
    let key = (seen.promise.id, seen.promise.revision.number);
    let rules = set::rules(tx, key).await?;
    let by: BTreeSet<uuid::Uuid> =
        lines.iter().filter_map(|line| line.kept.as_ref().and_then(|part| part.allocation)).collect();
    let mut parts = Vec::new();
    for rule in by.iter().filter_map(|id| rules.get(id)) {
        parts.push(web::blocks::notice(&rule_words(ui, rule), web::blocks::Tone::Plain));
    }
    if parts.is_empty() {
        return Ok(parts);
    }
    let here = format!("/programmes/promises/{}/parts/edit", seen.promise.id);
    let row = |line: &Line| {
        let part = line.kept.as_ref()?;
        let why = part.why.as_deref().map(|why| ui.t_of("programmes-promise-why-", why)).unwrap_or_default();
        let why = match &part.pinned {
            Some(reason) => ui.say(&Say::new("programmes-promise-by-hand").with("reason", reason.clone())),
            None => why,
        };
        let change = format!(
            "{here}?wilayah={}&tahun={}&kategori={}",
            line.cell.area, line.cell.year, line.cell.category
        );
        let may = seen.keep && seen.promise.revision.number == seen.promise.newest;
        let change = if may {
            blocks::link(&ui.url(&change), &ui.t("programmes-promise-change"))
        } else {
            Html::default()
        };
        Some(vec![
            Html::text(&line.name),
            Html::text(&show::figure(ui, line.promised)),
            Html::text(&show::figure(ui, part.weight)),
            Html::text(&why),
            change,
        ])
    };
    let rows: Vec<Vec<Html>> = lines.iter().filter_map(row).collect();
    let heads = [
        "programmes-promise-area",
        "programmes-promise-promised",
        "programmes-promise-weight",
        "programmes-promise-why",
        "programmes-promise-change",
    ];
    let mut more = Html::trusted("<details class=\"more\"><summary>");
    more.push_text(&ui.t("programmes-promise-why"));
    more.push_trusted("</summary>");
    more.push(&show::table(ui, &ui.t("programmes-promise-why"), &heads.map(|head| ui.t(head)), &rows));
    more.push_trusted("</details>");
    parts.push(more);
    Ok(parts)
}

fn rule_words(ui: &Ui, rule: &set::Rule) -> String {
    let (ties, seed) = rule.ties.stored();
    let ties = match ties {
        "lot" => {
            Say::new("programmes-promise-ties-say-lot").with("seed", seed.unwrap_or_default().to_owned())
        }
        _ => Say::new("programmes-promise-ties-say-code"),
    };
    let most = rule.most.map_or_else(|| "∞".to_owned(), |most| ui.number(most));
    let say = Say::new("programmes-promise-rule")
        .with("area", ui.place(&rule.area))
        .with("basis", ui.t_of("programmes-promise-basis-", &rule.basis))
        .with("units", ui.number(i64::from(rule.units)))
        .with("least", ui.number(rule.least))
        .with("most", most)
        .with("at", ui.instant(rule.at));
    format!("{} {}", ui.say(&say), ui.say(&ties))
}
