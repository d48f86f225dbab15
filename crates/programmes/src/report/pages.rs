//! Reports at the desk: those that were signed, and the month that is to be.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::contents::{Contents, Month};
use super::find::{self, Listed, Report};
use super::sheets::{Sheet, sheets};
use super::sign::{NewReport, sign};
use super::{SIGN, gather, paper, xlsx};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/reports", list)
        .get("/programmes/reports/draft", draft)
        .post("/programmes/reports/draft", signed)
        .get("/programmes/reports/draft.pdf", draft_pdf)
        .get("/programmes/reports/draft.xlsx", draft_xlsx)
        .get("/programmes/reports/{id}", one)
        .get("/programmes/reports/{id}/report.pdf", pdf)
        .get("/programmes/reports/{id}/report.xlsx", workbook)
}

/// Months that are offered to be reported.
const MONTHS: usize = 24;

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (reports, total) = find::list(&mut tx, query.offset(), PER_PAGE).await?;
    let ui = &visit.ui;
    let months = std::iter::successors(Some(Month::of(ui.today())), |month| Some(month.before()));
    let months = months.take(MONTHS).map(|month| (month.to_string(), name(ui, month))).collect();
    let form = Form::get(ui.url("/programmes/reports/draft"), "programmes-report-prepare").field(
        Field::select("bulan", "programmes-report-month", months).hint("programmes-report-month-hint"),
    );
    let table = Table::new(ui.t("programmes-reports-signed"), &query, &[], &reports, total)
        .empty(blocks::empty(ui, "programmes-reports-none", "programmes-reports-none-hint"))
        .column(Column::html(
            "programmes-report-month",
            |ui, row: &Listed| {
                blocks::link(&ui.url(&format!("/programmes/reports/{}", row.id)), &name(ui, row.month))
            },
            |ui, row| name(ui, row.month),
        ))
        .column(Column::text("programmes-report-number", |ui, row: &Listed| ui.number(i64::from(row.number))))
        .column(Column::html(
            "programmes-report-signed-at",
            |ui, row: &Listed| ui.time(row.signed_at),
            |ui, row| ui.instant(row.signed_at),
        ));
    let main = blocks::stack(&[form.html(ui), table.html(ui)]);
    Ok(Page::new(ui.t("programmes-reports"), main).desk().into_response())
}

fn name(ui: &Ui, month: Month) -> String {
    // "1 Oktober 2026" without the day.
    let day = ui.date(month.first());
    day.trim_start_matches("1 ").to_owned()
}

/// The month that is asked for, or the one before this.
fn asked(ui: &Ui, text: Option<&str>) -> Month {
    let this = Month::of(ui.today());
    text.and_then(Month::parse).filter(|month| *month <= this).unwrap_or_else(|| this.before())
}

/// A month, what it says, and whether the actor may sign it.
struct Draft {
    month: Month,
    contents: Contents,
    signs: bool,
}

async fn drafted(tx: &mut Tx, month: Month) -> Result<Draft, Error> {
    let contents = gather(tx, month).await?;
    Ok(Draft { month, contents, signs: tx.must_in_city(SIGN).is_ok() })
}

impl Draft {
    fn form(&self, ui: &Ui, because: &str) -> Result<Form, Error> {
        let form = Form::post(ui.url("/programmes/reports/draft"), "programmes-report-sign")
            .field(Field::hidden("bulan", self.month.to_string()))
            .field(Field::hidden("digest", self.contents.digest()?));
        let failed = self.contents.failed().next().is_some();
        Ok(form.field_if(failed, || {
            let field = Field::long("because", "programmes-report-because");
            field.hint("programmes-report-because-hint").value(because)
        }))
    }

    fn page(&self, ui: &Ui, form: &Form) -> Page {
        let mut parts = vec![
            verdict(ui, &self.contents),
            files(ui, &|kind| format!("/programmes/reports/draft.{kind}?bulan={}", self.month)),
        ];
        parts.extend(sheets(ui, &self.contents).iter().map(|sheet| table(ui, sheet)));
        if self.signs {
            parts.push(blocks::section(ui, "programmes-report-signing", &form.html(ui)));
        }
        Page::new(title(ui, &self.contents), blocks::stack(&parts))
            .desk()
            .under(ui.url("/programmes/reports"), ui.t("programmes-reports"))
    }
}

fn title(ui: &Ui, contents: &Contents) -> String {
    ui.say(&Say::new("programmes-report-title").with("day", ui.date(contents.until)))
}

async fn draft(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let draft = drafted(&mut tx, asked(ui, query.get("bulan"))).await?;
    Ok(draft.page(ui, &draft.form(ui, "")?).into_response())
}

async fn signed(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SIGN)?;
    let ui = &visit.ui;
    let month = asked(ui, posted.optional("bulan"));
    let new = NewReport {
        month,
        digest: posted.text("digest").to_owned(),
        because: posted.optional("because").map(str::to_owned),
    };
    match sign(&mut tx, new).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/reports/{id}"), "programmes-report-is-signed"))
        }
        Err(error) => {
            let draft = drafted(&mut tx, month).await?;
            // The digest of what is shown now: what was sent may be of figures that have changed.
            let form = draft.form(ui, posted.text("because"))?;
            visit.again(error, form, |form| Ok(draft.page(ui, &form)))
        }
    }
}

