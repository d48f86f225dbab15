//! `berdaya import`: killed at every stage, fed with files that mean harm, and its manners.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::Output;
use std::time::{Duration, Instant};

use cluster::Role;
use rand::{RngExt, SeedableRng};
use sqlx::{ConnectOptions, PgConnection};
use tokio::time::timeout;

use crate::support::{Place, Serving, text};

const KILLS: u32 = 24;
const ROWS: u32 = 1500;

/// An installation that serves Depok and leaves the jobs to the commands.
async fn serving(place: &Place) -> Serving {
    let opened = place.run(&["city", "open", "32.76", "--slug", "depok"]);
    assert!(opened.status.success(), "{}", text(&opened.stderr));
    place.serve(&["--no-work"]).await
}

async fn connect(place: &Place) -> PgConnection {
    let opened = cluster::open(place.config().cluster()).await.unwrap();
    opened.address().options(Role::Superuser).connect().await.unwrap()
}

fn list(rows: u32) -> String {
    let areas = ["Depok", "Depok Jaya", "Mampang", "Pancoran Mas", "Rangkapanjaya"];
    let mut text =
        "DATA UMKM KOTA DEPOK TAHUN 2023\n\nNO,NAMA PEMILIK,NIK,NO HP,NAMA USAHA,KELURAHAN\n".to_owned();
    for row in 1..=rows {
        // Every third without a number: they are matched by nothing but their row.
        let nik =
            if row % 3 == 0 { String::new() } else { format!("327601{:02}0890{:04}", 1 + row % 28, row) };
        let area = areas[usize::try_from(row).unwrap() % areas.len()];
        writeln!(text, "{row},Warga Nomor {row},{nik},0812{:08},Usaha Nomor {row},{area}", 10_000_000 + row)
            .unwrap();
    }
    text
}

const IMPORT: [&str; 5] = ["--city", "depok", "--agency", "Dinas Koperasi", "--create-agency"];

fn import(place: &Place, file: &str, more: &[&str]) -> Output {
    let path = place.beside(file);
    place.run(&[&["import", path.to_str().unwrap()], &IMPORT[..], more].concat())
}

/// Everything that counts, without ids and moments.
async fn state(conn: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "select 'person|' || concat_ws('|', name, area, phones, number_state, sources, nik_index is null)
         from registry.person where city = 3276 and withdrawn_at is null and became is null
         union all
         select 'business|' || concat_ws('|', b.name, b.area, p.name, p.phones)
         from registry.business b
         join registry.ownership o on o.city = b.city and o.business = b.id
         join registry.person p on p.city = o.city and p.id = o.person
         where b.city = 3276 and b.withdrawn_at is null and b.became is null
         union all
         select 'membership|' || concat_ws('|', s.sheet, s.row_number, p.name, b.name)
         from registry.membership m
         join registry.source s on s.city = m.city and s.id = m.source
         left join registry.person p on p.city = m.city and p.id = m.person
         left join registry.business b on b.city = m.city and b.id = m.business
         where m.city = 3276 and m.ended_at is null
         order by 1",
    )
    .fetch_all(conn)
    .await
    .unwrap()
}

