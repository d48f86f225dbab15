//! Where things stand: scales and ticks by `plotters`, the room for names by us.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::DrawingBackend;

use super::{Chart, Ink, Kind, Series};
use crate::Ui;

/// Near to a telephone's, so that text of 12 units is read there too.
const WIDTH: u32 = 310;
/// The height of a lying bar with the space around it.
const ROW: u32 = 26;
const TEXT: f64 = 12.0;
/// A name longer than this is cut on the chart; the table has it whole.
const LONGEST: u32 = 130;

/// A scale of a single label has no length: it gets room for two.
const LEAST: u32 = 2;

type Fault<B> = DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>;

pub(super) fn size(chart: &Chart) -> (u32, u32) {
    let rows = u32::try_from(chart.labels.len()).unwrap_or(u32::MAX).clamp(LEAST, 60);
    match chart.kind {
        Kind::Bars | Kind::Stacked => (WIDTH, rows * ROW + 12),
        Kind::Columns | Kind::Lines => (WIDTH, 220),
    }
}

pub(super) fn draw<B: DrawingBackend>(
    chart: &Chart,
    ui: &Ui,
    area: &DrawingArea<B, Shift>,
) -> Result<(), Fault<B>> {
    if chart.is_empty() {
        return Ok(());
    }
    match chart.kind {
        Kind::Bars | Kind::Stacked => lying(chart, ui, area),
        Kind::Columns | Kind::Lines => standing(chart, ui, area),
    }
}

/// The width of a text in the typeface, near enough to keep room for it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a text of a chart is far shorter than u32::MAX pixels, and its width is positive"
)]
pub(super) fn text_width(text: &str, size: f64) -> u32 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | 't' | 'f' | 'I' | '.' | ',' | ' ' | '(' | ')' => 0.32,
            'm' | 'w' | 'M' | 'W' | '@' => 0.9,
            c if c.is_uppercase() => 0.68,
            _ => 0.58,
        })
        .sum();
    (ems * size).ceil() as u32
}

