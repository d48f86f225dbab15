//! From a cart to an order that goes abroad: to which country, in which currency; paid by card.

use axum::response::IntoResponse;
use http::HeaderMap;
use kernel::{CityId, Error, Say, Tx};
use ledger::money::{Currency, Money};
use payment::{Method, Name};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{Country, Obstacle, To, choices, countries, country, obstacles, quote, tariffs};
use crate::cart::pages as cart_pages;
use crate::cart::{self, Cart, Quote};
use crate::order::pages::{finish, methods};
use crate::order::{Contact, NewOrder, Way, by_key, link, one, place};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/orders/new/abroad", ask).post("/market/orders/new/abroad", answer)
}

/// What the page needs to ask.
struct Asked {
    cart: Cart,
    home: Quote,
    /// In which all of the cart can be paid.
    currencies: Vec<Currency>,
    /// To which something can be sent.
    countries: Vec<&'static Country>,
}

async fn begun(visit: &Visit, headers: &HeaderMap) -> Result<(Tx, Cart), Error> {
    if visit.ui.city.id == CityId::PLATFORM {
        return Err(Error::NotFound("order"));
    }
    Ok((visit.tx().await?, cart_pages::of(visit, headers)))
}

/// Or the page that says why not.
async fn asked(tx: &mut Tx, ui: &Ui, cart: Cart) -> Result<Result<Asked, Page>, Error> {
    let home = cart::quote(tx, cart.lines(), None).await?;
    let found = obstacles(tx, &home, ui.lang.as_str()).await?;
    if !found.is_empty() {
        return Ok(Err(under(ui, refusal(ui, &found))));
    }
    let currencies = choices(tx, &home).await?;
    let zones: Vec<_> = tariffs(tx).await?.into_iter().map(|tariff| tariff.zone).collect();
    let countries: Vec<_> = countries().iter().filter(|country| zones.contains(&country.zone)).collect();
    let payable = currencies.iter().any(|currency| card(tx, *currency).is_some());
    if !payable || countries.is_empty() {
        let said = blocks::notice(&ui.t("market-abroad-none"), Tone::Warn);
        return Ok(Err(under(ui, said)));
    }
    Ok(Ok(Asked { cart, home, currencies, countries }))
}

fn under(ui: &Ui, main: Html) -> Page {
    Page::new(ui.t("market-abroad"), main).tools().under(ui.url("/keranjang"), ui.t("market-cart"))
}

/// Why something in the cart cannot go.
fn refusal(ui: &Ui, found: &[Obstacle]) -> Html {
    let mut parts = vec![blocks::notice(&ui.t("market-abroad-obstacles"), Tone::Warn)];
    for obstacle in found {
        let mut html = Html::trusted("<section class=\"stack\"><h2>");
        html.push_text(&obstacle.name);
        html.push_trusted("</h2><ul>");
        for reason in &obstacle.reasons {
            html.push_trusted("<li>");
            html.push_text(&ui.say(reason));
            html.push_trusted("</li>");
        }
        html.push_trusted("</ul></section>");
        parts.push(html);
    }
    parts.push(blocks::row(&[blocks::button_link(
        &ui.url("/keranjang"),
        &ui.t("market-abroad-to-cart"),
        false,
    )]));
    blocks::stack(&parts)
}

/// Who takes cards in a currency.
fn card(tx: &Tx, currency: Currency) -> Option<Name> {
    let card = |(method, _): &(Method, Name)| *method == Method::Card;
    methods(tx, currency).into_iter().find(card).map(|(_, name)| name)
}

async fn ask(visit: Visit, headers: HeaderMap) -> Answer {
    let (mut tx, cart) = begun(&visit, &headers).await?;
    let ui = &visit.ui;
    if cart.is_empty() {
        return Ok(visit.see("/keranjang"));
    }
    let asked = match asked(&mut tx, ui, cart).await? {
        Ok(asked) if asked.home.parcels.is_empty() => return Ok(visit.see("/keranjang")),
        Ok(asked) => asked,
        Err(page) => return Ok(page.into_response()),
    };
    let form = form(ui, &asked, &tx.id::<Uuid>().to_string(), None);
    Ok(page(ui, &asked.home, None, &form).into_response())
}

