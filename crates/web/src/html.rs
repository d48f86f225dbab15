//! Escaped HTML.

use std::fmt::{self, Write as _};

/// HTML that is safe to put into a page. Everything else is escaped on its way in, so templates need no `|safe`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Text, escaped.
    pub fn text(text: &str) -> Html {
        let mut html = Html::default();
        html.push_text(text);
        html
    }

    /// Markup that was built by the caller's own code out of constants and escaped parts. Never a person's text.
    pub fn trusted(markup: impl Into<String>) -> Html {
        Html(markup.into())
    }

    /// Renders a template, whose own escaping makes it safe.
    pub fn of(template: &impl askama::Template) -> Result<Html, kernel::Error> {
        template.render().map(Html).map_err(|error| kernel::Error::Broken(Box::new(error)))
    }

    /// Adds escaped text.
    pub fn push_text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
    }

    /// Adds markup of the caller's own.
    pub fn push_trusted(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Adds ready HTML.
    pub fn push(&mut self, html: &Html) {
        self.0.push_str(&html.0);
    }

    /// Adds ` name="value"`, escaped.
    pub fn attr(&mut self, name: &str, value: &str) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, " {name}=\"");
        self.push_text(value);
        self.0.push('"');
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl askama::FastWritable for Html {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_cannot_leave_their_place() {
        let mut html = Html::text("<script>'\"&");
        html.attr("title", "a\" onclick=\"b");
        assert_eq!(html.as_str(), "&lt;script&gt;&#39;&quot;&amp; title=\"a&quot; onclick=&quot;b\"");
    }
}
