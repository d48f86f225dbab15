//! Groups (kelompok): people who work together under a name, such as Kuncup Mekar.
//!
//! Always true: membership is never deleted, it ends; a name stands on a public page only by its bearer's word, because in
//! a group of people with disabilities it tells of one; below five members a public page says no number.

mod api;
mod find;
mod forms;
mod member;
mod pages;
mod public;
mod record;
#[cfg(test)]
mod tests;

pub use find::{Achievement, Group, Listed, Member, list, one};
pub use member::{join, leave, name};
pub use record::{NewAchievement, NewGroup, achieve, add, amend, close, publish, unachieve, unpublish};

use kernel::{AreaCode, Can, Error, Tx};
use serde::{Deserialize, Serialize};
use web::Context;
use web::context::MenuEntry;

use crate::business::DESK;

kernel::id!(
    /// A group.
    GroupId
);
kernel::id!(
    /// Somebody's membership in a group.
    MemberId
);
kernel::id!(
    /// What a group achieved.
    AchievementId
);

/// Sees groups and who belongs to them.
pub const SEE: Can = Can::new("registry.group.see", DESK);
/// Adds, corrects and closes groups, their members and achievements, and says which are public.
pub const KEEP: Can = Can::new("registry.group.keep", DESK);

/// The messages of this folder: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// Fewer members are not counted in public.
pub const FEW: i64 = 5;

/// What holds a group together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Disability,
    Women,
    Craft,
    Food,
    Farming,
    Cooperative,
    Youth,
    Other,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Disability,
        Kind::Women,
        Kind::Craft,
        Kind::Food,
        Kind::Farming,
        Kind::Cooperative,
        Kind::Youth,
        Kind::Other,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Disability => "disability",
            Kind::Women => "women",
            Kind::Craft => "craft",
            Kind::Food => "food",
            Kind::Farming => "farming",
            Kind::Cooperative => "cooperative",
            Kind::Youth => "youth",
            Kind::Other => "other",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What somebody does in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Chair,
    Secretary,
    Treasurer,
    Member,
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Chair, Part::Secretary, Part::Treasurer, Part::Member];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Chair => "chair",
            Part::Secretary => "secretary",
            Part::Treasurer => "treasurer",
            Part::Member => "member",
        }
    }

    /// Reads [`Part::as_str`].
    pub fn parse(text: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.as_str() == text)
    }
}

/// Whether the actor may do `can` to this group, which lies in the territory returned.
pub(crate) async fn may(tx: &mut Tx, id: GroupId, can: Can) -> Result<AreaCode, Error> {
    let area = find::area(tx, id).await?;
    match (tx.may(SEE, &area), tx.may(can, &area)) {
        (_, true) => Ok(area),
        (true, false) => Err(Error::Forbidden),
        (false, false) => Err(tx.hidden("group")),
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(forms::routes()).and(public::routes()),
        api: api::routes(),
        addresses: vec![("/kelompok", "/registry/profiles")],
        menu: vec![menu(), door()],
        permissions: vec![SEE, KEEP],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

/// The way to the groups that wish to be seen.
fn door() -> MenuEntry {
    MenuEntry {
        face: web::Face::Public,
        label: "registry-profiles-menu",
        note: "registry-profiles-note",
        path: "/kelompok",
        can: None,
        ..menu()
    }
}

fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "app-group-work",
        label: "registry-groups",
        note: "registry-groups-note",
        path: "/registry/groups",
        icon: web::icon::Icon::Users,
        can: Some(SEE),
    }
}
