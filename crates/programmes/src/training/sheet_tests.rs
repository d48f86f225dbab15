//! Workbooks of attendance, taken in.

use chrono::TimeDelta;
use kernel::{AreaCode, Error, Tx};
use testkit::TestDb;

use super::tests::{HERE, MACHINE, enrolled, now};
use super::*;
use crate::applicant::examples as people;
use crate::call::CallId;

const NIK: &str = "3374061508800003";

/// A training of people with names, and a session in which all have chairs.
async fn a_class(tx: &mut Tx) -> (TrainingId, CallId, SessionId) {
    let (training, call) = enrolled(tx, 0).await;
    let here = AreaCode::parse(HERE).unwrap();
    for name in ["Siti Aminah", "Bambang Setiawan", "Rukmini Istiqomah", "Agus Hidayat", "Heri Supriadi"] {
        people::applicant(tx, call, name, &here).await.unwrap();
    }
    registry::examples::person(tx, "Sutrisno Wijaya", &here, Some(NIK)).await.unwrap();
    enrol(tx, training).await.unwrap();
    let session = now(tx, training, 20).await;
    (training, call, session)
}

async fn with_areas() -> TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await
}

#[tokio::test]
async fn of_a_workbook_participants_count_others_are_shown_apart_and_twice_is_once() {
    let db = with_areas().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, call, session) = a_class(&mut tx).await;
    let book = "DAFTAR HADIR PELATIHAN,,,\nNo,Nama Peserta,NIK,Kelurahan,Tanda Tangan\n\
                1,Siti Aminah,,Penggaron Kidul,v\n2,Bambang Setiawan,,Penggaron Kidul,v\n\
                3,Agus Hidayat,,Penggaron Kidul,\n4,Sutrisno Wijaya,3374061508800003,Penggaron Kidul,v\n\
                5,Zainal Mustofa Harahap,,Gemah,v\n";
    let taken = take_workbook(&mut tx, session, book.as_bytes()).await.unwrap();
    assert_eq!(taken, Taken { sure: 2, doubtful: 0, unknown: 1, outside: 1, again: 0 });
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 2);
    let again = take_workbook(&mut tx, session, book.as_bytes()).await.unwrap();
    assert_eq!(again, Taken { again: 4, ..Taken::default() });
    assert_eq!(rows(&mut tx, session).await.unwrap().len(), 4);

    // Who was there without taking part counts once she or he takes part.
    let outside = |rows: Vec<Row>| rows.into_iter().find(|row| row.verdict == "outside").unwrap();
    let row = outside(rows(&mut tx, session).await.unwrap());
    assert!(!row.joined);
    assert!(matches!(count_in(&mut tx, session, row.id).await, Err(Error::Refused(_))));
    people::entered(&mut tx, call, registry::person::PersonId(row.person.unwrap())).await.unwrap();
    enrol(&mut tx, training).await.unwrap();
    assert!(outside(rows(&mut tx, session).await.unwrap()).joined);
    count_in(&mut tx, session, row.id).await.unwrap();
    assert_eq!(session_of(&mut tx, session).await.unwrap().present, 3);
}

#[tokio::test]
async fn columns_of_days_go_to_the_sessions_of_their_days_or_the_workbook_is_refused_whole() {
    let db = with_areas().await;
    let mut tx = db.tx(MACHINE).await;
    let (training, _, second) = a_class(&mut tx).await;
    let before = tx.now() - TimeDelta::days(1);
    let first = examples::session(&mut tx, training, 1, before, 20).await.unwrap();
    let book = "Nama Peserta;Kelurahan;Hari 1;Hari 2\nSiti Aminah;Penggaron Kidul;v;v\n\
                Bambang Setiawan;Penggaron Kidul;izin;v\nAgus Hidayat;Penggaron Kidul;v;sakit\n";
    let taken = take_workbook(&mut tx, second, book.as_bytes()).await.unwrap();
    assert_eq!((taken.sure, taken.fresh()), (4, 4));
    assert_eq!(session_of(&mut tx, first).await.unwrap().present, 2);
    assert_eq!(session_of(&mut tx, second).await.unwrap().present, 2);

    let refused = take_workbook(&mut tx, second, book.replace("Hari 2", "Hari 3").as_bytes()).await;
    assert!(matches!(refused, Err(Error::Refused(say)) if say.key == "programmes-workbook-no-session"));
}

#[tokio::test]
async fn a_file_that_is_no_list_says_why_and_writes_nothing() {
    let db = with_areas().await;
    let mut tx = db.tx(MACHINE).await;
    let (_, _, session) = a_class(&mut tx).await;
    for (bytes, key) in [
        (&b""[..], "registry-sheet-empty"),
        (b"<html><body>sesi habis</body></html>", "registry-sheet-html"),
        (b"Tanggal;Jumlah\n1;2\n2;3\n", "registry-roll-no-names"),
    ] {
        let refused = take_workbook(&mut tx, session, bytes).await;
        assert!(matches!(&refused, Err(Error::Refused(say)) if say.key == key), "{key}: {refused:?}");
    }
    assert_eq!(rows(&mut tx, session).await.unwrap(), []);
}
