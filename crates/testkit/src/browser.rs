//! A page client without scripts: follows links by their text, fills forms by label, keeps cookies. Every form test is
//! thereby an accessibility test, and proves that the page works without JavaScript.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt;

use crate::counting::counting;
use crate::outline::{outline, squeeze};

/// A visitor with cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct PageView {
    browser: Browser,
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    /// The address after redirects.
    pub address: String,
    pub body: String,
    queries: usize,
    filled: Vec<(String, String)>,
    cleared: Vec<String>,
}

impl Browser {
    pub fn new(router: Router) -> Browser {
        Browser { router, cookies: Arc::default(), headers: Vec::new() }
    }

    /// With a header on every request.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Browser {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Sets a cookie as if the server had.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// The same person, with the same cookies, at another node.
    #[must_use]
    pub fn through(&self, router: Router) -> Browser {
        Browser { router, ..self.clone() }
    }

    /// Opens an address and follows redirects.
    pub async fn get(&self, address: &str) -> PageView {
        self.request("GET", address, None).await
    }

    /// Sends a form and follows redirects.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> PageView {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.request("POST", address, Some(body)).await
    }

    async fn request(&self, method: &str, address: &str, body: Option<String>) -> PageView {
        let (mut method, mut address, mut body) = (method.to_owned(), address.to_owned(), body);
        for _ in 0..10 {
            let view = self.once(&method, &address, body.take()).await;
            let to = view.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            match to {
                Some(to) if view.status.is_redirection() => {
                    method = "GET".to_owned();
                    address = absolute(&address, &to);
                }
                _ => return view,
            }
        }
        panic!("redirects without end at {address}");
    }

    /// One request, without following a redirect.
    pub async fn once(&self, method: &str, address: &str, body: Option<String>) -> PageView {
        let path = address.strip_prefix("http://localhost:8080").unwrap_or(address);
        let path = path.split('#').next().unwrap_or_default();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if method != "GET" {
            request = request.header("sec-fetch-site", "same-origin");
        }
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let body = match body {
            Some(body) => {
                let json = body.starts_with('{') || body.starts_with('[');
                let media = if json { "application/json" } else { "application/x-www-form-urlencoded" };
                request = request.header(header::CONTENT_TYPE, media);
                Body::from(body)
            }
            None => Body::empty(),
        };
        let answer = self.router.clone().oneshot(request.body(body).unwrap());
        let (response, queries) = counting(answer).await;
        let response = response.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut jar = self.cookies.lock().unwrap();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        PageView {
            browser: self.clone(),
            status: parts.status,
            headers: parts.headers,
            address: path.to_owned(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            queries,
            filled: Vec::new(),
            cleared: Vec::new(),
        }
    }
}

impl PageView {
    /// How many statements this page took beside `begin`, without those of what redirected to it.
    pub fn queries(&self) -> usize {
        self.queries
    }

    /// The main part as text.
    pub fn outline(&self) -> String {
        outline(&self.body)
    }

    /// Whether the text is somewhere in the page.
    pub fn says(&self, text: &str) -> bool {
        squeeze(&self.document().root_element().text().collect::<String>()).contains(text)
    }

    /// Follows the link whose text contains `text`.
    pub async fn follow(&self, text: &str) -> PageView {
        let document = self.document();
        let links = Selector::parse("a[href]").unwrap();
        let link = document
            .select(&links)
            .find(|link| {
                let shown = squeeze(&link.text().collect::<String>());
                shown.contains(text) || link.attr("aria-label") == Some(text)
            })
            .unwrap_or_else(|| panic!("no link {text:?} on {}:\n{}", self.address, self.outline()));
        let to = absolute(&self.address, link.attr("href").unwrap());
        drop(document);
        self.browser.get(&to).await
    }

    /// Fills the field with this label.
    #[must_use]
    pub fn fill(mut self, label: &str, value: &str) -> PageView {
        let name = self.field(label);
        self.cleared.push(name.clone());
        self.filled.push((name, value.to_owned()));
        self
    }

    /// Chooses, in the field with this label, the option that is shown as `option`.
    #[must_use]
    pub fn select(mut self, label: &str, option: &str) -> PageView {
        let name = self.field(label);
        let value = {
            let document = self.document();
            let options = Selector::parse(&format!("select[name=\"{name}\"] option")).unwrap();
            let found = document.select(&options).find(|o| squeeze(&o.text().collect::<String>()) == option);
            found
                .unwrap_or_else(|| panic!("no option {option:?} in {label:?}"))
                .attr("value")
                .unwrap_or_default()
                .to_owned()
        };
        self.cleared.push(name.clone());
        self.filled.push((name, value));
        self
    }

