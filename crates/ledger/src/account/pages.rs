//! Accounts at the desk, and what moved on one.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::Say;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit, blocks};

use super::{Line, Listed, Purpose, find};
use crate::money::Money;
use crate::shown::{self, EXPORTED, Names};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/ledger/accounts", list).get("/ledger/accounts/{id}", one)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let file = query.wants_csv() || query.wants_xlsx();
    let page = if file { (0, EXPORTED) } else { (query.offset(), PER_PAGE) };
    let (rows, total) = find::list(&mut tx, query.get("untuk").and_then(Purpose::parse), page).await?;
    let names = shown::names(&mut tx, rows.iter().filter_map(|row| row.owner)).await?;
    let ui = &visit.ui;
    let title = ui.t("ledger-accounts");
    let table = table(ui, &query, &rows, total, names);
    if query.wants_csv() {
        return Ok(table.csv(ui, &format!("rekening-{}", ui.today())));
    }
    if query.wants_xlsx() {
        return Ok(shown::workbook(ui, &table, &rows, &title, &format!("rekening-{}", ui.today()))?);
    }
    let mut links = vec![
        blocks::quiet(ui, "/ledger/journals", "ledger-journals"),
        blocks::quiet(ui, "/ledger/settlements", "ledger-settlements"),
        blocks::quiet(ui, "/ledger/batches", "ledger-batches"),
        blocks::quiet(ui, "/ledger/periods", "ledger-periods"),
        blocks::quiet(ui, "/ledger/proofs", "ledger-proofs"),
    ];
    if tx.must_in_city(crate::rate::SET).is_ok() {
        links.push(blocks::quiet(ui, "/ledger/rates", "ledger-rates"));
    }
    Ok(Page::new(title, blocks::stack(&[blocks::row(&links), table.html(ui)])).desk().into_response())
}

fn table<'a>(
    ui: &Ui,
    query: &'a ListQuery,
    rows: &'a [Listed],
    total: i64,
    names: Names,
) -> Table<'a, Listed> {
    let mut choices = vec![(String::new(), ui.t("ledger-all"))];
    choices
        .extend(Purpose::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("ledger-purpose-", one.as_str()))));
    let plain_names = names.clone();
    Table::new(ui.t("ledger-accounts"), query, &[], rows, total)
        .filter("untuk", "ledger-purpose", choices)
        .export()
        .workbook()
        .empty(blocks::empty(ui, "ledger-accounts-none", "ledger-accounts-none-hint"))
        .column(Column::html(
            "ledger-account",
            move |ui, row: &Listed| {
                shown::account_link(ui, row.id, &shown::account(ui, &names, row.purpose, row.owner))
            },
            move |ui, row| shown::account(ui, &plain_names, row.purpose, row.owner),
        ))
        .column(Column::text("ledger-kind", |ui, row: &Listed| {
            ui.t_of("ledger-kind-", row.purpose.kind().as_str())
        }))
        .column(
            Column::text("ledger-balance", |_, row: &Listed| {
                row.balance.map_or_else(|| "–".to_owned(), |money| shown::balance(row.purpose.kind(), money))
            })
            .numeric(),
        )
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let account = find::one(&mut tx, id.parse()?).await?;
    let balances = find::balance(&mut tx, account.id).await?;
    let file = query.wants_csv() || query.wants_xlsx();
    let page = if file { (0, EXPORTED) } else { (query.offset(), PER_PAGE) };
    let (rows, total) = find::line_page(&mut tx, account.id, page).await?;
    let names = shown::names(&mut tx, account.owner.into_iter()).await?;
    let ui = &visit.ui;
    let kind = account.purpose.kind();
    let title = shown::account(ui, &names, account.purpose, account.owner);
    let money = move |money: Money| shown::balance(kind, money);
    let table = Table::new(title.clone(), &query, &[], &rows, total)
        .export()
        .workbook()
        .empty(blocks::empty(ui, "ledger-journals-none", "ledger-journals-none-hint"))
        .column(Column::text("ledger-day", |ui, row: &Line| ui.date(row.day)).whole())
        .column(Column::html(
            "ledger-journal",
            |ui, row: &Line| {
                shown::journal_link(ui, row.journal, &ui.t_of("ledger-journal-", row.kind.as_str()))
            },
            |ui, row| ui.t_of("ledger-journal-", row.kind.as_str()),
        ))
        .column(Column::text("ledger-note", |_, row: &Line| row.note.clone()).wide())
        .column(Column::text("ledger-amount", move |_, row: &Line| money(row.money)).numeric())
        .column(Column::text("ledger-balance-then", move |_, row: &Line| money(row.after)).numeric());
    if query.wants_csv() {
        return Ok(table.csv(ui, &format!("rekening-{}", ui.today())));
    }
    if query.wants_xlsx() {
        return Ok(shown::workbook(ui, &table, &rows, &title, &format!("rekening-{}", ui.today()))?);
    }
    let mut facts = vec![(Say::new("ledger-kind"), Html::text(&ui.t_of("ledger-kind-", kind.as_str())))];
    for balance in balances {
        facts.push((Say::new("ledger-balance"), Html::text(&money(balance.money))));
    }
    let main = blocks::stack(&[blocks::facts(ui, &facts), table.html(ui)]);
    let page = Page::new(title, main).desk();
    Ok(page.under(ui.url("/ledger/accounts"), ui.t("ledger-accounts")).into_response())
}
