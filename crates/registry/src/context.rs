//! What this room hands to the application.

use kernel::Can;
use kernel::job::JobKind;
use web::{Context, Routes};

use crate::{
    batch, business, card, group, kbli, link, linkage, own, permit, person, photo, request, screening,
    search, source,
};

/// The room, as one value. Each part of it adds its own; one line each.
pub fn context() -> Context {
    [
        records(),
        batch::part(),
        search::part(),
        permit::part(),
        photo::part(),
        group::part(),
        link::pages::part(),
        screening::part(),
    ]
    .into_iter()
    .fold(Context { name: "registry", ..Context::default() }, with)
}

/// People, businesses and requests.
fn records() -> Context {
    Context {
        pages: routes(),
        api: person::api::routes().and(business::api::routes()).and(card::pages::api()),
        addresses: vec![
            ("/pelaku", "/registry/people"),
            ("/usaha", "/registry/businesses"),
            ("/usaha-saya", "/registry/own"),
            ("/kartu", "/registry/cards"),
        ],
        menu: vec![
            person::pages::menu(),
            business::pages::menu(),
            request::pages::menu(),
            own::pages::menu(),
        ],
        jobs: vec![JobKind::every::<person::purposes::Install>(86_400)],
        subscriptions: vec![kernel::subscription!(
            identity::subject::SubjectErased,
            "registry.person.forget",
            person::own_data::erased
        )],
        openapi: Some(
            person::api::document().merge_from(business::api::document()).merge_from(card::pages::document()),
        ),
        permissions: permissions(),
        messages: vec![
            (include_str!("id.ftl"), include_str!("en.ftl")),
            kbli::MESSAGES,
            linkage::MESSAGES,
            (include_str!("business/size_id.ftl"), include_str!("business/size_en.ftl")),
            (include_str!("business/level_id.ftl"), include_str!("business/level_en.ftl")),
            (include_str!("permit/number_id.ftl"), include_str!("permit/number_en.ftl")),
        ],
        sealed: [person::SEALED.as_slice(), source::SEALED.as_slice(), request::SEALED.as_slice()].concat(),
        ..Context::default()
    }
}

fn with(mut room: Context, part: Context) -> Context {
    room.pages = room.pages.and(part.pages);
    room.api = room.api.and(part.api);
    room.addresses.extend(part.addresses);
    room.menu.extend(part.menu);
    room.panels.extend(part.panels);
    room.jobs.extend(part.jobs);
    room.subscriptions.extend(part.subscriptions);
    room.permissions.extend(part.permissions);
    room.messages.extend(part.messages);
    room.sealed.extend(part.sealed);
    room.openapi = match (room.openapi, part.openapi) {
        (Some(one), Some(other)) => Some(one.merge_from(other)),
        (one, other) => one.or(other),
    };
    room
}

fn routes() -> Routes {
    person::pages::routes()
        .and(person::record_pages::routes())
        .and(person::forms::routes())
        .and(person::alike::routes())
        .and(business::pages::routes())
        .and(business::record_pages::routes())
        .and(business::forms::routes())
        .and(business::stand_pages::routes())
        .and(own::pages::routes())
        .and(request::pages::routes())
        .and(card::pages::routes())
}

fn permissions() -> Vec<Can> {
    vec![
        business::SEE,
        business::REGISTER,
        business::AMEND,
        business::CLOSE,
        business::SEE_FINANCE,
        person::SEE,
        person::REGISTER,
        person::AMEND,
        person::SEE_SPECIFIC,
        person::REVEAL,
        person::RECOGNISE,
        source::LINK,
        request::ANSWER,
        own::HAVE,
    ]
}
