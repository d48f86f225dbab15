//! A maker's statement on paper.

use kernel::{Error, Rupiah, Say};
use paper::{Head, Paper, Sheet};
use web::Ui;

use super::Statement;

/// A line of the statement: day, what happened, in words, amount, what stood then.
pub(super) fn lines(ui: &Ui, statement: &Statement) -> Vec<[String; 5]> {
    let mut sum = statement.carried;
    let mut lines = vec![[
        statement.from.map(|day| ui.date(day)).unwrap_or_default(),
        ui.t("ledger-carried"),
        String::new(),
        String::new(),
        ui.money(sum),
    ]];
    for line in &statement.lines {
        sum = Rupiah(sum.0.saturating_add(line.amount.0));
        lines.push([
            ui.date(line.day),
            ui.t_of("ledger-journal-", line.kind.as_str()),
            line.note.clone(),
            ui.money(line.amount),
            ui.money(sum),
        ]);
    }
    lines
}

/// Of what the statement is.
pub(super) fn title(ui: &Ui, name: &str) -> String {
    ui.say(&Say::new("ledger-statement-of").with("name", name.to_owned()))
}

/// The columns of [`lines`].
pub(super) const HEADS: [&str; 5] =
    ["ledger-day", "ledger-journal", "ledger-note", "ledger-amount", "ledger-balance-then"];

/// As PDF.
pub(super) fn write(ui: &Ui, statement: &Statement, name: &str, year: &str) -> Result<Vec<u8>, Error> {
    let title = title(ui, name);
    let mut paper = Paper::new(Sheet {
        title: title.clone(),
        lang: ui.lang.as_str().to_owned(),
        foot: format!("{} · {title}", ui.city.name),
        page: ui.t("ledger-page"),
    });
    let until = Say::new("ledger-statement-until").with("day", ui.date(statement.until));
    paper.paragraph(&ui.say(&until));
    let heads: Vec<Head> = HEADS
        .iter()
        .zip(0..)
        .map(|(head, at)| if at < 3 { Head::text(ui.t(head)) } else { Head::number(ui.t(head)) })
        .collect();
    let rows: Vec<Vec<String>> = lines(ui, statement).into_iter().map(Vec::from).collect();
    paper.table(&title, &heads, &rows, None);
    let paid = Say::new("ledger-statement-settled").with("amount", ui.money(statement.amount));
    paper.paragraph(&ui.say(&paid));
    paper.remark(year);
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}
