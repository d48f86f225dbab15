use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::{Actor, AreaCode, Error, Role, Tx};
use testkit::TestDb;

use super::object::{Ruling, answer, object};
use super::review::{next, submit};
use super::*;
use crate::applicant::{self, ApplicantId, State, examples};
use crate::call::{self, CallId, Method, NewCall, Quota};
use crate::programme::Category;

const HERE: &str = "33.74.06.1001";
const MACHINE: Actor = Actor::System("test");

fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

/// Three people who mark.
fn reviewer(number: usize) -> Actor {
    let roles = [Role::AgencyOfficer, Role::Mentor, Role::KelurahanOfficer];
    testkit::actor(roles[number], if number == 0 { "33.74" } else { HERE })
}

/// A call by selection for so many, with criteria of 60 and 40, that is open.
async fn open(tx: &mut Tx, places: i32) -> CallId {
    let programme = examples::programme(tx, &format!("Wirausaha {places}"), Category::Wub).await.unwrap();
    let new = examples::a_call(tx, "WUB 2027", Quota { whole: places, each: None }, &[]);
    let call = call::add(tx, programme, NewCall { method: Method::Selection, ..new }).await.unwrap();
    set_criteria(tx, call, "Kelayakan usaha 60\nKesiapan pendaftar 40%").await.unwrap();
    call
}

/// So many who applied, in order.
async fn people(tx: &mut Tx, call: CallId, many: usize) -> Vec<ApplicantId> {
    let area = AreaCode::parse(HERE).unwrap();
    let mut all = Vec::new();
    for number in 0..many {
        all.push(examples::applicant(tx, call, &format!("Pendaftar {number}"), &area).await.unwrap().1);
    }
    all
}

/// The same after it has closed, with its applicants.
async fn closed(db: &TestDb, places: i32, many: usize) -> (CallId, Vec<ApplicantId>) {
    let mut tx = db.tx(MACHINE).await;
    let call = open(&mut tx, places).await;
    let all = people(&mut tx, call, many).await;
    tx.commit().await.unwrap();
    db.later(TimeDelta::days(31));
    (call, all)
}

/// One reviewer marks all that are offered, by what `points` says of each application.
async fn marks(db: &TestDb, call: CallId, who: usize, points: impl Fn(ApplicantId) -> [i32; 2]) -> usize {
    let mut tx = db.tx(reviewer(who)).await;
    let criteria = criteria(&mut tx, call).await.unwrap();
    let mut done = 0;
    while let Some(review) = next(&mut tx, call).await.unwrap() {
        assert_eq!(next(&mut tx, call).await.unwrap(), Some(review), "what was taken comes first");
        let applicant = review::mine(&mut tx, review).await.unwrap().applicant;
        let points: BTreeMap<_, _> = criteria.iter().map(|one| one.id).zip(points(applicant)).collect();
        submit(&mut tx, review, &points, "").await.unwrap();
        done += 1;
    }
    tx.commit().await.unwrap();
    done
}

async fn states(tx: &mut Tx, all: &[ApplicantId]) -> Vec<State> {
    let mut states = Vec::new();
    for id in all {
        states.push(applicant::one(tx, *id).await.unwrap().state);
    }
    states
}

/// Rank and score of each.
async fn ranks(tx: &mut Tx, all: &[ApplicantId]) -> Vec<(i32, i32)> {
    let mut ranks = Vec::new();
    for id in all {
        let one = applicant::one(tx, *id).await.unwrap();
        ranks.push((one.rank.unwrap(), one.score.unwrap()));
    }
    ranks
}

/// Points for the criteria of a call, in their order.
async fn of(tx: &mut Tx, call: CallId, points: [i32; 2]) -> BTreeMap<CriterionId, i32> {
    criteria(tx, call).await.unwrap().iter().map(|one| one.id).zip(points).collect()
}

