//! Settlements at the desk, and what each maker got.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit, blocks};

use super::{Listed, SETTLE, SettlementId, Share, Statement, find, paper, settle};
use crate::{shown, tax};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/ledger/settlements", list)
        .post("/ledger/settlements", make)
        .get("/ledger/settlements/{id}", one)
        .get("/ledger/settlements/{id}/shares/{business}", statement)
        .get("/ledger/settlements/{id}/shares/{business}/statement.pdf", pdf)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    Ok(listed(&visit, &mut tx, &query, form(&visit.ui)).await?.into_response())
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/ledger/settlements"), "ledger-settle")
        .field(Field::date("until", "ledger-settle-until").hint("ledger-settle-hint"))
}

async fn listed(visit: &Visit, tx: &mut Tx, query: &ListQuery, form: Form) -> Result<Page, Error> {
    let (rows, total) = find::list(tx, query.offset(), PER_PAGE).await?;
    let ui = &visit.ui;
    let table = Table::new(ui.t("ledger-settlements"), query, &[], &rows, total)
        .empty(blocks::empty(ui, "ledger-settlements-none", "ledger-settlements-none-hint"))
        .column(Column::html(
            "ledger-settle-until",
            |ui, row: &Listed| {
                blocks::link(&ui.url(&format!("/ledger/settlements/{}", row.id)), &ui.date(row.until))
            },
            |ui, row| ui.date(row.until),
        ))
        .column(Column::text("ledger-makers", |ui, row: &Listed| ui.number(row.makers)).numeric())
        .column(Column::text("ledger-amount", |ui, row: &Listed| ui.money(row.amount)).numeric());
    let mut parts = vec![table.html(ui)];
    if visit.actor().may_somewhere(SETTLE) {
        parts.push(form.html(ui));
    }
    let page = Page::new(ui.t("ledger-settlements"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/ledger/accounts"), ui.t("ledger-accounts")))
}

async fn make(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SETTLE)?;
    let done = match shown::day(posted.optional("until")) {
        Some(until) => settle(&mut tx, until).await,
        None => Err(Error::field("until", "ledger-day-form")),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/ledger/settlements/{id}"), "ledger-is-settled"))
        }
        Err(error) => {
            // What was begun is undone before the page is read anew.
            drop(tx);
            let mut tx = visit.db.begin(visit.ui.actor.clone(), visit.ui.city.id).await?;
            let form = form(&visit.ui).fill(&posted).because(&error);
            let page = listed(&visit, &mut tx, &ListQuery::default(), form.clone()).await?;
            visit.again(error, form, |_| Ok(page))
        }
    }
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (settlement, shares) = find::one(&mut tx, id.parse()?, (query.offset(), PER_PAGE)).await?;
    let names = shown::names(&mut tx, shares.iter().map(|share| share.owner)).await?;
    let plain = names.clone();
    let ui = &visit.ui;
    let id = settlement.id;
    let table = Table::new(ui.t("ledger-shares"), &query, &[], &shares, settlement.makers)
        .empty(blocks::empty(ui, "ledger-shares-none", "ledger-shares-none-hint"))
        .column(Column::html(
            "ledger-maker",
            move |ui, row: &Share| {
                let path = format!("/ledger/settlements/{id}/shares/{}", row.owner);
                blocks::link(&ui.url(&path), &shown::owner(&names, row.owner))
            },
            move |_, row| shown::owner(&plain, row.owner),
        ))
        .column(Column::text("ledger-amount", |ui, row: &Share| ui.money(row.amount)).numeric());
    let facts = [
        (Say::new("ledger-makers"), Html::text(&ui.number(settlement.makers))),
        (Say::new("ledger-amount"), Html::text(&ui.money(settlement.amount))),
        (Say::new("ledger-posted-at"), ui.time(settlement.at)),
    ];
    let title = ui.say(&Say::new("ledger-settlement-title").with("day", ui.date(settlement.until)));
    let page = Page::new(title, blocks::stack(&[blocks::facts(ui, &facts), table.html(ui)])).desk();
    Ok(page.under(ui.url("/ledger/settlements"), ui.t("ledger-settlements")).into_response())
}

/// A statement, the maker's name, and how far the maker's year is.
struct Found {
    settlement: SettlementId,
    statement: Statement,
    name: String,
    year: String,
}

async fn found(tx: &mut Tx, ui: &Ui, id: &str, business: &str) -> Result<Found, Error> {
    let settlement: SettlementId = id.parse()?;
    let owner: Uuid = business.parse().map_err(|_| Error::NotFound("share"))?;
    let statement = find::statement(tx, settlement, owner).await?;
    let names = shown::names(tx, std::iter::once(owner)).await?;
    let last = statement.until.pred_opt().unwrap_or(statement.until);
    let year = tax::year(tx, owner, last).await?;
    let say = Say::new("ledger-year")
        .with("year", year.year.to_string())
        .with("gross", ui.money(year.gross))
        .with("used", ui.number(year.used()))
        .with("threshold", ui.money(tax::THRESHOLD));
    Ok(Found { settlement, statement, name: shown::owner(&names, owner), year: ui.say(&say) })
}

async fn statement(visit: Visit, Path((id, business)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let found = found(&mut tx, ui, &id, &business).await?;
    let linked = std::iter::once(None).chain(found.statement.lines.iter().map(|line| Some(line.journal)));
    let rows: Vec<Vec<Html>> = paper::lines(ui, &found.statement)
        .into_iter()
        .zip(linked)
        .map(|([day, what, note, amount, sum], journal)| {
            let what = journal.map_or_else(|| Html::text(&what), |id| shown::journal_link(ui, id, &what));
            vec![Html::text(&day), what, Html::text(&note), Html::text(&amount), Html::text(&sum)]
        })
        .collect();
    let settled = Say::new("ledger-statement-settled").with("amount", ui.money(found.statement.amount));
    let mut year = Html::trusted("<p class=\"hint\">");
    year.push_text(&found.year);
    year.push_trusted("</p>");
    let id = found.settlement;
    let path = format!("/ledger/settlements/{id}/shares/{}/statement.pdf", found.statement.owner);
    let parts = [
        blocks::row(&[blocks::quiet(ui, &path, "ledger-pdf")]),
        blocks::table(ui, "ledger-statement", &paper::HEADS, &rows),
        blocks::notice(&ui.say(&settled), blocks::Tone::Good),
        year,
    ];
    let page = Page::new(paper::title(ui, &found.name), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url(&format!("/ledger/settlements/{id}")), ui.t("ledger-settlements")).into_response())
}

async fn pdf(visit: Visit, Path((id, business)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let found = found(&mut tx, ui, &id, &business).await?;
    let bytes = paper::write(ui, &found.statement, &found.name, &found.year)?;
    Ok(shown::download(bytes, "application/pdf", &format!("rincian-{}.pdf", found.statement.until)))
}
