//! What the second half of the room adds to its context: agencies, grants, the staff desk, consents, own data, the trail.

use axum::Extension;
use web::Routes;
use web::context::MenuEntry;

use crate::subject::pages::Rooms;
use crate::{agency, consent, grant, staff, subject, trail};

/// `own` is what all rooms hold about people, for the page of own data.
pub(crate) fn routes(own: Vec<subject::OwnData>) -> Routes {
    let mut people = subject::pages::routes();
    people.router = people.router.layer(Extension(Rooms(own.into())));
    agency::pages::routes()
        .and(grant::pages::routes())
        .and(staff::pages::routes())
        .and(consent::pages::routes())
        .and(trail::pages::routes())
        .and(people)
}

pub(crate) fn menu() -> [MenuEntry; 4] {
    [staff::pages::menu(), agency::pages::menu(), subject::pages::menu(), trail::pages::menu()]
}

/// Fluent sources: Indonesian and English.
pub(crate) const MESSAGES: [(&str, &str); 6] = [
    (include_str!("agency/id.ftl"), include_str!("agency/en.ftl")),
    (include_str!("consent/id.ftl"), include_str!("consent/en.ftl")),
    (include_str!("grant/id.ftl"), include_str!("grant/en.ftl")),
    (include_str!("staff/id.ftl"), include_str!("staff/en.ftl")),
    (include_str!("subject/id.ftl"), include_str!("subject/en.ftl")),
    (include_str!("trail/id.ftl"), include_str!("trail/en.ftl")),
];
