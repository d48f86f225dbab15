//! Reviews as buyers write them, by an order's link, and as everybody reads them beside a product.

use axum::extract::Path;
use axum::response::IntoResponse;
use catalogue::product::ProductId;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{New, Rating, Review, State, is_open, mine, of_product, withdraw, write};
use crate::order::{OrderId, link};
use crate::parcel::{self, Parcel, ParcelId};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/orders/by-link/{token}/reviews/{id}", writing)
        .post("/market/orders/by-link/{token}/reviews/{id}", written)
        .post("/market/orders/by-link/{token}/reviews/{id}/withdrawal", withdrawn)
}

/// So many reviews stand beside a product.
const SHOWN: i64 = 30;

/// Stars as signs, with what they mean for those who do not see them.
pub(super) fn stars(ui: &Ui, stars: i32) -> Html {
    let count = usize::try_from(stars.clamp(0, 5)).unwrap_or(0);
    let mut html = Html::trusted("<span role=\"img\"");
    html.attr("aria-label", &ui.say(&Say::new("market-review-stars-of").with("stars", stars)));
    html.push_trusted(">");
    html.push_text(&format!("{}{}", "★".repeat(count), "☆".repeat(5 - count)));
    html.push_trusted("</span>");
    html
}

/// What buyers say of a product; where nobody did, nothing.
pub(crate) async fn beside(
    tx: &mut Tx,
    ui: &Ui,
    product: ProductId,
    rating: Option<Rating>,
) -> Result<Html, Error> {
    let Some(rating) = rating else { return Ok(Html::default()) };
    let mut html = Html::trusted("<p>");
    let say =
        Say::new("market-review-average").with("average", average(ui, rating)).with("count", rating.count);
    html.push_text(&ui.say(&say));
    html.push_trusted("</p><ul class=\"timeline\">");
    for review in of_product(tx, product, SHOWN).await? {
        html.push(&item(ui, &review));
    }
    html.push_trusted("</ul>");
    Ok(blocks::section(ui, "market-reviews", &html))
}

fn average(ui: &Ui, rating: Rating) -> String {
    let tenths = i32::try_from(rating.tenths).unwrap_or(0);
    ui.decimal(f64::from(tenths) / 10.0, 1)
}

fn item(ui: &Ui, review: &Review) -> Html {
    let mut html = Html::trusted("<li>");
    html.push(&head(ui, review));
    html.push(&words(ui, review));
    html.push_trusted("</li>");
    html
}

fn head(ui: &Ui, review: &Review) -> Html {
    let mut html = Html::trusted("<h3>");
    html.push(&stars(ui, review.stars));
    html.push_text(" ");
    html.push_text(if review.name.is_empty() { "" } else { &review.name });
    html.push_trusted("</h3><p class=\"muted\">");
    html.push_text(&ui.date(ui.city.zone.local(review.written_at).date()));
    html.push_trusted("</p>");
    html
}

/// What was said, and what the maker says to it.
pub(super) fn words(ui: &Ui, review: &Review) -> Html {
    let mut html = Html::default();
    if !review.said.is_empty() {
        html.push_trusted("<p>");
        html.push_text(&review.said);
        html.push_trusted("</p>");
    }
    if !review.answer.is_empty() {
        html.push_trusted("<p><strong>");
        html.push_text(&ui.t("market-review-answer"));
        html.push_trusted("</strong> ");
        html.push_text(&review.answer);
        html.push_trusted("</p>");
    }
    html
}

/// On the buyer's page: what can be reviewed of a parcel, and what was. `path` leads to the order.
pub(crate) async fn doors(tx: &mut Tx, ui: &Ui, path: &str, parcel: &Parcel) -> Result<Html, Error> {
    if !is_open(tx, parcel) {
        return Ok(Html::default());
    }
    let mut doors = Vec::new();
    let mut seen = Vec::new();
    for line in parcel::lines(tx, parcel.id).await? {
        if seen.contains(&line.product) {
            continue;
        }
        seen.push(line.product);
        let key = match mine(tx, parcel.id, ProductId(line.product)).await? {
            Some(_) => "market-review-change-of",
            None => "market-review-of",
        };
        let label = ui.say(&Say::new(key).with("product", line.name));
        let address = ui.url(&format!("{path}/reviews/{}", line.product));
        doors.push(blocks::button_link(&address, &label, true));
    }
    Ok(blocks::row(&doors))
}

