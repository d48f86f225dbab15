//! What this room hands to the application.

use axum::Extension;
use kernel::Can;
use kernel::job::JobKind;
use web::{Context, Routes};

use crate::factor::{self, Policy};
use crate::{
    account, agency, consent, credential, grant, invitation, parts, passkey, session, staff, subject, trail,
};

/// The room, as one value, where staff must hold a second factor.
pub fn context() -> Context {
    context_under(Policy::Force)
}

/// The room under an installation's policy about second factors.
pub fn context_under(policy: Policy) -> Context {
    context_with(policy, Vec::new())
}

/// The same, with what the rooms above hold about people: for the page of own data and its download.
pub fn context_with(policy: Policy, others: Vec<subject::OwnData>) -> Context {
    let own = [subject::identity().to_vec(), others].concat();
    let mut pages = routes().and(parts::routes(own.clone()));
    pages.router = pages.router.layer(Extension(policy));
    let mut api = session::api::routes().and(passkey::api::routes()).and(invitation::api::routes());
    api = api.and(parts::api(own));
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
            ("/data-saya", "/identity/own-data"),
            ("/peran", "/identity/grants"),
            ("/tujuan-data", "/identity/purposes"),
        ],
        menu: [invitation::pages::menu(), parts::menu().to_vec()].concat(),
        jobs: vec![
            JobKind::every::<session::Sweep>(3600),
            JobKind::every::<trail::Seal>(5),
            JobKind::every::<trail::HandOut>(86_400),
            JobKind::of::<credential::reset::Send>(),
            JobKind::every::<consent::Install>(86_400),
            JobKind::of::<subject::Erase>(),
            JobKind::of::<subject::Keep>(),
            JobKind::every::<subject::Reapply>(3600),
        ],
        permissions: permissions(),
        messages: [
            &[(include_str!("id.ftl"), include_str!("en.ftl")), crate::post::SOURCES],
            parts::MESSAGES.as_slice(),
        ]
        .concat(),
        sealed: [&[crate::totp::SECRET], subject::SEALED.as_slice()].concat(),
        openapi: Some(session::api::document().merge_from(parts::document())),
        ..Context::default()
    }
}

fn permissions() -> Vec<Can> {
    vec![
        account::CLOSE,
        agency::ADD,
        agency::RENAME,
        agency::CLOSE,
        consent::RECORD,
        credential::reset::ISSUE,
        grant::GIVE,
        grant::REVOKE,
        invitation::INVITE,
        staff::LIST,
        subject::REGISTER,
        subject::CLAIM,
        subject::REVEAL,
        subject::ASK,
        subject::ANSWER,
        subject::HOLD,
        trail::READ,
        trail::VERIFY,
    ]
}

fn routes() -> Routes {
    session::pages::routes()
        .and(account::pages::routes())
        .and(account::register_pages::routes())
        .and(credential::pages::routes())
        .and(factor::pages::routes())
        .and(invitation::pages::routes())
}
