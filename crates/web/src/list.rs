//! What a list is asked for: search, filters, order, page. All of it stands in the address, so that it can be shared.

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::Failure;

/// Rows on a page of a list.
pub const PER_PAGE: i64 = 50;

/// The query of a list's address: `?q=sari&peran=mentor&urut=-nama&hal=3`.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    pub(crate) pairs: Vec<(String, String)>,
}

impl ListQuery {
    /// Reads a query string. Unknown names are ignored by whoever asks.
    pub fn parse(query: &str) -> ListQuery {
        let pairs = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .take(100)
            .map(|(name, value)| (name, value.replace('\0', "")))
            .collect();
        ListQuery { pairs }
    }

    /// A filter's value; `None` when it is absent or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// What is searched for; at most 100 characters are looked at.
    pub fn search(&self) -> Option<String> {
        self.get("q").map(|text| text.chars().take(100).collect())
    }

    /// The search as a pattern for `ilike`, its own wildcards made harmless.
    pub fn like(&self) -> Option<String> {
        let text = self.search()?;
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        Some(format!("%{escaped}%"))
    }

    /// The column to sort by and whether descending, if it is one of `known`; otherwise the first of them.
    pub fn sort<'a>(&self, known: &[&'a str]) -> (&'a str, bool) {
        let wish = self.get("urut").unwrap_or_default();
        let (name, descending) = match wish.strip_prefix('-') {
            Some(name) => (name, true),
            None => (wish, false),
        };
        match known.iter().find(|k| **k == name) {
            Some(found) => (found, descending),
            None => (known.first().copied().unwrap_or_default(), false),
        }
    }

    /// The page, from 1. Pages past the ten-thousandth are not counted out row by row.
    pub fn page(&self) -> i64 {
        self.get("hal").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, 10_000)
    }

    /// Rows to skip.
    pub fn offset(&self) -> i64 {
        (self.page() - 1) * PER_PAGE
    }

    /// Whether the list is asked for as a file.
    pub fn wants_csv(&self) -> bool {
        self.get("bentuk") == Some("csv")
    }

    /// Whether the list is asked for as a workbook.
    pub fn wants_xlsx(&self) -> bool {
        self.get("bentuk") == Some("xlsx")
    }

    /// The query string with one name set to a value, or removed; back on the first page unless the page is set.
    pub fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        for (key, old) in &self.pairs {
            if key != name && !(key == "hal" && name != "hal") && key != "bentuk" && !old.is_empty() {
                out.append_pair(key, old);
            }
        }
        if let Some(value) = value {
            out.append_pair(name, value);
        }
        let query = out.finish();
        if query.is_empty() { String::new() } else { format!("?{query}") }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ListQuery, Failure> {
        Ok(ListQuery::parse(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lists_address_keeps_what_it_was_asked_for() {
        let query = ListQuery::parse("q=sari+50%25&peran=mentor&urut=-nama&hal=3&kosong=");
        assert_eq!(query.with("urut", Some("nama")), "?q=sari+50%25&peran=mentor&urut=nama");
        assert_eq!(query.with("hal", Some("4")), "?q=sari+50%25&peran=mentor&urut=-nama&hal=4");
        assert_eq!(query.like().as_deref(), Some("%sari 50\\%%"));
        assert_eq!(query.sort(&["nama", "tanggal"]), ("nama", true));
        assert_eq!(query.sort(&["tanggal"]), ("tanggal", false));
        assert_eq!(ListQuery::parse("hal=-5").page(), 1);
        assert_eq!(ListQuery::parse("hal=99999999999999999999").page(), 1);
    }
}
