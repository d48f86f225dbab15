//! What this part of the room adds to it.

use web::Context;

use super::{IMPORT, JOBS, api, pages, show};

/// Lists: pages, jobs, permission, messages.
pub fn part() -> Context {
    Context {
        pages: pages::routes().and(show::routes()),
        addresses: vec![("/daftar-instansi", "/registry/batches")],
        api: api::routes(),
        openapi: Some(api::document()),
        menu: vec![pages::menu()],
        jobs: JOBS.to_vec(),
        permissions: vec![IMPORT],
        messages: vec![
            (include_str!("id.ftl"), include_str!("en.ftl")),
            (include_str!("../import/id.ftl"), include_str!("../import/en.ftl")),
        ],
        ..Context::default()
    }
}
