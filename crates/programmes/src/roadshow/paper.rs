//! The invitation to a stop, with a list of guests to sign.

use kernel::{Error, Say};
use paper::{Head, Paper, Sheet};
use registry::business::find::Row;
use web::Ui;

use super::find::Stop;

/// The invitation in words, for a message.
pub(super) fn words(ui: &Ui, stop: &Stop) -> String {
    let say = Say::new("programmes-stop-invites")
        .with("roadshow", stop.roadshow_name.clone())
        .with("kecamatan", ui.place(&stop.area))
        .with("when", ui.instant(stop.starts_at))
        .with("place", stop.place.clone());
    let mut text = ui.say(&say);
    if !stop.agenda.is_empty() {
        text.push('\n');
        text.push_str(&stop.agenda);
    }
    text
}

/// As PDF.
pub(super) fn write(ui: &Ui, stop: &Stop, guests: &[Row], more: bool) -> Result<Vec<u8>, Error> {
    let title = ui.say(&Say::new("programmes-guests-of").with("place", ui.place(&stop.area)));
    let mut paper = Paper::new(Sheet {
        title: title.clone(),
        lang: ui.lang.as_str().to_owned(),
        foot: format!("{} · {}", ui.city.name, stop.roadshow_name),
        page: ui.t("programmes-report-page"),
    });
    for line in words(ui, stop).lines() {
        paper.paragraph(line);
    }
    let heads = [
        Head::number(ui.t("programmes-guest-number")),
        Head::text(ui.t("programmes-guest")),
        Head::text(ui.t("programmes-guest-owner")),
        Head::text(ui.t("registry-kelurahan")),
        Head::text(ui.t("programmes-guest-signs")),
    ];
    let rows: Vec<Vec<String>> = guests
        .iter()
        .zip(1_u32..)
        .map(|(row, number)| {
            vec![
                number.to_string(),
                row.name.clone(),
                row.owners.join(", "),
                ui.place(&row.area),
                String::new(),
            ]
        })
        .collect();
    paper.table(&title, &heads, &rows, None);
    if more {
        paper.remark(&ui.t("programmes-guests-more"));
    }
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}