/// Upholds an objection with all points, by somebody who has not marked it and not without the points.
async fn upheld(db: &TestDb, call: CallId, said: ObjectionId) -> Tx {
    let words = "Fotonya memang terlewat oleh penilai";
    let mut tx = db.tx(reviewer(0)).await;
    let best = of(&mut tx, call, [5, 5]).await;
    let judge = answer(&mut tx, said, Ruling::Upheld(Some(&best)), words).await.unwrap_err();
    assert_eq!(judge.to_string(), "refused: programmes-objection-reviewer");
    drop(tx);
    let mut tx = db.tx(admin()).await;
    let bare = tx.part(async |tx| answer(tx, said, Ruling::Upheld(None), words).await).await.unwrap();
    assert_eq!(bare.unwrap_err().to_string(), "invalid: points: programmes-review-points");
    answer(&mut tx, said, Ruling::Upheld(Some(&best)), words).await.unwrap();
    tx
}

#[tokio::test]
async fn a_selection_runs_from_marks_to_places_and_an_objection_that_is_right_comes_first() {
    let db = testkit::db().await;
    let (call, all) = closed(&db, 2, 6).await;
    // The third and the last are best and equal; the first is far from agreed.
    let points = |who: usize| {
        let all = all.clone();
        move |id: ApplicantId| match all.iter().position(|one| *one == id).unwrap() {
            0 if who == 0 => [5, 5],
            0 => [1, 1],
            2 | 5 => [4, 4],
            _ => [2, 3],
        }
    };
    assert_eq!(marks(&db, call, 0, points(0)).await, 6);
    let mut tx = db.tx(admin()).await;
    assert!(rank(&mut tx, call).await.unwrap_err().to_string().contains("programmes-ranking-lacks"));
    drop(tx);
    assert_eq!(marks(&db, call, 1, points(1)).await, 6);
    let mut tx = db.tx(admin()).await;
    let made = call::one(&mut tx, call).await.unwrap();
    let expected = Progress { applicants: 6, complete: 5, third: 1 };
    assert_eq!(progress(&mut tx, &made).await.unwrap(), expected);
    drop(tx);
    assert_eq!(marks(&db, call, 2, points(2)).await, 1);

    let mut tx = db.tx(admin()).await;
    assert_eq!(rank(&mut tx, call).await.unwrap(), 6);
    let first = ranks(&mut tx, &all).await;
    assert_eq!(first, [(6, 2_000), (3, 4_800), (1, 8_000), (4, 4_800), (5, 4_800), (2, 8_000)]);
    assert_eq!(rank(&mut tx, call).await.unwrap(), 6);
    assert_eq!(publish(&mut tx, call).await.unwrap(), 2);
    use State::{Offered, Waiting};
    assert_eq!(states(&mut tx, &all).await, [Waiting, Waiting, Offered, Waiting, Waiting, Offered]);
    let again = tx.part(async |tx| publish(tx, call).await).await.unwrap().unwrap_err();
    assert_eq!(again.to_string(), "refused: programmes-call-published");

    let text = "Usaha saya sudah berjalan, fotonya terlampir";
    let said = object(&mut tx, all[4], text).await.unwrap();
    let twice = tx.part(async |tx| object(tx, all[4], text).await).await.unwrap();
    assert_eq!(twice.unwrap_err().to_string(), "refused: programmes-objection-once");
    tx.commit().await.unwrap();
    let mut tx = upheld(&db, call, said).await;
    // Ranked first now; those who have places keep them, and the next free one is hers.
    let ranks = ranks(&mut tx, &all).await;
    assert_eq!(ranks, [(6, 2_000), (4, 4_800), (2, 8_000), (5, 4_800), (1, 10_000), (3, 8_000)]);
    let after = states(&mut tx, &all).await;
    assert_eq!(after, [Waiting, Waiting, Offered, Waiting, Waiting, Offered]);
    applicant::withdraw(&mut tx, all[2], "").await.unwrap();
    let after = states(&mut tx, &all).await;
    assert_eq!((after[4], after[1]), (Offered, Waiting), "before those who waited longer");
    let again = answer(&mut tx, said, Ruling::Rejected, "Sudah dijawab").await.unwrap_err();
    assert_eq!(again.to_string(), "refused: programmes-objection-answered");
    tx.commit().await.unwrap();

    db.later(TimeDelta::days(7));
    let mut tx = db.tx(admin()).await;
    let late = object(&mut tx, all[0], "Nilai saya tidak adil sama sekali").await.unwrap_err();
    assert_eq!(late.to_string(), "refused: programmes-objection-late");
}

