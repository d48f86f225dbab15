//! The secret link by which somebody answers without an account: `57-7K3F-9QXM-2AB4`, the number of what is asked, and a seal
//! that only the city's key makes. It says no name, and the page behind it neither.

use chrono::{Days, NaiveDate};
use kernel::{Db, Error, Tx};
use sha2::{Digest as _, Sha256};

use super::FollowupId;

/// No I, L, O, U, so that what is typed from a paper is not mistaken.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const COLUMN: &str = "programmes.followup.link";

/// How long before and after its day it can be used.
const BEFORE: Days = Days::new(30);
const AFTER: Days = Days::new(90);

/// The address of a follow-up's link, within the city.
pub fn address(tx: &Tx, id: FollowupId, number: i32) -> String {
    let seal = seal(&tx.db().keys().blind(COLUMN, tx.city(), &id.to_string()));
    format!("/kabar/{number}-{seal}")
}

/// Which follow-up a link leads to, if it is right and its time has not passed: `programmes-followup-link-over` otherwise.
pub async fn open(tx: &mut Tx, token: &str) -> Result<FollowupId, Error> {
    let nothing = || Error::NotFound("link");
    let token = token.trim().to_uppercase().replace('O', "0").replace(['I', 'L'], "1");
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
    if !is_right(tx.db(), city, id, told) {
        return Err(nothing());
    }
    if !lasts(row.due_on, tx.today()) {
        return Err(Error::refused("programmes-followup-link-over"));
    }
    Ok(id)
}

fn is_right(db: &Db, city: kernel::CityId, id: FollowupId, told: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    // Compared as digests, so that how long it takes says nothing of how much is right.
    let told = Sha256::digest(plain(told).as_bytes());
    let seals = db.keys().blinds(COLUMN, city, &id.to_string());
    seals.iter().any(|mac| Sha256::digest(plain(&seal(mac)).as_bytes()) == told)
}

fn lasts(due_on: NaiveDate, today: NaiveDate) -> bool {
    due_on.checked_sub_days(BEFORE).is_some_and(|from| from <= today)
        && due_on.checked_add_days(AFTER).is_some_and(|until| today <= until)
}

/// Sixty bits in twelve signs: nobody finds one by trying.
fn seal(mac: &[u8]) -> String {
    let number = mac.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let sign = |place: u32| {
        let at = usize::try_from(number >> (5 * place) & 31).unwrap_or_default();
        char::from(SIGNS.get(at).copied().unwrap_or(b'0'))
    };
    let part = |from: u32| (from..from + 4).rev().map(sign).collect::<String>();
    format!("{}-{}-{}", part(8), part(4), part(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_are_of_twelve_signs_whatever_the_key_says() {
        assert_eq!(seal(&[0; 32]), "0000-0000-0000");
        assert_eq!(seal(&[255; 32]), "ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(seal(&[0, 0, 0, 0, 0, 0, 0, 33]), "0000-0000-0011");
    }

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