async fn applied(conn: &mut PgConnection) -> Option<String> {
    sqlx::query_scalar("select id::text from registry.batch where city = 3276 and state = 'applied' order by at desc limit 1")
        .fetch_optional(conn)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_whose_import_is_killed_again_and_again_is_in_the_end_there_once() {
    let place = Place::new();
    let serving = serving(&place).await;
    std::fs::write(place.beside("daftar.csv"), list(ROWS)).unwrap();
    let mut conn = connect(&place).await;
    let began = Instant::now();
    let output = import(&place, "daftar.csv", &[]);
    let import_takes = began.elapsed();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let undisturbed = state(&mut conn).await;
    assert_eq!(undisturbed.iter().filter(|line| line.starts_with("person|")).count(), 1500);

    let mut random = rand::rngs::StdRng::seed_from_u64(20_261_122);
    let mut undo_takes = import_takes;
    let (mut kills, mut undos) = (0, 0);
    while kills < KILLS {
        let batch = applied(&mut conn).await;
        let path = place.beside("daftar.csv");
        let arguments: Vec<&str> = match &batch {
            Some(batch) => vec!["import", "--city", "depok", "--undo", batch, "--reason", "berkas salah"],
            None => [&["import", path.to_str().unwrap()], &IMPORT[..]].concat(),
        };
        let takes = if batch.is_some() { undo_takes } else { import_takes };
        let longest = u64::try_from(takes.as_millis()).unwrap();
        let patience = Duration::from_millis(random.random_range(0..=longest));
        let began = Instant::now();
        let mut child = tokio::process::Command::from(place.command(&arguments)).spawn().unwrap();
        match timeout(patience, child.wait()).await {
            Err(_) => {
                child.kill().await.unwrap();
                kills += 1;
            }
            Ok(status) => {
                let output = child.wait_with_output().await.unwrap();
                assert!(status.unwrap().success(), "{arguments:?}: {}", text(&output.stderr));
                if batch.is_some() {
                    undo_takes = began.elapsed();
                    undos += 1;
                }
            }
        }
        let now = state(&mut conn).await;
        assert!(
            now.is_empty() || now == undisturbed,
            "half of a list counts after {kills} kills: {}",
            now.len()
        );
    }
    // Whatever was begun is ended by whoever comes next; then once more, in peace.
    let output = import(&place, "daftar.csv", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(state(&mut conn).await, undisturbed);
    println!("{kills} kills, {undos} undone in between; an import takes {import_takes:?}");
    drop(conn);
    assert_eq!(serving.stop().await, 0, "{}", place.log());
}

/// An Excel file of one sheet with this XML.
fn xlsx(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let parts: [(&str, &[u8]); 5] = [
        (
            "[Content_Types].xml",
            br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts.iter().chain(more) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

#[tokio::test]
async fn files_that_mean_harm_are_refused_in_words_and_the_next_list_goes_in() {
    let place = Place::new();
    let serving = serving(&place).await;
    let far =
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let files: [(&str, Vec<u8>, &str); 7] = [
        ("bom.xlsx", xlsx(&sheet(&" ".repeat(64 << 20)), &[]), "registry-sheet-bomb"),
        ("jauh.xlsx", xlsx(&sheet(far), &[]), "registry-sheet-too-wide"),
        ("rusak.xlsx", xlsx("<worksheet><sheetData><row r='1'><c r='A1'", &[]), "registry-sheet-damaged"),
        (
            "laman.xls",
            b"<html><body><table><tr><td>NIK</td></tr></table></body></html>".to_vec(),
            "registry-sheet-html",
        ),
        (
            "makro.xlsm",
            xlsx(&sheet(""), &[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")]),
            "registry-batch-no-list",
        ),
        ("kosong.xlsx", Vec::new(), "registry-sheet-empty"),
        ("kutip.csv", format!("NO,NAMA\n1,\"{}", "x".repeat(200_000)).into_bytes(), "registry-sheet-"),
    ];
    let messages: Vec<&str> =
        app::contexts().iter().flat_map(|room| room.messages.clone()).map(|(_, en)| en).collect();
    for (name, bytes, key) in files {
        std::fs::write(place.beside(name), bytes).unwrap();
        let began = Instant::now();
        let output = import(&place, name, &[]);
        println!("{name}: {:?} {}", began.elapsed(), text(&output.stderr).trim());
        assert_eq!(output.status.code(), Some(1), "{name}: {}", text(&output.stdout));
        assert!(output.stdout.is_empty(), "{name}");
        // The machine of a test is slow and busy; alone it takes a fraction of a second.
        assert!(began.elapsed() < Duration::from_secs(20), "{name} took {:?}", began.elapsed());
        let line = messages
            .iter()
            .flat_map(|en| en.lines())
            .find_map(|line| line.strip_prefix(&format!("{key} = ")));
        if let Some(words) = line {
            let start = words.split('{').next().unwrap().trim();
            assert!(text(&output.stderr).contains(start), "{name}: {}", text(&output.stderr));
        }
    }
    std::fs::write(place.beside("baik.csv"), list(5)).unwrap();
    let output = import(&place, "baik.csv", &["--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["state"], &report["taken"]["people_new"]), (&"applied".into(), &5.into()));
    assert_eq!(serving.stop().await, 0, "{}", place.log());
}

#[tokio::test]
async fn an_import_says_what_would_go_in_asks_about_columns_and_is_undone_by_its_number() {
    let place = Place::new();
    let serving = serving(&place).await;
    std::fs::write(place.beside("daftar.csv"), list(20)).unwrap();
    std::fs::write(
        place.beside("asing.csv"),
        "QWE,ASD,ZXC\nfoo,3276011708900001,x\nbar,3276011708900002,y\nbaz,3276011708900003,z\n",
    )
    .unwrap();
    let json = |output: &Output| serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    let unknown = place.beside("daftar.csv");
    let output =
        place.run(&["import", unknown.to_str().unwrap(), "--city", "depok", "--agency", "Dinas Koperasi"]);
    assert!(
        output.status.code() == Some(1) && text(&output.stderr).contains("--create-agency"),
        "{}",
        text(&output.stderr)
    );

    let output = import(&place, "daftar.csv", &["--dry-run", "--json"]);
    assert_eq!(
        (output.status.code(), &json(&output)["verdicts"]["good"]),
        (Some(0), &20.into()),
        "{}",
        text(&output.stderr)
    );
    let output = import(&place, "asing.csv", &[]);
    let (asked, masked) = (text(&output.stdout), "3276••••••••••01");
    assert_eq!(output.status.code(), Some(3), "{asked} {}", text(&output.stderr));
    assert!(asked.contains(masked) && !asked.contains("3276011708900001"), "{asked}");

    let back = place.beside("kembali.xlsx");
    let output = import(&place, "daftar.csv", &["--json", "--workbook", back.to_str().unwrap()]);
    let report = json(&output);
    assert_eq!((&report["state"], &report["taken"]["people_new"]), (&"applied".into(), &20.into()));
    assert!(std::fs::read(&back).unwrap().starts_with(b"PK"));
    let output = import(&place, "daftar.csv", &["--json"]);
    assert_eq!((output.status.code(), &json(&output)["verdicts"]["known"]), (Some(0), &20.into()));

    let batch = report["batch"].as_str().unwrap();
    let output =
        place.run(&["import", "--city", "32.76", "--undo", batch, "--reason", "tahun yang salah", "--json"]);
    assert_eq!(json(&output)["state"], "undone", "{}", text(&output.stderr));
    let listed = text(&place.run(&["import", "--city", "depok", "--list"]).stdout);
    assert!(listed.contains(&format!("{batch}  ")) && listed.contains("undone"), "{listed}");

    assert_eq!(serving.stop().await, 0, "{}", place.log());
}
