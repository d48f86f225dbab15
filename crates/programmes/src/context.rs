//! What this room hands to the application.

use web::Context;

use crate::{
    aid, applicant, certificate, feedback, followup, funnel, nudge, outcome, programme, promise, report,
    roadshow, roll, selection, training,
};

/// The room, as one value. Each part of it adds its own; one line each.
pub fn context() -> Context {
    [
        programme::part(),
        applicant::part(),
        selection::part(),
        training::part(),
        certificate::part(),
        feedback::part(),
        promise::part(),
        outcome::part(),
        followup::part(),
        funnel::part(),
        nudge::part(),
        aid::part(),
        report::part(),
        roll::part(),
        roadshow::part(),
    ]
    .into_iter()
    .fold(Context { name: "programmes", ..Context::default() }, with)
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
