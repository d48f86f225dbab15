//! From a cart to an order: who buys, where to, how it is paid.

use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use kernel::{AreaCode, CityId, Error, Level, Rupiah, Say, Tx};
use ledger::money::{Currency, Money};
use payment::{Method, Providers};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{Contact, NewOrder, Placed, Way, find, link, place};
use crate::attempt::{self, AttemptId};
use crate::cart::pages as cart_pages;
use crate::cart::{Cart, Quote, quote};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/orders/new", ask).post("/market/orders/new", answer)
}

/// What was asked for, as far as it is known.
struct Wanted {
    way: Way,
    to: Option<AreaCode>,
    /// As the gazetteer calls it.
    place: Option<String>,
}

impl Wanted {
    const UNKNOWN: Wanted = Wanted { way: Way::Sent, to: None, place: None };
}

async fn ask(visit: Visit, headers: HeaderMap) -> Answer {
    let (mut tx, cart) = begun(&visit, &headers).await?;
    let ui = &visit.ui;
    if cart.is_empty() {
        return Ok(visit.see("/keranjang"));
    }
    let quote = quote(&mut tx, cart.lines(), None).await?;
    if quote.parcels.is_empty() {
        return Ok(visit.see("/keranjang"));
    }
    let methods = methods(&tx, Currency::IDR);
    if methods.is_empty() {
        let html = blocks::notice(&ui.t("market-order-no-payment"), Tone::Warn);
        return Ok(Page::new(ui.t("market-order-new"), html)
            .under(ui.url("/keranjang"), ui.t("market-cart"))
            .into_response());
    }
    // A random key: sent again, it is the same order.
    let form = form(ui, &methods, &tx.id::<Uuid>().to_string(), None);
    Ok(page(ui, &quote, &Wanted::UNKNOWN, &form).into_response())
}

async fn begun(visit: &Visit, headers: &HeaderMap) -> Result<(Tx, Cart), Error> {
    if visit.ui.city.id == CityId::PLATFORM {
        return Err(Error::NotFound("order"));
    }
    Ok((visit.tx().await?, cart_pages::of(visit, headers)))
}

/// The ways to pay in a currency.
pub(crate) fn methods(tx: &Tx, currency: Currency) -> Vec<(Method, payment::Name)> {
    attempt::methods(tx.db().outside().services.get::<Providers>().as_deref(), currency)
}

/// `seen`: what the buyer was shown that it costs, once where to is known.
fn form(ui: &Ui, methods: &[(Method, payment::Name)], key: &str, seen: Option<Rupiah>) -> Form {
    let submit = match seen {
        Some(total) => Say::new("market-order-pay").with("amount", ui.money(total)),
        None => Say::new("market-order-go-on"),
    };
    let ways = [Way::Sent, Way::Pickup].map(|way| {
        Choice::new(way.as_str(), ui.t_of("market-way-", way.as_str()))
            .note(ui.t_of("market-way-note-", way.as_str()))
    });
    let pays = methods.iter().map(|(method, _)| {
        let word = attempt::word(*method);
        let label = match method {
            Method::Transfer(_) => ui.say(&Say::new("market-pay-transfer").with("bank", word.to_uppercase())),
            Method::Qris | Method::Card => ui.t_of("market-pay-", word),
        };
        (word.to_owned(), label)
    });
    let first = methods.first().map(|(method, _)| attempt::word(*method)).unwrap_or_default();
    Form::post(ui.url("/pesan"), submit)
        .field(Field::hidden("key", key))
        .field(Field::hidden("seen", seen.map(|seen| seen.0.to_string()).unwrap_or_default()))
        .section("market-order-who", Some(Say::new("market-order-who-note")))
        .field(Field::text("name", "market-order-name").autocomplete("name"))
        .field(Field::tel("phone", "market-order-phone").hint("market-order-phone-hint").autocomplete("tel"))
        .field(
            Field::email("mail", "market-order-mail")
                .hint("market-order-mail-hint")
                .autocomplete("email")
                .optional(),
        )
        .section("market-order-where", None)
        .field(Field::radio("way", "market-order-way", ways.into()).value(Way::Sent.as_str()))
        .field(
            Field::long("address", "market-order-address")
                .hint("market-order-address-hint")
                .autocomplete("street-address")
                .optional(),
        )
        .field(Field::text("area", "market-order-area").hint("market-order-area-hint").optional())
        .section("market-order-how", None)
        .field(Field::select("method", "market-order-method", pays.collect()).value(first))
        .cancel(ui.url("/keranjang"))
}

