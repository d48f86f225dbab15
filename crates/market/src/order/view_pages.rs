//! An order as its buyer sees it, by the signed link.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Instant, Say, Tx};
use serde_json::Value;
use web::blocks::{self, Tone};
use web::{Answer, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{Order, State, close, find, link};
use crate::attempt::{self, Attempt, State as AttemptState};
use crate::parcel::{self, Parcel, ParcelId, State as ParcelState};
use crate::{abroad, refund, review};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/orders/by-link/{token}", show)
        .post("/market/orders/by-link/{token}/payments", pay_again)
        .post("/market/orders/by-link/{token}/cancellation", cancel)
        .post("/market/orders/by-link/{token}/parcels/{id}/receipt", receive)
}

async fn opened(visit: &Visit, token: &str) -> Result<(Tx, Order), Error> {
    let mut tx = visit.tx().await?;
    let id = link::open(&mut tx, token).await?;
    let order = find::one(&mut tx, id).await?;
    Ok((tx, order))
}

/// How often the page of an order that waits to be paid looks again, in seconds.
const AGAIN: &str = "10";

async fn show(visit: Visit, Path(token): Path<String>) -> Answer {
    let (mut tx, order) = opened(&visit, &token).await?;
    let ui = &visit.ui;
    let path = format!("/pesanan/{}", link::token(&tx, &order.code));
    let last = attempt::last(&mut tx, order.id).await?;
    let mut parts = vec![standing(ui, &order)];
    if order.state == State::Open {
        parts.push(paying(ui, &path, &order, last.as_ref(), tx.now()));
    }
    for parcel in parcel::of_order(&mut tx, order.id).await? {
        parts.push(parcel_part(&mut tx, ui, &path, &order, &parcel).await?);
    }
    parts.push(sums(ui, &order));
    parts.push(refunds(&mut tx, ui, &order).await?);
    if let Some(contact) = &order.contact {
        parts.push(blocks::section(ui, "market-order-who", &who(ui, contact)));
    }
    parts.push(blocks::paragraph(ui, "market-order-keep-link"));
    let title = ui.say(&Say::new("market-order-title").with("code", order.code.clone()));
    let mut response = Page::new(title, blocks::stack(&parts)).tools().into_response();
    let headers = response.headers_mut();
    if order.state == State::Open && !visit.part {
        headers.insert("refresh", http::HeaderValue::from_static(AGAIN));
    }
    // The link is a secret: no search engine keeps it, no other page learns it.
    headers.insert("x-robots-tag", http::HeaderValue::from_static("noindex"));
    headers.insert("referrer-policy", http::HeaderValue::from_static("no-referrer"));
    headers.insert(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    Ok(response)
}

fn standing(ui: &Ui, order: &Order) -> Html {
    let tone = match order.state {
        State::Paid => Tone::Good,
        State::Open => Tone::City,
        State::Stuck => Tone::Warn,
        State::Lapsed | State::Cancelled => Tone::Plain,
    };
    blocks::notice(&ui.t_of("market-order-says-", order.state.as_str()), tone)
}

/// What to do to pay, and until when.
fn paying(ui: &Ui, path: &str, order: &Order, last: Option<&Attempt>, now: Instant) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push_text(&ui.say(&Say::new("market-order-pay").with("amount", order.charged.to_string())));
    html.push_trusted("</h2><p>");
    html.push_text(&ui.say(&Say::new("market-order-until").with("at", ui.instant(order.pay_until))));
    html.push_trusted("</p>");
    match last {
        Some(attempt) if attempt.state == AttemptState::Open => html.push(&instructions(ui, attempt)),
        Some(attempt) if attempt.state == AttemptState::New => {
            html.push(&blocks::paragraph(ui, "market-order-asking"));
        }
        Some(_) | None => html.push(&blocks::notice(&ui.t("market-order-attempt-over"), Tone::Warn)),
    }
    let live = last.is_some_and(|attempt| matches!(attempt.state, AttemptState::New | AttemptState::Open));
    let mut buttons = Vec::new();
    if !live && now < order.pay_until {
        let action = ui.url(&format!("{path}/payments"));
        buttons.push(blocks::post_button(&action, &ui.t("market-order-pay-again"), &[], "", None));
    }
    let action = ui.url(&format!("{path}/cancellation"));
    buttons.push(blocks::post_button(&action, &ui.t("market-order-cancel"), &[], "quiet", None));
    html.push(&blocks::row(&buttons));
    html.push_trusted("</section>");
    html
}

