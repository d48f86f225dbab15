//! The shell around a page's main part: head, menus, footer. The only place that knows them.

use askama::Template;
use kernel::{CityId, Error};
use web::batik::{Batik, Emblem, Motif};
use web::blocks::{self, Tone, icon};
use web::context::MenuEntry;
use web::icon::Icon;
use web::ui::Theme;
use web::{Face, Html, Lang, Layout, Page, Ui, Visit};

#[derive(Template)]
#[template(path = "site/shell.html")]
struct Shell<'a> {
    ui: &'a Ui,
    page: &'a Page,
    desk: bool,
    home: String,
    emblem: Html,
    cloth: Html,
    gate: Option<Html>,
    cities: Vec<CityLink>,
    public_menu: Vec<Entry>,
    desk_menu: Vec<Group>,
    role: String,
    flash: Html,
    problem: Html,
    heading: Html,
    site_name: String,
}

struct CityLink {
    href: String,
    slug: String,
    name: String,
    current: bool,
}

struct Entry {
    href: String,
    label: String,
    icon: Html,
    current: bool,
}

struct Group {
    title: String,
    entries: Vec<Entry>,
}

impl Shell<'_> {
    fn icon(&self, shape: Icon) -> Html {
        icon(shape)
    }

    fn theme_is(&self, name: &str) -> bool {
        self.ui.theme.as_str() == name
    }

    fn tema(&self) -> Option<&'static str> {
        Some(self.ui.theme).filter(|theme| *theme != Theme::Auto).map(Theme::as_str)
    }

    fn lang_is(&self, code: &str) -> bool {
        Lang::parse(code) == Some(self.ui.lang)
    }

    fn bare(&self) -> bool {
        self.page.layout == Layout::Bare
    }

    fn in_city(&self) -> bool {
        self.ui.city.id != CityId::PLATFORM
    }
}

/// The whole document.
pub(super) fn around(visit: &Visit, page: &Page) -> Result<Html, Error> {
    let ui = &visit.ui;
    let desk = page.face == Face::Desk;
    // Not a toast: it would cover what the reader came for, and be gone before it is read.
    let flash = flash(visit).map(|text| blocks::notice(&text, Tone::Good)).unwrap_or_default();
    Html::of(&Shell {
        ui,
        page,
        desk,
        home: ui.url("/"),
        emblem: Html::trusted(Emblem::of(&ui.city.slug).svg()),
        cloth: Html::trusted(motif(&ui.city.motif, "foot").themed().scaled(70).svg(1600, 72, None)),
        gate: (page.layout == Layout::Gate)
            .then(|| Html::trusted(motif(&ui.city.motif, "gate").themed().scaled(130).svg(700, 900, None))),
        cities: cities(ui),
        public_menu: entries(ui, Face::Public).into_iter().map(|(_, entry)| entry).collect(),
        desk_menu: if desk { groups(ui) } else { Vec::new() },
        role: ui.actor.role().map(|role| ui.t_of("identity-role-", role.as_str())).unwrap_or_default(),
        flash,
        problem: page.problem.clone().unwrap_or_default(),
        heading: heading(ui, page),
        site_name: ui.t("app-name"),
    })
}

/// The cloth of a motif's name.
pub(crate) fn motif(name: &str, seed: &str) -> Batik {
    let motif = match name {
        "parang" => Motif::Parang,
        "truntum" => Motif::Truntum,
        "megamendung" => Motif::MegaMendung,
        "tumpal" => Motif::Tumpal,
        _ => Motif::Kawung,
    };
    Batik::of(motif, seed)
}

fn heading(ui: &Ui, page: &Page) -> Html {
    let mut html = Html::default();
    if page.layout == Layout::Bare {
        return html;
    }
    html.push_trusted("<div class=\"page-head\">");
    if !page.crumbs.is_empty() {
        html.push_trusted("<nav class=\"crumbs\"");
        html.attr("aria-label", &ui.t("app-crumbs"));
        html.push_trusted("><ol>");
        for (address, label) in &page.crumbs {
            html.push_trusted("<li>");
            html.push(&blocks::link(address, label));
            html.push_trusted("</li>");
        }
        html.push_trusted("</ol></nav>");
    }
    html.push_trusted("<h1>");
    // "Error: " belongs to the window's title, not to the heading.
    let prefix = format!("{}: ", ui.t("web-form-error-title"));
    html.push_text(page.title.strip_prefix(&prefix).unwrap_or(&page.title));
    html.push_trusted("</h1></div>");
    html
}

fn cities(ui: &Ui) -> Vec<CityLink> {
    let others = ui.site.cities.iter().filter(|city| city.id != CityId::PLATFORM);
    others
        .map(|city| CityLink {
            href: format!("/{}", city.slug),
            slug: city.slug.clone(),
            name: city.name.clone(),
            current: city.id == ui.city.id,
        })
        .collect()
}

fn entries(ui: &Ui, face: Face) -> Vec<(&'static str, Entry)> {
    let here = ui.here.split('?').next().unwrap_or_default();
    let wanted =
        |entry: &&MenuEntry| entry.face == face && entry.can.is_none_or(|can| ui.actor.may_somewhere(can));
    let menu = ui.site.menu.iter().filter(wanted);
    menu.map(|entry| {
        let current = here == entry.path || here.starts_with(&format!("{}/", entry.path));
        let shown =
            Entry { href: ui.url(entry.path), label: ui.t(entry.label), icon: icon(entry.icon), current };
        (entry.group, shown)
    })
    .collect()
}

fn groups(ui: &Ui) -> Vec<Group> {
    let mut groups: Vec<(&'static str, Group)> = Vec::new();
    let mut entries = entries(ui, Face::Desk);
    // The day's own page leads, whichever rooms stand before it.
    let day = ui.url("/meja");
    entries.sort_by_key(|(_, entry)| entry.href != day);
    for (key, entry) in entries {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.entries.push(entry),
            None => groups.push((key, Group { title: ui.t(key), entries: vec![entry] })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The message that the page before left, if it is one of ours.
fn flash(visit: &Visit) -> Option<String> {
    let key = visit.flash.as_deref()?;
    let known = visit.ui.site.messages.has(Lang::Id, key);
    known.then(|| visit.ui.site.messages.say_key(visit.ui.lang, key))
}