/// `seen`: what the buyer was shown that it costs, once where to is known.
fn form(ui: &Ui, asked: &Asked, key: &str, seen: Option<Money>) -> Form {
    let submit = match seen {
        Some(total) => Say::new("market-order-pay").with("amount", total.to_string()),
        None => Say::new("market-order-go-on"),
    };
    let mut countries: Vec<(String, String)> =
        asked.countries.iter().map(|one| (one.code.to_owned(), one.name(ui.lang).to_owned())).collect();
    countries.sort_by(|one, other| one.1.cmp(&other.1));
    countries.insert(0, (String::new(), ui.t("market-abroad-country-choose")));
    let currencies = asked
        .currencies
        .iter()
        .map(|one| (one.code().to_owned(), ui.t_of("ledger-currency-", &one.code().to_lowercase())));
    let dollar = asked.currencies.iter().find(|one| one.code() == "USD");
    let first = dollar.or(asked.currencies.first()).map(|one| one.code()).unwrap_or_default();
    Form::post(ui.url("/pesan/abroad"), submit)
        .field(Field::hidden("key", key))
        .field(Field::hidden("seen", seen.map(|seen| seen.units.to_string()).unwrap_or_default()))
        .section("market-order-who", Some(Say::new("market-order-who-note")))
        .field(Field::text("name", "market-order-name").autocomplete("name"))
        .field(
            Field::email("mail", "market-order-mail").hint("market-abroad-mail-hint").autocomplete("email"),
        )
        .field(Field::tel("phone", "market-order-phone").hint("market-abroad-phone-hint").autocomplete("tel"))
        .section("market-abroad-where", None)
        .field(
            Field::long("address", "market-abroad-street")
                .hint("market-abroad-street-hint")
                .autocomplete("street-address"),
        )
        .field(Field::text("town", "market-abroad-town").autocomplete("address-level2"))
        .field(Field::text("region", "market-abroad-region").autocomplete("address-level1").optional())
        .field(
            Field::text("postcode", "market-abroad-postcode").autocomplete("postal-code").optional().narrow(),
        )
        .field(Field::select("country", "market-abroad-country", countries).autocomplete("country"))
        .section("market-order-how", Some(Say::new("market-abroad-card")))
        .field(Field::select("currency", "market-abroad-currency", currencies.collect()).value(first))
        .cancel(ui.url("/keranjang"))
}

/// What is bought; and once it is known, what it comes to where it goes.
fn page(ui: &Ui, home: &Quote, quote: Option<&Quote>, form: &Form) -> Page {
    let mut rows = Vec::new();
    let text = |money: Money| Html::text(&money.to_string());
    let shown = quote.unwrap_or(home);
    let money = |units: i64| Money { units, ..shown.charged };
    for parcel in &shown.parcels {
        for line in &parcel.lines {
            let what = format!("{} × {}", line.quantity, cart_pages::named(ui, line));
            rows.push(vec![Html::text(&what), text(money(line.charged * i64::from(line.quantity)))]);
        }
        if quote.is_some() {
            let say = Say::new("market-order-shipping-of").with("maker", parcel.maker_name.clone());
            rows.push(vec![Html::text(&ui.say(&say)), text(money(parcel.charged_shipping))]);
        }
    }
    if quote.is_some() {
        let mut strong = Html::trusted("<strong>");
        strong.push_text(&shown.charged.to_string());
        strong.push_trusted("</strong>");
        rows.push(vec![Html::text(&ui.t("market-order-total")), strong]);
    }
    let heads = ["market-order-line", "market-order-amount"];
    let mut parts = vec![blocks::table(ui, "market-order-what", &heads, &rows)];
    let note = if quote.is_some() { "market-abroad-duties" } else { "market-abroad-priced-later" };
    parts.push(blocks::paragraph(ui, note));
    parts.push(form.html(ui));
    under(ui, blocks::stack(&parts))
}

/// Where it goes and how it is paid, as it was sent.
fn wanted(asked: &Asked, posted: &Posted) -> Result<To, Error> {
    let country = country(posted.text("country")).filter(|one| asked.countries.contains(one));
    let country = country.ok_or_else(|| Error::field("country", "market-abroad-country-choose"))?;
    let known = asked.currencies.iter().find(|one| one.code() == posted.text("currency"));
    let currency = known.copied().ok_or_else(|| Error::field("currency", "market-abroad-currency-choose"))?;
    Ok(To { country, currency })
}