fn instructions(ui: &Ui, attempt: &Attempt) -> Html {
    let mut html = Html::default();
    let show = attempt.show.clone().unwrap_or(Value::Null);
    let text = |name: &str| show.get(name).and_then(Value::as_str);
    if let Some(drawn) = text("code").and_then(code) {
        html.push_trusted("<figure class=\"stack\">");
        html.push_trusted(&drawn);
        html.push_trusted("<figcaption>");
        html.push_text(&ui.t("market-pay-qris-how"));
        html.push_trusted("</figcaption></figure>");
    } else if let Some(image) = text("image") {
        html.push_trusted("<p>");
        html.push(&blocks::link(image, &ui.t("market-pay-qris-picture")));
        html.push_trusted("</p>");
    }
    if let (Some(bank), Some(number)) = (text("bank"), text("number")) {
        let mut rows = vec![
            (Say::new("market-pay-bank"), Html::text(&bank.to_uppercase())),
            (Say::new("market-pay-number"), Html::text(number)),
        ];
        if let Some(biller) = text("biller") {
            rows.push((Say::new("market-pay-biller"), Html::text(biller)));
        }
        html.push(&blocks::facts(ui, &rows));
    }
    if attempt.provider == payment::Name::Demo {
        let page = ui.url(&format!("/market/attempts/demo/{}", attempt.id));
        html.push(&blocks::notice(&ui.t("market-pay-demo-note"), Tone::Warn));
        html.push(&blocks::row(&[blocks::button_link(&page, &ui.t("market-pay-demo"), false)]));
    } else if let Some(page) = text("page") {
        html.push(&blocks::row(&[blocks::button_link(page, &ui.t("market-pay-page"), false)]));
    }
    html
}

/// The payload drawn; nothing where it is none, which a provider's picture then shows.
fn code(payload: &str) -> Option<String> {
    let reading = qris::Payload::read(payload).ok()?;
    qris::svg(&reading.payload, 260).ok()
}

async fn parcel_part(
    tx: &mut Tx,
    ui: &Ui,
    path: &str,
    order: &Order,
    parcel: &Parcel,
) -> Result<Html, Error> {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push_text(&parcel.maker_name);
    html.push_trusted("</h2>");
    if order.state == State::Paid || parcel.state == ParcelState::Cancelled {
        html.push_trusted("<p>");
        html.push(&parcel::pages::badge(ui, parcel.state));
        html.push_trusted("</p>");
    }
    html.push(&parcel::pages::bought(tx, ui, order, parcel).await?);
    if let Some(courier) = &parcel.courier {
        let say = Say::new("market-parcel-with")
            .with("courier", courier.clone())
            .with("tracking", parcel.tracking.clone().unwrap_or_default());
        html.push_trusted("<p>");
        html.push_text(&ui.say(&say));
        html.push_trusted("</p>");
    }
    if parcel.state == ParcelState::Sent {
        let action = ui.url(&format!("{path}/parcels/{}/receipt", parcel.id));
        html.push(&blocks::post_button(&action, &ui.t("market-parcel-received"), &[], "", None));
    }
    html.push(&review::pages::doors(tx, ui, path, parcel).await?);
    html.push_trusted("</section>");
    Ok(html)
}

/// Fetched, sent, or sent to a country.
pub(crate) fn way(ui: &Ui, order: &Order) -> String {
    let way = ui.t_of("market-way-", order.way.as_str());
    match abroad::country(&order.country) {
        Some(country) => format!("{way}: {}", country.name(ui.lang)),
        None => way,
    }
}

