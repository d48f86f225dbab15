//! The secret link by which somebody answers without an account: `57-7K3F-9QXM-2AB4`, the number of what is asked, and a seal
//! that only the city's key makes. It says no name, and the page behind it neither.

use chrono::{Days, NaiveDate};
use kernel::{CityId, Error, Tx};

use super::FollowupId;
use kernel::seal::{self, Thing};

/// How long before and after its day it can be used.
const BEFORE: Days = Days::new(30);
const AFTER: Days = Days::new(90);

/// The address of a follow-up's link, within the city.
pub fn address(tx: &Tx, id: FollowupId, number: i32) -> String {
    let seal = seal::seal(tx.db(), thing(tx.city(), &id.to_string()));
    format!("/kabar/{number}-{seal}")
}

/// Which follow-up a link leads to, if it is right and its time has not passed: `programmes-followup-link-over` otherwise.
pub async fn open(tx: &mut Tx, token: &str) -> Result<FollowupId, Error> {
    let nothing = || Error::NotFound("link");
    let token = seal::typed(token);
    let (number, told) = token.split_once('-').ok_or_else(nothing)?;
    let number: i32 = number.parse().map_err(|_| nothing())?;
    let city = tx.city();
    let row = sqlx::query!(
        "select id, due_on from programmes.followup where city = $1 and number = $2",
        city.0,
        number
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(nothing)?;
    let id = FollowupId(row.id);
    if !seal::is_right(tx.db(), thing(city, &id.to_string()), told) {
        return Err(nothing());
    }
    if !lasts(row.due_on, tx.today()) {
        return Err(Error::refused("programmes-followup-link-over"));
    }
    Ok(id)
}

fn lasts(due_on: NaiveDate, today: NaiveDate) -> bool {
    due_on.checked_sub_days(BEFORE).is_some_and(|from| from <= today)
        && due_on.checked_add_days(AFTER).is_some_and(|until| today <= until)
}

/// Sixty bits in twelve signs: nobody finds one by trying.
fn thing(city: CityId, message: &str) -> Thing<'_> {
    Thing { purpose: "programmes.followup.link", city, message, groups: 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_lasts_from_a_month_before_its_day_to_three_months_after() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, expected) in
            [("2026-05-01", false), ("2026-05-02", true), ("2026-08-30", true), ("2026-08-31", false)]
        {
            assert_eq!(lasts(day("2026-06-01"), day(today)), expected, "{today}");
        }
    }
}