fn page(ui: &Ui, quote: &Quote, wanted: &Wanted, form: &Form) -> Page {
    let main = blocks::stack(&[summary(ui, quote, wanted), form.html(ui)]);
    Page::new(ui.t("market-order-new"), main).tools().under(ui.url("/keranjang"), ui.t("market-cart"))
}

/// What is bought and what it comes to.
fn summary(ui: &Ui, quote: &Quote, wanted: &Wanted) -> Html {
    let mut rows = Vec::new();
    for parcel in &quote.parcels {
        for line in &parcel.lines {
            let what = format!("{} × {}", line.quantity, cart_pages::named(ui, line));
            rows.push(vec![Html::text(&what), Html::text(&ui.money(line.amount))]);
        }
        if wanted.to.is_some() {
            let say = Say::new("market-order-shipping-of").with("maker", parcel.maker_name.clone());
            rows.push(vec![Html::text(&ui.say(&say)), Html::text(&ui.money(parcel.shipping))]);
        }
    }
    let known = wanted.way == Way::Pickup || wanted.to.is_some();
    let total = if known { "market-order-total" } else { "market-order-goods-only" };
    let mut strong = Html::trusted("<strong>");
    strong.push_text(&ui.money(quote.total()));
    strong.push_trusted("</strong>");
    rows.push(vec![Html::text(&ui.t(total)), strong]);
    let mut html =
        blocks::table(ui, "market-order-what", &["market-order-line", "market-order-amount"], &rows);
    if let Some(place) = &wanted.place {
        html.push_trusted("<p>");
        html.push_text(&ui.say(&Say::new("market-order-to").with("place", place.clone())));
        html.push_trusted("</p>");
    }
    html
}

/// Where a text says: at least a city. The best reading where it is clear, else the area that surely holds it.
pub(crate) async fn located(tx: &Tx, text: &str) -> Result<(AreaCode, String), Error> {
    let unknown = || Error::field("area", "market-order-area-unknown");
    if text.trim().is_empty() {
        return Err(Error::field("area", "market-order-area-missing"));
    }
    let known = territory::gazetteer(tx.db()).await?;
    let home = AreaCode::of_city(tx.city());
    let found = known.resolve(text, home.as_ref());
    let clear = found.best.as_ref().filter(|place| place.confidence >= 0.5).map(|place| place.code);
    let code = AreaCode::from(clear.or(found.certainly_in).ok_or_else(unknown)?);
    if code.level() < Level::City {
        return Err(unknown());
    }
    let names: Vec<String> = known.path_of(&code).into_iter().rev().map(|(_, name)| name).collect();
    Ok((code, names.join(", ")))
}

async fn answer(visit: Visit, headers: HeaderMap, posted: Posted) -> Answer {
    let (mut tx, cart) = begun(&visit, &headers).await?;
    // Sent twice: the first made the order and emptied the cart.
    if let Some((id, _)) = find::by_key(&mut tx, posted.text("key")).await? {
        let code = find::one(&mut tx, id).await?.code;
        return Ok(visit.see(&link::path(&tx, &code)));
    }
    if cart.is_empty() {
        return Ok(visit.see("/keranjang"));
    }
    let mut wanted = Wanted { way: Way::parse(posted.text("way")).unwrap_or(Way::Sent), ..Wanted::UNKNOWN };
    let area = match wanted.way {
        Way::Sent => located(&tx, posted.text("area")).await.map(Some),
        Way::Pickup => Ok(None),
    };
    let lines = match area {
        Ok(area) => {
            (wanted.to, wanted.place) = area.map_or((None, None), |(code, name)| (Some(code), Some(name)));
            new_order(&tx, &visit.ui, &posted, &cart, &wanted)
        }
        Err(error) => Err(error),
    };
    let quote = quote(&mut tx, cart.lines(), wanted.to.as_ref()).await?;
    let seen: Option<i64> = posted.text("seen").parse().ok();
    let known = wanted.way == Way::Pickup || wanted.to.is_some();
    let ready = match lines {
        Ok(new) if seen == Some(quote.total().0) => Ok(new),
        // Now that it is known what it costs, the buyer says yes to that.
        Ok(_) => Err(None),
        Err(error) => Err(Some(error)),
    };
    let methods = methods(&tx, Currency::IDR);
    let total = Some(quote.total()).filter(|_| known);
    let again = |posted: &Posted| form_again(&visit.ui, &methods, posted, total);
    let error = match ready {
        Ok(new) => match place(&mut tx, new).await {
            Ok(placed) => return finish(&visit, tx, placed).await,
            Err(error) => error,
        },
        Err(Some(error)) => error,
        Err(None) => {
            let form = again(&posted);
            let mut page = page(&visit.ui, &quote, &wanted, &form);
            page.main = blocks::stack(&[
                blocks::notice(&visit.ui.t("market-order-look-again"), Tone::City),
                page.main,
            ]);
            return Ok(page.into_response());
        }
    };
    visit.again(error, again(&posted), |form| Ok(page(&visit.ui, &quote, &wanted, &form)))
}

