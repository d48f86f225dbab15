//! Parcels at their maker's, on a telephone: what is new, what to do next, the label.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Rupiah, Say, Tx};
use ledger::money::Money;
use registry::business::BusinessId;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::list::PER_PAGE;
use web::{Answer, Face, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::{Listed, OWN, Parcel, ParcelId, State, advance, customs, find, paper};
use crate::lists;
use crate::order::{self, Line, Order, Way};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/parcels", all)
        .get("/market/parcels/own", own)
        .get("/market/parcels/{id}", one)
        .get("/market/parcels/{id}/paper.pdf", label)
        .get("/market/parcels/{id}/cn23.pdf", declaration)
        .get("/market/parcels/{id}/invoice.pdf", invoice)
        .post("/market/parcels/{id}/confirmation", confirmed)
        .post("/market/parcels/{id}/packing", packed)
        .get("/market/parcels/{id}/sending", sending)
        .post("/market/parcels/{id}/sending", sent)
        .get("/market/parcels/{id}/cancellation", cancelling)
        .post("/market/parcels/{id}/cancellation", cancelled)
        .get("/market/parcels/{id}/return", returning)
        .post("/market/parcels/{id}/return", returned)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-work",
        label: "market-own",
        note: "market-own-note",
        path: "/pesanan-masuk",
        icon: Icon::Package,
        can: Some(OWN),
    }
}

/// Where a parcel stands, as a badge.
pub(crate) fn badge(ui: &Ui, state: State) -> Html {
    let tone = match state {
        State::New => Tone::Warn,
        State::Confirmed | State::Packed => Tone::City,
        State::Sent | State::Received => Tone::Good,
        State::Waiting | State::Returned | State::Cancelled => Tone::Plain,
    };
    blocks::badge(&ui.t_of("market-parcel-state-", state.as_str()), tone)
}

async fn own(visit: Visit, query: ListQuery) -> Answer {
    if visit.actor().account().is_none() {
        return Err(Error::Forbidden.into());
    }
    let mut tx = visit.tx().await?;
    let makers = find::own(&mut tx).await?;
    let page = shown(&visit, &mut tx, &query, Some(&makers), "/pesanan-masuk").await?;
    Ok(page.into_response())
}

async fn all(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let page = shown(&visit, &mut tx, &query, None, "/market/parcels").await?;
    Ok(page.desk().under(visit.ui.url("/market/orders"), visit.ui.t("market-orders")).into_response())
}

async fn shown(
    visit: &Visit,
    tx: &mut Tx,
    query: &ListQuery,
    makers: Option<&[BusinessId]>,
    path: &str,
) -> Result<Page, Error> {
    let ui = &visit.ui;
    let state = query.get("status").and_then(State::parse);
    let (rows, total) = find::list(tx, makers, state, query.offset(), PER_PAGE).await?;
    let all = std::iter::once((None, ui.t("market-all")));
    let states = State::ALL.into_iter().skip(1).map(State::as_str);
    let choices = all.chain(states.map(|word| (Some(word), ui.t_of("market-parcel-state-", word))));
    let now = query.get("status");
    let mut parts = vec![lists::states(ui, "market-parcel-state", path, query, choices, now)];
    if makers.is_some() {
        parts.push(blocks::row(&[blocks::quiet(ui, "/market/reviews/own", "market-reviews")]));
    }
    if rows.is_empty() {
        parts.push(blocks::empty(ui, "market-parcels-none", "market-parcels-none-hint"));
    } else {
        parts.push(items(ui, &rows, tx.now()));
        parts.push(lists::turn(ui, query, path, total));
    }
    let title = if makers.is_some() { "market-own" } else { "market-parcels" };
    Ok(Page::new(ui.t(title), blocks::stack(&parts)).tools())
}

