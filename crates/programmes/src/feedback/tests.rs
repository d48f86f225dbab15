use chrono::TimeDelta;
use kernel::{Error, Tx};

use super::*;
use crate::training::tests::{MACHINE, enrolled, now};
use crate::training::token::{self, Door};
use crate::training::{SessionId, Who, seated, session_of, tick};

fn said(useful: i32, words: &str) -> Said {
    Said { useful, taught: 5, place: None, said: Some(words.to_owned()) }
}

/// What those who have a chair show at the door, by number.
async fn tokens(tx: &mut Tx, session: SessionId) -> Vec<String> {
    let it = session_of(tx, session).await.unwrap();
    let who =
        Who { training: it.training, session: Some(session), one: None, prefix: "", offset: 0, most: 100 };
    let door = Door { session, number: it.number };
    let rows = seated(tx, &who).await.unwrap();
    rows.into_iter().map(|row| token::make(tx.db(), tx.city(), door, row.participant, row.number)).collect()
}

async fn everybody_was_there(tx: &mut Tx, session: SessionId) {
    let it = session_of(tx, session).await.unwrap();
    let who =
        Who { training: it.training, session: Some(session), one: None, prefix: "", offset: 0, most: 100 };
    for row in seated(tx, &who).await.unwrap() {
        tick(tx, session, row.participant).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_was_there_says_something_once_and_anew() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 6).await;
    let session = now(&mut tx, training, 6).await;
    let tokens = tokens(&mut tx, session).await;
    let absent = give(&mut tx, &tokens[0], said(4, "")).await;
    assert!(matches!(absent, Err(Error::Refused(_))), "{absent:?}");
    everybody_was_there(&mut tx, session).await;
    let first = give(&mut tx, &tokens[0], said(1, "Panas")).await.unwrap();
    assert_eq!(give(&mut tx, &tokens[0], said(5, "Bagus")).await.unwrap(), first);
    for token in &tokens[1..4] {
        give(&mut tx, token, said(4, "  ")).await.unwrap();
    }
    let few = of_session(&mut tx, session).await.unwrap();
    assert_eq!((few.present, few.answered, few.told(), few.useful.mean()), (6, 4, false, None));
    assert_eq!((few.words.len(), few.useful.number()), (0, 0));

    give(&mut tx, &tokens[4], said(3, "Terlalu cepat")).await.unwrap();
    let told = of_session(&mut tx, session).await.unwrap();
    assert_eq!((told.answered, told.useful.counts), (5, [0, 0, 1, 3, 1]));
    assert_eq!((told.useful.mean(), told.place.mean()), (Some(4.0), None));
    let mut words = told.words;
    words.sort();
    assert_eq!(words, ["Bagus", "Terlalu cepat"]);
    assert_eq!(of_training(&mut tx, training).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_answer_is_named_and_a_code_that_was_made_up_opens_nothing() {
    let db = testkit::db().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _) = enrolled(&mut tx, 1).await;
    let session = now(&mut tx, training, 1).await;
    everybody_was_there(&mut tx, session).await;
    let token = tokens(&mut tx, session).await.remove(0);
    for (wrong, field) in [
        (Said { useful: 6, ..said(1, "") }, "useful"),
        (Said { place: Some(0), ..said(1, "") }, "place"),
        (said(1, &"a".repeat(1_001)), "said"),
    ] {
        match give(&mut tx, &token, wrong).await {
            Err(Error::Invalid(wrong)) => assert_eq!(wrong[0].0, field),
            other => panic!("{other:?}"),
        }
    }
    for wrong in ["", "1-1-7K3F-9QXM", "x"] {
        assert!(matches!(give(&mut tx, wrong, said(4, "")).await, Err(Error::NotFound(_))), "{wrong}");
    }
    let ends = session_of(&mut tx, session).await.unwrap().ends_at;
    tx.commit().await.unwrap();
    db.clock.set(ends + TimeDelta::days(31));
    let mut tx = db.tx(MACHINE).await;
    assert!(matches!(give(&mut tx, &token, said(4, "")).await, Err(Error::Refused(_))));
}
