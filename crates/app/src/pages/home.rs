//! The first page of the platform, and of each city.

use axum::response::IntoResponse;
use kernel::{City, CityId, Error, Say};
use territory::CityFacts;
use web::blocks::icon;
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Html, Page, Ui, Visit};

use crate::site::motif;

/// `GET /`
pub(super) async fn show(visit: Visit) -> Answer {
    let page =
        if visit.ui.city.id == CityId::PLATFORM { platform(&visit).await? } else { city(&visit).await? };
    Ok(page.into_response())
}

#[derive(askama::Template)]
#[template(path = "pages/platform.html")]
struct Platform<'a> {
    ui: &'a Ui,
    find: Html,
    cloths: Vec<Cloth>,
    count: String,
    kecamatan: String,
    kelurahan: String,
    known: String,
}

/// A city as a piece of cloth.
struct Cloth {
    href: String,
    slug: String,
    name: String,
    tagline: String,
    place: String,
    batik: Html,
}

#[derive(askama::Template)]
#[template(path = "pages/city.html")]
struct CityHome<'a> {
    ui: &'a Ui,
    facts: &'a CityFacts,
    lead: String,
    find: Html,
    map: Html,
    kecamatan: Html,
    large: Html,
    other: Html,
    small: Html,
    third: Html,
    km2: Option<String>,
    population: Option<String>,
    /// What the population counts, with its year.
    year: String,
    /// The ways into the rooms that say in a sentence what waits there.
    doors: Vec<&'a MenuEntry>,
}

impl Platform<'_> {
    fn icon(&self, shape: Icon) -> Html {
        icon(shape)
    }
}

impl CityHome<'_> {
    fn icon(&self, shape: Icon) -> Html {
        icon(shape)
    }

    fn door(&self, entry: &MenuEntry) -> Html {
        icon(entry.icon)
    }

    fn figure(&self, count: &i64) -> String {
        self.ui.number(*count)
    }

    fn kelurahan_of(&self) -> String {
        let kecamatan = self.ui.number(self.facts.kecamatan);
        self.ui.say(&Say::new("app-home-kelurahan").with("kecamatan", kecamatan))
    }
}

async fn platform(visit: &Visit) -> Result<Page, Error> {
    let ui = &visit.ui;
    let (mut cloths, mut kecamatan, mut kelurahan) = (Vec::new(), 0, 0);
    let cities: Vec<_> = ui.site.cities.iter().filter(|city| city.id != CityId::PLATFORM).collect();
    let ids: Vec<CityId> = cities.iter().map(|city| city.id).collect();
    for (city, facts) in cities.into_iter().zip(territory::cities_facts(&visit.db, &ids).await?) {
        kecamatan += facts.kecamatan;
        kelurahan += facts.kelurahan;
        cloths.push(cloth(ui, city, &facts));
    }
    let count = i64::try_from(cloths.len()).unwrap_or_default();
    let main = Html::of(&Platform {
        ui,
        find: territory::find_form(ui),
        cloths,
        count: ui.number(count),
        kecamatan: ui.number(kecamatan),
        kelurahan: ui.number(kelurahan),
        known: ui.number(territory::known_areas(&visit.db).await?),
    })?;
    Ok(Page::new(ui.t("app-platform-title"), main).bare().about(ui.t("app-platform-lead")))
}

fn cloth(ui: &Ui, city: &City, facts: &CityFacts) -> Cloth {
    let kelurahan = ui.number(facts.kelurahan);
    let place =
        Say::new("app-platform-place").with("kelurahan", kelurahan).with("province", facts.province.clone());
    Cloth {
        href: format!("/{}", city.slug),
        slug: city.slug.clone(),
        name: city.name.trim_start_matches("Kota ").to_owned(),
        tagline: tagline(ui, city),
        place: ui.say(&place),
        batik: Html::trusted(motif(&city.motif, &city.slug).themed().svg(300, 500, None)),
    }
}

fn tagline(ui: &Ui, city: &City) -> String {
    match ui.lang {
        web::Lang::Id => city.tagline_id.clone(),
        web::Lang::En => city.tagline_en.clone(),
    }
}

async fn city(visit: &Visit) -> Result<Page, Error> {
    let ui = &visit.ui;
    let facts = territory::city_facts(&visit.db, ui.city.id).await?;
    let patch = |name: &str, seed: &str, width, height| {
        Html::trusted(motif(name, seed).themed().svg(width, height, None))
    };
    let own = ui.city.motif.as_str();
    // Two motifs only: what is drawn twice costs next to nothing compressed.
    let second = if own == "kawung" { "truntum" } else { "kawung" };
    let main = Html::of(&CityHome {
        ui,
        lead: tagline(ui, &ui.city),
        find: territory::find_form(ui),
        map: territory::city_map(&visit.db, ui).await?,
        kecamatan: territory::kecamatan_links(&visit.db, ui).await?,
        large: patch(own, "besar", 320, 320),
        other: patch(second, "kecil", 160, 160),
        small: patch(own, "kecil-2", 160, 160),
        third: patch(second, "besar-2", 320, 320),
        km2: facts.km2.map(|km2| ui.decimal(km2, 1)),
        population: facts.population.map(|(count, _)| ui.number(count)),
        year: facts.population.map(|(_, year)| inhabitants(ui, year)).unwrap_or_default(),
        facts: &facts,
        doors: doors(ui),
    })?;
    Ok(Page::new(ui.t("app-home"), main).bare().about(ui.t("app-home-lead")))
}

fn doors(ui: &Ui) -> Vec<&MenuEntry> {
    let open = |entry: &&MenuEntry| {
        entry.face == Face::Public
            && !entry.note.is_empty()
            && entry.can.is_none_or(|can| ui.actor.may_somewhere(can))
    };
    ui.site.menu.iter().filter(open).collect()
}

fn inhabitants(ui: &Ui, year: i32) -> String {
    // A year is a name, not a count: no separators.
    ui.say(&Say::new("app-population").with("year", year.to_string()))
}
