//! A buyer with a bad connection: what is not answered is sent again under the same key.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Error;
use reqwest::Client;
use serde_json::{Value, json};

use crate::{CITY, pause};

/// The shop as a buyer reaches it, and what can be had there.
pub(crate) struct Shop {
    pub(crate) client: Client,
    url: String,
    pub(crate) variants: Vec<String>,
}

/// What a buyer was told of one order, and did about it.
pub(crate) struct Told {
    pub(crate) key: String,
    /// Its id and what it costs; nothing where it was refused.
    pub(crate) order: Option<(String, i64)>,
    pub(crate) end: End,
}

/// How far the buyer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Did nothing more.
    Left,
    /// Pressed "pay", and was told that it arrived.
    Paid,
    /// Gave it up, and was told that it is.
    Cancelled,
    Refused,
}

/// What is sent along.
#[derive(Clone, Copy)]
enum Body<'a> {
    Nothing,
    Form(&'a str),
    Json(&'a Value),
}

impl Shop {
    pub(crate) async fn open(url: &str) -> Result<Shop, Error> {
        let client = Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::broken(error.to_string()))?;
        let mut shop = Shop { client, url: url.to_owned(), variants: Vec::new() };
        let (_, found) = shop.ask("/api/v1/market/products", "", Body::Nothing).await?;
        let found = read(&found)?;
        for product in found["items"].as_array().into_iter().flatten().take(12) {
            let path = format!("/api/v1/market/products/{}", product["code"].as_str().unwrap_or_default());
            let (_, shown) = shop.ask(&path, "", Body::Nothing).await?;
            let variant = read(&shown)?["variants"][0]["id"].as_str().map(str::to_owned);
            shop.variants.extend(variant);
        }
        match shop.variants.len() {
            0..2 => Err(Error::broken("there is nothing to buy")),
            _ => Ok(shop),
        }
    }

    /// Asks until it is answered; that something is broken is no answer.
    async fn ask(&self, path: &str, key: &str, body: Body<'_>) -> Result<(u16, String), Error> {
        let url = format!("{}/{}{path}", self.url, CITY.0);
        for _ in 0..3_000 {
            let mut request = match body {
                Body::Nothing => self.client.get(&url),
                Body::Form(text) => self
                    .client
                    .post(&url)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(text.to_owned()),
                Body::Json(value) => {
                    self.client.post(&url).header("content-type", "application/json").body(value.to_string())
                }
            };
            request = request.header("sec-fetch-site", "same-origin").header("accept-language", "en");
            if !key.is_empty() {
                request = request.header("idempotency-key", key);
            }
            if let Ok(answer) = request.send().await {
                let status = answer.status().as_u16();
                // Also an answer may break off.
                if let Ok(text) = answer.text().await
                    && status < 500
                    && status != 429
                {
                    return Ok((status, text));
                }
            }
            pause(Duration::from_millis(30)).await;
        }
        Err(Error::broken(format!("{path} is not answered any more")))
    }
}

pub(crate) struct Buyer {
    pub(crate) number: usize,
    pub(crate) shop: Arc<Shop>,
    pub(crate) stop: Arc<AtomicBool>,
}

impl Buyer {
    /// Orders until told to stop.
    pub(crate) async fn buys(self) -> Result<Vec<Told>, Error> {
        let mut told = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            told.push(self.buy(told.len()).await?);
        }
        Ok(told)
    }

    async fn buy(&self, turn: usize) -> Result<Told, Error> {
        let key = format!("crash-{}-{turn}", self.number);
        let shop = &self.shop;
        let variant = |step: usize| &shop.variants[(self.number * 5 + turn * 3 + step) % shop.variants.len()];
        let lines =
            json!([{ "variant": variant(0), "quantity": 1 }, { "variant": variant(1), "quantity": 2 }]);
        let wanted = json!({ "lines": lines, "area": "32.76" });
        let (_, quote) = shop.ask("/api/v1/market/quotes", "", Body::Json(&wanted)).await?;
        let wish = json!({
            "lines": lines, "way": "sent", "area": "32.76", "address": "Jl. Margonda 1", "name": "Rina Uji",
            "phone": "081234567890", "method": "qris", "total": read(&quote)?["total"],
        });
        let (status, answer) = shop.ask("/api/v1/market/orders", &key, Body::Json(&wish)).await?;
        if status != 201 {
            eprintln!("{key}: {status} {answer}");
            return Ok(Told { key, order: None, end: End::Refused });
        }
        let answer = read(&answer)?;
        let id = answer["id"].as_str().unwrap_or_default().to_owned();
        let link = answer["link"].as_str().unwrap_or_default();
        let end = match turn % 10 {
            0..7 => self.pay(link).await?,
            7 => self.give_up(link).await?,
            _ => End::Left,
        };
        Ok(Told { key, order: Some((id, answer["total"].as_i64().unwrap_or(0))), end })
    }

    /// Presses "pay" on the demonstration's page. Where asking for the payment was interrupted, the program asks again by itself
    /// within a minute or two; buyers wait so long.
    async fn pay(&self, link: &str) -> Result<End, Error> {
        const PAGE: &str = "/market/attempts/demo/";
        for _ in 0..600 {
            let (_, page) = self.shop.ask(&format!("/pesanan/{link}"), "", Body::Nothing).await?;
            if let Some((_, rest)) = page.split_once(PAGE) {
                let id: String = rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect();
                let form = Body::Form("choice=pay");
                let (status, text) = self.shop.ask(&format!("{PAGE}{id}"), "", form).await?;
                return match status {
                    303 => Ok(End::Paid),
                    _ => Err(Error::broken(format!("paying was answered by {status}: {text}"))),
                };
            }
            pause(Duration::from_millis(300)).await;
        }
        Err(Error::broken(format!("{link} can not be paid")))
    }

    async fn give_up(&self, link: &str) -> Result<End, Error> {
        let path = format!("/api/v1/market/orders/by-link/{link}/cancellation");
        let (status, text) = self.shop.ask(&path, "", Body::Json(&json!({}))).await?;
        match status {
            // The first answer was lost on its way: it is cancelled already.
            200 | 409 => Ok(End::Cancelled),
            _ => Err(Error::broken(format!("giving up was answered by {status}: {text}"))),
        }
    }
}

fn read(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::broken(format!("{error}: {text}")))
}
