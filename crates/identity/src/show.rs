//! Pieces that the desk's pages of this room share.

use kernel::{Error, Role};
use web::Ui;
pub(crate) use web::blocks::{paragraph, quiet, row, section, stack, table};

/// What a role is called.
pub(crate) fn role(ui: &Ui, role: Role) -> String {
    ui.t_of("identity-role-", role.as_str())
}

/// The text of the reader's language out of Indonesian and English.
pub(crate) fn either<'a>(ui: &Ui, both: &'a [String; 2]) -> &'a str {
    let [id, en] = both;
    match ui.lang {
        web::Lang::Id => id,
        web::Lang::En => en,
    }
}

/// What a permission or fact is called in the trail; its own name where nobody gave it one.
pub(crate) fn action(ui: &Ui, name: &str) -> String {
    let part = name.replace(['.', '_'], "-");
    let key = format!("identity-action-{part}");
    let said = ui.t_of("identity-action-", &part);
    if said == key { name.to_owned() } else { said }
}

/// The end of a day that a form gave, in the city's zone; `None` when it was left empty.
pub(crate) fn end_of_day(ui: &Ui, text: &str) -> Result<Option<kernel::Instant>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let invalid = || Error::field("until", "identity-date-form");
    let date: chrono::NaiveDate = text.parse().map_err(|_| invalid())?;
    let midnight = date.succ_opt().ok_or_else(invalid)?.and_time(chrono::NaiveTime::MIN).and_utc();
    Ok(Some(midnight - (ui.city.zone.local(midnight) - midnight.naive_utc())))
}
