//! What the second half of the room adds to its context: agencies, grants, the staff desk, consents, own data, the trail.

use axum::Extension;
use utoipa::OpenApi;
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

/// Under `/api/v1`.
pub(crate) fn api(own: Vec<subject::OwnData>) -> Routes {
    let mut people = subject::api::routes();
    people.router = people.router.layer(Extension(Rooms(own.into())));
    agency::api::routes()
        .and(grant::api::routes())
        .and(staff::api::routes())
        .and(consent::api::routes())
        .and(trail::api::routes())
        .and(people)
}

#[derive(OpenApi)]
#[openapi(paths(
    agency::api::list,
    agency::api::add,
    agency::api::rename,
    agency::api::close,
    grant::api::own,
    grant::api::list,
    grant::api::give,
    grant::api::revoke,
    staff::api::list,
    consent::api::purposes,
    consent::api::list,
    consent::api::choose,
    trail::api::list,
    trail::api::root,
    trail::api::verify,
    subject::api::export,
    subject::api::ask
))]
struct Document;

/// What the API says of these.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
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