fn items(ui: &Ui, rows: &[Listed], now: kernel::Instant) -> Html {
    let mut html = Html::trusted("<ul class=\"tasks\">");
    for row in rows {
        html.push_trusted("<li><span>");
        html.push(&blocks::link(&ui.url(&format!("/market/parcels/{}", row.id)), &row.what));
        html.push_trusted("<small>");
        let say = Say::new("market-parcel-line")
            .with("code", row.code.clone())
            .with("maker", row.maker_name.clone())
            .with("amount", ui.money(Rupiah(row.amount)))
            .with("at", ui.instant(row.changed_at));
        html.push_text(&ui.say(&say));
        html.push_trusted("</small>");
        let late = row.state == State::New.as_str() && row.confirm_until.is_some_and(|by| by <= now);
        if late {
            html.push(&blocks::badge(&ui.t("market-parcel-late"), Tone::Bad));
        }
        html.push_trusted("</span>");
        if let Some(state) = State::parse(&row.state) {
            html.push(&badge(ui, state));
        }
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

/// What lies in a parcel and what it comes to, as its maker earns it.
async fn contents(tx: &mut Tx, ui: &Ui, parcel: &Parcel) -> Result<Html, Error> {
    listed(tx, ui, parcel, |line| Money::rupiah(line.price)).await
}

/// The same, as its buyer paid it.
pub(crate) async fn bought(tx: &mut Tx, ui: &Ui, order: &Order, parcel: &Parcel) -> Result<Html, Error> {
    listed(tx, ui, parcel, |line| order.money(line.charged)).await
}

async fn listed(
    tx: &mut Tx,
    ui: &Ui,
    parcel: &Parcel,
    price: impl Fn(&Line) -> Money,
) -> Result<Html, Error> {
    let mut rows: Vec<Vec<Html>> = Vec::new();
    for line in find::lines(tx, parcel.id).await? {
        let one = price(&line);
        let all = Money { units: one.units * i64::from(line.quantity), ..one };
        rows.push(vec![
            Html::text(&line.called()),
            Html::text(&ui.number(i64::from(line.quantity))),
            Html::text(&one.to_string()),
            Html::text(&all.to_string()),
        ]);
    }
    let heads = ["market-order-line", "market-order-quantity", "market-price", "market-order-amount"];
    Ok(blocks::table(ui, "market-parcel-contents", &heads, &rows))
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Parcel, Order), Error> {
    let mut tx = visit.tx().await?;
    let parcel = find::allowed(&mut tx, id.parse()?).await?;
    let order = order::one(&mut tx, parcel.order).await?;
    Ok((tx, parcel, order))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, parcel, order) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let mut head = Html::trusted("<p>");
    head.push(&badge(ui, parcel.state));
    head.push_trusted("</p>");
    let mut parts = vec![head];
    if let (State::New, Some(by)) = (parcel.state, parcel.confirm_until) {
        let say = Say::new("market-parcel-confirm-by").with("at", ui.instant(by));
        parts.push(blocks::notice(&ui.say(&say), Tone::City));
    }
    parts.push(actions(ui, &parcel, &order));
    parts.push(contents(&mut tx, ui, &parcel).await?);
    parts.push(blocks::section(ui, "market-parcel-money", &money(ui, &parcel)));
    if let Some(contact) = &order.contact {
        let mut inner = order::view_pages::who(ui, contact);
        let text = ui.say(&Say::new("market-parcel-hello").with("code", order.code.clone()));
        inner.push(&blocks::row(&[blocks::button_link(
            &whatsapp(&contact.phone, &text),
            &ui.t("market-parcel-whatsapp"),
            true,
        )]));
        parts.push(blocks::section(ui, "market-parcel-to", &inner));
    }
    let title = ui.say(&Say::new("market-order-title").with("code", order.code.clone()));
    Ok(Page::new(title, blocks::stack(&parts))
        .tools()
        .under(ui.url("/pesanan-masuk"), ui.t("market-own"))
        .into_response())
}

/// A message to a number, ready to be sent.
fn whatsapp(phone: &str, text: &str) -> String {
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    format!("https://wa.me/{}?text={}", phone.trim_start_matches('+'), text.replace('+', "%20"))
}

fn money(ui: &Ui, parcel: &Parcel) -> Html {
    let earned = Rupiah(parcel.goods.0 + parcel.shipping.0 - parcel.commission.0);
    let rows = [
        (Say::new("market-order-goods"), Html::text(&ui.money(parcel.goods))),
        (Say::new("market-order-shipping"), Html::text(&ui.money(parcel.shipping))),
        (Say::new("market-parcel-commission"), Html::text(&ui.money(parcel.commission))),
        (Say::new("market-parcel-earned"), Html::text(&ui.money(earned))),
    ];
    blocks::facts(ui, &rows)
}

/// What can be done next: the next step first.
fn actions(ui: &Ui, parcel: &Parcel, order: &Order) -> Html {
    let path = |what: &str| ui.url(&format!("/market/parcels/{}/{what}", parcel.id));
    let mut buttons = Vec::new();
    if parcel.state.may_become(State::Confirmed) {
        buttons.push(blocks::post_button(
            &path("confirmation"),
            &ui.t("market-parcel-confirm"),
            &[],
            "",
            None,
        ));
    }
    if parcel.state.may_become(State::Packed) && parcel.state != State::New {
        buttons.push(blocks::post_button(&path("packing"), &ui.t("market-parcel-pack"), &[], "", None));
    }
    if parcel.state.may_become(State::Sent) {
        let quiet = parcel.state != State::Packed;
        buttons.push(blocks::button_link(&path("sending"), &ui.t("market-parcel-send"), quiet));
    }
    if parcel.state != State::Cancelled {
        buttons.push(blocks::button_link(&path("paper.pdf"), &ui.t("market-parcel-paper"), true));
        if order.is_abroad() {
            buttons.push(blocks::button_link(&path("cn23.pdf"), &ui.t("market-customs-declaration"), true));
            buttons.push(blocks::button_link(&path("invoice.pdf"), &ui.t("market-customs-invoice"), true));
        }
    }
    if parcel.state.may_become(State::Cancelled) {
        buttons.push(blocks::button_link(&path("cancellation"), &ui.t("market-parcel-cancel"), true));
    }
    if parcel.state.may_become(State::Returned) {
        buttons.push(blocks::button_link(&path("return"), &ui.t("market-parcel-return"), true));
    }
    blocks::row(&buttons)
}

async fn label(visit: Visit, Path(id): Path<String>) -> Result<Response, web::Failure> {
    let (mut tx, parcel, order) = loaded(&visit, &id).await?;
    let lines = find::lines(&mut tx, parcel.id).await?;
    let bytes = paper::write(&visit.ui, &parcel, &order, &lines)?;
    Ok(pdf(&format!("{}-{}", order.code, parcel.number), bytes))
}

fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        ("content-type", "application/pdf".to_owned()),
        ("content-disposition", format!("attachment; filename=\"{name}.pdf\"")),
        ("cache-control", "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

async fn for_customs(
    visit: &Visit,
    id: &str,
    kind: customs::Kind,
    name: &str,
) -> Result<Response, web::Failure> {
    let (mut tx, parcel, order) = loaded(visit, id).await?;
    let lines = find::lines(&mut tx, parcel.id).await?;
    let bytes = customs::write(&mut tx, &visit.ui, kind, &parcel, &order, &lines).await?;
    Ok(pdf(&format!("{name}-{}-{}", order.code, parcel.number), bytes))
}

async fn declaration(visit: Visit, Path(id): Path<String>) -> Result<Response, web::Failure> {
    for_customs(&visit, &id, customs::Kind::Declaration, "cn23").await
}

async fn invoice(visit: Visit, Path(id): Path<String>) -> Result<Response, web::Failure> {
    for_customs(&visit, &id, customs::Kind::Invoice, "invoice").await
}

fn after(visit: &Visit, id: ParcelId, said: &'static str) -> Response {
    visit.see_saying(&format!("/market/parcels/{id}"), said)
}

async fn confirmed(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, parcel, _) = loaded(&visit, &id).await?;
    advance::confirm(&mut tx, parcel.id).await?;
    tx.commit().await?;
    Ok(after(&visit, parcel.id, "market-parcel-confirmed"))
}

async fn packed(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, parcel, _) = loaded(&visit, &id).await?;
    advance::pack(&mut tx, parcel.id).await?;
    tx.commit().await?;
    Ok(after(&visit, parcel.id, "market-parcel-packed"))
}

