//! What the pages of other rooms show of a city: its figures, its map, the form that finds a place in it.

use std::collections::BTreeMap;

use kernel::{AreaCode, CityId, Db, Error, Say};
use web::blocks::icon;
use web::icon::Icon;
use web::{Html, Ui};

use crate::code::{Code, Level};
use crate::gazetteer::{Gazetteer, compact, gazetteer};
use crate::neighbourhood::find::Count;
use crate::picture::{self, Shown};
use crate::tally::tallies;

/// A city in figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CityFacts {
    pub province: String,
    pub kecamatan: i64,
    pub kelurahan: i64,
    pub rw: i64,
    pub rt: i64,
    /// Some of the RW or RT are made up for a demonstration; whoever shows the figure says so.
    pub rt_invented: bool,
    pub km2: Option<f64>,
    /// With its year.
    pub population: Option<(i64, i32)>,
}

/// The figures of a city as they are today, at most a few seconds old; all zero for the platform.
pub async fn city_facts(db: &Db, city: CityId) -> Result<CityFacts, Error> {
    Ok(cities_facts(db, &[city]).await?.pop().unwrap_or_default())
}

/// The same of several cities, in their order.
pub async fn cities_facts(db: &Db, cities: &[CityId]) -> Result<Vec<CityFacts>, Error> {
    let gazetteer = gazetteer(db).await?;
    let tallies = tallies(db, &gazetteer, cities).await?;
    Ok(tallies.iter().map(|tally| tally.facts.clone()).collect())
}

/// How many areas of Indonesia are known, with an official code.
pub async fn known_areas(db: &Db) -> Result<i64, Error> {
    Ok(i64::try_from(gazetteer(db).await?.count()).unwrap_or(i64::MAX))
}

/// The city as a map of links: its kelurahan, or its kecamatan where there are so many kelurahan that a phone could not
/// hit them. Empty for a city without known borders.
pub async fn city_map(db: &Db, ui: &Ui) -> Result<Html, Error> {
    let city = AreaCode::of_city(ui.city.id).and_then(|code| compact(&code));
    let Some(city) = city else { return Ok(Html::default()) };
    let gazetteer = gazetteer(db).await?;
    let tallies = tallies(db, &gazetteer, &[ui.city.id]).await?;
    let Some(tally) = tallies.first() else { return Ok(Html::default()) };
    let key = format!("{} {} {}", ui.lang.as_str(), ui.city.slug, ui.city.name);
    Ok(tally.picture(key, || {
        let shown = map_of(&gazetteer, city, MOST_LINKS, &tally.counts);
        if shown.is_empty() {
            return Html::default();
        }
        let title = ui.say(&Say::new("territory-map-title").with("name", ui.city.name.clone()));
        picture::figure(ui, &gazetteer, &title, shown, None, None)
    }))
}

/// The kecamatan of the city as links: what the map shows, for those who read.
pub async fn kecamatan_links(db: &Db, ui: &Ui) -> Result<Html, Error> {
    let city = AreaCode::of_city(ui.city.id).and_then(|code| compact(&code));
    let Some(city) = city else { return Ok(Html::default()) };
    let mut html = Html::trusted("<nav class=\"tags\"");
    html.attr("aria-label", &ui.t("territory-level-kecamatan"));
    html.push_trusted(">");
    for (code, name) in gazetteer(db).await?.inside(city, Level::Kecamatan) {
        html.push_trusted("<a class=\"tag\"");
        html.attr("href", &ui.url(&format!("/territory/areas/{code}")));
        html.push_trusted(">");
        html.push_text(&name);
        html.push_trusted("</a>");
    }
    html.push_trusted("</nav>");
    Ok(html)
}

/// More areas than this make a map that is too heavy for a first visit on a slow line, and links too small for a thumb.
const MOST_LINKS: usize = 20;

fn map_of(gazetteer: &Gazetteer, city: Code, most: usize, counts: &BTreeMap<Code, Count>) -> Vec<Shown> {
    let below = |level| gazetteer.inside(city, level);
    let kelurahan = below(Level::Kelurahan);
    let areas = if kelurahan.len() > most { below(Level::Kecamatan) } else { kelurahan };
    picture::shown(gazetteer, areas, counts)
}

/// The form that finds a place by what people write. It asks, so it works everywhere.
pub fn find_form(ui: &Ui) -> Html {
    find_form_with(ui, "")
}

pub(crate) fn find_form_with(ui: &Ui, asked: &str) -> Html {
    let mut html = Html::trusted("<form class=\"find\" role=\"search\" method=\"get\"");
    html.attr("action", &ui.url("/cari-alamat"));
    html.push_trusted("><label for=\"q\">");
    html.push_text(&ui.t("territory-find-label"));
    html.push_trusted("</label><div class=\"find-row\"><input id=\"q\" name=\"q\" type=\"search\"");
    html.attr("value", asked);
    html.push_trusted(" maxlength=\"300\" aria-describedby=\"q-hint\"><button class=\"button\">");
    html.push(&icon(Icon::Search));
    html.push_text(&ui.t("territory-find-button"));
    html.push_trusted("</button></div><p class=\"hint\" id=\"q-hint\">");
    html.push_text(&ui.t("territory-find-hint"));
    html.push_trusted("</p></form>");
    html
}