#[tokio::test]
async fn nobody_marks_twice_nor_what_the_same_hand_entered_nor_sees_anothers_review() {
    let db = testkit::db().await;
    let (call, all) = closed(&db, 2, 1).await;
    let mut tx = db.tx(reviewer(0)).await;
    let mine = next(&mut tx, call).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let mut other = db.tx(reviewer(1)).await;
    assert!(matches!(review::mine(&mut other, mine).await, Err(Error::NotFound(_))));
    let second = next(&mut other, call).await.unwrap().unwrap();
    assert_ne!(second, mine);
    other.commit().await.unwrap();
    let mut third = db.tx(reviewer(2)).await;
    assert_eq!(next(&mut third, call).await.unwrap(), None, "two have taken it");
    drop(third);
    // One that lies about goes to another reviewer.
    db.later(TimeDelta::days(4));
    let mut third = db.tx(reviewer(2)).await;
    assert!(next(&mut third, call).await.unwrap().is_some());
    drop(third);

    sqlx::query("update programmes.applicant set applied_by = $1 where id = $2")
        .bind(reviewer(2).account().unwrap().0)
        .bind(all[0].0)
        .execute(&mut db.admin().await)
        .await
        .unwrap();
    let mut third = db.tx(reviewer(2)).await;
    assert_eq!(next(&mut third, call).await.unwrap(), None, "the same hand entered it");
}

#[tokio::test]
async fn two_who_take_the_next_at_once_take_two_places_of_the_same_application() {
    let db = testkit::db().await;
    let (call, _) = closed(&db, 2, 1).await;
    let taken = |who: usize| {
        let pool = db.db.clone();
        async move {
            let mut tx = pool.begin(reviewer(who), testkit::SEMARANG).await.unwrap();
            let review = next(&mut tx, call).await.unwrap();
            tx.commit().await.unwrap();
            review
        }
    };
    let (one, two, three) = tokio::join!(taken(0), taken(1), taken(2));
    assert_eq!([one, two, three].into_iter().flatten().count(), 2);
}