/// Where a review is written.
struct Place {
    /// The order's page.
    back: String,
    /// This page.
    here: String,
    parcel: ParcelId,
    product: ProductId,
    product_name: String,
    written: Option<Review>,
}

/// Of whom a product was bought, it came in one parcel.
async fn opened(visit: &Visit, (token, id): &(String, String)) -> Result<(Tx, Place), Error> {
    let mut tx = visit.tx().await?;
    let order = link::open(&mut tx, token).await?;
    let product: ProductId = id.parse()?;
    let (parcel, product_name) = bought(&mut tx, order, product).await?;
    let written = mine(&mut tx, parcel, product).await?;
    let back = format!("/pesanan/{token}");
    let here = format!("{back}/reviews/{product}");
    Ok((tx, Place { back, here, parcel, product, product_name, written }))
}

/// The parcel of an order in which a product lay, and what it was called.
async fn bought(tx: &mut Tx, order: OrderId, product: ProductId) -> Result<(ParcelId, String), Error> {
    for parcel in parcel::of_order(tx, order).await? {
        let lines = parcel::lines(tx, parcel.id).await?;
        if let Some(line) = lines.into_iter().find(|line| line.product == product.0) {
            return Ok((parcel.id, line.name));
        }
    }
    Err(Error::NotFound("product"))
}

fn form(ui: &Ui, place: &Place) -> Form {
    let choices = (1..=5).rev().map(|stars| {
        let label = ui.say(&Say::new("market-review-stars-of").with("stars", stars));
        Choice::new(stars.to_string(), label)
    });
    let written = place.written.as_ref();
    let value = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Form::post(ui.url(&place.here), "market-review-send")
        .field(
            Field::radio("stars", "market-review-stars", choices.collect())
                .value(written.map(|one| one.stars.to_string()).unwrap_or_default()),
        )
        .field(
            Field::long("said", "market-review-said")
                .hint("market-review-said-hint")
                .value(value(written.map(|one| one.said.as_str())))
                .optional(),
        )
        .field(
            Field::text("name", "market-review-name")
                .hint("market-review-name-hint")
                .value(value(written.map(|one| one.name.as_str())))
                .optional(),
        )
        .cancel(ui.url(&place.back))
}

fn page(ui: &Ui, place: &Place, form: &Form) -> Page {
    let mut parts = Vec::new();
    if let Some(review) = &place.written {
        let tone = if review.state == State::Shown { Tone::Good } else { Tone::Plain };
        parts.push(blocks::notice(&ui.t_of("market-review-says-", review.state.as_str()), tone));
        if !review.reason.is_empty() {
            let say = Say::new("market-review-reason").with("reason", review.reason.clone());
            parts.push(blocks::notice(&ui.say(&say), Tone::Plain));
        }
    }
    parts.push(form.html(ui));
    if place.written.is_some() {
        let action = ui.url(&format!("{}/withdrawal", place.here));
        parts.push(blocks::post_button(&action, &ui.t("market-review-withdraw"), &[], "quiet", None));
    }
    let title = ui.say(&Say::new("market-review-of").with("product", place.product_name.clone()));
    Page::new(title, blocks::stack(&parts)).tools().under(ui.url(&place.back), ui.t("market-review-back"))
}

type Of = Path<(String, String)>;

async fn writing(visit: Visit, Path(of): Of) -> Answer {
    let (_, place) = opened(&visit, &of).await?;
    let mut response = page(&visit.ui, &place, &form(&visit.ui, &place)).into_response();
    // The link is a secret: no search engine keeps it, no other page learns it.
    let headers = response.headers_mut();
    headers.insert("x-robots-tag", http::HeaderValue::from_static("noindex"));
    headers.insert("referrer-policy", http::HeaderValue::from_static("no-referrer"));
    Ok(response)
}

async fn written(visit: Visit, Path(of): Of, posted: Posted) -> Answer {
    let (mut tx, place) = opened(&visit, &of).await?;
    let new = New {
        stars: posted.text("stars").parse().unwrap_or(0),
        name: posted.text("name").to_owned(),
        said: posted.text("said").to_owned(),
    };
    match write(&mut tx, place.parcel, place.product, new).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&place.back, "market-review-thanks"))
        }
        Err(error) => {
            let form = form(&visit.ui, &place).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &place, &form)))
        }
    }
}

async fn withdrawn(visit: Visit, Path(of): Of) -> Answer {
    let (mut tx, place) = opened(&visit, &of).await?;
    withdraw(&mut tx, place.parcel, place.product).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&place.back, "market-review-withdrawn"))
}
