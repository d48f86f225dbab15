//! What this room hands to the application.

use kernel::job::JobKind;
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Context, Face};

use crate::{account, journal, payout, period, proof, rate, settlement};

/// The room, as one value.
pub fn context() -> Context {
    Context {
        name: "ledger",
        pages: account::pages::routes()
            .and(journal::pages::routes())
            .and(period::pages::routes())
            .and(proof::pages::routes())
            .and(rate::pages::routes())
            .and(settlement::pages::routes())
            .and(payout::pages::routes()),
        api: journal::api::routes(),
        addresses: vec![("/pembukuan", "/ledger/proofs")],
        menu: vec![menu()],
        jobs: vec![JobKind::every::<proof::Nightly>(1800), JobKind::every::<period::CloseMonths>(21_600)],
        permissions: vec![
            account::SEE,
            journal::CORRECT,
            journal::REVERSE,
            period::CLOSE,
            proof::PROVE,
            rate::SET,
            settlement::SETTLE,
            payout::PAY,
        ],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(journal::api::document()),
        ..Context::default()
    }
}

fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "ledger-menu",
        label: "ledger-accounts",
        note: "ledger-accounts-note",
        path: "/ledger/accounts",
        icon: Icon::Wallet,
        can: Some(account::SEE),
    }
}
