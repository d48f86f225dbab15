use super::*;
use crate::Lang;

fn ui() -> Ui {
    crate::tests::ui(Lang::Id)
}

fn sectors() -> Chart {
    let values = [("Kuliner & <kue>", Some(1250)), ("Jasa", Some(40)), ("Kerajinan", None)];
    Chart::new("sektor", Kind::Bars, "Usaha menurut bidang")
        .of("Bidang usaha", "usaha")
        .values(values.into_iter().map(|(label, value)| (label.to_owned(), value)).collect())
}

fn months() -> Chart {
    let labels: Vec<String> = (1..=24).map(|month| format!("2025-{month:02}")).collect();
    let series = |name: &str, by: i64| Series {
        name: name.to_owned(),
        values: (1..=24).map(|month| Some(month * by)).collect(),
    };
    Chart::new("tumbuh", Kind::Lines, "Pertumbuhan")
        .of("Bulan", "usaha")
        .series(labels, vec![series("Mikro", 10), series("Kecil", 3)])
}

#[test]
fn a_chart_has_no_style_no_colour_and_no_script() {
    for kind in [Kind::Bars, Kind::Stacked, Kind::Columns, Kind::Lines] {
        let chart = Chart { kind, ..months() };
        let svg = chart.figure(&ui()).unwrap().into_string();
        for forbidden in ["style=", "<style", "<script", "fill=", "stroke=", "#", "rgb(", "onload"] {
            assert!(!svg.contains(forbidden), "{kind:?} has {forbidden}: {svg}");
        }
        assert!(svg.contains("class=\"axis\""), "{kind:?} has an axis: {svg}");
    }
}

#[test]
fn a_chart_says_what_it_shows_and_escapes_what_it_is_given() {
    let html = sectors().figure(&ui()).unwrap().into_string();
    assert!(html.contains("<title id=\"bagan-sektor-j\">Usaha menurut bidang</title>"), "{html}");
    assert!(html.contains("aria-labelledby=\"bagan-sektor-j bagan-sektor-k\""));
    assert!(html.contains("Kuliner &amp; &lt;kue&gt; 1.250"), "{html}");
    assert!(!html.contains("<kue>"));
}

#[test]
fn a_single_bar_has_its_name_and_its_length() {
    let chart = sectors().values(vec![("Semua".to_owned(), Some(7))]);
    let html = chart.svg(&ui()).unwrap().into_string();
    assert!(html.contains(">Semua</text>") && html.contains(">7</text>"), "{html}");
    let width = html.split("<rect ").nth(1).and_then(|rect| rect.split("width=\"").nth(1)).unwrap();
    assert!(width.split('"').next().unwrap().parse::<u32>().unwrap() > 100, "{html}");
}

#[test]
fn a_chart_of_nothing_is_its_table_alone() {
    let chart = sectors().values(Vec::new());
    let html = chart.figure(&ui()).unwrap().into_string();
    assert!(!html.contains("<svg") && html.contains("<table"), "{html}");
}

#[test]
fn bars_are_as_long_as_their_values() {
    let html = sectors().svg(&ui()).unwrap().into_string();
    let widths: Vec<i64> = html
        .split("<rect ")
        .skip(1)
        .map(|rect| rect.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(widths.len(), 3, "{html}");
    assert!((widths[0] * 40 - widths[1] * 1250).abs() < 1250, "{widths:?}");
    assert_eq!(widths[2], 0);
}

#[test]
fn bars_share_out_all_of_the_height() {
    let html = sectors().svg(&ui()).unwrap().into_string();
    let tops: Vec<i64> = html
        .split("<rect ")
        .skip(1)
        .map(|rect| rect.split("y=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    let (_, height) = sectors().size();
    assert!(tops[0] < 12, "the first stands on top: {tops:?}");
    assert!(tops[2] > i64::from(height) - 40, "the last at the foot: {tops:?}");
}

#[test]
fn every_value_of_a_chart_is_in_its_table_and_its_file() {
    let chart = months();
    let table = chart.table(&ui()).into_string();
    assert_eq!(table.matches("<tr>").count(), 25);
    assert!(table.contains("<td class=\"num\">240</td><td class=\"num\">72</td>"), "{table}");
    assert_eq!(chart.rows()[24], ["2025-24", "240", "72"]);
    assert!(
        sectors().table(&ui()).into_string().contains("<td class=\"num\">–</td>"),
        "unknown is not nought"
    );
}

#[test]
fn an_empty_chart_draws_nothing() {
    let chart = Chart::new("kosong", Kind::Lines, "Kosong");
    assert!(chart.is_empty());
    assert!(!chart.svg(&ui()).unwrap().into_string().contains("<line"));
}