fn send_form(ui: &Ui, parcel: &Parcel, order: &Order) -> Form {
    let form = Form::post(ui.url(&format!("/market/parcels/{}/sending", parcel.id)), "market-parcel-send")
        .cancel(ui.url(&format!("/market/parcels/{}", parcel.id)));
    match order.way {
        Way::Sent => form
            .field(Field::text("courier", "market-parcel-courier-name").hint("market-parcel-courier-hint"))
            .field(Field::text("tracking", "market-parcel-tracking").optional()),
        Way::Pickup => form,
    }
}

fn below(ui: &Ui, parcel: &Parcel, title: &'static str, note: &'static str, form: &Form) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, note), form.html(ui)]);
    Page::new(ui.t(title), main)
        .tools()
        .under(ui.url(&format!("/market/parcels/{}", parcel.id)), ui.t("market-parcel"))
}

async fn sending(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, parcel, order) = loaded(&visit, &id).await?;
    let form = send_form(&visit.ui, &parcel, &order);
    Ok(below(&visit.ui, &parcel, "market-parcel-send", "market-parcel-send-note", &form).into_response())
}

async fn sent(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, parcel, order) = loaded(&visit, &id).await?;
    match advance::send(&mut tx, parcel.id, posted.text("courier"), posted.text("tracking")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(after(&visit, parcel.id, "market-parcel-sent"))
        }
        Err(error) => {
            let (ui, form) = (&visit.ui, send_form(&visit.ui, &parcel, &order).fill(&posted));
            let page =
                |form: Form| Ok(below(ui, &parcel, "market-parcel-send", "market-parcel-send-note", &form));
            visit.again(error, form, page)
        }
    }
}

