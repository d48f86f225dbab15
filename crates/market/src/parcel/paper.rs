//! The paper that goes with a parcel: where it goes, and what has to be in it.

use kernel::{Error, Say};
use paper::{Head, Paper, Sheet};
use web::Ui;

use super::Parcel;
use crate::order::{Line, Order, Way};

/// As PDF.
pub(super) fn write(ui: &Ui, parcel: &Parcel, order: &Order, lines: &[Line]) -> Result<Vec<u8>, Error> {
    let title = ui.say(&Say::new("market-order-title").with("code", order.code.clone()));
    let mut paper = Paper::new(Sheet {
        title: title.clone(),
        lang: ui.lang.as_str().to_owned(),
        foot: format!("{} · {title}", ui.city.name),
        page: ui.t("market-paper-page"),
    });
    paper.heading(
        2,
        &ui.t(match order.way {
            Way::Sent => "market-paper-to",
            Way::Pickup => "market-paper-fetched-by",
        }),
    );
    if let Some(contact) = &order.contact {
        paper.paragraph(&format!("{} · {}", contact.name, contact.phone));
        for line in contact.address.lines().filter(|line| !line.trim().is_empty()) {
            paper.paragraph(line);
        }
    }
    paper.heading(2, &ui.t("market-paper-from"));
    paper.paragraph(&format!("{} · {}", parcel.maker_name, ui.city.name));
    let weight = Say::new("market-paper-weight").with("grams", ui.number(i64::from(parcel.weight)));
    paper.paragraph(&ui.say(&weight));
    let heads = [Head::text(ui.t("market-order-line")), Head::number(ui.t("market-order-quantity"))];
    let rows: Vec<Vec<String>> =
        lines.iter().map(|line| vec![line.called(), ui.number(i64::from(line.quantity))]).collect();
    paper.table(&ui.t("market-parcel-contents"), &heads, &rows, None);
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}
