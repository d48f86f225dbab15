//! Example follow-ups, made through the doings: some of a call's people became entrepreneurs three months ago, most told how
//! they fare, and some are overdue.

use chrono::TimeDelta;
use kernel::{Error, Rupiah, Tx};

use super::find::{self, Filter};
use super::{NewReport, Said, Sells, report, schedule};
use crate::applicant::{self, State};
use crate::call::{self, CallId};
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, NewShare, Sort};
use crate::programme;

/// So many of a call's people became something; of these all but every fourth answered.
const PEOPLE: i64 = 12;

/// What became of those who have a place in a call.
pub async fn fill(tx: &mut Tx, id: CallId) -> Result<(), Error> {
    let programme = call::one(tx, id).await?.programme;
    let name = programme::one(tx, programme).await?.name;
    let filter = applicant::Filter { call: Some(id), state: Some(State::Placed), ..Default::default() };
    let (people, _) = applicant::list(tx, &filter, 0, PEOPLE).await?;
    let on = (tx.now() - TimeDelta::days(96)).date_naive();
    for one in &people {
        let evidence = NewEvidence { grade: Grade::Claimed, sort: Sort::Registered, on, note: None };
        let new = NewOutcome {
            person: one.person,
            business: None,
            kind: NEW_ENTREPRENEUR.to_owned(),
            categories: vec!["wub".to_owned()],
            area: None,
            on,
            evidence,
            shares: vec![NewShare { programme: Some(programme.0), name: name.clone(), share: 60 }],
        };
        outcome::record(tx, new).await?;
    }
    schedule(tx).await?;
    for (number, one) in (0_i32..).zip(&people) {
        let filter = Filter { person: Some(one.person.0), limit: 4, ..Filter::default() };
        let (asked, _) = find::list(tx, filter).await?;
        for followup in asked.iter().filter(|followup| followup.month <= 3) {
            // Who said it when applying is not asked again.
            if followup.answered_at.is_none() && (followup.month == 0 || number % 4 != 3) {
                report(tx, followup.id, answers(followup.month, number)).await?;
            }
        }
    }
    Ok(())
}

/// What some say when they apply, one of them not to every question.
pub fn baseline(number: i32) -> Option<NewReport> {
    let all = answers(0, number);
    match number % 4 {
        0 | 1 => Some(NewReport { said: Said { sells: Vec::new(), ..all.said }, ..all }),
        2 => Some(NewReport {
            said: Said { sold: all.said.sold, ..Said::default() },
            takings: None,
            agreed: false,
        }),
        _ => None,
    }
}

/// More at three months than at the beginning, and not for everybody.
fn answers(month: i16, number: i32) -> NewReport {
    let later = month > 0;
    let said = Said {
        active: Some(later || number % 2 == 0),
        permit: Some(later && number % 3 != 0),
        sold: Some(later || number % 3 == 0),
        employees: Some(1 + if later { number % 3 } else { 0 }),
        sells: if later { vec![Sells::Shop, Sells::Chat] } else { vec![Sells::Shop] },
    };
    let grown = if later { i64::from(number - 2) * 150_000 } else { 0 };
    NewReport { said, takings: Some(Rupiah(1_200_000 + i64::from(number) * 50_000 + grown)), agreed: true }
}