#[tokio::test]
async fn marks_are_whole_and_sent_once_and_criteria_stay_as_they_were_marked() {
    let db = testkit::db().await;
    let (call, _) = closed(&db, 2, 1).await;
    let mut tx = db.tx(reviewer(0)).await;
    let review = next(&mut tx, call).await.unwrap().unwrap();
    let criteria = criteria(&mut tx, call).await.unwrap();
    let points = |points: &[i32]| criteria.iter().map(|one| one.id).zip(points.iter().copied()).collect();
    for wrong in [points(&[5]), points(&[5, 6]), BTreeMap::new()] {
        let error = submit(&mut tx, review, &wrong, "").await.unwrap_err();
        assert_eq!(error.to_string(), "invalid: points: programmes-review-points");
    }
    submit(&mut tx, review, &points(&[5, 4]), "").await.unwrap();
    let again = submit(&mut tx, review, &points(&[1, 1]), "").await.unwrap_err();
    assert_eq!(again.to_string(), "refused: programmes-review-sent");
    let error = set_criteria(&mut tx, call, "Lain 10").await.unwrap_err();
    assert_eq!(error.to_string(), "refused: programmes-criteria-in-use");
    for wrong in ["", "Tanpa bobot", "Nol 0", "Sama 1\nsama 2"] {
        assert!(criteria::read(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn nothing_is_marked_while_the_call_is_open_and_nothing_is_selected_where_places_go_by_arrival() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let call = examples::call(&mut tx, "WUB 2027", 5).await.unwrap();
    assert_eq!(rank(&mut tx, call).await.unwrap_err().to_string(), "refused: programmes-selection-none");
    assert_eq!(
        set_criteria(&mut tx, call, "A 1").await.unwrap_err().to_string(),
        "refused: programmes-selection-none"
    );
    let (call, _) = closed(&db, 2, 1).await;
    db.later(TimeDelta::days(-10));
    let mut tx = db.tx(admin()).await;
    assert_eq!(next(&mut tx, call).await.unwrap_err().to_string(), "refused: programmes-selection-early");
}

#[tokio::test]
async fn what_is_published_are_codes_and_for_few_not_even_those() {
    for (many, shown) in [(4, 0), (5, 5)] {
        let db = testkit::db().await;
        let (call, _) = closed(&db, 2, many).await;
        for who in [0, 1] {
            marks(&db, call, who, |_| [3, 3]).await;
        }
        let mut tx = db.tx(admin()).await;
        rank(&mut tx, call).await.unwrap();
        publish(&mut tx, call).await.unwrap();
        let made = call::one(&mut tx, call).await.unwrap();
        let results = publish::results(&mut tx, &made).await.unwrap();
        assert_eq!(results.len(), shown);
        assert!(results.iter().all(|one| one.code.starts_with('L')), "codes");
    }
}

#[tokio::test]
async fn neither_reviewer_sees_the_others_marks_before_both_are_in_and_a_third_sees_none() {
    let db = testkit::db().await;
    let (call, _) = closed(&db, 1, 1).await;
    let mut taken = Vec::new();
    for who in [0, 1] {
        let mut tx = db.tx(reviewer(who)).await;
        taken.push(next(&mut tx, call).await.unwrap().unwrap());
        tx.commit().await.unwrap();
    }
    let seen = async |who: usize, id: ReviewId| {
        let mut tx = db.tx(reviewer(who)).await;
        let mine = review::mine(&mut tx, id).await.unwrap();
        talk::both(&mut tx, &mine).await.unwrap().sent.len()
    };
    let send = async |who: usize, id: ReviewId, points: [i32; 2]| {
        let mut tx = db.tx(reviewer(who)).await;
        let points = of(&mut tx, call, points).await;
        submit(&mut tx, id, &points, "").await.unwrap();
        tx.commit().await.unwrap();
    };
    send(0, taken[0], [5, 5]).await;
    assert_eq!((seen(0, taken[0]).await, seen(1, taken[1]).await), (0, 0));
    send(1, taken[1], [0, 0]).await;
    assert_eq!((seen(0, taken[0]).await, seen(1, taken[1]).await), (2, 2));
    let mut tx = db.tx(reviewer(2)).await;
    let third = next(&mut tx, call).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(seen(2, third).await, 0);
    send(2, third, [5, 4]).await;
    assert_eq!(seen(2, third).await, 3);
}

#[tokio::test]
async fn what_two_agreed_on_counts_once_the_other_confirms_it_and_leaves_no_room_for_a_third() {
    let db = testkit::db().await;
    let (call, all) = closed(&db, 1, 1).await;
    for (who, points) in [(0, [5, 5]), (1, [0, 0])] {
        marks(&db, call, who, move |_| points).await;
    }
    let mine = async |tx: &mut Tx| {
        let me = tx.actor().account().unwrap().0;
        let which = find::Which { applicant: Some(all[0]), ..find::Which::default() };
        find::reviews(tx, which).await.unwrap().into_iter().find(|one| one.reviewer == me).unwrap().id
    };
    let propose = async |who: usize| {
        let mut tx = db.tx(reviewer(who)).await;
        let (id, points) = (mine(&mut tx).await, of(&mut tx, call, [4, 4]).await);
        let done = talk::propose(&mut tx, id, &points, "Rencananya jelas").await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    propose(0).await.unwrap();
    assert_eq!(propose(1).await.unwrap_err().to_string(), "refused: programmes-talk-waits");
    let mut tx = db.tx(reviewer(2)).await;
    assert_eq!(next(&mut tx, call).await.unwrap(), None, "they talk");
    drop(tx);
    let confirm = async |who: usize, agreed: bool| {
        let mut tx = db.tx(reviewer(who)).await;
        let id = mine(&mut tx).await;
        talk::confirm(&mut tx, id, agreed).await?;
        tx.commit().await
    };
    assert_eq!(confirm(0, true).await.unwrap_err().to_string(), "refused: programmes-talk-other");
    confirm(1, false).await.unwrap();
    propose(1).await.unwrap();
    confirm(0, true).await.unwrap();
    let mut tx = db.tx(admin()).await;
    rank(&mut tx, call).await.unwrap();
    assert_eq!(ranks(&mut tx, &all).await, [(1, 8_000)]);
    drop(tx);
    assert_eq!(propose(0).await.unwrap_err().to_string(), "refused: programmes-talk-needless");
}
