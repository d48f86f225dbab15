//! How providers are spoken to: TLS, limits, and what a broken line means.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, Method, Url, redirect};
use serde::de::DeserializeOwned;

use crate::Failure;
use crate::secret::Secret;

/// The most that is read of an answer, in bytes.
pub(crate) const MOST: usize = 1024 * 1024;

/// How long a provider may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// To accept a connection.
    pub connect: Duration,
    /// For all of it.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        // A buyer looks at the page meanwhile, and the page itself has half a minute.
        Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(20) }
    }
}

/// Where a provider answers. TLS, except on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// `https://api.example.com`, or `http://` on this machine. `None` for anything else.
    pub fn parse(text: &str) -> Option<Base> {
        let url = Url::parse(text).ok()?;
        let here = match url.host()? {
            url::Host::Domain(name) => name == "localhost",
            url::Host::Ipv4(address) => address.is_loopback(),
            url::Host::Ipv6(address) => address.is_loopback(),
        };
        let good = url.scheme() == "https" || (url.scheme() == "http" && here);
        good.then(|| Base(text.trim_end_matches('/').to_owned()))
    }

    /// One of the providers' own addresses, which stand in the source.
    pub(crate) fn fixed(text: &'static str) -> Base {
        Base(text.to_owned())
    }

    /// An address below this one.
    pub(crate) fn below(&self, path: &'static str) -> Base {
        Base(format!("{}{path}", self.0))
    }

    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// A request.
pub(crate) struct Ask {
    method: Method,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
}

impl Ask {
    pub(crate) fn get(url: String) -> Ask {
        Ask { method: Method::GET, url, headers: Vec::new(), body: None }
    }

    pub(crate) fn post(url: String) -> Ask {
        Ask { method: Method::POST, url, headers: Vec::new(), body: Some(Vec::new()) }
    }

    pub(crate) fn json(mut self, value: &serde_json::Value) -> Ask {
        self.body = Some(value.to_string().into_bytes());
        self.header("content-type", "application/json")
    }

    pub(crate) fn form(mut self, fields: &[(&str, &str)]) -> Ask {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body = Some(body.into_bytes());
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.push((name, value.into()));
        self
    }

    /// HTTP's basic way to say who asks: the key is the name, and there is no password.
    pub(crate) fn basic(self, key: &Secret) -> Ask {
        use base64::Engine;
        let word = base64::engine::general_purpose::STANDARD.encode(format!("{}:", key.tell()));
        self.header("authorization", format!("Basic {word}"))
    }
}

/// An answer, of whatever code.
pub(crate) struct Reply {
    pub(crate) code: u16,
    body: Vec<u8>,
}

impl Reply {
    /// Its body. What cannot be read may have done its work.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body).map_err(|error| {
            Failure::Unknown(format!("an answer ({}) that cannot be read: {error}", self.code))
        })
    }

    /// What its code means, for providers who mean their codes. `told` reads the provider's code and sentence from the body.
    pub(crate) fn judged(self, told: impl Fn(&Reply) -> Option<(String, String)>) -> Result<Reply, Failure> {
        match self.code {
            200 | 201 => Ok(self),
            // Asked too often: turned away before anything was done.
            429 => Err(Failure::NotDone("the provider wants fewer requests (429)".to_owned())),
            // 202: another request under the same key is still being worked on; 409 says the same, or that two contradict.
            400..=407 | 410..=428 => Err(match told(&self) {
                Some((code, reason)) => Failure::refused(code, reason),
                None => Failure::refused(self.code.to_string(), "without a reason"),
            }),
            code => Err(Failure::Unknown(format!("the provider answered {code}"))),
        }
    }
}

/// The line to one provider.
#[derive(Debug, Clone)]
pub(crate) struct Http(Client);

impl Http {
    pub(crate) fn new(patience: Patience) -> Result<Http, crate::config::Fault> {
        // An error means that another part of the program was first, with the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder()
            .connect_timeout(patience.connect)
            .timeout(patience.whole)
            // A redirected POST would become a GET somewhere else, with our key.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("berdaya/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Http)
            .map_err(|error| crate::config::Fault(format!("no client for payments: {error}")))
    }

    pub(crate) async fn send(&self, ask: Ask) -> Result<Reply, Failure> {
        let mut request = self.0.request(ask.method, &ask.url).header("accept", "application/json");
        for (name, value) in ask.headers {
            let mut value = HeaderValue::from_str(&value)
                .map_err(|_| Failure::NotDone(format!("{name} has characters that no header may have")))?;
            value.set_sensitive(name == "authorization");
            request = request.header(HeaderName::from_static(name), value);
        }
        if let Some(body) = ask.body {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(broken)?;
        let code = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > MOST {
                return Err(Failure::Unknown(format!("an answer of more than {MOST} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { code, body })
    }
}

/// Until the connection stands, nothing was sent; after that, anything may have happened.
fn broken(error: reqwest::Error) -> Failure {
    let early = error.is_connect() || error.is_builder();
    let words = chain(&error.without_url());
    if early { Failure::NotDone(words) } else { Failure::Unknown(words) }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words
}
