//! Payouts at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::{Batch, BatchId, PAY, Payout, PayoutId, State, file, find, paid, pay_out, returned};
use crate::shown::{self, Names};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/ledger/batches", list)
        .post("/ledger/batches", send)
        .get("/ledger/batches/{id}", one)
        .get("/ledger/batches/{id}/bank.csv", bank)
        .post("/ledger/batches/{id}/confirmation", confirm)
        .get("/ledger/batches/{id}/payouts/{payout}/return", returning)
        .post("/ledger/batches/{id}/payouts/{payout}/return", give_back)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    Ok(listed(&visit, &mut tx, &query, form(&visit.ui)).await?.into_response())
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/ledger/batches"), "ledger-pay-out")
}

async fn listed(visit: &Visit, tx: &mut Tx, query: &ListQuery, form: Form) -> Result<Page, Error> {
    let (rows, total) = find::list(tx, query.offset(), PER_PAGE).await?;
    let ui = &visit.ui;
    let table = Table::new(ui.t("ledger-batches"), query, &[], &rows, total)
        .empty(blocks::empty(ui, "ledger-batches-none", "ledger-batches-none-hint"))
        .column(Column::html(
            "ledger-batch",
            |ui, row: &Batch| {
                blocks::link(&ui.url(&format!("/ledger/batches/{}", row.id)), &ui.instant(row.at))
            },
            |ui, row| ui.instant(row.at),
        ))
        .column(Column::text("ledger-payouts", |ui, row: &Batch| ui.number(row.payouts)).numeric())
        .column(Column::text("ledger-amount", |ui, row: &Batch| ui.money(row.amount)).numeric())
        .column(Column::text("ledger-payout-paid", |ui, row: &Batch| ui.number(row.paid)).numeric())
        .column(Column::text("ledger-payout-returned", |ui, row: &Batch| ui.number(row.returned)).numeric());
    let mut parts = vec![table.html(ui)];
    if visit.actor().may_somewhere(PAY) {
        parts.push(blocks::section(ui, "ledger-pay-out", &form.html(ui)));
    }
    let page = Page::new(ui.t("ledger-batches"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/ledger/accounts"), ui.t("ledger-accounts")))
}

async fn send(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    match pay_out(&mut tx).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/ledger/batches/{id}"), "ledger-is-paid-out"))
        }
        Err(error) => {
            drop(tx);
            let mut tx = visit.db.begin(visit.ui.actor.clone(), visit.ui.city.id).await?;
            let form = form(&visit.ui).because(&error);
            let page = match &error {
                Error::Refused(_) => listed(&visit, &mut tx, &ListQuery::default(), form.clone()).await?,
                Error::NotFound(_) | Error::Forbidden | Error::Invalid(_) | Error::Broken(_) => {
                    return Err(error.into());
                }
            };
            visit.again(error, form, |_| Ok(page))
        }
    }
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let (batch, payouts) = find::one(&mut tx, id.parse()?).await?;
    let names = shown::names(&mut tx, payouts.iter().map(|one| one.owner)).await?;
    let ui = &visit.ui;
    let may = visit.actor().may_somewhere(PAY);
    let mut buttons =
        vec![blocks::quiet(ui, &format!("/ledger/batches/{}/bank.csv", batch.id), "ledger-bank-file")];
    if may && batch.paid + batch.returned < batch.payouts {
        let action = web::form::keyed(&ui.url(&format!("/ledger/batches/{}/confirmation", batch.id)), ui);
        buttons.push(blocks::post_button(&action, &ui.t("ledger-bank-paid"), &[], "", None));
    }
    let facts = [
        (Say::new("ledger-payouts"), Html::text(&ui.number(batch.payouts))),
        (Say::new("ledger-amount"), Html::text(&ui.money(batch.amount))),
    ];
    let rows: Vec<Vec<Html>> = payouts.iter().map(|one| row(ui, batch.id, one, &names, may)).collect();
    let heads = ["ledger-maker", "ledger-amount", "ledger-state", "ledger-journal", "ledger-doing"];
    let table = blocks::table(ui, "ledger-payouts", &heads, &rows);
    let title = ui.say(&Say::new("ledger-batch-title").with("at", ui.instant(batch.at)));
    let main = blocks::stack(&[blocks::facts(ui, &facts), blocks::row(&buttons), table]);
    let page = Page::new(title, main).desk();
    Ok(page.under(ui.url("/ledger/batches"), ui.t("ledger-batches")).into_response())
}

fn row(ui: &Ui, batch: BatchId, payout: &Payout, names: &Names, may: bool) -> Vec<Html> {
    let tone = match payout.state {
        State::Sent => Tone::Plain,
        State::Paid => Tone::Good,
        State::Returned => Tone::Warn,
    };
    let mut state = blocks::badge(&ui.t_of("ledger-payout-", payout.state.as_str()), tone);
    if let Some(reason) = &payout.reason {
        state.push_text(&format!(" {reason}"));
    }
    let path = format!("/ledger/batches/{batch}/payouts/{}/return", payout.id);
    let back = match may && payout.state != State::Returned {
        true => blocks::link(&ui.url(&path), &ui.t("ledger-came-back")),
        false => Html::default(),
    };
    vec![
        Html::text(&shown::owner(names, payout.owner)),
        Html::text(&ui.money(payout.amount)),
        state,
        shown::journal_link(ui, payout.journal, &ui.t("ledger-that-journal")),
        back,
    ]
}

async fn bank(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let (batch, payouts) = find::one(&mut tx, id.parse()?).await?;
    let names = shown::names(&mut tx, payouts.iter().map(|one| one.owner)).await?;
    let day = kernel::city::Zone::of(visit.ui.city.id).local(batch.at).date();
    Ok(web::table::csv(&file::csv(&payouts, &names), &format!("pembayaran-{day}")))
}

async fn confirm(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: BatchId = id.parse()?;
    paid(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/ledger/batches/{id}"), "ledger-is-confirmed"))
}

fn return_form(ui: &Ui, batch: BatchId, payout: PayoutId) -> Form {
    let path = format!("/ledger/batches/{batch}/payouts/{payout}/return");
    Form::post(ui.url(&path), "ledger-came-back")
        .field(Field::text("reason", "ledger-bank-reason").hint("ledger-why-hint"))
        .cancel(ui.url(&format!("/ledger/batches/{batch}")))
}

fn return_page(ui: &Ui, form: &Form, batch: BatchId) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "ledger-return-lead"), form.html(ui)]);
    let path = format!("/ledger/batches/{batch}");
    Page::new(ui.t("ledger-came-back"), main).desk().under(ui.url(&path), ui.t("ledger-batch"))
}

async fn returning(visit: Visit, Path((id, payout)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(PAY)?;
    let (batch, payouts) = find::one(&mut tx, id.parse()?).await?;
    let payout: PayoutId = payout.parse()?;
    let known = payouts.iter().any(|one| one.id == payout);
    known.then_some(()).ok_or(Error::NotFound("payout"))?;
    let form = return_form(&visit.ui, batch.id, payout);
    Ok(return_page(&visit.ui, &form, batch.id).into_response())
}

async fn give_back(visit: Visit, Path((id, payout)): Path<(String, String)>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let (batch, payout): (BatchId, PayoutId) = (id.parse()?, payout.parse()?);
    match returned(&mut tx, payout, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/ledger/batches/{batch}"), "ledger-is-returned"))
        }
        Err(error) => {
            let ui = &visit.ui;
            let form = return_form(ui, batch, payout).fill(&posted);
            visit.again(error, form, |form| Ok(return_page(ui, &form, batch)))
        }
    }
}
