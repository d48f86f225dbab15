//! All rooms under one roof: the router with its shell, the commands, the worker. Nothing clever.
//!
//! Words: the *site* is what answers requests; a request *enters* with its city, language and actor found, and leaves
//! with the shell around its page. The *demo* is the five cities, filled with invented people.
//!
//! Always true: one line per room in [`contexts`]; the app runs as a role that can neither bypass row level security
//! nor change the schema.

pub mod backup;
pub mod cli;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod listen;
pub mod metrics;
pub mod pages;
pub mod site;
pub mod start;
pub mod worker;

use std::sync::{Arc, PoisonError, RwLock};

use identity::factor::Policy;
use kernel::{Db, Error};
use web::context::{MenuEntry, Places, Site};
use web::{Context, Messages};

/// All rooms, one line each; the app's own pages last.
pub fn contexts() -> Vec<Context> {
    contexts_under(Policy::default())
}

/// All rooms of an installation that asks for second factors in this way.
pub fn contexts_under(policy: Policy) -> Vec<Context> {
    vec![
        territory::context(),
        identity::context_with(policy, own_data()),
        registry::context(),
        programmes::context(),
        ledger::context(),
        catalogue::context(),
        market::context(),
        insight::context(),
        pages::context(),
    ]
}

/// What the rooms hold about a person, for the page of own data.
fn own_data() -> Vec<identity::subject::OwnData> {
    [registry::own_data().as_slice(), &programmes::own_data()].concat()
}

/// What the running application shares between requests.
pub struct App {
    pub db: Db,
    /// Whether staff must hold a second factor before anything else.
    pub policy: Policy,
    site: RwLock<Arc<Site>>,
}

impl App {
    /// Reads the cities and puts everything together.
    pub async fn new(db: Db, policy: Policy) -> Result<Arc<App>, Error> {
        let site = load(&db).await?;
        Ok(Arc::new(App { db, policy, site: RwLock::new(Arc::new(site)) }))
    }

    /// What every page can look up, as it is now.
    pub fn site(&self) -> Arc<Site> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the cities again: one was opened or renamed.
    pub async fn reload(&self) -> Result<(), Error> {
        let site = Arc::new(load(&self.db).await?);
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = site;
        Ok(())
    }
}

/// Names come from what this process holds of the territories; until it holds them, codes stand for themselves.
fn places(db: Db) -> Places {
    Places::new(move |code| territory::held(&db)?.name_of(code))
}

/// What all rooms say, in both languages.
pub fn messages() -> Result<Messages, Error> {
    messages_of(&contexts())
}

fn messages_of(rooms: &[Context]) -> Result<Messages, Error> {
    Messages::new(rooms.iter().flat_map(|room| room.messages.iter().copied()))
}

async fn load(db: &Db) -> Result<Site, Error> {
    let mut conn = db.pool().acquire().await?;
    let cities = kernel::city::list(&mut conn).await?.into_iter().map(Arc::new).collect();
    let rooms = contexts();
    let mut menu: Vec<MenuEntry> = rooms.iter().flat_map(|room| room.menu.iter().copied()).collect();
    // The day's work first and the upkeep last, whichever room happens to be registered first.
    menu.sort_by_key(|entry| match entry.group {
        "" | "app-group-work" => 0,
        "app-group-city" => 2,
        _ => 1,
    });
    Ok(Site {
        messages: messages_of(&rooms)?,
        cities,
        panels: rooms.iter().flat_map(|room| room.panels.iter().copied()).collect(),
        menu,
        places: places(db.clone()),
        public_url: db.outside().public_url.clone(),
    })
}