fn whole(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn known(series: &Series, at: usize) -> i64 {
    series.values.get(at).copied().flatten().unwrap_or(0)
}

fn text<'a>(ink: Ink, along: HPos, across: VPos) -> TextStyle<'a> {
    let style = ("sans-serif", TEXT).with_color(ink.colour());
    style.into_text_style(&(WIDTH, WIDTH)).pos(Pos::new(along, across))
}

/// A name that fits into the room for names.
fn fitting(label: &str) -> String {
    if text_width(label, TEXT) <= LONGEST {
        return label.to_owned();
    }
    let mut cut = String::new();
    for c in label.chars() {
        if text_width(&cut, TEXT) + 14 > LONGEST {
            break;
        }
        cut.push(c);
    }
    format!("{}…", cut.trim_end())
}

/// Bars that lie: names on the left, values at their ends.
fn lying<B: DrawingBackend>(chart: &Chart, ui: &Ui, area: &DrawingArea<B, Shift>) -> Result<(), Fault<B>> {
    let count = chart.labels.len();
    let sums: Vec<i64> =
        (0..count).map(|at| chart.series.iter().map(|series| known(series, at)).sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    let names = chart.labels.iter().map(|label| text_width(&fitting(label), TEXT)).max().unwrap_or(0);
    let ends = text_width(&ui.number(most), TEXT) + 12;
    let last = (whole(count) - 1).max(1);
    let mut plane = ChartBuilder::on(area)
        .margin_right(ends)
        .margin_top(4)
        .set_label_area_size(LabelAreaPosition::Left, names + 8)
        .build_cartesian_2d(0..most, (0..last).into_segmented())?;
    // The first label stands on top, and plotters counts upwards.
    let from_top = |value: &SegmentValue<i32>| match value {
        SegmentValue::CenterOf(at) | SegmentValue::Exact(at) => usize::try_from(last - at).ok(),
        SegmentValue::Last => None,
    };
    let name = |value: &SegmentValue<i32>| {
        from_top(value).and_then(|at| chart.labels.get(at)).map(|label| fitting(label)).unwrap_or_default()
    };
    plane
        .configure_mesh()
        .disable_mesh()
        .disable_x_axis()
        .axis_style(Ink::Axis.colour())
        .y_labels(count.max(2))
        .y_label_formatter(&name)
        .y_label_style(text(Ink::Label, HPos::Right, VPos::Center))
        .draw()?;
    for (at, sum) in sums.iter().enumerate() {
        let row = last - whole(at);
        let mut from = 0;
        for (number, series) in chart.series.iter().enumerate() {
            let to = from + known(series, at);
            let corners = [(from, SegmentValue::Exact(row)), (to, SegmentValue::Exact(row + 1))];
            let mut bar = Rectangle::new(corners, Ink::series(chart.kind, number).colour().filled());
            bar.set_margin(4, 4, 0, 0);
            plane.draw_series(std::iter::once(bar))?;
            from = to;
        }
        let told = chart.series.iter().any(|series| series.values.get(at).copied().flatten().is_some());
        let words = if told { ui.number(*sum) } else { "–".to_owned() };
        let value = EmptyElement::at((*sum, SegmentValue::CenterOf(row)))
            + Text::new(words, (6, 0), text(Ink::Value, HPos::Left, VPos::Center));
        plane.draw_series(std::iter::once(value))?;
    }
    Ok(())
}

/// Columns and lines: labels below, a scale on the left.
fn standing<B: DrawingBackend>(chart: &Chart, ui: &Ui, area: &DrawingArea<B, Shift>) -> Result<(), Fault<B>> {
    let count = chart.labels.len();
    let values = chart.series.iter().flat_map(|series| series.values.iter().flatten());
    let most = values.copied().max().unwrap_or(0).max(1);
    let most = most + most / 12 + 1;
    let mut plane = ChartBuilder::on(area)
        .margin_top(8)
        .margin_right(14)
        .set_label_area_size(LabelAreaPosition::Left, text_width(&ui.number(most), TEXT) + 8)
        .set_label_area_size(LabelAreaPosition::Bottom, 22)
        .build_cartesian_2d((0..whole(count) - 1).into_segmented(), 0..most)?;
    let name = |value: &SegmentValue<i32>| match value {
        SegmentValue::CenterOf(at) | SegmentValue::Exact(at) => {
            usize::try_from(*at).ok().and_then(|at| chart.labels.get(at)).cloned().unwrap_or_default()
        }
        SegmentValue::Last => String::new(),
    };
    let widest = chart.labels.iter().map(|label| text_width(label, TEXT)).max().unwrap_or(0);
    let room = (WIDTH / (widest + 12)).max(1);
    plane
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(Ink::Grid.colour())
        .light_line_style(TRANSPARENT)
        .axis_style(Ink::Axis.colour())
        .x_labels(usize::try_from(room).unwrap_or(1).min(count))
        .y_labels(5)
        .x_label_formatter(&name)
        .y_label_formatter(&|value| ui.number(*value))
        .x_label_style(text(Ink::Label, HPos::Center, VPos::Top))
        .y_label_style(text(Ink::Label, HPos::Right, VPos::Center))
        .draw()?;
    for (number, series) in chart.series.iter().enumerate() {
        let ink = Ink::series(chart.kind, number);
        let points = series.values.iter().enumerate().filter_map(|(at, value)| Some((whole(at), (*value)?)));
        let points: Vec<(i32, i64)> = points.collect();
        if chart.kind == Kind::Columns {
            plane.draw_series(points.iter().map(|(at, value)| {
                let corners = [(SegmentValue::Exact(*at), *value), (SegmentValue::Exact(at + 1), 0)];
                let mut bar = Rectangle::new(corners, ink.colour().filled());
                bar.set_margin(0, 0, 2, 2);
                bar
            }))?;
            continue;
        }
        let line = points.iter().map(|(at, value)| (SegmentValue::CenterOf(*at), *value));
        plane.draw_series(LineSeries::new(line, ink.colour()))?;
        let dot = Ink::Dot(u8::try_from(number).unwrap_or(0)).colour().filled();
        let ends = points.first().into_iter().chain(points.last());
        plane.draw_series(
            ends.map(|(at, value)| Circle::new((SegmentValue::CenterOf(*at), *value), 4, dot)),
        )?;
    }
    Ok(())
}
