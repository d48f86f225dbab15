//! A map of areas as a part of a page: the drawing, its legend, and what the colours say. The figures also stand in the
//! table that the page shows beside it.

use std::collections::BTreeMap;

use web::{Html, Ui};

use crate::code::{Code, Level};
use crate::gazetteer::Gazetteer;
use crate::map::{Area, Map, Step};
use crate::neighbourhood::find::Count;

/// What a map is coloured by: the finest that is known of all that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Rt { invented: bool },
    Kelurahan,
    SquareKm,
}

/// An area with its figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) code: Code,
    pub(crate) name: String,
    pub(crate) measure: Measure,
    pub(crate) value: Option<f64>,
}

/// Gives each area its figure; areas without a known border are left out.
pub(crate) fn shown(
    gazetteer: &Gazetteer,
    areas: Vec<(Code, String)>,
    counts: &BTreeMap<Code, Count>,
) -> Vec<Shown> {
    let measure = measure(&areas, counts);
    let drawn = areas.into_iter().filter(|(code, _)| {
        let drawn_as = gazetteer.drawn_as(*code);
        gazetteer.atlas().kelurahan(drawn_as).next().is_some()
    });
    drawn
        .map(|(code, name)| {
            let value = value(gazetteer, code, measure, counts);
            Shown { code, name, measure, value }
        })
        .collect()
}

fn measure(areas: &[(Code, String)], counts: &BTreeMap<Code, Count>) -> Measure {
    let under =
        |code: Code| counts.iter().filter(move |(at, _)| code.contains(**at)).map(|(_, count)| *count);
    let all = areas.iter().flat_map(|(code, _)| under(*code)).fold(Count::default(), Count::and);
    if all.rt > 0 {
        Measure::Rt { invented: all.invented }
    } else if areas.iter().any(|(code, _)| code.level() < Level::Kelurahan) {
        Measure::Kelurahan
    } else {
        Measure::SquareKm
    }
}

fn value(gazetteer: &Gazetteer, code: Code, measure: Measure, counts: &BTreeMap<Code, Count>) -> Option<f64> {
    match measure {
        Measure::Rt { .. } => {
            let count = counts.iter().filter(|(at, _)| code.contains(**at)).map(|(_, count)| count.rt).sum();
            float(count)
        }
        Measure::Kelurahan => {
            float(i64::try_from(gazetteer.inside(code, Level::Kelurahan).len()).unwrap_or_default())
        }
        Measure::SquareKm => gazetteer.atlas().square_km(gazetteer.drawn_as(code)),
    }
}

fn float(count: i64) -> Option<f64> {
    i32::try_from(count).ok().map(f64::from)
}

/// The figure as people read it: "92 RT".
fn words(ui: &Ui, measure: Measure, value: f64) -> String {
    match measure {
        Measure::Rt { .. } => format!("{} RT", ui.decimal(value, 0)),
        Measure::Kelurahan => format!("{} kelurahan", ui.decimal(value, 0)),
        Measure::SquareKm => format!("{} km²", ui.decimal(value, 2)),
    }
}

/// The map with its legend; `here` is the area that the page is about.
pub(crate) fn figure(
    ui: &Ui,
    gazetteer: &Gazetteer,
    title: &str,
    shown: Vec<Shown>,
    here: Option<Code>,
    note: Option<&str>,
) -> Html {
    let Some(measure) = shown.first().map(|first| first.measure) else { return Html::default() };
    let drawn: BTreeMap<Code, Code> =
        shown.iter().map(|area| (gazetteer.drawn_as(area.code), area.code)).collect();
    let areas = shown.into_iter().map(|area| Area {
        code: gazetteer.drawn_as(area.code),
        text: area.value.map(|value| words(ui, measure, value)).unwrap_or_default(),
        name: area.name,
        value: area.value,
    });
    let href =
        |code: Code| ui.url(&format!("/territory/areas/{}", drawn.get(&code).copied().unwrap_or(code)));
    let map = Map::of_children(gazetteer.atlas(), areas.collect(), href);
    let mut html = Html::trusted("<figure class=\"map\">");
    // The drawing escapes the names in it itself.
    html.push_trusted(&map.svg_around(title, here.map(|code| gazetteer.drawn_as(code))));
    if here.is_none() {
        html.push(&legend(ui, measure, map.steps()));
    }
    html.push_trusted("<figcaption>");
    if here.is_none() {
        html.push_text(&format!("{} ", ui.t(caption(measure))));
    }
    html.push_text(&ui.t("territory-map-source"));
    if let Some(note) = note {
        html.push_trusted(" ");
        html.push_text(note);
    }
    html.push_trusted("</figcaption></figure>");
    html
}

fn legend(ui: &Ui, measure: Measure, steps: &[Step]) -> Html {
    let mut html = Html::trusted("<ul class=\"legend\">");
    for step in steps {
        html.push_trusted(&format!(
            "<li><svg viewBox=\"0 0 9 9\" aria-hidden=\"true\"><rect class=\"q{}\" width=\"9\" height=\"9\"/></svg>",
            step.class
        ));
        let decimals = if measure == Measure::SquareKm { 2 } else { 0 };
        let (from, to) = (ui.decimal(step.from, decimals), ui.decimal(step.to, decimals));
        html.push_text(&if from == to { from } else { format!("{from}–{to}") });
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

/// What the colours say.
fn caption(measure: Measure) -> &'static str {
    match measure {
        Measure::Rt { invented: true } => "territory-map-rt-invented",
        Measure::Rt { invented: false } => "territory-map-rt",
        Measure::Kelurahan => "territory-map-kelurahan",
        Measure::SquareKm => "territory-map-square-km",
    }
}
