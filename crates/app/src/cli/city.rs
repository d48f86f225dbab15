//! `city`: the tenants of this installation, and what is known of places.

use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::city::{self, CityKind, Zone};
use kernel::{AreaCode, City, CityId, Level};

use super::open::with_node;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::demo;
use crate::start::{Node, Schema};

/// The cities that this installation serves
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # serve Kota Depok at /depok, without any invented people
  berdaya city open 32.76 --slug depok
  # which cities are served
  berdaya city list
  # the code of an address, with the confidence of it
  berdaya city find \"kel depok jaya rt 3/12\"")]
pub(super) struct CityCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Serve a city, regency or province; again, to change what is shown of it
    Open(Open),
    /// Which cities are served
    List {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Resolve an address, as people write it, to the code of a territory
    Find {
        /// The address, as somebody wrote it
        text: String,
        /// Where the text comes from: the code of a territory
        #[arg(long, value_name = "CODE")]
        home: Option<String>,
        /// For machines
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct Open {
    /// The official code, such as 32.76
    code: String,
    /// The first part of its addresses, such as depok
    #[arg(long)]
    slug: String,
    /// The batik of its pages
    #[arg(long, default_value = "kawung", value_parser = ["kawung", "parang", "truntum", "megamendung", "tumpal"])]
    motif: String,
    /// One line below its name, in Indonesian
    #[arg(long, default_value = "Usaha kecil yang berdaya")]
    tagline: String,
    /// The same in English
    #[arg(long, default_value = "Capable small businesses")]
    tagline_en: String,
}

impl CityCommand {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        with_node(config, Schema::Settle, async |node| match &self.what {
            What::Open(open) => open.run(node).await,
            What::List { json } => list(node, *json).await,
            What::Find { text, home, json } => find(node, text, home.as_deref(), *json).await,
        })
        .await
    }
}

impl Open {
    async fn run(&self, node: &Node) -> Result<(), Fault> {
        let code = AreaCode::parse(&self.code)
            .map_err(|_| Fault(format!("{} is not a territory's code", self.code)))?;
        let kind = match code.level() {
            Level::Province => CityKind::Province,
            Level::City => CityKind::Kota,
            Level::Kecamatan | Level::Kelurahan | Level::Rw | Level::Rt => {
                return Err(Fault(format!(
                    "{code} lies within a city; give the code of the city, such as 32.76"
                )));
            }
        };
        let fits = self.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !fits || self.slug.len() < 2 || crate::site::first_parts().contains(self.slug.as_str()) {
            return Err(Fault(format!("\"{}\" cannot be the first part of an address", self.slug)));
        }
        territory::reference::load(&node.db).await?;
        let name = territory::name_of(&node.db, &code).await?;
        let name = name.ok_or_else(|| Fault(format!("no territory has the code {code}")))?;
        let kind = if name.starts_with("Kabupaten") { CityKind::Kabupaten } else { kind };
        let opened = City {
            id: code.city(),
            slug: self.slug.clone(),
            name: name.clone(),
            kind,
            zone: Zone::of(code.city()),
            motif: self.motif.clone(),
            tagline_id: self.tagline.clone(),
            tagline_en: self.tagline_en.clone(),
            demo: false,
        };
        let mut conn = node.db.pool().acquire().await.map_err(kernel::Error::from)?;
        let now = node.db.clock().now();
        if let Some(other) =
            city::list(&mut conn).await?.into_iter().find(|c| c.slug == self.slug && c.id != opened.id)
        {
            return Err(Fault(format!("/{} is {} already; choose another --slug", self.slug, other.name)));
        }
        city::open(&mut conn, &demo::platform(), now).await?;
        city::open(&mut conn, &opened, now).await?;
        say(&format!("{name} is served at /{}", self.slug))?;
        complain("A server that runs already shows it after a restart. Let its first administrator in:");
        complain(&format!(
            "  berdaya user add --city {} --role city_admin --name NAME --email ADDRESS",
            self.slug
        ));
        Ok(())
    }
}

async fn list(node: &Node, json: bool) -> Result<(), Fault> {
    let mut conn = node.db.pool().acquire().await.map_err(kernel::Error::from)?;
    let cities = city::list(&mut conn).await?.into_iter().filter(|city| city.id != CityId::PLATFORM);
    if json {
        let one = |city: City| {
            let code = AreaCode::of_city(city.id).map(String::from);
            serde_json::json!({"code": code, "slug": city.slug, "name": city.name, "demo": city.demo})
        };
        return say(&serde_json::Value::from(cities.map(one).collect::<Vec<_>>()).to_string());
    }
    let cities: Vec<City> = cities.collect();
    if cities.is_empty() {
        complain("No city is open yet. Open one with: berdaya city open CODE --slug NAME");
    }
    for city in cities {
        let code = AreaCode::of_city(city.id).map(String::from).unwrap_or_default();
        let demo = if city.demo { "  (demo)" } else { "" };
        say(&format!("{code:<6} /{:<16} {}{demo}", city.slug, city.name))?;
    }
    Ok(())
}

async fn find(node: &Node, text: &str, home: Option<&str>, json: bool) -> Result<(), Fault> {
    let home = home
        .map(AreaCode::parse)
        .transpose()
        .map_err(|_| Fault("--home takes a territory's code".to_owned()))?;
    territory::reference::load(&node.db).await?;
    let gazetteer = territory::gazetteer(&node.db).await?;
    let resolution = gazetteer.resolve(text, home.as_ref());
    if resolution.best.is_none() {
        return Err(Fault("no territory was recognised in this text".to_owned()));
    }
    let mut all = Vec::new();
    for found in resolution.best.iter().chain(&resolution.alternatives) {
        let code = AreaCode::parse(&found.code.to_string())?;
        let path: Vec<String> = gazetteer.path_of(&code).into_iter().rev().map(|(_, name)| name).collect();
        all.push((code, found.confidence, path));
    }
    if json {
        let one = |(code, confidence, path): &(AreaCode, f64, Vec<String>)| serde_json::json!({"code": code.as_str(), "confidence": confidence, "path": path});
        return say(&serde_json::Value::from(all.iter().map(one).collect::<Vec<_>>()).to_string());
    }
    for (code, confidence, path) in all {
        say(&format!("{:>3.0} %  {:<14} {}", confidence * 100.0, code.as_str(), path.join(", ")))?;
    }
    Ok(())
}
