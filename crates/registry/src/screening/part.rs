//! What this part of the room adds to it.

use web::Context;

use super::{JOBS, SCREEN, api, pages, show};

/// Screenings: pages, jobs, permission, messages.
pub fn part() -> Context {
    Context {
        pages: pages::routes().and(show::routes()),
        api: api::routes(),
        openapi: Some(api::document()),
        addresses: vec![("/saring-bantuan", "/registry/screenings")],
        menu: vec![pages::menu()],
        jobs: JOBS.to_vec(),
        permissions: vec![SCREEN],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        ..Context::default()
    }
}
