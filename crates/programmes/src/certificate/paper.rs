//! Certificates on paper: one to a page, with a code to read or type.

use kernel::{Error, Say};
use paper::{Along, Canvas, Paper, Sheet, Tone};
use qrcode::{Color, QrCode};
use web::Ui;

use super::find::Certificate;
use crate::training;

/// The page in units of its own; [`Paper::drawing`] scales it to the sheet.
const WIDTH: f32 = 580.0;
const HEIGHT: f32 = 760.0;
const MIDDLE: f32 = WIDTH / 2.0;

/// A certificate with what stands on it beside its own data.
pub(super) struct Printed {
    pub(super) certificate: Certificate,
    /// As it is typed.
    pub(super) code: String,
    /// Where it is checked, whole.
    pub(super) address: String,
}

/// As PDF, in the order given.
pub(super) fn write(ui: &Ui, all: &[Printed]) -> Result<Vec<u8>, Error> {
    let mut paper = Paper::bare(Sheet {
        title: ui.t("programmes-certificate"),
        lang: ui.lang.as_str().to_owned(),
        foot: ui.city.name.clone(),
        page: ui.t("programmes-report-page"),
    });
    for one in all {
        let code = QrCode::new(one.address.as_bytes()).map_err(|error| Error::Broken(Box::new(error)))?;
        paper.drawing(&words(ui, one), (WIDTH, HEIGHT), |canvas| draw(ui, canvas, one, &code));
    }
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}

fn number(ui: &Ui, certificate: &Certificate) -> String {
    let say = Say::new("programmes-certificate-number")
        .with("number", certificate.number.to_string())
        .with("year", certificate.year.to_string());
    ui.say(&say)
}

fn deed(ui: &Ui, certificate: &Certificate) -> String {
    let say = Say::new("programmes-certificate-deed")
        .with("length", training::length(ui, certificate.minutes))
        .with("on", ui.date(certificate.on));
    ui.say(&say)
}

/// All that stands on it, for those who have it read to them.
fn words(ui: &Ui, one: &Printed) -> String {
    let it = &one.certificate;
    let say = Say::new("programmes-certificate-words")
        .with("number", number(ui, it))
        .with("name", it.name.as_str())
        .with("training", it.training_name.as_str())
        .with("deed", deed(ui, it))
        .with("signer", format!("{}, {}", it.signer, it.signer_title))
        .with("code", one.code.as_str());
    ui.say(&say)
}

fn draw(ui: &Ui, canvas: &mut Canvas, one: &Printed, code: &QrCode) {
    let it = &one.certificate;
    frame(canvas);
    canvas.text(MIDDLE, 92.0, &ui.city.name, 16.0, Along::Middle, Tone::Muted);
    if let Some(agency) = &it.agency_name {
        fitted(canvas, 116.0, agency, 14.0, false);
    }
    canvas.strong(MIDDLE, 186.0, &ui.t("programmes-certificate-head"), 38.0, Along::Middle, Tone::Main);
    canvas.text(MIDDLE, 212.0, &number(ui, it), 13.0, Along::Middle, Tone::Muted);
    canvas.text(MIDDLE, 276.0, &ui.t("programmes-certificate-given"), 14.0, Along::Middle, Tone::Ink);
    fitted(canvas, 322.0, &it.name, 30.0, true);
    canvas.line(vec![(MIDDLE - 170.0, 338.0), (MIDDLE + 170.0, 338.0)], 0.8, Tone::Other(1));
    canvas.text(MIDDLE, 378.0, &ui.t("programmes-certificate-passed"), 14.0, Along::Middle, Tone::Ink);
    fitted(canvas, 412.0, &it.training_name, 21.0, true);
    canvas.text(MIDDLE, 440.0, &deed(ui, it), 13.0, Along::Middle, Tone::Ink);
    if let Some(mark) = it.mark {
        let say = ui.say(&Say::new("programmes-certificate-mark").with("mark", mark));
        canvas.text(MIDDLE, 462.0, &say, 13.0, Along::Middle, Tone::Ink);
    }
    let place = format!("{}, {}", ui.city.name, ui.date(it.on));
    canvas.text(400.0, 540.0, &place, 13.0, Along::Middle, Tone::Ink);
    canvas.text(
        400.0,
        558.0,
        &it.signer_title,
        shrunk(&it.signer_title, 13.0, 300.0),
        Along::Middle,
        Tone::Ink,
    );
    canvas.strong(400.0, 650.0, &it.signer, shrunk(&it.signer, 14.0, 300.0), Along::Middle, Tone::Ink);
    canvas.line(vec![(300.0, 656.0), (500.0, 656.0)], 0.6, Tone::Ink);
    check(ui, canvas, one, code);
}

fn frame(canvas: &mut Canvas) {
    for (inset, width, tone) in [(16.0, 2.4, Tone::Main), (24.0, 0.8, Tone::Other(1))] {
        let (right, bottom) = (WIDTH - inset, HEIGHT - inset);
        let corners = vec![(inset, inset), (right, inset), (right, bottom), (inset, bottom), (inset, inset)];
        canvas.line(corners, width, tone);
    }
}

/// The size at which a text of usual letters is no wider than so much.
fn shrunk(text: &str, size: f32, room: f32) -> f32 {
    let letters = f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX)).max(1.0);
    size.min(room / (letters * 0.58))
}

/// In the middle, smaller where it is long.
fn fitted(canvas: &mut Canvas, y: f32, text: &str, size: f32, strong: bool) {
    let size = shrunk(text, size, WIDTH - 90.0);
    if strong {
        canvas.strong(MIDDLE, y, text, size, Along::Middle, Tone::Ink);
    } else {
        canvas.text(MIDDLE, y, text, size, Along::Middle, Tone::Ink);
    }
}

/// The code to read with a camera, and the same to type.
fn check(ui: &Ui, canvas: &mut Canvas, one: &Printed, code: &QrCode) {
    const SIDE: f32 = 116.0;
    const LEFT: f32 = 62.0;
    const TOP: f32 = 540.0;
    let across = code.width();
    let step = SIDE / f32::from(u16::try_from(across).unwrap_or(1));
    for (at, module) in code.to_colors().into_iter().enumerate() {
        if module == Color::Dark {
            let place = |number: usize| f32::from(u16::try_from(number).unwrap_or(0)) * step;
            // A little more than its own place, so that no light shows between neighbours.
            let side = step * 1.02;
            canvas.rect(LEFT + place(at % across), TOP + place(at / across), side, side, Tone::Ink);
        }
    }
    let middle = LEFT + SIDE / 2.0;
    canvas.text(middle, TOP + SIDE + 18.0, &one.code, 10.0, Along::Middle, Tone::Ink);
    canvas.text(
        MIDDLE,
        716.0,
        &ui.say(&Say::new("programmes-certificate-check-at").with("address", one.address.as_str())),
        9.0,
        Along::Middle,
        Tone::Muted,
    );
}
