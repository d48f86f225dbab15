use std::io::Cursor;

use chrono::TimeDelta;
use kernel::id::AgencyId;
use registry::batch::{self, NewBatch};
use sheet::{Limits, Met};
use testkit::TestDb;

use super::*;
use crate::applicant::{self, State, examples};
use crate::call::{self, CallId, Quota, Rule};
use crate::programme::Category;
use crate::testing::{area, machine};

/// A list as a kelurahan writes one: of somebody too young, of somebody twice, of somebody whose kelurahan nobody knows.
const LIST: &str = "\
DAFTAR CALON PESERTA WIRAUSAHA BARU,,,,
,,,,
NO,NAMA,NIK,TANGGAL LAHIR,KELURAHAN
1,Siti Aminah,3374065708900001,17-08-1990,Gemah
2,Budi Santoso,3374061708900002,17-08-1990,Gemah
3,Rara Kecil,3374064101150003,01-01-2015,Gemah
4,Siti Aminah,3374065708900001,17-08-1990,Gemah
5,,3374061708900005,17-08-1990,Gemah
";

async fn kit() -> TestDb {
    let (room, registry) = (crate::context(), registry::context());
    let jobs: Vec<_> = room.jobs.iter().chain(&registry.jobs).cloned().collect();
    let subscriptions: Vec<_> = room.subscriptions.iter().chain(&registry.subscriptions).cloned().collect();
    testkit::db_prepared("territory", &jobs, &subscriptions, async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await
}

async fn a_call(kit: &TestDb, places: i32) -> CallId {
    let mut tx = kit.tx(machine()).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let rules = [Rule::Resident, Rule::AgeAtLeast(17)];
    let new = examples::a_call(&tx, "WUB 2027", Quota { whole: places, each: None }, &rules);
    let call = call::add(&mut tx, programme, new).await.unwrap();
    tx.commit().await.unwrap();
    call
}

fn list(agency: AgencyId, text: &str) -> NewBatch {
    NewBatch {
        agency,
        file_name: "calon.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

async fn sent(kit: &TestDb, call: CallId, agency: AgencyId, text: &str) -> RollId {
    let mut tx = kit.tx(machine()).await;
    let id = receive(&mut tx, call, list(agency, text)).await.unwrap();
    tx.commit().await.unwrap();
    worked(kit).await;
    id
}

async fn worked(kit: &TestDb) {
    for job in kit.work_off().await {
        assert_eq!(job.error, None, "{}", job.name);
    }
}

async fn came_to(kit: &TestDb, id: RollId) -> Counts {
    counts(&mut kit.tx(machine()).await, id).await.unwrap()
}

/// The states of a call's applications, in the order of arrival.
async fn applied(kit: &TestDb, call: CallId) -> Vec<State> {
    let mut tx = kit.tx(machine()).await;
    let filter = applicant::Filter { call: Some(call), ..applicant::Filter::default() };
    let (mut rows, _) = applicant::list(&mut tx, &filter, 0, 100).await.unwrap();
    rows.sort_by_key(|row| row.number);
    rows.into_iter().map(|row| row.state).collect()
}

#[tokio::test]
async fn whoever_stands_in_a_list_applies_in_its_order_and_each_row_says_what_became_of_it() {
    let kit = kit().await;
    let call = a_call(&kit, 1).await;
    let id = sent(&kit, call, AgencyId(uuid::Uuid::now_v7()), LIST).await;
    assert_eq!(
        came_to(&kit, id).await,
        [(Outcome::Entered, 2), (Outcome::Already, 1), (Outcome::Failed, 1), (Outcome::Unread, 1)]
    );
    assert_eq!(applied(&kit, call).await, [State::Placed, State::Waiting]);
    let mut tx = kit.tx(machine()).await;
    let (rows, total) = rows(&mut tx, id, Some(Outcome::Failed), 0, 10).await.unwrap();
    assert_eq!((total, rows[0].row, rows[0].failed.as_slice()), (1, 6, &["age_at_least".to_owned()][..]));
    assert!(one(&mut tx, id).await.unwrap().entered_at.is_some());
}

#[tokio::test]
async fn the_same_list_again_enters_nobody_twice() {
    let kit = kit().await;
    let call = a_call(&kit, 5).await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    sent(&kit, call, agency, LIST).await;
    let again = sent(&kit, call, agency, LIST).await;
    // The registry has nothing to take over, and the people apply all the same.
    assert_eq!(
        came_to(&kit, again).await,
        [(Outcome::Already, 3), (Outcome::Failed, 1), (Outcome::Unread, 1)]
    );
    assert_eq!(applied(&kit, call).await.len(), 2);
}

#[tokio::test]
async fn people_whom_the_registry_knows_by_an_earlier_list_apply_without_being_taken_over_again() {
    let kit = kit().await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    let mut tx = kit.tx(machine()).await;
    batch::receive_then(&mut tx, list(agency, LIST), batch::Then::Apply).await.unwrap();
    tx.commit().await.unwrap();
    worked(&kit).await;
    let call = a_call(&kit, 5).await;
    let id = sent(&kit, call, agency, LIST).await;
    assert_eq!(
        came_to(&kit, id).await,
        [(Outcome::Entered, 2), (Outcome::Already, 1), (Outcome::Failed, 1), (Outcome::Unread, 1)]
    );
}

#[tokio::test]
async fn undoing_a_list_takes_its_applications_back_and_leaves_others() {
    let kit = kit().await;
    let call = a_call(&kit, 1).await;
    let mut tx = kit.tx(machine()).await;
    let own = examples::applicant(&mut tx, call, "Warga Sendiri", &area("33.74.06.1001")).await.unwrap().1;
    tx.commit().await.unwrap();
    let id = sent(&kit, call, AgencyId(uuid::Uuid::now_v7()), LIST).await;
    assert_eq!(applied(&kit, call).await, [State::Placed, State::Waiting, State::Waiting]);
    let mut tx = kit.tx(machine()).await;
    let roll = one(&mut tx, id).await.unwrap();
    batch::undo(&mut tx, roll.batch, "daftar yang salah").await.unwrap();
    tx.commit().await.unwrap();
    worked(&kit).await;
    assert_eq!(applied(&kit, call).await, [State::Placed, State::Withdrawn, State::Withdrawn]);
    let mut tx = kit.tx(machine()).await;
    assert_eq!(applicant::one(&mut tx, own).await.unwrap().state, State::Placed);
    assert!(one(&mut tx, id).await.unwrap().undone_at.is_some());
}

#[tokio::test]
async fn a_list_is_taken_only_while_the_call_is_open_and_only_by_those_who_judge() {
    let kit = kit().await;
    let call = a_call(&kit, 1).await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    let mut tx = kit.tx(testkit::actor(kernel::Role::KelurahanOfficer, "33.74.06.1003")).await;
    assert!(matches!(receive(&mut tx, call, list(agency, LIST)).await, Err(kernel::Error::Forbidden)));
    drop(tx);
    kit.clock.set(kit.clock.now() + TimeDelta::days(4000));
    let mut tx = kit.tx(machine()).await;
    let refused = receive(&mut tx, call, list(agency, LIST)).await.unwrap_err();
    assert!(matches!(refused, kernel::Error::Refused(say) if say.key == "programmes-call-over"));
}

#[tokio::test]
async fn the_workbook_comes_back_with_the_rule_that_failed() {
    let kit = kit().await;
    let call = a_call(&kit, 5).await;
    let id = sent(&kit, call, AgencyId(uuid::Uuid::now_v7()), LIST).await;
    let mut tx = kit.tx(machine()).await;
    let book = workbook(&mut tx, id).await.unwrap();
    let mut text = String::new();
    sheet::read(Cursor::new(book.bytes), &Limits::default(), &mut |met| {
        if let Met::Row(row) = met {
            text.push_str(&format!("{row:?}\n"));
        }
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    let young = text.lines().find(|line| line.contains("Rara Kecil")).unwrap();
    assert!(young.contains("Tidak memenuhi syarat") && young.contains("17 tahun"), "{young}");
    let fine = text.lines().find(|line| line.contains("Budi Santoso")).unwrap();
    assert!(fine.contains("Didaftarkan"), "{fine}");
}

#[tokio::test]
async fn who_is_forgotten_stands_in_no_list_any_more() {
    let kit = kit().await;
    let call = a_call(&kit, 5).await;
    let id = sent(&kit, call, AgencyId(uuid::Uuid::now_v7()), LIST).await;
    let mut tx = kit.tx(machine()).await;
    let (before, _) = rows(&mut tx, id, Some(Outcome::Entered), 0, 10).await.unwrap();
    let person = before[0].person.unwrap();
    own_data::forgotten(&mut tx, registry::person::PersonForgotten { person }).await.unwrap();
    let (after, _) = rows(&mut tx, id, Some(Outcome::Entered), 0, 10).await.unwrap();
    assert_eq!((after.len(), after[0].person), (before.len(), None));
}
