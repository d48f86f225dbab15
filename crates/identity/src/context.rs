//! What this room hands to the application.

use axum::Extension;
use kernel::job::JobKind;
use web::{Context, Routes};

use crate::factor::Policy;

/// The room, as one value, where staff must hold a second factor.
pub fn context() -> Context {
    context_under(Policy::Force)
}

/// The room under an installation's policy about second factors.
pub fn context_under(policy: Policy) -> Context {
    let mut pages = routes();
    pages.router = pages.router.layer(Extension(policy));
    let mut api = crate::session::api::routes().and(crate::passkey::api::routes()).and(crate::invitation::api::routes());
    api.router = api.router.layer(Extension(policy));
    Context {
        name: "identity",
        pages,
        api,
        addresses: vec![
            ("/masuk", "/identity/session"),
            ("/keluar", "/identity/session/closure"),
            ("/daftar", "/identity/accounts/new"),
            ("/lupa-sandi", "/identity/resets"),
            ("/akun", "/identity/account"),
        ],
        menu: crate::invitation::pages::menu(),
        jobs: vec![JobKind::every::<crate::session::Sweep>(3600)],
        permissions: vec![
            crate::account::CLOSE,
            crate::credential::reset::ISSUE,
            crate::invitation::INVITE,
        ],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl")), crate::post::SOURCES],
        sealed: vec![crate::totp::SECRET],
        openapi: Some(crate::session::api::document()),
        ..Context::default()
    }
}

fn routes() -> Routes {
    crate::session::pages::routes()
        .and(crate::account::pages::routes())
        .and(crate::credential::pages::routes())
        .and(crate::factor::pages::routes())
        .and(crate::invitation::pages::routes())
}
