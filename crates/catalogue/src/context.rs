//! What this room hands to the application.

use kernel::job::JobKind;
use registry::photo::PartPictured;
use web::Context;

use crate::{listing, photo, product, stock};

/// The room, as one value.
pub fn context() -> Context {
    Context {
        name: "catalogue",
        pages: product::pages::routes()
            .and(product::forms::routes())
            .and(product::offer_forms::routes())
            .and(product::abroad_forms::routes())
            .and(product::way_forms::routes()),
        addresses: vec![("/jualan-saya", "/catalogue/own")],
        menu: product::pages::menu(),
        panels: vec![product::pages::PANEL],
        jobs: vec![
            JobKind::every::<stock::Expire>(60),
            JobKind::every::<listing::Recount>(600),
            JobKind::every::<listing::CountWords>(3_600),
        ],
        subscriptions: vec![kernel::subscription!(
            PartPictured,
            "catalogue.listing.pictured",
            photo::pictured
        )],
        permissions: vec![product::KEEP, product::CURATE, product::OWN],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        ..Context::default()
    }
}
