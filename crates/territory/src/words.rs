//! How areas are called on pages.

use kernel::{AreaCode, Level, Say};
use web::Ui;

use crate::code::KelurahanKind;
use crate::gazetteer::{Gazetteer, compact};

/// "Kecamatan Pedurungan": a name with the word for its level.
pub(crate) fn title(ui: &Ui, code: &AreaCode, name: &str) -> String {
    let key = match code.level() {
        Level::Province => "territory-title-province",
        Level::City => return name.to_owned(),
        Level::Kecamatan => "territory-title-kecamatan",
        Level::Kelurahan => match compact(code).and_then(|code| code.kelurahan_kind()) {
            Some(KelurahanKind::Kelurahan) | None => "territory-title-kelurahan",
            Some(KelurahanKind::Desa) => "territory-title-desa",
            Some(KelurahanKind::DesaAdat) => "territory-title-desa-adat",
        },
        Level::Rw | Level::Rt => return name.to_owned(),
    };
    ui.say(&Say::new(key).with("name", name.to_owned()))
}

/// The word for the children of an area, or of the nation: "Kecamatan".
pub(crate) fn children_word(ui: &Ui, gazetteer: &Gazetteer, of: Option<&AreaCode>) -> String {
    ui.t(match of.map(AreaCode::level) {
        None => "territory-level-province",
        Some(Level::Province) => "territory-level-city",
        Some(Level::City) => "territory-level-kecamatan",
        Some(Level::Kecamatan | Level::Kelurahan | Level::Rw | Level::Rt) => villages_word(gazetteer, of),
    })
}

/// The word for the kelurahan of an area, where desa are among them or not.
pub(crate) fn villages_word(gazetteer: &Gazetteer, of: Option<&AreaCode>) -> &'static str {
    if of.is_some_and(|of| !has_desa(gazetteer, of)) {
        "territory-level-kelurahan"
    } else {
        "territory-level-village"
    }
}

/// The same within a sentence or under a figure.
pub(crate) fn villages_stat(gazetteer: &Gazetteer, of: &AreaCode) -> &'static str {
    if has_desa(gazetteer, of) { "territory-stat-village" } else { "territory-stat-kelurahan" }
}

fn has_desa(gazetteer: &Gazetteer, of: &AreaCode) -> bool {
    let inside = compact(of).map(|of| gazetteer.inside(of, Level::Kelurahan)).unwrap_or_default();
    inside.iter().any(|(code, _)| code.kelurahan_kind() != Some(KelurahanKind::Kelurahan))
}

/// Where an area's page is: on the pages of this city if it lies there, else on the platform's.
pub(crate) fn address(ui: &Ui, code: &AreaCode) -> String {
    let path = format!("/territory/areas/{code}");
    let here = AreaCode::of_city(ui.city.id).is_none_or(|city| city.contains(code));
    if here { ui.url(&path) } else { ui.platform_url(&path) }
}

/// "Gemah, Pedurungan, Kota Semarang": from the area outwards, without the province where a city says enough.
pub(crate) fn place(gazetteer: &Gazetteer, code: &AreaCode) -> String {
    let mut names: Vec<String> = gazetteer
        .path_of(code)
        .into_iter()
        .filter(|(at, _)| at.level() > Level::Province || code.level() <= Level::City)
        .map(|(_, name)| name)
        .collect();
    names.reverse();
    names.join(", ")
}
