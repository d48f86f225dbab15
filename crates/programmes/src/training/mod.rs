//! A training of a programme: what is taught, in which sessions, to whom, and who was there.
//!
//! Words: a *unit* is a part of the curriculum; a *session* is when and where a unit is taught; a *participant* is somebody
//! with a place in the programme who takes part; a *booking* is a participant's *chair* in a session or a place in the queue
//! for one; an *attendance* says that somebody was there. A *token* is what a participant shows at the door: it names session
//! and participant, and nobody can make one without the city's key.
//!
//! Always true: no more chairs of a session are taken than there are, because the database refuses one more; whoever waits
//! moves up in order; one attendance is in force for each session and participant, however often and in whichever way it was
//! told; one that was wrong is voided with a reason and stays.

pub(crate) mod api;
pub(crate) mod attend;
mod book;
mod calendar;
pub mod curriculum;
mod door_pages;
pub mod examples;
mod find;
mod forms;
mod notify;
pub(crate) mod own_data;
mod own_pages;
pub(crate) mod pages;
mod remind;
mod session;
mod session_forms;
mod session_pages;
mod sheet;
pub mod sheet_book;
pub mod sheet_marks;
mod sheet_pages;
pub mod sheet_rules;
#[cfg(test)]
mod sheet_tests;
#[cfg(test)]
pub(crate) mod tests;
pub mod token;
mod write;

pub(crate) use attend::holder_of;
pub use attend::{Seen, Verdict, Why, Word, check_in, door, history, tick, void};
pub use book::{book, enrol, fill, give_up, leave};
pub use calendar::{address as calendar_address, renew as renew_calendar};
pub use find::{
    Participant, Seated, Session, Training, Unit, Which, Who, count, list, of, one, participant, seated,
    session as session_of, sessions, trainers, units,
};
pub(crate) use pages::length;
pub use remind::Remind;
pub use session::{NewSession, add as add_session, amend as amend_session, cancel as cancel_session};
pub use sheet::{Row, Taken, count_in, decide, rows, take};
pub use sheet_book::take_workbook;
pub use write::{NewTraining, add, amend, close};
pub(crate) use write::{open, reasoned};

use kernel::{Can, Role};
use web::Context;

kernel::id!(
    /// A training.
    TrainingId
);
kernel::id!(
    /// A part of a curriculum.
    UnitId
);
kernel::id!(
    /// A session.
    SessionId
);
kernel::id!(
    /// Somebody who takes part in a training.
    ParticipantId
);
kernel::id!(
    /// A chair in a session, or a place in the queue for one.
    BookingId
);
kernel::id!(
    /// A row of a sign-in sheet.
    RowId
);
kernel::id!(
    /// That somebody was in a session.
    AttendanceId
);

/// Sees trainings and their sessions at the desk.
pub const SEE: Can = Can::new(
    "programmes.training.see",
    &[
        Role::CityAdmin,
        Role::AgencyOfficer,
        Role::KecamatanOfficer,
        Role::KelurahanOfficer,
        Role::Mentor,
        Role::Analyst,
    ],
);
/// Makes trainings and sessions, changes them, says who takes part.
pub const RUN: Can = Can::new("programmes.training.run", &[Role::CityAdmin, Role::AgencyOfficer]);

/// What trainings say: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes()
            .and(forms::routes())
            .and(session_pages::routes())
            .and(session_forms::routes())
            .and(door_pages::routes())
            .and(sheet_pages::routes())
            .and(own_pages::routes())
            .and(calendar::routes()),
        api: api::routes(),
        addresses: vec![
            ("/pelatihan-saya", "/programmes/participants/own"),
            ("/sesi-saya", "/programmes/sessions/own"),
        ],
        menu: vec![pages::menu(), own_pages::menu()],
        panels: vec![pages::PANEL],
        permissions: vec![SEE, RUN],
        jobs: vec![kernel::job::JobKind::every::<Remind>(1_800)],
        subscriptions: vec![kernel::subscription!(
            registry::person::PersonForgotten,
            "programmes.training.forget",
            own_data::forgotten
        )],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}
