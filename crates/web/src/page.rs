//! A page: its title and main part. The shell around it is `app`'s.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::Html;

/// The two faces of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Face {
    /// For everybody: storefront, ideas, fairs, profiles, sign-in.
    #[default]
    Public,
    /// For people at work.
    Desk,
}

/// What a handler answers with. `app` puts the shell around it unless htmx asked for the part alone.
#[derive(Debug, Clone)]
pub struct Page {
    pub title: String,
    pub main: Html,
    pub face: Face,
    /// For search engines and shared links.
    pub description: Option<String>,
    /// Address and label of each page above this one, from the top.
    pub crumbs: Vec<(String, String)>,
    pub status: StatusCode,
    /// Modules of `assets` that this page alone needs.
    pub scripts: Vec<&'static str>,
    pub layout: Layout,
    /// With the style of the desk's forms and lists, whatever its face.
    pub tools: bool,
    /// What is wrong with what was sent: first on the page, above its heading.
    pub problem: Option<Html>,
}

/// How the main part stands in the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Under a heading that is the page's title.
    #[default]
    Plain,
    /// With its own heading and full width: a home page.
    Bare,
    /// One short form beside the city's cloth: a way in.
    Gate,
}

impl Page {
    /// A page with its title, which is also its heading unless it is [`Layout::Bare`].
    pub fn new(title: impl Into<String>, main: Html) -> Page {
        Page {
            title: title.into(),
            main,
            face: Face::Public,
            description: None,
            crumbs: Vec::new(),
            status: StatusCode::OK,
            scripts: Vec::new(),
            layout: Layout::Plain,
            tools: false,
            problem: None,
        }
    }

    /// The page without its shell: what is wrong, and the main part.
    pub fn part(&self) -> Html {
        let mut html = self.problem.clone().unwrap_or_default();
        html.push(&self.main);
        html
    }

    /// At the desk.
    #[must_use]
    pub fn desk(mut self) -> Page {
        self.face = Face::Desk;
        self
    }

    /// With forms and lists as the desk has them, in the public shell.
    #[must_use]
    pub fn tools(mut self) -> Page {
        self.tools = true;
        self
    }

    /// With its own heading and width.
    #[must_use]
    pub fn bare(mut self) -> Page {
        self.layout = Layout::Bare;
        self
    }

    /// Beside the city's cloth.
    #[must_use]
    pub fn gate(mut self) -> Page {
        self.layout = Layout::Gate;
        self
    }

    /// With one more page above it.
    #[must_use]
    pub fn under(mut self, address: impl Into<String>, label: impl Into<String>) -> Page {
        self.crumbs.push((address.into(), label.into()));
        self
    }

    /// With a description.
    #[must_use]
    pub fn about(mut self, description: impl Into<String>) -> Page {
        self.description = Some(description.into());
        self
    }

    /// With another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Page {
        self.status = status;
        self
    }

    /// With a module of its own.
    #[must_use]
    pub fn script(mut self, name: &'static str) -> Page {
        self.scripts.push(name);
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::response::Html(self.part().into_string())).into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}
