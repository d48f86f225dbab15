//! What a room hands to `app`, as one value.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use kernel::fact::Subscription;
use kernel::job::JobKind;
use kernel::secret::Sealed;
use kernel::{AreaCode, Can, City, CityId};

use crate::icon::Icon;
use crate::lang::Messages;

/// Routes together with the list of them, so that the access matrix can go through all.
#[derive(Default)]
pub struct Routes {
    pub router: Router,
    pub list: Vec<Route>,
}

/// One route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: &'static str,
    pub method: &'static str,
}

impl Routes {
    pub fn new() -> Routes {
        Routes::default()
    }

    /// A page or a document.
    #[must_use]
    pub fn get<H: Handler<T, ()>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.on(path, "GET", on(MethodFilter::GET, handler))
    }

    /// A doing.
    #[must_use]
    pub fn post<H: Handler<T, ()>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.on(path, "POST", on(MethodFilter::POST, handler))
    }

    /// Replacing, in the API only.
    #[must_use]
    pub fn put<H: Handler<T, ()>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.on(path, "PUT", on(MethodFilter::PUT, handler))
    }

    /// Taking back, in the API only.
    #[must_use]
    pub fn delete<H: Handler<T, ()>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.on(path, "DELETE", on(MethodFilter::DELETE, handler))
    }

    /// All of `other` too.
    #[must_use]
    pub fn and(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    fn on(mut self, path: &'static str, method: &'static str, route: MethodRouter) -> Routes {
        self.router = self.router.route(path, route);
        self.list.push(Route { path, method });
        self
    }
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct MenuEntry {
    /// Where it stands: on the public face for everybody, or at the desk.
    pub face: crate::Face,
    /// The heading of its group at the desk, a message.
    pub group: &'static str,
    pub label: &'static str,
    /// What waits behind it, in a sentence: a message; empty where the label says all.
    pub note: &'static str,
    pub path: &'static str,
    pub icon: Icon,
    /// Shown to those who may do this somewhere; `None`: to everybody.
    pub can: Option<Can>,
}

/// A part of another room's page.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// The slot that it fills: `territory.area`.
    pub slot: &'static str,
    pub title: &'static str,
    /// Its own address, with `{subject}` for what the page is about.
    pub path: &'static str,
    pub can: Option<Can>,
}

/// All that a room hands to `app`.
#[derive(Default)]
pub struct Context {
    pub name: &'static str,
    pub pages: Routes,
    /// Under `/api/v1`.
    pub api: Routes,
    /// Short addresses that people type or share, and the address of the grammar that each stands for.
    pub addresses: Vec<(&'static str, &'static str)>,
    pub menu: Vec<MenuEntry>,
    pub panels: Vec<Panel>,
    pub jobs: Vec<JobKind>,
    pub subscriptions: Vec<Subscription>,
    pub permissions: Vec<Can>,
    /// Fluent sources: Indonesian and English.
    pub messages: Vec<(&'static str, &'static str)>,
    pub sealed: Vec<Sealed>,
    pub openapi: Option<utoipa::openapi::OpenApi>,
}

type Name = Box<dyn Fn(&AreaCode) -> Option<String> + Send + Sync>;

/// Names of territories, for rooms that know only their codes. Empty until `app` fills it.
#[derive(Default)]
pub struct Places(Option<Name>);

impl Places {
    /// Asks `name`, which answers at once or not at all.
    pub fn new(name: impl Fn(&AreaCode) -> Option<String> + Send + Sync + 'static) -> Places {
        Places(Some(Box::new(name)))
    }

    /// The name of a territory, if it is known.
    pub fn name(&self, code: &AreaCode) -> Option<String> {
        self.0.as_ref().and_then(|name| name(code))
    }
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Places")
    }
}

/// What every page can look up: the same for all requests of an installation until a city is opened or renamed.
#[derive(Debug)]
pub struct Site {
    pub messages: Messages,
    pub cities: Vec<Arc<City>>,
    pub panels: Vec<Panel>,
    pub menu: Vec<MenuEntry>,
    /// How territories are called.
    pub places: Places,
    /// Where people reach this platform: `https://umkm.example.go.id`.
    pub public_url: String,
}

impl Site {
    /// The city of a slug.
    pub fn city(&self, slug: &str) -> Option<&Arc<City>> {
        self.cities.iter().find(|city| city.slug == slug && city.id != CityId::PLATFORM)
    }

    /// The city of an id.
    pub fn city_of(&self, id: CityId) -> Option<&Arc<City>> {
        self.cities.iter().find(|city| city.id == id)
    }
}