    /// Checks the box, or picks the radio button, with this label.
    #[must_use]
    pub fn check(mut self, label: &str) -> PageView {
        let (name, value, radio) = {
            let document = self.document();
            let labels = Selector::parse("label").unwrap();
            let inputs = Selector::parse("input").unwrap();
            let input = document
                .select(&labels)
                .filter(|l| squeeze(&l.text().collect::<String>()).starts_with(label))
                .find_map(|l| l.select(&inputs).next())
                .unwrap_or_else(|| panic!("no box {label:?} on {}:\n{}", self.address, self.outline()));
            let attr = |name| input.attr(name).unwrap_or_default().to_owned();
            (attr("name"), attr("value"), attr("type") == "radio")
        };
        if radio {
            self.cleared.push(name.clone());
        }
        self.filled.push((name, value));
        self
    }

    /// Sends the form that has the button with this text.
    pub async fn submit(&self, button: &str) -> PageView {
        let (method, action, fields) = {
            let document = self.document();
            let forms = Selector::parse("form").unwrap();
            let buttons = Selector::parse("button").unwrap();
            let (form, pressed) = document
                .select(&forms)
                .find_map(|form| {
                    let found = form
                        .select(&buttons)
                        .find(|b| squeeze(&b.text().collect::<String>()).contains(button));
                    found.map(|b| (form, b))
                })
                .unwrap_or_else(|| panic!("no button {button:?} on {}:\n{}", self.address, self.outline()));
            let mut fields: Vec<(String, String)> =
                defaults(form).into_iter().filter(|(name, _)| !self.cleared.contains(name)).collect();
            fields.extend(self.filled.iter().cloned());
            if let Some(name) = pressed.attr("name") {
                fields.push((name.to_owned(), pressed.attr("value").unwrap_or_default().to_owned()));
            }
            let action = absolute(&self.address, form.attr("action").unwrap_or_default());
            (form.attr("method").unwrap_or("get").to_lowercase(), action, fields)
        };
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        if method == "get" {
            self.browser.get(&format!("{}?{query}", action.split('?').next().unwrap())).await
        } else {
            self.browser.request("POST", &action, Some(query)).await
        }
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.body)
    }

    fn field(&self, label: &str) -> String {
        let document = self.document();
        let labels = Selector::parse("label[for]").unwrap();
        let found = document.select(&labels).find(|l| {
            let text = squeeze(&l.text().collect::<String>());
            text == label
                || text.strip_suffix("(opsional)").map(str::trim) == Some(label)
                || text.strip_suffix("(optional)").map(str::trim) == Some(label)
        });
        let id = found
            .unwrap_or_else(|| panic!("no field {label:?} on {}:\n{}", self.address, self.outline()))
            .attr("for")
            .unwrap()
            .to_owned();
        let target = Selector::parse(&format!("[id=\"{id}\"]")).unwrap();
        let field =
            document.select(&target).next().unwrap_or_else(|| panic!("label {label:?} leads nowhere"));
        field.attr("name").unwrap_or_default().to_owned()
    }
}

fn defaults(form: ElementRef<'_>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for element in form.select(&Selector::parse("input[name], select[name], textarea[name]").unwrap()) {
        let name = element.attr("name").unwrap().to_owned();
        match (element.value().name(), element.attr("type").unwrap_or("text")) {
            ("input", "checkbox" | "radio") if element.attr("checked").is_none() => {}
            ("input", "file" | "submit") => {}
            ("input", _) => fields.push((name, element.attr("value").unwrap_or_default().to_owned())),
            ("textarea", _) => fields.push((name, element.text().collect::<String>())),
            _ => {
                let options = Selector::parse("option").unwrap();
                let chosen = element.select(&options).find(|o| o.attr("selected").is_some());
                let chosen = chosen.or_else(|| element.select(&options).next());
                fields.push((name, chosen.and_then(|o| o.attr("value")).unwrap_or_default().to_owned()));
            }
        }
    }
    fields
}

fn absolute(from: &str, to: &str) -> String {
    let base = url::Url::parse("http://localhost:8080").unwrap().join(from).unwrap();
    let joined = base.join(to).unwrap();
    match joined.query() {
        Some(query) => format!("{}?{query}", joined.path()),
        None => joined.path().to_owned(),
    }
}
