//! A follow-up: how somebody fares whom a programme helped. The same few questions when they come into a programme, and
//! three, six and twelve months after it.
//!
//! Words: a *report back* is what somebody said, by the secret link or to an officer; the *baseline* is what was said with
//! an application and becomes the first of them; the *takings* are what the business took in a month; the *change* is how
//! that differs from the beginning.
//!
//! Always true: each is asked once per place or outcome and month; what was said stays, and the last word holds; takings are
//! kept only of those who agreed, sealed, and go when they say so; nothing is told of fewer than five people together.

mod api;
pub(crate) mod baseline;
pub(crate) mod baseline_pages;
#[cfg(test)]
mod baseline_tests;
pub mod change;
mod claim;
pub mod examples;
pub mod find;
mod link;
mod link_pages;
pub(crate) mod own_data;
mod pages;
pub mod purposes;
pub(crate) mod questions;
mod remind;
mod report_back;
mod schedule;
mod summary_pages;
#[cfg(test)]
mod tests;

pub use claim::Claim;
pub use find::{Filter, Followup, Standing, list, one};
pub use link::{address, open};
pub use remind::Remind;
pub use report_back::{NewReport, Said, report, report_by_link, withdraw_takings};
pub use schedule::{Schedule, schedule};

use kernel::secret::Sealed;
use kernel::{Can, Role};
use web::Context;

use crate::programme::DESK;

kernel::id!(
    /// Something that is to be asked, of one person at one time.
    FollowupId
);
kernel::id!(
    /// What somebody said.
    ReportBackId
);

/// Sees who is to be asked, and what they said of their business but its takings.
pub const SEE: Can = Can::new("programmes.followup.see", DESK);
/// Writes down what somebody said.
pub const ASK: Can = Can::new("programmes.followup.ask", DESK);
/// Sees what a business takes in a month.
pub const TAKINGS: Can =
    Can::new("programmes.followup.takings", &[Role::CityAdmin, Role::AgencyOfficer, Role::Mentor]);

/// The months in which somebody is asked; none is the beginning.
pub const MONTHS: [i16; 4] = [0, 3, 6, 12];

const PLACE: &str = "programmes.takings.sealed";
const BASELINE: &str = "programmes.baseline.sealed";

/// Where a business sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sells {
    /// At home or in a shop of one's own.
    Shop,
    /// On a market, at a stall, at a fair.
    Stall,
    /// Carried around.
    Roaming,
    /// In chats: WhatsApp, Instagram.
    Chat,
    /// On a marketplace or with a delivery service.
    Online,
    /// On consignment, in the city's outlets or with others.
    Consigned,
}

impl Sells {
    pub const ALL: [Sells; 6] =
        [Sells::Shop, Sells::Stall, Sells::Roaming, Sells::Chat, Sells::Online, Sells::Consigned];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Sells::Shop => "shop",
            Sells::Stall => "stall",
            Sells::Roaming => "roaming",
            Sells::Chat => "chat",
            Sells::Online => "online",
            Sells::Consigned => "consigned",
        }
    }

    /// Reads [`Sells::as_str`].
    pub fn parse(text: &str) -> Option<Sells> {
        Sells::ALL.into_iter().find(|sells| sells.as_str() == text)
    }
}

/// What this part says: Indonesian and English.
const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes()
            .and(link_pages::routes())
            .and(summary_pages::routes())
            .and(baseline_pages::routes()),
        api: api::routes(),
        addresses: vec![("/kabar", "/programmes/reports-back")],
        menu: vec![pages::menu()],
        panels: vec![pages::PANEL, summary_pages::PANEL],
        permissions: vec![SEE, ASK, TAKINGS],
        jobs: vec![
            kernel::job::JobKind::every::<Schedule>(3_600),
            kernel::job::JobKind::every::<Remind>(3_600),
            kernel::job::JobKind::every::<purposes::Install>(86_400),
            kernel::job::JobKind::of::<Claim>(),
        ],
        subscriptions: vec![kernel::subscription!(
            registry::person::PersonForgotten,
            "programmes.followup.forget",
            own_data::forgotten
        )],
        sealed: vec![
            Sealed { table: "programmes.takings", row: "id", column: "sealed", place: PLACE, index: None },
            Sealed {
                table: "programmes.baseline",
                row: "applicant",
                column: "sealed",
                place: BASELINE,
                index: None,
            },
        ],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}