fn reason_form(ui: &Ui, parcel: &Parcel, what: &str, submit: &'static str) -> Form {
    Form::post(ui.url(&format!("/market/parcels/{}/{what}", parcel.id)), submit)
        .field(Field::long("reason", "market-reason").hint("market-reason-hint"))
        .danger()
        .cancel(ui.url(&format!("/market/parcels/{}", parcel.id)))
}

fn cancel_page(ui: &Ui, parcel: &Parcel, form: &Form) -> Page {
    below(ui, parcel, "market-parcel-cancel", "market-parcel-cancel-note", form)
}

async fn cancelling(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, parcel, _) = loaded(&visit, &id).await?;
    let form = reason_form(&visit.ui, &parcel, "cancellation", "market-parcel-cancel");
    Ok(cancel_page(&visit.ui, &parcel, &form).into_response())
}

async fn cancelled(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, parcel, _) = loaded(&visit, &id).await?;
    match advance::cancel(&mut tx, parcel.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(after(&visit, parcel.id, "market-parcel-cancelled"))
        }
        Err(error) => {
            let form = reason_form(&visit.ui, &parcel, "cancellation", "market-parcel-cancel").fill(&posted);
            visit.again(error, form, |form| Ok(cancel_page(&visit.ui, &parcel, &form)))
        }
    }
}

fn return_page(ui: &Ui, parcel: &Parcel, form: &Form) -> Page {
    below(ui, parcel, "market-parcel-return", "market-parcel-return-note", form)
}

async fn returning(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, parcel, _) = loaded(&visit, &id).await?;
    let form = reason_form(&visit.ui, &parcel, "return", "market-parcel-return");
    Ok(return_page(&visit.ui, &parcel, &form).into_response())
}

async fn returned(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, parcel, _) = loaded(&visit, &id).await?;
    match advance::take_back(&mut tx, parcel.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(after(&visit, parcel.id, "market-parcel-returned"))
        }
        Err(error) => {
            let form = reason_form(&visit.ui, &parcel, "return", "market-parcel-return").fill(&posted);
            visit.again(error, form, |form| Ok(return_page(&visit.ui, &parcel, &form)))
        }
    }
}
