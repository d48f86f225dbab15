//! The map of a figure: a link for each area, a legend, and what its colours say.

use kernel::AreaCode;
use territory::map::{Area, Map, Step};
use territory::{Code, Gazetteer};
use web::{Html, Ui};

/// An area of the map and of the table beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) code: AreaCode,
    pub(crate) name: String,
    /// `None` where it is withheld.
    pub(crate) value: Option<i64>,
}

/// The map; empty where no borders are known.
pub(crate) fn map(
    ui: &Ui,
    gazetteer: &Gazetteer,
    title: &str,
    unit: &str,
    parts: &[Part],
    href: impl Fn(&AreaCode) -> String,
) -> Html {
    let mut drawn = std::collections::BTreeMap::new();
    let areas: Vec<Area> = parts
        .iter()
        .filter_map(|part| {
            let code = gazetteer.drawn_as(Code::try_from(&part.code).ok()?);
            drawn.insert(code, &part.code);
            let text = part
                .value
                .map_or_else(|| ui.t("insight-withheld"), |value| format!("{} {unit}", ui.number(value)));
            let value = part.value.and_then(|value| i32::try_from(value).ok()).map(f64::from);
            Some(Area { code, name: part.name.clone(), value, text })
        })
        .collect();
    let address = |code: Code| drawn.get(&code).map(|area| href(area)).unwrap_or_default();
    let map = Map::of_children(gazetteer.atlas(), areas, address);
    if !map.rows().iter().any(|row| row.drawn) {
        return Html::default();
    }
    let mut html = Html::trusted("<figure class=\"map\">");
    // The drawing escapes the names in it itself.
    html.push_trusted(&map.svg(title));
    html.push(&legend(ui, map.steps()));
    html.push_trusted("<figcaption>");
    html.push_text(&ui.say(&kernel::Say::new("insight-map-caption").with("unit", unit.to_owned())));
    html.push_trusted("</figcaption></figure>");
    html
}

fn legend(ui: &Ui, steps: &[Step]) -> Html {
    let mut html = Html::trusted("<ul class=\"legend\">");
    for step in steps {
        html.push_trusted(&format!(
            "<li><svg viewBox=\"0 0 9 9\" aria-hidden=\"true\"><rect class=\"q{}\" width=\"9\" height=\"9\"/></svg>",
            step.class
        ));
        let (from, to) = (ui.decimal(step.from, 0), ui.decimal(step.to, 0));
        html.push_text(&if from == to { from } else { format!("{from}–{to}") });
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}
