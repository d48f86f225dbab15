//! Orders at the city's desk: all of them, those that are stuck, and money that waits to go back.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Rupiah, Say};
use ledger::rate;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Face, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::view_pages::{refunds, way, who};
use super::{DECIDE, Listed, Order, OrderId, State, cancel, find, list};
use crate::parcel;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/orders", all)
        .get("/market/orders/{id}", one)
        .get("/market/orders/{id}/cancellation", cancelling)
        .post("/market/orders/{id}/cancellation", cancelled)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "catalogue-menu",
        label: "market-orders",
        note: "market-orders-note",
        path: "/market/orders",
        icon: Icon::List,
        can: Some(DECIDE),
    }
}

async fn all(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let state = query.get("status").and_then(State::parse);
    let (rows, total) = list(&mut tx, state, query.like().as_deref(), query.offset(), PER_PAGE).await?;
    let states = State::ALL
        .into_iter()
        .map(|state| (state.as_str().to_owned(), ui.t_of("market-order-state-", state.as_str())));
    let choices = std::iter::once((String::new(), ui.t("market-order-state-all"))).chain(states).collect();
    let table = Table::new(ui.t("market-orders"), &query, &[], &rows, total)
        .column(
            Column::html(
                "market-order-code",
                |ui: &Ui, row: &Listed| {
                    blocks::link(&ui.url(&format!("/market/orders/{}", row.id)), &row.code)
                },
                |_, row| row.code.clone(),
            )
            .whole(),
        )
        .column(Column::html(
            "market-order-state",
            |ui: &Ui, row: &Listed| badge(ui, &row.state),
            |ui, row| ui.t_of("market-order-state-", &row.state),
        ))
        .column(
            Column::text("market-order-total", |ui: &Ui, row: &Listed| ui.money(Rupiah(row.total))).numeric(),
        )
        .column(
            Column::text("market-order-parcels", |ui: &Ui, row: &Listed| ui.number(row.parcels)).numeric(),
        )
        .column(
            Column::html(
                "market-order-placed",
                |ui: &Ui, row: &Listed| ui.time(row.placed_at),
                |ui, row| ui.instant(row.placed_at),
            )
            .whole(),
        )
        .search("market-order-search")
        .filter("status", "market-order-state", choices)
        .empty(blocks::empty(ui, "market-orders-none", "market-orders-none-hint"));
    let mut doors = vec![
        blocks::quiet(ui, "/market/parcels", "market-parcels"),
        blocks::quiet(ui, "/market/refunds", "market-refunds"),
        blocks::quiet(ui, "/market/reviews", "market-reviews"),
    ];
    if tx.must_in_city(crate::term::SET).is_ok() {
        doors.push(blocks::quiet(ui, "/market/terms", "market-terms"));
    }
    let main = blocks::stack(&[blocks::row(&doors), table.html(ui)]);
    Ok(Page::new(ui.t("market-orders"), main).desk().into_response())
}

/// Where an order stands, as a badge.
fn badge(ui: &Ui, state: &str) -> Html {
    let tone = match State::parse(state) {
        Some(State::Paid) => Tone::Good,
        Some(State::Stuck) => Tone::Warn,
        Some(State::Open) => Tone::City,
        Some(State::Lapsed | State::Cancelled) | None => Tone::Plain,
    };
    blocks::badge(&ui.t_of("market-order-state-", state), tone)
}