/// The address as it stands on a parcel: the country last, in English and in capitals, as the Universal Postal Union asks.
pub(crate) fn addressed(street: &str, town: &str, region: &str, postcode: &str, country: &Country) -> String {
    let place = [town, region, postcode].map(str::trim);
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let country = country.name(web::Lang::En).to_uppercase();
    let lines = [street.trim().to_owned(), place.join(" "), country];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn new_order(tx: &Tx, ui: &Ui, posted: &Posted, cart: &Cart, to: To, seen: Money) -> Result<NewOrder, Error> {
    let provider =
        card(tx, to.currency).ok_or_else(|| Error::field("currency", "market-abroad-currency-choose"))?;
    let part = |name: &'static str| posted.text(name);
    let street = posted.required("address", 200)?;
    let town = posted.required("town", 80)?;
    let contact = Contact {
        name: posted.required("name", 100)?.to_owned(),
        phone: part("phone").to_owned(),
        mail: Some(posted.required("mail", 200)?.to_owned()),
        address: addressed(street, town, part("region"), part("postcode"), to.country),
    };
    kernel::contact::Phone::parse(&contact.phone)?;
    Ok(NewOrder {
        key: part("key").to_owned(),
        lang: ui.lang.as_str().to_owned(),
        contact,
        way: Way::Sent,
        to: None,
        abroad: Some(to),
        lines: cart.lines().to_vec(),
        provider,
        method: Method::Card,
        seen,
    })
}

async fn answer(visit: Visit, headers: HeaderMap, posted: Posted) -> Answer {
    let (mut tx, cart) = begun(&visit, &headers).await?;
    // Sent twice: the first made the order and emptied the cart.
    if let Some((id, _)) = by_key(&mut tx, posted.text("key")).await? {
        let code = one(&mut tx, id).await?.code;
        return Ok(visit.see(&link::path(&tx, &code)));
    }
    if cart.is_empty() {
        return Ok(visit.see("/keranjang"));
    }
    let asked = match asked(&mut tx, &visit.ui, cart).await? {
        Ok(asked) => asked,
        Err(page) => return Ok(page.into_response()),
    };
    let error = match priced(&mut tx, &asked, &posted).await {
        Ok((to, quote)) => return told(&visit, tx, &asked, &posted, to, &quote).await,
        Err(error) => error,
    };
    let form = again(&visit.ui, &asked, &posted, None);
    visit.again(error, form, |form| Ok(page(&visit.ui, &asked.home, None, &form)))
}

async fn priced(tx: &mut Tx, asked: &Asked, posted: &Posted) -> Result<(To, Quote), Error> {
    let to = wanted(asked, posted)?;
    Ok((to, quote(tx, asked.cart.lines(), to).await?))
}

/// Now that it is known what it costs: placed where the buyer has seen that, else shown.
async fn told(visit: &Visit, mut tx: Tx, asked: &Asked, posted: &Posted, to: To, quote: &Quote) -> Answer {
    let ui = &visit.ui;
    let new = match new_order(&tx, ui, posted, &asked.cart, to, quote.charged) {
        Ok(new) => new,
        Err(error) => {
            let form = again(ui, asked, posted, None);
            return visit.again(error, form, |form| Ok(page(ui, &asked.home, None, &form)));
        }
    };
    let form = again(ui, asked, posted, Some(quote.charged));
    if posted.text("seen").parse().ok() == Some(quote.charged.units) {
        return match place(&mut tx, new).await {
            Ok(placed) => finish(visit, tx, placed).await,
            Err(error) => visit.again(error, form, |form| Ok(page(ui, &asked.home, Some(quote), &form))),
        };
    }
    let mut page = page(ui, &asked.home, Some(quote), &form);
    let look = blocks::notice(&ui.t("market-order-look-again"), Tone::City);
    page.main = blocks::stack(&[look, page.main]);
    Ok(page.into_response())
}

/// The form as it was sent, but with what it costs now.
fn again(ui: &Ui, asked: &Asked, posted: &Posted, seen: Option<Money>) -> Form {
    let rest = posted.fields().iter().filter(|(name, _)| name != "seen").cloned();
    let now = ("seen".to_owned(), seen.map(|seen| seen.units.to_string()).unwrap_or_default());
    form(ui, asked, posted.text("key"), seen).fill(&Posted::new(rest.chain(std::iter::once(now))))
}
