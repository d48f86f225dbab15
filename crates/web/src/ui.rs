//! What a page needs to speak: language, city, addresses, dates and numbers as people write them.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Timelike};
use kernel::{Actor, City, Instant, Rupiah, Say};

use crate::context::Site;
use crate::{Html, Lang};

/// The colours that the visitor chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// For the cookie and the `data-tema` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Auto => "otomatis",
            Theme::Light => "terang",
            Theme::Dark => "gelap",
        }
    }

    /// Reads a cookie's value.
    pub fn parse(text: &str) -> Option<Theme> {
        [Theme::Auto, Theme::Light, Theme::Dark].into_iter().find(|theme| theme.as_str() == text)
    }
}

/// Handed to every template as `ui`.
#[derive(Debug, Clone)]
pub struct Ui {
    pub lang: Lang,
    pub theme: Theme,
    pub city: Arc<City>,
    pub actor: Actor,
    /// What to call whoever is signed in.
    pub name: Option<String>,
    /// The address of this page within the city, with its query.
    pub here: String,
    /// The instant of the request.
    pub now: Instant,
    pub site: Arc<Site>,
}

impl Ui {
    /// The text of a message without arguments.
    pub fn t(&self, key: &'static str) -> String {
        self.say(&Say::new(key))
    }

    /// The text of a message whose key is made at run time, such as `identity-role-` and a role.
    pub fn t_of(&self, prefix: &str, part: &str) -> String {
        self.site.messages.say_key(self.lang, &format!("{prefix}{}", part.replace('_', "-")))
    }

    /// The text of a message.
    pub fn say(&self, say: &Say) -> String {
        self.site.messages.say(self.lang, say)
    }

    /// The address of a path of this city: `ui.url("/territory/areas")` is `/depok/territory/areas`. All links and
    /// forms go through here.
    pub fn url(&self, path: &str) -> String {
        if self.city.id == kernel::CityId::PLATFORM {
            path.to_owned()
        } else {
            format!("/{}{}", self.city.slug, if path == "/" { "" } else { path })
        }
    }

    /// A territory as people call it, with its code: "Pancoran Mas (32.76.01)"; the bare code where no name is known.
    pub fn place(&self, code: &kernel::AreaCode) -> String {
        match self.site.places.name(code) {
            Some(name) => format!("{name} ({code})"),
            None => code.to_string(),
        }
    }

    /// The address of a path of the platform itself.
    pub fn platform_url(&self, path: &str) -> String {
        path.to_owned()
    }

    /// The address of an asset, with its content's hash.
    pub fn asset(&self, name: &str) -> String {
        crate::assets::url(name)
    }

    /// `22 November 2026`.
    pub fn date(&self, date: NaiveDate) -> String {
        format!("{} {} {}", date.day(), self.month(date.month()), date.year())
    }

    /// `22 November 2026 pukul 14.30 WIB`, in the city's zone.
    pub fn instant(&self, at: Instant) -> String {
        let local = self.city.zone.local(at);
        let zone = self.city.zone.abbreviation();
        let (hour, minute) = (local.hour(), local.minute());
        match self.lang {
            Lang::Id => format!("{} pukul {hour:02}.{minute:02} {zone}", self.date(local.date())),
            Lang::En => format!("{}, {hour:02}:{minute:02} {zone}", self.date(local.date())),
        }
    }

    /// A label as it stands inside a sentence: `Nomor telepon` becomes `nomor telepon`, `NIK` stays.
    pub fn inside(label: &str) -> String {
        let mut letters = label.chars();
        match (letters.next(), letters.next()) {
            (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
                let rest = label.get(first.len_utf8()..).unwrap_or_default();
                format!("{}{rest}", first.to_lowercase())
            }
            (_, _) => label.to_owned(),
        }
    }

    /// Today in the city's zone.
    pub fn today(&self) -> NaiveDate {
        self.city.zone.local(self.now).date()
    }

    /// A `<time>` element with the machine's form beside the people's.
    pub fn time(&self, at: Instant) -> Html {
        let mut html = Html::trusted("<time");
        html.attr("datetime", &at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        html.push_trusted(">");
        html.push_text(&self.instant(at));
        html.push_trusted("</time>");
        html
    }

    /// `1.234.567` in Indonesian, `1,234,567` in English.
    pub fn number(&self, number: i64) -> String {
        let sign = if number < 0 { "−" } else { "" };
        let separator = match self.lang {
            Lang::Id => '.',
            Lang::En => ',',
        };
        format!("{sign}{}", kernel::say::grouped(number.unsigned_abs(), separator))
    }

    /// A number with so many decimals: `18,56` in Indonesian, `18.56` in English.
    pub fn decimal(&self, number: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", number.abs());
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let whole = whole.parse::<i64>().map(|w| self.number(w)).unwrap_or_else(|_| whole.to_owned());
        let sign = if number < 0.0 { "−" } else { "" };
        match (self.lang, rest.is_empty()) {
            (_, true) => format!("{sign}{whole}"),
            (Lang::Id, false) => format!("{sign}{whole},{rest}"),
            (Lang::En, false) => format!("{sign}{whole}.{rest}"),
        }
    }

    /// `Rp 1.250.000`, in every language.
    pub fn money(&self, amount: Rupiah) -> String {
        amount.to_string()
    }

    fn month(&self, month: u32) -> &'static str {
        const ID: [&str; 12] = [
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ];
        const EN: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let names = match self.lang {
            Lang::Id => ID,
            Lang::En => EN,
        };
        let index = usize::try_from(month).unwrap_or(1).saturating_sub(1);
        names.get(index).copied().unwrap_or_default()
    }

    /// Whether someone is signed in.
    pub fn signed_in(&self) -> bool {
        self.actor.account().is_some()
    }

    /// The panels that other rooms put into a slot of this page, for one subject.
    pub fn slot(&self, slot: &str, subject: &str) -> Html {
        crate::blocks::slot(self, slot, subject)
    }
}