/// Whether all checks hold, first of all.
fn verdict(ui: &Ui, contents: &Contents) -> Html {
    let failed = contents.failed().count();
    if failed == 0 {
        return blocks::notice(&ui.t("programmes-report-all-hold"), Tone::Good);
    }
    let failed = ui.number(i64::try_from(failed).unwrap_or(i64::MAX));
    blocks::notice(&ui.say(&Say::new("programmes-report-some-fail").with("count", failed)), Tone::Warn)
}

fn files(ui: &Ui, path: &dyn Fn(&str) -> String) -> Html {
    blocks::row(&[
        blocks::quiet(ui, &path("pdf"), "programmes-report-pdf"),
        blocks::quiet(ui, &path("xlsx"), "programmes-report-xlsx"),
    ])
}

fn table(ui: &Ui, sheet: &Sheet) -> Html {
    let cells =
        |row: &Vec<super::sheets::Value>| row.iter().map(|value| Html::text(&value.words(ui))).collect();
    let rows: Vec<Vec<Html>> = sheet.rows.iter().map(cells).collect();
    let mut html = Html::trusted("<section class=\"stack flow-2\"><h2>");
    html.push_text(&sheet.title);
    html.push_trusted("</h2>");
    html.push(&crate::promise::table_with(ui, &sheet.title, &sheet.heads, sheet.names, &rows));
    html.push_trusted("</section>");
    html
}

/// What a report is, said on paper and in the workbook.
fn draft_lines(ui: &Ui) -> Vec<String> {
    vec![
        ui.t("programmes-report-draft"),
        format!("{} {}", ui.t("programmes-report-counted"), ui.instant(ui.now)),
    ]
}

async fn signed_lines(tx: &mut Tx, ui: &Ui, report: &Report) -> Result<Vec<String>, Error> {
    let by: Vec<uuid::Uuid> = report.listed.signed_by.iter().map(|by| by.0).collect();
    let who = identity::account::names(tx, &by).await?.into_iter().map(|(_, name)| name).next();
    let say = Say::new("programmes-report-signed-by")
        .with("name", who.unwrap_or_else(|| ui.t("programmes-report-nobody")))
        .with("at", ui.instant(report.listed.signed_at))
        .with("number", report.listed.number.to_string());
    let mut lines = vec![ui.say(&say)];
    if let Some(because) = &report.because {
        lines.push(format!("{}: {because}", ui.t("programmes-report-because")));
    }
    lines.push(format!("SHA-256 {}", report.digest));
    Ok(lines)
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let report = find::one(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let mut parts = vec![verdict(ui, &report.contents)];
    for line in signed_lines(&mut tx, ui, &report).await? {
        let mut html = Html::trusted("<p class=\"wrap\">");
        html.push_text(&line);
        html.push_trusted("</p>");
        parts.push(html);
    }
    let id = report.listed.id;
    parts.push(files(ui, &|kind| format!("/programmes/reports/{id}/report.{kind}")));
    parts.extend(sheets(ui, &report.contents).iter().map(|sheet| table(ui, sheet)));
    let page = Page::new(title(ui, &report.contents), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/reports"), ui.t("programmes-reports")).into_response())
}

async fn draft_pdf(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let draft = drafted(&mut tx, asked(&visit.ui, query.get("bulan"))).await?;
    printed(&visit.ui, &draft.contents, &draft_lines(&visit.ui), draft.month)
}

async fn draft_xlsx(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let draft = drafted(&mut tx, asked(&visit.ui, query.get("bulan"))).await?;
    booked(&visit.ui, &draft.contents, &draft_lines(&visit.ui), draft.month)
}

async fn pdf(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let report = find::one(&mut tx, id.parse()?).await?;
    let lines = signed_lines(&mut tx, &visit.ui, &report).await?;
    printed(&visit.ui, &report.contents, &lines, report.listed.month)
}

async fn workbook(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let report = find::one(&mut tx, id.parse()?).await?;
    let lines = signed_lines(&mut tx, &visit.ui, &report).await?;
    booked(&visit.ui, &report.contents, &lines, report.listed.month)
}

fn printed(ui: &Ui, contents: &Contents, lines: &[String], month: Month) -> Answer {
    let bytes = paper::write(ui, contents, &title(ui, contents), lines)?;
    Ok(file(bytes, "application/pdf", &format!("laporan-{month}.pdf")))
}

fn booked(ui: &Ui, contents: &Contents, lines: &[String], month: Month) -> Answer {
    let bytes = xlsx::write(ui, contents, &title(ui, contents), lines)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, media, &format!("laporan-{month}.xlsx")))
}

fn file(bytes: Vec<u8>, media: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([("content-type", media), ("content-disposition", disposition.as_str())], bytes).into_response()
}
