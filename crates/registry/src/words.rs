//! How records are said: names of places and agencies, masked numbers, badges.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::contact::{Email, Phone};
use kernel::{AreaCode, Error, Rupiah, Say, Tx};
use territory::gazetteer::{Gazetteer, gazetteer};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Html, Ui};

/// What is called how, for one page.
#[derive(Clone)]
pub(crate) struct Names {
    places: Arc<Gazetteer>,
    agencies: Arc<BTreeMap<Uuid, String>>,
}

impl Names {
    pub(crate) async fn read(tx: &mut Tx) -> Result<Names, Error> {
        let agencies = identity::agency::list(tx).await?;
        let agencies = agencies.into_iter().map(|agency| (agency.id.0, agency.short_name)).collect();
        Ok(Names { places: gazetteer(tx.db()).await?, agencies: Arc::new(agencies) })
    }

    pub(crate) fn places(&self) -> &Gazetteer {
        &self.places
    }

    pub(crate) fn agencies(&self) -> impl Iterator<Item = (&Uuid, &String)> {
        self.agencies.iter()
    }

    pub(crate) fn agency(&self, id: Option<Uuid>) -> Option<&str> {
        self.agencies.get(&id?).map(String::as_str)
    }

    /// `Penggaron Kidul`; the code where the name is not known.
    pub(crate) fn place(&self, code: &AreaCode) -> String {
        self.places.name_of(code).unwrap_or_else(|| code.to_string())
    }

    /// `Penggaron Kidul, Pedurungan`: with what it lies in, below the city.
    pub(crate) fn path(&self, code: &AreaCode) -> String {
        let mut parts = vec![self.place(code)];
        let mut above = code.parent();
        while let Some(area) = above.filter(|area| area.level() >= kernel::Level::Kecamatan) {
            parts.push(self.place(&area));
            above = area.parent();
        }
        parts.join(", ")
    }

    /// Where somebody lives or works: `RT 003/RW 012, Penggaron Kidul, Pedurungan`.
    pub(crate) fn spot(&self, area: &AreaCode, rw: Option<&str>, rt: Option<&str>) -> String {
        let path = self.path(area);
        match (rt, rw) {
            (Some(rt), Some(rw)) => format!("RT {rt}/RW {rw}, {path}"),
            (None, Some(rw)) => format!("RW {rw}, {path}"),
            (Some(rt), None) => format!("RT {rt}, {path}"),
            (None, None) => path,
        }
    }
}

/// A number as it is shown to officers: `0812••••7890`.
pub(crate) fn masked_phone(text: &str) -> String {
    Phone::parse(text).map(|phone| phone.masked()).unwrap_or_default()
}

pub(crate) fn masked_email(text: &str) -> String {
    Email::parse(text).map(|email| email.masked()).unwrap_or_default()
}

/// A number as its owner writes it: `0812 3456 7890`.
pub(crate) fn own_phone(text: &str) -> String {
    match text.strip_prefix("+62") {
        Some(rest) => format!("0{rest}"),
        None => text.to_owned(),
    }
}

/// Whether a business runs, as a badge.
pub(crate) fn status(ui: &Ui, status: &str) -> Html {
    let tone = match status {
        "open" => Tone::Good,
        "doubtful" => Tone::Warn,
        _ => Tone::Plain,
    };
    blocks::badge(&ui.t_of("registry-status-", status), tone)
}

/// What is not known, as a dash that screen readers pass over.
pub(crate) fn none() -> Html {
    Html::trusted("<span aria-hidden=\"true\">–</span>")
}

/// A text, or a dash.
pub(crate) fn or_none(text: Option<&str>) -> Html {
    text.filter(|text| !text.is_empty()).map_or_else(none, Html::text)
}

/// A measurement as people write it.
pub(crate) fn measured(ui: &Ui, kind: &str, value: i64, unit: Option<&str>) -> String {
    match kind {
        "male_workers" | "female_workers" | "workers" | "disabled_workers" => {
            ui.say(&Say::new("registry-persons").with("count", ui.number(value)))
        }
        "capacity" => format!("{} {}", ui.number(value), unit.unwrap_or_default()).trim().to_owned(),
        _ => ui.money(Rupiah(value)),
    }
}

/// A permit's state on a day, as a badge.
pub(crate) fn expiry(ui: &Ui, expires_on: Option<chrono::NaiveDate>) -> Html {
    let Some(end) = expires_on else { return none() };
    let left = (end - ui.today()).num_days();
    let mut html = Html::text(&ui.date(end));
    if left < 0 {
        html.push_text(" ");
        html.push(&blocks::badge(&ui.t("registry-permit-ended"), Tone::Bad));
    } else if left <= crate::listing::EXPIRING {
        html.push_text(" ");
        let say = Say::new("registry-permit-ending").with("days", left);
        html.push(&blocks::badge(&ui.say(&say), Tone::Warn));
    }
    html
}