/// The form as it was sent, but with what it costs now.
fn form_again(ui: &Ui, methods: &[(Method, payment::Name)], posted: &Posted, seen: Option<Rupiah>) -> Form {
    let key = posted.text("key").to_owned();
    let rest = posted.fields().iter().filter(|(name, _)| name != "seen").cloned();
    form(ui, methods, &key, seen).fill(&Posted::new(rest.chain(std::iter::once((
        "seen".to_owned(),
        seen.map(|seen| seen.0.to_string()).unwrap_or_default(),
    )))))
}

fn new_order(tx: &Tx, ui: &Ui, posted: &Posted, cart: &Cart, wanted: &Wanted) -> Result<NewOrder, Error> {
    let method = attempt::method(posted.text("method"));
    let (method, provider) = methods(tx, Currency::IDR)
        .into_iter()
        .find(|(known, _)| Some(*known) == method)
        .ok_or_else(|| Error::field("method", "market-order-method-choose"))?;
    let mut address = posted.text("address").to_owned();
    if wanted.way == Way::Sent && address.is_empty() {
        return Err(Error::field("address", Say::new("market-order-address-length").with("most", 300)));
    }
    if let Some(place) = wanted.place.as_ref().filter(|_| wanted.way == Way::Sent) {
        address = format!("{address}\n{place}");
    }
    let contact = Contact {
        name: posted.required("name", 100)?.to_owned(),
        phone: posted.text("phone").to_owned(),
        mail: posted.optional("mail").map(str::to_owned),
        address,
    };
    kernel::contact::Phone::parse(&contact.phone)?;
    Ok(NewOrder {
        key: posted.text("key").to_owned(),
        lang: ui.lang.as_str().to_owned(),
        contact,
        way: wanted.way,
        to: wanted.to.clone(),
        abroad: None,
        lines: cart.lines().to_vec(),
        provider,
        method,
        seen: Money::rupiah(Rupiah(posted.text("seen").parse().unwrap_or(0))),
    })
}

/// The order is there. The provider is asked in a transaction of its own; whatever it answers, the order's page says how it
/// stands.
pub(crate) async fn finish(visit: &Visit, mut tx: Tx, placed: Placed) -> Answer {
    let code = find::one(&mut tx, placed.id).await?.code;
    let path = link::path(&tx, &code);
    tx.commit().await?;
    if let Some(id) = placed.attempt {
        charge(visit, id).await?;
    }
    let response: Response = visit.see(&path);
    Ok(cart_pages::keep(visit, &Cart::default(), response))
}

/// Asks the provider, apart from the order: that is there whatever comes of this.
pub(crate) async fn charge(visit: &Visit, id: AttemptId) -> Result<(), Error> {
    let mut tx = visit.db.begin(kernel::Actor::System("market"), visit.ui.city.id).await?;
    match attempt::charge(&mut tx, id).await {
        Ok(_) => tx.commit().await,
        Err(error) => {
            // The worker asks again within a minute.
            tracing::warn!(attempt = %id, %error, "a payment could not be asked for");
            Ok(())
        }
    }
}
