//! Permits: what a business may do and how long, by whose word.
//!
//! Always true: a number that might be real is kept, with what is odd about it said beside it; a permit expires by the rule
//! of its kind, and never by a date alone where the law says that it does not.

mod api;
pub mod find;
mod form;
mod home_food;
mod list_pages;
pub mod number;
#[cfg(test)]
mod number_tests;
pub(crate) mod pages;
pub mod recognise;
pub mod record;
mod remind;
pub mod rules;
#[cfg(test)]
mod tests;

pub use number::{Kind, Reading, read};
pub use recognise::recognise;
pub use record::{NewPermit, add, attach, document, verify, withdraw};
pub use remind::Remind;

use kernel::job::JobKind;
use kernel::{Can, Role};
use web::Context;

use crate::business::DESK;

kernel::id!(
    /// A permit of a business.
    PermitId
);

/// Sees which permits expire.
pub const SEE: Can = Can::new("registry.permit.see", DESK);
/// Adds a permit and its document to a business. An entrepreneur does so for the own one.
pub const ADD: Can = Can::new("registry.permit.add", DESK);
/// Says that a permit is right.
pub const VERIFY: Can = Can::new(
    "registry.permit.verify",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);
/// Says that a permit is not a business's. An entrepreneur does so for the own one, until an officer verified it.
pub const WITHDRAW: Can = Can::new(
    "registry.permit.withdraw",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// The messages of this folder beside those on numbers: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(list_pages::routes()),
        api: api::routes(),
        addresses: vec![("/izin-habis", "/registry/permits")],
        menu: vec![list_pages::menu()],
        jobs: vec![JobKind::every::<Remind>(86_400)],
        permissions: vec![SEE, ADD, VERIFY, WITHDRAW],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}
