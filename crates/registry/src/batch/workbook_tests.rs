use std::io::Cursor;
use std::ops::ControlFlow;

use kernel::Actor;
use kernel::id::AgencyId;
use sheet::{Limits, Met, REASON, Value};
use testkit::{DEPOK, TestDb};

use super::*;

const LIST: &str = "\
DATA UMKM KOTA DEPOK TAHUN 2023,,,,
,,,,
NO,NAMA PEMILIK,NIK,NAMA USAHA,KELURAHAN
1,Siti Aminah,3276015708900001,Warung Sari,Depok
2,Budi Santoso,32760117089000,Bengkel Budi,Depok
3,,3276011708900005,,Depok
4,Rahmat Hidayat,3276011708900002,Sablon Rahmat,Depok
";

async fn imported(kit: &TestDb, agency: AgencyId, bytes: &[u8]) -> BatchId {
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let new = NewBatch {
        agency,
        file_name: "daftar.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: bytes.to_vec(),
    };
    let id = receive_then(&mut tx, new, Then::Apply).await.unwrap();
    tx.commit().await.unwrap();
    for job in kit.work_off().await {
        assert_eq!(job.error, None, "{}", job.name);
    }
    id
}

async fn outcome(kit: &TestDb, id: BatchId) -> (State, Vec<(Verdict, i64)>, (i64, i64)) {
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let batch = find::one(&mut tx, id).await.unwrap();
    let people = sqlx::query_as(
        "select (select count(*) from registry.person_figures where city = 3276),
                (select count(*) from registry.business_figures where city = 3276)",
    );
    let people = people.fetch_one(tx.conn()).await.unwrap();
    (batch.state, find::verdicts(&mut tx, id).await.unwrap(), people)
}

/// The cells of a workbook, row by row.
fn cells(bytes: &[u8]) -> Vec<(u32, Vec<(u32, String)>)> {
    let mut rows = Vec::new();
    sheet::read(Cursor::new(bytes), &Limits::default(), &mut |met| {
        if let Met::Row(row) = met {
            let text = |value: &Value| match value {
                Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Date(_) | Value::Bool(_) | Value::Fault(_) => panic!("{value:?}"),
            };
            rows.push((
                row.number,
                row.cells.iter().map(|cell| (cell.column, text(&cell.value))).collect::<Vec<_>>(),
            ));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// The same as a CSV file, with cells replaced.
fn mended(rows: &[(u32, Vec<(u32, String)>)], mend: &[(u32, u32, &str)]) -> String {
    let mut lines = Vec::new();
    for number in 1..=rows.last().unwrap().0 {
        let row = rows.iter().find(|row| row.0 == number).map(|row| row.1.clone()).unwrap_or_default();
        let cell = |column: u32| {
            let new =
                mend.iter().find(|(at, of, _)| (*at, *of) == (number, column)).map(|mend| mend.2.to_owned());
            let old = row.iter().find(|cell| cell.0 == column).map(|cell| cell.1.clone());
            format!("\"{}\"", new.or(old).unwrap_or_default())
        };
        lines.push((1..=6).map(cell).collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}

#[tokio::test]
async fn a_workbook_that_comes_back_mended_adds_what_was_mended_and_nothing_twice() {
    let kit = testkit::db_prepared("territory", &JOBS, &[], async |conn| {
        territory::reference::load_for_tests(conn).await
    })
    .await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    let first = imported(&kit, agency, LIST.as_bytes()).await;
    let counted = [(Verdict::Doubtful, 1), (Verdict::Good, 2), (Verdict::Refused, 1)];
    assert_eq!(outcome(&kit, first).await, (State::Applied, counted.to_vec(), (3, 3)));

    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let book = workbook(&mut tx, first).await.unwrap();
    drop(tx);
    assert_eq!(book.file_name, "daftar (catatan).xlsx");
    let rows = cells(&book.bytes);
    let at = |number: u32| &rows.iter().find(|row| row.0 == number).unwrap().1;
    assert_eq!(at(3).last().unwrap(), &(6, REASON.to_owned()));
    assert!(at(5).last().unwrap().1.contains("14 angka"), "{rows:?}");
    assert!(at(6).last().unwrap().0 == 6 && at(4).last().unwrap().0 == 5, "{rows:?}");

    let again = imported(&kit, agency, mended(&rows, &[]).as_bytes()).await;
    let counted = [(Verdict::Known, 3), (Verdict::Refused, 1)];
    assert_eq!(outcome(&kit, again).await, (State::Ready, counted.to_vec(), (3, 3)));

    let mends = [(5, 3, "3276011708900007"), (6, 2, "Dewi Lestari"), (6, 4, "Kue Dewi")];
    let third = imported(&kit, agency, mended(&rows, &mends).as_bytes()).await;
    let counted = [(Verdict::Good, 2), (Verdict::Known, 2)];
    // Budi is who he was, with his number now; Dewi is new.
    assert_eq!(outcome(&kit, third).await, (State::Applied, counted.to_vec(), (4, 4)));
}

const BESIDE: &str = "\
NO,NAMA PEMILIK,NIK,NAMA USAHA,KELURAHAN,,NO,NAMA PEMILIK,NIK,NAMA USAHA,KELURAHAN
1,Siti Aminah,3276015708900001,Warung Sari,Depok,,1,Budi Santoso,3276011708900,Bengkel Budi,Depok
2,Rahmat Hidayat,32760117089,Sablon Rahmat,Depok,,2,,3276011708900005,,Depok
";

#[tokio::test]
async fn of_lists_side_by_side_each_row_is_two_and_the_workbook_says_which_one_it_means() {
    let kit = testkit::db_prepared("territory", &JOBS, &[], async |conn| {
        territory::reference::load_for_tests(conn).await
    })
    .await;
    let agency = AgencyId(uuid::Uuid::now_v7());
    let id = imported(&kit, agency, BESIDE.as_bytes()).await;
    let counted = [(Verdict::Doubtful, 2), (Verdict::Good, 1), (Verdict::Refused, 1)];
    assert_eq!(outcome(&kit, id).await, (State::Applied, counted.to_vec(), (3, 3)));

    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let book = workbook(&mut tx, id).await.unwrap();
    drop(tx);
    let rows = cells(&book.bytes);
    let reason = |number: u32| {
        let row = &rows.iter().find(|row| row.0 == number).unwrap().1;
        row.iter().find(|cell| cell.0 == 12).map(|cell| cell.1.clone()).unwrap_or_default()
    };
    assert_eq!(reason(1), REASON);
    assert!(reason(2).starts_with("Daftar mulai kolom G") && reason(2).contains("13 angka"), "{}", reason(2));
    // The left one's first, then the right one's.
    assert!(reason(3).starts_with("NIK") && reason(3).contains("; Daftar mulai kolom G"), "{}", reason(3));

    let lines: Vec<String> = (1..=3)
        .map(|number| {
            let row = &rows.iter().find(|row| row.0 == number).unwrap().1;
            let text = |column: u32| row.iter().find(|cell| cell.0 == column).map(|cell| cell.1.clone());
            (1..=12)
                .map(|column| format!("\"{}\"", text(column).unwrap_or_default()))
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    let again = imported(&kit, agency, lines.join("\n").as_bytes()).await;
    let counted = [(Verdict::Known, 3), (Verdict::Refused, 1)];
    assert_eq!(outcome(&kit, again).await, (State::Ready, counted.to_vec(), (3, 3)));
}