async fn loaded(visit: &Visit, id: &str) -> Result<(kernel::Tx, Order), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(DECIDE)?;
    let order = find::one(&mut tx, id.parse::<OrderId>()?).await?;
    Ok((tx, order))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, order) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let mut head = Html::trusted("<p>");
    head.push(&badge(ui, order.state.as_str()));
    head.push_trusted("</p>");
    let mut parts = vec![head];
    if order.state == State::Stuck {
        parts.push(blocks::notice(&ui.t("market-order-stuck-how"), Tone::Warn));
    }
    let rows = [
        (Say::new("market-order-goods"), Html::text(&ui.money(order.goods))),
        (Say::new("market-order-shipping"), Html::text(&ui.money(order.shipping))),
        (Say::new("market-order-total"), Html::text(&ui.money(order.total()))),
        (Say::new("market-order-placed"), ui.time(order.placed_at)),
        (Say::new("market-order-way"), Html::text(&way(ui, &order))),
    ];
    let mut rows = rows.to_vec();
    if let (Some(hundredths), Some(day)) = (order.rate, order.rate_day) {
        let say = Say::new("market-order-charged-rate")
            .with("amount", order.charged.to_string())
            .with("rate", rate::written(hundredths))
            .with("day", ui.date(day));
        rows.push((Say::new("market-order-charged"), Html::text(&ui.say(&say))));
    }
    parts.push(blocks::facts(ui, &rows));
    if let Some(contact) = &order.contact {
        parts.push(blocks::section(ui, "market-order-who", &who(ui, contact)));
    }
    let mut items = Html::trusted("<ul class=\"tasks\">");
    for parcel in parcel::of_order(&mut tx, order.id).await? {
        items.push_trusted("<li><span>");
        items.push(&blocks::link(&ui.url(&format!("/market/parcels/{}", parcel.id)), &parcel.maker_name));
        items.push_trusted("<small>");
        items.push_text(&ui.money(parcel.goods));
        items.push_trusted("</small></span>");
        items.push(&parcel::pages::badge(ui, parcel.state));
        items.push_trusted("</li>");
    }
    items.push_trusted("</ul>");
    parts.push(blocks::section(ui, "market-parcels", &items));
    parts.push(refunds(&mut tx, ui, &order).await?);
    parts.push(history(&mut tx, ui, &order).await?);
    if !matches!(order.state, State::Lapsed | State::Cancelled) {
        let path = format!("/market/orders/{}/cancellation", order.id);
        parts.push(blocks::row(&[blocks::button_link(&ui.url(&path), &ui.t("market-order-cancel"), true)]));
    }
    let page = Page::new(order.code.clone(), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/market/orders"), ui.t("market-orders")).into_response())
}

async fn history(tx: &mut kernel::Tx, ui: &Ui, order: &Order) -> Result<Html, Error> {
    let parcels = parcel::of_order(tx, order.id).await?;
    let rows: Vec<Vec<Html>> = find::steps(tx, order.id)
        .await?
        .iter()
        .map(|step| {
            let of = step.parcel.and_then(|id| parcels.iter().find(|parcel| parcel.id.0 == id));
            let state = match of {
                Some(parcel) => {
                    format!("{}: {}", parcel.maker_name, ui.t_of("market-parcel-state-", &step.state))
                }
                None => ui.t_of("market-order-state-", &step.state),
            };
            // Reasons of ours are messages; those of people are words.
            let note = match step.note.strip_prefix("market-step-") {
                Some(ours) => ui.t_of("market-step-", ours),
                None => step.note.clone(),
            };
            vec![ui.time(step.at), Html::text(&state), Html::text(&note)]
        })
        .collect();
    Ok(blocks::table(
        ui,
        "market-order-history",
        &["market-step-at", "market-step-state", "market-step-note"],
        &rows,
    ))
}

fn cancel_form(ui: &Ui, order: &Order) -> Form {
    Form::post(ui.url(&format!("/market/orders/{}/cancellation", order.id)), "market-order-cancel")
        .field(Field::long("reason", "market-reason").hint("market-reason-hint"))
        .danger()
        .cancel(ui.url(&format!("/market/orders/{}", order.id)))
}

fn cancel_page(ui: &Ui, order: &Order, form: &Form) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "market-order-cancel-note"), form.html(ui)]);
    let title = ui.say(&Say::new("market-order-cancel-of").with("code", order.code.clone()));
    Page::new(title, main).desk().under(ui.url(&format!("/market/orders/{}", order.id)), order.code.clone())
}

async fn cancelling(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, order) = loaded(&visit, &id).await?;
    Ok(cancel_page(&visit.ui, &order, &cancel_form(&visit.ui, &order)).into_response())
}

async fn cancelled(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, order) = loaded(&visit, &id).await?;
    match cancel(&mut tx, order.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/market/orders/{}", order.id), "market-order-cancelled"))
        }
        Err(error) => {
            let form = cancel_form(&visit.ui, &order).fill(&posted);
            visit.again(error, form, |form| Ok(cancel_page(&visit.ui, &order, &form)))
        }
    }
}
