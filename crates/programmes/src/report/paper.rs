//! The report on paper.

use kernel::{Error, Say};
use paper::{Head, Paper, Sheet};
use web::Ui;

use super::contents::Contents;
use super::sheets::sheets;

/// The report as PDF. `lines` say what it is: a draft, or who signed it and when.
pub(super) fn write(ui: &Ui, contents: &Contents, title: &str, lines: &[String]) -> Result<Vec<u8>, Error> {
    let mut paper = Paper::new(Sheet {
        title: title.to_owned(),
        lang: ui.lang.as_str().to_owned(),
        foot: format!("{} · {}", ui.city.name, lines.first().cloned().unwrap_or_default()),
        page: ui.t("programmes-report-page"),
    });
    for line in lines {
        paper.paragraph(line);
    }
    for promise in contents.promises.iter().filter(|promise| promise.as_published) {
        let say = Say::new("programmes-report-as-published").with("name", promise.name.clone());
        paper.paragraph(&ui.say(&say));
    }
    for sheet in sheets(ui, contents) {
        let head = |(at, label): (usize, &String)| match at < sheet.names {
            true => Head::text(label.clone()),
            false => Head::number(label.clone()),
        };
        let heads: Vec<Head> = sheet.heads.iter().enumerate().map(head).collect();
        let rows: Vec<Vec<String>> =
            sheet.rows.iter().map(|row| row.iter().map(|value| value.words(ui)).collect()).collect();
        paper.heading(2, &sheet.title);
        paper.table(&sheet.title, &heads, &rows, None);
    }
    for promise in &contents.promises {
        let say = Say::new("programmes-promise-by-revision")
            .with("number", promise.revision.to_string())
            .with("decree", promise.decree.clone())
            .with("day", ui.date(promise.decided_on))
            .with("term", format!("{}–{}", ui.date(promise.from), ui.date(promise.until)));
        paper.remark(&format!("{}: {}", promise.name, ui.say(&say)));
    }
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}
