use super::*;

fn sheet() -> Sheet {
    Sheet {
        title: "Laporan UMKM Kota Depok".into(),
        lang: "id".into(),
        foot: "Kota Depok · dihitung 22 November 2026".into(),
        page: "Halaman".into(),
    }
}

fn document() -> Paper {
    let mut paper = Paper::new(sheet());
    paper.paragraph("Usaha aktif menurut registri. “Kutipan”, tanda — pisah, 1.250 usaha.");
    paper.heading(2, "Menurut kelurahan");
    let heads = [Head::text("Kelurahan"), Head::number("Usaha aktif"), Head::number("Pelaku usaha")];
    let rows: Vec<Vec<String>> =
        (1..=120).map(|at| vec![format!("Kelurahan {at}"), format!("{at}"), "1.234".into()]).collect();
    paper.table("Usaha menurut kelurahan", &heads, &rows, Some(119));
    paper.drawing("Usaha menurut bidang: Kuliner 12", (200.0, 100.0), |canvas| {
        canvas.rect(40.0, 10.0, 120.0, 20.0, Tone::Main);
        canvas.line(vec![(40.0, 0.0), (40.0, 100.0)], 1.0, Tone::Ink);
        canvas.text(36.0, 24.0, "Kuliner", 12.0, Along::End, Tone::Muted);
    });
    paper
}

#[test]
fn a_document_passes_the_checks_of_accessible_pdf_and_is_the_same_each_time() {
    let one = document().finish().unwrap();
    assert!(one.starts_with(b"%PDF-"));
    assert!(one.len() < 200_000, "{}", one.len());
    assert_eq!(one, document().finish().unwrap());
    let text = String::from_utf8_lossy(&one);
    assert!(text.contains("pdfuaid"), "says that it is accessible");
}

#[test]
fn a_long_table_goes_on_the_next_page() {
    let paper = document();
    assert!(paper.page >= 2, "{}", paper.page);
    let lowest = paper.runs.iter().flat_map(|run| &run.marks).filter_map(|mark| match mark {
        canvas::Mark::Text { y, .. } => Some(*y),
        canvas::Mark::Line { .. } | canvas::Mark::Area { .. } => None,
    });
    assert!(lowest.fold(0.0, f32::max) < 842.0 - 51.0);
}

#[test]
fn text_of_any_kind_can_be_printed() {
    for text in ["", " ", "ꦧꦠꦶꦏ\u{0}\t\n", "漢字 emoji 🙂", &"x".repeat(5000), "a\u{301}"] {
        let mut paper = Paper::new(sheet());
        paper.paragraph(text);
        paper.heading(2, text);
        paper.table(text, &[Head::text(text)], &[vec![text.to_owned()]], None);
        paper.drawing(text, (0.0, 0.0), |canvas| canvas.text(0.0, 0.0, text, 9.0, Along::Middle, Tone::Ink));
        paper.finish().unwrap();
    }
}

#[test]
fn lines_are_no_wider_than_their_room() {
    let text = "Usaha yang menurut registri masih berjalan dihitung sekali, berapapundaftaryangmenyebutnya";
    for room in [20.0, 60.0, 200.0] {
        let lines = font::lines(text, font::Weight::Regular, 9.0, room);
        assert!(
            lines.iter().all(|line| font::width(line, font::Weight::Regular, 9.0) <= room + 0.01),
            "{lines:?}"
        );
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }
}