fn sums(ui: &Ui, order: &Order) -> Html {
    let goods = order.money(order.charged.units - order.charged_shipping.units);
    let way = way(ui, order);
    let rows = [
        (Say::new("market-order-goods"), Html::text(&goods.to_string())),
        (Say::new("market-order-shipping"), Html::text(&order.charged_shipping.to_string())),
        (Say::new("market-order-total"), Html::text(&order.charged.to_string())),
        (Say::new("market-order-way"), Html::text(&way)),
        (Say::new("market-order-placed"), ui.time(order.placed_at)),
    ];
    blocks::section(ui, "market-order-sums", &blocks::facts(ui, &rows))
}

/// What goes back.
pub(crate) async fn refunds(tx: &mut Tx, ui: &Ui, order: &Order) -> Result<Html, Error> {
    let rows: Vec<Vec<Html>> = refund::of_order(tx, order.id)
        .await?
        .iter()
        .map(|one| {
            Ok(vec![
                ui.time(one.asked_at),
                Html::text(&one.sum()?.money.to_string()),
                Html::text(&ui.t_of("market-refund-", &one.state)),
            ])
        })
        .collect::<Result<_, Error>>()?;
    if rows.is_empty() {
        return Ok(Html::default());
    }
    let heads = ["market-refund-asked-at", "market-refund-amount", "market-refund-state"];
    Ok(blocks::section(ui, "market-refunds", &blocks::table(ui, "market-refunds", &heads, &rows)))
}

pub(crate) fn who(ui: &Ui, contact: &super::Contact) -> Html {
    let mut rows = vec![
        (Say::new("market-order-name"), Html::text(&contact.name)),
        (Say::new("market-order-phone"), Html::text(&contact.phone)),
    ];
    if let Some(mail) = &contact.mail {
        rows.push((Say::new("market-order-mail"), Html::text(mail)));
    }
    if !contact.address.is_empty() {
        rows.push((Say::new("market-order-address"), Html::text(&contact.address)));
    }
    blocks::facts(ui, &rows)
}

/// Another try in the same way, where the last was refused or is over.
async fn pay_again(visit: Visit, Path(token): Path<String>) -> Answer {
    let (mut tx, order) = opened(&visit, &token).await?;
    let path = link::path(&tx, &order.code);
    if super::lock(&mut tx, order.id).await? != State::Open || tx.now() >= order.pay_until {
        return Err(Error::refused("market-order-over").into());
    }
    let last = attempt::last(&mut tx, order.id).await?.ok_or(Error::NotFound("attempt"))?;
    let id =
        attempt::open(&mut tx, order.id, last.provider, last.method, order.charged, order.pay_until).await?;
    tx.commit().await?;
    super::pages::charge(&visit, id).await?;
    Ok(visit.see(&path))
}

/// The buyer does not want it any more: before it is paid, at once.
async fn cancel(visit: Visit, Path(token): Path<String>, posted: Posted) -> Answer {
    let (mut tx, order) = opened(&visit, &token).await?;
    let path = link::path(&tx, &order.code);
    if posted.text("sure") != "yes" {
        let ui = &visit.ui;
        let form = Form::post(ui.url(&format!("{path}/cancellation")), "market-order-cancel")
            .field(web::Field::hidden("sure", "yes"))
            .danger()
            .cancel(ui.url(&path));
        let main = blocks::stack(&[blocks::paragraph(ui, "market-order-cancel-sure"), form.html(ui)]);
        return Ok(Page::new(ui.t("market-order-cancel"), main).into_response());
    }
    let state = close(&mut tx, order.id, State::Cancelled).await?;
    tx.commit().await?;
    let said = match state {
        State::Cancelled => "market-order-cancelled",
        State::Open | State::Paid | State::Stuck | State::Lapsed => "market-order-not-cancelled",
    };
    Ok(visit.see_saying(&path, said))
}

async fn receive(visit: Visit, Path((token, id)): Path<(String, String)>) -> Answer {
    let (mut tx, order) = opened(&visit, &token).await?;
    let path = link::path(&tx, &order.code);
    let id: ParcelId = id.parse()?;
    if parcel::one(&mut tx, id).await?.order != order.id {
        return Err(Error::NotFound("parcel").into());
    }
    parcel::receive(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&path, "market-parcel-thanks"))
}
