//! What a form sent.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use kernel::{Error, Say};

use crate::Failure;

/// The fields of a submitted form, as text. Reading them is lenient; judging them is the doing's.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
}

/// More fields than any form of ours has, and fewer than would hurt.
const MOST_FIELDS: usize = 2_000;

impl Posted {
    /// From name and value, for tests and commands.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Posted {
        Posted { fields: fields.into_iter().collect() }
    }

    /// The field's text without blanks around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The field exactly as sent, for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The field's text, or `None` when it is empty.
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// All values sent under a name: checked boxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box was checked.
    pub fn checked(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// The field's text; an error beside the field when it is empty or longer than `most` characters.
    pub fn required(&self, name: &'static str, most: usize) -> Result<&str, Error> {
        let text = self.text(name);
        let length = text.chars().count();
        if text.is_empty() {
            Err(Error::field(name, "web-field-empty"))
        } else if length > most {
            Err(Error::field(name, Say::new("web-field-long").with("most", most).with("length", length)))
        } else {
            Ok(text)
        }
    }

    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Result<Posted, Error> {
        let fields: Vec<(String, String)> =
            url::form_urlencoded::parse(body).into_owned().take(MOST_FIELDS + 1).collect();
        if fields.len() > MOST_FIELDS {
            return Err(Error::refused("web-form-too-large"));
        }
        // A zero character is refused by PostgreSQL and has no meaning in text.
        let clean = |text: String| if text.contains('\0') { text.replace('\0', "") } else { text };
        Ok(Posted { fields: fields.into_iter().map(|(name, value)| (name, clean(value))).collect() })
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Posted, Failure> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Failure::from(Error::refused("web-form-too-large")))?;
        Ok(Posted::parse(&bytes)?)
    }
}
