//! Example aid, recorded through the doings: a tool for most of those who have a place, and for some a second too soon.

use chrono::TimeDelta;
use kernel::{Error, Rupiah, Tx};

use super::{AidKind, NewAid, record, repeat};
use crate::applicant::{self, State};
use crate::call::CallId;

/// So many of a call's people received something.
const PEOPLE: i64 = 12;

/// What people of a call received.
pub async fn fill(tx: &mut Tx, call: CallId) -> Result<(), Error> {
    let agency = identity::agency::list(tx).await?.into_iter().next().map(|one| one.id);
    let filter = applicant::Filter { call: Some(call), state: Some(State::Placed), ..Default::default() };
    let (people, _) = applicant::list(tx, &filter, 0, PEOPLE).await?;
    let on = |days| (tx.now() - TimeDelta::days(days)).date_naive();
    let (first, second) = (on(200), on(40));
    for (number, one) in (0_i64..).zip(&people) {
        let new = NewAid {
            person: Some(one.person),
            business: None,
            kind: AidKind::Tool,
            what: "Mesin jahit portabel".to_owned(),
            agency,
            programme: None,
            on: first,
            worth: Some(Rupiah(1_750_000 + number * 25_000)),
            paper: Some(format!("BAST/{}/2026", 100 + number)),
        };
        record(tx, new.clone()).await?;
        if number % 5 == 0 {
            let again = "Gerobak dorong".to_owned();
            record(tx, NewAid { what: again, on: second, agency: None, worth: None, ..new }).await?;
        }
    }
    repeat::set(tx, AidKind::Tool, None, 12).await.map(|_| ())
}
