//! `seed`: fills the platform.

use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::City;

use super::open::with_node;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::demo::{self, Records};
use crate::start::{Node, Schema};

/// Fill the platform
#[derive(Debug, Args)]
pub(super) struct Seed {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Five cities with invented people; doing it again adds nothing twice
    Demo,
    /// Three invented makers with something to sell, in a city of the demo where nobody sells yet
    Market {
        /// The city: its code, name or first part of its addresses
        #[arg(long)]
        city: String,
    },
}

impl Seed {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        match self.what {
            What::Demo => with_node(config, Schema::Settle, seed).await,
            What::Market { city } => {
                with_node(config, Schema::Settle, async |node| market(node, &city).await).await
            }
        }
    }
}

async fn seed(node: &Node) -> Result<(), Fault> {
    demo::seed(&node.db, Records::Full).await?;
    complain(
        "The demo is open. A server that runs already shows it after a restart, and takes the agencies' lists over.",
    );
    say(table(node).await.trim())
}

async fn market(node: &Node, city: &str) -> Result<(), Fault> {
    let city = city_named(node, city).await?;
    if !city.demo {
        return Err(Fault(format!("{} is not a city of the demo: nobody is invented in it", city.name)));
    }
    Ok(demo::market(&node.db, &city).await?)
}

/// Opens the demo where no city is open yet, and goes on where a first start was stopped while it did.
pub(super) async fn if_empty(node: &Node, records: Records) -> Result<(), Fault> {
    let open = cities(node).await?;
    let ours = open.iter().all(|city| city.demo);
    if !open.is_empty() && (!ours || demo::whole(&node.db).await?) {
        return Ok(());
    }
    tracing::info!("opening the demo: five cities with invented people");
    Ok(demo::seed(&node.db, records).await?)
}

/// Who can sign in to the demo; empty when no demo city is open.
pub(super) async fn table(node: &Node) -> String {
    let cities = cities(node).await.unwrap_or_default();
    let rows: Vec<[String; 3]> = cities
        .iter()
        .filter(|city| city.demo)
        .flat_map(demo::sign_ins)
        .map(|one| [one.city, one.role.as_str().to_owned(), one.email])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let widths = [width(0), width(1)];
    let mut text = format!("\nDemo sign-ins, all with the password: {}\n", demo::PASSWORD);
    for [city, role, email] in &rows {
        let [first, second] = widths;
        text.push_str(&format!("  {city:first$}  {role:second$}  {email}\n"));
    }
    text
}

/// All tenants, the platform itself too.
pub(super) async fn all_cities(node: &Node) -> Result<Vec<City>, kernel::Error> {
    let mut conn = node.db.pool().acquire().await?;
    kernel::city::list(&mut conn).await
}

/// The city of this code (32.76), name (Depok) or first part of its addresses (depok).
pub(super) async fn city_named(node: &Node, wanted: &str) -> Result<City, Fault> {
    let cities = all_cities(node).await?;
    let code = wanted.replace('.', "");
    let name = wanted.trim().to_lowercase();
    let named = |city: &City| {
        let own = city.name.to_lowercase();
        own == name || own.split_once(' ').is_some_and(|(_, bare)| bare == name)
    };
    let found = cities.iter().find(|city| city.slug == name || city.id.0.to_string() == code || named(city));
    found.cloned().ok_or_else(|| {
        let served = cities.iter().filter(|city| city.id != kernel::CityId::PLATFORM);
        let known: Vec<&str> = served.map(|city| city.slug.as_str()).collect();
        Fault(format!("there is no city {wanted:?} here. There are: {}", known.join(", ")))
    })
}

async fn cities(node: &Node) -> Result<Vec<City>, kernel::Error> {
    Ok(all_cities(node).await?.into_iter().filter(|city| city.id != kernel::CityId::PLATFORM).collect())
}
